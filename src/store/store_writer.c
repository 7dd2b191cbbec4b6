/* The writer thread: takes what is queued, up to a group, and commits it at once. A command that
 * fails is undone alone, by its savepoint; among many of readers, which have none, the group is undone and
 * run again with them. A commit that fails fails the whole group. */
#include "store/store_backup.h"
#include "store/store_internal.h"

#include "base/mem.h"

#include <unistd.h>

static void job_free(struct store_job *job)
{
    arena_release(&job->arena);
    mem_free(job);
}

/* What readers send in, one by one: the commands that come by the thousand a second. */
static bool is_readers(const struct store_job *job)
{
    return job->command.kind == STORE_REACT || job->command.kind == STORE_ADD_COMMENT ||
           job->command.kind == STORE_FLUSH;
}

/* Takes the first jobs of the queue, at most a group, and leaves the rest. */
static struct store_job *queue_take(struct store *st)
{
    struct store_job *first = st->first;
    struct store_job *last = first;
    size_t n = 1;
    bool readers = is_readers(first);
    for (; last->next && n < (size_t)(readers ? STORE_GROUP_READERS_MAX : STORE_GROUP_MAX); n++) {
        last = last->next;
        readers = readers && is_readers(last);
    }
    st->first = last->next;
    st->queued -= n;
    if (!st->first)
        st->last = NULL;
    last->next = NULL;
    return first;
}

/* True for so many readers' commands in a group that the next ones are not far. */
static bool is_busy(const struct store_job *group)
{
    enum { BUSY_JOBS = 32 };
    size_t n = 0;
    for (; group && is_readers(group); group = group->next)
        n++;
    return !group && n >= BUSY_JOBS;
}

/* Whether the queue is worth a commit at once: full, or the newsroom waits too, or the counters, which come with
 * the figures of many. Looked at every step of the waiting: it ends at the first command of another kind. */
static bool is_urgent(struct store *st)
{
    pthread_mutex_lock(&st->mutex);
    bool urgent = st->closing || st->queued >= STORE_GROUP_READERS_MAX;
    for (const struct store_job *job = st->first; job && !urgent; job = job->next)
        urgent = !is_readers(job) || job->command.kind == STORE_FLUSH;
    pthread_mutex_unlock(&st->mutex);
    return urgent;
}

/* Under load a commit waits for those that come meanwhile: its cost is by the page and by the sync,
 * not by the command. A group that was small is followed at once. */
static void gather(struct store *st)
{
    enum {
        STEPS = 10,
        STEP_US = 5000
    }; /* 50 ms at most: half of the tenth of a second that readers
                                            take for at once */
    for (int i = 0; i < STEPS && !is_urgent(st); i++)
        usleep(STEP_US);
}

/* Waits for work; NULL when the store closes and the queue is empty. */
static struct store_job *next_group(struct store *st)
{
    pthread_mutex_lock(&st->mutex);
    while (!st->first && !st->closing)
        pthread_cond_wait(&st->wake, &st->mutex);
    struct store_job *group = st->first ? queue_take(st) : NULL;
    pthread_mutex_unlock(&st->mutex);
    return group;
}

/* Runs the job's command. What is returned is the failure of the group: the transaction cannot be
 * relied on. */
static enum rc run_command(struct store *st, struct store_job *job, struct err *e)
{
    struct engine *db = st->writer.engine;
    struct write w = {&st->writer, &st->search,  &st->seals, &job->arena,
                      job,         &job->result, &job->err};
    job->rc = store_write(&w);
    if (!db->ops->in_transaction(db))
        return fail(e, job->rc ? job->rc : RC_IO, "%s", job->err.text);
    return RC_OK;
}

/* Runs one job inside its savepoint: its own failure goes into the job. RC as for run_command. */
static enum rc run_job(struct store *st, struct store_job *job, struct err *e)
{
    struct engine *db = st->writer.engine;
    struct search_mark mark;
    enum rc rc = db->ops->savepoint(db, e);
    if (rc)
        return rc;
    search_job_begin(&st->search, &mark);
    rc = run_command(st, job, e);
    if (rc)
        return rc;
    if (job->rc) {
        search_job_undo(&st->search, &mark);
        return db->ops->savepoint_undo(db, e);
    }
    rc = db->ops->savepoint_keep(db, e);
    return rc ? rc : search_job_end(&st->writer, &st->search, e);
}

/* Runs one of many readers' commands without a savepoint, which costs as much again: they look at everything
 * before they write, so that a refused one leaves nothing to undo. *undo: this one has failed after it had
 * written. */
static enum rc run_readers_job(struct store *st, struct store_job *job, bool *undo, struct err *e)
{
    struct engine *db = st->writer.engine;
    int64_t before = db->ops->rows_written(db);
    enum rc rc = run_command(st, job, e);
    *undo = rc == RC_OK && job->rc != RC_OK && db->ops->rows_written(db) != before;
    return rc;
}

static bool is_rebuilding(const struct store_job *group)
{
    while (group && group->command.kind == STORE_REINDEX)
        group = group->next;
    return !group;
}

/* An index that is being built anew is worth no sync, and its groups are thousands: with the power goes what
 * came last, and what others commit meanwhile brings all before it to the disk. */
static enum rc relax_group(struct store *st, const struct store_job *group, struct err *e)
{
    bool relaxed = is_rebuilding(group);
    if (st->bulk || relaxed == st->relaxed)
        return RC_OK;
    enum rc rc = st->writer.engine->ops->relax(st->writer.engine, relaxed, e);
    if (!rc)
        st->relaxed = relaxed;
    return rc;
}

/* Runs and commits a group; on failure nothing of it has happened. *undo is set, and nothing has happened
 * either, when readers' jobs have to be run one by one. */
static enum rc try_group(struct store *st, struct store_job *group, bool readers, bool *undo,
                         struct err *e)
{
    struct engine *db = st->writer.engine;
    enum rc rc = db->ops->begin(db, ENGINE_WRITE, e);
    if (rc)
        return rc;
    search_group_begin(&st->search);
    for (struct store_job *job = group; job && rc == RC_OK && !*undo; job = job->next)
        rc = readers ? run_readers_job(st, job, undo, e) : run_job(st, job, e);
    if (rc == RC_OK && !*undo)
        rc = search_group_end(&st->writer, &st->search, e);
    if (rc == RC_OK && !*undo)
        rc = db->ops->commit(db, e);
    if (rc || *undo) {
        db->ops->rollback(db);
        search_group_undo(&st->search);
    }
    return rc;
}

static enum rc run_group(struct store *st, struct store_job *group, bool readers, struct err *e)
{
    bool undo = false;
    enum rc rc = relax_group(st, group, e);
    if (rc == RC_OK)
        rc = try_group(st, group, readers, &undo, e);
    if (rc || !undo)
        return rc;
    for (struct store_job *job = group; job; job = job->next) {
        job->result = (struct store_result){0};
        job->err = (struct err){{0}};
    }
    undo = false;
    return try_group(st, group, false, &undo, e);
}

/* Answers every job of the group and frees it. */
static void answer_group(struct store_job *group, enum rc group_rc, const struct err *group_err)
{
    while (group) {
        struct store_job *next = group->next;
        bool told = group_rc == RC_BUSY || group_rc == RC_NOMEM;
        enum rc rc = group_rc == RC_OK ? group->rc : told ? group_rc : RC_IO;
        const struct err *e = group_rc == RC_OK ? &group->err : group_err;
        if (group->done)
            group->done(group->ctx, rc, &group->result, e);
        job_free(group);
        group = next;
    }
}

/* After a full group, with more waiting, another process gets its turn: it polls every millisecond
 * (store_sqlite.c), and a group that follows at once would shut it out. */
static void let_others_in(struct store *st)
{
    enum { PAUSE_US = 3000 }; /* a full group takes 10 ms and more */
    pthread_mutex_lock(&st->mutex);
    bool more = st->queued >= STORE_GROUP_MAX;
    pthread_mutex_unlock(&st->mutex);
    if (more)
        usleep(PAUSE_US);
}

static void *writer_main(void *arg)
{
    struct store *st = arg;
    for (struct store_job *group = next_group(st); group; group = next_group(st)) {
        struct err e = {0};
        bool busy = is_busy(group);
        enum rc rc = run_group(st, group, busy, &e);
        if (rc == RC_OK) {
            pthread_mutex_lock(&st->mutex);
            st->commits++;
            pthread_mutex_unlock(&st->mutex);
        }
        answer_group(group, rc, &e);
        let_others_in(st);
        if (busy)
            gather(st);
    }
    return NULL;
}

enum rc store_writer_start(struct store *st, struct err *e)
{
    pthread_mutex_init(&st->mutex, NULL); /* default attributes cannot fail on Linux */
    pthread_cond_init(&st->wake, NULL);
    if (pthread_create(&st->thread, NULL, writer_main, st) == 0)
        return RC_OK;
    pthread_cond_destroy(&st->wake);
    pthread_mutex_destroy(&st->mutex);
    return fail(e, RC_IO, "%s: cannot start the writer thread", st->path);
}

void store_writer_stop(struct store *st)
{
    pthread_mutex_lock(&st->mutex);
    st->closing = true;
    pthread_cond_signal(&st->wake);
    pthread_mutex_unlock(&st->mutex);
    pthread_join(st->thread, NULL);
    pthread_cond_destroy(&st->wake);
    pthread_mutex_destroy(&st->mutex);
}

uint64_t store_commits(struct store *st)
{
    pthread_mutex_lock(&st->mutex);
    uint64_t commits = st->commits;
    pthread_mutex_unlock(&st->mutex);
    return commits;
}

struct store_load store_load(struct store *st)
{
    pthread_mutex_lock(&st->mutex);
    struct store_load load = {st->queued, st->commits};
    pthread_mutex_unlock(&st->mutex);
    return load;
}

static bool queue_put(struct store *st, struct store_job *job)
{
    pthread_mutex_lock(&st->mutex);
    bool room = st->queued < STORE_QUEUE_MAX && !st->closing;
    if (room) {
        if (st->last)
            st->last->next = job;
        else
            st->first = job;
        st->last = job;
        st->queued++;
        pthread_cond_signal(&st->wake);
    }
    pthread_mutex_unlock(&st->mutex);
    return room;
}

enum rc store_submit(struct store *st, const struct store_command *c, store_done *done, void *ctx)
{
    if (st->read_only)
        return RC_CONFLICT;
    struct store_job *job = mem_alloc(sizeof *job);
    if (!job)
        return RC_NOMEM;
    job->done = done;
    job->ctx = ctx;
    arena_init(&job->arena, STORE_COMMAND_MAX_BYTES);
    enum rc rc = store_command_copy(job, c);
    if (rc == RC_OK && !queue_put(st, job))
        rc = RC_BUSY;
    if (rc)
        job_free(job);
    return rc;
}

/* store_run's waiting place; lives on the caller's stack until done has been called. */
struct waiting {
    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t wake;
    bool answered;
    enum rc rc;
    struct store_result result;
    struct err err;
};

static void waiting_done(void *ctx, enum rc rc, const struct store_result *result,
                         const struct err *e)
{
    struct waiting *w = ctx;
    pthread_mutex_lock(&w->mutex);
    w->answered = true;
    w->rc = rc;
    w->result = *result;
    w->err = *e;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->mutex);
}

enum rc store_run(struct store *st, const struct store_command *c, struct store_result *result,
                  struct err *e)
{
    struct waiting w = {.mutex = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};
    enum rc rc = store_submit(st, c, waiting_done, &w);
    if (rc)
        return fail(e, rc, "%s: %s", st->path,
                    st->read_only ? "was made by a newer Loa; this one can only read it"
                                  : rc_words(rc));
    pthread_mutex_lock(&w.mutex);
    while (!w.answered)
        pthread_cond_wait(&w.wake, &w.mutex);
    pthread_mutex_unlock(&w.mutex);
    pthread_cond_destroy(&w.wake);
    pthread_mutex_destroy(&w.mutex);
    if (w.rc)
        return fail(e, w.rc, "%s", w.err.text);
    if (result)
        *result = w.result;
    return RC_OK;
}
