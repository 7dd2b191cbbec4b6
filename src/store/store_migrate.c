/* Bringing a database to this program's schema: a copy of it first, then everything in one transaction,
 * tried before it is committed. Whatever fails, the database stays as the former program left it. */
#include "store/store_backup.h"
#include "store/store_internal.h"
#include "store/store_write_links.h"
#include "store/store_write_seal.h"

#include "base/folder_sync.h"

#include <stdio.h>
#include <unistd.h>

enum {
    COPY_PATH_MAX_BYTES = 4096,
    SEALS_VERSION = 3,          /* of the schema: what is older is sealed as it is found, */
    SOURCES_SEALED_VERSION = 4, /* and from SEAL_SOURCE on before this one, */
    AUTHORS_SEALED_VERSION = 5, /* from SEAL_AUTHOR on before this one */
};

static enum rc run_text(struct engine *db, const char *text, struct err *e)
{
    struct engine_stmt *stmt = NULL;
    enum rc rc = db->ops->prepare(db, text, &stmt, e);
    if (rc)
        return rc;
    bool row = false;
    rc = db->ops->step(db, stmt, &row, e);
    db->ops->finalize(db, stmt);
    return rc;
}

/* Signs for what no entry speaks of yet. */
static enum rc seal_what_is_there(struct store *st, int64_t version, struct err *e)
{
    if (version < SEALS_VERSION)
        return seal_found(&st->writer, &st->seals, e);
    if (version >= AUTHORS_SEALED_VERSION)
        return RC_OK;
    return seal_found_since(&st->writer, &st->seals,
                            version < SOURCES_SEALED_VERSION ? SEAL_SOURCE : SEAL_AUTHOR, e);
}

static enum rc run_migrations(struct store *st, int64_t version, struct err *e)
{
    struct engine *db = st->writer.engine;
    for (size_t i = 0; i < MIGRATIONS_N; i++) {
        if (MIGRATIONS[i].version <= version)
            continue;
        enum rc rc = run_text(db, MIGRATIONS[i].text, e);
        if (rc)
            return rc;
    }
    enum rc rc = version < AUTHORS_SEALED_VERSION ? seal_words_put(&st->writer, e) : RC_OK;
    if (rc == RC_OK && version > 0 && version < SEALS_VERSION)
        rc = links_found(&st->writer, e);
    if (rc == RC_OK)
        rc = seal_what_is_there(st, version, e);
    return rc ? rc : db->ops->set_version(db, SCHEMA_VERSION, e);
}

/* Every statement of this program fits the tables that are there now. */
static enum rc prepare_all(struct engine *db, struct err *e)
{
    for (size_t i = 0; i < SQL_COUNT; i++) {
        struct engine_stmt *stmt = NULL;
        enum rc rc = db->ops->prepare(db, STATEMENTS[i].text, &stmt, e);
        if (rc)
            return rc;
        db->ops->finalize(db, stmt);
    }
    return RC_OK;
}

/* The same, and every row is whole. */
static enum rc try_statements(struct engine *db, struct err *e)
{
    enum rc rc = prepare_all(db, e);
    return rc ? rc : db->ops->check(db, e);
}

/* The database as it was, beside it, synced. The caller has the write lock, so that nobody changes it
 * meanwhile and no two processes make the copy. */
static enum rc keep_copy(const char *path, struct err *e)
{
    char draft[COPY_PATH_MAX_BYTES];
    char kept[COPY_PATH_MAX_BYTES];
    int n = snprintf(draft, sizeof draft, "%s.before-%d.part", path, (int)SCHEMA_VERSION);
    (void)snprintf(kept, sizeof kept, "%s.before-%d", path, (int)SCHEMA_VERSION);
    if (n < 0 || (size_t)n >= sizeof draft)
        return fail(e, RC_LIMIT, "%s: its path is too long", path);
    (void)unlink(draft); /* of a run that was killed */
    struct store_copy copy = {.from = path, .to = draft};
    enum rc rc = store_copy_database(&copy, e);
    if (!rc && (rename(draft, kept) != 0 || !folder_sync_of(kept))) {
        (void)unlink(draft);
        rc = fail(e, RC_IO, "%s: cannot be made", kept);
    }
    return rc;
}

/* Inside the transaction. The version is asked again, because another process may have migrated. */
static enum rc bring_up(struct store *st, struct err *e)
{
    struct engine *db = st->writer.engine;
    int64_t version = 0;
    enum rc rc = db->ops->version(db, &version, e);
    if (rc || version == SCHEMA_VERSION)
        return rc;
    if (version > 0)
        rc = keep_copy(st->path, e);
    if (!rc)
        rc = run_migrations(st, version, e);
    return !rc && version > 0 ? try_statements(db, e) : rc;
}

/* ---- tables that can be made again ---- */

/* Whether the index is there, and the count of its parts, which a draft of this schema had not. */
static enum rc look_for_index(struct db *db, bool *has, bool *counts, struct err *e)
{
    enum { TABLES = 7 }; /* and their indexes */
    struct stmt q;
    stmt_start(&q, db, SQL_SEARCH_TABLES, e);
    if (stmt_next(&q)) {
        *counts = row_int(&q, SEARCH_TABLES_counts) > 0;
        *has = row_int(&q, SEARCH_TABLES_n) - *counts == TABLES;
    }
    return stmt_end(&q);
}

/* All of the index, empty: numbers that one table has lost would meet rows of another again. */
static enum rc make_index_anew(struct engine *db, struct err *e)
{
    static const enum statement TEXTS[] = {
        SQL_SEARCH_LOST_INDEX,         SQL_SEARCH_LOST_DOC,           SQL_SEARCH_LOST_SEGMENT,
        SQL_SEARCH_LOST_PART,          SQL_SEARCH_LOST_REDO,          SQL_SEARCH_LOST_COUNT,
        SQL_SEARCH_ANEW_INDEX,         SQL_SEARCH_ANEW_DOC,           SQL_SEARCH_ANEW_SEGMENT,
        SQL_SEARCH_ANEW_SEGMENT_PLACE, SQL_SEARCH_ANEW_SEGMENT_STATE, SQL_SEARCH_ANEW_PART,
        SQL_SEARCH_ANEW_REDO,          SQL_SEARCH_ANEW_COUNT,         SQL_SEARCH_ANEW_ROW,
    };
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT_OF(TEXTS) && !rc; i++)
        rc = run_text(db, STATEMENTS[TEXTS[i]].text, e);
    return rc;
}

/* Inside the transaction; asked again, because another process may have made them. */
static enum rc make_lost_inside(struct db *db, struct err *e)
{
    bool has = false;
    bool counts = false;
    enum rc rc = look_for_index(db, &has, &counts, e);
    if (rc || !has)
        return rc ? rc : make_index_anew(db->engine, e);
    return run_text(db->engine, STATEMENTS[SQL_SEARCH_ANEW_COUNT].text, e);
}

/* Makes again the tables of the search index that are gone: what they held follows from the articles,
 * and whoever serves them sees that the index is not whole. */
static enum rc make_lost_tables(struct db *db, struct err *e)
{
    struct engine *engine = db->engine;
    bool has = false;
    bool counts = false;
    enum rc rc = look_for_index(db, &has, &counts, e);
    if (rc || (has && counts))
        return rc;
    rc = engine->ops->begin(engine, ENGINE_WRITE, e);
    if (rc)
        return rc;
    rc = make_lost_inside(db, e);
    if (rc == RC_OK)
        rc = engine->ops->commit(engine, e);
    if (rc)
        engine->ops->rollback(engine);
    return rc;
}

static enum rc fail_newer(const char *path, int64_t version, struct err *e)
{
    return fail(e, RC_CONFLICT, "%s: was made by a newer Loa (schema %lld, this one knows %d)",
                path, (long long)version, (int)SCHEMA_VERSION);
}

/* Whether the newer database at db says that this program can read it, and every statement fits it: the second is
 * what the first promises, and is not taken on trust. */
static bool can_read_newer(struct engine *engine)
{
    struct engine_stmt *stmt = NULL;
    bool row = false;
    int64_t oldest = 0;
    if (engine->ops->prepare(engine, STATEMENTS[SQL_SCHEMA_READER].text, &stmt, NULL))
        return false; /* older than that promise */
    if (!engine->ops->step(engine, stmt, &row, NULL) && row)
        oldest = engine->ops->column_int(engine, stmt, SCHEMA_READER_oldest);
    engine->ops->finalize(engine, stmt);
    return oldest > 0 && oldest <= SCHEMA_VERSION && !prepare_all(engine, NULL);
}

/* A newer database is read and not written, or refused. */
static enum rc open_newer(struct store *st, int64_t version, struct err *e)
{
    if (!can_read_newer(st->writer.engine))
        return fail_newer(st->path, version, e);
    st->read_only = true;
    return RC_OK;
}

enum rc store_migrate(struct store *st, bool create, struct err *e)
{
    struct engine *db = st->writer.engine;
    const char *path = st->path;
    int64_t version = 0;
    struct err cause = {""};
    enum rc rc = db->ops->version(db, &version, e);
    if (rc == RC_OK && version == 0 && !create)
        return fail(e, RC_CORRUPT, "%s: is an empty database, not one of Loa", path);
    if (rc || version == SCHEMA_VERSION)
        return rc ? rc : make_lost_tables(&st->writer, e);
    if (version > SCHEMA_VERSION)
        return open_newer(st, version, e);
    rc = db->ops->begin(db, ENGINE_WRITE, e);
    if (rc)
        return rc;
    rc = bring_up(st, &cause);
    if (rc == RC_OK)
        rc = db->ops->commit(db, &cause);
    if (rc == RC_OK)
        return rc;
    db->ops->rollback(db);
    if (version == 0)
        return fail(e, rc, "%s", cause.text);
    return fail(e, rc, "%s: cannot be brought from schema %lld to %d and stays as it was: %s", path,
                (long long)version, (int)SCHEMA_VERSION, cause.text);
}

enum rc store_inspect(const char *path, int64_t *version, struct err *e)
{
    struct engine *db = NULL;
    int64_t found = 0;
    enum rc rc = engine_sqlite_open(path, (struct engine_open){0}, &db, e);
    if (rc)
        return rc;
    rc = db->ops->version(db, &found, e);
    if (!rc && found == 0)
        rc = fail(e, RC_CORRUPT, "%s: is an empty database, not one of Loa", path);
    if (!rc && found > SCHEMA_VERSION && !can_read_newer(db))
        rc = fail_newer(path, found, e);
    if (!rc)
        rc = db->ops->check(db, e);
    db->ops->close(db);
    if (!rc && version)
        *version = found;
    return rc;
}
