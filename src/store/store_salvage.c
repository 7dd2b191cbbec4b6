/* Reading round what is damaged: the third file that knows sqlite3.h. Statements are made here, because they
 * are the same for every table; all names in them are those of this program's own schema. */
#include "store/store_salvage.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "store/statements.h"
#include "store/store_backup.h"
#include "store/store_internal.h"
#include "store/store_write_seal.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    SALVAGE_ARENA_BYTES = 1 << 20, /* texts of statements */
    CUT_PASSES_MAX = 64, /* a row that goes may take others with it; schemas are not that deep */
    STATEMENT_MAX_BYTES = 16 << 10, /* a table of 30 columns needs a tenth */
    STEP_LOG_MAX = 62,              /* a gap of 2^62 ids ends the table */
};

struct salvage {
    sqlite3 *db;  /* the new one */
    sqlite3 *old; /* the damaged one */
    struct arena arena;
    struct salvage_report *report;
    int64_t
        rows_max; /* that the damaged file has room for: more come from pages that lead back to others */
    struct err *e;
};

/* How one table is read and written. */
struct table {
    struct salvage_table *report;
    bool has_rowid;
    const char *columns; /* "a", "b" */
    const char *keys;    /* of one without rowid: "a" DESC, "b" DESC */
    sqlite3_stmt *insert;
    int columns_n;
};

static enum rc fail_new(struct salvage *s, const char *what)
{
    int code = sqlite3_errcode(s->db) & 0xFF;
    return fail(s->e, code == SQLITE_NOMEM ? RC_NOMEM : RC_IO, "the new database: %s: %s %d", what,
                sqlite3_errmsg(s->db), sqlite3_extended_errcode(s->db));
}

static enum rc run(struct salvage *s, const char *text)
{
    return sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK ? RC_OK : fail_new(s, text);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *format, ...) PRINTF_LIKE(2, 3);

/* NULL: it does not fit, or the damaged one cannot be read even so far. */
static sqlite3_stmt *prepare(sqlite3 *db, const char *format, ...)
{
    char text[STATEMENT_MAX_BYTES];
    sqlite3_stmt *stmt = NULL;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n > 0 && (size_t)n < sizeof text)
        (void)sqlite3_prepare_v2(db, text, n, &stmt, NULL);
    return stmt;
}

/* ---- rows ---- */

/* Whether a value can be what was written: bytes that are no text are damage that a b-tree does not show. */
static bool is_sound(sqlite3_value *value)
{
    if (sqlite3_value_type(value) != SQLITE_TEXT)
        return true;
    const char *p = (const char *)sqlite3_value_text(value);
    size_t n = p ? (size_t)sqlite3_value_bytes(value) : 0;
    return p && utf8_valid((struct str){p, n}, NULL);
}

/* Puts the row of `from`, its columns from `first` on. One that does not fit counts as a gap: its bytes are
 * not what was written. */
static enum rc put_row(struct salvage *s, struct table *t, sqlite3_stmt *from, int first)
{
    bool sound = true;
    for (int i = 0; i < t->columns_n; i++) {
        sqlite3_value *value = sqlite3_column_value(from, first + i);
        sound = sound && is_sound(value);
        (void)sqlite3_bind_value(t->insert, i + 1, value);
    }
    int code = sound ? sqlite3_step(t->insert) : SQLITE_CONSTRAINT;
    (void)sqlite3_reset(t->insert); /* says again what step has said */
    t->report->rows += code == SQLITE_DONE && sqlite3_changes(s->db) > 0;
    if ((code & 0xFF) == SQLITE_CONSTRAINT) {
        t->report->gaps++;
        return RC_OK;
    }
    return code == SQLITE_DONE ? RC_OK : fail_new(s, t->report->name);
}

/* What reading came to: a row, the end, or damage. SQLite says NOMEM for want of memory alone. */
enum step { STEP_ROW, STEP_END, STEP_DAMAGE, STEP_NOMEM };

static enum step step_of(sqlite3_stmt *stmt)
{
    int code = sqlite3_step(stmt);
    return code == SQLITE_ROW              ? STEP_ROW
           : code == SQLITE_DONE           ? STEP_END
           : (code & 0xFF) == SQLITE_NOMEM ? STEP_NOMEM
                                           : STEP_DAMAGE;
}

/* Whether the row behind id `after` can be read, all of it. */
static enum step try_after(sqlite3_stmt *stmt, int64_t after)
{
    (void)sqlite3_reset(stmt);
    (void)sqlite3_bind_int64(stmt, 1, after);
    return step_of(stmt);
}

/* The smallest id from which on rows can be read again: further and further away, then back by halves.
 * False: none. */
static bool find_next(sqlite3_stmt *stmt, int64_t damaged_after, int64_t *next)
{
    int64_t low = damaged_after;
    int64_t high = 0;
    enum step found = STEP_DAMAGE;
    for (int power = 0; power < STEP_LOG_MAX && found == STEP_DAMAGE; power++) {
        if (__builtin_add_overflow(damaged_after, INT64_C(1) << power, &high))
            return false;
        found = try_after(stmt, high);
        low = found == STEP_DAMAGE ? high : low;
    }
    if (found == STEP_NOMEM || found == STEP_DAMAGE)
        return false;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        bool reads = try_after(stmt, middle) != STEP_DAMAGE;
        high = reads ? middle : high;
        low = reads ? low : middle;
    }
    *next = high;
    return true;
}

/* The next row behind `after`. Pages that lead back to earlier ones would never end. */
static enum step next_id(sqlite3_stmt *stmt, enum step step, int64_t *after)
{
    if (step != STEP_ROW)
        return step;
    int64_t id = sqlite3_column_int64(stmt, 0);
    if (id <= *after && *after != INT64_MIN)
        return STEP_DAMAGE;
    *after = id;
    return STEP_ROW;
}

/* By ids, over every gap. */
static enum rc copy_by_id(struct salvage *s, struct table *t, sqlite3_stmt *stmt)
{
    int64_t after = INT64_MIN;
    enum rc rc = RC_OK;
    enum step step = next_id(stmt, try_after(stmt, after), &after);
    while (!rc && step != STEP_END) {
        if (step == STEP_NOMEM)
            return fail(s->e, RC_NOMEM, "out of memory");
        if (step == STEP_ROW) {
            rc = put_row(s, t, stmt, 1);
            step = rc ? step : next_id(stmt, step_of(stmt), &after);
            continue;
        }
        t->report->gaps++;
        /* ids begin at 1: from there on the steps are small ones */
        if (!find_next(stmt, after == INT64_MIN ? 0 : after, &after))
            return RC_OK;
        step = next_id(stmt, try_after(stmt, after), &after);
    }
    return rc;
}

/* In the order of the key, and when that breaks off, from the other end. */
static enum rc copy_by_key(struct salvage *s, struct table *t, const char *order, bool *broke_off)
{
    sqlite3_stmt *stmt =
        prepare(s->old, "SELECT %s FROM \"%s\" ORDER BY %s", t->columns, t->report->name, order);
    enum rc rc = RC_OK;
    int64_t seen = 0;
    enum step step = stmt ? step_of(stmt) : STEP_DAMAGE;
    while (!rc && step == STEP_ROW) {
        rc = put_row(s, t, stmt, 0);
        step = rc ? step : ++seen > s->rows_max ? STEP_DAMAGE : step_of(stmt);
    }
    sqlite3_finalize(stmt);
    *broke_off = step == STEP_DAMAGE;
    return !rc && step == STEP_NOMEM ? fail(s->e, RC_NOMEM, "out of memory") : rc;
}

/* ---- tables ---- */

static bool has_rowid(struct salvage *s, const char *name)
{
    sqlite3_stmt *stmt = prepare(
        s->db, "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = '%s'", name);
    bool without = stmt && sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return !without;
}

/* The names of the table's columns, or of its key in reverse, and the marks that stand for them. */
static int list_columns(struct salvage *s, struct table *t, struct buf *marks)
{
    struct buf columns;
    struct buf keys;
    int n = 0;
    buf_init(&columns, &s->arena);
    buf_init(&keys, &s->arena);
    sqlite3_stmt *stmt =
        prepare(s->db, "SELECT name, pk FROM pragma_table_info('%s', 'main')", t->report->name);
    while (stmt && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        buf_addf(&columns, "%s\"%s\"", n ? ", " : "", name);
        buf_add(marks, n ? STR(", ?") : STR("?"));
        if (sqlite3_column_int(stmt, 1))
            buf_addf(&keys, "%s\"%s\" DESC", keys.n ? ", " : "", name);
        n++;
    }
    sqlite3_finalize(stmt);
    t->columns = str_cstr(&s->arena, buf_view(&columns));
    t->keys = str_cstr(&s->arena, buf_view(&keys));
    return n;
}

static enum rc copy_rows(struct salvage *s, struct table *t)
{
    bool broke_off = false;
    if (t->has_rowid) {
        sqlite3_stmt *stmt = prepare(
            s->old, "SELECT rowid, %s FROM \"%s\" NOT INDEXED WHERE rowid > ?1 ORDER BY rowid",
            t->columns, t->report->name);
        t->report->gaps += stmt == NULL;
        enum rc rc = stmt ? copy_by_id(s, t, stmt) : RC_OK;
        sqlite3_finalize(stmt);
        return rc;
    }
    /* the key's own order, which needs no sorting: the columns without DESC */
    char forward[4096];
    size_t n = 0;
    for (const char *p = t->keys; *p && n + 1 < sizeof forward; p++) {
        if (strncmp(p, " DESC", 5) == 0)
            p += 4;
        else
            forward[n++] = *p;
    }
    forward[n] = '\0';
    enum rc rc = copy_by_key(s, t, forward, &broke_off);
    t->report->gaps += broke_off;
    return !rc && broke_off ? copy_by_key(s, t, t->keys, &broke_off) : rc;
}

static enum rc copy_table(struct salvage *s, struct salvage_table *report)
{
    struct table t = {.report = report, .has_rowid = has_rowid(s, report->name)};
    struct buf marks;
    buf_init(&marks, &s->arena);
    t.columns_n = list_columns(s, &t, &marks);
    const char *all = str_cstr(&s->arena, buf_view(&marks));
    if (arena_failed(&s->arena))
        return fail(s->e, RC_NOMEM, "out of memory");
    t.insert = prepare(s->db, "INSERT OR IGNORE INTO main.\"%s\" (%s) VALUES (%s)", report->name,
                       t.columns, all);
    enum rc rc = t.insert ? copy_rows(s, &t) : fail_new(s, report->name);
    sqlite3_finalize(t.insert);
    return rc;
}

/* Every table of the new schema but the search index: nothing would show that a list in it has become another, and
 * it is built anew from the articles. */
static enum rc list_tables(struct salvage *s)
{
    struct salvage_report *r = s->report;
    sqlite3_stmt *stmt = prepare(
        s->db, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND "
               "name NOT LIKE 'sqlite_%%' AND name NOT LIKE 'search_%%' ORDER BY name");
    while (stmt && sqlite3_step(stmt) == SQLITE_ROW && r->tables_n < SALVAGE_TABLES_MAX)
        (void)snprintf(r->tables[r->tables_n++].name, sizeof r->tables[0].name, "%s",
                       (const char *)sqlite3_column_text(stmt, 0));
    bool all = stmt && sqlite3_reset(stmt) == SQLITE_OK;
    sqlite3_finalize(stmt);
    return all ? RC_OK : fail_new(s, "its tables");
}

/* ---- what refers to what is lost ---- */

/* Deletes the rows of a table whose foreign key `id` leads nowhere. */
static enum rc cut_dangling(struct salvage *s, struct salvage_table *t, int id, int64_t *cut)
{
    struct buf where;
    struct buf set;
    const char *parent = "";
    buf_init(&where, &s->arena);
    buf_init(&set, &s->arena);
    sqlite3_stmt *stmt = prepare(
        s->db,
        "SELECT f.\"table\", f.\"from\", coalesce(f.\"to\", (SELECT name FROM "
        "pragma_table_info(f.\"table\") WHERE pk = 1)) FROM pragma_foreign_key_list('%s') f WHERE id = %d",
        t->name, id);
    while (stmt && sqlite3_step(stmt) == SQLITE_ROW) {
        parent = str_cstr(&s->arena, str_view((const char *)sqlite3_column_text(stmt, 0)));
        buf_addf(&set, " AND c.\"%s\" IS NOT NULL", (const char *)sqlite3_column_text(stmt, 1));
        buf_addf(&where, " AND p.\"%s\" = c.\"%s\"", (const char *)sqlite3_column_text(stmt, 2),
                 (const char *)sqlite3_column_text(stmt, 1));
    }
    sqlite3_finalize(stmt);
    const char *is_set = str_cstr(&s->arena, buf_view(&set));
    const char *is_same = str_cstr(&s->arena, buf_view(&where));
    if (arena_failed(&s->arena))
        return fail(s->e, RC_NOMEM, "out of memory");
    stmt = prepare(
        s->db,
        "DELETE FROM \"%s\" AS c WHERE 1%s AND NOT EXISTS (SELECT 1 FROM \"%s\" p WHERE 1%s)",
        t->name, is_set, parent, is_same);
    int code = stmt ? sqlite3_step(stmt) : SQLITE_ERROR;
    *cut += code == SQLITE_DONE ? sqlite3_changes(s->db) : 0;
    t->cut += code == SQLITE_DONE ? sqlite3_changes(s->db) : 0;
    sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? RC_OK : fail_new(s, t->name);
}

static int foreign_keys_of(struct salvage *s, const char *name)
{
    sqlite3_stmt *stmt =
        prepare(s->db, "SELECT coalesce(max(id) + 1, 0) FROM pragma_foreign_key_list('%s')", name);
    int n = stmt && sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return n;
}

static enum rc cut_all(struct salvage *s)
{
    int64_t cut = 1;
    enum rc rc = RC_OK;
    for (int pass = 0; pass < CUT_PASSES_MAX && cut && !rc; pass++) {
        cut = 0;
        arena_release(&s->arena);
        for (size_t i = 0; i < s->report->tables_n && !rc; i++) {
            int keys = foreign_keys_of(s, s->report->tables[i].name);
            for (int id = 0; id < keys && !rc; id++)
                rc = cut_dangling(s, &s->report->tables[i], id, &cut);
        }
    }
    return rc;
}

/* ---- the whole ---- */

/* What the schema says of one table must not keep the others from being read: writable_schema lets what is
 * damaged in it be. The log is read too; nothing is written. */
static enum rc open_old(struct salvage *s, const char *from)
{
    enum { ROW_MIN_BYTES = 4, ROW_MAX_BYTES = 64 << 20 };
    sqlite3_stmt *stmt = NULL;
    int64_t *version = &s->report->version;
    int code = sqlite3_open_v2(from, &s->old, SQLITE_OPEN_READWRITE, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(s->old,
                            "PRAGMA writable_schema = ON; PRAGMA cell_size_check = ON;"
                            "PRAGMA trusted_schema = OFF",
                            NULL, NULL, NULL);
    (void)sqlite3_db_config(s->old, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    (void)sqlite3_limit(s->old, SQLITE_LIMIT_LENGTH, ROW_MAX_BYTES);
    stmt =
        code == SQLITE_OK
            ? prepare(s->old, "SELECT user_version, (SELECT page_count * (SELECT page_size FROM "
                              "pragma_page_size) FROM pragma_page_count) FROM pragma_user_version")
            : NULL;
    bool reads = stmt && sqlite3_step(stmt) == SQLITE_ROW;
    *version = reads ? sqlite3_column_int64(stmt, 0) : 0;
    s->rows_max = reads ? sqlite3_column_int64(stmt, 1) / ROW_MIN_BYTES : 0;
    enum rc rc = reads && *version > 0
                     ? RC_OK
                     : fail(s->e, RC_CORRUPT, "%s: not even its first page can be read: %s", from,
                            sqlite3_errmsg(s->old));
    sqlite3_finalize(stmt);
    if (!rc && *version > SCHEMA_VERSION)
        return fail(s->e, RC_CONFLICT,
                    "%s: was made by a newer Loa (schema %lld, this one knows %d)", from,
                    (long long)*version, (int)SCHEMA_VERSION);
    return rc;
}

/* An empty database of that version. */
static enum rc make_empty(const char *to, int64_t version, struct err *e)
{
    struct engine *db = NULL;
    if (access(to, F_OK) == 0)
        return fail(e, RC_CONFLICT, "%s: is there already", to);
    enum rc rc = engine_sqlite_open(to, (struct engine_open){.create = true}, &db, e);
    if (rc)
        return rc;
    for (size_t i = 0; i < MIGRATIONS_N && !rc; i++) {
        struct engine_stmt *stmt = NULL;
        bool row = false;
        if (MIGRATIONS[i].version > version)
            break;
        rc = db->ops->prepare(db, MIGRATIONS[i].text, &stmt, e);
        if (!rc)
            rc = db->ops->step(db, stmt, &row, e);
        if (stmt)
            db->ops->finalize(db, stmt);
    }
    if (!rc)
        rc = db->ops->set_version(db, version, e);
    db->ops->close(db);
    return rc;
}

/* Nothing is checked while rows come in any order. */
static enum rc open_new(struct salvage *s, const char *to)
{
    if (sqlite3_open_v2(to, &s->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return fail_new(s, "cannot be opened");
    return run(s, "PRAGMA foreign_keys = OFF; PRAGMA journal_mode = DELETE");
}

/* Rows that the migrations have put there give way to those that were there. */
static enum rc empty_tables(struct salvage *s)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < s->report->tables_n && !rc; i++) {
        sqlite3_stmt *stmt = prepare(s->db, "DELETE FROM main.\"%s\"", s->report->tables[i].name);
        if (!stmt || sqlite3_step(stmt) != SQLITE_DONE)
            rc = fail_new(s, s->report->tables[i].name);
        sqlite3_finalize(stmt);
    }
    return rc;
}

static enum rc copy_all(struct salvage *s, const char *to)
{
    enum rc rc = open_new(s, to);
    if (!rc)
        rc = list_tables(s);
    if (!rc)
        rc = run(s, "BEGIN");
    if (!rc)
        rc = empty_tables(s);
    for (size_t i = 0; i < s->report->tables_n && !rc; i++) {
        arena_release(&s->arena);
        rc = copy_table(s, &s->report->tables[i]);
    }
    if (!rc)
        rc = cut_all(s);
    return rc ? rc : run(s, "UPDATE search_index SET whole = 0; COMMIT");
}

static int64_t rows_saved(const struct salvage_report *r, const char *table)
{
    for (size_t i = 0; i < r->tables_n; i++)
        if (strcmp(r->tables[i].name, table) == 0)
            return r->tables[i].rows - r->tables[i].cut;
    return -1; /* a schema without it */
}

/* Without any key or any entry there is no history, and a site without one is not opened: another begins with what is
 * there, as one did when seals came up. */
static enum rc begin_history(const struct salvage *s, const char *from, const char *to)
{
    struct db db = {.engine = NULL};
    struct seal_writer seals = {.path = from}; /* the key stands beside it */
    enum rc rc = engine_sqlite_open(to, (struct engine_open){.create = false}, &db.engine, s->e);
    if (rc)
        return rc;
    rc = db.engine->ops->begin(db.engine, ENGINE_WRITE, s->e);
    if (!rc)
        rc = seal_found(&db, &seals, s->e);
    if (!rc)
        rc = db.engine->ops->commit(db.engine, s->e);
    if (rc)
        db.engine->ops->rollback(db.engine);
    db_close(&db);
    sign_forget(&seals.secret, sizeof seals.secret);
    s->report->history_lost = true;
    return rc;
}

/* Left of the history alone: keys without entries, or entries without keys. */
static enum rc drop_history(struct salvage *s)
{
    return run(s, "DELETE FROM seal; DELETE FROM seal_key");
}

enum rc store_salvage(const char *from, const char *to, struct salvage_report *out, struct err *e)
{
    struct salvage s = {.report = out, .e = e};
    *out = (struct salvage_report){0};
    bool made = false;
    arena_init(&s.arena, SALVAGE_ARENA_BYTES);
    enum rc rc = open_old(&s, from);
    if (!rc) {
        rc = make_empty(to, out->version, e);
        made = rc != RC_CONFLICT;
    }
    if (!rc)
        rc = copy_all(&s, to);
    bool no_history = !rc && (rows_saved(out, "seal") == 0 || rows_saved(out, "seal_key") == 0);
    if (no_history)
        rc = drop_history(&s);
    int closed = sqlite3_close(s.db);
    (void)sqlite3_close(s.old); /* it has only been read */
    arena_release(&s.arena);
    if (!rc && closed != SQLITE_OK)
        rc = fail(e, RC_IO, "%s: %s", to, sqlite3_errstr(closed));
    if (!rc && no_history)
        rc = begin_history(&s, from, to);
    if (!rc)
        rc = store_inspect(to, NULL, e);
    if (rc && made)
        (void)unlink(to);
    return rc;
}
