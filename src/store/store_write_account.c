/* Accounts of the desk: every change with its entry in the audit, in one transaction. */
#include "store/store_write_account.h"

#include "base/secret_box.h"
#include "store/store_write_seal.h"

/* ---- the audit ---- */

enum rc write_audit(struct write *w, const struct store_note *event)
{
    struct stmt q;
    if (event->by.who.n == 0)
        return RC_OK;
    stmt_start(&q, w->db, SQL_AUDIT_INSERT, w->e);
    stmt_int(&q, event->now_ms);
    stmt_text(&q, event->by.who);
    stmt_int(&q, (int64_t)event->act);
    stmt_text(&q, event->about);
    stmt_text(&q, event->by.network);
    return stmt_run(&q);
}

enum rc write_note(struct write *w, const struct store_note *note)
{
    w->result->changed = true;
    return write_audit(w, note);
}

/* ---- secrets ---- */

enum { LOCKED_BYTES = TOTP_SECRET_BYTES + SECRET_BOX_EXTRA_BYTES };

static struct secret_box_key box_key(const struct sign_secret *site)
{
    return secret_box_key_of((struct str){(const char *)site->bytes, SIGN_SEED_BYTES},
                             STR("loa two-step sign-in 1"));
}

/* So that nobody can give one account the secret of another. */
static struct str about_account(struct write *w, int64_t id)
{
    return str_format(w->arena, "account %lld", (long long)id);
}

static struct str lock_secret(struct write *w, const struct secret_box_key *key, int64_t id,
                              const struct totp_secret *secret)
{
    unsigned char *locked = arena_alloc(w->arena, LOCKED_BYTES);
    if (!locked)
        return STR("");
    secret_box_close(key, about_account(w, id),
                     (struct str){(const char *)secret->bytes, sizeof secret->bytes}, locked);
    return (struct str){(const char *)locked, LOCKED_BYTES};
}

/* The columns totp and totp_next as they stand. */
struct secrets {
    struct str used;
    struct str next;
    int64_t step;
};

static enum rc read_secrets(struct write *w, int64_t id, struct secrets *out)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, w->db, SQL_ACCOUNT_TOTP, w->e);
    stmt_int(&q, id);
    if (stmt_next(&q)) {
        found = true;
        out->used = str_copy(w->arena, row_bytes(&q, ACCOUNT_TOTP_totp));
        out->next = str_copy(w->arena, row_bytes(&q, ACCOUNT_TOTP_totp_next));
        out->step = row_int(&q, ACCOUNT_TOTP_totp_step);
    }
    enum rc rc = read_result(stmt_end(&q), w->arena, w->e);
    return rc || found ? rc : fail(w->e, RC_NOTFOUND, "no account %lld", (long long)id);
}

static enum rc put_secrets(struct write *w, int64_t id, struct str used, struct str next)
{
    struct stmt q;
    if (arena_failed(w->arena))
        return fail(w->e, RC_NOMEM, "out of memory");
    stmt_start(&q, w->db, SQL_ACCOUNT_SET_TOTP, w->e);
    stmt_int(&q, id);
    stmt_bytes(&q, used);
    stmt_bytes(&q, next);
    return stmt_run(&q);
}

static enum rc put_step(struct write *w, int64_t id, int64_t step)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_ACCOUNT_SET_STEP, w->e);
    stmt_int(&q, id);
    stmt_int(&q, step);
    return stmt_run(&q);
}

enum rc write_use_code(struct write *w, const struct store_change_session *typed, bool waiting)
{
    struct secrets secrets = {.step = 0};
    struct totp_secret secret;
    int64_t step = 0;
    int64_t id = typed->account_id;
    enum rc rc = read_secrets(w, id, &secrets);
    if (!rc)
        rc = write_own_key(w);
    if (rc)
        return rc;
    struct str locked = waiting ? secrets.next : secrets.used;
    struct secret_box_key key = box_key(&w->seals->secret);
    if (locked.n == 0)
        return fail(w->e, RC_DENIED, "account %lld waits for no code", (long long)id);
    bool opens =
        secret_box_open(&key, about_account(w, id), locked, secret.bytes, sizeof secret.bytes);
    sign_forget(&key, sizeof key);
    if (!opens)
        return fail(w->e, RC_CORRUPT,
                    "the two-step secret of account %lld does not open with this site's key",
                    (long long)id);
    bool right = totp_check(&secret, typed->code, typed->now_ms, waiting ? 0 : secrets.step, &step);
    sign_forget(&secret, sizeof secret);
    if (!right)
        return fail(w->e, RC_DENIED, "the code is wrong, or was used");
    if (waiting)
        rc = put_secrets(w, id, secrets.next, STR(""));
    return rc ? rc : put_step(w, id, step);
}

static void relock(struct write *w, int64_t id, const struct secret_box_key keys[2],
                   struct str *locked)
{
    struct totp_secret secret;
    if (locked->n &&
        secret_box_open(&keys[0], about_account(w, id), *locked, secret.bytes, sizeof secret.bytes))
        *locked = lock_secret(w, &keys[1], id, &secret);
    sign_forget(&secret, sizeof secret);
}

struct locked_row {
    int64_t id;
    struct str used;
    struct str next;
};

enum rc write_relock_secrets(struct write *w, const struct sign_secret *next, int64_t now_ms)
{
    struct stmt q;
    struct locked_row *rows = arena_array(w->arena, STORE_ACCOUNTS_MAX, sizeof *rows);
    size_t n = 0;
    struct secret_box_key keys[2] = {box_key(&w->seals->secret), box_key(next)};
    stmt_start(&q, w->db, SQL_ACCOUNT_SECRETS, w->e);
    while (rows && n < STORE_ACCOUNTS_MAX && stmt_next(&q))
        rows[n++] =
            (struct locked_row){row_int(&q, ACCOUNT_SECRETS_id),
                                str_copy(w->arena, row_bytes(&q, ACCOUNT_SECRETS_totp)),
                                str_copy(w->arena, row_bytes(&q, ACCOUNT_SECRETS_totp_next))};
    enum rc rc = read_result(stmt_end(&q), w->arena, w->e);
    for (size_t i = 0; i < n && !rc; i++) {
        relock(w, rows[i].id, keys, &rows[i].used);
        relock(w, rows[i].id, keys, &rows[i].next);
        rc = put_secrets(w, rows[i].id, rows[i].used, rows[i].next);
        if (!rc && rows[i].used.n)
            rc = write_seal_row(w, SEAL_ACCOUNT, rows[i].id,
                                (struct seal_event){SEAL_CHANGED, now_ms});
    }
    sign_forget(keys, sizeof keys);
    return rc;
}

/* ---- changes ---- */

static enum rc read_name(struct write *w, int64_t id, struct str *name)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_ACCOUNT_BY_ID, w->e);
    stmt_int(&q, id);
    bool found = stmt_next(&q);
    if (found)
        *name = row_text(&q, w->arena, ACCOUNT_BY_ID_name);
    enum rc rc = read_result(stmt_end(&q), w->arena, w->e);
    return rc || found ? rc : fail(w->e, RC_NOTFOUND, "no account %lld", (long long)id);
}

static enum rc name_taken(struct write *w, struct str name)
{
    struct stmt q;
    int64_t id = 0;
    bool found = false;
    stmt_start(&q, w->db, SQL_ACCOUNT_BY_NAME, w->e);
    stmt_text(&q, name);
    enum rc rc = stmt_run_int(&q, &id, &found);
    return !rc && found
               ? fail(w->e, RC_CONFLICT, "there is an account \"%.*s\" already", STR_ARG(name))
               : rc;
}

static enum rc insert_account(struct write *w, const struct store_change_account *add)
{
    struct stmt q;
    if (!store_account_name_valid(add->name))
        return fail(w->e, RC_INVALID,
                    "an account's name is 2 to %d of a-z, 0-9, '.', '-' and '_', a letter first",
                    STORE_ACCOUNT_NAME_MAX_BYTES);
    enum rc rc = name_taken(w, add->name);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_ACCOUNT_INSERT, w->e);
    stmt_text(&q, add->name);
    stmt_int(&q, (int64_t)add->role);
    stmt_text(&q, add->password);
    stmt_time(&q, add->now_ms);
    w->result->created = true;
    return stmt_run_int(&q, &w->result->id, NULL);
}

/* Before an administrator stops being one. */
static enum rc check_administrator_left(struct write *w, int64_t id)
{
    struct stmt q;
    int64_t others = 0;
    stmt_start(&q, w->db, SQL_ACCOUNT_ADMINISTRATORS, w->e);
    stmt_int(&q, id);
    enum rc rc = stmt_run_int(&q, &others, NULL);
    return !rc && others == 0
               ? fail(w->e, RC_CONFLICT, "no administrator would be left who may sign in")
               : rc;
}

static enum rc set_int(struct write *w, enum statement id, int64_t account_id, int64_t value)
{
    struct stmt q;
    stmt_start(&q, w->db, id, w->e);
    stmt_int(&q, account_id);
    stmt_time(&q, value);
    return stmt_run(&q);
}

static enum rc set_password(struct write *w, const struct store_change_account *c)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_ACCOUNT_SET_PASSWORD, w->e);
    stmt_int(&q, c->account_id);
    stmt_text(&q, c->password);
    return stmt_run(&q);
}

static enum rc set_codes(struct write *w, const struct store_change_account *c)
{
    struct stmt q;
    enum rc rc = write_id(w, SQL_ACCOUNT_CODES_REMOVE, c->account_id);
    for (size_t i = 0; i < c->codes_n && !rc; i++) {
        stmt_start(&q, w->db, SQL_ACCOUNT_CODE_INSERT, w->e);
        stmt_int(&q, c->account_id);
        stmt_hash(&q, &c->codes[i]);
        rc = stmt_run(&q);
    }
    return rc;
}

static enum rc start_totp(struct write *w, const struct store_change_account *c)
{
    struct secrets secrets = {.step = 0};
    enum rc rc = read_secrets(w, c->account_id, &secrets);
    if (!rc)
        rc = write_own_key(w);
    if (rc)
        return rc;
    struct secret_box_key key = box_key(&w->seals->secret);
    struct str locked = lock_secret(w, &key, c->account_id, &c->secret);
    sign_forget(&key, sizeof key);
    return put_secrets(w, c->account_id, secrets.used, locked);
}

static enum rc end_totp(struct write *w, const struct store_change_account *c)
{
    enum rc rc = put_secrets(w, c->account_id, STR(""), STR(""));
    return rc ? rc : write_id(w, SQL_ACCOUNT_CODES_REMOVE, c->account_id);
}

static enum rc confirm_totp(struct write *w, const struct store_change_account *c)
{
    const struct store_change_session typed = {
        .account_id = c->account_id, .code = c->code, .now_ms = c->now_ms};
    return write_use_code(w, &typed, true);
}

/* What is particular to the act; all of them but ADD are about an account that is there. */
static enum rc change(struct write *w, const struct store_change_account *c)
{
    enum rc rc = RC_OK;
    switch (c->act) {
    case STORE_ACCOUNT_ADD: return insert_account(w, c);
    case STORE_ACCOUNT_PASSWORD:
    case STORE_ACCOUNT_REHASH: return set_password(w, c);
    case STORE_ACCOUNT_ROLE:
        if (c->role != STORE_ROLE_ADMIN)
            rc = check_administrator_left(w, c->account_id);
        return rc ? rc : set_int(w, SQL_ACCOUNT_SET_ROLE, c->account_id, (int64_t)c->role);
    case STORE_ACCOUNT_DISABLE:
        rc = check_administrator_left(w, c->account_id);
        return rc ? rc : set_int(w, SQL_ACCOUNT_SET_DISABLED, c->account_id, c->now_ms);
    case STORE_ACCOUNT_ENABLE:
        return set_int(w, SQL_ACCOUNT_SET_DISABLED, c->account_id, CLOCK_NONE);
    case STORE_ACCOUNT_TOTP_START: return start_totp(w, c);
    case STORE_ACCOUNT_TOTP_ON: return confirm_totp(w, c);
    case STORE_ACCOUNT_TOTP_OFF: return end_totp(w, c);
    case STORE_ACCOUNT_RECOVERY: return set_codes(w, c);
    }
    return fail(w->e, RC_INVALID, "no such change of an account");
}

/* What follows: the entry of the audit, or STORE_AUDIT_COUNT for none; whether sessions end; whether the
 * account's row has another seal. */
static const struct {
    enum store_audit_act event;
    bool ends_sessions;
    bool seals;
} follows[] = {
    [STORE_ACCOUNT_ADD] = {STORE_AUDIT_ADDED, false, true},
    [STORE_ACCOUNT_PASSWORD] = {STORE_AUDIT_PASSWORD, true, true},
    [STORE_ACCOUNT_REHASH] = {STORE_AUDIT_COUNT, false, true},
    [STORE_ACCOUNT_ROLE] = {STORE_AUDIT_ROLE, true, true},
    [STORE_ACCOUNT_DISABLE] = {STORE_AUDIT_DISABLED, true, true},
    [STORE_ACCOUNT_ENABLE] = {STORE_AUDIT_ENABLED, false, true},
    [STORE_ACCOUNT_TOTP_START] = {STORE_AUDIT_COUNT, false, false},
    [STORE_ACCOUNT_TOTP_ON] = {STORE_AUDIT_TOTP_ON, true, true},
    [STORE_ACCOUNT_TOTP_OFF] = {STORE_AUDIT_TOTP_OFF, true, true},
    [STORE_ACCOUNT_RECOVERY] = {STORE_AUDIT_RECOVERY, false, false},
};

enum rc write_change_account(struct write *w, const struct store_change_account *c)
{
    struct str name = c->name;
    enum rc rc = RC_OK;
    if ((unsigned)c->role >= STORE_ROLE_COUNT || c->codes_n > STORE_CODES)
        return fail(w->e, RC_INVALID, "no such role, or too many codes");
    if (c->act != STORE_ACCOUNT_ADD)
        rc = read_name(w, c->account_id, &name);
    if (!rc) {
        w->result->id = c->account_id;
        rc = change(w, c);
    }
    if (!rc && follows[c->act].ends_sessions)
        rc = write_end_sessions(w, c->account_id, c->keep_session_id);
    w->result->changed = true;
    if (!rc && follows[c->act].seals)
        rc = write_seal_row(
            w, SEAL_ACCOUNT, w->result->id,
            (struct seal_event){c->act == STORE_ACCOUNT_ADD ? SEAL_PUBLISHED : SEAL_CHANGED,
                                c->now_ms});
    if (rc || follows[c->act].event == STORE_AUDIT_COUNT)
        return rc;
    return write_audit(
        w, &(struct store_note){
               .act = follows[c->act].event, .about = name, .by = c->by, .now_ms = c->now_ms});
}
