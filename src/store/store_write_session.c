/* Sessions of the desk: they begin, are confirmed, seen and ended. */
#include "store/store_write_account.h"

#include <string.h>

enum rc write_end_sessions(struct write *w, int64_t account_id, int64_t keep_id)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SESSIONS_REMOVE, w->e);
    stmt_int(&q, account_id);
    stmt_int(&q, keep_id);
    return stmt_run(&q);
}

/* Those whose time is over, and those over the limit. */
static enum rc prune(struct write *w, const struct store_change_session *c)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SESSIONS_REMOVE_OLD, w->e);
    stmt_int(&q, c->account_id);
    stmt_int(&q, c->now_ms - STORE_SESSION_LIFE_MS);
    enum rc rc = stmt_run(&q);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_SESSIONS_REMOVE_MANY, w->e);
    stmt_int(&q, c->account_id);
    stmt_int(&q, STORE_SESSIONS_MAX);
    return stmt_run(&q);
}

static enum rc note(struct write *w, const struct store_change_session *c, enum store_audit_act act,
                    struct str about)
{
    return write_audit(
        w, &(struct store_note){.act = act, .about = about, .by = c->by, .now_ms = c->now_ms});
}

static enum rc begin(struct write *w, const struct store_change_session *c)
{
    struct stmt q;
    bool made = false;
    if (c->agent.n > STORE_AGENT_MAX_BYTES)
        return fail(w->e, RC_LIMIT, "the name of a browser is longer than %d bytes",
                    STORE_AGENT_MAX_BYTES);
    stmt_start(&q, w->db, SQL_SESSION_INSERT, w->e);
    stmt_int(&q, c->account_id);
    stmt_hash(&q, &c->mark);
    stmt_text(&q, c->password);
    stmt_bool(&q, c->confirmed);
    stmt_int(&q, c->now_ms);
    stmt_text(&q, c->agent);
    stmt_text(&q, c->by.network);
    enum rc rc = stmt_run_int(&q, &w->result->id, &made);
    if (rc)
        return rc;
    if (!made)
        return fail(w->e, RC_DENIED, "the account was changed meanwhile");
    w->result->created = true;
    rc = prune(w, c);
    return rc ? rc
              : note(w, c, c->confirmed ? STORE_AUDIT_SIGNED_IN : STORE_AUDIT_CODE_ASKED, STR(""));
}

/* A session whose code is still missing, and whose it is. */
static enum rc find_waiting(struct write *w, const struct store_change_session *c,
                            int64_t *account_id)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, w->db, SQL_SESSION_BY_ID, w->e);
    stmt_int(&q, c->id);
    if (stmt_next(&q) && !row_bool(&q, SESSION_BY_ID_confirmed)) {
        found = true;
        *account_id = row_int(&q, SESSION_BY_ID_account_id);
    }
    enum rc rc = stmt_end(&q);
    return rc || found ? rc : fail(w->e, RC_NOTFOUND, "no session waits for a code");
}

static enum rc use_recovery(struct write *w, const struct store_change_session *c)
{
    struct stmt q;
    int64_t id = 0;
    bool found = false;
    stmt_start(&q, w->db, SQL_ACCOUNT_CODE_REMOVE, w->e);
    stmt_int(&q, c->account_id);
    stmt_hash(&q, &c->recovery);
    enum rc rc = stmt_run_int(&q, &id, &found);
    if (rc)
        return rc;
    if (!found)
        return fail(w->e, RC_DENIED, "the recovery code is wrong, or was used");
    return note(w, c, STORE_AUDIT_RECOVERY_USED, STR(""));
}

static enum rc confirm(struct write *w, const struct store_change_session *c)
{
    struct stmt q;
    struct store_change_session own = *c;
    enum rc rc = find_waiting(w, c, &own.account_id);
    if (rc)
        return rc;
    rc = c->act == STORE_SESSION_RECOVER ? use_recovery(w, &own) : write_use_code(w, &own, false);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_SESSION_CONFIRM, w->e);
    stmt_int(&q, c->id);
    stmt_hash(&q, &c->mark);
    stmt_int(&q, c->now_ms);
    rc = stmt_run(&q);
    w->result->id = c->id;
    return rc ? rc : note(w, c, STORE_AUDIT_SIGNED_IN, STR(""));
}

static enum rc seen(struct write *w, const struct store_change_session *c)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SESSION_SEEN, w->e);
    stmt_int(&q, c->id);
    stmt_int(&q, c->now_ms);
    stmt_text(&q, c->by.network);
    return stmt_run(&q);
}

static enum rc end(struct write *w, const struct store_change_session *c)
{
    struct stmt q;
    bool found = false;
    bool out = c->act == STORE_SESSION_SIGN_OUT;
    stmt_start(&q, w->db, SQL_SESSION_REMOVE, w->e);
    stmt_int(&q, c->id);
    stmt_int(&q, c->account_id);
    enum rc rc = stmt_run_int(&q, &w->result->id, &found);
    if (rc)
        return rc;
    if (!found)
        return fail(w->e, RC_NOTFOUND, "there is no such session");
    return note(w, c, out ? STORE_AUDIT_SIGNED_OUT : STORE_AUDIT_SESSION_ENDED,
                out ? STR("") : str_format(w->arena, "session %lld", (long long)c->id));
}

static enum rc end_all(struct write *w, const struct store_change_session *c)
{
    enum rc rc = write_end_sessions(w, c->account_id, c->id);
    return rc ? rc : note(w, c, STORE_AUDIT_SESSIONS_ENDED, STR(""));
}

enum rc write_change_session(struct write *w, const struct store_change_session *c)
{
    w->result->changed = true;
    switch (c->act) {
    case STORE_SESSION_BEGIN: return begin(w, c);
    case STORE_SESSION_CONFIRM:
    case STORE_SESSION_RECOVER: return confirm(w, c);
    case STORE_SESSION_SEEN: return seen(w, c);
    case STORE_SESSION_SIGN_OUT:
    case STORE_SESSION_END: return end(w, c);
    case STORE_SESSION_END_ALL: return end_all(w, c);
    }
    return fail(w->e, RC_INVALID, "no such change of a session");
}
