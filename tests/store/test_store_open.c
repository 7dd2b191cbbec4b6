/* What store_open says to files that are not a whole database of this Loa. */
#include "tests/store/store_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
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

static void a_newer_schema_is_a_conflict(void **state)
{
    (void)state;
    char path[64];
    struct err e = {0};
    site_path(path);
    assert_int_equal(open_rc(path, true, &e), RC_OK);
    struct engine *db = engine_of(path);
    assert_int_equal(db->ops->set_version(db, SCHEMA_VERSION + 1, &e), RC_OK);
    db->ops->close(db);
    assert_int_equal(open_rc(path, false, &e), RC_CONFLICT);
    site_remove(path);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_file_is_not_found),
        cmocka_unit_test(what_is_no_database_is_corrupt),
        cmocka_unit_test(a_truncated_database_is_corrupt),
        cmocka_unit_test(a_newer_schema_is_a_conflict),
        cmocka_unit_test(another_programs_database_is_refused),
        cmocka_unit_test(only_the_owner_may_read_the_file),
    };
    assert_true(hash_start());
    return cmocka_run_group_tests_name("store open", tests, NULL, NULL);
}
