/* How many connections each client address has: a few counters that every loop shares.
 *
 * An IPv6 client counts by its /64, which is what one subscriber is given (RFC 6177). Addresses are
 * hashed into a fixed table under a random key; two that meet in a slot share its count, which can
 * only refuse one connection too early. Atomic; any thread; no lock. */
#ifndef LOA_WIRE_ADDRESS_H
#define LOA_WIRE_ADDRESS_H

#include "base/hash.h"

#include <netinet/in.h>
#include <stdatomic.h>

enum {
    ADDRESS_SLOTS = 1 << 14, /* 64 KB; with 10,000 connections most share with nobody */
    ADDRESS_NONE = -1,
};

struct address_table {
    struct hash_key key; /* immutable */
    _Atomic uint32_t counts[ADDRESS_SLOTS];
};

/* With a random key. */
void address_table_init(struct address_table *t);

/* Counts a connection of that address unless there are `max` already: the slot to leave later, or
 * ADDRESS_NONE when there are too many. */
int address_enter(struct address_table *t, const struct in6_addr *address, size_t max);

/* Takes it off again; ADDRESS_NONE is harmless. */
void address_leave(struct address_table *t, int slot);

/* True for 127.0.0.0/8 and ::1. */
bool address_is_loopback(const struct in6_addr *address);

#endif
