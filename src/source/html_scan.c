#include "source/html_scan.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "source/html.h"
#include "source/html_style.h"

#include <string.h>

/* What a tag does to the stack of open elements (HTML Living Standard, 13.2.6). */
enum kind {
    KIND_PLAIN,
    KIND_VOID,     /* never open */
    KIND_RAW,      /* its content is no markup and is left out */
    KIND_RAW_KEPT, /* title, textarea: no markup, but kept */
    KIND_DRAWING,  /* left out with everything in it, when it is closed */
    KIND_CLOSES_P, /* ends an open paragraph */
    KIND_P,
    KIND_HEADING,
    KIND_ITEM,    /* li, dd, dt: ends its like */
    KIND_BARRIER, /* end tags do not reach through it */
    KIND_TABLE,
    KIND_ROW,        /* tr, tbody: ends what is open in the table */
    KIND_CELL,       /* td, th: likewise; a barrier */
    KIND_FORMATTING, /* opened again after what contained it */
    KIND_ROOT,
};

/* X(name, kind) */
#define KIND_TABLE_OF(X)                                                                           \
    X("area", KIND_VOID)                                                                           \
    X("base", KIND_VOID)                                                                           \
    X("basefont", KIND_VOID)                                                                       \
    X("bgsound", KIND_VOID)                                                                        \
    X("br", KIND_VOID)                                                                             \
    X("col", KIND_VOID)                                                                            \
    X("embed", KIND_VOID)                                                                          \
    X("frame", KIND_VOID)                                                                          \
    X("hr", KIND_VOID)                                                                             \
    X("img", KIND_VOID)                                                                            \
    X("input", KIND_VOID)                                                                          \
    X("keygen", KIND_VOID)                                                                         \
    X("link", KIND_VOID)                                                                           \
    X("meta", KIND_VOID)                                                                           \
    X("param", KIND_VOID)                                                                          \
    X("source", KIND_VOID)                                                                         \
    X("track", KIND_VOID)                                                                          \
    X("wbr", KIND_VOID)                                                                            \
    X("image", KIND_VOID)                                                                          \
    X("script", KIND_RAW)                                                                          \
    X("style", KIND_RAW)                                                                           \
    X("iframe", KIND_RAW)                                                                          \
    X("noembed", KIND_RAW)                                                                         \
    X("noframes", KIND_RAW)                                                                        \
    X("xmp", KIND_RAW)                                                                             \
    X("textarea", KIND_RAW)                                                                        \
    X("title", KIND_RAW_KEPT)                                                                      \
    X("svg", KIND_DRAWING)                                                                         \
    X("address", KIND_CLOSES_P)                                                                    \
    X("article", KIND_CLOSES_P)                                                                    \
    X("aside", KIND_CLOSES_P)                                                                      \
    X("blockquote", KIND_CLOSES_P)                                                                 \
    X("center", KIND_CLOSES_P)                                                                     \
    X("details", KIND_CLOSES_P)                                                                    \
    X("dir", KIND_CLOSES_P)                                                                        \
    X("div", KIND_CLOSES_P)                                                                        \
    X("dl", KIND_CLOSES_P)                                                                         \
    X("fieldset", KIND_CLOSES_P)                                                                   \
    X("figcaption", KIND_CLOSES_P)                                                                 \
    X("figure", KIND_CLOSES_P)                                                                     \
    X("footer", KIND_CLOSES_P)                                                                     \
    X("form", KIND_CLOSES_P)                                                                       \
    X("header", KIND_CLOSES_P)                                                                     \
    X("hgroup", KIND_CLOSES_P)                                                                     \
    X("main", KIND_CLOSES_P)                                                                       \
    X("menu", KIND_CLOSES_P)                                                                       \
    X("nav", KIND_CLOSES_P)                                                                        \
    X("ol", KIND_CLOSES_P)                                                                         \
    X("pre", KIND_CLOSES_P)                                                                        \
    X("listing", KIND_CLOSES_P)                                                                    \
    X("section", KIND_CLOSES_P)                                                                    \
    X("summary", KIND_CLOSES_P)                                                                    \
    X("ul", KIND_CLOSES_P)                                                                         \
    X("p", KIND_P)                                                                                 \
    X("h1", KIND_HEADING)                                                                          \
    X("h2", KIND_HEADING)                                                                          \
    X("h3", KIND_HEADING)                                                                          \
    X("h4", KIND_HEADING)                                                                          \
    X("h5", KIND_HEADING)                                                                          \
    X("h6", KIND_HEADING)                                                                          \
    X("li", KIND_ITEM)                                                                             \
    X("dd", KIND_ITEM)                                                                             \
    X("dt", KIND_ITEM)                                                                             \
    X("option", KIND_ITEM)                                                                         \
    X("optgroup", KIND_ITEM)                                                                       \
    X("applet", KIND_BARRIER)                                                                      \
    X("caption", KIND_BARRIER)                                                                     \
    X("marquee", KIND_BARRIER)                                                                     \
    X("object", KIND_BARRIER)                                                                      \
    X("template", KIND_BARRIER)                                                                    \
    X("math", KIND_BARRIER)                                                                        \
    X("select", KIND_BARRIER)                                                                      \
    X("button", KIND_BARRIER)                                                                      \
    X("table", KIND_TABLE)                                                                         \
    X("tr", KIND_ROW)                                                                              \
    X("tbody", KIND_ROW)                                                                           \
    X("thead", KIND_ROW)                                                                           \
    X("tfoot", KIND_ROW)                                                                           \
    X("td", KIND_CELL)                                                                             \
    X("th", KIND_CELL)                                                                             \
    X("a", KIND_FORMATTING)                                                                        \
    X("b", KIND_FORMATTING)                                                                        \
    X("big", KIND_FORMATTING)                                                                      \
    X("code", KIND_FORMATTING)                                                                     \
    X("em", KIND_FORMATTING)                                                                       \
    X("font", KIND_FORMATTING)                                                                     \
    X("i", KIND_FORMATTING)                                                                        \
    X("nobr", KIND_FORMATTING)                                                                     \
    X("s", KIND_FORMATTING)                                                                        \
    X("small", KIND_FORMATTING)                                                                    \
    X("strike", KIND_FORMATTING)                                                                   \
    X("strong", KIND_FORMATTING)                                                                   \
    X("tt", KIND_FORMATTING)                                                                       \
    X("u", KIND_FORMATTING)                                                                        \
    X("html", KIND_ROOT)                                                                           \
    X("body", KIND_ROOT)

enum { LIKE_MAX = 3 };
enum { KNOWN_BITS = 7 };
enum { NAME_MAX_BYTES = 12 }; /* longer names are of no kind; compared by their first bytes */

struct name {
    char bytes[NAME_MAX_BYTES];
};

struct open {
    struct name name;
    enum kind kind;
    uint64_t like;  /* formatting: hash of the whole tag */
    unsigned alike; /* formatting: equal ones that were open before it */
};

/* What kind_of has looked up. */
struct known {
    struct name name;
    enum kind kind;
};

struct scan {
    struct known known[1 << KNOWN_BITS];
    struct str in;
    struct buf out;
    struct html_standins standins;
    size_t at;
    struct open open[HTML_DEPTH_MAX];
    size_t depth;
    size_t roots;
    size_t svg_checked; /* no </svg> from here on */
    bool whole;         /* a page: what breaks a line needs no white space beside it */
    bool edge;          /* what was added last breaks a line: white space after it says nothing */
    bool compared;      /* the parser looks at the values of the tag at hand */
    bool blank;         /* white space is held back until it is known what follows */
};

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The lower-case name that begins at p; its whole length in *n. */
static struct name read_name(struct str in, size_t at, size_t *n)
{
    struct name name = {""};
    size_t i = at;
    while (i < in.n && !byte_is_space(in.p[i]) && in.p[i] != '/' && in.p[i] != '>') {
        if (i - at < NAME_MAX_BYTES)
            name.bytes[i - at] = is_letter(in.p[i]) ? (char)(in.p[i] | 0x20) : in.p[i];
        i++;
    }
    *n = i - at;
    return name;
}

static bool same(struct name a, struct name b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

/* A name that is written here. */
#define NAME(word) ((struct name){word})

static enum kind look_up(struct name name)
{
    static const struct {
        struct name name;
        enum kind kind;
    } KINDS[] = {
#define X(word, kind) {{word}, kind},
        KIND_TABLE_OF(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (same(name, KINDS[i].name))
            return KINDS[i].kind;
    return KIND_PLAIN;
}

/* A page has thousands of tags of some thirty names: what was looked up is remembered. */
static enum kind kind_of(struct scan *s, struct name name)
{
    uint64_t first = 0;
    memcpy(&first, name.bytes, sizeof first);
    struct known *known = &s->known[(first * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - KNOWN_BITS)];
    if (!known->name.bytes[0] || !same(known->name, name))
        *known = (struct known){name, look_up(name)};
    return known->kind;
}

static void add(struct scan *s, size_t from, size_t to)
{
    buf_add(&s->out, str_slice(s->in, from, to));
}

/* The open elements from `from` on end, but for formatting, which the parser opens again. */
static void close_down_to(struct scan *s, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < s->depth; i++)
        if (i > from && s->open[i].kind == KIND_FORMATTING && s->open[i].alike < LIKE_MAX)
            s->open[kept++] = s->open[i];
    s->depth = kept;
}

static bool stops_end_tags(const struct open *o)
{
    return o->kind == KIND_BARRIER || o->kind == KIND_CELL || o->kind == KIND_TABLE ||
           o->kind == KIND_ROOT;
}

/* The open p that a block element ends; HTML_DEPTH_MAX if there is none. */
static size_t find_p(const struct scan *s)
{
    for (size_t i = s->depth; i-- > 0;) {
        if (s->open[i].kind == KIND_P)
            return i;
        if (stops_end_tags(&s->open[i]))
            break;
    }
    return HTML_DEPTH_MAX;
}

static void close_p(struct scan *s)
{
    size_t p = find_p(s);
    if (p < HTML_DEPTH_MAX)
        close_down_to(s, p);
}

/* li ends an open li, unless a block that is no p or div stands between. */
static void close_item(struct scan *s, struct name name)
{
    bool list = same(name, NAME("li"));
    bool option = same(name, NAME("option")) || same(name, NAME("optgroup"));
    for (size_t i = s->depth; i-- > 0;) {
        const struct open *o = &s->open[i];
        bool alike = o->kind == KIND_ITEM && (list     ? same(o->name, NAME("li"))
                                              : option ? same(o->name, NAME("option"))
                                                       : !same(o->name, NAME("li")));
        if (alike) {
            close_down_to(s, i);
            return;
        }
        bool passes = o->kind == KIND_FORMATTING || o->kind == KIND_P || o->kind == KIND_PLAIN ||
                      same(o->name, NAME("div")) || same(o->name, NAME("address"));
        if (!passes)
            return;
    }
}

/* A row or cell ends what is open in the table down to what it belongs in. */
static void close_in_table(struct scan *s, bool cell)
{
    size_t from = s->depth;
    for (size_t i = s->depth; i-- > 0;) {
        const struct open *o = &s->open[i];
        bool stop = o->kind == KIND_TABLE || same(o->name, NAME("template")) ||
                    (cell && o->kind == KIND_ROW && same(o->name, NAME("tr")));
        if (stop) {
            /* cells and captions end the list of formatting elements too */
            if (from > i + 1)
                s->depth = i + 1;
            return;
        }
        from = i;
    }
}

/* How many open formatting elements are like the one to be opened. The parser opens again at most
 * three of them ("Noah's Ark"). */
static unsigned count_like(const struct scan *s, uint64_t like)
{
    unsigned n = 0;
    for (size_t i = 0; i < s->depth; i++)
        n += s->open[i].kind == KIND_FORMATTING && s->open[i].like == like;
    return n;
}

static void forget(struct scan *s, size_t at)
{
    for (size_t i = at; i + 1 < s->depth; i++)
        s->open[i] = s->open[i + 1];
    s->depth--;
}

/* A link ends the link it stands in. */
static void close_like(struct scan *s, struct name name)
{
    for (size_t i = s->depth; i-- > 0;) {
        if (s->open[i].kind == KIND_CELL || s->open[i].kind == KIND_BARRIER)
            return;
        if (s->open[i].kind == KIND_FORMATTING && same(s->open[i].name, name)) {
            forget(s, i);
            return;
        }
    }
}

/* Opens an element; false when it is one too deep. */
static bool push(struct scan *s, struct name name, enum kind kind, struct str tag)
{
    static const struct hash_key KEY = {{0}}; /* equal tags are counted as equal: no secret */
    struct open o = {name, kind, 0, 0};
    switch (kind) {
    case KIND_CLOSES_P:
    case KIND_P:
    case KIND_TABLE: close_p(s); break;
    case KIND_HEADING:
        close_p(s);
        if (s->depth && s->open[s->depth - 1].kind == KIND_HEADING)
            s->depth--;
        break;
    case KIND_ITEM:
        close_item(s, name);
        close_p(s);
        break;
    case KIND_ROW:
    case KIND_CELL: close_in_table(s, kind == KIND_CELL); break;
    case KIND_FORMATTING:
        if (same(name, NAME("a")) || same(name, NAME("nobr")))
            close_like(s, name);
        o.like = hash_sip(KEY, tag);
        o.alike = count_like(s, o.like);
        break;
    case KIND_PLAIN:
    case KIND_BARRIER:
    case KIND_ROOT:
    case KIND_DRAWING:
    case KIND_VOID:
    case KIND_RAW:
    case KIND_RAW_KEPT: break;
    }
    if (s->depth == HTML_DEPTH_MAX)
        return false;
    s->open[s->depth++] = o;
    return true;
}

static void close_formatting(struct scan *s, struct name name)
{
    for (size_t i = s->depth; i-- > 0;) {
        if (same(s->open[i].name, name)) {
            forget(s, i);
            return;
        }
        if (stops_end_tags(&s->open[i]))
            return;
    }
}

static void close_element(struct scan *s, struct name name)
{
    enum kind kind = kind_of(s, name);
    if (kind == KIND_FORMATTING) {
        close_formatting(s, name);
        return;
    }
    bool in_table = kind == KIND_TABLE || kind == KIND_ROW || kind == KIND_CELL;
    for (size_t i = s->depth; i-- > 0;) {
        const struct open *o = &s->open[i];
        bool heading = kind == KIND_HEADING && o->kind == KIND_HEADING;
        if (heading || same(o->name, name)) {
            if (stops_end_tags(o))
                s->depth = i;
            else
                close_down_to(s, i);
            return;
        }
        bool stops = in_table ? o->kind == KIND_TABLE || o->kind == KIND_ROOT : stops_end_tags(o);
        if (stops)
            return;
    }
}

/* Past the '>' of the tag whose name ends at `at`; *cut is where its attributes become too many. */
static size_t tag_end(struct str in, size_t at, size_t *cut)
{
    size_t attributes = 0;
    bool in_name = false;
    *cut = SIZE_MAX;
    while (at < in.n && in.p[at] != '>') {
        char c = in.p[at];
        if (c == '=' && in_name) {
            in_name = false;
            at++;
            while (at < in.n && byte_is_space(in.p[at]))
                at++;
            if (at < in.n && (in.p[at] == '"' || in.p[at] == '\'')) {
                size_t length = str_find_byte(str_from(in, at + 1), in.p[at]);
                at += length + 2;
            } else {
                while (at < in.n && !byte_is_space(in.p[at]) && in.p[at] != '>')
                    at++;
            }
            continue;
        }
        bool part = !byte_is_space(c) && c != '/';
        if (part && !in_name && ++attributes == HTML_ATTRIBUTES_MAX + 1)
            *cut = at;
        /* a space may stand between a name and its '=' */
        if (!part && in_name) {
            size_t next = at;
            while (next < in.n && byte_is_space(in.p[next]))
                next++;
            part = c != '/' && next < in.n && in.p[next] == '=';
            at = part ? next - 1 : at;
        }
        in_name = part;
        at++;
    }
    return at < in.n ? at + 1 : in.n;
}

/* The offset of "</name" from `at` on, or in.n. */
static size_t find_end_tag(struct str in, size_t at, struct name name)
{
    while (at < in.n) {
        at += str_find_byte(str_from(in, at), '<');
        if (at + 2 >= in.n)
            return in.n;
        size_t n = 0;
        if (in.p[at + 1] == '/' && is_letter(in.p[at + 2]) && same(read_name(in, at + 2, &n), name))
            return at;
        at++;
    }
    return in.n;
}

/* ---- white space ---- */

static bool breaks_line(struct name name, enum kind kind)
{
    switch (kind) {
    case KIND_CLOSES_P:
    case KIND_P:
    case KIND_HEADING:
    case KIND_ITEM:
    case KIND_TABLE:
    case KIND_ROW:
    case KIND_CELL:
    case KIND_ROOT: return true;
    case KIND_VOID:
        return same(name, NAME("br")) || same(name, NAME("hr")) || same(name, NAME("meta")) ||
               same(name, NAME("link"));
    case KIND_PLAIN:
    case KIND_RAW:
    case KIND_RAW_KEPT:
    case KIND_DRAWING:
    case KIND_BARRIER:
    case KIND_FORMATTING: break;
    }
    return false;
}

/* Before a tag is added: white space that was held back counts unless a line breaks there. */
static void settle_blank(struct scan *s, struct name name, enum kind kind)
{
    bool edge = breaks_line(name, kind);
    if (s->blank && !edge)
        buf_add_byte(&s->out, '\n');
    s->blank = false;
    s->edge = edge;
}

/* ---- parts of markup ---- */

static bool is_json_ld(struct str tag)
{
    for (size_t i = 0; i + 7 <= tag.n; i++)
        if (str_eq_nocase(str_slice(tag, i, i + 7), STR("ld+json")))
            return true;
    return false;
}

/* A script's text is the parser's own only where it may hold another script. */
static void add_raw(struct scan *s, enum kind kind, struct str text)
{
    if (kind == KIND_RAW && html_standins_may_raw(&s->standins, text))
        html_standins_add(&s->standins, &s->out, text);
    else
        buf_add(&s->out, text);
}

/* Script, style and their like: the content is left out, the tags too. */
static void take_raw(struct scan *s, struct name name, enum kind kind, size_t start, size_t end)
{
    size_t close = find_end_tag(s->in, end, name);
    size_t cut = 0;
    size_t after = close < s->in.n ? tag_end(s->in, close + 2, &cut) : s->in.n;
    struct str tag = str_slice(s->in, start, end);
    if (kind == KIND_RAW_KEPT || (same(name, NAME("script")) && is_json_ld(tag))) {
        settle_blank(s, name, kind);
        add(s, start, end);
        add_raw(s, kind, str_slice(s->in, end, close));
        add(s, close, after);
        if (close == s->in.n)
            buf_addf(&s->out, "</%.6s>", name.bytes);
    } else if (same(name, NAME("iframe"))) {
        settle_blank(s, name, kind);
        add(s, start, end);
        buf_add(&s->out, STR("</iframe>"));
    }
    s->at = after;
}

/* Moves past a closed drawing; false if none closes it. */
static bool skip_drawing(struct scan *s, size_t end, bool self_closed)
{
    if (self_closed) {
        s->at = end;
        return true;
    }
    if (end >= s->svg_checked)
        return false;
    size_t close = find_end_tag(s->in, end, NAME("svg"));
    if (close == s->in.n) {
        s->svg_checked = end;
        return false;
    }
    size_t cut = 0;
    s->at = tag_end(s->in, close + 2, &cut);
    return true;
}

/* ---- attributes ---- */

/* Data of what shows no picture: those whose names begin so tell what stands where (html_title,
 * html_media, html_picture, html_parse); others, and long ones, are a script's. */
static bool is_told(struct str name, struct str value)
{
    static const struct str NAMES[] = {
        STR_INIT("role"),     STR_INIT("slot"),        STR_INIT("field"),
        STR_INIT("testid"),   STR_INIT("src"),         STR_INIT("original"),
        STR_INIT("lazy"),     STR_INIT("url"),         STR_INIT("caption"),
        STR_INIT("title"),    STR_INIT("description"), STR_INIT("sub-html"),
        STR_INIT("lightbox"), STR_INIT("elementor-l"), STR_INIT("vid"),
        STR_INIT("thumb"),
    };
    enum { DATA_MAX_BYTES = 256 };
    for (size_t i = 0; value.n <= DATA_MAX_BYTES && i < COUNT_OF(NAMES); i++)
        if (str_eq_nocase(str_first(name, NAMES[i].n), NAMES[i]))
            return true;
    return value.n <= DATA_MAX_BYTES && str_contains(value, STR("readcrumb")); /* html_head */
}

/* Only scripts and style sheets read it: a third of the parser's memory on many pages. */
static bool is_for_scripts(struct str name, struct str value, bool picture)
{
    static const struct str NAMES[] = {
        STR_INIT("target"),      STR_INIT("tabindex"),  STR_INIT("ping"),
        STR_INIT("nonce"),       STR_INIT("integrity"), STR_INIT("crossorigin"),
        STR_INIT("loading"),     STR_INIT("decoding"),  STR_INIT("fetchpriority"),
        STR_INIT("cellpadding"), STR_INIT("jsaction"),  STR_INIT("cellspacing"),
        STR_INIT("bgcolor"),     STR_INIT("valign"),
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_eq_nocase(name, NAMES[i]))
            return true;
    if (str_eq_nocase(name, STR("border")))
        return str_eq(value, STR("0")); /* most tables and pictures have none */
    if (str_eq_nocase(name, STR("style")))
        return !str_contains(value, STR("align")) && !str_contains(value, STR("&")) &&
               !html_style_conceals(value);
    if (str_eq_nocase(str_first(name, 5), STR("data-")))
        return !picture && !is_told(str_from(name, 5), value);
    return str_eq_nocase(str_first(name, 2), STR("on"));
}

/* The attribute at `at`, with its quotes; *name and *value are parts of in. Returns its end. */
static size_t read_attribute(struct str in, size_t at, struct str *name, struct str *value)
{
    size_t end = at + 1; /* a '=' in the first place belongs to the name */
    while (end < in.n && !byte_is_space(in.p[end]) && in.p[end] != '/' && in.p[end] != '=')
        end++;
    *name = str_slice(in, at, end);
    *value = STR("");
    size_t sign = end;
    while (sign < in.n && byte_is_space(in.p[sign]))
        sign++;
    if (sign == in.n || in.p[sign] != '=')
        return end;
    for (sign++; sign < in.n && byte_is_space(in.p[sign]);)
        sign++;
    char quote = sign < in.n ? in.p[sign] : ' ';
    bool quoted = quote == '"' || quote == '\'';
    end = sign + quoted;
    while (end < in.n && (quoted ? in.p[end] != quote : !byte_is_space(in.p[end])))
        end++;
    *value = str_slice(in, sign + quoted, end);
    return quoted && end < in.n ? end + 1 : end;
}

/* The parser compares tags of formatting, which it opens again, and looks at some of input's. */
static bool is_compared(struct scan *s, struct name name)
{
    return (kind_of(s, name) == KIND_FORMATTING && !same(name, NAME("a"))) ||
           same(name, NAME("input")) || same(name, NAME("isindex")) ||
           same(name, NAME("annotation-x"));
}

/* ` name="value"`; of a long value what stands for it. */
static void add_attribute(struct scan *s, struct str whole, struct str name, struct str value)
{
    bool quoted = value.n && value.p + value.n < whole.p + whole.n;
    buf_add_byte(&s->out, ' ');
    if (!quoted || s->compared || !html_standins_may(&s->standins, value)) {
        buf_add(&s->out, whole);
        return;
    }
    buf_add(&s->out, name);
    buf_add(&s->out, STR("=\""));
    html_standins_add(&s->standins, &s->out, value);
    buf_add_byte(&s->out, '"');
}

/* The tag's text from its name's end on, without '>'. */
static void add_attributes(struct scan *s, struct str in, bool picture)
{
    size_t at = 0;
    while (at < in.n) {
        struct str name;
        struct str value;
        if (byte_is_space(in.p[at]) || in.p[at] == '/') {
            at++;
            continue;
        }
        size_t end = read_attribute(in, at, &name, &value);
        if (!is_for_scripts(name, value, picture))
            add_attribute(s, str_slice(in, at, end), name, value);
        at = end;
    }
}

static void add_tag(struct scan *s, struct name name, size_t name_end, size_t end, size_t cut)
{
    bool picture = str_eq_nocase(str_slice(s->in, s->at + 1, name_end), STR("img")) ||
                   str_eq_nocase(str_slice(s->in, s->at + 1, name_end), STR("source"));
    size_t close = end > name_end && s->in.p[end - 1] == '>' ? end - 1 : end;
    bool alone = close > name_end && s->in.p[close - 1] == '/';
    add(s, s->at, name_end);
    s->compared = is_compared(s, name);
    add_attributes(s, str_slice(s->in, name_end, cut < close ? cut : close), picture);
    buf_add(&s->out, alone ? STR("/>") : STR(">"));
    s->at = end;
}

/* False when it is one too deep. */
static bool take_start_tag(struct scan *s)
{
    size_t n = 0;
    size_t cut = 0;
    struct name name = read_name(s->in, s->at + 1, &n);
    size_t end = tag_end(s->in, s->at + 1 + n, &cut);
    enum kind kind = kind_of(s, name);
    if (kind == KIND_RAW || kind == KIND_RAW_KEPT) {
        take_raw(s, name, kind, s->at, end);
        return true;
    }
    if (kind == KIND_DRAWING && skip_drawing(s, end, end >= 2 && s->in.p[end - 2] == '/'))
        return true;
    if (kind == KIND_ROOT && ++s->roots > HTML_ROOTS_MAX) {
        s->at = end;
        return true;
    }
    if (same(name, NAME("plaintext"))) { /* everything after it would be text */
        s->at = end;
        return true;
    }
    if (kind == KIND_VOID || kind == KIND_ROOT) {
        if (same(name, NAME("hr")))
            close_p(s);
    } else if (!push(s, name, kind, str_slice(s->in, s->at, end))) {
        return false;
    }
    settle_blank(s, name, kind);
    add_tag(s, name, s->at + 1 + n, end, cut);
    return true;
}

static void skip_comment(struct scan *s)
{
    struct str rest = str_from(s->in, s->at);
    if (str_starts(rest, STR("<!-->")) || str_starts(rest, STR("<!--->"))) {
        s->at += str_find_byte(rest, '>') + 1;
        return;
    }
    size_t dashes = str_find(str_from(rest, 4), STR("--"));
    for (size_t at = 4 + dashes; at < rest.n; at++) {
        struct str here = str_from(rest, at);
        if (str_starts(here, STR("-->")) || str_starts(here, STR("--!>"))) {
            s->at += at + str_find_byte(here, '>') + 1;
            return;
        }
    }
    s->at = s->in.n;
}

static void take_declaration(struct scan *s)
{
    struct str rest = str_from(s->in, s->at);
    if (str_starts(rest, STR("<!--"))) {
        skip_comment(s);
        return;
    }
    size_t end = str_find_byte(rest, '>') + 1;
    if (str_eq_nocase(str_first(rest, 9), STR("<!doctype")))
        buf_add(&s->out, str_first(rest, end));
    s->at += end < rest.n ? end : rest.n;
}

static void take_end_tag(struct scan *s)
{
    size_t n = 0;
    size_t cut = 0;
    struct name name = read_name(s->in, s->at + 2, &n);
    size_t end = tag_end(s->in, s->at + 2 + n, &cut);
    close_element(s, name);
    settle_blank(s, name, kind_of(s, name));
    buf_add(&s->out, STR("</"));
    add(s, s->at + 2, s->at + 2 + n);
    buf_add_byte(&s->out, '>');
    s->at = end;
}

/* False when it is one too deep. */
static bool take_markup(struct scan *s)
{
    char c = s->at + 1 < s->in.n ? s->in.p[s->at + 1] : ' ';
    if (is_letter(c))
        return take_start_tag(s);
    if (c == '!' || c == '?') {
        take_declaration(s);
    } else if (c == '/' && s->at + 2 < s->in.n && is_letter(s->in.p[s->at + 2])) {
        take_end_tag(s);
    } else if (c == '/') {
        size_t end = s->at + str_find_byte(str_from(s->in, s->at), '>') + 1;
        s->at = end < s->in.n ? end : s->in.n;
    } else {
        settle_blank(s, (struct name){""}, KIND_PLAIN);
        buf_add(&s->out, STR("&lt;"));
        s->at++;
    }
    return true;
}

/* The indentation between tags is one line end, or none: a quarter of many pages, and folded anyway. */
static void add_text(struct scan *s, size_t from, size_t to)
{
    size_t at = from;
    while (at < to && byte_is_space(s->in.p[at]))
        at++;
    if (at == to && s->whole) {
        s->blank = s->blank || (to > from && !s->edge);
        return;
    }
    if (at == to && to - from > 1) {
        buf_add_byte(&s->out, '\n');
        return;
    }
    settle_blank(s, (struct name){""}, KIND_PLAIN);
    html_standins_add_text(&s->standins, &s->out, str_slice(s->in, from, to));
}

static enum rc scan_all(struct scan *s, struct err *e)
{
    while (s->at < s->in.n) {
        size_t next = s->at + str_find_byte(str_from(s->in, s->at), '<');
        add_text(s, s->at, next);
        s->at = next;
        if (next < s->in.n && !take_markup(s))
            return fail(e, RC_LIMIT, "markup nested over %d deep at byte %zu", HTML_DEPTH_MAX,
                        s->at);
    }
    return buf_failed(&s->out) ? fail(e, RC_NOMEM, "page needs more memory than its limit") : RC_OK;
}

enum rc html_scan(struct str text, bool fragment, struct html_standins *standins, struct buf *out,
                  struct err *e)
{
    if (text.n > HTML_MAX_BYTES)
        return fail(e, RC_LIMIT, "markup of %zu bytes, at most %d", text.n, HTML_MAX_BYTES);
    struct scan *s = mem_alloc(sizeof *s);
    if (!s)
        return fail(e, RC_NOMEM, "page needs more memory than its limit");
    s->in = text;
    s->whole = !fragment;
    s->svg_checked = SIZE_MAX;
    buf_init(&s->out, NULL);
    html_standins_init(&s->standins, text);
    enum rc rc = scan_all(s, e);
    if (rc) {
        buf_release(&s->out);
        html_standins_release(&s->standins);
    } else {
        *out = s->out;
        *standins = s->standins;
    }
    mem_free(s);
    return rc;
}
