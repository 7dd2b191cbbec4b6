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

struct store_import_comments import_talk_read(struct arena *a, const struct import_talk *talk)
{
    const struct doc *doc = talk->doc;
    size_t from_n = doc ? doc->comments_n : 0;
    struct store_foreign_comment *comments =
        from_n ? arena_array(a, from_n, sizeof *comments) : NULL;
    size_t n = 0;
    for (size_t i = 0; comments && i < from_n; i++) {
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
    return (struct store_import_comments){.comments = comments, .comments_n = n};
}

struct store_import_comments import_talk_first(struct store_import_comments all)
{
    if (all.comments_n > STORE_IMPORT_COMMENTS_MAX)
        all.comments_n = STORE_IMPORT_COMMENTS_MAX;
    return all;
}

enum rc import_talk_rest(struct store *st, const struct store_import_comments *all, size_t *taken,
                         struct err *e)
{
    enum rc rc = RC_OK;
    for (size_t at = STORE_IMPORT_COMMENTS_MAX; at < all->comments_n && !rc;
         at += STORE_IMPORT_COMMENTS_MAX) {
        struct store_result result = {0};
        struct store_command c = {
            .kind = STORE_IMPORT_COMMENTS,
            .import_comments = import_talk_first((struct store_import_comments){
                all->article_id, all->comments + at, all->comments_n - at})};
        rc = store_run(st, &c, &result, e);
        *taken += rc ? 0 : (size_t)result.id;
    }
    return rc;
}
