/* One's own account: the sessions it has, its password, two-step sign-in, recovery codes. Whatever a
 * stolen session must not do wants the password again. */
#include "base/password.h"
#include "base/rand.h"
#include "desk/desk_internal.h"
#include "desk/password_rule.h"
#include "desk/session_token.h"

/* What the page says besides what it always shows. */
struct said {
    int status;
    struct str notice;
    struct str fault;
    const struct view_desk_secret *secret;
    const struct view_desk_code *codes;
    size_t codes_n;
};

/* ---- the page ---- */

static enum rc fill_sessions(struct visit *v, struct view_desk_account *view)
{
    struct store_session *sessions = NULL;
    size_t n = 0;
    enum rc rc = store_sessions(v->reader, v->a, v->account.id, &sessions, &n, &v->e);
    struct view_desk_session *rows = rc ? NULL : arena_array(v->a, n, sizeof *rows);
    if (!rows)
        return rc ? rc : RC_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const struct store_session *s = &sessions[i];
        rows[i] = (struct view_desk_session){
            .id = s->id,
            .agent = s->agent.n ? s->agent : v->state->words->desk_device_unknown,
            .network = s->network,
            .started = clock_vietnamese(v->a, s->created_ms),
            .seen = clock_vietnamese(v->a, s->seen_ms),
            .current = s->id == v->session.id,
        };
        view->has_others |= !rows[i].current;
    }
    view->sessions = rows;
    view->sessions_n = n;
    return RC_OK;
}

static void show(struct visit *v, const struct said *said)
{
    const struct words *t = v->state->words;
    struct view_desk_account account = {
        .secret = said->secret, .codes = said->codes, .codes_n = said->codes_n};
    enum rc rc = store_account_by_id(v->reader, v->a, v->account.id, &v->account, &v->e);
    if (!rc)
        rc = fill_sessions(v, &account);
    if (rc) {
        visit_failed(v, rc);
        return;
    }
    account.totp = v->account.totp;
    account.totp_state =
        account.totp ? words_with(v->a, t->desk_totp_on, page_number(v->a, v->account.codes))
                     : t->desk_totp_off;
    struct view_desk view = {.title = words_with(v->a, t->desk_account_of, v->account.name),
                             .notice = said->notice,
                             .fault = said->fault,
                             .account = &account};
    visit_show(v, said->status, &view);
}

void own_account_page(struct visit *v)
{
    show(v, &(struct said){.status = 200});
}

static void show_fault(struct visit *v, int status, struct str fault)
{
    show(v, &(struct said){.status = status, .fault = fault});
}

static void show_notice(struct visit *v, struct str notice)
{
    show(v, &(struct said){.status = 200, .notice = notice});
}

/* ---- sessions ---- */

static void end_session(struct visit *v)
{
    const struct words *t = v->state->words;
    struct store_command c = {.kind = STORE_CHANGE_SESSION,
                              .change_session = {.act = STORE_SESSION_END,
                                                 .account_id = v->account.id,
                                                 .by = visit_by(v),
                                                 .now_ms = v->req->now_ms}};
    if (!str_to_int(visit_form(v, STR("phien")), &c.change_session.id)) {
        show_fault(v, 403, t->bad_request_text);
        return;
    }
    enum rc rc = visit_store(v, &c, NULL);
    if (rc && rc != RC_NOTFOUND)
        visit_failed(v, rc);
    else
        show_notice(v, rc ? t->desk_session_missing : t->desk_revoked);
}

static void end_others(struct visit *v)
{
    const struct store_command c = {.kind = STORE_CHANGE_SESSION,
                                    .change_session = {.act = STORE_SESSION_END_ALL,
                                                       .id = v->session.id,
                                                       .account_id = v->account.id,
                                                       .by = visit_by(v),
                                                       .now_ms = v->req->now_ms}};
    enum rc rc = visit_store(v, &c, NULL);
    if (rc)
        visit_failed(v, rc);
    else
        show_notice(v, v->state->words->desk_revoked_others);
}

/* ---- what wants the password ---- */

/* False when the page that says why not has been sent. */
static bool password_given(struct visit *v)
{
    const struct words *t = v->state->words;
    struct str password = password_rule_normal(
        v->a, str_first(visit_form(v, STR("mat_khau")), PASSWORD_RULE_MAX_BYTES));
    int64_t wait_ms = sign_in_wait(v, v->account.name);
    if (wait_ms) {
        show_fault(v, 429, sign_in_wait_words(v, wait_ms));
        return false;
    }
    if (password_matches(v->account.password, password))
        return true;
    sign_in_failed(v, v->account.name);
    show_fault(v, 403, t->desk_password_wrong);
    return false;
}

static struct store_command account_command(const struct visit *v, enum store_account_act act)
{
    return (struct store_command){.kind = STORE_CHANGE_ACCOUNT,
                                  .change_account = {.act = act,
                                                     .account_id = v->account.id,
                                                     .keep_session_id = v->session.id,
                                                     .by = visit_by(v),
                                                     .now_ms = v->req->now_ms}};
}

static struct str fault_words(const struct words *t, enum password_fault fault)
{
    switch (fault) {
    case PASSWORD_TAKEN: return STR("");
    case PASSWORD_SHORT: return t->desk_password_short;
    case PASSWORD_LONG: return t->desk_password_long;
    case PASSWORD_NAME: return t->desk_password_name;
    case PASSWORD_COMMON: return t->desk_password_common;
    case PASSWORD_BYTES: return t->bad_request_text;
    }
    return STR("");
}

static void change_password(struct visit *v)
{
    const struct words *t = v->state->words;
    struct str wanted = password_rule_normal(v->a, visit_form(v, STR("moi")));
    struct str again = password_rule_normal(v->a, visit_form(v, STR("moi_lai")));
    struct str fault = fault_words(t, password_rule_fault(v->a, wanted, v->account.name));
    if (!str_eq(wanted, again))
        fault = t->desk_password_differs;
    if (fault.n) {
        show_fault(v, 422, fault);
        return;
    }
    if (!password_given(v))
        return;
    struct store_command c = account_command(v, STORE_ACCOUNT_PASSWORD);
    enum rc rc = password_hash(v->a, wanted, &c.change_account.password, &v->e);
    if (!rc)
        rc = visit_store(v, &c, NULL);
    if (rc)
        visit_failed(v, rc);
    else
        show_notice(v, t->desk_password_changed);
}

static void start_totp(struct visit *v)
{
    struct view_desk_secret secret;
    if (!password_given(v))
        return;
    struct store_command c = account_command(v, STORE_ACCOUNT_TOTP_START);
    rand_bytes(c.change_account.secret.bytes, sizeof c.change_account.secret.bytes);
    secret.key = totp_key_text(v->a, &c.change_account.secret);
    secret.uri = totp_uri(v->a, &c.change_account.secret, v->state->view.name, v->account.name);
    enum rc rc = arena_failed(v->a) ? RC_NOMEM : visit_store(v, &c, NULL);
    if (rc)
        visit_failed(v, rc);
    else
        show(v, &(struct said){.status = 200, .secret = &secret});
}

/* Makes new codes and shows them with notice. */
static void give_codes(struct visit *v, struct str notice)
{
    struct str shown[STORE_CODES];
    struct view_desk_code codes[STORE_CODES];
    struct store_command c = account_command(v, STORE_ACCOUNT_RECOVERY);
    recovery_make_all(v->a, &c.change_account, shown);
    enum rc rc = arena_failed(v->a) ? RC_NOMEM : visit_store(v, &c, NULL);
    if (rc) {
        visit_failed(v, rc);
        return;
    }
    for (size_t i = 0; i < STORE_CODES; i++)
        codes[i].code = shown[i];
    show(v,
         &(struct said){.status = 200, .notice = notice, .codes = codes, .codes_n = STORE_CODES});
}

static void confirm_totp(struct visit *v)
{
    const struct words *t = v->state->words;
    struct store_command c = account_command(v, STORE_ACCOUNT_TOTP_ON);
    c.change_account.code = str_trim(visit_form(v, STR("ma")));
    int64_t wait_ms = sign_in_wait(v, v->account.name);
    if (wait_ms) {
        show_fault(v, 429, sign_in_wait_words(v, wait_ms));
        return;
    }
    enum rc rc = visit_store(v, &c, NULL);
    if (rc == RC_DENIED) {
        sign_in_failed(v, v->account.name);
        show_fault(v, 403, t->desk_code_wrong);
    } else if (rc) {
        visit_failed(v, rc);
    } else {
        give_codes(v, t->desk_totp_started);
    }
}

static void stop_totp(struct visit *v)
{
    if (!password_given(v))
        return;
    const struct store_command c = account_command(v, STORE_ACCOUNT_TOTP_OFF);
    enum rc rc = visit_store(v, &c, NULL);
    if (rc)
        visit_failed(v, rc);
    else
        show_notice(v, v->state->words->desk_totp_stopped);
}

static void make_codes(struct visit *v)
{
    if (password_given(v))
        give_codes(v, STR(""));
}

void own_account_send(struct visit *v)
{
    static const struct {
        struct str name;
        void (*run)(struct visit *v);
    } acts[] = {
        {STR_INIT("ket-thuc"), end_session},           {STR_INIT("ket-thuc-khac"), end_others},
        {STR_INIT("mat-khau"), change_password},       {STR_INIT("hai-buoc"), start_totp},
        {STR_INIT("hai-buoc-xac-nhan"), confirm_totp}, {STR_INIT("hai-buoc-tat"), stop_totp},
        {STR_INIT("ma-khoi-phuc"), make_codes},
    };
    struct str wanted = visit_form(v, STR("viec"));
    for (size_t i = 0; i < COUNT_OF(acts); i++)
        if (str_eq(acts[i].name, wanted)) {
            acts[i].run(v);
            return;
        }
    show_fault(v, 403, v->state->words->bad_request_text);
}
