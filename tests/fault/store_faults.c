/* Every command and every read with the k-th operation of the engine, or the k-th allocation,
 * failing, for every k until none fails: what is left is the state before or the state after, and
 * the answer says which. */
#include "base/mem.h"
#include "store/store_register.h"
#include "store/store_story.h"
#include "tests/store/store_fixture.h"
#include "tests/store/told.h"

#include <fcntl.h>
#include <semaphore.h>
#include <unistd.h>

enum { FAULTS_MAX = 2000 }; /* a loop that does not end is a bug of the test */

static struct site base; /* what every run begins with; closed, its file is copied */
static int64_t article_id;
static int64_t comment_id;
static int64_t creative_id;
static int64_t feed_id;
static int64_t account_id;
static struct author_mark author_mark;

/* ---- files ---- */

static void copy_file(const char *from, const char *to)
{
    char bytes[65536];
    int in = open(from, O_RDONLY);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(in >= 0 && out >= 0);
    for (ssize_t n = read(in, bytes, sizeof bytes); n > 0; n = read(in, bytes, sizeof bytes))
        assert_int_equal(write(out, bytes, (size_t)n), n);
    close(in);
    close(out);
}

/* A database with its key. */
static void copy_site(const char *from, const char *to)
{
    char key[2][96];
    snprintf(key[0], sizeof key[0], "%s.key", from);
    snprintf(key[1], sizeof key[1], "%s.key", to);
    copy_file(from, to);
    copy_file(key[0], key[1]);
}

static void hash_rows(struct engine *db, const char *text, struct buf *out)
{
    struct engine_stmt *stmt = NULL;
    struct err e = {0};
    bool row = false;
    if (db->ops->prepare(db, text, &stmt, &e) != RC_OK)
        fail_msg("%s: %s", text, e.text);
    while (db->ops->step(db, stmt, &row, &e) == RC_OK && row) {
        for (int i = 0; i < db->ops->columns(db, stmt); i++) {
            buf_add(out, db->ops->column_bytes(db, stmt, i));
            buf_add_byte(out, '|');
        }
    }
    db->ops->finalize(db, stmt);
}

/* A hash of every row of every table, after an integrity check. */
static struct hash_content state_of(const char *path)
{
    struct engine *db = NULL;
    struct err e = {0};
    struct buf rows;
    buf_init(&rows, NULL);
    if (engine_sqlite_open(path, (struct engine_open){0}, &db, &e) != RC_OK ||
        db->ops->check(db, &e) != RC_OK)
        fail_msg("%s", e.text);
    static const char *const TABLES[] = {
        "section",
        "section_ancestor",
        "article",
        "revision",
        "article_section",
        "label",
        "article_label",
        "search_doc",
        "article_count",
        "article_day",
        "site_day",
        "visitor",
        "comment",
        "ban",
        "reaction",
        "creative",
        "creative_day",
        "setting",
        "media",
        "change",
        "search_part",
        "article_related",
        "search_segment",
        "search_parts",
        "search_index",
        "media_origin",
        "feed",
        "feed_item",
        "feed_event",
        "story_article",
        "story_term",
        "story_link",
        "story",
        "story_member",
        "redirect",
        "author_key",
        "register_entity",
        "register_name",
        "register_article",
        "register_sentence",
        "register_mention",
        "register_office",
        "register_event",
        "register_report",
        "register_part",
        "register_rule",
        "register_office_verdict",
        "register_match",
        "link_origin",
        "link_domain",
        "link",
        "account",
        "account_code",
        "account_session",
        "account_audit",
    };
    for (size_t i = 0; i < COUNT_OF(TABLES); i++) {
        char text[64];
        snprintf(text, sizeof text, "SELECT * FROM %s", TABLES[i]);
        hash_rows(db, text, &rows);
    }
    /* without what is random: a new key and what follows from it */
    hash_rows(db, "SELECT seq, thing, act, object_id, name, revision, at_ms, key_no FROM seal",
              &rows);
    hash_rows(db, "SELECT key_no FROM seal_key", &rows);
    struct hash_content hash = hash_content(buf_view(&rows));
    buf_release(&rows);
    db->ops->close(db);
    return hash;
}

static bool hash_same(struct hash_content a, struct hash_content b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

/* ---- the commands ---- */

static struct store_view_delta delta;
static struct store_day day;
static struct store_creative_delta creative_delta;
static struct store_visitor visitor;

static struct old_address old_addresses[] = {{STR_INIT(""), STR_INIT("/?p=1")},
                                             {STR_INIT("cu.example"), STR_INIT("/tin/1")}};

static struct store_command flush_command(void)
{
    int64_t today = clock_day(NOW_MS);
    delta = (struct store_view_delta){article_id, today, 3};
    day = (struct store_day){today, 1, 2, 3};
    creative_delta = (struct store_creative_delta){creative_id, today, 4, 5};
    visitor = (struct store_visitor){7, NOW_MS};
    struct store_command c = {.kind = STORE_FLUSH};
    c.flush = (struct store_flush){&delta, 1, &day, 1, &creative_delta, 1, &visitor, 1, 0, false};
    return c;
}

/* One command of each kind that changes something, made in a. */
static struct store_command feed_command(enum store_command_kind kind)
{
    struct store_command c = {.kind = kind};
    if (kind == STORE_PUT_FEED)
        c.put_feed = (struct store_feed){.name = STR("Báo"), .feed_url = STR("https://b.vn/rss")};
    else if (kind == STORE_SET_FEED_STATE)
        c.set_feed_state = (struct store_feed_state){.feed_id = feed_id, .errors = 2};
    else if (kind == STORE_SET_FEED_HUB)
        c.set_feed_hub = (struct store_feed_hub){.feed_id = feed_id, .token = STR("t")};
    else if (kind == STORE_SET_FEED_DUE)
        c.set_feed_due = feed_id;
    else if (kind == STORE_SET_FEED_LOGO)
        c.set_feed_logo = (struct store_feed_logo){feed_id, STR("ab/cd-64.png")};
    else if (kind == STORE_SET_FEED_NAME)
        c.set_feed_name = (struct store_feed_name){feed_id, STR("Báo Sông Ngân")};
    else if (kind == STORE_REMOVE_FEED)
        c.remove_feed = feed_id;
    else if (kind == STORE_PUT_FEED_ITEM)
        c.put_feed_item = (struct store_feed_item){.feed_id = feed_id, .guid = STR("g")};
    else
        c.add_feed_event = (struct store_feed_event){.feed_id = feed_id, .kind = STR("x")};
    return c;
}

static struct store_import_comments foreign_comments(struct arena *a, int64_t id)
{
    struct store_foreign_comment *two = arena_array(a, 2, sizeof *two);
    assert_non_null(two);
    two[0] = (struct store_foreign_comment){STR("1"), STR(""), STR("An"), STR("Lời"), NOW_MS, true};
    two[1] = (struct store_foreign_comment){STR("2"), STR("1"), STR(""), STR("Đáp"), NOW_MS, true};
    return (struct store_import_comments){id, two, 2};
}

/* The facts of a sentence with two persons, two bodies, a country and an event. */
static const struct facts *facts_of(struct arena *a)
{
    return told(a,
                "Sáng 27/2, Bí thư Thành ủy Hải Phòng Lê Văn Khải tiếp Đoàn đại biểu Đảng Lao động "
                "Mexico do Tổng Bí thư Mario Espinosa dẫn đầu.",
                NOW_MS);
}

static struct store_command register_command(struct arena *a, enum store_command_kind kind)
{
    struct store_command c = {.kind = kind};
    if (kind == STORE_PUT_REGISTER)
        c.put_register = (struct store_put_register){article_id, 1, facts_of(a), NOW_MS};
    else if (kind == STORE_DECIDE) /* two persons become one, and their event is matched anew */
        c.decide = (struct store_decide){.kind = DECIDE_MERGE,
                                         .id = 1,
                                         .to_id = 2,
                                         .name = STR(""),
                                         .office = STR(""),
                                         .by = STR("x")};
    return c;
}

/* A revision with other section, tags, related, and with facts. */
static struct store_command put_command(struct arena *a)
{
    struct store_command c = story_command(a, &(struct story){.key = "a",
                                                              .key_too = "b",
                                                              .text = "hai",
                                                              .section = "khac",
                                                              .tags = {"cũ", "mới"},
                                                              .authors = {"Bình"},
                                                              .related = {article_id + 1},
                                                              .related_n = 1,
                                                              .words = "hai"});
    c.put_article.facts = facts_of(a);
    return c;
}

static struct link outbound[] = {
    {LINK_SETTING, STR_INIT("https://moi.example/"), STR_INIT("moi.example")},
    {LINK_SETTING, STR_INIT("https://khac.example/"), STR_INIT("khac.example")},
};
static struct str decided[] = {STR_INIT("moi.example"), STR_INIT("khac.example")};

static struct store_command links_command(enum store_command_kind kind)
{
    struct store_command c = {.kind = kind};
    if (kind == STORE_NOTE_LINKS)
        c.note_links = (struct store_note_links){.holder = STORE_LINKS_SETTING,
                                                 .links = outbound,
                                                 .links_n = COUNT_OF(outbound),
                                                 .origin = {STR("lan"), STR("tay")},
                                                 .now_ms = NOW_MS};
    else
        c.decide_links = (struct store_decide_links){.domains = decided,
                                                     .domains_n = COUNT_OF(decided),
                                                     .state = STORE_LINK_APPROVED,
                                                     .by = STR("lan"),
                                                     .now_ms = NOW_MS};
    return c;
}

/* What the desk says. Two runs do it alike: secrets are locked with something random. */
/* The key in force (0) and the one that takes its place (1). */
static struct sign_secret author_secret(unsigned char n)
{
    struct sign_seed seed = {{n, 7}};
    return sign_secret_of(&seed);
}

static struct store_command author_command(enum store_command_kind kind)
{
    struct store_command c = {.kind = kind};
    const struct store_by by = {STR("lan"), STR("")};
    if (kind == STORE_SET_AUTHOR_KEY)
        c.set_author_key = (struct store_set_author_key){account_id, false,
                                                         author_secret(1).public_key, by, NOW_MS};
    else
        c.sign_article = (struct store_sign_article){article_id, author_mark, by, NOW_MS};
    return c;
}

static struct store_command desk_command(enum store_command_kind kind)
{
    struct store_command c = {.kind = kind};
    const struct store_by by = {STR("lan"), STR("203.0.113.0/24")};
    if (kind == STORE_SET_AUTHOR_KEY || kind == STORE_SIGN_ARTICLE)
        return author_command(kind);
    if (kind == STORE_CHANGE_ACCOUNT)
        c.change_account = (struct store_change_account){.act = STORE_ACCOUNT_PASSWORD,
                                                         .account_id = account_id,
                                                         .password = STR("$argon2id$hai"),
                                                         .by = by,
                                                         .now_ms = NOW_MS};
    else if (kind == STORE_CHANGE_SESSION)
        c.change_session = (struct store_change_session){.act = STORE_SESSION_BEGIN,
                                                         .account_id = account_id,
                                                         .mark = sender_of(9),
                                                         .password = STR("$argon2id$"),
                                                         .confirmed = true,
                                                         .agent = STR("Firefox"),
                                                         .by = by,
                                                         .now_ms = NOW_MS};
    else if (kind == STORE_MODERATE)
        c.moderate = (struct store_moderate){comment_id, STORE_COMMENT_REJECTED, true, by, NOW_MS};
    else
        c.note = (struct store_note){STORE_AUDIT_SIGN_IN_FAILED, STR(""), by, NOW_MS};
    return c;
}

/* The account's key, and its signature on the article as it is in the end. */
static void make_author(void)
{
    const struct sign_secret secret = author_secret(0);
    struct store_command key = author_command(STORE_SET_AUTHOR_KEY);
    char room[AUTHOR_STATEMENT_MAX_BYTES];
    struct seal entry;
    key.set_author_key.key = secret.public_key;
    run_ok(&base, key);
    assert_int_equal(store_author_entry(base.r, &base.arena, article_id, &entry, NULL), RC_OK);
    author_mark.key = secret.public_key;
    author_mark.signature = sign_message(&secret, author_statement(&entry, room));
}

static void make_account(void)
{
    struct store_command c = desk_command(STORE_CHANGE_ACCOUNT);
    c.change_account.act = STORE_ACCOUNT_ADD;
    c.change_account.name = STR("lan");
    c.change_account.password = STR("$argon2id$");
    account_id = run_ok(&base, c).id;
}

static struct store_command command_of(struct arena *a, enum store_command_kind kind)
{
    struct store_command c = {.kind = kind};
    switch (kind) {
    case STORE_PUT_SECTION: /* moves a section with articles */
        c.put_section = (struct store_put_section){STR("Con"), STR("con"), STR("khac"), 2};
        return c;
    case STORE_PUT_ARTICLE: return put_command(a);
    case STORE_PUT_REGISTER:
    case STORE_PRUNE_REGISTER:
    case STORE_DECIDE: return register_command(a, kind);
    case STORE_WITHDRAW: c.withdraw = (struct store_withdraw){article_id, true, NOW_MS}; return c;
    case STORE_PUT_STORY: /* leaves its story */
        c.put_story = (struct store_put_story){
            article_id, STR("báo"),
            article_signature(
                a, &(struct article){.title = STR("Chợ nổi Cái Bè đông khách dịp cuối tuần")}),
            NOW_MS};
        return c;
    case STORE_REINDEX: c.reindex.step = STORE_REINDEX_START; return c;
    case STORE_IMPORT_COMMENTS: c.import_comments = foreign_comments(a, article_id); return c;
    case STORE_ADD_COMMENT:
        c.add_comment = (struct store_add_comment){
            article_id, 0, STR("Tên"), STR("Lời"), NOW_MS, sender_of(2), STORE_COMMENT_APPROVED};
        return c;
    case STORE_REACT:
        c.react = (struct store_react){article_id, sender_of(1), false, REACTION_FUN, NOW_MS};
        return c;
    case STORE_FLUSH: return flush_command();
    case STORE_PUT_CREATIVE:
        c.put_creative = (struct store_creative){
            .slot = STR("side"), .weight = 1, .link = STR("https://hang.example/")};
        return c;
    case STORE_REMOVE_CREATIVE: c.remove_creative = creative_id; return c;
    case STORE_PUT_MEDIA:
        c.put_media = (struct store_media){STR("x.webp"), STR("image/webp"), 1, 1, 1, STR("x 0\n")};
        return c;
    case STORE_PUT_MEDIA_ORIGIN:
        c.put_media_origin =
            (struct store_media_origin){.key = STR("url:x"), .path = STR("x.webp")};
        return c;
    case STORE_PUT_FEED:
    case STORE_SET_FEED_STATE:
    case STORE_SET_FEED_HUB:
    case STORE_SET_FEED_DUE:
    case STORE_SET_FEED_LOGO:
    case STORE_SET_FEED_NAME:
    case STORE_REMOVE_FEED:
    case STORE_PUT_FEED_ITEM:
    case STORE_ADD_FEED_EVENT: return feed_command(kind);
    case STORE_ADD_REDIRECTS:
        c.add_redirects = (struct store_add_redirects){article_id, old_addresses, 2, NOW_MS};
        return c;
    case STORE_ADD_PLACE_REDIRECTS:
        c.add_place_redirects = (struct store_add_place_redirects){.place = STORE_PLACE_SECTION,
                                                                   .slug = STR("tin"),
                                                                   .from = old_addresses,
                                                                   .from_n = 2,
                                                                   .now_ms = NOW_MS};
        return c;
    case STORE_SET_REDIRECT:
        c.set_redirect = (struct store_set_redirect){
            {STR(""), STR("/cu")}, STR("/moi/"), {STR(""), STR("/moi")}, NOW_MS};
        return c;
    case STORE_REMOVE_REDIRECT: c.remove_redirect.from.path = STR("/co-san"); return c;
    case STORE_NOTE_LINKS:
    case STORE_DECIDE_LINKS: return links_command(kind);
    case STORE_SEAL_FILE: c.seal_file.name = STR("loa.conf"); return c;
    case STORE_MODERATE:
    case STORE_CHANGE_ACCOUNT:
    case STORE_CHANGE_SESSION:
    case STORE_SET_AUTHOR_KEY:
    case STORE_SIGN_ARTICLE:
    case STORE_NOTE: return desk_command(kind);
    case STORE_NEW_KEY: c.new_key.now_ms = NOW_MS; return c;
    case STORE_SET: c.set = (struct store_set){STR("tên"), STR("giá trị")}; return c;
    }
    fail_msg("no such kind");
    return c;
}

/* Enough for the two articles to be one story. */
#define LONG_TEXT "Bảo tàng Gốm Thanh Hà mở cửa đón khách tham quan từ tháng tới."

static int make_base(void **state)
{
    (void)state;
    site_open(&base, 0);
    put_section(&base, "tin", "", 1);
    put_section(&base, "con", "tin", 1);
    put_section(&base, "khac", "", 2);
    article_id = put(&base, (struct story){.key = "a",
                                           .section = "con",
                                           .text = LONG_TEXT,
                                           .tags = {"cũ", "chung"},
                                           .topics = {"p"},
                                           .authors = {"An"},
                                           .words = "một"});
    struct store_command second = story_command(
        &base.arena,
        &(struct story){
            .key = "b", .text = LONG_TEXT, .tags = {"chung"}, .topics = {"p"}, .authors = {"An"}});
    second.put_article.facts = facts_of(&base.arena);
    run_ok(&base, second);
    comment_id = run_ok(&base, command_of(&base.arena, STORE_ADD_COMMENT)).id;
    creative_id = run_ok(&base, command_of(&base.arena, STORE_PUT_CREATIVE)).id;
    run_ok(&base, command_of(&base.arena, STORE_FLUSH));
    struct store_command feed = feed_command(STORE_PUT_FEED);
    feed.put_feed.feed_url = STR("https://a.vn/rss");
    feed_id = run_ok(&base, feed).id;
    feed = (struct store_command){.kind = STORE_SET_FEED_STATE};
    feed.set_feed_state = (struct store_feed_state){.feed_id = feed_id, .next_ms = NOW_MS};
    run_ok(&base, feed);
    struct store_command redirect = {.kind = STORE_SET_REDIRECT};
    redirect.set_redirect = (struct store_set_redirect){
        {STR(""), STR("/co-san")}, STR("/x/"), {STR(""), STR("/x")}, NOW_MS};
    run_ok(&base, redirect);
    make_account();
    run_ok(&base, desk_command(STORE_NOTE));
    make_author();
    struct store_command session = desk_command(STORE_CHANGE_SESSION);
    session.change_session.mark = sender_of(1);
    run_ok(&base, session);
    store_reader_close(base.r);
    store_close(base.st);
    return 0;
}

static int remove_base(void **state)
{
    (void)state;
    arena_release(&base.arena);
    site_remove(base.path);
    return 0;
}

/* Opens a copy of base with the fault planned, runs the command, closes. Says what was answered and
 * whether the fault fired. */
static enum rc run_with_fault(const char *path, const struct store_command *c, uint64_t fail_at,
                              bool *fired)
{
    struct store *st = NULL;
    struct err e = {0};
    copy_site(base.path, path);
    enum rc rc = store_open(path, (struct store_options){.fail_at_query = fail_at}, &st, &e);
    *fired = true;
    if (rc == RC_OK) {
        rc = store_run(st, c, NULL, &e);
        *fired = store_fault_fired(st);
    }
    store_close(st);
    if (rc)
        assert_true(e.text[0] != '\0');
    return rc;
}

static uint64_t check_command(const char *path, enum store_command_kind kind)
{
    struct store_command c = command_of(&base.arena, kind);
    struct hash_content before = state_of(base.path);
    bool fired = false;
    assert_int_equal(run_with_fault(path, &c, 0, &fired), RC_OK);
    struct hash_content after = state_of(path);
    assert_false(hash_same(before, after));
    for (uint64_t k = 1; k < FAULTS_MAX; k++) {
        enum rc rc = run_with_fault(path, &c, k, &fired);
        struct hash_content now = state_of(path);
        if (!hash_same(now, rc == RC_OK ? after : before))
            fail_msg("command %d, fault %llu: answered %s, left another state", (int)kind,
                     (unsigned long long)k, rc_words(rc));
        assert_true(rc == RC_OK || rc == RC_IO);
        site_remove(path);
        if (!fired)
            return k - 1;
    }
    fail_msg("the faults do not end");
    return 0;
}

static void a_command_is_whole_or_not_at_all(void **state)
{
    (void)state;
    static const enum store_command_kind KINDS[] = {
#define X(name, member, type) name,
        STORE_COMMAND_TABLE(X)
#undef X
    };
    uint64_t faults = 0;
    char path[64];
    site_path(path);
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        faults += check_command(path, KINDS[i]);
    print_message("%llu faults planned\n", (unsigned long long)faults);
    assert_true(faults > 200);
}

/* ---- a crowd ---- */

enum { CROWD = 40, CROWD_REFUSED_EVERY = 9 };

/* Written by the writer thread, read when the store is closed. */
struct crowd {
    sem_t waits; /* the writer does, in the first answer; later, all have theirs */
    sem_t goes;  /* what was sent meanwhile is one group */
    int taken;
    int refused;
    int failed;
};

static void crowd_holds(void *ctx, enum rc rc, const struct store_result *result,
                        const struct err *e)
{
    struct crowd *crowd = ctx;
    (void)rc;
    (void)result;
    (void)e;
    sem_post(&crowd->waits);
    sem_wait(&crowd->goes);
}

static void crowd_answered(void *ctx, enum rc rc, const struct store_result *result,
                           const struct err *e)
{
    struct crowd *crowd = ctx;
    (void)e;
    if (rc == RC_OK && result->created)
        crowd->taken++;
    else if (rc == RC_NOTFOUND)
        crowd->refused++;
    else
        crowd->failed++;
    if (crowd->taken + crowd->refused + crowd->failed == CROWD)
        sem_post(&crowd->waits);
}

/* Reactions of as many readers in one group, some of them to articles that are not there. Whether a fault
 * came on the way. */
static bool send_crowd(struct store *st, struct crowd *crowd)
{
    struct store_command first = {.kind = STORE_SET, .set = {STR("a"), STR("b")}};
    assert_int_equal(store_submit(st, &first, crowd_holds, crowd), RC_OK);
    sem_wait(&crowd->waits);
    for (int i = 0; i < CROWD; i++) {
        bool nowhere = i % CROWD_REFUSED_EVERY == 1;
        struct store_command c = {.kind = STORE_REACT};
        c.react = (struct store_react){nowhere ? 999 : article_id, sender_of(100 + i), false,
                                       REACTION_LIKE, NOW_MS};
        assert_int_equal(store_submit(st, &c, crowd_answered, crowd), RC_OK);
    }
    sem_post(&crowd->goes);
    sem_wait(&crowd->waits);
    bool fired = store_fault_fired(st);
    store_close(st);
    return fired;
}

static int64_t liked(const char *path)
{
    struct store *st = NULL;
    struct store_reader *r = NULL;
    struct store_article_counts counts = {0};
    assert_int_equal(store_open(path, (struct store_options){0}, &st, NULL), RC_OK);
    assert_int_equal(store_check(st, NULL), RC_OK);
    assert_int_equal(store_reader_open(st, &r, NULL), RC_OK);
    assert_int_equal(store_counts_of(r, article_id, &counts, NULL), RC_OK);
    store_reader_close(r);
    store_close(st);
    return counts.reactions[REACTION_LIKE];
}

static int64_t reaction_rows(const char *path)
{
    struct engine *db = NULL;
    struct engine_stmt *stmt = NULL;
    bool row = false;
    assert_int_equal(engine_sqlite_open(path, (struct engine_open){0}, &db, NULL), RC_OK);
    assert_int_equal(db->ops->prepare(db, "SELECT count(*) FROM reaction", &stmt, NULL), RC_OK);
    assert_int_equal(db->ops->step(db, stmt, &row, NULL), RC_OK);
    int64_t n = db->ops->column_int(db, stmt, 0);
    db->ops->finalize(db, stmt);
    db->ops->close(db);
    return n;
}

/* Many readers' commands share a transaction and no savepoints: whatever fails, each is answered truly, and
 * what went wrong for one goes wrong for none of the others, but at the commit itself. */
static void a_crowd_is_answered_truly(void **state)
{
    (void)state;
    char path[64];
    site_path(path);
    int64_t before = liked(base.path);
    int64_t rows_before = reaction_rows(base.path);
    for (uint64_t k = 1; k < FAULTS_MAX; k++) {
        struct crowd crowd = {0};
        sem_init(&crowd.waits, 0, 0);
        sem_init(&crowd.goes, 0, 0);
        struct store *st = NULL;
        copy_site(base.path, path);
        enum rc rc = store_open(path, (struct store_options){.fail_at_query = k}, &st, NULL);
        bool fired = true;
        if (rc == RC_OK) {
            fired = send_crowd(st, &crowd);
            assert_int_equal(liked(path) - before, crowd.taken);
            assert_int_equal(reaction_rows(path) - rows_before, crowd.taken);
            assert_true(crowd.failed <= 1 || crowd.failed == CROWD);
        }
        site_remove(path);
        sem_destroy(&crowd.waits);
        sem_destroy(&crowd.goes);
        if (!fired) {
            assert_int_equal(crowd.failed, 0);
            assert_int_equal(crowd.refused, CROWD / CROWD_REFUSED_EVERY + 1);
            return;
        }
    }
    fail_msg("the faults do not end");
}

/* A new database whose making fails is not one, and can be made again. */
static void making_a_database_is_whole_or_not_at_all(void **state)
{
    (void)state;
    char path[64];
    site_path(path);
    for (uint64_t k = 1; k < FAULTS_MAX; k++) {
        struct store *st = NULL;
        struct err e = {0};
        struct store_options options = {.create = true, .fail_at_query = k};
        enum rc rc = store_open(path, options, &st, &e);
        bool fired = rc || store_fault_fired(st);
        store_close(st);
        options.fail_at_query = 0;
        assert_int_equal(store_open(path, options, &st, &e), RC_OK);
        assert_int_equal(store_check(st, &e), RC_OK);
        store_close(st);
        site_remove(path);
        if (!fired)
            return;
    }
    fail_msg("the faults do not end");
}

/* ---- reads ---- */

static void pass_over(void *ctx, const struct store_finding *finding)
{
    (void)ctx;
    fail_msg("%s", store_finding_words(finding->kind));
}

static enum rc read_seals(struct store_reader *r, struct arena *a, struct err *e)
{
    struct seal *list = NULL;
    struct seal head;
    size_t n = 0;
    struct str body;
    bool holds = false;
    struct sign_public key;
    struct store_verify_counts counts;
    const struct store_verify_ask ask = {.tell = pass_over};
    enum rc rc = store_seal_head(r, a, &head, e);
    rc = rc ? rc : store_seal_key(r, &key, e);
    rc = rc ? rc : store_article_seals(r, a, article_id, &list, &n, e);
    rc = rc ? rc : store_sealed_revision(r, a, &list[n - 1], &body, &holds, e);
    rc = rc ? rc : store_seal_path(r, a, (struct store_seal_range){.seq = 1}, &list, &n, e);
    rc = rc ? rc : store_article_verify(r, article_id, e);
    rc = rc ? rc : store_row_verify(r, SEAL_SECTION, 1, e);
    rc = rc ? rc
            : store_most_read_is_large(r, (struct store_list_query){.now_ms = NOW_MS}, &holds, e);
    return rc ? rc : store_verify(r, &ask, &counts, e);
}

static enum rc read_accounts(struct store_reader *r, struct arena *a, struct err *e)
{
    struct store_account account;
    struct store_session session;
    struct hash_content mark = sender_of(1);
    const struct store_by by = {STR("lan"), STR("203.0.113.0/24")};
    void *p = NULL;
    size_t n = 0;
    bool known = false;
    enum rc rc = store_accounts(r, a, (struct store_account **)&p, &n, e);
    rc = rc ? rc : store_account_by_name(r, a, STR("lan"), &account, e);
    rc = rc ? rc : store_account_by_id(r, a, account_id, &account, e);
    rc = rc ? rc : store_session_by_mark(r, a, &mark, &session, e);
    rc = rc ? rc : store_sessions(r, a, account_id, (struct store_session **)&p, &n, e);
    rc = rc ? rc : store_sessions(r, a, 0, (struct store_session **)&p, &n, e);
    rc = rc ? rc : store_audit(r, a, 5, (struct store_audit_entry **)&p, &n, e);
    return rc ? rc : store_network_known(r, by, 0, &known, e);
}

static enum rc read_register(struct store_reader *r, struct arena *a, struct err *e)
{
    void *p = NULL;
    size_t n = 0;
    int64_t number = 0;
    const int64_t id = 1;
    struct store_entity entity = {0};
    struct store_event event = {0};
    struct store_entity_query of = {
        .country = STR(""), .folded = STR(""), .now_ms = NOW_MS, .limit = 5};
    struct store_event_query q = {.kind = -1,
                                  .from_day = FACTS_NO_DAY,
                                  .until_day = FACTS_NO_DAY,
                                  .now_ms = NOW_MS,
                                  .limit = 5};
    enum rc rc = store_entity_by_id(r, a, id, &entity, e);
#define READ(call)                                                                                 \
    if (rc == RC_OK)                                                                               \
    rc = call
    READ(store_entities(r, a, of, (struct store_entity **)&p, &n, e));
    READ(store_entities_count(r, of, &number, e));
    READ(store_entity_by_slug(r, a, FACTS_PERSON, STR("le-van-khai"), &entity, e));
    READ(store_entities_named(r, a, FACTS_PERSON, STR("Mario Espinosa"), 5,
                              (struct store_entity **)&p, &n, e));
    READ(store_members(r, a, &entity, (int64_t **)&p, &n, e));
    READ(store_offices(r, a, id, NOW_MS, 5, (struct store_office **)&p, &n, e));
    READ(store_mentions(r, a, id, NOW_MS, 5, (struct store_evidence **)&p, &n, e));
    READ(store_entity_names(r, a, id, 5, &(struct article_texts){0}, e));
    READ(store_contacts(r, a, id, NOW_MS, 5, (struct store_contact **)&p, &n, e));
    READ(store_pairs(r, a, NOW_MS, 5, (struct store_pair **)&p, &n, e));
    READ(store_partners(r, a, NOW_MS, 5, (struct store_partner **)&p, &n, e));
    READ(store_events(r, a, q, (struct store_event **)&p, &n, e));
    READ(store_events_count(r, a, q, &number, e));
    q.one = q.other = &id;
    q.one_n = q.other_n = 1;
    READ(store_events(r, a, q, (struct store_event **)&p, &n, e));
    READ(store_event_by_id(r, a, id, &event, e));
    READ(store_event_by_slug(r, a, false, event.slug, &event, e));
    READ(store_events_under(r, a, id, NOW_MS, (struct store_event **)&p, &n, e));
    READ(store_reports(r, a, id, NOW_MS, 5, (struct store_report **)&p, &n, e));
    READ(store_parts(r, a, id, NOW_MS, 5, (struct store_part **)&p, &n, e));
    READ(store_article_mentions(r, a, id, 5, (struct store_mention **)&p, &n, e));
    READ(store_article_sentences(r, a, id, 5, (struct store_sentence **)&p, &n, e));
#undef READ
    rc = rc ? rc : read_accounts(r, a, e);
    return rc ? rc : read_seals(r, a, e);
}

static enum rc read_search(struct store_reader *r, struct arena *a, struct err *e)
{
    void *p = NULL;
    size_t n = 0;
    const int64_t ids[] = {1, 2};
    struct store_search_query search = {.all = terms_of(a, "một", NULL),
                                        .from_ms = CLOCK_NONE,
                                        .until_ms = CLOCK_NONE,
                                        .now_ms = NOW_MS,
                                        .limit = 5};
    enum rc rc = RC_OK;
#define READ(call)                                                                                 \
    if (rc == RC_OK)                                                                               \
    rc = call
    READ(store_search(r, a, search, (struct store_hit **)&p, &n, e));
    search.head = true;
    READ(store_search(r, a, search, (struct store_hit **)&p, &n, e));
    READ(store_search_marks(r, (struct store_marks){ids, 2, &search.all, 1, &(uint64_t){1000}},
                            (uint32_t[2]){0}, e));
    READ(store_heads(r, a, ids, 2, (struct store_head **)&p, &n, e));
    READ(store_cards(r, a, ids, 2, (struct store_card **)&p, &n, e));
    READ(store_bodies(r, a, ids, 2, (struct store_source **)&p, &n, e));
#undef READ
    return rc;
}

/* Runs every read; returns the first failure. Outputs are written only on success. */
static enum rc read_everything(struct store_reader *r, struct arena *a)
{
    void *p = NULL;
    size_t n = 0;
    size_t *owner = NULL;
    int64_t number = 0;
    const int64_t ids[] = {1, 2};
    struct store_article art = {0};
    struct store_label label = {0};
    struct store_totals totals = {0};
    struct store_article_counts counts = {0};
    struct store_day total = {0};
    struct store_source_place place = {0};
    bool whole = false;
    struct err e = {0};
    int64_t today = clock_day(NOW_MS);
    enum rc rc = RC_OK;
#define READ(call)                                                                                 \
    if (rc == RC_OK)                                                                               \
    rc = call
    READ(store_sections(r, a, (struct store_section **)&p, &n, &e));
    READ(store_label_by_slug(r, a, STORE_LABEL_TAG, STR("chung"), NOW_MS, &label, &e));
    READ(store_labels(r, a, STORE_LABEL_TAG, NOW_MS, 5, (struct store_label **)&p, &n, &e));
    READ(store_article_by_id(r, a, article_id, &art, &e));
    READ(store_article_shown(r, a, (struct store_shown_ask){article_id, NOW_MS}, &art, &e));
    for (int kind = STORE_LIST_NEWEST; kind <= STORE_LIST_SAME_SECTION; kind++) {
        struct store_list_query q = {(enum store_list_kind)kind, 1, today - 7, NOW_MS, 10, 0};
        READ(store_list(r, a, q, (struct store_card **)&p, &n, &e));
        READ(store_list_count(r, q, &number, &e));
        if (store_list_is_around(q.kind))
            READ(store_list_ids(r, a, q, (int64_t **)&p, &n, &e));
    }
    READ(store_stories(r, a, 1, 5, 0, (struct store_story **)&p, &n, &e));
    READ(store_story_of(r, a, article_id, &(struct store_story){0}, &e));
    if (rc == RC_NOTFOUND) /* the put has taken it out of its story */
        rc = RC_OK;
    READ(read_register(r, a, &e));
    READ(store_near(r, a, article_id, 5, (struct store_near **)&p, &n, &e));
    READ(store_list_sections(r, a, ids, 2, 3, NOW_MS, (struct store_card **)&p, &owner, &n, &e));
    READ(read_search(r, a, &e));
    READ(store_sources(r, a, &place, 5, (struct store_source **)&p, &n, &e));
    READ(store_sources_changed(r, a, 5, (struct store_source **)&p, &n, &e));
    READ(store_search_answers(r, &whole, &e));
    READ(store_search_whole(r, &whole, &e));
    READ(store_sitemap(r, a, 0, 0, NOW_MS, 5, (struct store_sitemap_entry **)&p, &n, &e));
    READ(store_totals(r, NOW_MS, &totals, &e));
    READ(store_next_publication(r, NOW_MS, &number, &e));
    READ(store_article_by_import_key(r, STR("a"), &number, &e));
    READ(store_import_keys(r, a, article_id, &(struct article_texts){0}, &e));
    READ(store_comments(r, a, article_id, 5, (struct store_comment **)&p, &n, &e));
    READ(store_comment_queue(r, a, STORE_COMMENT_APPROVED, 5, (struct store_comment **)&p, &n, &e));
    READ(store_counts(r, a, 0, 5, (struct store_article_counts **)&p, &n, &e));
    READ(store_counts_of(r, article_id, &counts, &e));
    READ(store_days(r, a, today, today, (struct store_day **)&p, &n, &e));
    READ(store_months(r, a, (struct store_day **)&p, &n, &e));
    READ(store_days_total(r, &total, &e));
    READ(store_section_views(r, a, today, 5, (struct store_label **)&p, &n, &e));
    READ(store_visitors(r, a, 0, (struct store_visitor **)&p, &n, &e));
    READ(store_creatives(r, a, (struct store_creative **)&p, &n, &e));
    READ(store_changes(r, a, 0, 50, (struct store_change **)&p, &n, &number, &e));
    READ(store_feeds(r, a, (struct store_feed **)&p, &n, &e));
    READ(store_feed_items_of(r, a, article_id, (struct store_feed_item **)&p, &n, &e));
    READ(store_feed_items(r, a, (struct store_feed_items_query){.limit = 5},
                          (struct store_feed_item **)&p, &n, &e));
    READ(store_feed_items_to_check(r, a, (struct store_feed_check_query){.limit = 5},
                                   (struct store_feed_item **)&p, &n, &e));
    READ(store_feed_counts(r, a, (struct store_feed_count **)&p, &n, &e));
    READ(store_feed_events(r, a, (struct store_feed_events_query){INT64_MAX, 5},
                           (struct store_feed_event **)&p, &n, &e));
#undef READ
    assert_true(rc == RC_OK || e.text[0] != '\0');
    return rc;
}

static void a_failed_read_says_so_and_the_next_works(void **state)
{
    (void)state;
    for (uint64_t k = 1; k < FAULTS_MAX; k++) {
        struct store *st = NULL;
        struct store_reader *r = NULL;
        struct arena a;
        arena_init(&a, SIZE_MAX / 2);
        struct store_options options = {.fail_at_query = k};
        enum rc rc = store_open(base.path, options, &st, NULL);
        bool fired = true;
        if (rc == RC_OK) {
            assert_int_equal(store_reader_open(st, &r, NULL), RC_OK);
            rc = read_everything(r, &a);
            fired = store_fault_fired(st);
            assert_int_equal(rc, fired ? RC_IO : RC_OK);
            if (fired)
                assert_int_equal(read_everything(r, &a), RC_OK);
        }
        store_reader_close(r);
        store_close(st);
        arena_release(&a);
        if (!fired)
            return;
    }
    fail_msg("the faults do not end");
}

/* ---- memory ---- */

static void an_empty_heap_is_told(void **state)
{
    (void)state;
    char path[64];
    site_path(path);
    struct store_command c = command_of(&base.arena, STORE_PUT_ARTICLE);
    struct hash_content before = state_of(base.path);
    for (uint64_t k = 1; k < FAULTS_MAX; k++) {
        struct store *st = NULL;
        struct store_reader *r = NULL;
        struct arena a;
        arena_init(&a, SIZE_MAX / 2);
        copy_site(base.path, path);
        mem_fail_at(k);
        enum rc rc = store_open(path, (struct store_options){0}, &st, NULL);
        enum rc put_rc = rc ? rc : store_run(st, &c, NULL, NULL);
        rc = rc ? rc : store_reader_open(st, &r, NULL);
        rc = rc ? rc : read_everything(r, &a);
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        assert_true(rc == RC_OK || rc == RC_NOMEM);
        assert_true(put_rc == RC_OK || put_rc == RC_NOMEM);
        store_reader_close(r);
        store_close(st);
        arena_release(&a);
        assert_true((put_rc == RC_OK) != hash_same(state_of(path), before));
        site_remove(path);
        if (!fired) {
            assert_true(rc == RC_OK && put_rc == RC_OK);
            return;
        }
    }
    fail_msg("the faults do not end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_whole_or_not_at_all),
        cmocka_unit_test(a_crowd_is_answered_truly),
        cmocka_unit_test(making_a_database_is_whole_or_not_at_all),
        cmocka_unit_test(a_failed_read_says_so_and_the_next_works),
        cmocka_unit_test(an_empty_heap_is_told),
    };
    return cmocka_run_group_tests_name("store faults", tests, make_base, remove_base);
}
