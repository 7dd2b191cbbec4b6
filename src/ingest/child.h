/* Work on bytes from outside in a process of its own, with limits: what they do to their parser, they
 * do there.
 *
 * The child is forked at the first request and serves many, one after the other; one that crashes,
 * hangs or eats its memory is replaced and that request refused. It has no file open but its socket, can
 * open none, connect nowhere and start nothing (guard.h; but under sanitizers, which need files of their
 * own). Its answers are as untrusted as what it reads. One thread at a time. */
#ifndef LOA_INGEST_CHILD_H
#define LOA_INGEST_CHILD_H

#include "base/buf.h"

enum {
    CHILD_MESSAGE_MAX_BYTES = 256 << 20,
    CHILD_WAITS_MAX = 30, /* times wait_s, while it works: a busy machine is no fault of the page */
};

struct child_task {
    /* In the child: the answer to a request, or rc and the words of *e. */
    enum rc (*work)(struct str request, struct buf *answer, struct err *e);
    /* In the child, before its first request: opens what work will need, for then it is too late. NULL:
     * nothing. */
    void (*prepare)(void);
    bool threads;        /* work starts some */
    int requests;        /* of one child; then a fresh one takes over */
    int cpu_s;           /* of processor time for one request */
    int wait_s;          /* in which it must use some processor time, or be done with one request */
    size_t memory_bytes; /* of the child */
};

struct child;

/* Starts nothing yet; *task is copied. NULL without memory. */
struct child *child_new(const struct child_task *task);
/* Ends the process. NULL is harmless. */
void child_free(struct child *c);

/* Appends work's answer to request to *answer. Also RC_INVALID when the child died of it, RC_LIMIT
 * when it took too long, RC_NOMEM, RC_IO. */
enum rc child_run(struct child *c, struct str request, struct buf *answer, struct err *e) MUST_USE;

#endif
