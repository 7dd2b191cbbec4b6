#include "ingest/import_talk.h"

#include "base/hash.h"
#include "base/utf8.h"

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

/* Some exports number no comments: one that says the same at the same time is the same. */
static struct str key_of(struct arena *a, const struct doc_comment *c)
{
    enum { KEY_BYTES = 12 };
    if (c->key.n)
        return c->key;
    struct hash_content hash = hash_content(str_format(
        a, "%lld %.*s %.*s", (long long)c->created_ms, STR_ARG(c->name), STR_ARG(c->text)));
    return str_concat(a, STR("#"), hash_hex(a, hash.bytes, KEY_BYTES));
}

/* Why the store will not have it; NULL when it will. */
static const char *refusal_of(const struct doc_comment *c)
{
    if (str_trim(c->text).n == 0)
        return "it says nothing";
    if (utf8_count_cp(c->text) > STORE_COMMENT_MAX_CP)
        return "it is longer than 3,000 characters";
    return NULL;
}

static void tell_refused(struct arena *a, const struct import_talk *talk,
                         const struct doc_comment *c, const char *why)
{
    struct str cause =
        str_format(a, "comment %.*s by \"%.*s\" left out: %s", STR_ARG(str_first(c->key, 40)),
                   STR_ARG(utf8_first_cp(c->name, 40)), why);
    talk->told(talk->ctx, str_cstr(a, cause));
}

enum rc import_talk(struct arena *a, struct store *st, const struct import_talk *talk,
                    struct err *e)
{
    const struct doc *doc = talk->doc;
    struct store_foreign_comment *comments = arena_array(a, doc->comments_n, sizeof *comments);
    enum rc rc = RC_OK;
    size_t n = 0;
    if (!comments)
        return fail(e, RC_NOMEM, "article needs more memory than its limit");
    for (size_t i = 0; i < doc->comments_n; i++) {
        const struct doc_comment *from = &doc->comments[i];
        const char *why = refusal_of(from);
        if (why)
            tell_refused(a, talk, from, why);
        else
            comments[n++] =
                (struct store_foreign_comment){key_of(a, from), from->parent,     from->name,
                                               from->text,      from->created_ms, from->approved};
    }
    sort_by_time(comments, n);
    for (size_t at = 0; at < n && !rc; at += STORE_IMPORT_COMMENTS_MAX) {
        struct store_result result = {0};
        size_t left = n - at;
        struct store_command c = {.kind = STORE_IMPORT_COMMENTS,
                                  .import_comments = {talk->article_id, comments + at,
                                                      left < STORE_IMPORT_COMMENTS_MAX
                                                          ? left
                                                          : STORE_IMPORT_COMMENTS_MAX}};
        rc = store_run(st, &c, &result, e);
        *talk->taken += rc ? 0 : (size_t)result.id;
    }
    return rc;
}
