#include "ingest/import_talk.h"

#include <stdlib.h>

static int compare_times(const void *x, const void *y)
{
    const struct store_foreign_comment *first = x;
    const struct store_foreign_comment *second = y;
    if (first->created_ms != second->created_ms)
        return first->created_ms < second->created_ms ? -1 : 1;
    return first->key.n != second->key.n ? (first->key.n < second->key.n ? -1 : 1)
                                         : str_compare(first->key, second->key);
}

/* Parents before their answers: those of a time before those of a later one, as they were written. */
static void sort_by_time(struct store_foreign_comment *comments, size_t n)
{
    if (n)
        qsort(comments, n, sizeof *comments, compare_times);
}

enum rc import_talk(struct arena *a, struct store *st, const struct doc *doc, int64_t article_id,
                    size_t *taken, struct err *e)
{
    struct store_foreign_comment *comments = arena_array(a, doc->comments_n, sizeof *comments);
    enum rc rc = RC_OK;
    if (!comments)
        return fail(e, RC_NOMEM, "article needs more memory than its limit");
    for (size_t i = 0; i < doc->comments_n; i++) {
        const struct doc_comment *from = &doc->comments[i];
        comments[i] = (struct store_foreign_comment){from->key,  from->parent,     from->name,
                                                     from->text, from->created_ms, from->approved};
    }
    sort_by_time(comments, doc->comments_n);
    for (size_t at = 0; at < doc->comments_n && !rc; at += STORE_IMPORT_COMMENTS_MAX) {
        struct store_result result = {0};
        size_t left = doc->comments_n - at;
        struct store_command c = {.kind = STORE_IMPORT_COMMENTS,
                                  .import_comments = {article_id, comments + at,
                                                      left < STORE_IMPORT_COMMENTS_MAX
                                                          ? left
                                                          : STORE_IMPORT_COMMENTS_MAX}};
        rc = store_run(st, &c, &result, e);
        *taken += rc ? 0 : (size_t)result.id;
    }
    return rc;
}
