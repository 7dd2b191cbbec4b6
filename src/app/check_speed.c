/* How heavy pages are, and how long a reader on a slow line waits for them. The line is that of Lighthouse's "slow 4G":
 * 1.6 Mbit/s, 150 ms there and back; times are computed from the bytes that the site really sends, and from the time it
 * really takes to make a page that nobody asked for before. */
#include "app/check.h"
#include "base/map.h"
#include "site/route.h"

enum {
    PART_BYTES = 64 << 20,
    LINE_BYTES_MS = 200, /* 1.6 Mbit/s */
    ROUND_MS = 150,
    ROUNDS_TO_PAGE = 4,   /* name, connection, TLS 1.3, request */
    PHONE_WIDTH_PX = 720, /* of a phone's screen: 412 CSS pixels, 1.75 for each */
    FIRST_MAX_MS = 3000,  /* the scorecard's limits */
    LARGEST_MAX_MS = 4000,
    WHOLE_MAX_MS = 5800,
    TASK_MAX_MS = 600,
    TASKS = 20,
};

/* One page: bytes on the line, in ms of it, and times until something stands there. */
struct weight {
    int64_t made_ms;
    size_t text;     /* the page itself, its style sheets and scripts: nothing shows before */
    size_t largest;  /* the largest picture that does not wait to be scrolled to */
    size_t pictures; /* all of them, at a phone's width */
    size_t fonts;
    int64_t first_ms;
    int64_t largest_ms;
    int64_t whole_ms;
};

struct weighing {
    struct check *c;
    struct weight page; /* the one being weighed */
    struct weight worst;
    struct str worst_paths[3]; /* of first, largest, whole */
    struct map sizes;          /* path of what pages share → size_t *, bytes */
    size_t pages;
};

/* Bytes of path on the line, 0 when it cannot be had; asked for once, for all pages. */
static size_t size_of(struct weighing *w, struct str path)
{
    void *known = NULL;
    struct check_answer answer = {0};
    struct arena *a = w->c->arena;
    if (map_get(&w->sizes, path, &known))
        return *(const size_t *)known;
    if (check_ask(w->c, a, path, STR(""), true, &answer) || answer.status != 200)
        answer.bytes = 0;
    size_t *bytes = arena_alloc(a, sizeof *bytes);
    if (bytes) {
        *bytes = answer.bytes;
        map_set(&w->sizes, str_copy(a, path), bytes);
    }
    return answer.bytes;
}

/* The value of attribute name (with ' ' before and '="' behind) in tag, "" when it has none. */
static struct str attribute(struct str tag, struct str name)
{
    size_t at = str_find(tag, name);
    if (at == tag.n)
        return STR("");
    struct str rest = str_from(tag, at + name.n);
    return str_first(rest, str_find_byte(rest, '"'));
}

/* Takes the next tag of *rest, from behind '<' to before '>': "img src=…". */
static bool next_tag(struct str *rest, struct str *tag)
{
    size_t at = str_find_byte(*rest, '<');
    if (at == rest->n)
        return false;
    struct str from = str_from(*rest, at + 1);
    size_t end = str_find_byte(from, '>');
    *tag = str_first(from, end);
    *rest = str_from(from, end < from.n ? end + 1 : from.n);
    return true;
}

/* Of a srcset the narrowest that fills a phone, else the widest; "" without one. */
static struct str fitting(struct str srcset)
{
    struct str best = STR("");
    struct str one;
    int64_t best_px = 0;
    while (str_next(&srcset, ',', &one)) {
        struct str path = str_trim(one);
        size_t space = str_find_byte(path, ' ');
        int64_t px = 0;
        struct str width = str_trim(str_from(path, space));
        if (!width.n || !str_to_int(str_first(width, width.n - 1), &px))
            continue;
        bool better =
            best_px < PHONE_WIDTH_PX ? px > best_px : px >= PHONE_WIDTH_PX && px < best_px;
        if (better) {
            best_px = px;
            best = str_first(path, space);
        }
    }
    return best;
}

static bool is_own(struct str path)
{
    return str_starts(path, STR("/")) && !str_starts(path, STR("//"));
}

static void add_picture(struct weighing *w, struct str path, bool lazy)
{
    size_t bytes = is_own(path) ? size_of(w, path) : 0;
    w->page.pictures += bytes;
    if (!lazy && bytes > w->page.largest)
        w->page.largest = bytes;
}

/* Style sheets, scripts and pictures of the page. Of a picture's sources the first is what today's browsers take. */
static void weigh_tags(struct weighing *w, struct str html)
{
    struct str tag;
    struct str source = STR("");
    while (next_tag(&html, &tag)) {
        if (str_starts(tag, STR("source ")) && !source.n) {
            source = fitting(attribute(tag, STR(" srcset=\"")));
        } else if (str_starts(tag, STR("img "))) {
            struct str own = fitting(attribute(tag, STR(" srcset=\"")));
            struct str path = source.n ? source : own.n ? own : attribute(tag, STR(" src=\""));
            add_picture(w, path, str_contains(tag, STR(" loading=\"lazy\"")));
            source = STR("");
        } else if (str_starts(tag, STR("script src="))) {
            w->page.text += size_of(w, attribute(tag, STR(" src=\"")));
        } else if (str_contains(tag, STR("rel=\"stylesheet\""))) {
            w->page.text += size_of(w, attribute(tag, STR(" href=\"")));
        }
    }
}

/* All fonts that the style sheets name: a page takes some of them. */
static enum rc weigh_fonts(struct weighing *w, struct str html, size_t *out)
{
    struct check_answer sheet;
    struct str tag;
    *out = 0;
    while (next_tag(&html, &tag)) {
        if (!str_contains(tag, STR("rel=\"stylesheet\"")))
            continue;
        struct str path = attribute(tag, STR(" href=\""));
        struct str folder = str_first(path, str_find_last_byte(path, '/') + 1);
        enum rc rc = check_ask(w->c, w->c->arena, path, STR(""), false, &sheet);
        if (rc)
            return rc;
        struct str rest = sheet.body;
        for (size_t at = 0; (at = str_find(rest, STR("url("))) < rest.n;) {
            rest = str_from(rest, at + 4);
            struct str name = str_first(rest, str_find_byte(rest, ')'));
            if (str_ends(name, STR(".woff2")))
                *out += size_of(w, is_own(name) ? name : str_concat(w->c->arena, folder, name));
        }
    }
    return RC_OK;
}

static int64_t line_ms(size_t bytes)
{
    return (int64_t)(bytes / LINE_BYTES_MS);
}

static void keep_worst(struct weighing *w, struct str path)
{
    struct weight *p = &w->page;
    const int64_t rounds_ms = INT64_C(1) * ROUND_MS * (ROUNDS_TO_PAGE + 1);
    p->first_ms = rounds_ms + p->made_ms + line_ms(p->text);
    p->largest_ms = p->first_ms + (p->largest ? ROUND_MS + line_ms(p->largest) : 0);
    p->whole_ms = p->first_ms + ROUND_MS + line_ms(p->pictures + p->fonts);
    int64_t *const worst[] = {&w->worst.first_ms, &w->worst.largest_ms, &w->worst.whole_ms};
    const int64_t now[] = {p->first_ms, p->largest_ms, p->whole_ms};
    for (size_t i = 0; i < COUNT_OF(now); i++)
        if (now[i] > *worst[i]) {
            *worst[i] = now[i];
            w->worst_paths[i] = str_copy(w->c->arena, path);
        }
    if (p->text + p->pictures > w->worst.text + w->worst.pictures) {
        w->worst.text = p->text;
        w->worst.pictures = p->pictures;
    }
}

static enum rc weigh(struct weighing *w, struct str path)
{
    struct check_answer sent;
    struct check_answer plain;
    struct arena *a = w->c->part;
    arena_clear(a, PART_BYTES);
    w->page = (struct weight){.fonts = w->page.fonts};
    enum rc rc = check_ask(w->c, a, path, STR(""), true, &sent);
    if (!rc)
        rc = check_ask(w->c, a, path, STR(""), false, &plain);
    if (rc || sent.status != 200)
        return rc;
    if (w->pages++ == 0)
        rc = weigh_fonts(w, plain.body, &w->page.fonts);
    w->page.made_ms = sent.took_us / 1000;
    w->page.text = sent.bytes;
    weigh_tags(w, plain.body);
    keep_worst(w, path);
    return rc;
}

static enum check_state at_most(int64_t ms, int64_t limit_ms)
{
    return ms <= limit_ms ? CHECK_MET : CHECK_MISSED;
}

static void say_weights(struct weighing *w)
{
    static const char *const asked[] = {"nội dung đầu tiên hiện trong 3 s (thẻ điểm 2025)",
                                        "phần lớn nhất hiện trong 4 s",
                                        "cả trang, mọi hình, hiện trong 5,8 s"};
    const int64_t limits[] = {FIRST_MAX_MS, LARGEST_MAX_MS, WHOLE_MAX_MS};
    const int64_t times[] = {w->worst.first_ms, w->worst.largest_ms, w->worst.whole_ms};
    for (size_t i = 0; i < COUNT_OF(times); i++)
        check_say(w->c, at_most(times[i], limits[i]), asked[i], "chậm nhất %lld,%02lld s, %.*s",
                  (long long)times[i] / 1000, (long long)times[i] % 1000 / 10,
                  STR_ARG(w->worst_paths[i]));
    check_say(
        w->c, CHECK_NOTE, "trang nặng nhất",
        "%zu KB chữ, kiểu và mã, %zu KB hình (%zu trang, đường truyền 1,6 Mbit/s, trễ 150 ms)",
        w->worst.text / 1024, w->worst.pictures / 1024, w->pages);
}

/* Searches for the first words of titles: the task that needs most of a site. */
static enum rc time_tasks(struct check *c, const struct store_card *cards, size_t n)
{
    int64_t longest_us = 0;
    size_t asked = n < TASKS ? n : TASKS;
    struct check_answer answer;
    for (size_t i = 0; i < asked; i++) {
        arena_clear(c->part, PART_BYTES);
        struct str query = STR("q=");
        struct str rest = cards[i].title;
        struct str word;
        for (int words = 0; words < 4 && str_next(&rest, ' ', &word); words++)
            query =
                str_format(c->part, "%.*s%s%.*s", STR_ARG(query), words ? "+" : "", STR_ARG(word));
        enum rc rc = check_ask(c, c->part, STR("/tim-kiem"), query, true, &answer);
        if (rc)
            return rc;
        if (answer.took_us > longest_us)
            longest_us = answer.took_us;
    }
    int64_t ms = ROUND_MS + longest_us / 1000;
    check_say(c, at_most(ms, TASK_MAX_MS), "một thao tác xong trong 0,6 s",
              "tìm kiếm lâu nhất %lld ms (máy chủ %lld ms), %zu lần", (long long)ms,
              (long long)longest_us / 1000, asked);
    return RC_OK;
}

enum rc check_speed(struct check *c)
{
    struct weighing w = {.c = c};
    struct store_card *cards = NULL;
    size_t n = 0;
    const struct store_list_query newest = {
        .kind = STORE_LIST_NEWEST, .now_ms = c->now_ms, .limit = CHECK_PAGES};
    map_init(&w.sizes, c->arena);
    check_heading(c, "Tốc độ · speed");
    enum rc rc = store_list(c->store.reader, c->arena, newest, &cards, &n, c->e);
    if (!rc)
        rc = weigh(&w, STR("/"));
    for (size_t i = 0; i < n && !rc; i++)
        rc = weigh(&w,
                   route_article_path(c->arena, cards[i].section_slug, cards[i].slug, cards[i].id));
    if (rc)
        return rc;
    say_weights(&w);
    return time_tasks(c, cards, n);
}
