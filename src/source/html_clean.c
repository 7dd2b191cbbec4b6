#include "base/utf8.h"
#include "source/html_files.h"
#include "source/html_gallery.h"
#include "source/html_main_internal.h"
#include "source/html_media.h"
#include "source/html_names.h"

static struct vec all_with(const struct html_tree *t, html_node root, enum html_tag tag)
{
    struct vec found = VEC(html_node, t->a);
    for (html_node n = html_next(t, root, root); n; n = html_next(t, root, n)) {
        html_node *slot = html_tag_of(t, n) == tag ? vec_push(&found) : NULL;
        if (slot)
            *slot = n;
    }
    return found;
}

static html_node at(const struct vec *nodes, size_t i)
{
    return *(const html_node *)vec_at(nodes, i);
}

/* ---- tables ---- */

struct shape {
    size_t rows;
    size_t columns;
    bool data_parts; /* col, thead, th … */
    bool nested;
};

static size_t span(const struct html_tree *t, html_node n, const char *name)
{
    enum { SPAN_MAX = 1000 }; /* as browsers */
    int64_t value = 0;
    if (!str_to_int(html_attr(t, n, name), &value) || value < 1)
        return 1;
    return value < SPAN_MAX ? (size_t)value : SPAN_MAX;
}

static struct shape shape_of(const struct html_tree *t, html_node table)
{
    struct shape shape = {0, 0, false, false};
    size_t cells = 0;
    for (html_node n = html_next(t, table, table); n; n = html_next(t, table, n)) {
        enum html_tag tag = html_tag_of(t, n);
        if (tag == HTML_TAG_TR) {
            shape.rows += span(t, n, "rowspan");
            cells = 0;
        }
        cells += tag == HTML_TAG_TD ? span(t, n, "colspan") : 0;
        shape.columns = cells > shape.columns ? cells : shape.columns;
        shape.nested = shape.nested || tag == HTML_TAG_TABLE;
        shape.data_parts = shape.data_parts || tag == HTML_TAG_COL || tag == HTML_TAG_COLGROUP ||
                           tag == HTML_TAG_TFOOT || tag == HTML_TAG_THEAD || tag == HTML_TAG_TH ||
                           (tag == HTML_TAG_CAPTION && html_at(t, n)->first);
    }
    return shape;
}

static bool is_data_table(const struct html_tree *t, html_node table)
{
    enum { ROWS_MIN = 10, COLUMNS_MIN = 5, CELLS_MIN = 11 };
    if (str_eq(html_attr(t, table, "role"), STR("presentation")) ||
        str_eq(html_attr(t, table, "datatable"), STR("0")))
        return false;
    struct shape shape = shape_of(t, table);
    if (html_attr(t, table, "summary").n || shape.data_parts)
        return true;
    if (shape.nested || shape.columns == 1 || shape.rows == 1)
        return false;
    return shape.rows >= ROWS_MIN || shape.columns >= COLUMNS_MIN ||
           shape.rows * shape.columns >= CELLS_MIN;
}

static void mark_tables(struct html_tree *t, html_node root)
{
    struct vec tables = all_with(t, root, HTML_TAG_TABLE);
    for (size_t i = 0; i < tables.n; i++) {
        html_node n = at(&tables, i);
        if (!is_data_table(t, n))
            continue;
        html_at(t, n)->marks |= HTML_MARK_DATA_TABLE;
        for (html_node up = html_at(t, n)->parent; up; up = html_at(t, up)->parent)
            html_at(t, up)->marks |= HTML_MARK_HOLDS_DATA;
    }
}

static bool in_data_table(const struct html_tree *t, html_node n)
{
    for (n = html_at(t, n)->parent; n; n = html_at(t, n)->parent)
        if (html_at(t, n)->marks & HTML_MARK_DATA_TABLE)
            return true;
    return false;
}

/* ---- boxes that may go ---- */

static bool holds_film(const struct html_tree *t, html_node root)
{
    struct html_video video;
    for (html_node n = root; n; n = html_next(t, root, n)) {
        enum html_tag tag = html_tag_of(t, n);
        if ((tag == HTML_TAG_IFRAME || tag == HTML_TAG_OBJECT || tag == HTML_TAG_EMBED) &&
            html_video_read(t, n, STR(""), &video))
            return true;
    }
    return false;
}

static bool is_film_of_script(const struct html_tree *t, html_node n)
{
    struct html_video video;
    return html_video_of_script(t, n, STR(""), &video);
}

static bool says_advertising(const struct html_tree *t, html_node n)
{
    static const struct str WORDS[] = {
        STR_INIT("ad"),       STR_INIT("advertising"), STR_INIT("advertisement"),
        STR_INIT("pub"),      STR_INIT("publicité"),   STR_INIT("werb"),
        STR_INIT("werbung"),  STR_INIT("anuncio"),     STR_INIT("quảng cáo"),
        STR_INIT("loading"),  STR_INIT("loading..."),  STR_INIT("loading…"),
        STR_INIT("đang tải"), STR_INIT("реклама"),     STR_INIT("广告")};
    enum { WORD_CP_MAX = 16 };
    if (html_at(t, n)->count.cp > WORD_CP_MAX || html_at(t, n)->count.cp == 0)
        return false;
    struct str text = utf8_lower(t->a, html_text(t, n));
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_eq(text, WORDS[i]))
            return true;
    return false;
}

struct box {
    const struct html_count *c;
    double weight;
    bool list;
    bool in_figure;
    double links;
};

/* Named so, a sentence and no link: it is the text's, though it is the only one in its box. */
static bool is_call_out(const struct html_tree *t, html_node n)
{
    enum { SENTENCE_CP_MIN = 30 };
    static const char *const NAMES[] = {"callout", "highlight", "factbox",
                                        "infobox", "notebox",   "pullquote"};
    const struct html_count *c = &html_at(t, n)->count;
    return c->cp >= SENTENCE_CP_MIN && c->link_cp == 0 && c->input == 0 &&
           html_named(t, n, NAMES, COUNT_OF(NAMES));
}

static bool looks_bad(const struct html_tree *t, html_node n, const struct box *b)
{
    enum { LI_FREE = 100, SHORT_CP = 25, EMBED_CP = 75 };
    static const char *const HEADING[] = {"heading"}; /* wikis and builders put it into a box */
    const struct html_count *c = b->c;
    uint32_t own_p = c->p - (html_tag_of(t, n) == HTML_TAG_P);
    double headings = c->cp ? (double)c->heading_cp / c->cp : 0;
    if (!b->in_figure && c->img > 1 && own_p * 2 < c->img)
        return true;
    if (!b->list && c->li > own_p + LI_FREE)
        return true;
    if (c->input > own_p / 3)
        return true;
    if (!b->list && !b->in_figure && headings < 0.9 && c->cp < SHORT_CP &&
        (c->img == 0 || c->img > 2) && b->links > 0)
        return true;
    if (!b->list && b->weight < 25 && b->links > 0.2)
        return true;
    if (b->weight >= 25 && b->links > 0.5)
        return true;
    if ((c->embed == 1 && c->cp < EMBED_CP) || c->embed > 1)
        return true;
    bool textish = c->textish > 1 || (c->textish == 1 && c->cp == 0);
    return c->img == 0 && !textish && !(headings > 0.9 && html_named(t, n, HEADING, 1)) &&
           !is_call_out(t, n);
}

static bool is_link_gallery(const struct html_tree *t, html_node n)
{
    for (html_node child = html_first_element(t, n); child; child = html_next_element(t, child)) {
        html_node first = html_first_element(t, child);
        if (first && html_next_element(t, first))
            return false;
    }
    return html_at(t, n)->count.img == html_at(t, n)->count.li;
}

static bool may_go(const struct main_work *w, html_node n, enum html_tag tag)
{
    enum { COMMAS_OF_PROSE = 10 };
    const struct html_tree *t = &w->t;
    const struct html_count *c = &html_at(t, n)->count;
    bool list = tag == HTML_TAG_UL || tag == HTML_TAG_OL || (c->cp && c->list_cp > 0.9 * c->cp);
    if ((html_at(t, n)->marks & (HTML_MARK_DATA_TABLE | HTML_MARK_HOLDS_DATA)) ||
        in_data_table(t, n) || html_ancestor(t, n, HTML_TAG_CODE, 4))
        return false;
    if (tag == HTML_TAG_TABLE && c->cp && c->link_cp == 0 && html_is_picture_box(t, n))
        return false;
    if (html_links_documents(t, n)) /* attachments */
        return false;
    if (html_is_gallery(t, n) || is_film_of_script(t, n))
        return false;
    double weight = main_name_weight(w, n);
    if (weight < 0)
        return true;
    if (c->commas >= COMMAS_OF_PROSE || (c->embed && holds_film(t, n)))
        return false;
    if (says_advertising(t, n))
        return true;
    struct box box = {.c = c,
                      .weight = weight,
                      .list = list,
                      .in_figure = html_ancestor(t, n, HTML_TAG_FIGURE, 4) != 0,
                      .links = main_link_density(t, n)};
    return looks_bad(t, n, &box) && !(list && is_link_gallery(t, n));
}

static void clean_conditionally(struct main_work *w, html_node root, enum html_tag tag)
{
    if (!(w->flags & MAIN_CLEAN))
        return;
    struct vec nodes = all_with(&w->t, root, tag);
    for (size_t i = nodes.n; i-- > 0;)
        if (may_go(w, at(&nodes, i), tag))
            html_cut(&w->t, at(&nodes, i));
}

/* What stands in an object is shown where the object is not: a sentence, a picture. */
static bool shows_instead(const struct html_tree *t, html_node object)
{
    enum { SENTENCE_CP_MIN = 60 };
    const struct html_count *c = &html_at(t, object)->count;
    return html_tag_of(t, object) == HTML_TAG_OBJECT && !html_shows_document(t, object) &&
           (c->cp >= SENTENCE_CP_MIN || c->img);
}

static void drop_all(struct html_tree *t, html_node root, enum html_tag tag)
{
    struct vec nodes = all_with(t, root, tag);
    for (size_t i = nodes.n; i-- > 0;) {
        bool embed = tag == HTML_TAG_OBJECT || tag == HTML_TAG_EMBED || tag == HTML_TAG_IFRAME;
        html_node n = at(&nodes, i);
        bool of_quote = tag == HTML_TAG_FOOTER && html_ancestor(t, n, HTML_TAG_BLOCKQUOTE, 4);
        if (embed && holds_film(t, n))
            continue;
        if (of_quote) { /* who said it */
            html_retag(t, n, HTML_TAG_DIV);
            continue;
        }
        if (shows_instead(t, n))
            html_unwrap(t, n);
        else
            html_cut(t, n);
    }
}

static void drop_share_boxes(struct html_tree *t, html_node root)
{
    enum { SHARE_CP_MAX = 500 };
    static const char *const SHARE[] = {"share", "sharedaddy"};
    html_node n = html_next(t, root, root);
    while (n) {
        bool share = html_is_element(t, n) && html_at(t, n)->parent != root &&
                     html_at(t, n)->count.cp < SHARE_CP_MAX &&
                     html_named_word(t, n, SHARE, COUNT_OF(SHARE));
        html_node next = share ? html_next_skip(t, root, n) : html_next(t, root, n);
        if (share)
            html_cut(t, n);
        n = next;
    }
}

static void drop_headings(struct main_work *w, html_node root)
{
    for (enum html_tag tag = HTML_TAG_H1; tag <= HTML_TAG_H2; tag++) {
        struct vec nodes = all_with(&w->t, root, tag);
        for (size_t i = nodes.n; i-- > 0;)
            if (main_name_weight(w, at(&nodes, i)) < 0)
                html_cut(&w->t, at(&nodes, i));
    }
}

/* A table of one cell is a box. */
static void unpack_tables(struct html_tree *t, html_node root)
{
    struct vec tables = all_with(t, root, HTML_TAG_TABLE);
    for (size_t i = 0; i < tables.n; i++) {
        html_node table = at(&tables, i);
        html_node body = main_single_child(t, table, HTML_TAG_TBODY);
        html_node row = main_single_child(t, body ? body : table, HTML_TAG_TR);
        html_node cell = row ? main_single_child(t, row, HTML_TAG_TD) : 0;
        if (!cell)
            continue;
        html_retag(t, cell, HTML_TAG_DIV);
        html_insert_before(t, cell, table);
        html_cut(t, table);
    }
}

void main_clean(struct main_work *w, html_node root)
{
    static const enum html_tag DROPPED[] = {HTML_TAG_OBJECT, HTML_TAG_EMBED, HTML_TAG_FOOTER,
                                            HTML_TAG_LINK, HTML_TAG_ASIDE};
    static const enum html_tag CONTROLS[] = {HTML_TAG_IFRAME, HTML_TAG_INPUT, HTML_TAG_TEXTAREA,
                                             HTML_TAG_SELECT, HTML_TAG_BUTTON};
    struct html_tree *t = &w->t;
    mark_tables(t, root);
    clean_conditionally(w, root, HTML_TAG_FORM);
    clean_conditionally(w, root, HTML_TAG_FIELDSET);
    for (size_t i = 0; i < COUNT_OF(DROPPED); i++)
        drop_all(t, root, DROPPED[i]);
    drop_share_boxes(t, root);
    for (size_t i = 0; i < COUNT_OF(CONTROLS); i++)
        drop_all(t, root, CONTROLS[i]);
    drop_headings(w, root);
    clean_conditionally(w, root, HTML_TAG_TABLE);
    clean_conditionally(w, root, HTML_TAG_UL);
    clean_conditionally(w, root, HTML_TAG_DIV);
    unpack_tables(t, root);
}
