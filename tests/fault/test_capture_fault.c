/* Every allocation of reading a page fails once: no crash, no leak, a clean error, nothing half read. */
#include "tests/test.h"

#include "article/article_json.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "ingest/reader.h"

#include <jansson.h>

static const char CAPTURE[] =
    "Trang chủ > Tin tức > Xã hội\n\n"
    "Hội đồng thôn họp bàn việc sửa đường vào xóm\n\n"
    "Lê Na - Ảnh: Văn Tư 02/03/2024 08:15\n\n"
    "(Thonxa.vn) - Sáng nay, hội đồng thôn họp bàn việc sửa đường vào xóm, có hơn một trăm "
    "người dân cùng dự và góp ý kiến về kinh phí, thời gian làm.\n\n"
    "hop-thon.jpg\nNgười dân góp ý kiến tại cuộc họp.\n\n"
    "Theo phương án được chọn, đường rộng bốn mét, dài chín trăm mét, làm trong ba tháng và "
    "do chính người dân giám sát từng ngày.\n\n"
    "Từ khóa: đường, thôn\n\nTin liên quan\n\nThôn bên cạnh làm xong cầu qua mương\n";

static const char JSON[] =
    "{\"title\":\"Một bài\",\"blocks\":[{\"type\":\"paragraph\",\"text\":\"Chữ\",\"html\":"
    "\"<b>Chữ</b>\"},{\"type\":\"related\",\"items\":[{\"title\":\"Bài khác\"}]}],"
    "\"tags\":[\"a\",\"b\"],\"contributors\":[{\"name\":\"Lê Na\",\"role\":\"author\"}]}";

/* Typed in TCVN3 and stored as UTF-8; in the bytes of TCVN3. */
static const char TYPED[] =
    "{\"title\":\"CÇu míi qua s«ng\",\"blocks\":[{\"type\":\"paragraph\",\"text\":"
    "\"S¸ng nay, x· kh¸nh thµnh chiÕc cÇu míi\",\"html\":\"<b>S¸ng</b> nay\"},"
    "{\"type\":\"list\",\"items\":[\"cÇu\",\"s«ng\"]}],\"tags\":[\"cÇu\"]}";
static const char BYTES[] =
    "{\"title\":\"C\xc7u m\xedi qua s\xabng\",\"blocks\":[{\"type\":\"paragraph\","
    "\"text\":\"S\xb8ng nay, x\xb7 kh\xb8nh th\xb5nh chi\xd5"
    "c c\xc7u m\xedi\"}]}\n";

static const char WARC_HEAD[] =
    "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://thonxa.example/1\r\n"
    "WARC-Date: 2024-03-02T01:15:00Z\r\nContent-Type: text/plain\r\n";

struct seen {
    size_t articles;
    size_t failures;
    bool named;
};

static bool note(void *ctx, const struct reader_item *item, enum rc rc, struct reader_place place,
                 const struct err *e)
{
    struct seen *seen = ctx;
    (void)place;
    if (rc) {
        seen->failures++;
        seen->named = e->text[0] != '\0';
        assert_null(item);
        return true;
    }
    assert_true(item->article.title.n > 0);
    seen->articles++;
    return true;
}

static void fail_each(struct str input)
{
    enum { ALLOCATIONS_MAX = 20000 };
    for (uint64_t k = 1; k < ALLOCATIONS_MAX; k++) {
        struct seen seen = {0};
        mem_fail_at(k);
        (void)reader_run(input, (struct origin){.path = STR("a")},
                         (struct reader_listener){.found = note, .ctx = &seen});
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        assert_int_equal(seen.articles + seen.failures, 1);
        if (!fired) {
            assert_int_equal(seen.articles, 1);
            return;
        }
        assert_true(seen.articles == 1 || seen.named);
    }
    fail_msg("still failing after %d allocations", ALLOCATIONS_MAX);
}

static void old_fonts_survive(void **state)
{
    (void)state;
    fail_each(str_view(TYPED));
    fail_each(str_view(BYTES));
}

static void capture_survives(void **state)
{
    (void)state;
    fail_each(str_view(CAPTURE));
}

static void archive_survives(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, NULL);
    buf_addf(&b, "%sContent-Length: %zu\r\n\r\n%s\r\n\r\n", WARC_HEAD, sizeof CAPTURE - 1, CAPTURE);
    assert_false(buf_failed(&b));
    fail_each(buf_view(&b));
    buf_release(&b);
}

static void article_json_survives(void **state)
{
    (void)state;
    json_set_alloc_funcs(mem_alloc, mem_free);
    fail_each(str_view(JSON));
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(capture_survives),
        cmocka_unit_test(old_fonts_survive),
        cmocka_unit_test(archive_survives),
        cmocka_unit_test(article_json_survives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
