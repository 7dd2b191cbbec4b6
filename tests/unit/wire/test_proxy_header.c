/* The PROXY protocol. */
#include "tests/test.h"

#include "wire/proxy_header.h"

#include <arpa/inet.h>

#define V2 "\r\n\r\n\0\r\nQUIT\n"
#define TCP4                                                                                       \
    V2 "\x21\x11\x00\x0C"                                                                          \
       "\xC0\x00\x02\x01\xC0\x00\x02\x02\x12\x34\x01\xBB"

struct proxy_case {
    struct str bytes;
    enum proxy_state state;
    size_t n;
    const char *client; /* NULL: none is named */
    bool secure;
};

/* clang-format off */
static const struct proxy_case CASES[] = {
    {STR_INIT("PROXY TCP4 192.0.2.1 192.0.2.2 4660 443\r\nGET /"), PROXY_DONE, 41, "::ffff:192.0.2.1", false},
    {STR_INIT("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n"), PROXY_DONE, 44, "2001:db8::1", false},
    {STR_INIT("PROXY UNKNOWN\r\n"), PROXY_DONE, 15, NULL, false},
    {STR_INIT("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), PROXY_DONE, 35, NULL, false},
    {STR_INIT(""), PROXY_MORE, 0, NULL, false},
    {STR_INIT("PRO"), PROXY_MORE, 0, NULL, false},
    {STR_INIT("PROXY TCP4 192.0.2.1 192.0.2.2 4660 443\r"), PROXY_MORE, 0, NULL, false},
    {STR_INIT("GET / HTTP/1.1\r\n"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT("proxy TCP4 192.0.2.1 192.0.2.2 1 2\r\n"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT("PROXY TCP4 2001:db8::1 192.0.2.2 1 2\r\n"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT("PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT("PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT("PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT("PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT("PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT("PROXY TCP4 192.0.2.1 192.0.2.2 +1 2\r\n"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT("PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT("PROXY TCP4 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT(TCP4 "\x16\x03\x01"), PROXY_DONE, 28, "::ffff:192.0.2.1", false},
    {STR_INIT(TCP4), PROXY_DONE, 28, "::ffff:192.0.2.1", false},
    {STR_INIT(V2 "\x21\x21\x00\x24" "\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\1" "\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\2" "\1\2\3\4"), PROXY_DONE, 52, "2001:db8::1", false},
    {STR_INIT(V2 "\x21\x11\x00\x14" "\xC0\x00\x02\x01\xC0\x00\x02\x02\x12\x34\x01\xBB" "\x20\x00\x05\x01\0\0\0\0"), PROXY_DONE, 36, "::ffff:192.0.2.1", true},
    {STR_INIT(V2 "\x21\x11\x00\x14" "\xC0\x00\x02\x01\xC0\x00\x02\x02\x12\x34\x01\xBB" "\x20\x00\x05\x00\0\0\0\0"), PROXY_DONE, 36, "::ffff:192.0.2.1", false},
    {STR_INIT(V2 "\x21\x11\x00\x10" "\xC0\x00\x02\x01\xC0\x00\x02\x02\x12\x34\x01\xBB" "\x04\x00\x05\x01"), PROXY_REFUSED, 0, NULL, false}, /* an addition cut short */
    {STR_INIT(V2 "\x20\x00\x00\x00"), PROXY_DONE, 16, NULL, false}, /* LOCAL */
    {STR_INIT(V2 "\x20\x11\x00\x02" "ab"), PROXY_DONE, 18, NULL, false},
    {STR_INIT(V2 "\x21\x00\x00\x02" "ab"), PROXY_DONE, 18, NULL, false}, /* unspecified */
    {STR_INIT(V2 "\x21\x11\x00\x0B" "\0\0\0\0\0\0\0\0\0\0\0"), PROXY_REFUSED, 0, NULL, false},
    {STR_INIT(V2 "\x21\x12\x00\x0C" "\0\0\0\0\0\0\0\0\0\0\0\0"), PROXY_REFUSED, 0, NULL, false}, /* UDP */
    {STR_INIT(V2 "\x22\x11\x00\x0C" "\0\0\0\0\0\0\0\0\0\0\0\0"), PROXY_REFUSED, 0, NULL, false}, /* no such command */
    {STR_INIT(V2 "\x11\x11\x00\x0C" "\0\0\0\0\0\0\0\0\0\0\0\0"), PROXY_REFUSED, 0, NULL, false}, /* version 1 */
    {STR_INIT(V2 "\x21\x11\xFF\xFF"), PROXY_REFUSED, 0, NULL, false}, /* longer than may be */
    {STR_INIT(V2 "\x21\x11"), PROXY_MORE, 0, NULL, false},
    {STR_INIT("\r\n\r\n\0\r\nQUIT\r"), PROXY_REFUSED, 0, NULL, false},
};
/* clang-format on */

static void table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const struct proxy_case *c = &CASES[i];
        struct proxy_header h = {0};
        enum proxy_state got = proxy_header_read(c->bytes, &h);
        if (got != c->state)
            fail_msg("case %zu: %d, want %d", i, (int)got, (int)c->state);
        if (got != PROXY_DONE)
            continue;
        assert_int_equal(h.n, c->n);
        assert_int_equal(h.named, c->client != NULL);
        assert_int_equal(h.secure, c->secure);
        struct in6_addr want;
        if (c->client) {
            assert_int_equal(inet_pton(AF_INET6, c->client, &want), 1);
            assert_memory_equal(&h.client, &want, sizeof want);
        }
    }
}

/* However it comes in pieces, nothing is decided before it is clear. */
static void in_pieces(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct proxy_header h;
        for (size_t n = 0; n < CASES[i].n; n++)
            assert_int_equal(proxy_header_read(str_first(CASES[i].bytes, n), &h), PROXY_MORE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(in_pieces)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
