/* IPTC ninjs 3.0: a list of news items. */
#include "page/exchange.h"
#include "page/json_out.h"

static void begin(struct exchange *x, const struct exchange_section *sections, size_t n,
                  struct buf *out)
{
    (void)x;
    (void)sections;
    (void)n;
    buf_add(out, STR("[\n"));
}

static void add_typed(struct json_out *j, const char *list, const char *role, const char *type,
                      struct str value)
{
    if (value.n == 0)
        return;
    json_out_key(j, list);
    json_out_open(j, '[');
    json_out_open(j, '{');
    json_out_pair(j, "role", str_view(role));
    json_out_pair(j, "contentType", str_view(type));
    json_out_pair(j, "value", value);
    json_out_close(j, '}');
    json_out_close(j, ']');
}

static void add_by(struct json_out *j, struct arena *a, const struct article *art)
{
    struct buf by;
    buf_init(&by, a);
    for (size_t i = 0; i < art->contributors_n; i++) {
        if (i)
            buf_add(&by, STR(", "));
        buf_add(&by, art->contributors[i].name);
    }
    json_out_pair(j, "by", buf_view(&by));
}

static void add_names(struct json_out *j, const char *key, const struct str *names, size_t n)
{
    if (n == 0)
        return;
    json_out_key(j, key);
    json_out_open(j, '[');
    for (size_t i = 0; i < n; i++) {
        json_out_open(j, '{');
        json_out_pair(j, "name", names[i]);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

static void add_picture(struct json_out *j, struct str url, const struct article_block *block)
{
    bool video = block->type == BLOCK_VIDEO;
    json_out_open(j, '{');
    json_out_pair(j, "uri", url);
    json_out_pair(j, "type", video ? STR("video") : STR("picture"));
    add_typed(j, "descriptions", "caption", "text/plain", block->caption);
    json_out_pair(j, "by", block->credit);
    json_out_key(j, "renditions");
    json_out_open(j, '[');
    json_out_open(j, '{');
    json_out_pair(j, "name", STR("original"));
    json_out_pair(j, "href", url);
    if (block->width_px > 0 && block->height_px > 0) {
        json_out_key(j, "width");
        json_out_int(j, block->width_px);
        json_out_key(j, "height");
        json_out_int(j, block->height_px);
    }
    json_out_close(j, '}');
    json_out_close(j, ']');
    json_out_close(j, '}');
}

/* The pictures of the body once more, for those who take pictures apart from texts. */
static void add_associations(const struct exchange *x, struct arena *a, struct json_out *j,
                             const struct article *art)
{
    bool any = false;
    for (size_t i = 0; i < art->blocks_n; i++) {
        const struct article_block *block = &art->blocks[i];
        if ((block->type != BLOCK_FIGURE && block->type != BLOCK_VIDEO) || block->src.n == 0)
            continue;
        if (!any) {
            json_out_key(j, "associations");
            json_out_open(j, '[');
        }
        any = true;
        add_picture(j, exchange_url(x, a, block->src), block);
    }
    if (any)
        json_out_close(j, ']');
}

static void add_head(const struct exchange *x, struct arena *a, struct json_out *j,
                     const struct exchange_item *item)
{
    const struct article *art = item->article;
    struct str url = exchange_url(x, a, item->path);
    json_out_pair(j, "uri", url);
    json_out_key(j, "standard");
    json_out_open(j, '{');
    json_out_pair(j, "name", STR("ninjs"));
    json_out_pair(j, "version", STR("3.0"));
    json_out_close(j, '}');
    json_out_pair(j, "type", STR("text"));
    json_out_pair(j, "pubStatus", item->withdrawn ? STR("withheld") : STR("usable"));
    json_out_pair(j, "language", art->language.n ? art->language : x->language);
    json_out_pair(j, "firstCreated", clock_rfc3339(a, art->published_ms));
    json_out_pair(
        j, "versionCreated",
        clock_rfc3339(a, art->updated_ms != CLOCK_NONE ? art->updated_ms : art->published_ms));
    json_out_pair(j, "copyrightNotice", art->copyright);
}

static void add_item(struct exchange *x, struct arena *a, const struct exchange_item *item,
                     struct buf *out)
{
    const struct article *art = item->article;
    struct json_out j = {.b = out};
    struct buf body;
    buf_init(&body, a);
    exchange_body(a, x, art, &body);
    if (x->items++)
        buf_add(out, STR(",\n"));
    json_out_open(&j, '{');
    add_head(x, a, &j, item);
    add_by(&j, a, art);
    add_typed(&j, "headlines", "main", "text/plain", art->title);
    add_typed(&j, "descriptions", "summary", "text/plain", art->lead);
    add_typed(&j, "bodies", "main", "text/html", buf_view(&body));
    add_names(&j, "subjects", art->tags.items, art->tags.items_n);
    add_names(&j, "infoSources", &art->source_name, art->source_name.n > 0);
    add_associations(x, a, &j, art);
    json_out_key(&j, "_loa");
    exchange_meta(x, a, &(struct exchange_meta){item, buf_view(&body), true}, out);
    j.wants_comma = true;
    json_out_close(&j, '}');
    out->failed = out->failed || buf_failed(&body);
}

static void end(struct exchange *x, struct buf *out)
{
    buf_add(out, x->items ? STR("\n]\n") : STR("]\n"));
}

const struct exchange_format exchange_ninjs = {"--ninjs", begin, add_item, end};
