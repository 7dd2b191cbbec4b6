/* An engine around another that fails at a chosen operation, once: what would happen if the disk
 * failed just there. For tests; the product uses the inner engine alone. */
#include "store/store_engine.h"

#include "base/mem.h"

#include <stdatomic.h>

struct fault_engine {
    struct engine base;
    struct engine *inner;
    struct fault_plan *plan;
};

static struct engine *inner_of(struct engine *db)
{
    return ((struct fault_engine *)(void *)db)->inner;
}

static bool fault_now(struct engine *db)
{
    struct fault_plan *plan = ((struct fault_engine *)(void *)db)->plan;
    if (atomic_load(&plan->countdown) == 0 || atomic_fetch_sub(&plan->countdown, 1) != 1)
        return false;
    atomic_store(&plan->fired, true);
    return true;
}

static enum rc planned(struct err *e)
{
    return fail(e, RC_IO, "planned fault");
}

static void fault_close(struct engine *db)
{
    struct engine *inner = inner_of(db);
    inner->ops->close(inner);
    mem_free(db);
}

static enum rc fault_version(struct engine *db, int64_t *version, struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->version(inner, version, e);
}

static enum rc fault_set_version(struct engine *db, int64_t version, struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->set_version(inner, version, e);
}

static enum rc fault_check(struct engine *db, struct err *e)
{
    struct engine *inner = inner_of(db);
    return inner->ops->check(inner, e);
}

static enum rc fault_begin(struct engine *db, enum engine_begin kind, struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->begin(inner, kind, e);
}

static enum rc fault_commit(struct engine *db, struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->commit(inner, e);
}

static void fault_rollback(struct engine *db)
{
    struct engine *inner = inner_of(db);
    inner->ops->rollback(inner);
}

static enum rc fault_relax(struct engine *db, bool relaxed, struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->relax(inner, relaxed, e);
}

static enum rc fault_settle(struct engine *db, struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->settle(inner, e);
}

static bool fault_in_transaction(struct engine *db)
{
    struct engine *inner = inner_of(db);
    return inner->ops->in_transaction(inner);
}

static int64_t fault_rows_written(struct engine *db)
{
    struct engine *inner = inner_of(db);
    return inner->ops->rows_written(inner);
}

static enum rc fault_savepoint(struct engine *db, struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->savepoint(inner, e);
}

static enum rc fault_savepoint_keep(struct engine *db, struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->savepoint_keep(inner, e);
}

static enum rc fault_savepoint_undo(struct engine *db, struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->savepoint_undo(inner, e);
}

static enum rc fault_prepare(struct engine *db, const char *text, struct engine_stmt **out,
                             struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->prepare(inner, text, out, e);
}

static void fault_finalize(struct engine *db, struct engine_stmt *stmt)
{
    struct engine *inner = inner_of(db);
    inner->ops->finalize(inner, stmt);
}

static void fault_bind_null(struct engine *db, struct engine_stmt *stmt, int at)
{
    struct engine *inner = inner_of(db);
    inner->ops->bind_null(inner, stmt, at);
}

static void fault_bind_int(struct engine *db, struct engine_stmt *stmt, int at, int64_t value)
{
    struct engine *inner = inner_of(db);
    inner->ops->bind_int(inner, stmt, at, value);
}

static void fault_bind_text(struct engine *db, struct engine_stmt *stmt, int at, struct str value)
{
    struct engine *inner = inner_of(db);
    inner->ops->bind_text(inner, stmt, at, value);
}

static void fault_bind_bytes(struct engine *db, struct engine_stmt *stmt, int at, struct str value)
{
    struct engine *inner = inner_of(db);
    inner->ops->bind_bytes(inner, stmt, at, value);
}

static enum rc fault_step(struct engine *db, struct engine_stmt *stmt, bool *row, struct err *e)
{
    struct engine *inner = inner_of(db);
    return fault_now(db) ? planned(e) : inner->ops->step(inner, stmt, row, e);
}

static void fault_reset(struct engine *db, struct engine_stmt *stmt)
{
    struct engine *inner = inner_of(db);
    inner->ops->reset(inner, stmt);
}

static int fault_columns(struct engine *db, struct engine_stmt *stmt)
{
    struct engine *inner = inner_of(db);
    return inner->ops->columns(inner, stmt);
}

static const char *fault_column_name(struct engine *db, struct engine_stmt *stmt, int at)
{
    struct engine *inner = inner_of(db);
    return inner->ops->column_name(inner, stmt, at);
}

static bool fault_column_null(struct engine *db, struct engine_stmt *stmt, int at)
{
    struct engine *inner = inner_of(db);
    return inner->ops->column_null(inner, stmt, at);
}

static int64_t fault_column_int(struct engine *db, struct engine_stmt *stmt, int at)
{
    struct engine *inner = inner_of(db);
    return inner->ops->column_int(inner, stmt, at);
}

static struct str fault_column_bytes(struct engine *db, struct engine_stmt *stmt, int at)
{
    struct engine *inner = inner_of(db);
    return inner->ops->column_bytes(inner, stmt, at);
}

static const struct engine_ops FAULT_OPS = {
    .close = fault_close,
    .version = fault_version,
    .set_version = fault_set_version,
    .check = fault_check,
    .begin = fault_begin,
    .commit = fault_commit,
    .rollback = fault_rollback,
    .relax = fault_relax,
    .settle = fault_settle,
    .in_transaction = fault_in_transaction,
    .rows_written = fault_rows_written,
    .savepoint = fault_savepoint,
    .savepoint_keep = fault_savepoint_keep,
    .savepoint_undo = fault_savepoint_undo,
    .prepare = fault_prepare,
    .finalize = fault_finalize,
    .bind_null = fault_bind_null,
    .bind_int = fault_bind_int,
    .bind_text = fault_bind_text,
    .bind_bytes = fault_bind_bytes,
    .step = fault_step,
    .reset = fault_reset,
    .columns = fault_columns,
    .column_name = fault_column_name,
    .column_null = fault_column_null,
    .column_int = fault_column_int,
    .column_bytes = fault_column_bytes,
};

enum rc engine_fault_open(struct engine *inner, struct fault_plan *plan, struct engine **out,
                          struct err *e)
{
    struct fault_engine *self = mem_alloc(sizeof *self);
    if (!self) {
        inner->ops->close(inner);
        return fail(e, RC_NOMEM, "out of memory");
    }
    *self = (struct fault_engine){{&FAULT_OPS}, inner, plan};
    *out = &self->base;
    return RC_OK;
}
