/* The search index inside the store: what the writer gathers, and how segments come and go. */
#ifndef LOA_STORE_STORE_SEARCH_H
#define LOA_STORE_STORE_SEARCH_H

#include "store/postings.h"
#include "store/store_internal.h"

/* States of rows of search_index and search_segment. */
enum { SEARCH_BUILDING = 0, SEARCH_IN_USE = 1, SEARCH_LEAVING = 2 };
enum { SEGMENT_IN_USE = 0, SEGMENT_MERGING = 1 };

/* What the terms of an index are (text/terms.h), kept in search_index.whole: an index of another number
 * is built anew. Whoever changes what words and pairs a text gives counts it up, and writes a schema
 * file that does the same for a store without articles. 1: parts of document numbers may be missing. */
enum { SEARCH_FORMAT = 2 };

enum {
    SEGMENTS_MAX = 4096,  /* of one index: a build of a hundred million articles */
    SEGMENT_FAN_MAX = 16, /* segments merged into one at a time */
    SEGMENT_FAN = 8,      /* so many of a size are merged: a search opens seven of each size */
    SEGMENT_FEW = 3,      /* what a build ends with at most */
    MERGE_STEP_BYTES =
        256 << 10, /* of one commit: some milliseconds, besides what it brings itself */
    MERGE_BUILD_BYTES = 8 << 20, /* of a step of a build: some fifty */
    DROP_STEP_ROWS = 256,        /* of one segment or index */
};

struct segment {
    int64_t segment;
    int64_t state;
    int64_t first_doc;
    int64_t last_doc;
    int64_t next_term;
};

/* A term of the store's own: "=" (every article), "=s7" (its section), "=m202406" (its month). No
 * token of floor text has a "=". */
uint64_t search_own_term(const char *format, ...) PRINTF_LIKE(1, 2);

/* The segments of an index in use and being merged, newest first. */
enum rc search_segments(struct db *db, struct arena *a, int64_t index_no, struct segment **out,
                        size_t *out_n, struct err *e) MUST_USE;

/* The index in use, and whether it was whole when it came into use. RC_CORRUPT: there is none. */
enum rc search_index_now(struct db *db, int64_t *index_no, bool *whole, struct err *e) MUST_USE;

/* Writes a batch as a segment of an index, which is empty then. *bytes (may be NULL): how many. */
enum rc search_write_segment(struct db *db, struct postings_batch *batch, int64_t index_no,
                             uint64_t *bytes, struct err *e) MUST_USE;

/* Merges for about budget_bytes. few: until there are few segments; else only where there are many
 * of a size. *more: there is more to do. */
struct search_merge {
    int64_t index_no;
    uint64_t budget_bytes;
    bool few;
};
enum rc search_merge_step(struct db *db, struct search_merge merge, bool *more,
                          struct err *e) MUST_USE;

/* Removes some rows of what is leaving. *more: there is more. */
enum rc search_drop_step(struct db *db, bool *more, struct err *e) MUST_USE;

#endif
