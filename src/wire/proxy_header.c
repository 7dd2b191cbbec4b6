#include "wire/proxy_header.h"

#include <arpa/inet.h>
#include <string.h>

enum {
    V1_MAX_BYTES = 107, /* its line end included */
    V2_HEAD_BYTES = 16,
    V2_TLV_SSL = 0x20,
    V2_CLIENT_SSL = 0x01,
    PORT_MAX = 65535,
};

static const struct str V1_START = STR_INIT("PROXY ");
static const struct str V2_START = STR_INIT("\r\n\r\n\0\r\nQUIT\n");

/* True if bytes, as far as they have come, are start's. */
static bool may_start(struct str bytes, struct str start)
{
    return bytes.n < start.n ? str_starts(start, bytes) : str_starts(bytes, start);
}

static struct in6_addr mapped(const void *v4)
{
    struct in6_addr v6 = {0};
    v6.s6_addr[10] = v6.s6_addr[11] = 0xFF;
    memcpy(v6.s6_addr + 12, v4, sizeof(struct in_addr));
    return v6;
}

/* ---- version 1: a line of text ---- */

static bool read_address(int family, struct str text, struct in6_addr *out)
{
    char z[INET6_ADDRSTRLEN];
    struct in_addr v4;
    if (text.n >= sizeof z)
        return false;
    memcpy(z, text.p, text.n);
    z[text.n] = '\0';
    if (family == AF_INET6)
        return inet_pton(AF_INET6, z, out) == 1;
    if (inet_pton(AF_INET, z, &v4) != 1)
        return false;
    *out = mapped(&v4);
    return true;
}

static bool is_port(struct str text)
{
    int64_t port = 0;
    bool digits = text.n > 0 && text.n <= 5;
    for (size_t i = 0; i < text.n; i++)
        digits = digits && byte_is_digit(text.p[i]);
    return digits && str_to_int(text, &port) && port <= PORT_MAX;
}

/* "TCP4 source destination port port", without "PROXY " and the line end. */
static bool read_line(struct str line, struct proxy_header *out)
{
    struct str words[6];
    size_t n = 0;
    while (n < COUNT_OF(words) && str_next(&line, ' ', &words[n]))
        n++;
    if (n > 0 && str_eq(words[0], STR("UNKNOWN")))
        return true; /* the rest is to be ignored */
    struct in6_addr destination;
    int family = n > 0 && str_eq(words[0], STR("TCP6")) ? AF_INET6 : AF_INET;
    out->named = true;
    return n == 5 && (family == AF_INET6 || str_eq(words[0], STR("TCP4"))) &&
           read_address(family, words[1], &out->client) &&
           read_address(family, words[2], &destination) && is_port(words[3]) && is_port(words[4]);
}

static enum proxy_state read_v1(struct str bytes, struct proxy_header *out)
{
    struct str part = str_first(bytes, V1_MAX_BYTES);
    size_t end = str_find(part, STR("\r\n"));
    if (end == part.n)
        return part.n == V1_MAX_BYTES ? PROXY_REFUSED : PROXY_MORE;
    struct proxy_header header = {.n = end + 2};
    if (!read_line(str_slice(part, V1_START.n, end), &header))
        return PROXY_REFUSED;
    *out = header;
    return PROXY_DONE;
}

/* ---- version 2: binary ---- */

static size_t number16(struct str s, size_t at)
{
    return (size_t)(unsigned char)s.p[at] << 8 | (unsigned char)s.p[at + 1];
}

/* Additions: type, length, value. Only that of TLS is of use; the others must fit all the same. */
static bool read_additions(struct str rest, bool *secure)
{
    while (rest.n >= 3) {
        size_t n = number16(rest, 1);
        struct str value = str_slice(rest, 3, 3 + n);
        if (value.n != n)
            return false;
        if ((unsigned char)rest.p[0] == V2_TLV_SSL && n > 0)
            *secure = (unsigned char)value.p[0] & V2_CLIENT_SSL;
        rest = str_from(rest, 3 + n);
    }
    return rest.n == 0;
}

static bool read_addresses(unsigned family, struct str payload, struct proxy_header *out)
{
    enum { TCP4 = 0x11, TCP6 = 0x21, TCP4_BYTES = 12, TCP6_BYTES = 36 };
    size_t n = family == TCP4 ? TCP4_BYTES : TCP6_BYTES;
    if (family != TCP4 && family != TCP6)
        return family ==
               0; /* unspecified: the rest is to be ignored; datagrams and others are not ours */
    if (payload.n < n)
        return false;
    if (family == TCP4)
        out->client = mapped(payload.p);
    else
        memcpy(&out->client, payload.p, sizeof out->client);
    out->named = true;
    return read_additions(str_from(payload, n), &out->secure);
}

static enum proxy_state read_v2(struct str bytes, struct proxy_header *out)
{
    enum { VERSION_LOCAL = 0x20, VERSION_PROXY = 0x21 };
    if (bytes.n < V2_HEAD_BYTES)
        return PROXY_MORE;
    struct proxy_header header = {.n = V2_HEAD_BYTES + number16(bytes, 14)};
    unsigned command = (unsigned char)bytes.p[12];
    if (header.n > PROXY_HEADER_MAX_BYTES || (command != VERSION_LOCAL && command != VERSION_PROXY))
        return PROXY_REFUSED;
    if (bytes.n < header.n)
        return PROXY_MORE;
    if (command == VERSION_PROXY &&
        !read_addresses((unsigned char)bytes.p[13], str_slice(bytes, V2_HEAD_BYTES, header.n),
                        &header))
        return PROXY_REFUSED;
    *out = header;
    return PROXY_DONE;
}

enum proxy_state proxy_header_read(struct str bytes, struct proxy_header *out)
{
    if (bytes.n == 0)
        return PROXY_MORE;
    if (may_start(bytes, V2_START))
        return bytes.n < V2_START.n ? PROXY_MORE : read_v2(bytes, out);
    if (may_start(bytes, V1_START))
        return bytes.n < V1_START.n ? PROXY_MORE : read_v1(bytes, out);
    return PROXY_REFUSED;
}
