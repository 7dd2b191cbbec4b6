/* What a reader has read of the search index in one read transaction: stretches of lists, decoded, and
 * the docs behind them. The searches of one question go through the same lists from the top each time.
 *
 * Nothing of it outlives the transaction (store_read_end): it is of one state. Bounded by
 * INDEX_CACHE_BYTES and INDEX_CACHE_DOCS; what does not fit is read again. One thread each. */
#ifndef LOA_STORE_STORE_INDEX_CACHE_H
#define LOA_STORE_STORE_INDEX_CACHE_H

#include "base/arena.h"

#include <stdint.h>

enum {
    INDEX_CACHE_BYTES =
        24 << 20, /* some 600 of the longest stretches; a question reads 50 to 200 */
    INDEX_CACHE_KEPT_BYTES = 1 << 20, /* of memory for the next transaction */
    INDEX_CACHE_DOCS = 1 << 14,       /* places of docs; a question finds some thousand */
    INDEX_CACHE_CHAINS = 256,
};

/* A row of search_part as far as it is of one list. */
struct index_row {
    struct index_row *next;
    int64_t position;     /* INT64_MIN: there is no row */
    int64_t asked;        /* between position and this there is no other row */
    const uint32_t *docs; /* ascending */
    size_t n;
};

/* The rows of a term in a segment that were read so far. */
struct index_list {
    struct index_list *next;
    int64_t segment;
    uint64_t term;
    struct index_row *rows;
};

/* A row of search_doc. */
struct index_doc {
    int64_t doc;        /* 0: this place is empty */
    int64_t article_id; /* 0: the doc is forgotten */
    int64_t section_id;
    int64_t listed_ms;
};

/* Zeros are an empty one. */
struct index_cache {
    struct arena arena;
    struct index_list *lists[INDEX_CACHE_CHAINS];
    struct arena docs_arena; /* of its own: there is always room for some docs */
    struct index_doc *docs;  /* a hash table of docs_capacity places */
    size_t docs_capacity;
    size_t docs_n;
};

/* Forgets everything; release gives its memory back too. */
void index_cache_clear(struct index_cache *c);
void index_cache_release(struct index_cache *c);

/* The rows of a term, none at first; NULL: there is no room. */
struct index_list *index_cache_list(struct index_cache *c, int64_t segment, uint64_t term);

/* The row that stands at or before position; NULL: not known. */
const struct index_row *index_list_row(const struct index_list *list, int64_t position);

/* Room for a row with at most n docs, for the caller to fill (docs and n may be made less) and to put into
 * its list; NULL: there is none. */
struct index_row *index_cache_row(struct index_cache *c, size_t n, uint32_t **docs);
void index_list_add(struct index_list *list, struct index_row *row);

/* What is known of a doc, until the next is kept; NULL: nothing. */
const struct index_doc *index_cache_doc(const struct index_cache *c, int64_t doc);

/* Makes room for n more docs, INDEX_CACHE_DOCS / 2 at most, if need be by forgetting the others. False:
 * the heap is empty. */
bool index_cache_make_room(struct index_cache *c, size_t n);
/* There is room. */
void index_cache_keep(struct index_cache *c, struct index_doc doc);

#endif
