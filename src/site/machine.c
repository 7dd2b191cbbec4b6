#include "site/machine.h"

#include "base/clock.h"
#include "page/feed.h"
#include "page/sitemap.h"
#include "site/make_history.h"
#include "site/make_search.h"
#include "site/register_file.h"
#include "site/register_view.h"

enum {
    FEED_ITEMS = 30,
    LABELS_IN_SITEMAP = STORE_LIST_MAX,
};

bool machine_is(struct route route)
{
    switch (route.kind) {
    case ROUTE_ROBOTS:
    case ROUTE_SITEMAP:
    case ROUTE_SITEMAP_PART:
    case ROUTE_SITEMAP_NEWS:
    case ROUTE_OPENSEARCH: return true;
    case ROUTE_REGISTER: return register_file_is(route);
    case ROUTE_NONE:
    case ROUTE_MOVED:
    case ROUTE_HOME:
    case ROUTE_SECTION:
    case ROUTE_ARTICLE:
    case ROUTE_TOPIC:
    case ROUTE_STORY:
    case ROUTE_HISTORY:
    case ROUTE_AUTHOR:
    case ROUTE_TAG:
    case ROUTE_NEWEST:
    case ROUTE_MOST_READ:
    case ROUTE_VIDEO:
    case ROUTE_SEARCH:
    case ROUTE_SUGGEST:
    case ROUTE_ASK:
    case ROUTE_STATISTICS:
    case ROUTE_CONTACT:
    case ROUTE_FEEDS:
    case ROUTE_MEDIA:
    case ROUTE_STATIC:
    case ROUTE_CLICK:
    case ROUTE_REACT:
    case ROUTE_COMMENT:
    case ROUTE_WEBSUB:
    case ROUTE_LIVE:
    case ROUTE_ICON:
    case ROUTE_COUNT: break;
    }
    return route.feed != FEED_NONE;
}

/* The document as a page; its markup was made by floor page's own writers. */
static enum rc finish(struct job *j, struct str text, struct str type, struct made *out)
{
    struct page_out page;
    page_out_init(&page, j->arena);
    page.plain = j->plain;
    page_put_literal(&page, text);
    out->page = page_finish(&page, type, j->tags.p, j->tags.n);
    out->status = 200;
    return out->page ? RC_OK : fail(j->err, RC_LIMIT, "document larger than its limit");
}

/* ---- feeds ---- */

struct feed_list {
    struct store_list_query query;
    struct str title;
    struct str path;
};

static enum rc label_list(struct job *j, struct route route, enum store_label_kind kind,
                          enum store_list_kind list, struct feed_list *out)
{
    struct store_label label;
    enum rc rc =
        store_label_by_slug(j->reader, j->arena, kind, route.slug, j->now_ms, &label, j->err);
    if (rc)
        return rc;
    out->query = (struct store_list_query){.kind = list, .key = label.id};
    out->title = label.name;
    out->path = route_list_path(j->arena, route.kind, label.slug, 1);
    return RC_OK;
}

static enum rc section_list(struct job *j, struct route route, struct feed_list *out)
{
    const struct store_section *section = state_section_by_slug(j->state, route.slug);
    if (!section)
        return RC_NOTFOUND;
    out->query = (struct store_list_query){.kind = STORE_LIST_SECTION, .key = section->id};
    out->title = section->name;
    out->path = route_section_path(j->arena, section->slug, 1);
    return RC_OK;
}

/* The feed's title does not say what was searched for: anyone can make such an address. */
static enum rc search_list(struct job *j, struct feed_list *out)
{
    if (!j->ask)
        return RC_NOTFOUND;
    out->title = j->state->words->search_results;
    out->path = search_feed_path(j->arena, j->ask);
    return RC_OK;
}

static enum rc list_of(struct job *j, struct route route, struct feed_list *out)
{
    bool video = route.kind == ROUTE_VIDEO;
    if (route.kind == ROUTE_SEARCH)
        return search_list(j, out);
    if (route.kind == ROUTE_SECTION)
        return section_list(j, route, out);
    if (route.kind == ROUTE_TOPIC)
        return label_list(j, route, STORE_LABEL_TOPIC, STORE_LIST_TOPIC, out);
    if (route.kind == ROUTE_AUTHOR)
        return label_list(j, route, STORE_LABEL_PERSON, STORE_LIST_PERSON, out);
    if (route.kind == ROUTE_TAG)
        return label_list(j, route, STORE_LABEL_TAG, STORE_LIST_TAG, out);
    out->query = (struct store_list_query){.kind = video ? STORE_LIST_VIDEO : STORE_LIST_NEWEST};
    out->title = video ? j->state->words->video : j->state->words->newest;
    out->path = route_list_path(j->arena, route.kind, STR(""), 1);
    return RC_OK;
}

/* "https://example.vn:8080" -> "example.vn" */
static struct str host_of(struct str origin)
{
    struct str host = str_from(origin, str_find(origin, STR("://")) + 3);
    return str_first(host, str_find_byte(host, ':'));
}

static struct str picture_type(struct str path)
{
    static const struct {
        struct str end;
        struct str type;
    } types[] = {{STR_INIT(".webp"), STR_INIT("image/webp")},
                 {STR_INIT(".jpg"), STR_INIT("image/jpeg")},
                 {STR_INIT(".png"), STR_INIT("image/png")},
                 {STR_INIT(".gif"), STR_INIT("image/gif")},
                 {STR_INIT(".avif"), STR_INIT("image/avif")}};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_ends(path, types[i].end))
            return types[i].type;
    return STR("");
}

/* When the article changed last; one without a time of its own, when it came. */
static int64_t changed_ms(const struct store_card *c)
{
    if (c->updated_ms != CLOCK_NONE)
        return c->updated_ms;
    return c->published_ms != CLOCK_NONE ? c->published_ms : c->listed_ms;
}

static struct feed_item feed_item(struct job *j, const struct store_card *c)
{
    struct arena *a = j->arena;
    struct str url = job_absolute(j, route_article_path(a, c->section_slug, c->slug, c->id));
    struct str host = host_of(j->state->view.origin);
    job_tag_id(j, "article", c->id);
    return (struct feed_item){
        .id = str_format(a, "tag:%.*s,2026:loa:%lld", STR_ARG(host), (long long)c->id),
        .url = url,
        .title = c->title,
        .section = c->section_name,
        .summary = c->excerpt,
        .published_ms = c->published_ms,
        .updated_ms = changed_ms(c),
        .picture_url = c->picture.n ? job_absolute(j, job_media_url(j, c->picture)) : STR(""),
        .picture_type = picture_type(c->picture),
        .picture_title = c->picture_alt,
        .source_name = c->source_name,
    };
}

static void fill_items(struct job *j, const struct store_card *cards, size_t n, struct feed *feed)
{
    struct feed_item *items = arena_array(j->arena, n, sizeof *items);
    feed->updated_ms = CLOCK_NONE;
    for (size_t i = 0; items && i < n; i++) {
        items[i] = feed_item(j, &cards[i]);
        int64_t changed = changed_ms(&cards[i]);
        if (changed > feed->updated_ms)
            feed->updated_ms = changed;
    }
    feed->items = items;
    feed->items_n = items ? n : 0;
}

static enum rc write_feed(struct job *j, enum route_feed kind, const struct feed *feed,
                          struct made *out)
{
    switch (kind) {
    case FEED_RSS: return finish(j, feed_rss(j->arena, feed), STR(FEED_RSS_TYPE), out);
    case FEED_ATOM: return finish(j, feed_atom(j->arena, feed), STR(FEED_ATOM_TYPE), out);
    case FEED_JSON: return finish(j, feed_json(j->arena, feed), STR(FEED_JSON_TYPE), out);
    case FEED_NONE: break;
    }
    return RC_NOTFOUND;
}

static struct str self_path(struct job *j, const struct feed_list *list, struct route route)
{
    struct str words = str_from(list->path, str_find_byte(list->path, '?'));
    if (route.kind != ROUTE_SEARCH)
        return route_feed_path(j->arena, list->path, route.feed);
    return str_concat(j->arena, route_feed_path(j->arena, STR("/tim-kiem/"), route.feed), words);
}

static enum rc make_feed(struct job *j, struct route route, struct made *out)
{
    const struct view_site *site = &j->state->view;
    struct feed_list list;
    struct store_card *cards = NULL;
    size_t n = 0;
    enum rc rc = list_of(j, route, &list);
    if (rc == RC_NOTFOUND) {
        out->status = 404;
        return RC_OK;
    }
    list.query.now_ms = j->now_ms;
    list.query.limit = FEED_ITEMS;
    job_tag(j, STR("site"));
    job_tag(j, STR("state"));
    if (!rc && route.kind == ROUTE_SEARCH)
        rc = search_feed_cards(j, &cards, &n);
    else if (!rc)
        rc = store_list(j->reader, j->arena, list.query, &cards, &n, j->err);
    if (rc)
        return rc;
    struct feed feed = {
        .title = str_format(j->arena, "%.*s – %.*s", STR_ARG(list.title), STR_ARG(site->name)),
        .description = site->slogan.n ? site->slogan : site->name,
        .home_url = job_absolute(j, list.path),
        .self_url = job_absolute(j, self_path(j, &list, route)),
        .site_name = site->name,
        .language = site->language,
        .icon_url = site->touch_icon_url.n ? job_absolute(j, site->touch_icon_url) : STR(""),
        .copyright = site->copyright,
    };
    fill_items(j, cards, n, &feed);
    return write_feed(j, route.feed, &feed, out);
}

/* ---- sitemaps ---- */

static void add_url(struct job *j, struct vec *urls, struct str path, int64_t changed_ms)
{
    struct sitemap_url *url = vec_push(urls);
    if (url)
        *url = (struct sitemap_url){.url = job_absolute(j, path), .changed_ms = changed_ms};
}

/* Part 1 holds the lists, part n + 1 the articles with ids from (n - 1) * SITEMAP_URLS_MAX + 1. */
int64_t machine_sitemap_parts(int64_t max_article_id)
{
    return (max_article_id + SITEMAP_URLS_MAX - 1) / SITEMAP_URLS_MAX + 1;
}

static enum rc make_index(struct job *j, struct made *out)
{
    struct store_totals totals;
    struct vec files = VEC(struct sitemap_url, j->arena);
    enum rc rc = store_totals(j->reader, j->now_ms, &totals, j->err);
    if (rc)
        return rc;
    for (int64_t part = 1; part <= machine_sitemap_parts(totals.max_article_id); part++)
        add_url(j, &files, str_format(j->arena, "/sitemap-%lld.xml", (long long)part),
                totals.newest_ms);
    add_url(j, &files, STR("/sitemap-news.xml"), totals.newest_ms);
    return finish(j, sitemap_index(j->arena, files.p, files.n), STR(SITEMAP_TYPE), out);
}

static enum rc add_labels(struct job *j, struct vec *urls, enum store_label_kind kind,
                          enum route_kind route)
{
    struct store_label *labels = NULL;
    size_t n = 0;
    enum rc rc =
        store_labels(j->reader, j->arena, kind, j->now_ms, LABELS_IN_SITEMAP, &labels, &n, j->err);
    for (size_t i = 0; !rc && i < n; i++)
        add_url(j, urls, route_list_path(j->arena, route, labels[i].slug, 1), CLOCK_NONE);
    return rc;
}

/* The register's lists, and its records and events that most articles name. */
static enum rc add_register(struct job *j, struct vec *urls)
{
    enum { OF_A_LIST = 1000 };
    static const enum register_page lists[] = {REGISTER_HOME,        REGISTER_CALENDAR,
                                               REGISTER_DELEGATIONS, REGISTER_MAP,
                                               REGISTER_NETWORK,     REGISTER_CHOICE};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        add_url(j, urls, register_path(j->arena, &(struct register_route){.page = lists[i]}),
                CLOCK_NONE);
    for (int k = 0; k < FACTS_KIND_COUNT && !rc; k++) {
        struct register_route list = {.page = REGISTER_ENTITIES, .kind = (enum facts_kind)k};
        struct store_entity *rows = NULL;
        size_t n = 0;
        add_url(j, urls, register_path(j->arena, &list), CLOCK_NONE);
        struct store_entity_query q = {.kind = (enum facts_kind)k,
                                       .country = STR(""),
                                       .folded = STR(""),
                                       .now_ms = j->now_ms,
                                       .limit = OF_A_LIST};
        rc = store_entities(j->reader, j->arena, q, &rows, &n, j->err);
        for (size_t i = 0; i < n && !rc; i++)
            add_url(j, urls, register_entity_path(j->arena, rows[i].kind, rows[i].slug),
                    CLOCK_NONE);
    }
    for (int agreements = 0; agreements < 2 && !rc; agreements++) {
        struct store_event_query q = register_any_event(j, OF_A_LIST);
        struct store_event *rows = NULL;
        size_t n = 0;
        struct register_route list = {.page = REGISTER_EVENTS, .agreement = agreements};
        add_url(j, urls, register_path(j->arena, &list), CLOCK_NONE);
        q.agreements = agreements;
        rc = store_events(j->reader, j->arena, q, &rows, &n, j->err);
        for (size_t i = 0; i < n && !rc; i++)
            add_url(j, urls, register_event_path(j->arena, rows[i].is_agreement, rows[i].slug),
                    CLOCK_NONE);
    }
    return rc;
}

static enum rc make_lists_part(struct job *j, struct made *out)
{
    struct vec urls = VEC(struct sitemap_url, j->arena);
    const struct state *s = j->state;
    add_url(j, &urls, STR("/"), CLOCK_NONE);
    for (size_t i = 0; i < s->sections_n; i++)
        add_url(j, &urls, route_section_path(j->arena, s->sections[i].slug, 1), CLOCK_NONE);
    static const enum route_kind fixed[] = {ROUTE_NEWEST,     ROUTE_MOST_READ, ROUTE_VIDEO,
                                            ROUTE_STATISTICS, ROUTE_CONTACT,   ROUTE_FEEDS};
    for (size_t i = 0; i < COUNT_OF(fixed); i++)
        add_url(j, &urls, route_list_path(j->arena, fixed[i], STR(""), 1), CLOCK_NONE);
    enum rc rc = add_labels(j, &urls, STORE_LABEL_TOPIC, ROUTE_TOPIC);
    if (!rc)
        rc = add_labels(j, &urls, STORE_LABEL_PERSON, ROUTE_AUTHOR);
    if (!rc)
        rc = add_labels(j, &urls, STORE_LABEL_TAG, ROUTE_TAG);
    if (!rc && s->features.registry)
        rc = add_register(j, &urls);
    if (rc)
        return rc;
    return finish(j, sitemap_page(j->arena, urls.p, urls.n), STR(SITEMAP_TYPE), out);
}

static enum rc make_part(struct job *j, int64_t part, struct made *out)
{
    struct store_sitemap_entry *entries = NULL;
    size_t n = 0;
    struct vec urls = VEC(struct sitemap_url, j->arena);
    if (part == 1)
        return make_lists_part(j, out);
    if (part > SITEMAP_FILES_MAX) {
        out->status = 404;
        return RC_OK;
    }
    int64_t after = (part - 2) * SITEMAP_URLS_MAX;
    enum rc rc = store_sitemap(j->reader, j->arena, after, CLOCK_NONE, j->now_ms, SITEMAP_URLS_MAX,
                               &entries, &n, j->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < n && entries[i].id <= after + SITEMAP_URLS_MAX; i++) {
        const struct store_sitemap_entry *entry = &entries[i];
        if (entry->withheld)
            continue;
        int64_t changed = entry->updated_ms != CLOCK_NONE ? entry->updated_ms : entry->published_ms;
        add_url(j, &urls, route_article_path(j->arena, entry->section_slug, entry->slug, entry->id),
                changed);
    }
    if (urls.n == 0) {
        out->status = 404;
        return RC_OK;
    }
    return finish(j, sitemap_page(j->arena, urls.p, urls.n), STR(SITEMAP_TYPE), out);
}

static enum rc make_news(struct job *j, struct made *out)
{
    const struct view_site *site = &j->state->view;
    struct store_sitemap_entry *entries = NULL;
    size_t n = 0;
    int64_t since = j->now_ms - SITEMAP_NEWS_DAYS * CLOCK_DAY_MS;
    enum rc rc = store_sitemap(j->reader, j->arena, 0, since, j->now_ms, SITEMAP_NEWS_MAX, &entries,
                               &n, j->err);
    if (rc)
        return rc;
    struct sitemap_news_item *items = arena_array(j->arena, n, sizeof *items);
    size_t items_n = 0;
    for (size_t i = 0; items && i < n; i++) {
        const struct store_sitemap_entry *entry = &entries[i];
        if (entry->withheld)
            continue;
        struct str path = route_article_path(j->arena, entry->section_slug, entry->slug, entry->id);
        items[items_n++] = (struct sitemap_news_item){.url = job_absolute(j, path),
                                                      .title = entry->title,
                                                      .published_ms = entry->published_ms};
    }
    struct str text = sitemap_news(j->arena, site->name, site->language, items, items_n, j->now_ms);
    return finish(j, text, STR(SITEMAP_TYPE), out);
}

/* ---- robots, OpenSearch ---- */

static enum rc make_robots(struct job *j, struct made *out)
{
    static const struct str hidden[] = {STR_INIT("/tim-kiem"), STR_INIT("/hoi-dap"),
                                        STR_INIT("/qc/"), STR_INIT("/live.json")};
    struct str sitemaps[] = {job_absolute(j, STR("/sitemap.xml")),
                             job_absolute(j, STR("/sitemap-news.xml"))};
    struct robots robots = {
        .closed = j->state->view.sample_note.n > 0,
        .hidden = hidden,
        .hidden_n = COUNT_OF(hidden),
        .sitemaps = sitemaps,
        .sitemaps_n = COUNT_OF(sitemaps),
    };
    return finish(j, robots_txt(j->arena, &robots), STR("text/plain; charset=utf-8"), out);
}

static enum rc make_opensearch(struct job *j, struct made *out)
{
    const struct view_site *site = &j->state->view;
    struct opensearch o = {
        .name = site->name,
        .description = site->slogan.n ? site->slogan : site->name,
        .search_url = job_absolute(j, STR("/tim-kiem?q=")),
        .icon_url = site->icon_url.n ? job_absolute(j, site->icon_url) : STR(""),
        .language = site->language,
    };
    return finish(j, opensearch_xml(j->arena, &o), STR(OPENSEARCH_TYPE), out);
}

enum rc machine_make(struct job *j, struct route route, struct made *out)
{
    *out = (struct made){.status = 500};
    job_tag(j, STR("site"));
    job_tag(j, STR("state"));
    if (route.kind == ROUTE_REGISTER)
        return register_file_make(j, route, out);
    if (route.kind == ROUTE_HISTORY)
        return history_proof_make(j, route, out);
    if (route.feed != FEED_NONE)
        return make_feed(j, route, out);
    if (route.kind == ROUTE_SITEMAP)
        return make_index(j, out);
    if (route.kind == ROUTE_SITEMAP_PART)
        return make_part(j, route.page, out);
    if (route.kind == ROUTE_SITEMAP_NEWS) {
        job_tag(j, STR("ranking")); /* two days pass without any change */
        return make_news(j, out);
    }
    return route.kind == ROUTE_ROBOTS ? make_robots(j, out) : make_opensearch(j, out);
}

struct str machine_live_json(struct arena *a, const struct live *live, int64_t article_id)
{
    struct live_site site = live_site_numbers(live);
    struct buf b;
    buf_init(&b, a);
    buf_addf(&b, "{\"online\":%lld,\"today\":%lld,\"week\":%lld,\"total\":%lld",
             (long long)site.online, (long long)site.today, (long long)site.week,
             (long long)site.total);
    if (article_id > 0) {
        struct live_counts c = live_article(live, article_id);
        buf_addf(&b, ",\"views\":%lld,\"comments\":%lld,\"reactions\":[", (long long)c.views,
                 (long long)c.comments);
        for (size_t i = 0; i < LIVE_REACTIONS; i++)
            buf_addf(&b, "%s%lld", i ? "," : "", (long long)c.reactions[i]);
        buf_add_byte(&b, ']');
    }
    buf_add_byte(&b, '}');
    return buf_view(&b);
}
