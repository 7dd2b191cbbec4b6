/* Opening and closing: the connection and the readers. */
#include "store/store_internal.h"
#include "store/store_write_seal.h"

#include "base/mem.h"

#include <stdatomic.h>
#include <string.h>

enum rc store_connect(struct store *st, struct engine_open options, struct engine **out,
                      struct err *e)
{
    enum rc rc = engine_sqlite_open(st->path, options, out, e);
    if (rc == RC_OK && st->faulty) {
        struct engine *inner = *out;
        rc = engine_fault_open(inner, &st->plan, out, e);
    }
    return rc;
}

static void store_free(struct store *st)
{
    db_close(&st->writer);
    search_writer_release(&st->search);
    sign_forget(&st->seals.secret, sizeof st->seals.secret);
    mem_free(st->signed_entries);
    mem_free(st->path);
    mem_free(st);
}

static enum rc store_prepare(struct store *st, struct store_options options, struct err *e)
{
    enum rc rc =
        store_connect(st, (struct engine_open){.create = options.create}, &st->writer.engine, e);
    if (rc == RC_OK)
        rc = store_migrate(st, options.create, e);
    if (rc == RC_OK)
        rc = seal_open(st, st->read_only ? (struct store_options){.any_key = true} : options, e);
    st->bulk = options.bulk;
    if (rc == RC_OK && options.bulk)
        rc = st->writer.engine->ops->relax(st->writer.engine, true, e);
    if (rc == RC_OK)
        rc = store_writer_start(st, e);
    return rc;
}

enum rc store_open(const char *path, struct store_options options, struct store **out,
                   struct err *e)
{
    if (!hash_start())
        return fail(e, RC_IO, "%s: the system gives no randomness", path);
    struct store *st = mem_alloc(sizeof *st);
    size_t path_bytes = strlen(path) + 1;
    if (st) {
        st->path = mem_alloc(path_bytes);
        st->signed_entries = signed_entries_new();
    }
    if (!st || !st->path || !st->signed_entries) {
        if (st)
            store_free(st);
        return fail(e, RC_NOMEM, "%s: out of memory", path);
    }
    memcpy(st->path, path, path_bytes);
    st->seals.path = st->path;
    st->faulty = options.fail_at_query != 0;
    atomic_init(&st->plan.countdown, options.fail_at_query);
    enum rc rc = store_prepare(st, options, e);
    if (rc) {
        store_free(st);
        return rc;
    }
    *out = st;
    return RC_OK;
}

void store_close(struct store *st)
{
    if (!st)
        return;
    store_writer_stop(st);
    store_free(st);
}

enum rc store_settle(struct store *st, struct err *e)
{
    return st->writer.engine->ops->settle(st->writer.engine, e);
}

enum rc store_reader_open(struct store *st, struct store_reader **out, struct err *e)
{
    struct store_reader *r = mem_alloc(sizeof *r);
    if (!r)
        return fail(e, RC_NOMEM, "%s: out of memory", st->path);
    struct engine_open options = {.read_only = true};
    enum rc rc = store_connect(st, options, &r->db.engine, e);
    if (rc) {
        mem_free(r);
        return rc;
    }
    r->keys = st->keys;
    r->signed_entries = st->signed_entries;
    *out = r;
    return RC_OK;
}

void store_reader_close(struct store_reader *r)
{
    if (!r)
        return;
    index_cache_release(&r->cache);
    db_close(&r->db);
    mem_free(r);
}

uint64_t store_reader_queries(const struct store_reader *r)
{
    return r->db.queries;
}

bool store_read_only(const struct store *st)
{
    return st->read_only;
}

bool store_fault_fired(const struct store *st)
{
    return atomic_load(&st->plan.fired);
}

enum rc store_check(struct store *st, struct err *e)
{
    struct engine *db = NULL;
    enum rc rc = engine_sqlite_open(st->path, (struct engine_open){0}, &db, e);
    if (rc)
        return rc;
    rc = db->ops->check(db, e);
    db->ops->close(db);
    return rc;
}
