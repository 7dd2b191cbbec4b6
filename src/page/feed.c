#include "page/feed.h"

#include "base/clock.h"
#include "page/json_out.h"
#include "page/xml.h"

static int64_t last_change(const struct feed_item *item)
{
    return item->updated_ms == CLOCK_NONE ? item->published_ms : item->updated_ms;
}

/* Appends name="text" to an open tag. */
static void attribute(struct buf *b, const char *name, struct str text)
{
    buf_addf(b, " %s=\"", name);
    xml_text(b, text);
    buf_add_byte(b, '"');
}

/* ---- RSS 2.0 (rssboard.org), with the modules atom, dc, content, media ---- */

static void rss_picture(struct buf *b, const struct feed_item *item)
{
    if (item->picture_url.n == 0)
        return;
    buf_add(b, STR("<enclosure"));
    attribute(b, "url", item->picture_url);
    buf_addf(b, " length=\"%lld\"", (long long)item->picture_bytes);
    attribute(b, "type", item->picture_type);
    buf_add(b, STR("/>\n<media:content medium=\"image\""));
    attribute(b, "url", item->picture_url);
    attribute(b, "type", item->picture_type);
    buf_add(b, STR(">\n"));
    xml_element(b, "media:description", item->picture_title);
    buf_add(b, STR("</media:content>\n"));
}

static void rss_item(struct buf *b, struct arena *a, const struct feed_item *item)
{
    buf_add(b, STR("<item>\n"));
    xml_element(b, "title", item->title);
    xml_element(b, "link", item->url);
    buf_add(b, STR("<guid isPermaLink=\"false\">"));
    xml_text(b, item->id);
    buf_add(b, STR("</guid>\n"));
    xml_element(b, "pubDate", clock_rfc5322(a, item->published_ms));
    xml_element(b, "dc:creator", item->author);
    xml_element(b, "category", item->section);
    for (size_t i = 0; i < item->tags_n; i++)
        xml_element(b, "category", item->tags[i]);
    xml_element(b, "description", item->summary);
    xml_element(b, "content:encoded", item->content.s);
    rss_picture(b, item);
    xml_element(b, "dc:source", item->source_url.n ? item->source_url : item->source_name);
    buf_add(b, STR("</item>\n"));
}

static void rss_image(struct buf *b, const struct feed *f)
{
    if (f->icon_url.n == 0)
        return;
    buf_add(b, STR("<image>\n"));
    xml_element(b, "url", f->icon_url);
    xml_element(b, "title", f->title);
    xml_element(b, "link", f->home_url);
    buf_add(b, STR("</image>\n"));
}

struct str feed_rss(struct arena *a, const struct feed *f)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\""
                    " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
                    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                    " xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n"));
    xml_element(&b, "title", f->title);
    xml_element(&b, "link", f->home_url);
    xml_element(&b, "description", f->description.n ? f->description : f->title);
    xml_element(&b, "language", f->language);
    xml_element(&b, "copyright", f->copyright);
    xml_element(&b, "lastBuildDate", clock_rfc5322(a, f->updated_ms));
    xml_element(&b, "generator", STR("Loa"));
    buf_add(&b, STR("<atom:link rel=\"self\" type=\"application/rss+xml\""));
    attribute(&b, "href", f->self_url);
    buf_add(&b, STR("/>\n"));
    rss_image(&b, f);
    for (size_t i = 0; i < f->items_n; i++)
        rss_item(&b, a, &f->items[i]);
    buf_add(&b, STR("</channel>\n</rss>\n"));
    return buf_failed(&b) ? STR("") : buf_view(&b);
}

/* ---- Atom (RFC 4287) ---- */

static void atom_link(struct buf *b, const char *rel, const char *type, struct str url)
{
    if (url.n == 0)
        return;
    buf_addf(b, "<link rel=\"%s\" type=\"%s\"", rel, type);
    attribute(b, "href", url);
    buf_add(b, STR("/>\n"));
}

static void atom_name(struct buf *b, const char *element, struct str name)
{
    if (name.n == 0)
        return;
    buf_addf(b, "<%s>", element);
    buf_add(b, STR("<name>"));
    xml_text(b, name);
    buf_addf(b, "</name></%s>\n", element);
}

static void atom_category(struct buf *b, struct str term)
{
    if (term.n == 0)
        return;
    buf_add(b, STR("<category"));
    attribute(b, "term", term);
    buf_add(b, STR("/>\n"));
}

static void atom_content(struct buf *b, struct html content)
{
    if (content.s.n == 0)
        return;
    buf_add(b, STR("<content type=\"html\">"));
    xml_text(b, content.s);
    buf_add(b, STR("</content>\n"));
}

static void atom_picture(struct buf *b, struct arena *a, const struct feed_item *item)
{
    if (item->picture_url.n == 0)
        return;
    buf_add(b, STR("<link rel=\"enclosure\""));
    attribute(b, "type", item->picture_type);
    if (item->picture_bytes > 0)
        attribute(b, "length", str_format(a, "%lld", (long long)item->picture_bytes));
    if (item->picture_title.n)
        attribute(b, "title", item->picture_title);
    attribute(b, "href", item->picture_url);
    buf_add(b, STR("/>\n"));
}

static void atom_entry(struct buf *b, struct arena *a, const struct feed_item *item)
{
    buf_add(b, STR("<entry>\n"));
    xml_element(b, "id", item->id);
    xml_element(b, "title", item->title);
    atom_link(b, "alternate", "text/html", item->url);
    xml_element(b, "published", clock_rfc3339(a, item->published_ms));
    xml_element(b, "updated", clock_rfc3339(a, last_change(item)));
    atom_name(b, "author", item->author);
    atom_category(b, item->section);
    for (size_t i = 0; i < item->tags_n; i++)
        atom_category(b, item->tags[i]);
    xml_element(b, "summary", item->summary);
    atom_content(b, item->content);
    atom_picture(b, a, item);
    atom_link(b, "via", "text/html", item->source_url);
    buf_add(b, STR("</entry>\n"));
}

struct str feed_atom(struct arena *a, const struct feed *f)
{
    struct buf b;
    buf_init(&b, a);
    /* an empty list must say updated too (4.1.1) */
    int64_t updated_ms = f->updated_ms == CLOCK_NONE ? 0 : f->updated_ms;
    buf_add(&b, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<feed xmlns=\"http://www.w3.org/2005/Atom\""));
    attribute(&b, "xml:lang", f->language);
    buf_add(&b, STR(">\n"));
    xml_element(&b, "id", f->self_url);
    xml_element(&b, "title", f->title);
    xml_element(&b, "subtitle", f->description);
    xml_element(&b, "updated", clock_rfc3339(a, updated_ms));
    atom_name(&b, "author", f->site_name);
    atom_link(&b, "self", "application/atom+xml", f->self_url);
    atom_link(&b, "alternate", "text/html", f->home_url);
    xml_element(&b, "icon", f->icon_url);
    xml_element(&b, "rights", f->copyright);
    xml_element(&b, "generator", STR("Loa"));
    for (size_t i = 0; i < f->items_n; i++)
        atom_entry(&b, a, &f->items[i]);
    buf_add(&b, STR("</feed>\n"));
    return buf_failed(&b) ? STR("") : buf_view(&b);
}

/* ---- JSON Feed 1.1 (jsonfeed.org) ---- */

static void json_author(struct json_out *j, struct str name)
{
    if (name.n == 0)
        return;
    json_out_key(j, "authors");
    json_out_open(j, '[');
    json_out_open(j, '{');
    json_out_pair(j, "name", name);
    json_out_close(j, '}');
    json_out_close(j, ']');
}

static void json_tags(struct json_out *j, const struct feed_item *item)
{
    if (item->section.n == 0 && item->tags_n == 0)
        return;
    json_out_key(j, "tags");
    json_out_open(j, '[');
    if (item->section.n)
        json_out_text(j, item->section);
    for (size_t i = 0; i < item->tags_n; i++)
        json_out_text(j, item->tags[i]);
    json_out_close(j, ']');
}

static void json_item(struct json_out *j, struct arena *a, const struct feed_item *item)
{
    json_out_open(j, '{');
    json_out_pair(j, "id", item->id);
    json_out_pair(j, "url", item->url);
    json_out_pair(j, "external_url", item->source_url);
    json_out_pair(j, "title", item->title);
    json_out_pair(j, "summary", item->summary);
    /* one of the two must be there */
    json_out_key(j, item->content.s.n ? "content_html" : "content_text");
    json_out_text(j, item->content.s.n ? item->content.s : item->summary);
    json_out_pair(j, "image", item->picture_url);
    json_out_pair(j, "date_published", clock_rfc3339(a, item->published_ms));
    json_out_pair(j, "date_modified", clock_rfc3339(a, item->updated_ms));
    json_author(j, item->author);
    json_tags(j, item);
    json_out_close(j, '}');
}

struct str feed_json(struct arena *a, const struct feed *f)
{
    struct buf b;
    buf_init(&b, a);
    struct json_out j = {.b = &b};
    json_out_open(&j, '{');
    json_out_pair(&j, "version", STR("https://jsonfeed.org/version/1.1"));
    json_out_pair(&j, "title", f->title);
    json_out_pair(&j, "description", f->description);
    json_out_pair(&j, "home_page_url", f->home_url);
    json_out_pair(&j, "feed_url", f->self_url);
    json_out_pair(&j, "icon", f->icon_url);
    json_out_pair(&j, "language", f->language);
    json_author(&j, f->site_name);
    json_out_key(&j, "items");
    json_out_open(&j, '[');
    for (size_t i = 0; i < f->items_n; i++)
        json_item(&j, a, &f->items[i]);
    json_out_close(&j, ']');
    json_out_close(&j, '}');
    buf_add_byte(&b, '\n');
    return buf_failed(&b) ? STR("") : buf_view(&b);
}
