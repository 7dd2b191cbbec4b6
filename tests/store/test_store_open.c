/* What store_open says to files that are not a whole database of this Loa. */
#include "store/store_backup.h"
#include "store/store_register.h"
#include "tests/store/store_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static enum rc open_rc(const char *path, bool create, struct err *e)
{
    struct store *st = NULL;
    enum rc rc = store_open(path, (struct store_options){.create = create}, &st, e);
    store_close(st);
    if (rc && !strstr(e->text, path))
        fail_msg("the message does not name the file: %s", e->text);
    return rc;
}

static void write_file(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void a_missing_file_is_not_found(void **state)
{
    (void)state;
    char path[64];
    struct err e = {0};
    site_path(path);
    assert_int_equal(open_rc(path, false, &e), RC_NOTFOUND);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(open_rc("/no/such/dir/x.db", true, &e), RC_IO);
}

static void what_is_no_database_is_corrupt(void **state)
{
    (void)state;
    char path[64];
    char junk[8192];
    struct err e = {0};
    site_path(path);
    memset(junk, 'x', sizeof junk);
    write_file(path, junk, sizeof junk);
    assert_int_equal(open_rc(path, false, &e), RC_CORRUPT);
    assert_int_equal(open_rc(path, true, &e), RC_CORRUPT);
    write_file(path, "", 0);
    assert_int_equal(open_rc(path, false, &e), RC_CORRUPT);
    assert_int_equal(open_rc(path, true, &e), RC_OK);
    site_remove(path);
    assert_int_equal(open_rc("/tmp", false, &e), RC_CORRUPT);
}

static void a_truncated_database_is_corrupt(void **state)
{
    (void)state;
    struct site s;
    struct err e = {0};
    site_open(&s, 0);
    put_section(&s, "tin", "", 1);
    for (int i = 0; i < 20; i++)
        put(&s, (struct story){0});
    char path[64];
    memcpy(path, s.path, sizeof path);
    store_reader_close(s.r);
    store_close(s.st);
    arena_release(&s.arena);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    for (off_t keep = st.st_size - 1; keep > 0; keep /= 2) {
        assert_int_equal(truncate(path, keep), 0);
        assert_int_equal(open_rc(path, false, &e), RC_CORRUPT);
    }
    site_remove(path);
}

/* Opens an engine on path, which must be there. */
static struct engine *engine_of(const char *path)
{
    struct engine *db = NULL;
    struct err e = {0};
    if (engine_sqlite_open(path, (struct engine_open){.create = true}, &db, &e) != RC_OK)
        fail_msg("%s", e.text);
    return db;
}

static void run_text(struct engine *db, const char *text)
{
    struct engine_stmt *stmt = NULL;
    struct err e = {0};
    bool row = false;
    if (db->ops->prepare(db, text, &stmt, &e) || db->ops->step(db, stmt, &row, &e))
        fail_msg("%s", e.text);
    db->ops->finalize(db, stmt);
}

static void a_newer_schema_is_a_conflict(void **state)
{
    (void)state;
    char path[64];
    struct err e = {0};
    site_path(path);
    assert_int_equal(open_rc(path, true, &e), RC_OK);
    struct engine *db = engine_of(path);
    run_text(db, "UPDATE schema_reader SET oldest = oldest + 1000"); /* no earlier one can */
    assert_int_equal(db->ops->set_version(db, SCHEMA_VERSION + 1, &e), RC_OK);
    db->ops->close(db);
    assert_int_equal(open_rc(path, false, &e), RC_CONFLICT);
    site_remove(path);
}

/* What the next release may do: a table, columns with a default, and its number. */
static void make_next_release(const char *path, const char *change)
{
    static const char *const ADDED[] = {
        "CREATE TABLE desk_note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
        "INSERT INTO desk_note (text) VALUES ('Để ý')",
        "ALTER TABLE article ADD COLUMN desk TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE comment ADD COLUMN score INTEGER",
    };
    struct err e = {0};
    struct engine *db = engine_of(path);
    for (size_t i = 0; i < COUNT_OF(ADDED); i++)
        run_text(db, ADDED[i]);
    if (change)
        run_text(db, change);
    assert_int_equal(db->ops->set_version(db, SCHEMA_VERSION + 1, &e), RC_OK);
    db->ops->close(db);
}

static void a_newer_schema_that_only_adds_is_read(void **state)
{
    (void)state;
    struct site s;
    struct err e = {0};
    struct store_totals totals = {0};
    int64_t version = 0;
    site_open(&s, 0);
    put_section(&s, "tin", "", 1);
    int64_t id = put(&s, (struct story){.key = "cau", .section = "tin"});
    assert_false(store_read_only(s.st));
    store_reader_close(s.r);
    store_close(s.st);
    make_next_release(s.path, NULL);
    if (store_open(s.path, (struct store_options){0}, &s.st, &e) != RC_OK)
        fail_msg("%s", e.text);
    assert_true(store_read_only(s.st));
    assert_int_equal(store_reader_open(s.st, &s.r, NULL), RC_OK);
    assert_int_equal(store_totals(s.r, NOW_MS, &totals, &e), RC_OK);
    assert_int_equal(totals.articles, 1);
    struct store_command c = {.kind = STORE_WITHDRAW,
                              .withdraw = {.article_id = id, .withdrawn = true}};
    assert_int_equal(store_run(s.st, &c, NULL, &e), RC_CONFLICT);
    assert_non_null(strstr(e.text, "newer Loa"));
    assert_int_equal(store_submit(s.st, &c, NULL, NULL), RC_CONFLICT);
    assert_int_equal(store_inspect(s.path, &version, &e), RC_OK);
    assert_int_equal(version, SCHEMA_VERSION + 1);
    site_close(&s);
}

/* The number alone is not believed: a column that is read has gone. */
static void a_newer_schema_that_takes_away_is_a_conflict(void **state)
{
    (void)state;
    static const char *const CHANGES[] = {
        "ALTER TABLE comment RENAME COLUMN name TO signature",
        "DROP TABLE feed_event",
        "DELETE FROM schema_reader",
        "DROP TABLE schema_reader",
        "UPDATE schema_reader SET oldest = -1",
    };
    char path[64];
    struct err e = {0};
    for (size_t i = 0; i < COUNT_OF(CHANGES); i++) {
        site_path(path);
        assert_int_equal(open_rc(path, true, &e), RC_OK);
        make_next_release(path, CHANGES[i]);
        if (open_rc(path, false, &e) != RC_CONFLICT)
            fail_msg("opened after %s", CHANGES[i]);
        assert_int_equal(store_inspect(path, NULL, &e), RC_CONFLICT);
        site_remove(path);
    }
}

static void another_programs_database_is_refused(void **state)
{
    (void)state;
    char path[64];
    struct err e = {0};
    bool row = false;
    struct engine_stmt *stmt = NULL;
    site_path(path);
    struct engine *db = engine_of(path);
    assert_int_equal(db->ops->prepare(db, "CREATE TABLE t (x)", &stmt, &e), RC_OK);
    assert_int_equal(db->ops->step(db, stmt, &row, &e), RC_OK);
    db->ops->finalize(db, stmt);
    db->ops->close(db);
    assert_int_equal(open_rc(path, true, &e), RC_CORRUPT);
    site_remove(path);
}

static void only_the_owner_may_read_the_file(void **state)
{
    (void)state;
    char path[64];
    struct err e = {0};
    struct stat st;
    site_path(path);
    assert_int_equal(open_rc(path, true, &e), RC_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    site_remove(path);
}

/* Another process: waits for a byte, then opens the database and closes it, as a command beside a
 * running server does. It must be forked before this one opens anything (sqlite.org/howtocorrupt.html
 * §2.6). */
static pid_t fork_visitor(const char *path, int *go_fd)
{
    int ends[2];
    char byte = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct store *st = NULL;
        bool opened = read(ends[0], &byte, 1) == 1 &&
                      store_open(path, (struct store_options){0}, &st, NULL) == RC_OK;
        store_close(st);
        _exit(opened ? 0 : 1);
    }
    assert_true(child > 0);
    close(ends[0]);
    *go_fd = ends[1];
    return child;
}

/* Opening a reader once dropped this process's locks: the visitor took itself for the last one and
 * deleted the log, and what was committed after that was lost. */
static void another_process_leaves_our_log_alone(void **state)
{
    (void)state;
    struct site s;
    struct stat before;
    struct stat after;
    char log[80];
    int go_fd = -1;
    int status = -1;
    site_open(&s, 0);
    assert_true(snprintf(log, sizeof log, "%s-wal", s.path) > 0);
    store_reader_close(s.r);
    store_close(s.st);
    pid_t child = fork_visitor(s.path, &go_fd);
    assert_int_equal(store_open(s.path, (struct store_options){0}, &s.st, NULL), RC_OK);
    assert_int_equal(store_reader_open(s.st, &s.r, NULL), RC_OK);
    assert_int_equal(stat(log, &before), 0);
    assert_int_equal(write(go_fd, "x", 1), 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(stat(log, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    close(go_fd);
    site_close(&s);
}

/* A database as the first release left it, with an article in its FTS5 index, at path. */
static void make_first_release(const char *path)
{
    static const char *const ROWS[] = {
        "INSERT INTO section VALUES (1, NULL, 'Tin', 'tin', 1)",
        "INSERT INTO section_ancestor VALUES (1, 1)",
        ("INSERT INTO article VALUES (1, 1, 1, x'00', 'slug', 'Cầu', '', '', 1000, 1000, NULL, 1000, "
         "NULL, '', '', 0, 0, 0, 0, '', '')"),
        ("INSERT INTO revision VALUES (1, 1, 1000, x'00', '{\"title\":\"Cầu\",\"source\":"
         "{\"name\":\"Bến\",\"url\":\"https://ben.example/1\"}}')"),
        "INSERT INTO search_doc VALUES (1, 1, 1, 1000)",
        "INSERT INTO search_head (rowid, terms) VALUES (1, '= cầu cau')",
        "INSERT INTO search_all (rowid, terms) VALUES (1, '= cầu cau')",
        "INSERT INTO search_build VALUES (1)",
        "INSERT INTO search_redo VALUES (1)",
    };
    struct err e = {0};
    struct engine *db = engine_of(path);
    for (size_t i = 0; i < MIGRATIONS_N; i++)
        if (MIGRATIONS[i].version == 1)
            run_text(db, MIGRATIONS[i].text);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        run_text(db, ROWS[i]);
    assert_int_equal(db->ops->set_version(db, 1, &e), RC_OK);
    db->ops->close(db);
}

static struct store_command reindex_step(enum store_reindex_step step)
{
    return (struct store_command){.kind = STORE_REINDEX, .reindex = {.step = step}};
}

static void make_second_release(const char *path)
{
    struct err e = {0};
    make_first_release(path);
    struct engine *db = engine_of(path);
    for (size_t i = 0; i < MIGRATIONS_N; i++)
        if (MIGRATIONS[i].version == 2)
            run_text(db, MIGRATIONS[i].text);
    run_text(db, "INSERT INTO feed (id, name, logo, feed_url, site_url, section_slug, sections, "
                 "is_press, paused, agreement_number, scope, hold_ms) VALUES "
                 "(1, 'bao.vn', '', 'https://bao.vn/rss', '', '', '', 0, 0, '', 0, 0), "
                 "(2, 'Báo', '', 'https://bao.vn/rss2', '', '', '', 0, 0, '', 0, 0)");
    run_text(db, "INSERT INTO setting (name, value) VALUES ('users', 'admin'), "
                 "('user:admin', '$argon2id$v=19$m=65536,t=2,p=1$c2Fs$aGFzaA')");
    assert_int_equal(db->ops->set_version(db, 2, &e), RC_OK);
    db->ops->close(db);
}

/* From the settings to the accounts. */
static void the_administrator_has_moved(struct site *s)
{
    struct store_account *accounts = NULL;
    size_t n = 0;
    struct str value;
    struct err e = {0};
    assert_int_equal(store_accounts(s->r, &s->arena, &accounts, &n, &e), RC_OK);
    assert_int_equal(n, 1);
    assert_str_is(accounts[0].name, "admin");
    assert_int_equal(accounts[0].role, STORE_ROLE_ADMIN);
    assert_true(str_starts(accounts[0].password, STR("$argon2id$")));
    assert_false(accounts[0].totp);
    assert_int_equal(accounts[0].disabled_ms, CLOCK_NONE);
    assert_int_equal(store_setting(s->r, &s->arena, STR("user:admin"), &value, &e), RC_NOTFOUND);
}

/* A store of the second release gets the register's tables, and its articles stay. */
static void the_second_release_is_brought_up(void **state)
{
    (void)state;
    struct site s;
    struct err e = {0};
    struct store_entity_query q = {
        .country = STR(""), .folded = STR(""), .now_ms = NOW_MS, .limit = 5};
    struct store_entity *found = NULL;
    struct store_totals totals = {0};
    size_t n = 1;
    site_path(s.path);
    make_second_release(s.path);
    arena_init(&s.arena, SIZE_MAX / 2);
    if (store_open(s.path, (struct store_options){0}, &s.st, &e) != RC_OK)
        fail_msg("%s", e.text);
    assert_int_equal(store_reader_open(s.st, &s.r, NULL), RC_OK);
    assert_int_equal(store_entities(s.r, &s.arena, q, &found, &n, &e), RC_OK);
    assert_int_equal(n, 0);
    struct store_feed *feeds = NULL;
    assert_int_equal(store_feeds(s.r, &s.arena, &feeds, &n, &e), RC_OK);
    assert_int_equal(n, 2);
    assert_false(feeds[0].is_named); /* its host was all the name it had */
    assert_true(feeds[1].is_named);
    the_administrator_has_moved(&s);
    assert_int_equal(store_totals(s.r, NOW_MS, &totals, &e), RC_OK);
    assert_int_equal(totals.articles, 1);
    struct store_link_domain linked; /* what it links to may be linked to */
    assert_int_equal(store_link_domain(s.r, &s.arena, STR("ben.example"), &linked, &e), RC_OK);
    assert_int_equal(linked.state, STORE_LINK_APPROVED);
    assert_int_equal(linked.standing, 1);
    assert_int_equal(linked.object_id, 1);
    site_close(&s);
}

/* It opens, says that its search is not whole, and is found in when it was built anew. */
static void the_first_release_is_brought_up(void **state)
{
    (void)state;
    struct site s;
    struct err e = {0};
    struct store_hit *hits = NULL;
    size_t n = 0;
    bool whole = true;
    site_path(s.path);
    make_first_release(s.path);
    arena_init(&s.arena, SIZE_MAX / 2);
    if (store_open(s.path, (struct store_options){0}, &s.st, &e) != RC_OK)
        fail_msg("%s", e.text);
    assert_int_equal(store_reader_open(s.st, &s.r, NULL), RC_OK);
    assert_int_equal(store_search_whole(s.r, &whole, &e), RC_OK);
    assert_false(whole);
    assert_int_equal(store_search_answers(s.r, &whole, &e), RC_OK);
    assert_false(whole);
    run_ok(&s, reindex_step(STORE_REINDEX_START));
    struct store_command put = reindex_step(STORE_REINDEX_PUT);
    put.reindex.article_id = 1;
    put.reindex.revision = 1;
    put.reindex.search = terms_of(&s.arena, "cầu", "cầu");
    run_ok(&s, put);
    run_ok(&s, reindex_step(STORE_REINDEX_END));
    struct store_search_query q = {.all = terms_of(&s.arena, "cầu", NULL),
                                   .from_ms = CLOCK_NONE,
                                   .until_ms = CLOCK_NONE,
                                   .now_ms = NOW_MS,
                                   .limit = 10};
    assert_int_equal(store_search(s.r, &s.arena, q, &hits, &n, &e), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(store_search_whole(s.r, &whole, &e), RC_OK);
    assert_true(whole);
    assert_int_equal(store_check(s.st, &e), RC_OK);
    site_close(&s);
}

/* An index that is whole, but of an older Loa's terms, and one that has lost its docs. */
static void an_older_index_is_noticed(void **state)
{
    (void)state;
    static const struct {
        const char *damage;
        bool answers;
    } CASES[] = {
        {"SELECT 1", true},
        {"UPDATE search_index SET whole = 1", false},
        {"UPDATE search_index SET whole = 0", false},
        {"DELETE FROM search_doc", false},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct site s;
        struct err e = {0};
        bool answers = !CASES[i].answers;
        bool whole = answers;
        site_open(&s, 0);
        assert_int_equal(store_search_whole(s.r, &whole, &e), RC_OK);
        assert_true(whole); /* without articles it is, from the beginning */
        put_section(&s, "tin", "", 1);
        put(&s, (struct story){.words = "cầu"});
        struct engine *db = engine_of(s.path);
        run_text(db, CASES[i].damage);
        db->ops->close(db);
        assert_int_equal(store_search_answers(s.r, &answers, &e), RC_OK);
        assert_int_equal(store_search_whole(s.r, &whole, &e), RC_OK);
        assert_int_equal(answers, CASES[i].answers);
        assert_int_equal(whole, CASES[i].answers);
        site_close(&s);
    }
}

/* Rows that are gone have no checksum to fail: they are missed by their number. Tables that are gone
 * are made again when the store is opened, and the index is then one to be built. */
static void a_torn_index_is_noticed(void **state)
{
    (void)state;
    static const char *const DAMAGE[] = {
        "DELETE FROM search_part WHERE segment = 1 AND position >= 1 << 40",
        "DELETE FROM search_segment WHERE segment = 1",
        "DROP TABLE search_part",
        "DROP TABLE search_segment",
        "DROP TABLE search_doc",
        "DROP TABLE search_index",
        "DROP TABLE search_redo",
    };
    for (size_t i = 0; i < COUNT_OF(DAMAGE); i++) {
        struct site s;
        struct err e = {0};
        bool whole = false;
        site_open(&s, 0);
        put_section(&s, "tin", "", 1);
        put(&s, (struct story){.key = "a", .words = "cầu"});
        put(&s, (struct story){.key = "b", .words = "đường"});
        assert_int_equal(store_search_whole(s.r, &whole, &e), RC_OK);
        assert_true(whole);
        struct engine *db = engine_of(s.path);
        run_text(db, DAMAGE[i]);
        db->ops->close(db);
        struct store *again = NULL;
        struct store_reader *r = NULL;
        if (store_open(s.path, (struct store_options){0}, &again, &e) != RC_OK)
            fail_msg("%s: %s", DAMAGE[i], e.text);
        assert_int_equal(store_reader_open(again, &r, &e), RC_OK);
        assert_int_equal(store_search_whole(r, &whole, &e), RC_OK);
        if (whole)
            fail_msg("not noticed: %s", DAMAGE[i]);
        store_reader_close(r);
        store_close(again);
        put(&s, (struct story){.key = "c", .words = "sông"}); /* who publishes is not stopped */
        site_close(&s);
    }
}

/* The version and the articles of a database; it must be whole. */
static void assert_is(const char *path, int64_t version, int64_t articles)
{
    struct err e = {0};
    struct engine_stmt *stmt = NULL;
    int64_t found = 0;
    bool row = false;
    struct engine *db = engine_of(path);
    assert_int_equal(db->ops->version(db, &found, &e), RC_OK);
    assert_int_equal(found, version);
    if (db->ops->check(db, &e) != RC_OK)
        fail_msg("%s", e.text);
    assert_int_equal(db->ops->prepare(db, "SELECT count(*) FROM revision", &stmt, &e), RC_OK);
    assert_int_equal(db->ops->step(db, stmt, &row, &e), RC_OK);
    assert_int_equal(db->ops->column_int(db, stmt, 0), articles);
    db->ops->finalize(db, stmt);
    db->ops->close(db);
}

static const char *copy_of(const char *path)
{
    static char name[256];
    (void)snprintf(name, sizeof name, "%s.before-%d", path, (int)SCHEMA_VERSION);
    return name;
}

/* Somebody's own table is where the new schema wants one: the upgrade fails, the former program goes on
 * with what it had, and when the cause is gone the upgrade is made. */
static void an_upgrade_that_fails_changes_nothing(void **state)
{
    (void)state;
    struct site s = {0};
    struct err e = {0};
    site_path(s.path);
    make_second_release(s.path);
    struct engine *db = engine_of(s.path);
    run_text(db, "CREATE TABLE register_entity (mine TEXT)");
    run_text(db, "INSERT INTO register_entity VALUES ('giữ lại')");
    db->ops->close(db);
    for (int i = 0; i < 2; i++) {
        assert_int_not_equal(store_open(s.path, (struct store_options){0}, &s.st, &e), RC_OK);
        assert_non_null(strstr(e.text, "stays as it was"));
        assert_is(s.path, 2, 1);
        assert_is(copy_of(s.path), 2, 1);
    }
    db = engine_of(s.path);
    run_text(db, "SELECT mine FROM register_entity");
    run_text(db, "DROP TABLE register_entity");
    db->ops->close(db);
    arena_init(&s.arena, SIZE_MAX / 2);
    if (store_open(s.path, (struct store_options){0}, &s.st, &e) != RC_OK)
        fail_msg("%s", e.text);
    assert_int_equal(store_reader_open(s.st, &s.r, NULL), RC_OK);
    assert_is(s.path, SCHEMA_VERSION, 1);
    assert_is(copy_of(s.path), 2, 1);
    assert_int_equal(unlink(copy_of(s.path)), 0);
    site_close(&s);
}

/* A row that refers to nothing is no reason to lose the former database, either. */
static void an_upgrade_of_a_broken_database_changes_nothing(void **state)
{
    (void)state;
    struct site s = {0};
    struct err e = {0};
    site_path(s.path);
    make_second_release(s.path);
    struct engine *db = engine_of(s.path);
    run_text(db, "PRAGMA foreign_keys = OFF");
    run_text(db, "INSERT INTO section_ancestor VALUES (77, 77)");
    db->ops->close(db);
    assert_int_equal(store_open(s.path, (struct store_options){0}, &s.st, &e), RC_CORRUPT);
    db = engine_of(s.path);
    run_text(db, "DELETE FROM section_ancestor WHERE section_id = 77 OR ancestor_id = 77");
    db->ops->close(db);
    assert_is(s.path, 2, 1);
    assert_int_equal(unlink(copy_of(s.path)), 0);
    site_remove(s.path);
}

/* Without room for the copy there is no upgrade. */
static void an_upgrade_without_its_copy_is_not_made(void **state)
{
    (void)state;
    struct site s = {0};
    struct err e = {0};
    char draft[280];
    site_path(s.path);
    make_second_release(s.path);
    (void)snprintf(draft, sizeof draft, "%s.part", copy_of(s.path));
    assert_int_equal(mkdir(draft, 0700), 0); /* in its place: nothing can be made there */
    assert_int_not_equal(store_open(s.path, (struct store_options){0}, &s.st, &e), RC_OK);
    assert_int_equal(rmdir(draft), 0);
    assert_is(s.path, 2, 1);
    site_remove(s.path);
}

static int64_t version_of(const char *path)
{
    struct err e = {0};
    int64_t version = 0;
    struct engine *db = engine_of(path);
    assert_int_equal(db->ops->version(db, &version, &e), RC_OK);
    db->ops->close(db);
    return version;
}

/* The k-th operation of the upgrade fails, for every k: the former database or the new one. What fails
 * behind the upgrade, when its seals are opened, leaves the new one and does not speak of an upgrade. */
static void every_operation_of_an_upgrade_may_fail(void **state)
{
    (void)state;
    struct err e = {0};
    bool failed = true;
    for (uint64_t k = 1; failed; k += k < 20 ? 1 : 13) {
        struct site s = {0};
        site_path(s.path);
        make_second_release(s.path);
        enum rc rc = store_open(s.path, (struct store_options){.fail_at_query = k}, &s.st, &e);
        failed = rc != RC_OK;
        if (!failed)
            store_close(s.st);
        int64_t version = version_of(s.path);
        assert_true(version == 2 || version == SCHEMA_VERSION);
        assert_true(failed || version == SCHEMA_VERSION);
        if (failed && strstr(e.text, "stays as it was"))
            assert_int_equal(version, 2);
        else if (failed && version != 2)
            assert_null(strstr(e.text, "cannot be brought"));
        assert_is(s.path, version, 1);
        site_remove(s.path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_file_is_not_found),
        cmocka_unit_test(what_is_no_database_is_corrupt),
        cmocka_unit_test(a_truncated_database_is_corrupt),
        cmocka_unit_test(a_newer_schema_is_a_conflict),
        cmocka_unit_test(a_newer_schema_that_only_adds_is_read),
        cmocka_unit_test(a_newer_schema_that_takes_away_is_a_conflict),
        cmocka_unit_test(another_programs_database_is_refused),
        cmocka_unit_test(only_the_owner_may_read_the_file),
        cmocka_unit_test(another_process_leaves_our_log_alone),
        cmocka_unit_test(the_first_release_is_brought_up),
        cmocka_unit_test(the_second_release_is_brought_up),
        cmocka_unit_test(an_older_index_is_noticed),
        cmocka_unit_test(a_torn_index_is_noticed),
        cmocka_unit_test(an_upgrade_that_fails_changes_nothing),
        cmocka_unit_test(an_upgrade_of_a_broken_database_changes_nothing),
        cmocka_unit_test(an_upgrade_without_its_copy_is_not_made),
        cmocka_unit_test(every_operation_of_an_upgrade_may_fail),
    };
    assert_true(hash_start());
    return cmocka_run_group_tests_name("store open", tests, NULL, NULL);
}
