/* Where old addresses lead, and which others they may mean. */
#include "tests/test.h"

#include "base/hash.h"
#include "site/moved.h"

static struct arena a;

static const char *location(struct store_redirect r)
{
    return str_cstr(&a, moved_location(&a, &r));
}

static void places_have_their_pages_and_feeds(void **state)
{
    (void)state;
    struct str slug = STR("xa-hoi");
    assert_string_equal(location((struct store_redirect){.target = STR("/lien-he/")}), "/lien-he/");
    assert_string_equal(location((struct store_redirect){.place = STORE_PLACE_HOME}), "/");
    assert_string_equal(location((struct store_redirect){.place = STORE_PLACE_HOME, .feed = true}),
                        "/tin-moi/feed.rss");
    assert_string_equal(
        location((struct store_redirect){.place = STORE_PLACE_SECTION, .slug = slug}), "/xa-hoi/");
    assert_string_equal(
        location((struct store_redirect){.place = STORE_PLACE_SECTION, .slug = slug, .feed = true}),
        "/xa-hoi/feed.rss");
    assert_string_equal(location((struct store_redirect){.place = STORE_PLACE_TAG, .slug = slug}),
                        "/the/xa-hoi/");
    assert_string_equal(location((struct store_redirect){.place = STORE_PLACE_TOPIC, .slug = slug}),
                        "/chu-de/xa-hoi/");
    assert_string_equal(
        location((struct store_redirect){.place = STORE_PLACE_AUTHOR, .slug = slug}),
        "/tac-gia/xa-hoi/");
    assert_string_equal(location((struct store_redirect){
                            .article_id = 7, .section_slug = slug, .slug = STR("bai")}),
                        "/xa-hoi/bai-7.html");
}

static void assert_other(const char *from, int i, const char *wanted)
{
    struct str other = moved_other(&a, str_view(from), i);
    if (!str_eq(other, str_view(wanted)))
        fail_msg("%s: got %.*s, want %s", from, STR_ARG(other), wanted);
}

static void sizes_and_pages_mean_the_whole(void **state)
{
    (void)state;
    assert_other("/u/a-300x200.jpg", 0, "/u/a.jpg");
    assert_other("/u/a-300x.jpg", 0, "");
    assert_other("/u/a-x200.jpg", 0, "");
    assert_other("/u/a.jpg", 0, "");
    assert_other("/tin/page/12", 0, "/tin");
    assert_other("/tin/page-2", 0, "/tin");
    assert_other("/tin/page-2b", 0, "");
    assert_other("/page/2", 0, "/page"); /* of the home page, which is never moved itself */
    assert_other("/?paged=2", 0, "/page");
    assert_other("/?cat=2&paged=2", 0, "/?cat=2");
    assert_other("/?cat=2", 0, "");
    assert_other("/bai?amp=1", 0, "/bai");
    assert_other("/2023/05/bai/amp", 0, "/2023/05/bai");
    assert_other("/2023/05/bai/comment-page-1", 0, "/2023/05/bai");
    assert_other("/2023/05/bai/feed", 0, "/2023/05/bai");
    assert_other("/2023/05/bai/feed/atom", 0, "/2023/05/bai");
    assert_other("/2023/05/bai/2", 0, "/2023/05/bai");
    assert_other("/archives/123/feed", 0, "/archives/123"); /* a number before a view is a name */
    assert_other("/tin/page/2/feed", 0, "/tin");
    assert_other("/archives/2023", 0, "");
    assert_other("/bai-2", 0, "");
    assert_other("/feed-moi", 0, "");
    assert_other("/", 0, "");
}

static void a_last_part_is_looked_for_wherever_it_stands(void **state)
{
    (void)state;
    assert_other("/tin/muc-cu/bai-12.html", 1, "/*/bai-12.html");
    assert_other("/?language=vi&nv=news&op=muc/bai-12", 1, "/*/bai-12");
    assert_other("/chuyen-muc/muc-cu/feed", 1, "/*/muc-cu");
    assert_other("/chuyen-muc/muc-cu/page/2", 1, "/*/muc-cu");
    assert_other("/", 1, "");
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_have_their_pages_and_feeds),
        cmocka_unit_test(sizes_and_pages_mean_the_whole),
        cmocka_unit_test(a_last_part_is_looked_for_wherever_it_stands),
    };
    arena_init(&a, 1 << 20);
    return hash_start() ? cmocka_run_group_tests(tests, NULL, end) : 1;
}
