/* What comes from other systems with an article, and what goes out to them. Part of store.h, whose
 * rules on memory, threads and errors hold. */
#ifndef LOA_STORE_STORE_EXCHANGE_H
#define LOA_STORE_STORE_EXCHANGE_H

#include "base/err.h"
#include "base/str.h"

struct store_reader;
struct store_comment;

enum {
    STORE_IMPORT_COMMENTS_MAX = 500, /* of one command: a commit is not to take long */
    STORE_EXPORT_PAGE_MAX = 1000,    /* rows of one reading */
};

/* A comment as the other system kept it. */
struct store_foreign_comment {
    struct str key;    /* its own name there, unique in the article */
    struct str parent; /* key of the one it answers; "" = none */
    struct str name;   /* cut to STORE_NAME_MAX_CP; "" becomes "Bạn đọc" */
    struct str text;
    int64_t created_ms;
    bool approved; /* else it waits in the queue */
};

/* Puts comments under an article, whether or not it takes new ones. One that was put before, under its
 * key, is left as it is now, also when it was rejected since. An answer to an answer stands under the
 * comment that began; an answer to what is not shown stands by itself. Parents come before their
 * answers. One without a text, or with more than STORE_COMMENT_MAX_CP characters, is passed over and
 * counted. The result's id is how many were made; RC_LIMIT (number). */
struct store_import_comments {
    int64_t article_id;
    const struct store_foreign_comment *comments;
    size_t comments_n;
};

/* All comments of an article in the order they came, in every state, at most limit
 * (<= STORE_EXPORT_PAGE_MAX) with id > after_id. */
struct store_comments_query {
    int64_t article_id;
    int64_t after_id;
    int64_t limit;
};
enum rc store_comments_all(struct store_reader *r, struct arena *a, struct store_comments_query q,
                           struct store_comment **out, size_t *out_n, struct err *e) MUST_USE;

/* The ids of all articles, withdrawn ones too, in their order: at most limit with id > after_id. */
enum rc store_article_ids(struct store_reader *r, struct arena *a, int64_t after_id, int64_t limit,
                          int64_t **out, size_t *out_n, struct err *e) MUST_USE;

#endif
