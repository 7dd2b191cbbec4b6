/* The contract of store_feed.h, and of the rule that holds aggregated articles back. */
#include "tests/store/store_contract.h"

static struct store_feed a_feed(const char *url)
{
    return (struct store_feed){.name = STR("Báo Sông Ngân"),
                               .logo = STR("https://bao.vn/logo.png"),
                               .feed_url = str_view(url),
                               .site_url = STR("https://bao.vn/"),
                               .section_slug = STR("tin"),
                               .sections = STR("kinh tế\tkinh-te"),
                               .is_press = true,
                               .agreement_number = STR("12/2026/TT"),
                               .agreement_ms = NOW_MS - HOUR_MS,
                               .agreement_until_ms = NOW_MS + HOUR_MS,
                               .scope = FEED_SCOPE_TEASER,
                               .hold_ms = 2 * HOUR_MS};
}

static int64_t put_feed(struct site *s, struct store_feed feed)
{
    return run_ok(s, (struct store_command){.kind = STORE_PUT_FEED, .put_feed = feed}).id;
}

static struct store_feed *feeds(struct site *s, size_t want_n)
{
    struct store_feed *all = NULL;
    size_t n = 0;
    assert_int_equal(store_feeds(s->r, &s->arena, &all, &n, NULL), RC_OK);
    assert_int_equal(n, want_n);
    return all;
}

static void sources_are_kept(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put_feed(s, a_feed("https://bao.vn/rss"));
    struct store_feed *f = feeds(s, 1);
    assert_int_equal(f->id, id);
    assert_str_is(f->name, "Báo Sông Ngân");
    assert_str_is(f->logo, "https://bao.vn/logo.png");
    assert_str_is(f->sections, "kinh tế\tkinh-te");
    assert_str_is(f->agreement_number, "12/2026/TT");
    assert_int_equal(f->agreement_until_ms, NOW_MS + HOUR_MS);
    assert_int_equal(f->scope, FEED_SCOPE_TEASER);
    assert_int_equal(f->hold_ms, 2 * HOUR_MS);
    assert_true(f->is_press && !f->paused);
    assert_int_equal(f->state.next_ms, CLOCK_NONE);
    struct store_feed changed = a_feed("https://bao.vn/rss2");
    changed.id = id;
    changed.paused = true;
    assert_int_equal(put_feed(s, changed), id);
    assert_true(feeds(s, 1)->paused);
    run_rc(
        s,
        (struct store_command){.kind = STORE_PUT_FEED, .put_feed = a_feed("https://bao.vn/rss2")},
        RC_CONFLICT);
    changed.id = id + 1;
    changed.feed_url = STR("https://khac.vn/");
    run_rc(s, (struct store_command){.kind = STORE_PUT_FEED, .put_feed = changed}, RC_NOTFOUND);
    changed.name = STR("");
    run_rc(s, (struct store_command){.kind = STORE_PUT_FEED, .put_feed = changed}, RC_INVALID);
}

static void what_the_fetcher_says_is_its_own(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put_feed(s, a_feed("https://bao.vn/rss"));
    struct store_command c = {.kind = STORE_SET_FEED_STATE};
    c.set_feed_state = (struct store_feed_state){.feed_id = id,
                                                 .etag = STR("\"x\""),
                                                 .modified = STR("hôm qua"),
                                                 .fetched_ms = NOW_MS,
                                                 .next_ms = NOW_MS + HOUR_MS,
                                                 .errors = 3,
                                                 .error = STR("không trả lời")};
    run_ok(s, c);
    struct store_feed again = a_feed("https://bao.vn/rss");
    again.id = id;
    put_feed(s, again); /* the operator's change leaves it */
    struct store_feed_state got = feeds(s, 1)->state;
    assert_str_is(got.etag, "\"x\"");
    assert_str_is(got.error, "không trả lời");
    assert_int_equal(got.errors, 3);
    assert_int_equal(got.next_ms, NOW_MS + HOUR_MS);
    run_ok(s, (struct store_command){.kind = STORE_SET_FEED_DUE, .set_feed_due = id});
    assert_int_equal(feeds(s, 1)->state.next_ms, CLOCK_NONE);
    c.set_feed_state.feed_id = id + 1;
    run_rc(s, c, RC_NOTFOUND);
}

static void a_logo_that_was_taken_takes_the_place_of_its_address(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put_feed(s, a_feed("https://bao.vn/rss"));
    struct store_command c = {.kind = STORE_SET_FEED_LOGO,
                              .set_feed_logo = {.feed_id = id, .logo = STR("ab/cd-64.png")}};
    run_ok(s, c);
    assert_str_is(feeds(s, 1)->logo, "ab/cd-64.png");
    assert_str_is(feeds(s, 1)->name, "Báo Sông Ngân");
    c.set_feed_logo.feed_id = id + 1;
    run_rc(s, c, RC_NOTFOUND);
}

static void an_owners_name_stays_and_another_follows_the_feed(void **state)
{
    struct site *s = site_of(state);
    struct store_feed feed = a_feed("https://bao.vn/rss");
    feed.name = STR("bao.vn");
    int64_t id = put_feed(s, feed);
    struct store_command c = {.kind = STORE_SET_FEED_NAME,
                              .set_feed_name = {.feed_id = id, .name = STR("Tin mới")}};
    run_ok(s, c);
    assert_str_is(feeds(s, 1)->name, "Tin mới");
    assert_false(feeds(s, 1)->is_named);
    feed.id = id;
    feed.name = STR("Báo Sông Ngân");
    feed.is_named = true;
    put_feed(s, feed);
    run_ok(s, c);
    assert_str_is(feeds(s, 1)->name, "Báo Sông Ngân");
    assert_true(feeds(s, 1)->is_named);
    c.set_feed_name.name = STR("");
    run_rc(s, c, RC_INVALID);
    c.set_feed_name = (struct store_feed_name){id + 1, STR("x")};
    run_rc(s, c, RC_NOTFOUND);
}

static void a_subscription_is_found_by_its_token(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put_feed(s, a_feed("https://bao.vn/rss"));
    struct store_feed_hub hub = {0};
    assert_int_equal(store_feed_hub_by_token(s->r, &s->arena, STR(""), &hub, NULL), RC_NOTFOUND);
    struct store_command c = {.kind = STORE_SET_FEED_HUB};
    c.set_feed_hub = (struct store_feed_hub){.feed_id = id,
                                             .topic = STR("https://bao.vn/rss"),
                                             .hub = STR("https://hub.vn/"),
                                             .token = STR("abc"),
                                             .secret = STR("bí mật"),
                                             .state = FEED_HUB_ASKED,
                                             .until_ms = NOW_MS};
    run_ok(s, c);
    assert_int_equal(store_feed_hub_by_token(s->r, &s->arena, STR("abc"), &hub, NULL), RC_OK);
    assert_int_equal(hub.feed_id, id);
    assert_str_is(hub.hub, "https://hub.vn/");
    assert_str_is(hub.secret, "bí mật");
    assert_int_equal(hub.state, FEED_HUB_ASKED);
    assert_int_equal(store_feed_hub_by_token(s->r, &s->arena, STR("abd"), &hub, NULL), RC_NOTFOUND);
}

static struct store_command an_item(int64_t feed_id, const char *guid, int64_t article_id,
                                    enum store_feed_item_state item_state)
{
    struct store_command c = {.kind = STORE_PUT_FEED_ITEM};
    c.put_feed_item = (struct store_feed_item){.feed_id = feed_id,
                                               .guid = str_view(guid),
                                               .url = STR("https://bao.vn/1"),
                                               .title = STR("Tin"),
                                               .article_id = article_id,
                                               .state = item_state,
                                               .reason = STR("vì thế"),
                                               .seen_ms = NOW_MS,
                                               .checked_ms = NOW_MS,
                                               .item_hash = hash_content(STR("1")),
                                               .body = STR("{}")};
    return c;
}

static void items_are_known_again(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put_feed(s, a_feed("https://bao.vn/rss"));
    int64_t article_id = put(s, (struct story){.key = "a"});
    struct store_feed_item item = {0};
    struct store_feed_item *items = NULL;
    size_t n = 0;
    run_ok(s, an_item(id, "g1", article_id, FEED_ITEM_PUBLISHED));
    run_ok(s, an_item(id, "g2", 0, FEED_ITEM_HELD));
    struct store_command again = an_item(id, "g1", article_id, FEED_ITEM_WITHDRAWN);
    again.put_feed_item.seen_ms = NOW_MS + HOUR_MS;
    run_ok(s, again);
    assert_int_equal(store_feed_item(s->r, &s->arena, id, STR("g1"), &item, NULL), RC_OK);
    assert_int_equal(item.state, FEED_ITEM_WITHDRAWN);
    assert_int_equal(item.seen_ms, NOW_MS); /* first */
    assert_int_equal(item.article_id, article_id);
    assert_memory_equal(item.item_hash.bytes, hash_content(STR("1")).bytes, HASH_CONTENT_BYTES);
    assert_int_equal(store_feed_item(s->r, &s->arena, id, STR("g3"), &item, NULL), RC_NOTFOUND);
    assert_int_equal(store_feed_items_of(s->r, &s->arena, article_id, &items, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    struct store_feed_items_query held = {id, FEED_ITEM_HELD, 0, 10};
    assert_int_equal(store_feed_items(s->r, &s->arena, held, &items, &n, NULL), RC_OK);
    assert_true(n == 1 && str_eq(items[0].guid, STR("g2")) && str_eq(items[0].body, STR("{}")));
    struct store_feed_check_query check = {FEED_ITEM_WITHDRAWN, NOW_MS, 10};
    assert_int_equal(store_feed_items_to_check(s->r, &s->arena, check, &items, &n, NULL), RC_OK);
    assert_int_equal(n, 0);
    check.before_ms++;
    assert_int_equal(store_feed_items_to_check(s->r, &s->arena, check, &items, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    struct store_feed_count *counts = NULL;
    assert_int_equal(store_feed_counts(s->r, &s->arena, &counts, &n, NULL), RC_OK);
    assert_int_equal(n, 2);
    run_ok(s, (struct store_command){.kind = STORE_REMOVE_FEED, .remove_feed = id});
    feeds(s, 0);
    assert_int_equal(store_feed_item(s->r, &s->arena, id, STR("g1"), &item, NULL), RC_NOTFOUND);
    struct store_article art = {0};
    assert_int_equal(store_article_by_id(s->r, &s->arena, article_id, &art, NULL), RC_OK);
}

static void the_log_tells_the_newest_first(void **state)
{
    struct site *s = site_of(state);
    for (int i = 1; i <= 3; i++) {
        struct store_command c = {.kind = STORE_ADD_FEED_EVENT};
        c.add_feed_event = (struct store_feed_event){.feed_id = i,
                                                     .at_ms = NOW_MS,
                                                     .kind = STR("withdrawn"),
                                                     .source_name = STR("Báo"),
                                                     .words = STR("404")};
        run_ok(s, c);
    }
    struct store_feed_event *events = NULL;
    size_t n = 0;
    assert_int_equal(store_feed_events(s->r, &s->arena,
                                       (struct store_feed_events_query){INT64_MAX, 2}, &events, &n,
                                       NULL),
                     RC_OK);
    assert_true(n == 2 && events[0].feed_id == 3 && events[1].feed_id == 2);
    assert_int_equal(store_feed_events(s->r, &s->arena,
                                       (struct store_feed_events_query){events[1].id, 2}, &events,
                                       &n, NULL),
                     RC_OK);
    assert_true(n == 1 && str_eq(events[0].words, STR("404")));
}

static int64_t listed_of(struct site *s, int64_t id)
{
    struct store_article art = {0};
    assert_int_equal(store_article_by_id(s->r, &s->arena, id, &art, NULL), RC_OK);
    return art.card.listed_ms;
}

static int64_t put_held(struct site *s, struct story story, int64_t hold_ms)
{
    struct store_command c = story_command(&s->arena, &story);
    c.put_article.hold_ms = hold_ms;
    return run_ok(s, c).id;
}

/* Decree 147/2024: an hour after the original, whatever way it comes in. */
static void aggregated_articles_wait(void **state)
{
    struct site *s = site_of(state);
    struct store_command rule = {.kind = STORE_SET};
    struct story taken = {.key = "a", .source = "Báo", .published_ms = NOW_MS - HOUR_MS / 2};
    struct story own = {.key = "b", .published_ms = NOW_MS - HOUR_MS / 2};
    struct story timeless = {
        .key = "c", .source = "Báo", .published_ms = CLOCK_NONE, .listed_ms = NOW_MS};
    assert_int_equal(listed_of(s, put_held(s, taken, 0)), NOW_MS - HOUR_MS / 2);
    rule.set = (struct store_set){STR(STORE_HOLD_SETTING), STR("3600000")};
    run_ok(s, rule);
    taken.text = "mới";
    int64_t id = put_held(s, taken, 0);
    assert_int_equal(listed_of(s, id), NOW_MS + HOUR_MS / 2);
    assert_int_equal(list(s, (struct store_list_query){.kind = STORE_LIST_NEWEST}).n, 0);
    assert_int_equal(
        list(s, (struct store_list_query){.kind = STORE_LIST_NEWEST, .now_ms = NOW_MS + HOUR_MS}).n,
        1);
    assert_int_equal(listed_of(s, put_held(s, own, 0)), NOW_MS - HOUR_MS / 2);
    taken.text = "mới hơn";
    assert_int_equal(listed_of(s, put_held(s, taken, 3 * HOUR_MS)), NOW_MS + 5 * HOUR_MS / 2);
    id = put_held(s, timeless, 0);
    assert_int_equal(listed_of(s, id), NOW_MS + HOUR_MS);
    timeless.text = "mới";
    put_held(s, timeless, 0);
    assert_int_equal(listed_of(s, id), NOW_MS + HOUR_MS); /* a revision does not wait again */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(sources_are_kept),
        T(what_the_fetcher_says_is_its_own),
        T(a_logo_that_was_taken_takes_the_place_of_its_address),
        T(an_owners_name_stays_and_another_follows_the_feed),
        T(a_subscription_is_found_by_its_token),
        T(items_are_known_again),
        T(the_log_tells_the_newest_first),
        T(aggregated_articles_wait),
    };
    return RUN_ON_EVERY_ENGINE(tests) ? 1 : 0;
}
