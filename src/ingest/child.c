#include "ingest/child.h"

#include "base/clock.h"
#include "base/mem.h"
#include "guard/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* Both ways: a header, then n bytes. */
struct message {
    enum rc rc; /* of an answer; the bytes are then the words of the error */
    size_t n;
};

struct child {
    struct child_task task;
    pid_t pid; /* 0: none */
    int fd;
    int requests;
    uint64_t ticks; /* of processor time that it had used when it was last asked for */
    int waits;      /* for the answer at hand */
};

/* ---- both sides ---- */

static bool send_all(int fd, const void *p, size_t n)
{
    const char *at = p;
    while (n) {
        ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool send_message(int fd, enum rc rc, struct str bytes)
{
    struct message m = {.rc = rc, .n = bytes.n};
    return send_all(fd, &m, sizeof m) && send_all(fd, bytes.p, bytes.n);
}

/* Processor time of a process; less than one tick of it is no work. */
static uint64_t ticks_of(pid_t pid)
{
    enum { TICK_US = 10000 };
    return (uint64_t)clock_processor_us(pid) / TICK_US;
}

/* The socket's time is over. One that worked meanwhile is waited for: on a machine with much to do it
 * may take long to use the processor time that it may (RLIMIT_CPU ends it then). */
static bool is_working(struct child *c)
{
    uint64_t before = c->ticks;
    c->ticks = ticks_of(c->pid);
    return c->ticks > before && ++c->waits < CHILD_WAITS_MAX;
}

/* Exactly n bytes. RC_IO: the other side is gone. RC_LIMIT: it does nothing. c: of the parent. */
static enum rc receive_all(struct child *c, int fd, void *p, size_t n)
{
    char *at = p;
    while (n) {
        ssize_t got = recv(fd, at, n, 0);
        if (got < 0 && (errno == EINTR || (errno == EAGAIN && c && is_working(c))))
            continue;
        if (got < 0 && errno == EAGAIN)
            return RC_LIMIT;
        if (got <= 0)
            return RC_IO;
        at += got;
        n -= (size_t)got;
    }
    return RC_OK;
}

/* A message; its bytes are on the heap, the caller's. */
static enum rc receive_message(struct child *c, int fd, struct message *m, char **bytes)
{
    enum rc rc = receive_all(c, fd, m, sizeof *m);
    if (rc || m->n > CHILD_MESSAGE_MAX_BYTES || m->rc < RC_OK || m->rc > RC_NOMEM)
        return rc ? rc : RC_IO;
    *bytes = mem_alloc(m->n);
    if (!*bytes)
        return RC_NOMEM;
    rc = receive_all(c, fd, *bytes, m->n);
    if (rc) {
        mem_free(*bytes);
        *bytes = NULL;
    }
    return rc;
}

/* ---- the child ---- */

static void set_limit(int resource, rlim_t soft, rlim_t hard)
{
    struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
    (void)setrlimit((__rlimit_resource_t)resource, &limit);
}

static void close_all_but(int fd)
{
    int nowhere = open("/dev/null", O_RDWR);
    for (int i = 0; nowhere >= 0 && i <= STDERR_FILENO; i++)
        (void)dup2(nowhere, i);
    if (fd > 3)
        (void)close_range(3, (unsigned)fd - 1, 0);
    (void)close_range((unsigned)fd + 1, ~0U, 0);
}

static void limit_child(const struct child_task *task)
{
    (void)task; /* where the limits are off */
    set_limit(RLIMIT_FSIZE, 0, 0);
    set_limit(RLIMIT_CORE, 0, 0);
#ifndef LOA_SANITIZED
    /* what is written to, not what is reserved */
    set_limit(RLIMIT_DATA, task->memory_bytes, task->memory_bytes);
#endif
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* what one request has freed serves the next, instead of being faulted in anew */
    (void)mallopt(M_MMAP_THRESHOLD, CHILD_MESSAGE_MAX_BYTES); /* NOLINT(concurrency-mt-unsafe) */
    (void)mallopt(M_TRIM_THRESHOLD, CHILD_MESSAGE_MAX_BYTES); /* NOLINT(concurrency-mt-unsafe) */
}

/* A kernel or container that has none of this leaves the limits. False: it has, and memory ran out. */
static bool confine(const struct child_task *task)
{
#ifndef LOA_SANITIZED
    const struct guard_calls calls = {.role = task->threads ? GUARD_PAINTER : GUARD_PARSER};
    int version = 0;
    enum rc files = guard_files(NULL, 0, true, &version, NULL);
    enum rc rc = guard_calls(&calls, NULL);
    return files != RC_NOMEM && rc != RC_NOMEM;
#else
    (void)task;
    return true;
#endif
}

/* The processor time of one more request. */
static void grant_cpu(const struct child_task *task)
{
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) != 0)
        return;
    rlim_t seconds = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + task->cpu_s + 1);
    set_limit(RLIMIT_CPU, seconds, RLIM_INFINITY);
}

static void serve(const struct child_task *task, int fd)
{
    close_all_but(fd);
    limit_child(task);
    if (task->prepare)
        task->prepare();
    if (!confine(task))
        _exit(1);
    for (;;) {
        struct message m;
        struct err e = {""};
        struct buf answer;
        char *bytes = NULL;
        if (receive_message(NULL, fd, &m, &bytes))
            _exit(0);
        grant_cpu(task);
        buf_init(&answer, NULL);
        enum rc rc = task->work((struct str){bytes, m.n}, &answer, &e);
        if (!rc && buf_failed(&answer))
            rc = fail(&e, RC_NOMEM, "out of memory");
        mem_free(bytes);
        if (!send_message(fd, rc, rc ? str_view(e.text) : buf_view(&answer)))
            _exit(1);
        buf_release(&answer);
    }
}

/* ---- the parent ---- */

/* Ends the process; gives how it ended. */
static int stop(struct child *c, bool kill_it)
{
    int status = 0;
    if (!c->pid)
        return 0;
    (void)close(c->fd);
    if (kill_it)
        (void)kill(c->pid, SIGKILL);
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR) {
    }
    c->pid = 0;
    return status;
}

static enum rc start(struct child *c, struct err *e)
{
    const struct timeval wait = {.tv_sec = c->task.wait_s};
    int fds[2];
    if (c->pid && c->requests < c->task.requests)
        return RC_OK;
    (void)stop(c, true);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return fail(e, RC_IO, "cannot start a process: error %d", errno);
    pid_t pid = fork();
    if (pid == 0)
        serve(&c->task, fds[1]);
    (void)close(fds[1]);
    if (pid < 0) {
        (void)close(fds[0]);
        return fail(e, RC_IO, "cannot start a process: error %d", errno);
    }
    (void)setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    c->pid = pid;
    c->fd = fds[0];
    c->requests = 0;
    return RC_OK;
}

struct child *child_new(const struct child_task *task)
{
    struct child *c = mem_alloc(sizeof *c);
    if (c)
        *c = (struct child){.task = *task};
    return c;
}

void child_free(struct child *c)
{
    if (!c)
        return;
    (void)stop(c, true);
    mem_free(c);
}

/* The child gave no answer: why. */
static enum rc died(struct child *c, enum rc rc, struct err *e)
{
    int status = stop(c, rc != RC_IO);
    if (rc == RC_LIMIT)
        return fail(e, rc, "took longer than %d s", c->task.wait_s);
    if (rc == RC_NOMEM)
        return fail(e, rc, "out of memory");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return fail(e, RC_LIMIT, "took more than %d s of processor time", c->task.cpu_s);
    return fail(e, RC_INVALID, "its reader died of it (signal %d)",
                WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

enum rc child_run(struct child *c, struct str request, struct buf *answer, struct err *e)
{
    struct message m;
    char *bytes = NULL;
    enum rc rc = start(c, e);
    if (rc)
        return rc;
    c->requests++;
    c->ticks = ticks_of(c->pid);
    c->waits = 0;
    if (!send_message(c->fd, RC_OK, request))
        return died(c, RC_IO, e);
    rc = receive_message(c, c->fd, &m, &bytes);
    if (rc)
        return died(c, rc, e);
    if (m.rc)
        rc = fail(e, m.rc, "%.*s", STR_ARG(((struct str){bytes, m.n})));
    else
        buf_add(answer, (struct str){bytes, m.n});
    mem_free(bytes);
    if (!rc && buf_failed(answer))
        return fail(e, RC_NOMEM, "out of memory");
    return rc;
}
