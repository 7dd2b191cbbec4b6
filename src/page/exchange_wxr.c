/* WXR 1.2, as WordPress's own importer reads it. */
#include "page/exchange.h"

#include "article/slug.h"
#include "page/xml.h"

/* Numbers of attachments begin above those of any article. */
enum { ATTACHMENT_FIRST = 1000000000 };

/* "2024-03-01 08:30:00", in UTC or in the site's time. */
static void add_time(struct buf *out, const char *name, int64_t at_ms, bool utc)
{
    static const int64_t VIETNAM_MS = INT64_C(25200000);
    if (at_ms == CLOCK_NONE) {
        buf_addf(out, "<wp:%s>0000-00-00 00:00:00</wp:%s>\n", name, name);
        return;
    }
    struct civil c = civil_from_instant(utc ? at_ms - VIETNAM_MS : at_ms);
    buf_addf(out, "<wp:%s>%04d-%02d-%02d %02d:%02d:%02d</wp:%s>\n", name, c.year, c.month, c.day,
             c.hour, c.minute, c.second, name);
}

/* Text as character data: CDATA in which "]]>" is cut in two. */
static void add_data(struct buf *out, const char *name, struct str text)
{
    buf_addf(out, "<%s><![CDATA[", name);
    while (text.n) {
        size_t at = str_find(text, STR("]]>"));
        buf_add(out, str_first(text, at < text.n ? at + 2 : at));
        if (at < text.n)
            buf_add(out, STR("]]><![CDATA["));
        text = str_from(text, at < text.n ? at + 2 : at);
    }
    buf_addf(out, "]]></%s>\n", name);
}

/* Text that readers of WXR take for markup. */
static void add_text(struct buf *out, const char *name, struct str text)
{
    struct buf escaped;
    buf_init(&escaped, NULL);
    buf_add_escaped(&escaped, text);
    add_data(out, name, buf_view(&escaped));
    out->failed = out->failed || buf_failed(&escaped);
    buf_release(&escaped);
}

static const struct exchange_section *parent_of(const struct exchange_section *all, size_t n,
                                                int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (all[i].id == id)
            return &all[i];
    return NULL;
}

static void begin(struct exchange *x, const struct exchange_section *sections, size_t n,
                  struct buf *out)
{
    buf_add(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n"
                     "<rss version=\"2.0\"\n"
                     " xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\"\n"
                     " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n"
                     " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
                     " xmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel>\n"));
    xml_element(out, "title", x->site_name);
    xml_element(out, "link", x->origin);
    xml_element(out, "language", x->language);
    buf_add(out, STR("<wp:wxr_version>1.2</wp:wxr_version>\n"));
    xml_element(out, "wp:base_site_url", x->origin);
    xml_element(out, "wp:base_blog_url", x->origin);
    for (size_t i = 0; i < n; i++) {
        const struct exchange_section *parent = parent_of(sections, n, sections[i].parent_id);
        buf_addf(out, "<wp:category><wp:term_id>%lld</wp:term_id>\n", (long long)sections[i].id);
        add_data(out, "wp:category_nicename", sections[i].slug);
        add_data(out, "wp:category_parent", parent ? parent->slug : STR(""));
        add_text(out, "wp:cat_name", sections[i].name);
        buf_add(out, STR("</wp:category>\n"));
    }
}

struct term {
    const char *domain;
    struct str slug;
    struct str name;
};

static void add_term(struct buf *out, struct term term)
{
    buf_addf(out, "<category domain=\"%s\" nicename=\"", term.domain);
    xml_text(out, term.slug);
    buf_add(out, STR("\"><![CDATA["));
    buf_add_escaped(out, term.name);
    buf_add(out, STR("]]></category>\n"));
}

/* WordPress's own spelling of a slug is the one that Loa gives. */
static void add_named(struct buf *out, struct arena *a, const char *domain, struct str name)
{
    add_term(out, (struct term){domain, slug_from_title(a, name), name});
}

static void add_meta(struct buf *out, const char *key, struct str value)
{
    buf_add(out, STR("<wp:postmeta>"));
    add_data(out, "wp:meta_key", str_view(key));
    add_data(out, "wp:meta_value", value);
    buf_add(out, STR("</wp:postmeta>\n"));
}

static void add_comment(struct buf *out, const struct exchange_comment *c)
{
    buf_addf(out, "<wp:comment>\n<wp:comment_id>%lld</wp:comment_id>\n", (long long)c->id);
    add_text(out, "wp:comment_author", c->name);
    add_time(out, "comment_date", c->created_ms, false);
    add_time(out, "comment_date_gmt", c->created_ms, true);
    add_text(out, "wp:comment_content", c->text);
    buf_addf(out,
             "<wp:comment_approved>%d</wp:comment_approved>\n"
             "<wp:comment_type>comment</wp:comment_type>\n"
             "<wp:comment_parent>%lld</wp:comment_parent>\n</wp:comment>\n",
             c->approved, (long long)c->parent_id);
}

/* The lead picture as an item of its own; returns its number, 0 without one. */
static int64_t add_attachment(struct exchange *x, struct arena *a, const struct exchange_item *item,
                              struct buf *out)
{
    const struct article_block *picture = article_lead_picture(item->article);
    if (!picture || picture->src.n == 0)
        return 0;
    int64_t id = ATTACHMENT_FIRST + ++x->attachments;
    struct str url = exchange_url(x, a, picture->src);
    buf_add(out, STR("<item>\n"));
    add_text(out, "title", picture->alt.n ? picture->alt : item->article->title);
    xml_element(out, "guid", url);
    add_text(out, "excerpt:encoded", picture->caption);
    buf_addf(out,
             "<wp:post_id>%lld</wp:post_id>\n<wp:post_parent>%lld</wp:post_parent>\n"
             "<wp:status>inherit</wp:status>\n<wp:post_type>attachment</wp:post_type>\n",
             (long long)id, (long long)item->id);
    add_data(out, "wp:attachment_url", url);
    add_meta(out, "_wp_attachment_image_alt", picture->alt);
    buf_add(out, STR("</item>\n"));
    return id;
}

/* A document as an item of its own, uploaded to the article. */
static void add_document(struct exchange *x, struct arena *a, const struct exchange_item *item,
                         const struct article_document *d, struct buf *out)
{
    struct str url = exchange_url(x, a, d->url);
    int64_t id = ATTACHMENT_FIRST + ++x->attachments;
    buf_add(out, STR("<item>\n"));
    add_text(out, "title", d->title);
    xml_element(out, "guid", url);
    buf_addf(out,
             "<wp:post_id>%lld</wp:post_id>\n<wp:post_parent>%lld</wp:post_parent>\n"
             "<wp:status>inherit</wp:status>\n<wp:post_type>attachment</wp:post_type>\n",
             (long long)id, (long long)item->id);
    add_data(out, "wp:attachment_url", url);
    buf_add(out, STR("</item>\n"));
}

static void add_terms(struct arena *a, const struct exchange_item *item, struct buf *out)
{
    const struct article *art = item->article;
    if (item->sections_n) {
        const struct exchange_section *own = item->sections[item->sections_n - 1];
        add_term(out, (struct term){"category", own->slug, own->name});
    }
    for (size_t i = 0; i < art->tags.items_n; i++)
        add_named(out, a, "post_tag", art->tags.items[i]);
    for (size_t i = 0; i < art->contributors_n && art->contributors_n > 1; i++)
        add_named(out, a, "author", art->contributors[i].name);
}

static void add_head(const struct exchange *x, struct arena *a, const struct exchange_item *item,
                     struct buf *out)
{
    const struct article *art = item->article;
    struct str url = exchange_url(x, a, item->path);
    add_text(out, "title", art->title);
    xml_element(out, "link", url);
    if (art->contributors_n)
        add_data(out, "dc:creator", art->contributors[0].name);
    buf_add(out, STR("<guid isPermaLink=\"false\">"));
    xml_text(out, url);
    buf_add(out, STR("</guid>\n"));
    add_text(out, "excerpt:encoded", art->lead);
    buf_addf(out, "<wp:post_id>%lld</wp:post_id>\n", (long long)item->id);
    add_time(out, "post_date", art->published_ms, false);
    add_time(out, "post_date_gmt", art->published_ms, true);
    int64_t changed = art->updated_ms != CLOCK_NONE ? art->updated_ms : art->published_ms;
    add_time(out, "post_modified", changed, false);
    add_time(out, "post_modified_gmt", changed, true);
    add_data(out, "wp:post_name", item->slug);
}

static void add_item(struct exchange *x, struct arena *a, const struct exchange_item *item,
                     struct buf *out)
{
    const struct article *art = item->article;
    struct buf part;
    struct buf meta;
    int64_t picture = add_attachment(x, a, item, out);
    for (size_t i = 0; i < art->documents_n; i++)
        add_document(x, a, item, &art->documents[i], out);
    buf_init(&part, a);
    buf_add(out, STR("<item>\n"));
    add_head(x, a, item, out);
    exchange_body(a, x, art, &part);
    add_data(out, "content:encoded", buf_view(&part));
    buf_addf(out,
             "<wp:comment_status>%s</wp:comment_status>\n<wp:status>%s</wp:status>\n"
             "<wp:post_type>post</wp:post_type>\n<wp:is_sticky>%d</wp:is_sticky>\n",
             art->comments_closed ? "closed" : "open",
             item->withdrawn                 ? "draft"
             : art->published_ms > x->now_ms ? "future"
                                             : "publish",
             art->featured);
    add_terms(a, item, out);
    if (picture)
        add_meta(out, "_thumbnail_id", str_format(a, "%lld", (long long)picture));
    if (item->views)
        add_meta(out, "views", str_format(a, "%lld", (long long)item->views));
    buf_init(&meta, a);
    exchange_meta(x, a, &(struct exchange_meta){.item = item, .body = buf_view(&part)}, &meta);
    add_meta(out, "_loa", buf_view(&meta));
    for (size_t i = 0; i < item->comments_n; i++)
        add_comment(out, &item->comments[i]);
    buf_add(out, STR("</item>\n"));
    out->failed = out->failed || buf_failed(&part) || buf_failed(&meta);
}

static void end(struct exchange *x, struct buf *out)
{
    (void)x;
    buf_add(out, STR("</channel>\n</rss>\n"));
}

const struct exchange_format exchange_wxr = {"--wxr", begin, add_item, end};
