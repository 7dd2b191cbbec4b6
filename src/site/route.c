#include "site/route.h"

#include "site/register_route.h"

struct word {
    enum route_kind kind;
    struct str word;
};

static const struct word words[] = {
#define X(name, w) [name] = {name, STR_INIT(w)},
    ROUTE_TABLE(X)
#undef X
};
_Static_assert(COUNT_OF(words) == ROUTE_COUNT, "every route has its word");

static const struct {
    struct str path;
    enum route_kind kind;
} files[] = {
    {STR_INIT("/live.json"), ROUTE_LIVE},
    {STR_INIT("/robots.txt"), ROUTE_ROBOTS},
    {STR_INIT("/sitemap.xml"), ROUTE_SITEMAP},
    {STR_INIT("/sitemap-news.xml"), ROUTE_SITEMAP_NEWS},
    {STR_INIT("/opensearch.xml"), ROUTE_OPENSEARCH},
    {STR_INIT("/favicon.ico"), ROUTE_ICON},
};

static const struct {
    struct str file;
    struct str type;
} feeds[] = {
    [FEED_NONE] = {STR_INIT(""), STR_INIT("")},
    [FEED_RSS] = {STR_INIT("feed.rss"), STR_INIT("application/rss+xml")},
    [FEED_ATOM] = {STR_INIT("feed.atom"), STR_INIT("application/atom+xml")},
    [FEED_JSON] = {STR_INIT("feed.json"), STR_INIT("application/feed+json")},
};

static const struct str period_words[] = {
    [PERIOD_DAY] = STR_INIT(""),
    [PERIOD_WEEK] = STR_INIT("tuan"),
    [PERIOD_MONTH] = STR_INIT("thang"),
};

static struct route of_kind(enum route_kind kind)
{
    return (struct route){.kind = kind, .page = 1};
}

static struct route moved(struct str location)
{
    return (struct route){.kind = ROUTE_MOVED, .location = location};
}

/* A positive number without sign or leading zero. */
static bool read_number(struct str s, int64_t *out)
{
    return s.n && s.p[0] >= '1' && s.p[0] <= '9' && str_to_int(s, out);
}

/* True for the characters of a slug; an empty text is none. */
static bool is_slug(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool ok = (c >= 'a' && c <= 'z') || byte_is_digit(c) || (c == '-' && i > 0 && i + 1 < s.n);
        if (!ok)
            return false;
    }
    return s.n > 0;
}

/* What stands behind a list's path: "", "trang-N/", "feed.rss"…; list_path is the list's own. */
static struct route read_list_rest(struct arena *a, struct route list, struct str rest,
                                   struct str list_path)
{
    if (rest.n == 0)
        return list;
    for (enum route_feed f = FEED_RSS; f <= FEED_JSON; f++)
        if (str_eq(rest, feeds[f].file)) {
            list.feed = f;
            return list;
        }
    struct str number = str_from(rest, sizeof "trang-" - 1);
    if (!str_starts(rest, STR("trang-")))
        return of_kind(ROUTE_NONE);
    bool slash = str_ends(number, STR("/"));
    if (slash)
        number.n--;
    if (!read_number(number, &list.page) || list.page > ROUTE_PAGE_MAX)
        return of_kind(ROUTE_NONE);
    if (list.page == 1)
        return moved(str_copy(a, list_path));
    if (!slash)
        return moved(str_format(a, "%.*strang-%lld/", STR_ARG(list_path), (long long)list.page));
    return list;
}

/* "{slug}-{id}.html" */
static bool read_article_name(struct str name, struct route *out)
{
    if (!str_ends(name, STR(".html")))
        return false;
    struct str stem = str_first(name, name.n - 5);
    size_t dash = str_find_last_byte(stem, '-');
    struct str number = dash < stem.n ? str_from(stem, dash + 1) : stem;
    if (!read_number(number, &out->id))
        return false;
    out->kind = ROUTE_ARTICLE;
    out->slug = dash < stem.n ? str_first(stem, dash) : STR("");
    return true;
}

/* "{anything}/{slug}-{id}.html": the id alone finds the article, and sends on to its address. */
static bool read_article(struct str words_rest, struct route *out)
{
    size_t slash = str_find_last_byte(words_rest, '/');
    bool bare = slash == words_rest.n;
    if (!read_article_name(bare ? words_rest : str_from(words_rest, slash + 1), out))
        return false;
    out->section = bare ? STR("") : str_first(words_rest, slash);
    return true;
}

static struct route read_section(struct arena *a, struct str path, struct str first,
                                 struct str rest)
{
    struct route r = of_kind(ROUTE_NONE);
    if (!is_slug(first))
        return r;
    r = of_kind(ROUTE_SECTION);
    r.slug = first;
    return read_list_rest(a, r, rest, str_first(path, first.n + 2));
}

static struct route read_labelled(struct arena *a, struct str path, struct route r, struct str rest)
{
    size_t slash = str_find_byte(rest, '/');
    r.slug = str_first(rest, slash);
    if (!is_slug(r.slug))
        return of_kind(ROUTE_NONE);
    if (slash == rest.n)
        return moved(str_format(a, "%.*s/", STR_ARG(path)));
    size_t own = (size_t)(rest.p - path.p) + slash + 1;
    return read_list_rest(a, r, str_from(rest, slash + 1), str_first(path, own));
}

/* "{id}/": a list that has no feed. */
static struct route read_story(struct arena *a, struct str path, struct route r, struct str rest)
{
    r = read_labelled(a, path, r, rest);
    if (r.kind != ROUTE_STORY)
        return r;
    return r.feed == FEED_NONE && read_number(r.slug, &r.id) ? r : of_kind(ROUTE_NONE);
}

/* "{id}/", or "{id}/{entry}.json" and "{id}/{entry}-{head}.json": proofs. */
static struct route read_history(struct arena *a, struct str path, struct route r, struct str rest)
{
    size_t slash = str_find_byte(rest, '/');
    struct str file = str_from(rest, slash + 1);
    if (!read_number(str_first(rest, slash), &r.id))
        return of_kind(ROUTE_NONE);
    if (slash == rest.n)
        return moved(str_format(a, "%.*s/", STR_ARG(path)));
    if (file.n == 0)
        return r;
    if (!str_ends(file, STR(".json")))
        return of_kind(ROUTE_NONE);
    file.n -= 5;
    size_t dash = str_find_byte(file, '-');
    r.feed = FEED_JSON;
    bool known = read_number(str_first(file, dash), &r.entry) &&
                 (dash == file.n || read_number(str_from(file, dash + 1), &r.head));
    return known ? r : of_kind(ROUTE_NONE);
}

static struct route read_most_read(struct arena *a, struct str path, struct route r,
                                   struct str rest)
{
    for (enum route_period p = PERIOD_DAY; p <= PERIOD_MONTH; p++) {
        r.period = p;
        if (str_eq(rest, period_words[p]) && p != PERIOD_DAY)
            return moved(str_format(a, "%.*s/", STR_ARG(path)));
        struct str with_slash = str_format(a, "%.*s/", STR_ARG(period_words[p]));
        if (p == PERIOD_DAY ? rest.n == 0 : str_eq(rest, with_slash))
            return r;
    }
    return of_kind(ROUTE_NONE);
}

/* A page of the register; one without the slash behind it is moved there. */
static struct route read_register(struct arena *a, struct str path, struct route r)
{
    struct register_route page;
    if (register_route_read(r.rest, &page))
        return r;
    struct str with_slash = str_concat(a, r.rest, STR("/"));
    bool slashed = str_ends(r.rest, STR("/"));
    if (!slashed && register_route_read(with_slash, &page))
        return moved(str_concat(a, path, STR("/")));
    return of_kind(ROUTE_NONE);
}

/* "/{word}/rest" of a fixed first word. */
static struct route read_fixed(struct arena *a, struct str path, enum route_kind kind,
                               struct str rest)
{
    struct route r = of_kind(kind);
    r.rest = rest;
    switch (kind) {
    case ROUTE_TOPIC:
    case ROUTE_AUTHOR:
    case ROUTE_TAG: return read_labelled(a, path, r, rest);
    case ROUTE_STORY: return read_story(a, path, r, rest);
    case ROUTE_HISTORY: return read_history(a, path, r, rest);
    case ROUTE_REGISTER: return read_register(a, path, r);
    case ROUTE_NEWEST:
    case ROUTE_VIDEO: return read_list_rest(a, r, rest, str_first(path, path.n - rest.n));
    case ROUTE_MOST_READ: return read_most_read(a, path, r, rest);
    case ROUTE_CLICK: return read_number(rest, &r.id) ? r : of_kind(ROUTE_NONE);
    case ROUTE_MEDIA:
    case ROUTE_WEBSUB:
    case ROUTE_STATIC: return rest.n ? r : of_kind(ROUTE_NONE);
    case ROUTE_STATISTICS:
    case ROUTE_CONTACT:
    case ROUTE_FEEDS: return rest.n ? of_kind(ROUTE_NONE) : r;
    case ROUTE_SEARCH:
        if (rest.n)
            return read_list_rest(a, r, rest, STR("/tim-kiem"));
        return moved(str_first(path, path.n - 1));
    case ROUTE_SUGGEST:
    case ROUTE_ASK:
    case ROUTE_REACT:
    case ROUTE_COMMENT: return rest.n ? of_kind(ROUTE_NONE) : moved(str_first(path, path.n - 1));
    case ROUTE_NONE:
    case ROUTE_MOVED:
    case ROUTE_HOME:
    case ROUTE_SECTION:
    case ROUTE_ARTICLE:
    case ROUTE_LIVE:
    case ROUTE_ROBOTS:
    case ROUTE_SITEMAP:
    case ROUTE_SITEMAP_PART:
    case ROUTE_SITEMAP_NEWS:
    case ROUTE_OPENSEARCH:
    case ROUTE_ICON:
    case ROUTE_COUNT: break;
    }
    return of_kind(ROUTE_NONE);
}

/* A path of one word without a slash behind it. */
static struct route read_bare(struct arena *a, struct str path, struct str first,
                              enum route_kind kind)
{
    bool action = kind == ROUTE_SEARCH || kind == ROUTE_SUGGEST || kind == ROUTE_ASK ||
                  kind == ROUTE_REACT || kind == ROUTE_COMMENT;
    if (action)
        return of_kind(kind);
    bool list = kind == ROUTE_NEWEST || kind == ROUTE_MOST_READ || kind == ROUTE_VIDEO ||
                kind == ROUTE_STATISTICS || kind == ROUTE_CONTACT || kind == ROUTE_FEEDS ||
                kind == ROUTE_REGISTER || (kind == ROUTE_NONE && is_slug(first));
    return list ? moved(str_format(a, "%.*s/", STR_ARG(path))) : of_kind(ROUTE_NONE);
}

static enum route_kind kind_of_word(struct str first)
{
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (words[i].word.n && str_eq(words[i].word, first))
            return words[i].kind;
    return ROUTE_NONE;
}

struct route route_read(struct arena *a, struct str path)
{
    struct route r = of_kind(ROUTE_NONE);
    if (str_eq(path, STR("/")))
        return of_kind(ROUTE_HOME);
    for (size_t i = 0; i < COUNT_OF(files); i++)
        if (str_eq(path, files[i].path))
            return of_kind(files[i].kind);
    struct str part = str_slice(path, sizeof "/sitemap-" - 1, path.n - 4);
    if (str_starts(path, STR("/sitemap-")) && str_ends(path, STR(".xml"))) {
        r.kind = read_number(part, &r.page) ? ROUTE_SITEMAP_PART : ROUTE_NONE;
        return r;
    }
    struct str words_rest = str_from(path, 1);
    size_t slash = str_find_byte(words_rest, '/');
    struct str first = str_first(words_rest, slash);
    enum route_kind kind = kind_of_word(first);
    bool files_only = kind == ROUTE_MEDIA || kind == ROUTE_STATIC;
    if (!files_only && read_article(words_rest, &r))
        return r;
    if (slash == words_rest.n)
        return read_bare(a, path, first, kind);
    struct str rest = str_from(words_rest, slash + 1);
    return kind == ROUTE_NONE ? read_section(a, path, first, rest)
                              : read_fixed(a, path, kind, rest);
}

struct str route_article_path(struct arena *a, struct str section, struct str slug, int64_t id)
{
    return str_format(a, "/%.*s/%.*s-%lld.html", STR_ARG(section), STR_ARG(slug), (long long)id);
}

static struct str with_page(struct arena *a, struct str list_path, int64_t page)
{
    if (page <= 1)
        return list_path;
    return str_format(a, "%.*strang-%lld/", STR_ARG(list_path), (long long)page);
}

struct str route_section_path(struct arena *a, struct str slug, int64_t page)
{
    return with_page(a, str_format(a, "/%.*s/", STR_ARG(slug)), page);
}

struct str route_list_path(struct arena *a, enum route_kind kind, struct str slug, int64_t page)
{
    struct str path = str_format(a, "/%.*s/", STR_ARG(words[kind].word));
    if (slug.n)
        path = str_format(a, "%.*s%.*s/", STR_ARG(path), STR_ARG(slug));
    return with_page(a, path, page);
}

struct str route_story_path(struct arena *a, int64_t id)
{
    return route_list_path(a, ROUTE_STORY, str_format(a, "%lld", (long long)id), 1);
}

struct str route_history_path(struct arena *a, int64_t id, int64_t entry)
{
    struct str word = words[ROUTE_HISTORY].word;
    if (entry == 0)
        return str_format(a, "/%.*s/%lld/", STR_ARG(word), (long long)id);
    return str_format(a, "/%.*s/%lld/%lld.json", STR_ARG(word), (long long)id, (long long)entry);
}

struct str route_period_path(struct arena *a, enum route_period period)
{
    return route_list_path(a, ROUTE_MOST_READ, period_words[period], 1);
}

struct str route_feed_path(struct arena *a, struct str list_path, enum route_feed feed)
{
    return str_format(a, "%.*s%.*s", STR_ARG(list_path), STR_ARG(feeds[feed].file));
}

struct str route_feed_type(enum route_feed feed)
{
    return feeds[feed].type;
}
