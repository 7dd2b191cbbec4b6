/* Authors' keys and signatures, what waits of feeds, and what an older program makes of kinds it does not know: against
 * somebody who has the database and the site's key. */
#include "base/hex.h"
#include "tests/store/store_fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static struct site s;
static const struct store_by by = {STR_INIT("lan"), STR_INIT("")};

static struct sign_secret secret_of(unsigned char n)
{
    struct sign_seed seed = {{n, 9}};
    return sign_secret_of(&seed);
}

static int64_t add_account(const char *name)
{
    return run_ok(&s, (struct store_command){.kind = STORE_CHANGE_ACCOUNT,
                                             .change_account = {.act = STORE_ACCOUNT_ADD,
                                                                .name = str_view(name),
                                                                .role = STORE_ROLE_REPORTER,
                                                                .password = STR("$argon2id$"),
                                                                .by = by,
                                                                .now_ms = NOW_MS}})
        .id;
}

static struct store_command key_command(int64_t account_id, unsigned char n)
{
    return (struct store_command){
        .kind = STORE_SET_AUTHOR_KEY,
        .set_author_key = {
            .account_id = account_id, .key = secret_of(n).public_key, .by = by, .now_ms = NOW_MS}};
}

static struct author_mark mark_of(const struct seal *entry, unsigned char n)
{
    const struct sign_secret secret = secret_of(n);
    char room[AUTHOR_STATEMENT_MAX_BYTES];
    return (struct author_mark){secret.public_key,
                                sign_message(&secret, author_statement(entry, room))};
}

static struct seal entry_of(int64_t article_id)
{
    struct seal entry;
    assert_int_equal(store_author_entry(s.r, &s.arena, article_id, &entry, NULL), RC_OK);
    return entry;
}

static struct store_command sign_command(int64_t article_id, unsigned char n)
{
    struct seal entry = entry_of(article_id);
    return (struct store_command){.kind = STORE_SIGN_ARTICLE,
                                  .sign_article = {article_id, mark_of(&entry, n), by, NOW_MS}};
}

/* ---- findings ---- */

static unsigned found[FINDING_COUNT];

static void count_finding(void *ctx, const struct store_finding *finding)
{
    (void)ctx;
    found[finding->kind]++;
}

static struct store_verify_counts verify(void)
{
    const struct store_verify_ask ask = {.tell = count_finding};
    struct store_verify_counts counts = {0};
    memset(found, 0, sizeof found);
    assert_int_equal(store_verify(s.r, &ask, &counts, NULL), RC_OK);
    return counts;
}

/* ---- who has the key ---- */

static struct sign_secret stolen_key(void)
{
    char path[80];
    char text[2 * SIGN_SEED_BYTES];
    struct sign_seed seed;
    snprintf(path, sizeof path, "%s.key", s.path);
    int fd = open(path, O_RDONLY);
    assert_int_equal(read(fd, text, sizeof text), sizeof text);
    close(fd);
    assert_true(hex_read((struct str){text, sizeof text}, seed.bytes, sizeof seed.bytes));
    return sign_secret_of(&seed);
}

__attribute__((format(printf, 1, 2))) static void run_sql(const char *format, ...)
{
    struct engine *db = NULL;
    struct engine_stmt *stmt = NULL;
    struct err e = {""};
    bool row = false;
    char text[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (engine_sqlite_open(s.path, (struct engine_open){0}, &db, &e) ||
        db->ops->prepare(db, text, &stmt, &e) || db->ops->step(db, stmt, &row, &e))
        fail_msg("%s: %s", text, e.text);
    db->ops->finalize(db, stmt);
    db->ops->close(db);
}

static struct str hex(const void *bytes, size_t n)
{
    return hash_hex(&s.arena, bytes, n);
}

/* Appends an entry as only who has the site's key can. */
static void forge(struct seal next)
{
    const struct sign_secret key = stolen_key();
    struct seal last;
    struct seal skipped;
    struct seal *path = NULL;
    size_t n = 0;
    assert_int_equal(store_seal_head(s.r, &s.arena, &last, NULL), RC_OK);
    next.seq = last.seq + 1;
    next.prev = seal_hash(&last);
    next.skip = (struct hash_content){{0}};
    int64_t skip = seal_skip_seq(next.seq);
    if (skip) {
        assert_int_equal(
            store_seal_path(s.r, &s.arena, (struct store_seal_range){0, skip}, &path, &n, NULL),
            RC_OK);
        skipped = path[n - 1];
        next.skip = seal_hash(&skipped);
    }
    seal_sign(&next, &key);
    run_sql("INSERT INTO seal VALUES (%lld, %d, %d, %lld, '%.*s', %lld, %lld, x'%.*s', x'%.*s', "
            "x'%.*s', x'%.*s', 1, x'%.*s')",
            (long long)next.seq, (int)next.thing, (int)next.act, (long long)next.object_id,
            STR_ARG(next.name), (long long)next.revision, (long long)next.at_ms,
            STR_ARG(hex(next.content.bytes, 32)), STR_ARG(hex(next.state.bytes, 32)),
            STR_ARG(hex(next.prev.bytes, 32)), STR_ARG(hex(next.skip.bytes, 32)),
            STR_ARG(hex(next.signature.bytes, 64)));
}

/* ---- tests ---- */

static int begin(void **state)
{
    (void)state;
    site_open(&s, 0);
    put_section(&s, "tin", "", 1);
    return 0;
}

static int end(void **state)
{
    (void)state;
    site_close(&s);
    return 0;
}

static void an_author_signs_what_stands_there(void **state)
{
    (void)state;
    int64_t lan = add_account("lan");
    int64_t one = put(&s, (struct story){.key = "a", .text = "Một"});
    int64_t two = put(&s, (struct story){.key = "b", .text = "Hai"});
    run_rc(&s, sign_command(one, 1), RC_DENIED); /* no key is on record */
    run_ok(&s, key_command(lan, 1));
    struct store_command c = sign_command(one, 1);
    assert_true(run_ok(&s, c).changed);
    assert_false(run_ok(&s, c).changed);
    c.sign_article.article_id = two;
    run_rc(&s, c, RC_DENIED);
    run_rc(&s, sign_command(two, 2), RC_DENIED);
    assert_int_equal(store_article_verify(s.r, one, NULL), RC_OK);
    assert_int_equal(verify().findings, 0);
    assert_int_equal(verify().signed_by_authors, 1);
    put(&s, (struct story){.key = "a", .text = "Một, sửa"});
    c.sign_article.article_id = one;
    run_rc(&s, c, RC_DENIED);
    assert_int_equal(entry_of(one).name.n, 0);
}

static void keys_come_and_go(void **state)
{
    (void)state;
    int64_t lan = add_account("lan");
    int64_t hoa = add_account("hoa");
    int64_t one = put(&s, (struct story){.key = "a", .text = "Một"});
    struct store_command none = key_command(lan, 0);
    none.set_author_key.none = true;
    run_rc(&s, none, RC_NOTFOUND);
    run_rc(&s, key_command(lan + 100, 1), RC_NOTFOUND);
    assert_true(run_ok(&s, key_command(lan, 1)).changed);
    assert_false(run_ok(&s, key_command(lan, 1)).changed);
    run_rc(&s, key_command(hoa, 1), RC_CONFLICT);
    run_ok(&s, sign_command(one, 1));
    run_ok(&s, key_command(lan, 2));
    run_rc(&s, sign_command(one, 1), RC_DENIED);
    run_rc(&s, key_command(lan, 1), RC_CONFLICT);
    run_ok(&s, none);
    run_rc(&s, sign_command(one, 2), RC_DENIED);
    struct store_author_key *keys = NULL;
    size_t n = 0;
    assert_int_equal(store_author_keys(s.r, &s.arena, &keys, &n, NULL), RC_OK);
    assert_int_equal(n, 2);
    assert_true(keys[0].revoked_ms != CLOCK_NONE && keys[1].revoked_ms != CLOCK_NONE);
    assert_int_equal(store_article_verify(s.r, one, NULL), RC_OK); /* it was in force then */
    assert_int_equal(verify().findings, 0);
}

static void the_sites_key_does_not_make_an_author(void **state)
{
    (void)state;
    int64_t lan = add_account("lan");
    int64_t one = put(&s, (struct story){.key = "a", .text = "Một"});
    int64_t two = put(&s, (struct story){.key = "b", .text = "Hai"});
    int64_t three = put(&s, (struct story){.key = "c", .text = "Ba"});
    run_ok(&s, key_command(lan, 1));
    run_ok(&s, key_command(lan, 2)); /* 1 is revoked */
    struct seal revoked = entry_of(one);
    struct author_mark mark = mark_of(&revoked, 1);
    revoked.name = author_mark_name(&s.arena, &mark);
    forge(revoked);
    struct seal stranger = entry_of(two);
    mark = mark_of(&stranger, 3);
    stranger.name = author_mark_name(&s.arena, &mark);
    forge(stranger);
    struct seal other = entry_of(three);
    mark = mark_of(&stranger, 2); /* in force, of another article */
    other.name = author_mark_name(&s.arena, &mark);
    forge(other);
    assert_int_equal(verify().findings, 3);
    assert_int_equal(found[FINDING_AUTHOR_KEY], 2);
    assert_int_equal(found[FINDING_AUTHOR_SIGNATURE], 1);
    assert_int_equal(store_article_verify(s.r, one, NULL), RC_DENIED);
    assert_int_equal(store_article_verify(s.r, two, NULL), RC_DENIED);
    assert_int_equal(store_article_verify(s.r, three, NULL), RC_DENIED);
}

static void a_newer_kind_is_unknown_not_damaged(void **state)
{
    (void)state;
    enum { NEWER_THING = 40, NEWER_ACT = 30 };
    struct seal newer = {.thing = (enum seal_thing)NEWER_THING,
                         .act = (enum seal_act)NEWER_ACT,
                         .object_id = 1,
                         .name = STR(""),
                         .at_ms = NOW_MS,
                         .thing_word = STR("poll"),
                         .act_word = STR("closed")};
    int64_t one = put(&s, (struct story){.key = "a", .text = "Một"});
    run_sql("INSERT INTO seal_word VALUES (0, %d, 'poll'), (1, %d, 'closed')", NEWER_THING,
            NEWER_ACT);
    forge(newer);
    put(&s, (struct story){.key = "a", .text = "Một, sửa"}); /* hangs on it */
    assert_int_equal(verify().findings, 0);
    assert_int_equal(verify().unknown, 1);
    assert_int_equal(store_article_verify(s.r, one, NULL), RC_OK);
    run_sql("UPDATE seal_word SET word = 'pool' WHERE number = %d", NEWER_THING);
    assert_true(verify().findings > 0); /* its hash is of the word, too */
    assert_true(found[FINDING_ENTRY_SIGNATURE] > 0);
    run_sql("DELETE FROM seal_word WHERE number = %d", NEWER_THING);
    assert_true(verify().findings > 0);
    assert_int_equal(found[FINDING_ENTRY_DAMAGED], 1);
}

static void what_waits_of_a_feed_is_sealed(void **state)
{
    (void)state;
    struct store_command feed = {
        .kind = STORE_PUT_FEED,
        .put_feed = {.name = STR("Báo"), .feed_url = STR("https://bao.example/rss")}};
    int64_t feed_id = run_ok(&s, feed).id;
    struct store_command item = {.kind = STORE_PUT_FEED_ITEM,
                                 .put_feed_item = {.feed_id = feed_id,
                                                   .guid = STR("1"),
                                                   .url = STR("https://bao.example/1"),
                                                   .title = STR("Tin"),
                                                   .state = FEED_ITEM_HELD,
                                                   .checked_ms = NOW_MS,
                                                   .body = STR("{}")}};
    int64_t id = run_ok(&s, item).id;
    assert_int_equal(store_row_verify(s.r, SEAL_HELD, id, NULL), RC_OK);
    run_sql("UPDATE feed_item SET body = '{\"title\":\"Nhà cái\"}'");
    assert_int_equal(store_row_verify(s.r, SEAL_HELD, id, NULL), RC_DENIED);
    assert_int_equal(verify().findings, 1);
    assert_int_equal(found[FINDING_CHANGED], 1);
    item.put_feed_item.state = FEED_ITEM_PUBLISHED;
    run_ok(&s, item);
    assert_int_equal(verify().findings, 0);
    run_sql("UPDATE feed_item SET state = 0");
    assert_int_equal(store_row_verify(s.r, SEAL_HELD, id, NULL), RC_DENIED);
    assert_int_equal(verify().findings, 1);
    item.put_feed_item.state = FEED_ITEM_HELD;
    run_ok(&s, item);
    run_ok(&s, (struct store_command){.kind = STORE_REMOVE_FEED, .remove_feed = feed_id});
    assert_int_equal(verify().findings, 0);
}

static void what_openssl_writes_is_read(void **state)
{
    (void)state;
    static const char PEM[] = "-----BEGIN PUBLIC KEY-----\n"
                              "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                              "-----END PUBLIC KEY-----\n";
    static const char KEY[] = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
    static const char *const BAD[] = {
        "", "19bf", "-----BEGIN PUBLIC KEY-----\n", "-----BEGIN PUBLIC KEY-----\nMCow\n-----END",
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VuAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n" /* X25519 */
        "-----END PUBLIC KEY-----\n"};
    struct sign_public pem;
    struct sign_public key;
    struct sign_signature signature;
    assert_int_equal(author_key_read(str_view(PEM), &pem, NULL), RC_OK);
    assert_int_equal(author_key_read(str_view(KEY), &key, NULL), RC_OK);
    assert_true(sign_public_eq(&pem, &key));
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        assert_int_equal(author_key_read(str_view(BAD[i]), &key, NULL), RC_INVALID);
    for (size_t n = 0; n < sizeof PEM - 1; n++) /* cut anywhere */
        if (n + 1 < sizeof PEM - 1)
            assert_int_equal(author_key_read((struct str){PEM, n}, &key, NULL), RC_INVALID);
    assert_int_equal(author_signature_read(STR("ab"), &signature, NULL), RC_INVALID);
}

/* 64 digits are 64 bytes, as many as a signature has. */
static void a_key_is_no_signature(void **state)
{
    (void)state;
    static const char *const KEYS[] = {
        "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1",
        "19BF44096984CDFE8541BAC167DC3B96C85086AA30B6B6CB0C5C38AD703166E1\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n"};
    char raw[SIGN_SIGNATURE_BYTES];
    char hex[2 * SIGN_SIGNATURE_BYTES];
    struct sign_signature signature;
    for (size_t i = 0; i < COUNT_OF(KEYS); i++) {
        struct err e = {""};
        assert_int_equal(author_signature_read(str_view(KEYS[i]), &signature, &e), RC_INVALID);
        assert_true(str_contains(str_view(e.text), STR("is a key, not a signature")));
    }
    memset(raw, 0x19, sizeof raw);
    memset(hex, '1', sizeof hex);
    assert_int_equal(author_signature_read((struct str){raw, sizeof raw}, &signature, NULL), RC_OK);
    assert_int_equal(author_signature_read((struct str){hex, sizeof hex}, &signature, NULL), RC_OK);
    assert_int_equal(signature.bytes[63], 0x11);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, begin, end)
    const struct CMUnitTest tests[] = {
        T(an_author_signs_what_stands_there),     T(keys_come_and_go),
        T(the_sites_key_does_not_make_an_author), T(a_newer_kind_is_unknown_not_damaged),
        T(what_waits_of_a_feed_is_sealed),        cmocka_unit_test(what_openssl_writes_is_read),
        cmocka_unit_test(a_key_is_no_signature),
    };
    return cmocka_run_group_tests_name("authors", tests, NULL, NULL);
}
