#include "source/html_charset.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "source/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

enum {
    META_BYTES = 8192,    /* where a page may say its charset; browsers look at 1024 */
    SAMPLE_BYTES = 16384, /* of text, for telling an old font */
    BAD_SHARE = 200,      /* one bad byte in so many is damage, not another charset */
    LABEL_MAX_BYTES = 32,
};

/* X(label in lower case, iconv's name): what the label means to browsers (Encoding Standard, 4.2),
 * where iconv takes it for less */
#define LABEL_TABLE(X)                                                                             \
    X("iso-8859-1", "WINDOWS-1252")                                                                \
    X("latin1", "WINDOWS-1252")                                                                    \
    X("us-ascii", "WINDOWS-1252")                                                                  \
    X("ascii", "WINDOWS-1252")                                                                     \
    X("windows-1252", "WINDOWS-1252")                                                              \
    X("x-user-defined", "WINDOWS-1252")                                                            \
    X("iso-8859-9", "WINDOWS-1254")                                                                \
    X("gb2312", "GB18030")                                                                         \
    X("gbk", "GB18030")                                                                            \
    X("x-gbk", "GB18030")                                                                          \
    X("shift_jis", "CP932")                                                                        \
    X("x-sjis", "CP932")                                                                           \
    X("sjis", "CP932")                                                                             \
    X("euc-kr", "UHC")                                                                             \
    X("ks_c_5601-1987", "UHC")                                                                     \
    X("tis-620", "CP874")                                                                          \
    X("windows-874", "CP874")                                                                      \
    X("big5", "BIG5-HKSCS")                                                                        \
    X("x-cp1258", "WINDOWS-1258")                                                                  \
    X("x-cp1251", "WINDOWS-1251")                                                                  \
    X("unicode", "UTF-16LE")

struct label {
    char name[LABEL_MAX_BYTES + 1]; /* lower case; "" = none */
};

static struct label label_of(struct str s)
{
    struct label label = {""};
    size_t n = 0;
    while (s.n && (byte_is_space(s.p[0]) || s.p[0] == '"' || s.p[0] == '\'' || s.p[0] == '='))
        s = str_from(s, 1);
    for (size_t i = 0; i < s.n && n < LABEL_MAX_BYTES; i++) {
        char c = s.p[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !byte_is_digit(c) && c != '-' && c != '_' && c != ':')
            break;
        label.name[n++] = letter ? (char)(c | 0x20) : c;
    }
    return label;
}

static size_t find_nocase(struct str s, struct str part)
{
    for (size_t at = 0; at + part.n <= s.n; at++)
        if ((s.p[at] | 0x20) == part.p[0] && str_eq_nocase(str_slice(s, at, at + part.n), part))
            return at;
    return s.n;
}

/* "charset=utf-8" anywhere in s; or s itself when it is a bare label. */
static struct label named_charset(struct str s, bool bare)
{
    size_t at = find_nocase(s, STR("charset"));
    if (at < s.n)
        return label_of(str_from(s, at + 7));
    return bare && str_find_byte(s, '/') == s.n ? label_of(s) : (struct label){""};
}

/* The charset of the first meta that says one, or of an XML declaration. */
static struct label declared_in(struct str bytes)
{
    struct str head = str_first(bytes, META_BYTES);
    size_t at = find_nocase(head, STR("<meta"));
    while (at < head.n) {
        struct str rest = str_from(head, at);
        struct str tag = str_first(rest, str_find_byte(rest, '>'));
        struct label label = named_charset(tag, false);
        if (label.name[0])
            return label;
        size_t next = find_nocase(str_from(rest, 5), STR("<meta"));
        at += 5 + next;
    }
    size_t xml = find_nocase(str_first(head, 200), STR("encoding="));
    return xml < 200 && xml < head.n ? label_of(str_from(head, xml + 9)) : (struct label){""};
}

static const char *iconv_name(const struct label *label)
{
    static const struct {
        const char *label;
        const char *name;
    } LABELS[] = {
#define X(label, name) {label, name},
        LABEL_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(LABELS); i++)
        if (str_eq(str_view(LABELS[i].label), str_view(label->name)))
            return LABELS[i].name;
    return label->name;
}

/* False if the charset is unknown. What it cannot be becomes U+FFFD. */
static bool convert(struct arena *a, const char *charset, struct str bytes, struct str *text)
{
    iconv_t from = iconv_open("UTF-8", charset);
    if (from == (iconv_t)-1) /* NOLINT(performance-no-int-to-ptr): iconv's own way to say no */
        return false;
    struct buf b;
    buf_init(&b, a);
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): iconv does not write to it, but wants it so */
    char *in = (char *)(uintptr_t)bytes.p;
    size_t left = bytes.n;
    while (left && !buf_failed(&b)) {
        char piece[4096];
        char *out = piece;
        size_t room = sizeof piece;
        size_t rc = iconv(from, &in, &left, &out, &room);
        buf_add(&b, (struct str){piece, sizeof piece - room});
        if (rc != (size_t)-1 || errno == E2BIG)
            continue;
        buf_add(&b, STR("\xEF\xBF\xBD"));
        if (left == 0)
            break;
        in++;
        left--;
    }
    (void)iconv_close(from);
    *text = buf_view(&b);
    return true;
}

static size_t count_bad(struct str s)
{
    size_t bad = 0;
    while (s.n)
        bad += utf8_next(&s) == UTF8_BAD;
    return bad;
}

static struct str mended(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    while (s.n) {
        struct str before = s;
        if (utf8_next(&s) == UTF8_BAD)
            buf_add(&b, STR("\xEF\xBF\xBD"));
        else
            buf_add(&b, str_first(before, before.n - s.n));
    }
    return buf_view(&b);
}

/* UTF-16 without a mark: every second byte of markup is 0. */
static const char *utf16_name(struct str bytes)
{
    enum { LOOKED_AT = 512 };
    size_t even = 0;
    size_t odd = 0;
    size_t n = bytes.n < LOOKED_AT ? bytes.n : LOOKED_AT;
    if (str_starts(bytes, STR("\xFF\xFE")))
        return "UTF-16LE";
    if (str_starts(bytes, STR("\xFE\xFF")))
        return "UTF-16BE";
    for (size_t i = 0; i < n; i++) {
        even += i % 2 == 0 && bytes.p[i] == 0;
        odd += i % 2 == 1 && bytes.p[i] == 0;
    }
    if (n >= 16 && odd * 3 > n && even * 20 < n)
        return "UTF-16LE";
    return n >= 16 && even * 3 > n && odd * 20 < n ? "UTF-16BE" : NULL;
}

static bool is_western(const char *name)
{
    return str_eq(str_view(name), STR("WINDOWS-1252")) || name[0] == 0;
}

/* Bytes that are not UTF-8. Old Vietnamese pages say they are Western, or nothing. */
static void decode_old(struct arena *a, struct str bytes, const struct html_page_hints *hints,
                       struct str *text)
{
    struct label label = named_charset(hints->content_type, true);
    if (!label.name[0])
        label = declared_in(bytes);
    const char *name = iconv_name(&label);
    bool utf8 = str_starts(str_view(name), STR("utf-8")) || str_starts(str_view(name), STR("utf8"));
    if (utf8 && count_bad(bytes) * BAD_SHARE < bytes.n) {
        *text = mended(a, bytes);
        return;
    }
    const struct html_legacy *legacy = hints->legacy;
    if ((utf8 || is_western(name)) && legacy && legacy->from_bytes &&
        legacy->from_bytes(a, bytes, text))
        return;
    if (utf8 || !name[0] || !convert(a, name, bytes, text))
        (void)convert(a, "WINDOWS-1252", bytes, text);
}

static bool has_escape(struct str s)
{
    return str_find_byte(s, 0x1B) < s.n;
}

/* Browsers pass over a NUL; more than damage leaves them in, and is refused as binary. */
static struct str without_nuls(struct arena *a, struct str s)
{
    enum { NULS_FREE = 16, NUL_SHARE = 1000 };
    size_t nuls = 0;
    struct buf b;
    for (size_t i = str_find_byte(s, 0); i < s.n; i++)
        nuls += s.p[i] == 0;
    if (nuls == 0 || nuls > NULS_FREE + s.n / NUL_SHARE)
        return s;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i])
            buf_add_byte(&b, s.p[i]);
    return buf_view(&b);
}

enum rc html_decode(struct arena *a, struct str bytes, const struct html_page_hints *hints,
                    struct str *text, struct err *e)
{
    static const struct str BOM = STR_INIT("\xEF\xBB\xBF");
    struct err unused;
    struct str found = bytes;
    if (bytes.n > HTML_MAX_BYTES)
        return fail(e, RC_LIMIT, "%zu bytes, at most %d", bytes.n, HTML_MAX_BYTES);
    const char *wide = utf16_name(bytes);
    struct label label = has_escape(bytes) ? declared_in(bytes) : (struct label){""};
    bool japanese = str_starts(str_view(label.name), STR("iso-2022"));
    if (wide)
        (void)convert(a, wide, bytes, &found);
    else if (japanese)
        (void)convert(a, label.name, bytes, &found);
    else if (!utf8_valid(bytes, NULL))
        decode_old(a, bytes, hints, &found);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "page needs more memory than its limit");
    if (str_starts(found, BOM))
        found = str_from(found, BOM.n);
    found = without_nuls(a, found);
    enum rc rc = charset_text(found, text, &unused);
    return rc ? fail(e, rc, "%s", unused.text) : RC_OK;
}

/* ---- old fonts ---- */

static struct str sample_of(const struct html_tree *t)
{
    struct buf b;
    buf_init(&b, t->a);
    html_node body = html_find(t, t->root, HTML_TAG_BODY);
    for (html_node n = body; n && b.n < SAMPLE_BYTES; n = html_next(t, body, n)) {
        if (html_tag_of(t, n) != HTML_TAG_TEXT || html_is_blank(t, n))
            continue;
        buf_add(&b, html_at(t, n)->text);
        buf_add_byte(&b, ' ');
    }
    return buf_view(&b);
}

static bool has_high_byte(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return true;
    return false;
}

void html_decode_typed(struct html_tree *t, const struct html_legacy *legacy)
{
    if (!legacy || !legacy->typed)
        return;
    int charset = legacy->typed(sample_of(t));
    if (!charset)
        return;
    for (html_node n = t->root; n; n = html_next(t, t->root, n)) {
        struct html_item *item = html_at(t, n);
        if (item->tag == HTML_TAG_TEXT && has_high_byte(item->text))
            item->text = legacy->typed_to_utf8(t->a, charset, item->text);
        for (uint32_t i = 0; i < item->attributes_n; i++) {
            struct html_attribute *attribute = &item->attributes[i];
            bool words = strcmp(attribute->name, "alt") == 0 ||
                         strcmp(attribute->name, "title") == 0 ||
                         strcmp(attribute->name, "content") == 0;
            if (words && has_high_byte(attribute->value))
                attribute->value = legacy->typed_to_utf8(t->a, charset, attribute->value);
        }
    }
}
