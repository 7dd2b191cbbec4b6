/* Files for spreadsheets and calendars: what stands in them, and that nothing in them runs. */
#include "base/utf8.h"
#include "page/calendar_file.h"
#include "page/table_file.h"
#include "tests/test.h"

#include <zlib.h>

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, SIZE_MAX / 2);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void csv_is_quoted_and_runs_nothing(void **state)
{
    (void)state;
    const struct str cells[] = {STR("Tên"), STR("Ghi"), STR("=1+1"), STR("a \"b\", c\nd"),
                                STR("@x"),  STR("-2"),  STR("+3"),   STR("")};
    struct table_file t = {STR("t"), cells, 2, 4};
    assert_str_is(table_csv(&arena, &t), "\xEF\xBB\xBF\"Tên\",\"Ghi\"\r\n\"'=1+1\",\"a \"\"b\"\", "
                                         "c\nd\"\r\n\"'@x\",\"'-2\"\r\n\"'+3\",\"\"\r\n");
}

static uint32_t number(struct str s, size_t at, size_t bytes)
{
    uint32_t n = 0;
    for (size_t i = bytes; i-- > 0;)
        n = n << 8 | (unsigned char)s.p[at + i];
    return n;
}

/* The part of that name, unpacked, its checksum right; fails the test without one. */
static struct str part(struct str zip, const char *name)
{
    enum { HEAD = 30 };
    for (size_t at = 0; at + HEAD < zip.n && number(zip, at, 4) == 0x04034b50;) {
        uint32_t packed = number(zip, at + 18, 4);
        uint32_t plain = number(zip, at + 22, 4);
        uint32_t name_n = number(zip, at + 26, 2);
        struct str here = str_slice(zip, at + HEAD, at + HEAD + name_n);
        char *out = arena_alloc(&arena, plain + 1);
        z_stream z = {.next_in = (Bytef *)(uintptr_t)(zip.p + at + HEAD + name_n),
                      .avail_in = packed,
                      .next_out = (Bytef *)out,
                      .avail_out = plain + 1};
        assert_int_equal(inflateInit2(&z, -15), Z_OK);
        assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
        assert_int_equal(z.total_out, plain);
        inflateEnd(&z);
        assert_int_equal(crc32(0, (const Bytef *)out, plain), number(zip, at + 14, 4));
        if (str_eq(here, str_view(name)))
            return (struct str){out, plain};
        at += HEAD + name_n + packed;
    }
    fail_msg("no %s", name);
    return STR("");
}

static void a_workbook_has_its_sheets_as_texts(void **state)
{
    (void)state;
    const struct str cells[] = {STR("Đoàn"), STR("=HYPERLINK(\"x\")"), STR("<b>&"), STR("\x01 z")};
    struct table_file tables[] = {{STR("Đoàn [vào]"), cells, 2, 2}, {STR(""), cells, 1, 1}};
    struct str zip = table_xlsx(&arena, tables, 2, INT64_C(1709254800000));
    struct str sheet = part(zip, "xl/worksheets/sheet1.xml");
    assert_true(str_contains(sheet, STR("<c r=\"B1\" t=\"inlineStr\"><is><t "
                                        "xml:space=\"preserve\">=HYPERLINK(&quot;x&quot;)</t>")));
    assert_true(str_contains(sheet, STR("&lt;b&gt;&amp;")));
    assert_false(str_contains(sheet, STR("\x01")));
    assert_false(str_contains(sheet, STR("<f>")));
    assert_true(str_contains(part(zip, "xl/workbook.xml"), STR("name=\"Đoàn  vào\"")));
    assert_true(str_contains(part(zip, "xl/workbook.xml"), STR("name=\"2\"")));
    assert_true(str_contains(part(zip, "[Content_Types].xml"), STR("sheet2.xml")));
    assert_int_equal(number(zip, zip.n - 22, 4), 0x06054b50);
    assert_int_equal(number(zip, zip.n - 12, 2), 6); /* parts */
    assert_int_equal(table_xlsx(&arena, tables, 0, 0).n, 0);
}

static void calendar_lines_are_folded_and_escaped(void **state)
{
    (void)state;
    struct calendar_event e = {
        .uid = STR("ho-so-1@example.vn"),
        .title =
            STR("Đoàn, một; hai \\ ba\nbốn và một tên rất dài để dòng này phải gập lại đôi lần "
                "cho vừa bảy mươi lăm"),
        .place = STR("Hà Nội"),
        .text = STR("BEGIN:VEVENT\r\nx"),
        .url = STR("https://example.vn/ho-so/"),
        .first_day = 19783,
        .last_day = 19784};
    struct str rest = calendar_file(&arena, STR("Lịch"), &e, 1, INT64_C(1709254800000));
    struct str line;
    size_t events = 0;
    size_t bad = 0;
    assert_true(
        str_contains(rest, STR("DTSTART;VALUE=DATE:20240301\r\nDTEND;VALUE=DATE:20240303")));
    assert_true(str_contains(rest, STR("SUMMARY:Đoàn\\, một\\; hai \\\\ ba\\nbốn")));
    assert_true(str_contains(rest, STR("DTSTAMP:20240301T010000Z")));
    while (str_next(&rest, '\n', &line)) {
        assert_true(str_ends(line, STR("\r")));
        assert_true(line.n <= 76);
        assert_true(utf8_valid(line, &bad));
        events += str_eq(line, STR("BEGIN:VEVENT\r"));
    }
    assert_int_equal(events, 1);
}

/* RFC 5545, §3.6: an iCalendar object has at least one component. */
static void a_calendar_of_nothing_has_its_zone(void **state)
{
    (void)state;
    struct str text = calendar_file(&arena, STR("Lịch"), NULL, 0, 0);
    assert_true(str_starts(text, STR("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")));
    assert_true(str_contains(text, STR("BEGIN:VTIMEZONE\r\nTZID:Asia/Ho_Chi_Minh\r\n")));
    assert_true(str_ends(text, STR("END:VTIMEZONE\r\nEND:VCALENDAR\r\n")));
    assert_false(str_contains(text, STR("VEVENT")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_quoted_and_runs_nothing),
        cmocka_unit_test(a_workbook_has_its_sheets_as_texts),
        cmocka_unit_test(calendar_lines_are_folded_and_escaped),
        cmocka_unit_test(a_calendar_of_nothing_has_its_zone),
    };
    return cmocka_run_group_tests_name("files", tests, begin, end);
}
