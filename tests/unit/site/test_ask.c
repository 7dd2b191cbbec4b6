/* Asking the archive: the right sentence with its article, slips, and what it does not know. */
#include "tests/test.h"

#include "article/article_json.h"
#include "article/article_terms.h"
#include "article/slug.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "site/ask.h"

#include <stdlib.h>
#include <unistd.h>

#define NOW INT64_C(1795000000000) /* November 2026 */

static struct store *st;
static struct store_reader *reader;
static char path[64];

static void put(const char *title, const char *text)
{
    struct arena a;
    struct buf body;
    struct terms terms;
    struct term_reader words;
    struct err e = {{0}};
    arena_init(&a, 8 << 20);
    struct article_block block = {.type = BLOCK_PARAGRAPH, .text = str_view(text)};
    struct article art = {.title = str_view(title),
                          .language = STR("vi"),
                          .blocks = &block,
                          .blocks_n = 1,
                          .published_ms = NOW - CLOCK_DAY_MS,
                          .updated_ms = CLOCK_NONE,
                          .provenance_captured_ms = CLOCK_NONE};
    buf_init(&body, &a);
    article_json_write(&body, &art);
    term_reader_init(&words, &a, 256);
    article_terms(&a, &words, &art, &terms);
    struct store_command c = {.kind = STORE_PUT_ARTICLE,
                              .put_article = {.article = &art,
                                              .body_json = buf_view(&body),
                                              .section_slug = STR("tin"),
                                              .slug = slug_from_title(&a, art.title),
                                              .excerpt = STR(""),
                                              .search = {terms.keys, terms.n},
                                              .now_ms = NOW}};
    assert_false(arena_failed(&a));
    if (store_run(st, &c, NULL, &e))
        fail_msg("%s", e.text);
    arena_release(&a);
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

static void mends_slips(void **state)
{
    (void)state;
    ANSWER("Lớp bowi phường Bến Mới có bao nhiêu em?", "125"); /* Telex */
    ANSWER("Đoàn đại biểu tỉnh Khammuon do ai dẫn đầu?", "Sompheng");
    ANSWER("Chủ tịch UBND phườg Bến Mới là ai?", "Trịnh Thị Lan"); /* a letter short */
}

static void says_when_it_does_not_know(void **state)
{
    (void)state;
    UNKNOWN("Ai dẫn đầu đoàn đại biểu tỉnh Kitagawa?");
    UNKNOWN("Chủ tịch UBND phường Hoàng Diệu là ai?");
    UNKNOWN("Lớp bơi năm 1998 do ai khai mạc?");
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

static void run(struct store_command c)
{
    struct err e = {{0}};
    if (store_run(st, &c, NULL, &e))
        fail_msg("%s", e.text);
}

static int start(void **state)
{
    struct err e = {{0}};
    (void)state;
    bool memory = access("/dev/shm", W_OK) == 0;
    snprintf(path, sizeof path, "%s/loa-ask-XXXXXX", memory ? "/dev/shm" : "/tmp");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    unlink(path);
    assert_int_equal(store_open(path, (struct store_options){.create = true}, &st, &e), RC_OK);
    assert_int_equal(store_reader_open(st, &reader, &e), RC_OK);
    run((struct store_command){.kind = STORE_PUT_SECTION,
                               .put_section = {STR("Tin"), STR("tin"), STR(""), 1}});
    fill();
    return 0;
}

static int end(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", ".key"};
    (void)state;
    store_reader_close(reader);
    store_close(st);
    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_with_its_article),
        cmocka_unit_test(mends_slips),
        cmocka_unit_test(says_when_it_does_not_know),
        cmocka_unit_test(every_allocation_may_fail),
    };
    assert_true(hash_start());
    return cmocka_run_group_tests_name("ask", tests, start, end);
}
