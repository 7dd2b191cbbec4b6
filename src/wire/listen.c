#include "wire/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

enum {
    BACKLOG = 4096, /* the kernel lowers it to net.core.somaxconn */
    SILENCE_S = 1,  /* docs/decisions/0032-deferred-accept.md */
};

/* "[::1]" or "127.0.0.1" or "" into name, without its port. */
static bool read_host(struct str host, struct listen_address *out)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = in6addr_any};
    char text[INET6_ADDRSTRLEN];
    bool bracketed = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
    struct str bare = bracketed ? str_slice(host, 1, host.n - 1) : host;
    if (bare.n >= sizeof text)
        return false;
    memcpy(text, bare.p, bare.n);
    text[bare.n] = '\0';
    memset(&out->name, 0, sizeof out->name);
    if (!bracketed && bare.n && inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        memcpy(&out->name, &v4, sizeof v4);
        out->name_bytes = sizeof v4;
        return true;
    }
    if (bare.n && (!bracketed || inet_pton(AF_INET6, text, &v6.sin6_addr) != 1))
        return false;
    memcpy(&out->name, &v6, sizeof v6);
    out->name_bytes = sizeof v6;
    return true;
}

uint16_t listen_port(const struct listen_address *address)
{
    struct sockaddr_in v4; /* the port stands at the same place in both (RFC 3493 §3.3) */
    memcpy(&v4, &address->name, sizeof v4);
    return ntohs(v4.sin_port);
}

static void set_port(struct listen_address *address, uint16_t port)
{
    struct sockaddr_in v4;
    memcpy(&v4, &address->name, sizeof v4);
    v4.sin_port = htons(port);
    memcpy(&address->name, &v4, sizeof v4);
}

enum rc listen_parse(const char *text, struct listen_address *out, struct err *e)
{
    struct str s = str_view(text);
    size_t colon = str_find_last_byte(s, ':');
    struct str digits = str_from(s, colon + 1);
    int64_t port = -1;
    struct listen_address address;
    if (colon == s.n || digits.n == 0 || !byte_is_digit(digits.p[0]) ||
        !str_to_int(digits, &port) || port > UINT16_MAX ||
        !read_host(str_first(s, colon), &address))
        return fail(e, RC_INVALID,
                    "cannot listen on \"%s\": want ADDRESS:PORT, such as 127.0.0.1:8080, "
                    "[::1]:8080 or :8080",
                    text ? text : "");
    set_port(&address, (uint16_t)port);
    *out = address;
    return RC_OK;
}

static enum rc fail_errno(struct err *e, const struct listen_address *address, int error)
{
    unsigned port = listen_port(address);
    switch (error) {
    case EADDRINUSE:
        return fail(e, RC_CONFLICT, "another program already listens on port %u", port);
    case EACCES:
    case EPERM: return fail(e, RC_DENIED, "no permission to listen on port %u", port);
    case EADDRNOTAVAIL:
        return fail(e, RC_INVALID, "the address to listen on is not one of this machine");
    default: return fail(e, RC_IO, "cannot listen on port %u: error %d", port, error);
    }
}

/* IPv6 may be off in the kernel; then "all addresses" means IPv4's. */
static int open_socket(struct listen_address *address)
{
    int fd = socket(address->name.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in6 v6;
    memcpy(&v6, &address->name, sizeof v6);
    if (fd >= 0 || errno != EAFNOSUPPORT || v6.sin6_family != AF_INET6 ||
        !IN6_IS_ADDR_UNSPECIFIED(&v6.sin6_addr))
        return fd;
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = v6.sin6_port};
    memset(&address->name, 0, sizeof address->name);
    memcpy(&address->name, &v4, sizeof v4);
    address->name_bytes = sizeof v4;
    return socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static bool set_option(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

/* What connections inherit, and that they are handed over with the first bytes of their client, who speaks
 * first in all that is spoken here. */
static bool set_up(int fd)
{
    return set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1) &&
           set_option(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, SILENCE_S);
}

/* A bound socket, or -1 and errno. */
static int bind_socket(struct listen_address *address, bool shared)
{
    int fd = open_socket(address);
    if (fd < 0)
        return -1;
    bool v6 = address->name.ss_family == AF_INET6;
    if (set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1) &&
        (!shared || set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1)) &&
        (!v6 || set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0)) &&
        bind(fd, (const struct sockaddr *)&address->name, address->name_bytes) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

enum rc listen_probe(const struct listen_address *address, struct err *e)
{
    struct listen_address copy = *address;
    int fd = bind_socket(&copy, false);
    if (fd < 0)
        return fail_errno(e, address, errno);
    close(fd);
    return RC_OK;
}

enum rc listen_open(struct listen_address *address, int *out_fd, struct err *e)
{
    struct listen_address bound = *address;
    int fd = bind_socket(&bound, true);
    if (fd < 0)
        return fail_errno(e, address, errno);
    bound.name_bytes = sizeof bound.name;
    if (!set_up(fd) || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&bound.name, &bound.name_bytes) != 0) {
        int error = errno;
        close(fd);
        return fail_errno(e, address, error);
    }
    *address = bound;
    *out_fd = fd;
    return RC_OK;
}

enum rc listen_inherit(int inherited_fd, struct listen_address *address, int *out_fd, struct err *e)
{
    struct listen_address bound = {.name_bytes = sizeof bound.name};
    int listens = 0;
    socklen_t bytes = sizeof listens;
    int fd = fcntl(inherited_fd, F_DUPFD_CLOEXEC, 0);
    if (fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &bytes) == 0 && listens &&
        getsockname(fd, (struct sockaddr *)&bound.name, &bound.name_bytes) == 0 &&
        (bound.name.ss_family == AF_INET || bound.name.ss_family == AF_INET6) &&
        fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && set_up(fd)) {
        *address = bound;
        *out_fd = fd;
        return RC_OK;
    }
    if (fd >= 0)
        close(fd);
    return fail(e, RC_INVALID, "inherited descriptor %d is no listening TCP socket", inherited_fd);
}

struct str listen_text(const struct listen_address *address, struct arena *a)
{
    char text[INET6_ADDRSTRLEN] = "";
    unsigned port = listen_port(address);
    if (address->name.ss_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, &address->name, sizeof v4);
        if (!inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text))
            return STR("");
        return str_format(a, "%s:%u", text, port);
    }
    struct sockaddr_in6 v6;
    memcpy(&v6, &address->name, sizeof v6);
    if (!inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text))
        return STR("");
    return str_format(a, "[%s]:%u", text, port);
}
