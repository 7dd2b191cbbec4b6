/* Compressed pages with holes: what a browser unpacks is what page_fill gives, whatever the text, the
 * holes and their values. Unpacking is zlib's own. */
#include "tests/prop.h"
#include "tests/test.h"

#include "base/arena.h"
#include "base/mem.h"
#include "page/page_gzip.h"

#include <string.h>
#include <zlib.h>

static const enum page_hole_kind KINDS[] = {
#define X(name, width) name,
    PAGE_HOLE_TABLE(X)
#undef X
};

static struct str joined(struct arena *a, const struct page_segment *segments, size_t n)
{
    struct buf all;
    buf_init(&all, a);
    for (size_t i = 0; i < n; i++)
        buf_add(&all, (struct str){segments[i].p, segments[i].n});
    return buf_view(&all);
}

/* Whole and nothing behind it, checksum and size included; "" when it is no gzip stream. */
static struct str unpacked(struct arena *a, struct str packed, size_t room)
{
    z_stream z = {0};
    Bytef *out = arena_alloc(a, room + 1);
    z.next_in = (Bytef *)(uintptr_t)packed.p;
    z.avail_in = (uInt)packed.n;
    z.next_out = out;
    z.avail_out = (uInt)room + 1;
    if (inflateInit2(&z, 15 + 16) != Z_OK)
        return STR("");
    int rc = inflate(&z, Z_FINISH);
    size_t n = room + 1 - z.avail_out;
    bool whole = rc == Z_STREAM_END && z.avail_in == 0;
    (void)inflateEnd(&z);
    return whole ? (struct str){(char *)out, n} : STR("");
}

/* Words from a small set, so that much refers back, over holes too. */
static void put_words(struct prop *p, struct page_out *out, size_t n)
{
    static const char *const WORDS[] = {"<span class=\"n\">",
                                        "</span> lượt xem",
                                        "<li><a href=\"/thoi-su/",
                                        "đoàn đại biểu ",
                                        "ngày ",
                                        "Sông Ngân",
                                        "x"};
    for (size_t i = 0; i < n; i++)
        page_put_literal(out, str_view(WORDS[prop_below(p, COUNT_OF(WORDS))]));
}

static struct str value_of(struct prop *p, struct arena *a, struct hole hole)
{
    if (hole.kind != HOLE_SLOT && page_hole_width(hole))
        return page_hole_number(a, hole, (int64_t)prop_below(p, (size_t)1 << prop_below(p, 62)));
    struct buf b;
    buf_init(&b, a);
    size_t n = prop_below(p, 4) ? prop_below(p, 40) : prop_below(p, 65536);
    if (hole.width_bytes)
        n = hole.width_bytes;
    for (size_t i = 0; i < n; i++)
        buf_add_byte(&b, "<span class=\"n\">"[i % 16]);
    return buf_view(&b);
}

static struct page_insert *insert_of(struct arena *a, struct str text)
{
    struct page_insert *insert = arena_alloc(a, sizeof *insert);
    assert_non_null(insert);
    page_insert_init(insert, text);
    return insert;
}

static bool unpacks_to_the_page(struct prop *p)
{
    struct arena a;
    struct page_out out;
    arena_init(&a, 256 << 20);
    page_out_init(&out, &a);
    size_t holes_n = prop_below(p, p->size_max / 4 + 1);
    struct str *values = arena_array(&a, holes_n, sizeof *values);
    const struct page_insert **inserts = arena_array(&a, holes_n, sizeof(struct page_insert *));
    put_words(p, &out, 100);
    for (size_t i = 0; i < holes_n; i++) {
        struct hole hole = {KINDS[prop_below(p, COUNT_OF(KINDS))], (int64_t)i, 0};
        if (hole.kind == HOLE_SLOT && prop_below(p, 2))
            hole.width_bytes = 1 + prop_below(p, prop_below(p, 4) ? 60 : PAGE_SLOT_WIDTH_MAX);
        page_put_hole(&out, hole);
        values[i] = value_of(p, &a, hole);
        inserts[i] = hole.kind == HOLE_SLOT ? insert_of(&a, values[i]) : NULL;
        put_words(p, &out, prop_below(p, 3) ? prop_below(p, 2000) : 0); /* holes side by side */
    }
    struct page *page = page_finish(&out, STR("text/html"), NULL, 0);
    struct page *well = page ? page_pack_well(page) : NULL;
    assert_non_null(well);
    struct page_segment *segments = arena_array(&a, 2 * holes_n + 2, sizeof *segments);
    struct str plain = joined(&a, segments, page_fill(page, values, segments));
    struct page *both[] = {page, well};
    bool same = true;
    for (size_t i = 0; i < COUNT_OF(both); i++) {
        struct str packed =
            joined(&a, segments, page_fill_gzip(both[i], &a, values, NULL, segments));
        same = same && str_eq(unpacked(&a, packed, plain.n), plain) && packed.n < plain.n + 1000;
        packed = joined(&a, segments, page_fill_gzip(both[i], &a, values, inserts, segments));
        same = same && str_eq(unpacked(&a, packed, plain.n), plain);
    }
    page_unref(well);
    page_unref(page);
    arena_release(&a);
    return same;
}

static void what_is_unpacked_is_the_page(void **state)
{
    (void)state;
    prop_check("gzip with holes unpacks to the page", unpacks_to_the_page, 300);
}

static struct page *page_of(struct arena *a, size_t repeats, struct hole hole)
{
    struct page_out out;
    page_out_init(&out, a);
    for (size_t i = 0; i < repeats; i++) {
        page_put_literal(&out,
                         STR("<li><a href=\"/tin/mot-bai.html\">Một bài</a> <span class=\"n\">"));
        page_put_hole(&out, hole);
        page_put_literal(&out, STR("</span></li>\n"));
    }
    struct page *page = page_finish(&out, STR("text/html"), NULL, 0);
    assert_non_null(page);
    return page;
}

/* Text after a hole of fixed width refers back over it: a list of a hundred costs little. */
static void text_refers_back_over_holes(void **state)
{
    (void)state;
    enum { ITEMS = 100 };
    struct arena a;
    arena_init(&a, 16 << 20);
    struct str values[ITEMS];
    struct page_segment segments[2 * ITEMS + 2];
    struct hole hole = {HOLE_COMMENTS, 1, 0};
    for (size_t i = 0; i < ITEMS; i++)
        values[i] = page_hole_number(&a, hole, (int64_t)i);
    struct page *page = page_of(&a, ITEMS, hole);
    struct str packed = joined(&a, segments, page_fill_gzip(page, &a, values, NULL, segments));
    size_t framed = ITEMS * (page_hole_width(hole) + PAGE_GZIP_FRAME_BYTES);
    assert_true(packed.n < framed + ITEMS * 8);
    page_unref(page);
    arena_release(&a);
}

/* The same with banners all of one width, which are not compressed themselves. */
static void text_refers_back_over_banners(void **state)
{
    (void)state;
    enum { ITEMS = 20, WIDTH = 400 };
    struct arena a;
    arena_init(&a, 16 << 20);
    struct str values[ITEMS];
    struct page_segment segments[2 * ITEMS + 2];
    struct hole hole = {HOLE_SLOT, 0, WIDTH};
    char *banner = arena_alloc(&a, WIDTH);
    assert_non_null(banner);
    memset(banner, 'x', WIDTH);
    for (size_t i = 0; i < ITEMS; i++)
        values[i] = (struct str){banner, WIDTH};
    struct page *page = page_of(&a, ITEMS, hole);
    struct str packed = joined(&a, segments, page_fill_gzip(page, &a, values, NULL, segments));
    assert_true(packed.n < ITEMS * (WIDTH + PAGE_GZIP_FRAME_BYTES + 8) + 100);
    values[ITEMS - 1].n--; /* of another snapshot of the site: sent as it is */
    assert_int_equal(page_fill_gzip(page, &a, values, NULL, segments), 0);
    page_unref(page);
    struct page_out out;
    page_out_init(&out, &a);
    page_put_hole(&out, (struct hole){HOLE_SLOT, 0, PAGE_SLOT_WIDTH_MAX + 1});
    assert_true(page_out_failed(&out));
    arena_release(&a);
}

static void what_cannot_be_framed_is_not_packed(void **state)
{
    (void)state;
    struct arena a;
    struct page_segment segments[2 * 30 + 2];
    struct str values[30] = {{0}};
    arena_init(&a, 16 << 20);
    struct page *page = page_of(&a, 30, (struct hole){HOLE_SLOT, 0, 0});
    assert_true(page_fill_gzip(page, &a, values, NULL, segments) > 0);
    values[29] = (struct str){arena_alloc(&a, 65536), 65536};
    assert_int_equal(page_fill_gzip(page, &a, values, NULL, segments), 0);
    struct page *small = page_of(&a, 1, (struct hole){HOLE_SLOT, 0, 0});
    values[0] = STR("");
    assert_int_equal(page_fill_gzip(small, &a, values, NULL, segments), 0);
    page_unref(small);
    page_unref(page);
    arena_release(&a);
}

/* What a page is to its readers does not change when it is packed well; it only gets smaller. */
static void packed_well_it_is_the_same_page(void **state)
{
    (void)state;
    enum { HOLES = 60 };
    struct arena a;
    struct page_segment segments[2 * HOLES + 2];
    struct str values[HOLES];
    struct hole hole = {HOLE_COMMENTS, 1, 0};
    struct str tags[] = {STR("article:1"), STR("site")};
    struct prop p = {0};
    struct page_out out;
    arena_init(&a, 16 << 20);
    page_out_init(&out, &a);
    for (size_t i = 0; i < HOLES; i++) {
        put_words(&p, &out, 200);
        page_put_hole(&out, hole);
        values[i] = page_hole_number(&a, hole, (int64_t)i);
    }
    struct page *page = page_finish(&out, STR("text/html"), tags, COUNT_OF(tags));
    struct page *well = page_pack_well(page);
    assert_non_null(well);
    assert_true(!page_is_packed_well(page) && page_is_packed_well(well));
    assert_memory_equal(page_hash(well).bytes, page_hash(page).bytes, sizeof page_hash(page).bytes);
    assert_str_eq(page_content_type(well), page_content_type(page));
    assert_int_equal(page_holes(well), HOLES);
    assert_true(page_tags(well) == COUNT_OF(tags) && page_has_tag(well, STR("article:1")));
    struct str plain = joined(&a, segments, page_fill(page, values, segments));
    struct str hasty = joined(&a, segments, page_fill_gzip(page, &a, values, NULL, segments));
    struct str best = joined(&a, segments, page_fill_gzip(well, &a, values, NULL, segments));
    assert_str_eq(joined(&a, segments, page_fill(well, values, segments)), plain);
    assert_true(best.n < hasty.n && hasty.n < plain.n);
    assert_true(page_memory_bytes(well) < page_memory_bytes(page));
    page_unref(page);
    page_unref(well);
    arena_release(&a);
}

static void numbers_have_their_holes_width(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    struct hole views = {HOLE_VIEWS, 1, 0};
    assert_str_is(page_hole_number(&a, views, 0), "0          ");
    assert_str_is(page_hole_number(&a, views, 1234567), "1.234.567  ");
    assert_str_is(page_hole_number(&a, views, INT64_MAX), "999.999.999");
    assert_str_is(page_hole_number(&a, (struct hole){HOLE_TOTAL, 0, 0}, INT64_C(123456789012)),
                  "123.456.789.012");
    arena_release(&a);
}

/* Every allocation of making a page may fail; the page is then not there, and nothing leaks. */
static void a_page_without_memory_is_none(void **state)
{
    (void)state;
    struct arena a;
    struct page_out out;
    struct prop p = {0};
    arena_init(&a, 16 << 20);
    page_out_init(&out, &a);
    put_words(&p, &out, 200);
    page_put_hole(&out, (struct hole){HOLE_VIEWS, 1, 0});
    put_words(&p, &out, 200);
    bool fired = true;
    for (uint64_t k = 1; fired; k++) {
        mem_fail_at(k);
        struct page *page = page_finish(&out, STR("text/html"), NULL, 0);
        struct page *well = page ? page_pack_well(page) : NULL;
        fired = mem_fault_fired();
        mem_fail_at(0);
        assert_true(fired == !well);
        page_unref(page);
        page_unref(well);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_unpacked_is_the_page),
        cmocka_unit_test(text_refers_back_over_holes),
        cmocka_unit_test(text_refers_back_over_banners),
        cmocka_unit_test(what_cannot_be_framed_is_not_packed),
        cmocka_unit_test(packed_well_it_is_the_same_page),
        cmocka_unit_test(numbers_have_their_holes_width),
        cmocka_unit_test(a_page_without_memory_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
