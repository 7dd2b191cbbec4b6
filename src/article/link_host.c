#include "article/link_host.h"

#include "article/link_confusable.h"
#include "base/buf.h"
#include "base/hex.h"
#include "base/url.h"
#include "base/utf8.h"
#include "text/fold.h"

#ifdef LOA_HAVE_PSL
#include <libpsl.h>
#endif

/* ---- Punycode (RFC 3492) ---- */

enum {
    PUNY_BASE = 36,
    PUNY_T_MIN = 1,
    PUNY_T_MAX = 26,
    PUNY_SKEW = 38,
    PUNY_DAMP = 700,
    PUNY_BIAS = 72,
    PUNY_FIRST = 128,
};

static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
    uint32_t k = 0;
    delta = first ? delta / PUNY_DAMP : delta / 2;
    delta += delta / points;
    for (; delta > (PUNY_BASE - PUNY_T_MIN) * PUNY_T_MAX / 2; k += PUNY_BASE)
        delta /= PUNY_BASE - PUNY_T_MIN;
    return k + (PUNY_BASE - PUNY_T_MIN + 1) * delta / (delta + PUNY_SKEW);
}

static uint32_t threshold(uint32_t k, uint32_t bias)
{
    if (k <= bias + PUNY_T_MIN)
        return PUNY_T_MIN;
    return k >= bias + PUNY_T_MAX ? PUNY_T_MAX : k - bias;
}

static bool digit_value(char c, uint32_t *out)
{
    char low = (char)(c | 0x20);
    if (byte_is_digit(c))
        *out = (uint32_t)(c - '0') + 26;
    else if (low >= 'a' && low <= 'z')
        *out = (uint32_t)(low - 'a');
    else
        return false;
    return true;
}

/* One generalised variable-length integer (§3.3). */
static bool read_delta(struct str *rest, uint32_t bias, uint32_t *delta)
{
    uint32_t weight = 1;
    uint32_t sum = 0;
    for (uint32_t k = PUNY_BASE;; k += PUNY_BASE) {
        uint32_t digit = 0;
        uint32_t step = 0;
        if (!rest->n || !digit_value(rest->p[0], &digit))
            return false;
        *rest = str_from(*rest, 1);
        if (__builtin_mul_overflow(digit, weight, &step) || __builtin_add_overflow(sum, step, &sum))
            return false;
        uint32_t t = threshold(k, bias);
        if (digit < t)
            break;
        if (__builtin_mul_overflow(weight, PUNY_BASE - t, &weight))
            return false;
    }
    *delta = sum;
    return true;
}

struct points {
    uint32_t cp[LINK_LABEL_MAX_CP];
    size_t n;
};

static void insert_point(struct points *p, size_t at, uint32_t cp)
{
    for (size_t i = p->n; i > at; i--)
        p->cp[i] = p->cp[i - 1];
    p->cp[at] = cp;
    p->n++;
}

static struct str write_points(struct arena *a, const struct points *p)
{
    struct buf b;
    char bytes[4];
    buf_init(&b, a);
    for (size_t i = 0; i < p->n; i++)
        buf_add(&b, (struct str){bytes, utf8_put(p->cp[i], bytes)});
    return buf_view(&b);
}

static bool is_scalar(uint32_t cp)
{
    return cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF);
}

bool link_punycode_decode(struct arena *a, struct str label, struct str *out)
{
    struct points p = {.n = 0};
    size_t last = str_find_last_byte(label, '-');
    struct str rest = last < label.n ? str_from(label, last + 1) : label;
    struct str basic = last < label.n ? str_first(label, last) : STR("");
    uint32_t n = PUNY_FIRST;
    uint32_t i = 0;
    uint32_t bias = PUNY_BIAS;
    if (label.n > LINK_LABEL_MAX_CP)
        return false;
    for (size_t k = 0; k < basic.n; k++) {
        if ((unsigned char)basic.p[k] >= PUNY_FIRST)
            return false;
        p.cp[p.n++] = (unsigned char)basic.p[k];
    }
    while (rest.n) {
        uint32_t delta = 0;
        uint32_t was = i;
        if (p.n == LINK_LABEL_MAX_CP || !read_delta(&rest, bias, &delta) ||
            __builtin_add_overflow(i, delta, &i))
            return false;
        uint32_t places = (uint32_t)p.n + 1;
        bias = adapt(i - was, places, was == 0);
        if (__builtin_add_overflow(n, i / places, &n) || !is_scalar(n))
            return false;
        i %= places;
        insert_point(&p, i++, n);
    }
    *out = write_points(a, &p);
    return !arena_failed(a);
}

static void write_delta(struct buf *b, uint32_t delta, uint32_t bias)
{
    static const char DIGITS[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    for (uint32_t k = PUNY_BASE;; k += PUNY_BASE) {
        uint32_t t = threshold(k, bias);
        if (delta < t)
            break;
        buf_add_byte(b, DIGITS[t + (delta - t) % (PUNY_BASE - t)]);
        delta = (delta - t) / (PUNY_BASE - t);
    }
    buf_add_byte(b, DIGITS[delta]);
}

static bool read_points(struct str label, struct points *p)
{
    p->n = 0;
    while (label.n) {
        uint32_t cp = utf8_next(&label);
        if (cp == UTF8_BAD || p->n == LINK_LABEL_MAX_CP)
            return false;
        p->cp[p->n++] = cp;
    }
    return true;
}

static uint32_t smallest_from(const struct points *p, uint32_t n)
{
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < p->n; i++)
        if (p->cp[i] >= n && p->cp[i] < least)
            least = p->cp[i];
    return least;
}

bool link_punycode_encode(struct arena *a, struct str label, struct str *out)
{
    struct points p;
    struct buf b;
    uint32_t n = PUNY_FIRST;
    uint32_t delta = 0;
    uint32_t bias = PUNY_BIAS;
    buf_init(&b, a);
    if (!read_points(label, &p))
        return false;
    for (size_t i = 0; i < p.n; i++)
        if (p.cp[i] < PUNY_FIRST)
            buf_add_byte(&b, (char)p.cp[i]);
    uint32_t basic = (uint32_t)b.n;
    uint32_t done = basic;
    if (basic)
        buf_add_byte(&b, '-');
    while (done < p.n) { /* 63 letters of 21 bits: no sum here can overflow */
        uint32_t m = smallest_from(&p, n);
        delta += (m - n) * (done + 1);
        n = m;
        for (size_t i = 0; i < p.n; i++) {
            delta += p.cp[i] < n;
            if (p.cp[i] != n)
                continue;
            write_delta(&b, delta, bias);
            bias = adapt(delta, done + 1, done == basic);
            delta = 0;
            done++;
        }
        delta++;
        n++;
    }
    *out = buf_view(&b);
    return !buf_failed(&b) && out->n <= LINK_LABEL_MAX_CP;
}

/* ---- alphabets ---- */

enum alphabet { ALPHABET_NONE, LATIN, GREEK, CYRILLIC, HAN, OTHER_ALPHABET };

/* By block; what is in none of them is taken as its block of 256, which is never written with Latin
 * but for the alphabets of China, Japan and Korea. */
static uint32_t alphabet_of(uint32_t cp)
{
    if (cp < 0x80)
        return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z' ? LATIN : ALPHABET_NONE;
    if (utf8_is_mark(cp) || utf8_is_digit(cp))
        return ALPHABET_NONE;
    if (cp < 0x250 || (cp >= 0x1E00 && cp < 0x1F00))
        return LATIN;
    if ((cp >= 0x370 && cp < 0x400) || (cp >= 0x1F00 && cp < 0x2000))
        return GREEK;
    if (cp >= 0x400 && cp < 0x530)
        return CYRILLIC;
    if ((cp >= 0x2E80 && cp < 0xA000) || (cp >= 0xAC00 && cp < 0xD7B0) ||
        (cp >= 0x20000 && cp < 0x30000))
        return HAN;
    return OTHER_ALPHABET + (cp >> 8);
}

static bool label_is_mixed(struct str label)
{
    uint32_t first = ALPHABET_NONE;
    while (label.n) {
        uint32_t here = alphabet_of(utf8_next(&label));
        if (here == ALPHABET_NONE || here == first)
            continue;
        bool east = (here == HAN && first == LATIN) || (here == LATIN && first == HAN);
        if (first != ALPHABET_NONE && !east)
            return true;
        first = here;
    }
    return false;
}

/* ---- hosts ---- */

/* Letters, digits, hyphen, low line (some hosts have one). */
static bool is_ascii_label(struct str label)
{
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        if (!(c >= 'a' && c <= 'z') && !byte_is_digit(c) && c != '-' && c != '_')
            return false;
    }
    return label.n > 0 && label.n <= LINK_LABEL_MAX_CP;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* A label as it is typed to what DNS knows, and whether its letters may stand together. */
static enum link_host_fault add_label(struct arena *a, struct str label, struct buf *out)
{
    struct str unicode = label;
    struct str ascii = label;
    bool puny = str_starts(label, STR("xn--"));
    if (puny && !link_punycode_decode(a, str_from(label, 4), &unicode))
        return LINK_HOST_BROKEN;
    if (!puny && !is_ascii(label)) {
        if (!link_punycode_encode(a, label, &ascii) || !is_ascii_label(ascii))
            return LINK_HOST_BROKEN; /* before it is put together: text ends at a NUL there */
        ascii = str_concat(a, STR("xn--"), ascii);
    }
    if (!is_ascii_label(ascii))
        return LINK_HOST_BROKEN;
    if (out->n)
        buf_add_byte(out, '.');
    buf_add(out, ascii);
    return label_is_mixed(unicode) ? LINK_HOST_MIXED : LINK_HOST_SOUND;
}

/* The dots that browsers take for one (UTS #46). */
static struct str plain_dots(struct arena *a, struct str host)
{
    struct buf b;
    buf_init(&b, a);
    for (struct str rest = host; rest.n;) {
        struct str before = rest;
        uint32_t cp = utf8_next(&rest);
        if (cp == 0x3002 || cp == 0xFF0E || cp == 0xFF61)
            buf_add_byte(&b, '.');
        else if (cp != 0xAD && cp != 0x200B && cp != 0x200C && cp != 0x200D && cp != 0x2060)
            buf_add(&b, str_first(before, before.n - rest.n));
    }
    return buf_view(&b);
}

/* Fullwidth letters and the like as what they are (what NFKC does and DNS asks for). */
static struct str narrow(struct arena *a, struct str host)
{
    struct buf b;
    char bytes[4];
    buf_init(&b, a);
    while (host.n) {
        uint32_t cp = utf8_next(&host);
        if (cp == UTF8_BAD)
            return STR("");
        if (cp >= 0xFF01 && cp <= 0xFF5E)
            cp -= 0xFEE0;
        cp = utf8_lower_cp(cp);
        buf_add(&b, (struct str){bytes, utf8_put(cp, bytes)});
    }
    return utf8_nfc(a, buf_view(&b));
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!byte_is_digit(s.p[i]))
            return false;
    return s.n > 0;
}

/* True when the last label is a number, so that the host is an address (WHATWG URL §3.5). */
static bool ends_in_number(struct str host)
{
    struct str last = str_from(host, str_find_last_byte(host, '.') + 1);
    if (str_find_last_byte(host, '.') == host.n)
        last = host;
    return all_digits(last) || str_starts(last, STR("0x"));
}

/* Four decimal numbers: everything else that a browser takes for one is a disguise. */
static bool is_plain_ipv4(struct str host)
{
    struct str part;
    size_t parts = 0;
    while (str_next(&host, '.', &part)) {
        int64_t n = 0;
        bool zero_first = part.n > 1 && part.p[0] == '0';
        if (!all_digits(part) || zero_first || !str_to_int(part, &n) || n > 255)
            return false;
        parts++;
    }
    return parts == 4;
}

static enum link_host_fault read_labels(struct arena *a, struct str host, struct str *out)
{
    struct buf b;
    struct str label;
    enum link_host_fault fault = LINK_HOST_SOUND;
    buf_init(&b, a);
    if (str_ends(host, STR(".")))
        host.n--;
    while (str_next(&host, '.', &label)) {
        enum link_host_fault here = add_label(a, label, &b);
        if (here == LINK_HOST_BROKEN)
            return here;
        fault = here == LINK_HOST_SOUND ? fault : here;
    }
    *out = buf_view(&b);
    if (buf_failed(&b) || !out->n || out->n > LINK_HOST_MAX_BYTES)
        return LINK_HOST_BROKEN;
    return ends_in_number(*out) && !is_plain_ipv4(*out) ? LINK_HOST_BROKEN : fault;
}

/* [2001:db8::1] */
static bool is_ipv6(struct str host)
{
    if (host.n < 4 || host.p[0] != '[' || host.p[host.n - 1] != ']')
        return false;
    for (size_t i = 1; i + 1 < host.n; i++)
        if (hex_value(host.p[i]) < 0 && host.p[i] != ':' && host.p[i] != '.')
            return false;
    return true;
}

static void read_host(struct arena *a, struct str typed, struct link_host *out)
{
    enum { HOST_TYPED_MAX_BYTES = 3 * LINK_HOST_MAX_BYTES }; /* each byte percent-encoded */
    struct link_host h = {.host = STR(""), .domain = STR("")};
    struct str host = narrow(a, plain_dots(a, url_decoded(a, typed)));
    if (typed.n > HOST_TYPED_MAX_BYTES)
        h.fault = LINK_HOST_BROKEN;
    else if (is_ipv6(host))
        h.host = host;
    else
        h.fault = read_labels(a, host, &h.host);
    if (h.fault == LINK_HOST_BROKEN)
        h.host = STR("");
    h.domain = link_domain_of(h.host);
    *out = h;
}

static bool is_web_scheme(struct str scheme)
{
    return !scheme.n || str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https"));
}

bool link_host_read(struct arena *a, struct str url, struct link_host *out)
{
    struct url u;
    url_split(str_trim(url), &u);
    if (!is_web_scheme(u.scheme) || !u.has_authority)
        return false;
    read_host(a, u.host, out);
    return true;
}

/* ---- registrable domains ---- */

static struct str last_labels(struct str host, size_t n)
{
    for (size_t i = host.n; i > 0; i--)
        if (host.p[i - 1] == '.' && --n == 0)
            return str_from(host, i);
    return host;
}

#ifndef LOA_HAVE_PSL
/* Names under which anybody may have one: those of VNNIC and of most countries, and of platforms. */
static bool is_shared_name(struct str label)
{
    static const struct str NAMES[] = {
        STR_INIT("com"), STR_INIT("net"),   STR_INIT("org"), STR_INIT("edu"),  STR_INIT("gov"),
        STR_INIT("ac"),  STR_INIT("co"),    STR_INIT("biz"), STR_INIT("info"), STR_INIT("name"),
        STR_INIT("pro"), STR_INIT("int"),   STR_INIT("or"),  STR_INIT("ne"),   STR_INIT("go"),
        STR_INIT("mil"), STR_INIT("health")};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_eq(label, NAMES[i]))
            return true;
    return false;
}

static bool is_platform(struct str domain)
{
    static const struct str NAMES[] = {STR_INIT("blogspot.com"),  STR_INIT("github.io"),
                                       STR_INIT("wordpress.com"), STR_INIT("weebly.com"),
                                       STR_INIT("vercel.app"),    STR_INIT("netlify.app"),
                                       STR_INIT("pages.dev"),     STR_INIT("web.app")};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_eq(domain, NAMES[i]))
            return true;
    return false;
}

static struct str registrable(struct str host)
{
    struct str two = last_labels(host, 2);
    struct str first = str_first(two, str_find_byte(two, '.'));
    bool country = two.n >= 3 && two.p[two.n - 3] == '.';
    return (country && is_shared_name(first)) || is_platform(two) ? last_labels(host, 3) : two;
}
#else
static struct str registrable(struct str host)
{
    char text[LINK_HOST_MAX_BYTES + 1];
    for (size_t i = 0; i < host.n; i++)
        text[i] = host.p[i];
    text[host.n] = '\0';
    const char *found = psl_registrable_domain(psl_builtin(), text);
    return found ? str_from(host, (size_t)(found - text)) : last_labels(host, 2);
}
#endif

struct str link_domain_of(struct str host)
{
    if (!host.n || host.n > LINK_HOST_MAX_BYTES || host.p[0] == '[' || is_plain_ipv4(host))
        return host;
    return registrable(host);
}

/* ---- what it looks like ---- */

static struct str looks_like(uint32_t cp)
{
    static const struct {
        uint32_t cp;
        struct str ascii;
    } TABLE[] = {
#define X(cp, ascii) {cp, STR_INIT(ascii)},
        LINK_CONFUSABLE_TABLE(X)
#undef X
    };
    _Static_assert(COUNT_OF(TABLE) == LINK_CONFUSABLES, "each once");
    size_t low = 0;
    size_t high = COUNT_OF(TABLE);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (TABLE[middle].cp < cp)
            low = middle + 1;
        else
            high = middle;
    }
    return low < COUNT_OF(TABLE) && TABLE[low].cp == cp ? TABLE[low].ascii : STR("");
}

struct str link_host_unicode(struct arena *a, struct str host)
{
    struct buf b;
    struct str label;
    buf_init(&b, a);
    while (str_next(&host, '.', &label)) {
        struct str unicode = label;
        if (str_starts(label, STR("xn--")) &&
            !link_punycode_decode(a, str_from(label, 4), &unicode))
            unicode = label;
        if (b.n)
            buf_add_byte(&b, '.');
        buf_add(&b, unicode);
    }
    return buf_view(&b);
}

static struct str as_ascii_looks(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    while (s.n) {
        struct str before = s;
        uint32_t cp = utf8_next(&s);
        struct str ascii = cp == UTF8_BAD ? STR("") : looks_like(cp);
        buf_add(&b, ascii.n ? ascii : str_first(before, before.n - s.n));
    }
    return buf_view(&b);
}

/* What ASCII itself has: 0 o, 1 l, rn m (UTS #39), vv w. */
static struct str ascii_skeleton(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        char next = i + 1 < s.n ? s.p[i + 1] : '\0';
        bool pair = (c == 'r' && next == 'n') || (c == 'v' && next == 'v');
        i += pair;
        buf_add_byte(&b, pair ? (c == 'r' ? 'm' : 'w') : c == '0' ? 'o' : c == '1' ? 'l' : c);
    }
    return buf_view(&b);
}

struct str link_skeleton(struct arena *a, struct str host)
{
    struct str ascii = as_ascii_looks(a, link_host_unicode(a, host));
    return ascii_skeleton(a, as_ascii_looks(a, text_fold(a, ascii)));
}

/* ---- texts that name a host ---- */

static bool is_known_end(struct str label)
{
    static const struct str ENDS[] = {
        STR_INIT("vn"),   STR_INIT("com"),  STR_INIT("net"),    STR_INIT("org"), STR_INIT("info"),
        STR_INIT("gov"),  STR_INIT("edu"),  STR_INIT("biz"),    STR_INIT("xyz"), STR_INIT("top"),
        STR_INIT("club"), STR_INIT("site"), STR_INIT("online"), STR_INIT("vip"), STR_INIT("win"),
        STR_INIT("bet"),  STR_INIT("tv"),   STR_INIT("asia"),   STR_INIT("us"),  STR_INIT("uk"),
        STR_INIT("fr"),   STR_INIT("de"),   STR_INIT("jp"),     STR_INIT("cn"),  STR_INIT("kr"),
        STR_INIT("ru"),   STR_INIT("la"),   STR_INIT("kh"),     STR_INIT("app"), STR_INIT("shop"),
        STR_INIT("live"), STR_INIT("pro"),  STR_INIT("mobi"),   STR_INIT("int"), STR_INIT("io"),
        STR_INIT("eu"),   STR_INIT("sg"),   STR_INIT("th"),     STR_INIT("tw"),  STR_INIT("hk")};
    for (size_t i = 0; i < COUNT_OF(ENDS); i++)
        if (str_eq_nocase(label, ENDS[i]))
            return true;
    return false;
}

static size_t find_any_of(struct str s, struct str set)
{
    for (size_t i = 0; i < s.n; i++)
        if (str_find_byte(set, s.p[i]) < set.n)
            return i;
    return s.n;
}

/* A word without the punctuation around it. */
static struct str bare_word(struct str word)
{
    static const struct str AROUND = STR_INIT("()[]{}<>\"'.,;:!?");
    while (word.n && str_find_byte(AROUND, word.p[0]) < AROUND.n)
        word = str_from(word, 1);
    while (word.n && str_find_byte(AROUND, word.p[word.n - 1]) < AROUND.n)
        word.n--;
    return word;
}

static bool word_names_host(struct arena *a, struct str word, struct link_host *out)
{
    struct str scheme_end = STR("://");
    size_t at = str_find(word, scheme_end);
    bool said = at < word.n && is_web_scheme(str_first(word, at));
    struct str rest = said ? str_from(word, at + scheme_end.n) : word;
    struct str host = str_first(rest, find_any_of(rest, STR("/?#:")));
    struct str end = str_from(host, str_find_last_byte(host, '.') + 1);
    bool www = str_eq_nocase(str_first(host, 4), STR("www."));
    if (str_find_last_byte(host, '.') == host.n || str_find_byte(host, '@') < host.n ||
        str_find_byte(host, '.') == 0 || (!said && !www && !is_known_end(end)))
        return false;
    read_host(a, host, out);
    return out->fault != LINK_HOST_BROKEN;
}

bool link_text_names_host(struct arena *a, struct str text, struct link_host *out)
{
    enum { WORDS_MAX = 64 }; /* a link's text that is longer is prose */
    struct str rest = str_trim(text);
    for (size_t i = 0; rest.n && i < WORDS_MAX; i++) {
        size_t end = find_any_of(rest, STR(" \t\r\n"));
        struct str word = bare_word(str_first(rest, end));
        rest = str_trim(str_from(rest, end));
        if (word.n && word_names_host(a, word, out))
            return true;
    }
    return false;
}
