#include "ingest/http_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

struct block4 {
    uint32_t first;
    int bits;
};

#define V4(a, b, c, d)                                                                             \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* IANA IPv4 special-purpose registry, and addresses that clouds use for their own services */
static const struct block4 refused4[] = {
    {V4(0, 0, 0, 0), 8},        /* this network */
    {V4(10, 0, 0, 0), 8},       /* private */
    {V4(100, 64, 0, 0), 10},    /* shared by carriers; Alibaba's metadata */
    {V4(127, 0, 0, 0), 8},      /* loopback */
    {V4(168, 63, 129, 16), 32}, /* Azure's host */
    {V4(169, 254, 0, 0), 16},   /* link-local; the metadata of most clouds */
    {V4(172, 16, 0, 0), 12},    /* private */
    {V4(192, 0, 0, 0), 24},     /* protocol assignments; Oracle's metadata */
    {V4(192, 0, 2, 0), 24},     /* documentation */
    {V4(192, 88, 99, 0), 24},   /* 6to4 relays */
    {V4(192, 168, 0, 0), 16},   /* private */
    {V4(198, 18, 0, 0), 15},    /* benchmarks */
    {V4(198, 51, 100, 0), 24},  /* documentation */
    {V4(203, 0, 113, 0), 24},   /* documentation */
    {V4(224, 0, 0, 0), 3},      /* multicast, reserved, broadcast */
};

struct block6 {
    unsigned char first[16];
    int bits;
};

/* Inside 2000::/3, which is all of IPv6 that is public */
static const struct block6 refused6[] = {
    {{0x20, 0x01, 0x00}, 23},       /* protocol assignments, Teredo among them */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x3f, 0xff, 0x00}, 20},       /* documentation */
};

static bool is_loopback4(uint32_t address)
{
    return address >> 24 == 127;
}

static bool is_public4(uint32_t address)
{
    for (size_t i = 0; i < COUNT_OF(refused4); i++)
        if (((address ^ refused4[i].first) >> (32 - refused4[i].bits)) == 0)
            return false;
    return true;
}

static bool allows4(uint32_t address, bool allow_loopback)
{
    return is_public4(address) || (allow_loopback && is_loopback4(address));
}

static bool same_bits(const unsigned char *a, const unsigned char *b, int bits)
{
    size_t whole = (size_t)bits / 8;
    int left = bits % 8;
    if (memcmp(a, b, whole) != 0)
        return false;
    return left == 0 || ((a[whole] ^ b[whole]) >> (8 - left)) == 0;
}

static uint32_t inner4(const unsigned char *p)
{
    return V4(p[0], p[1], p[2], p[3]);
}

static bool allows6(const unsigned char *p, bool allow_loopback)
{
    static const unsigned char zeros[16] = {0};
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    static const unsigned char nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    if (memcmp(p, zeros, 15) == 0)
        return allow_loopback && p[15] == 1;
    if (memcmp(p, mapped, sizeof mapped) == 0)
        return allows4(inner4(p + 12), allow_loopback);
    if (memcmp(p, nat64, sizeof nat64) == 0)
        return is_public4(inner4(p + 12));
    if (p[0] >> 5 != 1) /* outside 2000::/3: local, multicast, reserved */
        return false;
    if (p[0] == 0x20 && p[1] == 0x02) /* 6to4 */
        return is_public4(inner4(p + 2));
    for (size_t i = 0; i < COUNT_OF(refused6); i++)
        if (same_bits(p, refused6[i].first, refused6[i].bits))
            return false;
    return true;
}

bool http_guard_allows(const struct sockaddr *address, bool allow_loopback)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return allows4(ntohl(in.sin_addr.s_addr), allow_loopback);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return allows6(in6.sin6_addr.s6_addr, allow_loopback);
    }
    return false;
}

static bool is_private4(uint32_t address)
{
    static const struct block4 own[] = {{V4(10, 0, 0, 0), 8},
                                        {V4(127, 0, 0, 0), 8},
                                        {V4(172, 16, 0, 0), 12},
                                        {V4(192, 168, 0, 0), 16}};
    for (size_t i = 0; i < COUNT_OF(own); i++)
        if (((address ^ own[i].first) >> (32 - own[i].bits)) == 0)
            return true;
    return false;
}

static bool is_private6(const unsigned char *p)
{
    static const unsigned char loopback[16] = {[15] = 1};
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(p, mapped, sizeof mapped) == 0)
        return is_private4(inner4(p + 12));
    static const unsigned char metadata[4] = {0xfd, 0x00, 0x0e, 0xc2}; /* Amazon's */
    if (memcmp(p, metadata, sizeof metadata) == 0)
        return false;
    return memcmp(p, loopback, sizeof loopback) == 0 || (p[0] & 0xfe) == 0xfc;
}

bool http_guard_allows_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return is_private4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return is_private6(in6.sin6_addr.s6_addr);
    }
    return false;
}

struct str http_guard_text(struct arena *a, const struct sockaddr *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        (void)inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    } else if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        (void)inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof text);
    }
    return str_copy(a, str_view(text));
}
