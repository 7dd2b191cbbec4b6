/* The contract of store.h for what readers say, counters and the site, on every engine. */
#include "tests/store/store_contract.h"

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
    c.moderate = (struct store_moderate){
        .comment_id = id, .state = comment_state, .ban = ban, .now_ms = NOW_MS};
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

/* n articles from 1 on, `each` views of each */
static void many_views(struct site *s, size_t n, int64_t day, int64_t each, bool all)
{
    struct store_view_delta *deltas = arena_array(&s->arena, n, sizeof *deltas);
    assert_non_null(deltas);
    for (size_t i = 0; i < n; i++)
        deltas[i] = (struct store_view_delta){(int64_t)i + 1, day, each};
    run_ok(s, (struct store_command){.kind = STORE_FLUSH,
                                     .flush = {.views = deltas,
                                               .views_n = n,
                                               .forget_visitors_before_ms = CLOCK_NONE,
                                               .all_views = all}});
}

/* Views of a day, from what a most-read list says of it. */
static int64_t views_on(struct site *s, int64_t day)
{
    struct store_card *cards = NULL;
    size_t n = 0;
    struct store_list_query q = {.kind = STORE_LIST_MOST_READ,
                                 .from_day = day,
                                 .now_ms = clock_day_start(day) + HOUR_MS,
                                 .limit = 10};
    assert_int_equal(store_list(s->r, &s->arena, q, &cards, &n, NULL), RC_OK);
    return n ? cards[0].views : 0;
}

static void views_of_busy_moments_are_logged(void **state)
{
    enum { MANY = STORE_VIEWS_LOGGED_MIN, LARGE = 300 };
    struct site *s = site_of(state);
    int64_t today = clock_day(NOW_MS);
    int64_t id = put(s, (struct story){.published_ms = 1});
    many_views(s, MANY - 1, today, 1, false); /* too few */
    assert_int_equal(counts(s, id).views, 1);
    for (int i = 1; i < STORE_VIEW_LOG_ROWS; i++)
        many_views(s, MANY, today - i % 2, LARGE, false);
    assert_int_equal(counts(s, id).views, 1);
    many_views(s, MANY, today, LARGE, false);
    int64_t all = 1 + INT64_C(1) * STORE_VIEW_LOG_ROWS * LARGE;
    assert_int_equal(counts(s, id).views, all);
    assert_int_equal(views_on(s, today - 1), STORE_VIEW_LOG_ROWS / 2 * LARGE);
    many_views(s, MANY, today, 5, false);
    assert_int_equal(counts(s, id).views, all);
    views(s, id, today, 2); /* it has become quiet: now, in their order */
    assert_int_equal(counts(s, id).views, all + 7);
    many_views(s, MANY, today, 5, false);
    many_views(s, MANY, today, 5, true);
    assert_int_equal(counts(s, id).views, all + 17);
    many_views(s, 1, today, 0, true); /* what was logged is added once */
    assert_int_equal(counts(s, id).views, all + 17);
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
    m.put_media = (struct store_media){STR("a/b.webp"), STR("image/webp"), 4, 3, 99, STR("")};
    assert_true(run_ok(s, m).created);
    assert_false(run_ok(s, m).changed);
    struct store_media media = {0};
    assert_int_equal(store_media_by_path(s->r, &s->arena, STR("a/b.webp"), &media, NULL), RC_OK);
    assert_int_equal(media.size_bytes, 99);
}

static void media_are_known_by_where_they_came_from(void **state)
{
    struct site *s = site_of(state);
    struct store_media_origin origin = {0};
    struct store_command c = {.kind = STORE_PUT_MEDIA_ORIGIN};
    c.put_media_origin = (struct store_media_origin){
        STR("url:https://a.vn/b.jpg"), STR("a/b-9.jpg"), STR("Lê Na"), STR("TTXVN"), STR("Bến đò")};
    assert_int_equal(
        store_media_origin_by_key(s->r, &s->arena, c.put_media_origin.key, &origin, NULL),
        RC_NOTFOUND);
    run_ok(s, c);
    c.put_media_origin.credit = STR("Báo Xã");
    run_ok(s, c);
    assert_int_equal(
        store_media_origin_by_key(s->r, &s->arena, c.put_media_origin.key, &origin, NULL), RC_OK);
    assert_str_is(origin.path, "a/b-9.jpg");
    assert_str_is(origin.creator, "Lê Na");
    assert_str_is(origin.credit, "Báo Xã");
    assert_str_is(origin.caption, "Bến đò");
    c.put_media_origin.path = STR("");
    run_rc(s, c, RC_INVALID);
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

/* ---- old addresses ---- */

static struct store_command old_addresses(int64_t id, struct old_address *from, size_t n)
{
    struct store_command c = {.kind = STORE_ADD_REDIRECTS};
    c.add_redirects = (struct store_add_redirects){id, from, n, NOW_MS};
    return c;
}

/* to_path: its spelling as an old address, "" for one elsewhere */
static struct store_command set_redirect(const char *from, const char *to, const char *to_path)
{
    struct store_command c = {.kind = STORE_SET_REDIRECT};
    c.set_redirect = (struct store_set_redirect){
        {STR(""), str_view(from)}, str_view(to), {STR(""), str_view(to_path)}, NOW_MS};
    return c;
}

static struct store_redirect redirect_of(struct site *s, const char *host, const char *path)
{
    struct store_redirect found = {0};
    struct err e = {""};
    const struct store_redirect_ask ask = {.from = {str_view(host), str_view(path)}};
    if (store_redirect_from(s->r, &s->arena, &ask, &found, &e))
        fail_msg("%s", e.text);
    return found;
}

static void old_addresses_follow_their_article(void **state)
{
    struct site *s = site_of(state);
    struct old_address from[] = {{STR("a.example"), STR("/?p=1")}, {STR(""), STR("/cu/bai")}};
    struct old_address nobodys = {STR(""), STR("/x")};
    int64_t id = put(s, (struct story){.key = "a", .title = "Bài"});
    int64_t other = put(s, (struct story){.key = "b"});
    assert_true(run_ok(s, old_addresses(id, from, 2)).changed);
    assert_false(run_ok(s, old_addresses(id, from, 2)).changed);
    assert_false(run_ok(s, old_addresses(other, from, 2)).changed); /* the first keeps them */
    struct store_redirect found = redirect_of(s, "moi.example", "/?p=1");
    assert_int_equal(found.article_id, id);
    assert_int_equal(found.withdrawn_ms, CLOCK_NONE);
    assert_str_is(found.section_slug, "tin");
    put_section(s, "moi", "", 9);
    put(s, (struct story){.key = "a", .title = "Bài", .section = "moi"});
    assert_str_is(redirect_of(s, "", "/cu/bai").section_slug, "moi");
    struct store_command withdraw = {.kind = STORE_WITHDRAW};
    withdraw.withdraw = (struct store_withdraw){id, true, NOW_MS};
    run_ok(s, withdraw);
    assert_int_equal(redirect_of(s, "", "/cu/bai").withdrawn_ms, NOW_MS);
    run_rc(s, old_addresses(999, &nobodys, 1), RC_CONFLICT);
}

/* Two sites that became one both had a /?p=1. */
static void each_host_has_its_own(void **state)
{
    struct site *s = site_of(state);
    struct old_address of_a = {STR("a.example"), STR("/?p=1")};
    struct old_address of_b = {STR("b.example"), STR("/?p=1")};
    int64_t first = put(s, (struct story){.key = "a"});
    int64_t second = put(s, (struct story){.key = "b"});
    run_ok(s, old_addresses(second, &of_b, 1));
    run_ok(s, old_addresses(first, &of_a, 1));
    assert_int_equal(redirect_of(s, "a.example", "/?p=1").article_id, first);
    assert_int_equal(redirect_of(s, "b.example", "/?p=1").article_id, second);
    assert_int_equal(redirect_of(s, "moi.example", "/?p=1").article_id, first);
    run_ok(s, set_redirect("/?p=1", "/khac/", "/khac"));
    assert_str_is(redirect_of(s, "moi.example", "/?p=1").target, "/khac/");
    assert_int_equal(redirect_of(s, "b.example", "/?p=1").article_id, second);
}

/* ---- list pages of the former system ---- */

static struct store_result lead(struct site *s, struct store_add_place_redirects add,
                                const char *path)
{
    struct old_address from = {STR("cu.example"), str_view(path)};
    struct store_command c = {.kind = STORE_ADD_PLACE_REDIRECTS};
    add.from = &from;
    add.from_n = 1;
    add.now_ms = NOW_MS;
    c.add_place_redirects = add;
    return run_ok(s, c);
}

static void list_pages_lead_to_places(void **state)
{
    struct site *s = site_of(state);
    struct store_add_place_redirects section = {.place = STORE_PLACE_SECTION, .slug = STR("tin")};
    struct store_add_place_redirects nowhere = {.place = STORE_PLACE_SECTION,
                                                .slug = STR("sap-co")};
    put(s, (struct story){.key = "a"});
    assert_true(lead(s, section, "/category/tin").changed);
    assert_false(lead(s, section, "/category/tin").changed);
    struct store_redirect found = redirect_of(s, "moi.example", "/category/tin");
    assert_int_equal(found.place, STORE_PLACE_SECTION);
    assert_str_is(found.slug, "tin");
    assert_str_is(found.target, "");
    assert_false(found.feed);
    section.feed = true;
    lead(s, section, "/category/tin/feed");
    assert_true(redirect_of(s, "", "/category/tin/feed").feed);
    lead(s, nowhere, "/category/sap-co"); /* home, until there is such a section */
    assert_int_equal(redirect_of(s, "", "/category/sap-co").place, STORE_PLACE_HOME);
    put_section(s, "sap-co", "", 9);
    assert_true(lead(s, nowhere, "/category/sap-co").changed);
    assert_str_is(redirect_of(s, "", "/category/sap-co").slug, "sap-co");
    section.slug = STR("sap-co"); /* the first keeps it */
    assert_false(lead(s, section, "/category/tin").changed);
    assert_str_is(redirect_of(s, "", "/category/tin").slug, "tin");
    lead(s, (struct store_add_place_redirects){.place = STORE_PLACE_TAG, .name = STR("không ai")},
         "/tag/khong-ai");
    assert_int_equal(redirect_of(s, "", "/tag/khong-ai").place, STORE_PLACE_HOME);
    lead(s, (struct store_add_place_redirects){.target = STR("/media/ab/c.pdf")}, "/uploads/c.pdf");
    assert_str_is(redirect_of(s, "", "/uploads/c.pdf").target, "/media/ab/c.pdf");
    const struct store_redirect_ask ask = {{STR(""), STR("/khong")},
                                           {STR("/tag/khong-ai"), STR("/category/tin")}};
    assert_int_equal(store_redirect_from(s->r, &s->arena, &ask, &found, NULL), RC_OK);
    assert_int_equal(found.place, STORE_PLACE_HOME); /* the likelier of the two */
    struct store_command bad = {.kind = STORE_ADD_PLACE_REDIRECTS};
    run_rc(s, bad, RC_INVALID);
}

static void no_redirect_leads_in_a_circle(void **state)
{
    struct site *s = site_of(state);
    struct store_redirect *rows = NULL;
    struct store_redirect found;
    struct old_address start = {STR(""), STR("")};
    size_t n = 0;
    run_ok(s, set_redirect("/a", "/b/", "/b"));
    run_ok(s, set_redirect("/x", "https://khac.example/", ""));
    run_rc(s, set_redirect("/b", "/a/", "/a"), RC_CONFLICT);
    run_rc(s, set_redirect("/c", "/c/", "/c"), RC_INVALID);
    assert_false(run_ok(s, set_redirect("/a", "/d/", "/d")).created);
    assert_str_is(redirect_of(s, "", "/a").target, "/d/");
    assert_int_equal(store_redirects(s->r, &s->arena, start, 1, &rows, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_str_is(rows[0].from.path, "/a");
    assert_int_equal(store_redirects(s->r, &s->arena, rows[0].from, 9, &rows, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_str_is(rows[0].target, "https://khac.example/");
    struct store_command remove = {.kind = STORE_REMOVE_REDIRECT};
    remove.remove_redirect.from.path = STR("/a");
    assert_true(run_ok(s, remove).changed);
    run_rc(s, remove, RC_NOTFOUND);
    assert_int_equal(
        store_redirect_from(s->r, &s->arena,
                            &(struct store_redirect_ask){.from = remove.remove_redirect.from},
                            &found, NULL),
        RC_NOTFOUND);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(comments_wait_and_are_approved),
        T(comments_have_limits),
        T(a_ban_refuses_and_rejects_what_waits),
        T(one_reaction_a_reader),
        T(views_of_busy_moments_are_logged),
        T(flush_adds),
        T(most_read_counts_the_period),
        T(months_are_summed),
        T(creatives_come_change_and_go),
        T(settings_and_media),
        T(media_are_known_by_where_they_came_from),
        T(another_store_on_the_file_sees_changes),
        T(forgotten_changes_are_told_as_all),
        T(old_addresses_follow_their_article),
        T(each_host_has_its_own),
        T(list_pages_lead_to_places),
        T(no_redirect_leads_in_a_circle),
        T(everything_is_there_after_reopening),
    };
    return RUN_ON_EVERY_ENGINE(tests) ? 1 : 0;
}
