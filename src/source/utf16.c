#include "source/utf16.h"

#include "base/utf8.h"

enum { LOOKED_AT_BYTES = 512, BOM = 0xFEFF, BAD = 0xFFFD };

enum utf16_order utf16_order_of(struct str first)
{
    size_t n = first.n < LOOKED_AT_BYTES ? first.n & ~(size_t)1 : LOOKED_AT_BYTES;
    size_t even = 0;
    size_t odd = 0;
    if (str_starts(first, (struct str){"\xFF\xFE\0\0", 4}))
        return UTF16_NONE; /* UTF-32 */
    if (str_starts(first, (struct str){"\xFF\xFE", 2}))
        return UTF16_LITTLE;
    if (str_starts(first, (struct str){"\xFE\xFF", 2}))
        return UTF16_BIG;
    for (size_t i = 0; i < n; i += 2) {
        even += first.p[i] == '\0';
        odd += first.p[i + 1] == '\0';
        if (first.p[i] == '\0' && first.p[i + 1] == '\0')
            return UTF16_NONE; /* no text */
    }
    /* markup, SQL and JSON begin with ASCII: nearly every second byte is a zero */
    if (n >= 16 && odd * 5 > n * 2 && even * 50 < n)
        return UTF16_LITTLE;
    return n >= 16 && even * 5 > n * 2 && odd * 50 < n ? UTF16_BIG : UTF16_NONE;
}

static void add_cp(struct buf *out, uint32_t cp)
{
    char bytes[4];
    buf_add(out, (struct str){bytes, utf8_put(cp, bytes)});
}

static void add_unit(struct utf16 *u, unsigned unit, struct buf *out)
{
    bool low = unit >= 0xDC00 && unit < 0xE000;
    if (u->high && low) {
        add_cp(out, 0x10000 + ((u->high - 0xD800) << 10) + (unit - 0xDC00));
        u->high = 0;
        return;
    }
    if (u->high)
        add_cp(out, BAD);
    u->high = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
    if (low)
        add_cp(out, BAD);
    else if (!u->high && (u->begun || unit != BOM))
        add_cp(out, unit);
    u->begun = true;
}

void utf16_push(struct utf16 *u, struct str piece, struct buf *out)
{
    for (size_t i = 0; i < piece.n; i++) {
        unsigned char byte = (unsigned char)piece.p[i];
        if (!u->has_half) {
            u->half = byte;
            u->has_half = true;
            continue;
        }
        u->has_half = false;
        unsigned first = u->half;
        add_unit(u, u->order == UTF16_LITTLE ? first | (unsigned)byte << 8 : first << 8 | byte,
                 out);
    }
}

void utf16_end(struct utf16 *u, struct buf *out)
{
    if (u->high || u->has_half)
        add_cp(out, BAD);
    u->high = 0;
    u->has_half = false;
}
