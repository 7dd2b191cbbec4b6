/* The CRC-32 of a text of which parts change: what a change costs, without reading the rest again.
 *
 * A CRC is linear over GF(2): the checksum of A followed by B is shift(crc(A)) ^ crc(B), where the shift
 * depends on B's length alone, and a text of which some bytes differ has a checksum that differs by
 * shift(crc_raw(difference)). zlib's crc32_combine_op multiplies polynomials bit by bit (770 instructions);
 * with the products of all nibbles written down it takes 8 lookups.
 * Pure; any thread. */
#ifndef LOA_PAGE_CRC_SHIFT_H
#define LOA_PAGE_CRC_SHIFT_H

#include "base/str.h"

#include <stdint.h>

enum { CRC_NIBBLES = 8, CRC_NIBBLE_VALUES = 16 };

/* What n bytes that follow do to a CRC. */
struct crc_shift {
    uint32_t product[CRC_NIBBLES][CRC_NIBBLE_VALUES];
};

/* n < 2^31. */
void crc_shift_init(struct crc_shift *s, size_t n);

static inline uint32_t crc_shifted(const struct crc_shift *s, uint32_t crc)
{
    uint32_t sum = 0;
    for (unsigned i = 0; i < CRC_NIBBLES; i++)
        sum ^= s->product[i][crc >> (4 * i) & (CRC_NIBBLE_VALUES - 1)];
    return sum;
}

/* The CRC, without its initial and final inversion, of bytes each of which is XORed with fill. */
uint32_t crc_raw(struct str bytes, unsigned char fill);

#endif
