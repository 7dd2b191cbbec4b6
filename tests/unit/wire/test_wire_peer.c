/* Addresses: whom to listen for, and whom to believe about the client. */
#include "tests/test.h"

#include "wire/listen.h"
#include "wire/peer.h"

#include <arpa/inet.h>

static struct in6_addr address(const char *text)
{
    struct in6_addr a;
    assert_int_equal(inet_pton(AF_INET6, text, &a), 1);
    return a;
}

static void trusted_lists(void **state)
{
    (void)state;
    struct peer_trusted t;
    struct err e = {""};
    assert_int_equal(peer_trusted_read("", &t, &e), RC_OK);
    assert_int_equal(peer_trusted_read(NULL, &t, &e), RC_OK);
    assert_int_equal(peer_trusted_read(" 127.0.0.1  ::1 ", &t, &e), RC_OK);
    assert_int_equal(t.n, 2);
    assert_int_equal(peer_trusted_read("127.0.0.1 proxy", &t, &e), RC_INVALID);
    static const char *const WRONG[] = {"10.0.0.0/33", "10.0.0.0/",   "10.0.0.0/-1",
                                        "::/129",      "10.0.0.0/8x", "/8"};
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        assert_int_equal(peer_trusted_read(WRONG[i], &t, &e), RC_INVALID);
    struct {
        const char *network;
        const char *address;
        bool in;
    } const NETWORKS[] = {
        {"10.0.0.0/8", "::ffff:10.255.0.1", true},
        {"10.0.0.0/8", "::ffff:11.0.0.1", false},
        {"10.0.0.128/25", "::ffff:10.0.0.200", true},
        {"10.0.0.128/25", "::ffff:10.0.0.1", false},
        {"0.0.0.0/0", "::ffff:1.2.3.4", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"::/0", "::ffff:1.2.3.4", true},
        {"::1", "::1", true},
        {"::ffff:1.2.3.4/128", "::ffff:1.2.3.4", true},
    };
    for (size_t i = 0; i < COUNT_OF(NETWORKS); i++) {
        struct in6_addr a = address(NETWORKS[i].address);
        assert_int_equal(peer_trusted_read(NETWORKS[i].network, &t, &e), RC_OK);
        assert_int_equal(peer_is_trusted(&t, &a), NETWORKS[i].in);
    }
    assert_int_equal(peer_trusted_read("proxy", &t, &e), RC_INVALID);
    assert_non_null(strstr(e.text, "\"proxy\""));
    assert_int_equal(peer_trusted_read("127.0.0.256", &t, &e), RC_INVALID);
}

struct peer_case {
    const char *peer;
    const char *forwarded[2];
    const char *proto;
    const char *remote;
    bool secure;
};

static const struct peer_case PEERS[] = {
    {"::ffff:10.0.0.1", {NULL, NULL}, NULL, "10.0.0.1", false},
    {"::ffff:10.0.0.9", {"1.2.3.4", NULL}, "https", "10.0.0.9", false}, /* not trusted */
    {"::ffff:10.0.0.1", {"1.2.3.4", NULL}, "https", "1.2.3.4", true},
    {"::ffff:10.0.0.1", {"6.6.6.6, 1.2.3.4", NULL}, "http", "1.2.3.4", false},
    {"::ffff:10.0.0.1", {"6.6.6.6", "1.2.3.4"}, "HTTPS", "1.2.3.4", true},
    {"::ffff:10.0.0.1", {"2001:db8::1", NULL}, NULL, "2001:db8::1", false},
    {"::ffff:10.0.0.1", {"unknown", NULL}, NULL, "10.0.0.1", false},
    {"::ffff:10.0.0.1", {"1.2.3.4, evil\"", NULL}, NULL, "10.0.0.1", false},
    {"2001:db8::2", {"1.2.3.4", NULL}, "http, https", "1.2.3.4", true},
};

/* Forwarded, from the trusted 10.0.0.1, by way of the trusted 2001:db8::2. */
static void forwarded(void **state)
{
    (void)state;
    struct {
        const char *field;
        const char *other; /* X-Forwarded-For */
        const char *remote;
        bool secure;
    } const CASES[] = {
        {"for=1.2.3.4", NULL, "1.2.3.4", false},
        {"for=1.2.3.4;proto=https;by=10.0.0.1", NULL, "1.2.3.4", true},
        {"For=\"1.2.3.4:4711\";Proto=HTTPS", NULL, "1.2.3.4", true},
        {"for=\"[2001:db8::9]:4711\"", NULL, "2001:db8::9", false},
        {"for=6.6.6.6, for=1.2.3.4", NULL, "1.2.3.4", false},
        {"for=1.2.3.4, for=\"[2001:db8::2]\"", NULL, "1.2.3.4", false},
        {"for=1.2.3.4;proto=https, for=\"[2001:db8::2]\";proto=http", NULL, "1.2.3.4", false},
        {"for=unknown", NULL, "10.0.0.1", false},
        {"for=_hidden", NULL, "10.0.0.1", false},
        {"for=1.2.3.4, for=\"a,b;c\"", NULL, "10.0.0.1", false},
        {"for=1.2.3.4, \"", NULL, "10.0.0.1", false},
        {"for", NULL, "10.0.0.1", false},
        {"for=6.6.6.6;proto=https", "1.2.3.4", "1.2.3.4", false}, /* passed on unseen */
    };
    struct peer_trusted t;
    assert_int_equal(peer_trusted_read("10.0.0.1 2001:db8::2", &t, NULL), RC_OK);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct wire_field fields[] = {{STR("forwarded"), str_view(CASES[i].field)},
                                      {STR("x-forwarded-for"), str_view(CASES[i].other)}};
        struct wire_request req = {.fields = fields, .fields_n = CASES[i].other ? 2 : 1};
        struct in6_addr peer = address("::ffff:10.0.0.1");
        char text[PEER_TEXT_BYTES];
        peer_describe(&t, &peer, text, &req);
        assert_string_equal(text, CASES[i].remote);
        assert_int_equal(req.secure, CASES[i].secure);
    }
}

static void remotes(void **state)
{
    (void)state;
    struct peer_trusted t;
    assert_int_equal(peer_trusted_read("10.0.0.1 2001:db8::2", &t, NULL), RC_OK);
    for (size_t i = 0; i < COUNT_OF(PEERS); i++) {
        struct wire_field fields[3];
        struct wire_request req = {.fields = fields};
        char text[PEER_TEXT_BYTES];
        struct in6_addr peer = address(PEERS[i].peer);
        for (size_t k = 0; k < 2 && PEERS[i].forwarded[k]; k++)
            fields[req.fields_n++] =
                (struct wire_field){STR("x-forwarded-for"), str_view(PEERS[i].forwarded[k])};
        if (PEERS[i].proto)
            fields[req.fields_n++] =
                (struct wire_field){STR("X-Forwarded-Proto"), str_view(PEERS[i].proto)};
        peer_describe(&t, &peer, text, &req);
        assert_str_is(req.remote, PEERS[i].remote);
        assert_int_equal(req.secure, PEERS[i].secure);
    }
}

struct listen_case {
    const char *text;
    const char *shown; /* NULL: RC_INVALID */
};

static const struct listen_case LISTENS[] = {
    {"127.0.0.1:8080", "127.0.0.1:8080"},
    {"[::1]:65535", "[::1]:65535"},
    {":80", "[::]:80"},
    {"0.0.0.0:0", "0.0.0.0:0"},
    {"", NULL},
    {NULL, NULL},
    {"8080", NULL},
    {"127.0.0.1", NULL},
    {"127.0.0.1:", NULL},
    {"127.0.0.1:65536", NULL},
    {"127.0.0.1:-1", NULL},
    {"127.0.0.1:80a", NULL},
    {"127.0.0.1: 80", NULL},
    {"::1:80", NULL},
    {"[127.0.0.1]:80", NULL},
    {"[]:80", NULL},
    {"no.such.name:80", NULL},
    {"1234567890123456789012345678901234567890123456789012345678901234567890:80", NULL},
};

static void listen_addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(LISTENS); i++) {
        struct listen_address address;
        struct arena a;
        arena_init(&a, 1 << 12);
        enum rc rc = listen_parse(LISTENS[i].text, &address, NULL);
        assert_int_equal(rc, LISTENS[i].shown ? RC_OK : RC_INVALID);
        if (!rc)
            assert_str_is(listen_text(&address, &a), LISTENS[i].shown);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trusted_lists),
        cmocka_unit_test(forwarded),
        cmocka_unit_test(remotes),
        cmocka_unit_test(listen_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
