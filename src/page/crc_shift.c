#include "page/crc_shift.h"

#include <zlib.h>

enum { CRC_BITS = 32 };

#define POLYNOMIAL UINT32_C(0xEDB88320) /* RFC 1952, 8; the bit of x^0 is the highest */

void crc_shift_init(struct crc_shift *s, size_t n)
{
    uint32_t times_bit[CRC_BITS];
    uint32_t power = (uint32_t)crc32_combine_gen((z_off_t)n); /* x^(8 n) */
    for (unsigned bit = CRC_BITS; bit-- > 0;) {
        times_bit[bit] = power;
        power = power & 1 ? power >> 1 ^ POLYNOMIAL : power >> 1; /* times x */
    }
    for (unsigned i = 0; i < CRC_NIBBLES; i++)
        for (unsigned value = 0; value < CRC_NIBBLE_VALUES; value++) {
            uint32_t sum = 0;
            for (unsigned bit = 0; bit < 4; bit++)
                sum ^= value >> bit & 1 ? times_bit[4 * i + bit] : 0;
            s->product[i][value] = sum;
        }
}

uint32_t crc_raw(struct str bytes, unsigned char fill)
{
    const z_crc_t *table = get_crc_table();
    uint32_t crc = 0;
    for (size_t i = 0; i < bytes.n; i++)
        crc = table[(crc ^ (unsigned char)bytes.p[i] ^ fill) & 0xFF] ^ crc >> 8;
    return crc;
}
