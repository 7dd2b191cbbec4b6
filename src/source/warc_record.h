/* One record of a web archive: what its lines say, and the page in it. Pure; any thread. */
#ifndef LOA_SOURCE_WARC_RECORD_H
#define LOA_SOURCE_WARC_RECORD_H

#include "base/buf.h"
#include "source/sink.h"

enum warc_type {
    WARC_RESPONSE,
    WARC_RESOURCE,
    WARC_CONVERSION,
    WARC_REVISIT,      /* content, but elsewhere */
    WARC_CONTINUATION, /* of an earlier record (warc_segment.h) */
    WARC_OTHER,        /* warcinfo, request, metadata and unknown ones */
};

/* Texts borrow from the record's lines. */
struct warc_record {
    enum warc_type type;
    struct str url;
    struct str media; /* of the block: "application/http; msgtype=response" */
    int64_t captured_ms;
    uint64_t length_bytes; /* of the block */
    bool is_cut;           /* WARC-Truncated */
    struct str id;         /* WARC-Record-ID */
    struct str origin_id;  /* of a continuation: the first record's */
    int64_t segment;       /* WARC-Segment-Number; 0 = it is not cut into segments */
    bool ends_segments;    /* WARC-Segment-Total-Length: the last one */
};

/* Reads the lines of a record (from "WARC/1.0" to the empty line). RC_INVALID. */
enum rc warc_record_head(struct str lines, struct warc_record *out, struct err *e) MUST_USE;

enum warc_use {
    WARC_WANTED,   /* a page, as far as can be seen */
    WARC_UNWANTED, /* no page */
    WARC_UNKNOWN,  /* more of the block must be seen */
};

enum warc_want { WARC_PAGES, WARC_MEDIA };

/* Whether the block, which begins with begun, holds a page, or a picture or document. RC_INVALID: an HTTP
 * response that is none. */
enum rc warc_record_use(const struct warc_record *record, enum warc_want want, struct str begun,
                        enum warc_use *use, struct err *e) MUST_USE;

/* The page in a WARC_WANTED record. Its bytes are appended to out or borrowed from block; its texts
 * are in a. RC_INVALID, RC_CORRUPT, RC_LIMIT, RC_NOMEM. */
struct warc_block {
    const struct warc_record *record;
    struct str bytes;
};
enum rc warc_record_page(struct arena *a, struct warc_block block, struct buf *out,
                         struct source_page *page, struct err *e) MUST_USE;

#endif
