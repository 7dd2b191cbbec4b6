#include "wire/mailbox.h"

#include "base/err.h"
#include "base/mem.h"
#include "wire/exchange.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct mailbox {
    atomic_size_t refs;
    pthread_mutex_t lock; /* guards first, closed and the ->next of what is linked */
    struct exchange *first;
    bool closed;
    int event_fd; /* immutable */
};

struct mailbox *mailbox_new(void)
{
    struct mailbox *m = mem_alloc(sizeof *m);
    if (!m)
        return NULL;
    m->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (m->event_fd < 0 || pthread_mutex_init(&m->lock, NULL) != 0) {
        if (m->event_fd >= 0)
            close(m->event_fd);
        mem_free(m);
        return NULL;
    }
    atomic_init(&m->refs, 1);
    return m;
}

void mailbox_ref(struct mailbox *m)
{
    atomic_fetch_add(&m->refs, 1);
}

void mailbox_unref(struct mailbox *m)
{
    if (atomic_fetch_sub(&m->refs, 1) != 1)
        return;
    ASSERT(!m->first);
    close(m->event_fd);
    pthread_mutex_destroy(&m->lock);
    mem_free(m);
}

int mailbox_fd(const struct mailbox *m)
{
    return m->event_fd;
}

void mailbox_wake(const struct mailbox *m)
{
    int error = errno; /* a signal handler must leave it */
    uint64_t one = 1;
    /* it fails only when the counter is full, and then the loop is awake already */
    ssize_t written = write(m->event_fd, &one, sizeof one);
    (void)written;
    errno = error;
}

bool mailbox_post(struct mailbox *m, struct exchange *ex)
{
    pthread_mutex_lock(&m->lock);
    bool open = !m->closed;
    bool first = !m->first;
    if (open) {
        ex->next = m->first;
        m->first = ex;
    }
    pthread_mutex_unlock(&m->lock);
    if (open && first)
        mailbox_wake(m);
    return open;
}

struct exchange *mailbox_take(struct mailbox *m)
{
    uint64_t count;
    /* before the list, so that a post in between wakes the loop again */
    ssize_t got = read(m->event_fd, &count, sizeof count);
    (void)got;
    pthread_mutex_lock(&m->lock);
    struct exchange *first = m->first;
    m->first = NULL;
    pthread_mutex_unlock(&m->lock);
    return first;
}

struct exchange *mailbox_close(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    struct exchange *first = m->first;
    m->first = NULL;
    m->closed = true;
    pthread_mutex_unlock(&m->lock);
    return first;
}
