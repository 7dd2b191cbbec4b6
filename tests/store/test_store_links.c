/* The ledger of outbound links: what each revision links to, who brought it, and what is decided. */
#include "article/article_json.h"
#include "store/store_links.h"
#include "tests/store/store_fixture.h"

static struct site s;
static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, SIZE_MAX / 2);
    site_open(&s, 0);
    put_section(&s, "tin", "", 1);
    return 0;
}

static int end(void **state)
{
    (void)state;
    site_close(&s);
    arena_release(&a);
    return 0;
}

/* An article whose body has a link to each of the addresses. */
static int64_t put_linking(const char *key, const char *const *urls, size_t n, const char *who)
{
    struct buf html;
    struct buf body;
    struct article_block block = {.type = BLOCK_PARAGRAPH, .text = STR("Chữ")};
    struct article art = {.title = STR("Bài"),
                          .published_ms = NOW_MS - HOUR_MS,
                          .updated_ms = CLOCK_NONE,
                          .provenance_captured_ms = CLOCK_NONE,
                          .blocks = &block,
                          .blocks_n = 1};
    struct str keys[] = {str_view(key)};
    buf_init(&html, &a);
    buf_init(&body, &a);
    for (size_t i = 0; i < n; i++)
        buf_addf(&html, "<a href=\"%s\">x</a> ", urls[i]);
    block.html = html_from_store(buf_view(&html));
    article_json_write(&body, &art);
    struct store_command c = {.kind = STORE_PUT_ARTICLE,
                              .put_article = {.article = &art,
                                              .body_json = buf_view(&body),
                                              .import_keys = {keys, 1},
                                              .section_slug = STR("tin"),
                                              .slug = STR("bai"),
                                              .now_ms = NOW_MS,
                                              .brought = {str_view(who), STR("loa import 1")}}};
    return run_ok(&s, c).id;
}

static struct store_link_domain domain_of(const char *domain)
{
    struct store_link_domain found = {.domain = STR("")};
    struct err e;
    enum rc rc = store_link_domain(s.r, &a, str_view(domain), &found, &e);
    if (rc && rc != RC_NOTFOUND)
        fail_msg("%s: %s", domain, e.text);
    return found;
}

static bool is_open(int64_t article_id, const char *domain)
{
    struct store_link_words words;
    struct err e;
    assert_int_equal(store_link_words_of(s.r, &a, STORE_LINKS_ARTICLE, article_id, &words, &e),
                     RC_OK);
    return store_link_word_open(&words, str_view(domain));
}

static void decide(const char *domain, enum store_link_state state)
{
    struct str name = str_view(domain);
    run_ok(&s, (struct store_command){.kind = STORE_DECIDE_LINKS,
                                      .decide_links = {.domains = &name,
                                                       .domains_n = 1,
                                                       .state = state,
                                                       .by = STR("lan"),
                                                       .reason = STR("đã xem"),
                                                       .now_ms = NOW_MS + 1}});
}

static size_t rows_of(const char *domain, struct store_link_row **rows)
{
    size_t n = 0;
    struct err e;
    const struct store_link_rows_query q = {.domain = str_view(domain), .limit = 100};
    assert_int_equal(store_link_rows(s.r, &a, q, rows, &n, &e), RC_OK);
    return n;
}

static int64_t changes_of(struct str tag)
{
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t last = 0;
    int64_t found = 0;
    struct err e;
    assert_int_equal(store_changes(s.r, &a, 0, 10000, &changes, &n, &last, &e), RC_OK);
    for (size_t i = 0; i < n; i++)
        found += str_eq(changes[i].tag, tag);
    return found;
}

static void a_new_domain_waits_and_is_approved(void **state)
{
    (void)state;
    const char *const urls[] = {"https://www.moi.example/1", "https://moi.example/2"};
    int64_t id = put_linking("a", urls, 2, "hoa");
    struct store_link_domain d = domain_of("moi.example");
    assert_int_equal(d.state, STORE_LINK_WAITING);
    assert_str_is(d.origin.who, "hoa");
    assert_str_is(d.origin.what, "loa import 1");
    assert_int_equal(d.object_id, id);
    assert_int_equal(d.revision, 1);
    assert_int_equal(d.first_ms, NOW_MS);
    assert_int_equal(d.standing, 2);
    assert_true(d.decided_ms == CLOCK_NONE);
    assert_false(is_open(id, "moi.example"));
    struct str tag = str_format(&a, "article:%lld", (long long)id);
    int64_t before = changes_of(tag);
    decide("moi.example", STORE_LINK_APPROVED);
    assert_true(is_open(id, "moi.example"));
    assert_false(is_open(id, "khac.example"));
    assert_int_equal(changes_of(tag), before + 1); /* its page is made anew */
    d = domain_of("moi.example");
    assert_str_is(d.decided_by, "lan");
    assert_str_is(d.reason, "đã xem");
    assert_int_equal(d.decided_ms, NOW_MS + 1);
    decide("moi.example", STORE_LINK_BAD);
    assert_false(is_open(id, "moi.example"));
}

static void each_revision_is_remembered(void **state)
{
    (void)state;
    struct store_link_row *rows = NULL;
    const char *const first[] = {"https://ben.example/1", "https://ben.example/2"};
    const char *const second[] = {"https://ben.example/2", "https://ben.example/3"};
    int64_t id = put_linking("b", first, 2, "hoa");
    put_linking("b", second, 2, "mai");
    put_linking("b", second, 2, "mai"); /* changes nothing */
    assert_int_equal(rows_of("ben.example", &rows), 3);
    assert_int_equal(rows[0].object_id, id);
    assert_int_equal(rows[0].first_revision, 1);
    assert_int_equal(rows[0].last_revision, 1);
    assert_int_equal(rows[1].last_revision, 0);
    assert_str_is(rows[1].origin.who, "hoa");
    assert_int_equal(rows[2].first_revision, 2);
    assert_str_is(rows[2].origin.who, "mai");
    assert_str_is(rows[2].url, "https://ben.example/3");
    assert_int_equal(rows[2].place, LINK_BODY);
    put_linking("b", NULL, 0, "mai");
    assert_int_equal(rows_of("ben.example", &rows), 3);
    assert_int_equal(rows[2].last_revision, 2);
    assert_int_equal(domain_of("ben.example").standing, 0);
}

static void what_is_named_by_its_owner_needs_nobody_else(void **state)
{
    (void)state;
    struct link links[3];
    const char *const urls[] = {"https://cho.example/"};
    int64_t id = put_linking("n", urls, 1, "hoa");
    assert_int_equal(domain_of("cho.example").state, STORE_LINK_WAITING);
    decide("xau.example", STORE_LINK_REFUSED);
    assert_true(link_make(&a, LINK_SETTING, STR("https://dvc.example/"), &links[0]));
    assert_true(link_make(&a, LINK_SETTING, STR("https://cho.example/"), &links[1]));
    assert_true(link_make(&a, LINK_SETTING, STR("https://xau.example/"), &links[2]));
    struct store_command c = {.kind = STORE_NOTE_LINKS,
                              .note_links = {.holder = STORE_LINKS_SETTING,
                                             .links = links,
                                             .links_n = 3,
                                             .origin = {STR("loa.conf"), STR("loa.conf")},
                                             .approve = true,
                                             .now_ms = NOW_MS}};
    assert_true(run_ok(&s, c).changed);
    assert_false(run_ok(&s, c).changed);
    assert_int_equal(domain_of("dvc.example").state, STORE_LINK_APPROVED);
    assert_true(is_open(id, "cho.example"));
    assert_int_equal(domain_of("xau.example").state, STORE_LINK_REFUSED); /* was decided */
    c.note_links.links_n = 0;
    run_ok(&s, c);
    assert_int_equal(domain_of("dvc.example").standing, 0);
    c.note_links.links_n = 1;
    c.note_links.approve = false;
    assert_true(link_make(&a, LINK_SETTING, STR("https://ngo.example/"), &links[0]));
    run_ok(&s, c);
    assert_int_equal(domain_of("ngo.example").state, STORE_LINK_WAITING);
}

static void the_state_need_not_wait(void **state)
{
    (void)state;
    const char *const urls[] = {"https://dvc.songque.gov.vn/", "https://songque-gov.example/"};
    int64_t id = put_linking("s", urls, 2, "hoa");
    assert_true(is_open(id, "songque.gov.vn"));
    assert_false(is_open(id, "songque-gov.example"));
    assert_str_is(domain_of("songque.gov.vn").decided_by, "loa");
    decide("songque.gov.vn", STORE_LINK_REFUSED);
    assert_false(is_open(id, "songque.gov.vn"));
}

static void a_banner_links_while_it_is_there(void **state)
{
    (void)state;
    struct store_command put = {.kind = STORE_PUT_CREATIVE,
                                .put_creative = {.slot = STR("top"),
                                                 .picture = STR("a.png"),
                                                 .alt = STR("Ảnh"),
                                                 .link = STR("https://hang.example/"),
                                                 .from_ms = CLOCK_NONE,
                                                 .until_ms = CLOCK_NONE,
                                                 .weight = 1,
                                                 .brought_by = STR("hoa"),
                                                 .put_ms = NOW_MS}};
    int64_t id = run_ok(&s, put).id;
    struct store_link_domain d = domain_of("hang.example");
    assert_int_equal(d.state, STORE_LINK_WAITING);
    assert_int_equal(d.holder, STORE_LINKS_BANNER);
    assert_int_equal(d.object_id, id);
    assert_str_is(d.origin.who, "hoa");
    put.put_creative.link_meant = true;
    run_ok(&s, put);
    assert_int_equal(domain_of("hang.example").state, STORE_LINK_APPROVED);
    run_ok(&s, (struct store_command){.kind = STORE_REMOVE_CREATIVE, .remove_creative = id});
    assert_int_equal(domain_of("hang.example").standing, 1);
}

static void lists_go_on_where_they_ended(void **state)
{
    (void)state;
    const char *const urls[] = {"https://l1.example/", "https://l2.example/",
                                "https://l3.example/"};
    struct store_link_domain *rows = NULL;
    struct store_link_origin_row *origins = NULL;
    struct store_link_words words;
    size_t n = 0;
    struct err e;
    put_linking("l", urls, 3, "liên");
    struct store_link_domains_query q = {
        .state = STORE_LINK_WAITING, .after = STR("l1.example"), .limit = 1};
    assert_int_equal(store_link_domains(s.r, &a, q, &rows, &n, &e), RC_OK);
    assert_int_equal(n, 1);
    assert_str_is(rows[0].domain, "l2.example");
    q.state = STORE_LINK_STATE_COUNT;
    q.limit = STORE_LINKS_BATCH_MAX + 1;
    assert_int_equal(store_link_domains(s.r, &a, q, &rows, &n, &e), RC_LIMIT);
    assert_int_equal(store_link_origins(s.r, &a, INT64_MAX, 1, &origins, &n, &e), RC_OK);
    assert_int_equal(n, 1);
    assert_str_is(origins[0].origin.who, "liên");
    const struct store_link_origin_query of = {
        .origin_id = origins[0].id, .after = STR("l1.example"), .limit = 10};
    assert_int_equal(store_link_words_of_origin(s.r, &a, of, &words, &e), RC_OK);
    assert_int_equal(words.n, 2);
    assert_int_equal(store_link_domain(s.r, &a, STR("khong.example"), &rows[0], &e), RC_NOTFOUND);
}

static void a_domain_may_be_decided_before_it_comes(void **state)
{
    (void)state;
    const char *const urls[] = {"https://truoc.example/"};
    decide("truoc.example", STORE_LINK_APPROVED);
    assert_true(is_open(put_linking("t", urls, 1, "hoa"), "truoc.example"));
    struct str none = STR("");
    run_rc(&s,
           (struct store_command){.kind = STORE_DECIDE_LINKS,
                                  .decide_links = {.domains = &none, .domains_n = 1}},
           RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_domain_waits_and_is_approved),
        cmocka_unit_test(each_revision_is_remembered),
        cmocka_unit_test(what_is_named_by_its_owner_needs_nobody_else),
        cmocka_unit_test(the_state_need_not_wait),
        cmocka_unit_test(a_banner_links_while_it_is_there),
        cmocka_unit_test(lists_go_on_where_they_ended),
        cmocka_unit_test(a_domain_may_be_decided_before_it_comes),
    };
    return cmocka_run_group_tests(tests, start, end);
}
