/* Dates, bylines, credits, charset, formats. */
#include "tests/test.h"

#include "base/hash.h"
#include "source/byline.h"
#include "source/charset.h"
#include "source/datetime.h"
#include "source/recognise.h"

static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 1 << 20);
    return hash_start() ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static void dates_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *line, *time, *rest;
    } CASES[] = {
        {"Thứ Hai, ngày 5/8/2024 | 14:30", "2024-08-05T14:30:00+07:00", ""},
        {"05/08/2024 14:30 GMT+7", "2024-08-05T14:30:00+07:00", ""},
        {"Cập nhật lúc 14h30 ngày 5-8-2024", "2024-08-05T14:30:00+07:00", ""},
        {"Thứ Bảy, Ngày 07 tháng 03 năm 2026", "2026-03-07T00:00:00+07:00", ""},
        {"August 5, 2024 | 10:20 pm", "2024-08-05T22:20:00+07:00", ""},
        {"05 Aug 2024", "2024-08-05T00:00:00+07:00", ""},
        {"2024-08-05 06:07:08", "2024-08-05T06:07:00+07:00", ""},
        {"12:10 AM, 5.8.2024", "2024-08-05T00:10:00+07:00", ""},
        {"Hà Vũ - Ảnh: Trung Sơn 29/09/2023 22:19", "2023-09-29T22:19:00+07:00",
         "Hà Vũ - Ảnh: Trung Sơn"},
        {"07-03-2026 - 00:01 AM | Thị trường chứng khoán", "2026-03-07T00:01:00+07:00",
         "Thị trường chứng khoán"},
        {"NHẬT XUÂN 07/03/2026", "2026-03-07T00:00:00+07:00", "NHẬT XUÂN"},
        {"05/08/2024 2:30:00 CH", "2024-08-05T14:30:00+07:00", ""},
        {"05/08/2024 02:30 CH", "2024-08-05T14:30:00+07:00", ""},
        {"05/08/2024 2:30 SA", "2024-08-05T02:30:00+07:00", ""},
        {"05/08/2024 12:05 SA", "2024-08-05T00:05:00+07:00", ""},
        {"14:30 Chủ nhật 4/8/2024", "2024-08-04T14:30:00+07:00", ""},
        {"9h30 tối 5/8/2024", "2024-08-05T21:30:00+07:00", ""},
        {"11 giờ trưa ngày 5/8/2024", "2024-08-05T11:00:00+07:00", ""},
        {"1h trưa 5/8/2024", "2024-08-05T13:00:00+07:00", ""},
        {"12h đêm 5/8/2024", "2024-08-05T00:00:00+07:00", ""},
        {"11h đêm 5/8/2024", "2024-08-05T23:00:00+07:00", ""},
        {"lúc 8 giờ 30 phút ngày 5/8/2024", "2024-08-05T08:30:00+07:00", ""},
        {"9 giờ 05/08/2024", "2024-08-05T09:00:00+07:00", ""},
        {"Cập nhật lúc 14h30, ngày 5/8/2024", "2024-08-05T14:30:00+07:00", ""},
        {"Thứ hai, 05/08/2024, 14:30 (GMT+7)", "2024-08-05T14:30:00+07:00", ""},
        {"Tháng Tám 5, 2025", "2025-08-05T00:00:00+07:00", ""},
        {"Tháng Mười Hai 25, 2024", "2024-12-25T00:00:00+07:00", ""},
        {"5 Th8, 2025", "2025-08-05T00:00:00+07:00", ""},
        {"5 Tháng Mười Một, 2025", "2025-11-05T00:00:00+07:00", ""},
        {"Ngày đăng: 05/08/2024 - Cập nhật: 06/08/2024 10:00", "2024-08-05T00:00:00+07:00", ""},
        {"Cập nhật: 06/08/2024 10:00 | Đăng: 05/08/2024 08:00", "2024-08-05T08:00:00+07:00", ""},
        {"Thứ ba, 5/11/24 - 14:30", "2024-11-05T14:30:00+07:00", ""},
        {"05.11.24", "2024-11-05T00:00:00+07:00", ""},
        {"5/11/98", "1998-11-05T00:00:00+07:00", ""},
        {"4 thg 11, 2025", "2025-11-04T00:00:00+07:00", ""},
        /* the day of the week tells which number is the month */
        {"T3, 11/04/2025 - 16:45", "2025-11-04T16:45:00+07:00", ""},
        {"Thứ Sáu, 11/04/2025", "2025-04-11T00:00:00+07:00", ""},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct datetime when;
        if (!datetime_find(&a, str_view(CASES[i].line), &when))
            fail_msg("no date in %s", CASES[i].line);
        assert_str_is(clock_rfc3339(&a, when.at_ms), CASES[i].time);
        assert_str_is(when.rest, CASES[i].rest);
    }
}

static void a_change_stands_beside_its_publication(void **state)
{
    (void)state;
    struct datetime when;
    assert_true(
        datetime_find(&a, STR("Đăng: 05/08/2024 08:00, cập nhật: 06/08/2024 10:00"), &when));
    assert_false(when.updated);
    assert_str_is(clock_rfc3339(&a, when.updated_ms), "2024-08-06T10:00:00+07:00");
    assert_true(datetime_find(&a, STR("(Cập nhật: 05/08/2024 14:30)"), &when));
    assert_true(when.updated);
    assert_int_equal(when.updated_ms, CLOCK_NONE);
    assert_str_is(clock_rfc3339(&a, when.at_ms), "2024-08-05T14:30:00+07:00");
}

static void what_is_no_date_is_left_alone(void **state)
{
    (void)state;
    struct datetime when;
    assert_true(datetime_find(&a, STR("26 Feb, 08:54 PM"), &when));
    assert_int_equal(when.at_ms, CLOCK_NONE);
    assert_true(when.has_clock);
    assert_false(datetime_find(&a, STR("31/02/2024"), &when));
    assert_false(datetime_find(&a, STR("22/2023/TT-BTTTT"), &when));
    assert_false(datetime_find(&a, STR("1.200.300 đồng"), &when));
    assert_false(datetime_find(&a, STR("ngày 5/8"), &when));
    assert_false(datetime_find(&a, STR("Tháng Năm 2025"), &when));
    assert_false(datetime_find(&a, STR("Tháng 8 2025"), &when));
    assert_false(datetime_find(&a, STR("mục 2.3.14"), &when));
    assert_false(datetime_find(&a, STR("tỷ số 3-2-10"), &when));
    assert_false(datetime_find(&a, STR("10.10.10.1"), &when));
    assert_false(datetime_find(&a, STR("điện thoại 05-11-23-45"), &when));
}

static void assert_people(const char *line, const char *want)
{
    struct byline by;
    char got[400] = "";
    if (!byline_read(&a, str_view(line), &by)) {
        assert_string_equal("", want);
        return;
    }
    for (size_t i = 0; i < by.people_n; i++) {
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%d:%.*s;", (int)by.people[i].role,
                 STR_ARG(by.people[i].name));
    }
    size_t n = strlen(got);
    if (by.source.n)
        snprintf(got + n, sizeof got - n, "source:%.*s;", STR_ARG(by.source));
    assert_string_equal(got, want);
}

static void bylines_are_read(void **state)
{
    (void)state;
    assert_people("Phương Mai, Ảnh: Đàm Thanh", "0:Phương Mai;1:Đàm Thanh;");
    assert_people("Tin, ảnh: Hoàng Mai", "0:Hoàng Mai;1:Hoàng Mai;");
    assert_people("Bài và ảnh: Lê Na - Văn Tư", "0:Lê Na;1:Lê Na;0:Văn Tư;1:Văn Tư;");
    assert_people("Bài: Lê Na; Ảnh: Văn Tư", "0:Lê Na;1:Văn Tư;");
    assert_people("Hà Thu (tổng hợp)", "3:Hà Thu;");
    assert_people("Vũ Hà/TTXVN", "0:Vũ Hà;source:TTXVN;");
    assert_people("Vũ Hà (TTXVN)", "0:Vũ Hà;source:TTXVN;");
    assert_people("By Thu Hoai and Le Na", "0:Thu Hoai;0:Le Na;");
    assert_people("Biên dịch: Lê Na", "2:Lê Na;");
    assert_people("Biên tập: Lê Na", "4:Lê Na;");
    assert_people("(Nguồn: TTXVN)", "source:TTXVN;");
    assert_people("Theo Báo Ấp Bắc", "source:Báo Ấp Bắc;");
    assert_people("Báo Ấp Bắc", "source:Báo Ấp Bắc;");
    assert_people("Ảnh: H.Y.T.", "1:H.Y.T.;");
    assert_people("Theo dõi chúng tôi", "");
    assert_people("Thị trường chứng khoán", "");
    assert_people("BBT", "");
    assert_people("Ban Biên tập", "");
    assert_people("Báo cáo tiến độ", "");
    assert_people("Báo điện tử Nông thôn", "source:Báo điện tử Nông thôn;");
    assert_people("bởi Lê Thu Trang -", "0:Lê Thu Trang;");
    assert_people("PV: Mai Phương - Quay phim: Đức Long", "0:Mai Phương;1:Đức Long;");
    assert_people("PV", "0:PV;");
    assert_people("PV/VOV.VN", "0:PV;");
    assert_people("PV (tổng hợp)", "3:PV;");
    assert_people("Tổng hợp", "3:Tổng hợp;");
    assert_people("(Theo TTXVN)", "source:TTXVN;");
    assert_people("Theo: nongthon.vn", "source:nongthon.vn;");
    assert_people("(Trường THPT Nguyễn Du)", "source:Trường THPT Nguyễn Du;");
    assert_people("Nguyễn Thị Hoa - Phòng Văn hóa", "0:Nguyễn Thị Hoa;source:Phòng Văn hóa;");
    assert_people("Vũ Hà (Theo Reuters)", "0:Vũ Hà;source:Reuters;");
    assert_people("Thực hiện: Nhóm phóng viên", "0:Nhóm phóng viên;");
    assert_people("Đồ họa: Vũ Hà", "1:Vũ Hà;");
    assert_people("Tác giả ảnh: Vũ Hà", "1:Vũ Hà;");
    assert_people("Người viết bài: Vũ Hà", "0:Vũ Hà;");
    assert_people("Super User", "");
    assert_people("Tin tức", "");
}

static void credits_are_found(void **state)
{
    (void)state;
    assert_str_is(byline_credit(&a, STR("Cảnh quê. Ảnh: Minh Anh")), "Minh Anh");
    assert_str_is(byline_credit(&a, STR("Ảnh: Minh Anh")), "Minh Anh");
    assert_str_is(byline_credit(&a, STR("Ảnh: Quang cảnh buổi họp sáng nay")), "");
    assert_str_is(byline_credit(&a, STR("Quang cảnh (ảnh Quang Vinh)")), "Quang Vinh");
    assert_str_is(byline_credit(&a, STR("Quang cảnh - Ảnh Quang Vinh.")), "Quang Vinh");
    assert_str_is(byline_credit(&a, STR("Ảnh minh họa")), "");
    assert_str_is(byline_credit(&a, STR("Mùa gặt. Ảnh minh họa: Internet")), "Internet");
    assert_str_is(byline_credit(&a, STR("Đại biểu chụp ảnh Bác Hồ")), "");
    assert_str_is(byline_credit(&a, STR("Cảnh quê (Nguồn: TTXVN).")), "TTXVN");
    assert_str_is(byline_credit(&a, STR("Cảnh quê - Ảnh: H.Y.T.")), "H.Y.T.");
    assert_str_is(byline_credit(&a, STR("Cảnh quê. (Ảnh TTXVN)")), "TTXVN");
    assert_str_is(byline_credit(&a, STR("Cảnh quê (TTXVN)")), "TTXVN");
    assert_str_is(byline_credit(&a, STR("Cảnh quê buổi sớm")), "");
}

static void assert_text_refused(struct str bytes, enum rc want, const char *part)
{
    struct str text;
    struct err e = {""};
    assert_int_equal(charset_text(bytes, &text, &e), want);
    if (!strstr(e.text, part))
        fail_msg("\"%s\" does not say \"%s\"", e.text, part);
}

static void only_text_is_read(void **state)
{
    (void)state;
    struct str text;
    static char huge[SOURCE_MAX_BYTES + 1];
    assert_int_equal(charset_text(STR("\xEF\xBB\xBF"
                                      "chữ"),
                                  &text, NULL),
                     RC_OK);
    assert_str_is(text, "chữ");
    assert_text_refused(STR(""), RC_INVALID, "empty");
    assert_text_refused(STR(" \n"), RC_INVALID, "empty");
    assert_text_refused(STR("ab\0c"), RC_INVALID, "byte 2: binary");
    assert_text_refused(STR("\1\2\3\4\5\6\7"), RC_INVALID, "binary");
    assert_text_refused(STR("ab\xe1\xbb"), RC_INVALID, "byte 2: not UTF-8");
    assert_text_refused(STR("\xff\xfe"), RC_INVALID, "UTF-16");
    assert_text_refused((struct str){huge, sizeof huge}, RC_LIMIT, "at most");
}

static void assert_format(struct str first, enum source_kind kind, const char *words)
{
    const struct source_format *format = recognise(first);
    assert_int_equal(format->kind, kind);
    assert_string_equal(format->words, words);
}

static void formats_are_known_by_content(void **state)
{
    (void)state;
    assert_format(STR("Một trang"), SOURCE_PAGE, "text capture");
    assert_format(STR("[Ảnh] Một trang"), SOURCE_PAGE, "text capture");
    assert_format(STR("{\n \"title\":1}"), SOURCE_ARTICLE_JSON, "Article JSON");
    assert_format(STR("\xEF\xBB\xBF{\"a\":1}"), SOURCE_ARTICLE_JSON, "Article JSON");
    assert_format(STR("%PDF-1.4"), SOURCE_FOREIGN, "PDF");
    assert_format(STR("  <!DOCTYPE html>"), SOURCE_HTML, "HTML");
    assert_format(STR("<?xml version='1.0'?>\n<!DOCTYPE html><html>"), SOURCE_HTML, "HTML");
    assert_format(STR("<?xml version='1.0'?><unknown/>"), SOURCE_FOREIGN, "XML");
    assert_format(STR("[{\"title\":1}]"), SOURCE_FOREIGN, "JSON array");
    assert_format(STR("PK\x03\x04"), SOURCE_STREAM, "web archive (WACZ)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_found),
        cmocka_unit_test(a_change_stands_beside_its_publication),
        cmocka_unit_test(what_is_no_date_is_left_alone),
        cmocka_unit_test(bylines_are_read),
        cmocka_unit_test(credits_are_found),
        cmocka_unit_test(only_text_is_read),
        cmocka_unit_test(formats_are_known_by_content),
    };
    return cmocka_run_group_tests(tests, start, end);
}
