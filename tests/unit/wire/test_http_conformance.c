/* What RFC 9110 and RFC 9112 ask of a server, and what request smuggling tries, as bytes on a
 * connection: which statuses come back, in order, and nothing else. The client ends its side after its
 * bytes; a refusal ends the connection, so that what follows it is never read as a request. */
#include "server_fixture.h"

#define HOST "Host: a.vn\r\n"
#define GET_OK "GET / HTTP/1.1\r\n" HOST "\r\n"
#define POST(fields, body) "POST /echo HTTP/1.1\r\n" HOST fields "\r\n" body
#define CHUNKED "Transfer-Encoding: chunked\r\n"
#define SMUGGLED "GET /smuggled HTTP/1.1\r\n" HOST "\r\n"

struct wire_case {
    const char *why;
    const char *bytes;
    const char *statuses; /* of the responses, a space after each */
};

static const struct wire_case CASES[] = {
    /* RFC 9112 §2.2: lines */
    {"plain", GET_OK, "200 "},
    {"pipelined", GET_OK GET_OK GET_OK, "200 200 200 "},
    {"one empty line before", "\r\n" GET_OK, "200 "},
    {"two empty lines before", "\r\n\r\n" GET_OK, "400 "},
    {"bare LF after the request line", "GET / HTTP/1.1\n" HOST "\r\n", "400 "},
    {"bare LF after a field", "GET / HTTP/1.1\r\nHost: a.vn\n\r\n", "400 "},
    {"bare LF at the end", "GET / HTTP/1.1\r\n" HOST "\n" SMUGGLED, "400 "},
    {"bare CR in a value", "GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n", "400 "},
    {"bare CR before a field", "GET / HTTP/1.1\r\n" HOST "\rX: a\r\n\r\n", "400 "},
    {"CR CR LF", "GET / HTTP/1.1\r\r\n" HOST "\r\n", "400 "},
    {"space before the first field", "GET / HTTP/1.1\r\n X: a\r\n" HOST "\r\n", "400 "},
    {"only CRLF, then nothing", "\r\n", ""},
    {"half a request", "GET / HTTP/1.1\r\nHost", ""},
    /* §3: the request line */
    {"two spaces", "GET  / HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"a tab", "GET\t/ HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"space at its end", "GET / HTTP/1.1 \r\n" HOST "\r\n", "400 "},
    {"space at its start", " GET / HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"no version (HTTP/0.9)", "GET /\r\n\r\n", "400 "},
    {"version in lower case", "GET / http/1.1\r\n" HOST "\r\n", "400 "},
    {"version 1.10", "GET / HTTP/1.10\r\n" HOST "\r\n", "400 "},
    {"version 1.2 is read as 1.1", "GET / HTTP/1.2\r\n" HOST "\r\n", "200 "},
    {"version 2.0", "GET / HTTP/2.0\r\n" HOST "\r\n", "505 "},
    {"version 3.0", "GET / HTTP/3.0\r\n" HOST "\r\n", "505 "},
    {"empty target", "GET  HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"a fragment", "GET /a#b HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"a byte past ASCII in the path", "GET /\xC3\xA1 HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"bytes past ASCII in the query", "GET /?q=\xC3\xA1 HTTP/1.1\r\n" HOST "\r\n", "200 "},
    {"a fragment behind them", "GET /?q=\xC3\xA1#b HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"method no token", "GE(T / HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"method of another case is another one", "get / HTTP/1.1\r\n" HOST "\r\n", "200 "},
    {"method too long", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA / HTTP/1.1\r\n" HOST "\r\n",
     "501 "},
    {"CONNECT names no page", "CONNECT a.vn:443 HTTP/1.1\r\n" HOST "\r\n", "501 "},
    {"OPTIONS *", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", "501 "},
    {"a TLS greeting", "\x16\x03\x01\x02", "400 "},
    /* §3.2: the target and Host */
    {"no Host", "GET / HTTP/1.1\r\n\r\n", "400 "},
    {"no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "200 "},
    {"two Hosts", "GET / HTTP/1.1\r\n" HOST HOST "\r\n", "400 "},
    {"two Hosts, one in capitals", "GET / HTTP/1.1\r\n" HOST "HOST: b.vn\r\n\r\n", "400 "},
    {"two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\n" HOST "Host: b.vn\r\n\r\n", "400 "},
    {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "400 "},
    {"two names in Host", "GET / HTTP/1.1\r\nHost: a.vn, b.vn\r\n\r\n", "400 "},
    {"user in Host", "GET / HTTP/1.1\r\nHost: u@a.vn\r\n\r\n", "400 "},
    {"path in Host", "GET / HTTP/1.1\r\nHost: a.vn/x\r\n\r\n", "400 "},
    {"port no number", "GET / HTTP/1.1\r\nHost: a.vn:x\r\n\r\n", "400 "},
    {"IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "200 "},
    {"absolute form", "GET http://a.vn/ HTTP/1.1\r\n" HOST "\r\n", "200 "},
    {"absolute form of another host", "GET http://b.vn/ HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"absolute form of another port", "GET http://a.vn:81/ HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"absolute form without Host", "GET http://a.vn/ HTTP/1.1\r\n\r\n", "400 "},
    {"absolute form with a user", "GET http://u@a.vn/ HTTP/1.1\r\nHost: u@a.vn\r\n\r\n", "400 "},
    {"another scheme", "GET ftp://a.vn/ HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"dot segments", "GET /a/../b HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"encoded dot segments", "GET /%2e%2e/b HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"encoded NUL", "GET /a%00b HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"encoded line end", "GET /a%0d%0aX:%20b HTTP/1.1\r\n" HOST "\r\n", "400 "},
    {"broken escape", "GET /%zz HTTP/1.1\r\n" HOST "\r\n", "400 "},
    /* §5: fields */
    {"space before the colon", "GET / HTTP/1.1\r\n" HOST "X : a\r\n\r\n", "400 "},
    {"tab before the colon", "GET / HTTP/1.1\r\n" HOST "X\t: a\r\n\r\n", "400 "},
    {"space before the colon of Host", "GET / HTTP/1.1\r\nHost : a.vn\r\n\r\n", "400 "},
    {"folded line", "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n", "400 "},
    {"line folded by a tab", "GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\n\r\n", "400 "},
    {"no colon", "GET / HTTP/1.1\r\n" HOST "X\r\n\r\n", "400 "},
    {"empty name", "GET / HTTP/1.1\r\n" HOST ": a\r\n\r\n", "400 "},
    {"name no token", "GET / HTTP/1.1\r\n" HOST "X(: a\r\n\r\n", "400 "},
    {"control in a value", "GET / HTTP/1.1\r\n" HOST "X: a\x01\r\n\r\n", "400 "},
    {"DEL in a value", "GET / HTTP/1.1\r\n" HOST "X: a\x7F\r\n\r\n", "400 "},
    {"bytes past ASCII in a value", "GET / HTTP/1.1\r\n" HOST "X: \xC3\xA1\r\n\r\n", "200 "},
    {"empty value", "GET / HTTP/1.1\r\n" HOST "X:\r\n\r\n", "200 "},
    {"colons in a value", "GET / HTTP/1.1\r\n" HOST "X: a: b:\r\n\r\n", "200 "},
    /* §6.1, §6.3, §11.2: where the body ends */
    {"a length", POST("Content-Length: 3\r\n", "abc") GET_OK, "200 200 "},
    {"length 0", POST("Content-Length: 0\r\n", "") GET_OK, "200 200 "},
    {"leading zeros", POST("Content-Length: 003\r\n", "abc") GET_OK, "200 200 "},
    {"no length: no body", POST("", "") GET_OK, "200 200 "},
    {"a body with GET", "GET / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc" GET_OK,
     "200 200 "},
    {"both ways", POST("Content-Length: 5\r\n" CHUNKED, "0\r\n\r\n") SMUGGLED, "400 "},
    {"both, the other way round", POST(CHUNKED "Content-Length: 5\r\n", "0\r\n\r\n") SMUGGLED,
     "400 "},
    {"two lengths", POST("Content-Length: 3\r\nContent-Length: 4\r\n", "abc") SMUGGLED, "400 "},
    {"two equal lengths", POST("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), "400 "},
    {"a list of lengths", POST("Content-Length: 3, 3\r\n", "abc"), "400 "},
    {"signed length", POST("Content-Length: +3\r\n", "abc"), "400 "},
    {"negative length", POST("Content-Length: -1\r\n", "abc"), "400 "},
    {"hexadecimal length", POST("Content-Length: 0x3\r\n", "abc"), "400 "},
    {"length with a space inside", POST("Content-Length: 1 0\r\n", "abc"), "400 "},
    {"length with a letter", POST("Content-Length: 3a\r\n", "abc"), "400 "},
    {"empty length", POST("Content-Length:\r\n", "abc"), "400 "},
    {"length past 64 bits", POST("Content-Length: 18446744073709551619\r\n", "abc"), "413 "},
    {"too large", POST("Content-Length: 65537\r\n", "abc"), "413 "},
    {"chunked", POST(CHUNKED, "3\r\nabc\r\n0\r\n\r\n") GET_OK, "200 200 "},
    {"chunked in capitals", POST("transfer-encoding: CHUNKED\r\n", "0\r\n\r\n") GET_OK, "200 200 "},
    {"chunked twice", POST(CHUNKED CHUNKED, "0\r\n\r\n"), "400 "},
    {"chunked, chunked", POST("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), "400 "},
    {"chunked, nothing", POST("Transfer-Encoding: chunked,\r\n", "0\r\n\r\n"), "400 "},
    {"identity", POST("Transfer-Encoding: identity\r\n", "abc"), "501 "},
    {"gzip, chunked", POST("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "501 "},
    {"chunked, identity", POST("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), "501 "},
    {"xchunked", POST("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), "501 "},
    {"quoted chunked", POST("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), "501 "},
    {"chunked with a parameter", POST("Transfer-Encoding: chunked;a=b\r\n", "0\r\n\r\n"), "501 "},
    {"chunked behind a vertical tab", POST("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n"),
     "400 "},
    {"empty coding", POST("Transfer-Encoding:\r\n", "0\r\n\r\n"), "400 "},
    {"space before its colon", POST("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), "400 "},
    {"folded coding", POST("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), "400 "},
    {"chunked in HTTP/1.0", "POST /echo HTTP/1.0\r\n" HOST CHUNKED "\r\n0\r\n\r\n", "400 "},
    {"a name that only looks like it", POST("Transfer_Encoding: chunked\r\n", "") GET_OK,
     "200 200 "},
    /* §7.1: chunks */
    {"hexadecimal size", POST(CHUNKED, "A\r\n0123456789\r\n00\r\n\r\n") GET_OK, "200 200 "},
    {"extension", POST(CHUNKED, "1;a=b;c=\"d\"\r\nx\r\n0;e\r\n\r\n") GET_OK, "200 200 "},
    {"trailer", POST(CHUNKED, "0\r\nX: a\r\n\r\n") GET_OK, "200 200 "},
    {"trailer that would change the framing",
     POST(CHUNKED, "0\r\nContent-Length: 9\r\n\r\n") GET_OK, "200 200 "},
    {"bare LF after a size", POST(CHUNKED, "1\nx\r\n0\r\n\r\n"), "400 "},
    {"bare LF after data", POST(CHUNKED, "1\r\nx\n0\r\n\r\n"), "400 "},
    {"bare LF in an extension", POST(CHUNKED, "1;a\nx\r\n0\r\n\r\n") SMUGGLED, "400 "},
    {"bare CR in an extension", POST(CHUNKED, "1;a\rb\r\nx\r\n0\r\n\r\n"), "400 "},
    {"bare LF at the end", POST(CHUNKED, "0\r\n\n") SMUGGLED, "400 "},
    {"data longer than its size", POST(CHUNKED, "1\r\nxy\r\n0\r\n\r\n"), "400 "},
    {"size with a prefix", POST(CHUNKED, "0x1\r\nx\r\n0\r\n\r\n"), "400 "},
    {"signed size", POST(CHUNKED, "+1\r\nx\r\n0\r\n\r\n"), "400 "},
    {"negative size", POST(CHUNKED, "-1\r\nx\r\n0\r\n\r\n"), "400 "},
    {"no size", POST(CHUNKED, "\r\nx\r\n0\r\n\r\n"), "400 "},
    {"space before a size", POST(CHUNKED, " 1\r\nx\r\n0\r\n\r\n"), "400 "},
    {"size past 32 bits", POST(CHUNKED, "100000000\r\nx\r\n0\r\n\r\n"), "400 "},
    {"size past 64 bits", POST(CHUNKED, "FFFFFFFFFFFFFFFFF\r\nx"), "400 "},
    {"chunks too large together", POST(CHUNKED, "10001\r\nx"), "413 "},
    {"trailer without a colon", POST(CHUNKED, "0\r\nX\r\n\r\n"), "400 "},
    {"folded trailer", POST(CHUNKED, "0\r\nX: a\r\n b\r\n\r\n"), "400 "},
    /* §9.6: the end of a connection */
    {"close", "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n" GET_OK, "200 "},
    {"close in a list", "GET / HTTP/1.1\r\n" HOST "Connection: x, CLOSE\r\n\r\n" GET_OK, "200 "},
    {"HTTP/1.0 closes", "GET / HTTP/1.0\r\n\r\n" GET_OK, "200 "},
    {"an upgrade is not taken",
     "GET / HTTP/1.1\r\n" HOST "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", "200 "},
    {"the preface of HTTP/2 after a request", GET_OK "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
     "200 505 "},
    /* RFC 9110 §10.1.1 */
    {"expectation with its body", POST("Expect: 100-continue\r\nContent-Length: 1\r\n", "x"),
     "200 "},
    {"another expectation", POST("Expect: 200-ok\r\nContent-Length: 1\r\n", "x"), "417 "},
    {"expectation in HTTP/1.0", "POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", "200 "},
    /* after a refusal nothing more is read */
    {"refused, then a request", "GET / HTTP/1.1\r\nHost: /\r\n\r\n" SMUGGLED, "400 "},
    {"answered, then refused", GET_OK "GET / HTTP/1.1\r\n\r\n" SMUGGLED, "200 400 "},
};

static struct server server;

static int setup(void **state)
{
    (void)state;
    server_start(&server, 2, (struct wire_limits){0});
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    server_stop(&server);
    return 0;
}

/* Everything that comes until the end of the connection. */
static void read_all(int fd, struct buf *all)
{
    char piece[4096];
    ssize_t n = 0;
    while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
        buf_add(all, (struct str){piece, (size_t)n});
    assert_true(n == 0 || errno == ECONNRESET); /* and no time-out */
}

/* The statuses in what came, each response as long as it says. */
static void read_statuses(struct str all, struct buf *statuses)
{
    while (all.n) {
        size_t head_n = str_find(all, STR("\r\n\r\n"));
        struct reply r = {.head = str_first(all, head_n + 4)};
        int64_t length = 0;
        if (head_n == all.n || !str_starts(all, STR("HTTP/1.1 ")))
            fail_msg("no response: \"%.*s\"", STR_ARG(all));
        buf_addf(statuses, "%.*s ", STR_ARG(str_slice(all, 9, 12)));
        struct str announced = reply_field(&r, "Content-Length");
        assert_true(announced.n == 0 || str_to_int(announced, &length));
        all = str_from(all, r.head.n + (size_t)length);
    }
}

static void run_case(const struct wire_case *c, size_t step)
{
    struct buf all;
    struct buf statuses;
    int fd = client_open(&server);
    buf_init(&all, NULL);
    buf_init(&statuses, NULL);
    for (struct str rest = str_view(c->bytes); rest.n; rest = str_from(rest, step))
        if (send(fd, rest.p, step < rest.n ? step : rest.n, MSG_NOSIGNAL) < 0)
            break; /* refused already */
    (void)shutdown(fd, SHUT_WR);
    read_all(fd, &all);
    read_statuses(buf_view(&all), &statuses);
    if (!str_eq(buf_view(&statuses), str_view(c->statuses)))
        fail_msg("%s, %zu bytes at once: got \"%.*s\", want \"%s\"", c->why, step,
                 STR_ARG(buf_view(&statuses)), c->statuses);
    buf_release(&all);
    buf_release(&statuses);
    close(fd);
}

static void whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        run_case(&CASES[i], SIZE_MAX / 2);
}

static void in_pieces(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        run_case(&CASES[i], 7);
}

static void nul_bytes(void **state)
{
    static const char *const PLACES[] = {
        "GET /a@ HTTP/1.1\r\n" HOST "\r\n", "GET / HTTP/1.1\r\n" HOST "X: @\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST "X@: a\r\n\r\n", "@GET / HTTP/1.1\r\n" HOST "\r\n"};
    char request[128];
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
        size_t n = strlen(PLACES[i]);
        for (size_t k = 0; k < n; k++)
            request[k] = PLACES[i][k] == '@' ? '\0' : PLACES[i][k];
        assert_int_equal(client_ask(&server, &a, (struct str){request, n}).status, 400);
    }
    arena_release(&a);
}

/* Limits of wire.h: as much as that is taken, a little more is not. */
static void limits(void **state)
{
    struct {
        const char *before;
        const char *unit;
        size_t times;
        const char *after;
        int status;
    } const LIMITS[] = {
        {"GET /", "a", WIRE_TARGET_MAX_BYTES - 1, " HTTP/1.1\r\n" HOST "\r\n", 200},
        {"GET /", "a", WIRE_TARGET_MAX_BYTES, " HTTP/1.1\r\n" HOST "\r\n", 414},
        {"GET /", "a", 40000, "", 414},
        {"GET / HTTP/1.1\r\n" HOST, "X: y\r\n", WIRE_FIELDS_MAX - 1, "\r\n", 200},
        {"GET / HTTP/1.1\r\n" HOST, "X: y\r\n", WIRE_FIELDS_MAX, "\r\n", 431},
        {"GET / HTTP/1.1\r\n" HOST "X: ", "a", WIRE_HEADER_MAX_BYTES - 100, "\r\n\r\n", 200},
        {"GET / HTTP/1.1\r\n" HOST "X: ", "a", WIRE_HEADER_MAX_BYTES, "\r\n\r\n", 431},
        {"GET / HTTP/1.1\r\n" HOST, "a", 60000, "", 431},
        {POST(CHUNKED, "1;"), "e", 4000, "\r\nx\r\n0\r\n\r\n", 200},
        {POST(CHUNKED, "1;"), "e", 9000, "\r\nx\r\n0\r\n\r\n", 431},
        {POST(CHUNKED, "0\r\nX: "), "t", 9000, "\r\n\r\n", 431},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(LIMITS); i++) {
        struct arena a;
        struct buf b;
        arena_init(&a, 1 << 20);
        buf_init(&b, NULL);
        buf_add(&b, str_view(LIMITS[i].before));
        for (size_t k = 0; k < LIMITS[i].times; k++)
            buf_add(&b, str_view(LIMITS[i].unit));
        buf_add(&b, str_view(LIMITS[i].after));
        int fd = client_open(&server);
        client_send(fd, buf_view(&b));
        int status = client_read(fd, &a).status;
        if (status != LIMITS[i].status)
            fail_msg("limit %zu: %d, want %d", i, status, LIMITS[i].status);
        close(fd);
        buf_release(&b);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(in_pieces),
        cmocka_unit_test(nul_bytes),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
