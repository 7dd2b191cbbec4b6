/* Time stamps of others (RFC 3161): an authority signs that a text was there at a time. */
#ifndef LOA_INGEST_TIMESTAMP_H
#define LOA_INGEST_TIMESTAMP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { TIMESTAMP_NONCE_BYTES = 8, TIMESTAMP_MAX_BYTES = 64 << 10 };

struct timestamp_ask {
    struct str text; /* that is stamped, by its SHA-256 */
    unsigned char nonce[TIMESTAMP_NONCE_BYTES];
};

/* The request, DER, in a: the authority's certificate is asked for. RC_NOMEM. */
enum rc timestamp_request(struct arena *a, const struct timestamp_ask *ask, struct str *der,
                          struct err *e) MUST_USE;

/* Whether answer (DER) grants a stamp of this very text and nonce, whose signature its own certificate holds; who the
 * authority is, `openssl ts -verify -CAfile` says. *at_ms: its time. RC_INVALID says what is wrong, RC_DENIED: refused. */
enum rc timestamp_check(struct str answer, const struct timestamp_ask *ask, int64_t *at_ms,
                        struct err *e) MUST_USE;

#endif
