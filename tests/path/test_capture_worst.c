/* The worst captures we could think of: each must end, and twice the input must cost about twice the memory, which
 * in an arena counts every step that keeps anything. */
#include "tests/test.h"

#include "base/buf.h"
#include "base/hash.h"
#include "source/capture.h"
#include "source/charset.h"
#include "source/sanitize.h"

#include <time.h>

#define PROSE                                                                                                                                                 \
    "Sáng nay, hội đồng thôn họp bàn việc sửa đường vào xóm, có hơn một trăm người dân cùng dự và góp ý kiến về kinh " \
    "phí, thời gian làm.\n"

/* A capture that repeats unit up to n bytes, under a title and one paragraph. */
static struct str repeated(struct buf *b, const char *unit, size_t n)
{
    buf_init(b, NULL);
    buf_add(b, STR("Hội đồng thôn họp bàn việc sửa đường vào xóm\n" PROSE));
    while (b->n + strlen(unit) <= n)
        buf_add(b, str_view(unit));
    return buf_view(b);
}

static size_t cost(const char *unit, size_t n, enum rc *rc)
{
    struct buf b;
    struct arena a;
    struct doc doc;
    struct err e;
    struct str text = repeated(&b, unit, n);
    arena_init(&a, CAPTURE_ARENA_BYTES);
    *rc = capture_read(&a, text, &doc, &e);
    size_t used = a.used_bytes;
    arena_release(&a);
    buf_release(&b);
    return used;
}

static const char *const UNITS[] = {
    PROSE,
    "Một dòng tít chen ngang giữa trang không có dấu chấm\n",
    "• Mục trong danh sách\n",
    "Cùng chuyên mục\n",
    "Cùng chuyên mục\nMột dòng tít chen ngang giữa trang\n" PROSE,
    "anh.jpg\nMột bức ảnh chụp ở đầu làng. Ảnh: Văn Minh\n",
    "![](a.jpg)\n",
    "Trang chủ > Tin tức > Xã hội\n",
    "20/12/2024 15:02\n",
    "Bình Nguyên - Trọng Hiếu\n",
    "Hội đồng thôn họp bàn việc sửa đường vào xóm\n",
    "Từ khóa: một, hai, ba\n",
    "Bình luận (3)\n",
    "((((((((((((((((((((((((((((((((((((((((((((((\n",
};

static void double_input_costs_double(void **state)
{
    (void)state;
    enum { BYTES = 1 << 20 };
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        enum rc first = RC_OK;
        enum rc second = RC_OK;
        size_t once = cost(UNITS[i], BYTES, &first);
        size_t twice = cost(UNITS[i], 2 * BYTES, &second);
        if (!first && !second && twice > once * 5 / 2)
            fail_msg("unit %zu: %zu bytes, then %zu for double input", i, once, twice);
    }
}

static void largest_inputs_end(void **state)
{
    (void)state;
    static const char *const LONG[] = {"chữ ", "chữ. ", "a",  "- ",  "(",
                                       "1/1/", "Ảnh: ", "\n", "a\n", ". "};
    for (size_t i = 0; i < COUNT_OF(LONG); i++) {
        enum rc rc = RC_OK;
        (void)cost(LONG[i], SOURCE_MAX_BYTES / 2, &rc);
        assert_true(rc == RC_OK || rc == RC_LIMIT || rc == RC_INVALID);
    }
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        enum rc rc = RC_OK;
        (void)cost(UNITS[i], SOURCE_MAX_BYTES / 4, &rc);
        assert_true(rc == RC_OK || rc == RC_LIMIT);
    }
}

static enum rc sanitize_repeated(const char *unit, size_t bytes, struct err *e)
{
    struct buf b;
    struct arena a;
    struct html out;
    buf_init(&b, NULL);
    while (b.n < bytes)
        buf_add(&b, str_view(unit));
    arena_init(&a, 512 << 20);
    enum rc rc = sanitize_inline(&a, buf_view(&b), &out, e);
    arena_release(&a);
    buf_release(&b);
    return rc;
}

/* gumbo alone needs a minute for a tenth of this */
static void deep_markup_is_refused(void **state)
{
    (void)state;
    static const char *const DEEP[] = {
        "<b>",        "<a><b>",          "<b></i>",  "<div><p>",
        "<i><b></i>", "<table><tr><td>", "<ul><li>", "<div><table><td></div>",
        "<x>",        "<b><div></b>",
    };
    for (size_t i = 0; i < COUNT_OF(DEEP); i++) {
        struct err e = {""};
        assert_int_equal(sanitize_repeated(DEEP[i], 500000, &e), RC_LIMIT);
        assert_true(strstr(e.text, "deep") != NULL);
    }
}

/* Old pages never close their tags; the parser does. Such markup is not deep and is not refused. */
static void unclosed_markup_is_read(void **state)
{
    (void)state;
    static const char *const FLAT[] = {"<p>a",       "<li>a", "<p><b>a",
                                       "<dt>a<dd>b", "<h1>x", "<p><font>a"};
    for (size_t i = 0; i < COUNT_OF(FLAT); i++) {
        struct err e = {""};
        clock_t start = clock();
        assert_int_equal(sanitize_repeated(FLAT[i], 500000, &e), RC_OK);
        assert_true(clock() - start < 10 * CLOCKS_PER_SEC);
    }
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(double_input_costs_double),
        cmocka_unit_test(largest_inputs_end),
        cmocka_unit_test(deep_markup_is_refused),
        cmocka_unit_test(unclosed_markup_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
