/* The writer thread: groups, readers that never wait, full queues, and what survives kill -9. Runs
 * under ThreadSanitizer too. */
#include "store/store_batch.h"
#include "tests/store/store_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

static struct store_command setting(struct arena *a, int n)
{
    struct store_command c = {.kind = STORE_SET};
    c.set.name = str_format(a, "s%d", n);
    c.set.value = STR("1");
    return c;
}

struct tally {
    atomic_int ok;
    atomic_int failed;
    pthread_mutex_t *hold; /* the writer waits here: done runs on its thread */
};

static void tally_done(void *ctx, enum rc rc, const struct store_result *result,
                       const struct err *e)
{
    struct tally *t = ctx;
    (void)result;
    (void)e;
    if (t->hold) {
        pthread_mutex_lock(t->hold);
        pthread_mutex_unlock(t->hold);
    }
    atomic_fetch_add(rc == RC_OK ? &t->ok : &t->failed, 1);
}

static void many_commands_are_few_commits(void **state)
{
    (void)state;
    enum { COMMANDS = 2000 };
    struct site s;
    struct tally t = {0};
    site_open(&s, 0);
    uint64_t before = store_commits(s.st);
    for (int i = 0; i < COMMANDS; i++) {
        struct store_command c = setting(&s.arena, i);
        assert_int_equal(store_submit(s.st, &c, tally_done, &t), RC_OK);
    }
    struct store_command last = setting(&s.arena, COMMANDS);
    run_ok(&s, last);
    assert_int_equal(atomic_load(&t.ok), COMMANDS);
    assert_in_range(store_commits(s.st) - before, 1, COMMANDS / 4);
    site_close(&s);
}

/* Bulk: the same answers, and they are there for whoever opens the site next. */
static void a_bulk_is_settled_at_its_end(void **state)
{
    (void)state;
    struct site s;
    struct err e = {""};
    struct str value = STR("");
    site_open(&s, 0);
    store_reader_close(s.r);
    store_close(s.st);
    assert_int_equal(store_open(s.path, (struct store_options){.bulk = true}, &s.st, &e), RC_OK);
    struct store_command c = setting(&s.arena, 7);
    assert_int_equal(store_settle(s.st, &e), RC_OK);
    run_ok(&s, c);
    assert_int_equal(store_settle(s.st, &e), RC_OK);
    assert_int_equal(store_reader_open(s.st, &s.r, &e), RC_OK);
    assert_int_equal(store_setting(s.r, &s.arena, STR("s7"), &value, &e), RC_OK);
    assert_str_is(value, "1");
    site_close(&s);
}

/* One bad command in a group fails alone. */
static void a_failed_command_leaves_its_group(void **state)
{
    (void)state;
    struct site s;
    pthread_mutex_t hold = PTHREAD_MUTEX_INITIALIZER;
    struct tally held = {.hold = &hold};
    struct tally t = {0};
    site_open(&s, 0);
    pthread_mutex_lock(&hold);
    struct store_command first = setting(&s.arena, 0);
    assert_int_equal(store_submit(s.st, &first, tally_done, &held), RC_OK);
    struct store_command bad = {.kind = STORE_WITHDRAW, .withdraw = {99, true, NOW_MS}};
    for (int i = 1; i <= 10; i++) {
        struct store_command good = setting(&s.arena, i);
        assert_int_equal(store_submit(s.st, &good, tally_done, &t), RC_OK);
        assert_int_equal(store_submit(s.st, &bad, tally_done, &t), RC_OK);
    }
    pthread_mutex_unlock(&hold);
    run_ok(&s, setting(&s.arena, 11));
    assert_int_equal(atomic_load(&t.ok), 10);
    assert_int_equal(atomic_load(&t.failed), 10);
    for (int i = 0; i <= 11; i++) {
        struct str value = {0};
        struct str name = str_format(&s.arena, "s%d", i);
        assert_int_equal(store_setting(s.r, &s.arena, name, &value, NULL), RC_OK);
    }
    site_close(&s);
    pthread_mutex_destroy(&hold);
}

static void a_batch_answers_every_command(void **state)
{
    (void)state;
    enum { COMMANDS = 2 * STORE_BATCH_WAITING_MAX };
    struct site s;
    struct store_batch b;
    site_open(&s, 0);
    struct store_answer *answers = arena_array(&s.arena, COMMANDS, sizeof *answers);
    uint64_t before = store_commits(s.st);
    store_batch_init(&b, s.st);
    for (int i = 0; i < COMMANDS; i++) {
        struct store_command c = {.kind = STORE_PUT_SECTION,
                                  .put_section = {.name = str_format(&s.arena, "Mục %d", i),
                                                  .slug = str_format(&s.arena, "muc-%d", i)}};
        assert_int_equal(store_batch_submit(&b, &c, i % 2 ? NULL : &answers[i], NULL), RC_OK);
    }
    assert_int_equal(store_batch_wait(&b, 0, NULL), RC_OK);
    assert_in_range(store_commits(s.st) - before, 1, COMMANDS / 4);
    for (int i = 2; i < COMMANDS; i += 2)
        assert_int_equal(answers[i].id, answers[i - 2].id + 2);
    store_batch_release(&b);
    site_close(&s);
}

/* The first failure is told, also by what is submitted later; the others are done. */
static void a_batch_keeps_its_first_failure(void **state)
{
    (void)state;
    struct site s;
    struct store_batch b;
    struct store_answer answer = {.id = 7};
    struct err e = {{0}};
    struct str value = {0};
    struct store_command bad = {.kind = STORE_WITHDRAW, .withdraw = {99, true, NOW_MS}};
    site_open(&s, 0);
    store_batch_init(&b, s.st);
    struct store_command good = setting(&s.arena, 1);
    for (int i = 0; i < 2; i++) { /* it may be known at once */
        enum rc rc = store_batch_submit(&b, i ? &good : &bad, i ? NULL : &answer, NULL);
        assert_true(rc == RC_OK || rc == RC_NOTFOUND);
    }
    assert_int_equal(store_batch_wait(&b, 0, &e), RC_NOTFOUND);
    assert_non_null(strstr(e.text, "99"));
    assert_int_equal(answer.id, 0);
    assert_int_equal(store_batch_submit(&b, &good, NULL, NULL), RC_NOTFOUND);
    store_batch_release(&b);
    assert_int_equal(store_setting(s.r, &s.arena, STR("s1"), &value, NULL), RC_OK);
    site_close(&s);
}

static void a_full_queue_is_busy(void **state)
{
    (void)state;
    struct site s;
    pthread_mutex_t hold = PTHREAD_MUTEX_INITIALIZER;
    struct tally t = {.hold = &hold};
    int accepted = 0;
    enum rc rc = RC_OK;
    site_open(&s, 0);
    pthread_mutex_lock(&hold);
    while (rc == RC_OK && accepted < 2 * STORE_QUEUE_MAX) {
        struct store_command c = setting(&s.arena, accepted);
        rc = store_submit(s.st, &c, tally_done, &t);
        accepted += rc == RC_OK;
    }
    assert_int_equal(rc, RC_BUSY);
    assert_in_range(accepted, STORE_QUEUE_MAX, STORE_QUEUE_MAX + STORE_GROUP_MAX);
    pthread_mutex_unlock(&hold);
    store_reader_close(s.r);
    store_close(s.st); /* finishes what was queued */
    assert_int_equal(atomic_load(&t.ok), accepted);
    arena_release(&s.arena);
    site_remove(s.path);
    pthread_mutex_destroy(&hold);
}

/* Another process holds a write transaction: readers read on, and what they read is committed. */
static void readers_do_not_wait_for_a_writer(void **state)
{
    (void)state;
    struct site s;
    struct engine *db = NULL;
    struct engine_stmt *stmt = NULL;
    struct err e = {0};
    struct str value = {0};
    bool row = false;
    site_open(&s, 0);
    run_ok(&s, setting(&s.arena, 1));
    assert_int_equal(engine_sqlite_open(s.path, (struct engine_open){0}, &db, &e), RC_OK);
    assert_int_equal(db->ops->begin(db, ENGINE_WRITE, &e), RC_OK);
    assert_int_equal(db->ops->prepare(db, "UPDATE setting SET value = 'x'", &stmt, &e), RC_OK);
    assert_int_equal(db->ops->step(db, stmt, &row, &e), RC_OK);
    for (int i = 0; i < 100; i++)
        assert_int_equal(store_setting(s.r, &s.arena, STR("s1"), &value, NULL), RC_OK);
    assert_str_is(value, "1");
    db->ops->finalize(db, stmt);
    db->ops->rollback(db);
    db->ops->close(db);
    site_close(&s);
}

/* Another process (here another store on the file) that imports without a pause does not shut this
 * one out. */
static void an_import_lets_others_in(void **state)
{
    (void)state;
    enum { IMPORTED = 3 * STORE_QUEUE_MAX };
    struct site s;
    struct store *other = NULL;
    struct tally t = {0};
    site_open(&s, 0);
    assert_int_equal(store_open(s.path, (struct store_options){0}, &other, NULL), RC_OK);
    int answered = 0;
    for (int i = 0; i < IMPORTED; i++) {
        struct store_command c = setting(&s.arena, i);
        while (store_submit(other, &c, tally_done, &t) == RC_BUSY) {
            run_ok(&s, setting(&s.arena, IMPORTED + answered));
            answered++;
        }
    }
    print_message("%d commands answered during an import of %d\n", answered, (int)IMPORTED);
    assert_in_range(answered, 1, IMPORTED);
    store_close(other);
    assert_int_equal(atomic_load(&t.ok), IMPORTED);
    site_close(&s);
}

/* ---- many threads ---- */

enum { THREADS = 4, ROUNDS = 100 };

struct worker {
    struct site *s;
    int number;
    int64_t article_id;
    pthread_t thread;
};

static void *work(void *arg)
{
    struct worker *w = arg;
    struct store_reader *r = NULL;
    assert_int_equal(store_reader_open(w->s->st, &r, NULL), RC_OK);
    int64_t before = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct store_command c = {.kind = STORE_REACT};
        c.react = (struct store_react){w->article_id, sender_of(w->number * ROUNDS + i), false,
                                       REACTION_LIKE, NOW_MS};
        struct store_article_counts counts = {0};
        assert_int_equal(store_run(w->s->st, &c, NULL, NULL), RC_OK);
        assert_int_equal(store_counts_of(r, w->article_id, &counts, NULL), RC_OK);
        /* what was answered is seen, by everybody, and never less than before */
        assert_true(counts.reactions[REACTION_LIKE] > before);
        assert_true(counts.reactions[REACTION_LIKE] >= i + 1);
        before = counts.reactions[REACTION_LIKE];
    }
    store_reader_close(r);
    return NULL;
}

static void threads_write_and_read_together(void **state)
{
    (void)state;
    struct site s;
    struct worker workers[THREADS];
    site_open(&s, 0);
    put_section(&s, "tin", "", 1);
    int64_t id = put(&s, (struct story){0});
    uint64_t before = store_commits(s.st);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.s = &s, .number = i, .article_id = id};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
    struct store_article_counts counts = {0};
    assert_int_equal(store_counts_of(s.r, id, &counts, NULL), RC_OK);
    assert_int_equal(counts.reactions[REACTION_LIKE], THREADS * ROUNDS);
    assert_in_range(store_commits(s.st) - before, 1, THREADS * ROUNDS);
    site_close(&s);
}

/* ---- kill -9 ---- */

static int ack_fd;

static void ack_done(void *ctx, enum rc rc, const struct store_result *result, const struct err *e)
{
    int n = (int)(intptr_t)ctx;
    (void)result;
    (void)e;
    if (rc == RC_OK && write(ack_fd, &n, sizeof n) != sizeof n)
        _exit(1);
}

/* The child: submits settings as fast as it can until it is killed. */
static void submit_for_ever(const char *path, int fd)
{
    struct store *st = NULL;
    ack_fd = fd;
    if (store_open(path, (struct store_options){.create = true}, &st, NULL) != RC_OK)
        _exit(2);
    for (int i = 0;; i++) {
        struct arena a;
        arena_init(&a, 4096);
        struct store_command c = setting(&a, i);
        while (store_submit(st, &c, ack_done, (void *)(intptr_t)i) == RC_BUSY)
            usleep(100);
        arena_release(&a);
    }
}

static void what_was_answered_survives_kill(void **state)
{
    (void)state;
    char path[64];
    int fds[2];
    int last = -1;
    int n = 0;
    int acked = 0;
    site_path(path);
    assert_int_equal(pipe(fds), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(fds[0]);
        submit_for_ever(path, fds[1]);
    }
    close(fds[1]);
    while (acked < 3000 && read(fds[0], &n, sizeof n) == sizeof n)
        acked++;
    assert_int_equal(kill(child, SIGKILL), 0);
    while (read(fds[0], &n, sizeof n) == sizeof n)
        last = n; /* answered before it died */
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(fds[0]);
    assert_true(last >= 3000 - 1 || acked == 3000);
    last = last < acked - 1 ? acked - 1 : last;
    struct site s = {0};
    memcpy(s.path, path, sizeof path);
    struct err e = {0};
    assert_int_equal(store_open(path, (struct store_options){0}, &s.st, &e), RC_OK);
    assert_int_equal(store_check(s.st, &e), RC_OK);
    assert_int_equal(store_reader_open(s.st, &s.r, &e), RC_OK);
    arena_init(&s.arena, SIZE_MAX / 2);
    for (int i = 0; i <= last; i++) {
        struct str value = {0};
        struct str name = str_format(&s.arena, "s%d", i);
        if (store_setting(s.r, &s.arena, name, &value, NULL) != RC_OK)
            fail_msg("setting %d of %d was answered and is lost", i, last);
    }
    site_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_answered_survives_kill), /* first: forks before threads start */
        cmocka_unit_test(many_commands_are_few_commits),
        cmocka_unit_test(a_bulk_is_settled_at_its_end),
        cmocka_unit_test(a_failed_command_leaves_its_group),
        cmocka_unit_test(a_batch_answers_every_command),
        cmocka_unit_test(a_batch_keeps_its_first_failure),
        cmocka_unit_test(a_full_queue_is_busy),
        cmocka_unit_test(readers_do_not_wait_for_a_writer),
        cmocka_unit_test(an_import_lets_others_in),
        cmocka_unit_test(threads_write_and_read_together),
    };
    assert_true(hash_start());
    return cmocka_run_group_tests_name("store threads", tests, NULL, NULL);
}
