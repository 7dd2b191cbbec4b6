/* Which files of media/ are what was taken in: their rows as sealed, their bytes as hashed then (store_media.h).
 *
 * A verdict is remembered for the row and the file as they stand (inode, size, times), so that a file is read
 * once and again after anybody has touched it. Of a medium of an older Loa the row is looked at alone. One thread. */
#ifndef LOA_SITE_MEDIA_GATE_H
#define LOA_SITE_MEDIA_GATE_H

#include "store/store.h"

enum { MEDIA_GATE_PLACES = 2048 }; /* files that are remembered, 8 bytes each */

struct media_gate {
    uint64_t open[MEDIA_GATE_PLACES];
};

/* True when the file at path below media/, open at fd, may be served: path is of medium m. Else an ALARM in the
 * log says why. What fd's position is, stays. */
bool media_gate_is_open(struct media_gate *g, struct store_reader *r, const struct store_media *m,
                        struct str path, int fd);

/* Reads every file of every medium that has its hashes, under folder/media, and tells those that are gone or
 * changed. */
enum rc media_gate_verify(struct store_reader *r, const char *folder,
                          void (*tell)(void *ctx, const struct store_finding *finding), void *ctx,
                          struct err *e) MUST_USE;

#endif
