#include "app/reference.h"

#include "base/mem.h"
#include "ingest/import_key.h"
#include "ingest/reader.h"

#include <stdlib.h>

struct reference_book reference_open(struct task *t, const char *folder)
{
    struct reference_book book = {.task = t, .folder = folder};
    map_init(&book.known, &t->arena);
    return book;
}

/* ---- by file: the keys that loa import gave its article ---- */

struct key_search {
    struct arena *arena; /* of the keys */
    struct str real_path;
    struct map *titles;
    struct article_texts keys; /* of the first article; none when there is none */
};

static bool found(void *ctx, const struct reader_item *item, enum rc rc, struct reader_place place,
                  const struct err *e)
{
    (void)place;
    (void)e;
    struct key_search *search = ctx;
    if (rc == RC_OK)
        search->keys =
            import_keys(search->arena, (struct import_key_input){.article = &item->article,
                                                                 .real_path = search->real_path,
                                                                 .line = item->line,
                                                                 .is_capture = item->is_capture,
                                                                 .titles = search->titles});
    return false;
}

/* The keys of the article in the file at path; none when there is no such file or no article. */
static struct article_texts keys_of_file(struct arena *a, const char *path)
{
    struct map titles;
    char *real = realpath(path, NULL);
    struct str real_path = str_copy(a, str_view(real));
    mem_free(real);
    if (real_path.n == 0)
        return (struct article_texts){NULL, 0};
    map_init(&titles, a);
    struct key_search search = {.arena = a, .real_path = real_path, .titles = &titles};
    (void)reader_run_file(path, (struct reader_listener){.found = found, .ctx = &search});
    return search.keys;
}

static struct article_texts keys_of(struct reference_book *book, struct str name)
{
    struct arena *a = &book->task->arena;
    struct article_texts keys = {NULL, 0};
    if (book->folder && !str_contains(name, STR("/"))) {
        struct str path = str_format(a, "%s/%.*s", book->folder, STR_ARG(name));
        keys = keys_of_file(a, str_cstr(a, str_concat(a, path, STR(".json"))));
        if (keys.items_n == 0)
            keys = keys_of_file(a, str_cstr(a, path));
    }
    if (keys.items_n == 0) {
        keys.items = arena_array(a, 1, sizeof *keys.items);
        keys.items_n = keys.items ? 1 : 0;
        if (keys.items)
            keys.items[0] = str_copy(a, name);
    }
    return keys;
}

static enum rc find_by_keys(struct task *t, struct article_texts keys, int64_t *id)
{
    enum rc rc = RC_NOTFOUND;
    for (size_t i = 0; i < keys.items_n && rc == RC_NOTFOUND; i++)
        rc = store_article_by_import_key(t->folder.reader, keys.items[i], id, &t->e);
    return rc;
}

enum rc reference_article(struct reference_book *book, struct str name, int64_t *id)
{
    struct task *t = book->task;
    void *known = NULL;
    int64_t found_id = 0;
    if (str_to_int(name, &found_id) && found_id > 0) {
        *id = found_id;
        return RC_OK;
    }
    if (map_get(&book->known, name, &known) && known) {
        *id = *(const int64_t *)known;
        return RC_OK;
    }
    enum rc rc = find_by_keys(t, keys_of(book, name), &found_id);
    if (rc == RC_NOTFOUND)
        return fail(&t->e, RC_NOTFOUND, "there is no article \"%.*s\"", STR_ARG(name));
    int64_t *kept = rc ? NULL : arena_alloc(&t->arena, sizeof *kept);
    if (kept) {
        *kept = found_id;
        map_set(&book->known, str_copy(&t->arena, name), kept);
    }
    if (!rc)
        *id = found_id;
    return rc;
}
