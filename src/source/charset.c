#include "source/charset.h"

#include "base/utf8.h"

#include <string.h>

enum { CONTROL_SHARE = 50 }; /* one control character in 50 bytes is no text anybody wrote */

static bool is_control(unsigned char byte)
{
    return byte < 0x20 && !byte_is_space((char)byte);
}

/* How many bytes s begins with of which none is below a space, eight at a time. */
static size_t plain_start(struct str s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t eight = 0;
    size_t i = 0;
    for (; i + sizeof eight <= s.n; i += sizeof eight) {
        memcpy(&eight, s.p + i, sizeof eight);
        if ((eight - ones * 0x20) & ~eight & ones * 0x80)
            break;
    }
    return i;
}

/* The offset of what makes s binary: a NUL, or the control character that is one too many. */
static bool find_binary(struct str s, size_t *at)
{
    size_t controls = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        if (byte != 0 && !is_control(byte)) {
            i += plain_start(str_from(s, i + 1));
            continue;
        }
        *at = i;
        controls++;
        if (byte == 0 || controls > 4 + s.n / CONTROL_SHARE)
            return true;
    }
    return false;
}

enum rc charset_text(struct str bytes, struct str *text, struct err *e)
{
    static const struct str BOM = STR_INIT("\xEF\xBB\xBF");
    size_t at = 0;
    if (bytes.n > SOURCE_MAX_BYTES)
        return fail(e, RC_LIMIT, "%zu bytes, at most %d", bytes.n, SOURCE_MAX_BYTES);
    if (str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF")))
        return fail(e, RC_INVALID, "byte 0: UTF-16; only UTF-8 is read");
    if (find_binary(bytes, &at))
        return fail(e, RC_INVALID, "byte %zu: binary data, not text", at);
    if (!utf8_valid(bytes, &at))
        return fail(e, RC_INVALID, "byte %zu: not UTF-8", at);
    struct str body = str_from(bytes, str_starts(bytes, BOM) ? BOM.n : 0);
    if (str_trim(body).n == 0)
        return fail(e, RC_INVALID, "empty");
    *text = body;
    return RC_OK;
}
