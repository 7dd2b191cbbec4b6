/* Heads of one kind that tell of two events, and of one event in two papers. The heads are Loa's own. */
#include "tests/test.h"

#include "base/arena.h"
#include "text/head.h"

#include <string.h>

enum { ARENA_BYTES = 16 << 20 };

struct report {
    const char *title, *lead, *body;
};

static struct str signature_of(struct arena *a, const struct report *report)
{
    struct signature_maker m;
    signature_init(&m, a, similarity_model_built_in());
    signature_add_title(&m, str_view(report->title));
    signature_add_lead(&m, str_view(report->lead));
    signature_add_body(&m, str_view(report->body ? report->body : ""));
    return signature_bytes(&m);
}

static bool differ(struct report one, struct report other, bool other_day)
{
    struct arena a;
    struct head_reader r;
    struct head x;
    struct head y;
    arena_init(&a, ARENA_BYTES);
    head_reader_init(&r, &a);
    head_read(&r, &x, str_view(one.title), str_view(one.lead), signature_of(&a, &one));
    head_read(&r, &y, str_view(other.title), str_view(other.lead), signature_of(&a, &other));
    bool forward = heads_differ(&x, &y, other_day);
    assert_int_equal(forward, heads_differ(&y, &x, other_day));
    assert_false(heads_differ(&x, &x, false));
    assert_false(arena_failed(&a));
    arena_release(&a);
    return forward;
}

struct pair {
    struct report one, other;
};

static void check(const struct pair *pairs, size_t n, bool want)
{
    for (size_t i = 0; i < n; i++)
        if (differ(pairs[i].one, pairs[i].other, false) != want)
            fail_msg("%s | %s: %s", pairs[i].one.title, pairs[i].other.title,
                     want ? "one event" : "two");
}

static void two_events_of_one_kind_differ(void **state)
{
    (void)state;
    static const struct pair PAIRS[] = {
        {{"Rừng thông ở Hương Sơn cháy suốt đêm",
          "Hơn 300 người dập lửa, khoảng 12 ha rừng thông bị thiêu rụi.", NULL},
         {"Cháy rừng phòng hộ, 9 ha bị thiêu rụi ở Tịnh Biên",
          "Hơn 200 người dập lửa suốt đêm, khoảng 9 ha rừng bị thiêu rụi.", NULL}},
        {{"Ngân hàng Nhà nước giảm lãi suất điều hành", "Lãi suất tái chiết khấu còn 2,75%.", NULL},
         {"Techcombank giảm lãi suất tiền gửi", "Lãi suất kỳ hạn sáu tháng còn 4,1%.", NULL}},
        {{"Phó Thủ tướng tiếp đoàn doanh nghiệp Hà Lan",
          "Chiều 20/11, Phó Thủ tướng tiếp đoàn 30 doanh nghiệp Hà Lan.", NULL},
         {"Doanh nghiệp Thụy Điển được Phó Thủ tướng tiếp chiều 20/11",
          "Đoàn 20 doanh nghiệp Thụy Điển bàn về năng lượng tái tạo.", NULL}},
        {{"FPT báo lãi quý III tăng 18%", "Doanh thu đạt 17.200 tỷ đồng, xuất khẩu tăng mạnh.",
          NULL},
         {"Lợi nhuận quý III của Vinamilk tăng 6%", "Doanh thu 16.900 tỷ đồng nhờ xuất khẩu.",
          NULL}},
        {{"BTS trở lại với album mới", "Nhóm nhạc Hàn Quốc công bố ngày phát hành và lưu diễn.",
          NULL},
         {"Blackpink trở lại với album mới",
          "Nhóm nhạc Hàn Quốc công bố ngày phát hành và lưu diễn.", NULL}},
        {{"Tỷ giá trung tâm tăng 12 đồng",
          "Sáng 20/11, Ngân hàng Nhà nước niêm yết 25.132 đồng một USD.", NULL},
         {"Tỷ giá trung tâm giảm 5 đồng",
          "Sáng 21/11, Ngân hàng Nhà nước niêm yết 25.127 đồng một USD.", NULL}},
        {{"Giá tiêu tăng 1.000 đồng một kg", "Giá tiêu lên cao nhất ba tháng.", NULL},
         {"Giá heo hơi tăng 1.000 đồng một kg", "Giá heo hơi lên cao nhất ba tháng.", NULL}},
        {{"Lốc xoáy ở Sóc Trăng làm sập 40 căn nhà", "Trận lốc kéo dài 15 phút chiều qua.", NULL},
         {"25 căn nhà tốc mái vì lốc xoáy ở Hậu Giang", "Trận lốc kéo dài 10 phút chiều qua.",
          NULL}},
        {{"HĐND tỉnh Gia Lai khai mạc kỳ họp thứ năm",
          "Kỳ họp xem xét 28 nghị quyết trong ba ngày.", NULL},
         {"Khánh Hòa: 32 nghị quyết chờ HĐND tỉnh thông qua",
          "Kỳ họp thứ năm khai mạc sáng nay, diễn ra trong ba ngày.", NULL}},
    };
    check(PAIRS, COUNT_OF(PAIRS), true);
}

static void one_event_in_two_papers_does_not(void **state)
{
    (void)state;
    static const struct pair PAIRS[] = {
        {{"CLB Thép Xanh chiêu mộ tiền vệ Lucas Ferreira", "Cầu thủ Brazil ký hợp đồng hai năm.",
          NULL},
         {"Thép Xanh có tân binh người Brazil", "Tiền vệ Ferreira khoác áo số 10.", NULL}},
        {{"Hà Giang rét đậm, vùng cao xuống 4 độ C", "Sáng 20/11, đỉnh Lũng Cú ghi nhận 4 độ C.",
          NULL},
         {"Lũng Cú 4 độ C, học sinh nghỉ học", "Rét đậm bao trùm vùng cao Hà Giang sáng 20/11.",
          NULL}},
        {{"TTO - Xưởng may ở Hóc Môn bốc cháy", "TTO - Lửa bùng lên lúc 13h trên đường Tô Ký.",
          NULL},
         {"Cháy xưởng may trên đường Tô Ký", "VOV.VN - Công nhân ở Hóc Môn chạy ra ngoài.", NULL}},
        {{"Mỹ áp thuế 25% với thép nhập khẩu", "Sắc lệnh có hiệu lực từ 12/3.", NULL},
         {"Hoa Kỳ áp thuế 25% với thép nhập khẩu", "Sắc lệnh có hiệu lực từ ngày 12/3.", NULL}},
        {{"Vịnh Hạ Long cấm tàu du lịch vì gió mạnh", "Khoảng 4.000 khách phải đổi lịch.", NULL},
         {"Gió lớn, 4.000 khách lỡ chuyến", "Quảng Ninh dừng cấp phép cho tàu ở vịnh Hạ Long.",
          NULL}},
        {{"Giá xăng giảm 640 đồng", "Giá bán lẻ mới áp dụng từ 15h.", NULL},
         {"Giá bán lẻ xăng dầu giảm từ chiều nay", "Mỗi lít xăng giảm 640 đồng.", NULL}},
        /* neither names what is the other's, but the bodies do */
        {{"Google sa thải 12.000 nhân viên", "Đợt cắt giảm lớn nhất của hãng.",
          "Công ty mẹ Alphabet xác nhận với báo giới ở California."},
         {"Alphabet cắt giảm 12.000 việc làm", "Đợt sa thải lớn nhất của tập đoàn.",
          "Phần lớn thuộc Google, theo thư gửi nhân viên."}},
        {{"", "", NULL}, {"Rừng thông ở Hương Sơn cháy suốt đêm", "Lửa lan nhanh.", NULL}},
    };
    check(PAIRS, COUNT_OF(PAIRS), false);
}

static void today_is_another_day_the_day_after(void **state)
{
    (void)state;
    struct report one = {"Giá vàng hôm nay tăng mạnh", "Vàng miếng lên cao nhất tuần.", NULL};
    struct report other = {"Giá vàng hôm nay giảm sâu", "Vàng miếng xuống thấp nhất tuần.", NULL};
    assert_false(differ(one, other, false));
    assert_true(differ(one, other, true));
}

static void any_bytes_are_taken(void **state)
{
    (void)state;
    static char many[8192];
    for (size_t i = 0; i + 1 < sizeof many; i++)
        many[i] = "Ab 12/3 \xff-"[i * 7 % 10];
    struct report long_one = {many, many, many};
    struct report odd = {"giá", "\xc3 - - ngày 99/99 sáng 1/", "III C giá"};
    assert_false(differ(long_one, long_one, true));
    assert_false(differ(odd, odd, true));
    (void)differ(long_one, odd, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_events_of_one_kind_differ),
        cmocka_unit_test(one_event_in_two_papers_does_not),
        cmocka_unit_test(today_is_another_day_the_day_after),
        cmocka_unit_test(any_bytes_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
