#include "site/forms.h"

#include <arpa/inet.h>
#include <stdatomic.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "site/make.h"

/* Somebody who writes by hand does not reach these; a program does at once. */
static const struct rate_rule comment_rate = {.burst = 5, .refill_ms = 20000};
static const struct rate_rule reaction_rate = {.burst = 30, .refill_ms = 2000};
/* From one network on one article: an office behind one address may react, a vote machine may not. */
static const struct rate_rule article_rate = {.burst = 24, .refill_ms = 600000};

enum { READER_TOKEN_BYTES = 32 };

/* ---- answers ---- */

static bool wants_json(const struct wire_request *req)
{
    return str_contains(wire_field(req, STR("Accept")), STR("application/json"));
}

/* A page, or a JSON object {"message"}, that says what is wrong. */
static enum wire_answer refuse(const struct form_request *f, int status, struct str title,
                               struct str text)
{
    struct arena *a = f->req->arena;
    if (wants_json(f->req)) {
        struct buf b;
        buf_init(&b, a);
        buf_add(&b, STR("{\"message\":"));
        buf_add_json(&b, text);
        buf_add_byte(&b, '}');
        deliver_text(f->req, f->res, status, STR("application/json"), buf_view(&b));
        return WIRE_ANSWERED;
    }
    struct job *j = arena_alloc(a, sizeof *j);
    struct made made;
    struct view_message message = {
        .title = title, .text = text, .link_url = STR("/"), .link_title = f->state->words->to_home};
    if (j)
        job_init(j, f->state, f->reader, a, f->req->now_ms, NULL);
    if (!j || make_message(j, status, message, &made)) {
        deliver_text(f->req, f->res, status, STR("text/plain; charset=utf-8"), text);
        return WIRE_ANSWERED;
    }
    struct delivery d = {.state = f->state,
                         .lease = f->lease,
                         .live = f->forms->live,
                         .slots = f->slots,
                         .req = f->req,
                         .res = f->res};
    deliver_page(&d, made.page, status, 0, false);
    return WIRE_ANSWERED;
}

static enum wire_answer refuse_bad(const struct form_request *f)
{
    return refuse(f, 400, f->state->words->bad_request_title, f->state->words->bad_request_text);
}

/* What a browser sends along tells a form on another site from one on ours. A proxy may have
 * rewritten Host, so the site's own origin is right too. */
static bool from_elsewhere(const struct form_request *f)
{
    struct str site = wire_field(f->req, STR("Sec-Fetch-Site"));
    struct str origin = wire_field(f->req, STR("Origin"));
    if (str_eq(site, STR("cross-site")))
        return true;
    if (origin.n == 0 || site.n || str_eq_nocase(origin, f->state->view.origin))
        return false;
    struct str host = str_from(origin, str_find(origin, STR("://")) + 3);
    return !str_eq_nocase(host, wire_field(f->req, STR("Host")));
}

/* Whose limits these are: the address, or of IPv6 its /64, which is what one household is given
 * (RFC 6177) and can change at will. */
static struct str network_of(const struct wire_request *req)
{
    struct in6_addr v6;
    struct arena *a = req->arena;
    if (inet_pton(AF_INET6, str_cstr(a, req->remote), &v6) != 1)
        return req->remote;
    return hash_hex(a, v6.s6_addr, 8);
}

static bool is_form(const struct wire_request *req)
{
    struct str type = wire_field(req, STR("Content-Type"));
    return str_starts(type, STR("application/x-www-form-urlencoded"));
}

static struct str form_text(const struct wire_request *req, struct str name)
{
    return wire_form_value(req->arena, req->body, name, NULL);
}

static bool form_id(const struct wire_request *req, struct str name, int64_t *out)
{
    return str_to_int(form_text(req, name), out) && *out > 0;
}

bool forms_too_fast(const struct forms *f, const struct wire_request *req, struct rate_rule rule,
                    const char *what)
{
    struct str key = str_format(req->arena, "%s %.*s", what, STR_ARG(network_of(req)));
    return !rate_take(f->rate, hash_sip(f->key, key), rule, req->now_ms);
}

static bool too_fast(const struct form_request *f, struct rate_rule rule, const char *what)
{
    return forms_too_fast(f->forms, f->req, rule, what);
}

/* ---- after the commit ---- */

/* What the writer thread needs to answer; lives in the request's arena. */
struct pending {
    struct wire_deferred *deferred;
    struct state *state; /* a reference of its own */
    struct live *live;
    _Atomic uint64_t *answered;
    struct str article_path; /* where a form without JavaScript goes back to */
    struct str mine;         /* the reaction given */
    bool comment;
    enum store_comment_state comment_state;
};

static void add_counts(struct buf *b, const struct store_article_counts *c)
{
    buf_add(b, STR("\"reactions\":["));
    for (size_t i = 0; i < STORE_REACTION_COUNT; i++)
        buf_addf(b, "%s%lld", i ? "," : "", (long long)c->reactions[i]);
    buf_addf(b, "],\"comments\":%lld", (long long)c->comments);
}

static void answer_json(const struct pending *p, const struct wire_request *req,
                        const struct store_result *result, struct wire_response *res)
{
    struct buf b;
    buf_init(&b, req->arena);
    buf_add_byte(&b, '{');
    add_counts(&b, &result->counts);
    if (p->comment) {
        bool waits = p->comment_state == STORE_COMMENT_PENDING;
        buf_add(&b, STR(",\"message\":"));
        buf_add_json(&b,
                     waits ? p->state->words->comment_waits : p->state->words->comment_waits_title);
    } else {
        buf_add(&b, STR(",\"mine\":"));
        buf_add_json(&b, p->mine);
    }
    buf_add_byte(&b, '}');
    deliver_text(req, res, 200, STR("application/json"), buf_view(&b));
}

static void answer_failed(const struct pending *p, const struct wire_request *req, enum rc rc,
                          struct wire_response *res)
{
    const struct words *t = p->state->words;
    bool closed = rc == RC_DENIED;
    bool missing = rc == RC_NOTFOUND;
    int status = closed ? 403 : missing ? 404 : rc == RC_LIMIT || rc == RC_INVALID ? 422 : 503;
    struct str text = closed ? t->comment_closed : missing ? t->not_found_text : t->busy_text;
    struct buf b;
    buf_init(&b, req->arena);
    if (!wants_json(req)) {
        deliver_text(req, res, status, STR("text/plain; charset=utf-8"), text);
        return;
    }
    buf_add(&b, STR("{\"message\":"));
    buf_add_json(&b, text);
    buf_add_byte(&b, '}');
    deliver_text(req, res, status, STR("application/json"), buf_view(&b));
}

/* Runs on the store's writer thread, once the group is on the disk. */
static void committed(void *ctx, enum rc rc, const struct store_result *result, const struct err *e)
{
    struct pending *p = ctx;
    struct state *state = p->state;
    const struct wire_request *req = wire_deferred_request(p->deferred);
    struct wire_response res;
    (void)e;
    if (!rc)
        live_set(p->live, result->counts.article_id, result->counts.comments,
                 result->counts.reactions);
    if (rc)
        answer_failed(p, req, rc, &res);
    else if (wants_json(req))
        answer_json(p, req, result, &res);
    else
        deliver_redirect(&res, 303, p->article_path);
    atomic_fetch_add(&p->answered[res.status / 100 % FORMS_CLASSES], 1);
    wire_deferred_send(p->deferred, &res);
    state_unref(state);
}

/* Where the article's page is; "" when there is no such article. *closed (may be NULL): it takes no
 * comments. */
static struct str article_path(const struct form_request *f, int64_t id, bool *closed)
{
    struct store_article *stored = arena_alloc(f->req->arena, sizeof *stored);
    if (!stored || store_article_by_id(f->reader, f->req->arena, id, stored, NULL) ||
        stored->state != STORE_ARTICLE_PUBLISHED || stored->card.listed_ms > f->req->now_ms)
        return STR("");
    if (closed)
        *closed = stored->article.comments_closed || article_is_aggregated(&stored->article);
    return route_article_path(f->req->arena, stored->card.section_slug, stored->card.slug, id);
}

/* Queues the command; the answer comes after its commit. */
static enum wire_answer submit(const struct form_request *f, const struct store_command *command,
                               struct pending pending)
{
    struct pending *p = arena_alloc(f->req->arena, sizeof *p);
    if (!p)
        return refuse(f, 503, f->state->words->busy_title, f->state->words->busy_text);
    *p = pending;
    p->live = f->forms->live;
    p->answered = f->forms->answered;
    p->state = state_ref(f->state);
    p->deferred = wire_defer(f->req);
    enum rc rc = store_submit(f->forms->store, command, committed, p);
    if (rc)
        committed(p, rc, NULL, NULL);
    return WIRE_DEFERRED;
}

/* ---- reactions ---- */

static bool reaction_from_value(struct str value, enum store_reaction *out)
{
    static const struct str values[] = {
#define X(name, value) [name] = STR_INIT(value),
        STORE_REACTION_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(values); i++)
        if (str_eq(values[i], value)) {
            *out = (enum store_reaction)i;
            return true;
        }
    return false;
}

static bool is_token(struct str s)
{
    if (s.n != READER_TOKEN_BYTES)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!byte_is_digit(s.p[i]) && !(s.p[i] >= 'a' && s.p[i] <= 'f'))
            return false;
    return true;
}

/* One reader and article: the token a browser made for itself, else address and browser. The hash
 * holds the article too, so that marks of two articles cannot be joined. */
static struct hash_content reader_mark(const struct form_request *f, int64_t article_id)
{
    struct str token = form_text(f->req, STR("reader"));
    struct str agent = wire_field(f->req, STR("User-Agent"));
    struct str who = is_token(token) ? token
                                     : str_format(f->req->arena, "%.*s %.*s",
                                                  STR_ARG(network_of(f->req)), STR_ARG(agent));
    return hash_content_keyed(f->forms->key, str_format(f->req->arena, "reaction %lld %.*s",
                                                        (long long)article_id, STR_ARG(who)));
}

enum wire_answer forms_react(const struct form_request *f)
{
    struct store_react react = {.now_ms = f->req->now_ms};
    struct str value = form_text(f->req, STR("reaction"));
    bool ok = is_form(f->req) && !from_elsewhere(f) && f->state->features.reactions &&
              form_id(f->req, STR("article"), &react.article_id);
    react.none = str_eq(value, STR("none"));
    if (!ok || (!react.none && !reaction_from_value(value, &react.reaction)))
        return refuse_bad(f);
    const char *votes = str_cstr(
        f->req->arena, str_format(f->req->arena, "votes %lld", (long long)react.article_id));
    if (too_fast(f, reaction_rate, "reaction") || too_fast(f, article_rate, votes))
        return refuse(f, 429, f->state->words->busy_title, f->state->words->busy_text);
    struct str path = article_path(f, react.article_id, NULL);
    if (!path.n)
        return refuse(f, 404, f->state->words->not_found_title, f->state->words->not_found_text);
    react.reader = reader_mark(f, react.article_id);
    struct store_command command = {.kind = STORE_REACT, .react = react};
    struct pending pending = {
        .article_path = str_concat(f->req->arena, path, STR("#cam-xuc")),
        .mine = react.none ? STR("") : str_copy(f->req->arena, value),
    };
    return submit(f, &command, pending);
}

/* ---- comments ---- */

/* Line ends made \n, other control characters dropped, white space at the ends too; NFC. */
static struct str clean_text(struct arena *a, struct str raw)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < raw.n; i++) {
        unsigned char c = (unsigned char)raw.p[i];
        if (c >= 0x20 || c == '\n' || c == '\t')
            buf_add_byte(&b, (char)c);
    }
    return utf8_nfc(a, str_trim(buf_view(&b)));
}

static struct hash_content sender_mark(const struct form_request *f)
{
    return hash_content_keyed(f->forms->key,
                              str_concat(f->req->arena, STR("comment "), network_of(f->req)));
}

static enum wire_answer refuse_comment(const struct form_request *f, struct str text)
{
    return refuse(f, 422, f->state->words->comments, text);
}

enum wire_answer forms_comment(const struct form_request *f)
{
    struct arena *a = f->req->arena;
    const struct words *t = f->state->words;
    struct store_add_comment c = {.created_ms = f->req->now_ms};
    bool ok = is_form(f->req) && !from_elsewhere(f) && f->state->features.comments &&
              form_id(f->req, STR("article"), &c.article_id);
    struct str parent = form_text(f->req, STR("parent"));
    if (!ok || (parent.n && (!str_to_int(parent, &c.parent_id) || c.parent_id < 0)))
        return refuse_bad(f);
    c.name = utf8_fold_space(a, clean_text(a, form_text(f->req, STR("name"))));
    c.text = clean_text(a, form_text(f->req, STR("text")));
    if (c.name.n == 0 || c.text.n == 0)
        return refuse_comment(f, t->comment_empty);
    if (utf8_count_cp(c.name) > STORE_NAME_MAX_CP)
        return refuse_comment(
            f, words_with(a, t->comment_name_too_long, page_number(a, STORE_NAME_MAX_CP)));
    if (utf8_count_cp(c.text) > STORE_COMMENT_MAX_CP)
        return refuse_comment(
            f, words_with(a, t->comment_too_long, page_number(a, STORE_COMMENT_MAX_CP)));
    if (too_fast(f, comment_rate, "comment"))
        return refuse(f, 429, t->busy_title, t->comment_too_many);
    bool closed = false;
    struct str path = article_path(f, c.article_id, &closed);
    if (!path.n)
        return refuse(f, 404, t->not_found_title, t->not_found_text);
    if (closed)
        return refuse(f, 403, t->comments, t->comment_closed);
    c.state = f->state->features.moderation ? STORE_COMMENT_PENDING : STORE_COMMENT_APPROVED;
    c.sender = sender_mark(f);
    struct store_command command = {.kind = STORE_ADD_COMMENT, .add_comment = c};
    const char *anchor = f->state->features.moderation ? "#cho-duyet" : "#binh-luan";
    struct pending pending = {
        .article_path = str_concat(a, path, str_view(anchor)),
        .comment = true,
        .comment_state = c.state,
    };
    if (form_text(f->req, STR("website")).n) { /* the field people leave empty: a program */
        deliver_redirect(f->res, 303, pending.article_path);
        return WIRE_ANSWERED;
    }
    return submit(f, &command, pending);
}
