#include "page/sitemap.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "page/xml.h"

static struct str finished(const struct buf *b)
{
    return buf_failed(b) ? STR("") : buf_view(b);
}

static void picture(struct buf *b, struct str url)
{
    if (url.n == 0)
        return;
    buf_add(b, STR("<image:image>"));
    xml_element(b, "image:loc", url);
    buf_add(b, STR("</image:image>\n"));
}

struct str sitemap_page(struct arena *a, const struct sitemap_url *urls, size_t n)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""
                    " xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">\n"));
    for (size_t i = 0; i < n && i < SITEMAP_URLS_MAX; i++) {
        buf_add(&b, STR("<url>\n"));
        xml_element(&b, "loc", urls[i].url);
        xml_element(&b, "lastmod", clock_rfc3339(a, urls[i].changed_ms));
        picture(&b, urls[i].picture_url);
        buf_add(&b, STR("</url>\n"));
    }
    buf_add(&b, STR("</urlset>\n"));
    return finished(&b);
}

struct str sitemap_index(struct arena *a, const struct sitemap_url *files, size_t n)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"));
    for (size_t i = 0; i < n && i < SITEMAP_FILES_MAX; i++) {
        buf_add(&b, STR("<sitemap>\n"));
        xml_element(&b, "loc", files[i].url);
        xml_element(&b, "lastmod", clock_rfc3339(a, files[i].changed_ms));
        buf_add(&b, STR("</sitemap>\n"));
    }
    buf_add(&b, STR("</sitemapindex>\n"));
    return finished(&b);
}

struct str sitemap_news(struct arena *a, struct str publication, struct str language,
                        const struct sitemap_news_item *items, size_t n, int64_t now_ms)
{
    int64_t oldest_ms = now_ms - SITEMAP_NEWS_DAYS * CLOCK_DAY_MS;
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""
                    " xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n"));
    for (size_t i = 0; i < n && i < SITEMAP_NEWS_MAX; i++) {
        if (items[i].published_ms < oldest_ms || items[i].published_ms > now_ms)
            continue;
        buf_add(&b, STR("<url>\n"));
        xml_element(&b, "loc", items[i].url);
        buf_add(&b, STR("<news:news>\n<news:publication>\n"));
        xml_element(&b, "news:name", publication);
        xml_element(&b, "news:language", language);
        buf_add(&b, STR("</news:publication>\n"));
        xml_element(&b, "news:publication_date", clock_rfc3339(a, items[i].published_ms));
        xml_element(&b, "news:title", items[i].title);
        buf_add(&b, STR("</news:news>\n</url>\n"));
    }
    buf_add(&b, STR("</urlset>\n"));
    return finished(&b);
}

/* One value on its line: a line end in it would begin another rule. */
static void robots_line(struct buf *b, const char *name, struct str value)
{
    buf_addf(b, "%s: ", name);
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] != '\n' && value.p[i] != '\r')
            buf_add_byte(b, value.p[i]);
    buf_add_byte(b, '\n');
}

struct str robots_txt(struct arena *a, const struct robots *r)
{
    struct buf b;
    buf_init(&b, a);
    robots_line(&b, "User-agent", STR("*"));
    if (r->closed)
        robots_line(&b, "Disallow", STR("/"));
    for (size_t i = 0; !r->closed && i < r->hidden_n; i++)
        robots_line(&b, "Disallow", r->hidden[i]);
    if (!r->closed && r->hidden_n == 0)
        robots_line(&b, "Allow", STR("/"));
    for (size_t i = 0; !r->closed && i < r->sitemaps_n; i++)
        robots_line(&b, "Sitemap", r->sitemaps[i]);
    return finished(&b);
}

struct str opensearch_xml(struct arena *a, const struct opensearch *o)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"));
    xml_element(&b, "ShortName", utf8_first_cp(o->name, 16));
    xml_element(&b, "LongName", utf8_first_cp(o->name, 48));
    xml_element(&b, "Description", o->description.n ? o->description : o->name);
    xml_element(&b, "Language", o->language);
    xml_element(&b, "InputEncoding", STR("UTF-8"));
    if (o->icon_url.n)
        xml_element(&b, "Image", o->icon_url);
    buf_add(&b, STR("<Url type=\"text/html\" template=\""));
    xml_text(&b, o->search_url);
    buf_add(&b, STR("{searchTerms}\"/>\n</OpenSearchDescription>\n"));
    return finished(&b);
}
