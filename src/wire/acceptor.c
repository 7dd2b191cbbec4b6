#include "wire/acceptor.h"

#include "wire/conn.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

static bool watch(struct loop *loop, int operation, struct listener *l, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = l};
    return epoll_ctl(loop->epoll_fd, operation, l->fd, &event) == 0;
}

bool acceptor_watch(struct loop *loop)
{
    for (size_t i = 0; i < loop->listeners_n; i++)
        if (!watch(loop, EPOLL_CTL_ADD, &loop->listeners[i], EPOLLIN))
            return false;
    return true;
}

struct listener *acceptor_of(struct loop *loop, const void *named)
{
    for (size_t i = 0; i < loop->listeners_n; i++)
        if (named == &loop->listeners[i])
            return &loop->listeners[i];
    return NULL;
}

/* Errors of accept that say the machine has run out of something (accept(2)). */
static bool out_of_means(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

static int open_reserve(void)
{
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

void acceptor_resume(struct loop *loop)
{
    if (loop->reserve_fd < 0)
        loop->reserve_fd = open_reserve();
    for (size_t i = 0; i < loop->listeners_n; i++) {
        struct listener *l = &loop->listeners[i];
        if (l->paused && watch(loop, EPOLL_CTL_MOD, l, EPOLLIN))
            l->paused = false;
    }
}

static void refuse(struct loop *loop, const struct listener *l, int fd)
{
    loop_count(loop, COUNTER_connections_refused, 1);
    if (l->tls)
        close(fd); /* it would not understand; a handshake for a refusal is what it may want */
    else
        conn_turn_away(fd);
}

/* No descriptor is left: gives up the reserve so that the client hears 503 and does not hang.
 * False when not even that worked. */
static bool refuse_with_reserve(struct loop *loop, const struct listener *l)
{
    if (loop->reserve_fd < 0)
        return false;
    close(loop->reserve_fd);
    int fd = accept4(l->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0)
        refuse(loop, l, fd);
    loop->reserve_fd = open_reserve();
    return fd >= 0 && loop->reserve_fd >= 0;
}

static void admit(struct loop *loop, const struct listener *l, int fd,
                  const struct sockaddr_storage *peer)
{
    if (atomic_fetch_add(loop->connections, 1) < loop->limits.connections_max &&
        conn_accept(loop, l, fd, peer))
        return;
    atomic_fetch_sub(loop->connections, 1);
    refuse(loop, l, fd);
}

void acceptor_take(struct loop *loop, struct listener *l, int max)
{
    for (int i = 0; i < max; i++) {
        struct sockaddr_storage peer = {0};
        socklen_t peer_bytes = sizeof peer;
        int fd =
            accept4(l->fd, (struct sockaddr *)&peer, &peer_bytes, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            admit(loop, l, fd, &peer);
        } else if (errno == EAGAIN) {
            return;
        } else if (out_of_means(errno) && !refuse_with_reserve(loop, l)) {
            /* it would wake the loop for ever */
            l->paused = watch(loop, EPOLL_CTL_MOD, l, 0);
            return;
        } /* else: that client has gone already (ECONNABORTED and its like) */
    }
}

void acceptor_take_all(struct loop *loop, int max)
{
    for (size_t i = 0; i < loop->listeners_n; i++)
        acceptor_take(loop, &loop->listeners[i], max);
}

void acceptor_close(struct loop *loop)
{
    for (size_t i = 0; i < loop->listeners_n; i++)
        close(loop->listeners[i].fd);
    loop->listeners_n = 0;
}
