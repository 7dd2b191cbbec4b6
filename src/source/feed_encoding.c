#include "base/utf8.h"
#include "source/feed_internal.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

enum { NAME_MAX_BYTES = 40, DECLARATION_MAX_BYTES = 1024, PIECE_BYTES = 65536 };

struct mark {
    struct str bytes;
    const char *charset;
};

/* Longer ones first: UTF-32's begins as UTF-16's does. */
static const struct mark bom_marks[] = {
    {STR_INIT("\xFF\xFE\x00\x00"), "UTF-32LE"}, {STR_INIT("\x00\x00\xFE\xFF"), "UTF-32BE"},
    {STR_INIT("\xEF\xBB\xBF"), "UTF-8"},        {STR_INIT("\xFF\xFE"), "UTF-16LE"},
    {STR_INIT("\xFE\xFF"), "UTF-16BE"},
};

/* "<" or "<?" without a mark (XML 1.0, appendix F.1) */
static const struct mark bare_marks[] = {
    {STR_INIT("<\0\0\0"), "UTF-32LE"},
    {STR_INIT("\0\0\0<"), "UTF-32BE"},
    {STR_INIT("<\0"), "UTF-16LE"},
    {STR_INIT("\0<"), "UTF-16BE"},
};

static const struct mark *find_mark(struct str bytes, const struct mark *marks, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_starts(bytes, marks[i].bytes))
            return &marks[i];
    return NULL;
}

/* The value behind name= in s, with or without quotes. */
static struct str value_of(struct str s, struct str name)
{
    struct str rest = s;
    while (rest.n) {
        if (!str_eq_nocase(str_first(rest, name.n), name)) {
            rest = str_from(rest, 1);
            continue;
        }
        rest = str_trim(str_from(rest, name.n));
        if (!rest.n || rest.p[0] != '=')
            continue;
        rest = str_trim(str_from(rest, 1));
        char quote = rest.n && (rest.p[0] == '"' || rest.p[0] == '\'') ? rest.p[0] : '\0';
        if (quote)
            return str_first(str_from(rest, 1), str_find_byte(str_from(rest, 1), quote));
        size_t n = 0;
        while (n < rest.n && rest.p[n] != ';' && rest.p[n] != '?' && !byte_is_space(rest.p[n]))
            n++;
        return str_first(rest, n);
    }
    return STR("");
}

static struct str declared(struct str bytes)
{
    struct str head = str_trim(str_first(bytes, DECLARATION_MAX_BYTES));
    if (!str_starts(head, STR("<?xml")))
        return STR("");
    return value_of(str_first(head, str_find(head, STR("?>"))), STR("encoding"));
}

/* Charsets that browsers read as a larger one (WHATWG Encoding); the rest as it is. */
static const char *charset_name(struct str name, char out[NAME_MAX_BYTES])
{
    static const struct {
        struct str is;
        const char *read_as;
    } larger[] = {
        {STR_INIT("iso-8859-1"), "WINDOWS-1252"},
        {STR_INIT("latin1"), "WINDOWS-1252"},
        {STR_INIT("us-ascii"), "WINDOWS-1252"},
        {STR_INIT("ascii"), "WINDOWS-1252"},
        {STR_INIT("iso-8859-9"), "WINDOWS-1254"},
        {STR_INIT("gb2312"), "GB18030"},
        {STR_INIT("gbk"), "GB18030"},
        {STR_INIT("gb_2312-80"), "GB18030"},
        {STR_INIT("ks_c_5601-1987"), "CP949"},
        {STR_INIT("euc-kr"), "CP949"},
        {STR_INIT("shift_jis"), "CP932"},
        {STR_INIT("big5"), "BIG5-HKSCS"},
        {STR_INIT("x-user-defined"), "WINDOWS-1252"},
        {STR_INIT("utf_16"), "UTF-16"},
        {STR_INIT("utf_32"), "UTF-32"},
        {STR_INIT("u16"), "UTF-16"},
        {STR_INIT("utf16"), "UTF-16"},
        {STR_INIT("utf8"), "UTF-8"},
        {STR_INIT("utf_8"), "UTF-8"},
        {STR_INIT("unicode"), "UTF-16"},
    };
    for (size_t i = 0; i < COUNT_OF(larger); i++)
        if (str_eq_nocase(name, larger[i].is))
            return larger[i].read_as;
    if (!name.n || name.n >= NAME_MAX_BYTES)
        return NULL;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (c <= 0x20 || c >= 0x7f || c == '/') /* "//TRANSLIT" would be iconv's */
            return NULL;
        out[i] = (char)c;
    }
    out[name.n] = '\0';
    return out;
}

/* A charset that needs no mark of ASCII bytes cannot be meant where they are plainly there. */
static bool is_wide(const char *charset)
{
    struct str name = str_view(charset);
    return str_starts(name, STR("UTF-16")) || str_starts(name, STR("UTF-32")) ||
           str_starts(name, STR("utf-16")) || str_starts(name, STR("utf-32")) ||
           str_starts(name, STR("UCS")) || str_starts(name, STR("ucs"));
}

/* False if bytes are not in charset, or nobody knows it; out may then hold a part. */
static bool convert(const char *charset, struct str bytes, struct buf *out)
{
    iconv_t c = iconv_open("UTF-8", charset);
    if (c == (iconv_t)-1) /* NOLINT(performance-no-int-to-ptr): iconv's own error value */
        return false;
    char *from = NULL;
    memcpy(&from, &bytes.p, sizeof from); /* iconv does not write there, though its type says so */
    size_t left = bytes.n;
    bool good = true;
    while (good && left) {
        char piece[PIECE_BYTES];
        char *to = piece;
        size_t room = sizeof piece;
        size_t did = iconv(c, &from, &left, &to, &room);
        good = did != (size_t)-1 || errno == E2BIG;
        buf_add(out, (struct str){piece, sizeof piece - room});
        good = good && !buf_failed(out);
    }
    (void)iconv_close(c);
    return good;
}

/* Every byte that is no UTF-8 becomes U+FFFD. */
static void mend_utf8(struct str bytes, struct buf *out)
{
    while (bytes.n) {
        struct str before = bytes;
        bool bad = utf8_next(&bytes) == UTF8_BAD;
        buf_add(out, bad ? STR("\xEF\xBF\xBD") : str_first(before, before.n - bytes.n));
    }
}

static bool mostly_utf8(struct str s)
{
    size_t bad = 0;
    size_t good = 0;
    while (s.n) {
        bool ascii = (unsigned char)s.p[0] < 0x80;
        if (utf8_next(&s) == UTF8_BAD)
            bad++;
        else
            good += !ascii;
    }
    return bad * 10 <= good;
}

static enum rc without_word(struct str bytes, struct buf *out, const char **note, struct err *e)
{
    bool utf8 = mostly_utf8(bytes);
    buf_clear(out);
    if (utf8)
        mend_utf8(bytes, out);
    *note = utf8 ? "bytes that are not UTF-8 were replaced" : "read as windows-1252";
    if (!utf8 && !convert("WINDOWS-1252", bytes, out)) {
        buf_clear(out);
        mend_utf8(bytes, out);
        *note = "the character set is not known; bytes were replaced";
    }
    return buf_failed(out) ? fail(e, RC_NOMEM, "out of memory") : RC_OK;
}

/* Feeds that call themselves ASCII and are not: mostly UTF-8, by a program that never asked. */
static bool belies_ascii(struct str charset, struct str bytes)
{
    if (!str_eq_nocase(charset, STR("us-ascii")) && !str_eq_nocase(charset, STR("ascii")))
        return false;
    for (size_t i = 0; i < bytes.n; i++)
        if ((unsigned char)bytes.p[i] >= 0x80)
            return true;
    return false;
}

static bool try_charset(struct str name, struct str bytes, struct buf *out)
{
    char space[NAME_MAX_BYTES];
    const char *charset = charset_name(name, space);
    if (!charset || (is_wide(charset) && !find_mark(bytes, bare_marks, COUNT_OF(bare_marks))))
        return false;
    buf_clear(out);
    return convert(charset, bytes, out);
}

enum rc feed_utf8(struct str bytes, struct str content_type, struct buf *out, const char **note,
                  struct err *e)
{
    *note = NULL;
    const struct mark *bom = find_mark(bytes, bom_marks, COUNT_OF(bom_marks));
    if (bom) {
        struct str body = str_from(bytes, bom->bytes.n);
        if (convert(bom->charset, body, out))
            return RC_OK;
        return without_word(body, out, note, e);
    }
    struct str asked = value_of(content_type, STR("charset"));
    struct str said = declared(bytes);
    if (!belies_ascii(asked.n ? asked : said, bytes) &&
        (try_charset(asked, bytes, out) || try_charset(said, bytes, out)))
        return RC_OK;
    const struct mark *bare = find_mark(bytes, bare_marks, COUNT_OF(bare_marks));
    buf_clear(out);
    if (bare && convert(bare->charset, bytes, out))
        return RC_OK;
    buf_clear(out);
    if (utf8_valid(bytes, NULL)) {
        if (said.n && !str_eq_nocase(said, STR("utf-8")))
            *note = "read as UTF-8, which is not what the feed says";
        buf_add(out, bytes);
        return buf_failed(out) ? fail(e, RC_NOMEM, "out of memory") : RC_OK;
    }
    return without_word(bytes, out, note, e);
}
