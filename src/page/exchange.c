#include "page/exchange.h"

#include "article/article_json.h"
#include "article/slug.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "page/json_out.h"

enum { META_VERSION = 2 }; /* source/loa_meta.h */

/* Where an import puts what names no section (ingest/import_section.c). */
static const struct str EXCHANGE_NO_SECTION = STR_INIT("Tin tức");

struct str exchange_url(const struct exchange *x, struct arena *a, struct str path)
{
    if (str_starts(path, STR("media/")))
        return str_format(a, "%.*s/%.*s", STR_ARG(x->origin), STR_ARG(path));
    return str_starts(path, STR("/")) ? str_concat(a, x->origin, path) : path;
}

/* ---- the body ---- */

static void add_attribute(struct buf *out, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_addf(out, " %s=\"", name);
    buf_add_escaped(out, value);
    buf_add_byte(out, '"');
}

/* Markup as the sanitizer wrote it, with links to the site's own paths made absolute: they are read on
 * another site. */
static void add_markup(struct buf *out, const struct exchange *x, struct html markup)
{
    static const struct str LINK = STR_INIT("href=\"/");
    struct str rest = markup.s;
    while (rest.n) {
        size_t at = str_find(rest, LINK);
        bool own = at < rest.n && !str_starts(str_from(rest, at + LINK.n), STR("/"));
        buf_add(out, str_first(rest, at));
        rest = str_from(rest, at);
        if (rest.n == 0)
            return;
        buf_add(out, STR("href=\""));
        if (own)
            buf_add_escaped(out, x->origin);
        buf_add_byte(out, '/');
        rest = str_from(rest, LINK.n);
    }
}

static void add_text(struct buf *out, const struct exchange *x, const struct article_block *block)
{
    if (block->html.s.n)
        add_markup(out, x, block->html);
    else
        buf_add_escaped(out, block->text);
}

/* The credit in an element of its own: inside the caption where it stands there, else behind it. */
static void add_caption(struct buf *out, const struct article_block *block)
{
    struct str caption = block->caption;
    size_t at = block->credit.n ? str_find(caption, block->credit) : caption.n;
    bool inside = block->credit.n && at < caption.n;
    if (caption.n) {
        buf_add(out, STR("<figcaption>"));
        buf_add_escaped(out, str_first(caption, at));
        if (inside) {
            buf_add(out, STR("<span class=\"credit\">"));
            buf_add_escaped(out, block->credit);
            buf_add(out, STR("</span>"));
            buf_add_escaped(out, str_from(caption, at + block->credit.n));
        }
        buf_add(out, STR("</figcaption>"));
    }
    if (block->credit.n && !inside) {
        buf_add(out, STR("<span class=\"credit\">"));
        buf_add_escaped(out, block->credit);
        buf_add(out, STR("</span>"));
    }
}

static void add_figure(struct arena *a, const struct exchange *x, const struct article_block *block,
                       struct buf *out)
{
    buf_add(out, STR("<figure><img"));
    add_attribute(out, "src", exchange_url(x, a, block->src));
    add_attribute(out, "alt", block->alt);
    buf_add_byte(out, '>');
    add_caption(out, block);
    buf_add(out, STR("</figure>\n"));
}

static void add_video(struct arena *a, const struct exchange *x, const struct article_block *block,
                      struct buf *out)
{
    buf_add(out, STR("<figure><video controls"));
    add_attribute(out, "src", exchange_url(x, a, block->src));
    add_attribute(out, "poster", exchange_url(x, a, block->poster));
    buf_add(out, STR("></video>"));
    add_caption(out, block);
    buf_add(out, STR("</figure>\n"));
}

static void add_list(const struct article_block *block, struct buf *out)
{
    buf_add(out, block->is_ordered ? STR("<ol>") : STR("<ul>"));
    for (size_t i = 0; i < block->items.items_n; i++) {
        buf_add(out, STR("<li>"));
        buf_add_escaped(out, block->items.items[i]);
        buf_add(out, STR("</li>"));
    }
    buf_add(out, block->is_ordered ? STR("</ol>\n") : STR("</ul>\n"));
}

static void add_table(const struct article_block *block, struct buf *out)
{
    buf_add(out, STR("<table><tbody>"));
    for (size_t i = 0; i < block->rows_n; i++) {
        buf_add(out, STR("<tr>"));
        bool head = i == 0 && block->has_head;
        for (size_t k = 0; k < block->rows[i].items_n; k++) {
            buf_add(out, head ? STR("<th>") : STR("<td>"));
            buf_add_escaped(out, block->rows[i].items[k]);
            buf_add(out, head ? STR("</th>") : STR("</td>"));
        }
        buf_add(out, STR("</tr>"));
    }
    buf_add(out, STR("</tbody></table>\n"));
}

static void add_related(struct arena *a, const struct exchange *x,
                        const struct article_block *block, struct buf *out)
{
    buf_add(out, STR("<aside class=\"related\"><ul>"));
    for (size_t i = 0; i < block->links_n; i++) {
        buf_add(out, STR("<li><a"));
        add_attribute(out, "href", exchange_url(x, a, block->links[i].url));
        buf_add_byte(out, '>');
        buf_add_escaped(out, block->links[i].title);
        buf_add(out, STR("</a></li>"));
    }
    buf_add(out, STR("</ul></aside>\n"));
}

static void add_element(struct buf *out, const struct exchange *x, const char *name,
                        const struct article_block *block)
{
    buf_addf(out, "<%s>", name);
    add_text(out, x, block);
    buf_addf(out, "</%s>\n", name);
}

static void add_block(struct arena *a, const struct exchange *x, const struct article_block *block,
                      struct buf *out)
{
    switch (block->type) {
    case BLOCK_PARAGRAPH: add_element(out, x, "p", block); return;
    case BLOCK_HEADING: add_element(out, x, "h2", block); return;
    case BLOCK_QUOTE:
        buf_add(out, STR("<blockquote>"));
        add_element(out, x, "p", block);
        buf_add(out, STR("</blockquote>\n"));
        return;
    case BLOCK_FIGURE: add_figure(a, x, block, out); return;
    case BLOCK_LIST: add_list(block, out); return;
    case BLOCK_TABLE: add_table(block, out); return;
    case BLOCK_VIDEO: add_video(a, x, block, out); return;
    case BLOCK_RELATED: add_related(a, x, block, out); return;
    case ARTICLE_BLOCK_TYPE_COUNT: return;
    }
}

void exchange_body(struct arena *a, const struct exchange *x, const struct article *art,
                   struct buf *out)
{
    for (size_t i = 0; i < art->blocks_n; i++)
        add_block(a, x, &art->blocks[i], out);
}

/* ---- what has no place elsewhere ---- */

static void add_texts(struct json_out *j, const char *key, struct article_texts texts)
{
    json_out_key(j, key);
    json_out_open(j, '[');
    for (size_t i = 0; i < texts.items_n; i++)
        json_out_text(j, texts.items[i]);
    json_out_close(j, ']');
}

static void add_people(struct json_out *j, const struct article *art)
{
    if (art->contributors_n == 0)
        return;
    json_out_key(j, "contributors");
    json_out_open(j, '[');
    for (size_t i = 0; i < art->contributors_n; i++) {
        json_out_open(j, '{');
        json_out_pair(j, "name", art->contributors[i].name);
        json_out_pair(j, "role", article_role_word(art->contributors[i].role));
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

static bool is_called(struct arena *a, struct str name, const struct exchange_section *section)
{
    return str_eq(slug_from_title(a, name), section->slug);
}

/* As the article names them, where that is where it stands. */
static void add_sections(struct json_out *j, struct arena *a, const struct exchange_item *item)
{
    const struct article *art = item->article;
    const struct exchange_section *own =
        item->sections_n ? item->sections[item->sections_n - 1] : NULL;
    struct article_texts steps = art->breadcrumb;
    struct str last = steps.items_n ? steps.items[steps.items_n - 1] : STR("");
    bool nowhere = art->section.n == 0 && steps.items_n == 0;
    if (!own || (nowhere && item->sections_n == 1 && is_called(a, EXCHANGE_NO_SECTION, own)))
        return;
    bool told = is_called(a, art->section.n ? art->section : last, own);
    json_out_pair(j, "section", told ? art->section : own->name);
    if (told && steps.items_n)
        add_texts(j, "breadcrumb", steps);
    if (told || item->sections_n < 2)
        return;
    json_out_key(j, "breadcrumb");
    json_out_open(j, '[');
    for (size_t i = 0; i < item->sections_n; i++)
        json_out_text(j, item->sections[i]->name);
    json_out_close(j, ']');
}

static void add_documents(struct json_out *j, const struct exchange *x, struct arena *a,
                          const struct article *art)
{
    if (art->documents_n == 0)
        return;
    json_out_key(j, "documents");
    json_out_open(j, '[');
    for (size_t i = 0; i < art->documents_n; i++) {
        json_out_open(j, '{');
        json_out_pair(j, "title", art->documents[i].title);
        json_out_pair(j, "url", exchange_url(x, a, art->documents[i].url));
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

static void add_link(struct json_out *j, struct str name, struct str url)
{
    json_out_open(j, '{');
    json_out_pair(j, "name", name);
    json_out_pair(j, "url", url);
    json_out_close(j, '}');
}

static void add_source(struct json_out *j, const struct article *art)
{
    if (article_is_aggregated(art)) {
        json_out_key(j, "source");
        add_link(j, art->source_name, art->source_url);
    }
    if (art->sources_n == 0)
        return;
    json_out_key(j, "sources");
    json_out_open(j, '[');
    for (size_t i = 0; i < art->sources_n; i++)
        add_link(j, art->sources[i].title, art->sources[i].url);
    json_out_close(j, ']');
}

static void add_number(struct json_out *j, const char *key, int64_t value)
{
    if (value == 0)
        return;
    json_out_key(j, key);
    json_out_int(j, value);
}

static void add_talk(struct json_out *j, struct arena *a, const struct exchange_item *item)
{
    json_out_key(j, "talk");
    json_out_open(j, '[');
    for (size_t i = 0; i < item->comments_n; i++) {
        const struct exchange_comment *c = &item->comments[i];
        json_out_open(j, '{');
        json_out_pair(j, "id", str_format(a, "%lld", (long long)c->id));
        if (c->parent_id)
            json_out_pair(j, "reply_to", str_format(a, "%lld", (long long)c->parent_id));
        json_out_pair(j, "name", c->name);
        json_out_pair(j, "text", c->text);
        json_out_pair(j, "created", clock_rfc3339(a, c->created_ms));
        add_number(j, "approved", c->approved);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

static struct html with_origin(struct arena *a, const struct exchange *x, struct html markup)
{
    struct buf out;
    buf_init(&out, a);
    add_markup(&out, x, markup);
    return html_from_store(buf_view(&out));
}

/* The blocks with absolute addresses, and the hash of the HTML that says the same. */
static void add_body(struct json_out *j, const struct exchange *x, struct arena *a,
                     const struct exchange_meta *meta)
{
    struct article art = *meta->item->article;
    struct hash_content hash = hash_content(meta->body);
    art.blocks = arena_array(a, art.blocks_n, sizeof *art.blocks);
    if (!art.blocks)
        return;
    for (size_t i = 0; i < art.blocks_n; i++) {
        struct article_block block = meta->item->article->blocks[i];
        struct article_link *links = arena_array(a, block.links_n, sizeof *links);
        for (size_t k = 0; links && k < block.links_n; k++)
            links[k] =
                (struct article_link){block.links[k].title, exchange_url(x, a, block.links[k].url)};
        block.links = links;
        block.html = with_origin(a, x, block.html);
        block.src = exchange_url(x, a, block.src);
        block.poster = exchange_url(x, a, block.poster);
        art.blocks[i] = block;
    }
    json_out_key(j, "body");
    json_out_open(j, '{');
    json_out_pair(j, "hash", hash_hex(a, hash.bytes, sizeof hash.bytes));
    json_out_key(j, "blocks");
    article_json_write_blocks(j->b, &art);
    j->wants_comma = true;
    json_out_close(j, '}');
}

struct article_texts exchange_old_urls(const struct exchange *x, struct arena *a,
                                       const struct exchange_item *item)
{
    struct article_texts old = {arena_array(a, item->old.items_n + 1, sizeof *old.items), 0};
    if (!old.items)
        return old;
    old.items[old.items_n++] = exchange_url(x, a, item->path);
    for (size_t i = 0; i < item->old.items_n; i++)
        old.items[old.items_n++] = item->old.items[i];
    return old;
}

void exchange_meta(const struct exchange *x, struct arena *a, const struct exchange_meta *meta,
                   struct buf *out)
{
    const struct exchange_item *item = meta->item;
    const struct article *art = item->article;
    struct json_out j = {.b = out};
    json_out_open(&j, '{');
    add_number(&j, "version", META_VERSION);
    json_out_pair(&j, "kicker", art->kicker);
    json_out_pair(&j, "dateline", art->dateline);
    json_out_pair(&j, "copyright", art->copyright);
    json_out_pair(&j, "language", art->language);
    json_out_pair(&j, "sponsor", art->sponsor);
    add_sections(&j, a, item);
    add_people(&j, art);
    add_texts(&j, "tags", art->tags);
    add_texts(&j, "topics", art->topics);
    add_documents(&j, x, a, art);
    add_source(&j, art);
    json_out_pair(&j, "url", art->url);
    add_texts(&j, "old_urls", exchange_old_urls(x, a, item));
    add_number(&j, "views", item->views);
    add_number(&j, "featured", art->featured);
    if (art->comments_closed)
        json_out_pair(&j, "comments", STR("closed"));
    if (meta->talk && item->comments_n)
        add_talk(&j, a, item);
    add_body(&j, x, a, meta);
    json_out_close(&j, '}');
}
