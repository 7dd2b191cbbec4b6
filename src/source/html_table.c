#include "source/html_table.h"

#include "source/doc.h"
#include "source/html_media.h"
#include "source/html_names.h"

enum {
    COLUMNS_MAX = 100,        /* cells further right stand in their row as they come */
    REPEATED_MAX_BYTES = 160, /* longer text stands in the first of its cells alone */
    SPARE_CELLS = 256,        /* a table may grow by these, and to three times its cells */
    SPARE_TIMES = 2,
};

/* ---- what it is ---- */

struct shape {
    size_t rows;
    size_t columns; /* of the widest row */
    uint32_t longest_cp;
    bool nested;
    bool heads;  /* th, caption */
    bool filled; /* every cell */
};

/* Of its own rows; what stands in a cell is the cell's. */
static struct shape shape_of(const struct html_tree *t, html_node table)
{
    struct shape shape = {.filled = true};
    size_t cells = 0;
    html_node n = html_next(t, table, table);
    while (n) {
        enum html_tag tag = html_tag_of(t, n);
        uint32_t cp = html_at(t, n)->count.cp;
        bool cell = tag == HTML_TAG_TD || tag == HTML_TAG_TH;
        if (tag == HTML_TAG_TR) {
            shape.rows++;
            cells = 0;
        }
        if (cell) {
            cells++;
            shape.filled = shape.filled && cp > 0;
            shape.longest_cp = cp > shape.longest_cp ? cp : shape.longest_cp;
            shape.nested = shape.nested || html_find(t, n, HTML_TAG_TABLE);
        }
        shape.columns = cells > shape.columns ? cells : shape.columns;
        shape.heads = shape.heads || tag == HTML_TAG_TH || tag == HTML_TAG_CAPTION;
        n = cell ? html_next_skip(t, table, n) : html_next(t, table, n);
    }
    return shape;
}

static bool has_border(const struct html_tree *t, html_node table)
{
    struct str border = html_attr(t, table, "border");
    return border.n && !str_eq(border, STR("0"));
}

bool html_table_is_framed(const struct html_tree *t, html_node table)
{
    static const char *const NAMES[] = {"table", "table-bordered", "tbl", "msotablegrid",
                                        "msonormaltable"};
    return has_border(t, table) || html_find(t, table, HTML_TAG_TH) ||
           html_named_word(t, table, NAMES, COUNT_OF(NAMES));
}

/* Short values, no pictures, no menu. */
static bool is_plain(const struct html_tree *t, html_node table, const struct shape *shape)
{
    enum { VALUE_CP_MAX = 100 };
    const struct html_count *c = &html_at(t, table)->count;
    return shape->filled && shape->longest_cp <= VALUE_CP_MAX && c->img == 0 &&
           c->link_cp * 2 < c->cp && !shape->nested;
}

/* One row of short values; two without a frame are a name and its value, no paragraphs. */
static bool is_single_row(const struct html_tree *t, html_node table, const struct shape *shape)
{
    enum { UNFRAMED_MIN = 3, PAIR_CP_MAX = 60 };
    const struct html_count *c = &html_at(t, table)->count;
    bool pair = shape->longest_cp <= PAIR_CP_MAX && c->p <= 2 && c->heading_cp == 0;
    return is_plain(t, table, shape) &&
           (html_table_is_framed(t, table) || shape->columns >= UNFRAMED_MIN || pair);
}

bool html_is_data_table(const struct html_tree *t, html_node table)
{
    enum { CELL_CP_MAX = 400, NESTED_CP_MAX = 200 };
    const struct html_count *c = &html_at(t, table)->count;
    struct shape shape = shape_of(t, table);
    if (c->cp == 0 ||
        (shape.nested && (shape.longest_cp > NESTED_CP_MAX || !html_table_is_framed(t, table))))
        return false;
    if (shape.columns < 2) /* one column in a frame */
        return shape.rows > 1 && has_border(t, table) && is_plain(t, table, &shape);
    if (shape.rows < 2 && !shape.heads && !is_single_row(t, table, &shape))
        return false;
    return c->cp < shape.rows * shape.columns * CELL_CP_MAX &&
           (size_t)c->img * 3 < shape.rows * shape.columns * 2;
}

/* ---- its rows ---- */

struct hanging {
    struct str text;
    size_t rows; /* below, that it reaches into */
};

struct table {
    const struct html_tree *t;
    struct vec rows;  /* struct doc_texts */
    struct vec cells; /* struct str: of the row at work */
    struct hanging hanging[COLUMNS_MAX];
    size_t columns; /* of the widest row */
    size_t spare;   /* cells that may still be added */
};

static size_t span_of(const struct html_tree *t, html_node cell, const char *name)
{
    enum { SPAN_MAX = 1000 }; /* as browsers */
    int64_t span = 1;
    if (!str_to_int(html_attr(t, cell, name), &span) || span < 1)
        return 1;
    return span < SPAN_MAX ? (size_t)span : SPAN_MAX;
}

static void add_cell(struct table *table, struct str text)
{
    struct str *cell = vec_push(&table->cells);
    if (cell)
        *cell = text;
}

/* What hangs down into the columns from here on. */
static void add_hanging(struct table *table)
{
    while (table->cells.n < COLUMNS_MAX && table->hanging[table->cells.n].rows && table->spare) {
        struct hanging *h = &table->hanging[table->cells.n];
        h->rows--;
        table->spare--;
        add_cell(table, h->text);
    }
}

static void read_cell(struct table *table, html_node cell)
{
    struct str text = html_text(table->t, cell);
    size_t columns = span_of(table->t, cell, "colspan");
    size_t rows = span_of(table->t, cell, "rowspan");
    struct str again = text.n <= REPEATED_MAX_BYTES ? text : STR("");
    add_hanging(table);
    bool whole = table->cells.n == 0 && table->columns > 1 && columns >= table->columns;
    for (size_t i = 0; i < columns; i++) {
        size_t at = table->cells.n;
        if (i && (at >= COLUMNS_MAX || table->spare == 0 || (whole && at >= table->columns)))
            return;
        table->spare -= i > 0;
        add_cell(table, i == 0 ? text : whole ? STR("") : again);
        if (at < COLUMNS_MAX && rows > 1)
            table->hanging[at] = (struct hanging){i && whole ? STR("") : again, rows - 1};
    }
}

static void end_row(struct table *table)
{
    if (table->cells.n)
        add_hanging(table);
    struct doc_texts *row = table->cells.n ? vec_push(&table->rows) : NULL;
    if (row)
        *row = (struct doc_texts){table->cells.p, table->cells.n};
    table->cells = VEC(struct str, table->t->a);
}

/* The first row holds headings alone, and others follow it. */
static bool has_head(const struct html_tree *t, html_node root, size_t rows)
{
    html_node row = html_find(t, root, HTML_TAG_TR);
    html_node cell = row ? html_first_element(t, row) : 0;
    bool heads = cell && rows > 1;
    for (; cell && heads; cell = html_next_element(t, cell))
        heads = html_tag_of(t, cell) == HTML_TAG_TH;
    return heads;
}

/* Cells of the widest row, spans counted; *cells: all there are. */
static size_t width_of(const struct html_tree *t, html_node root, size_t *cells)
{
    size_t width = 0;
    size_t widest = 0;
    for (html_node n = html_next(t, root, root); n; n = html_next(t, root, n)) {
        enum html_tag tag = html_tag_of(t, n);
        width = tag == HTML_TAG_TR ? 0 : width;
        if (tag != HTML_TAG_TD && tag != HTML_TAG_TH)
            continue;
        ++*cells;
        width += span_of(t, n, "colspan");
        widest = width > widest ? width : widest;
    }
    return widest < COLUMNS_MAX ? widest : COLUMNS_MAX;
}

static struct doc_block *add_block(struct vec *blocks, enum doc_block_type type)
{
    struct doc_block *block = vec_push(blocks);
    if (block)
        block->type = type;
    return block;
}

static void add_caption(const struct html_tree *t, html_node root, struct vec *blocks)
{
    html_node caption = html_find(t, root, HTML_TAG_CAPTION);
    struct str text = caption ? html_text(t, caption) : STR("");
    struct doc_block *block = text.n ? add_block(blocks, DOC_PARAGRAPH) : NULL;
    if (block)
        block->text = text;
}

/* The first text in the row of a picture: whose it is. */
static struct str told_by_row(const struct html_tree *t, html_node img)
{
    html_node row = html_ancestor(t, img, HTML_TAG_TR, 0);
    for (html_node cell = row ? html_first_element(t, row) : 0; cell;
         cell = html_next_element(t, cell)) {
        struct str text = html_text(t, cell);
        bool number = text.n && str_find_byte(text, ' ') == text.n && byte_is_digit(text.p[0]);
        if (text.n && !number && text.n <= REPEATED_MAX_BYTES)
            return text;
    }
    return STR("");
}

static void add_pictures(const struct html_tree *t, html_node root, struct str base,
                         struct vec *blocks)
{
    for (html_node n = root; n; n = html_next(t, root, n)) {
        if (html_tag_of(t, n) != HTML_TAG_IMG)
            continue;
        struct html_pictures picture = html_pictures_read(t, n, base);
        struct doc_block *block = picture.n ? add_block(blocks, DOC_FIGURE) : NULL;
        if (!block)
            continue;
        block->src = picture.at[0].src;
        block->alt = picture.at[0].alt.n ? picture.at[0].alt : told_by_row(t, n);
    }
}

void html_table_read(const struct html_tree *t, html_node root, struct str base, struct vec *blocks)
{
    size_t cells = 0;
    struct table table = {
        .t = t, .rows = VEC(struct doc_texts, t->a), .cells = VEC(struct str, t->a)};
    table.columns = width_of(t, root, &cells);
    table.spare = SPARE_CELLS + SPARE_TIMES * cells;
    add_caption(t, root, blocks);
    html_node n = html_next(t, root, root);
    while (n) {
        enum html_tag tag = html_tag_of(t, n);
        bool cell = tag == HTML_TAG_TD || tag == HTML_TAG_TH;
        if (cell)
            read_cell(&table, n);
        if (tag == HTML_TAG_TR)
            end_row(&table);
        n = cell ? html_next_skip(t, root, n) : html_next(t, root, n);
    }
    end_row(&table);
    struct doc_block *block = table.rows.n ? add_block(blocks, DOC_TABLE) : NULL;
    if (block) {
        block->rows = table.rows.p;
        block->rows_n = table.rows.n;
        block->has_head = has_head(t, root, table.rows.n);
    }
    add_pictures(t, root, base, blocks);
}
