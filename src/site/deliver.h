/* A compiled page becomes a response: holes filled with the numbers of now, ETag over page and
 * numbers, 304, gzip, security headers, and the counting of the view. */
#ifndef LOA_SITE_DELIVER_H
#define LOA_SITE_DELIVER_H

#include "live/audience.h"
#include "page/page_shelf.h"
#include "site/prints.h"
#include "site/slots.h"
#include "site/state_lease.h"
#include "wire/wire.h"

struct delivery {
    const struct state *state;
    struct state_lease *lease; /* of state; a page's response holds it until it has been sent */
    struct live *live;
    struct slots_loop *slots;  /* of the loop that answers */
    struct audience *audience; /* likewise; may be NULL when nothing is counted */
    struct prints *prints;     /* likewise; may be NULL */
    const struct wire_request *req;
    struct wire_response *res;
};

/* Sends page with status; takes over the caller's reference. article_id: whose view this is, 0 for
 * none. count: a reader's page (its view is counted), not a file for machines. */
void deliver_page(const struct delivery *d, struct page *page, int status, int64_t article_id,
                  bool count);

/* The same with status 200 and a page that may be on the loop's shelf; takes the loan over. */
void deliver_loan(const struct delivery *d, struct page_loan loan, int64_t article_id, bool count);

/* Sets the body of d->res to what a reader of page would get now, uncompressed and uncounted, and
 * nothing else; page must stay until the body was used. False: out of memory. */
bool deliver_plain(const struct delivery *d, struct page *page);

/* Sends text of a type, not to be cached. text lives in the request's arena or is static. */
void deliver_text(const struct wire_request *req, struct wire_response *res, int status,
                  struct str type, struct str text);

/* Sends a redirect to a path of this site; 301 may be kept by browsers, 302 and 303 not. */
void deliver_redirect(struct wire_response *res, int status, struct str path);

/* The headers every answer of the site carries. */
void deliver_common_headers(struct wire_response *res);

/* True if the request's If-None-Match names etag (with its quotes). */
bool deliver_not_modified(const struct wire_request *req, struct str etag);

/* True for a request whose view counts: GET by a person, not a prefetch. *robot: by a robot. */
bool deliver_counts(const struct wire_request *req, bool *robot);

#endif
