/* The bytes of one connection, from its socket: where encryption comes between.
 *
 * Not shared between threads. */
#ifndef LOA_WIRE_CHANNEL_H
#define LOA_WIRE_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
    CHANNEL_RECORD_BYTES = 16 << 10, /* what a TLS record holds (RFC 8446 §5.1) */
};

struct tls;

struct channel {
    int fd;          /* non-blocking; -1 once closed */
    struct tls *tls; /* NULL: plain */
};

/* As recv(2): bytes, 0 at the end of input, -1 with errno EAGAIN when nothing is there. */
ssize_t channel_receive(const struct channel *c, void *to, size_t n);

/* As send(2), without a signal. After EAGAIN the next call must begin with the same bytes. more: as
 * MSG_MORE; another call follows at once. */
ssize_t channel_send(const struct channel *c, const void *bytes, size_t n, bool more);

/* Says that nothing more comes, and ends the socket's sending side; false when that fails. */
bool channel_shut(struct channel *c);

/* Closes and frees. */
void channel_close(struct channel *c);

#endif
