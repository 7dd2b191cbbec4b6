/* What the desk's answers have in common: headers, cookies, the frame of its pages. */
#include "base/log.h"
#include "desk/desk_internal.h"
#include "desk/session_token.h"
#include "page/static_file.h"
#include "page/templates.h"
#include "site/deliver.h"

#define SESSION_COOKIE "__Host-loa"
#define FORM_COOKIE "__Host-loa-form"

/* Stricter than the reader's site: no script at all, in no frame, kept nowhere. */
#define DESK_FIELDS(X)                                                                             \
    X("Content-Security-Policy",                                                                   \
      "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "                    \
      "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")                               \
    X("X-Content-Type-Options", "nosniff")                                                         \
    X("X-Frame-Options", "DENY")                                                                   \
    X("Referrer-Policy", "same-origin")                                                            \
    X("Cross-Origin-Opener-Policy", "same-origin")                                                 \
    X("Cross-Origin-Resource-Policy", "same-origin")                                               \
    X("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")        \
    X("X-Robots-Tag", "noindex, nofollow")                                                         \
    X("Cache-Control", "no-store")

static const struct wire_fixed desk_fields = WIRE_FIXED(DESK_FIELDS);

void desk_headers(struct wire_response *res)
{
    res->fixed = &desk_fields;
}

/* ---- cookies ---- */

static void set_cookie(struct visit *v, const char *name, struct str value)
{
    struct str line = str_format(v->a, "%s=%.*s; Path=/; Secure; HttpOnly; SameSite=Strict%s", name,
                                 STR_ARG(value), value.n ? "" : "; Max-Age=0");
    wire_header_add(v->res, STR("Set-Cookie"), line);
}

void visit_session_cookie(struct visit *v, struct str token)
{
    set_cookie(v, SESSION_COOKIE, token);
}

void visit_form_cookie(struct visit *v)
{
    if (session_token_valid(v->form_token))
        return;
    v->form_token = session_token_make(v->a);
    set_cookie(v, FORM_COOKIE, v->form_token);
}

/* ---- pages ---- */

static struct str role_words(const struct words *t, enum store_role role)
{
    switch (role) {
    case STORE_ROLE_ADMIN: return t->desk_role_admin;
    case STORE_ROLE_EDITOR: return t->desk_role_editor;
    case STORE_ROLE_REPORTER: return t->desk_role_reporter;
    case STORE_ROLE_MODERATOR: return t->desk_role_moderator;
    case STORE_ROLE_COUNT: break;
    }
    return STR("");
}

bool role_may_moderate(enum store_role role)
{
    switch (role) {
    case STORE_ROLE_ADMIN:
    case STORE_ROLE_EDITOR:
    case STORE_ROLE_MODERATOR: return true;
    case STORE_ROLE_REPORTER:
    case STORE_ROLE_COUNT: break;
    }
    return false;
}

bool role_may_link(enum store_role role)
{
    return role == STORE_ROLE_ADMIN || role == STORE_ROLE_EDITOR;
}

void visit_show(struct visit *v, int status, struct view_desk *view)
{
    struct page_out out;
    const struct words *t = v->state->words;
    view->t = t;
    view->site = &v->state->view;
    view->style_url = static_url(STR("desk.css"));
    view->form = form_token_of(v->a, v->form_token);
    if (visit_signed_in(v)) {
        view->who = v->account.name;
        view->role = role_words(t, v->account.role);
        view->may_moderate = role_may_moderate(v->account.role);
        view->may_link = role_may_link(v->account.role);
    }
    page_out_init(&out, v->a);
    template_desk(&out, view);
    v->res->status = status;
    if (page_out_failed(&out)) {
        v->res->status = 503;
        v->res->content_type = STR("text/plain; charset=utf-8");
        wire_body_set(v->res, v->a, t->busy_text);
        return;
    }
    v->res->content_type = STR("text/html; charset=utf-8");
    wire_body_set(v->res, v->a, buf_view(&out.text));
}

void visit_say(struct visit *v, int status, struct str title, struct str text)
{
    const struct words *t = v->state->words;
    struct view_message message = {
        .title = title, .text = text, .link_url = STR(DESK_SIGN_IN), .link_title = t->desk_sign_in};
    if (visit_signed_in(v)) {
        message.link_url = STR(DESK_ACCOUNT);
        message.link_title = t->desk_account;
    }
    struct view_desk view = {.title = title, .message = &message};
    visit_show(v, status, &view);
}

bool visit_may(struct visit *v, bool allowed)
{
    const struct words *t = v->state->words;
    if (!allowed)
        visit_say(v, 403, t->desk_denied_title, t->desk_denied_text);
    return allowed;
}

void visit_failed(struct visit *v, enum rc rc)
{
    const struct words *t = v->state->words;
    log_write(LOG_LEVEL_ERROR, "desk", "%s (%s)", rc_words(rc), v->e.text);
    visit_say(v, 503, t->busy_title, t->busy_text);
}

void visit_go(struct visit *v, struct str path)
{
    v->res->status = 303;
    wire_header_add(v->res, STR("Location"), path);
}
