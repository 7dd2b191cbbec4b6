#include "tests/test.h"

#include "app/history.h"
#include "base/clock.h"
#include "base/mem.h"

struct told {
    size_t n;
    size_t last_line;
    char last[512];
};

static enum rc find(void *ctx, struct str name, int64_t *id, struct err *e)
{
    (void)ctx;
    if (!str_eq(name, STR("cau-moi")))
        return fail(e, RC_NOTFOUND, "no article");
    *id = 42;
    return RC_OK;
}

static void hear(void *ctx, size_t line, const struct err *e)
{
    struct told *told = ctx;
    told->n++;
    told->last_line = line;
    memcpy(told->last, e->text, sizeof told->last);
}

static enum rc read_text(struct arena *a, const char *text, struct told *told,
                         struct store_flush *out)
{
    struct err e = {""};
    int64_t today_ms = 0;
    *told = (struct told){0};
    assert_true(clock_parse_rfc3339(STR("2026-11-22T10:00:00+07:00"), &today_ms));
    const struct history_reader r = {
        .arena = a, .today = clock_day(today_ms), .article = find, .trouble = hear, .ctx = told};
    return history_read(&r, str_view(text), out, &e);
}

static void reads_days_and_articles(void **state)
{
    (void)state;
    struct arena a;
    struct told told;
    struct store_flush flush;
    arena_init(&a, 1 << 20);
    assert_int_equal(read_text(&a,
                               "# mẫu\n\n2026-11-22\t10\t20\r\n2026-11-21\t1\t2\t3\n"
                               "article\tcau-moi\t2026-11-22\t9",
                               &told, &flush),
                     RC_OK);
    assert_int_equal(flush.days_n, 2);
    assert_int_equal(flush.days[0].day, flush.days[1].day + 1);
    assert_int_equal(flush.days[0].robot_views, 0);
    assert_int_equal(flush.days[1].robot_views, 3);
    assert_int_equal(flush.views_n, 1);
    assert_int_equal(flush.views[0].article_id, 42);
    assert_int_equal(flush.views[0].views, 9);
    arena_release(&a);
}

static void one_bad_line_refuses_all(void **state)
{
    (void)state;
    struct arena a;
    struct told told;
    struct store_flush flush = {.days_n = 77};
    arena_init(&a, 1 << 20);
    assert_int_equal(read_text(&a, "2026-11-22\t1\t2\n2026-11-23\t1\t2\n", &told, &flush),
                     RC_INVALID);
    assert_int_equal(told.n, 1);
    assert_int_equal(told.last_line, 2);
    assert_non_null(strstr(told.last, "not come yet"));
    assert_int_equal(flush.days_n, 77);
    assert_int_equal(read_text(&a, "article\tkhac\t2026-11-22\t9\n", &told, &flush), RC_INVALID);
    assert_non_null(strstr(told.last, "no article"));
    arena_release(&a);
}

static void tells_no_more_than_its_limit(void **state)
{
    (void)state;
    char text[400];
    struct arena a;
    struct told told;
    struct store_flush flush;
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "x\n", 3);
    arena_init(&a, 1 << 20);
    assert_int_equal(read_text(&a, text, &told, &flush), RC_INVALID);
    assert_int_equal(told.n, HISTORY_TROUBLES_MAX);
    arena_release(&a);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (uint64_t k = 1; k < 1000; k++) {
        struct arena a;
        struct told told;
        struct store_flush flush;
        arena_init(&a, 1 << 20);
        mem_fail_at(k);
        enum rc rc =
            read_text(&a, "2026-11-22\t1\t2\narticle\tcau-moi\t2026-11-22\t9\n", &told, &flush);
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        arena_release(&a);
        assert_int_equal(rc, fired ? RC_NOMEM : RC_OK);
        if (!fired)
            return;
    }
    fail_msg("no end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_days_and_articles),
        cmocka_unit_test(one_bad_line_refuses_all),
        cmocka_unit_test(tells_no_more_than_its_limit),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
