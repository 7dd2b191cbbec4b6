#include "source/sanitize.h"

#include "base/utf8.h"
#include "source/html_url.h"

/* X(tag, markup): kept with their content */
#define KEPT_TABLE(X)                                                                              \
    X(HTML_TAG_STRONG, "strong")                                                                   \
    X(HTML_TAG_EM, "em")                                                                           \
    X(HTML_TAG_B, "b")                                                                             \
    X(HTML_TAG_I, "i")                                                                             \
    X(HTML_TAG_U, "u")                                                                             \
    X(HTML_TAG_SUB, "sub")                                                                         \
    X(HTML_TAG_SUP, "sup")                                                                         \
    X(HTML_TAG_CODE, "code")                                                                       \
    X(HTML_TAG_A, "a")

/* dropped with their content: it is not text of the article (html_tree.c drops more) */
bool sanitize_drops(const struct html_tree *t, html_node n)
{
    static const enum html_tag DROPPED[] = {
        HTML_TAG_SCRIPT, HTML_TAG_STYLE,    HTML_TAG_TEMPLATE, HTML_TAG_IFRAME, HTML_TAG_OBJECT,
        HTML_TAG_EMBED,  HTML_TAG_APPLET,   HTML_TAG_SVG,      HTML_TAG_MATH,   HTML_TAG_NOSCRIPT,
        HTML_TAG_SELECT, HTML_TAG_TEXTAREA, HTML_TAG_BUTTON,   HTML_TAG_TITLE,  HTML_TAG_AUDIO,
        HTML_TAG_VIDEO,  HTML_TAG_CANVAS,   HTML_TAG_HEAD,     HTML_TAG_INPUT,
    };
    for (size_t i = 0; i < COUNT_OF(DROPPED); i++)
        if (DROPPED[i] == html_tag_of(t, n))
            return true;
    return false;
}

static const char *kept_name(enum html_tag tag)
{
    static const struct {
        enum html_tag tag;
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
    static const struct str SCHEMES[] = {STR_INIT("http"), STR_INIT("https"), STR_INIT("mailto"),
                                         STR_INIT("tel")};
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

bool sanitize_keeps(const struct html_tree *t, html_node n)
{
    return kept_name(html_tag_of(t, n)) != NULL;
}

/* An address of a person, which no page resolves. */
static bool is_to_a_person(struct str href)
{
    return str_eq_nocase(str_first(href, 7), STR("mailto:")) ||
           str_eq_nocase(str_first(href, 4), STR("tel:"));
}

void sanitize_open(struct buf *out, const struct html_tree *t, html_node n, struct str base)
{
    const char *name = kept_name(html_tag_of(t, n));
    ASSERT(name != NULL);
    buf_addf(out, "<%s", name);
    struct str href = html_tag_of(t, n) == HTML_TAG_A ? html_attr(t, n, "href") : STR("");
    if (base.n && href.n && !is_to_a_person(href))
        href = html_url_resolve(t->a, base, href);
    if (sanitize_href_allowed(href)) {
        buf_add(out, STR(" href=\""));
        buf_add_escaped(out, href);
        buf_add_byte(out, '"');
    }
    buf_add_byte(out, '>');
}

void sanitize_close(struct buf *out, const struct html_tree *t, html_node n)
{
    buf_addf(out, "</%s>", kept_name(html_tag_of(t, n)));
}

/* The length of the kept tag that s begins with, or 0. */
static size_t clean_tag(struct str s)
{
    static const struct str LINK = STR_INIT("<a href=\"");
    static const char *const NAMES[] = {
#define X(tag, name) name,
        KEPT_TABLE(X)
#undef X
            "br"};
    if (str_starts(s, LINK)) {
        struct str rest = str_from(s, LINK.n);
        struct str href = str_first(rest, str_find_byte(rest, '"'));
        bool clean = str_find_byte(href, '<') == href.n && sanitize_href_allowed(href) &&
                     str_starts(str_from(rest, href.n), STR("\">"));
        return clean ? LINK.n + href.n + 2 : 0;
    }
    size_t name = str_starts(s, STR("</")) ? 2 : 1;
    enum { TAG_MAX_BYTES = 12 };
    size_t close = str_find_byte(str_first(s, TAG_MAX_BYTES), '>');
    if (close >= s.n || close >= TAG_MAX_BYTES)
        return 0;
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_eq(str_slice(s, name, close), str_view(NAMES[i])))
            return close + 1;
    return 0;
}

bool sanitize_is_clean(struct str markup)
{
    while (markup.n) {
        if (markup.p[0] == '>' || markup.p[0] == '"')
            return false;
        size_t length = markup.p[0] == '<' ? clean_tag(markup) : 1;
        if (length == 0)
            return false;
        markup = str_from(markup, length);
    }
    return true;
}

struct html sanitize_done(struct buf *out, struct arena *a)
{
    return html_from_store(buf_settle(out, a));
}

static void enter(struct buf *out, const struct html_tree *t, html_node n)
{
    enum html_tag tag = html_tag_of(t, n);
    if (tag == HTML_TAG_TEXT)
        buf_add_escaped(out, html_at(t, n)->text);
    else if (tag == HTML_TAG_BR)
        buf_add(out, STR("<br>"));
    else if (kept_name(tag))
        sanitize_open(out, t, n, STR(""));
}

static void leave(struct buf *out, const struct html_tree *t, html_node n)
{
    enum html_tag tag = html_tag_of(t, n);
    if (kept_name(tag))
        sanitize_close(out, t, n);
    else if (tag == HTML_TAG_P || tag == HTML_TAG_DIV || tag == HTML_TAG_LI)
        buf_add_byte(out, ' '); /* words of two paragraphs must not grow together */
}

static void write_tree(struct buf *out, const struct html_tree *t)
{
    html_node n = t->root;
    for (;;) {
        bool dropped = n != t->root && sanitize_drops(t, n);
        if (n != t->root && !dropped)
            enter(out, t, n);
        if (!dropped && html_at(t, n)->first) {
            n = html_at(t, n)->first;
            continue;
        }
        for (;;) {
            if (n == t->root)
                return;
            if (!dropped)
                leave(out, t, n);
            dropped = false;
            if (html_at(t, n)->next)
                break;
            n = html_at(t, n)->parent;
        }
        n = html_at(t, n)->next;
    }
}

enum rc sanitize_inline(struct arena *a, struct str fragment, struct html *out, struct err *e)
{
    struct vec hidden = VEC(struct str, a);
    return sanitize_inline_told(a, fragment, out, &hidden, e);
}

enum rc sanitize_inline_told(struct arena *a, struct str fragment, struct html *out,
                             struct vec *hidden, struct err *e)
{
    size_t bad_at = 0;
    struct html_tree tree;
    struct buf b;
    if (fragment.n > SANITIZE_MAX_BYTES)
        return fail(e, RC_LIMIT, "markup of %zu bytes, at most %d", fragment.n, SANITIZE_MAX_BYTES);
    if (!utf8_valid(fragment, &bad_at))
        return fail(e, RC_INVALID, "markup: byte %zu is not UTF-8", bad_at);
    enum rc rc = html_tree_parse(a, fragment, true, &tree, e);
    if (rc)
        return rc;
    buf_init(&b, NULL);
    write_tree(&b, &tree);
    struct html clean = sanitize_done(&b, a);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "markup needs more memory than its limit");
    for (size_t i = 0; i < tree.hidden_n; i++) {
        struct str *slot = vec_push(hidden);
        if (slot)
            *slot = tree.hidden[i];
    }
    *out = clean;
    return RC_OK;
}
