#include "site/state_lease.h"

#include "base/mem.h"

struct state_lease *state_lease_new(struct state *state)
{
    struct state_lease *l = mem_alloc(sizeof *l);
    if (l)
        l->state = state;
    return l;
}

static void free_unused(struct state_lease *l)
{
    if (!l->retired || l->requests)
        return;
    state_unref(l->state);
    mem_free(l);
}

void state_lease_begin(struct state_lease *l)
{
    l->requests++;
}

void state_lease_end(struct state_lease *l)
{
    ASSERT(l->requests > 0);
    l->requests--;
    free_unused(l);
}

void state_lease_retire(struct state_lease *l)
{
    if (!l)
        return;
    l->retired = true;
    free_unused(l);
}
