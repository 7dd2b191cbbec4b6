/* raster.h in a child process with limits: what a picture does to its decoder, it does there.
 *
 * The child is started at the first picture and serves RASTER_CHILD_PICTURES, then a fresh one takes
 * over; one that crashes, hangs or eats its memory is replaced and its picture refused. It has no
 * file open but its two pipes. One thread at a time. */
#ifndef LOA_INGEST_RASTER_CHILD_H
#define LOA_INGEST_RASTER_CHILD_H

#include "ingest/raster.h"

enum {
    RASTER_CHILD_PICTURES = 200,
    RASTER_CHILD_WAIT_MS = 60000, /* for one answer of it; an honest picture takes a second */
    RASTER_CHILD_CPU_S = 600,     /* of its life */
    RASTER_CHILD_MEMORY_BYTES = 2000 << 20,
    RASTER_CHILD_SAID_MAX_BYTES = 1 << 20, /* IPTC and XMP; more is cut */
};

struct raster_child;

/* Starts nothing yet. NULL without memory. */
struct raster_child *raster_child_new(void);
/* Ends the child. NULL is harmless. */
void raster_child_free(struct raster_child *c);

/* raster_run in the child. Also RC_INVALID when the child died of it, RC_LIMIT when it took too long,
 * RC_NOMEM, RC_IO. */
enum rc raster_child_run(struct raster_child *c, struct str bytes, const struct raster_listener *to,
                         struct err *e) MUST_USE;

#endif
