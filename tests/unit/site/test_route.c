#include "tests/test.h"

#include "article/reserved.h"
#include "page/templates.h"
#include "site/route.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

struct row {
    const char *path;
    enum route_kind kind;
    const char *slug; /* or location of ROUTE_MOVED */
    int64_t page_or_id;
};

static const struct row rows[] = {
    {"/", ROUTE_HOME, "", 1},
    {"/thoi-su/", ROUTE_SECTION, "thoi-su", 1},
    {"/thoi-su", ROUTE_MOVED, "/thoi-su/", 0},
    {"/thoi-su/trang-3/", ROUTE_SECTION, "thoi-su", 3},
    {"/thoi-su/trang-3", ROUTE_MOVED, "/thoi-su/trang-3/", 0},
    {"/thoi-su/trang-1/", ROUTE_MOVED, "/thoi-su/", 0},
    {"/thoi-su/trang-0/", ROUTE_NONE, "", 1},
    {"/thoi-su/trang-01/", ROUTE_NONE, "", 1},
    {"/thoi-su/trang--1/", ROUTE_NONE, "", 1},
    {"/thoi-su/trang-999999999999999999999/", ROUTE_NONE, "", 1},
    {"/thoi-su/khac/", ROUTE_NONE, "", 1},
    {"/doi-ngoai/doan-dai-bieu-42.html", ROUTE_ARTICLE, "doan-dai-bieu", 42},
    {"/doi-ngoai/42.html", ROUTE_ARTICLE, "", 42},
    {"/doi-ngoai/bai-0.html", ROUTE_NONE, "", 1},
    {"/doi-ngoai/bai-007.html", ROUTE_NONE, "", 1},
    {"/doi-ngoai/x/bai-7.html", ROUTE_ARTICLE, "bai", 7},
    {"/bai-7.html", ROUTE_ARTICLE, "bai", 7},
    {"/Thoi_Su/Bai-7.html", ROUTE_ARTICLE, "Bai", 7},
    {"/media/bai-7.html", ROUTE_MEDIA, "", 1},
    {"/chu-de/xanh-hoa/", ROUTE_TOPIC, "xanh-hoa", 1},
    {"/chu-de/xanh-hoa", ROUTE_MOVED, "/chu-de/xanh-hoa/", 0},
    {"/chu-de/xanh-hoa/trang-2/", ROUTE_TOPIC, "xanh-hoa", 2},
    {"/chu-de/", ROUTE_NONE, "", 1},
    {"/ho-so/nhan-vat/", ROUTE_REGISTER, "", 1},
    {"/cung-su-kien/7/", ROUTE_STORY, "7", 7},
    {"/cung-su-kien/7", ROUTE_MOVED, "/cung-su-kien/7/", 0},
    {"/cung-su-kien/07/", ROUTE_NONE, "", 1},
    {"/cung-su-kien/bay/", ROUTE_NONE, "", 1},
    {"/cung-su-kien/7/feed.rss", ROUTE_NONE, "", 1},
    {"/cung-su-kien/", ROUTE_NONE, "", 1},
    {"/niem-phong/7/", ROUTE_HISTORY, "", 7},
    {"/niem-phong/7", ROUTE_MOVED, "/niem-phong/7/", 0},
    {"/niem-phong/7/12.json", ROUTE_HISTORY, "", 7},
    {"/niem-phong/7/12-90.json", ROUTE_HISTORY, "", 7},
    {"/niem-phong/7/012.json", ROUTE_NONE, "", 1},
    {"/niem-phong/7/12-.json", ROUTE_NONE, "", 1},
    {"/niem-phong/7/-9.json", ROUTE_NONE, "", 1},
    {"/niem-phong/7/12", ROUTE_NONE, "", 1},
    {"/niem-phong/7/12.json/", ROUTE_NONE, "", 1},
    {"/niem-phong/0/", ROUTE_NONE, "", 1},
    {"/niem-phong/", ROUTE_NONE, "", 1},
    {"/tac-gia/lan-anh/", ROUTE_AUTHOR, "lan-anh", 1},
    {"/the/ben-do/", ROUTE_TAG, "ben-do", 1},
    {"/tin-moi/", ROUTE_NEWEST, "", 1},
    {"/tin-moi", ROUTE_MOVED, "/tin-moi/", 0},
    {"/doc-nhieu/", ROUTE_MOST_READ, "", 1},
    {"/doc-nhieu/tuan/", ROUTE_MOST_READ, "", 1},
    {"/doc-nhieu/thang", ROUTE_MOVED, "/doc-nhieu/thang/", 0},
    {"/doc-nhieu/nam/", ROUTE_NONE, "", 1},
    {"/video/", ROUTE_VIDEO, "", 1},
    {"/tim-kiem", ROUTE_SEARCH, "", 1},
    {"/tim-kiem/feed.rss", ROUTE_SEARCH, "", 1},
    {"/goi-y", ROUTE_SUGGEST, "", 1},
    {"/tim-kiem/", ROUTE_MOVED, "/tim-kiem", 0},
    {"/thong-ke/", ROUTE_STATISTICS, "", 1},
    {"/lien-he", ROUTE_MOVED, "/lien-he/", 0},
    {"/rss/", ROUTE_FEEDS, "", 1},
    {"/qc/12", ROUTE_CLICK, "", 12},
    {"/qc/x", ROUTE_NONE, "", 1},
    {"/media/ab/cd.webp", ROUTE_MEDIA, "", 1},
    {"/media/", ROUTE_NONE, "", 1},
    {"/sitemap.xml", ROUTE_SITEMAP, "", 1},
    {"/sitemap-12.xml", ROUTE_SITEMAP_PART, "", 12},
    {"/sitemap-x.xml", ROUTE_NONE, "", 1},
    {"/sitemap-news.xml", ROUTE_SITEMAP_NEWS, "", 1},
    {"/robots.txt", ROUTE_ROBOTS, "", 1},
    {"/live.json", ROUTE_LIVE, "", 1},
    {"/Thoi-Su/", ROUTE_NONE, "", 1},
    {"/thoi_su/", ROUTE_NONE, "", 1},
    {"//", ROUTE_NONE, "", 1},
    {"//thoi-su/", ROUTE_NONE, "", 1},
    {"/thoi-su//", ROUTE_NONE, "", 1},
    {"/-a/", ROUTE_NONE, "", 1},
    {"/wp-login.php", ROUTE_NONE, "", 1},
};

static void reads_addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct route r = route_read(&arena, str_view(rows[i].path));
        if (r.kind != rows[i].kind)
            print_error("%s: kind %d\n", rows[i].path, (int)r.kind);
        assert_int_equal(r.kind, rows[i].kind);
        if (r.kind == ROUTE_MOVED) {
            assert_str_is(r.location, rows[i].slug);
            continue;
        }
        assert_str_is(r.slug, rows[i].slug);
        bool by_id = r.kind == ROUTE_ARTICLE || r.kind == ROUTE_CLICK || r.kind == ROUTE_STORY ||
                     r.kind == ROUTE_HISTORY;
        assert_int_equal(by_id ? r.id : r.page, rows[i].page_or_id);
    }
}

static void proofs_name_entry_and_head(void **state)
{
    (void)state;
    struct route r = route_read(&arena, STR("/niem-phong/7/12-90.json"));
    assert_int_equal(r.entry, 12);
    assert_int_equal(r.head, 90);
    assert_int_equal(r.feed, FEED_JSON);
    r = route_read(&arena, route_history_path(&arena, 7, 12));
    assert_int_equal(r.entry, 12);
    assert_int_equal(r.head, 0);
    r = route_read(&arena, route_history_path(&arena, 7, 0));
    assert_int_equal(r.entry, 0);
    assert_int_equal(r.feed, FEED_NONE);
}

static void paths_come_back(void **state)
{
    (void)state;
    struct route r =
        route_read(&arena, route_article_path(&arena, STR("kinh-te"), STR("cho-dem"), 9));
    assert_int_equal(r.kind, ROUTE_ARTICLE);
    assert_str_is(r.section, "kinh-te");
    assert_str_is(r.slug, "cho-dem");
    r = route_read(&arena, route_list_path(&arena, ROUTE_TAG, STR("bien"), 4));
    assert_int_equal(r.kind, ROUTE_TAG);
    assert_int_equal(r.page, 4);
    for (enum route_period p = PERIOD_DAY; p <= PERIOD_MONTH; p++) {
        r = route_read(&arena, route_period_path(&arena, p));
        assert_int_equal(r.kind, ROUTE_MOST_READ);
        assert_int_equal(r.period, p);
    }
    for (enum route_feed f = FEED_RSS; f <= FEED_JSON; f++) {
        struct str list = route_section_path(&arena, STR("y-te"), 1);
        r = route_read(&arena, route_feed_path(&arena, list, f));
        assert_int_equal(r.kind, ROUTE_SECTION);
        assert_int_equal(r.feed, f);
    }
}

/* Every menu and footer would send its reader through a redirect. */
static void pages_link_to_where_things_are(void **state)
{
    (void)state;
    static const struct str LINK = STR_INIT("href=\"/");
    struct view_menu menu[1] = {{.title = STR("Y tế"), .url = STR("/y-te/")}};
    struct view_site site = {.name = STR("Báo"), .asks = true, .menu = menu, .menu_n = 1};
    struct page_out out;
    page_out_init(&out, &arena);
    template_page(&out, &(struct view_page){.t = words_of(STR("vi")), .site = &site});
    struct str rest = buf_view(&out.text);
    size_t links = 0;
    for (size_t at = 0; (at = str_find(rest, LINK)) < rest.n; links++) {
        rest = str_from(rest, at + LINK.n - 1);
        struct str path = str_first(rest, str_find_byte(rest, '"'));
        if (route_read(&arena, path).kind == ROUTE_MOVED)
            fail_msg("%.*s is elsewhere", STR_ARG(path));
    }
    assert_true(links > 8);
    assert_false(page_out_failed(&out));
}

/* A section called like a fixed address could never be reached. */
static void fixed_words_are_reserved(void **state)
{
    (void)state;
    static const struct str words[] = {
#define X(name, word) STR_INIT(word),
        ROUTE_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (words[i].n)
            assert_true(reserved_is(words[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_addresses),
        cmocka_unit_test(proofs_name_entry_and_head),
        cmocka_unit_test(paths_come_back),
        cmocka_unit_test(pages_link_to_where_things_are),
        cmocka_unit_test(fixed_words_are_reserved),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
