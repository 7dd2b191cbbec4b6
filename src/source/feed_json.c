#include "base/utf8.h"
#include "source/feed_date.h"
#include "source/feed_internal.h"

#include <jansson.h>

/* JSON Feed 1.0 and 1.1 (jsonfeed.org) */

static struct str text_of(struct arena *a, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (json_is_integer(value))
        return str_format(a, "%lld", (long long)json_integer_value(value));
    if (!json_is_string(value))
        return STR("");
    return str_copy(a, str_trim((struct str){json_string_value(value), json_string_length(value)}));
}

static struct str url_of(struct feed_reader *r, struct arena *a, const json_t *object,
                         const char *name)
{
    struct str base = r->about.self.n ? r->about.self : r->options.url;
    struct str url = text_of(a, object, name);
    if (!base.n)
        base = r->about.link;
    return feed_url(a, base, url);
}

static int64_t date_of(struct feed_reader *r, struct arena *a, const json_t *object,
                       const char *name)
{
    int64_t at_ms = CLOCK_NONE;
    (void)feed_date(text_of(a, object, name), r->options.zone_min, &at_ms);
    return at_ms;
}

static struct feed_text construct(struct feed_reader *r, struct arena *a, const json_t *object,
                                  const char *name)
{
    return (struct feed_text){.s = text_of(a, object, name),
                              .base = r->about.link.n ? r->about.link : r->options.url,
                              .language = text_of(a, object, "language")};
}

static void add_author(struct feed_reader *r, struct arena *a, const json_t *author,
                       struct feed_people *to)
{
    struct feed_person p = {
        .name = utf8_fold_space(a, text_of(a, author, "name")),
        .url = url_of(r, a, author, "url"),
    };
    if (json_is_object(author))
        feed_add_person(a, to, &p);
}

/* "authors" is 1.1's, "author" 1.0's. */
static void add_authors(struct feed_reader *r, struct arena *a, const json_t *object,
                        struct feed_people *to)
{
    const json_t *authors = json_object_get(object, "authors");
    for (size_t i = 0; i < json_array_size(authors) && i < FEED_LIST_MAX; i++)
        add_author(r, a, json_array_get(authors, i), to);
    if (!to->items_n)
        add_author(r, a, json_object_get(object, "author"), to);
}

static void add_attachments(struct feed_reader *r, struct arena *a, const json_t *item)
{
    const json_t *list = json_object_get(item, "attachments");
    for (size_t i = 0; i < json_array_size(list) && i < FEED_LIST_MAX; i++) {
        const json_t *one = json_array_get(list, i);
        const json_t *length = json_object_get(one, "size_in_bytes");
        struct feed_enclosure x = {
            .url = url_of(r, a, one, "url"),
            .type = text_of(a, one, "mime_type"),
            .title = text_of(a, one, "title"),
            .length_bytes = json_integer_value(length) > 0 ? json_integer_value(length) : 0,
        };
        if (x.url.n)
            feed_add_enclosure(a, &r->item, &x);
    }
    static const char *const pictures[] = {"image", "banner_image"};
    for (size_t i = 0; i < COUNT_OF(pictures); i++) {
        struct feed_enclosure x = {
            .url = url_of(r, a, item, pictures[i]), .medium = STR("image"), .thumbnail = true};
        if (x.url.n)
            feed_add_enclosure(a, &r->item, &x);
    }
}

static void add_tags(struct arena *a, const json_t *item, struct feed_item *to)
{
    const json_t *tags = json_object_get(item, "tags");
    for (size_t i = 0; i < json_array_size(tags) && i < FEED_LIST_MAX; i++) {
        const json_t *tag = json_array_get(tags, i);
        if (json_is_string(tag))
            feed_add_text(a, &to->categories, &to->categories_n,
                          utf8_fold_space(a, str_view(json_string_value(tag))));
    }
}

static void read_item(struct feed_reader *r, const json_t *from)
{
    feed_begin_item(r);
    struct arena *a = &r->item_arena;
    struct feed_item *item = &r->item;
    item->id = text_of(a, from, "id");
    item->link = url_of(r, a, from, "url");
    struct str external = url_of(r, a, from, "external_url");
    if (!item->link.n)
        item->link = external;
    item->title = construct(r, a, from, "title");
    item->summary = construct(r, a, from, "summary");
    item->content = construct(r, a, from, "content_html");
    item->content.is_html = item->content.s.n > 0;
    if (!item->content.s.n)
        item->content = construct(r, a, from, "content_text");
    item->published_ms = date_of(r, a, from, "date_published");
    item->updated_ms = date_of(r, a, from, "date_modified");
    item->language = text_of(a, from, "language");
    add_authors(r, a, from, &item->authors);
    add_tags(a, from, item);
    add_attachments(r, a, from);
    feed_give_item(r, 0);
}

static void read_about(struct feed_reader *r, const json_t *root)
{
    struct arena *a = &r->arena;
    struct feed *about = &r->about;
    const json_t *hubs = json_object_get(root, "hubs");
    about->self = url_of(r, a, root, "feed_url");
    about->link = url_of(r, a, root, "home_page_url");
    about->title = construct(r, a, root, "title");
    about->subtitle = construct(r, a, root, "description");
    about->icon = url_of(r, a, root, "favicon");
    about->logo = url_of(r, a, root, "icon");
    about->language = text_of(a, root, "language");
    add_authors(r, a, root, &about->authors);
    for (size_t i = 0; i < json_array_size(hubs) && i < FEED_LIST_MAX && !about->hub.n; i++)
        if (str_eq_nocase(text_of(a, json_array_get(hubs, i), "type"), STR("WebSub")))
            about->hub = url_of(r, a, json_array_get(hubs, i), "url");
}

static enum rc read_root(struct feed_reader *r, const json_t *root, struct err *e)
{
    const json_t *items = json_object_get(root, "items");
    struct str version = text_of(&r->arena, root, "version");
    if (!json_is_array(items) || !str_contains(version, STR("jsonfeed.org/version/")))
        return fail(e, RC_INVALID, "JSON, but no JSON Feed: no \"version\" or no \"items\"");
    read_about(r, root);
    for (size_t i = 0; i < json_array_size(items) && !r->stopped; i++) {
        const json_t *item = json_array_get(items, i);
        if (json_is_object(item))
            read_item(r, item);
        else
            r->stopped = !r->sink.refused(r->sink.ctx, 0, RC_INVALID, "the item is no object");
    }
    return RC_OK;
}

enum rc feed_json_read(struct feed_reader *r, struct str utf8, struct err *e)
{
    json_error_t error;
    json_t *root = json_loadb(utf8.p, utf8.n, 0, &error);
    if (!root)
        return fail(e, RC_INVALID, "line %d: not well-formed JSON: %s", error.line, error.text);
    enum rc rc = read_root(r, root, e);
    json_decref(root);
    return rc;
}
