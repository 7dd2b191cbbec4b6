/* The request target (RFC 9112 §3.2): what path and query it names.
 *
 * Pure function; any thread. The path is decoded once; what a second decoding or a file system
 * could read otherwise (dot segments, NUL, control characters, broken UTF-8) is refused. */
#ifndef LOA_WIRE_TARGET_H
#define LOA_WIRE_TARGET_H

#include "base/str.h"

struct target {
    struct str path;      /* decoded, begins with '/'; borrows from raw, or is in the arena */
    struct str query;     /* raw, without '?'; borrows from raw */
    struct str authority; /* of the absolute form, "" otherwise; borrows from raw */
};

/* Reads raw, of which http_target_bytes_valid is true. Returns 0 and fills *out, or the status of the
 * refusal: 400, 501 (the forms "*" and "host:port", which name no page), 503 (arena). */
int target_parse(struct arena *a, struct str raw, struct target *out);

#endif
