#include "base/utf8.h"
#include "source/datetime.h"
#include "source/html_head_internal.h"

enum {
    TIME_CP_MAX = 120,
};

/* ---- times ---- */

/* The time of capture is no bound: it may be a file's, and files are copied under any time. */
static bool believable(int64_t at_ms)
{
    enum { FIRST_YEAR = 1990, LAST_YEAR = 2100 };
    int year = at_ms == CLOCK_NONE ? 0 : civil_from_instant(at_ms).year;
    return year >= FIRST_YEAR && year <= LAST_YEAR;
}

static bool same_minute(int64_t one, int64_t two)
{
    const int64_t minute_ms = 60000;
    return one / minute_ms == two / minute_ms;
}

static int64_t declared_time(const struct html_head *h)
{
    int64_t best = CLOCK_NONE;
    for (size_t i = 0; i < DECLARED_FROM_COUNT; i++) {
        int64_t at_ms = CLOCK_NONE;
        if (h->declared->published[i].n == 0 ||
            !datetime_machine(h->t->a, h->declared->published[i], &at_ms) || !believable(at_ms))
            continue;
        bool finer = same_minute(best, at_ms) && at_ms > best; /* the same, with its seconds */
        if (best == CLOCK_NONE || finer)
            best = at_ms;
    }
    return best;
}

/* "2025-03-09 05:12:00 +0700", "2023-08-19T06:30:00+07:00": what <abbr> and <span> show on hovering. */
static struct str hover_time(const struct html_tree *t, html_node n)
{
    enum { DAY_BYTES = 10 };
    struct str title = html_attr(t, n, "title");
    bool day = title.n >= DAY_BYTES && title.p[4] == '-' && title.p[7] == '-';
    return day && byte_is_digit(title.p[0]) ? title : STR("");
}

static bool names_time(const struct html_tree *t, html_node n)
{
    static const char *const TIMES[] = {
        "date",      "time",       "pubdate",  "publishdate", "published", "datetime", "timestamp",
        "post-time", "dateandcat", "pdate",    "ngay",        "posted",    "created",  "postdate",
        "meta",      "submitted",  "ngaydang", "ngay-dang",   "thoigian",  "thoi-gian"};
    return html_tag_of(t, n) == HTML_TAG_TIME || hover_time(t, n).n ||
           head_is_called(t, n, TIMES, COUNT_OF(TIMES));
}

/* "Ngày đăng: …": a date of the page wherever it stands, in its text too. */
static bool says_time(const struct html_tree *t, html_node n)
{
    static const struct str LABELS[] = {STR_INIT("ngày đăng"), STR_INIT("đăng ngày"),
                                        STR_INIT("đăng lúc"),  STR_INIT("ngày xuất bản"),
                                        STR_INIT("xuất bản"),  STR_INIT("cập nhật")};
    struct str text = html_tag_of(t, n) == HTML_TAG_TEXT
                          ? utf8_lower(t->a, str_trim(html_at(t, n)->text))
                          : STR("");
    for (size_t i = 0; i < COUNT_OF(LABELS); i++)
        if (str_starts(text, LABELS[i]))
            return true;
    return false;
}

/* "articledate", "newstime", "ngaydangtin": systems that write their names together. In a text that
 * may be a reference's. */
static bool ends_as_time(const struct html_head *h, html_node n)
{
    enum { NAME_MAX_BYTES = 24 };
    struct str names = n < h->body.first ? html_names(h->t, n) : STR("");
    struct str one;
    while (str_next(&names, ' ', &one))
        if (one.n <= NAME_MAX_BYTES && (str_ends(one, STR("date")) || str_ends(one, STR("time")) ||
                                        str_starts(one, STR("ngay"))))
            return true;
    return false;
}

struct seen_time {
    int64_t at_ms;
    int64_t updated_ms; /* printed beside it */
    bool has_clock;
    bool updated;
};

static bool read_time(const struct html_head *h, html_node n, struct seen_time *out)
{
    struct datetime when;
    struct str attribute = html_attr(h->t, n, "datetime");
    attribute = attribute.n ? attribute : html_attr(h->t, n, "content"); /* Drupal, microdata */
    html_node inner = attribute.n ? 0 : html_find(h->t, n, HTML_TAG_TIME);
    attribute = inner ? html_attr(h->t, inner, "datetime") : attribute;
    attribute = attribute.n ? attribute : hover_time(h->t, n);
    struct str text = html_text(h->t, n);
    if (!datetime_find_near(h->t->a, text, h->captured_ms, &when))
        when = (struct datetime){.at_ms = CLOCK_NONE, .updated_ms = CLOCK_NONE};
    *out = (struct seen_time){when.at_ms, when.updated_ms, when.has_clock, when.updated};
    if (attribute.n && datetime_machine(h->t->a, attribute, &out->at_ms))
        out->has_clock = true;
    return believable(out->at_ms);
}

/* A page's head says what day it is: far above the title, or in the element that is the page's head. */
static bool is_head_clock(const struct html_head *h, html_node n)
{
    enum { NODES_NEAR = 40 };
    html_node head = html_ancestor(h->t, n, HTML_TAG_HEADER, 0);
    if (n >= h->title.node)
        return false;
    return h->title.node - n > NODES_NEAR || (head && !html_within(h->t, h->title.node, head)) ||
           str_starts(utf8_lower(h->t->a, html_text(h->t, n)), STR("hôm nay"));
}

/* Whether n is the article's rather than other, which was found before it. */
static bool is_nearer(const struct html_head *h, html_node n, html_node other)
{
    enum { NODES_BESIDE = 12 };
    bool between = n > h->title.node && n < h->body.first;
    bool apart = other + NODES_BESIDE < h->title.node;
    return (is_head_clock(h, other) && !is_head_clock(h, n)) || (between && apart);
}

/* The time printed nearest to the title: named so first, then any short line that is one. */
static struct seen_time visible_time(const struct html_head *h, bool named)
{
    struct seen_time best = {CLOCK_NONE, CLOCK_NONE, false, false};
    struct seen_time renewed =
        best; /* "Cập nhật lúc …" above the text: better than a list's below */
    html_node best_node = 0;
    const struct html_tree *t = h->t;
    html_node text = head_first_prose(h);
    for (html_node n = t->root; n; n = html_next(t, t->root, n)) {
        uint32_t cp = html_at(t, n)->count.cp;
        struct seen_time seen;
        bool inside = n >= text && n <= h->body.last;
        if (!head_in_zone(h, n) || cp > TIME_CP_MAX || cp < 5 ||
            (inside && !named && !says_time(t, n)))
            continue;
        if (named ? !html_is_element(t, n) || (!names_time(t, n) && !ends_as_time(h, n))
                  : html_tag_of(t, n) != HTML_TAG_TEXT)
            continue;
        if (!read_time(h, n, &seen) || head_is_of_another(h, n))
            continue;
        bool after_title = n > h->title.node;
        if (seen.updated) {
            renewed = after_title && n < h->body.first ? seen : renewed;
            continue;
        }
        if (!named && says_time(t, n)) /* a page's head says what day it is */
            return seen;
        bool nearer = best_node && is_nearer(h, n, best_node);
        if (best.at_ms == CLOCK_NONE || nearer ||
            (seen.has_clock && !best.has_clock && after_title)) {
            best = seen;
            best_node = n;
        }
        if (best.has_clock && after_title)
            break;
    }
    if (renewed.at_ms != CLOCK_NONE &&
        (best_node == 0 || best_node > h->body.last || is_head_clock(h, best_node)))
        return renewed;
    best.updated_ms = best.updated_ms == CLOCK_NONE ? renewed.at_ms : best.updated_ms;
    return best;
}

static bool is_to_come(const struct html_head *h, int64_t at_ms)
{
    const int64_t day_ms = 86400000;
    return h->captured_ms != CLOCK_NONE && at_ms - h->captured_ms > 2 * day_ms;
}

/* A declared time after the page was read is believed only if the page prints none before: that the
 * file is older than its page proves nothing, and both are to come then. */
static struct seen_time printed_instead(const struct html_head *h, struct seen_time declared)
{
    struct seen_time seen = visible_time(h, true);
    if (seen.at_ms == CLOCK_NONE)
        seen = visible_time(h, false);
    return seen.at_ms == CLOCK_NONE || is_to_come(h, seen.at_ms) ? declared : seen;
}

void head_read_times(const struct html_head *h, struct doc *doc)
{
    int64_t updated = CLOCK_NONE;
    struct seen_time seen = {declared_time(h), CLOCK_NONE, false, false};
    if (seen.at_ms != CLOCK_NONE && is_to_come(h, seen.at_ms))
        seen = printed_instead(h, seen);
    if (seen.at_ms == CLOCK_NONE)
        seen = visible_time(h, true);
    if (seen.at_ms == CLOCK_NONE)
        seen = visible_time(h, false);
    doc->published_ms = seen.at_ms;
    if (believable(seen.updated_ms) && seen.updated_ms > seen.at_ms)
        doc->updated_ms = seen.updated_ms;
    if (h->declared->updated.n && datetime_machine(h->t->a, h->declared->updated, &updated) &&
        believable(updated) && updated > doc->published_ms)
        doc->updated_ms = updated;
}
