/* Reading the chain of seals: its head, an article's history, proofs, and whether one article is what
 * its last entry says. Everything at once: store_verify.c. */
#include "article/author_mark.h"
#include "article/sealed_text.h"
#include "store/store_internal.h"
#include "store/store_write_seal.h"

#include "base/vec.h"

#include <stdio.h>
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
        whole = row_seal(q, 0, a, &s);
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
        whole &= row_seal(&q, 0, a, s);
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

/* ---- one row ---- */

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

/* "article 42", "redirect tin.example /bai.html" */
static enum rc fail_object(struct seal_object o, const char *words, int64_t seq, struct err *e)
{
    struct str thing = seal_thing_word(o.thing);
    char number[24] = "";
    if (seq)
        (void)snprintf(number, sizeof number, " %lld", (long long)seq);
    if (o.name.n)
        return fail(e, RC_DENIED, "%.*s %.*s: %s%s", STR_ARG(thing), STR_ARG(o.name), words,
                    number);
    return fail(e, RC_DENIED, "%.*s %lld: %s%s", STR_ARG(thing), (long long)o.id, words, number);
}

/* Whether an entry is signed with a key of the site. The hash of one that was found good is remembered: it is
 * of all that the signature is of. */
static enum rc check_signature(struct store_reader *r, struct seal_object o, const struct seal *s,
                               struct err *e)
{
    struct hash_content hash = seal_hash(s);
    bool known = false;
    if (signed_entries_has(r->signed_entries, &hash))
        return RC_OK;
    enum rc rc = learn_keys(r, &s->key, &known, e);
    if (rc == RC_OK && (!known || !seal_holds(s)))
        rc = fail_object(o, "the signature does not hold of its entry", s->seq, e);
    if (rc == RC_OK)
        signed_entries_add(r->signed_entries, &hash);
    return rc;
}

static enum rc read_latest(struct store_reader *r, struct arena *a, struct seal_object o,
                           struct seal *out, struct err *e)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, &r->db, SQL_SEAL_LATEST, e);
    stmt_int(&q, (int64_t)o.thing);
    stmt_int(&q, o.id);
    enum rc rc = read_one(&q, a, out, &found, e);
    if (rc == RC_CORRUPT)
        rc = fail_object(o, "its entry is damaged", 0, e);
    return rc || found ? rc : fail_object(o, "no entry knows it", 0, e);
}

static enum rc compare_row(struct store_reader *r, struct seal_object o, const struct seal *s,
                           struct err *e)
{
    const struct seal_shape *shape = seal_shape(o.thing);
    struct hash_content content = {{0}};
    struct hash_content state = {{0}};
    struct stmt q;
    stmt_start(&q, &r->db, shape->one, e);
    if (shape->named)
        stmt_text(&q, o.name);
    else
        stmt_int(&q, o.id);
    bool found = stmt_next(&q);
    if (found)
        row_sealed(&q, shape, &content, &state);
    enum rc rc = stmt_end(&q);
    if (rc)
        return rc;
    if (!found)
        return fail(e, RC_NOTFOUND, "no %.*s %lld", STR_ARG(seal_thing_word(o.thing)),
                    (long long)o.id);
    bool same_text = shape->content < 0 || seal_hash_eq(&content, &s->content);
    if (!same_text || s->act == SEAL_REMOVED || !seal_hash_eq(&state, &s->state))
        return fail_object(o,
                           same_text ? "its row is not what its entry says:"
                                     : "its text is not what its entry says:",
                           s->seq, e);
    return RC_OK;
}

/* Whether the key is on record, and was in force when entry seq came. */
static enum rc check_author_key(struct store_reader *r, struct arena *a, struct str key,
                                int64_t seq, struct err *e)
{
    struct seal_object o = {SEAL_AUTHOR, 0, STR("")};
    struct seal s = {0};
    struct stmt q;
    stmt_start(&q, &r->db, SQL_AUTHOR_KEY_FIND, e);
    stmt_text(&q, key);
    enum rc rc = stmt_run_int(&q, &o.id, NULL);
    if (rc == RC_OK)
        rc = read_latest(r, a, o, &s, e);
    if (rc == RC_OK)
        rc = compare_row(r, o, &s, e);
    if (rc == RC_OK)
        rc = check_signature(r, o, &s, e);
    if (rc == RC_OK && s.act == SEAL_WITHDRAWN && s.seq < seq)
        rc = fail_object(o, "was revoked before it signed entry", seq, e);
    return rc;
}

/* The author's signature on an article's entry, if there is one. */
static enum rc check_author(struct store_reader *r, struct arena *a, struct seal_object o,
                            const struct seal *s, struct err *e)
{
    struct author_mark mark;
    if (o.thing != SEAL_ARTICLE || s->name.n == 0)
        return RC_OK;
    if (!author_mark_read(s->name, &mark) || !author_mark_holds(s, &mark))
        return fail_object(o, "its author's signature does not hold of entry", s->seq, e);
    return check_author_key(r, a, hash_hex(a, mark.key.bytes, sizeof mark.key.bytes), s->seq, e);
}

static enum rc verify_row(struct store_reader *r, struct seal_object o, struct err *e)
{
    struct arena a;
    struct seal s = {0};
    arena_init(&a, VERIFY_ARENA_BYTES);
    if (seal_shape(o.thing)->named)
        o.id = seal_name_id(o.name);
    enum rc rc = read_latest(r, &a, o, &s, e);
    if (rc == RC_OK)
        rc = compare_row(r, o, &s, e);
    if (rc == RC_OK)
        rc = check_signature(r, o, &s, e);
    if (rc == RC_OK)
        rc = check_author(r, &a, o, &s, e);
    arena_release(&a);
    return rc;
}

enum rc store_author_entry(struct store_reader *r, struct arena *a, int64_t article_id,
                           struct seal *out, struct err *e)
{
    const struct seal_object o = {SEAL_ARTICLE, article_id, STR("")};
    struct seal s = {0};
    enum rc rc = store_article_verify(r, article_id, e);
    if (rc == RC_OK)
        rc = read_latest(r, a, o, &s, e);
    if (rc == RC_OK)
        *out = s;
    return rc;
}

enum rc store_article_verify(struct store_reader *r, int64_t article_id, struct err *e)
{
    return verify_row(r, (struct seal_object){SEAL_ARTICLE, article_id, STR("")}, e);
}

enum rc store_row_verify(struct store_reader *r, enum seal_thing thing, int64_t id, struct err *e)
{
    return verify_row(r, (struct seal_object){thing, id, STR("")}, e);
}

enum rc store_named_row_verify(struct store_reader *r, enum seal_thing thing, struct str name,
                               struct err *e)
{
    return verify_row(r, (struct seal_object){thing, 0, name}, e);
}

enum rc read_setting_sealed(struct store_reader *r, struct str name, const struct str *value,
                            struct err *e)
{
    const struct seal_object o = {SEAL_SETTING, seal_name_id(name), name};
    struct arena a;
    struct stmt q;
    struct seal s = {0};
    bool found = false;
    arena_init(&a, VERIFY_ARENA_BYTES);
    stmt_start(&q, &r->db, SQL_SEAL_LATEST, e);
    stmt_int(&q, (int64_t)o.thing);
    stmt_int(&q, o.id);
    enum rc rc = read_one(&q, &a, &s, &found, e);
    bool there = found && s.act != SEAL_REMOVED;
    struct hash_content content = hash_content(value ? *value : STR(""));
    if (rc == RC_OK && (there != (value != NULL) || (there && !seal_hash_eq(&content, &s.content))))
        rc = fail_object(o, "is not what was sealed, entry", s.seq, e);
    if (rc == RC_OK && there)
        rc = check_signature(r, o, &s, e);
    arena_release(&a);
    return rc;
}

/* ---- sections of articles ---- */

/* The name and slug that readers see of a section. */
static struct hash_content section_words(const struct stmt *q, int name, int slug)
{
    struct seal_row row;
    seal_row_begin(&row);
    seal_row_add(&row, row_bytes(q, name));
    seal_row_add(&row, row_bytes(q, slug));
    return seal_row_end(&row);
}

/* The words of a section whose row is what its last entry says. */
static enum rc read_section(struct store_reader *r, int64_t id, struct hash_content *out,
                            struct err *e)
{
    const struct seal_object o = {SEAL_SECTION, id, STR("")};
    const struct seal_shape *shape = seal_shape(o.thing);
    struct hash_content words = {{0}};
    struct hash_content state = {{0}};
    struct hash_content content;
    struct arena a;
    struct seal s = {0};
    struct stmt q;
    arena_init(&a, VERIFY_ARENA_BYTES);
    stmt_start(&q, &r->db, shape->one, e);
    stmt_int(&q, id);
    if (stmt_next(&q)) {
        words = section_words(&q, SEALED_SECTION_name, SEALED_SECTION_slug);
        row_sealed(&q, shape, &content, &state);
    }
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK)
        rc = read_latest(r, &a, o, &s, e);
    if (rc == RC_OK && (s.act == SEAL_REMOVED || !seal_hash_eq(&state, &s.state)))
        rc = fail_object(o, "its row is not what its entry says:", s.seq, e);
    if (rc == RC_OK)
        rc = check_signature(r, o, &s, e);
    if (rc == RC_OK)
        *out = words;
    arena_release(&a);
    return rc;
}

/* A card and a page name their article's section, and so does its address. The words of sections that were
 * looked at are remembered: a site has tens of them, and a list thirty articles. */
static enum rc check_section(struct store_reader *r, const struct stmt *q, struct err *e)
{
    int64_t id = row_int(q, CARD_row_section_id);
    struct sealed_section *place = &r->sections[(uint64_t)id % STORE_SECTIONS_KNOWN];
    struct hash_content words = section_words(q, CARD_section_name, CARD_section_slug);
    struct hash_content sealed;
    if (place->id == id && seal_hash_eq(&place->words, &words))
        return RC_OK;
    enum rc rc = read_section(r, id, &sealed, e);
    if (rc == RC_OK && !seal_hash_eq(&sealed, &words))
        rc = fail_object((struct seal_object){SEAL_SECTION, id, STR("")}, "has another name now", 0,
                         e);
    if (rc == RC_OK)
        *place = (struct sealed_section){id, sealed};
    return rc;
}

/* ---- rows that come with their entry ---- */

/* What a row says of an object whose last entry stands in its columns from first on; a hash that the row
 * does not have is NULL. */
struct row_claim {
    enum seal_thing thing;
    int64_t id;
    int first;
    const struct hash_content *state;
    const struct hash_content *content;
};

static enum rc check_claim(struct store_reader *r, const struct stmt *q, struct row_claim claim,
                           struct err *e)
{
    const struct seal_object o = {claim.thing, claim.id, STR("")};
    struct arena a;
    struct seal s = {0};
    arena_init(&a, VERIFY_ARENA_BYTES);
    bool whole = row_seal(q, claim.first, &a, &s);
    enum rc rc = RC_OK;
    if (!whole || s.thing != o.thing || s.object_id != o.id || s.act == SEAL_REMOVED)
        rc = fail_object(o, "no whole entry knows it", 0, e);
    else if (claim.state && !seal_hash_eq(claim.state, &s.state))
        rc = fail_object(o, "its row is not what its entry says:", s.seq, e);
    else if (claim.content && !seal_hash_eq(claim.content, &s.content))
        rc = fail_object(o, "its text is not what its entry says:", s.seq, e);
    else
        rc = check_signature(r, o, &s, e);
    if (rc == RC_OK && claim.state && claim.content) /* an article's own page */
        rc = check_author(r, &a, o, &s, e);
    arena_release(&a);
    return rc;
}

enum rc row_card_verify(struct store_reader *r, const struct stmt *q, struct err *e)
{
    _Static_assert(CARD_seal_public_key - CARD_seal_seq == SEAL_public_key - SEAL_seq,
                   "an entry's columns in their order");
    struct hash_content state = row_card_state(q);
    enum rc rc = check_claim(r, q,
                             (struct row_claim){.thing = SEAL_ARTICLE,
                                                .id = row_int(q, CARD_id),
                                                .first = CARD_seal_seq,
                                                .state = &state},
                             e);
    return rc ? rc : check_section(r, q, e);
}

enum rc row_article_verify(struct store_reader *r, const struct stmt *q, struct err *e)
{
    struct hash_content state = row_card_state(q);
    struct hash_content content = sealed_text_hash(row_bytes(q, ARTICLE_BY_ID_body));
    enum rc rc = check_claim(r, q,
                             (struct row_claim){.thing = SEAL_ARTICLE,
                                                .id = row_int(q, CARD_id),
                                                .first = CARD_seal_seq,
                                                .state = &state,
                                                .content = &content},
                             e);
    return rc ? rc : check_section(r, q, e);
}

enum rc row_body_verify(struct store_reader *r, const struct stmt *q, struct err *e)
{
    _Static_assert(SEARCH_BODIES_seal_public_key - SEARCH_BODIES_seal_seq ==
                       SEAL_public_key - SEAL_seq,
                   "an entry's columns in their order");
    struct hash_content content = sealed_text_hash(row_bytes(q, SEARCH_BODIES_body));
    return check_claim(r, q,
                       (struct row_claim){.thing = SEAL_ARTICLE,
                                          .id = row_int(q, SEARCH_BODIES_id),
                                          .first = SEARCH_BODIES_seal_seq,
                                          .content = &content},
                       e);
}

enum rc row_label_verify(struct store_reader *r, const struct stmt *q, struct label_place place,
                         struct err *e)
{
    const int columns[] = {place.first, place.first + 1, place.first + 2, place.first + 3};
    _Static_assert(COUNT_OF(columns) == SEALED_LABEL_COLUMNS, "those of sealed_label");
    struct hash_content state = row_columns_state(q, columns, COUNT_OF(columns));
    return check_claim(r, q,
                       (struct row_claim){.thing = SEAL_LABEL,
                                          .id = row_int(q, place.first),
                                          .first = place.entry,
                                          .state = &state},
                       e);
}

/* The hash of the columns of a row of COMMENTS_SHOWN_* that are sealed. */
static struct hash_content comment_state(const struct stmt *q)
{
    static const int COLUMNS[] = {COMMENTS_SHOWN_id,        COMMENTS_SHOWN_article_id,
                                  COMMENTS_SHOWN_parent_id, COMMENTS_SHOWN_name,
                                  COMMENTS_SHOWN_text,      COMMENTS_SHOWN_created_ms};
    _Static_assert(COUNT_OF(COLUMNS) == SEALED_COMMENT_COLUMNS, "those of sealed_comment");
    return row_columns_state(q, COLUMNS, COUNT_OF(COLUMNS));
}

enum rc row_comment_verify(struct store_reader *r, const struct stmt *q, struct err *e)
{
    _Static_assert(COMMENTS_SHOWN_seal_public_key - COMMENTS_SHOWN_seal_seq ==
                       SEAL_public_key - SEAL_seq,
                   "an entry's columns in their order");
    struct hash_content state = comment_state(q);
    return check_claim(r, q,
                       (struct row_claim){.thing = SEAL_COMMENT,
                                          .id = row_int(q, COMMENTS_SHOWN_id),
                                          .first = COMMENTS_SHOWN_seal_seq,
                                          .state = &state},
                       e);
}
