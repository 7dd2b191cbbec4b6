#include "site/moved.h"

#include "base/buf.h"
#include "site/route.h"

/* The page of a place, whose feed has an address below it. */
static struct str place_path(struct arena *a, const struct store_redirect *r)
{
    switch (r->place) {
    case STORE_PLACE_NONE: return r->target;
    case STORE_PLACE_HOME: return STR("/");
    case STORE_PLACE_SECTION: return route_section_path(a, r->slug, 1);
    case STORE_PLACE_TOPIC: return route_list_path(a, ROUTE_TOPIC, r->slug, 1);
    case STORE_PLACE_TAG: return route_list_path(a, ROUTE_TAG, r->slug, 1);
    case STORE_PLACE_AUTHOR: return route_list_path(a, ROUTE_AUTHOR, r->slug, 1);
    }
    return r->target;
}

struct str moved_location(struct arena *a, const struct store_redirect *r)
{
    if (r->article_id)
        return route_article_path(a, r->section_slug, r->slug, r->article_id);
    bool home = r->place == STORE_PLACE_HOME && r->feed; /* the newest articles are its feed */
    struct str path = home ? route_list_path(a, ROUTE_NEWEST, STR(""), 1) : place_path(a, r);
    return r->place != STORE_PLACE_NONE && r->feed ? route_feed_path(a, path, FEED_RSS) : path;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!byte_is_digit(s.p[i]))
            return false;
    return s.n > 0;
}

/* "…/a-300x200.jpg": the length of "…/a"; path.n when it names no size. */
static size_t before_sides(struct str path)
{
    size_t dot = str_find_last_byte(path, '.');
    struct str stem = str_first(path, dot);
    size_t dash = str_find_last_byte(stem, '-');
    struct str sides = str_from(stem, dash + 1);
    size_t x = str_find_byte(sides, 'x');
    bool named = dot < path.n && dash < stem.n && all_digits(str_first(sides, x)) &&
                 all_digits(str_from(sides, x + 1));
    return named ? dash : path.n;
}

static bool is_among(struct str s, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, list[i]))
            return true;
    return false;
}

/* "/tin/page/2", "/tin/page-2", "/bai/amp", "/bai/comment-page-1", "/bai/feed/atom": the length of
 * what stands before; path.n for others. */
static size_t before_view(struct str path)
{
    static const struct str VIEWS[] = {STR_INIT("feed"), STR_INIT("amp"), STR_INIT("embed"),
                                       STR_INIT("trackback")};
    static const struct str FEEDS[] = {STR_INIT("rss"), STR_INIT("rss2"), STR_INIT("atom"),
                                       STR_INIT("rdf")};
    size_t slash = str_find_last_byte(path, '/');
    struct str last = str_from(path, slash + 1);
    struct str before = str_first(path, slash);
    if (str_starts(last, STR("page-")) && all_digits(str_from(last, 5)))
        return slash;
    if (str_starts(last, STR("comment-page-")) && all_digits(str_from(last, 13)))
        return slash;
    if (is_among(last, FEEDS, COUNT_OF(FEEDS)) && str_ends(before, STR("/feed")))
        return before.n - 5;
    if (slash < path.n && is_among(last, VIEWS, COUNT_OF(VIEWS)))
        return slash;
    return all_digits(last) && str_ends(before, STR("/page")) ? before.n - 5 : path.n;
}

/* What path is a view of; "/bai/2" is the second page of "/bai". */
static struct str viewed(struct str path)
{
    enum { VIEWS_MAX = 3, PAGE_DIGITS_MAX = 2 };
    struct str whole = path;
    for (int i = 0; i < VIEWS_MAX && before_view(path) < path.n; i++)
        path = str_first(path, before_view(path));
    size_t slash = str_find_last_byte(path, '/');
    struct str last = str_from(path, slash + 1);
    bool numbered = path.n == whole.n && last.n <= PAGE_DIGITS_MAX && all_digits(last) && slash;
    return numbered ? str_first(path, slash) : path;
}

/* The parameters of a query but those that choose a view of the same page, in a, with its '?'. */
static struct str query_of(struct arena *a, struct str asked)
{
    static const struct str VIEWS[] = {STR_INIT("paged"), STR_INIT("page"),      STR_INIT("cpage"),
                                       STR_INIT("feed"),  STR_INIT("amp"),       STR_INIT("noamp"),
                                       STR_INIT("embed"), STR_INIT("replytocom")};
    struct str rest = str_from(asked, str_find_byte(asked, '?') + 1);
    struct str part;
    struct buf out;
    buf_init(&out, a);
    while (str_next(&rest, '&', &part)) {
        if (is_among(str_first(part, str_find_byte(part, '=')), VIEWS, COUNT_OF(VIEWS)))
            continue;
        buf_add_byte(&out, out.n ? '&' : '?');
        buf_add(&out, part);
    }
    return buf_view(&out);
}

static struct str simpler(struct arena *a, struct str asked)
{
    struct str path = str_first(asked, str_find_byte(asked, '?'));
    size_t sides = before_sides(path);
    if (sides < path.n)
        return str_format(a, "%.*s%.*s", STR_ARG(str_first(path, sides)),
                          STR_ARG(str_from(path, str_find_last_byte(path, '.'))));
    struct str view = viewed(path);
    struct str query = query_of(a, asked);
    if (view.n + query.n == asked.n)
        return STR("");
    if (view.n <= 1 &&
        query.n == 0) /* the home page is never moved: so its further pages are noted */
        return STR("/page");
    return str_concat(a, view.n ? view : STR("/"), query);
}

/* The last part stands behind a "/" of the path, or of NukeViet's "op" at the end of the query. */
static struct str anywhere(struct arena *a, struct str path)
{
    path = viewed(path); /* a further page of the list that it names */
    struct str last = str_from(path, str_find_last_byte(path, '/') + 1);
    return last.n ? str_concat(a, STR("/*/"), last) : STR("");
}

struct str moved_other(struct arena *a, struct str path, int i)
{
    return i == 0 ? simpler(a, path) : anywhere(a, path);
}
