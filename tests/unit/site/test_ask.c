/* Asking the archive: the right sentence with its article, slips, and what it does not know. */
#include "tests/unit/site/archive_fixture.h"

#include "base/mem.h"
#include "site/ask.h"

static void put(const char *title, const char *text)
{
    struct article_block block = {.type = BLOCK_PARAGRAPH, .text = str_view(text)};
    struct article art = {.title = str_view(title),
                          .language = STR("vi"),
                          .blocks = &block,
                          .blocks_n = 1,
                          .published_ms = NOW - CLOCK_DAY_MS,
                          .updated_ms = CLOCK_NONE,
                          .provenance_captured_ms = CLOCK_NONE};
    archive_put(&art, STR(""));
}

static struct ask_answers ask(struct arena *a, const char *typed)
{
    struct ask_answers found = {.n = 99};
    struct err e = {{0}};
    struct find_place place = {.reader = reader, .arena = a, .now_ms = NOW};
    if (ask_archive(&place, str_view(typed), &found, &e))
        fail_msg("%s: %s", typed, e.text);
    return found;
}

static void fill(void)
{
    put("Phường Bến Mới mở lớp bơi",
        "Sáng 4/7, bà Trịnh Thị Lan, Chủ tịch UBND phường Bến Mới, cắt băng khai mạc lớp bơi ở hồ Cá "
        "Vàng. Lớp có 125 em theo học, do thầy Mạc Văn Bình dạy.");
    put("Đoàn tỉnh Khămmuộn thăm Bến Mới",
        "Chiều 5/7, đoàn đại biểu tỉnh Khămmuộn do ông Sompheng dẫn đầu thăm phường Bến Mới và ký "
        "bản ghi nhớ về trồng lúa.");
    put("Thành phố Sông Vàng khánh thành trường mới",
        "Phó Chủ tịch UBND thành phố Sông Vàng Đỗ Minh Khang và bà Hà Thị Nga, Giám đốc Sở Y tế, dự lễ "
        "khánh thành trường. Sở Xây dựng bàn giao trường sáng 6/7.");
    for (int i = 0; i < 60; i++)
        put("Tin ngắn trong ngày", "Trời nắng nhẹ, phường quét dọn đường phố và trồng cây.");
}

#define ANSWER(typed, part)                                                                        \
    do {                                                                                           \
        struct arena a_;                                                                           \
        arena_init(&a_, 64 << 20);                                                                 \
        struct ask_answers f_ = ask(&a_, typed);                                                   \
        if (f_.n == 0 || !str_contains(f_.answers[0].text, str_view(part)))                        \
            fail_msg("%s: %.*s", typed, STR_ARG(f_.n ? f_.answers[0].text : STR("(none)")));       \
        assert_true(f_.answers[0].title.n &&f_.answers[0].slug.n &&f_.answers[0].article_id);      \
        arena_release(&a_);                                                                        \
    } while (0)

#define UNKNOWN(typed)                                                                             \
    do {                                                                                           \
        struct arena a_;                                                                           \
        arena_init(&a_, 64 << 20);                                                                 \
        struct ask_answers f_ = ask(&a_, typed);                                                   \
        if (f_.n)                                                                                  \
            fail_msg("%s: %.2f %.*s", typed, f_.answers[0].sure, STR_ARG(f_.answers[0].text));     \
        arena_release(&a_);                                                                        \
    } while (0)

static void answers_with_its_article(void **state)
{
    (void)state;
    ANSWER("Ai dẫn đầu đoàn đại biểu tỉnh Khămmuộn?", "Sompheng");
    ANSWER("Lớp bơi phường Bến Mới có bao nhiêu em?", "125");
    ANSWER("chu tich ubnd phuong ben moi la ai", "Trịnh Thị Lan");
    ANSWER("Bến Mới và tỉnh Khămmuộn ký kết gì?", "trồng lúa");
}

static void who_is_asked_about_by_an_office(void **state)
{
    (void)state;
    ANSWER("Đoàn tỉnh Khămmuộn thăm phường Bến Mới khi nào?", "Chiều 5/7");
    ANSWER("Chủ tịch UBND phường Bến Mới là ai?", "Trịnh Thị Lan");
    ANSWER("Ai là Phó Chủ tịch UBND thành phố Sông Vàng?", "Đỗ Minh Khang");
    ANSWER("giam doc so y te thanh pho song vang la ai", "Hà Thị Nga");
    UNKNOWN("Chủ tịch UBND thành phố Sông Vàng là ai?"); /* its deputy is no answer */
    UNKNOWN("Giám đốc Sở Xây dựng thành phố Sông Vàng là ai?");
    UNKNOWN("Giám đốc Sở Y tế Bến Mới là ai?");
}

static void mends_slips(void **state)
{
    (void)state;
    ANSWER("Lớp bowi phường Bến Mới có bao nhiêu em?", "125"); /* Telex */
    ANSWER("Đoàn đại biểu tỉnh Khammuon do ai dẫn đầu?", "Sompheng");
    ANSWER("Chủ tịch UBND phườg Bến Mới là ai?", "Trịnh Thị Lan"); /* a letter short */
}

/* The article has the names, and not what is asked. */
static void the_words_are_there_and_not_the_fact(void **state)
{
    (void)state;
    UNKNOWN("Chủ tịch UBND phường Bến Mới Trịnh Thị Lan sinh năm nào?");
    UNKNOWN("Bà Trịnh Thị Lan bao nhiêu tuổi?");
    UNKNOWN("Hồ Cá Vàng sâu mấy mét?");
    UNKNOWN("Học phí lớp bơi phường Bến Mới bao nhiêu?");
    UNKNOWN("Số điện thoại của hồ Cá Vàng là gì?");
}

static void says_when_it_does_not_know(void **state)
{
    (void)state;
    UNKNOWN("Ai dẫn đầu đoàn đại biểu tỉnh Kitagawa?");
    UNKNOWN("Chủ tịch UBND phường Hoàng Diệu là ai?");
    UNKNOWN("Lớp bơi năm 1998 do ai khai mạc?");
    UNKNOWN("Tổng thống Khămmuộn thăm phường Bến Mới khi nào?");
    UNKNOWN("Ai phát minh ra máy in?");
    UNKNOWN("");
    UNKNOWN("?");
    UNKNOWN("\xff\xc3(");
}

/* True once no allocation is left to fail. */
static bool run_failing(uint64_t k)
{
    struct arena a;
    struct ask_answers found = {.n = 99};
    struct err e = {{0}};
    arena_init(&a, 64 << 20);
    struct find_place place = {.reader = reader, .arena = &a, .now_ms = NOW};
    mem_fail_at(k);
    enum rc rc = ask_archive(&place, STR("Ai dẫn đầu đoàn tỉnh Khămmuộn?"), &found, &e);
    bool fired = mem_fault_fired();
    mem_fail_at(0);
    if (rc)
        assert_true(fired && found.n == 99);
    else
        assert_true(found.n <= ASK_ANSWERS_MAX);
    arena_release(&a);
    return !fired;
}

static void every_allocation_may_fail(void **state)
{
    enum { FAULTS_MAX = 2000 };
    (void)state;
    uint64_t k = 1;
    while (k < FAULTS_MAX && !run_failing(k))
        k++;
    assert_in_range(k, 2, FAULTS_MAX - 1);
}

static int start(void **state)
{
    (void)state;
    archive_open();
    fill();
    return 0;
}

static int end(void **state)
{
    (void)state;
    archive_close();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_with_its_article),
        cmocka_unit_test(who_is_asked_about_by_an_office),
        cmocka_unit_test(mends_slips),
        cmocka_unit_test(the_words_are_there_and_not_the_fact),
        cmocka_unit_test(says_when_it_does_not_know),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("ask", tests, start, end);
}
