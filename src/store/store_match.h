/* Matching in one segment of the search index; between store_read_search.c and store_read_match.c. */
#ifndef LOA_STORE_STORE_MATCH_H
#define LOA_STORE_STORE_MATCH_H

#include "store/postings.h"
#include "store/store_index_cache.h"
#include "store/store_stmt.h"

enum {
    MATCH_ROWS_MAX = 4000,    /* rows that a search reads before it is cut short: some 60 ms */
    MATCH_SEEKS_A_ROW = 1024, /* steps from list to list that cost as much as reading a row */
};

/* The list of a term as far as it is in memory. */
struct match_list {
    uint64_t term;
    struct index_list *cached; /* NULL: there was no room for it */
    const uint32_t *docs;      /* ascending; of the cache, or own */
    size_t n;                  /* 0: the segment has none (any more) */
    size_t at;                 /* those from here on are done */
    uint32_t *own;             /* room for POSTINGS_ROW_DOCS once the cache was full */
    int64_t position;
    bool has_rows; /* there may be more in the rows before */
};

/* How many of a segment's docs have it, by its newest ones; for comparing. */
static inline double match_density(const struct match_list *l)
{
    return l->n && l->has_rows ? (double)l->n / (l->docs[l->n - 1] - l->docs[0] + 1.0)
                               : (double)l->n / (1 << 24);
}

struct match_group {
    struct match_list *lists;
    size_t n;
};

struct matching {
    struct db *db;
    struct index_cache *cache;
    struct arena *arena; /* for lists that the cache has no room for, 36 KB each */
    int64_t segment;
    struct match_group all;  /* all of them */
    struct match_group *any; /* of each group one */
    size_t any_n;
    struct match_group *none; /* of no group all */
    size_t none_n;
    uint64_t rows_read;
    uint64_t rows_max;
    uint64_t seeks;
    bool cut; /* it was given up over the limits */
    struct err *e;
};

/* What the match has cost so far, in rows. */
static inline uint64_t match_work(const struct matching *m)
{
    return m->rows_read + m->seeks / MATCH_SEEKS_A_ROW;
}

/* Finds a term's list in the segment; zeros are a list that was never opened. RC_CORRUPT, RC_NOMEM. */
enum rc match_list_open(struct matching *m, struct match_list *l, uint64_t term) MUST_USE;
/* *found: the last doc of l that is not above doc, -1: none. Never goes up again. */
enum rc match_seek(struct matching *m, struct match_list *l, int64_t doc, int64_t *found) MUST_USE;
/* Puts the opened lists of all in order. */
void match_order(struct matching *m);
/* Takes *doc down to the next match at or below it; -1: there is none. Docs only go down. */
enum rc match_next(struct matching *m, int64_t *doc) MUST_USE;

#endif
