#include "source/ghost_body.h"

#include "source/ghost_card.h"
#include "source/json_view.h"
#include "source/markup.h"

/* ---- lexical ---- */

/* X(bit, element) of a text's format */
#define FORMAT_TABLE(X)                                                                            \
    X(1, "strong")                                                                                 \
    X(2, "em")                                                                                     \
    X(8, "u")                                                                                      \
    X(16, "code")                                                                                  \
    X(32, "sub")                                                                                   \
    X(64, "sup")

static void add_formats(struct buf *out, int64_t format, bool closes)
{
    static const struct {
        int64_t bit;
        const char *name;
    } FORMATS[] = {
#define X(bit, name) {bit, name},
        FORMAT_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(FORMATS); i++) {
        size_t at = closes ? COUNT_OF(FORMATS) - 1 - i : i;
        if (format & FORMATS[at].bit)
            buf_addf(out, "<%s%s>", closes ? "/" : "", FORMATS[at].name);
    }
}

static void add_text(struct buf *out, const json_t *node)
{
    int64_t format = json_whole(node, "format");
    add_formats(out, format, false);
    buf_add_escaped(out, json_text(node, "text"));
    add_formats(out, format, true);
}

/* The element that a node with children is; "" for one that is only its children. */
static struct str element_of(const json_t *node)
{
    static const struct str HEADINGS[] = {STR_INIT("h1"), STR_INIT("h2"), STR_INIT("h3"),
                                          STR_INIT("h4"), STR_INIT("h5"), STR_INIT("h6")};
    static const struct {
        struct str type;
        struct str element;
    } ELEMENTS[] = {
        {STR_INIT("paragraph"), STR_INIT("p")},
        {STR_INIT("quote"), STR_INIT("blockquote")},
        {STR_INIT("extended-quote"), STR_INIT("blockquote")},
        {STR_INIT("aside"), STR_INIT("blockquote")},
        {STR_INIT("listitem"), STR_INIT("li")},
        {STR_INIT("link"), STR_INIT("a")},
        {STR_INIT("autolink"), STR_INIT("a")},
        {STR_INIT("at-link"), STR_INIT("a")},
        {STR_INIT("table"), STR_INIT("table")},
        {STR_INIT("tablerow"), STR_INIT("tr")},
        {STR_INIT("tablecell"), STR_INIT("td")},
    };
    struct str type = json_text(node, "type");
    struct str tag = json_text(node, "tag");
    if (str_eq(type, STR("list")))
        return str_eq(json_text(node, "listType"), STR("number")) || str_eq(tag, STR("ol"))
                   ? STR("ol")
                   : STR("ul");
    for (size_t i = 0; i < COUNT_OF(HEADINGS) && str_ends(type, STR("heading")); i++)
        if (str_eq(tag, HEADINGS[i]))
            return HEADINGS[i];
    if (str_ends(type, STR("heading")))
        return STR("h2");
    for (size_t i = 0; i < COUNT_OF(ELEMENTS); i++)
        if (str_eq(type, ELEMENTS[i].type))
            return ELEMENTS[i].element;
    return STR("");
}

struct open_node {
    const json_t *children;
    size_t next;
    struct str element;
};

static void open_element(struct buf *out, const json_t *node, struct str element)
{
    if (element.n == 0)
        return;
    buf_addf(out, "<%.*s", STR_ARG(element));
    if (str_eq(element, STR("a"))) {
        buf_add(out, STR(" href=\""));
        buf_add_escaped(out, json_text(node, "url"));
        buf_add_byte(out, '"');
    }
    buf_add_byte(out, '>');
}

static void close_element(struct buf *out, struct str element)
{
    if (element.n)
        buf_addf(out, "</%.*s>", STR_ARG(element));
}

/* A node without children. */
static void add_leaf(struct arena *a, const json_t *node, struct buf *out, struct vec *notes)
{
    struct str type = json_text(node, "type");
    bool text = type.n == 0 || str_ends(type, STR("text")) || str_starts(type, STR("code-h"));
    if (str_eq(type, STR("linebreak")))
        buf_add(out, STR("<br>"));
    else if (str_eq(type, STR("tab")))
        buf_add_byte(out, ' ');
    else if (text)
        add_text(out, node);
    else
        (void)ghost_card(a, type, node, out, notes);
}

static void add_nodes(struct arena *a, const json_t *root, struct buf *out, struct vec *notes)
{
    struct open_node stack[GHOST_DEPTH_MAX];
    size_t depth = 1;
    stack[0] = (struct open_node){json_object_get(root, "children"), 0, STR("")};
    for (size_t n = 0; depth && n < GHOST_NODES_MAX; n++) {
        struct open_node *top = &stack[depth - 1];
        const json_t *node = json_array_get(top->children, top->next++);
        if (!node) {
            close_element(out, top->element);
            depth--;
            continue;
        }
        const json_t *children = json_object_get(node, "children");
        if (!json_is_array(children) || depth == GHOST_DEPTH_MAX) {
            add_leaf(a, node, out, notes);
            continue;
        }
        struct str element = element_of(node);
        open_element(out, node, element);
        stack[depth++] = (struct open_node){children, 0, element};
    }
}

bool ghost_lexical(struct arena *a, struct str json, struct buf *out, struct vec *notes)
{
    json_t *doc = json_loadb(json.p, json.n, 0, NULL);
    const json_t *root = json_object_get(doc, "root");
    bool is_one = json_is_array(json_object_get(root, "children"));
    if (is_one)
        add_nodes(a, root, out, notes);
    json_decref(doc);
    return is_one;
}

/* ---- mobiledoc ---- */

enum { MARKUP_SECTION = 1, IMAGE_SECTION = 2, LIST_SECTION = 3, CARD_SECTION = 10 };

struct mobiledoc {
    struct arena *a;
    const json_t *markups;
    const json_t *atoms;
    const json_t *cards;
    struct buf *out;
    struct vec *notes;
};

static void open_markup(const struct mobiledoc *m, const json_t *markup)
{
    struct str name = json_text_of(json_array_get(markup, 0));
    const json_t *attributes = json_array_get(markup, 1);
    buf_addf(m->out, "<%.*s", STR_ARG(name));
    for (size_t i = 0; i + 1 < json_array_size(attributes); i += 2) {
        if (!str_eq(json_text_of(json_array_get(attributes, i)), STR("href")))
            continue;
        buf_add(m->out, STR(" href=\""));
        buf_add_escaped(m->out, json_text_of(json_array_get(attributes, i + 1)));
        buf_add_byte(m->out, '"');
    }
    buf_add_byte(m->out, '>');
}

static const json_t *numbered(const json_t *list, const json_t *number)
{
    json_int_t n = json_is_integer(number) ? json_integer_value(number) : -1;
    return n < 0 ? NULL : json_array_get(list, (size_t)n);
}

static void add_atom(const struct mobiledoc *m, const json_t *number)
{
    const json_t *atom = numbered(m->atoms, number);
    if (str_eq(json_text_of(json_array_get(atom, 0)), STR("soft-return")))
        buf_add(m->out, STR("<br>"));
    else
        buf_add_escaped(m->out, json_text_of(json_array_get(atom, 1)));
}

/* [type, opened markups, how many close, text or atom] */
static void add_marker(const struct mobiledoc *m, const json_t *marker, const json_t **open,
                       size_t *open_n)
{
    const json_t *opens = json_array_get(marker, 1);
    json_int_t closes = json_integer_value(json_array_get(marker, 2));
    const json_t *value = json_array_get(marker, 3);
    for (size_t i = 0; i < json_array_size(opens) && *open_n < GHOST_DEPTH_MAX; i++) {
        const json_t *markup = numbered(m->markups, json_array_get(opens, i));
        if (!markup)
            continue;
        open_markup(m, markup);
        open[(*open_n)++] = markup;
    }
    if (json_integer_value(json_array_get(marker, 0)) == 1)
        add_atom(m, value);
    else
        buf_add_escaped(m->out, json_text_of(value));
    for (; closes > 0 && *open_n; closes--)
        close_element(m->out, json_text_of(json_array_get(open[--*open_n], 0)));
}

static void add_markers(const struct mobiledoc *m, struct str element, const json_t *markers)
{
    const json_t *open[GHOST_DEPTH_MAX];
    size_t open_n = 0;
    buf_addf(m->out, "<%.*s>", STR_ARG(element));
    for (size_t i = 0; i < json_array_size(markers); i++)
        add_marker(m, json_array_get(markers, i), open, &open_n);
    buf_addf(m->out, "</%.*s>", STR_ARG(element));
}

static void add_card(const struct mobiledoc *m, const json_t *number)
{
    const json_t *card = numbered(m->cards, number);
    (void)ghost_card(m->a, json_text_of(json_array_get(card, 0)), json_array_get(card, 1), m->out,
                     m->notes);
}

static void add_list(const struct mobiledoc *m, struct str element, const json_t *items)
{
    buf_addf(m->out, "<%.*s>", STR_ARG(element));
    for (size_t i = 0; i < json_array_size(items); i++)
        add_markers(m, STR("li"), json_array_get(items, i));
    buf_addf(m->out, "</%.*s>", STR_ARG(element));
}

/* A name of an element as the parser would take it: outside text does not open others. */
static struct str safe_name(struct str name, struct str otherwise)
{
    for (size_t i = 0; i < name.n; i++)
        if (!byte_is_digit(name.p[i]) && !(name.p[i] >= 'a' && name.p[i] <= 'z'))
            return otherwise;
    return name.n ? name : otherwise;
}

static void add_section(const struct mobiledoc *m, const json_t *section)
{
    const json_t *second = json_array_get(section, 1);
    switch (json_integer_value(json_array_get(section, 0))) {
    case MARKUP_SECTION:
        add_markers(m, safe_name(json_text_of(second), STR("p")), json_array_get(section, 2));
        return;
    case LIST_SECTION:
        add_list(m, safe_name(json_text_of(second), STR("ul")), json_array_get(section, 2));
        return;
    case IMAGE_SECTION:
        buf_add(m->out, STR("<img src=\""));
        buf_add_escaped(m->out, json_text_of(second));
        buf_add(m->out, STR("\">"));
        return;
    case CARD_SECTION: add_card(m, second); return;
    default: return;
    }
}

bool ghost_mobiledoc(struct arena *a, struct str json, struct buf *out, struct vec *notes)
{
    json_t *doc = json_loadb(json.p, json.n, 0, NULL);
    const json_t *sections = json_object_get(doc, "sections");
    struct mobiledoc m = {.a = a,
                          .markups = json_object_get(doc, "markups"),
                          .atoms = json_object_get(doc, "atoms"),
                          .cards = json_object_get(doc, "cards"),
                          .out = out,
                          .notes = notes};
    bool is_one = json_is_array(sections);
    for (size_t i = 0; i < json_array_size(sections); i++)
        add_section(&m, json_array_get(sections, i));
    json_decref(doc);
    return is_one;
}
