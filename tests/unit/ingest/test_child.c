#include "tests/test.h"

#include "ingest/child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static void hijack(struct buf *answer)
{
    if (open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 || open("/", O_RDONLY | O_CLOEXEC) >= 0)
        buf_addf(answer, "o");
    if (open("/tmp/loa-child-was-here", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0)
        buf_addf(answer, "w");
    if (socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0 ||
        socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0)
        buf_addf(answer, "n");
    if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
        buf_addf(answer, "x");
    if (kill(getppid(), 0) == 0)
        buf_addf(answer, "k");
}

/* What the child is told to do: the first byte of a request. */
static enum rc work(struct str request, struct buf *answer, struct err *e)
{
    volatile unsigned spins = 0;
    switch (request.n ? request.p[0] : 0) {
    case 'e': buf_add(answer, request); return RC_OK;
    case 'r': return fail(e, RC_LIMIT, "no more than %d", 7);
    case 'k': abort();
    case 'x': _exit(3);
    case 'p': buf_addf(answer, "%ld", (long)getpid()); return RC_OK;
    case 'w':
        for (;;)
            spins++;
    case 's': (void)pause(); return RC_OK;
    case 'b': /* busy for longer than it may do nothing */
        for (;;) {
            struct rusage used;
            (void)getrusage(RUSAGE_SELF, &used);
            if (used.ru_utime.tv_sec + used.ru_stime.tv_sec >= 1 && used.ru_utime.tv_usec > 200000)
                return RC_OK;
        }
    case 'o': /* has it any file but its socket? */
        for (int fd = 3; fd < 64; fd++)
            if (fcntl(fd, F_GETFD) >= 0)
                buf_addf(answer, "x");
        return RC_OK;
    case 'l': {
        struct rlimit data = {0, 0};
        (void)getrlimit(RLIMIT_FSIZE, &data);
        buf_addf(answer, "%ld", (long)data.rlim_cur);
        return RC_OK;
    }
    case 'f': buf_addf(answer, "%s", fork() >= 0 ? "f" : ""); return RC_OK;
    case 'S': (void)execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL); return RC_OK;
    case 'h': /* what code that took it over would try; each success is a letter */
        hijack(answer);
        return RC_OK;
    default: return RC_OK;
    }
}

static const struct child_task TASK = {
    .work = work, .requests = 3, .cpu_s = 1, .wait_s = 2, .memory_bytes = 256 << 20};

static enum rc ask(struct child *c, const char *request, char *answer, size_t size, struct err *e)
{
    struct buf b;
    buf_init(&b, NULL);
    enum rc rc = child_run(c, str_view(request), &b, e);
    size_t n = b.n < size - 1 ? b.n : size - 1;
    memcpy(answer, b.n ? b.p : "", n);
    answer[n] = '\0';
    buf_release(&b);
    return rc;
}

static void answers_and_refusals(void **state)
{
    (void)state;
    char answer[64];
    struct err e = {""};
    struct child *c = child_new(&TASK);
    assert_int_equal(ask(c, "echo", answer, sizeof answer, &e), RC_OK);
    assert_string_equal(answer, "echo");
    assert_int_equal(ask(c, "refuse", answer, sizeof answer, &e), RC_LIMIT);
    assert_string_equal(e.text, "no more than 7");
    assert_int_equal(ask(c, "", answer, sizeof answer, &e), RC_OK);
    assert_string_equal(answer, "");
    child_free(c);
    child_free(NULL);
}

static void one_serves_many_then_another(void **state)
{
    (void)state;
    char pids[5][64];
    struct err e = {""};
    struct child *c = child_new(&TASK);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(ask(c, "pid", pids[i], sizeof pids[i], &e), RC_OK);
    assert_string_equal(pids[0], pids[2]);
    assert_string_not_equal(pids[2], pids[3]);
    assert_string_equal(pids[3], pids[4]);
    child_free(c);
}

static void one_that_works_is_waited_for(void **state)
{
    (void)state;
    char answer[64];
    struct err e = {""};
    struct child_task task = TASK;
    task.cpu_s = 20;
    task.wait_s = 1;
    struct child *c = child_new(&task);
    if (ask(c, "busy", answer, sizeof answer, &e) != RC_OK)
        fail_msg("%s", e.text);
    assert_int_equal(ask(c, "sleep", answer, sizeof answer, &e), RC_LIMIT);
    child_free(c);
}

static void its_death_is_not_ours(void **state)
{
    (void)state;
    char answer[64];
    struct err e = {""};
    struct child *c = child_new(&TASK);
    assert_int_equal(ask(c, "kill", answer, sizeof answer, &e), RC_INVALID);
    assert_non_null(strstr(e.text, "died"));
    assert_int_equal(ask(c, "x", answer, sizeof answer, &e), RC_INVALID);
    assert_int_equal(ask(c, "echo", answer, sizeof answer, &e), RC_OK);
    assert_string_equal(answer, "echo");
    child_free(c);
}

static void time_is_limited(void **state)
{
    (void)state;
    char answer[64];
    struct err e = {""};
    struct child *c = child_new(&TASK);
    assert_int_equal(ask(c, "sleep", answer, sizeof answer, &e), RC_LIMIT);
    assert_non_null(strstr(e.text, "longer than 2 s"));
    enum rc rc = ask(c, "work", answer, sizeof answer, &e);
    assert_int_equal(rc, RC_LIMIT);
    assert_int_equal(ask(c, "echo", answer, sizeof answer, &e), RC_OK);
    child_free(c);
}

static void it_holds_nothing(void **state)
{
    (void)state;
    char answer[64];
    struct err e = {""};
    int other = open("/dev/null", O_RDONLY); /* must not be handed down */
    struct child *c = child_new(&TASK);
    assert_int_equal(ask(c, "open", answer, sizeof answer, &e), RC_OK);
    assert_string_equal(answer, "x"); /* its socket */
    assert_int_equal(ask(c, "limits", answer, sizeof answer, &e), RC_OK);
    assert_string_equal(answer, "0");
    child_free(c);
    (void)close(other);
}

#ifndef LOA_SANITIZED
static void prepared(void)
{
    int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC); /* before, it still may */
    if (fd < 0)
        _exit(1);
    (void)close(fd);
}
#endif

static void what_took_it_over_gets_nowhere(void **state)
{
    (void)state;
#ifdef LOA_SANITIZED
    print_message("skipped: children are not confined under sanitizers\n");
    skip();
#else
    static const char *const DEADLY[] = {"fork", "Shell"};
    char answer[64];
    struct err e = {""};
    struct child_task task = TASK;
    task.prepare = prepared;
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0) {
        print_message("skipped: this kernel has no seccomp\n");
        skip();
    }
    for (int threads = 0; threads < 2; threads++) {
        task.threads = threads == 1;
        struct child *c = child_new(&task);
        assert_int_equal(ask(c, "hijacked", answer, sizeof answer, &e), RC_OK);
        assert_string_equal(answer, "");
        for (size_t i = 0; i < COUNT_OF(DEADLY); i++) {
            assert_int_equal(ask(c, DEADLY[i], answer, sizeof answer, &e), RC_INVALID);
            assert_non_null(strstr(e.text, "signal 31")); /* SIGSYS */
        }
        assert_int_equal(ask(c, "echo", answer, sizeof answer, &e), RC_OK);
        child_free(c);
    }
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_and_refusals),
        cmocka_unit_test(one_serves_many_then_another),
        cmocka_unit_test(its_death_is_not_ours),
        cmocka_unit_test(time_is_limited),
        cmocka_unit_test(one_that_works_is_waited_for),
        cmocka_unit_test(it_holds_nothing),
        cmocka_unit_test(what_took_it_over_gets_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
