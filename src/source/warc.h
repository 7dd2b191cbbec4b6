/* Web archives: WARC 1.0 and 1.1 (ISO 28500; 0.17 and 0.18 as well), and Common Crawl's WET, which is
 * WARC with text in it.
 *
 * A push reader (sink.h); places are record numbers from 1. Responses of status 200 and 203 with
 * HTML, resources of HTML, and conversions to text go to sink->page; what else carries content
 * (pictures, scripts, redirects, revisits) to sink->skipped; requests, metadata and the like are
 * passed over. A record that is broken is told to sink->refused, and reading goes on at the next
 * one: where a record's length is wrong, at the next line "WARC/1.…" after an empty one.
 * A page in segments is joined as far as its continuations come in order behind it in the same file;
 * without them it is taken as one that was cut.
 * A file can be read twice (format.h): first for the pictures and documents in it, then for its pages.
 * Memory: one page and one in segments, each at most WARC_HELD_MAX_BYTES and what it unpacks to. */
#ifndef LOA_SOURCE_WARC_H
#define LOA_SOURCE_WARC_H

#include "source/sink.h"

enum {
    WARC_HEAD_MAX_BYTES = 64 << 10, /* of one record's own lines; they have 500 bytes */
    WARC_HELD_MAX_BYTES = 16 << 20, /* of one record of a page; SOURCE_MAX_BYTES is for the page */
    WARC_LENGTH_MAX_GIBIBYTES = 1 << 20, /* a record of a petabyte is a mistake */
};

struct warc;

/* RC_NOMEM. *sink is copied. The caller frees *out. */
enum rc warc_new(const struct source_sink *sink, struct warc **out, struct err *e) MUST_USE;
void warc_free(struct warc *w);

/* Before the first push: of this reading only pictures and documents are wanted, for sink->medium, and
 * nothing is told. */
void warc_want_media(struct warc *w);
/* From the beginning once more, for pages. */
void warc_again(struct warc *w);

void warc_push(struct warc *w, struct str piece);
/* Bytes are missing here: the record at hand is lost for this cause. */
void warc_hole(struct warc *w, enum rc rc, const char *cause);
void warc_end(struct warc *w);

#endif
