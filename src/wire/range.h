/* Single byte ranges of a file (RFC 9110 §14.1.2) and If-Range (§13.1.5).
 *
 * Pure functions; any thread. */
#ifndef LOA_WIRE_RANGE_H
#define LOA_WIRE_RANGE_H

#include "wire/wire.h"

enum range_answer {
    RANGE_WHOLE,   /* no range, one that is malformed, several, or another unit: the whole file */
    RANGE_PART,    /* 206 */
    RANGE_OUTSIDE, /* 416 */
};

struct range {
    int64_t first; /* byte offset */
    int64_t n;     /* bytes, at least 1 */
};

/* Reads the value of Range for a file of size_bytes. Fills *out only for RANGE_PART. */
enum range_answer range_parse(struct str value, int64_t size_bytes, struct range *out);

/* What req wants of the file in res: also looks at method, status and If-Range. */
enum range_answer range_of(const struct wire_request *req, const struct wire_response *res,
                           struct range *out);

#endif
