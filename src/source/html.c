#include "source/html.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "source/byline.h"
#include "source/datetime.h"
#include "source/html_blocks.h"
#include "source/html_cards.h"
#include "source/html_charset.h"
#include "source/html_files.h"
#include "source/html_gallery.h"
#include "source/html_head.h"
#include "source/html_list.h"
#include "source/html_main.h"
#include "source/html_media.h"
#include "source/html_picture.h"
#include "source/html_sign.h"
#include "source/html_tidy.h"
#include "source/html_tree.h"
#include "source/html_url.h"
#include "source/mhtml.h"

size_t html_memory_bytes(size_t page_bytes)
{
    enum { LEAST_BYTES = 32 << 20, TIMES = 15 };
    page_bytes = page_bytes < HTML_MAX_BYTES ? page_bytes : HTML_MAX_BYTES;
    return page_bytes * TIMES > LEAST_BYTES ? page_bytes * TIMES : LEAST_BYTES;
}

/* The arena is full. */
static enum rc is_too_much(const struct arena *a, struct err *e)
{
    return fail(e, RC_NOMEM, "page needs more memory than its limit of %zu MB",
                a->limit_bytes >> 20);
}

/* Menus and boxes for sharing are hidden everywhere: they say nothing of an intruder. */
static bool is_usual_hidden(struct str host, struct str own)
{
    static const struct str SHARING[] = {
        STR_INIT("facebook.com"), STR_INIT("twitter.com"),  STR_INIT("x.com"),
        STR_INIT("zalo.me"),      STR_INIT("linkedin.com"), STR_INIT("pinterest.com"),
        STR_INIT("youtube.com"),  STR_INIT("google.com"),   STR_INIT("t.me"),
        STR_INIT("whatsapp.com"), STR_INIT("telegram.me"),  STR_INIT("instagram.com"),
        STR_INIT("tiktok.com"),   STR_INIT("apple.com")};
    for (size_t i = 0; i < COUNT_OF(SHARING); i++)
        if (str_ends(host, SHARING[i]))
            return true;
    return host.n == 0 || (own.n && (str_ends(host, own) || str_ends(own, host)));
}

/* Hidden links to other sites are told to whoever imports, in one line. */
static void note_hidden(const struct html_tree *t, struct str page_url, struct doc *d)
{
    enum { SHOWN_MAX = 5, SHOWN_BYTES = 100 };
    struct str own = html_url_host(page_url);
    struct buf line;
    size_t n = 0;
    buf_init(&line, t->a);
    if (str_starts(own, STR("www.")))
        own = str_from(own, 4);
    for (size_t i = 0; i < t->hidden_n; i++) {
        struct str href = t->hidden[i];
        struct str host = html_url_host(html_url_resolve(t->a, STR("http://x"), href));
        bool runs = !str_contains(str_first(href, 8), STR("//"));
        if ((!runs && is_usual_hidden(host, own)) || n++ >= SHOWN_MAX)
            continue;
        buf_addf(&line, "%s%.*s", n > 1 ? ", " : "", STR_ARG(str_first(href, SHOWN_BYTES)));
    }
    struct str *notes = n ? arena_array(t->a, d->notes_n + 1, sizeof *notes) : NULL;
    if (!notes)
        return;
    for (size_t i = 0; i < d->notes_n; i++)
        notes[i] = d->notes[i];
    notes[d->notes_n++] =
        str_format(t->a, "%zu hidden link%s left out: %.*s%s", n, n > 1 ? "s" : "",
                   STR_ARG(buf_view(&line)), n > SHOWN_MAX ? ", …" : "");
    d->notes = notes;
}

enum rc html_body(struct arena *a, struct str fragment, struct str base_url, struct doc *d,
                  struct err *e)
{
    struct html_tree tree;
    struct vec blocks = VEC(struct doc_block, a);
    struct vec files = VEC(struct doc_file, a);
    size_t bad_at = 0;
    if (!utf8_valid(fragment, &bad_at))
        return fail(e, RC_INVALID, "markup: byte %zu is not UTF-8", bad_at);
    enum rc rc = html_tree_parse(a, fragment, true, &tree, e);
    if (rc)
        return rc;
    html_files_read(&tree, tree.root, base_url, &files);
    html_mark_related(&tree);
    html_gallery_mark(&tree, tree.root);
    html_blocks_read(&tree, tree.root, base_url, &blocks);
    if (arena_failed(a))
        return is_too_much(a, e);
    d->blocks = blocks.p;
    d->blocks_n = blocks.n;
    d->files = files.p;
    d->files_n = files.n;
    note_hidden(&tree, base_url, d);
    return RC_OK;
}

enum rc html_blocks(struct arena *a, struct str fragment, struct str base_url,
                    struct doc_block **out, size_t *n, struct err *e)
{
    struct doc d = {.title = STR("")};
    enum rc rc = html_body(a, fragment, base_url, &d, e);
    if (rc)
        return rc;
    *out = d.blocks;
    *n = d.blocks_n;
    return RC_OK;
}

/* The page's own address: as given, else as declared. One that leads nowhere is none. */
static struct str address_of(struct arena *a, struct str known, const struct html_declared *d)
{
    known = html_url_host(known).n ? html_url_resolve(a, STR(""), known) : STR("");
    struct str declared = html_url_resolve(a, known, d->url);
    bool absolute = html_url_host(declared).n > 0;
    if (known.n == 0 || (absolute && str_eq_nocase(html_url_host(known), html_url_host(declared))))
        return absolute ? declared : known;
    return known;
}

/* From the first to the last node of the page that stands in the article. */
static struct html_span span_of(const struct html_tree *page, const struct html_tree *cut,
                                html_node root)
{
    struct html_span span = {0, 0};
    for (html_node n = root; n; n = html_next(cut, root, n)) {
        bool counts = n < page->n && html_at(cut, n)->count.cp > 0;
        if (counts && html_tag_of(cut, n) == HTML_TAG_TEXT) {
            span.first = span.first == 0 || n < span.first ? n : span.first;
            span.last = n > span.last ? n : span.last;
        }
    }
    return span;
}

static struct str first_text(const struct doc *doc, bool heading)
{
    for (size_t i = 0; i < doc->blocks_n; i++) {
        enum doc_block_type type = doc->blocks[i].type;
        if (doc->blocks[i].text.n && (heading ? type == DOC_HEADING : type == DOC_PARAGRAPH))
            return doc->blocks[i].text;
    }
    return STR("");
}

/* "21:40 02/09" over an entry of a live report. */
static bool is_time_alone(struct arena *a, struct str text)
{
    struct datetime when;
    return datetime_find(a, text, &when) && when.rest.n * 2 < text.n;
}

/* The first paragraph; not the name of a table below it, not a link or a time alone. */
static struct str first_sentence(struct arena *a, const struct doc *doc)
{
    enum { NAME_CP_MAX = 80 };
    for (size_t i = 0; i + 1 < doc->blocks_n; i++) {
        bool named = doc->blocks[i + 1].type == DOC_TABLE;
        struct str html = doc->blocks[i].html.s;
        bool link = str_starts(html, STR("<a ")) && str_ends(html, STR("</a>"));
        if (doc->blocks[i].type != DOC_PARAGRAPH || link || is_time_alone(a, doc->blocks[i].text))
            continue;
        if (!named || utf8_count_cp(doc->blocks[i].text) > NAME_CP_MAX)
            return doc->blocks[i].text;
    }
    return first_text(doc, false);
}

/* A page without any title has the beginning of its text for one. */
static struct str title_from_text(struct arena *a, const struct doc *doc)
{
    enum { TITLE_CP = 80 };
    struct str text = first_text(doc, true);
    text = text.n ? text : first_text(doc, false);
    for (size_t i = 0; i < doc->blocks_n && text.n == 0; i++)
        text = doc->blocks[i].items.items_n ? doc->blocks[i].items.items[0] : doc->blocks[i].text;
    struct str cut = utf8_first_cp(text, TITLE_CP);
    if (cut.n == text.n)
        return text;
    size_t space = str_find_last_byte(cut, ' ');
    return str_concat(a, str_first(cut, space), STR("…"));
}

/* The page's own name of its list: the heading that its declared title begins or ends with. */
static struct str list_title(const struct html_head *h)
{
    enum { NAME_CP_MAX = 80 };
    struct str declared = html_key(h->t->a, h->declared->document_title);
    for (html_node n = h->t->root; n; n = html_next(h->t, h->t->root, n)) {
        enum html_tag tag = html_tag_of(h->t, n);
        uint32_t cp = html_at(h->t, n)->count.cp;
        if ((tag != HTML_TAG_H1 && tag != HTML_TAG_H2) || cp < 2 || cp > NAME_CP_MAX)
            continue;
        struct str text = html_text(h->t, n);
        struct str key = html_key(h->t->a, text);
        if (key.n && (str_starts(declared, key) || str_ends(declared, key)))
            return text;
    }
    return h->declared->document_title;
}

/* What a list page says of itself above its first card. */
static struct str own_description(const struct html_head *h)
{
    enum { SENTENCE_CP_MIN = 40, SENTENCE_CP_MAX = 400 };
    const struct html_tree *t = h->t;
    for (html_node n = h->title.node; n; n = html_next(t, t->root, n)) {
        const struct html_count *c = &html_at(t, n)->count;
        if (html_at(t, n)->marks & HTML_MARK_CARD)
            break;
        if (html_tag_of(t, n) == HTML_TAG_TEXT && c->cp >= SENTENCE_CP_MIN &&
            c->cp <= SENTENCE_CP_MAX && str_ends(html_text(t, n), STR(".")))
            return html_text(t, n);
    }
    return STR("");
}

/* What a list page has: its name, its links, nothing that is an article's. */
static void make_list(const struct html_head *h, struct doc *doc)
{
    struct doc list = {.kind = DOC_LIST_PAGE,
                       .published_ms = CLOCK_NONE,
                       .updated_ms = CLOCK_NONE,
                       .title = doc->title,
                       .language = doc->language,
                       .section = doc->section,
                       .site_name = doc->site_name,
                       .url = doc->url};
    for (size_t i = 0; i < DECLARED_FROM_COUNT && list.description.n == 0; i++)
        list.description = h->declared->description[i];
    if (list.description.n == 0)
        list.description = own_description(h);
    struct html_head untitled = *h; /* the title of a list heads its cards */
    untitled.title.node = 0;
    html_teasers_read(&untitled, (struct html_span){0, 0}, &list);
    if (h->title.node == 0 && h->declared->document_title.n)
        list.title = list_title(h);
    *doc = list;
}

/* ---- what stands around the body ---- */

static bool has_media(const struct doc *doc, enum doc_block_type type, struct str src)
{
    for (size_t i = 0; i < doc->blocks_n; i++)
        if (doc->blocks[i].type == type && (src.n == 0 || str_eq(doc->blocks[i].src, src)))
            return true;
    return false;
}

/* captioned: only pictures with a caption, which is no label ("Ảnh"). */
static void add_figures(const struct html_head *h, const struct doc *doc, html_node box,
                        bool captioned, struct vec *blocks)
{
    enum { CAPTION_CP_MIN = 12 };
    struct html_pictures pictures = html_pictures_read(h->t, box, h->base);
    for (size_t i = 0; i < pictures.n; i++) {
        const struct html_picture *p = &pictures.at[i];
        bool passed = has_media(doc, DOC_FIGURE, p->src) ||
                      (captioned && utf8_count_cp(p->caption) < CAPTION_CP_MIN);
        struct doc_block *b = passed ? NULL : vec_push(blocks);
        if (b)
            *b = (struct doc_block){.type = DOC_FIGURE,
                                    .src = p->src,
                                    .alt = p->alt,
                                    .caption = p->caption,
                                    .credit = p->credit.n ? p->credit
                                                          : byline_credit(h->t->a, p->caption)};
    }
}

/* <div><img><p class="wp-caption-text">…</p></div>: one picture and words that are no link. */
static bool is_captioned_box(const struct html_tree *t, html_node n)
{
    const struct html_count *c = &html_at(t, n)->count;
    return html_tag_of(t, n) == HTML_TAG_DIV && c->img == 1 && c->cp > 0 && c->link_cp == 0;
}

/* A film between the title and the text, or right before the title where the text has none; a figure
 * above the text. */
static void read_media_above(const struct html_head *h, const struct doc *doc, struct vec *blocks)
{
    enum { FILM_NODES_BEFORE = 60 };
    const struct html_tree *t = h->t;
    html_node title = h->title.node ? h->title.node : h->body.first;
    title = title < h->body.first ? title : h->body.first;
    html_node from = title > FILM_NODES_BEFORE ? title - FILM_NODES_BEFORE : 1;
    html_node n = t->root;
    while (n && n < h->body.first) {
        struct html_video film;
        enum html_tag tag = html_tag_of(t, n);
        bool apart = tag == HTML_TAG_NAV || tag == HTML_TAG_A || tag == HTML_TAG_ASIDE;
        bool player = tag == HTML_TAG_IFRAME || tag == HTML_TAG_VIDEO;
        struct doc_block *b = NULL;
        if (n >= from && player && !has_media(doc, DOC_VIDEO, STR("")) &&
            html_video_read(t, n, h->base, &film) && (b = vec_push(blocks)))
            *b = (struct doc_block){.type = DOC_VIDEO, .src = film.src, .poster = film.poster};
        bool figure = n > title && (tag == HTML_TAG_FIGURE || is_captioned_box(t, n)) &&
                      !html_within(t, h->title.node, n) && html_is_picture_box(t, n);
        if (figure)
            add_figures(h, doc, n, tag != HTML_TAG_FIGURE, blocks);
        n = apart || figure || player ? html_next_skip(t, t->root, n) : html_next(t, t->root, n);
    }
}

static void add_media_above(const struct html_head *h, struct doc *doc)
{
    struct vec blocks = VEC(struct doc_block, h->t->a);
    read_media_above(h, doc, &blocks);
    for (size_t i = 0; blocks.n && i < doc->blocks_n; i++) {
        struct doc_block *b = vec_push(&blocks);
        if (b)
            *b = doc->blocks[i];
        if (i + 1 == doc->blocks_n) {
            doc->blocks = blocks.p;
            doc->blocks_n = blocks.n;
            return;
        }
    }
}

/* From the title to a little below the text. */
static void add_files(const struct html_head *h, struct doc *doc)
{
    enum { NODES_AFTER = 150 };
    struct vec files = VEC(struct doc_file, h->t->a);
    html_node first =
        h->title.node && h->title.node < h->body.first ? h->title.node : h->body.first;
    html_files_between(h->t, first, h->body.last + NODES_AFTER, h->base, &files);
    doc->files = files.p;
    doc->files_n = files.n;
}

/* What servers say instead of a page: "404", "404 - Không tìm thấy trang", "Page not found". */
static bool says_none(struct str title)
{
    static const struct str NUMBERS[] = {STR_INIT("lỗi 404"), STR_INIT("error 404"),
                                         STR_INIT("404 error"), STR_INIT("404")};
    static const struct str WORDS[] = {STR_INIT("không tìm thấy trang"),
                                       STR_INIT("không tìm thấy nội dung"),
                                       STR_INIT("trang không tồn tại"),
                                       STR_INIT("trang không tìm thấy"),
                                       STR_INIT("bài viết không tồn tại"),
                                       STR_INIT("page not found"),
                                       STR_INIT("not found"),
                                       STR_INIT("the page cannot be found")};
    bool number = false;
    for (size_t i = 0; i < COUNT_OF(NUMBERS) && !number; i++) {
        number = str_starts(title, NUMBERS[i]);
        title = number ? str_trim(str_from(title, NUMBERS[i].n)) : title;
    }
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_starts(title, WORDS[i]))
            return true;
    return number && title.n == 0;
}

/* An error and at most a few sentences. */
static bool is_error_page(struct arena *a, const struct html_head *h, const struct doc *doc)
{
    enum { TEXT_BYTES_MAX = 1500 };
    size_t bytes = 0;
    for (size_t i = 0; i < doc->blocks_n; i++)
        bytes += doc->blocks[i].text.n;
    return bytes <= TEXT_BYTES_MAX && !h->declared->article &&
           says_none(html_key(a, h->title.text));
}

static enum rc read_article(struct html_tree *page, struct html_head *h, struct doc *doc,
                            struct err *e)
{
    struct html_tree cut;
    html_node root = 0;
    struct vec blocks = VEC(struct doc_block, page->a);
    html_cards_mark(h);
    if (!html_main_find(page, h->title.text, &cut, &root))
        return fail(e, RC_INVALID, "no article found: no text on the page");
    bool cards = html_cards_are_page(h, &cut, root);
    if (!cards && html_cards_set_aside(page, &cut, root) &&
        !html_main_find(page, h->title.text, &cut, &root))
        return fail(e, RC_INVALID, "no article found: no text on the page");
    if (!cards)
        html_cards_cut_below(&cut, root);
    h->body = span_of(page, &cut, root);
    html_head_read(h, doc);
    html_tidy(&cut, root, h, doc);
    struct html_head tidied = *h; /* sapo, dates and buttons that stood above the text are gone */
    tidied.body = span_of(page, &cut, root);
    if (doc->lead.n == 0 && str_eq(doc->language, STR("vi")))
        html_head_lead(&tidied, doc);
    html_blocks_read(&cut, root, h->base, &blocks);
    doc->blocks = blocks.p;
    doc->blocks_n = blocks.n;
    if (is_error_page(page->a, h, doc))
        return fail(e, RC_INVALID, "no article: the page says that there is none (\"%.*s\")",
                    STR_ARG(h->title.text));
    html_sign(page->a, doc);
    html_sign_mark(page->a, doc);
    if (doc->source_name.n && doc->source_url.n == 0 && html_head_is_own(h, doc->source_name))
        doc->source_name = STR(""); /* a newspaper that credits itself took it from nobody */
    if (doc->title.n == 0)
        doc->title = title_from_text(page->a, doc);
    if (doc->description.n == 0)
        doc->description = first_sentence(page->a, doc);
    html_teasers_read(h, (struct html_span){0, 0}, doc);
    if (cards || html_is_list(h, doc, &cut, root))
        make_list(h, doc);
    else {
        html_teasers_read(h, h->body, doc);
        html_related_read(h, &cut, root, doc);
        add_media_above(&tidied, doc);
        add_files(h, doc);
    }
    return RC_OK;
}

static enum rc read_page(struct arena *a, struct str bytes, const struct html_page_hints *hints,
                         struct doc *out, struct err *e)
{
    struct html_tree tree;
    struct str text;
    struct html_declared declared;
    enum rc rc = html_decode(a, bytes, hints, &text, e);
    if (!rc)
        rc = html_tree_parse(a, text, false, &tree, e);
    if (rc)
        return rc;
    html_decode_typed(&tree, hints->legacy);
    html_picture_unveil(&tree);
    html_declared_read(&tree, &declared);
    struct doc doc = {.published_ms = CLOCK_NONE, .updated_ms = CLOCK_NONE};
    doc.url = address_of(a, hints->url, &declared);
    struct html_head head = {
        .t = &tree,
        .declared = &declared,
        .base = html_url_resolve(a, doc.url, declared.base.n ? declared.base : doc.url),
        .captured_ms = hints->captured_ms,
        .title = html_title_find(&tree, &declared, doc.url),
    };
    rc = read_article(&tree, &head, &doc, e);
    note_hidden(&tree, doc.url, &doc);
    if (arena_failed(a))
        return is_too_much(a, e);
    if (!rc)
        *out = doc;
    return rc;
}

enum rc html_read(struct arena *a, struct str bytes, const struct html_page_hints *hints,
                  struct doc *out, struct err *e)
{
    struct html_page_hints own = *hints;
    struct mhtml_page page;
    if (bytes.n > HTML_MAX_BYTES)
        return fail(e, RC_LIMIT, "%zu bytes, at most %d", bytes.n, HTML_MAX_BYTES);
    if (!mhtml_is(bytes))
        return read_page(a, bytes, hints, out, e);
    enum rc rc = mhtml_read(a, bytes, &page, e);
    if (rc)
        return rc;
    own.url = own.url.n ? own.url : page.url;
    own.content_type = page.charset;
    (void)datetime_machine(a, page.date, &own.captured_ms);
    return read_page(a, mhtml_with_addresses(a, page.bytes), &own, out, e);
}
