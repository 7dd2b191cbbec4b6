/* A store of its own with one section, "tin", and a reader of it: what search and questions are tested on. Include it
 * in one file a program. */
#ifndef LOA_TESTS_ARCHIVE_FIXTURE_H
#define LOA_TESTS_ARCHIVE_FIXTURE_H

#include "tests/test.h"

#include "article/article_json.h"
#include "article/article_terms.h"
#include "article/slug.h"
#include "base/buf.h"
#include "base/hash.h"
#include "store/store.h"

#include <stdlib.h>
#include <unistd.h>

#define NOW INT64_C(1795000000000) /* November 2026 */

static struct store *st;
static struct store_reader *reader;
static char path[64];

static inline void run(struct store_command c)
{
    struct err e = {{0}};
    if (store_run(st, &c, NULL, &e))
        fail_msg("%s", e.text);
}

/* The file stands in memory where the machine has such a place. */
static inline void archive_open(void)
{
    struct err e = {{0}};
    bool memory = access("/dev/shm", W_OK) == 0;
    snprintf(path, sizeof path, "%s/loa-archive-XXXXXX", memory ? "/dev/shm" : "/tmp");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    unlink(path);
    assert_true(hash_start());
    assert_int_equal(store_open(path, (struct store_options){.create = true}, &st, &e), RC_OK);
    assert_int_equal(store_reader_open(st, &reader, &e), RC_OK);
    run((struct store_command){.kind = STORE_PUT_SECTION,
                               .put_section = {STR("Tin"), STR("tin"), STR(""), 1}});
}

static inline void archive_close(void)
{
    static const char *const SUFFIXES[] = {"", "-wal", "-shm", ".key"};
    store_reader_close(reader);
    store_close(st);
    for (size_t i = 0; i < COUNT_OF(SUFFIXES); i++) {
        char file[80];
        snprintf(file, sizeof file, "%s%s", path, SUFFIXES[i]);
        unlink(file);
    }
}

/* As an import does, words of the index included. */
static inline void archive_put(const struct article *art, struct str excerpt)
{
    struct arena a;
    struct buf body;
    struct terms terms;
    struct term_reader words;
    arena_init(&a, 8 << 20);
    buf_init(&body, &a);
    article_json_write(&body, art);
    term_reader_init(&words, &a, 256);
    article_terms(&a, &words, art, &terms);
    run((struct store_command){.kind = STORE_PUT_ARTICLE,
                               .put_article = {.article = art,
                                               .body_json = buf_view(&body),
                                               .section_slug = STR("tin"),
                                               .slug = slug_from_title(&a, art->title),
                                               .excerpt = excerpt,
                                               .search = {terms.keys, terms.n},
                                               .now_ms = NOW}});
    assert_false(arena_failed(&a));
    arena_release(&a);
}

#endif
