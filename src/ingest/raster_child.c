#include "ingest/raster_child.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* Both ways over one socket: a header, then n bytes. To the child only PICTURE. */
enum message_kind { PICTURE, SAID_IPTC, SAID_XMP, MADE, ENDED };

struct message {
    enum message_kind kind;
    enum rc rc;                   /* ENDED; the bytes are the words of the error */
    enum rendition_format format; /* MADE */
    int width_px;
    int height_px;
    size_t n;
};

enum {
    MESSAGE_MAX_BYTES = 256 << 20,
    MESSAGES_MAX =
        3 * RENDITION_RUNGS_MAX + 3, /* of one picture: renditions, what it said, the end */
};

struct raster_child {
    pid_t pid; /* 0: none */
    int fd;
    int pictures;
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

static bool send_message(int fd, struct message m, struct str bytes)
{
    m.n = bytes.n;
    return send_all(fd, &m, sizeof m) && send_all(fd, bytes.p, bytes.n);
}

/* Exactly n bytes. RC_IO: the other side is gone. RC_LIMIT: it said nothing for the socket's time. */
static enum rc receive_all(int fd, void *p, size_t n)
{
    char *at = p;
    while (n) {
        ssize_t got = recv(fd, at, n, 0);
        if (got < 0 && errno == EINTR)
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
static enum rc receive_message(int fd, struct message *m, char **bytes)
{
    enum rc rc = receive_all(fd, m, sizeof *m);
    if (rc || m->n > MESSAGE_MAX_BYTES || m->kind > ENDED)
        return rc ? rc : RC_IO;
    *bytes = mem_alloc(m->n);
    if (!*bytes)
        return RC_NOMEM;
    rc = receive_all(fd, *bytes, m->n);
    if (rc) {
        mem_free(*bytes);
        *bytes = NULL;
    }
    return rc;
}

/* ---- the child ---- */

static bool child_made(void *ctx, const struct raster_rendition *r)
{
    const int *fd = ctx;
    struct message m = {
        .kind = MADE, .format = r->format, .width_px = r->width_px, .height_px = r->height_px};
    return send_message(*fd, m, r->bytes);
}

static bool child_said(void *ctx, struct str iptc, struct str xmp)
{
    const int *fd = ctx;
    iptc = str_first(iptc, RASTER_CHILD_SAID_MAX_BYTES);
    xmp = str_first(xmp, RASTER_CHILD_SAID_MAX_BYTES);
    return send_message(*fd, (struct message){.kind = SAID_IPTC}, iptc) &&
           send_message(*fd, (struct message){.kind = SAID_XMP}, xmp);
}

static void set_limit(int resource, rlim_t value)
{
    struct rlimit limit = {.rlim_cur = value, .rlim_max = value};
    (void)setrlimit((__rlimit_resource_t)resource, &limit);
}

/* The decoders' warnings are nobody's. */
static void silence(void)
{
    int nowhere = open("/dev/null", O_RDWR);
    for (int i = 0; nowhere >= 0 && i <= STDERR_FILENO; i++)
        (void)dup2(nowhere, i);
}

static void child_limits(int fd)
{
    silence();
    if (fd > 3)
        (void)close_range(3, (unsigned)fd - 1, 0);
    (void)close_range((unsigned)fd + 1, ~0U, 0);
    set_limit(RLIMIT_CPU, RASTER_CHILD_CPU_S);
    set_limit(RLIMIT_FSIZE, 0);
    set_limit(RLIMIT_CORE, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(LOA_SANITIZED)
    set_limit(RLIMIT_DATA,
              RASTER_CHILD_MEMORY_BYTES); /* what is written to, not what is reserved */
#endif
}

static void child_main(int fd)
{
    struct err e = {""};
    struct raster *raster = NULL;
    const struct raster_listener to = {child_made, child_said, &fd};
    child_limits(fd);
    enum rc opened = raster_open(&raster, &e);
    for (;;) {
        struct message m;
        char *bytes = NULL;
        if (receive_message(fd, &m, &bytes))
            _exit(0);
        enum rc rc = opened ? opened : raster_run(raster, (struct str){bytes, m.n}, &to, &e);
        mem_free(bytes);
        if (!send_message(fd, (struct message){.kind = ENDED, .rc = rc},
                          rc ? str_view(e.text) : STR("")))
            _exit(1);
    }
}

/* ---- the parent ---- */

static void stop(struct raster_child *c)
{
    if (!c->pid)
        return;
    (void)close(c->fd);
    (void)kill(c->pid, SIGKILL);
    while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    c->pid = 0;
}

static enum rc start(struct raster_child *c, struct err *e)
{
    static const struct timeval WAIT = {.tv_sec = RASTER_CHILD_WAIT_MS / 1000};
    int fds[2];
    if (c->pid && c->pictures < RASTER_CHILD_PICTURES)
        return RC_OK;
    stop(c);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return fail(e, RC_IO, "cannot start the picture process: error %d", errno);
    pid_t pid = fork();
    if (pid == 0)
        child_main(fds[1]);
    (void)close(fds[1]);
    if (pid < 0) {
        (void)close(fds[0]);
        return fail(e, RC_IO, "cannot start the picture process: error %d", errno);
    }
    (void)setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &WAIT, sizeof WAIT);
    *c = (struct raster_child){.pid = pid, .fd = fds[0]};
    return RC_OK;
}

struct raster_child *raster_child_new(void)
{
    return mem_alloc(sizeof(struct raster_child));
}

void raster_child_free(struct raster_child *c)
{
    if (c)
        stop(c);
    mem_free(c);
}

/* What the child answered so far, besides what was told on at once. */
struct answer {
    char *iptc;
    size_t iptc_n;
    bool ended;
    enum rc rc;
};

/* bytes belong to the caller after it. */
static bool take(struct answer *answer, const struct message *m, char **bytes,
                 const struct raster_listener *to, struct err *e)
{
    struct str text = {*bytes, m->n};
    switch (m->kind) {
    case SAID_IPTC:
        mem_free(answer->iptc);
        answer->iptc = *bytes;
        answer->iptc_n = m->n;
        *bytes = NULL;
        return true;
    case SAID_XMP: return to->said(to->ctx, (struct str){answer->iptc, answer->iptc_n}, text);
    case MADE: {
        struct raster_rendition made = {m->format, m->width_px, m->height_px, text};
        return m->format < RENDITION_FORMAT_COUNT && to->made(to->ctx, &made);
    }
    case ENDED:
        answer->ended = true;
        answer->rc = m->rc && m->rc <= RC_NOMEM ? fail(e, m->rc, "%.*s", STR_ARG(text)) : RC_OK;
        return true;
    case PICTURE: return false;
    }
    ASSERT(false); /* receive_message lets no other kind through */
}

static enum rc lost(struct raster_child *c, enum rc rc, struct err *e)
{
    stop(c);
    if (rc == RC_LIMIT)
        return fail(e, RC_LIMIT, "picture not decoded within %d s", RASTER_CHILD_WAIT_MS / 1000);
    if (rc == RC_NOMEM)
        return fail(e, RC_NOMEM, "out of memory");
    return fail(e, RC_INVALID, "picture broke its decoder, which had its limits");
}

enum rc raster_child_run(struct raster_child *c, struct str bytes, const struct raster_listener *to,
                         struct err *e)
{
    struct answer answer = {0};
    enum rc rc = start(c, e);
    if (rc)
        return rc;
    c->pictures++;
    if (!send_message(c->fd, (struct message){.kind = PICTURE}, bytes))
        return lost(c, RC_IO, e);
    for (int i = 0; i < MESSAGES_MAX && !answer.ended && !rc; i++) {
        struct message m;
        char *body = NULL;
        rc = receive_message(c->fd, &m, &body);
        if (!rc && !take(&answer, &m, &body, to, e))
            rc = RC_IO;
        mem_free(body);
    }
    mem_free(answer.iptc);
    if (!rc && !answer.ended)
        rc = RC_IO;
    return rc ? lost(c, rc, e) : answer.rc;
}
