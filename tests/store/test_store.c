/* The contract of store.h, run on the plain engine and behind the fault decorator (which here never
 * fires): every engine must pass it. */
#include "tests/store/store_fixture.h"

static struct site *site_of(void **state)
{
    return *state;
}

static struct site the_site;
static uint64_t fail_at_query; /* of the group that runs; UINT64_MAX: decorated, never fires */

static int open_site(void **state)
{
    site_open(&the_site, fail_at_query);
    put_section(&the_site, "tin", "", 1);
    *state = &the_site;
    return 0;
}

static int close_site(void **state)
{
    struct err e = {0};
    if (store_check(site_of(state)->st, &e) != RC_OK)
        print_error("%s\n", e.text);
    assert_string_equal(e.text, "");
    site_close(site_of(state));
    return 0;
}

/* ---- short ways to read ---- */

struct cards {
    struct store_card *p;
    size_t n;
};

static struct cards list(struct site *s, struct store_list_query q)
{
    struct cards cards = {0};
    struct err e = {0};
    if (q.now_ms == 0)
        q.now_ms = NOW_MS;
    if (q.limit == 0)
        q.limit = 100;
    if (store_list(s->r, &s->arena, q, &cards.p, &cards.n, &e) != RC_OK)
        fail_msg("list: %s", e.text);
    return cards;
}

static int64_t list_count(struct site *s, struct store_list_query q)
{
    int64_t n = -1;
    struct err e = {0};
    if (q.now_ms == 0)
        q.now_ms = NOW_MS;
    if (store_list_count(s->r, q, &n, &e) != RC_OK)
        fail_msg("count: %s", e.text);
    return n;
}

/* The list gives exactly these ids in this order, its count agrees, and so do its pages of one. */
static void want_ids(struct site *s, struct store_list_query q, const int64_t *ids, size_t n,
                     int line)
{
    struct cards cards = list(s, q);
    bool same = cards.n == n;
    for (size_t i = 0; i < n && same; i++)
        same = cards.p[i].id == ids[i];
    if (!same) {
        for (size_t i = 0; i < cards.n; i++)
            print_error("got %lld\n", (long long)cards.p[i].id);
        fail_msg("line %d: the list of kind %d is not as wanted", line, (int)q.kind);
    }
    assert_int_equal(list_count(s, q), n);
    for (size_t i = 0; i <= n; i++) {
        q.limit = 1;
        q.offset = (int64_t)i;
        struct cards page = list(s, q);
        assert_int_equal(page.n, i < n ? 1 : 0);
        if (i < n)
            assert_int_equal(page.p[0].id, ids[i]);
    }
}

#define WANT(s, query, ...)                                                                        \
    want_ids((s), (struct store_list_query)query, (const int64_t[]){__VA_ARGS__},                  \
             sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t), __LINE__)
#define Q(...)                                                                                     \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define WANT_NONE(s, query) want_ids((s), (struct store_list_query)query, NULL, 0, __LINE__)

static struct store_article article(struct site *s, int64_t id)
{
    struct store_article art = {0};
    struct err e = {0};
    if (store_article_by_id(s->r, &s->arena, id, &art, &e) != RC_OK)
        fail_msg("article: %s", e.text);
    return art;
}

static struct store_article_counts counts(struct site *s, int64_t id)
{
    struct store_article_counts c = {0};
    assert_int_equal(store_counts_of(s->r, id, &c, NULL), RC_OK);
    return c;
}

static int64_t label_id(struct site *s, enum store_label_kind kind, const char *slug)
{
    struct store_label label = {0};
    if (store_label_by_slug(s->r, &s->arena, kind, str_view(slug), &label, NULL) != RC_OK)
        fail_msg("no label %s", slug);
    return label.id;
}

static int64_t last_seq(struct site *s)
{
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t seq = 0;
    assert_int_equal(store_changes(s->r, &s->arena, 0, 1, &changes, &n, &seq, NULL), RC_OK);
    return seq;
}

static bool changed(struct site *s, struct store_reader *r, int64_t after, const char *tag)
{
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t seq = 0;
    assert_int_equal(store_changes(r, &s->arena, after, 1000, &changes, &n, &seq, NULL), RC_OK);
    for (size_t i = 0; i < n; i++)
        if (str_eq(changes[i].tag, str_view(tag)))
            return true;
    return false;
}

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
    assert_int_equal(art.tags[0].articles, 1);
    struct store_label old = {0};
    assert_int_equal(store_label_by_slug(s->r, &s->arena, STORE_LABEL_TAG, STR("cu"), &old, NULL),
                     RC_OK);
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
    media.put_media = (struct store_media){STR("ab/c.webp"), STR("image/webp"), 640, 480, 9};
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
    assert_int_equal(art.people[0].person.articles, 1);
    assert_int_equal(art.tags_n, 1);
    assert_str_is(art.topics[0].slug, "tham");
    assert_int_equal(art.state, STORE_ARTICLE_PUBLISHED);
    WANT(s, Q(.kind = STORE_LIST_PERSON, .key = art.people[0].person.id), id);
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
    assert_int_equal(store_label_by_slug(s->r, a, STORE_LABEL_TAG, STR("x"), &label, NULL),
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
    assert_int_equal(store_labels(s->r, &s->arena, STORE_LABEL_TAG, 1, &labels, &n, NULL), RC_OK);
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
    assert_int_equal(article(s, id).tags[0].articles, 0);
    story.text = "sửa"; /* a revision of what is withdrawn stays withdrawn */
    put(s, story);
    WANT_NONE(s, Q(.kind = STORE_LIST_NEWEST));
    assert_int_equal(article(s, id).revision, 2);
    c.withdraw.withdrawn = false;
    assert_true(run_ok(s, c).changed);
    WANT(s, Q(.kind = STORE_LIST_TAG, .key = tag), id);
    assert_int_equal(article(s, id).tags[0].articles, 1);
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
}

/* ---- search ---- */

static int64_t found(struct site *s, const char *exact, const char *folded, int64_t *first)
{
    struct str exact_term = str_view(exact);
    struct str folded_term = str_view(folded);
    struct store_search_query q = {
        .exact = {&exact_term, exact ? 1 : 0},
        .folded = {&folded_term, folded ? 1 : 0},
        .now_ms = NOW_MS,
        .limit = 10,
    };
    struct cards cards = {0};
    int64_t total = -1;
    struct err e = {0};
    if (store_search(s->r, &s->arena, q, &cards.p, &cards.n, &total, &e) != RC_OK)
        fail_msg("search: %s", e.text);
    assert_int_equal(cards.n, total);
    *first = cards.n ? cards.p[0].id : 0;
    return total;
}

static void search_matches_exact_and_folded(void **state)
{
    struct site *s = site_of(state);
    int64_t a = put(s, (struct story){.words = "đoàn 22/2023/tt-bttt r&d",
                                      .words_folded = "doan 22/2023/tt-bttt r&d"});
    int64_t b = put(s, (struct story){.words = "đoán", .words_folded = "doan"});
    int64_t first = 0;
    assert_int_equal(found(s, "đoàn", NULL, &first), 1);
    assert_int_equal(first, a);
    assert_int_equal(found(s, "đoán", NULL, &first), 1);
    assert_int_equal(first, b);
    assert_int_equal(found(s, NULL, "doan", &first), 2);
    assert_int_equal(found(s, "doan", NULL, &first), 0);
    assert_int_equal(found(s, "22/2023/tt-bttt", NULL, &first), 1);
    assert_int_equal(found(s, "22/2023", NULL, &first), 0);
    assert_int_equal(found(s, "r&d", "doan", &first), 1);
    assert_int_equal(found(s, NULL, NULL, &first), 0);
}

/* What looks like an operator is a word, or nothing. */
static void search_cannot_be_injected(void **state)
{
    struct site *s = site_of(state);
    static const char *const TERMS[] = {
        "\"",   "*", "a\" OR \"b", "title_exact : x", "NOT", "NEAR(a)", "^một", "{", "\"\"", "(",
        "\xff", "-", "một*"};
    int64_t first = 0;
    put(s, (struct story){.words = "một b not near"});
    for (size_t i = 0; i < COUNT_OF(TERMS); i++)
        assert_in_range(found(s, TERMS[i], NULL, &first), 0, 1);
    assert_int_equal(found(s, "a\" OR \"b", NULL, &first), 0);
}

static void search_forgets_what_is_withdrawn_or_changed(void **state)
{
    struct site *s = site_of(state);
    int64_t first = 0;
    int64_t id = put(s, (struct story){.key = "k", .words = "cũ"});
    put(s, (struct story){.key = "k", .words = "mới"});
    assert_int_equal(found(s, "cũ", NULL, &first), 0);
    assert_int_equal(found(s, "mới", NULL, &first), 1);
    struct store_command c = {.kind = STORE_WITHDRAW, .withdraw = {id, true, NOW_MS}};
    run_ok(s, c);
    assert_int_equal(found(s, "mới", NULL, &first), 0);
    put(s, (struct story){.key = "k", .words = "khác"});
    assert_int_equal(found(s, "khác", NULL, &first), 0);
    c.withdraw.withdrawn = false;
    run_ok(s, c);
    assert_int_equal(found(s, "khác", NULL, &first), 1);
    put(s, (struct story){.published_ms = NOW_MS + 1, .words = "khác"});
    assert_int_equal(found(s, "khác", NULL, &first), 1);
}

/* ---- comments ---- */

static struct store_command comment(int64_t article_id, int64_t parent_id, const char *text,
                                    enum store_comment_state comment_state)
{
    struct store_command c = {.kind = STORE_ADD_COMMENT};
    c.add_comment = (struct store_add_comment){
        article_id, parent_id, STR("Bạn đọc"), str_view(text), NOW_MS, sender_of(1), comment_state};
    return c;
}

static struct store_command moderation(int64_t id, enum store_comment_state comment_state, bool ban)
{
    struct store_command c = {.kind = STORE_MODERATE};
    c.moderate = (struct store_moderate){id, comment_state, ban, NOW_MS};
    return c;
}

static size_t comments_shown(struct site *s, int64_t article_id, struct store_comment **out)
{
    size_t n = 0;
    assert_int_equal(store_comments(s->r, &s->arena, article_id, 100, out, &n, NULL), RC_OK);
    assert_int_equal(counts(s, article_id).comments, n);
    return n;
}

static size_t queue_n(struct site *s, enum store_comment_state comment_state)
{
    struct store_comment *comments = NULL;
    size_t n = 0;
    assert_int_equal(store_comment_queue(s->r, &s->arena, comment_state, 100, &comments, &n, NULL),
                     RC_OK);
    for (size_t i = 0; i < n; i++) {
        assert_str_is(comments[i].article_title, "Title");
        assert_int_equal(comments[i].sender.n, 2 * HASH_CONTENT_BYTES);
    }
    return n;
}

static void comments_wait_and_are_approved(void **state)
{
    struct site *s = site_of(state);
    struct store_comment *shown = NULL;
    int64_t id = put(s, (struct story){0});
    int64_t seq = last_seq(s);
    struct store_result one = run_ok(s, comment(id, 0, "một", STORE_COMMENT_PENDING));
    assert_true(one.created);
    assert_int_equal(one.parent_article_id, id);
    assert_int_equal(one.counts.comments, 0);
    assert_int_equal(comments_shown(s, id, &shown), 0);
    assert_int_equal(queue_n(s, STORE_COMMENT_PENDING), 1);
    int64_t two = run_ok(s, comment(id, 0, "hai", STORE_COMMENT_APPROVED)).id;
    struct store_result ok = run_ok(s, moderation(one.id, STORE_COMMENT_APPROVED, false));
    assert_int_equal(ok.counts.comments, 2);
    assert_true(changed(s, s->r, seq, "comments:1"));
    int64_t reply = run_ok(s, comment(id, one.id, "đáp", STORE_COMMENT_APPROVED)).id;
    assert_int_equal(comments_shown(s, id, &shown), 3);
    assert_int_equal(shown[0].id, one.id);
    assert_int_equal(shown[1].id, reply); /* after its parent, though written last */
    assert_int_equal(shown[1].parent_id, one.id);
    assert_int_equal(shown[2].id, two);
    run_ok(s, moderation(one.id, STORE_COMMENT_REJECTED, false)); /* its reply goes with it */
    assert_int_equal(comments_shown(s, id, &shown), 1);
    assert_false(run_ok(s, moderation(one.id, STORE_COMMENT_REJECTED, false)).changed);
    run_rc(s, moderation(reply, STORE_COMMENT_APPROVED, false), RC_CONFLICT);
    assert_int_equal(list(s, (struct store_list_query){.kind = STORE_LIST_NEWEST}).p[0].comments,
                     1);
}

static void comments_have_limits(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put(s, (struct story){0});
    int64_t other = put(s, (struct story){0});
    int64_t top = run_ok(s, comment(id, 0, "một", STORE_COMMENT_APPROVED)).id;
    int64_t reply = run_ok(s, comment(id, top, "hai", STORE_COMMENT_APPROVED)).id;
    int64_t waiting = run_ok(s, comment(id, 0, "ba", STORE_COMMENT_PENDING)).id;
    run_rc(s, comment(id, reply, "x", STORE_COMMENT_APPROVED), RC_INVALID);
    run_rc(s, comment(other, top, "x", STORE_COMMENT_APPROVED), RC_NOTFOUND);
    run_rc(s, comment(id, waiting, "x", STORE_COMMENT_APPROVED), RC_NOTFOUND);
    run_rc(s, comment(id, 99, "x", STORE_COMMENT_APPROVED), RC_NOTFOUND);
    run_rc(s, comment(77, 0, "x", STORE_COMMENT_APPROVED), RC_NOTFOUND);
    run_rc(s, comment(id, 0, "  ", STORE_COMMENT_APPROVED), RC_INVALID);
    run_rc(s, comment(id, 0, "\xff", STORE_COMMENT_APPROVED), RC_INVALID);
    run_rc(s, moderation(99, STORE_COMMENT_APPROVED, false), RC_NOTFOUND);
    char *longest = arena_alloc(&s->arena, STORE_COMMENT_MAX_CP + 2);
    memset(longest, 'x', STORE_COMMENT_MAX_CP);
    run_ok(s, comment(id, 0, longest, STORE_COMMENT_APPROVED));
    longest[STORE_COMMENT_MAX_CP] = 'x';
    run_rc(s, comment(id, 0, longest, STORE_COMMENT_APPROVED), RC_LIMIT);
    int64_t closed = put(s, (struct story){.closed = true});
    int64_t taken = put(s, (struct story){.source = "Báo khác"});
    int64_t future = put(s, (struct story){.published_ms = NOW_MS + 1});
    run_rc(s, comment(closed, 0, "x", STORE_COMMENT_PENDING), RC_DENIED);
    run_rc(s, comment(taken, 0, "x", STORE_COMMENT_PENDING), RC_DENIED);
    run_rc(s, comment(future, 0, "x", STORE_COMMENT_PENDING), RC_NOTFOUND);
}

static void a_ban_refuses_and_rejects_what_waits(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put(s, (struct story){0});
    int64_t bad = run_ok(s, comment(id, 0, "một", STORE_COMMENT_PENDING)).id;
    run_ok(s, comment(id, 0, "hai", STORE_COMMENT_PENDING));
    struct store_command other = comment(id, 0, "ba", STORE_COMMENT_PENDING);
    other.add_comment.sender = sender_of(2);
    run_ok(s, other);
    run_ok(s, moderation(bad, STORE_COMMENT_REJECTED, true));
    assert_int_equal(queue_n(s, STORE_COMMENT_PENDING), 1);
    assert_int_equal(queue_n(s, STORE_COMMENT_REJECTED), 2);
    run_rc(s, comment(id, 0, "bốn", STORE_COMMENT_PENDING), RC_DENIED);
    run_ok(s, other);
}

/* ---- reactions ---- */

static struct store_article_counts react(struct site *s, int64_t id, int reader, bool none,
                                         enum store_reaction reaction)
{
    struct store_command c = {.kind = STORE_REACT};
    c.react = (struct store_react){id, sender_of(reader), none, reaction, NOW_MS};
    struct store_result result = run_ok(s, c);
    struct store_article_counts now = counts(s, id);
    assert_memory_equal(&now, &result.counts, sizeof now);
    assert_int_equal(result.parent_article_id, id);
    return now;
}

static void one_reaction_a_reader(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put(s, (struct story){0});
    assert_int_equal(react(s, id, 1, false, REACTION_LIKE).reactions[REACTION_LIKE], 1);
    assert_int_equal(react(s, id, 1, false, REACTION_LIKE).reactions[REACTION_LIKE], 1);
    assert_int_equal(react(s, id, 2, false, REACTION_LIKE).reactions[REACTION_LIKE], 2);
    struct store_article_counts c = react(s, id, 1, false, REACTION_IMPROVE);
    assert_int_equal(c.reactions[REACTION_LIKE], 1);
    assert_int_equal(c.reactions[REACTION_IMPROVE], 1);
    c = react(s, id, 1, true, REACTION_LIKE);
    assert_int_equal(c.reactions[REACTION_LIKE], 1);
    assert_int_equal(c.reactions[REACTION_IMPROVE], 0);
    c = react(s, id, 1, true, REACTION_LIKE);
    assert_int_equal(c.reactions[REACTION_IMPROVE], 0);
    struct store_command lost = {.kind = STORE_REACT};
    lost.react = (struct store_react){99, sender_of(1), false, REACTION_FUN, NOW_MS};
    run_rc(s, lost, RC_NOTFOUND);
    lost.react.article_id = id;
    lost.react.reaction = (enum store_reaction)STORE_REACTION_COUNT;
    run_rc(s, lost, RC_INVALID);
}

/* ---- counters ---- */

static void views(struct site *s, int64_t id, int64_t day, int64_t n)
{
    struct store_view_delta delta = {id, day, n};
    struct store_command c = {.kind = STORE_FLUSH};
    c.flush = (struct store_flush){
        .views = &delta, .views_n = 1, .forget_visitors_before_ms = CLOCK_NONE};
    run_ok(s, c);
}

static void flush_adds(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put(s, (struct story){0});
    int64_t today = clock_day(NOW_MS);
    int64_t seq = last_seq(s);
    struct store_view_delta deltas[] = {{id, today, 3}, {id, today, 4}, {0, today, 5}, {77, 1, 1}};
    struct store_day days[] = {{today, 1, 10, 2}, {today - 1, 1, 1, 1}, {today, 2, 10, 3}};
    struct store_visitor seen[] = {{UINT64_MAX, NOW_MS}, {5, NOW_MS - HOUR_MS}};
    struct store_command c = {.kind = STORE_FLUSH};
    c.flush = (struct store_flush){.views = deltas,
                                   .views_n = 4,
                                   .days = days,
                                   .days_n = 3,
                                   .visitors = seen,
                                   .visitors_n = 2,
                                   .forget_visitors_before_ms = CLOCK_NONE};
    run_ok(s, c);
    run_ok(s, c);
    assert_int_equal(counts(s, id).views, 14);
    assert_int_equal(last_seq(s), seq); /* counters recompile no page */
    struct store_day *read = NULL;
    struct store_day total = {0};
    size_t n = 0;
    assert_int_equal(store_days(s->r, &s->arena, today, today, &read, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(read[0].visits, 6);
    assert_int_equal(read[0].robot_views, 10);
    assert_int_equal(store_days_total(s->r, &total, NULL), RC_OK);
    assert_int_equal(total.visits, 8);
    assert_int_equal(total.views, 42);
    deltas[0].views = -1;
    run_rc(s, c, RC_INVALID);
    assert_int_equal(counts(s, id).views, 14);
    struct store_visitor *visitors = NULL;
    assert_int_equal(store_visitors(s->r, &s->arena, 0, &visitors, &n, NULL), RC_OK);
    assert_int_equal(n, 2);
    assert_true(visitors[1].tag == UINT64_MAX);
    c.flush = (struct store_flush){.forget_visitors_before_ms = NOW_MS};
    run_ok(s, c);
    assert_int_equal(store_visitors(s->r, &s->arena, 0, &visitors, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    struct store_article_counts *all = NULL;
    assert_int_equal(store_counts(s->r, &s->arena, 0, 1000000, &all, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(all[0].views, 14);
}

static void most_read_counts_the_period(void **state)
{
    struct site *s = site_of(state);
    int64_t today = clock_day(NOW_MS);
    int64_t other = put_section(s, "khac", "", 2);
    int64_t a = put(s, (struct story){.published_ms = NOW_MS - 900});
    int64_t b = put(s, (struct story){.published_ms = NOW_MS - 800, .section = "khac"});
    int64_t c = put(s, (struct story){.published_ms = NOW_MS - 700});
    views(s, a, today - 30, 100);
    views(s, a, today, 1);
    views(s, b, today - 1, 2);
    views(s, b, today, 2);
    views(s, c, today, 1);
    views(s, c, today + 1, 50); /* a clock that ran ahead */
    WANT(s, Q(.kind = STORE_LIST_MOST_READ, .from_day = today - 6), b, c, a);
    WANT(s, Q(.kind = STORE_LIST_MOST_READ, .from_day = today - 60), a, b, c);
    WANT(s, Q(.kind = STORE_LIST_MOST_READ, .from_day = today, .key = other), b);
    struct cards cards =
        list(s, (struct store_list_query){.kind = STORE_LIST_MOST_READ, .from_day = today - 6});
    assert_int_equal(cards.p[0].views, 4);
    struct store_label *sections = NULL;
    size_t n = 0;
    assert_int_equal(store_section_views(s->r, &s->arena, today - 6, 10, &sections, &n, NULL),
                     RC_OK);
    assert_int_equal(n, 2);
    assert_str_is(sections[0].slug, "tin");
    assert_int_equal(sections[0].articles, 52);
}

static void months_are_summed(void **state)
{
    struct site *s = site_of(state);
    int64_t day = clock_day(NOW_MS); /* 2024-03-01 */
    struct store_day days[] = {{day - 1, 1, 2, 3}, {day - 2, 1, 2, 3}, {day, 5, 6, 7}};
    struct store_command c = {.kind = STORE_FLUSH};
    c.flush =
        (struct store_flush){.days = days, .days_n = 3, .forget_visitors_before_ms = CLOCK_NONE};
    run_ok(s, c);
    struct store_day *months = NULL;
    size_t n = 0;
    assert_int_equal(store_months(s->r, &s->arena, &months, &n, NULL), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(months[0].day, 202402);
    assert_int_equal(months[0].visits, 2);
    assert_int_equal(months[1].day, 202403);
    assert_int_equal(months[1].robot_views, 7);
}

/* ---- the site ---- */

static void creatives_come_change_and_go(void **state)
{
    struct site *s = site_of(state);
    int64_t today = clock_day(NOW_MS);
    int64_t seq = last_seq(s);
    struct store_command c = {.kind = STORE_PUT_CREATIVE};
    c.put_creative = (struct store_creative){.slot = STR("top"),
                                             .picture = STR("a.webp"),
                                             .alt = STR("Tết"),
                                             .from_ms = CLOCK_NONE,
                                             .until_ms = NOW_MS,
                                             .weight = 2};
    int64_t id = run_ok(s, c).id;
    struct store_creative_delta deltas[] = {{id, today, 10, 1}, {99, today, 1, 1}};
    struct store_command f = {.kind = STORE_FLUSH};
    f.flush = (struct store_flush){
        .creatives = deltas, .creatives_n = 2, .forget_visitors_before_ms = CLOCK_NONE};
    run_ok(s, f);
    c.put_creative.id = id;
    c.put_creative.weight = 3;
    assert_false(run_ok(s, c).created);
    struct store_creative *creatives = NULL;
    size_t n = 0;
    assert_int_equal(store_creatives(s->r, &s->arena, &creatives, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(creatives[0].weight, 3);
    assert_int_equal(creatives[0].impressions, 10); /* a change keeps them */
    assert_int_equal(creatives[0].from_ms, CLOCK_NONE);
    assert_int_equal(creatives[0].until_ms, NOW_MS);
    assert_true(changed(s, s->r, seq, "creatives"));
    c.put_creative.weight = 0;
    run_rc(s, c, RC_INVALID);
    struct store_command gone = {.kind = STORE_REMOVE_CREATIVE, .remove_creative = id};
    run_ok(s, gone);
    run_rc(s, gone, RC_NOTFOUND);
    assert_int_equal(store_creatives(s->r, &s->arena, &creatives, &n, NULL), RC_OK);
    assert_int_equal(n, 0);
}

static void settings_and_media(void **state)
{
    struct site *s = site_of(state);
    struct store_command c = {.kind = STORE_SET, .set = {STR("name"), STR("một")}};
    assert_true(run_ok(s, c).created);
    assert_false(run_ok(s, c).changed);
    c.set.value = STR("hai");
    assert_true(run_ok(s, c).changed);
    struct str value = {0};
    assert_int_equal(store_setting(s->r, &s->arena, STR("name"), &value, NULL), RC_OK);
    assert_str_is(value, "hai");
    struct store_command m = {.kind = STORE_PUT_MEDIA};
    m.put_media = (struct store_media){STR("a/b.webp"), STR("image/webp"), 4, 3, 99};
    assert_true(run_ok(s, m).created);
    assert_false(run_ok(s, m).changed);
    struct store_media media = {0};
    assert_int_equal(store_media_by_path(s->r, &s->arena, STR("a/b.webp"), &media, NULL), RC_OK);
    assert_int_equal(media.size_bytes, 99);
}

static void another_store_on_the_file_sees_changes(void **state)
{
    struct site *s = site_of(state);
    struct store *other = NULL;
    struct store_reader *reader = NULL;
    assert_int_equal(store_open(s->path, (struct store_options){0}, &other, NULL), RC_OK);
    assert_int_equal(store_reader_open(other, &reader, NULL), RC_OK);
    int64_t seq = last_seq(s);
    assert_false(changed(s, reader, seq, "site"));
    put_section(s, "con", "tin", 1);
    int64_t id = put(s, (struct story){.section = "con", .tags = {"t"}, .authors = {"An"}});
    struct arena *a = &s->arena;
    assert_true(changed(s, reader, seq, "site"));
    assert_true(changed(s, reader, seq, str_cstr(a, str_format(a, "article:%lld", (long long)id))));
    assert_true(changed(s, reader, seq, "section:1"));
    assert_true(changed(s, reader, seq, "section:2"));
    assert_true(changed(s, reader, seq, "tag:1"));
    assert_true(changed(s, reader, seq, "person:2"));
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t newest = 0;
    uint64_t before = store_reader_queries(reader);
    assert_int_equal(store_changes(reader, a, last_seq(s), 10, &changes, &n, &newest, NULL), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(newest, last_seq(s));
    assert_int_equal(store_reader_queries(reader) - before, 1);
    store_reader_close(reader);
    store_close(other);
}

/* Old changes are forgotten; who asks for them is told that anything may differ. */
static void forgotten_changes_are_told_as_all(void **state)
{
    struct site *s = site_of(state);
    struct engine *db = NULL;
    struct engine_stmt *stmt = NULL;
    struct err e = {0};
    bool row = false;
    int64_t early = last_seq(s);
    assert_int_equal(engine_sqlite_open(s->path, (struct engine_open){0}, &db, &e), RC_OK);
    const char *jump = "INSERT INTO change (seq, tag) VALUES (1048575, 'x')"; /* 1024 * 1024 - 1 */
    assert_int_equal(db->ops->prepare(db, jump, &stmt, &e), RC_OK);
    assert_int_equal(db->ops->step(db, stmt, &row, &e), RC_OK);
    db->ops->finalize(db, stmt);
    db->ops->close(db);
    struct store_command c = {.kind = STORE_PUT_CREATIVE};
    c.put_creative = (struct store_creative){.slot = STR("top"), .weight = 1};
    run_ok(s, c);
    assert_true(changed(s, s->r, early, "all"));
    assert_true(changed(s, s->r, early, "creatives"));
    assert_false(changed(s, s->r, 1048574, "all"));
}

static void everything_is_there_after_reopening(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put(s, (struct story){.title = "Ở lại"});
    react(s, id, 1, false, REACTION_FUN);
    site_reopen(s, fail_at_query);
    assert_str_is(article(s, id).card.title, "Ở lại");
    assert_int_equal(counts(s, id).reactions[REACTION_FUN], 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, open_site, close_site)

static int run_suite(const char *name, uint64_t fail_at)
{
    const struct CMUnitTest tests[] = {
        T(put_twice_changes_nothing),
        T(new_text_makes_a_revision),
        T(other_section_keeps_the_revision),
        T(article_is_read_whole),
        T(what_is_not_there_is_not_found),
        T(bad_puts_are_refused),
        T(import_key_finds_the_article),
        T(labels_share_no_slug),
        T(sections_come_in_tree_order),
        T(sections_move_with_their_articles),
        T(sections_are_not_endlessly_deep),
        T(lists_of_every_kind),
        T(related_ranks_hand_picked_then_shared),
        T(the_future_is_not_listed),
        T(withdrawn_leaves_every_list_and_comes_back),
        T(section_blocks_in_one_query),
        T(sitemap_goes_by_id),
        T(search_matches_exact_and_folded),
        T(search_cannot_be_injected),
        T(search_forgets_what_is_withdrawn_or_changed),
        T(comments_wait_and_are_approved),
        T(comments_have_limits),
        T(a_ban_refuses_and_rejects_what_waits),
        T(one_reaction_a_reader),
        T(flush_adds),
        T(most_read_counts_the_period),
        T(months_are_summed),
        T(creatives_come_change_and_go),
        T(settings_and_media),
        T(another_store_on_the_file_sees_changes),
        T(forgotten_changes_are_told_as_all),
        T(everything_is_there_after_reopening),
    };
    fail_at_query = fail_at;
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

int main(void)
{
    int failed = run_suite("store on sqlite", 0);
    failed += run_suite("store on sqlite behind the fault decorator", UINT64_MAX);
    return failed ? 1 : 0;
}
