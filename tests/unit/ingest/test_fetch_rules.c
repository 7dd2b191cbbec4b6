#include "tests/test.h"

#include "base/hash.h"
#include "ingest/fetch_internal.h"

#define NOW_MS INT64_C(1709254800000)
#define DAY_MS CLOCK_DAY_MS

static struct arena a;

static int open_arena(void **state)
{
    (void)state;
    arena_init(&a, 4 << 20);
    return hash_start() ? 0 : 1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static struct store_feed agreed(void)
{
    return (struct store_feed){.name = STR("Báo"),
                               .agreement_number = STR("12/2026"),
                               .agreement_ms = NOW_MS - DAY_MS,
                               .agreement_until_ms = NOW_MS + DAY_MS,
                               .scope = FEED_SCOPE_TEASER};
}

static void lacks(struct store_feed feed, const char *word)
{
    struct str said = fetch_agreement_lacks(&a, &feed, NOW_MS);
    if (!word ? said.n > 0 : !str_contains(said, str_view(word)))
        fail_msg("\"%.*s\" where \"%s\" is wanted", STR_ARG(said), word ? word : "");
}

static void an_agreement_is_number_date_scope_and_time(void **state)
{
    (void)state;
    struct store_feed feed = agreed();
    lacks(feed, NULL);
    feed.agreement_until_ms = CLOCK_NONE;
    lacks(feed, NULL);
    feed.agreement_until_ms = NOW_MS;
    lacks(feed, "hết hạn");
    feed = agreed();
    feed.agreement_ms = NOW_MS + 1;
    lacks(feed, "hiệu lực");
    feed.agreement_ms = CLOCK_NONE;
    lacks(feed, "ngày ký");
    feed = agreed();
    feed.scope = FEED_SCOPE_NONE;
    lacks(feed, "phạm vi");
    feed.agreement_number = STR("");
    lacks(feed, "thiếu số");
}

static void three_press_agencies(void **state)
{
    (void)state;
    struct store_feed feeds[4] = {{.name = STR("A"), .is_press = true},
                                  {.name = STR("a"), .is_press = true},
                                  {.name = STR("B"), .is_press = true},
                                  {.name = STR("C")}};
    assert_true(str_contains(fetch_press_lacks(&a, feeds, 4), STR("2 nguồn")));
    assert_true(fetch_press_lacks(&a, feeds, 0).n > 0);
    feeds[3].is_press = true;
    assert_int_equal(fetch_press_lacks(&a, feeds, 4).n, 0);
    feeds[3].paused = true;
    assert_true(fetch_press_lacks(&a, feeds, 4).n > 0);
}

static void waiting_keeps_its_bounds(void **state)
{
    (void)state;
    struct rand rand = {7};
    for (int i = 0; i < 1000; i++) {
        int64_t plain = fetch_wait_ms(0, false, &rand);
        assert_true(plain >= FETCH_EVERY_MS && plain <= FETCH_EVERY_MS * 11 / 10);
        assert_true(fetch_wait_ms(1, false, &rand) >= FETCH_SOONEST_MS);
        assert_true(fetch_wait_ms(INT64_MAX, false, &rand) <= FETCH_LATEST_MS * INT64_C(11) / 10);
        assert_true(fetch_wait_ms(60000, true, &rand) >= FETCH_PUSHED_EVERY_MS);
        int64_t first = fetch_backoff_ms(1, STR(""), NOW_MS, &rand);
        assert_true(first >= FETCH_EVERY_MS / 2 && first <= FETCH_EVERY_MS);
        int64_t third = fetch_backoff_ms(3, STR(""), NOW_MS, &rand);
        assert_true(third >= FETCH_EVERY_MS * 2 && third <= FETCH_EVERY_MS * 4);
        int64_t many = fetch_backoff_ms(INT64_MAX, STR(""), NOW_MS, &rand);
        assert_true(many >= FETCH_LATEST_MS / 2 && many <= FETCH_LATEST_MS);
    }
}

static void what_the_server_asks_is_kept(void **state)
{
    (void)state;
    struct rand rand = {7};
    assert_int_equal(fetch_backoff_ms(1, STR("7200"), NOW_MS, &rand), 7200000);
    assert_int_equal(fetch_backoff_ms(1, clock_http_date(&a, NOW_MS + DAY_MS), NOW_MS, &rand),
                     DAY_MS);
    assert_true(fetch_backoff_ms(1, STR("-5"), NOW_MS, &rand) <= FETCH_EVERY_MS);
    assert_true(fetch_backoff_ms(1, STR("mai"), NOW_MS, &rand) <= FETCH_EVERY_MS);
    assert_true(fetch_backoff_ms(1, STR("99999999999"), NOW_MS, &rand) <= 7 * DAY_MS);
}

static void same_page(const char *one, const char *other, bool same)
{
    struct str x = fetch_url_key(&a, str_view(one));
    struct str y = fetch_url_key(&a, str_view(other));
    if (!x.n || str_eq(x, y) != same)
        fail_msg("%s and %s", one, other);
}

static void addresses_of_one_page(void **state)
{
    (void)state;
    same_page("https://bao.vn/a/b.html", "http://www.bao.vn/a/b.html?utm_source=rss&fbclid=1#x",
              true);
    same_page("https://bao.vn/a/", "https://m.BAO.vn:443/a", true);
    same_page("https://bao.vn/?id=1", "https://bao.vn/?id=2", false);
    same_page("https://bao.vn/a", "https://bao.vn/A", false);
    same_page("https://bao.vn/a", "https://bao.com/a", false);
    same_page("https://m.vn/a", "https://vn/a", false);
    same_page("https://bao.vn:8080/a", "https://bao.vn/a", false);
    assert_int_equal(fetch_url_key(&a, STR("mailto:a@b.vn")).n, 0);
}

static struct str words_of(const char *title, const char *lead)
{
    struct article art = {.title = str_view(title), .lead = str_view(lead)};
    return fetch_words_key(&a, &art);
}

static void the_same_words_are_one_article(void **state)
{
    (void)state;
    static const char lead[] =
        "Sáng nay, khu chợ nổi bên bờ sông đã đón những chuyến ghe đầu tiên.";
    struct str one = words_of("Chợ nổi mở cửa", lead);
    assert_true(one.n > 0);
    assert_str_eq(one, words_of("CHỢ NỔI: mở cửa!", "Sáng nay khu chợ nổi bên bờ sông đã đón những "
                                                    "chuyến ghe đầu tiên"));
    assert_false(str_eq(one, words_of("Chợ nổi đóng cửa", lead)));
    assert_false(
        str_eq(one, words_of("Chợ nổi mở cửa", "Chiều nay, khu chợ nổi bên bờ sông vắng khách "
                                               "vì mưa lớn kéo dài.")));
    assert_int_equal(words_of("Bản tin sáng", "Tin ngắn").n, 0);
    assert_int_equal(words_of("Bản tin sáng của ngày hôm nay với rất nhiều tin tức mới", "").n, 0);
}

static enum fetch_verdict judged(int64_t status, const char *url, const char *title, size_t bytes)
{
    const char *why = NULL;
    struct fetch_original o = {.status = status,
                               .asked = STR("https://bao.vn/tin/1.html"),
                               .url = str_view(url),
                               .title = str_view(title),
                               .text_bytes = bytes};
    enum fetch_verdict verdict = fetch_judge(&a, &o, &why);
    assert_true((verdict == ORIGINAL_GONE) == (why[0] != '\0'));
    return verdict;
}

static void only_the_source_itself_withdraws(void **state)
{
    (void)state;
    static const char there[] = "https://bao.vn/tin/1.html";
    assert_int_equal(judged(200, there, "Chợ nổi mở cửa", 3000), ORIGINAL_THERE);
    assert_int_equal(judged(304, there, "", 0), ORIGINAL_THERE);
    assert_int_equal(judged(404, there, "", 0), ORIGINAL_GONE);
    assert_int_equal(judged(410, there, "", 0), ORIGINAL_GONE);
    assert_int_equal(judged(200, "https://bao.vn/", "Trang nhất", 9000), ORIGINAL_GONE);
    assert_int_equal(judged(200, "https://bao.vn/tin/2.html", "Chợ nổi mở cửa", 9000),
                     ORIGINAL_THERE);
    assert_int_equal(judged(200, there, "Bài viết đã được gỡ", 80), ORIGINAL_GONE);
    assert_int_equal(judged(200, there, "Article withdrawn at the author's request", 80),
                     ORIGINAL_GONE);
    assert_int_equal(judged(200, there, "Bảng hiệu sai phép đã bị gỡ", 4000), ORIGINAL_THERE);
    for (int64_t status = 500; status < 600; status++)
        assert_int_equal(judged(status, there, "", 0), ORIGINAL_UNKNOWN);
    assert_int_equal(judged(403, there, "", 0), ORIGINAL_UNKNOWN);
    assert_int_equal(judged(429, there, "", 0), ORIGINAL_UNKNOWN);
}

static void lists_above_an_article_are_not_the_article(void **state)
{
    (void)state;
    const struct {
        const char *asked;
        const char *url;
        bool is_list;
        enum fetch_verdict want;
    } cases[] = {
        {"https://bao.vn/thoi-su/tin-1.html", "https://www.bao.vn/thoi-su/", true, ORIGINAL_GONE},
        {"https://bao.vn/thoi-su/tin-1.html", "https://bao.vn/thoi-su", true, ORIGINAL_GONE},
        {"https://bao.vn/thoi-su/tin-1.html", "https://bao.vn/thoi-su/", false, ORIGINAL_THERE},
        {"https://bao.vn/thoi-su/tin-1.html", "https://bao.vn/thoi-su/tin-1.html", true,
         ORIGINAL_THERE},
        {"https://bao.vn/thoi-su/tin-1.html", "https://khac.vn/thoi-su/", true, ORIGINAL_THERE},
        {"https://bao.vn/thoi-su-1.html", "https://bao.vn/thoi-su", true, ORIGINAL_THERE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *why = "";
        struct fetch_original o = {.status = 200,
                                   .asked = str_view(cases[i].asked),
                                   .url = str_view(cases[i].url),
                                   .is_list = cases[i].is_list};
        assert_int_equal(fetch_judge(&a, &o, &why), cases[i].want);
    }
}

static void sections_are_mapped(void **state)
{
    (void)state;
    struct store_feed feed = {.sections = STR("Thể thao\tthe-thao\nkinh tế\tkinh-te\n"),
                              .section_slug = STR("tin")};
    struct str tags[] = {STR("Xã hội"), STR("KINH TẾ")};
    assert_str_is(fetch_section(&a, &feed, (struct article_texts){tags, 2}), "kinh-te");
    assert_str_is(fetch_section(&a, &feed, (struct article_texts){tags, 1}), "tin");
}

static struct article whole(struct article_block blocks[3])
{
    blocks[0] = (struct article_block){.type = BLOCK_PARAGRAPH, .text = STR("Đoạn một.")};
    blocks[1] = (struct article_block){.type = BLOCK_FIGURE, .src = STR("a.jpg")};
    blocks[2] = (struct article_block){.type = BLOCK_PARAGRAPH, .text = STR("Đoạn hai.")};
    return (struct article){.title = STR("T"), .blocks = blocks, .blocks_n = 3};
}

static void no_more_than_the_scope_is_kept(void **state)
{
    (void)state;
    struct article_block blocks[3];
    struct article art = whole(blocks);
    fetch_keep_scope(&a, FEED_SCOPE_FULL, &art);
    assert_int_equal(art.blocks_n, 3);
    fetch_keep_scope(&a, FEED_SCOPE_TEASER, &art);
    assert_true(art.blocks_n == 1 && art.blocks[0].type == BLOCK_FIGURE);
    assert_str_is(art.lead, "Đoạn một.");
    art = whole(blocks);
    art.lead = STR("Sapo");
    fetch_keep_scope(&a, FEED_SCOPE_TITLE, &art);
    assert_true(art.blocks_n == 0 && art.lead.n == 0 && art.title.n == 1);
}

static void numbers_of_titles_tell_things_apart(void **state)
{
    (void)state;
    const struct {
        struct str one;
        struct str other;
        bool agree;
    } cases[] = {
        {STR("Giá vàng ngày 5/8"), STR("Giá vàng ngày 6/8"), false},
        {STR("Kết quả xổ số 05/08"), STR("Kết quả xổ số 5-8"), true},
        {STR("Cháy chợ, 2 người chết"), STR("Cháy chợ, 3 người chết"), false},
        {STR("Cháy chợ, hai người chết"), STR("Cháy chợ, 2 người chết"), true},
        {STR("Khởi công cầu dài 184 m"), STR("Khởi công cầu dài 184 m, vốn 97 tỉ"), true},
        {STR("Đường 12"), STR("Đường 1 dài 2 km"), false},
        {STR(""), STR("Ngày 1"), true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(fetch_titles_agree(cases[i].one, cases[i].other), cases[i].agree);
        assert_int_equal(fetch_titles_agree(cases[i].other, cases[i].one), cases[i].agree);
    }
}

static void a_wall_is_no_new_text(void **state)
{
    (void)state;
    struct article_block body[] = {
        {.type = BLOCK_PARAGRAPH,
         .text = STR(
             "Phường Bến Vạn khởi công cầu Rạch Dừa bắc qua sông Cái Sậy, dài 184 m, tổng vốn 97 "
             "tỉ đồng, thay bến phà cũ đã chạy bốn mươi năm.")}};
    struct article was = {.title = STR("Khởi công cầu Rạch Dừa"), .blocks = body, .blocks_n = 1};
    struct article now = was;
    now.title = STR("[Cập nhật] Khởi công cầu Rạch Dừa thay bến phà");
    now.blocks_n = 0;
    assert_true(fetch_still_it(&a, &was, &now));
    now = was;
    now.title = STR("Bến Vạn sắp hết cảnh chờ phà"); /* another title, the same text */
    assert_true(fetch_still_it(&a, &was, &now));
    struct article_block wall[] = {
        {.type = BLOCK_PARAGRAPH,
         .text = STR(
             "Vui lòng bật JavaScript và cookie rồi tải lại trang. Hệ thống đang kiểm tra trình "
             "duyệt của bạn trước khi cho truy cập, việc này mất chừng năm giây.")}};
    now = (struct article){.title = STR("Xin chờ một chút"), .blocks = wall, .blocks_n = 1};
    assert_false(fetch_still_it(&a, &was, &now));
    now.title = STR("");
    assert_false(fetch_still_it(&a, &was, &now));
    struct article bare = {.title = was.title}; /* a title alone is known */
    assert_false(fetch_still_it(&a, &bare, &now));
}

static void sources_come_and_go(void **state)
{
    (void)state;
    struct article art = {.source_name = STR("Báo Một"), .source_url = STR("https://mot.vn/1")};
    assert_false(fetch_drop_source(&a, &art, art.source_url)); /* there is no other */
    assert_false(fetch_add_source(&a, &art, STR("Báo Một"), STR("https://mot.vn/2")));
    assert_true(fetch_add_source(&a, &art, STR("Báo Hai"), STR("https://hai.vn/1")));
    assert_true(fetch_add_source(&a, &art, STR("Báo Ba"), STR("https://ba.vn/1")));
    assert_false(fetch_add_source(&a, &art, STR("Báo Tư"), STR("https://hai.vn/1")));
    assert_true(fetch_drop_source(&a, &art, STR("https://mot.vn/1")));
    assert_str_is(art.source_name, "Báo Hai");
    assert_str_is(art.source_url, "https://hai.vn/1");
    assert_int_equal(art.sources_n, 1);
    assert_str_is(art.sources[0].title, "Báo Ba");
    assert_true(fetch_drop_source(&a, &art, STR("https://ba.vn/1")));
    assert_int_equal(art.sources_n, 0);
    assert_str_is(art.source_name, "Báo Hai");
    assert_false(fetch_drop_source(&a, &art, STR("https://mot.vn/1")));
}

static bool same_site(const char *x, const char *y)
{
    bool same = fetch_same_site(&a, str_view(x), str_view(y));
    assert_int_equal(fetch_same_site(&a, str_view(y), str_view(x)), same);
    return same;
}

static void hosts_of_one_paper(void **state)
{
    (void)state;
    assert_true(same_site("https://bao.vn/1", "http://WWW.bao.vn/2"));
    assert_true(same_site("https://the-thao.bao.vn/1", "https://m.bao.vn/2"));
    assert_true(same_site("https://a.bao.com.vn/1", "https://bao.com.vn/2"));
    assert_false(same_site("https://mot.gov.vn/1", "https://hai.gov.vn/1"));
    assert_false(same_site("https://bao.vn/", "https://bao.com/"));
    assert_false(same_site("http://127.0.0.1:81/", "http://127.0.0.1:82/"));
    assert_false(same_site("http://10.0.0.1/", "http://11.0.0.1/"));
    assert_false(same_site("", ""));
}

static void sources_of_one_name_may_be_two(void **state)
{
    (void)state;
    struct article_link further = {STR("Báo Ba"), STR("https://ba.vn/x")};
    struct article art = {.source_name = STR("Tin mới"),
                          .source_url = STR("https://mot.vn/1"),
                          .sources = &further,
                          .sources_n = 1};
    static const struct {
        struct article_link source;
        bool named;
    } cases[] = {
        {{STR_INIT("Tin mới"), STR_INIT("https://mot.vn/2")}, true},  /* the paper again */
        {{STR_INIT("Tin mới"), STR_INIT("https://hai.vn/1")}, false}, /* another paper's feed */
        {{STR_INIT("Thời sự"), STR_INIT("https://mot.vn/2")}, false}, /* another of that host */
        {{STR_INIT("Thời sự"), STR_INIT("http://m.mot.vn/1")}, true}, /* the page itself */
        {{STR_INIT("Báo Ba"), STR_INIT("https://the-thao.ba.vn/y")}, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (fetch_names_source(&a, &art, cases[i].source) != cases[i].named)
            fail_msg("case %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_of_one_paper),
        cmocka_unit_test(sources_of_one_name_may_be_two),
        cmocka_unit_test(an_agreement_is_number_date_scope_and_time),
        cmocka_unit_test(three_press_agencies),
        cmocka_unit_test(waiting_keeps_its_bounds),
        cmocka_unit_test(what_the_server_asks_is_kept),
        cmocka_unit_test(addresses_of_one_page),
        cmocka_unit_test(the_same_words_are_one_article),
        cmocka_unit_test(only_the_source_itself_withdraws),
        cmocka_unit_test(lists_above_an_article_are_not_the_article),
        cmocka_unit_test(sections_are_mapped),
        cmocka_unit_test(no_more_than_the_scope_is_kept),
        cmocka_unit_test(numbers_of_titles_tell_things_apart),
        cmocka_unit_test(a_wall_is_no_new_text),
        cmocka_unit_test(sources_come_and_go),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
