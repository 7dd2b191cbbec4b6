/* The contract of what a text that is no article yet is like (store_alike.h), for every engine. */
#include "store/store_alike.h"
#include "tests/store/store_contract.h"

#define BRIDGE                                                                                                                     \
    "Chiều 12-5, phường Bến Vạn khởi công cầu Rạch Dừa bắc qua sông Cái Sậy, dài 184 m, tổng vốn 97 " \
    "tỉ đồng, thay bến phà cũ, dự kiến thông xe vào tháng 9 năm sau."
#define BRIDGE_TOO                                                                                                                   \
    "Phường Bến Vạn chiều 12/5 khởi công cầu Rạch Dừa bắc qua sông Cái Sậy, dài 184 m, với tổng vốn " \
    "97 tỉ đồng, thay bến phà cũ, thông xe dự kiến vào tháng 9 năm sau."
#define RICE                                                                                                                              \
    "Hợp tác xã Đồng Lác giao chuyến gạo hữu cơ đầu tiên cho hệ thống siêu thị của tỉnh, 40 tấn giống " \
    "nàng Keo, giá cao hơn gạo thường ba nghìn đồng một ký."

static size_t alike(struct site *s, const char *text, int64_t at_ms, struct store_near **out)
{
    struct article art = {.title = STR("Tin"), .lead = str_view(text)};
    struct store_alike_query q = {
        .signature = article_signature(&s->arena, &art), .at_ms = at_ms, .min = 500, .limit = 3};
    size_t n = 0;
    assert_int_equal(store_alike(s->r, &s->arena, q, out, &n, NULL), RC_OK);
    return n;
}

static int64_t put_text(struct site *s, const char *key, const char *text, int64_t at_ms)
{
    return put(s, (struct story){.key = key, .title = "Tin", .text = text, .published_ms = at_ms});
}

static void the_same_words_are_found_before_they_are_put(void **state)
{
    struct site *s = site_of(state);
    struct store_near *near = NULL;
    assert_int_equal(alike(s, BRIDGE, NOW_MS, &near), 0);
    int64_t rice = put_text(s, "r", RICE, 0);
    int64_t bridge = put_text(s, "b", BRIDGE, 0);
    assert_int_equal(alike(s, BRIDGE_TOO, NOW_MS - HOUR_MS, &near), 1);
    assert_int_equal(near[0].article_id, bridge);
    assert_true(near[0].alike >= STORY_COPY_MIN && near[0].alike < SIMILARITY_ONE);
    assert_int_equal(alike(s, RICE, NOW_MS, &near), 1);
    assert_int_equal(near[0].article_id, rice);
    assert_int_equal(near[0].alike, SIMILARITY_ONE);
    assert_int_equal(alike(s, "Tin", NOW_MS, &near), 0); /* too little to compare */
}

static void what_waits_for_its_time_is_found_too(void **state)
{
    struct site *s = site_of(state);
    struct store_near *near = NULL;
    int64_t waits = put_text(s, "w", BRIDGE, NOW_MS + HOUR_MS);
    assert_int_equal(alike(s, BRIDGE_TOO, NOW_MS, &near), 1);
    assert_int_equal(near[0].article_id, waits);
    int64_t there = put_text(s, "t", BRIDGE_TOO, 0);
    assert_int_equal(alike(s, BRIDGE_TOO, NOW_MS, &near), 2);
    assert_int_equal(near[0].article_id, there); /* the most alike first */
    run_ok(s, (struct store_command){.kind = STORE_WITHDRAW, .withdraw = {there, true, NOW_MS}});
    run_ok(s, (struct store_command){.kind = STORE_WITHDRAW, .withdraw = {waits, true, NOW_MS}});
    assert_int_equal(alike(s, BRIDGE_TOO, NOW_MS, &near), 0);
}

static void limits_are_kept(void **state)
{
    struct site *s = site_of(state);
    struct store_near *near = NULL;
    size_t n = 0;
    const char *const keys[] = {"a", "b", "c", "d", "e"};
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        put_text(s, keys[i], BRIDGE, 0);
    assert_int_equal(alike(s, BRIDGE, NOW_MS, &near), 3);
    struct store_alike_query q = {.limit = STORE_ALIKE_MAX + 1};
    assert_int_equal(store_alike(s->r, &s->arena, q, &near, &n, NULL), RC_LIMIT);
    q = (struct store_alike_query){.signature = STR("no signature"), .limit = 1};
    assert_int_equal(store_alike(s->r, &s->arena, q, &near, &n, NULL), RC_OK);
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(the_same_words_are_found_before_they_are_put),
        T(what_waits_for_its_time_is_found_too),
        T(limits_are_kept),
    };
    return RUN_ON_EVERY_ENGINE(tests);
}
