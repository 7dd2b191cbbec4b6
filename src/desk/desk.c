#include "desk/desk.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/rand.h"
#include "desk/cookie.h"
#include "desk/desk_internal.h"
#include "desk/lifetime.h"
#include "desk/origin.h"
#include "desk/session_token.h"
#include "site/deliver.h"

/* Of one network, and of one session: somebody who works by hand does not reach these. */
static const struct rate_rule network_rate = {.burst = 60, .refill_ms = 1000};
static const struct rate_rule session_rate = {.burst = 30, .refill_ms = 1000};

/* ---- addresses ---- */

struct desk_page {
    struct str path;
    void (*show)(struct visit *v); /* NULL: there is nothing to see */
    void (*send)(struct visit *v); /* NULL: nothing can be sent */
    bool open;                     /* also to whoever has not signed in */
};

static void show_sign_in(struct visit *v)
{
    sign_in_page(v, 200, STR(""), STR(""));
}

static void show_home(struct visit *v)
{
    visit_go(v, role_may_moderate(v->account.role) ? STR(DESK_COMMENTS) : STR(DESK_ACCOUNT));
}

static const struct desk_page pages[] = {
    {STR_INIT(DESK_SIGN_IN), show_sign_in, sign_in_send, true},
    {STR_INIT(DESK_SIGN_OUT), show_home, sign_out_send, true},
    {STR_INIT(DESK_ACCOUNT), own_account_page, own_account_send, false},
    {STR_INIT(DESK_HOME), show_home, NULL, false},
    {STR_INIT(DESK_COMMENTS), comments_page, comments_send, false},
    {STR_INIT(DESK_LINKS), links_page, links_send, false},
};

static const struct desk_page *page_of(struct str path)
{
    if (path.n > 1 && str_ends(path, STR("/")))
        path.n--;
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        if (str_eq(pages[i].path, path))
            return &pages[i];
    return NULL;
}

/* ---- the visit ---- */

struct str visit_form(const struct visit *v, struct str name)
{
    return wire_form_value(v->a, v->req->body, name, NULL);
}

struct store_by visit_by(const struct visit *v)
{
    return (struct store_by){v->account.name, v->network};
}

enum rc visit_store(struct visit *v, const struct store_command *c, struct store_result *result)
{
    v->e.text[0] = '\0';
    return store_run(v->desk->store, c, result, &v->e);
}

static void nobody_waits(void *ctx, enum rc rc, const struct store_result *result,
                         const struct err *e)
{
    (void)ctx;
    (void)rc;
    (void)result;
    (void)e;
}

void visit_note(struct visit *v, const struct store_command *c)
{
    enum rc rc = store_submit(v->desk->store, c, nobody_waits, NULL);
    if (rc)
        log_write(LOG_LEVEL_WARN, "desk", "not noted: %s", rc_words(rc));
}

/* One of another time is forgotten; nobody waits for that. */
static void end_session(struct visit *v)
{
    const struct store_command c = {.kind = STORE_CHANGE_SESSION,
                                    .change_session = {.act = STORE_SESSION_SIGN_OUT,
                                                       .id = v->session.id,
                                                       .account_id = v->session.account_id,
                                                       .now_ms = v->req->now_ms}};
    visit_note(v, &c);
    v->session = (struct store_session){0};
}

static void tell_seen(struct visit *v)
{
    const struct store_command c = {.kind = STORE_CHANGE_SESSION,
                                    .change_session = {.act = STORE_SESSION_SEEN,
                                                       .id = v->session.id,
                                                       .by = {.network = v->network},
                                                       .now_ms = v->req->now_ms}};
    if (lifetime_tell(&v->session, v->network, v->req->now_ms))
        visit_note(v, &c);
}

/* Whose session the cookie is; RC_OK also when it is nobody's. */
static enum rc find_session(struct visit *v)
{
    struct str cookies = wire_field(v->req, STR("Cookie"));
    v->token = cookie_value(cookies, STR("__Host-loa"));
    v->form_token = cookie_value(cookies, STR("__Host-loa-form"));
    if (!session_token_valid(v->token)) {
        v->token = STR("");
        return RC_OK;
    }
    struct hash_content mark = session_token_mark(v->a, v->token);
    enum rc rc = store_session_by_mark(v->reader, v->a, &mark, &v->session, &v->e);
    if (!rc && lifetime_over(&v->session, v->req->now_ms)) {
        end_session(v);
        rc = RC_NOTFOUND;
    }
    if (!rc)
        rc = store_account_by_id(v->reader, v->a, v->session.account_id, &v->account, &v->e);
    if (rc) {
        v->session = (struct store_session){0};
        v->token = STR("");
        return rc == RC_NOTFOUND ? RC_OK : rc;
    }
    v->form_token = v->token;
    tell_seen(v);
    return RC_OK;
}

static bool too_fast(struct visit *v)
{
    struct desk *d = v->desk;
    struct str network = str_concat(v->a, STR("network "), v->network);
    bool slow = rate_take(d->rate, hash_sip(d->key, network), network_rate, v->req->now_ms);
    if (slow && v->form_token.n)
        slow = rate_take(d->rate, hash_sip(d->key, str_concat(v->a, STR("token "), v->form_token)),
                         session_rate, v->req->now_ms);
    return !slow;
}

/* Whether what was sent is a form of ours, sent from a page of ours by who was given it; else says so. */
static bool is_own_form(struct visit *v)
{
    const struct words *t = v->state->words;
    struct str type = wire_field(v->req, STR("Content-Type"));
    if (!str_starts(type, STR("application/x-www-form-urlencoded")) ||
        !origin_is_own(v->req, v->state->view.origin)) {
        visit_say(v, 403, t->bad_request_title, t->bad_request_text);
        return false;
    }
    if (too_fast(v)) {
        wire_header_add(v->res, STR("Retry-After"), STR("5"));
        visit_say(v, 429, t->busy_title, t->desk_too_fast);
        return false;
    }
    if (form_token_holds(v->a, v->form_token, visit_form(v, STR("mau"))))
        return true;
    if (visit_signed_in(v))
        visit_say(v, 403, t->bad_request_title, t->desk_form_old);
    else
        sign_in_page(v, 403, STR(""), t->desk_form_old);
    return false;
}

static void answer_page(struct visit *v, const struct desk_page *page)
{
    bool sends = v->req->method == WIRE_POST;
    bool open = page->open && (sends || page->show != show_home);
    enum rc rc = find_session(v);
    if (rc)
        visit_failed(v, rc);
    else if (sends && !is_own_form(v))
        return;
    else if (!open && !visit_signed_in(v))
        visit_go(v, STR(DESK_SIGN_IN));
    else if (sends)
        page->send(v);
    else
        page->show(v);
}

static void answer_visit(struct visit *v)
{
    const struct words *t = v->state->words;
    const struct desk_page *page = page_of(v->req->path);
    bool sends = v->req->method == WIRE_POST;
    v->network = origin_network(v->req);
    wire_response_init(v->res, 200);
    desk_headers(v->res);
    if (!origin_is_safe(v->req)) {
        struct view_message message = {.title = t->desk_plain_title, .text = t->desk_plain_text};
        struct view_desk view = {.title = message.title, .message = &message};
        visit_show(v, 403, &view);
    } else if (!page || (!sends && v->req->method != WIRE_GET && v->req->method != WIRE_HEAD) ||
               (sends && !page->send)) {
        wire_header_add(v->res, STR("Allow"), STR("GET, HEAD, POST"));
        visit_say(v, 405, t->bad_request_title, t->bad_request_text);
    } else {
        answer_page(v, page);
    }
}

/* ---- the threads ---- */

static void answer(struct desk_worker *w, struct wire_deferred *deferred)
{
    struct desk *d = w->desk;
    const struct wire_request *req = wire_deferred_request(deferred);
    struct wire_response res;
    struct state *state = site_state(d->site);
    struct visit v = {
        .desk = d, .reader = w->reader, .req = req, .res = &res, .a = req->arena, .state = state};
    answer_visit(&v);
    wire_deferred_send(deferred, &res);
    state_unref(state);
}

static struct wire_deferred *next(struct desk_worker *w)
{
    struct wire_deferred *first = NULL;
    pthread_mutex_lock(&w->lock);
    while (w->n == 0 && !w->stopping)
        pthread_cond_wait(&w->wake, &w->lock);
    if (w->n) {
        first = w->queue[0];
        w->n--;
        for (size_t i = 0; i < w->n; i++)
            w->queue[i] = w->queue[i + 1];
    }
    pthread_mutex_unlock(&w->lock);
    return first;
}

static void *worker_main(void *arg)
{
    struct desk_worker *w = arg;
    for (struct wire_deferred *d = next(w); d; d = next(w))
        answer(w, d);
    return NULL;
}

/* Passwords are hashed on a thread of their own: the desk goes on meanwhile. */
static enum desk_work work_of(const struct wire_request *req)
{
    bool password = false;
    if (req->method == WIRE_POST)
        (void)wire_form_value(req->arena, req->body, STR("mat_khau"), &password);
    return password ? DESK_HASHES : DESK_PAGES;
}

bool desk_handle(struct desk *d, const struct wire_request *req, struct wire_response *res,
                 enum wire_answer *said)
{
    if (!page_of(req->path))
        return false;
    struct desk_worker *w = &d->workers[work_of(req)];
    pthread_mutex_lock(&w->lock);
    bool room = w->n < DESK_QUEUE_MAX && !w->stopping;
    if (room)
        w->queue[w->n++] = wire_defer(req);
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    *said = room ? WIRE_DEFERRED : WIRE_ANSWERED;
    if (room)
        return true;
    struct state *state = site_state(d->site);
    wire_response_init(res, 503);
    desk_headers(res);
    res->content_type = STR("text/plain; charset=utf-8");
    wire_header_add(res, STR("Retry-After"), STR("5"));
    wire_body_set(res, req->arena, str_copy(req->arena, state->words->busy_text));
    state_unref(state);
    return true;
}

/* ---- opening and closing ---- */

static enum rc start(struct desk_worker *w, struct err *e)
{
    enum rc rc = store_reader_open(w->desk->store, &w->reader, e);
    if (rc)
        return rc;
    w->started = pthread_create(&w->thread, NULL, worker_main, w) == 0;
    return w->started ? RC_OK : fail(e, RC_IO, "cannot start a thread of the desk");
}

enum rc desk_open(struct site *site, struct desk **out, struct err *e)
{
    struct desk *d = mem_alloc(sizeof *d);
    if (!d)
        return fail(e, RC_NOMEM, "out of memory");
    *d = (struct desk){.site = site, .store = site_store(site)};
    rand_bytes(&d->key, sizeof d->key);
    d->rate = rate_new();
    d->throttle = throttle_new();
    enum rc rc = d->rate && d->throttle ? RC_OK : fail(e, RC_NOMEM, "out of memory");
    for (size_t i = 0; i < DESK_WORKERS; i++) {
        d->workers[i].desk = d;
        pthread_mutex_init(&d->workers[i].lock, NULL);
        pthread_cond_init(&d->workers[i].wake, NULL);
    }
    for (size_t i = 0; i < DESK_WORKERS && !rc; i++)
        rc = start(&d->workers[i], e);
    if (rc) {
        desk_close(d);
        return rc;
    }
    *out = d;
    return RC_OK;
}

void desk_stop(struct desk *d)
{
    for (size_t i = 0; d && i < DESK_WORKERS; i++) {
        struct desk_worker *w = &d->workers[i];
        if (!w->started)
            continue;
        pthread_mutex_lock(&w->lock);
        w->stopping = true;
        pthread_cond_signal(&w->wake);
        pthread_mutex_unlock(&w->lock);
        pthread_join(w->thread, NULL);
        w->started = false;
    }
}

void desk_close(struct desk *d)
{
    if (!d)
        return;
    desk_stop(d);
    for (size_t i = 0; i < DESK_WORKERS; i++) {
        store_reader_close(d->workers[i].reader);
        pthread_cond_destroy(&d->workers[i].wake);
        pthread_mutex_destroy(&d->workers[i].lock);
    }
    throttle_free(d->throttle);
    rate_free(d->rate);
    mem_free(d);
}
