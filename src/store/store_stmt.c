#include "store/store_stmt.h"

#include "base/clock.h"

#include <string.h>

void db_close(struct db *db)
{
    if (!db->engine)
        return;
    for (size_t i = 0; i < SQL_COUNT; i++)
        if (db->stmts[i])
            db->engine->ops->finalize(db->engine, db->stmts[i]);
    db->engine->ops->close(db->engine);
    *db = (struct db){0};
}

void stmt_start(struct stmt *q, struct db *db, enum statement id, struct err *e)
{
    *q = (struct stmt){.db = db, .id = id, .e = e};
    db->queries++;
    if (!db->stmts[id])
        q->rc = db->engine->ops->prepare(db->engine, STATEMENTS[id].text, &db->stmts[id], e);
    q->stmt = db->stmts[id];
}

/* The place of the next parameter, or 0 when the query has failed. */
static int next_place(struct stmt *q)
{
    ASSERT(q->bound < STATEMENTS[q->id].params_n);
    q->bound++;
    return q->rc ? 0 : q->bound;
}

void stmt_int(struct stmt *q, int64_t value)
{
    int at = next_place(q);
    if (at)
        q->db->engine->ops->bind_int(q->db->engine, q->stmt, at, value);
}

static void stmt_null(struct stmt *q)
{
    int at = next_place(q);
    if (at)
        q->db->engine->ops->bind_null(q->db->engine, q->stmt, at);
}

void stmt_bool(struct stmt *q, bool value)
{
    stmt_int(q, value ? 1 : 0);
}

void stmt_id(struct stmt *q, int64_t id)
{
    if (id == 0)
        stmt_null(q);
    else
        stmt_int(q, id);
}

void stmt_time(struct stmt *q, int64_t at_ms)
{
    if (at_ms == CLOCK_NONE)
        stmt_null(q);
    else
        stmt_int(q, at_ms);
}

void stmt_text(struct stmt *q, struct str value)
{
    int at = next_place(q);
    if (at && value.n > STMT_TEXT_MAX_BYTES) {
        q->rc = fail(q->e, RC_LIMIT, "a text of %zu bytes is too long", value.n);
        at = 0;
    }
    if (at)
        q->db->engine->ops->bind_text(q->db->engine, q->stmt, at, value);
}

void stmt_bytes(struct stmt *q, struct str value)
{
    int at = next_place(q);
    if (at)
        q->db->engine->ops->bind_bytes(q->db->engine, q->stmt, at, value);
}

void stmt_hash(struct stmt *q, const struct hash_content *value)
{
    stmt_bytes(q, (struct str){(const char *)value->bytes, sizeof value->bytes});
}

bool stmt_next(struct stmt *q)
{
    ASSERT(q->bound == STATEMENTS[q->id].params_n);
    bool row = false;
    if (q->rc || q->done)
        return false;
    q->rc = q->db->engine->ops->step(q->db->engine, q->stmt, &row, q->e);
    q->done = q->rc || !row;
    return !q->done;
}

enum rc stmt_end(struct stmt *q)
{
    if (q->stmt)
        q->db->engine->ops->reset(q->db->engine, q->stmt);
    return q->rc;
}

enum rc stmt_run(struct stmt *q)
{
    while (stmt_next(q)) {
    }
    return stmt_end(q);
}

enum rc stmt_run_int(struct stmt *q, int64_t *out, bool *found)
{
    bool row = stmt_next(q);
    int64_t value = row ? row_int(q, 0) : 0;
    enum rc rc = stmt_run(q);
    if (rc)
        return rc;
    if (found)
        *found = row;
    if (row)
        *out = value;
    return RC_OK;
}

int64_t row_int(const struct stmt *q, int column)
{
    return q->db->engine->ops->column_int(q->db->engine, q->stmt, column);
}

bool row_bool(const struct stmt *q, int column)
{
    return row_int(q, column) != 0;
}

int64_t row_time(const struct stmt *q, int column)
{
    if (q->db->engine->ops->column_null(q->db->engine, q->stmt, column))
        return CLOCK_NONE;
    return row_int(q, column);
}

struct str row_text(const struct stmt *q, struct arena *a, int column)
{
    return str_copy(a, q->db->engine->ops->column_bytes(q->db->engine, q->stmt, column));
}

struct str row_bytes(const struct stmt *q, int column)
{
    return q->db->engine->ops->column_bytes(q->db->engine, q->stmt, column);
}

bool row_hash(const struct stmt *q, int column, struct hash_content *out)
{
    struct str bytes = q->db->engine->ops->column_bytes(q->db->engine, q->stmt, column);
    if (bytes.n != sizeof out->bytes)
        return false;
    memcpy(out->bytes, bytes.p, bytes.n);
    return true;
}
