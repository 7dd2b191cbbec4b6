/* Hexadecimal digits, for keys, hashes, chunk sizes, percent-encoding and escapes. Writing them is
 * hash_hex (base/hash.h). Pure; any thread. */
#ifndef LOA_BASE_HEX_H
#define LOA_BASE_HEX_H

#include "base/str.h"

/* 0 to 15, or -1 for a byte that is no hexadecimal digit. */
static inline int hex_value(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

/* The byte that the two digits at s.p[at] say, 0 to 255; -1 where there are not two of them. */
static inline int hex_pair(struct str s, size_t at)
{
    int high = at < s.n && s.n - at > 1 ? hex_value(s.p[at]) : -1;
    int low = high >= 0 ? hex_value(s.p[at + 1]) : -1;
    return low >= 0 ? high * 16 + low : -1;
}

/* Reads n bytes from exactly 2 * n digits. False when s is anything else; out is then undefined. */
static inline bool hex_read(struct str s, unsigned char *out, size_t n)
{
    if (s.n != 2 * n)
        return false;
    for (size_t i = 0; i < n; i++) {
        int byte = hex_pair(s, 2 * i);
        if (byte < 0)
            return false;
        out[i] = (unsigned char)byte;
    }
    return true;
}

#endif
