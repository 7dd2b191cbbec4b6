/* Signing in: name and password, then the code of two-step sign-in where it is on; and signing out.
 *
 * A wrong name and a wrong password get one answer in one time: a name that is not there is checked
 * against a decoy. Failures make the next try wait: of this name from this network, of the network, and
 * of the name from networks from which it has not signed in lately, so that nobody can lock a person
 * out of where that person works. */
#include "base/password.h"
#include "base/utf8.h"
#include "desk/desk_internal.h"
#include "desk/origin.h"
#include "desk/password_rule.h"
#include "desk/session_token.h"

#define KNOWN_NETWORK_MS (INT64_C(90) * 24 * 3600 * 1000)

static const struct throttle_rule pair_rule = {.free = 5, .first_ms = 2000, .most_ms = 900000};
static const struct throttle_rule network_rule = {.free = 20, .first_ms = 2000, .most_ms = 900000};
static const struct throttle_rule name_rule = {.free = 20, .first_ms = 2000, .most_ms = 900000};

/* ---- waits ---- */

/* What is counted: of a name from a network, of the network, of the name. */
struct counted {
    uint64_t pair;
    uint64_t network;
    uint64_t name;
};

static struct counted counted_of(const struct visit *v, struct str name)
{
    struct hash_key key = v->desk->key;
    return (struct counted){
        hash_sip(key, str_format(v->a, "pair %.*s\n%.*s", STR_ARG(v->network), STR_ARG(name))),
        hash_sip(key, str_concat(v->a, STR("network "), v->network)),
        hash_sip(key, str_concat(v->a, STR("name "), name))};
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t sign_in_wait(struct visit *v, struct str name)
{
    struct throttle *t = v->desk->throttle;
    int64_t now_ms = v->req->now_ms;
    struct counted c = counted_of(v, name);
    int64_t wait_ms = later(throttle_wait(t, c.pair, now_ms), throttle_wait(t, c.network, now_ms));
    int64_t name_ms = throttle_wait(t, c.name, now_ms);
    bool known = false;
    if (name_ms <= wait_ms)
        return wait_ms;
    enum rc rc = store_network_known(v->reader, (struct store_by){name, v->network},
                                     now_ms - KNOWN_NETWORK_MS, &known, &v->e);
    return !rc && known ? wait_ms : name_ms;
}

void sign_in_failed(struct visit *v, struct str name)
{
    struct throttle *t = v->desk->throttle;
    struct counted c = counted_of(v, name);
    throttle_failed(t, c.pair, pair_rule, v->req->now_ms);
    throttle_failed(t, c.network, network_rule, v->req->now_ms);
    throttle_failed(t, c.name, name_rule, v->req->now_ms);
}

void sign_in_succeeded(struct visit *v, struct str name)
{
    throttle_forget(v->desk->throttle, counted_of(v, name).pair);
}

struct str sign_in_wait_words(struct visit *v, int64_t wait_ms)
{
    int64_t wait_s = (wait_ms + 999) / 1000;
    wire_header_add(v->res, STR("Retry-After"), str_format(v->a, "%lld", (long long)wait_s));
    return words_with(v->a, v->state->words->desk_wait, page_number(v->a, wait_s));
}

/* ---- the page ---- */

void sign_in_page(struct visit *v, int status, struct str name, struct str fault)
{
    const struct words *t = v->state->words;
    bool waiting = v->session.id && !v->session.confirmed;
    if (visit_signed_in(v) && status == 200) {
        visit_go(v, STR(DESK_HOME));
        return;
    }
    if (!v->session.id)
        visit_form_cookie(v);
    struct view_desk view = {.title = waiting ? t->desk_code_title : t->desk_sign_in,
                             .fault = fault,
                             .asks_password = !waiting,
                             .asks_code = waiting,
                             .typed_name = name};
    visit_show(v, status, &view);
}

/* ---- the password ---- */

/* What is kept for account, brought up to today's limits: the one moment when the password is known. */
static void keep_up(struct visit *v, struct store_account *account, struct str password)
{
    struct str kept;
    if (!password_outdated(account->password) || password_hash(v->a, password, &kept, NULL))
        return;
    const struct store_command c = {.kind = STORE_CHANGE_ACCOUNT,
                                    .change_account = {.act = STORE_ACCOUNT_REHASH,
                                                       .account_id = account->id,
                                                       .password = kept,
                                                       .now_ms = v->req->now_ms}};
    if (!visit_store(v, &c, NULL))
        account->password = kept;
}

static struct store_command sign_out_command(const struct visit *v)
{
    return (struct store_command){.kind = STORE_CHANGE_SESSION,
                                  .change_session = {.act = STORE_SESSION_SIGN_OUT,
                                                     .id = v->session.id,
                                                     .account_id = v->session.account_id,
                                                     .by = visit_by(v),
                                                     .now_ms = v->req->now_ms}};
}

/* A session that the browser had before is another one's, or an earlier try. */
static void end_former(struct visit *v)
{
    const struct store_command c = sign_out_command(v);
    if (v->session.id)
        visit_note(v, &c);
}

static void begin_session(struct visit *v, const struct store_account *account)
{
    struct str token = session_token_make(v->a);
    const struct store_command c = {.kind = STORE_CHANGE_SESSION,
                                    .change_session = {.act = STORE_SESSION_BEGIN,
                                                       .account_id = account->id,
                                                       .mark = session_token_mark(v->a, token),
                                                       .password = account->password,
                                                       .agent = origin_agent(v->req),
                                                       .confirmed = !account->totp,
                                                       .by = {account->name, v->network},
                                                       .now_ms = v->req->now_ms}};
    end_former(v);
    enum rc rc = arena_failed(v->a) ? RC_NOMEM : visit_store(v, &c, NULL);
    if (rc == RC_DENIED) {
        sign_in_page(v, 403, account->name, v->state->words->desk_wrong);
        return;
    }
    if (rc) {
        visit_failed(v, rc);
        return;
    }
    visit_session_cookie(v, token);
    visit_go(v, account->totp ? STR(DESK_SIGN_IN) : STR(DESK_HOME));
}

static void refuse_password(struct visit *v, const struct store_account *account, struct str name)
{
    const struct store_command c = {.kind = STORE_NOTE,
                                    .note = {.act = STORE_AUDIT_SIGN_IN_FAILED,
                                             .about = STR(""),
                                             .by = {account->name, v->network},
                                             .now_ms = v->req->now_ms}};
    sign_in_failed(v, name);
    if (account->id) /* other names may be passwords in the wrong field */
        visit_note(v, &c);
    sign_in_page(v, 403, name, v->state->words->desk_wrong);
}

static void send_password(struct visit *v)
{
    struct store_account account = {.password = password_decoy()};
    struct str name = str_lower_ascii(v->a, str_trim(str_first(visit_form(v, STR("ten")), 256)));
    struct str password = password_rule_normal(
        v->a, str_first(visit_form(v, STR("mat_khau")), PASSWORD_RULE_MAX_BYTES));
    name = utf8_first_cp(name, STORE_ACCOUNT_NAME_MAX_BYTES);
    int64_t wait_ms = sign_in_wait(v, name);
    if (wait_ms) {
        sign_in_page(v, 429, name, sign_in_wait_words(v, wait_ms));
        return;
    }
    enum rc rc = store_account_by_name(v->reader, v->a, name, &account, &v->e);
    if (rc && rc != RC_NOTFOUND) {
        visit_failed(v, rc);
        return;
    }
    bool right = password_matches(account.password, password) && account.id != 0;
    if (!right || account.disabled_ms != CLOCK_NONE) {
        refuse_password(v, &account, name);
        return;
    }
    if (!account.totp) /* else only with its code */
        sign_in_succeeded(v, name);
    keep_up(v, &account, password);
    begin_session(v, &account);
}

/* ---- the code ---- */

static bool is_totp_code(struct str typed)
{
    size_t digits = 0;
    for (size_t i = 0; i < typed.n; i++) {
        if (typed.p[i] != ' ' && !byte_is_digit(typed.p[i]))
            return false;
        digits += typed.p[i] != ' ';
    }
    return digits <= TOTP_DIGITS;
}

static void refuse_code(struct visit *v)
{
    const struct store_command c = {
        .kind = STORE_NOTE,
        .note = {.act = STORE_AUDIT_CODE_FAILED, .by = visit_by(v), .now_ms = v->req->now_ms}};
    sign_in_failed(v, v->account.name);
    visit_note(v, &c);
    sign_in_page(v, 403, STR(""), v->state->words->desk_code_wrong);
}

static void send_code(struct visit *v)
{
    struct str typed = str_trim(visit_form(v, STR("ma")));
    struct str token = session_token_make(v->a);
    bool by_clock = is_totp_code(typed);
    int64_t wait_ms = sign_in_wait(v, v->account.name);
    if (wait_ms) {
        sign_in_page(v, 429, STR(""), sign_in_wait_words(v, wait_ms));
        return;
    }
    const struct store_command c = {
        .kind = STORE_CHANGE_SESSION,
        .change_session = {.act = by_clock ? STORE_SESSION_CONFIRM : STORE_SESSION_RECOVER,
                           .id = v->session.id,
                           .mark = session_token_mark(v->a, token),
                           .code = typed,
                           .recovery = recovery_mark(v->a, v->account.id, typed),
                           .by = visit_by(v),
                           .now_ms = v->req->now_ms}};
    enum rc rc = arena_failed(v->a) ? RC_NOMEM : visit_store(v, &c, NULL);
    if (rc == RC_DENIED) {
        refuse_code(v);
    } else if (rc) {
        visit_failed(v, rc);
    } else {
        sign_in_succeeded(v, v->account.name);
        visit_session_cookie(v, token);
        visit_go(v, STR(DESK_HOME));
    }
}

void sign_in_send(struct visit *v)
{
    bool has_password = false;
    (void)wire_form_value(v->a, v->req->body, STR("mat_khau"), &has_password);
    if (has_password)
        send_password(v);
    else if (v->session.id && !v->session.confirmed)
        send_code(v);
    else
        sign_in_page(v, 403, STR(""), v->state->words->desk_form_old);
}

void sign_out_send(struct visit *v)
{
    const struct store_command c = sign_out_command(v);
    enum rc rc = v->session.id ? visit_store(v, &c, NULL) : RC_OK;
    if (rc && rc != RC_NOTFOUND) {
        visit_failed(v, rc);
        return;
    }
    visit_session_cookie(v, STR(""));
    visit_go(v, STR(DESK_SIGN_IN));
}
