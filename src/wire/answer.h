/* From what a handler says to what is sent: checked, narrowed to the range asked for, framed.
 *
 * Belongs to the loop's thread. */
#ifndef LOA_WIRE_ANSWER_H
#define LOA_WIRE_ANSWER_H

#include "wire/loop.h"

struct answer {
    struct response_frame frame; /* without `close`, which HTTP/1.1 alone has */
    bool has_body;
    char unsatisfied[40]; /* the value of Content-Range in a 416: "bytes *" "/" and an int64_t */
};

/* Makes ex->response one that can be sent and fills *out, which must stay until the head has been
 * written. A response that cannot be sent is replaced by the wire's own words for it. */
void answer_prepare(struct loop *loop, struct exchange *ex, struct answer *out);

/* Has ex->request answered into ex->response: by the loop's handler, or by the redirect to https.
 * secure: it came by TLS. */
enum wire_answer answer_ask(struct loop *loop, struct exchange *ex, const struct in6_addr *peer,
                            bool secure);

#endif
