#include "site/make.h"

#include "base/clock.h"
#include "store/store_story.h"

enum {
    CARDS_A_PAGE = 20,
    RANKED_CARDS = 20,
    PAGER_NEIGHBOURS = 2, /* page numbers shown on both sides of the current one */
};

/* A list being made: what it lists and where it stands. */
struct listing {
    struct make *make;
    struct view_listing *view;
    struct store_list_query query;
    struct str path; /* of page 1 */
    struct str title;
    struct str label;
    struct str description;
    struct make_regions regions;
    bool feeds;
};

static const struct make_regions list_regions = {.top = REGION_LIST_TOP,
                                                 .main = REGION_LIST_MAIN,
                                                 .side = REGION_LIST_SIDE,
                                                 .bottom = REGION_LIST_BOTTOM};
static const struct make_regions section_regions = {.top = REGION_SECTION_TOP,
                                                    .main = REGION_SECTION_MAIN,
                                                    .side = REGION_SECTION_SIDE,
                                                    .bottom = REGION_SECTION_BOTTOM};

/* ---- pages of a list ---- */

static struct str page_path(struct arena *a, struct str list_path, int64_t page)
{
    if (page <= 1)
        return list_path;
    if (str_contains(list_path, STR("?")))
        return str_format(a, "%.*s&trang=%lld", STR_ARG(list_path), (long long)page);
    return str_format(a, "%.*strang-%lld/", STR_ARG(list_path), (long long)page);
}

static void add_page_link(struct vec *links, struct arena *a, struct str list_path, int64_t page,
                          bool current)
{
    struct view_link *link = vec_push(links);
    if (!link)
        return;
    link->title = page ? str_format(a, "%lld", (long long)page) : STR("…");
    link->url = page && !current ? page_path(a, list_path, page) : STR("");
    link->current = current;
}

/* First, last, and the neighbours of the current page; gaps between. */
const struct view_pager *make_pager(struct make *m, struct str list_path, int64_t pages)
{
    struct arena *a = m->job->arena;
    int64_t now = m->route.page;
    struct view_pager *pager = pages > 1 ? arena_alloc(a, sizeof *pager) : NULL;
    if (!pager)
        return NULL;
    struct vec links = VEC(struct view_link, a);
    int64_t last = 0;
    for (int64_t page = 1; page <= pages; page++) {
        bool edge = page == 1 || page == pages;
        bool near = page >= now - PAGER_NEIGHBOURS && page <= now + PAGER_NEIGHBOURS;
        if (!edge && !near) {
            page = page < now ? now - PAGER_NEIGHBOURS - 1 : pages - 1;
            continue;
        }
        if (page > last + 1)
            add_page_link(&links, a, list_path, 0, false);
        add_page_link(&links, a, list_path, page, page == now);
        last = page;
    }
    pager->pages = links.p;
    pager->pages_n = links.n;
    pager->previous_url = now > 1 ? page_path(a, list_path, now - 1) : STR("");
    pager->next_url = now < pages ? page_path(a, list_path, now + 1) : STR("");
    m->head.previous_url =
        pager->previous_url.n ? job_absolute(m->job, pager->previous_url) : STR("");
    m->head.next_url = pager->next_url.n ? job_absolute(m->job, pager->next_url) : STR("");
    return pager;
}

static void set_cards(struct listing *l, const struct store_card *cards, size_t n)
{
    struct job *j = l->make->job;
    struct view_card *views = arena_array(j->arena, n, sizeof *views);
    int64_t first = (l->make->route.page - 1) * CARDS_A_PAGE;
    for (size_t i = 0; views && i < n; i++) {
        job_claim(j, cards[i].id);
        views[i] = job_card(j, &cards[i], first + (int64_t)i + 1);
        if (l->query.kind == STORE_LIST_STORY)
            views[i].papers = STR(""); /* the heading says it */
        if (l->view->is_ranked && cards[i].views > 0)
            views[i].views = page_number(j->arena, cards[i].views);
    }
    l->view->cards = views;
    l->view->cards_n = views ? n : 0;
    l->view->is_empty = n == 0;
}

/* One page of l->query with its pager; a page past the end is missing. Two queries. */
static enum rc fill_page(struct listing *l)
{
    struct make *m = l->make;
    struct job *j = m->job;
    int64_t total = 0;
    struct store_card *cards = NULL;
    size_t n = 0;
    job_tag(j, STR("site"));
    l->query.now_ms = j->now_ms;
    l->query.limit = CARDS_A_PAGE;
    l->query.offset = (m->route.page - 1) * CARDS_A_PAGE;
    enum rc rc = store_list_count(j->reader, l->query, &total, j->err);
    if (!rc)
        rc = store_list(j->reader, j->arena, l->query, &cards, &n, j->err);
    if (rc)
        return rc;
    if (m->route.page > 1 && n == 0) {
        make_missing(m, 404);
        return RC_OK;
    }
    set_cards(l, cards, n);
    l->view->pager = make_pager(m, l->path, (total + CARDS_A_PAGE - 1) / CARDS_A_PAGE);
    return RC_OK;
}

/* Sets the page's own facts from the list's, once its cards are there. */
static void finish_list(struct listing *l)
{
    struct make *m = l->make;
    struct arena *a = m->job->arena;
    if (m->status != 200)
        return;
    m->path = page_path(a, l->path, m->route.page);
    m->regions = l->regions;
    l->view->title = l->title;
    l->view->label = l->label;
    struct str title = l->title;
    if (m->route.page > 1)
        title = str_format(a, "%.*s – %.*s", STR_ARG(l->title),
                           STR_ARG(words_with(a, m->job->state->words->page_of,
                                              str_format(a, "%lld", (long long)m->route.page))));
    make_head(m, title, l->description.n ? l->description : l->title);
    if (l->feeds) {
        m->feeds_path = l->path;
        l->view->feed_url = route_feed_path(a, l->path, FEED_RSS);
    }
    m->page.listing = l->view;
}

/* ---- the kinds ---- */

static const struct view_link *child_sections(struct make *m, int64_t parent_id, size_t *out_n)
{
    const struct state *s = m->job->state;
    struct vec links = VEC(struct view_link, m->job->arena);
    for (size_t i = 0; i < s->sections_n; i++) {
        struct view_link *link = s->sections[i].parent_id == parent_id ? vec_push(&links) : NULL;
        if (!link)
            continue;
        link->title = s->sections[i].name;
        link->url = route_section_path(m->job->arena, s->sections[i].slug, 1);
    }
    *out_n = links.n;
    return links.p;
}

static enum rc list_section(struct listing *l)
{
    struct make *m = l->make;
    const struct store_section *section = state_section_by_slug(m->job->state, m->route.slug);
    if (!section) {
        make_missing(m, 404);
        return RC_OK;
    }
    make_section_crumbs(m, section);
    job_tag_id(m->job, "section", section->id);
    m->place.section_id = section->id;
    m->page.kind = STR("section");
    l->query = (struct store_list_query){.kind = STORE_LIST_SECTION, .key = section->id};
    l->path = route_section_path(m->job->arena, section->slug, 1);
    l->title = section->name;
    l->regions = section_regions;
    l->feeds = true;
    l->view->children = child_sections(m, section->id, &l->view->children_n);
    return fill_page(l);
}

struct label_kind {
    enum store_label_kind label;
    enum store_list_kind list;
    const char *tag;
    struct str kind;
    struct str words;
};

static enum rc list_label(struct listing *l, struct label_kind spec)
{
    struct make *m = l->make;
    struct store_label label;
    enum rc rc = store_label_by_slug(m->job->reader, m->job->arena, spec.label, m->route.slug,
                                     m->job->now_ms, &label, m->job->err);
    if (rc == RC_NOTFOUND || (!rc && label.articles == 0)) { /* one with a scheduled article only */
        make_missing(m, 404);
        return RC_OK;
    }
    if (rc)
        return rc;
    job_tag_id(m->job, spec.tag, label.id);
    m->page.kind = spec.kind;
    l->query = (struct store_list_query){.kind = spec.list, .key = label.id};
    l->path = route_list_path(m->job->arena, m->route.kind, label.slug, 1);
    l->title = label.name;
    l->label = spec.words;
    l->feeds = true;
    make_crumb(m, label.name, l->path);
    return fill_page(l);
}

static enum rc list_plain(struct listing *l, enum store_list_kind kind, struct str title,
                          struct str name)
{
    struct make *m = l->make;
    m->page.kind = name;
    l->query.kind = kind;
    l->path = route_list_path(m->job->arena, m->route.kind, STR(""), 1);
    l->title = title;
    l->feeds = true;
    make_crumb(m, title, l->path);
    return fill_page(l);
}

static const struct view_link *period_links(struct listing *l)
{
    struct arena *a = l->make->job->arena;
    const struct words *t = l->make->job->state->words;
    const struct str titles[] = {t->most_read_day, t->most_read_week, t->most_read_month};
    struct view_link *links = arena_array(a, COUNT_OF(titles), sizeof *links);
    for (size_t i = 0; links && i < COUNT_OF(titles); i++)
        links[i] = (struct view_link){.title = titles[i],
                                      .url = route_period_path(a, (enum route_period)i),
                                      .current = l->make->route.period == i};
    l->view->children_n = links ? COUNT_OF(titles) : 0;
    return links;
}

/* What several papers say of one event; the id of any of its articles leads there. */
static enum rc list_story(struct listing *l)
{
    struct make *m = l->make;
    struct job *j = m->job;
    const struct words *t = j->state->words;
    struct store_story story;
    enum rc rc = store_story_of(j->reader, j->arena, m->route.id, &story, j->err);
    job_tag_id(j, "article", m->route.id);
    if (rc == RC_NOTFOUND) { /* it is alone, or by now: reports were changed or withdrawn */
        make_missing(m, 404);
        return RC_OK;
    }
    if (rc)
        return rc;
    l->path = route_story_path(j->arena, story.id);
    if (story.id != m->route.id) {
        m->status = 301;
        m->location = l->path;
        return RC_OK;
    }
    job_tag_id(j, "story", story.id);
    m->page.kind = STR("story");
    l->query = (struct store_list_query){.kind = STORE_LIST_STORY, .key = story.id};
    l->title = story.title;
    l->label = t->same_story;
    l->view->intro = job_papers(j, story.sources);
    make_crumb(m, t->same_story, l->path);
    return fill_page(l);
}

/* Today, the last 7 days, the last 30. */
static enum rc list_most_read(struct listing *l)
{
    static const int64_t days[] = {[PERIOD_DAY] = 1, [PERIOD_WEEK] = 7, [PERIOD_MONTH] = 30};
    struct make *m = l->make;
    struct job *j = m->job;
    struct store_card *cards = NULL;
    size_t n = 0;
    job_tag(j, STR("ranking"));
    job_tag(j, STR("site"));
    l->view->is_ranked = true;
    l->view->children = period_links(l);
    l->path = route_period_path(j->arena, m->route.period);
    l->title = j->state->words->most_read;
    if (l->view->children_n)
        l->title = str_format(j->arena, "%.*s – %.*s", STR_ARG(l->title),
                              STR_ARG(l->view->children[m->route.period].title));
    m->page.kind = STR("most-read");
    make_crumb(m, l->title, l->path);
    enum rc rc = store_list(
        j->reader, j->arena,
        (struct store_list_query){.kind = STORE_LIST_MOST_READ,
                                  .from_day = clock_day(j->now_ms) - days[m->route.period] + 1,
                                  .now_ms = j->now_ms,
                                  .limit = RANKED_CARDS},
        &cards, &n, j->err);
    if (!rc)
        set_cards(l, cards, n);
    return rc;
}

static enum rc list_of_kind(struct listing *l)
{
    const struct words *t = l->make->job->state->words;
    switch (l->make->route.kind) {
    case ROUTE_SECTION: return list_section(l);
    case ROUTE_TOPIC:
        return list_label(l, (struct label_kind){STORE_LABEL_TOPIC, STORE_LIST_TOPIC, "topic",
                                                 STR("topic"), t->topic});
    case ROUTE_STORY: return list_story(l);
    case ROUTE_AUTHOR:
        return list_label(l, (struct label_kind){STORE_LABEL_PERSON, STORE_LIST_PERSON, "person",
                                                 STR("author"), t->author});
    case ROUTE_TAG:
        return list_label(
            l, (struct label_kind){STORE_LABEL_TAG, STORE_LIST_TAG, "tag", STR("tag"), t->tag});
    case ROUTE_NEWEST: return list_plain(l, STORE_LIST_NEWEST, t->newest, STR("newest"));
    case ROUTE_VIDEO:
        l->view->is_video = true;
        return list_plain(l, STORE_LIST_VIDEO, t->video, STR("video"));
    case ROUTE_MOST_READ: return list_most_read(l);
    case ROUTE_NONE:
    case ROUTE_MOVED:
    case ROUTE_HOME:
    case ROUTE_HISTORY:
    case ROUTE_ARTICLE:
    case ROUTE_REGISTER:
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
    case ROUTE_ROBOTS:
    case ROUTE_SITEMAP:
    case ROUTE_SITEMAP_PART:
    case ROUTE_SITEMAP_NEWS:
    case ROUTE_OPENSEARCH:
    case ROUTE_ICON:
    case ROUTE_COUNT: break;
    }
    make_missing(l->make, 404);
    return RC_OK;
}

enum rc make_list(struct make *m)
{
    struct listing l = {.make = m, .regions = list_regions};
    l.view = arena_alloc(m->job->arena, sizeof *l.view);
    if (!l.view)
        return RC_NOMEM;
    enum rc rc = list_of_kind(&l);
    if (rc)
        return rc;
    finish_list(&l);
    return RC_OK;
}
