/* Bytes of a text file in pieces, made UTF-8 where they are in an old Vietnamese character set: a
 * dump of a database, a feed or an export that says nothing of its character set, or says UTF-8.
 *
 * Pieces that are UTF-8 pass as they are, until bytes come that are not; what stands there decides
 * (text/legacy.h). When it is none of the old sets, all passes as it is, for the format's own reader
 * to judge. In a file that is, words in UTF-8 stay: tables that were filled in other years.
 * Not shared between threads; memory: a piece and what it grows to. */
#ifndef LOA_INGEST_LEGACY_STREAM_H
#define LOA_INGEST_LEGACY_STREAM_H

#include "base/buf.h"
#include "text/legacy.h"

enum {
    LEGACY_STREAM_LINE_BYTES = 64 << 10, /* of a line that is waited for whole */
    LEGACY_STREAM_HELD_BYTES = 1 << 20, /* of a file without white space, then it is cut anywhere */
};

enum legacy_stream_state { LEGACY_STREAM_LOOKS, LEGACY_STREAM_PASSES, LEGACY_STREAM_CONVERTS };

struct legacy_stream {
    enum legacy_stream_state state;
    enum legacy_charset charset;
    struct buf held; /* on the heap */
    void (*take)(void *ctx, struct str piece);
    void *ctx;
    bool declared; /* to be in another character set */
    bool failed;
};

/* first: the file's beginning, which may declare another character set (XML): then that holds. take
 * is given every piece, which it may not keep. */
void legacy_stream_init(struct legacy_stream *s, struct str first,
                        void (*take)(void *ctx, struct str piece), void *ctx);
void legacy_stream_release(struct legacy_stream *s); /* harmless on a zeroed one */

void legacy_stream_push(struct legacy_stream *s, struct str piece);
/* Gives what is held; no more bytes, or a hole in them. */
void legacy_stream_end(struct legacy_stream *s);
/* Another reading of the same file begins. */
void legacy_stream_restart(struct legacy_stream *s);

/* Out of memory: pieces were lost. */
bool legacy_stream_failed(const struct legacy_stream *s);

#endif
