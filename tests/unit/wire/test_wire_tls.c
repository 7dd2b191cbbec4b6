/* https: certificates by name, reloaded while it runs, versions, resumption; and the way there from
 * http. */
#include "tls_client.h"

#include <stdlib.h>

#define CLOSE(method, path) method " " path " HTTP/1.1\r\nHost: a.vn\r\nConnection: close\r\n\r\n"

struct bench {
    struct server server;
    struct arena arena;
    char folder[64];
    struct pair pairs[2];
    struct pair renewed;
    struct wire_certificate certificates[2];
};

static struct wire_options options_of(struct bench *b)
{
    return (struct wire_options){.listen = "127.0.0.1:0",
                                 .listen_tls = "127.0.0.1:0",
                                 .loops = 2,
                                 .certificates = b->certificates,
                                 .certificates_n = COUNT_OF(b->certificates),
                                 .hsts_s = 600};
}

static int setup(void **state)
{
    struct bench *b = mem_alloc(sizeof *b);
    assert_non_null(b);
    arena_init(&b->arena, 256 << 20);
    (void)snprintf(b->folder, sizeof b->folder, "/tmp/loa-tls-XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    make_pair(&b->pairs[0], b->folder, "first", "DNS:a.vn,DNS:www.a.vn");
    make_pair(&b->pairs[1], b->folder, "second", "DNS:*.b.vn");
    make_pair(&b->renewed, b->folder, "renewed", "DNS:a.vn");
    for (size_t i = 0; i < COUNT_OF(b->pairs); i++)
        b->certificates[i] = (struct wire_certificate){b->pairs[i].certificate, b->pairs[i].key};
    server_start_with(&b->server, options_of(b));
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    const struct pair *pairs[] = {&b->pairs[0], &b->pairs[1], &b->renewed};
    server_stop(&b->server);
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        (void)unlink(pairs[i]->certificate);
        (void)unlink(pairs[i]->key);
    }
    (void)rmdir(b->folder);
    arena_release(&b->arena);
    mem_free(b);
    return 0;
}

static struct str ask(struct bench *b, struct tls_wish wish, struct str request)
{
    struct tls_client c;
    assert_true(tls_client_open(&c, &b->server, wish));
    tls_client_send(&c, request);
    struct str all = tls_client_read_all(&c, &b->arena);
    tls_client_close(&c);
    return all;
}

static void answers(void **state)
{
    struct bench *b = *state;
    static const int VERSIONS[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    for (size_t i = 0; i < COUNT_OF(VERSIONS); i++) {
        struct str all = ask(b, (struct tls_wish){.version_max = VERSIONS[i]},
                             STR("GET / HTTP/1.1\r\nHost: a.vn\r\n\r\n" CLOSE("GET", "/who")));
        assert_true(str_contains(all, STR("\r\n\r\nhelloHTTP/1.1 200 OK\r\n")));
        assert_true(str_contains(all, STR("\r\nStrict-Transport-Security: max-age=600\r\n")));
        assert_true(str_ends(all, STR("\r\n\r\n127.0.0.1 s"))); /* secure */
    }
    struct reply plain = client_ask(&b->server, &b->arena, STR(CLOSE("GET", "/who")));
    assert_str_is(plain.body, "127.0.0.1");
    assert_str_is(reply_field(&plain, "Strict-Transport-Security"), "");
}

/* To whoever offers both. */
static void shorter_keys_first(void **state)
{
    struct bench *b = *state;
    static const struct {
        int version_max;
        const char *cipher;
    } CASES[] = {{TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256"},
                 {TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256"}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct tls_client c;
        assert_true(tls_client_open(&c, &b->server,
                                    (struct tls_wish){.version_max = CASES[i].version_max}));
        assert_string_equal(SSL_get_cipher_name(c.ssl), CASES[i].cipher);
        tls_client_close(&c);
    }
}

static void large_bodies(void **state)
{
    struct bench *b = *state;
    struct str all = ask(b, (struct tls_wish){0}, STR(CLOSE("GET", "/big")));
    assert_int_equal(str_from(all, str_find(all, STR("\r\n\r\n")) + 4).n, BIG_BYTES);
    all = ask(b, (struct tls_wish){0}, STR(CLOSE("GET", "/file")));
    struct str body = str_from(all, str_find(all, STR("\r\n\r\n")) + 4);
    assert_int_equal(body.n, FILE_BYTES);
    for (size_t i = 0; i < body.n; i++)
        assert_int_equal(body.p[i], file_byte(i));
    all = ask(b, (struct tls_wish){0},
              STR("GET /file HTTP/1.1\r\nHost: a.vn\r\nRange: bytes=500000-599999\r\n"
                  "Connection: close\r\n\r\n"));
    assert_true(str_starts(all, STR("HTTP/1.1 206 ")));
    body = str_from(all, str_find(all, STR("\r\n\r\n")) + 4);
    assert_int_equal(body.n, 100000);
    assert_int_equal(body.p[99999], file_byte(599999));
    all = ask(b, (struct tls_wish){0}, STR(CLOSE("GET", "/lent")));
    body = str_from(all, str_find(all, STR("\r\n\r\n")) + 4);
    assert_str_eq(body, ((struct str){big_body, FILE_BYTES})); /* not the file */
    all = ask(b, (struct tls_wish){0},
              STR("GET /ready HTTP/1.1\r\nHost: a.vn\r\n\r\n" CLOSE("GET", "/who")));
    assert_false(str_contains(all, STR("X-Ready"))); /* it lacks what TLS adds */
    assert_true(str_contains(all, STR("\r\nStrict-Transport-Security: max-age=600\r\n")));
    all = ask(b, (struct tls_wish){0},
              STR("POST /echo HTTP/1.1\r\nHost: a.vn\r\nContent-Length: 5\r\n"
                  "Connection: close\r\n\r\nabcde"));
    assert_true(str_ends(all, STR("\r\n\r\nabcde")));
}

static void certificate_by_name(void **state)
{
    struct bench *b = *state;
    struct {
        const char *name;
        const char *certificate;
    } const CASES[] = {
        {NULL, "first"},      {"a.vn", "first"}, {"www.a.vn", "first"}, {"x.b.vn", "second"},
        {"X.B.VN", "second"}, {"b.vn", "first"}, {"x.y.b.vn", "first"}, {"c.vn", "first"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct tls_client c;
        assert_true(
            tls_client_open(&c, &b->server, (struct tls_wish){.server_name = CASES[i].name}));
        assert_str_is(tls_client_certificate(&c, &b->arena), CASES[i].certificate);
        tls_client_close(&c);
    }
}

static void old_versions(void **state)
{
    struct bench *b = *state;
    struct tls_client c;
    assert_false(tls_client_open(&c, &b->server, (struct tls_wish){.version_max = TLS1_1_VERSION}));
    tls_client_close(&c);
    assert_false(tls_client_open(&c, &b->server, (struct tls_wish){.protocols = STR("\x03xyz")}));
    tls_client_close(&c);
}

/* Read at the same time as the loops take connections: for the thread sanitizer too. */
static void reload(void **state)
{
    struct bench *b = *state;
    const struct wire_certificate renewed = {b->renewed.certificate, b->renewed.key};
    const struct wire_certificate wrong = {b->renewed.certificate, b->pairs[0].key};
    const struct wire_certificate missing = {"/nowhere/a.pem", b->pairs[0].key};
    struct err e = {""};
    struct tls_client old;
    struct tls_client c;
    assert_true(tls_client_open(&old, &b->server, (struct tls_wish){0}));
    assert_int_equal(wire_reload_certificates(b->server.wire, &wrong, 1, &e), RC_INVALID);
    assert_int_equal(wire_reload_certificates(b->server.wire, &missing, 1, &e), RC_NOTFOUND);
    assert_non_null(strstr(e.text, "/nowhere/a.pem"));
    assert_int_equal(wire_reload_certificates(b->server.wire, NULL, 0, &e), RC_INVALID);
    assert_true(tls_client_open(&c, &b->server, (struct tls_wish){0}));
    assert_str_is(tls_client_certificate(&c, &b->arena), "first");
    tls_client_close(&c);
    for (int i = 0; i < 10; i++)
        assert_int_equal(wire_reload_certificates(b->server.wire, &renewed, 1, &e), RC_OK);
    for (int i = 0; i < 10; i++) {
        assert_true(tls_client_open(&c, &b->server, (struct tls_wish){0}));
        assert_str_is(tls_client_certificate(&c, &b->arena), "renewed");
        tls_client_close(&c);
    }
    tls_client_send(&old, STR(CLOSE("GET", "/")));
    assert_true(str_ends(tls_client_read_all(&old, &b->arena), STR("hello")));
    tls_client_close(&old);
    assert_int_equal(
        wire_reload_certificates(b->server.wire, b->certificates, COUNT_OF(b->certificates), &e),
        RC_OK);
}

/* Also on another loop, and after the certificates were read anew. */
static void resumption(void **state)
{
    struct bench *b = *state;
    static const int VERSIONS[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    for (size_t i = 0; i < COUNT_OF(VERSIONS); i++) {
        struct tls_wish wish = {.version_max = VERSIONS[i]};
        struct tls_client c;
        assert_true(tls_client_open(&c, &b->server, wish));
        tls_client_send(&c, STR(CLOSE("GET", "/")));
        (void)tls_client_read_all(&c, &b->arena); /* 1.3 sends its tickets after the handshake */
        wish.session = SSL_get1_session(c.ssl);
        tls_client_close(&c);
        for (int again = 0; again < 8; again++) {
            if (again == 4)
                assert_int_equal(wire_reload_certificates(b->server.wire, b->certificates,
                                                          COUNT_OF(b->certificates), NULL),
                                 RC_OK);
            assert_true(tls_client_open(&c, &b->server, wish));
            if (SSL_session_reused(c.ssl) != 1)
                fail_msg("version %x, time %d", (unsigned)VERSIONS[i], again);
            tls_client_close(&c);
        }
        SSL_SESSION_free(wish.session);
    }
}

static int raw_to_tls(const struct server *s)
{
    struct server other = {.port = s->tls_port};
    return client_open(&other);
}

static void what_is_no_handshake(void **state)
{
    struct bench *b = *state;
    int fd = raw_to_tls(&b->server);
    client_send(fd, STR("GET / HTTP/1.1\r\nHost: a.vn\r\n\r\n"));
    struct reply r = client_read_as(fd, &b->arena, true);
    assert_int_equal(r.status, 400);
    close(fd);
    fd = raw_to_tls(&b->server);
    client_send(fd, STR("\x16\x03\x01\x00\x05hello, this is no greeting at all"));
    char alert[64];
    while (recv(fd, alert, sizeof alert, 0) > 0)
        ;
    close(fd);
    fd = client_open(&b->server); /* and TLS where plain HTTP is spoken */
    client_send(fd, STR("\x16\x03\x01\x00\x05hello"));
    assert_int_equal(client_read(fd, &b->arena).status, 400);
    close(fd);
}

static void silence_ends(void **state)
{
    struct bench *b = *state;
    struct server s;
    struct wire_options options = options_of(b);
    options.limits.header_timeout_ms = 100;
    options.limits.idle_timeout_ms = 100;
    server_start_with(&s, options);
    int fd = raw_to_tls(&s);
    assert_true(client_at_end(fd));
    close(fd);
    struct tls_client c;
    assert_true(tls_client_open(&c, &s, (struct tls_wish){0}));
    assert_int_equal(tls_client_read_all(&c, &b->arena).n, 0);
    tls_client_close(&c);
    server_stop(&s);
}

static void from_http_to_https(void **state)
{
    struct bench *b = *state;
    struct server s;
    struct wire_options options = options_of(b);
    options.redirect_to_https = true;
    options.trusted_proxies = "127.0.0.9";
    server_start_with(&s, options);
    struct {
        const char *request;
        int status;
        const char *location; /* without https:// and the port */
    } const CASES[] = {
        {CLOSE("GET", "/a?b=c%20d"), 301, "a.vn:P/a?b=c%20d"},
        {CLOSE("POST", "/echo"), 308, "a.vn:P/echo"},
        {"GET http://a.vn:80/x?y HTTP/1.1\r\nHost: a.vn:80\r\n\r\n", 301, "a.vn:P/x?y"},
        {"GET http://a.vn?y HTTP/1.1\r\nHost: a.vn\r\n\r\n", 301, "a.vn:P/?y"},
        {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 301, "[::1]:P/"},
        {"GET / HTTP/1.0\r\n\r\n", 200, NULL}, /* without a name there is no address */
        {CLOSE("GET", "/.well-known/acme-challenge/x"), 200, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct reply r = client_ask(&s, &b->arena, str_view(CASES[i].request));
        struct str want = STR("");
        if (CASES[i].location) {
            struct str rest = str_view(CASES[i].location);
            size_t colon = str_find(rest, STR(":P"));
            want = str_format(&b->arena, "https://%.*s:%u%.*s", STR_ARG(str_first(rest, colon)),
                              (unsigned)s.tls_port, STR_ARG(str_from(rest, colon + 2)));
        }
        assert_int_equal(r.status, CASES[i].status);
        assert_str_eq(reply_field(&r, "Location"), want);
    }
    int proxy = client_from(&s, "127.0.0.9"); /* TLS has ended there */
    client_send(proxy, STR("GET / HTTP/1.1\r\nHost: a.vn\r\nX-Forwarded-Proto: https\r\n\r\n"));
    struct reply r = client_read(proxy, &b->arena);
    assert_int_equal(r.status, 200);
    assert_str_is(reply_field(&r, "Strict-Transport-Security"), "max-age=600");
    close(proxy);
    server_stop(&s);
}

static void slow_reader_and_drain(void **state)
{
    struct bench *b = *state;
    struct server s;
    struct tls_client slow;
    struct tls_client idle;
    server_start_with(&s, options_of(b));
    assert_true(tls_client_open(&slow, &s, (struct tls_wish){0}));
    assert_true(tls_client_open(&idle, &s, (struct tls_wish){0}));
    tls_client_send(&slow, STR("GET /big HTTP/1.1\r\nHost: a.vn\r\n\r\n"));
    wait_for(&s.handled, 1);
    wire_stop(s.wire);
    assert_int_equal(tls_client_read_all(&idle, &b->arena).n, 0);
    struct str all = tls_client_read_all(&slow, &b->arena);
    assert_true(all.n > BIG_BYTES);
    tls_client_close(&slow);
    tls_client_close(&idle);
    server_join(&s);
    pthread_mutex_destroy(&s.lock);
}

static enum rc open_with(struct wire_options options, struct err *e)
{
    struct wire *w = NULL;
    enum rc rc = wire_open(options, &w, e);
    if (!rc)
        wire_close(w);
    return rc;
}

static void opening(void **state)
{
    struct bench *b = *state;
    struct err e = {""};
    struct wire_options options = options_of(b);
    options.handler = handler;
    options.listen = "";
    assert_int_equal(open_with(options, &e), RC_OK); /* https alone */
    uint64_t k = 1;
    for (bool fired = true; fired; k++) {
        mem_fail_at(k);
        enum rc rc = open_with(options, NULL);
        fired = mem_fault_fired();
        mem_fail_at(0);
        assert_int_equal(rc, fired ? RC_NOMEM : RC_OK);
    }
    options.certificates_n = 0;
    assert_int_equal(open_with(options, &e), RC_INVALID);
    options.listen_tls = "";
    assert_int_equal(open_with(options, &e), RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(shorter_keys_first),
        cmocka_unit_test(large_bodies),
        cmocka_unit_test(certificate_by_name),
        cmocka_unit_test(old_versions),
        cmocka_unit_test(reload),
        cmocka_unit_test(resumption),
        cmocka_unit_test(what_is_no_handshake),
        cmocka_unit_test(silence_ends),
        cmocka_unit_test(from_http_to_https),
        cmocka_unit_test(slow_reader_and_drain),
        cmocka_unit_test(opening),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
