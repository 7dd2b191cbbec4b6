/* Numbers in the place of words: a hash that is the same on every machine and in every version of
 * Loa, because it is stored (the terms of the search index).
 *
 * Not keyed: who writes a text can make two of its words collide. That finds a text by a word it
 * does not have, and nothing worse. Two of 30 million words share a number with any given one by
 * chance once in 600,000. Pure functions; any thread. */
#ifndef LOA_BASE_HASH_TERM_H
#define LOA_BASE_HASH_TERM_H

#include "base/str.h"

enum { HASH_TERM_BITS = 44 };

/* The number of s: below 2^HASH_TERM_BITS, even (the lowest bit is free for a mark), not 0. */
uint64_t hash_term(struct str s);

/* The number of the pair of two numbers, in that order. */
uint64_t hash_term_pair(uint64_t first, uint64_t second);

#endif
