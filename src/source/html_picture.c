#include "source/html_picture.h"

#include "source/html_url.h"

#include <string.h>

/* "…/a.jpg?w=300" */
static bool names_picture(struct arena *a, struct str value)
{
    static const struct str ENDS[] = {STR_INIT(".jpg"),  STR_INIT(".jpeg"), STR_INIT(".png"),
                                      STR_INIT(".webp"), STR_INIT(".gif"),  STR_INIT(".avif")};
    if (value.n > HTML_URL_MAX_BYTES || str_find_byte(value, ' ') < value.n)
        return false;
    struct str lower = str_lower_ascii(a, value);
    for (size_t i = 0; i < COUNT_OF(ENDS); i++)
        if (str_contains(lower, ENDS[i]))
            return true;
    return false;
}

/* What lazy loaders put where the picture will be. */
static bool is_stand_in(struct arena *a, struct str src)
{
    static const struct str WORDS[] = {
        STR_INIT("placeholder"), STR_INIT("blank."), STR_INIT("loading"),     STR_INIT("spacer"),
        STR_INIT("pixel."),      STR_INIT("lazy"),   STR_INIT("transparent"), STR_INIT("grey."),
        STR_INIT("blur_")}; /* of Wix: the picture itself, small and blurred */
    if (src.n == 0 || str_starts(src, STR("data:")) || str_eq(src, STR("#")))
        return true;
    struct str lower = str_lower_ascii(a, src);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_contains(lower, WORDS[i]))
            return true;
    return false;
}

bool html_picture_is_address(struct arena *a, struct str address)
{
    struct str path = str_first(address, str_find_byte(address, '?'));
    size_t point = str_find_last_byte(path, '.');
    struct str file = str_from(path, str_find_last_byte(path, '/') + 1);
    bool about = path.n && str_find_byte(file, ':') < file.n; /* "/wiki/File:A.jpg" is a page */
    return point < path.n && !about && names_picture(a, str_from(path, point));
}

/* ---- several sizes ---- */

struct candidate {
    struct str src;
    int64_t width_px; /* 0: only a density is told */
    int64_t percent;  /* density */
};

/* "640w", "2x", "1.5x" */
static void read_descriptor(struct str s, struct candidate *c)
{
    int64_t value = 0;
    if (s.n < 2)
        return;
    char unit = (char)(s.p[s.n - 1] | 0x20);
    struct str number = str_first(s, s.n - 1);
    struct str whole = str_first(number, str_find_byte(number, '.'));
    if (!str_to_int(whole, &value) || value < 0)
        return;
    if (unit == 'w')
        c->width_px = value;
    else if (unit == 'x')
        c->percent = value < 100 ? value * 100 + (whole.n < number.n ? 50 : 0) : 0;
}

/* The next of "a.jpg 320w, b.jpg 640w" (HTML Living Standard, 4.8.4.2.2): commas inside of an address
 * belong to it. */
static bool next_candidate(struct str *set, struct candidate *c)
{
    struct str rest = *set;
    while (rest.n && (byte_is_space(rest.p[0]) || rest.p[0] == ','))
        rest = str_from(rest, 1);
    size_t end = 0;
    while (end < rest.n && !byte_is_space(rest.p[end]))
        end++;
    struct str src = str_first(rest, end);
    *c = (struct candidate){.src = src, .percent = 100};
    rest = str_from(rest, end);
    while (c->src.n && c->src.p[c->src.n - 1] == ',')
        c->src.n--;
    if (c->src.n == src.n) {
        size_t comma = str_find_byte(rest, ',');
        read_descriptor(str_trim(str_first(rest, comma)), c);
        rest = str_from(rest, comma);
    }
    *set = rest;
    return c->src.n > 0;
}

/* Widths that suit a page before those over the limit, and these before small ones. */
static int suits(const struct candidate *c)
{
    enum { SMALL_PX = 800 };
    return c->width_px > HTML_PICTURE_WIDTH_PX ? 1 : c->width_px >= SMALL_PX ? 2 : 0;
}

static bool is_better(const struct candidate *one, const struct candidate *best)
{
    enum { PERCENT_MAX = 200 };
    if (best->src.n == 0)
        return true;
    if (one->width_px == 0 || best->width_px == 0) {
        bool fits = one->percent <= PERCENT_MAX;
        return one->width_px == best->width_px ? fits && one->percent > best->percent
                                               : one->width_px > 0;
    }
    if (suits(one) != suits(best))
        return suits(one) > suits(best);
    return suits(one) == 1 ? one->width_px < best->width_px : one->width_px > best->width_px;
}

static void take_set(const struct html_tree *t, html_node n, struct candidate *best)
{
    enum { CANDIDATES_MAX = 64 };
    static const char *const SETS[] = {"srcset", "data-srcset", "data-lazy-srcset"};
    for (size_t i = 0; i < COUNT_OF(SETS); i++) {
        struct str set = html_attr(t, n, SETS[i]);
        struct candidate c;
        for (size_t k = 0; k < CANDIDATES_MAX && next_candidate(&set, &c); k++)
            if (!is_stand_in(t->a, c.src) && is_better(&c, best))
                *best = c;
    }
}

/* The sizes of the picture element around img. Pictures that only new browsers show come last. */
static void take_sources(const struct html_tree *t, html_node img, struct candidate *best)
{
    html_node box = html_at(t, img)->parent;
    if (!box || html_tag_of(t, box) != HTML_TAG_OTHER)
        return;
    for (html_node n = html_first_element(t, box); n; n = html_next_element(t, n)) {
        struct str type = html_attr(t, n, "type");
        if (html_tag_of(t, n) == HTML_TAG_SOURCE && !str_contains(type, STR("avif")))
            take_set(t, n, best);
    }
}

/* ---- what an address says of its size ---- */

/* "-300x200" before the ending: where it begins; name.n if it is not there. */
static size_t size_suffix(struct str name, int64_t *width_px)
{
    size_t at = name.n;
    while (at && byte_is_digit(name.p[at - 1]))
        at--;
    if (at == name.n || at == 0 || name.p[at - 1] != 'x')
        return name.n;
    size_t middle = --at;
    while (at && byte_is_digit(name.p[at - 1]))
        at--;
    bool sized = at < middle && at && (name.p[at - 1] == '-' || name.p[at - 1] == '_') &&
                 str_to_int(str_slice(name, at, middle), width_px);
    return sized ? at - 1 : name.n;
}

/* "a-300x200" of "https://x/b/a-300x200.jpg?v=1" */
static struct str name_of(struct str src)
{
    src = str_first(src, str_find_byte(src, '?'));
    src = str_first(src, str_find_byte(src, '#'));
    size_t slash = str_find_last_byte(src, '/');
    struct str name = slash < src.n ? str_from(src, slash + 1) : src;
    return str_first(name, str_find_last_byte(name, '.'));
}

/* The name without size and ending: what a picture and its thumbnail have in common. */
static struct str picture_stem(struct arena *a, struct str src)
{
    int64_t width_px = 0;
    struct str name = name_of(src);
    return str_lower_ascii(a, str_first(name, size_suffix(name, &width_px)));
}

bool html_picture_are_one(struct arena *a, struct str one, struct str two)
{
    if (str_eq(one, two))
        return true;
    struct str stem = picture_stem(a, one);
    return stem.n && str_find_byte(one, '?') == one.n && str_find_byte(two, '?') == two.n &&
           str_eq(stem, picture_stem(a, two));
}

/* A thumbnail: by its name, or by the folder it lies in. */
static bool is_thumbnail(struct arena *a, struct str src)
{
    static const struct str WORDS[] = {STR_INIT("thumb"), STR_INIT("/small/"), STR_INIT("_small"),
                                       STR_INIT("-small"), STR_INIT("/resize")};
    enum { WIDTH_PX_MAX = 800 };
    int64_t width_px = 0;
    struct str name = name_of(src);
    if (size_suffix(name, &width_px) < name.n)
        return width_px < WIDTH_PX_MAX;
    struct str lower = str_lower_ascii(a, src);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_contains(lower, WORDS[i]))
            return true;
    return false;
}

/* ---- the one ---- */

/* What the page shows without sizes: past a lazy loader's stand-in. */
static struct str single_src(const struct html_tree *t, html_node img)
{
    static const char *const LAZY[] = {"data-src",  "data-original",     "data-lazy-src",
                                       "data-lazy", "data-original-src", "data-url"};
    for (size_t i = 0; i < COUNT_OF(LAZY); i++) {
        struct str value = html_attr(t, img, LAZY[i]);
        if (!is_stand_in(t->a, value))
            return value;
    }
    struct str src = html_attr(t, img, "src");
    const struct html_item *item = html_at(t, img);
    bool stand_in = is_stand_in(t->a, src);
    for (uint32_t i = 0; stand_in && i < item->attributes_n; i++)
        if (strncmp(item->attributes[i].name, "data-", 5) == 0 &&
            names_picture(t->a, item->attributes[i].value))
            return item->attributes[i].value;
    return src;
}

/* The file that a picture is the link to, where the page shows less of it. */
static struct str linked_file(const struct html_tree *t, html_node img)
{
    enum { LEVELS_MAX = 3 };
    html_node n = html_at(t, img)->parent;
    for (size_t level = 0; n && level < LEVELS_MAX; level++, n = html_at(t, n)->parent) {
        if (html_tag_of(t, n) != HTML_TAG_A)
            continue;
        struct str href = html_attr(t, n, "href");
        bool file = html_picture_is_address(t->a, href) && html_at(t, n)->count.img == 1;
        return file ? href : STR("");
    }
    return STR("");
}

struct str html_picture_src(const struct html_tree *t, html_node img, struct str base)
{
    enum { LARGE_PX = 1000 }; /* larger than what pages show of unknown size */
    struct candidate best = {.width_px = 0};
    struct str found = single_src(t, img);
    take_set(t, img, &best);
    take_sources(t, img, &best);
    bool small = is_thumbnail(t->a, found);
    bool wide = best.width_px ? best.width_px >= LARGE_PX || small : best.percent > 100;
    struct str set = html_attr(t, img, "srcset"); /* the src is one of these sizes */
    bool listed = set.n && found.n && str_contains(set, found) && best.width_px;
    struct str linked = linked_file(t, img);
    bool larger = linked.n &&
                  (small || is_stand_in(t->a, found) || html_picture_are_one(t->a, found, linked));
    if (best.src.n && (wide || listed || is_stand_in(t->a, found)))
        found = best.src;
    if (larger && best.width_px < LARGE_PX)
        found = linked;
    if (str_starts(found, STR("data:")))
        found = STR("");
    return html_url_resolve(t->a, base, found);
}

/* The picture beside a <noscript>: the element itself, or what its box holds. */
static html_node picture_in(const struct html_tree *t, html_node n)
{
    return html_tag_of(t, n) == HTML_TAG_IMG ? n : n ? html_find(t, n, HTML_TAG_IMG) : 0;
}

void html_picture_unveil(const struct html_tree *t)
{
    for (html_node n = t->root; n; n = html_next(t, t->root, n)) {
        html_node shown =
            html_tag_of(t, n) == HTML_TAG_NOSCRIPT ? html_find(t, n, HTML_TAG_IMG) : 0;
        if (!shown)
            continue;
        html_node veiled = picture_in(t, html_previous_element(t, n));
        veiled = veiled ? veiled : picture_in(t, html_next_element(t, n));
        if (!veiled || html_picture_src(t, veiled, STR("")).n)
            continue;
        html_at(t, veiled)->attributes = html_at(t, shown)->attributes;
        html_at(t, veiled)->attributes_n = html_at(t, shown)->attributes_n;
    }
}
