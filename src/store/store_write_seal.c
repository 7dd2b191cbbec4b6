/* Writing the chain of seals: one entry for every change, in the change's own transaction. */
#include "store/store_write_seal.h"

#include "article/sealed_text.h"
#include "store/store_internal.h"
#include "store/store_write_account.h"

#include <string.h>

enum {
    SEAL_ARENA_BYTES = 4 << 20,       /* names of settings, one entry at a time */
    SEAL_ARENA_KEEP_BYTES = 64 << 10, /* the names of one entry */
};

static const struct seal_shape shapes[SEAL_THING_COUNT] = {
    [SEAL_ARTICLE] = {SQL_SEALED_ARTICLE, SQL_SEALED_ARTICLES, SEALED_ARTICLE_content,
                      SEALED_ARTICLE_content, false},
    [SEAL_CREATIVE] = {SQL_SEALED_CREATIVE, SQL_SEALED_CREATIVES, SEALED_CREATIVE_COLUMNS, -1,
                       false},
    [SEAL_SECTION] = {SQL_SEALED_SECTION, SQL_SEALED_SECTIONS, SEALED_SECTION_COLUMNS, -1, false},
    [SEAL_ACCOUNT] = {SQL_SEALED_ACCOUNT, SQL_SEALED_ACCOUNTS, SEALED_ACCOUNT_COLUMNS, -1, false},
    [SEAL_SOURCE] = {SQL_SEALED_SOURCE, SQL_SEALED_SOURCES, SEALED_SOURCE_COLUMNS, -1, false},
    [SEAL_DOMAIN] = {SQL_SEALED_DOMAIN, SQL_SEALED_DOMAINS, SEALED_DOMAIN_COLUMNS, -1, false},
    [SEAL_LABEL] = {SQL_SEALED_LABEL, SQL_SEALED_LABELS, SEALED_LABEL_COLUMNS, -1, false},
    [SEAL_REDIRECT] = {SQL_SEALED_REDIRECT, SQL_SEALED_REDIRECTS, SEALED_REDIRECT_COLUMNS, -1,
                       true},
    [SEAL_MEDIUM] = {SQL_SEALED_MEDIUM, SQL_SEALED_MEDIA, SEALED_MEDIUM_COLUMNS, -1, true},
    [SEAL_AUTHOR] = {SQL_SEALED_AUTHOR, SQL_SEALED_AUTHORS, SEALED_AUTHOR_content,
                     SEALED_AUTHOR_content, false},
    [SEAL_COMMENT] = {SQL_SEALED_COMMENT, SQL_SEALED_COMMENTS, SEALED_COMMENT_COLUMNS, -1, false},
    [SEAL_HELD] = {SQL_SEALED_HELD, SQL_SEALED_HELD_ALL, SEALED_HELD_COLUMNS, -1, false},
};

const struct seal_shape *seal_shape(enum seal_thing thing)
{
    return &shapes[thing];
}

/* ---- rows ---- */

static void add_column(struct seal_row *row, const struct stmt *q, int column)
{
    if (q->db->engine->ops->column_null(q->db->engine, q->stmt, column))
        seal_row_add_absent(row);
    else
        seal_row_add(row, row_bytes(q, column));
}

void row_sealed(const struct stmt *q, const struct seal_shape *shape, struct hash_content *content,
                struct hash_content *state)
{
    struct seal_row row;
    seal_row_begin(&row);
    for (int i = 0; i < shape->columns_n; i++)
        add_column(&row, q, i);
    *state = seal_row_end(&row);
    *content = (struct hash_content){{0}};
    if (shape->content >= 0)
        *content = sealed_text_hash(row_bytes(q, shape->content));
}

static bool row_exact(const struct stmt *q, int column, void *out, size_t n)
{
    struct str bytes = row_bytes(q, column);
    if (bytes.n != n)
        return false;
    memcpy(out, bytes.p, n);
    return true;
}

struct seal_object row_object(const struct stmt *q, enum seal_thing thing, struct arena *a)
{
    if (!shapes[thing].named)
        return (struct seal_object){thing, row_int(q, 0), STR("")};
    struct str name = row_text(q, a, 0);
    return (struct seal_object){thing, seal_name_id(name), name};
}

struct hash_content row_columns_state(const struct stmt *q, const int *columns, size_t n)
{
    struct seal_row row;
    seal_row_begin(&row);
    for (size_t i = 0; i < n; i++)
        add_column(&row, q, columns[i]);
    return seal_row_end(&row);
}

struct hash_content row_card_state(const struct stmt *q)
{
    static const int COLUMNS[] = {
        CARD_id,           CARD_row_revision, CARD_row_section_id, CARD_slug,
        CARD_title,        CARD_kicker,       CARD_excerpt,        CARD_published_ms,
        CARD_order_ms,     CARD_updated_ms,   CARD_row_withdrawn,  CARD_picture,
        CARD_picture_alt,  CARD_has_video,    CARD_aggregated,     CARD_featured,
        CARD_row_comments, CARD_source_name,  CARD_sponsor,
    };
    _Static_assert(COUNT_OF(COLUMNS) == SEALED_ARTICLE_content, "those of sealed_article");
    return row_columns_state(q, COLUMNS, COUNT_OF(COLUMNS));
}

/* The word of a thing (0) or act (1) that a newer Loa has put into the chain. False: the store has none. */
static bool find_word(struct db *db, struct arena *a, int kind, int64_t number, struct str *word)
{
    struct stmt q;
    struct err none;
    stmt_start(&q, db, SQL_SEAL_WORD, &none);
    stmt_int(&q, kind);
    stmt_int(&q, number);
    bool found = stmt_next(&q);
    if (found)
        *word = row_text(&q, a, SEAL_WORD_word);
    return stmt_end(&q) == RC_OK && found && word->n;
}

/* What is unknown here has its number, and its word from the store: a wrong one there does not fit the signature. */
static bool row_kind(const struct stmt *q, int first, struct arena *a, struct seal *out)
{
    int64_t thing = row_int(q, first + SEAL_thing);
    int64_t act = row_int(q, first + SEAL_act);
    if (thing < 0 || thing > INT16_MAX || act < 0 || act > INT16_MAX)
        return false;
    out->thing = (enum seal_thing)thing;
    out->act = (enum seal_act)act;
    return (thing < SEAL_THING_COUNT || find_word(q->db, a, 0, thing, &out->thing_word)) &&
           (act < SEAL_ACT_COUNT || find_word(q->db, a, 1, act, &out->act_word));
}

bool row_seal(const struct stmt *q, int first, struct arena *a, struct seal *out)
{
    *out = (struct seal){
        .seq = row_int(q, first + SEAL_seq),
        .object_id = row_int(q, first + SEAL_object_id),
        .name = row_bytes(q, first + SEAL_name).n ? row_text(q, a, first + SEAL_name) : STR(""),
        .revision = row_int(q, first + SEAL_revision),
        .at_ms = row_int(q, first + SEAL_at_ms),
    };
    return row_kind(q, first, a, out) && row_hash(q, first + SEAL_content, &out->content) &&
           row_hash(q, first + SEAL_state, &out->state) &&
           row_hash(q, first + SEAL_prev, &out->prev) &&
           row_hash(q, first + SEAL_skip, &out->skip) &&
           row_exact(q, first + SEAL_public_key, out->key.bytes, sizeof out->key.bytes) &&
           row_exact(q, first + SEAL_signature, out->signature.bytes, sizeof out->signature.bytes);
}

/* ---- appending ---- */

/* One run of the chain's end: where entries go, with a scratch for their names. */
struct append {
    struct db *db;
    struct seal_writer *seals;
    struct arena *arena;
    struct err *e;
};

/* *found false: there is none. */
static enum rc read_one(struct append *a, struct stmt *q, struct seal *out, bool *found)
{
    bool whole = true;
    *found = stmt_next(q);
    if (*found)
        whole = row_seal(q, 0, a->arena, out);
    enum rc rc = stmt_end(q);
    if (rc == RC_OK && arena_failed(a->arena))
        return fail(a->e, RC_NOMEM, "out of memory");
    if (rc == RC_OK && !whole)
        return fail(a->e, RC_CORRUPT, "an entry of the chain of seals is damaged (loa verify)");
    return rc;
}

static enum rc find_skip(struct append *a, struct seal *next)
{
    struct stmt q;
    struct seal skipped;
    bool found = false;
    int64_t seq = seal_skip_seq(next->seq);
    if (seq == 0)
        return RC_OK;
    if (seq == next->seq - 1) {
        next->skip = next->prev;
        return RC_OK;
    }
    stmt_start(&q, a->db, SQL_SEAL_BY_SEQ, a->e);
    stmt_int(&q, seq);
    enum rc rc = read_one(a, &q, &skipped, &found);
    if (rc)
        return rc;
    if (!found)
        return fail(a->e, RC_CORRUPT, "entry %lld of the chain of seals is missing (loa verify)",
                    (long long)seq);
    next->skip = seal_hash(&skipped);
    return RC_OK;
}

/* The entry's place behind the last one. */
static enum rc find_place(struct append *a, struct seal *next)
{
    struct stmt q;
    struct seal last;
    bool found = false;
    stmt_start(&q, a->db, SQL_SEAL_LAST, a->e);
    enum rc rc = read_one(a, &q, &last, &found);
    if (rc)
        return rc;
    next->seq = found ? last.seq + 1 : 1;
    if (found)
        next->prev = seal_hash(&last);
    if (next->at_ms == 0 || next->at_ms == CLOCK_NONE)
        next->at_ms = found ? last.at_ms : 0;
    return find_skip(a, next);
}

/* Another process may have changed the key since this one read it. */
static enum rc find_key(struct append *a)
{
    struct stmt q;
    int64_t key_no = 0;
    struct sign_public public_key = {{0}};
    stmt_start(&q, a->db, SQL_SEAL_KEY_LAST, a->e);
    bool found = stmt_next(&q);
    if (found)
        key_no = row_int(&q, SEAL_KEY_LAST_key_no);
    bool whole =
        found && row_exact(&q, SEAL_KEY_LAST_public_key, public_key.bytes, sizeof public_key.bytes);
    enum rc rc = stmt_end(&q);
    if (rc || (key_no == a->seals->key_no && key_no))
        return rc;
    if (!whole)
        return fail(a->e, RC_CORRUPT, "the key of the chain of seals is damaged (loa verify)");
    rc = key_file_load(a->seals->path, &public_key, &a->seals->secret, a->e);
    if (rc == RC_OK)
        a->seals->key_no = key_no;
    return rc;
}

static enum rc insert(struct append *a, const struct seal *s)
{
    struct stmt q;
    stmt_start(&q, a->db, SQL_SEAL_INSERT, a->e);
    stmt_int(&q, s->seq);
    stmt_int(&q, (int64_t)s->thing);
    stmt_int(&q, (int64_t)s->act);
    stmt_int(&q, s->object_id);
    stmt_text(&q, s->name);
    stmt_int(&q, s->revision);
    stmt_int(&q, s->at_ms);
    stmt_hash(&q, &s->content);
    stmt_hash(&q, &s->state);
    stmt_hash(&q, &s->prev);
    stmt_hash(&q, &s->skip);
    stmt_int(&q, a->seals->key_no);
    stmt_bytes(&q, (struct str){(const char *)s->signature.bytes, sizeof s->signature.bytes});
    return stmt_run(&q);
}

static enum rc append(struct append *a, struct seal *next)
{
    enum rc rc = find_place(a, next);
    if (rc)
        return rc;
    seal_sign(next, &a->seals->secret);
    return insert(a, next);
}

static struct append append_of(struct write *w)
{
    return (struct append){w->db, w->seals, w->arena, w->e};
}

/* ---- what commands say ---- */

/* Fills content, state and revision of s from the row; one that is not there has none. */
static enum rc read_row(struct append *a, struct seal *s, bool *found)
{
    const struct seal_shape *shape = seal_shape(s->thing);
    struct stmt q;
    stmt_start(&q, a->db, shape->one, a->e);
    if (shape->named)
        stmt_text(&q, s->name);
    else
        stmt_int(&q, s->object_id);
    *found = stmt_next(&q);
    if (*found) {
        row_sealed(&q, shape, &s->content, &s->state);
        if (s->thing == SEAL_ARTICLE)
            s->revision = row_int(&q, SEALED_ARTICLE_revision);
    }
    return stmt_end(&q);
}

enum rc write_seal_row(struct write *w, enum seal_thing thing, int64_t id, struct seal_event event)
{
    struct append a = append_of(w);
    struct seal s = {
        .thing = thing, .act = event.act, .object_id = id, .name = STR(""), .at_ms = event.at_ms};
    bool found = false;
    enum rc rc = find_key(&a);
    if (rc == RC_OK)
        rc = read_row(&a, &s, &found);
    return rc ? rc : append(&a, &s);
}

/* The last entry of an object. */
static enum rc read_latest(struct append *a, const struct seal *of, struct seal *out, bool *found)
{
    struct stmt q;
    stmt_start(&q, a->db, SQL_SEAL_LATEST, a->e);
    stmt_int(&q, (int64_t)of->thing);
    stmt_int(&q, of->object_id);
    return read_one(a, &q, out, found);
}

enum rc write_seal_now(struct write *w, struct seal_object object, int64_t now_ms)
{
    struct append a = append_of(w);
    struct seal last = {.act = SEAL_REMOVED};
    bool sealed = false;
    bool there = false;
    struct seal s = {
        .thing = object.thing, .object_id = object.id, .name = object.name, .at_ms = now_ms};
    if (seal_shape(object.thing)->named)
        s.object_id = seal_name_id(object.name);
    enum rc rc = find_key(&a);
    if (rc == RC_OK)
        rc = read_row(&a, &s, &there);
    if (rc == RC_OK)
        rc = read_latest(&a, &s, &last, &sealed);
    bool known = sealed && last.act != SEAL_REMOVED;
    s.act = !there ? SEAL_REMOVED : known ? SEAL_CHANGED : SEAL_PUBLISHED;
    if (rc || (known == there && (!there || seal_hash_eq(&s.state, &last.state))))
        return rc;
    return append(&a, &s);
}

enum rc write_seal_last(struct write *w, enum seal_thing thing, int64_t id, struct seal *out)
{
    struct append a = append_of(w);
    struct seal now = {.thing = thing, .object_id = id, .name = STR("")};
    bool sealed = false;
    bool there = false;
    enum rc rc = read_row(&a, &now, &there);
    if (rc == RC_OK)
        rc = read_latest(&a, &now, out, &sealed);
    struct str word = seal_thing_word(thing);
    if (rc == RC_OK && (!there || !sealed))
        rc = fail(w->e, RC_NOTFOUND, "no %.*s %lld", STR_ARG(word), (long long)id);
    if (rc == RC_OK &&
        (!seal_hash_eq(&now.content, &out->content) || !seal_hash_eq(&now.state, &out->state)))
        rc = fail(w->e, RC_DENIED, "%.*s %lld is not what its entry says (loa verify)",
                  STR_ARG(word), (long long)id);
    return rc;
}

enum rc write_setting_sealed(struct write *w, struct str name, const struct str *value, bool *holds)
{
    struct append a = append_of(w);
    const struct seal of = {.thing = SEAL_SETTING, .object_id = seal_name_id(name)};
    struct seal last = {0};
    bool found = false;
    enum rc rc = read_latest(&a, &of, &last, &found);
    if (rc)
        return rc;
    bool there = found && last.act != SEAL_REMOVED;
    struct hash_content content = hash_content(value ? *value : STR(""));
    *holds = value ? there && seal_hash_eq(&content, &last.content) && seal_holds(&last) : !there;
    return RC_OK;
}

enum rc write_seal_again(struct write *w, const struct seal *s)
{
    struct append a = append_of(w);
    struct seal next = *s;
    enum rc rc = find_key(&a);
    next.prev = (struct hash_content){{0}};
    next.skip = (struct hash_content){{0}};
    return rc ? rc : append(&a, &next);
}

enum rc write_seal_named(struct write *w, enum seal_thing thing, struct str name,
                         const struct hash_content *content, struct seal_event event)
{
    struct append a = append_of(w);
    struct seal s = {.thing = thing,
                     .act = event.act,
                     .object_id = seal_name_id(name),
                     .name = name,
                     .at_ms = event.at_ms,
                     .content = *content};
    enum rc rc = find_key(&a);
    return rc ? rc : append(&a, &s);
}

enum rc write_seal_file(struct write *w, const struct store_seal_file *file)
{
    struct append a = append_of(w);
    const struct seal of = {.thing = SEAL_FILE, .object_id = seal_name_id(file->name)};
    struct seal last;
    bool found = false;
    if (file->name.n == 0)
        return fail(w->e, RC_INVALID, "a file needs a name");
    enum rc rc = read_latest(&a, &of, &last, &found);
    if (rc || (found && seal_hash_eq(&last.content, &file->content)))
        return rc;
    w->result->created = !found;
    w->result->changed = true;
    return write_seal_named(
        w, SEAL_FILE, file->name, &file->content,
        (struct seal_event){found ? SEAL_CHANGED : SEAL_PUBLISHED, file->now_ms});
}

/* ---- keys ---- */

static enum rc insert_key(struct append *a, int64_t key_no, const struct sign_public *public_key)
{
    struct stmt q;
    stmt_start(&q, a->db, SQL_SEAL_KEY_INSERT, a->e);
    stmt_int(&q, key_no);
    stmt_bytes(&q, (struct str){(const char *)public_key->bytes, sizeof public_key->bytes});
    return stmt_run(&q);
}

static struct seal key_entry(int64_t key_no, const struct sign_public *public_key,
                             struct seal_event event)
{
    return (struct seal){.thing = SEAL_KEY,
                         .act = event.act,
                         .object_id = key_no,
                         .name = STR(""),
                         .at_ms = event.at_ms,
                         .content = hash_content((struct str){(const char *)public_key->bytes,
                                                              sizeof public_key->bytes})};
}

enum rc write_own_key(struct write *w)
{
    struct append a = append_of(w);
    return find_key(&a);
}

/* The old key signs for the new one. Its file takes the old one's place when it is first needed
 * (find_key), which is after this was committed. */
enum rc write_new_key(struct write *w, const struct store_new_key *key)
{
    struct append a = append_of(w);
    struct sign_secret next;
    enum rc rc = find_key(&a);
    if (rc == RC_OK && w->seals->key_no >= STORE_SEAL_KEYS_MAX)
        rc = fail(w->e, RC_LIMIT, "a site may have at most %d keys", (int)STORE_SEAL_KEYS_MAX);
    if (rc == RC_OK)
        rc = key_file_next(w->seals->path, &next, w->e);
    if (rc)
        return rc;
    struct seal s = key_entry(w->seals->key_no + 1, &next.public_key,
                              (struct seal_event){SEAL_CHANGED, key->now_ms});
    rc = write_relock_secrets(w, &next, key->now_ms);
    sign_forget(&next, sizeof next.bytes);
    if (rc == RC_OK)
        rc = append(&a, &s);
    if (rc == RC_OK)
        rc = insert_key(&a, w->seals->key_no + 1, &next.public_key);
    w->result->changed = true;
    return rc;
}

/* The first key, or one in the place of a lost one: it signs for itself. */
static enum rc begin_key(struct append *a, int64_t key_no, enum seal_act act)
{
    a->seals->key_no = key_no;
    struct seal s =
        key_entry(key_no, &a->seals->secret.public_key, (struct seal_event){.act = act});
    enum rc rc = insert_key(a, key_no, &a->seals->secret.public_key);
    return rc ? rc : append(a, &s);
}

enum rc seal_keys_read(struct db *db, struct seal_keys *keys, bool lost_too, bool *whole,
                       struct err *e)
{
    struct arena a;
    struct stmt q;
    arena_init(&a, SEAL_ARENA_BYTES);
    *whole = true;
    stmt_start(&q, db, SQL_SEAL_KEYS, e);
    stmt_int(&q, (int64_t)keys->n);
    while (*whole && stmt_next(&q)) {
        struct seal s;
        struct sign_public next;
        *whole = keys->n < STORE_SEAL_KEYS_MAX && row_seal(&q, 0, &a, &s) &&
                 row_exact(&q, SEAL_KEYS_next_key, next.bytes, sizeof next.bytes);
        if (!*whole)
            break;
        struct hash_content content =
            hash_content((struct str){(const char *)next.bytes, sizeof next.bytes});
        bool own = sign_public_eq(&s.key, &next) && (keys->n == 0 || lost_too);
        bool vouched = keys->n && sign_public_eq(&s.key, &keys->keys[keys->n - 1]);
        *whole = s.object_id == (int64_t)keys->n + 1 && seal_hash_eq(&content, &s.content) &&
                 (own || vouched) && seal_holds(&s);
        if (*whole)
            keys->keys[keys->n++] = next;
    }
    enum rc rc = stmt_end(&q);
    arena_release(&a);
    return rc;
}

/* ---- opening ---- */

static enum rc replace_key(struct store *st, struct append *a)
{
    struct engine *db = st->writer.engine;
    struct stmt q;
    int64_t last = 0;
    enum rc rc = db->ops->begin(db, ENGINE_WRITE, a->e);
    if (rc)
        return rc;
    stmt_start(&q, &st->writer, SQL_SEAL_KEY_LAST, a->e);
    rc = stmt_run_int(&q, &last, NULL);
    if (rc == RC_OK && last >= STORE_SEAL_KEYS_MAX)
        rc = fail(a->e, RC_LIMIT, "a site may have at most %d keys", (int)STORE_SEAL_KEYS_MAX);
    if (rc == RC_OK)
        rc = key_file_ensure(st->path, &st->seals.secret, a->e);
    if (rc == RC_OK)
        rc = begin_key(a, last + 1, SEAL_REPLACED);
    if (rc == RC_OK)
        rc = db->ops->commit(db, a->e);
    if (rc)
        db->ops->rollback(db);
    return rc;
}

enum rc seal_open(struct store *st, struct store_options options, struct err *e)
{
    struct arena arena;
    bool whole = false;
    arena_init(&arena, SEAL_ARENA_BYTES);
    struct append a = {&st->writer, &st->seals, &arena, e};
    st->seals.key_no = 0; /* as the database says, not as a migration that was undone left it */
    enum rc rc = find_key(&a);
    if (rc == RC_DENIED && options.new_key)
        rc = replace_key(st, &a);
    if (rc == RC_OK)
        rc = seal_keys_read(&st->writer, &st->keys, true, &whole, e);
    if (rc == RC_OK && !whole && !options.any_key)
        rc = fail(e, RC_DENIED,
                  "%s: the keys of its history do not vouch for each other (loa verify)", st->path);
    if ((rc == RC_DENIED || rc == RC_CORRUPT) && options.any_key) {
        st->seals.key_no = 0;
        rc = RC_OK;
    }
    arena_release(&arena);
    return rc;
}

bool store_own_key(const struct store *st, struct sign_public *out)
{
    if (st->seals.key_no)
        *out = st->seals.secret.public_key;
    return st->seals.key_no != 0;
}

/* ---- a version-2 database ---- */

/* Every earlier revision of an article, as it is found: only its text can be vouched for. */
static enum rc found_revisions(struct append *a, int64_t id, int64_t before)
{
    struct stmt q;
    enum rc rc = RC_OK;
    stmt_start(&q, a->db, SQL_REVISIONS_FOUND, a->e);
    stmt_int(&q, id);
    stmt_int(&q, before);
    while (rc == RC_OK && stmt_next(&q)) {
        struct seal s = {.thing = SEAL_ARTICLE,
                         .act = SEAL_FOUND,
                         .object_id = id,
                         .name = STR(""),
                         .revision = row_int(&q, REVISIONS_FOUND_number),
                         .at_ms = row_int(&q, REVISIONS_FOUND_created_ms),
                         .content = sealed_text_hash(row_bytes(&q, REVISIONS_FOUND_body))};
        rc = append(a, &s);
    }
    enum rc end = stmt_end(&q);
    return rc ? rc : end;
}

static enum rc revision_time(struct append *a, struct seal *s)
{
    struct stmt q;
    stmt_start(&q, a->db, SQL_REVISION_BODY, a->e);
    stmt_int(&q, s->object_id);
    stmt_int(&q, s->revision);
    if (stmt_next(&q))
        s->at_ms = row_int(&q, REVISION_BODY_created_ms);
    return stmt_end(&q);
}

static enum rc found_rows(struct append *a, enum seal_thing thing)
{
    const struct seal_shape *shape = seal_shape(thing);
    struct stmt q;
    enum rc rc = RC_OK;
    stmt_start(&q, a->db, shape->all, a->e);
    if (shape->named)
        stmt_text(&q, STR(""));
    else
        stmt_int(&q, INT64_MIN);
    while (rc == RC_OK && stmt_next(&q)) {
        const struct seal_object object = row_object(&q, thing, a->arena);
        struct seal s = {
            .thing = thing, .act = SEAL_FOUND, .object_id = object.id, .name = object.name};
        row_sealed(&q, shape, &s.content, &s.state);
        if (thing == SEAL_ARTICLE) {
            s.revision = row_int(&q, SEALED_ARTICLE_revision);
            rc = found_revisions(a, s.object_id, s.revision);
            if (rc == RC_OK)
                rc = revision_time(a, &s);
        }
        if (rc == RC_OK)
            rc = append(a, &s);
        arena_clear(a->arena, SEAL_ARENA_KEEP_BYTES);
    }
    enum rc end = stmt_end(&q);
    return rc ? rc : end;
}

static enum rc found_settings(struct append *a)
{
    struct stmt q;
    enum rc rc = RC_OK;
    stmt_start(&q, a->db, SQL_SEALED_SETTINGS, a->e);
    stmt_text(&q, STR(""));
    while (rc == RC_OK && stmt_next(&q)) {
        struct str name = row_text(&q, a->arena, SEALED_SETTINGS_name);
        struct seal s = {.thing = SEAL_SETTING,
                         .act = SEAL_FOUND,
                         .object_id = seal_name_id(name),
                         .name = name,
                         .content = hash_content(row_bytes(&q, SEALED_SETTINGS_value))};
        rc = append(a, &s);
    }
    enum rc end = stmt_end(&q);
    return rc ? rc : end;
}

enum rc seal_found(struct db *db, struct seal_writer *s, struct err *e)
{
    struct arena arena;
    arena_init(&arena, SEAL_ARENA_BYTES);
    struct append a = {db, s, &arena, e};
    enum rc rc = key_file_ensure(s->path, &s->secret, e);
    if (rc == RC_OK)
        rc = begin_key(&a, 1, SEAL_PUBLISHED);
    for (int thing = 0; thing < SEAL_THING_COUNT && rc == RC_OK; thing++)
        if (shapes[thing].columns_n)
            rc = found_rows(&a, (enum seal_thing)thing);
    if (rc == RC_OK)
        rc = found_settings(&a);
    arena_release(&arena);
    return rc;
}

/* ---- a version-3 or version-4 database ---- */

enum rc seal_words_put(struct db *db, struct err *e)
{
    enum rc rc = RC_OK;
    for (int i = 0; i < SEAL_THING_COUNT + SEAL_ACT_COUNT && !rc; i++) {
        bool act = i >= SEAL_THING_COUNT;
        int number = act ? i - SEAL_THING_COUNT : i;
        struct stmt q;
        stmt_start(&q, db, SQL_SEAL_WORD_PUT, e);
        stmt_int(&q, act);
        stmt_int(&q, number);
        stmt_text(&q, act ? seal_act_word((enum seal_act)number)
                          : seal_thing_word((enum seal_thing)number));
        rc = stmt_run(&q);
    }
    return rc;
}

enum rc seal_found_since(struct db *db, struct seal_writer *s, enum seal_thing first, struct err *e)
{
    struct arena arena;
    arena_init(&arena, SEAL_ARENA_BYTES);
    struct append a = {db, s, &arena, e};
    enum rc rc = find_key(&a);
    for (int thing = (int)first; thing < SEAL_THING_COUNT && rc == RC_OK; thing++)
        rc = found_rows(&a, (enum seal_thing)thing);
    arena_release(&arena);
    return rc;
}
