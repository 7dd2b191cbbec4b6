/* Headlines of one pattern that tell of two things, and of one thing under two names. The headlines are Loa's own. */
#include "tests/test.h"

#include "text/headline.h"

static bool differ(const char *one, const char *other)
{
    struct headline a;
    struct headline b;
    headline_read(&a, str_view(one));
    headline_read(&b, str_view(other));
    bool forward = headlines_differ(&a, &b);
    assert_int_equal(forward, headlines_differ(&b, &a));
    return forward;
}

struct pair {
    const char *one, *other;
};

static void check(const struct pair *pairs, size_t n, bool want)
{
    for (size_t i = 0; i < n; i++)
        if (differ(pairs[i].one, pairs[i].other) != want)
            fail_msg("%s | %s: %s", pairs[i].one, pairs[i].other, want ? "one thing" : "two");
}

static void two_things_of_one_kind_differ(void **state)
{
    (void)state;
    static const struct pair PAIRS[] = {
        {"Quốc hội thông qua Luật Nhà giáo", "Quốc hội thông qua Luật Báo chí"},
        {"Luật Thủ đô được thông qua sáng nay",
         "Quốc hội biểu quyết Luật Điện lực"}, /* no pattern */
        {"Động đất 3,5 độ ở Kon Plông", "Động đất 4 độ ở Nậm Pồ"},
        {"Kết quả xổ số miền Bắc", "Kết quả xổ số miền Nam"},
        {"Kết quả xổ số miền bắc", "Kết quả xổ số miền nam"},
        {"Bắt trộm ở quận 3", "Bắt trộm ở quận 7"},
        {"Bắt trộm ở xã Tân Phú, thu ba xe", "Bắt trộm ở xã Hòa Lộc, thu ba xe"},
        {"Thủ tướng tiếp Đại sứ Lào", "Thủ tướng tiếp Đại sứ Pháp"},
        {"Dự báo thời tiết Đà Nẵng", "Dự báo thời tiết Cần Thơ"},
        {"Hà Nội mưa lớn từ đêm nay", "Huế mưa lớn từ đêm nay"},
        {"Ông Trần Quốc Toàn làm giám đốc sở", "Ông Phan Đức Hiếu làm giám đốc sở"},
        {"Lịch cúp điện ngày 5/6", "Lịch cúp điện ngày 6/6"},
        {"Tám điểm nhấn vòng 13 Ngoại hạng Anh", "Tám điểm nhấn vòng 14 Ngoại hạng Anh"},
        {"Thời tiết Hà Nội hôm nay", "Thời tiết TP.HCM hôm nay"},
        {"Giá lúa gạo hôm nay 4/5", "Giá lúa gạo hôm nay 5/5"},
        {"Man City thắng dễ Burnley", "Arsenal thắng dễ Leeds"},
        {"Chelsea thắng đậm trên sân nhà", "Everton thắng đậm trên sân nhà"},
    };
    check(PAIRS, COUNT_OF(PAIRS), true);
}

static void one_thing_under_two_names_does_not(void **state)
{
    (void)state;
    static const struct pair PAIRS[] = {
        {"Bắt trộm ở quận 3", "Bắt trộm ở quận 3"},
        {"", "Bắt trộm ở quận 3"},
        {"Mỹ áp thuế với thép nhập khẩu", "Hoa Kỳ áp thuế với thép nhập khẩu"},
        {"VN ký hiệp định với EU", "Việt Nam ký hiệp định với EU"},
        {"Khởi công metro ở TP.HCM", "Khởi công metro ở Thành phố Hồ Chí Minh"},
        {"Khởi công metro ở TP.HCM", "Khởi công metro ở Sài Gòn"},
        {"Mưa lớn ở Quảng Nam hôm nay", "Mưa lớn ở Đà Nẵng hôm nay"}, /* one province since 2025 */
        {"Tai nạn ở Đống Đa, hai người chết", "Tai nạn ở Hà Nội, hai người chết"},
        {"Ông Putin thăm Bắc Kinh hôm nay", "Ông Putin thăm Trung Quốc hôm nay"},
        {"Ông Zelensky đến Paris hôm nay", "Ông Zelenskyy đến Paris hôm nay"},
        {"Ông Kim Sang-sik ký hợp đồng mới", "Ông Kim Sang Sik ký hợp đồng mới"},
        {"L'Oréal mở nhà máy ở Huế", "L’Oréal mở nhà máy ở Huế"},
        {"Ông Trần Nam bị đề nghị 5 năm tù", "Cựu giám đốc Trần Nam bị đề nghị 5 năm tù"},
        {"Bộ trưởng Tài chính nói về thuế đất", "Bộ trưởng Lê Quang Hải nói về thuế đất"},
        {"Việt Nam thắng Lào trên sân nhà", "Lào thua Việt Nam trên sân khách"},
        {"Động đất ở Kon Plông, 3 người chết", "Động đất ở Kon Plông, 5 người chết"},
        {"Xử phạt tài xế vượt đèn đỏ",
         "Truy tìm tài xế vượt đèn đỏ"}, /* any first word has a capital */
        {"Bác sĩ Nguyễn Mạnh Tường ra tòa", "Bác sĩ Tường ra tòa"},
        {"CHÁY LỚN TẠI XƯỞNG GỖ",
         "CHÁY NHỎ TẠI XƯỞNG GIẤY"}, /* capitals of the whole say nothing */
        {"Giá vàng lập đỉnh mới", "Chứng khoán đỏ sàn"},
    };
    check(PAIRS, COUNT_OF(PAIRS), false);
}

static void any_bytes_are_taken(void **state)
{
    (void)state;
    struct headline h;
    char many[HEADLINE_PIECES_MAX * 8];
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = i % 2 ? ' ' : 'A';
    headline_read(&h, (struct str){many, sizeof many});
    assert_int_equal(h.n, HEADLINE_PIECES_MAX);
    assert_false(headlines_differ(&h, &h));
    assert_false(differ("\xff\xfe - ' ’ -- A-", "---'"));
    assert_false(differ("A-'’-B", "A B"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_things_of_one_kind_differ),
        cmocka_unit_test(one_thing_under_two_names_does_not),
        cmocka_unit_test(any_bytes_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
