/* Runs the examples of template.md, which the build has compiled: each must print its output. */
#include "tests/test.h"

#include "spec/template_cases.h"

enum { ARENA_BYTES = 1 << 20 };

static const struct view_words words = {.more = STR_INIT("Xem thêm")};
static const struct view_site site = {.name = STR_INIT("Loa")};
static const struct view_card replies[] = {{.title = STR_INIT("Trả lời 1")},
                                           {.title = STR_INIT("Trả lời 2")}};
static const struct view_card cards[] = {
    {.title = STR_INIT("Một"),
     .url = STR_INIT("/1"),
     .paid = true,
     .replies = replies,
     .replies_n = 2},
    {.title = STR_INIT("Hai"), .url = STR_INIT("/2")},
};
static const struct view_card card = {.title = STR_INIT("Riêng")};
static const struct view_page page = {
    .t = &words,
    .site = &site,
    .inner = {.name = STR_INIT("Trong")},
    .title = STR_INIT("Tin <mới>"),
    .url = STR_INIT("/a?b=1&c=2"),
    .bad_url = STR_INIT("javascript:alert(1)"),
    .body = {STR_INIT("<b>đậm</b>")},
    .number = 1234567,
    .yes = true,
    .views = {HOLE_VIEWS, 42, 0},
    .cards = cards,
    .cards_n = 2,
    .card = &card,
};

static void show_view_page(void (*print)(struct page_out *, const struct view_page *),
                           struct page_out *out)
{
    print(out, &page);
}

static void show_view_card(void (*print)(struct page_out *, const struct view_card *),
                           struct page_out *out)
{
    print(out, &card);
}

/* The page with its holes written as ‹kind id›. */
static struct str text_of(const struct page_out *out)
{
    struct buf b;
    buf_init(&b, out->arena);
    size_t from = 0;
    struct str text = buf_view(&out->text);
    for (size_t i = 0; i < out->holes_n; i++) {
        const struct page_hole *hole = &out->holes[i];
        buf_add(&b, str_slice(text, from, hole->at));
        buf_addf(&b, "‹%d %lld›", (int)hole->hole.kind, (long long)hole->hole.id);
        from = hole->at;
    }
    buf_add(&b, str_from(text, from));
    return buf_view(&b);
}

static bool same(const struct page_out *out, int line, const char *want)
{
    struct str got = str_trim(text_of(out));
    struct str expected = str_trim(str_view(want));
    if (!page_out_failed(out) && str_eq(got, expected))
        return true;
    printf("template.md:%d:\n--- got\n%.*s\n--- want\n%.*s\n", line, STR_ARG(got),
           STR_ARG(expected));
    return false;
}

int main(void)
{
    int passed = 0;
    int failed = 0;
    struct arena arena;
    struct page_out out;
#define CASE(function, view, line, want)                                                           \
    arena_init(&arena, ARENA_BYTES);                                                               \
    page_out_init(&out, &arena);                                                                   \
    show_##view(function, &out);                                                                   \
    *(same(&out, line, want) ? &passed : &failed) += 1;                                            \
    arena_release(&arena);
#include "spec/template_cases.inc"
#undef CASE
    printf("%d passed, %d failed\n", passed, failed);
    return failed || !passed;
}
