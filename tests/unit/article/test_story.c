#include "tests/test.h"

#include "article/story.h"
#include "base/hash.h"

static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 64 << 20);
    return hash_start() ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static void want_groups(const struct story_tie *ties, size_t ties_n, const size_t *want, size_t n)
{
    size_t group[STORY_SET_MAX];
    assert_true(story_cluster(&a, ties, ties_n, n, group));
    for (size_t i = 0; i < n; i++)
        assert_int_equal(group[i], want[i]);
}

static void alike_ones_are_one_story(void **state)
{
    (void)state;
    const struct story_tie ties[] = {
        {0, 2, 500, false}, {1, 3, STORY_ALIKE_MIN, false}, {3, 4, 100, false}};
    const size_t want[] = {0, 1, 0, 1, 4};
    want_groups(ties, COUNT_OF(ties), want, COUNT_OF(want));
    want_groups(NULL, 0, NULL, 0);
}

/* 1 is like 2 and 2 like 3, but 1 is not like 3: no chain. */
static void one_between_does_not_chain_two_events(void **state)
{
    (void)state;
    const struct story_tie ties[] = {{0, 1, 900, false}, {2, 3, 900, false}, {1, 2, 400, false}};
    const size_t want[] = {0, 0, 2, 2};
    want_groups(ties, COUNT_OF(ties), want, COUNT_OF(want));
}

static void a_weak_tie_is_carried_by_strong_ones(void **state)
{
    (void)state;
    const struct story_tie ties[] = {{0, 1, 500, false}, {0, 2, 400, false}, {1, 2, 150, false}};
    const size_t want[] = {0, 0, 0};
    want_groups(ties, COUNT_OF(ties), want, COUNT_OF(want));
}

/* The same said of two places, and both told by two papers; one odd name among many does not count. */
static void what_says_the_same_of_two_things_stays_apart(void **state)
{
    (void)state;
    const struct story_tie quakes[] = {{0, 1, 700, false}, {2, 3, 700, false}, {0, 2, 690, true},
                                       {0, 3, 690, false}, {1, 2, 690, false}, {1, 3, 690, true}};
    const size_t two[] = {0, 0, 2, 2};
    want_groups(quakes, COUNT_OF(quakes), two, COUNT_OF(two));
    const struct story_tie pair[] = {{0, 1, 900, true}};
    const size_t alone[] = {0, 1};
    want_groups(pair, 1, alone, 2);
    const struct story_tie odd[] = {{0, 1, 700, false}, {0, 2, 700, false}, {0, 3, 690, false},
                                    {1, 2, 700, false}, {1, 3, 690, false}, {2, 3, 690, false},
                                    {0, 4, 600, false}, {1, 4, 600, false}, {2, 4, 600, false},
                                    {3, 4, 600, true}};
    const size_t one[] = {0, 0, 0, 0, 0};
    want_groups(odd, COUNT_OF(odd), one, COUNT_OF(one));
}

/* Copies of one text, each tied to the STORY_TIES_MAX next to it alone, as the store keeps them. */
static void copies_beyond_the_ties_that_are_kept_are_one_story(void **state)
{
    (void)state;
    enum { COPIES = 90, SIDE = STORY_TIES_MAX / 2 };
    struct story_tie ties[COPIES * SIDE];
    size_t want[COPIES + 1] = {0};
    size_t n = 0;
    for (size_t i = 0; i < COPIES; i++)
        for (size_t k = 1; k <= SIDE; k++) {
            size_t other = (i + k) % COPIES;
            ties[n++] =
                (struct story_tie){i < other ? i : other, i < other ? other : i, 950, false};
        }
    want[COPIES] = COPIES;
    want_groups(ties, n, want, COPIES + 1);
}

/* Two reports of the trial and two of the search: alike, but each pair more so. */
static void events_of_one_affair_stay_apart(void **state)
{
    (void)state;
    const unsigned apart_most = STORY_COHESION_MAX * STORY_JOIN_PERCENT / 100 - 1;
    struct story_tie ties[] = {{0, 1, 450, false},        {2, 3, 450, false},
                               {0, 2, apart_most, false}, {0, 3, apart_most, false},
                               {1, 2, apart_most, false}, {1, 3, apart_most, false}};
    const size_t apart[] = {0, 0, 2, 2};
    const size_t one[] = {0, 0, 0, 0};
    assert_true(apart_most > STORY_ALIKE_MIN);
    want_groups(ties, COUNT_OF(ties), apart, COUNT_OF(apart));
    for (size_t i = 2; i < COUNT_OF(ties); i++)
        ties[i].alike = apart_most + 1;
    want_groups(ties, COUNT_OF(ties), one, COUNT_OF(one));
}

/* Papers that print an agency's text are alike beyond all others, which tell of the same event. */
static void copies_do_not_keep_others_out(void **state)
{
    (void)state;
    const struct story_tie ties[] = {{0, 1, 990, false}, {2, 3, 970, false}, {0, 2, 350, false},
                                     {0, 3, 350, false}, {1, 2, 350, false}, {1, 3, 350, false}};
    const size_t want[] = {0, 0, 0, 0};
    want_groups(ties, COUNT_OF(ties), want, COUNT_OF(want));
}

/* One report and a group: only the floor counts, or a short first report would stay alone. */
static void one_more_report_joins_from_the_floor_on(void **state)
{
    (void)state;
    struct story_tie ties[] = {
        {0, 1, 700, false}, {0, 2, STORY_ALIKE_MIN, false}, {1, 2, STORY_ALIKE_MIN, false}};
    const size_t one[] = {0, 0, 0};
    const size_t apart[] = {0, 0, 2};
    want_groups(ties, COUNT_OF(ties), one, COUNT_OF(one));
    ties[2].alike--;
    want_groups(ties, COUNT_OF(ties), apart, COUNT_OF(apart));
}

static void a_story_does_not_grow_for_ever(void **state)
{
    (void)state;
    enum { N = STORY_SET_MAX };
    struct story_tie *ties = arena_array(&a, (size_t)N * N, sizeof *ties);
    size_t group[N];
    size_t sizes[N] = {0};
    size_t n = 0;
    for (size_t i = 0; i < N; i++)
        for (size_t j = i + 1; j < N; j++)
            ties[n++] = (struct story_tie){i, j, 1000, false};
    assert_true(story_cluster(&a, ties, n, N, group));
    for (size_t i = 0; i < N; i++)
        sizes[group[i]]++;
    for (size_t i = 0; i < N; i++)
        assert_in_range(sizes[i], 0, STORY_MEMBERS_MAX);
}

static void days_between_count_against(void **state)
{
    (void)state;
    assert_int_equal(story_alike(500, 0), 500);
    assert_int_equal(story_alike(500, CLOCK_DAY_MS), 500);
    assert_true(story_alike(500, 3 * CLOCK_DAY_MS) < 500);
    assert_int_equal(story_alike(500, 3 * CLOCK_DAY_MS), story_alike(500, -3 * CLOCK_DAY_MS));
    assert_true(story_alike(500, STORY_GAP_MAX_DAYS * CLOCK_DAY_MS) > 0);
    assert_int_equal(story_alike(1000, STORY_GAP_MAX_DAYS * CLOCK_DAY_MS + 1), 0);
    assert_int_equal(story_alike(1000, INT64_MAX), 0);
}

static struct str source_of(const char *name, const char *url)
{
    const struct article art = {.source_name = str_view(name), .source_url = str_view(url)};
    return article_source_key(&a, &art);
}

static void a_source_is_its_name_or_host(void **state)
{
    (void)state;
    assert_str_is(source_of(" Báo Sông Hồng ", ""), "báo sông hồng");
    assert_str_is(source_of("", "https://www.BAO.example/a/b.html"), "bao.example");
    assert_str_is(source_of("", "khong-phai-dia-chi"), "");
    assert_str_is(source_of("", ""), "");
}

static void what_is_about_others_is_not_compared(void **state)
{
    (void)state;
    struct article_link link = {.title = STR("Chuyện khác hẳn"), .url = STR("")};
    struct article_block blocks[] = {
        {.type = BLOCK_PARAGRAPH, .text = STR("Cầu Vàm Sáp thông xe sáng nay.")},
        {.type = BLOCK_RELATED, .text = STR("Chuyện khác hẳn"), .links = &link, .links_n = 1},
    };
    struct article art = {.title = STR("Thông xe cầu"), .blocks = blocks, .blocks_n = 1};
    struct str alone = article_signature(&a, &art);
    art.blocks_n = 2;
    struct str with = article_signature(&a, &art);
    assert_true(alone.n > 3);
    assert_true(str_eq(alone, with));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alike_ones_are_one_story),
        cmocka_unit_test(one_between_does_not_chain_two_events),
        cmocka_unit_test(a_weak_tie_is_carried_by_strong_ones),
        cmocka_unit_test(what_says_the_same_of_two_things_stays_apart),
        cmocka_unit_test(copies_beyond_the_ties_that_are_kept_are_one_story),
        cmocka_unit_test(events_of_one_affair_stay_apart),
        cmocka_unit_test(copies_do_not_keep_others_out),
        cmocka_unit_test(one_more_report_joins_from_the_floor_on),
        cmocka_unit_test(a_story_does_not_grow_for_ever),
        cmocka_unit_test(days_between_count_against),
        cmocka_unit_test(a_source_is_its_name_or_host),
        cmocka_unit_test(what_is_about_others_is_not_compared),
    };
    return cmocka_run_group_tests(tests, start, end);
}
