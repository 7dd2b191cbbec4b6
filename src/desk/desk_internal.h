/* Between the files of floor desk that answer requests: desk.c begins, each page has its own file. */
#ifndef LOA_DESK_DESK_INTERNAL_H
#define LOA_DESK_DESK_INTERNAL_H

#include "desk/desk.h"
#include "desk/throttle.h"
#include "live/rate.h"
#include "page/view.h"
#include "site/state.h"

#include <pthread.h>

#define DESK_SIGN_IN "/dang-nhap"
#define DESK_SIGN_OUT "/dang-xuat"
#define DESK_ACCOUNT "/tai-khoan"
#define DESK_HOME "/ban-bien-tap"
#define DESK_COMMENTS "/ban-bien-tap/binh-luan"
#define DESK_LINKS "/ban-bien-tap/lien-ket"

/* lock guards queue, n and stopping. */
struct desk_worker {
    struct desk *desk;
    struct store_reader *reader; /* the thread's */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct wire_deferred *queue[DESK_QUEUE_MAX];
    size_t n;
    bool stopping;
    bool started;
    pthread_t thread;
};

enum desk_work { DESK_PAGES, DESK_HASHES, DESK_WORKERS };

/* Set by desk_open; rate and throttle lock themselves. */
struct desk {
    struct site *site;
    struct store *store;
    struct rate *rate;
    struct throttle *throttle;
    struct hash_key key; /* of rate and throttle */
    struct desk_worker workers[DESK_WORKERS];
};

/* One request being answered, on a worker's thread. Everything lives in the request's arena or in
 * state. */
struct visit {
    struct desk *desk;
    struct store_reader *reader;
    const struct wire_request *req;
    struct wire_response *res;
    struct arena *a;
    struct state *state;
    struct str network;
    struct str token;             /* the session's; "": there is none */
    struct str form_token;        /* that forms belong to: token, or that of the sign-in form */
    struct store_session session; /* id 0: none */
    struct store_account account; /* the session's */
    struct err e;
};

/* True when the code of two-step sign-in was given, or is not needed. */
static inline bool visit_signed_in(const struct visit *v)
{
    return v->session.id && v->session.confirmed;
}

/* A value of the form that was sent. */
struct str visit_form(const struct visit *v, struct str name);

/* The account, for the audit. */
struct store_by visit_by(const struct visit *v);

/* Runs a command; on failure the cause is in v->e. */
enum rc visit_store(struct visit *v, const struct store_command *c,
                    struct store_result *result) MUST_USE;

/* The same without waiting: for what changes no answer. */
void visit_note(struct visit *v, const struct store_command *c);

/* ---- answers: desk_answer.c ---- */

/* Sends view, whose title and parts are set; the rest is filled in. */
void visit_show(struct visit *v, int status, struct view_desk *view);

/* A page that says one thing, with a way back to the sign-in. */
void visit_say(struct visit *v, int status, struct str title, struct str text);

/* allowed; if not, the visitor is told so (403). */
bool visit_may(struct visit *v, bool allowed);

/* 503, the cause in the log. */
void visit_failed(struct visit *v, enum rc rc);

/* 303 to a path of the desk. */
void visit_go(struct visit *v, struct str path);

/* Before visit_go: the browser gets a session's cookie, or ("") gives it back. */
void visit_session_cookie(struct visit *v, struct str token);

/* Before visit_show: the cookie that the sign-in form belongs to, made when there is none. */
void visit_form_cookie(struct visit *v);

/* The headers of every answer of the desk. */
void desk_headers(struct wire_response *res);

/* ---- pages ---- */

/* False when somebody else's role is needed for the comments. */
bool role_may_moderate(enum store_role role);
/* The same for the links that wait. */
bool role_may_link(enum store_role role);

void sign_in_page(struct visit *v, int status, struct str name, struct str fault);
void sign_in_send(struct visit *v);
void sign_out_send(struct visit *v);
void own_account_page(struct visit *v);
void own_account_send(struct visit *v);
void comments_page(struct visit *v);
void comments_send(struct visit *v);
void links_page(struct visit *v);
void links_send(struct visit *v);

/* ---- passwords: sign_in.c ---- */

/* How long who types a password for name must still wait, in milliseconds. */
int64_t sign_in_wait(struct visit *v, struct str name);
/* A password or code for name was wrong, or right. */
void sign_in_failed(struct visit *v, struct str name);
void sign_in_succeeded(struct visit *v, struct str name);
/* 429: "please wait". */
struct str sign_in_wait_words(struct visit *v, int64_t wait_ms);

#endif
