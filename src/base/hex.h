/* One hexadecimal digit, for chunk sizes, percent-encoding and escapes. Pure; any thread. */
#ifndef LOA_BASE_HEX_H
#define LOA_BASE_HEX_H

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

#endif
