#include "source/html_tree.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "source/html_scan.h"
#include "source/html_style.h"

#include <gumbo.h>
#include <setjmp.h>
#include <string.h>

enum {
    SPARE_SHARE = 4, /* room for a quarter more nodes: readers put paragraphs around text */
    SPARE_MIN = 64,
};

struct html_item *html_at(const struct html_tree *t, html_node n)
{
    return &t->items[n];
}

enum html_tag html_tag_of(const struct html_tree *t, html_node n)
{
    return t->items[n].tag;
}

bool html_is_element(const struct html_tree *t, html_node n)
{
    return n && t->items[n].tag != HTML_TAG_TEXT;
}

static const struct html_attribute *find_attribute(const struct html_tree *t, html_node n,
                                                   const char *name)
{
    const struct html_item *item = &t->items[n];
    struct str want = str_view(name);
    for (uint32_t i = 0; i < item->attributes_n; i++)
        if (str_eq(item->attributes[i].name, want))
            return &item->attributes[i];
    return NULL;
}

struct str html_attr(const struct html_tree *t, html_node n, const char *name)
{
    const struct html_attribute *found = find_attribute(t, n, name);
    return found ? str_trim(found->value) : STR("");
}

bool html_has_attr(const struct html_tree *t, html_node n, const char *name)
{
    return find_attribute(t, n, name) != NULL;
}

/* ---- walking ---- */

html_node html_next_skip(const struct html_tree *t, html_node root, html_node n)
{
    while (n && n != root) {
        if (t->items[n].next)
            return t->items[n].next;
        n = t->items[n].parent;
    }
    return 0;
}

html_node html_next(const struct html_tree *t, html_node root, html_node n)
{
    return t->items[n].first ? t->items[n].first : html_next_skip(t, root, n);
}

html_node html_next_element(const struct html_tree *t, html_node n)
{
    do
        n = t->items[n].next;
    while (n && !html_is_element(t, n));
    return n;
}

html_node html_previous_element(const struct html_tree *t, html_node n)
{
    do
        n = t->items[n].previous;
    while (n && !html_is_element(t, n));
    return n;
}

html_node html_first_element(const struct html_tree *t, html_node n)
{
    html_node child = t->items[n].first;
    return !child || html_is_element(t, child) ? child : html_next_element(t, child);
}

html_node html_find(const struct html_tree *t, html_node root, enum html_tag tag)
{
    for (html_node n = html_next(t, root, root); n; n = html_next(t, root, n))
        if (t->items[n].tag == tag)
            return n;
    return 0;
}

html_node html_ancestor(const struct html_tree *t, html_node n, enum html_tag tag, size_t max)
{
    size_t level = 0;
    for (n = t->items[n].parent; n && (max == 0 || level < max); n = t->items[n].parent, level++)
        if (t->items[n].tag == tag)
            return n;
    return 0;
}

bool html_within(const struct html_tree *t, html_node n, html_node ancestor)
{
    while (n && n != ancestor)
        n = t->items[n].parent;
    return n != 0;
}

/* ---- what tags are ---- */

bool html_tag_is_phrasing(enum html_tag tag)
{
    static const enum html_tag PHRASING[] = {
        HTML_TAG_TEXT,  HTML_TAG_ABBR,  HTML_TAG_ACRONYM,  HTML_TAG_AUDIO,  HTML_TAG_B,
        HTML_TAG_BDO,   HTML_TAG_BR,    HTML_TAG_BUTTON,   HTML_TAG_CITE,   HTML_TAG_CODE,
        HTML_TAG_DATA,  HTML_TAG_DFN,   HTML_TAG_DATALIST, HTML_TAG_EM,     HTML_TAG_EMBED,
        HTML_TAG_I,     HTML_TAG_IMG,   HTML_TAG_INPUT,    HTML_TAG_KBD,    HTML_TAG_LABEL,
        HTML_TAG_MARK,  HTML_TAG_METER, HTML_TAG_NOSCRIPT, HTML_TAG_OBJECT, HTML_TAG_OUTPUT,
        HTML_TAG_Q,     HTML_TAG_RUBY,  HTML_TAG_PROGRESS, HTML_TAG_SAMP,   HTML_TAG_SELECT,
        HTML_TAG_SMALL, HTML_TAG_SPAN,  HTML_TAG_STRONG,   HTML_TAG_SUB,    HTML_TAG_SUP,
        HTML_TAG_TIME,  HTML_TAG_VAR,   HTML_TAG_TEXTAREA, HTML_TAG_WBR,
    };
    for (size_t i = 0; i < COUNT_OF(PHRASING); i++)
        if (PHRASING[i] == tag)
            return true;
    return false;
}

bool html_tag_is_block(enum html_tag tag)
{
    static const enum html_tag BLOCKS[] = {
        HTML_TAG_ADDRESS, HTML_TAG_ARTICLE,  HTML_TAG_ASIDE,      HTML_TAG_BLOCKQUOTE,
        HTML_TAG_BODY,    HTML_TAG_CAPTION,  HTML_TAG_CENTER,     HTML_TAG_DD,
        HTML_TAG_DETAILS, HTML_TAG_DIR,      HTML_TAG_DIV,        HTML_TAG_DL,
        HTML_TAG_DT,      HTML_TAG_FIELDSET, HTML_TAG_FIGCAPTION, HTML_TAG_FIGURE,
        HTML_TAG_FOOTER,  HTML_TAG_FORM,     HTML_TAG_H1,         HTML_TAG_H2,
        HTML_TAG_H3,      HTML_TAG_H4,       HTML_TAG_H5,         HTML_TAG_H6,
        HTML_TAG_HEADER,  HTML_TAG_HGROUP,   HTML_TAG_HR,         HTML_TAG_HTML,
        HTML_TAG_LEGEND,  HTML_TAG_LI,       HTML_TAG_MAIN,       HTML_TAG_MENU,
        HTML_TAG_NAV,     HTML_TAG_OL,       HTML_TAG_OPTION,     HTML_TAG_P,
        HTML_TAG_PRE,     HTML_TAG_SECTION,  HTML_TAG_SUMMARY,    HTML_TAG_TABLE,
        HTML_TAG_TBODY,   HTML_TAG_TD,       HTML_TAG_TFOOT,      HTML_TAG_TH,
        HTML_TAG_THEAD,   HTML_TAG_TR,       HTML_TAG_UL,
    };
    for (size_t i = 0; i < COUNT_OF(BLOCKS); i++)
        if (BLOCKS[i] == tag)
            return true;
    return false;
}

/* ---- counting ---- */

/* The length of the no-break or empty space at s.p[at], or 0. */
static size_t wide_space(struct str s, size_t at)
{
    unsigned char byte = (unsigned char)s.p[at];
    if (byte == 0xC2 && at + 1 < s.n && (unsigned char)s.p[at + 1] == 0xA0)
        return 2;
    bool empty = byte >= 0xE2 && (str_starts(str_from(s, at), STR("\xE2\x80\x8B")) ||
                                  str_starts(str_from(s, at), STR("\xEF\xBB\xBF")));
    return empty ? 3 : 0;
}

/* Characters and commas of a text node, white space folded. */
static void count_text(struct str s, struct html_count *c)
{
    bool space = false;
    bool begun = false;
    bool broken = false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        size_t wide = wide_space(s, i);
        if (byte_is_space((char)byte) || wide) {
            i += wide ? wide - 1 : 0;
            broken = broken || byte == '\n';
            space = true;
            continue;
        }
        if (space && (begun || !broken))
            c->cp++;
        space = broken = false;
        begun = true;
        c->cp += (byte & 0xC0) != 0x80;
        c->commas += byte == ',' || (byte == 0xEF && str_starts(str_from(s, i), STR("，")));
    }
    if (!begun)
        c->cp = 0;
    else if (space && !broken)
        c->cp++;
}

static bool is_heading(enum html_tag tag)
{
    return tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6;
}

static bool is_textish(enum html_tag tag)
{
    return tag == HTML_TAG_P || tag == HTML_TAG_DIV || tag == HTML_TAG_TD || tag == HTML_TAG_LI ||
           tag == HTML_TAG_SPAN || tag == HTML_TAG_BLOCKQUOTE || tag == HTML_TAG_DL ||
           tag == HTML_TAG_OL || tag == HTML_TAG_UL || tag == HTML_TAG_PRE || tag == HTML_TAG_TABLE;
}

static bool is_box(enum html_tag tag)
{
    return tag == HTML_TAG_DIV || tag == HTML_TAG_P || tag == HTML_TAG_IMG || tag == HTML_TAG_UL ||
           tag == HTML_TAG_OL || tag == HTML_TAG_TABLE || tag == HTML_TAG_BLOCKQUOTE ||
           tag == HTML_TAG_DL || tag == HTML_TAG_PRE;
}

/* What n is besides what stands in it. */
static void count_self(const struct html_tree *t, html_node n, struct html_count *c)
{
    enum html_tag tag = t->items[n].tag;
    if (tag == HTML_TAG_TEXT) {
        count_text(t->items[n].text, c);
        return;
    }
    c->elements++;
    c->breaks += tag == HTML_TAG_BR || tag == HTML_TAG_HR;
    c->p += tag == HTML_TAG_P;
    c->img += tag == HTML_TAG_IMG;
    c->li += tag == HTML_TAG_LI;
    c->input += tag == HTML_TAG_INPUT;
    c->embed += tag == HTML_TAG_OBJECT || tag == HTML_TAG_EMBED || tag == HTML_TAG_IFRAME;
    c->boxes += is_box(tag);
    c->textish += is_textish(tag) && c->cp > 0;
    if (is_heading(tag))
        c->heading_cp = c->cp;
    if (tag == HTML_TAG_UL || tag == HTML_TAG_OL)
        c->list_cp = c->cp;
    struct str href = tag == HTML_TAG_A ? html_attr(t, n, "href") : STR("");
    if (tag == HTML_TAG_A) {
        c->link_cp = c->cp;
        c->hash_cp = href.n > 1 && href.p[0] == '#' ? c->cp : 0;
    }
}

/* X(every count) */
#define COUNT_FIELDS(X)                                                                            \
    X(cp)                                                                                          \
    X(link_cp)                                                                                     \
    X(hash_cp)                                                                                     \
    X(heading_cp)                                                                                  \
    X(list_cp)                                                                                     \
    X(commas)                                                                                      \
    X(elements)                                                                                    \
    X(breaks)                                                                                      \
    X(p)                                                                                           \
    X(img)                                                                                         \
    X(li)                                                                                          \
    X(input)                                                                                       \
    X(embed)                                                                                       \
    X(boxes)                                                                                       \
    X(textish)

static void count_add(struct html_count *to, const struct html_count *what)
{
#define X(field) to->field += what->field;
    COUNT_FIELDS(X)
#undef X
}

static void count_take(struct html_count *from, const struct html_count *what)
{
#define X(field) from->field -= what->field < from->field ? what->field : from->field;
    COUNT_FIELDS(X)
#undef X
}

/* Children were made after their parents: backwards, every subtree is whole before it is added. */
static void count_all(struct html_tree *t)
{
    for (html_node n = t->n; n-- > 1;) {
        struct html_item *item = &t->items[n];
        count_self(t, n, &item->count);
        if (item->parent)
            count_add(&t->items[item->parent].count, &item->count);
    }
}

/* ---- changing ---- */

void html_cut(struct html_tree *t, html_node n)
{
    struct html_item *item = &t->items[n];
    if (!item->parent)
        return;
    struct html_item *parent = &t->items[item->parent];
    for (html_node up = item->parent; up; up = t->items[up].parent)
        count_take(&t->items[up].count, &item->count);
    if (item->previous)
        t->items[item->previous].next = item->next;
    else
        parent->first = item->next;
    if (item->next)
        t->items[item->next].previous = item->previous;
    else
        parent->last = item->previous;
    item->parent = item->next = item->previous = 0;
}

static void count_up(struct html_tree *t, html_node n)
{
    for (html_node up = t->items[n].parent; up; up = t->items[up].parent)
        count_add(&t->items[up].count, &t->items[n].count);
}

void html_append(struct html_tree *t, html_node parent, html_node n)
{
    html_cut(t, n);
    struct html_item *item = &t->items[n];
    item->parent = parent;
    item->previous = t->items[parent].last;
    if (item->previous)
        t->items[item->previous].next = n;
    else
        t->items[parent].first = n;
    t->items[parent].last = n;
    count_up(t, n);
}

void html_insert_before(struct html_tree *t, html_node n, html_node before)
{
    html_cut(t, n);
    struct html_item *item = &t->items[n];
    struct html_item *other = &t->items[before];
    item->parent = other->parent;
    item->next = before;
    item->previous = other->previous;
    if (item->previous)
        t->items[item->previous].next = n;
    else
        t->items[item->parent].first = n;
    other->previous = n;
    count_up(t, n);
}

void html_retag(struct html_tree *t, html_node n, enum html_tag tag)
{
    struct html_item *item = &t->items[n];
    bool was = item->tag == HTML_TAG_P;
    bool now = tag == HTML_TAG_P;
    item->tag = tag;
    for (html_node up = n; was != now && up; up = t->items[up].parent)
        t->items[up].count.p += now ? 1U : t->items[up].count.p ? ~0U : 0U;
}

html_node html_make(struct html_tree *t, enum html_tag tag)
{
    if (t->n == t->capacity) {
        size_t more = (size_t)t->capacity * 2 + SPARE_MIN;
        struct html_item *grown =
            arena_grow(t->a, t->items, t->n * sizeof *grown, more * sizeof *grown);
        if (!grown)
            return 0;
        t->items = grown;
        t->capacity = (uint32_t)more;
    }
    html_node n = t->n++;
    t->items[n] = (struct html_item){.tag = tag};
    count_self(t, n, &t->items[n].count);
    return n;
}

void html_unwrap(struct html_tree *t, html_node n)
{
    html_node child = t->items[n].first;
    while (child) {
        html_node next = t->items[child].next;
        html_insert_before(t, child, n);
        child = next;
    }
    html_cut(t, n);
}

bool html_tree_copy(const struct html_tree *t, struct html_tree *out)
{
    size_t capacity = (size_t)t->n + t->n / SPARE_SHARE + SPARE_MIN;
    struct html_item *items = arena_array(t->a, capacity, sizeof *items);
    if (!items)
        return false;
    memcpy(items, t->items, t->n * sizeof *items);
    *out = *t;
    out->items = items;
    out->capacity = (uint32_t)capacity;
    return true;
}

/* ---- text ---- */

struct str html_text(const struct html_tree *t, html_node root)
{
    struct buf b;
    buf_init(&b, t->a);
    html_node n = root;
    while (n) {
        const struct html_item *item = &t->items[n];
        bool breaks = item->tag == HTML_TAG_BR || html_tag_is_block(item->tag);
        if (item->tag == HTML_TAG_TEXT)
            buf_add(&b, item->text);
        else if (breaks)
            buf_add_byte(&b, ' ');
        html_node next = html_next(t, root, n);
        /* words of two blocks must not grow together */
        for (html_node up = n; next && !item->first && up != t->items[next].parent;
             up = t->items[up].parent)
            if (html_tag_is_block(t->items[up].tag))
                buf_add_byte(&b, ' ');
        n = next;
    }
    return utf8_fold_space(t->a, buf_view(&b));
}

bool html_is_blank(const struct html_tree *t, html_node n)
{
    return t->items[n].count.cp == 0;
}

struct str html_names(const struct html_tree *t, html_node n)
{
    return t->items[n].names;
}

struct str html_id(const struct html_tree *t, html_node n)
{
    size_t id = html_has_attr(t, n, "id") ? find_attribute(t, n, "id")->value.n : 0;
    return str_from(t->items[n].names, t->items[n].names.n - id);
}

struct str html_class(const struct html_tree *t, html_node n)
{
    struct str names = t->items[n].names;
    size_t id = html_has_attr(t, n, "id") ? find_attribute(t, n, "id")->value.n : 0;
    return str_first(names, names.n > id ? names.n - id - (id > 0) : 0);
}

/* ---- parsing ---- */

static enum html_tag tag_from_gumbo(const GumboElement *element)
{
    static const unsigned char TAGS[GUMBO_TAG_LAST + 1] = {
#define X(name) [GUMBO_TAG_##name] = HTML_TAG_##name,
        HTML_TAG_TABLE(X)
#undef X
    };
    return (enum html_tag)TAGS[element->tag];
}

struct parse {
    struct arena *a;
    jmp_buf full;
};

/* gumbo asks for memory and never for its failure: the way out is back to where it was called. Its
 * memory is the arena's, nothing is lost. */
static void *take_memory(void *ctx, size_t size_bytes)
{
    struct parse *p = ctx;
    void *memory = arena_alloc(p->a, size_bytes);
    if (!memory)
        longjmp(p->full, 1);
    return memory;
}

static void keep_memory(void *ctx, void *memory)
{
    (void)ctx;
    (void)memory;
}

static GumboOutput *parse_markup(struct parse *p, GumboOptions *options, struct str markup)
{
    if (setjmp(p->full))
        return NULL;
    return gumbo_parse_with_options(options, markup.n ? markup.p : "", markup.n);
}

/* X(tag that no reader sees, nor what stands in it) */
static bool is_unseen(const GumboNode *node)
{
    const GumboElement *element = &node->v.element;
    if (element->tag_namespace != GUMBO_NAMESPACE_HTML || node->type == GUMBO_NODE_TEMPLATE)
        return true;
    switch ((int)tag_from_gumbo(element)) {
    case HTML_TAG_STYLE:
    case HTML_TAG_TEMPLATE:
    case HTML_TAG_SVG:
    case HTML_TAG_MATH:
    case HTML_TAG_CANVAS:
    case HTML_TAG_APPLET:
    case HTML_TAG_TEXTAREA:
    case HTML_TAG_SELECT:
    case HTML_TAG_DATALIST: return true;
    default: break;
    }
    if (element->tag == GUMBO_TAG_NOEMBED || element->tag == GUMBO_TAG_NOFRAMES ||
        element->tag == GUMBO_TAG_XMP || element->tag == GUMBO_TAG_PLAINTEXT)
        return true;
    const GumboAttribute *style = gumbo_get_attribute(&element->attributes, "style");
    return gumbo_get_attribute(&element->attributes, "hidden") ||
           (style && html_style_hides(str_view(style->value)));
}

static size_t children_of(const GumboNode *node, GumboNode *const **children)
{
    if (node->type != GUMBO_NODE_ELEMENT)
        return 0;
    *children = (GumboNode *const *)node->v.element.children.data;
    return node->v.element.children.length;
}

static struct html_attribute *take_attributes(struct arena *a, const GumboVector *from)
{
    struct html_attribute *attributes = arena_array(a, from->length, sizeof *attributes);
    for (size_t i = 0; attributes && i < from->length; i++) {
        const GumboAttribute *attribute = from->data[i];
        attributes[i] =
            (struct html_attribute){str_view(attribute->name), str_view(attribute->value)};
    }
    return attributes;
}

/* class and id with a space between, in lower case; borrowed where it can be. */
static struct str names_of(struct arena *a, const GumboVector *attributes)
{
    const GumboAttribute *class = gumbo_get_attribute(attributes, "class");
    const GumboAttribute *id = gumbo_get_attribute(attributes, "id");
    struct str names = str_view(class ? class->value : "");
    if (id && *id->value)
        names = names.n ? str_format(a, "%.*s %s", STR_ARG(names), id->value) : str_view(id->value);
    for (size_t i = 0; i < names.n; i++)
        if (names.p[i] >= 'A' && names.p[i] <= 'Z')
            return str_lower_ascii(a, names);
    return names;
}

/* Adds node as the last child of parent; 0 if it is left out. */
static html_node take_node(struct html_tree *t, const GumboNode *node, html_node parent)
{
    struct html_item item = {.parent = parent};
    switch (node->type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_WHITESPACE:
    case GUMBO_NODE_CDATA:
        item.tag = HTML_TAG_TEXT;
        item.text = str_view(node->v.text.text);
        break;
    case GUMBO_NODE_ELEMENT:
        if (is_unseen(node))
            return 0;
        item.tag = tag_from_gumbo(&node->v.element);
        if (item.tag == HTML_TAG_FONT)
            item.tag = HTML_TAG_SPAN;
        item.attributes_n = node->v.element.attributes.length;
        if (item.attributes_n)
            item.names = names_of(t->a, &node->v.element.attributes);
        if (item.attributes_n)
            item.attributes = take_attributes(t->a, &node->v.element.attributes);
        if (!item.attributes)
            item.attributes_n = 0;
        break;
    case GUMBO_NODE_DOCUMENT:
    case GUMBO_NODE_COMMENT:
    case GUMBO_NODE_TEMPLATE: return 0;
    }
    html_node n = t->n++;
    if (parent) {
        item.previous = t->items[parent].last;
        if (item.previous)
            t->items[item.previous].next = n;
        else
            t->items[parent].first = n;
        t->items[parent].last = n;
    }
    t->items[n] = item;
    return n;
}

static size_t count_nodes(const GumboNode *root)
{
    size_t n = 1;
    const GumboNode *node = root;
    GumboNode *const *children = NULL;
    while (node) {
        if (children_of(node, &children)) {
            node = children[0];
            n++;
            continue;
        }
        while (node && node != root) {
            size_t next = node->index_within_parent + 1;
            size_t siblings = children_of(node->parent, &children);
            if (next < siblings) {
                node = children[next];
                n++;
                break;
            }
            node = node->parent;
        }
        if (node == root)
            break;
    }
    return n;
}

/* Depth first by parent pointers: no recursion on outside structure. */
static void take_all(struct html_tree *t, const GumboNode *root)
{
    const GumboNode *node = root;
    GumboNode *const *children = NULL;
    html_node parent = 0;
    for (;;) {
        html_node taken = take_node(t, node, parent);
        if (html_is_element(t, taken) && children_of(node, &children)) {
            parent = taken;
            node = children[0];
            continue;
        }
        while (node != root &&
               node->index_within_parent + 1 >= children_of(node->parent, &children)) {
            node = node->parent;
            parent = t->items[parent].parent;
        }
        if (node == root)
            return;
        (void)children_of(node->parent, &children);
        node = children[node->index_within_parent + 1];
    }
}

enum rc html_tree_parse(struct arena *a, struct str text, bool fragment, struct html_tree *out,
                        struct err *e)
{
    static const char FULL[] = "page needs more memory than its limit";
    struct str markup;
    enum rc rc = html_scan(a, text, &markup, e);
    if (rc)
        return rc;
    struct parse p = {.a = a};
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = take_memory;
    options.deallocator = keep_memory;
    options.userdata = &p;
    options.max_errors = 0;
    if (fragment)
        options.fragment_context = GUMBO_TAG_DIV;
    const GumboOutput *tree = parse_markup(&p, &options, markup);
    if (!tree || !tree->root)
        return fail(e, RC_NOMEM, FULL);
    struct html_tree t = {.a = a, .n = 1};
    size_t nodes = count_nodes(tree->root);
    t.capacity = (uint32_t)(nodes + nodes / SPARE_SHARE + SPARE_MIN);
    t.items = arena_array(a, t.capacity, sizeof *t.items);
    if (!t.items)
        return fail(e, RC_NOMEM, FULL);
    take_all(&t, tree->root);
    t.root = 1;
    if (arena_failed(a))
        return fail(e, RC_NOMEM, FULL);
    count_all(&t);
    *out = t;
    return RC_OK;
}
