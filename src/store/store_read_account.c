/* Reading accounts, sessions and the audit. */
#include "store/store_internal.h"

#include "base/vec.h"

static struct store_account row_account(const struct stmt *q, struct arena *a)
{
    return (struct store_account){
        .id = row_int(q, ACCOUNTS_id),
        .name = row_text(q, a, ACCOUNTS_name),
        .role = (enum store_role)row_int(q, ACCOUNTS_role),
        .password = row_text(q, a, ACCOUNTS_password),
        .totp = row_bool(q, ACCOUNTS_totp),
        .codes = row_int(q, ACCOUNTS_codes),
        .created_ms = row_time(q, ACCOUNTS_created_ms),
        .disabled_ms = row_time(q, ACCOUNTS_disabled_ms),
        .seen_ms = row_time(q, ACCOUNTS_seen_ms),
    };
}

static bool role_known(const struct store_account *account)
{
    return (unsigned)account->role < STORE_ROLE_COUNT;
}

enum rc store_accounts(struct store_reader *r, struct arena *a, struct store_account **out,
                       size_t *out_n, struct err *e)
{
    struct vec accounts = VEC(struct store_account, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_ACCOUNTS, e);
    while (accounts.n < STORE_ACCOUNTS_MAX && stmt_next(&q)) {
        struct store_account *account = vec_push(&accounts);
        if (!account)
            break;
        *account = row_account(&q, a);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = accounts.p;
    *out_n = accounts.n;
    return RC_OK;
}

/* The one row of a statement that has been started. */
static enum rc read_account(struct stmt *q, struct arena *a, struct store_account *out,
                            struct err *e)
{
    struct store_account account = {0};
    if (stmt_next(q))
        account = row_account(q, a);
    enum rc rc = read_result(stmt_end(q), a, e);
    if (rc)
        return rc;
    if (account.id == 0)
        return fail(e, RC_NOTFOUND, "there is no such account");
    if (!role_known(&account))
        return fail(e, RC_CORRUPT, "account %lld has no role that is known", (long long)account.id);
    *out = account;
    return RC_OK;
}

enum rc store_account_by_name(struct store_reader *r, struct arena *a, struct str name,
                              struct store_account *out, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_ACCOUNT_BY_NAME, e);
    stmt_text(&q, name);
    return read_account(&q, a, out, e);
}

enum rc store_account_by_id(struct store_reader *r, struct arena *a, int64_t id,
                            struct store_account *out, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_ACCOUNT_BY_ID, e);
    stmt_int(&q, id);
    return read_account(&q, a, out, e);
}

static struct store_session row_session(const struct stmt *q, struct arena *a)
{
    return (struct store_session){
        .id = row_int(q, SESSIONS_session_id),
        .account_id = row_int(q, SESSIONS_account_id),
        .account_name = row_text(q, a, SESSIONS_account_name),
        .confirmed = row_bool(q, SESSIONS_confirmed),
        .created_ms = row_time(q, SESSIONS_started_ms),
        .seen_ms = row_time(q, SESSIONS_active_ms),
        .agent = row_text(q, a, SESSIONS_agent),
        .network = row_text(q, a, SESSIONS_network),
    };
}

enum rc store_session_by_mark(struct store_reader *r, struct arena *a,
                              const struct hash_content *mark, struct store_session *out,
                              struct err *e)
{
    struct stmt q;
    struct store_session session = {0};
    stmt_start(&q, &r->db, SQL_SESSION_BY_MARK, e);
    stmt_hash(&q, mark);
    if (stmt_next(&q))
        session = row_session(&q, a);
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    if (session.id == 0)
        return fail(e, RC_NOTFOUND, "there is no such session");
    *out = session;
    return RC_OK;
}

enum rc store_sessions(struct store_reader *r, struct arena *a, int64_t account_id,
                       struct store_session **out, size_t *out_n, struct err *e)
{
    struct vec sessions = VEC(struct store_session, a);
    struct stmt q;
    stmt_start(&q, &r->db, account_id ? SQL_SESSIONS_OF : SQL_SESSIONS, e);
    if (account_id)
        stmt_int(&q, account_id);
    stmt_int(&q, (int64_t)STORE_SESSIONS_MAX * (account_id ? 1 : STORE_ACCOUNTS_MAX));
    while (stmt_next(&q)) {
        struct store_session *session = vec_push(&sessions);
        if (!session)
            break;
        *session = row_session(&q, a);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = sessions.p;
    *out_n = sessions.n;
    return RC_OK;
}

enum rc store_audit(struct store_reader *r, struct arena *a, int64_t limit,
                    struct store_audit_entry **out, size_t *out_n, struct err *e)
{
    struct vec events = VEC(struct store_audit_entry, a);
    struct stmt q;
    if (limit < 1 || limit > STORE_AUDIT_MAX)
        return fail(e, RC_INVALID, "the audit is read 1 to %d entries at once", STORE_AUDIT_MAX);
    stmt_start(&q, &r->db, SQL_AUDIT, e);
    stmt_int(&q, INT64_MAX);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_audit_entry *event = vec_push(&events);
        if (!event)
            break;
        *event = (struct store_audit_entry){
            .id = row_int(&q, AUDIT_id),
            .at_ms = row_time(&q, AUDIT_at_ms),
            .who = row_text(&q, a, AUDIT_who),
            .act = (enum store_audit_act)row_int(&q, AUDIT_act),
            .about = row_text(&q, a, AUDIT_about),
            .network = row_text(&q, a, AUDIT_network),
        };
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = events.p;
    *out_n = events.n;
    return RC_OK;
}

enum rc store_network_known(struct store_reader *r, struct store_by by, int64_t since_ms, bool *out,
                            struct err *e)
{
    struct stmt q;
    int64_t at_ms = 0;
    bool found = false;
    stmt_start(&q, &r->db, SQL_AUDIT_OF_NETWORK, e);
    stmt_text(&q, by.who);
    stmt_text(&q, by.network);
    stmt_int(&q, STORE_AUDIT_SIGNED_IN);
    stmt_int(&q, since_ms);
    enum rc rc = stmt_run_int(&q, &at_ms, &found);
    if (!rc)
        *out = found;
    return rc;
}

bool store_account_name_valid(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool letter = c >= 'a' && c <= 'z';
        bool other = byte_is_digit(c) || c == '.' || c == '-' || c == '_';
        if (!letter && (i == 0 || !other))
            return false;
    }
    return name.n >= 2 && name.n <= STORE_ACCOUNT_NAME_MAX_BYTES;
}
