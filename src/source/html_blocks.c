#include "source/html_blocks.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "source/byline.h"
#include "source/document_link.h"
#include "source/html_files.h"
#include "source/html_gallery.h"
#include "source/html_media.h"
#include "source/html_names.h"
#include "source/html_picture.h"
#include "source/html_table.h"
#include "source/html_url.h"
#include "source/sanitize.h"

enum {
    INLINE_MAX = 32, /* kept inline elements around one piece of text; deeper ones are left out */
    RELATED_ELEMENTS_MAX =
        2000,             /* of a box of links: boxes in boxes are looked through once each */
    BREAKS_MAX = 2,       /* line ends in a row that end a paragraph */
    NUMBER_MAX = 1000000, /* of an item */
};

struct flow {
    struct html_tree *t;
    struct str base;
    struct vec *blocks;
    struct buf text;
    struct buf html;
    bool marked_up; /* html says more than text */
    html_node open[INLINE_MAX];
    size_t open_n;    /* elements around what is read now */
    size_t written_n; /* of these, written into html */
    size_t breaks;
    size_t pre; /* elements around what is read now in which lines are lines */
    enum doc_block_type type;
    bool player_seen;
    bool failed; /* a buffer, before it was cleared */
};

static struct doc_block *add_block(struct flow *f, enum doc_block_type type)
{
    struct doc_block *b = vec_push(f->blocks);
    if (b)
        b->type = type;
    return b;
}

/* ---- text ---- */

static void close_written(struct flow *f, size_t down_to)
{
    while (f->written_n > down_to)
        sanitize_close(&f->html, f->t, f->open[--f->written_n]);
}

/* "1", "[2]": the number before a note, which leads back to where it is called. */
static bool is_note_number(struct str text, struct str html)
{
    enum { NUMBER_MAX_BYTES = 5 };
    bool digit = false;
    for (size_t i = 0; i < text.n; i++) {
        digit = digit || byte_is_digit(text.p[i]);
        if (!byte_is_digit(text.p[i]) && str_find_byte(STR("[](). "), text.p[i]) == 6)
            return false;
    }
    return digit && text.n <= NUMBER_MAX_BYTES && str_starts(html, STR("<a href=")) &&
           str_find_byte(html, '#') < html.n;
}

/* Ends the paragraph, if there is any. */
static void flush(struct flow *f)
{
    close_written(f, 0);
    struct str text = utf8_fold_space(f->t->a, buf_view(&f->text));
    if (text.n && !is_note_number(text, buf_view(&f->html))) {
        struct doc_block *b = add_block(f, f->type);
        if (b) {
            b->text = text;
            if (f->marked_up)
                b->html = sanitize_done(&f->html, f->t->a);
        }
    }
    f->marked_up = false;
    f->failed = f->failed || buf_failed(&f->text) || buf_failed(&f->html);
    buf_clear(&f->text);
    buf_clear(&f->html);
    f->breaks = 0;
}

static void add_text(struct flow *f, struct str s)
{
    bool blank = html_text_is_blank(s);
    if (blank && f->text.n == 0)
        return;
    if (!blank)
        f->breaks = 0;
    for (; f->written_n < f->open_n; f->written_n++) {
        sanitize_open(&f->html, f->t, f->open[f->written_n], f->base);
        f->marked_up = true;
    }
    buf_add(&f->text, s);
    buf_add_escaped(&f->html, utf8_nfc(f->t->a, s));
}

static void add_break(struct flow *f)
{
    if (f->text.n == 0)
        return;
    if (++f->breaks >= BREAKS_MAX) {
        flush(f);
        return;
    }
    buf_add_byte(&f->text, ' ');
    buf_add(&f->html, STR("<br>"));
    f->marked_up = true;
}

/* ---- lists ---- */

static bool has_below(const struct flow *f, html_node root, const enum html_tag *tags, size_t n)
{
    for (html_node at = html_next(f->t, root, root); at; at = html_next(f->t, root, at))
        for (size_t i = 0; i < n; i++)
            if (html_tag_of(f->t, at) == tags[i])
                return true;
    return false;
}

/* Items of text; a list that lays out pictures, tables or whole articles is a container. */
static bool is_text_list(const struct flow *f, html_node n)
{
    static const enum html_tag NOT[] = {HTML_TAG_IMG, HTML_TAG_TABLE,  HTML_TAG_VIDEO,
                                        HTML_TAG_H1,  HTML_TAG_H2,     HTML_TAG_H3,
                                        HTML_TAG_H4,  HTML_TAG_IFRAME, HTML_TAG_FIGURE};
    const struct html_count *c = &html_at(f->t, n)->count;
    return c->li > 0 && c->cp > 0 && c->p <= c->li && !has_below(f, n, NOT, COUNT_OF(NOT));
}

static void add_item(struct flow *f, struct vec *items, struct buf *text)
{
    struct str folded = utf8_fold_space(f->t->a, buf_view(text));
    struct str *item = folded.n ? vec_push(items) : NULL;
    if (item)
        *item = folded;
    buf_clear(text);
}

/* The item that n's text belongs to: behind a list in an item the item goes on. */
static html_node item_around(const struct flow *f, html_node root, html_node n)
{
    while (n != root && html_tag_of(f->t, n) != HTML_TAG_LI)
        n = html_at(f->t, n)->parent;
    return n;
}

static bool attribute_number(const struct flow *f, html_node n, const char *name, int64_t *value)
{
    return str_to_int(html_attr(f->t, n, name), value);
}

struct numbering {
    html_node list;
    int64_t next;
    int64_t step;
    bool printed; /* the numbers say more than the order, or do not stand one below the other */
};

/* Numbers are printed of a list that counts from elsewhere than 1 or backwards, leaves numbers out, or holds lists. */
static struct numbering numbering_of(const struct flow *f, html_node list)
{
    struct numbering by = {.list = list, .next = 1, .step = 1};
    size_t items = 0;
    int64_t value = 0;
    if (html_tag_of(f->t, list) != HTML_TAG_OL)
        return by;
    bool backwards = html_has_attr(f->t, list, "reversed");
    for (html_node n = html_first_element(f->t, list); n; n = html_next_element(f->t, n)) {
        items += html_tag_of(f->t, n) == HTML_TAG_LI;
        by.printed = by.printed || attribute_number(f, n, "value", &value);
    }
    by.step = backwards ? -1 : 1;
    by.next = backwards ? (int64_t)items : 1;
    bool started = attribute_number(f, list, "start", &value);
    by.next = started ? value : by.next;
    bool holds = html_find(f->t, list, HTML_TAG_OL) || html_find(f->t, list, HTML_TAG_UL);
    by.printed = by.printed || backwards || holds || (started && value != 1);
    return by;
}

/* "3. ", where item li of a list counted so begins. */
static void add_number(const struct flow *f, struct numbering *by, html_node li, struct buf *text)
{
    int64_t value = 0;
    if (html_at(f->t, li)->parent != by->list || !by->printed)
        return;
    if (attribute_number(f, li, "value", &value))
        by->next = value;
    buf_addf(text, "%lld. ", (long long)by->next);
    by->next = by->next > -NUMBER_MAX && by->next < NUMBER_MAX ? by->next + by->step : 0;
}

static void read_list(struct flow *f, html_node root)
{
    struct vec items = VEC(struct str, f->t->a);
    struct numbering by = numbering_of(f, root);
    struct buf text;
    html_node item = root;
    buf_init(&text, f->t->a);
    for (html_node n = html_next(f->t, root, root); n; n = html_next(f->t, root, n)) {
        enum html_tag tag = html_tag_of(f->t, n);
        if (tag == HTML_TAG_LI) {
            add_item(f, &items, &text);
            add_number(f, &by, n, &text);
            item = n;
        } else if (tag == HTML_TAG_TEXT) {
            html_node own = item_around(f, root, n);
            if (own != item && !html_is_blank(f->t, n))
                add_item(f, &items, &text);
            item = html_is_blank(f->t, n) ? item : own;
            buf_add(&text, html_at(f->t, n)->text);
        } else if (tag == HTML_TAG_BR || html_tag_is_block(tag)) {
            buf_add_byte(&text, ' ');
        }
    }
    add_item(f, &items, &text);
    struct doc_block *b = items.n ? add_block(f, DOC_LIST) : NULL;
    if (!b)
        return;
    b->items = (struct doc_texts){items.p, items.n};
    b->is_ordered = html_tag_of(f->t, root) == HTML_TAG_OL && !by.printed;
}

/* ---- boxes of links ---- */

static void read_related(struct flow *f, html_node root)
{
    struct vec links = VEC(struct doc_link, f->t->a);
    for (html_node n = root; n; n = html_next(f->t, root, n)) {
        if (html_tag_of(f->t, n) != HTML_TAG_A)
            continue;
        struct str title = html_text(f->t, n);
        struct str url = html_url_resolve(f->t->a, f->base, html_attr(f->t, n, "href"));
        const struct doc_link *last = links.n ? vec_at(&links, links.n - 1) : NULL;
        if (title.n == 0 || (last && str_eq(last->title, title)))
            continue;
        struct doc_link *link = vec_push(&links);
        if (link)
            *link = (struct doc_link){title, url};
    }
    struct doc_block *b = links.n ? add_block(f, DOC_RELATED) : NULL;
    if (b) {
        b->links = links.p;
        b->links_n = links.n;
    }
}

/* Of the text below root, what stands in links and headings. */
static bool holds_links_alone(const struct html_tree *t, html_node root)
{
    uint32_t other = 0;
    size_t links = 0;
    html_node n = html_next(t, root, root);
    while (n) {
        enum html_tag tag = html_tag_of(t, n);
        bool heading = tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6;
        links += tag == HTML_TAG_A && html_at(t, n)->count.cp > 0;
        if (tag == HTML_TAG_TEXT)
            other += html_at(t, n)->count.cp;
        n = tag == HTML_TAG_A || heading ? html_next_skip(t, root, n) : html_next(t, root, n);
    }
    return links > 0 && other <= links; /* a bullet, a bar between two */
}

void html_mark_related(struct html_tree *t)
{
    static const char *const WORDS[] = {"related",       "tin-lien-quan", "tinlienquan",
                                        "bai-lien-quan", "lien-quan",     "relate-news"};
    static const char *const BOOKMARKS[] = {"kg-bookmark-card"};
    for (html_node n = html_next(t, t->root, t->root); n; n = html_next(t, t->root, n)) {
        enum html_tag tag = html_tag_of(t, n);
        bool box = tag == HTML_TAG_ASIDE || tag == HTML_TAG_DIV || tag == HTML_TAG_SECTION ||
                   tag == HTML_TAG_UL;
        if (tag == HTML_TAG_FIGURE && html_named(t, n, BOOKMARKS, COUNT_OF(BOOKMARKS)) &&
            html_find(t, n, HTML_TAG_A)) /* Ghost's card of a link, with an icon and a picture */
            html_at(t, n)->marks |= HTML_MARK_RELATED;
        if (box && html_at(t, n)->count.elements <= RELATED_ELEMENTS_MAX &&
            html_named(t, n, WORDS, COUNT_OF(WORDS)) && holds_links_alone(t, n))
            html_at(t, n)->marks |= HTML_MARK_RELATED;
    }
}

/* ---- pictures and films ---- */

static void add_figure(struct flow *f, const struct html_picture *picture)
{
    struct doc_block *b = add_block(f, DOC_FIGURE);
    if (!b)
        return;
    b->src = picture->src;
    b->alt = picture->alt;
    b->caption = picture->caption;
    b->credit = picture->credit.n ? picture->credit : byline_credit(f->t->a, picture->caption);
}

static void add_film(struct flow *f, const struct html_video *video)
{
    struct doc_block *b = add_block(f, DOC_VIDEO);
    if (!b)
        return;
    b->src = video->src;
    b->poster = video->poster;
    b->caption = video->caption;
}

static bool add_video(struct flow *f, html_node n)
{
    struct html_video video;
    f->player_seen = true;
    if (!html_video_read(f->t, n, f->base, &video))
        return false;
    add_film(f, &video);
    return true;
}

/* The caption of several pictures together, where each has its own. */
static void add_common_caption(struct flow *f, html_node box, const struct html_pictures *pictures)
{
    for (html_node n = html_first_element(f->t, box); n; n = html_next_element(f->t, n)) {
        struct str text =
            html_tag_of(f->t, n) == HTML_TAG_FIGCAPTION ? html_text(f->t, n) : STR("");
        bool known = text.n == 0;
        for (size_t i = 0; i < pictures->n; i++)
            known = known || str_eq(pictures->at[i].caption, text);
        struct doc_block *b = known ? NULL : add_block(f, DOC_PARAGRAPH);
        if (b)
            b->text = text;
    }
}

static void add_pictures(struct flow *f, html_node n)
{
    struct html_pictures pictures = html_pictures_read(f->t, n, f->base);
    for (size_t i = 0; i < pictures.n; i++)
        add_figure(f, &pictures.at[i]);
    if (pictures.n > 1 && html_tag_of(f->t, n) == HTML_TAG_FIGURE)
        add_common_caption(f, n, &pictures);
}

/* The small pictures below a slider that move it: all of them stood above. */
static bool repeats_pictures(const struct flow *f, const struct html_pictures *pictures)
{
    for (size_t i = 0; i < pictures->n; i++) {
        bool seen = false;
        for (size_t k = f->blocks->n; k-- > 0 && !seen && pictures->at[i].caption.n == 0;) {
            const struct doc_block *b = vec_at(f->blocks, k);
            if (b->type != DOC_FIGURE)
                break;
            seen = html_picture_are_one(f->t->a, b->src, pictures->at[i].src);
        }
        if (!seen)
            return false;
    }
    return true;
}

/* What belongs to all pictures is the caption of the last, if that has none. */
static void add_gallery(struct flow *f, html_node n)
{
    struct str common;
    struct html_pictures pictures = html_gallery_read(f->t, n, f->base, &common);
    if (pictures.n == 0 || repeats_pictures(f, &pictures))
        return;
    struct html_picture *last = &pictures.at[pictures.n - 1];
    bool told = common.n == 0;
    if (!told && !last->caption.n) {
        last->caption = common;
        told = true;
    }
    for (size_t i = 0; i < pictures.n; i++)
        add_figure(f, &pictures.at[i]);
    struct doc_block *b = told ? NULL : add_block(f, DOC_PARAGRAPH);
    if (b)
        b->text = common;
}

/* A line that is a link. */
static void add_link(struct flow *f, struct str url, struct str text)
{
    html_node link = html_make(f->t, HTML_TAG_A);
    struct html_attribute *href = arena_alloc(f->t->a, sizeof *href);
    if (!link || !href)
        return;
    *href = (struct html_attribute){"href", url};
    html_at(f->t, link)->attributes = href;
    html_at(f->t, link)->attributes_n = 1;
    f->open[0] = link;
    f->open_n = 1;
    add_text(f, text);
    flush(f);
    f->open_n = 0;
}

/* A recording is no film: a link to it. */
static void add_audio(struct flow *f, html_node n)
{
    struct html_video sound;
    f->player_seen = true;
    if (html_video_read(f->t, n, f->base, &sound))
        add_link(f, sound.src, document_link_name(f->t->a, sound.src));
}

/* A map, a form, a song that another site shows in a frame: a link to it. */
static bool add_frame(struct flow *f, html_node n)
{
    struct str url = html_frame_address(f->t, n, f->base);
    struct str title = utf8_fold_space(f->t->a, html_attr(f->t, n, "title"));
    if (url.n == 0 || html_shows_document(f->t, n) || f->open_n)
        return false;
    add_link(f, url, title.n ? title : url);
    return true;
}

/* ---- the walk ---- */

static bool is_named_caption(const struct html_tree *t, html_node n)
{
    static const char *const WORDS[] = {"caption", "desc_cation", "cutline", "chuthich",
                                        "chu-thich"};
    return html_tag_of(t, n) == HTML_TAG_FIGCAPTION || html_named(t, n, WORDS, COUNT_OF(WORDS));
}

/* n is the caption of what is no picture and no film: of a table, a poem, a recording, a map. */
static bool captions_text(const struct flow *f, html_node n)
{
    static const enum html_tag TEXTS[] = {HTML_TAG_TABLE, HTML_TAG_PRE,  HTML_TAG_BLOCKQUOTE,
                                          HTML_TAG_UL,    HTML_TAG_CODE, HTML_TAG_AUDIO,
                                          HTML_TAG_OL};
    enum { LEVELS_MAX = 4 };
    struct html_video film;
    html_node figure = html_tag_of(f->t, n) == HTML_TAG_FIGCAPTION
                           ? html_ancestor(f->t, n, HTML_TAG_FIGURE, LEVELS_MAX)
                           : 0;
    if (!figure || html_at(f->t, figure)->count.img)
        return false;
    html_node frame = html_find(f->t, figure, HTML_TAG_IFRAME);
    return has_below(f, figure, TEXTS, COUNT_OF(TEXTS)) ||
           (frame && !html_video_read(f->t, frame, f->base, &film));
}

/* What players print around themselves: "0:00", "1×". */
static bool is_player_control(const struct flow *f, html_node n)
{
    static const char *const NAMES[] = {
        "video-overlay", "video-player", "audio-player", "player-controls",
        "vjs-",          "mejs-",        "plyr",         "jw-"};
    enum { CONTROLS_CP_MAX = 200 };
    const struct html_count *c = &html_at(f->t, n)->count;
    return f->player_seen && c->img == 0 && c->embed == 0 && c->cp && c->cp < CONTROLS_CP_MAX &&
           html_named(f->t, n, NAMES, COUNT_OF(NAMES)) && !html_find(f->t, n, HTML_TAG_AUDIO) &&
           !html_find(f->t, n, HTML_TAG_VIDEO);
}

/* The line below a picture: named a caption, or centred or slanted and short. One that belongs to no
 * picture is no text of the article either. */
static bool takes_caption(struct flow *f, html_node n)
{
    enum { LOOK_CP_MAX = 320 };
    uint32_t cp = html_at(f->t, n)->count.cp;
    enum html_tag tag = html_tag_of(f->t, n);
    if (cp == 0 || cp > HTML_CAPTION_MAX_CP || html_at(f->t, n)->count.img || f->text.n ||
        !(html_tag_is_block(tag) || tag == HTML_TAG_SPAN || tag == HTML_TAG_EM) ||
        tag == HTML_TAG_TABLE || tag == HTML_TAG_FIGURE || html_at(f->t, n)->count.embed ||
        captions_text(f, n) || (tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6))
        return false;
    struct doc_block *last = f->blocks->n ? vec_at(f->blocks, f->blocks->n - 1) : NULL;
    bool bare = last && (last->type == DOC_FIGURE || last->type == DOC_VIDEO) && !last->caption.n;
    bool named = is_named_caption(f->t, n) || (bare && tag == HTML_TAG_FIGCAPTION);
    bool looks = bare && cp <= LOOK_CP_MAX && tag == HTML_TAG_P &&
                 (html_is_centred(f->t, n) || html_is_slanted(f->t, n) ||
                  byline_credit(f->t->a, html_text(f->t, n)).n);
    if (!named && !looks)
        return false;
    if (bare) {
        last->caption = html_text(f->t, n);
        last->credit = last->credit.n ? last->credit : byline_credit(f->t->a, last->caption);
    }
    return true;
}

static bool is_empty_figure(const struct flow *f, html_node n)
{
    static const enum html_tag HELD[] = {HTML_TAG_IMG,   HTML_TAG_VIDEO, HTML_TAG_IFRAME,
                                         HTML_TAG_TABLE, HTML_TAG_PRE,   HTML_TAG_BLOCKQUOTE,
                                         HTML_TAG_P,     HTML_TAG_UL,    HTML_TAG_CODE,
                                         HTML_TAG_AUDIO, HTML_TAG_OL,    HTML_TAG_OBJECT};
    return html_find(f->t, n, HTML_TAG_FIGCAPTION) && !has_below(f, n, HELD, COUNT_OF(HELD));
}

static bool takes_whole(struct flow *f, html_node n)
{
    enum html_tag tag = html_tag_of(f->t, n);
    struct html_video film;
    if (html_video_of_script(f->t, n, f->base, &film)) { /* what stands in n is its caption */
        flush(f);
        add_film(f, &film);
        return false;
    }
    if (html_at(f->t, n)->marks & HTML_MARK_RELATED) {
        flush(f);
        read_related(f, n);
        return true;
    }
    if (html_at(f->t, n)->marks & HTML_MARK_GALLERY) {
        flush(f);
        add_gallery(f, n);
        return true;
    }
    if (html_is_picture_box(f->t, n)) {
        flush(f);
        add_pictures(f, n);
        return true;
    }
    if (tag == HTML_TAG_AUDIO && f->open_n == 0) {
        flush(f);
        add_audio(f, n);
        return true;
    }
    if (tag == HTML_TAG_VIDEO || tag == HTML_TAG_IFRAME || tag == HTML_TAG_EMBED ||
        tag == HTML_TAG_OBJECT) {
        flush(f);
        return add_video(f, n) || add_frame(f, n) || tag != HTML_TAG_OBJECT ||
               html_shows_document(f->t, n);
    }
    if (takes_caption(f, n) || is_player_control(f, n))
        return true;
    /* a caption whose picture is not there says nothing */
    if ((tag == HTML_TAG_FIGCAPTION && !captions_text(f, n)) ||
        (tag == HTML_TAG_FIGURE && is_empty_figure(f, n)))
        return true;
    bool list = (tag == HTML_TAG_UL || tag == HTML_TAG_OL) && is_text_list(f, n);
    bool table = tag == HTML_TAG_TABLE && html_is_data_table(f->t, n);
    if (!list && !table)
        return sanitize_drops(f->t, n);
    flush(f);
    if (list)
        read_list(f, n);
    else
        html_table_read(f->t, n, f->base, f->blocks);
    return true;
}

static enum doc_block_type type_in(enum html_tag tag, enum doc_block_type around)
{
    if (tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6)
        return DOC_HEADING;
    return tag == HTML_TAG_BLOCKQUOTE ? DOC_QUOTE : around;
}

/* In <pre> every line is one. */
static void add_lines(struct flow *f, struct str text)
{
    struct str line;
    while (text.n) {
        bool ends = str_find_byte(text, '\n') < text.n;
        (void)str_next(&text, '\n', &line);
        add_text(f, line);
        if (ends)
            add_break(f);
    }
}

static void enter(struct flow *f, html_node n)
{
    enum html_tag tag = html_tag_of(f->t, n);
    f->pre += tag == HTML_TAG_PRE;
    if (tag == HTML_TAG_TEXT && f->pre)
        add_lines(f, html_at(f->t, n)->text);
    else if (tag == HTML_TAG_TEXT)
        add_text(f, html_at(f->t, n)->text);
    else if (tag == HTML_TAG_BR)
        add_break(f);
    else if (html_tag_is_block(tag)) {
        flush(f);
        f->type = type_in(tag, f->type);
    } else if (sanitize_keeps(f->t, n) && f->open_n < INLINE_MAX) {
        html_node before = html_at(f->t, n)->previous;
        if (tag == HTML_TAG_A && before && html_tag_of(f->t, before) == HTML_TAG_A)
            add_text(f, STR(" ")); /* two buttons */
        f->open[f->open_n++] = n;
    }
}

/* The type of text around n, seen from its parents: quotes hold paragraphs. */
static enum doc_block_type type_around(const struct flow *f, html_node root, html_node n)
{
    for (html_node up = html_at(f->t, n)->parent; up && up != root;
         up = html_at(f->t, up)->parent) {
        enum doc_block_type type = type_in(html_tag_of(f->t, up), DOC_PARAGRAPH);
        if (type != DOC_PARAGRAPH)
            return type;
    }
    return DOC_PARAGRAPH;
}

static void leave(struct flow *f, html_node root, html_node n)
{
    f->pre -= html_tag_of(f->t, n) == HTML_TAG_PRE;
    if (html_tag_is_block(html_tag_of(f->t, n))) {
        flush(f);
        if (f->type != DOC_PARAGRAPH)
            f->type = type_around(f, root, n);
    } else if (f->open_n && f->open[f->open_n - 1] == n) {
        if (f->written_n == f->open_n)
            close_written(f, f->open_n - 1);
        f->open_n--;
    }
}

/* Text that was lost for want of memory fails the whole. */
static void finish(struct flow *f)
{
    f->t->a->failed = f->t->a->failed || f->failed;
    buf_release(&f->text);
    buf_release(&f->html);
}

void html_blocks_read(struct html_tree *t, html_node root, struct str base, struct vec *blocks)
{
    struct flow flow = {.t = t, .base = base, .blocks = blocks, .type = DOC_PARAGRAPH};
    struct flow *f = &flow;
    html_node n = root;
    buf_init(&f->text, NULL);
    buf_init(&f->html, NULL);
    for (;;) {
        bool whole = n != root && html_is_element(t, n) && takes_whole(f, n);
        if (n != root && !whole)
            enter(f, n);
        if (!whole && html_at(t, n)->first) {
            n = html_at(t, n)->first;
            continue;
        }
        for (;;) {
            if (n == root) {
                flush(f);
                finish(f);
                return;
            }
            if (!whole)
                leave(f, root, n);
            whole = false;
            if (html_at(t, n)->next)
                break;
            n = html_at(t, n)->parent;
        }
        n = html_at(t, n)->next;
    }
}
