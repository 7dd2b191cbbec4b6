/* Authors' keys and signatures: the command's checks, and the entries they leave. */
#include "store/store_author.h"

#include "store/store_write_account.h"
#include "store/store_write_seal.h"

#include "base/vec.h"

/* ---- reading ---- */

enum rc store_author_keys(struct store_reader *r, struct arena *a, struct store_author_key **out,
                          size_t *out_n, struct err *e)
{
    struct vec keys = VEC(struct store_author_key, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_AUTHOR_KEYS, e);
    while (keys.n < STORE_AUTHOR_KEYS_MAX && stmt_next(&q)) {
        struct store_author_key *key = vec_push(&keys);
        if (!key)
            break;
        *key = (struct store_author_key){.id = row_int(&q, AUTHOR_KEYS_id),
                                         .account = row_text(&q, a, AUTHOR_KEYS_account),
                                         .public_key = row_text(&q, a, AUTHOR_KEYS_public_key),
                                         .added_ms = row_time(&q, AUTHOR_KEYS_added_ms),
                                         .revoked_ms = row_time(&q, AUTHOR_KEYS_revoked_ms)};
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = keys.p;
    *out_n = keys.n;
    return RC_OK;
}

/* ---- keys ---- */

/* What is on record of a key. */
struct known_key {
    int64_t id; /* 0: nothing */
    int64_t account_id;
    bool revoked;
    bool disabled; /* the account is */
};

static enum rc find_key(struct write *w, struct str key, struct known_key *out)
{
    struct stmt q;
    *out = (struct known_key){0};
    stmt_start(&q, w->db, SQL_AUTHOR_KEY_FIND, w->e);
    stmt_text(&q, key);
    if (stmt_next(&q))
        *out = (struct known_key){
            .id = row_int(&q, AUTHOR_KEY_FIND_id),
            .account_id = row_int(&q, AUTHOR_KEY_FIND_account_id),
            .revoked = row_time(&q, AUTHOR_KEY_FIND_revoked_ms) != CLOCK_NONE,
            .disabled = row_time(&q, AUTHOR_KEY_FIND_disabled_ms) != CLOCK_NONE,
        };
    return stmt_end(&q);
}

/* The key in force of an account; id 0: it has none. */
static enum rc find_current(struct write *w, int64_t account_id, int64_t *id)
{
    struct stmt q;
    *id = 0;
    stmt_start(&q, w->db, SQL_AUTHOR_KEY_OF, w->e);
    stmt_int(&q, account_id);
    return stmt_run_int(&q, id, NULL);
}

static enum rc note(struct write *w, const struct store_set_author_key *set, struct str name)
{
    return write_audit(w, &(struct store_note){.act = set->none ? STORE_AUDIT_AUTHOR_KEY_REVOKED
                                                                : STORE_AUDIT_AUTHOR_KEY,
                                               .about = name,
                                               .by = set->by,
                                               .now_ms = set->now_ms});
}

static enum rc revoke(struct write *w, int64_t id, int64_t now_ms)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_AUTHOR_KEY_REVOKE, w->e);
    stmt_int(&q, id);
    stmt_int(&q, now_ms);
    enum rc rc = stmt_run(&q);
    return rc ? rc
              : write_seal_row(w, SEAL_AUTHOR, id, (struct seal_event){SEAL_WITHDRAWN, now_ms});
}

static enum rc add_key(struct write *w, const struct store_set_author_key *set, struct str key)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_AUTHOR_KEY_INSERT, w->e);
    stmt_int(&q, set->account_id);
    stmt_text(&q, key);
    stmt_int(&q, set->now_ms);
    enum rc rc = stmt_run_int(&q, &w->result->id, NULL);
    return rc ? rc
              : write_seal_row(w, SEAL_AUTHOR, w->result->id,
                               (struct seal_event){SEAL_PUBLISHED, set->now_ms});
}

static enum rc find_account(struct write *w, int64_t id, struct str *name, bool *disabled)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_ACCOUNT_BY_ID, w->e);
    stmt_int(&q, id);
    bool found = stmt_next(&q);
    if (found) {
        *name = row_text(&q, w->arena, ACCOUNT_BY_ID_name);
        *disabled = row_time(&q, ACCOUNT_BY_ID_disabled_ms) != CLOCK_NONE;
    }
    enum rc rc = read_result(stmt_end(&q), w->arena, w->e);
    return rc || found ? rc : fail(w->e, RC_NOTFOUND, "no account %lld", (long long)id);
}

/* *same: the key is the account's already. */
static enum rc check_new_key(struct write *w, const struct store_set_author_key *set,
                             struct str key, bool *same)
{
    struct known_key known;
    enum rc rc = find_key(w, key, &known);
    if (rc)
        return rc;
    *same = known.id && known.account_id == set->account_id && !known.revoked;
    if (known.revoked)
        return fail(w->e, RC_CONFLICT, "this key was revoked, and is not taken again");
    if (known.id && !*same)
        return fail(w->e, RC_CONFLICT, "this key is another account's");
    return RC_OK;
}

enum rc write_set_author_key(struct write *w, const struct store_set_author_key *set)
{
    struct str name = STR("");
    struct str key = hash_hex(w->arena, set->key.bytes, sizeof set->key.bytes);
    bool disabled = false;
    bool same = false;
    int64_t current = 0;
    enum rc rc = find_account(w, set->account_id, &name, &disabled);
    if (!rc && !set->none && disabled)
        rc = fail(w->e, RC_DENIED, "the account \"%.*s\" is disabled", STR_ARG(name));
    if (!rc && !set->none)
        rc = check_new_key(w, set, key, &same);
    if (!rc)
        rc = find_current(w, set->account_id, &current);
    if (rc || same)
        return rc;
    if (set->none && !current)
        return fail(w->e, RC_NOTFOUND, "\"%.*s\" has no key", STR_ARG(name));
    if (current)
        rc = revoke(w, current, set->now_ms);
    w->result->changed = true;
    w->result->created = !set->none;
    if (!rc && !set->none)
        rc = add_key(w, set, key);
    return rc ? rc : note(w, set, name);
}

/* ---- signatures ---- */

static enum rc check_in_force(struct write *w, const struct author_mark *mark)
{
    struct known_key known;
    struct str key = hash_hex(w->arena, mark->key.bytes, sizeof mark->key.bytes);
    enum rc rc = find_key(w, key, &known);
    if (rc)
        return rc;
    if (!known.id)
        return fail(w->e, RC_DENIED, "no account has this key");
    if (known.revoked || known.disabled)
        return fail(w->e, RC_DENIED, "this key is no longer in force");
    return RC_OK;
}

enum rc write_sign_article(struct write *w, const struct store_sign_article *sign)
{
    struct seal last = {0};
    struct str name = author_mark_name(w->arena, &sign->mark);
    enum rc rc = check_in_force(w, &sign->mark);
    if (!rc)
        rc = write_seal_last(w, SEAL_ARTICLE, sign->article_id, &last);
    if (rc)
        return rc;
    w->result->id = sign->article_id;
    if (arena_failed(w->arena))
        return fail(w->e, RC_NOMEM, "out of memory");
    if (!author_mark_holds(&last, &sign->mark))
        return fail(w->e, RC_DENIED,
                    "the signature is not of what article %lld is now (it may have changed since)",
                    (long long)sign->article_id);
    if (str_eq(last.name, name))
        return RC_OK;
    w->result->changed = true;
    last.name = name;
    rc = write_seal_again(w, &last);
    if (!rc)
        rc = change_add(w, "article", sign->article_id);
    const struct store_note event = {
        .act = STORE_AUDIT_SIGNED,
        .about = str_format(w->arena, "article %lld", (long long)sign->article_id),
        .by = sign->by,
        .now_ms = sign->now_ms};
    return rc ? rc : write_audit(w, &event);
}
