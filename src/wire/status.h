/* The words of the status codes: the reason phrase, and what a reader is told by the wire itself. */
#ifndef LOA_WIRE_STATUS_H
#define LOA_WIRE_STATUS_H

#include "base/str.h"

/* The reason phrase (RFC 9110 §15), "" for a code without one here. Static. */
struct str status_reason(int status);

/* The body of the wire's own answer, "400 Yêu cầu không hợp lệ" and a newline; for a code that the
 * wire does not give, that of 500. Static, UTF-8. */
struct str status_body(int status);

#endif
