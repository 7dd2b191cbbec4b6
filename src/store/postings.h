/* Posting lists: which docs have a term, in bytes. Knows no SQL; docs/decisions/0010-search-index.md.
 *
 * A segment is an immutable index of a run of docs, numbered from 0 in it. It is kept in rows, each
 * at a position: the term in the high bits, the part in the low POSTINGS_PART_BITS.
 *
 *     part 0   a pack: the whole lists of several terms, the row's own first
 *     part p   a stretch of one long list; its first doc is one of (p - 1) * 32 … + 31
 *
 * so that "the last row at or before (term, part of a doc)" is where that doc stands, if anywhere. A
 * list is the first doc and then the steps, each a number of 7 bits a byte, low bits first. A row
 * ends in four bytes of checksum over it and its position.
 * Nothing here allocates, but the batch. One thread each. */
#ifndef LOA_STORE_POSTINGS_H
#define LOA_STORE_POSTINGS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash_term.h"

enum {
    POSTINGS_PART_BITS = 19,
    POSTINGS_ROW_BYTES =
        8900, /* of a row: two overflow pages of 4 KB and what fits beside its key */
    POSTINGS_PACKED_BYTES = 2000,           /* a longer list has rows of its own */
    POSTINGS_DOCS_MAX = (1 << 24) - 64,     /* docs of a segment: what parts can tell apart */
    POSTINGS_ROW_DOCS = POSTINGS_ROW_BYTES, /* at most so many docs in a row: a byte each */
    POSTINGS_BATCH_DOCS = 1 << 20, /* docs of a batch, and the terms: 32 MB, and as much to sort */
    POSTINGS_BATCH_MAX = 4 << 20,
};
_Static_assert(HASH_TERM_BITS + POSTINGS_PART_BITS <= 63, "a position is an int64_t");

static inline int64_t postings_position(uint64_t term, uint32_t part)
{
    return (int64_t)(term << POSTINGS_PART_BITS | part);
}
static inline uint64_t postings_term(int64_t position)
{
    return (uint64_t)position >> POSTINGS_PART_BITS;
}
static inline uint32_t postings_part(int64_t position)
{
    return (uint32_t)position & ((1U << POSTINGS_PART_BITS) - 1);
}
/* The part of a long list that doc would stand in. */
static inline uint32_t postings_part_of(uint32_t doc)
{
    return (doc >> 5) + 1;
}

/* ---- reading ---- */

/* *inside: the row without its checksum, borrowed. False: it is damaged. */
bool postings_open(int64_t position, struct str row, struct str *inside);

/* Goes through a pack: *term and *list of the next list, *rest moved past it; *term is that of the
 * list before, at first the row's own, with first true. False: the end (rest is empty) or damage. */
bool postings_next_list(struct str *rest, bool first, uint64_t *term, struct str *list);

/* The docs of a list, ascending, into docs, which has room for POSTINGS_ROW_DOCS. False: damage. */
bool postings_docs(struct str list, uint32_t *docs, size_t *docs_n);

/* ---- writing ---- */

/* Takes terms with docs, ascending by both, and gives rows, ascending. Sticky: after a failure it
 * does nothing. */
struct postings_writer {
    /* Keeps a row; RC_OK to go on. */
    enum rc (*keep)(void *ctx, int64_t position, struct str row);
    void *ctx;
    enum rc rc;
    uint64_t bytes;      /* of all rows so far */
    bool any;            /* a list is open */
    uint64_t term;       /* of the open list */
    uint32_t last;       /* its last doc */
    uint32_t list_first; /* the first doc in list */
    uint32_t list_parts; /* rows of its own that the list has already */
    size_t list_n;
    size_t pack_n;
    uint64_t pack_first;
    uint64_t pack_last;
    char list[POSTINGS_ROW_BYTES + 16];
    char pack[POSTINGS_ROW_BYTES + POSTINGS_PACKED_BYTES + 32];
};
void postings_start(struct postings_writer *w,
                    enum rc (*keep)(void *ctx, int64_t position, struct str row), void *ctx);
/* The same doc twice is once. */
void postings_put(struct postings_writer *w, uint64_t term, uint32_t doc);
/* Gives what is left; the first failure of all. */
enum rc postings_end(struct postings_writer *w) MUST_USE;

/* ---- a batch ---- */

/* Docs with their terms, gathered in memory to become a segment. Zeros are an empty one. */
struct postings_batch {
    uint64_t *records; /* term and doc, as they came; heap */
    size_t n;
    size_t capacity;
    int64_t first_doc; /* of the first added; a segment's doc 0 */
    int64_t last_doc;
};
/* False when it would grow over its limits, or doc does not fit behind the first: write it first.
 * *rc RC_NOMEM: the heap is empty. Docs come ascending. */
bool postings_batch_add(struct postings_batch *b, int64_t doc, const uint64_t *terms,
                        size_t terms_n, enum rc *rc);
/* Puts all into w, and empties the batch. RC_NOMEM, or w's. */
enum rc postings_batch_write(struct postings_batch *b, struct postings_writer *w) MUST_USE;
/* Back to the first n records: what a transaction that was undone had added. */
void postings_batch_undo(struct postings_batch *b, size_t n);
void postings_batch_release(struct postings_batch *b);

#endif
