/* Every statement prepares, gives the columns it declares, and reads through an index unless it has
 * a permit ("-- scan: reason") that it needs. Prevents: the list that is fast with forty articles. */
#include "tests/store/store_fixture.h"

static struct site site;

static int open_site(void **state)
{
    (void)state;
    site_open(&site, 0);
    return 0;
}

static int close_site(void **state)
{
    (void)state;
    site_close(&site);
    return 0;
}

static struct engine *engine_open(void)
{
    struct engine *db = NULL;
    struct err e = {0};
    if (engine_sqlite_open(site.path, (struct engine_open){0}, &db, &e) != RC_OK)
        fail_msg("%s", e.text);
    return db;
}

static void prepares_with_its_columns(void **state)
{
    (void)state;
    struct engine *db = engine_open();
    for (size_t i = 0; i < SQL_COUNT; i++) {
        const struct statement_text *s = &STATEMENTS[i];
        struct engine_stmt *stmt = NULL;
        struct err e = {0};
        if (db->ops->prepare(db, s->text, &stmt, &e) != RC_OK)
            fail_msg("%s: %s", s->name, e.text);
        int columns_n = db->ops->columns(db, stmt);
        if (columns_n != s->columns_n)
            fail_msg("%s: gives %d columns, declares %d", s->name, columns_n, s->columns_n);
        for (int c = 0; c < columns_n; c++)
            if (strcmp(db->ops->column_name(db, stmt, c), s->columns[c]) != 0)
                fail_msg("%s: column %d is %s, declared %s", s->name, c,
                         db->ops->column_name(db, stmt, c), s->columns[c]);
        db->ops->finalize(db, stmt);
    }
    db->ops->close(db);
}

/* A line "SCAN x" of a query plan reads all of x. It does not count when x is a part of the query
 * that a line "CO-ROUTINE x" or "MATERIALIZE x" announced: that is what the part gives. */
static bool line_scans(struct str line, const struct buf *parts)
{
    struct arena a;
    if (!str_starts(line, STR("SCAN ")) || str_starts(line, STR("SCAN CONSTANT ROW")))
        return false;
    struct str name = str_from(line, 5);
    name = str_first(name, str_find_byte(name, ' '));
    arena_init(&a, 4096);
    struct str announced = str_format(&a, "\n%.*s\n", STR_ARG(name));
    bool scans = !str_contains(buf_view(parts), announced);
    arena_release(&a);
    return scans;
}

static void note_part(struct str line, struct buf *parts)
{
    struct str name = {0};
    if (str_starts(line, STR("CO-ROUTINE ")))
        name = str_from(line, 11);
    else if (str_starts(line, STR("MATERIALIZE ")))
        name = str_from(line, 12);
    buf_add(parts, name);
    buf_add(parts, STR("\n"));
}

/* True if the plan of text reads a whole table; *why gets the line. */
static bool plan_scans(struct engine *db, const struct statement_text *s, struct buf *why)
{
    enum { PLAN_DETAIL = 3 }; /* sqlite.org/eqp.html: id, parent, notused, detail */
    struct buf text;
    struct buf parts;
    buf_init(&text, NULL);
    buf_init(&parts, NULL);
    buf_addf(&text, "EXPLAIN QUERY PLAN %s", s->text);
    buf_add_byte(&text, '\0');
    buf_add(&parts, STR("\n"));
    struct engine_stmt *stmt = NULL;
    struct err e = {0};
    bool scans = false;
    bool row = false;
    if (db->ops->prepare(db, buf_view(&text).p, &stmt, &e) != RC_OK)
        fail_msg("%s: %s", s->name, e.text);
    while (db->ops->step(db, stmt, &row, &e) == RC_OK && row) {
        struct str line = db->ops->column_bytes(db, stmt, PLAN_DETAIL);
        note_part(line, &parts);
        if (line_scans(line, &parts)) {
            scans = true;
            buf_addf(why, "%.*s; ", STR_ARG(line));
        }
    }
    db->ops->finalize(db, stmt);
    buf_release(&parts);
    buf_release(&text);
    return scans;
}

static void scans_only_with_a_permit(void **state)
{
    (void)state;
    struct engine *db = engine_open();
    int wrong = 0;
    for (size_t i = 0; i < SQL_COUNT; i++) {
        struct buf why;
        buf_init(&why, NULL);
        bool scans = plan_scans(db, &STATEMENTS[i], &why);
        if (scans && !STATEMENTS[i].scan)
            print_error("%s: %.*s\n", STATEMENTS[i].name, STR_ARG(buf_view(&why)));
        if (!scans && STATEMENTS[i].scan)
            print_error("%s: has a permit to scan and does not need it\n", STATEMENTS[i].name);
        wrong += scans != (STATEMENTS[i].scan != NULL);
        buf_release(&why);
    }
    db->ops->close(db);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prepares_with_its_columns),
        cmocka_unit_test(scans_only_with_a_permit),
    };
    return cmocka_run_group_tests_name("sql", tests, open_site, close_site);
}
