/* The contract of store.h for articles, lists and search, on every engine (store_contract.h). */
#include "tests/store/store_contract.h"

/* ---- articles ---- */

static void put_twice_changes_nothing(void **state)
{
    struct site *s = site_of(state);
    struct story story = {.key = "a", .title = "Một", .tags = {"x"}};
    struct store_result first = put_story(s, story);
    int64_t seq = last_seq(s);
    struct store_result second = put_story(s, story);
    assert_true(first.created && first.changed);
    assert_false(second.created || second.changed);
    assert_int_equal(first.id, second.id);
    assert_int_equal(last_seq(s), seq);
    assert_int_equal(article(s, first.id).revision, 1);
}

static void new_text_makes_a_revision(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put(s, (struct story){.key = "a", .text = "một", .tags = {"cũ", "chung"}});
    struct store_result second = put_story(
        s, (struct story){.key = "a", .text = "hai", .tags = {"chung", "mới"}, .video = true});
    assert_int_equal(second.id, id);
    assert_true(second.changed && !second.created);
    struct store_article art = article(s, id);
    assert_int_equal(art.revision, 2);
    assert_str_is(art.article.blocks[0].text, "hai");
    assert_true(art.card.has_video);
    assert_int_equal(art.tags_n, 2);
    assert_str_is(art.tags[1].name, "mới");
    assert_int_equal(label_of(s, STORE_LABEL_TAG, "chung").articles, 1);
    struct store_label old = label_of(s, STORE_LABEL_TAG, "cu");
    assert_int_equal(old.articles, 0);
    WANT_NONE(s, Q(.kind = STORE_LIST_TAG, .key = old.id));
}

/* The same text in another section is no revision, and moves. */
static void other_section_keeps_the_revision(void **state)
{
    struct site *s = site_of(state);
    int64_t other = put_section(s, "khac", "", 2);
    int64_t id = put(s, (struct story){.key = "a"});
    struct store_result moved = put_story(s, (struct story){.key = "a", .section = "khac"});
    assert_true(moved.changed);
    assert_int_equal(article(s, id).revision, 1);
    WANT(s, Q(.kind = STORE_LIST_SECTION, .key = other), id);
}

static void article_is_read_whole(void **state)
{
    struct site *s = site_of(state);
    struct store_command media = {.kind = STORE_PUT_MEDIA};
    media.put_media =
        (struct store_media){STR("ab/c.webp"), STR("image/webp"), 640, 480, 9, STR("")};
    run_ok(s, media);
    int64_t id = put(s, (struct story){.title = "Đón đoàn",
                                       .tags = {"ngoại giao"},
                                       .topics = {"Thăm"},
                                       .authors = {"Lê An", "Hồ Bình"},
                                       .photographer = "Lê An",
                                       .picture = "ab/c.webp",
                                       .featured = true});
    uint64_t before = store_reader_queries(s->r);
    struct store_article art = article(s, id);
    assert_int_equal(store_reader_queries(s->r) - before, 2);
    assert_str_is(art.card.title, "Đón đoàn");
    assert_str_is(art.card.section_slug, "tin");
    assert_str_is(art.card.picture, "ab/c.webp");
    assert_int_equal(art.card.picture_width_px, 640);
    assert_int_equal(art.card.updated_ms, CLOCK_NONE);
    assert_true(art.card.featured);
    assert_int_equal(art.people_n, 3);
    assert_int_equal(art.people[2].role, ROLE_PHOTOGRAPHER);
    assert_int_equal(art.people[2].person.id, art.people[0].person.id);
    assert_int_equal(label_of(s, STORE_LABEL_PERSON, "le-an").articles, 1);
    assert_int_equal(art.tags_n, 1);
    assert_str_is(art.topics[0].slug, "tham");
    assert_int_equal(art.state, STORE_ARTICLE_PUBLISHED);
    WANT(s, Q(.kind = STORE_LIST_PERSON, .key = art.people[0].person.id), id);
}

static void a_reader_is_shown_what_has_come(void **state)
{
    struct site *s = site_of(state);
    struct store_article art = {0};
    int64_t now = put(s, (struct story){.title = "Nay", .published_ms = NOW_MS});
    int64_t soon = put(s, (struct story){.title = "Mai", .published_ms = NOW_MS + 1});
    struct store_shown_ask ask = {.id = now, .now_ms = NOW_MS};
    assert_int_equal(store_article_shown(s->r, &s->arena, ask, &art, NULL), RC_OK);
    uint64_t before = store_reader_queries(s->r); /* from now on it knows the section */
    assert_int_equal(store_article_shown(s->r, &s->arena, ask, &art, NULL), RC_OK);
    assert_int_equal(store_reader_queries(s->r) - before, 2);
    assert_str_is(art.article.title, "Nay");
    ask.id = soon;
    assert_int_equal(store_article_shown(s->r, &s->arena, ask, &art, NULL), RC_NOTFOUND);
    ask.now_ms++;
    assert_int_equal(store_article_shown(s->r, &s->arena, ask, &art, NULL), RC_OK);
    assert_str_is(art.article.title, "Mai");
    ask.id = soon + 1;
    assert_int_equal(store_article_shown(s->r, &s->arena, ask, &art, NULL), RC_NOTFOUND);
}

static void what_is_not_there_is_not_found(void **state)
{
    struct site *s = site_of(state);
    struct arena *a = &s->arena;
    struct store_article art = {0};
    struct store_label label = {0};
    struct str text = {0};
    struct store_media media = {0};
    int64_t id = 0;
    assert_int_equal(store_article_by_id(s->r, a, 7, &art, NULL), RC_NOTFOUND);
    assert_int_equal(store_label_by_slug(s->r, a, STORE_LABEL_TAG, STR("x"), NOW_MS, &label, NULL),
                     RC_NOTFOUND);
    assert_int_equal(store_setting(s->r, a, STR("x"), &text, NULL), RC_NOTFOUND);
    assert_int_equal(store_media_by_path(s->r, a, STR("x"), &media, NULL), RC_NOTFOUND);
    assert_int_equal(store_article_by_import_key(s->r, STR("x"), &id, NULL), RC_NOTFOUND);
    struct story lost = {.section = "khong-co"};
    run_rc(s, story_command(a, &lost), RC_NOTFOUND);
}

static void bad_puts_are_refused(void **state)
{
    struct site *s = site_of(state);
    struct store_command c = story_command(&s->arena, &(struct story){.title = ""});
    run_rc(s, c, RC_INVALID);
    c = story_command(&s->arena, &(struct story){0});
    c.put_article.body_json.n = 0;
    run_rc(s, c, RC_INVALID);
    struct store_card *cards = NULL;
    size_t n = 0;
    struct store_list_query q = {.kind = STORE_LIST_NEWEST, .limit = STORE_LIST_MAX + 1};
    assert_int_equal(store_list(s->r, &s->arena, q, &cards, &n, NULL), RC_LIMIT);
}

static void import_key_finds_the_article(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put(s, (struct story){.key = "k:1"});
    int64_t found = 0;
    assert_int_equal(store_article_by_import_key(s->r, STR("k:1"), &found, NULL), RC_OK);
    assert_int_equal(found, id);
    assert_int_not_equal(put(s, (struct story){0}), put(s, (struct story){0}));
}

/* Several keys: the first that is known tells; the others come to it, but not from other articles. */
static void any_import_key_finds_the_article(void **state)
{
    struct site *s = site_of(state);
    struct store_result first = put_story(s, (struct story){.key = "path:a", .text = "một"});
    struct store_result more =
        put_story(s, (struct story){.key = "url:a", .key_too = "path:a", .text = "một"});
    assert_int_equal(more.id, first.id);
    assert_false(more.changed);
    struct store_result other =
        put_story(s, (struct story){.key = "path:b", .key_too = "url:a", .text = "một"});
    assert_int_equal(other.id, first.id);
    int64_t new = put(s, (struct story){.key = "path:c"});
    struct store_result both = put_story(s, (struct story){.key = "path:c", .key_too = "url:a"});
    assert_int_equal(both.id, new);
    struct article_texts keys = {0};
    assert_int_equal(store_import_keys(s->r, &s->arena, first.id, &keys, NULL), RC_OK);
    assert_int_equal(keys.items_n, 3);
    assert_str_is(keys.items[2], "url:a");
    assert_int_equal(store_import_keys(s->r, &s->arena, 99, &keys, NULL), RC_OK);
    assert_int_equal(keys.items_n, 0);
}

/* "Hòa" and "Hoa" are two names with one slug; "HÒA" is the first again. */
static void labels_share_no_slug(void **state)
{
    struct site *s = site_of(state);
    struct store_article art =
        article(s, put(s, (struct story){.tags = {"Hòa", "Hoa", "HÒA"}, .topics = {"Hòa"}}));
    assert_int_equal(art.tags_n, 2);
    assert_str_is(art.tags[0].slug, "hoa");
    assert_false(str_eq(art.tags[0].slug, art.tags[1].slug));
    assert_str_is(art.topics[0].slug, "hoa");
    struct store_label *labels = NULL;
    size_t n = 0;
    put(s, (struct story){.tags = {"Hoa"}});
    assert_int_equal(store_labels(s->r, &s->arena, STORE_LABEL_TAG, NOW_MS, 1, &labels, &n, NULL),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_str_is(labels[0].name, "Hoa");
    assert_int_equal(labels[0].articles, 2);
}

/* ---- sections ---- */

static void sections_come_in_tree_order(void **state)
{
    struct site *s = site_of(state);
    put_section(s, "b", "", 3);
    put_section(s, "b2", "b", 2);
    put_section(s, "b1", "b", 1);
    put_section(s, "b1x", "b1", 1);
    put_section(s, "a", "", 2);
    static const char *const WANTED[] = {"tin", "a", "b", "b1", "b1x", "b2"};
    struct store_section *sections = NULL;
    size_t n = 0;
    assert_int_equal(store_sections(s->r, &s->arena, &sections, &n, NULL), RC_OK);
    assert_int_equal(n, COUNT_OF(WANTED));
    for (size_t i = 0; i < n; i++)
        assert_str_is(sections[i].slug, WANTED[i]);
}

static void sections_move_with_their_articles(void **state)
{
    struct site *s = site_of(state);
    int64_t a = put_section(s, "a", "", 2);
    int64_t b = put_section(s, "b", "", 3);
    put_section(s, "c", "a", 1);
    int64_t d = put_section(s, "d", "c", 1);
    int64_t id = put(s, (struct story){.section = "d"});
    WANT(s, Q(.kind = STORE_LIST_SECTION, .key = a), id);
    WANT_NONE(s, Q(.kind = STORE_LIST_SECTION, .key = b));
    int64_t seq = last_seq(s);
    put_section(s, "c", "b", 1);
    WANT_NONE(s, Q(.kind = STORE_LIST_SECTION, .key = a));
    WANT(s, Q(.kind = STORE_LIST_SECTION, .key = b), id);
    WANT(s, Q(.kind = STORE_LIST_SECTION, .key = d), id);
    assert_true(changed(s, s->r, seq, "sections"));
    seq = last_seq(s);
    put_section(s, "c", "b", 1); /* the same again */
    assert_int_equal(last_seq(s), seq);
    struct store_command c = {.kind = STORE_PUT_SECTION};
    c.put_section = (struct store_put_section){STR("b"), STR("b"), STR("d"), 1};
    run_rc(s, c, RC_INVALID);
    c.put_section.parent_slug = STR("khong-co");
    run_rc(s, c, RC_NOTFOUND);
}

static void sections_are_not_endlessly_deep(void **state)
{
    struct site *s = site_of(state);
    char slug[8];
    char parent[8] = "";
    for (int i = 1; i <= STORE_SECTION_DEPTH_MAX; i++) {
        snprintf(slug, sizeof slug, "s%d", i);
        put_section(s, slug, parent, 1);
        memcpy(parent, slug, sizeof parent);
    }
    struct store_command c = {.kind = STORE_PUT_SECTION};
    c.put_section = (struct store_put_section){STR("z"), STR("z"), str_view(parent), 1};
    run_rc(s, c, RC_LIMIT);
    c.put_section = (struct store_put_section){STR("s1"), STR("s1"), STR("tin"), 1};
    run_rc(s, c, RC_LIMIT);
}

/* ---- lists ---- */

static void lists_of_every_kind(void **state)
{
    struct site *s = site_of(state);
    int64_t tin = 0;
    int64_t con = put_section(s, "con", "tin", 1);
    int64_t khac = put_section(s, "khac", "", 2);
    int64_t a = put(s, (struct story){.published_ms = NOW_MS - 5000,
                                      .tags = {"t"},
                                      .topics = {"p"},
                                      .authors = {"An"},
                                      .featured = true});
    int64_t b = put(s, (struct story){.published_ms = NOW_MS - 4000,
                                      .section = "con",
                                      .topics = {"p", "q"},
                                      .authors = {"An", "Bo"},
                                      .video = true});
    int64_t c = put(s, (struct story){.published_ms = NOW_MS - 3000, .sponsor = "Hãng"});
    int64_t d = put(s, (struct story){.published_ms = NOW_MS - 4000,
                                      .section = "khac",
                                      .topics = {"q"},
                                      .photographer = "Bo",
                                      .tags = {"t"}});
    struct store_section *sections = NULL;
    size_t n = 0;
    assert_int_equal(store_sections(s->r, &s->arena, &sections, &n, NULL), RC_OK);
    tin = sections[0].id;
    WANT(s, Q(.kind = STORE_LIST_NEWEST), d, b, a); /* of the same time the later id first */
    WANT(s, Q(.kind = STORE_LIST_SECTION, .key = tin), c, b, a);
    WANT(s, Q(.kind = STORE_LIST_SECTION, .key = con), b);
    WANT(s, Q(.kind = STORE_LIST_SECTION, .key = khac), d);
    WANT(s, Q(.kind = STORE_LIST_TAG, .key = label_id(s, STORE_LABEL_TAG, "t")), d, a);
    WANT(s, Q(.kind = STORE_LIST_TOPIC, .key = label_id(s, STORE_LABEL_TOPIC, "p")), b, a);
    WANT(s, Q(.kind = STORE_LIST_PERSON, .key = label_id(s, STORE_LABEL_PERSON, "bo")), d, b);
    WANT(s, Q(.kind = STORE_LIST_FEATURED), a);
    WANT(s, Q(.kind = STORE_LIST_VIDEO), b);
    WANT(s, Q(.kind = STORE_LIST_SPONSORED), c);
    WANT(s, Q(.kind = STORE_LIST_SAME_SECTION, .key = a), c, b);
    WANT_NONE(s, Q(.kind = STORE_LIST_SAME_SECTION, .key = d));
    WANT(s, Q(.kind = STORE_LIST_SAME_TOPIC, .key = b), d, a);
    WANT(s, Q(.kind = STORE_LIST_SAME_TOPIC, .key = a), b);
    WANT(s, Q(.kind = STORE_LIST_SAME_AUTHOR, .key = a), b);
    WANT(s, Q(.kind = STORE_LIST_SAME_AUTHOR, .key = b), d, a);
    WANT_NONE(s, Q(.kind = STORE_LIST_SAME_AUTHOR, .key = d)); /* has a photographer only */
}

static void related_ranks_hand_picked_then_shared(void **state)
{
    struct site *s = site_of(state);
    int64_t one = put(s, (struct story){.tags = {"a"}, .published_ms = NOW_MS - 100});
    int64_t two = put(s, (struct story){.tags = {"a", "b"}, .published_ms = NOW_MS - 900});
    int64_t three =
        put(s, (struct story){.tags = {"a"}, .topics = {"b"}, .published_ms = NOW_MS - 800});
    int64_t newer = put(s, (struct story){.tags = {"b"}, .published_ms = NOW_MS - 50});
    int64_t picked = put(s, (struct story){.title = "không chung gì"});
    int64_t later = put(s, (struct story){.tags = {"a"}, .published_ms = NOW_MS + HOUR_MS});
    int64_t self = put(s, (struct story){.key = "self",
                                         .tags = {"a", "b"},
                                         .topics = {"b"},
                                         .related = {picked, one, picked, 999, later},
                                         .related_n = 5});
    /* by hand; then two shared (newest first), one shared */
    WANT(s, Q(.kind = STORE_LIST_RELATED, .key = self), picked, one, three, two, newer);
    WANT_NONE(s, Q(.kind = STORE_LIST_RELATED, .key = picked));
    WANT(s, Q(.kind = STORE_LIST_RELATED, .key = newer), two, self);
}

static void the_future_is_not_listed(void **state)
{
    struct site *s = site_of(state);
    int64_t now = put(s, (struct story){.published_ms = NOW_MS, .words = "chung"});
    int64_t soon = put(s, (struct story){.published_ms = NOW_MS + 10,
                                         .tags = {"t"},
                                         .topics = {"p"},
                                         .authors = {"An"},
                                         .words = "chung",
                                         .featured = true});
    int64_t next = 0;
    assert_int_equal(store_next_publication(s->r, NOW_MS, &next, NULL), RC_OK);
    assert_int_equal(next, NOW_MS + 10);
    assert_int_equal(store_next_publication(s->r, NOW_MS + 10, &next, NULL), RC_OK);
    assert_int_equal(next, CLOCK_NONE);
    WANT(s, Q(.kind = STORE_LIST_NEWEST), now);
    WANT(s, Q(.kind = STORE_LIST_NEWEST, .now_ms = NOW_MS + 9), now);
    WANT(s, Q(.kind = STORE_LIST_NEWEST, .now_ms = NOW_MS + 10), soon, now);
    WANT_NONE(s, Q(.kind = STORE_LIST_TAG, .key = label_id(s, STORE_LABEL_TAG, "t")));
    WANT_NONE(s, Q(.kind = STORE_LIST_FEATURED));
    struct store_totals totals = {0};
    assert_int_equal(store_totals(s->r, NOW_MS, &totals, NULL), RC_OK);
    assert_int_equal(totals.articles, 1);
    assert_int_equal(totals.max_article_id, soon);
    assert_int_equal(totals.newest_ms, NOW_MS);
}

static void want_labels(struct site *s, int64_t now_ms, int64_t limit, const char *wanted)
{
    struct store_label *labels = NULL;
    size_t n = 0;
    struct buf b;
    buf_init(&b, &s->arena);
    assert_int_equal(
        store_labels(s->r, &s->arena, STORE_LABEL_TOPIC, now_ms, limit, &labels, &n, NULL), RC_OK);
    for (size_t i = 0; i < n; i++)
        buf_addf(&b, "%.*s:%d ", STR_ARG(labels[i].slug), (int)labels[i].articles);
    assert_str_is(buf_view(&b), wanted);
}

/* An embargo: how many articles a topic has tells nothing of those that wait. */
static void the_future_is_not_counted(void **state)
{
    struct site *s = site_of(state);
    put(s, (struct story){.topics = {"a", "b"}});
    put(s, (struct story){.topics = {"a"}});
    for (int i = 0; i < 3; i++)
        put(s, (struct story){.topics = {"c", "b"}, .published_ms = NOW_MS + 10});
    put(s, (struct story){.topics = {"d"}, .published_ms = NOW_MS + 20});
    int64_t gone = put(s, (struct story){.topics = {"a"}, .published_ms = NOW_MS + 10});
    struct store_command c = {.kind = STORE_WITHDRAW, .withdraw = {gone, true, NOW_MS}};
    run_ok(s, c);
    want_labels(s, NOW_MS, 9, "a:2 b:1 ");
    want_labels(s, NOW_MS, 1, "a:2 ");
    want_labels(s, NOW_MS + 10, 9, "b:4 c:3 a:2 ");
    want_labels(s, NOW_MS + 20, 9, "b:4 c:3 a:2 d:1 ");
    assert_int_equal(label_of(s, STORE_LABEL_TOPIC, "b").articles, 1);
    assert_int_equal(label_of(s, STORE_LABEL_TOPIC, "c").articles, 0);
}

static void withdrawn_leaves_every_list_and_comes_back(void **state)
{
    struct site *s = site_of(state);
    struct story story = {.key = "w", .tags = {"t"}, .featured = true, .words = "riêng"};
    int64_t id = put(s, story);
    struct store_command c = {.kind = STORE_WITHDRAW, .withdraw = {id, true, NOW_MS}};
    assert_true(run_ok(s, c).changed);
    assert_false(run_ok(s, c).changed);
    int64_t tag = label_id(s, STORE_LABEL_TAG, "t");
    WANT_NONE(s, Q(.kind = STORE_LIST_NEWEST));
    WANT_NONE(s, Q(.kind = STORE_LIST_TAG, .key = tag));
    assert_int_equal(article(s, id).state, STORE_ARTICLE_WITHDRAWN);
    assert_int_equal(label_of(s, STORE_LABEL_TAG, "t").articles, 0);
    story.text = "sửa"; /* a revision of what is withdrawn stays withdrawn */
    put(s, story);
    WANT_NONE(s, Q(.kind = STORE_LIST_NEWEST));
    assert_int_equal(article(s, id).revision, 2);
    c.withdraw.withdrawn = false;
    assert_true(run_ok(s, c).changed);
    WANT(s, Q(.kind = STORE_LIST_TAG, .key = tag), id);
    assert_int_equal(label_of(s, STORE_LABEL_TAG, "t").articles, 1);
    c.withdraw.article_id = 99;
    run_rc(s, c, RC_NOTFOUND);
}

static void section_blocks_in_one_query(void **state)
{
    struct site *s = site_of(state);
    int64_t a = put_section(s, "a", "", 2);
    int64_t b = put_section(s, "b", "", 3);
    int64_t c = put_section(s, "c", "", 4);
    int64_t a1 = put(s, (struct story){.section = "a", .published_ms = NOW_MS - 3});
    int64_t a2 = put(s, (struct story){.section = "a", .published_ms = NOW_MS - 2});
    put(s, (struct story){.section = "a", .published_ms = NOW_MS - 9});
    int64_t c1 = put(s, (struct story){.section = "c"});
    const int64_t ids[] = {c, b, a};
    struct cards cards = {0};
    size_t *owner = NULL;
    assert_int_equal(
        store_list_sections(s->r, &s->arena, ids, 3, 2, NOW_MS, &cards.p, &owner, &cards.n, NULL),
        RC_OK); /* from now on it knows the sections */
    uint64_t before = store_reader_queries(s->r);
    assert_int_equal(
        store_list_sections(s->r, &s->arena, ids, 3, 2, NOW_MS, &cards.p, &owner, &cards.n, NULL),
        RC_OK);
    assert_int_equal(store_reader_queries(s->r) - before, 1);
    assert_int_equal(cards.n, 3);
    assert_int_equal(cards.p[0].id, c1);
    assert_int_equal(owner[0], 0);
    assert_int_equal(cards.p[1].id, a2);
    assert_int_equal(cards.p[2].id, a1);
    assert_int_equal(owner[1], 2);
}

static void sitemap_goes_by_id(void **state)
{
    struct site *s = site_of(state);
    int64_t a = put(s, (struct story){.published_ms = NOW_MS - 50 * HOUR_MS});
    int64_t b = put(s, (struct story){.published_ms = NOW_MS - HOUR_MS});
    put(s, (struct story){.published_ms = NOW_MS + 1});
    struct store_sitemap_entry *entries = NULL;
    size_t n = 0;
    assert_int_equal(store_sitemap(s->r, &s->arena, 0, CLOCK_NONE, NOW_MS, 10, &entries, &n, NULL),
                     RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(entries[0].id, a);
    assert_str_is(entries[0].section_slug, "tin");
    assert_int_equal(store_sitemap(s->r, &s->arena, a, CLOCK_NONE, NOW_MS, 10, &entries, &n, NULL),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(
        store_sitemap(s->r, &s->arena, 0, NOW_MS - 48 * HOUR_MS, NOW_MS, 10, &entries, &n, NULL),
        RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(entries[0].id, b);
    put(s, (struct story){.published_ms = NOW_MS - 2 * HOUR_MS}); /* taken in later, older */
    assert_int_equal(
        store_sitemap(s->r, &s->arena, 0, NOW_MS - 48 * HOUR_MS, NOW_MS, 1, &entries, &n, NULL),
        RC_OK);
    assert_int_equal(n, 1); /* of many news the newest */
    assert_int_equal(entries[0].id, b);
}

/* An article without a time of its own has a place in lists, and no date that could be shown. */
static void undated_is_listed_without_a_date(void **state)
{
    struct site *s = site_of(state);
    int64_t new = put(s, (struct story){.published_ms = NOW_MS - 1 * HOUR_MS});
    int64_t old = put(s, (struct story){.published_ms = NOW_MS - 3 * HOUR_MS});
    struct story story = {
        .key = "k", .published_ms = CLOCK_NONE, .listed_ms = NOW_MS - 2 * HOUR_MS};
    int64_t none = put(s, story);
    WANT(s, Q(.kind = STORE_LIST_NEWEST), new, none, old);
    struct store_card card = article(s, none).card;
    assert_int_equal(card.published_ms, CLOCK_NONE);
    assert_int_equal(card.listed_ms, NOW_MS - 2 * HOUR_MS);
    card = article(s, new).card;
    assert_int_equal(card.listed_ms, card.published_ms);
    story.listed_ms = NOW_MS; /* read again later, with another text: it keeps its place */
    story.text = "khác";
    put(s, story);
    struct store_command c = {.kind = STORE_WITHDRAW, .withdraw = {none, true, NOW_MS}};
    run_ok(s, c);
    assert_int_equal(article(s, none).card.listed_ms, NOW_MS - 2 * HOUR_MS);
    c.withdraw.withdrawn = false;
    run_ok(s, c);
    WANT(s, Q(.kind = STORE_LIST_NEWEST), new, none, old);
    struct store_sitemap_entry *entries = NULL;
    size_t n = 0;
    assert_int_equal(
        store_sitemap(s->r, &s->arena, old, CLOCK_NONE, NOW_MS, 10, &entries, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(entries[0].published_ms, CLOCK_NONE);
    assert_int_equal(
        store_sitemap(s->r, &s->arena, 0, NOW_MS - 48 * HOUR_MS, NOW_MS, 10, &entries, &n, NULL),
        RC_OK);
    assert_int_equal(n, 2);
}

/* ---- search ---- */

/* The hits of terms (separated by spaces) without those of none; *first is the first. */
static size_t found_in(struct site *s, bool head, const char *terms, const char *none,
                       int64_t *first)
{
    struct store_terms not = terms_of(&s->arena, none, NULL);
    struct store_search_query q = {.head = head,
                                   .all = terms_of(&s->arena, terms, NULL),
                                   .none = &not,
                                   .none_n = none != NULL,
                                   .from_ms = CLOCK_NONE,
                                   .until_ms = CLOCK_NONE,
                                   .now_ms = NOW_MS,
                                   .limit = 10};
    struct store_hit *hits = NULL;
    size_t n = 0;
    struct err e = {0};
    if (store_search(s->r, &s->arena, q, &hits, &n, &e) != RC_OK)
        fail_msg("search: %s", e.text);
    *first = n ? hits[0].article_id : 0;
    return n;
}

static size_t found(struct site *s, const char *terms, int64_t *first)
{
    return found_in(s, false, terms, NULL, first);
}

static void search_finds_terms(void **state)
{
    struct site *s = site_of(state);
    int64_t a = put(s, (struct story){.words = "đoàn doan kết ket doan_ket 22/2023/tt-bttt",
                                      .words_head = "đoàn doan"});
    int64_t b = put(s, (struct story){.words = "đoán doan", .words_head = "đoán"});
    int64_t first = 0;
    assert_int_equal(found(s, "đoàn", &first), 1);
    assert_int_equal(first, a);
    assert_int_equal(found(s, "doan", &first), 2);
    assert_int_equal(first, b); /* newest first */
    assert_int_equal(found(s, "doan_ket", &first), 1);
    assert_int_equal(found(s, "doan ket", &first), 1);
    assert_int_equal(found(s, "22/2023/tt-bttt", &first), 1);
    assert_int_equal(found(s, "22/2023", &first), 0);
    assert_int_equal(found_in(s, true, "doan", NULL, &first), 1);
    assert_int_equal(found_in(s, true, "ket", NULL, &first), 0);
    assert_int_equal(found_in(s, false, "doan", "ket", &first), 1);
    assert_int_equal(first, b);
    assert_int_equal(found_in(s, false, "doan", "ket đoán", &first), 2);
    assert_int_equal(found_in(s, false, "doan", "ket đoàn", &first), 1);
    assert_int_equal(found_in(s, false, "", "ket", &first), 1);
    assert_int_equal(found(s, "", &first), 2);
}

static void search_keeps_to_sections_and_dates(void **state)
{
    struct site *s = site_of(state);
    int64_t other = put_section(s, "khac", "", 9);
    int64_t old_ms = NOW_MS - 800 * CLOCK_DAY_MS;
    int64_t a = put(s, (struct story){.words = "bão", .section = "khac"});
    int64_t b = put(s, (struct story){.words = "bão", .published_ms = old_ms});
    struct store_search_query q = {.all = terms_of(&s->arena, "bão", NULL),
                                   .section_ids = &other,
                                   .section_ids_n = 1,
                                   .from_ms = CLOCK_NONE,
                                   .until_ms = CLOCK_NONE,
                                   .now_ms = NOW_MS,
                                   .limit = 10};
    struct store_hit *hits = NULL;
    size_t n = 0;
    assert_int_equal(store_search(s->r, &s->arena, q, &hits, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(hits[0].article_id, a);
    assert_int_equal(hits[0].section_id, other);
    q.section_ids_n = 0;
    q.from_ms = NOW_MS - 30 * CLOCK_DAY_MS;
    assert_int_equal(store_search(s->r, &s->arena, q, &hits, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(hits[0].article_id, a);
    q.from_ms = old_ms;
    q.until_ms = old_ms + 1;
    assert_int_equal(store_search(s->r, &s->arena, q, &hits, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(hits[0].article_id, b);
    q.until_ms = old_ms;
    assert_int_equal(store_search(s->r, &s->arena, q, &hits, &n, NULL), RC_OK);
    assert_int_equal(n, 0);
    q.limit = STORE_HITS_MAX + 1;
    assert_int_equal(store_search(s->r, &s->arena, q, &hits, &n, NULL), RC_LIMIT);
}

static void search_forgets_what_is_withdrawn_or_changed(void **state)
{
    struct site *s = site_of(state);
    int64_t first = 0;
    int64_t id = put(s, (struct story){.key = "k", .words = "cũ"});
    put(s, (struct story){.key = "k", .words = "mới"});
    assert_int_equal(found(s, "cũ", &first), 0);
    assert_int_equal(found(s, "mới", &first), 1);
    struct store_command c = {.kind = STORE_WITHDRAW, .withdraw = {id, true, NOW_MS}};
    run_ok(s, c);
    assert_int_equal(found(s, "mới", &first), 0);
    put(s, (struct story){.key = "k", .words = "khác"});
    assert_int_equal(found(s, "khác", &first), 0);
    c.withdraw.withdrawn = false;
    run_ok(s, c);
    assert_int_equal(found(s, "khác", &first), 1);
    put(s, (struct story){.published_ms = NOW_MS + 1, .words = "khác"});
    assert_int_equal(found(s, "khác", &first), 1);
}

static void run_step(struct site *s, enum store_reindex_step step, enum rc want)
{
    struct store_command c = {.kind = STORE_REINDEX, .reindex = {.step = step}};
    run_rc(s, c, want);
}

static void reput(struct site *s, const struct store_source *source, const char *words, bool again)
{
    struct store_command c = {.kind = STORE_REINDEX,
                              .reindex = {.step = STORE_REINDEX_PUT,
                                          .article_id = source->id,
                                          .revision = source->revision,
                                          .again = again,
                                          .search = terms_of(&s->arena, words, words)}};
    run_ok(s, c);
}

/* Oldest first, the old index answers until the end, and what changes meanwhile is asked for. */
static void search_is_built_anew_while_it_serves(void **state)
{
    struct site *s = site_of(state);
    struct store_source_place place = {0};
    struct store_source *sources = NULL;
    size_t n = 0;
    int64_t first = 0;
    bool whole = false;
    int64_t a = put(s, (struct story){.key = "a", .words = "cũ", .published_ms = NOW_MS - 1});
    int64_t b = put(s, (struct story){.words = "cũ", .published_ms = NOW_MS - 2});
    run_step(s, STORE_REINDEX_END, RC_CONFLICT);
    run_step(s, STORE_REINDEX_START, RC_OK);
    assert_int_equal(store_sources(s->r, &s->arena, &place, 10, &sources, &n, NULL), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(sources[0].id, b);
    for (size_t i = 0; i < n; i++)
        reput(s, &sources[i], "mới", false);
    assert_int_equal(store_sources(s->r, &s->arena, &place, 10, &sources, &n, NULL), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(found(s, "cũ", &first), 2);
    assert_int_equal(first, b);
    put(s,
        (struct story){.key = "a", .title = "Khác", .words = "khác", .published_ms = NOW_MS - 1});
    run_step(s, STORE_REINDEX_END, RC_BUSY);
    assert_int_equal(store_sources_changed(s->r, &s->arena, 10, &sources, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(sources[0].id, a);
    reput(s, &sources[0], "khác", true);
    run_step(s, STORE_REINDEX_END, RC_OK);
    assert_int_equal(found(s, "cũ", &first), 0);
    assert_int_equal(found(s, "mới", &first), 1);
    assert_int_equal(first, b);
    assert_int_equal(found(s, "khác", &first), 1);
    assert_int_equal(store_search_whole(s->r, &whole, NULL), RC_OK);
    assert_true(whole);
    put(s, (struct story){.words = "sau"});
    assert_int_equal(found(s, "sau", &first), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(put_twice_changes_nothing),
        T(new_text_makes_a_revision),
        T(other_section_keeps_the_revision),
        T(article_is_read_whole),
        T(a_reader_is_shown_what_has_come),
        T(what_is_not_there_is_not_found),
        T(bad_puts_are_refused),
        T(import_key_finds_the_article),
        T(any_import_key_finds_the_article),
        T(labels_share_no_slug),
        T(sections_come_in_tree_order),
        T(sections_move_with_their_articles),
        T(sections_are_not_endlessly_deep),
        T(lists_of_every_kind),
        T(related_ranks_hand_picked_then_shared),
        T(the_future_is_not_listed),
        T(the_future_is_not_counted),
        T(withdrawn_leaves_every_list_and_comes_back),
        T(section_blocks_in_one_query),
        T(sitemap_goes_by_id),
        T(undated_is_listed_without_a_date),
        T(search_finds_terms),
        T(search_keeps_to_sections_and_dates),
        T(search_forgets_what_is_withdrawn_or_changed),
        T(search_is_built_anew_while_it_serves),
    };
    return RUN_ON_EVERY_ENGINE(tests) ? 1 : 0;
}
