/* raster.h in a child process with limits (child.h): what a picture does to its decoder, it does
 * there. One thread at a time. */
#ifndef LOA_INGEST_RASTER_CHILD_H
#define LOA_INGEST_RASTER_CHILD_H

#include "ingest/raster.h"

enum {
    RASTER_CHILD_PICTURES = 200,
    RASTER_CHILD_WAIT_S = 60, /* for one picture; an honest one takes a second */
    RASTER_CHILD_CPU_S = 60,
    RASTER_CHILD_MEMORY_BYTES = 2000 << 20,
    RASTER_CHILD_SAID_MAX_BYTES = 1 << 20, /* IPTC and XMP; more is cut */
};

struct raster_child;

/* Loads libvips into this process, for children that it will start when it can no longer open files
 * (guard.h). Others need not. */
void raster_child_prepare(void);

/* Starts nothing yet. NULL without memory. */
struct raster_child *raster_child_new(void);
/* Ends the child. NULL is harmless. */
void raster_child_free(struct raster_child *c);

/* raster_run in the child, told on when all is made. Also RC_INVALID when the child died of it or
 * answered nonsense, RC_LIMIT when it took too long, RC_NOMEM, RC_IO. */
enum rc raster_child_run(struct raster_child *c, struct str bytes, const struct raster_listener *to,
                         struct err *e) MUST_USE;

#endif
