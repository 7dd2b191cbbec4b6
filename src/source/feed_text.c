#include "base/url.h"
#include "base/utf8.h"
#include "source/feed_internal.h"
#include "source/sanitize.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "&amp;", "&#38;" at s.p[0] */
static bool is_reference(struct str s)
{
    size_t n = 1;
    while (n < s.n && n < 32 && (is_letter(s.p[n]) || byte_is_digit(s.p[n]) || s.p[n] == '#'))
        n++;
    return n > 1 && n < s.n && s.p[n] == ';';
}

/* "<b>", "</p>", "<br />" at s.p[0]: names of HTML, so that "a <x> b" stays text */
static bool is_tag(struct str s)
{
    static const struct str names[] = {
        STR_INIT("a"),      STR_INIT("b"),      STR_INIT("i"),     STR_INIT("u"),
        STR_INIT("em"),     STR_INIT("p"),      STR_INIT("br"),    STR_INIT("div"),
        STR_INIT("span"),   STR_INIT("strong"), STR_INIT("img"),   STR_INIT("sub"),
        STR_INIT("sup"),    STR_INIT("ul"),     STR_INIT("li"),    STR_INIT("font"),
        STR_INIT("center"), STR_INIT("small"),  STR_INIT("big"),   STR_INIT("code"),
        STR_INIT("h1"),     STR_INIT("h2"),     STR_INIT("h3"),    STR_INIT("h4"),
        STR_INIT("table"),  STR_INIT("tt"),     STR_INIT("cite"),  STR_INIT("script"),
        STR_INIT("style"),  STR_INIT("iframe"), STR_INIT("blink"), STR_INIT("q"),
        STR_INIT("del"),    STR_INIT("ins"),    STR_INIT("abbr"),
    };
    size_t at = 1 + (s.n > 1 && s.p[1] == '/');
    size_t end = at;
    while (end < s.n && end < at + 12 && (is_letter(s.p[end]) || byte_is_digit(s.p[end])))
        end++;
    if (end == s.n || (s.p[end] != '>' && s.p[end] != '/' && !byte_is_space(s.p[end])))
        return false;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq_nocase(str_slice(s, at, end), names[i]))
            return true;
    return false;
}

bool feed_looks_like_html(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '&' && is_reference(str_from(s, i)))
            return true;
        if (s.p[i] == '<' && is_tag(str_from(s, i)))
            return true;
    }
    return false;
}

/* What sanitize_inline leaves: known tags, five references. */
static struct str without_tags(struct arena *a, struct str s)
{
    static const struct {
        struct str reference;
        char byte;
    } five[] = {{STR_INIT("&amp;"), '&'},
                {STR_INIT("&lt;"), '<'},
                {STR_INIT("&gt;"), '>'},
                {STR_INIT("&quot;"), '"'},
                {STR_INIT("&#39;"), '\''}};
    struct buf b;
    buf_init(&b, a);
    while (s.n) {
        size_t k = 0;
        if (s.p[0] == '<') {
            bool breaks = str_starts(s, STR("<br>"));
            s = str_from(s, str_find_byte(s, '>') + 1);
            if (breaks)
                buf_add_byte(&b, ' ');
            continue;
        }
        while (s.p[0] == '&' && k < COUNT_OF(five) && !str_starts(s, five[k].reference))
            k++;
        if (s.p[0] == '&' && k < COUNT_OF(five)) {
            buf_add_byte(&b, five[k].byte);
            s = str_from(s, five[k].reference.n);
            continue;
        }
        buf_add_byte(&b, s.p[0]);
        s = str_from(s, 1);
    }
    return buf_view(&b);
}

static struct str plain_of_html(struct arena *a, struct str markup)
{
    struct html safe;
    struct err e;
    if (sanitize_inline(a, markup, &safe, &e))
        return STR("");
    return without_tags(a, safe.s);
}

struct str feed_plain(struct arena *a, const struct feed_text *text)
{
    struct str s = text->is_html ? plain_of_html(a, text->s) : text->s;
    return utf8_fold_space(a, s);
}

/* Of "&#38;", "&amp;" at s.p[0], or of what feeds write for it; 0 if s begins no reference of XML. */
static size_t reference_bytes(struct str s)
{
    size_t n = 1;
    bool number = s.n > 1 && s.p[1] == '#';
    while (n < s.n && n < 32 &&
           (is_letter(s.p[n]) || byte_is_digit(s.p[n]) || (number && n == 1 && s.p[n] == '#')))
        n++;
    if (n == s.n || s.p[n] != ';' || n < 2 + (size_t)number)
        return 0;
    if (number)
        return byte_is_digit(s.p[2]) || s.p[2] == 'x' || s.p[2] == 'X' ? n + 1 : 0;
    return is_letter(s.p[1]) ? n + 1 : 0;
}

/* Copies what of *s is up to the next "&" that may need mending; CDATA and comments whole. */
static void copy_until_reference(struct str *s, struct buf *out)
{
    static const struct {
        struct str start;
        struct str end;
    } wholes[] = {{STR_INIT("<![CDATA["), STR_INIT("]]>")},
                  {STR_INIT("<!--"), STR_INIT("-->")},
                  {STR_INIT("<?"), STR_INIT("?>")}};
    size_t n = 0;
    while (n < s->n && s->p[n] != '&') {
        size_t k = 0;
        while (s->p[n] == '<' && k < COUNT_OF(wholes) &&
               !str_starts(str_from(*s, n), wholes[k].start))
            k++;
        if (s->p[n] == '<' && k < COUNT_OF(wholes)) {
            size_t end = str_find(str_from(*s, n), wholes[k].end);
            n += end + wholes[k].end.n < s->n - n ? end + wholes[k].end.n : s->n - n;
        } else {
            n++;
        }
    }
    buf_add(out, str_first(*s, n));
    *s = str_from(*s, n);
}

enum rc feed_mend_references(struct buf *utf8, const char **note, struct err *e)
{
    struct str s = buf_view(utf8);
    struct buf out;
    bool mended = false;
    buf_init(&out, NULL);
    if (str_find_byte(s, '{') < str_find_byte(s, '<'))
        return RC_OK; /* JSON */
    while (s.n) {
        copy_until_reference(&s, &out);
        if (!s.n)
            break;
        size_t n = reference_bytes(s);
        bool capital = n && s.p[1] == '#' && s.p[2] == 'X';
        mended = mended || !n || capital;
        if (capital)
            buf_add(&out, STR("&#x"));
        else
            buf_add(&out, n ? str_first(s, n) : STR("&amp;"));
        s = str_from(s, capital ? 3 : n ? n : 1);
    }
    if (buf_failed(&out)) {
        buf_release(&out);
        return fail(e, RC_NOMEM, "out of memory");
    }
    if (mended)
        *note = "\"&\" that began no reference was mended";
    buf_release(utf8);
    *utf8 = out;
    return RC_OK;
}

struct str feed_entity(struct arena *a, struct str name)
{
    struct feed_text text = {.s = str_format(a, "&%.*s;", STR_ARG(name)), .is_html = true};
    struct str got = plain_of_html(a, text.s);
    return str_eq(got, text.s) ? STR("") : got;
}

struct str feed_url(struct arena *a, struct str base, struct str url)
{
    url = str_trim(url);
    return base.n && url.n ? url_resolve(a, base, url) : str_copy(a, url);
}

/* ---- people ---- */

/* The word of s that is an e-mail address; empty if none is. */
static struct str find_email(struct str s)
{
    size_t at = str_find_byte(s, '@');
    if (at == s.n || at == 0)
        return STR("");
    size_t from = at;
    size_t to = at + 1;
    while (from > 0 && !byte_is_space(s.p[from - 1]) &&
           str_find_byte(STR("()<>,;:\"["), s.p[from - 1]) == 9)
        from--;
    while (to < s.n && !byte_is_space(s.p[to]) && str_find_byte(STR("()<>,;:\"]"), s.p[to]) == 9)
        to++;
    return from < at && to > at + 1 ? str_slice(s, from, to) : STR("");
}

static struct str trim_marks(struct str s)
{
    static const struct str marks = STR_INIT("()<>[]\"',;:");
    s = str_trim(s);
    while (s.n && str_find_byte(marks, s.p[0]) < marks.n)
        s = str_trim(str_from(s, 1));
    while (s.n && str_find_byte(marks, s.p[s.n - 1]) < marks.n && s.p[s.n - 1] != ')')
        s = str_trim(str_first(s, s.n - 1));
    if (s.n && s.p[s.n - 1] == ')' && str_find_byte(s, '(') == s.n)
        s = str_trim(str_first(s, s.n - 1));
    return s;
}

struct feed_person feed_person_from(struct arena *a, struct str text)
{
    struct feed_person p = {.name = str_trim(text)};
    struct str email = find_email(text);
    if (!email.n)
        return (struct feed_person){.name = utf8_fold_space(a, p.name)};
    p.email = str_starts(email, STR("mailto:")) ? str_from(email, 7) : email;
    struct str before = str_first(text, (size_t)(email.p - text.p));
    struct str after = str_from(text, before.n + email.n);
    struct str query = after.n && after.p[0] == '?' ? after : STR("");
    after = str_from(after, query.n);
    p.name = trim_marks(before);
    if (!p.name.n)
        p.name = trim_marks(after);
    if (str_eq_nocase(p.name, STR("mailto")))
        p.name = trim_marks(after);
    p.name = utf8_fold_space(a, p.name);
    size_t mark = str_find_byte(p.email, '?');
    p.email = str_copy(a, str_first(p.email, mark));
    return p;
}

/* ---- base64 ---- */

static int digit64(char c)
{
    static const struct str digits =
        STR_INIT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    size_t at = str_find_byte(digits, c);
    return at < digits.n ? (int)at : -1;
}

bool feed_base64(struct arena *a, struct str text, struct str *out)
{
    struct buf b;
    uint32_t bits = 0;
    int bits_n = 0;
    buf_init(&b, a);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        int value = digit64(c);
        if (byte_is_space(c) || c == '=')
            continue;
        if (value < 0)
            return false;
        bits = (bits << 6 | (uint32_t)value) & 0xffffff;
        bits_n += 6;
        if (bits_n >= 8) {
            bits_n -= 8;
            buf_add_byte(&b, (char)(bits >> bits_n & 0xff));
        }
    }
    *out = buf_view(&b);
    return !buf_failed(&b);
}
