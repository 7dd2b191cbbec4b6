#include "source/html_tree.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include <string.h>

enum {
    SPARE_SHARE = 8, /* room for an eighth more nodes: readers put paragraphs around text */
    SPARE_MIN = 64,
};

struct html_item *html_at(const struct html_tree *t, html_node n)
{
    return &t->items[n];
}

enum html_tag html_tag_of(const struct html_tree *t, html_node n)
{
    return (enum html_tag)t->items[n].tag;
}

bool html_is_element(const struct html_tree *t, html_node n)
{
    return n && t->items[n].tag != HTML_TAG_TEXT;
}

static const struct html_attribute *find_attribute(const struct html_tree *t, html_node n,
                                                   const char *name)
{
    const struct html_item *item = &t->items[n];
    for (uint32_t i = 0; i < item->attributes_n; i++)
        if (item->attributes[i].name[0] == name[0] && strcmp(item->attributes[i].name, name) == 0)
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
    static const bool BLOCKS[HTML_TAG_COUNT] = {
        [HTML_TAG_ADDRESS] = true,    [HTML_TAG_ARTICLE] = true,  [HTML_TAG_ASIDE] = true,
        [HTML_TAG_BLOCKQUOTE] = true, [HTML_TAG_BODY] = true,     [HTML_TAG_CAPTION] = true,
        [HTML_TAG_CENTER] = true,     [HTML_TAG_DD] = true,       [HTML_TAG_DETAILS] = true,
        [HTML_TAG_DIR] = true,        [HTML_TAG_DIV] = true,      [HTML_TAG_DL] = true,
        [HTML_TAG_DT] = true,         [HTML_TAG_FIELDSET] = true, [HTML_TAG_FIGCAPTION] = true,
        [HTML_TAG_FIGURE] = true,     [HTML_TAG_FOOTER] = true,   [HTML_TAG_FORM] = true,
        [HTML_TAG_H1] = true,         [HTML_TAG_H2] = true,       [HTML_TAG_H3] = true,
        [HTML_TAG_H4] = true,         [HTML_TAG_H5] = true,       [HTML_TAG_H6] = true,
        [HTML_TAG_HEADER] = true,     [HTML_TAG_HGROUP] = true,   [HTML_TAG_HR] = true,
        [HTML_TAG_HTML] = true,       [HTML_TAG_LEGEND] = true,   [HTML_TAG_LI] = true,
        [HTML_TAG_MAIN] = true,       [HTML_TAG_MENU] = true,     [HTML_TAG_NAV] = true,
        [HTML_TAG_OL] = true,         [HTML_TAG_OPTION] = true,   [HTML_TAG_P] = true,
        [HTML_TAG_PRE] = true,        [HTML_TAG_SECTION] = true,  [HTML_TAG_SUMMARY] = true,
        [HTML_TAG_TABLE] = true,      [HTML_TAG_TBODY] = true,    [HTML_TAG_TD] = true,
        [HTML_TAG_TFOOT] = true,      [HTML_TAG_TH] = true,       [HTML_TAG_THEAD] = true,
        [HTML_TAG_TR] = true,         [HTML_TAG_UL] = true,
    };
    return BLOCKS[tag];
}

/* ---- counting ---- */

/* X(every count of characters) */
#define LARGE_COUNT_FIELDS(X)                                                                      \
    X(cp)                                                                                          \
    X(link_cp)                                                                                     \
    X(hash_cp)                                                                                     \
    X(heading_cp)                                                                                  \
    X(list_cp)

/* X(every count of things) */
#define SMALL_COUNT_FIELDS(X)                                                                      \
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

static void add_to(uint16_t *sum, uint16_t more)
{
    *sum = *sum > UINT16_MAX - more ? UINT16_MAX : (uint16_t)(*sum + more);
}

/* What is past counting stays so. */
static void take_from(uint16_t *sum, uint16_t less)
{
    if (*sum != UINT16_MAX)
        *sum = *sum < less ? 0 : (uint16_t)(*sum - less);
}

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
    size_t commas = 0;
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
        commas += byte == ',' || (byte == 0xEF && str_starts(str_from(s, i), STR("，")));
    }
    c->commas = commas < UINT16_MAX ? (uint16_t)commas : UINT16_MAX;
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
    enum html_tag tag = html_tag_of(t, n);
    if (tag == HTML_TAG_TEXT) {
        count_text(t->items[n].text, c);
        return;
    }
    add_to(&c->elements, 1);
    add_to(&c->breaks, tag == HTML_TAG_BR || tag == HTML_TAG_HR);
    add_to(&c->p, tag == HTML_TAG_P);
    add_to(&c->img, tag == HTML_TAG_IMG);
    add_to(&c->li, tag == HTML_TAG_LI);
    add_to(&c->input, tag == HTML_TAG_INPUT);
    add_to(&c->embed, tag == HTML_TAG_OBJECT || tag == HTML_TAG_EMBED || tag == HTML_TAG_IFRAME);
    add_to(&c->boxes, is_box(tag));
    add_to(&c->textish, is_textish(tag) && c->cp > 0);
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

static void count_add(struct html_count *to, const struct html_count *what)
{
#define X(field) add_to(&to->field, what->field);
    SMALL_COUNT_FIELDS(X)
#undef X
#define X(field) to->field += what->field;
    LARGE_COUNT_FIELDS(X)
#undef X
}

static void count_take(struct html_count *from, const struct html_count *what)
{
#define X(field) take_from(&from->field, what->field);
    SMALL_COUNT_FIELDS(X)
#undef X
#define X(field) from->field -= what->field < from->field ? what->field : from->field;
    LARGE_COUNT_FIELDS(X)
#undef X
}

/* Children were made after their parents: backwards, every subtree is whole before it is added. */
void html_tree_count(struct html_tree *t)
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
    item->tag = (unsigned char)tag;
    for (html_node up = n; was != now && up; up = t->items[up].parent)
        now ? add_to(&t->items[up].count.p, 1) : take_from(&t->items[up].count.p, 1);
}

html_node html_make(struct html_tree *t, enum html_tag tag)
{
    if (t->n == t->capacity) {
        size_t more = (size_t)t->capacity + t->capacity / SPARE_SHARE + SPARE_MIN;
        struct html_item *grown =
            arena_grow(t->a, t->items, t->n * sizeof *grown, more * sizeof *grown);
        if (!grown)
            return 0;
        t->items = grown;
        t->capacity = (uint32_t)more;
    }
    html_node n = t->n++;
    t->items[n] = (struct html_item){.tag = (unsigned char)tag};
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
    struct html_item *items = out->items;
    size_t capacity = out->capacity;
    if (capacity < t->n) {
        capacity = (size_t)t->n + t->n / SPARE_SHARE + SPARE_MIN;
        items = arena_array(t->a, capacity, sizeof *items);
    }
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
    buf_init(&b, NULL);
    html_node n = root;
    while (n) {
        const struct html_item *item = &t->items[n];
        bool breaks = item->tag == HTML_TAG_BR || html_tag_is_block(html_tag_of(t, n));
        if (item->tag == HTML_TAG_TEXT)
            buf_add(&b, item->text);
        else if (breaks)
            buf_add_byte(&b, ' ');
        html_node next = html_next(t, root, n);
        /* words of two blocks must not grow together */
        for (html_node up = n; next && !item->first && up != t->items[next].parent;
             up = t->items[up].parent)
            if (html_tag_is_block(html_tag_of(t, up)))
                buf_add_byte(&b, ' ');
        n = next;
    }
    struct str text = utf8_fold_space(t->a, buf_view(&b));
    t->a->failed = t->a->failed || buf_failed(&b);
    buf_release(&b);
    return text;
}

bool html_is_blank(const struct html_tree *t, html_node n)
{
    return t->items[n].count.cp == 0;
}

struct str html_names(const struct html_tree *t, html_node n)
{
    return html_is_element(t, n) ? t->items[n].names : STR("");
}

struct str html_id(const struct html_tree *t, html_node n)
{
    size_t id = html_has_attr(t, n, "id") ? find_attribute(t, n, "id")->value.n : 0;
    struct str names = html_names(t, n);
    return str_from(names, names.n - id);
}

struct str html_class(const struct html_tree *t, html_node n)
{
    struct str names = html_names(t, n);
    size_t id = html_has_attr(t, n, "id") ? find_attribute(t, n, "id")->value.n : 0;
    return str_first(names, names.n > id ? names.n - id - (id > 0) : 0);
}
