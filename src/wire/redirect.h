/* From http:// to https://: where a request is sent that came without TLS (RFC 9110 §15.4). */
#ifndef LOA_WIRE_REDIRECT_H
#define LOA_WIRE_REDIRECT_H

#include "wire/wire.h"

#include <stdint.h>

/* True for what must stay reachable without TLS: the proofs that certificates are issued for
 * (RFC 8555 §8.3). */
bool redirect_exempt(const struct wire_request *req);

/* Makes res the redirect to the same address by https at that port: 301, or 308 for a request whose
 * method must stay. False when the request names no host. */
bool redirect_to_https(const struct wire_request *req, uint16_t port, struct wire_response *res);

#endif
