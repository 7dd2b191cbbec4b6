/* Listening sockets: an address in text, and as many sockets on it as there are loops. */
#ifndef LOA_WIRE_LISTEN_H
#define LOA_WIRE_LISTEN_H

#include "base/err.h"
#include "base/str.h"

#include <sys/socket.h>

struct listen_address {
    struct sockaddr_storage name;
    socklen_t name_bytes;
};

/* Reads "127.0.0.1:8080", "[::1]:8080", ":8080" (all addresses, IPv6 and IPv4). RC_INVALID. */
enum rc listen_parse(const char *text, struct listen_address *out, struct err *e) MUST_USE;

/* Refuses an address that another program listens on: SO_REUSEPORT would silently share it.
 * RC_CONFLICT, RC_DENIED, RC_INVALID (not an address of this machine), RC_IO. */
enum rc listen_probe(const struct listen_address *address, struct err *e) MUST_USE;

/* One listening, non-blocking socket with SO_REUSEPORT and TCP_NODELAY (which accepted sockets
 * inherit); address gets the real port when it asked for port 0. RC as listen_probe. */
enum rc listen_open(struct listen_address *address, int *fd, struct err *e) MUST_USE;

/* A copy of a socket that listens already, made non-blocking and TCP_NODELAY; address gets its name.
 * RC_INVALID: it is no listening TCP socket. */
enum rc listen_inherit(int inherited_fd, struct listen_address *address, int *fd,
                       struct err *e) MUST_USE;

uint16_t listen_port(const struct listen_address *address);

/* "127.0.0.1:8080", "[::1]:8080", in a. */
struct str listen_text(const struct listen_address *address, struct arena *a);

#endif
