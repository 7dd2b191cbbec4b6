/* One article into the store, with everything derived from it: slug, excerpt, picture, tokens. */
#ifndef LOA_INGEST_IMPORT_PUT_H
#define LOA_INGEST_IMPORT_PUT_H

#include "article/link_rules.h"
#include "ingest/import_moved.h"
#include "store/store.h"

/* What is known besides the article. Everything is borrowed. */
struct put_input {
    const struct article *article;
    struct article_texts import_keys;
    struct str section_slug;
    int64_t *related_ids;
    size_t related_ids_n;
    int64_t now_ms;
    int64_t
        undated_ms;  /* where one without a time of its own stands; 0: at its capture's, else now */
    int64_t views;   /* as store_put_article */
    int64_t hold_ms; /* as store_put_article */
    bool draft;      /* a new article is not listed */
    struct import_old old;             /* lead to it */
    struct store_import_comments talk; /* stand under it; no more than one command may bring */
    struct store_link_origin brought;  /* who brings its links */
    const struct link_rules *rules;    /* what a link may not be; NULL: all are taken */
    struct link_told told;             /* each link that was refused; with rules only */
};

/* What writes article to a store, its texts in a. RC_NOMEM, and article_facts' errors. */
enum rc import_put_command(struct arena *a, struct put_input in, struct store_command *out,
                           struct err *e) MUST_USE;

/* Writes article to st. Errors as store_run. */
enum rc import_put(struct arena *a, struct store *st, struct put_input in,
                   struct store_result *result, struct err *e) MUST_USE;

#endif
