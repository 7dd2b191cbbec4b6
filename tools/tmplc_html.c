/* Follows the HTML of a template: a small tokenizer in the manner of the HTML Living Standard, 13.2.5,
 * strict where that is forgiving. It minimises white space and knows where every value stands. */
#include "tools/tmplc.h"

#include <string.h>

enum html_state {
    HTML_DATA,
    HTML_TAG,   /* after the tag's name: attributes */
    HTML_EQUAL, /* after attr= */
    HTML_DOUBLE,
    HTML_SINGLE,
    HTML_BARE, /* an unquoted value */
    HTML_COMMENT,
    HTML_RAW,   /* in script */
    HTML_PLAIN, /* in title or textarea */
};

enum { WORD_BYTES_MAX = 32 };

/* A tag's or attribute's name, lowered, or the first bytes of a value; longer ones are cut. */
struct word {
    char p[WORD_BYTES_MAX];
    size_t n;
};

struct html_scan {
    const struct template *t;
    int line;
    int tag_line; /* where the tag began */
    enum html_state state;
    bool closing; /* in </…> */
    bool pre;     /* in <pre> */
    bool at_line_start;
    bool attr_ended;   /* white space after an attribute's name */
    bool address_safe; /* the address has a / ? # or : before what comes */
    bool is_data;      /* the script tag has a data block's type */
    bool is_json_ld;
    bool has_src;
    struct word tag;
    struct word attr;
    struct word value;
    struct str rest; /* of the text being scanned */
    struct buf *out;
    struct err *e;
};

static enum rc wrong(const struct html_scan *h, const char *why)
{
    return fail(h->e, RC_INVALID, "%.*s:%d: %s", STR_ARG(h->t->file), h->line, why);
}

static void word_add(struct word *w, char c)
{
    if (w->n < WORD_BYTES_MAX)
        w->p[w->n++] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static struct str word_view(const struct word *w)
{
    return (struct str){w->p, w->n};
}

static bool word_is(const struct word *w, const char *text)
{
    return str_eq(word_view(w), str_view(text));
}

static bool word_in(const struct word *w, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (word_is(w, list[i]))
            return true;
    return false;
}

static bool is_address(const struct word *attr)
{
    static const char *const NAMES[] = {"href",   "src",  "action", "formaction", "poster",
                                        "srcset", "cite", "data",   "xlink:href", "manifest"};
    return word_in(attr, NAMES, COUNT_OF(NAMES));
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char take(struct html_scan *h)
{
    char c = h->rest.p[0];
    h->line += c == '\n';
    h->rest = str_from(h->rest, 1);
    return c;
}

static void put(struct html_scan *h, char c)
{
    buf_add_byte(h->out, c);
    h->at_line_start = c == '\n';
}

/* A run of white space between tags or attributes: one with a line end becomes that line end, and
 * none is kept at the start of a line. */
static void put_space(struct html_scan *h)
{
    struct str run = h->rest;
    bool breaks = false;
    while (h->rest.n && byte_is_space(h->rest.p[0]))
        breaks = take(h) == '\n' || breaks;
    run.n -= h->rest.n;
    if (h->at_line_start && !h->pre)
        return;
    if (breaks && !h->pre)
        put(h, '\n');
    else
        buf_add(h->out, run);
}

static bool rest_begins_nocase(const struct html_scan *h, const char *text)
{
    struct str want = str_view(text);
    return str_eq_nocase(str_first(h->rest, want.n), want);
}

/* At '<' between tags. */
static enum rc open_tag(struct html_scan *h)
{
    if (str_starts(h->rest, STR("<!--"))) {
        h->tag_line = h->line;
        h->state = HTML_COMMENT;
        return RC_OK;
    }
    h->tag_line = h->line;
    put(h, take(h));
    h->closing = h->rest.n && h->rest.p[0] == '/';
    if (h->closing || (h->rest.n && h->rest.p[0] == '!'))
        put(h, take(h));
    if (h->rest.n && !letter(h->rest.p[0]))
        return wrong(h, "a < that begins no tag: write &lt;");
    h->tag.n = 0;
    h->attr.n = 0;
    h->is_data = h->is_json_ld = h->has_src = false;
    while (h->rest.n &&
           (letter(h->rest.p[0]) || byte_is_digit(h->rest.p[0]) || h->rest.p[0] == '-')) {
        word_add(&h->tag, h->rest.p[0]);
        put(h, take(h));
    }
    h->state = HTML_TAG;
    return RC_OK;
}

/* At the '>' of a tag. */
static enum rc end_tag(struct html_scan *h)
{
    put(h, take(h));
    h->state = HTML_DATA;
    if (word_is(&h->tag, "pre"))
        h->pre = !h->closing;
    if (h->closing)
        return RC_OK;
    if (word_is(&h->tag, "style"))
        return wrong(h, "<style> in a template: the page's CSP forbids it, use static/*.css");
    if (word_is(&h->tag, "script")) {
        if (!h->has_src && !h->is_data)
            return wrong(h, "script in a template: the page's CSP forbids it, use static/*.js");
        h->state = HTML_RAW;
    }
    if (word_is(&h->tag, "title") || word_is(&h->tag, "textarea"))
        h->state = HTML_PLAIN;
    return RC_OK;
}

static enum rc begin_value(struct html_scan *h)
{
    put(h, take(h));
    if (h->attr.n == 0)
        return wrong(h, "= without an attribute's name before it");
    if (h->attr.n > 2 && h->attr.p[0] == 'o' && h->attr.p[1] == 'n')
        return wrong(h, "an event handler: the page's CSP forbids it, use static/*.js");
    if (word_is(&h->attr, "style"))
        return wrong(h, "a style attribute: the page's CSP forbids it, use static/*.css");
    h->state = HTML_EQUAL;
    h->value.n = 0;
    h->address_safe = false;
    return RC_OK;
}

static enum rc end_value(struct html_scan *h)
{
    if (is_address(&h->attr) && str_starts(word_view(&h->value), STR("javascript:")))
        return wrong(h, "a javascript: address");
    if (word_is(&h->tag, "script") && word_is(&h->attr, "type")) {
        h->is_json_ld = word_is(&h->value, "application/ld+json");
        h->is_data = h->is_json_ld || word_is(&h->value, "application/json");
    }
    if (word_is(&h->tag, "script") && word_is(&h->attr, "src"))
        h->has_src = true;
    h->attr.n = 0;
    h->state = HTML_TAG;
    return RC_OK;
}

static enum rc step_tag(struct html_scan *h)
{
    char c = h->rest.p[0];
    if (c == '>')
        return end_tag(h);
    if (c == '=')
        return begin_value(h);
    if (byte_is_space(c)) {
        h->attr_ended = true;
        put_space(h);
        return RC_OK;
    }
    if (c == '<' || c == '"' || c == '\'')
        return wrong(h, "not expected in a tag: < or a quote");
    if (h->attr_ended || c == '/')
        h->attr.n = 0;
    h->attr_ended = false;
    if (c != '/')
        word_add(&h->attr, c);
    put(h, take(h));
    return RC_OK;
}

static enum rc step_equal(struct html_scan *h)
{
    char c = h->rest.p[0];
    if (c == '>' || byte_is_space(c))
        return wrong(h, "an attribute without its value");
    h->state = c == '"' ? HTML_DOUBLE : c == '\'' ? HTML_SINGLE : HTML_BARE;
    if (h->state != HTML_BARE)
        put(h, take(h));
    return RC_OK;
}

static enum rc step_value(struct html_scan *h)
{
    char c = h->rest.p[0];
    bool bare_ends = h->state == HTML_BARE && (byte_is_space(c) || c == '>');
    bool quote_ends =
        (h->state == HTML_DOUBLE && c == '"') || (h->state == HTML_SINGLE && c == '\'');
    if (quote_ends)
        put(h, take(h));
    if (bare_ends || quote_ends)
        return end_value(h);
    word_add(&h->value, c);
    if (c == '/' || c == '?' || c == '#' || c == ':')
        h->address_safe = true;
    put(h, take(h));
    return RC_OK;
}

/* HTML comments do not reach the page. */
static void step_comment(struct html_scan *h)
{
    size_t n = str_find(h->rest, STR("-->"));
    bool ends = n < h->rest.n;
    for (size_t i = 0; i < n + (ends ? 3 : 0); i++)
        take(h);
    if (ends)
        h->state = HTML_DATA;
}

static enum rc step(struct html_scan *h)
{
    switch (h->state) {
    case HTML_DATA:
        if (h->rest.p[0] == '<')
            return open_tag(h);
        if (byte_is_space(h->rest.p[0]))
            put_space(h);
        else
            put(h, take(h));
        return RC_OK;
    case HTML_TAG: return step_tag(h);
    case HTML_EQUAL: return step_equal(h);
    case HTML_DOUBLE:
    case HTML_SINGLE:
    case HTML_BARE: return step_value(h);
    case HTML_COMMENT: step_comment(h); return RC_OK;
    case HTML_RAW:
    case HTML_PLAIN: {
        struct word end = {.p = "</", .n = 2};
        for (size_t i = 0; i < h->tag.n && end.n < WORD_BYTES_MAX - 1; i++)
            word_add(&end, h->tag.p[i]);
        end.p[end.n] = '\0';
        if (rest_begins_nocase(h, end.p))
            return open_tag(h);
        put(h, take(h));
        return RC_OK;
    }
    }
    return RC_OK;
}

static enum rc scan_text(struct html_scan *h, struct node *node, struct arena *arena)
{
    struct buf out;
    buf_init(&out, arena);
    h->out = &out;
    h->rest = node->text;
    h->line = node->line;
    enum rc rc = RC_OK;
    while (!rc && h->rest.n)
        rc = step(h);
    h->out = NULL;
    if (!rc && buf_failed(&out))
        return fail(h->e, RC_NOMEM, "out of memory");
    node->text = buf_view(&out);
    return rc;
}

static enum rc place_value(struct html_scan *h, struct node *node)
{
    h->line = node->line;
    switch (h->state) {
    case HTML_DATA: node->place = PLACE_TEXT; break;
    case HTML_PLAIN: node->place = PLACE_PLAIN; break;
    case HTML_DOUBLE:
    case HTML_SINGLE:
        node->place = is_address(&h->attr) && !h->address_safe ? PLACE_URL : PLACE_ATTRIBUTE;
        break;
    case HTML_RAW:
        if (!h->is_json_ld)
            return wrong(h, "a value in a script");
        node->place = PLACE_JSON;
        break;
    case HTML_EQUAL:
    case HTML_BARE: return wrong(h, "a value in an unquoted attribute: quote it");
    case HTML_TAG: return wrong(h, "a value inside a tag, but in no attribute's value");
    case HTML_COMMENT: return wrong(h, "a value in an HTML comment");
    }
    h->at_line_start = false;
    return RC_OK;
}

/* Where two ways of reaching a place in the template must agree. */
static bool same_state(const struct html_scan *a, const struct html_scan *b)
{
    if (a->state != b->state || a->pre != b->pre)
        return false;
    if (a->state == HTML_DATA)
        return true;
    if (a->state == HTML_TAG)
        return a->closing == b->closing;
    return str_eq(word_view(&a->tag), word_view(&b->tag)) &&
           str_eq(word_view(&a->attr), word_view(&b->attr));
}

static enum rc enter_section(struct html_scan *h, const struct node *node, const struct node *end)
{
    h->line = node->line;
    if (h->state == HTML_EQUAL || h->state == HTML_BARE)
        return wrong(h, "a section in an unquoted attribute: quote it");
    h->at_line_start = h->at_line_start && node->standalone && end->standalone;
    h->attr.n = h->state == HTML_TAG ? 0 : h->attr.n;
    return RC_OK;
}

static enum rc leave_section(struct html_scan *h, const struct node *node,
                             const struct html_scan *before)
{
    h->line = node->line;
    if (!same_state(h, before))
        return fail(h->e, RC_INVALID,
                    "%.*s:%d: section %.*s begins and ends in different parts of the HTML (a tag "
                    "or quote is left open)",
                    STR_ARG(h->t->file), node->line, STR_ARG(node->text));
    h->at_line_start = h->at_line_start && before->at_line_start;
    h->address_safe = before->address_safe;
    h->has_src = before->has_src;
    h->is_data = before->is_data;
    h->is_json_ld = before->is_json_ld;
    if (h->state == HTML_TAG)
        h->attr.n = 0;
    return RC_OK;
}

enum rc template_scan_html(struct template *t, struct arena *arena, struct err *e)
{
    struct html_scan h = {.t = t, .line = 1, .e = e};
    struct html_scan before[TMPLC_DEPTH_MAX] = {{0}};
    size_t depth = 0;
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < t->nodes.n; i++) {
        struct node *node = vec_at(&t->nodes, i);
        switch (node->kind) {
        case NODE_TEXT: rc = scan_text(&h, node, arena); break;
        case NODE_VALUE:
        case NODE_RAW: rc = place_value(&h, node); break;
        case NODE_SECTION:
        case NODE_INVERTED:
            before[depth++] = h;
            rc = enter_section(&h, node, vec_at(&t->nodes, node->partner));
            break;
        case NODE_END: rc = leave_section(&h, node, &before[--depth]); break;
        case NODE_PARTIAL:
            h.line = node->line;
            if (h.state != HTML_DATA)
                rc = wrong(&h, "a partial inside a tag");
            h.at_line_start = false;
            break;
        case NODE_COMMENT: break;
        }
    }
    h.line = h.tag_line;
    if (!rc && h.state != HTML_DATA)
        rc = wrong(&h, "the template ends inside a tag, a quote or a script");
    return rc;
}
