/* A page that a web archive cut into segments (ISO 28500, 7): the first record of it and the
 * continuations that come after, in order, joined. One page at a time is held; a struct belongs to one
 * thread. */
#ifndef LOA_SOURCE_WARC_SEGMENT_H
#define LOA_SOURCE_WARC_SEGMENT_H

#include "source/warc_record.h"

/* Zeros hold nothing but for block, which the caller inits. */
struct warc_segments {
    struct arena arena;        /* the texts of record */
    struct warc_record record; /* the first one; length_bytes is that of block */
    struct buf block;          /* heap */
    size_t number;             /* of the first record */
    int64_t next;              /* the segment that is waited for; 0 = nothing is held */
};

void warc_segments_init(struct warc_segments *s);
void warc_segments_release(struct warc_segments *s);
/* Holds nothing any more. */
void warc_segments_clear(struct warc_segments *s);

/* Holds the first segment, number being its place. RC_NOMEM. */
enum rc warc_segments_begin(struct warc_segments *s, struct warc_block first, size_t number,
                            struct err *e) MUST_USE;

/* True if record is the next segment of what is held. */
bool warc_segments_wants(const struct warc_segments *s, const struct warc_record *record);

/* Appends it. RC_LIMIT: more than max_bytes in all; RC_NOMEM. Then nothing is held. */
enum rc warc_segments_add(struct warc_segments *s, struct str block, size_t max_bytes,
                          struct err *e) MUST_USE;

#endif
