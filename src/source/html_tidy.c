#include "base/buf.h"
#include "base/utf8.h"
#include "source/html_files.h"
#include "source/html_gallery.h"
#include "source/html_line.h"
#include "source/html_table.h"
#include "source/html_tidy_internal.h"

enum {
    PROSE_CP_MIN = 80, /* a line this long is text */
    BOX_SHARE = 3,     /* a box holds at most a third of the article */
};

bool tidy_is_prose(const struct html_tree *t, html_node n)
{
    const struct html_count *c = &html_at(t, n)->count;
    return c->cp >= PROSE_CP_MIN && c->link_cp * 3 < c->cp;
}

bool tidy_holds_prose(const struct html_tree *t, html_node root)
{
    for (html_node n = root; n; n = html_next(t, root, n))
        if (tidy_is_prose(t, n) &&
            (html_tag_of(t, n) == HTML_TAG_TEXT || html_tag_of(t, n) == HTML_TAG_P))
            return true;
    return false;
}

/* A third of the article or more is the article, whatever it is named. */
bool tidy_is_small(const struct tidy *d, html_node n)
{
    return html_at(d->t, n)->count.cp * BOX_SHARE < d->cp;
}

/* ---- lines ---- */

/* A block of text without blocks in it. */
static bool is_line(const struct html_tree *t, html_node n)
{
    if (!html_is_element(t, n) || !html_tag_is_block(html_tag_of(t, n)) || html_is_blank(t, n))
        return false;
    for (html_node at = html_next(t, n, n); at; at = html_next(t, n, at))
        if (html_is_element(t, at) && html_tag_is_block(html_tag_of(t, at)) &&
            !html_is_blank(t, at))
            return false;
    return true;
}

struct vec tidy_lines(const struct tidy *d)
{
    struct vec lines = VEC(html_node, d->t->a);
    for (html_node n = html_next(d->t, d->root, d->root); n; n = html_next(d->t, d->root, n)) {
        html_node *slot = is_line(d->t, n) ? vec_push(&lines) : NULL;
        if (slot)
            *slot = n;
    }
    return lines;
}

html_node tidy_line_at(const struct vec *lines, size_t i)
{
    return *(const html_node *)vec_at(lines, i);
}

struct str tidy_spaced_text(const struct tidy *d, html_node line)
{
    struct buf b;
    buf_init(&b, d->t->a);
    for (html_node n = line; n; n = html_next(d->t, line, n))
        if (html_tag_of(d->t, n) == HTML_TAG_TEXT) {
            buf_add(&b, html_at(d->t, n)->text);
            buf_add_byte(&b, ' ');
        }
    return utf8_fold_space(d->t->a, buf_view(&b));
}

bool tidy_is_heading(enum html_tag tag)
{
    return tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6;
}

/* Rows of one cell each lay a page out. */
static bool is_one_column(const struct html_tree *t, html_node table)
{
    size_t cells = 0;
    html_node n = html_next(t, table, table);
    while (n) {
        enum html_tag tag = html_tag_of(t, n);
        bool cell = tag == HTML_TAG_TD || tag == HTML_TAG_TH;
        cells = tag == HTML_TAG_TR ? 0 : cells + (cell && !html_is_blank(t, n));
        if (cells > 1)
            return false;
        n = cell ? html_next_skip(t, table, n) : html_next(t, table, n);
    }
    return true;
}

/* Attached files and their sizes: they are kept as the document's files. */
static bool lists_attachments(const struct tidy *d, html_node table)
{
    enum { LIST_CP_MAX = 2000, BESIDE_CP_MAX = 120 };
    static const struct str LABELS[] = {STR_INIT("file đính kèm"),     STR_INIT("tệp đính kèm"),
                                        STR_INIT("tệp tin đính kèm"),  STR_INIT("tập tin đính kèm"),
                                        STR_INIT("tài liệu đính kèm"), STR_INIT("văn bản đính kèm"),
                                        STR_INIT("tài liệu tải về"),   STR_INIT("attachments")};
    static const struct str SIZES[] = {STR_INIT(" KB"), STR_INIT(" MB"), STR_INIT(" bytes"),
                                       STR_INIT("Dung lượng"), STR_INIT("Kích thước")};
    const struct html_count *c = &html_at(d->t, table)->count;
    bool rows = html_tag_of(d->t, table) == HTML_TAG_TABLE;
    if (c->cp > LIST_CP_MAX || (!rows && c->cp > c->link_cp + BESIDE_CP_MAX) ||
        !html_links_documents(d->t, table))
        return false;
    struct str text = html_text(d->t, table);
    struct str lower = utf8_lower(d->t->a, text);
    for (size_t i = 0; i < COUNT_OF(LABELS); i++)
        if (str_starts(lower, LABELS[i]))
            return true;
    for (size_t i = 0; i < COUNT_OF(SIZES); i++)
        if (str_contains(text, SIZES[i]))
            return true;
    return false;
}

static void cut_attachments(struct tidy *d)
{
    html_node n = html_next(d->t, d->root, d->root);
    while (n) {
        enum html_tag tag = html_tag_of(d->t, n);
        bool box = (tag == HTML_TAG_P || tag == HTML_TAG_DIV || tag == HTML_TAG_SECTION) &&
                   html_at(d->t, n)->count.link_cp && tidy_is_small(d, n) &&
                   !html_ancestor(d->t, n, HTML_TAG_TABLE, 0);
        bool list = (tag == HTML_TAG_TABLE || box) && lists_attachments(d, n);
        html_node next = list ? html_next_skip(d->t, d->root, n) : html_next(d->t, d->root, n);
        if (list)
            html_cut(d->t, n);
        n = next;
    }
}

/* Whole pages stand in tables, too. */
static void mark_tables(const struct tidy *d)
{
    for (html_node n = html_next(d->t, d->root, d->root); n; n = html_next(d->t, d->root, n)) {
        struct html_item *item = html_at(d->t, n);
        if (item->tag != HTML_TAG_TABLE)
            continue;
        item->marks &= (unsigned char)~HTML_MARK_DATA_TABLE;
        bool data = html_is_data_table(d->t, n) || !is_one_column(d->t, n);
        if ((tidy_is_small(d, n) || html_table_is_framed(d->t, n)) && data)
            item->marks |= HTML_MARK_DATA_TABLE;
    }
}

bool tidy_in_table(const struct html_tree *t, html_node n)
{
    for (; n; n = html_at(t, n)->parent)
        if (html_at(t, n)->marks & HTML_MARK_DATA_TABLE)
            return true;
    return false;
}

static bool in_gallery(const struct html_tree *t, html_node n)
{
    for (; n; n = html_at(t, n)->parent)
        if (html_at(t, n)->marks & HTML_MARK_GALLERY)
            return true;
    return false;
}

bool tidy_in_structure(const struct html_tree *t, html_node n)
{
    return tidy_in_table(t, n) || in_gallery(t, n) || html_ancestor(t, n, HTML_TAG_FIGURE, 0) ||
           html_tag_of(t, n) == HTML_TAG_FIGCAPTION || html_ancestor(t, n, HTML_TAG_FIGCAPTION, 0);
}

/* A page laid out in columns: beside the one that holds nearly all text, those without a sentence. */
static void cut_side_columns(struct tidy *d)
{
    enum { TEXT_CP_MIN = 500 };
    struct html_tree *t = d->t;
    for (html_node row = d->root; row; row = html_next(t, d->root, row)) {
        uint32_t all = html_at(t, row)->count.cp;
        html_node cell = 0;
        html_node text = 0;
        if (html_tag_of(t, row) != HTML_TAG_TR || all < TEXT_CP_MIN || tidy_in_table(t, row))
            continue;
        for (cell = html_first_element(t, row); cell; cell = html_next_element(t, cell))
            text = html_at(t, cell)->count.cp * 4 >= all * 3 ? cell : text;
        cell = text ? html_first_element(t, row) : 0;
        while (cell) {
            html_node next = html_next_element(t, cell);
            if (cell != text && html_at(t, cell)->count.img == 0 && !tidy_holds_prose(t, cell))
                html_cut(t, cell);
            cell = next;
        }
    }
}

static bool is_label(const struct tidy *d, html_node n)
{
    enum { OTHERS_CP_MAX = 24 };
    if (html_at(d->t, n)->count.cp > TIDY_LABEL_CP_MAX)
        return false;
    struct str text = tidy_lower_text(d, n);
    size_t length = tidy_label_length(text);
    struct str rest = str_from(text, length);
    while (rest.n && (unsigned char)rest.p[0] < 0x80 &&
           str_find_byte(STR(" :.,-?!>|"), rest.p[0]) < 9)
        rest = str_from(rest, 1);
    /* "Chương trình khác", "Các số khác" */
    bool others = html_at(d->t, n)->count.cp <= OTHERS_CP_MAX && str_ends(text, STR(" khác"));
    return others || (length && (rest.n == 0 || str_eq(rest, STR("…"))));
}

/* "READ MORE: <a>…</a>", a line that is a link and nothing else */
static bool is_link_line(const struct tidy *d, html_node n)
{
    const struct html_count *c = &html_at(d->t, n)->count;
    enum { LINE_CP_MAX = 300 };
    if (c->link_cp <= c->hash_cp || c->cp > LINE_CP_MAX || c->img ||
        tidy_is_heading(html_tag_of(d->t, n)) || html_links_documents(d->t, n))
        return false;
    if (c->link_cp + 3 >= c->cp) /* ">> " */
        return true;
    return c->link_cp * 10 >= c->cp * 4 && tidy_label_length(tidy_lower_text(d, n)) > 0;
}

/* Only a line that is a link in a list of such, or between paragraphs: an item of a list of links is
 * judged with its list. */
static void mark_links(struct tidy *d)
{
    struct vec lines = tidy_lines(d);
    for (size_t i = 0; i < lines.n; i++) {
        html_node n = tidy_line_at(&lines, i);
        bool laid_out = !d->vietnamese && html_ancestor(d->t, n, HTML_TAG_TABLE, 0);
        if (laid_out || tidy_in_structure(d->t, n) || html_tag_of(d->t, n) == HTML_TAG_LI ||
            html_ancestor(d->t, n, HTML_TAG_LI, 0))
            continue;
        if (is_label(d, n))
            html_cut(d->t, n);
        else if (is_link_line(d, n))
            html_at(d->t, n)->marks |= HTML_MARK_RELATED;
    }
}

/* Right above it, or above the box around it, stands "Văn bản khác". */
static bool stands_under_others(const struct tidy *d, html_node n)
{
    enum { LEVELS_MAX = 2 };
    for (size_t level = 0; n && n != d->root && level < LEVELS_MAX; level++) {
        html_node before = html_previous_element(d->t, n);
        if (before)
            return html_at(d->t, before)->count.cp <= TIDY_LABEL_CP_MAX &&
                   html_line_heads_others(d->t->a, html_text(d->t, before));
        n = html_at(d->t, n)->parent;
    }
    return false;
}

static void mark_lists(struct tidy *d)
{
    for (html_node n = html_next(d->t, d->root, d->root); n; n = html_next(d->t, d->root, n)) {
        const struct html_count *c = &html_at(d->t, n)->count;
        enum html_tag tag = html_tag_of(d->t, n);
        bool list = tag == HTML_TAG_UL || tag == HTML_TAG_OL;
        bool others = list && stands_under_others(d, n); /* there dates may stand beside */
        if (list && c->cp && c->link_cp * 10 >= c->cp * (others ? 6 : 9) && c->hash_cp == 0 &&
            (tidy_is_small(d, n) || others) && !html_links_documents(d->t, n))
            html_at(d->t, n)->marks |= HTML_MARK_RELATED;
    }
}

/* Amid the text a card of another article: picture, headline, excerpt. */
static void mark_cards(struct tidy *d)
{
    bool prose = false;
    html_node n = html_next(d->t, d->root, d->root);
    while (n) {
        const struct html_item *item = html_at(d->t, n);
        enum html_tag tag = item->tag;
        bool card = prose && (item->marks & HTML_MARK_CARD) && item->count.img == 1 &&
                    (tag == HTML_TAG_DIV || tag == HTML_TAG_SECTION || tag == HTML_TAG_ARTICLE) &&
                    !tidy_in_structure(d->t, n);
        prose = prose || (tag == HTML_TAG_P && tidy_is_prose(d->t, n));
        if (card)
            html_at(d->t, n)->marks |= HTML_MARK_RELATED;
        n = card ? html_next_skip(d->t, d->root, n) : html_next(d->t, d->root, n);
    }
}

void html_tidy(struct html_tree *t, html_node root, const struct html_head *h, struct doc *doc)
{
    struct tidy d = {.t = t,
                     .root = root,
                     .h = h,
                     .vietnamese = str_eq(doc->language, STR("vi")),
                     .cp = html_at(t, root)->count.cp};
    cut_attachments(&d);
    mark_tables(&d);
    html_gallery_mark(t, root);
    cut_side_columns(&d);
    tidy_cut_boxes(&d);
    tidy_cut_comments(&d);
    tidy_cut_above(&d, doc);
    mark_lists(&d);
    mark_cards(&d);
    mark_links(&d);
    tidy_cut_below(&d);
    if (d.vietnamese)
        tidy_cut_signature(&d, doc);
}
