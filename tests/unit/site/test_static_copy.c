/* The pieces of a static copy: names of files, links of pages, the folder, the ledger. */
#include "tests/test.h"

#include "base/buf.h"
#include "site/copy_folder.h"
#include "site/copy_ledger.h"
#include "site/copy_links.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static char root[64];

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    (void)snprintf(root, sizeof root, "/tmp/loa-copy-XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

static int end(void **state)
{
    char command[128];
    struct copy_folder f;
    struct err e;
    static const char *const made[] = {"a/b/x.html", "a/y", "z", COPY_LEDGER_NAME};
    (void)state;
    if (copy_folder_open(root, &f, &e) == RC_OK) {
        for (size_t i = 0; i < COUNT_OF(made); i++)
            assert_int_equal(copy_folder_remove(&f, str_view(made[i]), &e), RC_OK);
        copy_folder_close(&f);
    }
    (void)snprintf(command, sizeof command, "%s/" COPY_LEDGER_NAME ".part", root);
    (void)unlink(command);
    (void)rmdir(root);
    arena_release(&arena);
    return 0;
}

static void test_names(void **state)
{
    static const struct {
        const char *path;
        const char *name;
    } rows[] = {
        {"/", "index.html"},
        {"/a/", "a/index.html"},
        {"/a/b.html", "a/b.html"},
        {"/a/../b", ""},
        {"/../b", ""},
        {"/a//b", ""},
        {"//a", ""},
        {"/.htaccess", ""},
        {"/a/.git/config", ""},
        {"/a/\x01", ""},
        {"a", ""},
        {"/*/cau-moi/", ""},
        {"", ""},
        {"/media/ab/cd-640.webp", "media/ab/cd-640.webp"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_str_is(copy_folder_name(&arena, str_view(rows[i].path)), rows[i].name);
    char longest[COPY_NAME_BYTES_MAX + 3];
    memset(longest, 'a', sizeof longest);
    longest[0] = '/';
    longest[sizeof longest - 1] = '\0';
    assert_str_is(copy_folder_name(&arena, str_view(longest)), "");
}

static void gather(void *ctx, struct str path)
{
    buf_add(ctx, path);
    buf_add_byte(ctx, '\n');
}

static void test_links(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, &arena);
    copy_links(
        STR("<a href=\"/a/#x\">1/2</a> <a href=\"https://b/c\"><a href=\"//b\"><img src=\"/m/1.jpg\" "
            "srcset=\"/m/1-3.jpg 320w, /m/1-6.jpg 640w\"><a href=\"/s?q=/x\"><a href=\"#x\">"
            "<p>=\"/no quote behind"),
        gather, &b);
    copy_links(STR("@font-face{src:url(/t/f.woff2) format('woff2'),url(\"/t/g.woff2\")}"), gather,
               &b);
    assert_str_is(buf_view(&b),
                  "/a/\n/m/1.jpg\n/m/1-3.jpg\n/m/1-6.jpg\n/no\n/t/f.woff2\n/t/g.woff2\n");
}

static bool write_text(struct copy_folder *f, const char *name, const char *text)
{
    bool changed = false;
    struct err e;
    struct page_segment all[2] = {{text, strlen(text) / 2},
                                  {text + strlen(text) / 2, strlen(text) - strlen(text) / 2}};
    assert_int_equal(copy_folder_write(f, str_view(name), all, 2, &changed, &e), RC_OK);
    return changed;
}

static void test_folder(void **state)
{
    struct copy_folder f;
    struct err e;
    struct stat st;
    char path[128];
    (void)state;
    assert_int_equal(copy_folder_open(root, &f, &e), RC_OK);
    assert_true(write_text(&f, "a/b/x.html", "one"));
    assert_false(write_text(&f, "a/b/x.html", "one"));
    assert_true(write_text(&f, "a/b/x.html", "two"));
    assert_true(write_text(&f, "a/b/x.html", "longer"));
    assert_true(write_text(&f, "a/y", "y"));
    assert_true(write_text(&f, "z", ""));
    (void)snprintf(path, sizeof path, "%s/a/b/.loa-part", root);
    assert_int_equal(stat(path, &st), -1);
    assert_int_equal(copy_folder_remove(&f, STR("a/b/x.html"), &e), RC_OK);
    assert_int_equal(copy_folder_remove(&f, STR("a/b/x.html"), &e), RC_OK);
    (void)snprintf(path, sizeof path, "%s/a/b", root);
    assert_int_equal(stat(path, &st), -1); /* empty now */
    (void)snprintf(path, sizeof path, "%s/a/y", root);
    assert_int_equal(stat(path, &st), 0);
    assert_true(write_text(&f, "a/b/x.html", "again"));
    copy_folder_close(&f);
}

static void test_ledger(void **state)
{
    struct copy_folder f;
    struct copy_reader r;
    struct copy_stamp was;
    struct copy_stamp stamp = {.seq = 12, .at_ms = 1700000000000};
    struct copy_line line = {COPY_ARTICLE, 7, STR(""), STR("a/b-7.html"), STR("article:7 site")};
    FILE *file = NULL;
    bool there = true;
    bool damaged = false;
    struct err e;
    (void)state;
    memset(stamp.made_by.bytes, 0xa5, sizeof stamp.made_by.bytes);
    assert_int_equal(copy_folder_open(root, &f, &e), RC_OK);
    assert_false(copy_ledger_begun(f.fd));
    assert_int_equal(copy_reader_open(f.fd, &r, &was, &there, &e), RC_OK);
    assert_false(there);
    copy_reader_close(&r);
    assert_int_equal(copy_writer_open(f.fd, stamp, &file, &e), RC_OK);
    assert_true(copy_ledger_begun(f.fd));
    copy_writer_add(file, &line);
    copy_writer_add(file,
                    &(struct copy_line){.kind = COPY_FILE, .path = STR("/m"), .file = STR("m")});
    assert_int_equal(copy_writer_finish(f.fd, file, &e), RC_OK);
    assert_int_equal(copy_reader_open(f.fd, &r, &was, &there, &e), RC_OK);
    assert_true(there);
    assert_int_equal(was.seq, 12);
    assert_int_equal(was.at_ms, 1700000000000);
    assert_memory_equal(&was.made_by, &stamp.made_by, sizeof was.made_by);
    assert_true(copy_reader_next(&r, &line, &damaged));
    assert_int_equal(line.id, 7);
    assert_str_is(line.file, "a/b-7.html");
    assert_str_is(line.tags, "article:7 site");
    assert_true(copy_reader_next(&r, &line, &damaged));
    assert_int_equal(line.kind, COPY_FILE);
    assert_str_is(line.path, "/m");
    assert_false(copy_reader_next(&r, &line, &damaged));
    assert_false(damaged);
    copy_reader_close(&r);
    copy_folder_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_names, begin, end),
        cmocka_unit_test_setup_teardown(test_links, begin, end),
        cmocka_unit_test_setup_teardown(test_folder, begin, end),
        cmocka_unit_test_setup_teardown(test_ledger, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
