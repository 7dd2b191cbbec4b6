/* Request heads: RFC 9112's rules, and the vectors by which requests are smuggled past a proxy. */
#include "tests/prop.h"

#include "base/buf.h"
#include "wire/http_frame.h"

#include <string.h>

enum { INCOMPLETE = -1, ACCEPTED = 0 };

struct verdict {
    int status; /* INCOMPLETE, ACCEPTED, or the refusal's */
    struct http_head head;
    struct http_frame frame;
};

static struct verdict judge_state(struct verdict v, enum http_state state, struct str bytes)
{
    v.status = INCOMPLETE;
    if (state == HTTP_REFUSED)
        v.status = v.head.status;
    else if (state == HTTP_DONE)
        v.status = http_frame_read(&v.head, bytes, &v.frame);
    return v;
}

static struct verdict judge(struct str bytes)
{
    struct verdict v = {0};
    http_head_init(&v.head);
    enum http_state state = http_head_feed(&v.head, bytes);
    return judge_state(v, state, bytes);
}

static struct verdict judge_bytewise(struct str bytes)
{
    struct verdict v = {0};
    http_head_init(&v.head);
    enum http_state state = HTTP_MORE;
    for (size_t n = 1; n <= bytes.n && state == HTTP_MORE; n++)
        state = http_head_feed(&v.head, str_first(bytes, n));
    return judge_state(v, state, bytes);
}

static bool same_span(struct http_span a, struct http_span b)
{
    return a.at == b.at && a.n == b.n;
}

static bool same(const struct verdict *a, const struct verdict *b)
{
    if (a->status != b->status || a->head.status != b->head.status)
        return false;
    if (a->status != ACCEPTED)
        return true;
    if (a->head.line_at != b->head.line_at || a->head.fields_n != b->head.fields_n ||
        !same_span(a->head.method, b->head.method) || !same_span(a->head.target, b->head.target))
        return false;
    for (size_t i = 0; i < a->head.fields_n; i++)
        if (!same_span(a->head.fields[i].name, b->head.fields[i].name) ||
            !same_span(a->head.fields[i].value, b->head.fields[i].value))
            return false;
    return true;
}

struct head_case {
    const char *why;
    struct str bytes;
    int status;
};

#define HOST "Host: a.vn\r\n"
#define GET "GET / HTTP/1.1\r\n" HOST
#define POST "POST / HTTP/1.1\r\n" HOST
#define END "\r\n"

static const struct head_case LINES[] = {
    {"plain", STR_INIT(GET END), 0},
    {"one empty line before (9112 2.2)", STR_INIT("\r\n" GET END), 0},
    {"two empty lines before", STR_INIT("\r\n\r\n" GET END), 400},
    {"bare LF before", STR_INIT("\n" GET END), 400},
    {"nothing yet", STR_INIT(""), INCOMPLETE},
    {"half a line", STR_INIT("GET / HT"), INCOMPLETE},
    {"no end of the head", STR_INIT(GET), INCOMPLETE},
    {"CR of the last line only", STR_INIT(GET "\r"), INCOMPLETE},
    {"HTTP/0.9", STR_INIT("GET /\r\n"), 400},
    {"no version", STR_INIT("GET / \r\n\r\n"), 400},
    {"two spaces", STR_INIT("GET  / HTTP/1.1\r\n" HOST END), 400},
    {"space after the version", STR_INIT("GET / HTTP/1.1 \r\n" HOST END), 400},
    {"tab for a space", STR_INIT("GET\t/ HTTP/1.1\r\n" HOST END), 400},
    {"space in the target", STR_INIT("GET /a b HTTP/1.1\r\n" HOST END), 400},
    {"space before the method", STR_INIT(" GET / HTTP/1.1\r\n" HOST END), 400},
    {"lower-case version", STR_INIT("GET / http/1.1\r\n" HOST END), 400},
    {"version without a digit", STR_INIT("GET / HTTP/1.x\r\n" HOST END), 400},
    {"version of two digits", STR_INIT("GET / HTTP/1.10\r\n" HOST END), 400},
    {"HTTP/1.0 needs no Host", STR_INIT("GET / HTTP/1.0\r\n\r\n"), 0},
    {"HTTP/1.9 is read as 1.1", STR_INIT("GET / HTTP/1.9\r\n" HOST END), 0},
    {"HTTP/2.0", STR_INIT("GET / HTTP/2.0\r\n" HOST END), 505},
    {"HTTP/0.9 spelt out", STR_INIT("GET / HTTP/0.9\r\n" HOST END), 505},
    {"preface of HTTP/2", STR_INIT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505},
    {"TLS greeting", STR_INIT("\x16\x03\x01\x02"), 400},
    {"unknown method is the handler's", STR_INIT("BREW / HTTP/1.1\r\n" HOST END), 0},
    {"method is no token", STR_INIT("G(T / HTTP/1.1\r\n" HOST END), 400},
    {"method too long", STR_INIT("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ / HTTP/1.1\r\n" HOST END),
     501},
    {"NUL in the target", STR_INIT("GET /\0 HTTP/1.1\r\n" HOST END), 400},
    {"raw UTF-8 in the target", STR_INIT("GET /\xC4\x91 HTTP/1.1\r\n" HOST END), 400},
    {"fragment in the target", STR_INIT("GET /#a HTTP/1.1\r\n" HOST END), 400},
    {"bare LF after the request line", STR_INIT("GET / HTTP/1.1\n" HOST END), 400},
    {"bare CR in the request line", STR_INIT("GET /\r HTTP/1.1\r\n" HOST END), 400},
    {"double CR", STR_INIT("GET / HTTP/1.1\r\r\n" HOST END), 400},
};

static const struct head_case FIELDS[] = {
    {"bare LF after a field", STR_INIT("GET / HTTP/1.1\r\nHost: a.vn\n\r\n"), 400},
    {"bare LF ends the head", STR_INIT(GET "\n"), 400},
    {"obs-fold with a space", STR_INIT(GET "X: a\r\n b\r\n" END), 400},
    {"obs-fold with a tab", STR_INIT(GET "X: a\r\n\tb\r\n" END), 400},
    {"white space before the first field", STR_INIT("GET / HTTP/1.1\r\n " HOST END), 400},
    {"space before the colon", STR_INIT(GET "X : a\r\n" END), 400},
    {"tab before the colon", STR_INIT(GET "X\t: a\r\n" END), 400},
    {"no colon", STR_INIT(GET "X\r\n" END), 400},
    {"no name", STR_INIT(GET ": a\r\n" END), 400},
    {"NUL in a name", STR_INIT(GET "X\0: a\r\n" END), 400},
    {"UTF-8 in a name", STR_INIT(GET "X\xC4\x91: a\r\n" END), 400},
    {"parenthesis in a name", STR_INIT(GET "X(: a\r\n" END), 400},
    {"NUL in a value", STR_INIT(GET "X: a\0b\r\n" END), 400},
    {"bare CR in a value", STR_INIT(GET "X: a\rb\r\n" END), 400},
    {"DEL in a value", STR_INIT(GET "X: \x7F\r\n" END), 400},
    {"vertical tab in a value", STR_INIT(GET "X: \x0B\r\n" END), 400},
    {"tab in a value", STR_INIT(GET "X: a\tb\r\n" END), 0},
    {"bytes over 0x7F in a value", STR_INIT(GET "X: \xC4\x91\r\n" END), 0},
    {"empty value", STR_INIT(GET "X:\r\n" END), 0},
    {"no space after the colon", STR_INIT("GET / HTTP/1.1\r\nHost:a.vn\r\n" END), 0},
    {"unknown expectation", STR_INIT(GET "Expect: tea\r\n" END), 417},
    {"expectation in capitals", STR_INIT(GET "Expect: 100-CONTINUE\r\n" END), 0},
    {"HTTP/1.0 expects nothing", STR_INIT("GET / HTTP/1.0\r\nExpect: tea\r\n\r\n"), 0},
};

static const struct head_case HOSTS[] = {
    {"no Host", STR_INIT("GET / HTTP/1.1\r\n\r\n"), 400},
    {"two Hosts", STR_INIT(GET "Host: b.vn\r\n" END), 400},
    {"two equal Hosts", STR_INIT(GET HOST END), 400},
    {"two Hosts, HTTP/1.0", STR_INIT("GET / HTTP/1.0\r\n" HOST HOST END), 400},
    {"empty Host", STR_INIT("GET / HTTP/1.1\r\nHost:\r\n" END), 400},
    {"Host with port", STR_INIT("GET / HTTP/1.1\r\nHost: a.vn:8080\r\n" END), 0},
    {"Host with an empty port", STR_INIT("GET / HTTP/1.1\r\nHost: a.vn:\r\n" END), 0},
    {"port is no number", STR_INIT("GET / HTTP/1.1\r\nHost: a.vn:8o\r\n" END), 400},
    {"port too long", STR_INIT("GET / HTTP/1.1\r\nHost: a.vn:123456\r\n" END), 400},
    {"IPv6", STR_INIT("GET / HTTP/1.1\r\nHost: [::1]:80\r\n" END), 0},
    {"IPv6 unclosed", STR_INIT("GET / HTTP/1.1\r\nHost: [::1\r\n" END), 400},
    {"IPv6 and more", STR_INIT("GET / HTTP/1.1\r\nHost: [::1]x\r\n" END), 400},
    {"user information", STR_INIT("GET / HTTP/1.1\r\nHost: u@a.vn\r\n" END), 400},
    {"path", STR_INIT("GET / HTTP/1.1\r\nHost: a.vn/x\r\n" END), 400},
    {"list", STR_INIT("GET / HTTP/1.1\r\nHost: a.vn, b.vn\r\n" END), 400},
    {"markup", STR_INIT("GET / HTTP/1.1\r\nHost: a\"b\r\n" END), 400},
};

static const struct head_case FRAMING[] = {
    {"length", STR_INIT(POST "Content-Length: 5\r\n" END), 0},
    {"length zero", STR_INIT(POST "Content-Length: 0\r\n" END), 0},
    {"leading zeros", STR_INIT(POST "Content-Length: 00000000000000000000005\r\n" END), 0},
    {"plus", STR_INIT(POST "Content-Length: +5\r\n" END), 400},
    {"minus", STR_INIT(POST "Content-Length: -5\r\n" END), 400},
    {"minus zero", STR_INIT(POST "Content-Length: -0\r\n" END), 400},
    {"hexadecimal", STR_INIT(POST "Content-Length: 0x5\r\n" END), 400},
    {"two numbers", STR_INIT(POST "Content-Length: 5 5\r\n" END), 400},
    {"decimal point", STR_INIT(POST "Content-Length: 5.0\r\n" END), 400},
    {"empty", STR_INIT(POST "Content-Length:\r\n" END), 400},
    {"list", STR_INIT(POST "Content-Length: 5, 5\r\n" END), 400},
    {"twice, different", STR_INIT(POST "Content-Length: 5\r\nContent-Length: 6\r\n" END), 400},
    {"twice, equal", STR_INIT(POST "Content-Length: 5\r\ncontent-length: 5\r\n" END), 400},
    {"at the limit", STR_INIT(POST "Content-Length: 65536\r\n" END), 0},
    {"over the limit", STR_INIT(POST "Content-Length: 65537\r\n" END), 413},
    {"over 64 bits", STR_INIT(POST "Content-Length: 18446744073709551621\r\n" END), 413},
    {"chunked", STR_INIT(POST "Transfer-Encoding: chunked\r\n" END), 0},
    {"Chunked", STR_INIT(POST "transfer-encoding:Chunked\r\n" END), 0},
    {"chunked and tab", STR_INIT(POST "Transfer-Encoding: \tchunked\t\r\n" END), 0},
    {"CL.TE", STR_INIT(POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" END), 400},
    {"TE.CL", STR_INIT(POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n" END), 400},
    {"TE.TE", STR_INIT(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n" END), 400},
    {"TE.TE equal",
     STR_INIT(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" END), 400},
    {"twice in one", STR_INIT(POST "Transfer-Encoding: chunked, chunked\r\n" END), 400},
    {"empty element", STR_INIT(POST "Transfer-Encoding: ,chunked\r\n" END), 400},
    {"no coding", STR_INIT(POST "Transfer-Encoding:\r\n" END), 400},
    {"xchunked", STR_INIT(POST "Transfer-Encoding: xchunked\r\n" END), 501},
    {"quoted", STR_INIT(POST "Transfer-Encoding: \"chunked\"\r\n" END), 501},
    {"parameter", STR_INIT(POST "Transfer-Encoding: chunked;q=1\r\n" END), 501},
    {"identity", STR_INIT(POST "Transfer-Encoding: identity\r\n" END), 501},
    {"gzip, chunked", STR_INIT(POST "Transfer-Encoding: gzip, chunked\r\n" END), 501},
    {"chunked, gzip", STR_INIT(POST "Transfer-Encoding: chunked, gzip\r\n" END), 501},
    {"vertical tab before",
     STR_INIT(POST "Transfer-Encoding: \x0B"
                   "chunked\r\n" END),
     400},
    {"space before the colon", STR_INIT(POST "Transfer-Encoding : chunked\r\n" END), 400},
    {"folded", STR_INIT(POST "Transfer-Encoding:\r\n chunked\r\n" END), 400},
    {"HTTP/1.0", STR_INIT("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" END), 400},
    {"underscore is another field", STR_INIT(POST "Transfer_Encoding: chunked\r\n" END), 0},
    {"no body announced", STR_INIT(POST END), 0},
};

static void run(const struct head_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct verdict whole = judge(cases[i].bytes);
        struct verdict bytewise = judge_bytewise(cases[i].bytes);
        if (whole.status != cases[i].status)
            fail_msg("%s: %d, want %d", cases[i].why, whole.status, cases[i].status);
        if (!same(&whole, &bytewise))
            fail_msg("%s: %d byte by byte", cases[i].why, bytewise.status);
    }
}

static void request_lines(void **state)
{
    (void)state;
    run(LINES, COUNT_OF(LINES));
}

static void field_lines(void **state)
{
    (void)state;
    run(FIELDS, COUNT_OF(FIELDS));
}

static void hosts(void **state)
{
    (void)state;
    run(HOSTS, COUNT_OF(HOSTS));
}

static void framing(void **state)
{
    (void)state;
    run(FRAMING, COUNT_OF(FRAMING));
}

static void values_are_read(void **state)
{
    (void)state;
    struct str bytes = STR("HEAD /a?b HTTP/1.1\r\nHOST:  a.vn \t\r\nConnection: x, Close\r\n"
                           "Content-Length: 7\r\nExpect: 100-continue\r\n\r\nbody");
    struct verdict v = judge(bytes);
    assert_int_equal(v.status, 0);
    assert_str_is(http_text(bytes, v.head.method), "HEAD");
    assert_str_is(http_text(bytes, v.head.target), "/a?b");
    assert_str_is(http_text(bytes, v.head.fields[0].value), "a.vn");
    assert_int_equal(v.head.line_at, bytes.n - 4);
    assert_int_equal(v.frame.body_bytes, 7);
    assert_int_equal(v.frame.host_at, 0);
    assert_true(v.frame.expects_continue);
    assert_false(v.frame.keep);
    assert_true(judge(STR(GET END)).frame.keep);
    assert_true(judge(STR(GET "Connection: closed\r\n" END)).frame.keep);
    assert_false(judge(STR("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")).frame.keep);
}

/* Heads of a given size: at the limit accepted, one byte more refused. */
static void limits(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    char *filler = arena_alloc(&a, WIRE_HEADER_MAX_BYTES + 1);
    memset(filler, 'a', WIRE_HEADER_MAX_BYTES + 1);
    for (int over = 0; over < 2; over++) {
        struct str target = str_format(&a, "GET /%.*s HTTP/1.1\r\n" HOST END,
                                       WIRE_TARGET_MAX_BYTES - 1 + over, filler);
        assert_int_equal(judge(target).status, over ? 414 : 0);
        int left = WIRE_HEADER_MAX_BYTES - (int)sizeof(GET "X: \r\n\r\n") + 1 + over;
        struct str head = str_format(&a, GET "X: %.*s\r\n\r\n", left, filler);
        struct verdict whole = judge(head);
        struct verdict bytewise = judge_bytewise(head);
        assert_int_equal(whole.status, over ? 431 : 0);
        assert_true(same(&whole, &bytewise));
        struct str fields = STR(GET);
        for (int i = 1; i < WIRE_FIELDS_MAX + over; i++)
            fields = str_concat(&a, fields, STR("X: y\r\n"));
        assert_int_equal(judge(str_concat(&a, fields, STR(END))).status, over ? 431 : 0);
    }
    assert_int_equal(judge((struct str){filler, WIRE_HEADER_MAX_BYTES + 1}).status, 414);
    assert_false(arena_failed(&a));
    arena_release(&a);
}

/* A valid head with a few bytes changed. */
static bool pieces_do_not_matter(struct prop *p)
{
    static const struct str SEED = STR_INIT(
        "\r\nPOST /tin/bai-1.html?a=b HTTP/1.1\r\nHost: a.vn\r\nX: y z\r\nContent-Length: 3\r\n"
        "Connection: keep-alive\r\n\r\nabc");
    static const char BYTES[] = "\r\n\r\n \t:,;\0\x80GH/1.";
    char text[256];
    memcpy(text, SEED.p, SEED.n);
    for (size_t i = prop_below(p, 4); i > 0; i--)
        text[prop_below(p, SEED.n)] = BYTES[prop_below(p, sizeof BYTES)];
    struct str bytes = {text, SEED.n};
    struct verdict whole = judge(bytes);
    struct verdict bytewise = judge_bytewise(bytes);
    return same(&whole, &bytewise);
}

/* Every byte at every place of a name, a value and a target, against the words of the RFCs. */
static void every_byte_everywhere(void **state)
{
    enum { PLACES = 20, BYTES = 256 };
    static const char *const FRAMES[][2] = {{"GET / HTTP/1.1\r\nHost: a\r\nX", ": v\r\n\r\n"},
                                            {"GET / HTTP/1.1\r\nHost: a\r\nX: v", "\r\n\r\n"},
                                            {"GET /", " HTTP/1.1\r\nHost: a\r\n\r\n"}};
    (void)state;
    struct buf head;
    buf_init(&head, NULL);
    for (size_t frame = 0; frame < COUNT_OF(FRAMES); frame++)
        for (size_t at = 0; at < PLACES; at++)
            for (int byte = 0; byte < BYTES; byte++) {
                char middle[PLACES];
                memset(middle, 'm', sizeof middle);
                middle[at] = (char)byte;
                struct http_head h;
                http_head_init(&h);
                buf_clear(&head);
                buf_add(&head, str_view(FRAMES[frame][0]));
                buf_add(&head, (struct str){middle, PLACES});
                buf_add(&head, str_view(FRAMES[frame][1]));
                bool alnum = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                             (byte >= 'A' && byte <= 'Z');
                bool token = alnum || (byte && strchr("!#$%&'*+-.^_`|~", byte));
                bool seen = byte > ' ' && byte < 0x7F;
                bool good[] = {token || byte == ':', byte == '\t' || (byte >= ' ' && byte != 0x7F),
                               seen && byte != '#'};
                if (http_head_feed(&h, buf_view(&head)) != (good[frame] ? HTTP_DONE : HTTP_REFUSED))
                    fail_msg("byte %d at %zu of frame %zu", byte, at, frame);
            }
    buf_release(&head);
}

static void bytewise_equals_whole(void **state)
{
    (void)state;
    prop_check("feeding byte by byte equals feeding whole", pieces_do_not_matter, 20000);
}

/* Targets are looked at eight bytes at a time. */
static void every_byte_of_a_target(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 20; n++) {
        for (size_t at = 0; at < n; at++) {
            for (unsigned byte = 0; byte < 256; byte++) {
                char text[20];
                memset(text, 'a', n);
                text[at] = (char)(unsigned char)byte;
                bool valid = byte > 0x20 && byte < 0x7F && byte != '#';
                if (http_target_bytes_valid((struct str){text, n}) != valid)
                    fail_msg("byte %u at %zu of %zu", byte, at, n);
                text[0] = '?';
                text[at] = (char)(unsigned char)byte;
                bool in_query = valid || (at > 0 && byte >= 0x80);
                if (http_target_bytes_valid((struct str){text, n}) != in_query)
                    fail_msg("byte %u at %zu of %zu of a query", byte, at, n);
            }
        }
    }
    assert_false(http_target_bytes_valid(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request_lines),
        cmocka_unit_test(field_lines),
        cmocka_unit_test(hosts),
        cmocka_unit_test(framing),
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(limits),
        cmocka_unit_test(every_byte_everywhere),
        cmocka_unit_test(every_byte_of_a_target),
        cmocka_unit_test(bytewise_equals_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
