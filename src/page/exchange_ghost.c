/* Ghost's JSON: the posts as they come, their authors and tags as tables behind them. */
#include "page/exchange.h"

#include "base/hash.h"
#include "page/json_out.h"

/* Ghost's ids: 24 hexadecimal digits, here those of what they name. */
static struct str id_of(struct arena *a, const char *kind, struct str name)
{
    enum { ID_BYTES = 12 };
    struct hash_content hash = hash_content(str_format(a, "%s\n%.*s", kind, STR_ARG(name)));
    return hash_hex(a, hash.bytes, ID_BYTES);
}

static struct str post_id(struct arena *a, const struct exchange *x, int64_t id)
{
    return id_of(a, "post", str_format(a, "%.*s\n%lld", STR_ARG(x->origin), (long long)id));
}

static void begin(struct exchange *x, const struct exchange_section *sections, size_t n,
                  struct buf *out)
{
    (void)sections;
    (void)n;
    buf_init(&x->tables, NULL);
    buf_addf(
        out,
        "{\"db\":[{\"meta\":{\"exported_on\":%lld,\"version\":\"5.0.0\"},\"data\":{\"posts\":[\n",
        (long long)x->now_ms);
}

/* Rows that come behind the posts, marked with the table they belong to: "t", "u", "l" (tag of a
 * post), "w" (who wrote it), one a line. */
static void add_row(struct exchange *x, char table, struct str first, struct str second,
                    size_t order)
{
    buf_add_byte(&x->tables, table);
    struct json_out j = {.b = &x->tables};
    json_out_open(&j, '{');
    if (table == 't' || table == 'u') {
        json_out_pair(&j, "id", first);
        json_out_pair(&j, "name", second);
        json_out_pair(&j, "slug", first);
    } else {
        json_out_pair(&j, "post_id", first);
        json_out_pair(&j, table == 'l' ? "tag_id" : "author_id", second);
        json_out_key(&j, "sort_order");
        json_out_int(&j, (int64_t)order);
    }
    json_out_close(&j, '}');
    buf_add_byte(&x->tables, '\n');
}

/* The id of a tag or a person; told in its table the first time. */
static struct str named(struct exchange *x, struct arena *a, char table, struct str name)
{
    struct map *known = table == 't' ? &x->tags : &x->people;
    struct str id = id_of(a, table == 't' ? "tag" : "user", name);
    if (!map_get(known, name, NULL)) {
        map_set(known, str_copy(known->arena, name), NULL);
        add_row(x, table, id, name, 0);
    }
    return id;
}

static void add_links(struct exchange *x, struct arena *a, const struct exchange_item *item)
{
    const struct article *art = item->article;
    struct str post = post_id(a, x, item->id);
    size_t order = 0;
    /* Ghost's first tag is the main one: the section */
    if (item->sections_n)
        add_row(x, 'l', post, named(x, a, 't', item->sections[item->sections_n - 1]->name),
                order++);
    for (size_t i = 0; i < art->tags.items_n; i++)
        add_row(x, 'l', post, named(x, a, 't', art->tags.items[i]), order++);
    for (size_t i = 0; i < art->contributors_n; i++)
        add_row(x, 'w', post, named(x, a, 'u', art->contributors[i].name), i);
}

static void add_status(struct json_out *j, const struct exchange *x,
                       const struct exchange_item *item)
{
    bool future = item->article->published_ms > x->now_ms;
    json_out_pair(j, "type", STR("post"));
    json_out_pair(j, "status",
                  item->withdrawn ? STR("draft")
                  : future        ? STR("scheduled")
                                  : STR("published"));
    json_out_pair(j, "visibility", STR("public"));
    json_out_key(j, "featured");
    json_out_int(j, item->article->featured);
}

static void add_item(struct exchange *x, struct arena *a, const struct exchange_item *item,
                     struct buf *out)
{
    const struct article *art = item->article;
    const struct article_block *picture = article_lead_picture(art);
    struct json_out j = {.b = out};
    struct buf body;
    struct str id = post_id(a, x, item->id);
    buf_init(&body, a);
    exchange_body(a, x, art, &body);
    if (x->items++)
        buf_add(out, STR(",\n"));
    json_out_open(&j, '{');
    json_out_pair(&j, "id", id);
    json_out_pair(&j, "uuid", id);
    json_out_pair(&j, "title", art->title);
    json_out_pair(&j, "slug", item->slug);
    json_out_pair(&j, "html", buf_view(&body));
    json_out_pair(&j, "custom_excerpt", art->lead);
    if (picture && picture->src.n)
        json_out_pair(&j, "feature_image", exchange_url(x, a, picture->src));
    add_status(&j, x, item);
    json_out_pair(&j, "published_at", clock_rfc3339(a, art->published_ms));
    json_out_pair(&j, "updated_at", clock_rfc3339(a, art->updated_ms));
    json_out_pair(&j, "url", exchange_url(x, a, item->path));
    json_out_key(&j, "_loa");
    exchange_meta(x, a, &(struct exchange_meta){item, buf_view(&body), true}, out);
    j.wants_comma = true;
    json_out_close(&j, '}');
    add_links(x, a, item);
    out->failed = out->failed || buf_failed(&body) || buf_failed(&x->tables);
}

static void add_table(const struct exchange *x, char table, const char *name, struct buf *out)
{
    struct str rest = buf_view(&x->tables);
    struct str line;
    bool first = true;
    buf_addf(out, "],\n\"%s\":[\n", name);
    while (str_next(&rest, '\n', &line)) {
        if (line.n == 0 || line.p[0] != table)
            continue;
        if (!first)
            buf_add(out, STR(",\n"));
        buf_add(out, str_from(line, 1));
        first = false;
    }
}

static void end(struct exchange *x, struct buf *out)
{
    add_table(x, 't', "tags", out);
    add_table(x, 'u', "users", out);
    add_table(x, 'l', "posts_tags", out);
    add_table(x, 'w', "posts_authors", out);
    buf_add(out, STR("]}}]}\n"));
    buf_release(&x->tables);
}

const struct exchange_format exchange_ghost = {"--ghost", begin, add_item, end};
