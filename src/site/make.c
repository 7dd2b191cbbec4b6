#include "site/make.h"

#include "base/clock.h"
#include "base/log.h"
#include "page/json_ld.h"
#include "page/templates.h"
#include "site/make_history.h"

void make_crumb(struct make *m, struct str title, struct str url)
{
    struct view_link *link = vec_push(&m->breadcrumb);
    if (link)
        *link = (struct view_link){.title = title, .url = url};
}

void make_section_crumbs(struct make *m, const struct store_section *section)
{
    const struct state *s = m->job->state;
    int64_t path[8]; /* deeper trees show their lowest eight */
    size_t n = 0;
    while (section && n < COUNT_OF(path)) {
        path[n++] = section->id;
        section = state_section_by_id(s, section->parent_id);
    }
    for (; n > 0; n--) {
        section = state_section_by_id(s, path[n - 1]);
        make_crumb(m, section->name, route_section_path(m->job->arena, section->slug, 1));
    }
}

void make_head(struct make *m, struct str title, struct str description)
{
    const struct view_site *site = &m->job->state->view;
    m->head.title = str_eq(title, site->name) ? title
                                              : str_format(m->job->arena, "%.*s | %.*s",
                                                           STR_ARG(title), STR_ARG(site->name));
    m->head.description = description;
    m->head.og_type = STR("website");
    m->head.og_title = title;
    if (!m->head.og_image_url.n && site->logo_url.n)
        m->head.og_image_url = job_absolute(m->job, site->logo_url);
}

static void set_message(struct make *m, int status, struct view_message message)
{
    struct view_message *view = arena_alloc(m->job->arena, sizeof *view);
    m->status = status;
    m->breadcrumb.n = 0;
    m->page.kind = STR("message");
    m->page.article = NULL;
    m->page.listing = NULL;
    m->regions = (struct make_regions){.none = true};
    m->head = (struct view_head){.noindex = true};
    m->path = STR("");
    if (!view)
        return;
    *view = message;
    m->page.message = view;
    make_head(m, message.title, message.text);
}

void make_missing(struct make *m, int status)
{
    const struct words *t = m->job->state->words;
    bool gone = status == 410;
    set_message(m, status,
                (struct view_message){.title = gone ? t->gone_title : t->not_found_title,
                                      .text = gone ? t->gone_text : t->not_found_text,
                                      .link_url = STR("/"),
                                      .link_title = t->to_home});
}

enum rc make_withheld(struct make *m)
{
    const struct words *t = m->job->state->words;
    log_write(LOG_LEVEL_ERROR, "seal", "ALARM: a page is withheld: %s (loa verify)",
              m->job->err ? m->job->err->text : "");
    set_message(m, 503,
                (struct view_message){.title = t->withheld_title,
                                      .text = t->withheld_text,
                                      .link_url = STR("/"),
                                      .link_title = t->to_home});
    return RC_OK;
}

/* ---- home, contact, feeds ---- */

static enum rc make_home(struct make *m)
{
    const struct view_site *site = &m->job->state->view;
    m->path = STR("/");
    m->page.kind = STR("home");
    m->page.is_home = true;
    m->regions = (struct make_regions){.top = REGION_HOME_TOP,
                                       .main = REGION_HOME_MAIN,
                                       .side = REGION_HOME_SIDE,
                                       .bottom = REGION_HOME_BOTTOM};
    make_head(m, site->name, site->slogan.n ? site->slogan : site->name);
    m->feeds_path = route_list_path(m->job->arena, ROUTE_NEWEST, STR(""), 1);
    return RC_OK;
}

static enum rc make_contact(struct make *m)
{
    const struct words *t = m->job->state->words;
    m->path = STR("/lien-he/");
    m->page.kind = STR("contact");
    m->page.is_contact = true;
    make_crumb(m, t->contact, m->path);
    make_head(m, t->contact, t->contact_ways);
    return RC_OK;
}

static struct view_feed_row feed_row(struct arena *a, struct str title, struct str path)
{
    return (struct view_feed_row){
        .title = title,
        .url = path,
        .rss_url = route_feed_path(a, path, FEED_RSS),
        .atom_url = route_feed_path(a, path, FEED_ATOM),
        .json_url = route_feed_path(a, path, FEED_JSON),
    };
}

static enum rc make_feeds(struct make *m)
{
    struct arena *a = m->job->arena;
    const struct state *s = m->job->state;
    struct view_feed_row *rows = arena_array(a, s->sections_n + 2, sizeof *rows);
    if (!rows)
        return RC_NOMEM;
    size_t n = 0;
    rows[n++] = feed_row(a, s->words->all_news, route_list_path(a, ROUTE_NEWEST, STR(""), 1));
    rows[n++] = feed_row(a, s->words->video, route_list_path(a, ROUTE_VIDEO, STR(""), 1));
    for (size_t i = 0; i < s->sections_n; i++)
        rows[n++] = feed_row(a, s->sections[i].name, route_section_path(a, s->sections[i].slug, 1));
    m->path = STR("/rss/");
    m->page.kind = STR("feeds");
    m->page.feeds = rows;
    m->page.feeds_n = n;
    make_crumb(m, s->words->feeds, m->path);
    make_head(m, s->words->feeds, s->words->feeds_intro);
    return RC_OK;
}

/* ---- the frame ---- */

enum rc make_reserve(struct make *m)
{
    const enum layout_region regions[] = {m->regions.top, m->regions.main, m->regions.side,
                                          m->regions.bottom};
    enum rc rc = RC_OK;
    if (m->regions.none || m->reserved)
        return RC_OK;
    m->reserved = true;
    for (size_t i = 0; !rc && i < COUNT_OF(regions); i++)
        rc = blocks_reserve(m->job, regions[i]);
    return rc;
}

static enum rc fill_blocks(struct make *m)
{
    struct view_page *p = &m->page;
    struct job *j = m->job;
    if (m->regions.none)
        return RC_OK;
    enum rc rc = make_reserve(m);
    if (!rc)
        rc = blocks_fill(j, m->regions.top, m->place, &p->top_blocks, &p->top_blocks_n);
    if (!rc)
        rc = blocks_fill(j, m->regions.main, m->place, &p->main_blocks, &p->main_blocks_n);
    if (!rc)
        rc = blocks_fill(j, m->regions.side, m->place, &p->side_blocks, &p->side_blocks_n);
    if (!rc)
        rc = blocks_fill(j, m->regions.bottom, m->place, &p->bottom_blocks, &p->bottom_blocks_n);
    return rc;
}

static void fill_breadcrumb(struct make *m)
{
    if (m->breadcrumb.n == 0)
        return;
    struct vec all = VEC(struct view_link, m->job->arena);
    struct view_link *home = vec_push(&all);
    if (home)
        *home = (struct view_link){.title = m->job->state->words->home, .url = STR("/")};
    for (size_t i = 0; i < m->breadcrumb.n; i++) {
        struct view_link *link = vec_push(&all);
        if (link)
            *link = *(struct view_link *)vec_at(&m->breadcrumb, i);
    }
    struct view_link *last = all.n ? vec_at(&all, all.n - 1) : NULL;
    if (last)
        last->current = m->page.article == NULL; /* an article stands below its section */
    m->page.breadcrumb = all.p;
    m->page.breadcrumb_n = all.n;
}

static void fill_feed_links(struct make *m)
{
    if (m->feeds_path.n == 0)
        return;
    struct view_link *links = arena_array(m->job->arena, 3, sizeof *links);
    for (enum route_feed f = FEED_RSS; links && f <= FEED_JSON; f++)
        links[f - FEED_RSS] = (struct view_link){
            .title = route_feed_type(f), .url = route_feed_path(m->job->arena, m->feeds_path, f)};
    m->head.feeds = links;
    m->head.feeds_n = links ? 3 : 0;
}

/* This page's copy of the menu, with the section it stands in marked. */
static const struct view_site *site_view(struct make *m)
{
    const struct state *s = m->job->state;
    struct view_site *site = arena_alloc(m->job->arena, sizeof *site);
    struct view_menu *menu = arena_array(m->job->arena, s->view.menu_n, sizeof *menu);
    if (!site || !menu)
        return &s->view;
    *site = s->view;
    const struct store_section *top = state_section_by_id(s, m->place.section_id);
    while (top && top->parent_id)
        top = state_section_by_id(s, top->parent_id);
    struct str url = top ? route_section_path(m->job->arena, top->slug, 1) : STR("");
    for (size_t i = 0; i < s->view.menu_n; i++) {
        menu[i] = s->view.menu[i];
        menu[i].current = url.n && str_eq(menu[i].url, url);
    }
    site->menu = menu;
    return site;
}

static enum rc compile(struct make *m, struct made *out)
{
    struct job *j = m->job;
    m->page.t = j->state->words;
    m->page.site = site_view(m);
    m->page.head = &m->head;
    if (m->path.n)
        m->head.canonical_url = job_absolute(j, m->path);
    job_tag(j, STR("state"));
    struct page_out page;
    page_out_init(&page, j->arena);
    page.plain = j->plain;
    template_page(&page, &m->page);
    out->page = page_finish(&page, STR("text/html; charset=utf-8"), j->tags.p, j->tags.n);
    if (!out->page)
        return fail(j->err, RC_LIMIT, "%.*s: page larger than its limit", STR_ARG(m->path));
    out->status = m->status;
    out->article_id = m->status == 200 && m->page.article ? m->place.article_id : 0;
    return RC_OK;
}

/* The article of the page for JSON-LD; NULL when it is none. */
static const struct ld_article *ld_article(struct make *m)
{
    const struct view_article *view = m->page.article;
    struct arena *a = m->job->arena;
    struct ld_article *ld = view ? arena_alloc(a, sizeof *ld) : NULL;
    struct ld_person *authors = view ? arena_array(a, view->authors_n, sizeof *authors) : NULL;
    struct str *picture = view ? arena_alloc(a, sizeof *picture) : NULL;
    if (!ld || !authors || !picture)
        return NULL;
    for (size_t i = 0; i < view->authors_n; i++)
        authors[i] =
            (struct ld_person){view->authors[i].name, job_absolute(m->job, view->authors[i].url)};
    *picture = m->head.og_image_url;
    *ld = (struct ld_article){
        .url = job_absolute(m->job, m->path),
        .title = view->title,
        .description = m->head.description,
        .section = view->section_name,
        .pictures = picture,
        .pictures_n = picture->n > 0,
        .authors = authors,
        .authors_n = view->authors_n,
        .published_ms = m->published_ms,
        .updated_ms = m->updated_ms,
        .source_url = view->source_url,
        .sponsored = view->sponsor.n > 0,
    };
    return ld;
}

static void fill_json_ld(struct make *m)
{
    const struct view_site *site = &m->job->state->view;
    const struct view_page *page = &m->page;
    struct ld_crumb *crumbs = arena_array(m->job->arena, page->breadcrumb_n, sizeof *crumbs);
    for (size_t i = 0; crumbs && i < page->breadcrumb_n; i++)
        crumbs[i] = (struct ld_crumb){page->breadcrumb[i].title,
                                      job_absolute(m->job, page->breadcrumb[i].url)};
    struct ld_page ld = {
        .site_name = site->name,
        .origin = site->origin,
        .language = site->language,
        .logo_url = site->logo_url.n ? job_absolute(m->job, site->logo_url) : STR(""),
        .search_url = site->frozen ? STR("") : job_absolute(m->job, STR("/tim-kiem?q=")),
        .crumbs = crumbs,
        .crumbs_n = crumbs ? page->breadcrumb_n : 0,
        .article = ld_article(m),
    };
    m->head.json_ld = json_ld(m->job->arena, &ld);
}

static enum rc make_kind(struct make *m)
{
    switch (m->route.kind) {
    case ROUTE_HOME: return make_home(m);
    case ROUTE_ARTICLE: return make_article(m);
    case ROUTE_SECTION:
    case ROUTE_TOPIC:
    case ROUTE_STORY:
    case ROUTE_AUTHOR:
    case ROUTE_TAG:
    case ROUTE_NEWEST:
    case ROUTE_MOST_READ:
    case ROUTE_VIDEO: return make_list(m);
    case ROUTE_HISTORY: return make_history(m);
    case ROUTE_SEARCH: return make_search(m);
    case ROUTE_ASK: return make_ask(m);
    case ROUTE_REGISTER: return make_register(m);
    case ROUTE_STATISTICS: return make_statistics(m);
    case ROUTE_CONTACT: return make_contact(m);
    case ROUTE_FEEDS: return make_feeds(m);
    case ROUTE_NONE:
    case ROUTE_MOVED:
    case ROUTE_SUGGEST:
    case ROUTE_MEDIA:
    case ROUTE_STATIC:
    case ROUTE_CLICK:
    case ROUTE_REACT:
    case ROUTE_COMMENT:
    case ROUTE_WEBSUB:
    case ROUTE_LIVE:
    case ROUTE_ROBOTS:
    case ROUTE_SITEMAP:
    case ROUTE_SITEMAP_PART:
    case ROUTE_SITEMAP_NEWS:
    case ROUTE_OPENSEARCH:
    case ROUTE_ICON:
    case ROUTE_COUNT: break;
    }
    make_missing(m, 404);
    return RC_OK;
}

static struct make begin(struct job *j, struct route route)
{
    return (struct make){
        .job = j,
        .route = route,
        .breadcrumb = VEC(struct view_link, j->arena),
        .regions = {.top = REGION_LIST_TOP,
                    .main = REGION_LIST_MAIN,
                    .side = REGION_LIST_SIDE,
                    .bottom = REGION_LIST_BOTTOM},
        .status = 200,
    };
}

static enum rc finish(struct make *m, struct made *out)
{
    enum rc rc = fill_blocks(m);
    if (rc)
        return rc;
    fill_breadcrumb(m);
    fill_feed_links(m);
    fill_json_ld(m);
    return compile(m, out);
}

enum rc make_page(struct job *j, struct route route, struct made *out)
{
    struct make m = begin(j, route);
    *out = (struct made){.status = 500};
    enum rc rc = make_kind(&m);
    if (rc)
        return rc;
    if (m.status == 301) {
        *out = (struct made){.status = 301, .location = m.location};
        return RC_OK;
    }
    return finish(&m, out);
}

enum rc make_message(struct job *j, int status, struct view_message message, struct made *out)
{
    struct make m = begin(j, (struct route){.kind = ROUTE_NONE});
    *out = (struct made){.status = 500};
    set_message(&m, status, message);
    return finish(&m, out);
}
