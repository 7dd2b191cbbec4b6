/* Reading the chain of seals: its head, an article's history, proofs, and whether one article is what
 * its last entry says. Everything at once: store_verify.c. */
#include "article/sealed_text.h"
#include "store/store_internal.h"
#include "store/store_write_seal.h"

#include "base/vec.h"

#include <string.h>

enum { VERIFY_ARENA_BYTES = 1 << 20 };

/* *found false: there is none. */
static enum rc read_one(struct stmt *q, struct arena *a, struct seal *out, bool *found,
                        struct err *e)
{
    struct seal s = {0};
    bool whole = true;
    *found = stmt_next(q);
    int64_t seq = *found ? row_int(q, SEAL_seq) : 0;
    if (*found)
        whole = row_seal(q, a, &s);
    enum rc rc = read_result(stmt_end(q), a, e);
    if (rc == RC_OK && !whole)
        rc = fail(e, RC_CORRUPT, "entry %lld of the chain of seals is damaged", (long long)seq);
    if (rc == RC_OK)
        *out = s;
    return rc;
}

enum rc store_seal_key(struct store_reader *r, struct sign_public *out, struct err *e)
{
    struct stmt q;
    struct sign_public key;
    stmt_start(&q, &r->db, SQL_SEAL_KEY_LAST, e);
    struct str bytes = stmt_next(&q) ? row_bytes(&q, SEAL_KEY_LAST_public_key) : STR("");
    bool found = bytes.n == sizeof key.bytes;
    if (found)
        memcpy(key.bytes, bytes.p, bytes.n);
    enum rc rc = stmt_end(&q);
    if (rc)
        return rc;
    if (!found)
        return fail(e, RC_NOTFOUND, "there is no key");
    *out = key;
    return RC_OK;
}

enum rc store_seal_head(struct store_reader *r, struct arena *a, struct seal *out, struct err *e)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, &r->db, SQL_SEAL_LAST, e);
    enum rc rc = read_one(&q, a, out, &found, e);
    return rc || found ? rc : fail(e, RC_NOTFOUND, "nothing was sealed yet");
}

enum rc store_sealed_file(struct store_reader *r, struct str name, struct hash_content *content,
                          int64_t *seq, struct err *e)
{
    struct arena a;
    struct stmt q;
    struct seal s = {0};
    bool found = false;
    arena_init(&a, VERIFY_ARENA_BYTES);
    stmt_start(&q, &r->db, SQL_SEAL_LATEST, e);
    stmt_int(&q, (int64_t)SEAL_FILE);
    stmt_int(&q, seal_name_id(name));
    enum rc rc = read_one(&q, &a, &s, &found, e);
    arena_release(&a);
    if (rc)
        return rc;
    if (!found)
        return fail(e, RC_NOTFOUND, "%.*s was not sealed yet", STR_ARG(name));
    *content = s.content;
    *seq = s.seq;
    return RC_OK;
}

enum rc store_article_seals(struct store_reader *r, struct arena *a, int64_t article_id,
                            struct seal **out, size_t *out_n, struct err *e)
{
    struct vec seals = VEC(struct seal, a);
    struct stmt q;
    bool whole = true;
    stmt_start(&q, &r->db, SQL_SEALS_OF, e);
    stmt_int(&q, (int64_t)SEAL_ARTICLE);
    stmt_int(&q, article_id);
    stmt_int(&q, (int64_t)STORE_SEALS_MAX);
    while (stmt_next(&q)) {
        struct seal *s = vec_push(&seals);
        if (!s)
            break;
        whole &= row_seal(&q, a, s);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc == RC_OK && !whole)
        rc = fail(e, RC_CORRUPT, "article %lld: an entry of its history is damaged",
                  (long long)article_id);
    if (rc)
        return rc;
    *out = seals.p;
    *out_n = seals.n;
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store_seal.h */
enum rc store_sealed_revision(struct store_reader *r, struct arena *a, const struct seal *s,
                              struct str *body, bool *holds, struct err *e)
{
    struct stmt q;
    struct str text = STR("");
    stmt_start(&q, &r->db, SQL_REVISION_BODY, e);
    stmt_int(&q, s->object_id);
    stmt_int(&q, s->revision);
    bool found = stmt_next(&q);
    if (found)
        text = sealed_text(a, row_text(&q, a, REVISION_BODY_body));
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    struct hash_content content = hash_content(text);
    *body = text;
    *holds = found && seal_hash_eq(&content, &s->content);
    return RC_OK;
}

static enum rc by_seq(struct store_reader *r, struct arena *a, int64_t seq, struct seal *out,
                      struct err *e)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, &r->db, SQL_SEAL_BY_SEQ, e);
    stmt_int(&q, seq);
    enum rc rc = read_one(&q, a, out, &found, e);
    return rc || found
               ? rc
               : fail(e, RC_NOTFOUND, "there is no entry %lld in the chain", (long long)seq);
}

/* The number of the entry after at on the way down to seq: the longest step that does not pass it. */
static int64_t step_down(int64_t at, int64_t seq)
{
    int64_t skip = seal_skip_seq(at);
    return skip >= seq ? skip : at - 1;
}

enum rc store_seal_path(struct store_reader *r, struct arena *a, struct store_seal_range range,
                        struct seal **out, size_t *out_n, struct err *e)
{
    int64_t seq = range.seq;
    struct vec path = VEC(struct seal, a);
    struct seal s;
    enum rc rc = range.head ? by_seq(r, a, range.head, &s, e) : store_seal_head(r, a, &s, e);
    if (rc == RC_OK && (seq < 1 || seq > s.seq))
        rc = fail(e, RC_NOTFOUND, "there is no entry %lld in the chain", (long long)seq);
    while (rc == RC_OK && path.n < STORE_SEAL_PATH_MAX) {
        struct seal *slot = vec_push(&path);
        if (!slot)
            return fail(e, RC_NOMEM, "out of memory");
        *slot = s;
        if (s.seq == seq) {
            *out = path.p;
            *out_n = path.n;
            return RC_OK;
        }
        rc = by_seq(r, a, step_down(s.seq, seq), &s, e);
    }
    return rc ? rc : fail(e, RC_LIMIT, "the proof is too long");
}

/* ---- one article ---- */

static bool key_known(const struct seal_keys *keys, const struct sign_public *key)
{
    for (size_t i = 0; i < keys->n; i++)
        if (sign_public_eq(&keys->keys[i], key))
            return true;
    return false;
}

/* A key that came in while this reader is open counts when one it knows has signed for it. */
static enum rc learn_keys(struct store_reader *r, const struct sign_public *key, bool *known,
                          struct err *e)
{
    bool whole = true;
    enum rc rc = RC_OK;
    *known = key_known(&r->keys, key);
    if (!*known)
        rc = seal_keys_read(&r->db, &r->keys, false, &whole, e);
    *known = *known || key_known(&r->keys, key);
    return rc;
}

static enum rc read_latest(struct store_reader *r, struct arena *a, int64_t id, struct seal *out,
                           struct err *e)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, &r->db, SQL_SEAL_LATEST, e);
    stmt_int(&q, (int64_t)SEAL_ARTICLE);
    stmt_int(&q, id);
    enum rc rc = read_one(&q, a, out, &found, e);
    if (rc == RC_CORRUPT)
        rc = fail(e, RC_DENIED, "article %lld: its entry is damaged", (long long)id);
    return rc || found ? rc : fail(e, RC_DENIED, "article %lld: no entry knows it", (long long)id);
}

static enum rc compare_article(struct store_reader *r, int64_t id, const struct seal *s,
                               struct err *e)
{
    struct hash_content content = {{0}};
    struct hash_content state = {{0}};
    struct stmt q;
    stmt_start(&q, &r->db, SQL_SEALED_ARTICLE, e);
    stmt_int(&q, id);
    bool found = stmt_next(&q);
    if (found)
        row_sealed(&q, seal_shape(SEAL_ARTICLE), &content, &state);
    enum rc rc = stmt_end(&q);
    if (rc)
        return rc;
    if (!found)
        return fail(e, RC_NOTFOUND, "no article %lld", (long long)id);
    bool same_text = seal_hash_eq(&content, &s->content);
    if (!same_text || !seal_hash_eq(&state, &s->state))
        return fail(e, RC_DENIED, "article %lld: %s is not what entry %lld says", (long long)id,
                    same_text ? "its row" : "its text", (long long)s->seq);
    return RC_OK;
}

enum rc store_article_verify(struct store_reader *r, int64_t article_id, struct err *e)
{
    struct arena a;
    struct seal s = {0};
    bool known = false;
    arena_init(&a, VERIFY_ARENA_BYTES);
    enum rc rc = read_latest(r, &a, article_id, &s, e);
    if (rc == RC_OK)
        rc = compare_article(r, article_id, &s, e);
    if (rc == RC_OK)
        rc = learn_keys(r, &s.key, &known, e);
    if (rc == RC_OK && (!known || !seal_holds(&s)))
        rc = fail(e, RC_DENIED, "article %lld: the signature of entry %lld does not hold",
                  (long long)article_id, (long long)s.seq);
    arena_release(&a);
    return rc;
}
