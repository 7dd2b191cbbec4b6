/* Writing; reading is in article_read.c. */
#include "article/article_json.h"

/* Starts a key of an object: a comma unless it is the first. key is a literal of this file. */
static void add_key(struct buf *out, const char *key)
{
    if (out->n && out->p[out->n - 1] != '{')
        buf_add_byte(out, ',');
    buf_addf(out, "\"%s\":", key);
}

static void add_text_or_null(struct buf *out, struct str s)
{
    if (s.n)
        buf_add_json(out, s);
    else
        buf_add(out, STR("null"));
}

static void add_text(struct buf *out, const char *key, struct str s)
{
    add_key(out, key);
    add_text_or_null(out, s);
}

enum { TIME_ARENA_BYTES = 256 }; /* one RFC 3339 time */

static void add_time(struct buf *out, const char *key, int64_t at_ms)
{
    struct arena scratch;
    arena_init(&scratch, TIME_ARENA_BYTES);
    add_text(out, key, clock_rfc3339(&scratch, at_ms));
    if (arena_failed(&scratch))
        out->failed = true;
    arena_release(&scratch);
}

static void add_items(struct buf *out, const struct article_texts *texts)
{
    buf_add_byte(out, '[');
    for (size_t i = 0; i < texts->items_n; i++) {
        if (i)
            buf_add_byte(out, ',');
        buf_add_json(out, texts->items[i]);
    }
    buf_add_byte(out, ']');
}

static void add_texts(struct buf *out, const char *key, const struct article_texts *texts)
{
    add_key(out, key);
    add_items(out, texts);
}

static void add_rows(struct buf *out, const struct article_block *b)
{
    add_key(out, "rows");
    buf_add_byte(out, '[');
    for (size_t i = 0; i < b->rows_n; i++) {
        if (i)
            buf_add_byte(out, ',');
        add_items(out, &b->rows[i]);
    }
    buf_add_byte(out, ']');
}

static void add_links(struct buf *out, const struct article_block *b)
{
    add_key(out, "items");
    buf_add_byte(out, '[');
    for (size_t i = 0; i < b->links_n; i++) {
        buf_add(out, i ? STR(",{") : STR("{"));
        add_text(out, "title", b->links[i].title);
        add_text(out, "url", b->links[i].url);
        buf_add_byte(out, '}');
    }
    buf_add_byte(out, ']');
}

/* This and the next only when so, so that what a page said stays as design.md has it. */
static void add_flag(struct buf *out, const char *key, bool value)
{
    if (value)
        buf_addf(out, ",\"%s\":true", key);
}

static void add_size(struct buf *out, const struct article_block *b)
{
    if (b->width_px > 0 && b->height_px > 0)
        buf_addf(out, ",\"width\":%lld,\"height\":%lld", (long long)b->width_px,
                 (long long)b->height_px);
}

static void add_block(struct buf *out, const struct article_block *b)
{
    buf_add_byte(out, '{');
    add_text(out, "type", article_block_word(b->type));
    switch (b->type) {
    case BLOCK_PARAGRAPH:
    case BLOCK_HEADING:
    case BLOCK_QUOTE:
        add_text(out, "text", b->text);
        add_text(out, "html", b->html.s);
        break;
    case BLOCK_FIGURE:
        add_text(out, "src", b->src);
        add_text(out, "alt", b->alt);
        add_text(out, "caption", b->caption);
        add_text(out, "credit", b->credit);
        add_size(out, b);
        break;
    case BLOCK_LIST:
        add_texts(out, "items", &b->items);
        add_flag(out, "ordered", b->is_ordered);
        break;
    case BLOCK_TABLE:
        add_rows(out, b);
        add_flag(out, "header", b->has_head);
        break;
    case BLOCK_VIDEO:
        add_text(out, "src", b->src);
        add_text(out, "poster", b->poster);
        add_text(out, "caption", b->caption);
        break;
    case BLOCK_RELATED: add_links(out, b); break;
    case ARTICLE_BLOCK_TYPE_COUNT: break;
    }
    buf_add_byte(out, '}');
}

void article_json_write_blocks(struct buf *out, const struct article *art)
{
    buf_add_byte(out, '[');
    for (size_t i = 0; i < art->blocks_n; i++) {
        if (i)
            buf_add_byte(out, ',');
        add_block(out, &art->blocks[i]);
    }
    buf_add_byte(out, ']');
}

static void add_contributors(struct buf *out, const struct article *art)
{
    add_key(out, "contributors");
    buf_add_byte(out, '[');
    for (size_t i = 0; i < art->contributors_n; i++) {
        buf_add(out, i ? STR(",{") : STR("{"));
        add_text(out, "name", art->contributors[i].name);
        add_text(out, "role", article_role_word(art->contributors[i].role));
        buf_add_byte(out, '}');
    }
    buf_add_byte(out, ']');
}

static void add_teasers(struct buf *out, const struct article *art)
{
    add_key(out, "teasers");
    buf_add_byte(out, '[');
    for (size_t i = 0; i < art->teasers_n; i++) {
        const struct article_teaser *t = &art->teasers[i];
        buf_add(out, i ? STR(",{") : STR("{"));
        add_text(out, "block", t->block);
        add_text(out, "title", t->title);
        add_text(out, "url", t->url);
        add_text(out, "excerpt", t->excerpt);
        add_text(out, "time", t->time);
        buf_add_byte(out, '}');
    }
    buf_add_byte(out, ']');
}

static void add_source(struct buf *out, const struct article *art)
{
    add_key(out, "source");
    if (!article_is_aggregated(art)) {
        buf_add(out, STR("null"));
        return;
    }
    buf_add_byte(out, '{');
    add_text(out, "name", art->source_name);
    add_text(out, "url", art->source_url);
    buf_add_byte(out, '}');
}

static void add_sources(struct buf *out, const struct article *art)
{
    add_key(out, "sources");
    buf_add_byte(out, '[');
    for (size_t i = 0; i < art->sources_n; i++) {
        buf_add(out, i ? STR(",{") : STR("{"));
        add_text(out, "name", art->sources[i].title);
        add_text(out, "url", art->sources[i].url);
        buf_add_byte(out, '}');
    }
    buf_add_byte(out, ']');
}

static void add_documents(struct buf *out, const struct article *art)
{
    add_key(out, "documents");
    buf_add_byte(out, '[');
    for (size_t i = 0; i < art->documents_n; i++) {
        const struct article_document *d = &art->documents[i];
        buf_add(out, i ? STR(",{") : STR("{"));
        add_text(out, "title", d->title);
        add_text(out, "url", d->url);
        add_text(out, "type", d->type);
        add_key(out, "bytes");
        if (d->bytes > 0)
            buf_add_int(out, d->bytes);
        else
            buf_add(out, STR("null"));
        buf_add_byte(out, '}');
    }
    buf_add_byte(out, ']');
}

static void add_provenance(struct buf *out, const struct article *art)
{
    add_key(out, "provenance");
    if (!art->provenance_format.n && !art->provenance_path.n &&
        art->provenance_captured_ms == CLOCK_NONE) {
        buf_add(out, STR("null"));
        return;
    }
    buf_add_byte(out, '{');
    add_text(out, "format", art->provenance_format);
    add_text(out, "path", art->provenance_path);
    add_time(out, "captured", art->provenance_captured_ms);
    buf_add_byte(out, '}');
}

static void add_house_keys(struct buf *out, const struct article *art)
{
    add_key(out, "featured");
    buf_add(out, art->featured ? STR("true") : STR("false"));
    add_text(out, "comments", art->comments_closed ? STR("closed") : STR("open"));
    add_key(out, "sponsored");
    if (!art->sponsor.n) {
        buf_add(out, STR("null"));
        return;
    }
    buf_add_byte(out, '{');
    add_text(out, "sponsor", art->sponsor);
    buf_add_byte(out, '}');
}

void article_json_write(struct buf *out, const struct article *art)
{
    buf_add_byte(out, '{');
    if (art->is_list)
        add_text(out, "kind", STR("list"));
    add_text(out, "title", art->title);
    add_text(out, "kicker", art->kicker);
    add_text(out, "section", art->section);
    add_texts(out, "breadcrumb", &art->breadcrumb);
    add_text(out, "dateline", art->dateline);
    add_text(out, "lead", art->lead);
    if (art->description.n)
        add_text(out, "description", art->description);
    add_text(out, "language", art->language);
    add_time(out, "published", art->published_ms);
    add_time(out, "updated", art->updated_ms);
    add_contributors(out, art);
    add_key(out, "blocks");
    article_json_write_blocks(out, art);
    add_source(out, art);
    if (art->site_name.n)
        add_text(out, "site", art->site_name);
    if (art->sources_n)
        add_sources(out, art);
    if (art->documents_n)
        add_documents(out, art);
    add_text(out, "url", art->url);
    if (art->old_urls.items_n)
        add_texts(out, "old_urls", &art->old_urls);
    add_texts(out, "tags", &art->tags);
    add_texts(out, "topics", &art->topics);
    add_teasers(out, art);
    add_text(out, "copyright", art->copyright);
    add_provenance(out, art);
    add_house_keys(out, art);
    buf_add_byte(out, '}');
}
