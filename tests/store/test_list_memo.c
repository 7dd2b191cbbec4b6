/* Lists that are kept between two changes (site/list_memo.h), beside a store that changes. */
#include "site/list_memo.h"
#include "tests/store/store_fixture.h"

enum { DAYS = STORE_MOST_READ_ROWS / 2 + 1 }; /* two articles of so many days are a large ranking */

/* views of each on every day up to NOW_MS */
static void read_daily(struct site *s, const int64_t *ids, const int64_t *views, size_t n,
                       int64_t days)
{
    int64_t today = clock_day(NOW_MS);
    size_t rows = n * (size_t)days;
    struct store_view_delta *deltas = arena_array(&s->arena, rows, sizeof *deltas);
    assert_non_null(deltas);
    for (size_t i = 0; i < rows; i++)
        deltas[i] = (struct store_view_delta){ids[i % n], today - (int64_t)(i / n), views[i % n]};
    run_ok(s, (struct store_command){.kind = STORE_FLUSH,
                                     .flush = {.views = deltas, .views_n = rows}});
}

static struct store_list_query most_read(int64_t now_ms)
{
    return (struct store_list_query){.kind = STORE_LIST_MOST_READ,
                                     .from_day = clock_day(NOW_MS) - DAYS + 1,
                                     .now_ms = now_ms,
                                     .limit = 10};
}

/* The memo's list has exactly these ids, in this order. */
static struct store_card *want(struct list_memo *m, struct store_list_query q, const int64_t *ids,
                               size_t n)
{
    struct store_card *cards = NULL;
    size_t cards_n = 0;
    assert_int_equal(list_memo_get(m, q, &cards, &cards_n, NULL), RC_OK);
    assert_int_equal(cards_n, n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(cards[i].id, ids[i]);
    return cards;
}

static void setup_two(struct site *s, int64_t ids[2])
{
    site_open(s, 0);
    put_section(s, "tin", "", 1);
    ids[0] = put(s, (struct story){.key = "a", .title = "Cầu", .published_ms = NOW_MS - 20});
    ids[1] = put(s, (struct story){.key = "b", .title = "Đường", .published_ms = NOW_MS - 10});
}

static void a_list_is_asked_for_once_until_it_is_cleared(void **state)
{
    (void)state;
    struct site s;
    struct list_memo m;
    int64_t ids[2];
    struct store_list_query q = {.kind = STORE_LIST_NEWEST, .now_ms = NOW_MS, .limit = 10};
    setup_two(&s, ids);
    list_memo_init(&m, s.r, LIST_MEMO_CARDS_BYTES);
    const int64_t before[] = {ids[1], ids[0]};
    want(&m, q, before, 2);
    uint64_t queries = store_reader_queries(s.r);
    q.limit = 1;
    want(&m, q, before, 1);
    assert_int_equal(store_reader_queries(s.r), queries);
    int64_t newest = put(&s, (struct story){.key = "c", .published_ms = NOW_MS - 5});
    q.limit = 10;
    want(&m, q, before, 2);
    list_memo_clear(&m);
    want(&m, q, (const int64_t[]){newest, ids[1], ids[0]}, 3);
    list_memo_release(&m);
    site_close(&s);
}

static void a_small_ranking_is_new_after_each_change(void **state)
{
    (void)state;
    struct site s;
    struct list_memo m;
    int64_t ids[2];
    setup_two(&s, ids);
    list_memo_init(&m, s.r, LIST_MEMO_CARDS_BYTES);
    read_daily(&s, ids, (const int64_t[]){5, 3}, 2, 2);
    want(&m, most_read(NOW_MS), ids, 2);
    read_daily(&s, &ids[1], (const int64_t[]){9}, 1, 1);
    list_memo_clear(&m);
    want(&m, most_read(NOW_MS), (const int64_t[]){ids[1], ids[0]}, 2);
    list_memo_release(&m);
    site_close(&s);
}

static void a_large_ranking_keeps_its_order_a_while(void **state)
{
    (void)state;
    struct site s;
    struct list_memo m;
    int64_t ids[2];
    setup_two(&s, ids);
    list_memo_init(&m, s.r, LIST_MEMO_CARDS_BYTES);
    read_daily(&s, ids, (const int64_t[]){5, 3}, 2, DAYS);
    want(&m, most_read(NOW_MS), ids, 2);
    read_daily(&s, &ids[1], (const int64_t[]){100 * DAYS}, 1, 1);
    put(&s, (struct story){.key = "a", .title = "Cầu Bến Đo", .published_ms = NOW_MS - 20});
    list_memo_clear(&m);
    struct store_card *cards = want(&m, most_read(NOW_MS + 1), ids, 2);
    assert_str_is(cards[0].title, "Cầu Bến Đo"); /* the cards are new */
    assert_int_equal(cards[0].views, 5 * DAYS);
    list_memo_clear(&m);
    const int64_t after[] = {ids[1], ids[0]};
    want(&m, most_read(NOW_MS + LIST_MEMO_RANKING_MS), after, 2);
    run_ok(&s, (struct store_command){.kind = STORE_WITHDRAW, .withdraw = {ids[1], true, NOW_MS}});
    list_memo_clear(&m);
    list_memo_forget_ranking(&m);
    want(&m, most_read(NOW_MS + LIST_MEMO_RANKING_MS), ids, 1);
    list_memo_release(&m);
    site_close(&s);
}

static struct store_list_query same_section(int64_t id)
{
    return (struct store_list_query){
        .kind = STORE_LIST_SAME_SECTION, .key = id, .now_ms = NOW_MS, .limit = 10};
}

static void cards_around_an_article_are_read_once(void **state)
{
    (void)state;
    struct site s;
    struct list_memo m;
    int64_t ids[2];
    setup_two(&s, ids);
    int64_t third = put(&s, (struct story){.key = "c", .published_ms = NOW_MS - 30});
    list_memo_init(&m, s.r, LIST_MEMO_CARDS_BYTES);
    want(&m, same_section(ids[0]), (const int64_t[]){ids[1], third}, 2);
    want(&m, same_section(ids[1]), (const int64_t[]){ids[0], third}, 2);
    uint64_t before = store_reader_queries(s.r);
    want(&m, same_section(third), (const int64_t[]){ids[1], ids[0]}, 2);
    assert_int_equal(store_reader_queries(s.r) - before, 1); /* which ones they are */
    list_memo_release(&m);
    site_close(&s);
}

static void what_the_log_names_is_read_anew(void **state)
{
    (void)state;
    struct site s;
    struct list_memo m;
    int64_t ids[2];
    setup_two(&s, ids);
    list_memo_init(&m, s.r, LIST_MEMO_CARDS_BYTES);
    int64_t third =
        put(&s, (struct story){.key = "c", .title = "Hầm", .published_ms = NOW_MS - 30});
    const int64_t both[] = {ids[0], third};
    want(&m, same_section(ids[1]), both, 2);
    put(&s, (struct story){.key = "a", .title = "Cầu Bến Đo", .published_ms = NOW_MS - 20});
    run_ok(&s, (struct store_command){.kind = STORE_ADD_COMMENT,
                                      .add_comment = {.article_id = third,
                                                      .name = STR("Lan"),
                                                      .text = STR("Hay"),
                                                      .created_ms = NOW_MS,
                                                      .state = STORE_COMMENT_APPROVED}});
    list_memo_clear(&m);
    uint64_t before = store_reader_queries(s.r);
    struct store_card *cards = want(&m, same_section(ids[1]), both, 2);
    assert_int_equal(store_reader_queries(s.r) - before, 2);
    assert_str_is(cards[0].title, "Cầu Bến Đo");
    assert_int_equal(cards[1].comments, 1);
    run_ok(&s, (struct store_command){
                   .kind = STORE_PUT_SECTION,
                   .put_section = {.slug = STR("tin"), .name = STR("Tin mới"), .position = 1}});
    list_memo_clear(&m);
    cards = want(&m, same_section(ids[1]), both, 2);
    assert_str_is(cards[0].section_name, "Tin mới");
    run_ok(&s, (struct store_command){.kind = STORE_WITHDRAW, .withdraw = {third, true, NOW_MS}});
    list_memo_clear(&m);
    want(&m, same_section(ids[1]), ids, 1);
    list_memo_release(&m);
    site_close(&s);
}

static void what_is_kept_is_bounded(void **state)
{
    (void)state;
    struct site s;
    struct list_memo m;
    int64_t ids[2];
    setup_two(&s, ids);
    list_memo_init(&m, s.r, 1);
    for (int i = 0; i < 100; i++) {
        want(&m, same_section(ids[0]), &ids[1], 1);
        want(&m, same_section(ids[1]), ids, 1);
        list_memo_trim(&m);
        assert_int_equal(m.cards.all.n, 0);
        assert_true(m.cards.arena.used_bytes == 0);
    }
    list_memo_release(&m);
    site_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_asked_for_once_until_it_is_cleared),
        cmocka_unit_test(cards_around_an_article_are_read_once),
        cmocka_unit_test(what_the_log_names_is_read_anew),
        cmocka_unit_test(what_is_kept_is_bounded),
        cmocka_unit_test(a_small_ranking_is_new_after_each_change),
        cmocka_unit_test(a_large_ranking_keeps_its_order_a_while),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
