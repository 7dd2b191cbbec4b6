#include "source/html_tree.h"

#include "base/buf.h"
#include "source/html_heap.h"
#include "source/html_scan.h"
#include "source/html_style.h"

#include <gumbo.h>
#include <string.h>

enum { NAMES_MAX = 64 }; /* attribute names that are kept once */

/* The parser's tree on its way into ours. */
struct taking {
    struct html_tree t;
    const char *names[NAMES_MAX];
    struct html_attribute *attributes; /* room for all, handed out one by one */
    char *bytes;                       /* likewise for text, values and names */
    char *bytes_end;
    const struct html_standins *standins;
    html_node concealed; /* in which links are left out; 0 = none */
};

/* What the parser's tree will need. */
struct need {
    size_t nodes;
    size_t attributes;
    size_t bytes;
};

/* ---- what the parser gives ---- */

static enum html_tag tag_from_gumbo(const GumboElement *element)
{
    static const unsigned char TAGS[GUMBO_TAG_LAST + 1] = {
#define X(name) [GUMBO_TAG_##name] = HTML_TAG_##name,
        HTML_TAG_TABLE(X)
#undef X
    };
    return (enum html_tag)TAGS[element->tag];
}

/* Elements of AMP (amp.dev, "Components") and what they show; OTHER: nothing of the article. */
static const struct {
    const char *name;
    enum html_tag tag;
} AMP[] = {
    {"amp-img", HTML_TAG_IMG},
    {"amp-anim", HTML_TAG_IMG},
    {"amp-video", HTML_TAG_VIDEO},
    {"amp-audio", HTML_TAG_AUDIO},
    {"amp-youtube", HTML_TAG_IFRAME},
    {"amp-iframe", HTML_TAG_IFRAME},
    {"amp-dailymotion", HTML_TAG_IFRAME},
    {"amp-vimeo", HTML_TAG_IFRAME},
    {"amp-carousel", HTML_TAG_DIV}, /* div: a gallery, see take_element */
    {"amp-base-carousel", HTML_TAG_DIV},
    {"amp-stream-gallery", HTML_TAG_DIV},
    {"amp-inline-gallery", HTML_TAG_DIV},
    {"amp-inline-gallery-thumbnails", HTML_TAG_SVG},
    {"amp-sidebar", HTML_TAG_NAV},
    {"amp-ad", HTML_TAG_SVG},
    {"amp-embed", HTML_TAG_SVG},
    {"amp-analytics", HTML_TAG_SVG},
    {"amp-consent", HTML_TAG_SVG},
};

/* X(element, attribute, address before its value): players that name their film by a number */
static const struct {
    const char *element;
    const char *attribute;
    struct str before;
} AMP_FILMS[] = {
    {"amp-youtube", "data-videoid", STR_INIT("https://www.youtube.com/embed/")},
    {"amp-dailymotion", "data-videoid", STR_INIT("https://www.dailymotion.com/embed/video/")},
    {"amp-vimeo", "data-videoid", STR_INIT("https://player.vimeo.com/video/")},
};

/* The name of an element that the parser does not know, as it stands in the markup. */
static struct str unknown_name(const GumboElement *element)
{
    GumboStringPiece piece = element->original_tag;
    if (element->tag != GUMBO_TAG_UNKNOWN || !piece.data)
        return STR("");
    gumbo_tag_from_original_text(&piece);
    return (struct str){piece.data, piece.length};
}

static enum html_tag tag_of(const GumboElement *element)
{
    struct str name = unknown_name(element);
    for (size_t i = 0; str_eq_nocase(str_first(name, 4), STR("amp-")) && i < COUNT_OF(AMP); i++)
        if (str_eq_nocase(name, str_view(AMP[i].name)))
            return AMP[i].tag;
    return tag_from_gumbo(element);
}

/* The attribute's value; no bytes and NULL if there is none. */
static struct str attribute_in(const struct html_standins *s, const GumboNode *node,
                               const char *name)
{
    const GumboAttribute *found = gumbo_get_attribute(&node->v.element.attributes, name);
    return found ? str_trim(html_standins_value(s, found->value)) : (struct str){NULL, 0};
}

/* "S:1f": what React sends behind the page (react.dev, renderToPipeableStream); its script moves it to
 * where it belongs and shows it. */
static bool is_sent_late(struct str id)
{
    if (!str_starts(id, STR("S:")) || id.n == 2)
        return false;
    for (size_t i = 2; i < id.n; i++)
        if (!byte_is_digit(id.p[i]) && (id.p[i] < 'a' || id.p[i] > 'f'))
            return false;
    return true;
}

/* No reader sees it, nor what stands in it. */
static bool is_unseen(const struct html_standins *s, const GumboNode *node)
{
    const GumboElement *element = &node->v.element;
    if (element->tag_namespace != GUMBO_NAMESPACE_HTML || node->type == GUMBO_NODE_TEMPLATE)
        return true;
    switch ((int)tag_of(element)) {
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
    struct str style = attribute_in(s, node, "style");
    return (attribute_in(s, node, "hidden").p && !is_sent_late(attribute_in(s, node, "id"))) ||
           (style.n && html_style_hides(style));
}

static size_t children_of(const GumboNode *node, GumboNode *const **children)
{
    if (node->type != GUMBO_NODE_ELEMENT)
        return 0;
    *children = (GumboNode *const *)node->v.element.children.data;
    return node->v.element.children.length;
}

static bool is_text(const GumboNode *node)
{
    return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
           node->type == GUMBO_NODE_CDATA;
}

/* The next node in the order of the page, not into node unless enter; *up counts the levels left. */
static const GumboNode *next_node(const GumboNode *root, const GumboNode *node, bool enter,
                                  size_t *up)
{
    GumboNode *const *children = NULL;
    *up = 0;
    if (enter && children_of(node, &children))
        return children[0];
    while (node != root && node->index_within_parent + 1 >= children_of(node->parent, &children)) {
        node = node->parent;
        ++*up;
    }
    if (node == root)
        return NULL;
    (void)children_of(node->parent, &children);
    return children[node->index_within_parent + 1];
}

static struct need need_of(const struct html_standins *s, const GumboNode *root)
{
    struct need need = {1, 0, 0};
    size_t up = 0;
    for (const GumboNode *node = root; node; node = next_node(root, node, true, &up)) {
        need.nodes++;
        if (is_text(node))
            need.bytes += html_standins_length(s, node->v.text.text);
        if (node->type != GUMBO_NODE_ELEMENT)
            continue;
        const GumboVector *attributes = &node->v.element.attributes;
        need.attributes += attributes->length;
        for (unsigned i = 0; i < attributes->length; i++) {
            const GumboAttribute *attribute = attributes->data[i];
            need.bytes +=
                strlen(attribute->name) + 1 + 2 * html_standins_value(s, attribute->value).n + 1;
        }
    }
    return need;
}

/* ---- taking it over ---- */

/* There is room: need_of has counted. */
static struct str keep_bytes(struct taking *k, const char *p, size_t n)
{
    ASSERT((size_t)(k->bytes_end - k->bytes) >= n);
    struct str kept = {k->bytes, n};
    memcpy(k->bytes, p, n);
    k->bytes += n;
    return kept;
}

static struct str keep_text(struct taking *k, const char *given)
{
    struct str kept = {k->bytes, html_standins_length(k->standins, given)};
    ASSERT((size_t)(k->bytes_end - k->bytes) >= kept.n);
    html_standins_write(k->standins, given, k->bytes);
    k->bytes += kept.n;
    return kept;
}

/* One copy of a name, for all but the rarest. */
static const char *keep_name(struct taking *k, const char *name)
{
    size_t n = strlen(name);
    size_t first = (unsigned char)name[0];
    size_t last = (unsigned char)name[n ? n - 1 : 0];
    size_t place = (n * 7 + first * 3 + last) % NAMES_MAX;
    if (!k->names[place] || strcmp(k->names[place], name) != 0)
        k->names[place] = keep_bytes(k, name, n + 1).p;
    return k->names[place];
}

static void take_attributes(struct taking *k, const GumboVector *from, struct html_item *item)
{
    item->attributes = k->attributes;
    item->attributes_n =
        (uint16_t)from->length; /* at most HTML_ATTRIBUTES_MAX, and merged roots' */
    for (unsigned i = 0; i < from->length; i++) {
        const GumboAttribute *attribute = from->data[i];
        struct str value = html_standins_value(k->standins, attribute->value);
        k->attributes[i] = (struct html_attribute){
            keep_name(k, attribute->name),
            keep_bytes(k, value.p, value.n),
        };
    }
    k->attributes += from->length;
}

static struct str value_of(const struct html_item *item, const char *name)
{
    for (unsigned i = 0; i < item->attributes_n; i++)
        if (strcmp(item->attributes[i].name, name) == 0)
            return item->attributes[i].value;
    return STR("");
}

/* class and id with a space between, in lower case; borrowed where it can be. */
static struct str names_of(struct taking *k, const struct html_item *item)
{
    struct str class = value_of(item, "class");
    struct str id = value_of(item, "id");
    struct str names = class.n ? class : id;
    if (class.n && id.n) {
        names = keep_bytes(k, class.p, class.n);
        (void)keep_bytes(k, " ", 1);
        names.n += 1 + keep_bytes(k, id.p, id.n).n;
    }
    for (size_t i = 0; i < names.n; i++)
        if (names.p[i] >= 'A' && names.p[i] <= 'Z')
            return str_lower_ascii(k->t.a, names);
    return names;
}

/* A film's number becomes the address of its player. */
static void name_film(struct taking *k, struct str element, struct html_item *item)
{
    for (size_t i = 0; i < COUNT_OF(AMP_FILMS); i++) {
        if (!str_eq_nocase(element, str_view(AMP_FILMS[i].element)))
            continue;
        for (unsigned n = 0; n < item->attributes_n; n++)
            if (strcmp(item->attributes[n].name, AMP_FILMS[i].attribute) == 0)
                item->attributes[n] = (struct html_attribute){
                    "src", str_concat(k->t.a, AMP_FILMS[i].before, item->attributes[n].value)};
    }
}

static void take_element(struct taking *k, const GumboNode *node, struct html_item *item)
{
    enum html_tag tag = tag_of(&node->v.element);
    bool unknown = node->v.element.tag == GUMBO_TAG_UNKNOWN;
    item->tag = (unsigned char)(tag == HTML_TAG_FONT ? HTML_TAG_SPAN : tag);
    if (node->v.element.attributes.length) {
        take_attributes(k, &node->v.element.attributes, item);
        if (unknown)
            name_film(k, unknown_name(&node->v.element), item);
        item->names = names_of(k, item);
    }
    if (unknown && tag == HTML_TAG_DIV) /* it has no need of a class to be known by */
        item->names = str_concat(k->t.a, STR("gallery "), item->names);
}

/* ---- hidden links ---- */

/* What a browser would run or show as a page of its own: the sanitizer keeps no such address. */
static bool is_run(struct str href)
{
    static const struct str SCHEMES[] = {STR_INIT("javascript:"), STR_INIT("data:"),
                                         STR_INIT("vbscript:"), STR_INIT("blob:"),
                                         STR_INIT("file:")};
    while (href.n && (unsigned char)href.p[0] <= 0x20)
        href = str_from(href, 1);
    for (size_t i = 0; i < COUNT_OF(SCHEMES); i++)
        if (str_eq_nocase(str_first(href, SCHEMES[i].n), SCHEMES[i]))
            return true;
    return false;
}

static bool is_void_script(struct str href)
{
    struct str rest = str_from(href, str_find_byte(href, ':') + 1);
    return str_eq_nocase(str_first(href, 11), STR("javascript:")) &&
           (!rest.n || str_starts(rest, STR("void")) || str_eq(rest, STR(";")) ||
            str_eq(rest, STR("//")));
}

static void note_hidden(struct taking *k, struct str href)
{
    if (!k->t.hidden)
        k->t.hidden = arena_array(k->t.a, HTML_HIDDEN_MAX, sizeof *k->t.hidden);
    if (k->t.hidden && k->t.hidden_n < HTML_HIDDEN_MAX)
        k->t.hidden[k->t.hidden_n++] = str_copy(k->t.a, href);
}

static bool leads_elsewhere(struct str href)
{
    return str_contains(str_first(href, 8), STR("//"));
}

static bool holds_picture(const GumboNode *link)
{
    size_t up = 0;
    for (const GumboNode *n = link; n; n = next_node(link, n, true, &up))
        if (n->type == GUMBO_NODE_ELEMENT && n->v.element.tag == GUMBO_TAG_IMG)
            return true;
    return false;
}

static bool is_at_most_one(struct str size)
{
    return str_eq(size, STR("0")) || str_eq(size, STR("1")) || str_eq(size, STR("0px")) ||
           str_eq(size, STR("1px"));
}

/* <marquee height="0">: what defaced pages of these years hide their links in. */
static bool is_flat_marquee(const struct html_standins *s, const GumboNode *node)
{
    return node->v.element.tag == GUMBO_TAG_MARQUEE &&
           (is_at_most_one(str_trim(attribute_in(s, node, "height"))) ||
            is_at_most_one(str_trim(attribute_in(s, node, "width"))));
}

/* The classes by which every style sheet that has them takes text off the screen, Loa's own too. Names that
 * scripts and narrow screens switch on and off (hidden, d-none) are none. */
static bool has_concealing_class(const struct html_standins *s, const GumboNode *node)
{
    static const struct str NAMES[] = {STR_INIT("visually-hidden"), STR_INIT("visuallyhidden"),
                                       STR_INIT("sr-only"), STR_INIT("screen-reader-text"),
                                       STR_INIT("element-invisible")};
    struct str names = attribute_in(s, node, "class");
    struct str name;
    while (str_next(&names, ' ', &name))
        for (size_t i = 0; i < COUNT_OF(NAMES); i++)
            if (str_eq_nocase(str_trim(name), NAMES[i]))
                return true;
    return false;
}

/* Nobody sees it and what stands in it, or nobody hears of it. */
static bool conceals(const struct html_standins *s, const GumboNode *node)
{
    struct str style = attribute_in(s, node, "style");
    return html_style_conceals(style) || is_flat_marquee(s, node) ||
           has_concealing_class(s, node) || node->v.element.tag == GUMBO_TAG_NOSCRIPT ||
           str_eq_nocase(attribute_in(s, node, "aria-hidden"), STR("true"));
}

/* A small box that conceals: a whole page or article that a script fades in is seen in the end. It is
 * not empty, so that it is left again. */
static bool conceals_all(const struct html_standins *s, const GumboNode *node)
{
    enum { BOX_MAX_BYTES = 1000, BOX_NODES_MAX = 200 };
    GumboNode *const *children = NULL;
    size_t bytes = 0;
    size_t nodes = 0;
    size_t up = 0;
    if (!children_of(node, &children) || !conceals(s, node))
        return false;
    for (const GumboNode *n = node; n; n = next_node(node, n, true, &up)) {
        bytes += is_text(n) ? html_standins_length(s, n->v.text.text) : 0;
        if (++nodes > BOX_NODES_MAX || bytes > BOX_MAX_BYTES)
            return false;
    }
    return true;
}

/* The links of what is left out with all that stands in it. */
static void note_unseen(struct taking *k, const GumboNode *root)
{
    size_t up = 0;
    if (root->type != GUMBO_NODE_ELEMENT || root->v.element.tag == GUMBO_TAG_STYLE)
        return;
    for (const GumboNode *n = root; n; n = next_node(root, n, true, &up)) {
        struct str href = n->type == GUMBO_NODE_ELEMENT && n->v.element.tag == GUMBO_TAG_A
                              ? attribute_in(k->standins, n, "href")
                              : STR("");
        if (leads_elsewhere(href))
            note_hidden(k, href);
    }
}

/* True for a link to elsewhere that is to be left out with its words. Pictures stay: pages fade them in, and
 * give them links that readers who hear the page need not follow twice. */
static bool is_hidden_link(struct taking *k, const GumboNode *node)
{
    if (node->type != GUMBO_NODE_ELEMENT || node->v.element.tag != GUMBO_TAG_A)
        return false;
    struct str href = attribute_in(k->standins, node, "href");
    if (is_run(href) && !is_void_script(href))
        note_hidden(k, href); /* the sanitizer unwraps it */
    if (!(k->concealed || conceals(k->standins, node)) || !leads_elsewhere(href) ||
        holds_picture(node))
        return false;
    note_hidden(k, href);
    return true;
}

/* Adds node as the last child of parent; 0 if it is left out. */
static html_node take_node(struct taking *k, const GumboNode *node, html_node parent)
{
    struct html_tree *t = &k->t;
    struct html_item item = {.parent = parent};
    if (is_text(node)) {
        item.tag = HTML_TAG_TEXT;
        item.text = keep_text(k, node->v.text.text);
    } else if (node->type == GUMBO_NODE_ELEMENT && !is_unseen(k->standins, node) &&
               !is_hidden_link(k, node)) {
        take_element(k, node, &item);
    } else {
        if (node->type == GUMBO_NODE_ELEMENT && is_unseen(k->standins, node))
            note_unseen(k, node);
        return 0;
    }
    html_node n = t->n++;
    if (!k->concealed && item.tag != HTML_TAG_TEXT && conceals_all(k->standins, node))
        k->concealed = n;
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

/* By parent pointers: no recursion on outside structure. */
static void take_all(struct taking *k, const GumboNode *root)
{
    html_node parent = 0;
    size_t up = 0;
    const GumboNode *node = root;
    GumboNode *const *children = NULL;
    while (node) {
        html_node taken = take_node(k, node, parent);
        bool enter = html_is_element(&k->t, taken);
        if (enter && children_of(node, &children))
            parent = taken;
        node = next_node(root, node, enter, &up);
        for (size_t i = 0; i < up; i++) {
            k->concealed = parent == k->concealed ? 0 : k->concealed;
            parent = k->t.items[parent].parent;
        }
    }
}

static bool take_tree(struct arena *a, const struct html_standins *standins, const GumboNode *root,
                      struct html_tree *out)
{
    struct need need = need_of(standins, root);
    struct taking k = {
        .t = {.a = a, .n = 1, .capacity = (uint32_t)need.nodes, .root = 1},
        .standins = standins,
        .attributes = arena_array(a, need.attributes, sizeof *k.attributes),
        .bytes = arena_alloc(a, need.bytes),
    };
    k.t.items = arena_array(a, need.nodes, sizeof *k.t.items);
    if (arena_failed(a))
        return false;
    k.bytes_end = k.bytes + need.bytes;
    take_all(&k, root);
    *out = k.t;
    return !arena_failed(a);
}

/* ---- parsing ---- */

/* The parser leaves by html_heap_take when memory ends; it never asks. */
static const GumboNode *parse_markup(struct html_heap *heap, GumboOptions *options,
                                     struct str markup)
{
    if (setjmp(heap->full))
        return NULL;
    const GumboOutput *output =
        gumbo_parse_with_options(options, markup.n ? markup.p : "", markup.n);
    return output->root;
}

static const GumboNode *parse_in(struct html_heap *heap, struct str markup, bool fragment)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = html_heap_take;
    options.deallocator = html_heap_give;
    options.userdata = heap;
    options.max_errors = 0;
    if (fragment)
        options.fragment_context = GUMBO_TAG_DIV;
    return parse_markup(heap, &options, markup);
}

enum rc html_tree_parse(struct arena *a, struct str text, bool fragment, struct html_tree *out,
                        struct err *e)
{
    struct html_heap heap;
    struct html_tree t;
    struct buf markup;
    struct html_standins standins;
    enum rc rc = html_scan(text, fragment, &standins, &markup, e);
    if (rc)
        return rc;
    html_heap_init(&heap, a->limit_bytes - a->used_bytes);
    const GumboNode *root = parse_in(&heap, buf_view(&markup), fragment);
    rc = root && take_tree(a, &standins, root, &t) ? RC_OK : RC_NOMEM;
    html_heap_release(&heap);
    buf_release(&markup);
    html_standins_release(&standins);
    if (rc)
        return fail(e, rc, "page needs more memory than its limit of %zu MB", a->limit_bytes >> 20);
    html_tree_count(&t);
    *out = t;
    return RC_OK;
}
