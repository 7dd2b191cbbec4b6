#include "wire/address.h"

#include "base/rand.h"

#include <string.h>

enum { NETWORK_BYTES = 8 }; /* of an IPv6 address: the /64 */

void address_table_init(struct address_table *t)
{
    rand_bytes(t->key.bytes, sizeof t->key.bytes);
    for (size_t i = 0; i < ADDRESS_SLOTS; i++)
        atomic_init(&t->counts[i], 0);
}

static int slot_of(const struct address_table *t, const struct in6_addr *address)
{
    struct in6_addr client = *address;
    if (!IN6_IS_ADDR_V4MAPPED(&client))
        memset(client.s6_addr + NETWORK_BYTES, 0, sizeof client.s6_addr - NETWORK_BYTES);
    uint64_t hash =
        hash_sip(t->key, (struct str){(const char *)client.s6_addr, sizeof client.s6_addr});
    return (int)(hash % ADDRESS_SLOTS);
}

int address_enter(struct address_table *t, const struct in6_addr *address, size_t max)
{
    int slot = slot_of(t, address);
    if (atomic_fetch_add_explicit(&t->counts[slot], 1, memory_order_relaxed) < max)
        return slot;
    address_leave(t, slot);
    return ADDRESS_NONE;
}

void address_leave(struct address_table *t, int slot)
{
    if (slot >= 0)
        atomic_fetch_sub_explicit(&t->counts[slot], 1, memory_order_relaxed);
}

bool address_is_loopback(const struct in6_addr *address)
{
    if (IN6_IS_ADDR_V4MAPPED(address))
        return address->s6_addr[12] == 127;
    return IN6_IS_ADDR_LOOPBACK(address);
}
