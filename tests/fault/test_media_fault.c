/* Every allocation of taking an article's picture and document fails once: no crash, no leak, what was not
 * taken is told, and the next try takes it. Those of the decoder's process are its own. */
#include "tests/test.h"

#include "base/mem.h"
#include "ingest/media_article.h"
#include "tests/unit/ingest/png.h"

#include <stdlib.h>
#include <unistd.h>

enum { ALLOCATIONS_MAX = 2000 };

static char folder[] = "/tmp/loa-media-fault-XXXXXX";
static struct store *st;
static struct media_target target;

static const char *path_of(struct arena *a, const char *name)
{
    return str_cstr(a, str_format(a, "%s/%s", folder, name));
}

static int start(void **state)
{
    (void)state;
    struct arena a;
    struct store_reader *reader = NULL;
    arena_init(&a, 1 << 20);
    if (!mkdtemp(folder) ||
        store_open(path_of(&a, "loa.db"), (struct store_options){.create = true, .bulk = true}, &st,
                   NULL) ||
        store_reader_open(st, &reader, NULL))
        return 1;
    target = (struct media_target){folder, st, reader, raster_child_new()};
    arena_release(&a);
    return target.raster ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    raster_child_free(target.raster);
    store_reader_close(target.reader);
    store_close(st);
    int rc = system(str_cstr(&a, str_format(&a, "rm -rf %s", folder)));
    arena_release(&a);
    return rc;
}

static void write_file(struct arena *a, const char *name, struct str bytes)
{
    FILE *f = fopen(path_of(a, name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
}

/* Files that were never taken before: number makes them others. */
static void write_files(struct arena *a, uint64_t number)
{
    write_file(a, "a.png",
               png_of(a, 9, 8, str_format(a, "<x>%llu</x>", (unsigned long long)number)));
    write_file(a, "b.pdf",
               str_format(a, "%%PDF-1.4\n%% %llu\n%%%%EOF\n", (unsigned long long)number));
}

static void count_refused(void *ctx, struct str src, const struct err *e)
{
    size_t *refused = ctx;
    assert_true(src.n && e->text[0]);
    (*refused)++;
}

/* Takes a figure, one of an archive, and a document; how many came along, and how many were told. */
static size_t take(struct arena *a, struct str archived, size_t *refused)
{
    struct article_block blocks[] = {
        {.type = BLOCK_FIGURE, .src = STR("a.png")},
        {.type = BLOCK_FIGURE, .src = STR("https://x.example/c.png")},
    };
    struct article_document document = {.title = STR("Kế hoạch"), .url = STR("b.pdf")};
    struct article art = {
        .blocks = blocks, .blocks_n = COUNT_OF(blocks), .documents = &document, .documents_n = 1};
    struct media_archive *archive = NULL;
    struct media_origin origin = {
        .path = path_of(a, "bai.html"), .refused = count_refused, .ctx = refused};
    struct err e = {""};
    enum rc rc = media_archive_new(folder, &archive, &e);
    if (!rc)
        rc = media_archive_add(archive, STR("http://x.example/c.png"), archived, &e);
    *refused += rc != RC_OK;
    assert_true(rc == RC_OK || e.text[0]);
    origin.archive = rc ? NULL : archive;
    media_take_over(a, &target, &origin, &art);
    media_archive_free(archive);
    return (media_path(blocks[0].src).n > 0) + (media_path(blocks[1].src).n > 0) +
           (media_path(document.url).n > 0);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    enum { MEDIA = 3 };
    for (uint64_t k = 1; k < ALLOCATIONS_MAX; k++) {
        struct arena files;
        struct arena a;
        size_t refused = 0;
        arena_init(&files, 16 << 20);
        arena_init(&a, 64 << 20);
        write_files(&files, k);
        struct str archived = png_of(&files, 10, 8, str_format(&files, "<y>%d</y>", (int)k));
        (void)path_of(&a, "bai.html");
        mem_fail_at(k);
        size_t taken = take(&a, archived, &refused);
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        bool failed = arena_failed(&a); /* then the import itself says that memory was short */
        arena_release(&a);
        arena_init(&a, 64 << 20);
        if (taken + refused < MEDIA && !failed)
            fail_msg("allocation %d: %zu taken, %zu told", (int)k, taken, refused);
        refused = 0;
        if (take(&a, archived, &refused) != MEDIA)
            fail_msg("allocation %d: the next try takes not all", (int)k);
        arena_release(&a);
        arena_release(&files);
        if (!fired) {
            assert_int_equal(taken, MEDIA);
            assert_true(k > 10);
            return;
        }
    }
    fail_msg("still failing after %d allocations", ALLOCATIONS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_may_fail)};
    return cmocka_run_group_tests(tests, start, end);
}
