/* Verifying the whole chain of seals against what the database holds. */
#include "article/author_mark.h"
#include "article/sealed_text.h"
#include "base/map.h"
#include "store/store_internal.h"
#include "store/store_write_seal.h"

#include <string.h>

enum {
    VERIFY_ARENA_BYTES = 16 << 20,
    VERIFY_ARENA_KEEP = 64 << 10,  /* names of one entry */
    AUTHORS_ARENA_BYTES = 8 << 20, /* STORE_AUTHOR_KEYS_MAX */
    LEVELS = 64,                   /* bits of an entry's number */
};

static const char *const words[] = {
#define X(name, text) [name] = (text),
    STORE_FINDING_TABLE(X)
#undef X
};

const char *store_finding_words(enum store_finding_kind kind)
{
    return (size_t)kind < COUNT_OF(words) ? words[kind] : "?";
}

/* One walk. level[i] is the hash of the last entry whose number has i zero bits at its end: what the
 * next ones skip to. */
struct verify {
    struct store_reader *r;
    const struct store_verify_ask *ask;
    struct store_verify_counts counts;
    struct arena arena;
    struct arena authors_arena;
    struct map authors; /* hash of an author's key → not NULL while it is in force */
    struct hash_content level[LEVELS];
    struct hash_content prev;
    int64_t prev_seq;
    bool gap;               /* since the last entry: skips across it cannot be looked at */
    int64_t whole_from;     /* entries from here on are without a gap */
    struct sign_public key; /* that entries are to be signed with */
    bool key_known;
    bool head_met;
    enum rc rc; /* the first failure of a question within the walk */
    struct err *e;
};

static void tell(struct verify *v, struct store_finding finding)
{
    v->counts.findings++;
    v->ask->tell(v->ask->ctx, &finding);
}

static void tell_entry(struct verify *v, enum store_finding_kind kind, const struct seal *s)
{
    bool marked = s->thing == SEAL_ARTICLE; /* its name is an author's mark */
    tell(v, (struct store_finding){.kind = kind,
                                   .thing = s->thing,
                                   .object_id = s->object_id,
                                   .name = marked ? STR("") : s->name,
                                   .revision = s->revision,
                                   .seq = s->seq});
}

/* ---- the chain ---- */

static size_t level_of(int64_t seq)
{
    return (size_t)__builtin_ctzll((unsigned long long)seq);
}

static void check_links(struct verify *v, const struct seal *s)
{
    static const struct hash_content none;
    if (s->seq != v->prev_seq + 1) {
        tell_entry(v, FINDING_ENTRY_GAP, s);
        v->whole_from = s->seq;
        return;
    }
    int64_t skip = seal_skip_seq(s->seq);
    const struct hash_content *prev = s->seq == 1 ? &none : &v->prev;
    const struct hash_content *skipped = skip ? &v->level[level_of(skip)] : &none;
    bool prev_checked = s->seq == 1 || s->seq > v->whole_from;
    bool skip_checked = skip == 0 || skip >= v->whole_from;
    if ((prev_checked && !seal_hash_eq(prev, &s->prev)) ||
        (skip_checked && !seal_hash_eq(skipped, &s->skip)))
        tell_entry(v, FINDING_ENTRY_LINK, s);
}

/* A key entry is signed with the key before it; the first, and one that replaces a lost key, with
 * its own. *next is the key it brings in. */
static bool brings_key(struct verify *v, const struct seal *s, struct sign_public *next)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, &v->r->db, SQL_SEAL_KEY_BY_NO, v->e);
    stmt_int(&q, s->object_id);
    if (stmt_next(&q)) {
        struct str bytes = row_bytes(&q, SEAL_KEY_BY_NO_public_key);
        found = bytes.n == sizeof next->bytes;
        if (found)
            memcpy(next->bytes, bytes.p, bytes.n);
    }
    v->rc = stmt_end(&q);
    if (v->rc || !found)
        return false;
    struct hash_content content =
        hash_content((struct str){(const char *)next->bytes, sizeof next->bytes});
    return seal_hash_eq(&content, &s->content);
}

static void check_key(struct verify *v, const struct seal *s)
{
    struct sign_public next = {{0}};
    bool brings = s->thing == SEAL_KEY && brings_key(v, s, &next);
    if (v->rc)
        return;
    bool own = brings && sign_public_eq(&next, &s->key);
    bool first = !v->key_known;
    v->key_known = true;
    if (first) {
        if (!own)
            tell_entry(v, FINDING_KEY, s);
    } else if (!sign_public_eq(&s->key, &v->key)) {
        bool vouched = v->ask->head && s->seq <= v->ask->head->seq; /* the kept head covers it */
        if (!own || !vouched)
            tell_entry(v, own ? FINDING_KEY : FINDING_ENTRY_SIGNATURE, s);
    } else if (s->thing == SEAL_KEY && !brings) {
        tell_entry(v, FINDING_KEY, s);
    }
    if (brings)
        v->key = next;
    else if (first)
        v->key = s->key;
    if (!seal_holds(s))
        tell_entry(v, FINDING_ENTRY_SIGNATURE, s);
}

static void check_head(struct verify *v, const struct seal *s, const struct hash_content *hash)
{
    if (!v->ask->head || s->seq != v->ask->head->seq)
        return;
    v->head_met = true;
    if (!seal_hash_eq(hash, &v->ask->head->hash))
        tell_entry(v, FINDING_REWRITTEN, s);
}

/* The text of the revision that an article's entry names. */
static void check_text(struct verify *v, const struct stmt *q, const struct seal *s)
{
    if (s->thing != SEAL_ARTICLE || s->revision == 0)
        return;
    if (row_int(q, SEALS_AFTER_has_body) == 0) {
        tell_entry(v, FINDING_REMOVED, s);
        return;
    }
    struct hash_content content = sealed_text_hash(row_bytes(q, SEALS_AFTER_body));
    v->counts.revisions++;
    if (!seal_hash_eq(&content, &s->content))
        tell_entry(v, FINDING_CHANGED, s);
}

static struct str bytes_of(const struct hash_content *h)
{
    return (struct str){(const char *)h->bytes, sizeof h->bytes};
}

/* An author's key comes into force, or is revoked: the last word counts. */
static void note_author(struct verify *v, const struct seal *s)
{
    static char in_force;
    struct str key = str_copy(&v->authors_arena, bytes_of(&s->content));
    bool counts = s->act == SEAL_PUBLISHED || s->act == SEAL_FOUND;
    map_set(&v->authors, key, counts ? &in_force : NULL);
    if (arena_failed(&v->authors_arena))
        v->rc = fail(v->e, RC_NOMEM, "out of memory");
}

/* The author's signature that an article's entry carries. */
static void check_author(struct verify *v, const struct seal *s)
{
    struct author_mark mark;
    void *in_force = NULL;
    v->counts.signed_by_authors++;
    if (!author_mark_read(s->name, &mark) || !author_mark_holds(s, &mark)) {
        tell_entry(v, FINDING_AUTHOR_SIGNATURE, s);
        return;
    }
    struct str key = hash_hex(&v->arena, mark.key.bytes, sizeof mark.key.bytes);
    struct hash_content content = hash_content(key);
    if (!map_get(&v->authors, bytes_of(&content), &in_force) || !in_force)
        tell_entry(v, FINDING_AUTHOR_KEY, s);
}

/* What the entry says, as far as this program knows of what it speaks. */
static void check_meaning(struct verify *v, const struct stmt *q, const struct seal *s)
{
    if (!seal_known(s)) {
        v->counts.unknown++;
        return;
    }
    check_text(v, q, s);
    if (s->thing == SEAL_AUTHOR)
        note_author(v, s);
    else if (s->thing == SEAL_ARTICLE && s->name.n)
        check_author(v, s);
}

static void check_entry(struct verify *v, const struct stmt *q)
{
    struct seal s = {0};
    bool whole = row_seal(q, 0, &v->arena, &s);
    v->counts.entries++;
    if (arena_failed(&v->arena)) {
        v->rc = fail(v->e, RC_NOMEM, "out of memory");
        return;
    }
    if (!whole) {
        s.seq = row_int(q, SEAL_seq);
        tell_entry(v, FINDING_ENTRY_DAMAGED, &s);
    }
    struct hash_content hash = seal_hash(&s);
    check_links(v, &s);
    if (whole) {
        check_key(v, &s);
        check_meaning(v, q, &s);
    }
    check_head(v, &s, &hash);
    v->prev = hash;
    v->prev_seq = s.seq;
    if (s.seq > 0)
        v->level[level_of(s.seq)] = hash;
    arena_clear(&v->arena, VERIFY_ARENA_KEEP);
}

static enum rc walk_chain(struct verify *v)
{
    struct stmt q;
    stmt_start(&q, &v->r->db, SQL_SEALS_AFTER, v->e);
    stmt_int(&q, INT64_MIN);
    while (v->rc == RC_OK && stmt_next(&q))
        check_entry(v, &q);
    enum rc rc = stmt_end(&q);
    rc = v->rc ? v->rc : rc;
    if (rc)
        return rc;
    if (v->ask->head && !v->head_met)
        tell(v, (struct store_finding){
                    .kind = FINDING_CUT, .name = STR(""), .seq = v->ask->head->seq});
    if (v->ask->key && !sign_public_eq(v->ask->key, &v->key))
        tell(v, (struct store_finding){.kind = FINDING_KEY_FILE, .name = STR("")});
    return RC_OK;
}

/* ---- what stands in the tables ---- */

static enum rc latest(struct verify *v, enum seal_thing thing, int64_t id, struct seal *out,
                      bool *found)
{
    struct stmt q;
    bool whole = true;
    stmt_start(&q, &v->r->db, SQL_SEAL_LATEST, v->e);
    stmt_int(&q, (int64_t)thing);
    stmt_int(&q, id);
    *found = stmt_next(&q);
    if (*found)
        whole = row_seal(&q, 0, &v->arena, out);
    *found = *found && whole; /* a damaged one was told on the walk */
    return stmt_end(&q);
}

static enum rc check_row(struct verify *v, enum seal_thing thing, const struct stmt *row)
{
    struct seal s = {0};
    struct hash_content content;
    struct hash_content state;
    bool found = false;
    const struct seal_object object = row_object(row, thing, &v->arena);
    row_sealed(row, seal_shape(thing), &content, &state);
    enum rc rc = latest(v, thing, object.id, &s, &found);
    if (rc == RC_OK && arena_failed(&v->arena))
        rc = fail(v->e, RC_NOMEM, "out of memory");
    if (rc)
        return rc;
    if (thing == SEAL_ARTICLE)
        v->counts.articles++;
    else
        v->counts.others++;
    struct store_finding f = {.kind = FINDING_INSERTED,
                              .thing = thing,
                              .object_id = object.id,
                              .name = object.name,
                              .seq = s.seq};
    if (!found || s.act == SEAL_REMOVED) {
        tell(v, f);
    } else if (!seal_hash_eq(&state, &s.state)) {
        f.kind = FINDING_CHANGED;
        tell(v, f);
    }
    arena_clear(&v->arena, VERIFY_ARENA_KEEP);
    return RC_OK;
}

static enum rc check_rows(struct verify *v, enum seal_thing thing)
{
    struct stmt q;
    enum rc rc = RC_OK;
    stmt_start(&q, &v->r->db, seal_shape(thing)->all, v->e);
    if (seal_shape(thing)->named)
        stmt_text(&q, STR(""));
    else
        stmt_int(&q, INT64_MIN);
    while (rc == RC_OK && stmt_next(&q))
        rc = check_row(v, thing, &q);
    enum rc end = stmt_end(&q);
    return rc ? rc : end;
}

static enum rc check_settings(struct verify *v)
{
    struct stmt q;
    enum rc rc = RC_OK;
    stmt_start(&q, &v->r->db, SQL_SEALED_SETTINGS, v->e);
    stmt_text(&q, STR(""));
    while (rc == RC_OK && stmt_next(&q)) {
        struct seal s = {0};
        bool found = false;
        struct str name = row_text(&q, &v->arena, SEALED_SETTINGS_name);
        struct hash_content content = hash_content(row_bytes(&q, SEALED_SETTINGS_value));
        rc = latest(v, SEAL_SETTING, seal_name_id(name), &s, &found);
        v->counts.others++;
        if (rc == RC_OK && arena_failed(&v->arena))
            rc = fail(v->e, RC_NOMEM, "out of memory");
        bool same = found && seal_hash_eq(&content, &s.content);
        if (rc == RC_OK && !same)
            tell(v, (struct store_finding){.kind = found ? FINDING_CHANGED : FINDING_INSERTED,
                                           .thing = SEAL_SETTING,
                                           .name = name,
                                           .seq = s.seq});
        arena_clear(&v->arena, VERIFY_ARENA_KEEP);
    }
    enum rc end = stmt_end(&q);
    return rc ? rc : end;
}

static enum rc check_unsealed(struct verify *v)
{
    struct stmt q;
    stmt_start(&q, &v->r->db, SQL_REVISIONS_UNSEALED, v->e);
    while (stmt_next(&q))
        tell(v, (struct store_finding){.kind = FINDING_INSERTED,
                                       .thing = SEAL_ARTICLE,
                                       .object_id = row_int(&q, REVISIONS_UNSEALED_article_id),
                                       .name = STR(""),
                                       .revision = row_int(&q, REVISIONS_UNSEALED_number)});
    return stmt_end(&q);
}

/* Rows that entries know and that are not there; articles and the rest. */
static enum rc check_missing(struct verify *v)
{
    struct stmt q;
    stmt_start(&q, &v->r->db, SQL_SEALED_MISSING, v->e);
    while (stmt_next(&q)) {
        struct str name = row_text(&q, &v->arena, SEALED_MISSING_name);
        tell(v, (struct store_finding){.kind = FINDING_REMOVED,
                                       .thing = (enum seal_thing)row_int(&q, SEALED_MISSING_thing),
                                       .object_id = row_int(&q, SEALED_MISSING_object_id),
                                       .name = name,
                                       .seq = row_int(&q, SEALED_MISSING_seq)});
        arena_clear(&v->arena, VERIFY_ARENA_KEEP);
    }
    return stmt_end(&q);
}

static enum rc verify(struct verify *v)
{
    enum rc rc = store_read_begin(v->r, v->e);
    if (rc)
        return rc;
    rc = walk_chain(v);
    for (int thing = 0; thing < SEAL_THING_COUNT && rc == RC_OK; thing++)
        if (seal_shape((enum seal_thing)thing)->columns_n)
            rc = check_rows(v, (enum seal_thing)thing);
    if (rc == RC_OK)
        rc = check_settings(v);
    if (rc == RC_OK)
        rc = check_unsealed(v);
    if (rc == RC_OK)
        rc = check_missing(v);
    store_read_end(v->r);
    return rc;
}

enum rc store_verify(struct store_reader *r, const struct store_verify_ask *ask,
                     struct store_verify_counts *out, struct err *e)
{
    struct verify v = {.r = r, .ask = ask, .e = e};
    arena_init(&v.arena, VERIFY_ARENA_BYTES);
    arena_init(&v.authors_arena, AUTHORS_ARENA_BYTES);
    map_init(&v.authors, &v.authors_arena);
    enum rc rc = verify(&v);
    if (rc == RC_OK && arena_failed(&v.arena))
        rc = fail(e, RC_NOMEM, "out of memory");
    arena_release(&v.arena);
    arena_release(&v.authors_arena);
    if (rc)
        return rc;
    *out = v.counts;
    return RC_OK;
}
