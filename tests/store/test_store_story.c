/* The contract of stories and likeness (store_story.h), for every engine. */
#include "store/store_story.h"
#include "tests/store/store_contract.h"

#define FIRE_A                                                                                                                      \
    "Sáng 12/3, xưởng gỗ Hoàng Lâm ở thị trấn Bình Lạc bốc cháy; ba công nhân mắc kẹt được đưa ra " \
    "ngoài. Lửa bùng lên từ kho mùn cưa, bảy xe chữa cháy được điều đến."
#define FIRE_B                                                                                                                   \
    "Ba công nhân thoát chết trong vụ cháy xưởng gỗ Hoàng Lâm rạng sáng 12/3 tại thị trấn Bình Lạc. " \
    "Cảnh sát điều bảy xe chữa cháy dập lửa ở kho mùn cưa."
#define FIRE_C                                                                                                                       \
    "Chủ xưởng gỗ Hoàng Lâm ước tính thiệt hại 4 tỉ đồng sau vụ cháy kho mùn cưa ở thị trấn Bình " \
    "Lạc; ba công nhân mắc kẹt đã được cứu."
#define COFFEE                                                                                                                 \
    "Cà phê Tây Nguyên lên 120.000 đồng một kg, người trồng ở Cư Kuin chờ giá cao hơn mới bán, theo " \
    "hiệp hội ngành hàng."

enum { STORIES_MAX = 10 };

static struct store_story story_of(struct site *s, int64_t id)
{
    struct store_story story = {0};
    enum rc rc = store_story_of(s->r, &s->arena, id, &story, NULL);
    assert_true(rc == RC_OK || rc == RC_NOTFOUND);
    return story;
}

static size_t stories(struct site *s, struct store_story out[STORIES_MAX])
{
    struct store_story *all = NULL;
    size_t n = 0;
    assert_int_equal(store_stories(s->r, &s->arena, 1, STORIES_MAX, 0, &all, &n, NULL), RC_OK);
    for (size_t i = 0; i < n; i++)
        out[i] = all[i];
    return n;
}

static int64_t put_text(struct site *s, const char *key, const char *text, const char *source)
{
    return put(s, (struct story){.key = key, .title = "Tin", .text = text, .source = source});
}

static void reports_of_one_event_are_a_story(void **state)
{
    struct site *s = site_of(state);
    struct store_story all[STORIES_MAX];
    int64_t a = put_text(s, "a", FIRE_A, "Báo Một");
    int64_t c = put_text(s, "c", COFFEE, "Báo Một");
    assert_int_equal(stories(s, all), 0);
    int64_t b = put_text(s, "b", FIRE_B, "Báo Hai");
    int64_t d = put_text(s, "d", FIRE_C, "BÁO HAI ");
    struct store_story story = story_of(s, b);
    assert_int_equal(story.id, a);
    assert_int_equal(story.articles, 3);
    assert_int_equal(story.sources, 2);
    assert_str_is(story.title, "Tin");
    assert_int_equal(story_of(s, a).id, a);
    assert_int_equal(story_of(s, d).id, a);
    assert_int_equal(story_of(s, c).id, 0);
    assert_int_equal(stories(s, all), 1);
    WANT(s, Q(.kind = STORE_LIST_STORY, .key = a), d, b, a);
    WANT(s, Q(.kind = STORE_LIST_SAME_STORY, .key = b), d, a);
    WANT_NONE(s, Q(.kind = STORE_LIST_SAME_STORY, .key = c));
    struct cards cards = list(s, (struct store_list_query){.kind = STORE_LIST_STORY, .key = a});
    assert_int_equal(cards.p[0].story_id, a);
    assert_int_equal(cards.p[0].story_sources, 2);
    assert_int_equal(cards.p[0].story_articles, 3);
    cards = list(s, (struct store_list_query){.kind = STORE_LIST_NEWEST});
    assert_int_equal(cards.n, 4);
}

/* An aggregated report is listed an hour after it was published; among the reports of its event it
 * stands where it was published. */
static void reports_stand_by_their_own_time(void **state)
{
    struct site *s = site_of(state);
    const struct story theirs = {
        .title = "Tin", .text = FIRE_A, .source = "Báo Một", .published_ms = NOW_MS - 2 * HOUR_MS};
    struct store_command c = story_command(&s->arena, &theirs);
    c.put_article.hold_ms = HOUR_MS;
    int64_t a = run_ok(s, c).id;
    int64_t own =
        put(s, (struct story){
                   .title = "Tin", .text = FIRE_B, .published_ms = NOW_MS - HOUR_MS - HOUR_MS / 2});
    struct cards newest = list(s, (struct store_list_query){.kind = STORE_LIST_NEWEST});
    assert_int_equal(newest.p[0].id, a); /* what came to readers last */
    assert_int_equal(story_of(s, a).sources, 2);
    assert_int_equal(story_of(s, a).newest_ms, NOW_MS - HOUR_MS - HOUR_MS / 2);
    WANT(s, Q(.kind = STORE_LIST_STORY, .key = a), own, a);
}

/* When they came in says nothing of when it was: only the same text is surely the same event. */
static void without_a_day_only_copies_are_one(void **state)
{
    struct site *s = site_of(state);
    static const char *const texts[] = {FIRE_A, FIRE_B, FIRE_A};
    int64_t ids[3];
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        ids[i] = put(s, (struct story){.title = "Tin",
                                       .text = texts[i],
                                       .published_ms = CLOCK_NONE,
                                       .listed_ms = NOW_MS - HOUR_MS});
    assert_int_equal(story_of(s, ids[0]).articles, 2);
    assert_int_equal(story_of(s, ids[2]).id, ids[0]);
    assert_int_equal(story_of(s, ids[1]).id, 0);
    int64_t dated = put_text(s, "d", FIRE_B, "Báo Hai");
    assert_int_equal(story_of(s, dated).id, ids[1]);
}

/* A story is the same whatever came first, but for its id. */
static void the_order_of_arrival_does_not_matter(void **state)
{
    struct site *s = site_of(state);
    static const char *const texts[] = {FIRE_A, FIRE_B, FIRE_C, COFFEE};
    static const size_t orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}};
    for (size_t o = 0; o < COUNT_OF(orders); o++) {
        int64_t ids[4];
        for (size_t i = 0; i < 4; i++) { /* a hundred days apart from the order before */
            size_t t = orders[o][i];
            ids[t] = put(
                s, (struct story){.title = "Tin",
                                  .text = texts[t],
                                  .published_ms = NOW_MS - (int64_t)(o + 1) * 100 * CLOCK_DAY_MS});
        }
        int64_t story = story_of(s, ids[0]).id;
        assert_true(story != 0);
        assert_int_equal(story_of(s, ids[1]).id, story);
        assert_int_equal(story_of(s, ids[2]).id, story);
        assert_int_equal(story_of(s, ids[3]).id, 0);
        assert_int_equal(story_of(s, ids[0]).articles, 3);
    }
}

static void what_changes_or_goes_leaves_its_story(void **state)
{
    struct site *s = site_of(state);
    int64_t a = put_text(s, "a", FIRE_A, "");
    int64_t b = put_text(s, "b", FIRE_B, "");
    int64_t c = put_text(s, "c", FIRE_C, "");
    assert_int_equal(story_of(s, c).articles, 3);
    int64_t seq = last_seq(s);
    run_ok(s, (struct store_command){.kind = STORE_WITHDRAW, .withdraw = {a, true, NOW_MS}});
    assert_int_equal(story_of(s, a).id, 0);
    assert_int_equal(story_of(s, c).id, b);
    assert_int_equal(story_of(s, c).articles, 2);
    assert_true(changed(s, s->r, seq, "article:3"));
    put_text(s, "b", COFFEE, "");
    assert_int_equal(story_of(s, b).id, 0);
    assert_int_equal(story_of(s, c).id, 0);
    struct store_story all[STORIES_MAX];
    assert_int_equal(stories(s, all), 0);
    run_ok(s, (struct store_command){.kind = STORE_WITHDRAW, .withdraw = {a, false, NOW_MS}});
    assert_int_equal(story_of(s, a).articles, 2);
    assert_int_equal(story_of(s, c).id, a);
    put_text(s, "b", FIRE_B, "");
    assert_int_equal(story_of(s, b).articles, 3);
}

static void what_is_to_come_is_in_no_story_yet(void **state)
{
    struct site *s = site_of(state);
    int64_t a = put_text(s, "a", FIRE_A, "Báo Một");
    int64_t soon = put(s, (struct story){.title = "Tin",
                                         .text = FIRE_B,
                                         .source = "Báo Hai",
                                         .published_ms = NOW_MS + HOUR_MS});
    assert_int_equal(story_of(s, a).id, 0);
    run_ok(s, (struct store_command){.kind = STORE_PUT_STORY,
                                     .put_story = {.now_ms = NOW_MS + HOUR_MS - 1}});
    assert_int_equal(story_of(s, a).id, 0);
    run_ok(s, (struct store_command){.kind = STORE_PUT_STORY,
                                     .put_story = {.now_ms = NOW_MS + HOUR_MS}});
    assert_int_equal(story_of(s, a).sources, 2);
    assert_int_equal(story_of(s, soon).id, a);
}

static void weeks_apart_is_another_story_but_related(void **state)
{
    struct site *s = site_of(state);
    int64_t old =
        put(s, (struct story){
                   .title = "Tin", .text = FIRE_A, .published_ms = NOW_MS - 200 * CLOCK_DAY_MS});
    int64_t now = put_text(s, "b", FIRE_B, "");
    assert_int_equal(story_of(s, now).id, 0);
    WANT(s, Q(.kind = STORE_LIST_RELATED, .key = now), old);
    WANT(s, Q(.kind = STORE_LIST_RELATED, .key = old), now);
}

static void related_goes_by_words_then_tags(void **state)
{
    struct site *s = site_of(state);
    int64_t tagged = put(s, (struct story){.tags = {"t"}, .text = COFFEE});
    int64_t alike = put_text(s, "a", FIRE_A, "");
    int64_t copy = put_text(s, "c", FIRE_B " Ảnh: CTV", "Báo Hai");
    int64_t picked = put(s, (struct story){.title = "Chọn tay"});
    int64_t self = put(
        s, (struct story){
               .title = "Tin", .text = FIRE_B, .tags = {"t"}, .related = {picked}, .related_n = 1});
    WANT(s, Q(.kind = STORE_LIST_RELATED, .key = self), picked, alike, tagged);
    struct store_near *near = NULL;
    size_t n = 0;
    assert_int_equal(store_near(s->r, &s->arena, self, STORE_NEAR_MAX, &near, &n, NULL), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(near[0].article_id, copy);
    assert_in_range(near[0].alike, STORY_COPY_MIN, SIMILARITY_ONE);
    assert_int_equal(near[1].article_id, alike);
    assert_in_range(near[1].alike, STORY_NEAR_MIN, STORY_COPY_MIN - 1);
}

/* A flood of one text is bounded stories, and every put the same work. */
static void a_flood_of_copies_is_bounded(void **state)
{
    struct site *s = site_of(state);
    struct store_story all[STORIES_MAX];
    enum { N = 150 };
    for (int i = 0; i < N; i++)
        put(s, (struct story){.title = "Tin", .text = FIRE_A});
    size_t n = stories(s, all);
    assert_in_range(n, 2, STORIES_MAX);
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        assert_in_range(all[i].articles, 2, STORY_MEMBERS_MAX);
        sum += all[i].articles;
    }
    assert_in_range(sum, N - STORIES_MAX, N);
}

/* What a store of before has: articles without a signature. */
static void stories_can_be_made_later(void **state)
{
    struct site *s = site_of(state);
    int64_t a = put_text(s, "a", "", "");
    int64_t b = put_text(s, "b", "", "");
    struct article fire = {.title = STR("Tin"), .lead = STR(FIRE_A)};
    assert_int_equal(story_of(s, a).id, 0);
    for (int64_t id = a; id <= b; id++)
        run_ok(s, (struct store_command){
                      .kind = STORE_PUT_STORY,
                      .put_story = {.article_id = id,
                                    .source = STR("báo"),
                                    .signature = article_signature(&s->arena, &fire),
                                    .now_ms = NOW_MS}});
    assert_int_equal(story_of(s, b).id, a);
    run_rc(s, (struct store_command){.kind = STORE_PUT_STORY, .put_story = {.article_id = 99}},
           RC_NOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(reports_of_one_event_are_a_story),
        T(reports_stand_by_their_own_time),
        T(without_a_day_only_copies_are_one),
        T(the_order_of_arrival_does_not_matter),
        T(what_changes_or_goes_leaves_its_story),
        T(what_is_to_come_is_in_no_story_yet),
        T(weeks_apart_is_another_story_but_related),
        T(related_goes_by_words_then_tags),
        T(a_flood_of_copies_is_bounded),
        T(stories_can_be_made_later),
    };
    return RUN_ON_EVERY_ENGINE(tests);
}
