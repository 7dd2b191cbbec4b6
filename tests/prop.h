/* Properties: a seeded generator, and a loop that looks for the smallest input size at which a property fails.
 *
 *   static bool folds_once(struct prop *p)
 *   {
 *       char text[PROP_SIZE_MAX];
 *       size_t n = prop_text(p, text);
 *       return …;
 *   }
 *   prop_check("folding twice is folding once", folds_once, 1000);
 *
 * The seed is printed when a property fails; LOA_PROP_SEED=<number> runs it again. Single-threaded. */
#ifndef LOA_TESTS_PROP_H
#define LOA_TESTS_PROP_H

#include "tests/test.h"

#include <stdbool.h>
#include <stdlib.h>

enum {
    PROP_SIZE_MAX = 512
}; /* bytes of one generated text; larger finds nothing new, only later */

struct prop {
    uint64_t state;  /* of the generator */
    size_t size_max; /* the input may be at most this large, at most PROP_SIZE_MAX */
};

/* The next 64 random bits (splitmix64). */
static inline uint64_t prop_u64(struct prop *p)
{
    uint64_t z = (p->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* A number from 0 to limit - 1; 0 if limit is 0. */
static inline size_t prop_below(struct prop *p, size_t limit)
{
    return limit ? (size_t)(prop_u64(p) % limit) : 0;
}

/* Fills out (of at least p->size_max bytes) with random bytes; returns how many. */
static inline size_t prop_bytes(struct prop *p, char *out)
{
    size_t n = prop_below(p, p->size_max + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(unsigned char)prop_u64(p);
    return n;
}

/* Fills out with Vietnamese-looking UTF-8: letters with and without marks, composed and not, spaces, signs, markup.
 * Returns the length in bytes, at most p->size_max. */
static inline size_t prop_text(struct prop *p, char *out)
{
    static const char *const PIECES[] = {
        "a",   "n",   "đ",        "Đ",         "ơ",
        "ư",   "ế",   "ộ",        "a\xcc\x81", "o\xcc\x82\xcc\xa3",
        "hoà", "hòa", "ng",       "Nguyễn",    " ",
        "  ",  "\n",  "\xc2\xa0", ".",         ",",
        "\"",  "&",   "<b>",      "'",         "22/2023",
        "-",   "“",   "…",        "Ủy ban",    "\xf0\x9f\x99\x82",
    };
    size_t want = prop_below(p, p->size_max + 1);
    size_t n = 0;
    for (;;) {
        const char *piece = PIECES[prop_below(p, COUNT_OF(PIECES))];
        size_t len = strlen(piece);
        if (n + len > want)
            return n;
        memcpy(out + n, piece, len);
        n += len;
    }
}

/* Runs the property `runs` times on inputs that grow; on failure looks for the smallest size that still fails, prints
 * seed and size, and fails the test. */
static inline void prop_check(const char *claim, bool (*holds)(struct prop *p), int runs)
{
    const char *given = getenv("LOA_PROP_SEED");
    uint64_t first = given ? strtoull(given, NULL, 0) : UINT64_C(0x10a);
    for (int run = 0; run < runs; run++) {
        uint64_t seed = first + (uint64_t)run;
        size_t size_max = given ? PROP_SIZE_MAX : 1 + (size_t)run * PROP_SIZE_MAX / (size_t)runs;
        struct prop p = {seed, size_max};
        if (holds(&p))
            continue;
        size_t smallest = size_max;
        for (size_t size = 0; size < smallest; size++) {
            p = (struct prop){seed, size};
            if (!holds(&p))
                smallest = size;
        }
        fail_msg("does not hold: %s; LOA_PROP_SEED=%llu, smallest failing size %zu bytes", claim,
                 (unsigned long long)seed, smallest);
    }
}

#endif
