/* A loop's hold on the site's snapshot: one reference for all of its requests, counted by the loop alone,
 * so that a request writes nothing that another core reads. Belongs to one thread. */
#ifndef LOA_SITE_STATE_LEASE_H
#define LOA_SITE_STATE_LEASE_H

#include "site/state.h"

struct state_lease {
    struct state *state;
    size_t requests; /* under way */
    bool retired;    /* there is a newer snapshot: the last request frees it */
};

/* Takes the caller's reference over. NULL: no memory, the reference stays the caller's. */
struct state_lease *state_lease_new(struct state *state);

void state_lease_begin(struct state_lease *l);
void state_lease_end(struct state_lease *l);

/* No request begins with it any more. NULL is harmless. */
void state_lease_retire(struct state_lease *l);

#endif
