/* What RFC 9113 and RFC 7541 ask of a server, and what floods and bombs try, as frames on a connection
 * without TLS: what comes back, in short (h2_client.h). */
#include "h2_client.h"

#define AUTHORITY                                                                                  \
    "\x01\x04"                                                                                     \
    "a.vn"
#define GET_BLOCK "\x82\x86\x84" AUTHORITY
#define POST_BLOCK "\x83\x86\x04\x05/echo" AUTHORITY
#define PATH_BLOCK(length, path) "\x82\x86\x04" length path AUTHORITY
#define FIELD(name_n, name, value_n, value) "\x00" name_n name value_n value
#define BLOCK(text) STR_INIT(text)
#define GET_ON(stream)                                                                             \
    {                                                                                              \
        F_HEADERS, WHOLE, stream, BLOCK(GET_BLOCK), 0, 0, 0                                        \
    }

enum { FRAMES_MAX = 5 };

struct h2_case {
    const char *why;
    struct frame frames[FRAMES_MAX];
    const char *want;
};

/* clang-format off */
static const struct h2_case CASES[] = {
    {"a request", {GET_ON(1)}, "1:200 "},
    {"two", {GET_ON(1), GET_ON(3)}, "1:200 3:200 "},
    {"a path", {{F_HEADERS, WHOLE, 1, BLOCK(PATH_BLOCK("\x06", "/echo?")), 0, 0, 0}}, "1:200 "},
    {"a body", {{F_HEADERS, END_HEADERS, 1, BLOCK(POST_BLOCK), 0, 0, 0},
                {F_DATA, END_STREAM, 1, STR_INIT("abc"), 0, 0, 0}}, "1:200 "},
    {"a padded body", {{F_HEADERS, END_HEADERS, 1, BLOCK(POST_BLOCK), 0, 0, 0},
                       {F_DATA, END_STREAM | PADDED, 1, STR_INIT("\x02" "abc\0\0"), 0, 0, 0}}, "1:200 "},
    {"trailers", {{F_HEADERS, END_HEADERS, 1, BLOCK(POST_BLOCK), 0, 0, 0},
                  {F_DATA, 0, 1, STR_INIT("abc"), 0, 0, 0},
                  {F_HEADERS, WHOLE, 1, BLOCK(FIELD("\x01", "x", "\x01", "y")), 0, 0, 0}}, "1:200 "},
    /* 3.4: the preface */
    {"a broken preface", {{F_RAW, 0, 0, STR_INIT("no frame at all, not even a short one"), 0, 0, 0}}, "G6 "},
    /* 4.1, 5.5: unknown frames are skipped */
    {"unknown frame", {{F_UNKNOWN, 0, 0, STR_INIT("abc"), 0, 0, 0}, GET_ON(1)}, "1:200 "},
    /* 4.2: frame sizes */
    {"frame of 16,385 bytes", {{F_UNKNOWN, 0, 0, STR_INIT(""), 0, 0, 16385}, GET_ON(1)}, "G6 "},
    {"PING of 7 bytes", {{F_PING, 0, 0, STR_INIT("1234567"), 0, 0, 0}}, "G6 "},
    {"SETTINGS of 5 bytes", {{F_SETTINGS, 0, 0, STR_INIT("12345"), 0, 0, 0}}, "G6 "},
    {"SETTINGS acknowledged with a payload", {{F_SETTINGS, ACK, 0, STR_INIT("\0\1\0\0\0\0"), 0, 0, 0}}, "G6 "},
    {"RST_STREAM of 3 bytes", {{F_HEADERS, END_HEADERS, 1, BLOCK(POST_BLOCK), 0, 0, 0}, {F_RST_STREAM, 0, 1, STR_INIT("123"), 0, 0, 0}}, "G6 "},
    {"WINDOW_UPDATE of 3 bytes", {{F_WINDOW_UPDATE, 0, 0, STR_INIT("123"), 0, 0, 0}}, "G6 "},
    /* 4.3: header blocks */
    {"CONTINUATION", {{F_HEADERS, END_STREAM, 1, STR_INIT("\x82\x86"), 0, 0, 0},
                      {F_CONTINUATION, END_HEADERS, 1, BLOCK("\x84" AUTHORITY), 0, 0, 0}}, "1:200 "},
    {"index 0", {{F_HEADERS, WHOLE, 1, STR_INIT("\x80"), 0, 0, 0}}, "G9 "},
    {"index past the table", {{F_HEADERS, WHOLE, 1, STR_INIT("\xFF\x20"), 0, 0, 0}}, "G9 "},
    {"a literal cut short", {{F_HEADERS, WHOLE, 1, STR_INIT("\x00\x7F"), 0, 0, 0}}, "G9 "},
    {"a table larger than offered", {{F_HEADERS, WHOLE, 1, STR_INIT("\x3F\xE1\xFF\x03" GET_BLOCK), 0, 0, 0}}, "G9 "},
    /* 5.1: the states of a stream */
    {"DATA on an idle stream", {{F_DATA, 0, 1, STR_INIT("abc"), 0, 0, 0}}, "G1 "},
    {"RST_STREAM on an idle stream", {{F_RST_STREAM, 0, 1, STR_INIT("\0\0\0\x08"), 0, 0, 0}}, "G1 "},
    {"WINDOW_UPDATE on an idle stream", {{F_WINDOW_UPDATE, 0, 1, STR_INIT("\0\0\0\x08"), 0, 0, 0}}, "G1 "},
    {"CONTINUATION from nowhere", {{F_CONTINUATION, END_HEADERS, 1, BLOCK(GET_BLOCK), 0, 0, 0}}, "G1 "},
    {"an even stream", {GET_ON(2)}, "G1 "},
    /* taken for a late frame of a stream that has ended, and skipped */
    {"a stream below the last", {GET_ON(5), GET_ON(3)}, "5:200 "},
    /* 6.1 to 6.10: frames where they must not be */
    {"DATA on stream 0", {{F_DATA, 0, 0, STR_INIT("abc"), 0, 0, 0}}, "G1 "},
    {"HEADERS on stream 0", {GET_ON(0)}, "G1 "},
    {"PRIORITY on stream 0", {{F_PRIORITY, 0, 0, STR_INIT("\0\0\0\0\1"), 0, 0, 0}}, "G1 "},
    {"RST_STREAM on stream 0", {{F_RST_STREAM, 0, 0, STR_INIT("\0\0\0\x08"), 0, 0, 0}}, "G1 "},
    {"SETTINGS on a stream", {{F_SETTINGS, 0, 1, STR_INIT(""), 0, 0, 0}}, "G1 "},
    {"PING on a stream", {{F_PING, 0, 1, STR_INIT("12345678"), 0, 0, 0}}, "G1 "},
    {"GOAWAY on a stream", {{F_GOAWAY, 0, 1, STR_INIT("\0\0\0\0\0\0\0\0"), 0, 0, 0}}, "G1 "},
    {"PUSH_PROMISE", {{F_PUSH_PROMISE, END_HEADERS, 1, STR_INIT("\0\0\0\2" GET_BLOCK), 0, 0, 0}}, "G1 "},
    {"padding longer than the frame", {{F_HEADERS, WHOLE | PADDED, 1, STR_INIT("\x60" GET_BLOCK), 0, 0, 0}}, "G1 "},
    {"DATA inside a header block", {{F_HEADERS, END_STREAM, 1, BLOCK(GET_BLOCK), 0, 0, 0},
                                    {F_DATA, 0, 1, STR_INIT("a"), 0, 0, 0}}, "G1 "},
    {"another stream inside a header block", {{F_HEADERS, END_STREAM, 1, BLOCK(GET_BLOCK), 0, 0, 0},
                                              GET_ON(3)}, "G1 "},
    /* 6.5.2: settings */
    {"ENABLE_PUSH 2", {{F_SETTINGS, 0, 0, STR_INIT("\0\2\0\0\0\2"), 0, 0, 0}}, "G1 "},
    {"a window past 31 bits", {{F_SETTINGS, 0, 0, STR_INIT("\0\4\x80\0\0\0"), 0, 0, 0}}, "G3 "},
    {"MAX_FRAME_SIZE 16,383", {{F_SETTINGS, 0, 0, STR_INIT("\0\5\0\0\x3F\xFF"), 0, 0, 0}}, "G1 "},
    {"unknown setting", {{F_SETTINGS, 0, 0, STR_INIT("\x7F\x7F\0\0\0\1"), 0, 0, 0}, GET_ON(1)}, "1:200 "},
    /* 6.7 */
    {"PING", {{F_PING, 0, 0, STR_INIT("12345678"), 0, 0, 0}}, "P "},
    {"PING's answer", {{F_PING, ACK, 0, STR_INIT("12345678"), 0, 0, 0}, GET_ON(1)}, "1:200 "},
    {"GOAWAY", {GET_ON(1), {F_GOAWAY, 0, 0, STR_INIT("\0\0\0\0\0\0\0\0"), 0, 0, 0}}, "1:200 "},
    /* 6.9: windows */
    {"a window grown by nothing", {{F_WINDOW_UPDATE, 0, 0, STR_INIT("\0\0\0\0"), 0, 0, 0}}, "G1 "},
    {"a window past 31 bits by steps", {{F_WINDOW_UPDATE, 0, 0, STR_INIT("\x7F\xFF\xFF\xFF"), 2, 0, 0}}, "G3 "},
    /* 8.1.1, 8.2, 8.3: malformed requests; a stream error or 400 are both allowed */
    {"no :path", {{F_HEADERS, WHOLE, 1, BLOCK("\x82\x86" AUTHORITY), 0, 0, 0}}, "1!1 "},
    {"no :method", {{F_HEADERS, WHOLE, 1, BLOCK("\x86\x84" AUTHORITY), 0, 0, 0}}, "1!1 "},
    {"no :scheme", {{F_HEADERS, WHOLE, 1, BLOCK("\x82\x84" AUTHORITY), 0, 0, 0}}, "1!1 "},
    {"two :methods", {{F_HEADERS, WHOLE, 1, BLOCK("\x82\x82\x86\x84" AUTHORITY), 0, 0, 0}}, "1!1 "},
    {"two :paths", {{F_HEADERS, WHOLE, 1, BLOCK("\x82\x86\x84\x84" AUTHORITY), 0, 0, 0}}, "1!1 "},
    {"empty :path", {{F_HEADERS, WHOLE, 1, BLOCK(PATH_BLOCK("\x00", "")), 0, 0, 0}}, "1!1 "},
    {":status in a request", {{F_HEADERS, WHOLE, 1, BLOCK("\x88" GET_BLOCK), 0, 0, 0}}, "1!1 "},
    {"unknown pseudo field", {{F_HEADERS, WHOLE, 1, BLOCK(FIELD("\x02", ":x", "\x01", "y") GET_BLOCK), 0, 0, 0}}, "1!1 "},
    {"pseudo field behind the others", {{F_HEADERS, WHOLE, 1, BLOCK("\x82\x86" FIELD("\x01", "x", "\x01", "y") "\x84" AUTHORITY), 0, 0, 0}}, "1!1 "},
    {"Connection", {{F_HEADERS, WHOLE, 1, BLOCK(GET_BLOCK FIELD("\x0A", "connection", "\x05", "close")), 0, 0, 0}}, "1!1 "},
    {"Transfer-Encoding", {{F_HEADERS, WHOLE, 1, BLOCK(GET_BLOCK FIELD("\x11", "transfer-encoding", "\x07", "chunked")), 0, 0, 0}}, "1!1 "},
    {"TE gzip", {{F_HEADERS, WHOLE, 1, BLOCK(GET_BLOCK FIELD("\x02", "te", "\x04", "gzip")), 0, 0, 0}}, "1!1 "},
    {"TE trailers", {{F_HEADERS, WHOLE, 1, BLOCK(GET_BLOCK FIELD("\x02", "te", "\x08", "trailers")), 0, 0, 0}}, "1:200 "},
    {"capitals in a name", {{F_HEADERS, WHOLE, 1, BLOCK(GET_BLOCK FIELD("\x01", "X", "\x01", "y")), 0, 0, 0}}, "1!1 "},
    {"a space in a name", {{F_HEADERS, WHOLE, 1, BLOCK(GET_BLOCK FIELD("\x02", "x ", "\x01", "y")), 0, 0, 0}}, "1:400 "},
    {"a line end in a value", {{F_HEADERS, WHOLE, 1, BLOCK(GET_BLOCK FIELD("\x01", "x", "\x03", "a\r\n")), 0, 0, 0}}, "1:400 "},
    {"NUL in a value", {{F_HEADERS, WHOLE, 1, BLOCK(GET_BLOCK FIELD("\x01", "x", "\x02", "a\0")), 0, 0, 0}}, "1:400 "},
    {"content-length too long", {{F_HEADERS, END_HEADERS, 1, BLOCK(POST_BLOCK FIELD("\x0E", "content-length", "\x01", "4")), 0, 0, 0},
                                 {F_DATA, END_STREAM, 1, STR_INIT("abc"), 0, 0, 0}}, "1!1 "},
    {"content-length too short", {{F_HEADERS, END_HEADERS, 1, BLOCK(POST_BLOCK FIELD("\x0E", "content-length", "\x01", "2")), 0, 0, 0},
                                  {F_DATA, END_STREAM, 1, STR_INIT("abc"), 0, 0, 0}}, "1!1 "},
    {"two content-lengths", {{F_HEADERS, END_HEADERS, 1, BLOCK(POST_BLOCK FIELD("\x0E", "content-length", "\x01", "3") FIELD("\x0E", "content-length", "\x01", "4")), 0, 0, 0},
                             {F_DATA, END_STREAM, 1, STR_INIT("abc"), 0, 0, 0}}, "1!1 "},
    {"another Host", {{F_HEADERS, WHOLE, 1, BLOCK(GET_BLOCK FIELD("\x04", "host", "\x04", "b.vn")), 0, 0, 0}}, "1:400 "},
    {"the same Host", {{F_HEADERS, WHOLE, 1, BLOCK(GET_BLOCK FIELD("\x04", "host", "\x04", "A.vn")), 0, 0, 0}}, "1:200 "},
    {"Host alone", {{F_HEADERS, WHOLE, 1, BLOCK("\x82\x86\x84" FIELD("\x04", "host", "\x04", "b.vn")), 0, 0, 0}}, "1:200 "},
    {"an authority with a user", {{F_HEADERS, WHOLE, 1, BLOCK("\x82\x86\x84\x01\x06u@a.vn"), 0, 0, 0}}, "1:400 "},
    {"dot segments", {{F_HEADERS, WHOLE, 1, BLOCK(PATH_BLOCK("\x05", "/../a")), 0, 0, 0}}, "1:400 "},
    {"absolute :path", {{F_HEADERS, WHOLE, 1, BLOCK(PATH_BLOCK("\x0C", "http://a.vn/")), 0, 0, 0}}, "1!1 "},
    {"*", {{F_HEADERS, WHOLE, 1, BLOCK("\x02\x07OPTIONS\x86\x04\x01*" AUTHORITY), 0, 0, 0}}, "1:501 "},
    {"CONNECT", {{F_HEADERS, END_HEADERS, 1, BLOCK("\x02\x07" "CONNECT" AUTHORITY), 0, 0, 0},
                 {F_DATA, END_STREAM, 1, STR_INIT("abc"), 0, 0, 0}}, "1:501 "},
    {"expectation", {{F_HEADERS, END_HEADERS, 1, BLOCK(POST_BLOCK FIELD("\x06", "expect", "\x0C", "100-continue")), 0, 0, 0},
                     {F_DATA, END_STREAM, 1, STR_INIT("abc"), 0, 0, 0}}, "1:100 1:200 "},
    /* limits of one request */
    {"too many fields", {{F_HEADERS, END_STREAM, 1, BLOCK(GET_BLOCK), 0, 0, 0},
                         {F_CONTINUATION, 0, 1, BLOCK("\x82\x86"), 0, 0, 0},
                         {F_CONTINUATION, END_HEADERS, 1, BLOCK("\x84"), 0, 0, 0}}, "1!1 "},
    {"a body too large", {{F_HEADERS, END_HEADERS, 1, BLOCK(POST_BLOCK), 0, 0, 0},
                          {F_DATA, 0, 1, STR_INIT(""), 4, 0, 16000},
                          {F_DATA, END_STREAM, 1, STR_INIT(""), 0, 0, 16000}}, "1:413"},
    /* floods: what brings neither request nor body has a budget (CVE-2019-9511 to 9518) */
    {"PING flood", {{F_PING, 0, 0, STR_INIT("12345678"), 4000, 0, 0}}, "G11"},
    {"PING answers flood", {{F_PING, ACK, 0, STR_INIT("12345678"), 4000, 0, 0}}, "G11"},
    {"SETTINGS flood", {{F_SETTINGS, 0, 0, STR_INIT(""), 4000, 0, 0}}, "G11"},
    {"PRIORITY flood", {{F_PRIORITY, 0, 1, STR_INIT("\0\0\0\0\1"), 4000, 2, 0}}, "G11"},
    {"unknown frames flood", {{F_UNKNOWN, 0, 0, STR_INIT("x"), 4000, 0, 0}}, "G11"},
    {"WINDOW_UPDATE flood", {{F_WINDOW_UPDATE, 0, 0, STR_INIT("\0\0\0\1"), 4000, 0, 0}}, "G11"},
    {"empty DATA flood", {{F_HEADERS, END_HEADERS, 1, BLOCK(POST_BLOCK), 0, 0, 0},
                          {F_DATA, 0, 1, STR_INIT(""), 4000, 0, 0}}, "G11"},
    {"CONTINUATION flood (CVE-2024-27316)", {{F_HEADERS, END_STREAM, 1, BLOCK(GET_BLOCK), 0, 0, 0},
                                             {F_CONTINUATION, 0, 1, BLOCK(FIELD("\x01", "x", "\x01", "y")), 20, 0, 0}}, "G11"},
};
/* clang-format on */

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

/* Sends preface, SETTINGS and frames, ends its side, and shows what came. */
static void talk(const struct server *s, const struct frame *frames, size_t n, size_t step,
                 struct buf *shown)
{
    struct buf out;
    struct buf in;
    int fd = client_open(s);
    buf_init(&out, NULL);
    buf_init(&in, NULL);
    buf_add(&out, STR(PREFACE "\0\0\0\x04\0\0\0\0\0"));
    for (size_t i = 0; i < n; i++)
        if (frames[i].payload.p)
            put_frame(&out, &frames[i]);
    assert_false(buf_failed(&out));
    for (struct str rest = buf_view(&out); rest.n; rest = str_from(rest, step))
        send_all(fd, str_first(rest, step));
    (void)shutdown(fd, SHUT_WR);
    read_until_end(fd, &in);
    show_frames(buf_view(&in), false, shown);
    buf_release(&out);
    buf_release(&in);
    close(fd);
}

static void run_case(const struct h2_case *c, size_t step)
{
    struct buf shown;
    buf_init(&shown, NULL);
    talk(&server, c->frames, FRAMES_MAX, step, &shown);
    struct str want = str_view(c->want);
    /* without a space at its end it is a part: what else comes is a matter of timing */
    bool part = !str_ends(want, STR(" "));
    bool good = part ? str_contains(buf_view(&shown), want) : str_eq(buf_view(&shown), want);
    if (!good)
        fail_msg("%s, %zu bytes at once: got \"%.*s\", want \"%s\"", c->why, step,
                 STR_ARG(buf_view(&shown)), c->want);
    buf_release(&shown);
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
        if (!str_ends(str_view(CASES[i].want), STR("G11")))
            run_case(&CASES[i], 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(in_pieces),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
