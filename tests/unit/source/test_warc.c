/* Web archives: which records are pages, what damage costs, and that cuts do not matter. */
#include "tests/test.h"

#include "base/buf.h"
#include "base/hash.h"
#include "source/http_message.h"
#include "source/warc.h"

#define ZLIB_CONST
#include <zlib.h>

static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 256 << 20);
    return hash_start() ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

/* ---- writing archives ---- */

struct written {
    const char *type;
    const char *url;
    const char *media;
    struct str block;
    long long length; /* that the record says; -1 = the true one */
};

static void add_record(struct buf *out, struct written w)
{
    long long length = w.length < 0 ? (long long)w.block.n : w.length;
    buf_addf(out,
             "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: "
             "2024-03-01T08:00:00.5Z\r\nContent-Type: %s\r\nContent-Length: %lld\r\n\r\n",
             w.type, w.url, w.media, length);
    buf_add(out, w.block);
    buf_add(out, STR("\r\n\r\n"));
}

static struct str http(const char *fields, struct str body)
{
    return str_format(&a, "HTTP/1.1 200 OK\r\n%s\r\n%.*s", fields, STR_ARG(body));
}

static void add_page(struct buf *out, const char *url, struct str block)
{
    add_record(out,
               (struct written){"response", url, "application/http; msgtype=response", block, -1});
}

static void add_html(struct buf *out, const char *url)
{
    add_page(out, url, http("Content-Type: text/html; charset=\"utf-8\"\r\n", STR("<p>Chữ</p>")));
}

static struct str pack(struct str plain, int window_bits)
{
    z_stream z = {0};
    size_t room = compressBound(plain.n) + 64;
    char *p = arena_alloc(&a, room);
    assert_non_null(p);
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (const Bytef *)plain.p;
    z.avail_in = (uInt)plain.n;
    z.next_out = (Bytef *)p;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n = room - z.avail_out;
    deflateEnd(&z);
    return (struct str){p, n};
}

/* ---- reading them ---- */

struct seen {
    struct buf log; /* a line for each page and each refusal */
    size_t pages;
    size_t refused;
    size_t skipped;
    size_t stop_after;
};

static bool on_page(void *ctx, const struct source_page *page, size_t place)
{
    struct seen *s = ctx;
    s->pages++;
    buf_addf(&s->log, "%zu %.*s %.*s %.*s %lld ", place, STR_ARG(page->url), STR_ARG(page->type),
             STR_ARG(page->charset), (long long)page->captured_ms);
    buf_add(&s->log, page->bytes);
    buf_add_byte(&s->log, '\n');
    return s->pages != s->stop_after;
}

static bool on_refused(void *ctx, size_t place, enum rc rc, const char *cause)
{
    struct seen *s = ctx;
    s->refused++;
    assert_true(rc != RC_OK && cause[0]);
    buf_addf(&s->log, "%zu refused %s\n", place, cause);
    return true;
}

static void on_skipped(void *ctx)
{
    struct seen *s = ctx;
    s->skipped++;
}

static struct seen read_cut(struct str archive, size_t cut)
{
    struct err e = {""};
    struct warc *w = NULL;
    struct seen s = {.skipped = 0};
    buf_init(&s.log, &a);
    struct source_sink sink = {
        .refused = on_refused, .page = on_page, .skipped = on_skipped, .ctx = &s};
    assert_int_equal(warc_new(&sink, &w, &e), RC_OK);
    for (; archive.n; archive = str_from(archive, cut))
        warc_push(w, str_first(archive, cut));
    warc_end(w);
    warc_free(w);
    return s;
}

/* Reads archive whole and in pieces of many sizes: it is the same. */
static struct seen read_archive(struct str archive)
{
    static const size_t CUTS[] = {1, 2, 3, 7, 61, 1000};
    struct seen whole = read_cut(archive, archive.n + 1);
    for (size_t i = 0; i < COUNT_OF(CUTS); i++) {
        struct seen cut = read_cut(archive, CUTS[i]);
        assert_str_is(buf_view(&cut.log), str_cstr(&a, buf_view(&whole.log)));
        assert_int_equal(cut.skipped, whole.skipped);
    }
    return whole;
}

static bool log_has(const struct seen *s, const char *part)
{
    return str_contains(buf_view(&s->log), str_view(part));
}

/* ---- tests ---- */

static void pages_are_found(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, &a);
    add_record(&b,
               (struct written){"warcinfo", "", "application/warc-fields", STR("a: b\r\n"), -1});
    add_record(&b, (struct written){"request", "https://a.example/1", "application/http",
                                    STR("GET / HTTP/1.1\r\n\r\n"), -1});
    add_html(&b, "<https://a.example/1>");
    add_page(&b, "https://a.example/p.jpg", http("Content-Type: image/jpeg\r\n", STR("\xFF\xD8")));
    add_page(&b, "https://a.example/2",
             STR("HTTP/1.1 404 Not Found\r\nContent-Type: "
                 "text/html\r\n\r\n<p>Không có</p>"));
    add_page(&b, "https://a.example/3", http("", STR(" <!DOCTYPE html><p>Ba</p>")));
    add_record(&b, (struct written){"revisit", "https://a.example/1", "application/http",
                                    STR("HTTP/1.1 200 OK\r\n\r\n"), -1});
    add_record(&b,
               (struct written){"resource", "file:///x.html", "text/html", STR("<b>Tệp</b>"), -1});
    add_record(&b, (struct written){"conversion", "https://a.example/4", "text/plain",
                                    STR("Một trang\n"), -1});
    struct seen s = read_archive(buf_view(&b));
    assert_str_is(buf_view(&s.log),
                  "3 https://a.example/1 text/html utf-8 1709280000000 <p>Chữ</p>\n"
                  "6 https://a.example/3 text/html  1709280000000  <!DOCTYPE html><p>Ba</p>\n"
                  "8 file:///x.html text/html  1709280000000 <b>Tệp</b>\n"
                  "9 https://a.example/4 text/plain  1709280000000 Một trang\n\n");
    assert_int_equal(s.skipped, 3); /* the picture, the error's page, the revisit */
}

/* What becomes of body under these fields: the page, or the refusal. */
static struct str body_of(const char *fields, struct str body)
{
    struct buf b;
    struct buf block;
    buf_init(&b, &a);
    buf_init(&block, &a);
    buf_addf(&block, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%s\r\n", fields);
    buf_add(&block, body);
    add_page(&b, "https://a.example/", buf_view(&block));
    struct seen s = read_archive(buf_view(&b));
    struct str log = buf_view(&s.log);
    size_t at = str_find(log, STR("1709280000000 "));
    return at < log.n ? str_trim(str_from(log, at + 14)) : log;
}

static void bodies_are_decoded(void **state)
{
    (void)state;
    struct str page = STR("<p>Nước lên</p>");
    struct str gz = pack(page, 15 + 16);
    struct str chunks = str_format(&a, "4;x=y\r\n<p>N\r\n%zx\r\n%.*s\r\n0\r\n\r\n", page.n - 4,
                                   STR_ARG(str_from(page, 4)));
    struct buf both;
    buf_init(&both, &a);
    buf_addf(&both, "%zX\r\n", gz.n);
    buf_add(&both, gz);
    buf_add(&both, STR("\r\n0\r\n\r\n"));
    assert_str_is(body_of("Transfer-Encoding: chunked\r\n", chunks), "<p>Nước lên</p>");
    assert_str_is(body_of("Content-Encoding: gzip\r\n", gz), "<p>Nước lên</p>");
    assert_str_is(body_of("Content-Encoding: deflate\r\n", pack(page, 15)), "<p>Nước lên</p>");
    assert_str_is(body_of("Content-Encoding: deflate\r\n", pack(page, -15)), "<p>Nước lên</p>");
    assert_str_is(
        body_of("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", buf_view(&both)),
        "<p>Nước lên</p>");
    assert_str_is(body_of("Content-Encoding: gzip, gzip\r\n", pack(gz, 15 + 16)),
                  "<p>Nước lên</p>");
    /* decoded by the crawler, under the head of the coded one */
    assert_str_is(body_of("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", page),
                  "<p>Nước lên</p>");
    assert_str_is(body_of("Content-Encoding: br\r\n", page), "<p>Nước lên</p>");
    assert_true(str_contains(body_of("Content-Encoding: gzip\r\n", str_first(gz, gz.n - 6)),
                             STR("cut off")));
    assert_true(
        str_contains(body_of("Transfer-Encoding: chunked\r\n", STR("ff\r\nabc")), STR("cut off")));
}

static void a_bomb_is_refused(void **state)
{
    (void)state;
    enum { BIG = 40 << 20 };
    char *zeros = arena_alloc(&a, BIG);
    assert_non_null(zeros);
    struct str page =
        body_of("Content-Encoding: gzip\r\n", pack((struct str){zeros, BIG}, 15 + 16));
    assert_true(str_contains(page, STR("unpacks to more than")));
}

/* One broken record between two sound ones costs itself and nothing else. */
static void assert_one_lost(struct str broken, const char *cause)
{
    struct buf b;
    buf_init(&b, &a);
    add_html(&b, "https://a.example/first");
    buf_add(&b, broken);
    add_html(&b, "https://a.example/second");
    add_html(&b, "https://a.example/third");
    struct seen s = read_archive(buf_view(&b));
    if (!log_has(&s, cause) || s.pages != 3)
        fail_msg("%.*s", STR_ARG(buf_view(&s.log)));
    assert_int_equal(s.refused, 1);
}

static void damage_costs_one_record(void **state)
{
    (void)state;
    struct buf b;
    struct str page = http("Content-Type: text/html\r\n", STR("<p>Một trang dài hơn</p>"));
    long long n = (long long)page.n;
    long long lengths[] = {n - 9, n + 100, 5000000, n - 1};
    const char *causes[] = {"longer than its Content-Length", "begins inside of it",
                            "begins inside of it", "longer than its Content-Length"};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        buf_init(&b, &a);
        add_record(&b, (struct written){"response", "https://a.example/bad", "application/http",
                                        page, lengths[i]});
        assert_one_lost(buf_view(&b), causes[i]);
        buf_init(&b, &a);
        add_record(&b, (struct written){"metadata", "https://a.example/bad", "text/plain", page,
                                        lengths[i]});
        assert_one_lost(buf_view(&b), causes[i]);
    }
    buf_init(&b, &a);
    add_record(&b, (struct written){"response", "https://a.example/bad", "application/http", page,
                                    4000000000LL});
    assert_one_lost(buf_view(&b), "at most");
    assert_one_lost(STR("\x01\x02 no record at all\r\n\r\n"), "no record begins here");
    assert_one_lost(STR("WARC/1.0\r\nWARC-Type: response\r\n\r\n"), "without Content-Length");
    assert_one_lost(STR("WARC/1.0\r\n\r\n"), "without Content-Length");
    assert_one_lost(STR("WARC/1.0\r\nContent-Length: 2\r\n\r\nab\r\n\r\n"), "without WARC-Type");
    assert_one_lost(STR("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -4\r\n\r\n\r\n\r\n"),
                    "is no length");
    assert_one_lost(STR("WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
                        "Content-Length: 4\r\n\r\nGET \r\n\r\n"),
                    "no HTTP response");
}

/* A page about archives has a record's lines in its text. */
static void a_record_in_a_page_is_text(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, &a);
    add_page(&b, "https://a.example/spec",
             http("Content-Type: text/html\r\n",
                  STR("<pre>\r\n\r\nWARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n</pre>")));
    add_html(&b, "https://a.example/next");
    struct seen s = read_archive(buf_view(&b));
    assert_int_equal(s.pages, 2);
    assert_int_equal(s.refused, 0);
    assert_true(log_has(&s, "</pre>"));
}

static void the_end_may_be_missing(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, &a);
    add_html(&b, "https://a.example/1");
    size_t first = b.n;
    add_html(&b, "https://a.example/2");
    for (size_t n = 0; n < b.n; n++) {
        struct seen s = read_cut(str_first(buf_view(&b), n), 64);
        bool whole = n == 0 || (n >= first - 4 && n <= first) || n >= b.n - 4;
        assert_int_equal(s.refused, whole ? 0 : 1);
        assert_int_equal(s.pages, (n >= first - 4) + (n >= b.n - 4));
    }
}

static void add_segment(struct buf *out, const char *type, const char *more, struct str block)
{
    buf_addf(out,
             "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: https://a.example/dài\r\nWARC-Date: "
             "2024-03-01T08:00:00.5Z\r\n%s\r\nContent-Length: %zu\r\n\r\n",
             type, more, block.n);
    buf_add(out, block);
    buf_add(out, STR("\r\n\r\n"));
}

#define FIRST                                                                                      \
    "Content-Type: application/http; msgtype=response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"         \
    "WARC-Segment-Number: 1"
#define NEXT "WARC-Segment-Origin-ID: <urn:uuid:1>\r\nWARC-Segment-Number: "

static void a_page_in_segments_is_one(void **state)
{
    (void)state;
    struct buf b;
    struct buf block;
    buf_init(&b, &a);
    buf_init(&block, &a);
    buf_addf(&block,
             "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n");
    buf_add(&block, pack(STR("<p>Một trang dài, rất dài, nằm trong ba bản ghi.</p>"), 31));
    struct str whole = buf_view(&block);
    add_segment(&b, "response", FIRST, str_first(whole, 90));
    add_html(&b, "https://a.example/giữa"); /* stands between */
    add_segment(&b, "continuation", NEXT "2", str_slice(whole, 90, 100));
    add_segment(&b, "continuation", NEXT "3\r\nWARC-Segment-Total-Length: 999",
                str_from(whole, 100));
    add_segment(&b, "continuation", NEXT "4", STR("of nothing"));
    struct seen s = read_archive(buf_view(&b));
    assert_str_is(buf_view(&s.log),
                  "2 https://a.example/giữa text/html utf-8 1709280000000 <p>Chữ</p>\n"
                  "1 https://a.example/dài text/html  1709280000000 <p>Một trang dài, rất dài, nằm "
                  "trong ba bản ghi.</p>\n");
    assert_int_equal(s.skipped, 1); /* the last, which belongs to nothing */
}

static void segments_that_do_not_come_leave_what_is_there(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, &a);
    struct str page = http("Content-Type: text/html\r\n", STR("<p>Nửa đầu, "));
    add_segment(&b, "response", FIRST, page);
    add_segment(&b, "continuation", NEXT "3", STR("không phải phần này</p>"));
    add_segment(&b, "continuation",
                "WARC-Segment-Origin-ID: <urn:uuid:9>\r\nWARC-Segment-Number: 2",
                STR("của trang khác</p>"));
    add_segment(&b, "response", FIRST, page);
    add_segment(&b, "continuation", NEXT "2", STR("nửa sau</p>"));
    struct seen s = read_archive(buf_view(&b));
    assert_str_is(buf_view(&s.log),
                  "1 https://a.example/dài text/html  1709280000000 <p>Nửa đầu, \n"
                  "4 https://a.example/dài text/html  1709280000000 <p>Nửa đầu, nửa sau</p>\n");
    assert_int_equal(s.refused, 0);
    assert_int_equal(s.skipped, 2);
}

static void reading_stops_when_told(void **state)
{
    (void)state;
    struct buf b;
    struct err e = {""};
    struct warc *w = NULL;
    struct seen s = {.stop_after = 2};
    buf_init(&b, &a);
    buf_init(&s.log, &a);
    for (size_t i = 0; i < 5; i++)
        add_html(&b, "https://a.example/");
    struct source_sink sink = {.refused = on_refused, .page = on_page, .ctx = &s};
    assert_int_equal(warc_new(&sink, &w, &e), RC_OK);
    warc_push(w, buf_view(&b));
    warc_end(w);
    warc_free(w);
    assert_int_equal(s.pages, 2);
}

/* What was taken for a block is read once more and not again: double input, double time. */
static void signs_everywhere_cost_no_more(void **state)
{
    (void)state;
    enum { RECORDS = 20000 };
    struct buf b;
    buf_init(&b, &a);
    for (size_t i = 0; i < RECORDS; i++)
        buf_add(&b, STR("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9000000\r\n\r\n"));
    struct seen s = read_cut(buf_view(&b), 65536);
    assert_int_equal(s.refused, RECORDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_found),
        cmocka_unit_test(bodies_are_decoded),
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test(damage_costs_one_record),
        cmocka_unit_test(a_record_in_a_page_is_text),
        cmocka_unit_test(the_end_may_be_missing),
        cmocka_unit_test(a_page_in_segments_is_one),
        cmocka_unit_test(segments_that_do_not_come_leave_what_is_there),
        cmocka_unit_test(reading_stops_when_told),
        cmocka_unit_test(signs_everywhere_cost_no_more),
    };
    return cmocka_run_group_tests(tests, start, end);
}
