#include "base/hash_term.h"

#include <endian.h>
#include <string.h>

/* The odd constants and the shifts are those of MurmurHash3's 64-bit finalizer (A. Appleby, public
 * domain), which leaves no bit of the input without effect on any bit of the result. */
static uint64_t finish(uint64_t h)
{
    h ^= h >> 33;
    h *= UINT64_C(0xFF51AFD7ED558CCD);
    h ^= h >> 33;
    h *= UINT64_C(0xC4CEB9FE1A85EC53);
    return h ^ h >> 33;
}

static uint64_t add_word(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15); /* 2^64 over the golden ratio */
    return h ^ h >> 29;
}

static uint64_t term_of(uint64_t h)
{
    uint64_t term = finish(h) >> (64 - HASH_TERM_BITS) & ~UINT64_C(1);
    return term ? term : 2;
}

uint64_t hash_term(struct str s)
{
    uint64_t h = s.n;
    uint64_t word = 0;
    size_t at = 0;
    for (; s.n - at >= sizeof word; at += sizeof word) {
        memcpy(&word, s.p + at, sizeof word);
        h = add_word(h, le64toh(word));
    }
    word = 0;
    for (size_t i = s.n; i > at; i--)
        word = word << 8 | (unsigned char)s.p[i - 1];
    return term_of(add_word(h, word));
}

uint64_t hash_term_pair(uint64_t first, uint64_t second)
{
    return term_of(add_word(add_word(UINT64_C(0x70616972), first), second)); /* "pair" */
}
