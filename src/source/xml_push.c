#include "source/xml_push.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <expat.h>
#include <iconv.h>
#include <string.h>

enum {
    BINDINGS_MAX = 1024,      /* prefixes declared and open at one time */
    BINDING_MAX_BYTES = 256,  /* of a prefix, and of an address; longer ones are cut */
    PIECE_BYTES = 64 << 10,   /* what is cleaned and parsed at once */
    FIRST_BYTES = 1024,       /* a declaration ends before */
    REFERENCE_MAX_BYTES = 12, /* "&#x0010FFFF;"; longer ones are text */
};

/* A declared prefix, until the element at depth closes. */
struct binding {
    size_t depth;
    uint16_t prefix_n;
    uint16_t space_n;
    char prefix[BINDING_MAX_BYTES];
    char space[BINDING_MAX_BYTES];
};

/* Whether bytes may be looked at as UTF-8: known when the declaration, or the first tag, is past. */
enum encoding { ENCODING_UNKNOWN, ENCODING_UTF8, ENCODING_OTHER };

struct xml_push {
    XML_Parser parser;
    struct xml_handler handler;
    struct binding *bindings;
    size_t bindings_n;
    size_t bindings_capacity;
    size_t depth;
    enum encoding encoding;
    bool stopped;
    enum rc rc;
    char held[16]; /* what the next piece decides: half a character, half a reference */
    size_t held_n;
    bool in_cdata;
    size_t unmoved_bytes; /* pushed since the last event: a tag that does not end */
    struct buf first;     /* bytes that do not tell the encoding yet */
    struct buf clean;
    struct buf joined; /* held and the piece behind it */
    struct err err;
};

static struct str name_prefix(struct str name)
{
    size_t colon = str_find_byte(name, ':');
    return colon < name.n ? str_first(name, colon) : STR("");
}

static struct xml_name resolve(const struct xml_push *x, struct str name, bool attribute)
{
    struct str prefix = name_prefix(name);
    struct xml_name out = {prefix, prefix.n ? str_from(name, prefix.n + 1) : name};
    if (attribute && prefix.n == 0)
        return out;
    for (size_t i = x->bindings_n; i > 0; i--) {
        const struct binding *b = &x->bindings[i - 1];
        if (str_eq((struct str){b->prefix, b->prefix_n}, prefix)) {
            out.space = (struct str){b->space, b->space_n};
            return out;
        }
    }
    return out;
}

static void stop_with(struct xml_push *x, enum rc rc, const char *cause)
{
    if (x->rc)
        return;
    x->rc = fail(&x->err, rc, "line %zu: %s", xml_push_line(x), cause);
    (void)XML_StopParser(x->parser, XML_FALSE);
}

static bool room_for_binding(struct xml_push *x)
{
    if (x->bindings_n < x->bindings_capacity)
        return true;
    size_t capacity = x->bindings_capacity ? 2 * x->bindings_capacity : 16;
    struct binding *grown = mem_resize(x->bindings, capacity * sizeof *grown);
    if (!grown) {
        stop_with(x, RC_NOMEM, "out of memory");
        return false;
    }
    x->bindings = grown;
    x->bindings_capacity = capacity;
    return true;
}

static void bind_prefix(struct xml_push *x, struct str prefix, struct str space)
{
    if (x->bindings_n == BINDINGS_MAX) {
        stop_with(x, RC_LIMIT, "too many namespaces");
        return;
    }
    if (!room_for_binding(x))
        return;
    struct binding *b = &x->bindings[x->bindings_n++];
    prefix = str_first(prefix, BINDING_MAX_BYTES);
    space = str_first(space, BINDING_MAX_BYTES);
    b->depth = x->depth;
    b->prefix_n = (uint16_t)prefix.n;
    b->space_n = (uint16_t)space.n;
    if (prefix.n)
        memcpy(b->prefix, prefix.p, prefix.n);
    if (space.n)
        memcpy(b->space, space.p, space.n);
}

static void bind_all(struct xml_push *x, const XML_Char **attributes)
{
    for (size_t i = 0; attributes[i] && attributes[i + 1]; i += 2) {
        struct str name = str_view(attributes[i]);
        if (str_eq(name, STR("xmlns")))
            bind_prefix(x, STR(""), str_view(attributes[i + 1]));
        else if (str_starts(name, STR("xmlns:")))
            bind_prefix(x, str_from(name, 6), str_view(attributes[i + 1]));
    }
}

static void XMLCALL on_open(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
    struct xml_push *x = ctx;
    struct xml_attribute seen[XML_PUSH_ATTRIBUTES_MAX];
    size_t n = 0;
    x->unmoved_bytes = 0;
    if (x->rc || x->stopped)
        return;
    if (++x->depth > XML_PUSH_DEPTH_MAX) {
        stop_with(x, RC_LIMIT, "elements too deep");
        return;
    }
    bind_all(x, attributes);
    for (size_t i = 0; attributes[i] && attributes[i + 1] && n < COUNT_OF(seen); i += 2)
        seen[n++] = (struct xml_attribute){resolve(x, str_view(attributes[i]), true),
                                           str_view(attributes[i + 1])};
    struct xml_tag tag = {resolve(x, str_view(name), false), seen, n};
    if (!x->rc)
        x->handler.open(x->handler.ctx, &tag);
}

static void XMLCALL on_close(void *ctx, const XML_Char *name)
{
    struct xml_push *x = ctx;
    x->unmoved_bytes = 0;
    if (x->rc || x->stopped)
        return;
    x->handler.close(x->handler.ctx, resolve(x, str_view(name), false));
    while (x->bindings_n && x->bindings[x->bindings_n - 1].depth == x->depth)
        x->bindings_n--;
    x->depth--;
}

static void XMLCALL on_text(void *ctx, const XML_Char *text, int n)
{
    struct xml_push *x = ctx;
    x->unmoved_bytes = 0;
    if (!x->rc && !x->stopped && n > 0)
        x->handler.text(x->handler.ctx, (struct str){text, (size_t)n});
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are expat's */
static void XMLCALL on_entity(void *ctx, const XML_Char *name, int is_parameter,
                              const XML_Char *value, int value_n, const XML_Char *base,
                              const XML_Char *system, const XML_Char *public_id,
                              const XML_Char *notation)
{
    struct xml_push *x = ctx;
    (void)name, (void)is_parameter, (void)value, (void)value_n;
    (void)base, (void)system, (void)public_id, (void)notation;
    stop_with(x, RC_INVALID, "it declares entities, which are refused");
}

/* Character sets of one byte a letter that expat does not know: what iconv makes of each byte. */
static int XMLCALL on_encoding(void *ctx, const XML_Char *name, XML_Encoding *info)
{
    iconv_t from = iconv_open("UTF-8", name);
    (void)ctx;
    if (from == (iconv_t)-1) /* NOLINT(performance-no-int-to-ptr): iconv's own way to say no */
        return XML_STATUS_ERROR;
    for (int i = 0; i < 256; i++) {
        char byte = (char)(unsigned char)i;
        char letter[8];
        char *in = &byte;
        char *out = letter;
        size_t left = 1;
        size_t room = sizeof letter;
        (void)iconv(from, NULL, NULL, NULL, NULL);
        bool known = iconv(from, &in, &left, &out, &room) != (size_t)-1;
        /* some wait for a mark that may follow the letter (windows-1258) */
        known = known && iconv(from, NULL, NULL, &out, &room) != (size_t)-1;
        struct str utf8 = {letter, sizeof letter - room};
        uint32_t cp = known && utf8.n ? utf8_next(&utf8) : 0xFFFD;
        info->map[i] = cp > 0 && cp < 0x10000 && utf8.n == 0 ? (int)cp : 0xFFFD;
    }
    info->map[0] = 0;
    (void)iconv_close(from);
    info->data = NULL;
    info->convert = NULL;
    info->release = NULL;
    return XML_STATUS_OK;
}

struct xml_push *xml_push_new(const struct xml_handler *handler)
{
    static const XML_Memory_Handling_Suite MEMORY = {mem_alloc, mem_resize, mem_free};
    struct xml_push *x = mem_alloc(sizeof *x);
    if (!x)
        return NULL;
    *x = (struct xml_push){.handler = *handler};
    buf_init(&x->first, NULL);
    buf_init(&x->clean, NULL);
    buf_init(&x->joined, NULL);
    x->parser = XML_ParserCreate_MM(NULL, &MEMORY, NULL);
    if (!x->parser) {
        mem_free(x);
        return NULL;
    }
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_open, on_close);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetEntityDeclHandler(x->parser, on_entity);
    XML_SetUnknownEncodingHandler(x->parser, on_encoding, NULL);
    return x;
}

void xml_push_free(struct xml_push *x)
{
    if (!x)
        return;
    XML_ParserFree(x->parser);
    buf_release(&x->first);
    buf_release(&x->clean);
    buf_release(&x->joined);
    mem_free(x->bindings);
    mem_free(x);
}

void xml_push_stop(struct xml_push *x)
{
    x->stopped = true;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

size_t xml_push_line(const struct xml_push *x)
{
    return (size_t)XML_GetCurrentLineNumber(x->parser);
}

struct str xml_attribute_of(const struct xml_tag *tag, struct str local)
{
    for (size_t i = 0; i < tag->attributes_n; i++)
        if (str_eq(tag->attributes[i].name.local, local) && tag->attributes[i].name.space.n == 0)
            return tag->attributes[i].value;
    return STR("");
}

/* ---- bytes ---- */

static enum rc parse(struct xml_push *x, struct str bytes, bool last)
{
    if (x->rc || x->stopped || (bytes.n == 0 && !last)) /* expat takes nothing for "no memory" */
        return x->rc;
    x->unmoved_bytes += bytes.n;
    if (XML_Parse(x->parser, bytes.p, (int)bytes.n, last) == XML_STATUS_OK) {
        if (x->unmoved_bytes > XML_PUSH_TAG_MAX_BYTES + PIECE_BYTES)
            stop_with(x, RC_LIMIT, "a tag does not end");
        return x->rc;
    }
    enum XML_Error code = XML_GetErrorCode(x->parser);
    if (x->rc || x->stopped)
        return x->rc;
    x->rc = code == XML_ERROR_NO_MEMORY
                ? fail(&x->err, RC_NOMEM, "out of memory")
                : fail(&x->err, RC_INVALID, "line %zu: not well-formed XML: %s", xml_push_line(x),
                       XML_ErrorString(code));
    return x->rc;
}

/* The length of a sequence that byte begins; 0 if it begins none of more than one byte. */
static size_t sequence_bytes(unsigned char byte)
{
    if (byte >= 0xC2 && byte <= 0xDF)
        return 2;
    if (byte >= 0xE0 && byte <= 0xEF)
        return 3;
    return byte >= 0xF0 && byte <= 0xF4 ? 4 : 0;
}

/* True if s is the beginning of a character and more is needed to know which. */
static bool is_cut(struct str s)
{
    size_t want = sequence_bytes((unsigned char)s.p[0]);
    if (want <= s.n)
        return false;
    for (size_t i = 1; i < s.n; i++)
        if (((unsigned char)s.p[i] & 0xC0) != 0x80)
            return false;
    return true;
}

static bool xml_allows(uint32_t cp)
{
    return cp >= 0x20 ? cp != 0xFFFE && cp != 0xFFFF : cp == '\t' || cp == '\n' || cp == '\r';
}

/* Takes one character of *rest into the clean bytes. */
static void clean_one(struct xml_push *x, struct str *rest)
{
    struct str from = *rest;
    uint32_t cp = utf8_next(rest);
    if (cp == UTF8_BAD)
        buf_add(&x->clean, STR("\xEF\xBF\xBD"));
    else if (!xml_allows(cp))
        buf_add_byte(&x->clean, ' ');
    else
        buf_add(&x->clean, str_first(from, from.n - rest->n));
}

static bool is_plain(unsigned char byte)
{
    return (byte >= 0x20 && byte < 0x80 && byte != '&' && byte != '<' && byte != ']') ||
           byte == '\n' || byte == '\t' || byte == '\r';
}

static const struct str CDATA_BEGIN = STR_INIT("<![CDATA[");
static const struct str CDATA_END = STR_INIT("]]>");

/* The reference that s begins with, from "&" to ";", if XML has it without any declaration: one of
 * its five names, or the number of a character that it allows. Its length; 0 if it is none. */
static size_t reference_length(struct str s)
{
    static const struct str NAMES[] = {STR_INIT("&amp;"), STR_INIT("&lt;"), STR_INIT("&gt;"),
                                       STR_INIT("&quot;"), STR_INIT("&apos;")};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_starts(s, NAMES[i]))
            return NAMES[i].n;
    if (!str_starts(s, STR("&#")))
        return 0;
    bool hex = s.n > 2 && s.p[2] == 'x';
    size_t i = hex ? 3 : 2;
    uint32_t cp = 0;
    for (; i < s.n && i < REFERENCE_MAX_BYTES && s.p[i] != ';'; i++) {
        char c = (char)(s.p[i] | 0x20);
        bool letter = hex && c >= 'a' && c <= 'f';
        if (!byte_is_digit(s.p[i]) && !letter)
            return 0;
        cp = cp * (hex ? 16 : 10) + (uint32_t)(letter ? c - 'a' + 10 : s.p[i] - '0');
    }
    bool scalar = cp && cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF) && xml_allows(cp);
    return i < s.n && s.p[i] == ';' && scalar ? i + 1 : 0;
}

/* True if what s begins with may be more than its bytes can tell. */
static bool is_undecided(const struct xml_push *x, struct str s)
{
    if (s.p[0] == '<')
        return !x->in_cdata && s.n < CDATA_BEGIN.n && str_starts(CDATA_BEGIN, s);
    if (s.p[0] == ']')
        return x->in_cdata && s.n < CDATA_END.n && str_starts(CDATA_END, s);
    if (s.p[0] == '&')
        return !x->in_cdata && s.n < REFERENCE_MAX_BYTES && str_find_byte(s, ';') == s.n;
    return s.n < 4 && is_cut(s);
}

/* Takes the first of *rest, which is not plain, into the clean bytes. An "&" that begins no
 * reference is written as people meant it: "&amp;". */
static void clean_special(struct xml_push *x, struct str *rest)
{
    size_t n = 1;
    if (rest->p[0] == '<') {
        x->in_cdata = x->in_cdata || str_starts(*rest, CDATA_BEGIN);
        n = x->in_cdata && str_starts(*rest, CDATA_BEGIN) ? CDATA_BEGIN.n : 1;
    } else if (rest->p[0] == ']') {
        x->in_cdata = x->in_cdata && !str_starts(*rest, CDATA_END);
    } else if (rest->p[0] == '&' && !x->in_cdata) {
        n = reference_length(*rest);
        if (n == 0)
            buf_add(&x->clean, STR("&amp;"));
        *rest = n ? *rest : str_from(*rest, 1);
    } else if (rest->p[0] != '&') {
        clean_one(x, rest);
        return;
    }
    buf_add(&x->clean, str_first(*rest, n));
    *rest = str_from(*rest, n);
}

/* Adds bytes to x->clean; what cannot be decided at their end is held, unless they are the last. */
static void clean(struct xml_push *x, struct str bytes, bool last)
{
    while (bytes.n) {
        size_t plain = 0;
        while (plain < bytes.n && is_plain((unsigned char)bytes.p[plain]))
            plain++;
        buf_add(&x->clean, str_first(bytes, plain));
        bytes = str_from(bytes, plain);
        if (bytes.n == 0)
            return;
        if (!last && bytes.n < sizeof x->held && is_undecided(x, bytes)) {
            memcpy(x->held, bytes.p, bytes.n);
            x->held_n = bytes.n;
            return;
        }
        clean_special(x, &bytes);
    }
}

static enum rc parse_clean(struct xml_push *x, struct str bytes, bool last)
{
    buf_clear(&x->clean);
    if (x->held_n) {
        buf_clear(&x->joined);
        buf_add(&x->joined, (struct str){x->held, x->held_n});
        buf_add(&x->joined, bytes);
        x->held_n = 0;
        bytes = buf_view(&x->joined);
    }
    clean(x, bytes, last);
    if (buf_failed(&x->clean) || buf_failed(&x->joined))
        return x->rc = fail(&x->err, RC_NOMEM, "out of memory");
    return parse(x, buf_view(&x->clean), false);
}

/* The encoding that a declaration names; first begins with it. */
static enum encoding declared_encoding(struct str first)
{
    struct str declaration = str_first(first, str_find_byte(first, '>'));
    size_t at = str_find(declaration, STR("encoding"));
    struct str value = str_trim(str_from(declaration, at + 8));
    value = str_trim(str_from(value, str_starts(value, STR("="))));
    if (at == declaration.n || value.n < 2)
        return ENCODING_UTF8;
    value = str_first(str_from(value, 1), str_find_byte(str_from(value, 1), value.p[0]));
    bool utf8 = str_eq_nocase(value, STR("utf-8")) || str_eq_nocase(value, STR("utf8")) ||
                str_eq_nocase(value, STR("us-ascii"));
    return utf8 ? ENCODING_UTF8 : ENCODING_OTHER;
}

/* A NUL or a byte order mark of UTF-16 at the beginning: expat knows that better. */
static enum encoding encoding_of(struct str first)
{
    unsigned char byte = (unsigned char)first.p[0];
    if (byte == 0 || byte >= 0xFE || (first.n > 1 && first.p[1] == 0))
        return ENCODING_OTHER;
    struct str bom = STR("\xEF\xBB\xBF");
    if (str_starts(first, bom))
        return ENCODING_UTF8;
    return str_starts(first, STR("<?xml")) ? declared_encoding(first) : ENCODING_UTF8;
}

static void push_known(struct xml_push *x, struct str bytes)
{
    while (bytes.n && !x->rc && !x->stopped) {
        struct str piece = str_first(bytes, PIECE_BYTES);
        bytes = str_from(bytes, piece.n);
        (void)(x->encoding == ENCODING_UTF8 ? parse_clean(x, piece, false)
                                            : parse(x, piece, false));
    }
}

/* Not UTF-16 nor UTF-32, whatever is declared. */
static bool is_eight_bit(struct str first)
{
    return str_starts(first, STR("<?xml"));
}

/* A file that was converted keeps the declaration it had: what the first letter outside of ASCII is,
 * tells. False: it is not there yet. */
static bool settle_doubt(struct xml_push *x, struct str first, bool last)
{
    enum { LETTER_BYTES = 4, DOUBT_MAX_BYTES = 256 << 10 };
    size_t at = 0;
    while (at < first.n && (unsigned char)first.p[at] < 0x80)
        at++;
    if (!last && first.n - at < LETTER_BYTES && first.n < DOUBT_MAX_BYTES)
        return false;
    struct str rest = str_from(first, at);
    if (rest.n && utf8_next(&rest) != UTF8_BAD) {
        x->encoding = ENCODING_UTF8;
        (void)XML_SetEncoding(x->parser, "UTF-8");
    }
    return true;
}

/* Keeps the first bytes until they tell the encoding, then takes them all. */
static void push_first(struct xml_push *x, struct str bytes, bool last)
{
    buf_add(&x->first, bytes);
    struct str first = buf_view(&x->first);
    if (buf_failed(&x->first)) {
        x->rc = fail(&x->err, RC_NOMEM, "out of memory");
        return;
    }
    if (first.n == 0 || (!last && first.n < FIRST_BYTES && str_find_byte(first, '>') == first.n))
        return;
    x->encoding = encoding_of(first);
    if (x->encoding == ENCODING_OTHER && is_eight_bit(first) && !settle_doubt(x, first, last)) {
        x->encoding = ENCODING_UNKNOWN;
        return;
    }
    push_known(x, first);
    buf_release(&x->first);
}

enum rc xml_push_bytes(struct xml_push *x, struct str bytes, struct err *e)
{
    if (x->rc || x->stopped)
        return x->rc ? fail(e, x->rc, "%s", x->err.text) : RC_OK;
    if (x->encoding == ENCODING_UNKNOWN)
        push_first(x, bytes, false);
    else
        push_known(x, bytes);
    return x->rc ? fail(e, x->rc, "%s", x->err.text) : RC_OK;
}

enum rc xml_push_end(struct xml_push *x, struct err *e)
{
    if (!x->rc && !x->stopped && x->encoding == ENCODING_UNKNOWN)
        push_first(x, STR(""), true);
    if (!x->rc && !x->stopped && x->held_n)
        (void)parse_clean(x, STR(""), true);
    (void)parse(x, STR(""), true);
    return x->rc ? fail(e, x->rc, "%s", x->err.text) : RC_OK;
}
