#include "ingest/legacy_article.h"

#include "base/buf.h"
#include "base/utf8.h"

/* -- the verdict -- */

/* Joins pieces that may be typed; there is no need of more than the recogniser looks at. */
static void hear(struct buf *said, struct str piece)
{
    if (piece.n == 0 || said->n >= LEGACY_SAMPLE_BYTES || !legacy_may_be_typed(piece))
        return;
    buf_add(said, str_first(piece, LEGACY_SAMPLE_BYTES));
    buf_add_byte(said, '\n');
}

static void hear_texts(struct buf *said, struct article_texts texts)
{
    for (size_t i = 0; i < texts.items_n; i++)
        hear(said, texts.items[i]);
}

static void hear_block(struct buf *said, const struct article_block *block)
{
    hear(said, block->text);
    hear(said, block->caption);
    hear_texts(said, block->items);
    for (size_t i = 0; i < block->rows_n; i++)
        hear_texts(said, block->rows[i]);
}

static enum legacy_charset verdict(const struct buf *said)
{
    struct legacy_guess guess = legacy_recognise_typed(buf_view(said));
    return guess.confidence_pct >= LEGACY_TYPED_SURE_PCT ? guess.charset : LEGACY_NONE;
}

static enum legacy_charset charset_of(struct arena *a, const struct article *art)
{
    struct buf said;
    buf_init(&said, a);
    hear(&said, art->title);
    hear(&said, art->lead);
    hear(&said, art->description);
    for (size_t i = 0; i < art->blocks_n && said.n < LEGACY_SAMPLE_BYTES; i++)
        hear_block(&said, &art->blocks[i]);
    hear_texts(&said, art->tags);
    return verdict(&said);
}

/* -- fields -- */

struct mend {
    struct arena *a;
    enum legacy_charset charset;
};

static struct str mended(const struct mend *m, struct str text)
{
    return legacy_typed_fits(m->charset, text) ? legacy_typed_to_utf8(m->a, m->charset, text)
                                               : text;
}

static void mend(const struct mend *m, struct str *field)
{
    *field = mended(m, *field);
}

/* What stands between the tags. */
static struct html mended_markup(const struct mend *m, struct html html)
{
    struct buf b;
    struct str rest = html.s;
    if (!legacy_typed_fits(m->charset, rest))
        return html;
    buf_init(&b, m->a);
    while (rest.n) {
        size_t text = str_find_byte(rest, '<');
        buf_add(&b, legacy_typed_to_utf8(m->a, m->charset, str_first(rest, text)));
        rest = str_from(rest, text);
        size_t end = str_find_byte(rest, '>');
        size_t tag = end < rest.n ? end + 1 : rest.n;
        buf_add(&b, str_first(rest, tag));
        rest = str_from(rest, tag);
    }
    return html_from_store(buf_view(&b)); /* as safe as it was: no tag and no sign of one is new */
}

static struct article_texts mended_texts(const struct mend *m, struct article_texts texts)
{
    struct str *items = arena_array(m->a, texts.items_n, sizeof *items);
    if (!items)
        return texts;
    for (size_t i = 0; i < texts.items_n; i++)
        items[i] = mended(m, texts.items[i]);
    return (struct article_texts){items, texts.items_n};
}

static void mend_links(const struct mend *m, struct article_link **links, size_t n)
{
    struct article_link *own = arena_array(m->a, n, sizeof *own);
    if (!own)
        return;
    for (size_t i = 0; i < n; i++)
        own[i] = (struct article_link){mended(m, (*links)[i].title), (*links)[i].url};
    *links = own;
}

static void mend_rows(const struct mend *m, struct article_block *block)
{
    struct article_texts *rows = arena_array(m->a, block->rows_n, sizeof *rows);
    if (!rows)
        return;
    for (size_t i = 0; i < block->rows_n; i++)
        rows[i] = mended_texts(m, block->rows[i]);
    block->rows = rows;
}

static void mend_blocks(const struct mend *m, struct article *art)
{
    struct article_block *blocks = arena_array(m->a, art->blocks_n, sizeof *blocks);
    if (!blocks)
        return;
    for (size_t i = 0; i < art->blocks_n; i++) {
        struct article_block *block = &blocks[i];
        *block = art->blocks[i];
        mend(m, &block->text);
        mend(m, &block->alt);
        mend(m, &block->caption);
        mend(m, &block->credit);
        block->html = mended_markup(m, block->html);
        block->items = mended_texts(m, block->items);
        mend_rows(m, block);
        mend_links(m, &block->links, block->links_n);
    }
    art->blocks = blocks;
}

static void mend_people(const struct mend *m, struct article *art)
{
    struct article_contributor *people = arena_array(m->a, art->contributors_n, sizeof *people);
    if (!people)
        return;
    for (size_t i = 0; i < art->contributors_n; i++)
        people[i] = (struct article_contributor){mended(m, art->contributors[i].name),
                                                 art->contributors[i].role};
    art->contributors = people;
}

static void mend_teasers(const struct mend *m, struct article *art)
{
    struct article_teaser *teasers = arena_array(m->a, art->teasers_n, sizeof *teasers);
    if (!teasers)
        return;
    for (size_t i = 0; i < art->teasers_n; i++) {
        teasers[i] = art->teasers[i];
        mend(m, &teasers[i].block);
        mend(m, &teasers[i].title);
        mend(m, &teasers[i].excerpt);
        mend(m, &teasers[i].time);
    }
    art->teasers = teasers;
}

static void mend_documents(const struct mend *m, struct article *art)
{
    struct article_document *documents = arena_array(m->a, art->documents_n, sizeof *documents);
    if (!documents)
        return;
    for (size_t i = 0; i < art->documents_n; i++) {
        documents[i] = art->documents[i];
        mend(m, &documents[i].title);
    }
    art->documents = documents;
}

static void mend_head(const struct mend *m, struct article *art)
{
    mend(m, &art->title);
    mend(m, &art->kicker);
    mend(m, &art->section);
    mend(m, &art->dateline);
    mend(m, &art->lead);
    mend(m, &art->description);
    mend(m, &art->site_name);
    mend(m, &art->copyright);
    mend(m, &art->source_name);
    mend(m, &art->sponsor);
}

enum legacy_charset legacy_mend_article(struct arena *a, struct article *art)
{
    struct mend m = {a, charset_of(a, art)};
    if (m.charset == LEGACY_NONE)
        return LEGACY_NONE;
    mend_head(&m, art);
    art->breadcrumb = mended_texts(&m, art->breadcrumb);
    art->tags = mended_texts(&m, art->tags);
    art->topics = mended_texts(&m, art->topics);
    mend_people(&m, art);
    mend_blocks(&m, art);
    mend_links(&m, &art->sources, art->sources_n);
    mend_documents(&m, art);
    mend_teasers(&m, art);
    return m.charset;
}

/* -- what comes with it -- */

const struct doc *legacy_mend_comments(struct arena *a, const struct doc *doc,
                                       enum legacy_charset around)
{
    struct buf said;
    buf_init(&said, a);
    for (size_t i = 0; i < doc->comments_n && said.n < LEGACY_SAMPLE_BYTES; i++)
        hear(&said, doc->comments[i].text);
    enum legacy_charset own = verdict(&said);
    struct mend m = {a, own ? own : around};
    if (m.charset == LEGACY_NONE || doc->comments_n == 0)
        return doc;
    struct doc *copy = arena_alloc(a, sizeof *copy);
    struct doc_comment *comments = arena_array(a, doc->comments_n, sizeof *comments);
    if (!copy || !comments)
        return doc;
    for (size_t i = 0; i < doc->comments_n; i++) {
        comments[i] = doc->comments[i];
        mend(&m, &comments[i].name);
        mend(&m, &comments[i].text);
    }
    *copy = *doc;
    copy->comments = comments;
    return copy;
}

struct doc_place legacy_mend_place(struct arena *a, const struct doc_place *place,
                                   enum legacy_charset around)
{
    struct mend m = {a, around};
    struct doc_place own = *place;
    mend(&m, &own.name);
    own.steps = mended_texts(&m, (struct article_texts){place->steps, place->steps_n}).items;
    return own;
}

/* -- pages of plain text -- */

static struct str mended_lines(struct arena *a, struct str text)
{
    struct buf said;
    struct buf b;
    struct str rest = text;
    struct str line;
    buf_init(&said, a);
    buf_init(&b, a);
    while (said.n < LEGACY_SAMPLE_BYTES && str_next(&rest, '\n', &line))
        hear(&said, line);
    struct mend m = {a, verdict(&said)};
    if (m.charset == LEGACY_NONE)
        return text;
    while (str_next(&text, '\n', &line)) {
        buf_add(&b, mended(&m, line));
        buf_add_byte(&b, '\n');
    }
    return buf_view(&b);
}

struct str legacy_page_text(struct arena *a, struct str bytes)
{
    if (utf8_valid(bytes, NULL))
        return mended_lines(a, bytes);
    struct legacy_guess guess = legacy_recognise(bytes);
    if (guess.charset == LEGACY_NONE || guess.confidence_pct < LEGACY_SURE_PCT)
        return bytes;
    return legacy_to_utf8(a, guess.charset, bytes);
}
