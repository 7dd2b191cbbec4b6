#include "wire/channel.h"

#include <sys/socket.h>

ssize_t channel_receive(const struct channel *c, void *to, size_t n)
{
    return recv(c->fd, to, n, 0);
}

ssize_t channel_send(const struct channel *c, const void *bytes, size_t n)
{
    return send(c->fd, bytes, n, MSG_NOSIGNAL);
}
