#include "page/exchange.h"

#include "base/utf8.h"
#include "page/json_out.h"

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
    buf_add(out, STR("<ul>"));
    for (size_t i = 0; i < block->items.items_n; i++) {
        buf_add(out, STR("<li>"));
        buf_add_escaped(out, block->items.items[i]);
        buf_add(out, STR("</li>"));
    }
    buf_add(out, STR("</ul>\n"));
}

static void add_table(const struct article_block *block, struct buf *out)
{
    buf_add(out, STR("<table><tbody>"));
    for (size_t i = 0; i < block->rows_n; i++) {
        buf_add(out, STR("<tr>"));
        for (size_t k = 0; k < block->rows[i].items_n; k++) {
            buf_add(out, STR("<td>"));
            buf_add_escaped(out, block->rows[i].items[k]);
            buf_add(out, STR("</td>"));
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

static void add_sections(struct json_out *j, const struct exchange_item *item)
{
    if (item->sections_n == 0)
        return;
    json_out_pair(j, "section", item->sections[item->sections_n - 1]->name);
    if (item->sections_n < 2)
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

void exchange_meta(const struct exchange *x, struct arena *a, const struct exchange_item *item,
                   struct buf *out)
{
    const struct article *art = item->article;
    struct json_out j = {.b = out};
    json_out_open(&j, '{');
    json_out_pair(&j, "kicker", art->kicker);
    json_out_pair(&j, "dateline", art->dateline);
    json_out_pair(&j, "copyright", art->copyright);
    json_out_pair(&j, "language", art->language);
    add_sections(&j, item);
    add_people(&j, art);
    add_texts(&j, "tags", art->tags);
    add_texts(&j, "topics", art->topics);
    add_documents(&j, x, a, art);
    if (art->source_name.n || art->source_url.n) {
        json_out_key(&j, "source");
        json_out_open(&j, '{');
        json_out_pair(&j, "name", art->source_name);
        json_out_pair(&j, "url", art->source_url);
        json_out_close(&j, '}');
    }
    json_out_close(&j, '}');
}
