#include "source/sanitize.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <gumbo.h>

/* X(gumbo tag, markup): kept with their content */
#define KEPT_TABLE(X)                                                                              \
    X(GUMBO_TAG_STRONG, "strong")                                                                  \
    X(GUMBO_TAG_EM, "em")                                                                          \
    X(GUMBO_TAG_B, "b")                                                                            \
    X(GUMBO_TAG_I, "i")                                                                            \
    X(GUMBO_TAG_U, "u")                                                                            \
    X(GUMBO_TAG_SUB, "sub")                                                                        \
    X(GUMBO_TAG_SUP, "sup")                                                                        \
    X(GUMBO_TAG_CODE, "code")

/* dropped with their content: it is not text of the article */
static bool is_dropped(GumboTag tag)
{
    static const GumboTag DROPPED[] = {
        GUMBO_TAG_SCRIPT,   GUMBO_TAG_STYLE,     GUMBO_TAG_TEMPLATE, GUMBO_TAG_IFRAME,
        GUMBO_TAG_OBJECT,   GUMBO_TAG_EMBED,     GUMBO_TAG_APPLET,   GUMBO_TAG_SVG,
        GUMBO_TAG_MATH,     GUMBO_TAG_NOSCRIPT,  GUMBO_TAG_NOEMBED,  GUMBO_TAG_NOFRAMES,
        GUMBO_TAG_TEXTAREA, GUMBO_TAG_SELECT,    GUMBO_TAG_BUTTON,   GUMBO_TAG_TITLE,
        GUMBO_TAG_XMP,      GUMBO_TAG_PLAINTEXT, GUMBO_TAG_AUDIO,    GUMBO_TAG_VIDEO,
        GUMBO_TAG_CANVAS,   GUMBO_TAG_HEAD,
    };
    for (size_t i = 0; i < COUNT_OF(DROPPED); i++)
        if (DROPPED[i] == tag)
            return true;
    return false;
}

static const char *kept_name(GumboTag tag)
{
    static const struct {
        GumboTag tag;
        const char *name;
    } KEPT[] = {
#define X(tag, name) {tag, name},
        KEPT_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(KEPT); i++)
        if (KEPT[i].tag == tag)
            return KEPT[i].name;
    return NULL;
}

static bool is_scheme_byte(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || byte_is_digit(c) || c == '+' || c == '-' ||
           c == '.';
}

bool sanitize_href_allowed(struct str href)
{
    static const struct str SCHEMES[] = {STR_INIT("http"), STR_INIT("https"), STR_INIT("mailto")};
    /* browsers drop tab and newline inside a scheme and skip controls before it */
    for (size_t i = 0; i < href.n; i++)
        if ((unsigned char)href.p[i] <= 0x20 || href.p[i] == 0x7F || href.p[i] == '\\')
            return false;
    size_t end = 0;
    while (end < href.n && is_scheme_byte(href.p[end]))
        end++;
    if (end == href.n || href.p[end] != ':')
        return href.n > 0 && !str_starts(href, STR("//")) && href.p[0] != ':';
    for (size_t i = 0; i < COUNT_OF(SCHEMES); i++)
        if (str_eq_nocase(str_first(href, end), SCHEMES[i]))
            return true;
    return false;
}

/* The name of the tag that begins at s.p[at] (after "<" or "</"), as a number; 0 if none does. */
static uint64_t tag_name(struct str s, size_t at)
{
    enum { NAME_BYTES = 16 }; /* longer names agree by their first bytes: counted as the same */
    uint64_t name = 0;
    for (size_t i = at; i < s.n && i < at + NAME_BYTES; i++) {
        char c = (char)(s.p[i] | 0x20);
        bool part = (c >= 'a' && c <= 'z') || (i > at && byte_is_digit(s.p[i]));
        if (!part)
            break;
        name = name * 67 + (uint64_t)(unsigned char)c;
    }
    return name;
}

static bool is_void(struct str s, size_t at)
{
    static const struct str VOIDS[] = {STR_INIT("br"), STR_INIT("img"), STR_INIT("hr"),
                                       STR_INIT("wbr"), STR_INIT("input")};
    for (size_t i = 0; i < COUNT_OF(VOIDS); i++)
        if (tag_name(s, at) == tag_name(VOIDS[i], 0))
            return true;
    return false;
}

/* Never less than the depth of the parser's tree: a closing tag counts only when it closes the tag
 * that was opened last; misnested ones are taken for open. */
static bool too_deep(struct str s)
{
    uint64_t open[SANITIZE_DEPTH_MAX];
    size_t depth = 0;
    for (size_t i = 0; i + 1 < s.n; i++) {
        if (s.p[i] != '<')
            continue;
        bool closes = s.p[i + 1] == '/';
        uint64_t name = tag_name(s, i + 1 + closes);
        if (name == 0)
            continue;
        if (closes) {
            depth -= depth && open[depth - 1] == name;
        } else if (!is_void(s, i + 1)) {
            if (depth == SANITIZE_DEPTH_MAX)
                return true;
            open[depth++] = name;
        }
    }
    return false;
}

struct writer {
    struct arena *a;
    struct buf *out;
    const GumboNode *node;
};

static void open_tag(struct writer *w, const GumboElement *el)
{
    const char *name = kept_name(el->tag);
    if (name)
        buf_addf(w->out, "<%s>", name);
    if (el->tag != GUMBO_TAG_A)
        return;
    const GumboAttribute *href = gumbo_get_attribute(&el->attributes, "href");
    struct str address = str_trim(str_view(href ? href->value : ""));
    if (!sanitize_href_allowed(address))
        address = STR("");
    buf_add(w->out, STR("<a"));
    if (address.n) {
        buf_add(w->out, STR(" href=\""));
        buf_add_escaped(w->out, address);
        buf_add_byte(w->out, '"');
    }
    buf_add_byte(w->out, '>');
}

static void close_tag(struct writer *w, const GumboElement *el)
{
    const char *name = el->tag == GUMBO_TAG_A ? "a" : kept_name(el->tag);
    if (name)
        buf_addf(w->out, "</%s>", name);
    else if (el->tag == GUMBO_TAG_P || el->tag == GUMBO_TAG_DIV || el->tag == GUMBO_TAG_LI)
        buf_add_byte(w->out, ' '); /* words of two paragraphs must not grow together */
}

static bool has_children(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT && node->v.element.children.length > 0 &&
           !is_dropped(node->v.element.tag) &&
           node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
}

static bool is_kept_element(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT && !is_dropped(node->v.element.tag) &&
           node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
}

static void enter(struct writer *w, const GumboNode *node)
{
    switch (node->type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_WHITESPACE:
    case GUMBO_NODE_CDATA: buf_add_escaped(w->out, str_view(node->v.text.text)); return;
    case GUMBO_NODE_ELEMENT:
        if (node->v.element.tag == GUMBO_TAG_BR)
            buf_add(w->out, STR("<br>"));
        else if (is_kept_element(node))
            open_tag(w, &node->v.element);
        return;
    case GUMBO_NODE_DOCUMENT:
    case GUMBO_NODE_COMMENT:
    case GUMBO_NODE_TEMPLATE: return;
    }
}

static void leave(struct writer *w, const GumboNode *node)
{
    if (is_kept_element(node) && node->v.element.tag != GUMBO_TAG_BR)
        close_tag(w, &node->v.element);
}

/* Depth first by parent pointers: no recursion on outside structure. */
static void write_tree(struct writer *w, const GumboNode *root)
{
    const GumboNode *node = root;
    for (;;) {
        if (node != root)
            enter(w, node);
        if (has_children(node)) {
            node = node->v.element.children.data[0];
            continue;
        }
        for (;;) {
            if (node == root)
                return;
            leave(w, node);
            const GumboVector *siblings = &node->parent->v.element.children;
            size_t next = node->index_within_parent + 1;
            if (next < siblings->length) {
                node = siblings->data[next];
                break;
            }
            node = node->parent;
        }
    }
}

enum rc sanitize_inline(struct arena *a, struct str fragment, struct html *out, struct err *e)
{
    size_t bad_at = 0;
    if (fragment.n > SANITIZE_MAX_BYTES)
        return fail(e, RC_LIMIT, "markup of %zu bytes, at most %d", fragment.n, SANITIZE_MAX_BYTES);
    if (!utf8_valid(fragment, &bad_at))
        return fail(e, RC_INVALID, "markup: byte %zu is not UTF-8", bad_at);
    if (too_deep(fragment))
        return fail(e, RC_LIMIT, "markup nested over %d deep", SANITIZE_DEPTH_MAX);
    GumboOptions options = kGumboDefaultOptions;
    options.fragment_context = GUMBO_TAG_DIV;
    GumboOutput *tree =
        gumbo_parse_with_options(&options, fragment.n ? fragment.p : "", fragment.n);
    if (!tree)
        return fail(e, RC_NOMEM, "out of memory");
    struct buf b;
    buf_init(&b, a);
    struct writer w = {.a = a, .out = &b};
    write_tree(&w, tree->root);
    gumbo_destroy_output(&options, tree);
    if (buf_failed(&b) || arena_failed(a))
        return fail(e, RC_NOMEM, "markup needs more memory than its limit");
    *out = html_from_store(buf_view(&b));
    return RC_OK;
}
