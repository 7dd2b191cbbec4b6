#include "source/wxr_place.h"

#include "source/markup.h"
#include "source/place.h"

enum {
    DEPTH_MAX = 8,               /* of categories in categories; deeper is a circle */
    PLACE_ARENA_BYTES = 1 << 20, /* the addresses of one */
};

/* "https://x.vn/blog" and path, which begins with '/'; a path alone where the blog is not known. */
static struct str address(struct arena *a, const struct wxr_site *site, struct str path)
{
    struct str base = site->base;
    while (str_ends(base, STR("/")))
        base.n--;
    return str_concat(a, base, path);
}

/* A list page, and the feeds below it. */
static void add_page(struct place *p, const struct wxr_site *site, struct str path)
{
    static const struct str FEEDS[] = {STR_INIT("feed/"), STR_INIT("feed/rss2/"),
                                       STR_INIT("feed/rss/"), STR_INIT("feed/atom/")};
    place_url(p, address(p->a, site, path));
    for (size_t i = 0; i < COUNT_OF(FEEDS); i++)
        place_feed(p, address(p->a, site, str_concat(p->a, path, FEEDS[i])));
}

/* ?cat=3, and the feeds of that query. */
static void add_query(struct place *p, const struct wxr_site *site, const char *name,
                      struct str value)
{
    static const struct str FEEDS[] = {STR_INIT("rss2"), STR_INIT("rss"), STR_INIT("atom")};
    if (value.n == 0)
        return;
    place_url(p, address(p->a, site, str_format(p->a, "/?%s=%.*s", name, STR_ARG(value))));
    for (size_t i = 0; i < COUNT_OF(FEEDS); i++)
        place_feed(p, address(p->a, site,
                              str_format(p->a, "/?%s=%.*s&feed=%.*s", name, STR_ARG(value),
                                         STR_ARG(FEEDS[i]))));
}

/* The word in front ("category", "tag") is a setting that no export names: "/chuyen-muc/kinh-te/" is
 * found by its last part (site/moved.h). */
static void add_anywhere(struct place *p, const struct wxr_site *site, struct str slug)
{
    place_url(p, address(p->a, site, str_concat(p->a, STR("/*/"), slug)));
}

static const struct wxr_category *category(const struct wxr_site *site, struct str slug)
{
    void *found = NULL;
    return map_get(&site->categories, slug, &found) ? found : NULL;
}

static void add_section(struct place *p, const struct wxr_site *site, const struct wxr_named *named)
{
    struct arena *a = p->a;
    const struct wxr_category *up[DEPTH_MAX];
    size_t n = 0;
    struct str chain = STR("");
    for (const struct wxr_category *c = category(site, named->slug); c && n < DEPTH_MAX;
         c = category(site, c->parent))
        up[n++] = c;
    for (size_t i = n; i > 0; i--) {
        place_step(p, up[i - 1]->name);
        chain = str_format(a, "%.*s/%.*s", STR_ARG(chain), STR_ARG(up[i - 1]->slug));
    }
    if (n == 0) {
        place_step(p, named->name);
        chain = str_concat(a, STR("/"), named->slug);
    }
    add_page(p, site, str_format(a, "/category%.*s/", STR_ARG(chain)));
    add_page(p, site, str_format(a, "/category/%.*s/", STR_ARG(named->slug)));
    add_page(p, site, str_format(a, "%.*s/", STR_ARG(chain)));
    add_page(p, site, str_format(a, "/%.*s/", STR_ARG(named->slug)));
    add_anywhere(p, site, named->slug);
    add_query(p, site, "cat", named->id);
    add_query(p, site, "category_name", named->slug);
}

static void tell(const struct wxr_site *site, const struct wxr_named *named,
                 const struct source_sink *sink)
{
    struct arena a;
    struct place p;
    arena_init(&a, PLACE_ARENA_BYTES);
    place_begin(&p, &a, named->kind, named->name);
    if (named->kind == DOC_PLACE_SECTION) {
        add_section(&p, site, named);
    } else if (named->kind == DOC_PLACE_TAG) {
        add_page(&p, site, str_format(&a, "/tag/%.*s/", STR_ARG(named->slug)));
        add_anywhere(&p, site, named->slug);
        add_query(&p, site, "tag", named->slug);
    } else {
        add_page(&p, site, str_format(&a, "/author/%.*s/", STR_ARG(named->slug)));
        add_query(&p, site, "author_name", named->slug);
        add_query(&p, site, "author", named->id);
    }
    place_tell(&p, sink);
    arena_release(&a);
}

static void tell_home(const struct wxr_site *site, const struct source_sink *sink)
{
    static const struct str PATHS[] = {STR_INIT("/feed/"),
                                       STR_INIT("/feed/rss2/"),
                                       STR_INIT("/feed/rss/"),
                                       STR_INIT("/feed/atom/"),
                                       STR_INIT("/feed/rdf/"),
                                       STR_INIT("/comments/feed/"),
                                       STR_INIT("/wp-rss2.php"),
                                       STR_INIT("/wp-atom.php"),
                                       STR_INIT("/?feed=rss2"),
                                       STR_INIT("/?feed=rss"),
                                       STR_INIT("/?feed=atom"),
                                       STR_INIT("/?feed=rdf"),
                                       STR_INIT("/?feed=comments-rss2")};
    struct arena a;
    struct place p;
    arena_init(&a, PLACE_ARENA_BYTES);
    place_begin(&p, &a, DOC_PLACE_HOME, STR(""));
    place_url(&p, address(&a, site, STR("/page/"))); /* /page/2/ and ?paged=2: site/moved.h */
    for (size_t i = 0; i < COUNT_OF(PATHS); i++)
        place_feed(&p, address(&a, site, PATHS[i]));
    place_tell(&p, sink);
    arena_release(&a);
}

/* The archives of a month, its days and its year lead home. */
static void tell_month(const struct wxr_site *site, const struct wxr_month *m,
                       const struct source_sink *sink)
{
    struct arena a;
    struct place p;
    arena_init(&a, PLACE_ARENA_BYTES);
    place_begin(&p, &a, DOC_PLACE_HOME, STR(""));
    place_url(&p, address(&a, site, str_format(&a, "/%04d/", m->year)));
    place_url(&p, address(&a, site, str_format(&a, "/%04d/%02d/", m->year, m->month)));
    place_url(&p, address(&a, site, str_format(&a, "/?m=%04d", m->year)));
    place_url(&p, address(&a, site, str_format(&a, "/?m=%04d%02d", m->year, m->month)));
    for (int day = 1; day <= 31; day++)
        if (m->days >> day & 1)
            place_url(
                &p, address(&a, site, str_format(&a, "/%04d/%02d/%02d/", m->year, m->month, day)));
    place_tell(&p, sink);
    arena_release(&a);
}

/* Pages of attachments that no article has. */
static void tell_pages(const struct wxr_site *site, const struct source_sink *sink)
{
    struct arena a;
    struct wxr_media_page page;
    struct str urls[2];
    size_t at = 0;
    arena_init(&a, PLACE_ARENA_BYTES);
    while (wxr_media_page_left(&site->media, &at, &page)) {
        struct place p;
        arena_release(&a);
        place_begin(&p, &a, DOC_PLACE_HOME, STR(""));
        wxr_page_addresses(&a, site, &page, urls);
        for (size_t i = 0; i < COUNT_OF(urls); i++)
            place_url(&p, urls[i]);
        place_tell(&p, sink);
    }
    arena_release(&a);
}

void wxr_places_tell(const struct wxr_site *site, const struct source_sink *sink)
{
    if (!sink->place)
        return;
    tell_home(site, sink);
    for (size_t i = 0; i < site->months.n; i++)
        tell_month(site, vec_at(&site->months, i), sink);
    tell_pages(site, sink);
    for (size_t i = 0; i < site->places.n; i++) {
        const struct wxr_named *named = *(struct wxr_named **)vec_at(&site->places, i);
        if (named)
            tell(site, named, sink);
    }
}
