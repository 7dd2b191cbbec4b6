/* What readers send: reactions and comments, with and without JavaScript.
 *
 * Without JavaScript the answer is a redirect back to the article or a page that says what is wrong;
 * with `Accept: application/json` it is JSON. Both come after the commit. */
#ifndef LOA_SITE_FORMS_H
#define LOA_SITE_FORMS_H

#include "live/rate.h"
#include "site/deliver.h"

enum { FORMS_CLASSES = 6 }; /* of a status, by its first digit */

struct forms {
    struct store *store;
    struct live *live;
    struct rate *rate;
    struct hash_key key; /* of this site: makes the marks of senders and readers */
    _Atomic uint64_t
        *answered; /* FORMS_CLASSES: answers after a commit, counted by the writer thread */
};

/* One POST on its way. */
struct form_request {
    const struct forms *forms;
    struct state *state;
    struct state_lease *lease; /* of state */
    struct slots_loop *slots;  /* a refusal is a page, and pages have banners */
    struct store_reader *reader;
    const struct wire_request *req;
    struct wire_response *res;
};

/* True when the request's network has done this ("comment") more often than the rule allows. */
bool forms_too_fast(const struct forms *f, const struct wire_request *req, struct rate_rule rule,
                    const char *what);

enum wire_answer forms_react(const struct form_request *f);
enum wire_answer forms_comment(const struct form_request *f);

#endif
