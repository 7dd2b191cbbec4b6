#include "wire/channel.h"

#include "wire/tls.h"

#include <sys/socket.h>
#include <unistd.h>

ssize_t channel_receive(const struct channel *c, void *to, size_t n)
{
    if (c->tls)
        return tls_receive(c->tls, to, n);
    return recv(c->fd, to, n, 0);
}

ssize_t channel_send(const struct channel *c, const void *bytes, size_t n, bool more)
{
    if (c->tls)
        return tls_send(c->tls, bytes, n, more);
    return send(c->fd, bytes, n, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
}

bool channel_shut(struct channel *c)
{
    if (c->tls)
        tls_bye(c->tls);
    return shutdown(c->fd, SHUT_WR) == 0;
}

void channel_close(struct channel *c)
{
    if (c->tls) {
        tls_bye(c->tls);
        tls_free(c->tls);
        c->tls = NULL;
    }
    close(c->fd); /* also leaves the epoll set */
    c->fd = -1;
}
