#include "base/mem.h"
#include "base/utf8.h"
#include "source/feed_internal.h"
#include "source/formats.h"
#include "source/html.h"

enum {
    TEASER_MAX_BYTES = 1500, /* a longer description is the text itself */
    TITLE_MAX_CP = 120,      /* made of the text of an item without a title */
    VIETNAM_MIN = 420,
};

/* ---- the text ---- */

/* Blocks of text; none where it cannot be read. */
static struct doc_block *blocks_of(struct arena *a, const struct feed_text *text, size_t *n)
{
    struct doc_block *blocks = NULL;
    struct err e;
    *n = 0;
    if (!text->s.n)
        return NULL;
    if (text->is_html)
        return html_blocks(a, text->s, text->base, &blocks, n, &e) ? NULL : blocks;
    struct vec v = VEC(struct doc_block, a);
    struct str rest = text->s;
    struct str line;
    while (str_next_line(&rest, &line)) {
        struct str folded = utf8_fold_space(a, line);
        struct doc_block *block = folded.n ? vec_push(&v) : NULL;
        if (block)
            *block = (struct doc_block){.type = DOC_PARAGRAPH, .text = folded};
    }
    *n = v.n;
    return v.p;
}

static void add_pictures(struct doc_block *blocks, size_t n, struct vec *to)
{
    for (size_t i = 0; i < n; i++) {
        bool picture = blocks[i].type == DOC_FIGURE || blocks[i].type == DOC_VIDEO;
        struct doc_block *kept = picture ? vec_push(to) : NULL;
        if (kept)
            *kept = blocks[i];
    }
}

static void add_all(struct doc_block *blocks, size_t n, struct vec *to)
{
    for (size_t i = 0; i < n; i++) {
        struct doc_block *kept = vec_push(to);
        if (kept)
            *kept = blocks[i];
    }
}

static bool begins_alike(struct str longer, struct str shorter)
{
    struct str dots = STR("…");
    while (shorter.n && (str_ends(shorter, dots) || str_ends(shorter, STR("."))))
        shorter = str_trim(str_first(shorter, shorter.n - (str_ends(shorter, dots) ? dots.n : 1)));
    return shorter.n && str_starts(longer, shorter);
}

/* The teaser stands above the text, unless it is only its beginning. */
static void take_text(struct arena *a, const struct feed_item *item, struct doc *out,
                      struct vec *blocks)
{
    size_t n = 0;
    struct str teaser = feed_plain(a, &item->summary);
    bool is_text = teaser.n > TEASER_MAX_BYTES;
    if (item->content.s.n) {
        struct doc_block *all = blocks_of(a, &item->content, &n);
        struct str first = feed_plain(a, &item->content);
        add_all(all, n, blocks);
        if (!is_text && !begins_alike(first, teaser))
            out->lead = teaser;
        return;
    }
    struct doc_block *all = blocks_of(a, &item->summary, &n);
    if (is_text) {
        add_all(all, n, blocks);
        return;
    }
    out->lead = teaser;
    add_pictures(all, n, blocks);
}

/* ---- pictures and films ---- */

static bool is_medium(const struct feed_enclosure *x, const char *kind)
{
    struct str slash = STR("/");
    size_t n = str_view(kind).n;
    return str_eq_nocase(x->medium, str_view(kind)) ||
           (str_eq_nocase(str_first(x->type, n), str_view(kind)) &&
            str_starts(str_from(x->type, n), slash));
}

static bool shows(const struct vec *blocks, struct str src)
{
    for (size_t i = 0; i < blocks->n; i++) {
        const struct doc_block *block = vec_at(blocks, i);
        if (str_eq(block->src, src))
            return true;
    }
    return false;
}

static bool has_picture(const struct vec *blocks)
{
    for (size_t i = 0; i < blocks->n; i++) {
        const struct doc_block *block = vec_at(blocks, i);
        if (block->type == DOC_FIGURE)
            return true;
    }
    return false;
}

/* True if x is the one to show of its group: the feed's choice, else the widest, else the first. */
static bool is_best(const struct feed_item *item, const struct feed_enclosure *x)
{
    for (size_t i = 0; x->group && i < item->enclosures_n; i++) {
        const struct feed_enclosure *y = &item->enclosures[i];
        if (y == x || y->group != x->group || y->thumbnail != x->thumbnail ||
            is_medium(y, "image") != is_medium(x, "image") ||
            is_medium(y, "video") != is_medium(x, "video"))
            continue;
        if (y->preferred != x->preferred ? y->preferred
            : y->width_px != x->width_px ? y->width_px > x->width_px
                                         : y < x)
            return false;
    }
    return true;
}

static void take_enclosure(const struct feed_enclosure *x, struct vec *body, struct vec *to)
{
    bool film = is_medium(x, "video");
    bool picture = is_medium(x, "image");
    if ((!film && !picture) || shows(body, x->url) || shows(to, x->url))
        return;
    if (x->thumbnail && (has_picture(body) || has_picture(to)))
        return;
    struct doc_block *block = vec_push(to);
    if (block)
        *block = (struct doc_block){.type = film ? DOC_VIDEO : DOC_FIGURE,
                                    .src = x->url,
                                    .caption = x->title,
                                    .credit = x->credit};
}

/* Thumbnails last: they count only where nothing better is shown. */
static void take_enclosures(const struct feed_item *item, struct vec *body, struct vec *to)
{
    for (int thumbnails = 0; thumbnails <= 1; thumbnails++)
        for (size_t i = 0; i < item->enclosures_n; i++) {
            const struct feed_enclosure *x = &item->enclosures[i];
            if (x->thumbnail == thumbnails && is_best(item, x))
                take_enclosure(x, body, to);
        }
}

/* A picture of the text is often one of the enclosures, which say whose it is. */
static void take_credits(const struct feed_item *item, struct vec *body)
{
    for (size_t i = 0; i < body->n; i++) {
        struct doc_block *block = vec_at(body, i);
        for (size_t k = 0; k < item->enclosures_n && block->type == DOC_FIGURE; k++)
            if (!block->credit.n && str_eq(block->src, item->enclosures[k].url))
                block->credit = item->enclosures[k].credit;
    }
}

/* ---- the rest ---- */

static void take_people(struct arena *a, const struct feed_item *item, struct doc *out)
{
    struct vec people = VEC(struct doc_person, a);
    for (size_t i = 0; i < item->authors.items_n; i++) {
        const struct feed_person *p = &item->authors.items[i];
        struct doc_person *person = p->name.n ? vec_push(&people) : NULL;
        if (person)
            *person = (struct doc_person){.name = p->name, .role = DOC_AUTHOR};
    }
    out->people = people.p;
    out->people_n = people.n;
}

static struct str title_of(struct arena *a, const struct feed_item *item)
{
    struct str title = feed_plain(a, &item->title);
    if (title.n)
        return title;
    struct str text = feed_plain(a, item->summary.s.n ? &item->summary : &item->content);
    struct str cut = utf8_first_cp(text, TITLE_MAX_CP);
    size_t space = str_find_last_byte(cut, ' ');
    if (cut.n == text.n)
        return cut;
    return str_concat(a, space < cut.n ? str_first(cut, space) : cut, STR("…"));
}

enum rc feed_doc(struct arena *a, const struct feed *feed, const struct feed_item *item,
                 struct doc *out, struct err *e)
{
    struct vec body = VEC(struct doc_block, a);
    struct vec blocks = VEC(struct doc_block, a);
    struct doc d = {
        .title = title_of(a, item),
        .language = item->language,
        .published_ms = item->published_ms != CLOCK_NONE ? item->published_ms : item->created_ms,
        .updated_ms = item->updated_ms,
        .source_name = item->source_name.n ? item->source_name : feed_plain(a, &feed->title),
        .source_url = item->link,
        .url = item->link,
        .guid = item->id,
        .tags = item->categories,
        .tags_n = item->categories_n,
        .copyright = item->rights.n ? item->rights : feed->rights,
    };
    if (d.published_ms == CLOCK_NONE)
        d.published_ms = item->updated_ms;
    if (item->categories_n)
        d.section = item->categories[0];
    take_people(a, item, &d);
    take_text(a, item, &d, &body);
    take_credits(item, &body);
    take_enclosures(item, &body, &blocks);
    add_all(body.p, body.n, &blocks);
    d.blocks = blocks.p;
    d.blocks_n = blocks.n;
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "the item needs more memory than its limit");
    *out = d;
    return RC_OK;
}

/* ---- a row of the table of formats ---- */

struct stream {
    struct source_sink sink;
    struct feed_reader *reader;
};

static bool item_found(void *ctx, const struct feed *feed, const struct feed_item *item,
                       struct arena *a, size_t line)
{
    struct stream *s = ctx;
    struct doc doc;
    struct err e = {""};
    enum rc rc = feed_doc(a, feed, item, &doc, &e);
    if (rc)
        return s->sink.refused(s->sink.ctx, line, rc, e.text);
    return s->sink.found(s->sink.ctx, &doc, a, line);
}

static bool item_refused(void *ctx, size_t line, enum rc rc, const char *cause)
{
    struct stream *s = ctx;
    return s->sink.refused(s->sink.ctx, line, rc, cause);
}

static enum rc stream_open(const struct source_sink *sink, const struct source_origin *origin,
                           void **out, struct err *e)
{
    struct stream *s = mem_alloc(sizeof *s);
    if (!s)
        return fail(e, RC_NOMEM, "out of memory");
    *s = (struct stream){.sink = *sink};
    struct feed_sink to = {item_found, item_refused, s};
    struct feed_options options = {
        .url = origin->url, .content_type = STR(""), .zone_min = VIETNAM_MIN};
    enum rc rc = feed_new(&options, &to, &s->reader, e);
    if (rc) {
        mem_free(s);
        return rc;
    }
    *out = s;
    return RC_OK;
}

static enum rc stream_push(void *reader, struct str piece, struct err *e)
{
    struct stream *s = reader;
    return feed_push(s->reader, piece, e);
}

static enum rc stream_end(void *reader, struct err *e)
{
    struct stream *s = reader;
    return feed_end(s->reader, e);
}

static void stream_close(void *reader)
{
    struct stream *s = reader;
    feed_free(s->reader);
    mem_free(s);
}

const struct source_format format_feed = {.name = "feed",
                                          .words = "RSS, Atom or JSON Feed",
                                          .kind = SOURCE_STREAM,
                                          .unit = "line",
                                          .is = feed_recognise,
                                          .open = stream_open,
                                          .push = stream_push,
                                          .end = stream_end,
                                          .close = stream_close};
