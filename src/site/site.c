#include "site/site.h"

#include "article/old_address.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rand.h"
#include "page/page_cache.h"
#include "site/deliver.h"
#include "site/files.h"
#include "site/forms.h"
#include "site/keeper.h"
#include "site/link_gate.h"
#include "site/machine.h"
#include "site/make.h"
#include "site/make_search.h"
#include "site/moved.h"
#include "site/register_ask.h"
#include "site/seal_files.h"
#include "site/site_internal.h"
#include "site/websub.h"

#include <pthread.h>
#include <string.h>

/* ---- the snapshot ---- */

struct state *site_state(struct site *s)
{
    pthread_mutex_lock(&s->lock);
    struct state *state = state_ref(s->state);
    pthread_mutex_unlock(&s->lock);
    return state;
}

struct state_lease *site_lease(struct site *s, struct site_loop *loop)
{
    if (loop->lease && loop->lease->state->id == atomic_load(&s->state_id))
        return loop->lease;
    struct state *fresh = site_state(s);
    struct state_lease *lease = state_lease_new(fresh);
    if (!lease) {
        state_unref(fresh);
        return loop->lease; /* the old one will do until the next request */
    }
    state_lease_retire(loop->lease);
    loop->lease = lease;
    return lease;
}

struct list_memo *site_memo(struct site *s, struct site_loop *loop)
{
    uint64_t at = atomic_load(&s->lists_at);
    uint64_t withdrawn_at = atomic_load(&s->withdrawn_at);
    if (withdrawn_at != loop->withdrawn_at)
        list_memo_forget_ranking(&loop->memo);
    loop->withdrawn_at = withdrawn_at;
    if (at != loop->memo_at)
        list_memo_clear(&loop->memo);
    loop->memo_at = at;
    list_memo_trim(&loop->memo);
    return &loop->memo;
}

enum rc site_load_state(struct site *s, int64_t now_ms, struct err *e)
{
    struct state *fresh = NULL;
    struct state_input in = {.folder = s->folder,
                             .origin = str_view(s->origin),
                             .frozen = s->frozen,
                             .reader = s->loops[0].reader,
                             .now_ms = now_ms};
    if (!s->looks)
        link_gate_note_settings(s->store, s->folder, now_ms);
    enum rc rc = state_load(in, &fresh, e);
    if (rc)
        return rc;
    pthread_mutex_lock(&s->lock);
    struct state *old = s->state;
    s->state = fresh;
    atomic_store(&s->state_id, fresh->id);
    pthread_mutex_unlock(&s->lock);
    state_unref(old);
    if (!s->looks)
        seal_files_submit(s->store, s->folder, now_ms);
    return RC_OK;
}

void site_reload(struct site *s)
{
    atomic_store(&s->reload, true);
}

struct store *site_store(const struct site *s)
{
    return s->store;
}

struct str site_name(const struct site *s)
{
    return s->state->view.name;
}

uint64_t site_last_queries(const struct site *s, size_t loop_index)
{
    return s->loops[loop_index].queries;
}

/* ---- answering ---- */

/* One request on its way through the site. */
struct answer {
    struct site *site;
    struct site_loop *loop;
    struct state_lease *lease;
    struct state *state; /* the lease's */
    const struct wire_request *req;
    struct wire_response *res;
};

/* What the request's query asks for, of the pages that listen to it. */
struct asked {
    const struct find_ask *find;
    const struct register_ask *of_register;
    const struct str *question;
    const struct ask_phraser *phraser;
};

static struct delivery delivery_of(const struct answer *a)
{
    return (struct delivery){.state = a->state,
                             .lease = a->lease,
                             .live = a->site->live,
                             .slots = &a->loop->slots,
                             .audience = &a->loop->audience,
                             .prints = a->loop->prints,
                             .req = a->req,
                             .res = a->res};
}

static void answer_error(const struct answer *a, int status)
{
    const struct words *t = a->state->words;
    bool busy = status == 503;
    struct arena arena;
    arena_init(&arena, JOB_ARENA_MAX_BYTES);
    struct job *j = arena_alloc(&arena, sizeof *j);
    struct made made = {0};
    enum rc rc = RC_NOMEM;
    if (j) {
        job_init(j, a->state, a->loop->reader, &arena, a->req->now_ms, NULL);
        rc = make_message(j, status,
                          (struct view_message){.title = busy ? t->busy_title : t->error_title,
                                                .text = busy ? t->busy_text : t->error_text,
                                                .link_url = STR("/"),
                                                .link_title = t->to_home},
                          &made);
    }
    struct delivery d = delivery_of(a);
    if (rc)
        deliver_text(a->req, a->res, status, STR("text/plain; charset=utf-8"), t->error_text);
    else
        deliver_page(&d, made.page, status, 0, false);
    arena_release(&arena);
}

static void answer_too_long(const struct answer *a, int status)
{
    const struct words *t = a->state->words;
    struct arena arena;
    struct made made = {0};
    struct delivery d = delivery_of(a);
    arena_init(&arena, JOB_ARENA_MAX_BYTES);
    struct job *j = arena_alloc(&arena, sizeof *j);
    enum rc rc = RC_NOMEM;
    if (j) {
        job_init(j, a->state, a->loop->reader, &arena, a->req->now_ms, NULL);
        rc = make_message(j, status,
                          (struct view_message){.title = t->too_long_title,
                                                .text = t->too_long_text,
                                                .link_url = STR("/tim-kiem"),
                                                .link_title = t->search},
                          &made);
    }
    if (!rc)
        deliver_page(&d, made.page, status, 0, false);
    else
        deliver_text(a->req, a->res, status, STR("text/plain; charset=utf-8"), t->too_long_text);
    arena_release(&arena);
}

/* Makes a page (or a machine's document) outside of the cache. */
static enum rc make(const struct answer *a, struct route route, const struct asked *asked,
                    struct arena *arena, struct made *made)
{
    struct err e = {{0}};
    struct job *j = arena_alloc(arena, sizeof *j);
    if (!j)
        return RC_NOMEM;
    job_init(j, a->state, a->loop->reader, arena, a->req->now_ms, &e);
    j->ask = asked ? asked->find : NULL;
    j->register_ask = asked ? asked->of_register : NULL;
    j->question = asked ? asked->question : NULL;
    j->phraser = asked ? asked->phraser : NULL;
    j->memo = site_memo(a->site, a->loop);
    enum rc rc = machine_is(route) ? machine_make(j, route, made) : make_page(j, route, made);
    if (!rc && !made->page && made->status == 404)
        rc = make_page(j, (struct route){.kind = ROUTE_NONE}, made);
    if (j->index_damaged)
        rebuild_ask(&a->site->rebuild);
    if (j->phrase_failed)
        phrasing_failed(&a->site->phrasing);
    if (rc)
        log_write(LOG_LEVEL_ERROR, "page", "cannot be made: %s (%s)", rc_words(rc), e.text);
    return rc;
}

/* ---- addresses of the site's former system ---- */

/* What no page of the site has. An article's address counts when it is not the article's own: other
 * systems number theirs too. */
static bool is_miss(struct route route, const struct made *made)
{
    return made->status == 404 ||
           (route.kind == ROUTE_ARTICLE && made->status != 200 && made->status != 503);
}

/* The page that says that article id was withdrawn. */
static void answer_gone(const struct answer *a, int64_t id)
{
    struct arena arena;
    struct made made = {0};
    struct delivery d = delivery_of(a);
    arena_init(&arena, JOB_ARENA_MAX_BYTES);
    enum rc rc = make(a, (struct route){.kind = ROUTE_ARTICLE, .id = id}, NULL, &arena, &made);
    if (rc || !made.page)
        answer_error(a, rc == RC_BUSY || rc == RC_NOMEM ? 503 : 500);
    else
        deliver_page(&d, made.page, made.status, 0, true);
    arena_release(&arena);
}

/* Sends a reader of an old address on to where it leads now; one query, a second for
 * a list page. False: nothing ever
 * had that address. */
static bool answer_moved(const struct answer *a)
{
    struct err e = {{0}};
    struct store_redirect found;
    struct arena *arena = a->req->arena;
    struct old_address from = old_address_of_request(
        arena, (struct old_address_request){.host = wire_field(a->req, STR("Host")),
                                            .path = a->req->path,
                                            .query = a->req->query});
    if (from.path.n == 0)
        return false;
    const struct store_redirect_ask ask = {
        from, {moved_other(arena, from.path, 0), moved_other(arena, from.path, 1)}};
    enum rc rc = store_redirect_from(a->loop->reader, arena, &ask, &found, &e);
    if (rc && rc != RC_NOTFOUND)
        log_write(LOG_LEVEL_ERROR, "redirect", "%s%s (%s)",
                  rc == RC_DENIED ? "ALARM: not followed: " : "", rc_words(rc), e.text);
    if (rc)
        return false;
    if (found.article_id && found.withdrawn_ms != CLOCK_NONE) {
        answer_gone(a, found.article_id);
        return true;
    }
    if (found.article_id && found.listed_ms > a->req->now_ms)
        return false; /* scheduled: nobody may know of it */
    struct str location = moved_location(arena, &found);
    if (str_eq(location, a->req->path))
        return false;
    deliver_redirect(a->res, 301, location);
    return true;
}

/* A query names no page of the site's own, but many of other systems: /?p=12. */
static bool may_be_old(const struct answer *a, enum route_kind kind)
{
    return a->req->query.n && (kind == ROUTE_HOME || kind == ROUTE_SECTION || kind == ROUTE_MOVED ||
                               kind == ROUTE_ARTICLE);
}

/* ---- pages ---- */

/* Sends what was made; location is copied out of the maker's arena. */
static void send_made(const struct answer *a, struct route route, const struct made *made)
{
    struct delivery d = delivery_of(a);
    if (is_miss(route, made) && answer_moved(a))
        page_unref(made->page);
    else if (made->status == 301)
        deliver_redirect(a->res, 301, str_copy(a->req->arena, made->location));
    else
        deliver_page(&d, made->page, made->status, made->article_id, !machine_is(route));
}

static void answer_asked(const struct answer *a, struct route route, const struct asked *asked)
{
    struct arena arena;
    arena_init(&arena, JOB_ARENA_MAX_BYTES);
    struct made made = {0};
    enum rc rc = make(a, route, asked, &arena, &made);
    if (rc)
        answer_error(a, rc == RC_BUSY || rc == RC_NOMEM ? 503 : 500);
    else
        send_made(a, route, &made);
    arena_release(&arena);
}

static void answer_uncached(const struct answer *a, struct route route)
{
    answer_asked(a, route, NULL);
}

/* Pages that are figures stand for a moment only; all others until something on them changes. Beside an
 * article stand lists of the newest: those may lag while something is published every second. */
static struct page_term term_of(struct route route, int64_t now_ms)
{
    bool figures = route.kind == ROUTE_STATISTICS || route.kind == ROUTE_MOST_READ;
    return (struct page_term){.made_ms = now_ms,
                              .until_ms = figures ? now_ms + SITE_FLUSH_MS : INT64_MAX,
                              .patient = route.kind == ROUTE_ARTICLE};
}

/* Makes the page whose turn it is and gives it to the cache; the old one serves when it fails. */
static void answer_fresh(const struct answer *a, struct route route, struct page_ticket ticket,
                         struct page *old)
{
    struct page_cache *cache = a->site->cache;
    struct delivery d = delivery_of(a);
    struct arena arena;
    arena_init(&arena, JOB_ARENA_MAX_BYTES);
    struct made made = {0};
    enum rc rc = make(a, route, NULL, &arena, &made);
    if (!rc && made.status == 200)
        page_cache_put(cache, ticket, made.page, term_of(route, a->req->now_ms));
    else if (rc)
        page_cache_keep(cache, ticket);
    else
        page_cache_forget(cache, ticket);
    if (!rc)
        send_made(a, route, &made);
    else if (old)
        deliver_page(&d, page_ref(old), 200, route.kind == ROUTE_ARTICLE ? route.id : 0, true);
    else
        answer_error(a, rc == RC_BUSY || rc == RC_NOMEM ? 503 : 500);
    page_unref(old);
    arena_release(&arena);
}

static void answer_page(const struct answer *a, struct route route)
{
    struct page *page = NULL;
    struct page_loan loan;
    struct page_ticket ticket;
    struct delivery d = delivery_of(a);
    int64_t article_id = route.kind == ROUTE_ARTICLE ? route.id : 0;
    int64_t now_ms = a->req->now_ms;
    if (page_shelf_get(a->loop->shelf, a->req->path, now_ms, &loan)) {
        deliver_loan(&d, loan, article_id, !machine_is(route));
        return;
    }
    if (page_cache_get(a->site->cache, a->req->path, now_ms, &page, &ticket) == PAGE_CACHE_MAKE) {
        answer_fresh(a, route, ticket, page);
        return;
    }
    repacker_ask(a->site->repacker, a->req->path, page);
    loan = page_shelf_put(a->loop->shelf, a->req->path, page, now_ms);
    deliver_loan(&d, loan, article_id, !machine_is(route));
}

static struct str form_text(const struct answer *a, struct str name)
{
    return str_trim(wire_form_value(a->req->arena, a->req->query, name, NULL));
}

static void answer_search(const struct answer *a, struct route route)
{
    struct str page = form_text(a, STR("trang"));
    struct find_ask ask = {
        .typed = form_text(a, STR("q")),
        .author = form_text(a, STR("tg")),
        .section = form_text(a, STR("cm")),
        .from = form_text(a, STR("tu")),
        .until = form_text(a, STR("den")),
        .newest = str_eq(form_text(a, STR("sx")), STR("moi")),
    };
    if (page.n && (!str_to_int(page, &route.page) || route.page < 1 || route.page > ROUTE_PAGE_MAX))
        route.page = 1;
    answer_asked(a, route, &(struct asked){.find = &ask});
    wire_header_add(a->res, STR("X-Robots-Tag"),
                    STR("noindex")); /* its feed has no head to say so */
}

/* A list of the register; filtered ones are made for the asker alone. */
static void answer_register(const struct answer *a, struct route route)
{
    struct str page = form_text(a, STR("trang"));
    struct register_ask ask = {
        .name = form_text(a, STR("q")),
        .kind = form_text(a, STR("loai")),
        .year = form_text(a, STR("nam")),
        .country = form_text(a, STR("nuoc")),
        .one = form_text(a, STR("ben")),
        .other = form_text(a, STR("voi")),
    };
    if (a->req->query.n == 0) {
        answer_page(a, route);
        return;
    }
    if (!str_to_int(page, &route.page) || route.page < 1 || route.page > ROUTE_PAGE_MAX)
        route.page = 1;
    answer_asked(a, route, &(struct asked){.of_register = &ask});
}

static void answer_too_often(const struct answer *a)
{
    const struct words *t = a->state->words;
    deliver_text(a->req, a->res, 429, STR("text/plain; charset=utf-8"), t->ask_too_often);
    wire_header_add(a->res, STR("Retry-After"), STR("10"));
}

static void give_answer(const struct answer *a, struct route route,
                        const struct ask_phraser *phraser)
{
    struct str question = form_text(a, STR("q"));
    answer_asked(a, route, &(struct asked){.question = &question, .phraser = phraser});
    wire_header_add(a->res, STR("X-Robots-Tag"), STR("noindex"));
}

/* A question; some milliseconds each, so nobody asks hundreds at once. One that an endpoint is to
 * phrase is answered elsewhere: no loop waits for it. */
static enum wire_answer answer_question(const struct answer *a, struct route route)
{
    static const struct rate_rule rule = {.burst = 30, .refill_ms = 2000};
    bool asks = form_text(a, STR("q")).n > 0;
    if (!a->state->features.questions)
        answer_uncached(a, (struct route){.kind = ROUTE_NONE});
    else if (asks && forms_too_fast(&a->site->forms, a->req, rule, "question"))
        answer_too_often(a);
    else if (asks && phrasing_take(&a->site->phrasing, a->req))
        return WIRE_DEFERRED;
    else
        give_answer(a, route, NULL);
    return WIRE_ANSWERED;
}

/* The response gets a lease of its own: it is given back on the loop that sends it. */
void site_answer_phrased(void *ctx, struct wire_deferred *deferred, bool may_phrase)
{
    struct site *s = ctx;
    struct wire_response res;
    struct state *state = site_state(s);
    struct answer a = {.site = s,
                       .loop = &s->loops[s->loops_n - 1],
                       .lease = state_lease_new(state),
                       .state = state,
                       .req = wire_deferred_request(deferred),
                       .res = &res};
    wire_response_init(&res, 503);
    if (a.lease)
        give_answer(&a, route_read(a.req->arena, a.req->path),
                    may_phrase ? &s->phrasing.phraser : NULL);
    else
        state_unref(state);
    slots_tell(&a.loop->slots);
    state_lease_retire(a.lease);
    wire_deferred_send(deferred, &res);
}

/* What may be meant by ?q= so far. Nobody waits for it: an empty list serves as well as an error. */
static void answer_suggest(const struct answer *a)
{
    struct arena arena;
    struct err e = {{0}};
    struct str json = STR("[]");
    arena_init(&arena, JOB_ARENA_MAX_BYTES);
    struct job *j = arena_alloc(&arena, sizeof *j);
    if (j) {
        job_init(j, a->state, a->loop->reader, &arena, a->req->now_ms, &e);
        if (search_suggestions_json(j, form_text(a, STR("q")), &json))
            log_write(LOG_LEVEL_ERROR, "suggest", "%s", e.text);
        if (j->index_damaged)
            rebuild_ask(&a->site->rebuild);
    }
    deliver_text(a->req, a->res, 200, STR("application/json"), str_copy(a->req->arena, json));
    wire_header_add(a->res, STR("X-Robots-Tag"), STR("noindex"));
    arena_release(&arena);
}

static void answer_live(const struct answer *a)
{
    int64_t id = 0;
    bool robot = false;
    struct str article = wire_form_value(a->req->arena, a->req->query, STR("article"), NULL);
    if (!str_to_int(article, &id))
        id = 0;
    if (deliver_counts(a->req, &robot))
        live_seen(a->site->live, a->req->remote, wire_field(a->req, STR("User-Agent")),
                  a->req->now_ms);
    deliver_text(a->req, a->res, 200, STR("application/json"),
                 machine_live_json(a->req->arena, a->site->live, id));
}

/* A click on a creative: counted for people, then sent on. */
static void answer_click(const struct answer *a, int64_t id)
{
    for (size_t i = 0; i < a->state->slots_n; i++) {
        const struct state_creative *c = slots_running(a->state, i, id, a->req->now_ms);
        bool robot = false;
        if (!c || c->booked.link.n == 0)
            continue;
        if (deliver_counts(a->req, &robot))
            slots_count_click(a->site->slots, id);
        deliver_redirect(a->res, 302, str_copy(a->req->arena, c->booked.link));
        return;
    }
    answer_uncached(a, (struct route){.kind = ROUTE_NONE});
}

static enum wire_answer answer_post(const struct answer *a, enum route_kind kind)
{
    struct form_request f = {.forms = &a->site->forms,
                             .state = a->state,
                             .lease = a->lease,
                             .slots = &a->loop->slots,
                             .reader = a->loop->reader,
                             .req = a->req,
                             .res = a->res};
    return kind == ROUTE_REACT ? forms_react(&f) : forms_comment(&f);
}

static void answer_method(const struct answer *a, struct str allow)
{
    deliver_text(a->req, a->res, 405, STR("text/plain; charset=utf-8"),
                 a->state->words->bad_request_text);
    wire_header_add(a->res, STR("Allow"), allow);
}

static struct websub websub_of(const struct answer *a, struct route route)
{
    return (struct websub){.store = a->site->store,
                           .reader = a->loop->reader,
                           .req = a->req,
                           .res = a->res,
                           .token = route.rest};
}

static void answer_get(const struct answer *a, struct route route)
{
    struct websub hub;
    if (may_be_old(a, route.kind) && answer_moved(a))
        return;
    switch (route.kind) {
    case ROUTE_WEBSUB:
        hub = websub_of(a, route);
        websub_verify(&hub);
        return;
    case ROUTE_MOVED:
        deliver_redirect(a->res, 301, str_copy(a->req->arena, route.location));
        return;
    case ROUTE_NONE: answer_uncached(a, route); return;
    case ROUTE_SEARCH: answer_search(a, route); return;
    case ROUTE_SUGGEST: answer_suggest(a); return;
    case ROUTE_ASK: break; /* may be answered later: answer() */
    case ROUTE_REGISTER: answer_register(a, route); return;
    case ROUTE_LIVE: answer_live(a); return;
    case ROUTE_CLICK: answer_click(a, route.id); return;
    case ROUTE_MEDIA:
        if (!files_media(&(struct files_media){a->site->folder, a->loop->reader, &a->loop->media},
                         a->req, route.rest, a->res))
            answer_uncached(a, (struct route){.kind = ROUTE_NONE});
        return;
    case ROUTE_STATIC:
    case ROUTE_ICON:
        if (!files_static(a->state, a->req, route.kind == ROUTE_ICON, a->res))
            answer_uncached(a, (struct route){.kind = ROUTE_NONE});
        return;
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
    case ROUTE_STATISTICS:
    case ROUTE_CONTACT:
    case ROUTE_FEEDS:
    case ROUTE_ROBOTS:
    case ROUTE_SITEMAP:
    case ROUTE_SITEMAP_PART:
    case ROUTE_SITEMAP_NEWS:
    case ROUTE_OPENSEARCH: answer_page(a, route); return;
    case ROUTE_REACT:
    case ROUTE_COMMENT:
    case ROUTE_COUNT: break;
    }
    answer_method(a, STR("POST"));
}

/* An address that only lacks its slash leads to the one that has it, unless that is no section of the site:
 * then it is looked up as it stands, among the former system's too, and nobody is sent on to a page that
 * is not there. */
static struct route read_route(const struct answer *a)
{
    struct route route = route_read(a->req->arena, a->req->path);
    if (route.kind != ROUTE_MOVED)
        return route;
    struct route there = route_read(a->req->arena, route.location);
    bool none = there.kind == ROUTE_SECTION && !state_section_by_slug(a->state, there.slug);
    return none ? there : route;
}

static enum wire_answer answer(const struct answer *a)
{
    struct route route = read_route(a);
    bool form = route.kind == ROUTE_REACT || route.kind == ROUTE_COMMENT;
    if (form && a->req->method == WIRE_POST)
        return answer_post(a, route.kind);
    if (route.kind == ROUTE_WEBSUB && a->req->method == WIRE_POST) {
        struct websub hub = websub_of(a, route);
        websub_notify(&hub);
        return WIRE_ANSWERED;
    }
    if (a->req->method != WIRE_GET && a->req->method != WIRE_HEAD)
        answer_method(a, STR("GET, HEAD"));
    else if (route.kind == ROUTE_ASK)
        return answer_question(a, route);
    else
        answer_get(a, route);
    return WIRE_ANSWERED;
}

/* False: no memory even for the lease, and *res says so. */
static bool begin(struct answer *a)
{
    a->lease = site_lease(a->site, a->loop);
    if (!a->lease) {
        wire_response_init(a->res, 503);
        return false;
    }
    a->state = a->lease->state;
    state_lease_begin(a->lease);
    return true;
}

enum wire_answer site_handle(void *ctx, size_t loop_index, const struct wire_request *req,
                             struct wire_response *res)
{
    struct site *s = ctx;
    struct answer a = {.site = s, .loop = &s->loops[loop_index], .req = req, .res = res};
    if (!begin(&a))
        return WIRE_ANSWERED;
    site_catch_up(s, a.loop->reader, req->now_ms);
    uint64_t before = store_reader_queries(a.loop->reader);
    enum wire_answer said = answer(&a);
    a.loop->queries = store_reader_queries(a.loop->reader) - before;
    state_lease_end(a.lease);
    return said;
}

void site_refuse(void *ctx, size_t loop_index, int status, const struct wire_request *req,
                 struct wire_response *res)
{
    struct site *s = ctx;
    struct answer a = {.site = s, .loop = &s->loops[loop_index], .req = req, .res = res};
    if (!begin(&a))
        return;
    answer_too_long(&a, status);
    state_lease_end(a.lease);
}
