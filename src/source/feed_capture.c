#include "source/feed_xml.h"

#include "base/utf8.h"

void feed_capture_add(struct feed_xml *x, struct str s)
{
    struct feed_capture *c = &x->capture;
    if (c->too_long)
        return;
    if (c->text.n + s.n > FEED_TEXT_MAX_BYTES) {
        c->too_long = true;
        return;
    }
    if (c->escape)
        buf_add_escaped(&c->text, s);
    else
        buf_add(&c->text, s);
}

static void add_markup(struct feed_xml *x, const char *before, struct str name, const char *after)
{
    struct feed_capture *c = &x->capture;
    if (c->text.n + name.n > FEED_TEXT_MAX_BYTES)
        c->too_long = true;
    if (c->too_long)
        return;
    buf_add(&c->text, str_view(before));
    buf_add(&c->text, name);
    buf_add(&c->text, str_view(after));
}

struct str feed_local_name(struct str name, struct str *uri)
{
    size_t at = str_find_last_byte(name, FEED_SEPARATOR);
    *uri = at < name.n ? str_first(name, at) : STR("");
    return at < name.n ? str_from(name, at + 1) : name;
}

/* Text that was plain so far becomes markup, now that an element stands in it. */
static void turn_into_markup(struct feed_xml *x)
{
    struct feed_capture *c = &x->capture;
    if (c->escape || c->is_html)
        return;
    struct buf escaped;
    buf_init(&escaped, NULL);
    buf_add_escaped(&escaped, buf_view(&c->text));
    buf_release(&c->text);
    c->text = escaped;
    c->escape = true;
    c->is_html = true;
}

void feed_capture_open(struct feed_xml *x, struct str full, const char **atts)
{
    struct str uri;
    struct str name = feed_local_name(full, &uri);
    turn_into_markup(x);
    x->capture.depth++;
    add_markup(x, "<", name, "");
    for (size_t i = 0; atts[i] && !x->capture.too_long; i += 2) {
        struct str attribute_name = feed_local_name(str_view(atts[i]), &uri);
        if (uri.n)
            continue;
        add_markup(x, " ", attribute_name, "=\"");
        bool escape = x->capture.escape;
        x->capture.escape = true;
        feed_capture_add(x, str_view(atts[i + 1]));
        x->capture.escape = escape;
        add_markup(x, "", STR(""), "\"");
    }
    add_markup(x, "", STR(""), ">");
}

void feed_capture_close(struct feed_xml *x, struct str full)
{
    static const struct str voids[] = {STR_INIT("br"), STR_INIT("img"), STR_INIT("hr")};
    struct str uri;
    struct str name = feed_local_name(full, &uri);
    x->capture.depth--;
    for (size_t i = 0; i < COUNT_OF(voids); i++)
        if (str_eq_nocase(name, voids[i]))
            return;
    add_markup(x, "</", name, ">");
}

static bool says_html(struct str type)
{
    return str_eq_nocase(type, STR("html")) || str_eq_nocase(type, STR("text/html")) ||
           str_eq_nocase(type, STR("xhtml")) || str_eq_nocase(type, STR("application/xhtml+xml")) ||
           str_eq_nocase(type, STR("text/x-html"));
}

static bool says_text(struct str type)
{
    return str_eq_nocase(type, STR("text")) || str_eq_nocase(type, STR("text/plain"));
}

/* A content of another media type than text is base64 (RFC 4287 §4.1.3.3). */
static bool says_binary(struct str type)
{
    bool media = str_find_byte(type, '/') < type.n;
    return media && !str_starts(type, STR("text/")) && !str_ends(type, STR("+xml")) &&
           !str_ends(type, STR("/xml")) && !str_ends(type, STR("html"));
}

void feed_capture_begin(struct feed_xml *x, const struct feed_known *known, const char **atts)
{
    struct feed_capture *c = &x->capture;
    struct str type = feed_attribute(atts, "type");
    struct str mode = feed_attribute(atts, "mode");
    buf_clear(&c->text);
    *c = (struct feed_capture){.active = true,
                               .text = c->text,
                               .is_html = known->is_html,
                               .may_be_html = known->may_be_html};
    if (says_text(type))
        c->is_html = c->may_be_html = false;
    if (says_html(type))
        c->is_html = true;
    c->verbatim =
        str_eq_nocase(type, STR("xhtml")) ||
        (str_eq_nocase(type, STR("application/xhtml+xml")) && !str_eq_nocase(mode, STR("escaped")));
    c->base64 = str_eq_nocase(mode, STR("base64")) || says_binary(type);
    c->escape = c->verbatim && !c->base64;
    c->may_be_html = c->may_be_html || c->base64;
}

/* xhtml's own div goes, with what stands around it. */
static struct str without_div(struct str s)
{
    struct str t = str_trim(s);
    if (!str_starts(t, STR("<div>")) || !str_ends(t, STR("</div>")))
        return s;
    struct str inner = str_slice(t, 5, t.n - 6);
    size_t first_end = str_find(inner, STR("</div>"));
    size_t next_start = str_find(inner, STR("<div"));
    return first_end < inner.n && first_end < next_start ? s : inner;
}

/* "&#146;" of pages written for windows-1252 became U+0092: its quotation mark is meant. */
static struct str without_controls(struct arena *a, struct str s)
{
    static const uint16_t meant[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++) {
        bool control = s.p[i] == '\xC2' && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xA0;
        char bytes[4];
        if (!control) {
            buf_add_byte(&b, s.p[i]);
            continue;
        }
        size_t n = utf8_put(meant[(unsigned char)s.p[++i] - 0x80], bytes);
        buf_add(&b, (struct str){bytes, n});
    }
    return buf_view(&b);
}

struct str feed_captured(struct feed_xml *x)
{
    struct feed_capture *c = &x->capture;
    struct arena *a = feed_arena_of(x);
    struct str s = str_trim(buf_view(&c->text));
    struct str bytes;
    if (c->base64 && feed_base64(a, s, &bytes) && utf8_valid(bytes, NULL))
        return str_trim(bytes);
    if (c->verbatim)
        s = str_trim(without_div(s));
    return str_find_byte(s, '\xC2') < s.n ? without_controls(a, s) : str_copy(a, s);
}

struct feed_text feed_captured_text(struct feed_xml *x)
{
    const struct feed_frame *f = feed_top(x);
    struct feed_text t = {.s = feed_captured(x), .base = f->base, .language = f->language};
    t.is_html = x->capture.is_html || (x->capture.may_be_html && feed_looks_like_html(t.s));
    return t;
}
