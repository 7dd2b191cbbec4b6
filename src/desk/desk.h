/* The newsroom's desk: sign-in, one's own account, and the work behind the sign-in. Glue of store and page,
 * beside floor site, whose store and snapshot it uses.
 *
 * Its pages are made on two threads of its own, so that no loop waits for them: one hashes passwords, one
 * at a time (128 MB each), the other does the rest. Each has a short queue; who finds it full is asked to
 * come back. Nothing of the desk is cached, and nothing of it is answered on a connection that others can
 * read (origin.h). docs/decisions/0029-accounts.md says why things are so. */
#ifndef LOA_DESK_DESK_H
#define LOA_DESK_DESK_H

#include "site/site.h"

struct desk;

enum {
    DESK_QUEUE_MAX = 32,    /* requests that wait for each of the two threads */
    DESK_LINKS_MAX = 50,    /* the same of domains that wait */
    DESK_COMMENTS_MAX = 50, /* of the queue on one page: with 3,000 letters each some 600 KB */
};

/* The desk of a site, which must outlive it. RC_NOMEM, RC_IO. */
enum rc desk_open(struct site *site, struct desk **out, struct err *e) MUST_USE;

/* Answers what waits and ends the threads: after wire_run, before wire_close. Harmless twice, and on
 * NULL. */
void desk_stop(struct desk *d);

/* desk_stop, and frees it; before site_close. NULL is harmless. */
void desk_close(struct desk *d);

/* True when the request's address is the desk's: then *said and *res are as of a wire_handler. Any
 * loop. */
bool desk_handle(struct desk *d, const struct wire_request *req, struct wire_response *res,
                 enum wire_answer *said);

#endif
