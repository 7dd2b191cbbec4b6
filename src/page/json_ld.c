#include "page/json_ld.h"

#include "base/clock.h"
#include "page/json_out.h"

/* "key":{"@id":origin + part} */
static void reference(struct json_out *j, struct arena *a, const char *key, struct str origin,
                      const char *part)
{
    json_out_key(j, key);
    json_out_open(j, '{');
    json_out_pair(j, "@id", str_format(a, "%.*s%s", STR_ARG(origin), part));
    json_out_close(j, '}');
}

static void begin(struct json_out *j, const char *type, struct str id)
{
    json_out_open(j, '{');
    json_out_pair(j, "@type", str_view(type));
    json_out_pair(j, "@id", id);
}

static void organization(struct json_out *j, struct arena *a, const struct ld_page *page)
{
    begin(j, "NewsMediaOrganization", str_format(a, "%.*s/#to-chuc", STR_ARG(page->origin)));
    json_out_pair(j, "name", page->site_name);
    json_out_pair(j, "url", str_format(a, "%.*s/", STR_ARG(page->origin)));
    if (page->logo_url.n) {
        json_out_key(j, "logo");
        json_out_open(j, '{');
        json_out_pair(j, "@type", STR("ImageObject"));
        json_out_pair(j, "url", page->logo_url);
        json_out_close(j, '}');
    }
    json_out_close(j, '}');
}

static void search_action(struct json_out *j, struct arena *a, struct str search_url)
{
    json_out_key(j, "potentialAction");
    json_out_open(j, '{');
    json_out_pair(j, "@type", STR("SearchAction"));
    json_out_key(j, "target");
    json_out_open(j, '{');
    json_out_pair(j, "@type", STR("EntryPoint"));
    json_out_pair(j, "urlTemplate", str_concat(a, search_url, STR("{search_term_string}")));
    json_out_close(j, '}');
    json_out_pair(j, "query-input", STR("required name=search_term_string"));
    json_out_close(j, '}');
}

static void website(struct json_out *j, struct arena *a, const struct ld_page *page)
{
    begin(j, "WebSite", str_format(a, "%.*s/#trang", STR_ARG(page->origin)));
    json_out_pair(j, "name", page->site_name);
    json_out_pair(j, "url", str_format(a, "%.*s/", STR_ARG(page->origin)));
    json_out_pair(j, "inLanguage", page->language);
    reference(j, a, "publisher", page->origin, "/#to-chuc");
    if (page->search_url.n)
        search_action(j, a, page->search_url);
    json_out_close(j, '}');
}

static void breadcrumb(struct json_out *j, const struct ld_page *page)
{
    if (page->crumbs_n == 0)
        return;
    begin(j, "BreadcrumbList", STR(""));
    json_out_key(j, "itemListElement");
    json_out_open(j, '[');
    for (size_t i = 0; i < page->crumbs_n; i++) {
        json_out_open(j, '{');
        json_out_pair(j, "@type", STR("ListItem"));
        json_out_key(j, "position");
        json_out_int(j, (int64_t)i + 1);
        json_out_pair(j, "name", page->crumbs[i].title);
        json_out_pair(j, "item", page->crumbs[i].url);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
    json_out_close(j, '}');
}

static void authors(struct json_out *j, struct arena *a, const struct ld_page *page)
{
    const struct ld_article *article = page->article;
    if (article->authors_n == 0) {
        reference(j, a, "author", page->origin, "/#to-chuc");
        return;
    }
    json_out_key(j, "author");
    json_out_open(j, '[');
    for (size_t i = 0; i < article->authors_n; i++) {
        json_out_open(j, '{');
        json_out_pair(j, "@type", STR("Person"));
        json_out_pair(j, "name", article->authors[i].name);
        json_out_pair(j, "url", article->authors[i].url);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

static void news_article(struct json_out *j, struct arena *a, const struct ld_page *page)
{
    const struct ld_article *article = page->article;
    begin(j, article->sponsored ? "AdvertiserContentArticle" : "NewsArticle",
          str_concat(a, article->url, STR("#bai")));
    json_out_pair(j, "headline", article->title);
    json_out_pair(j, "description", article->description);
    json_out_pair(j, "mainEntityOfPage", article->url);
    json_out_pair(j, "url", article->url);
    json_out_pair(j, "articleSection", article->section);
    json_out_pair(j, "inLanguage", page->language);
    if (article->pictures_n) {
        json_out_key(j, "image");
        json_out_open(j, '[');
        for (size_t i = 0; i < article->pictures_n; i++)
            json_out_text(j, article->pictures[i]);
        json_out_close(j, ']');
    }
    bool changed = article->updated_ms != CLOCK_NONE;
    json_out_pair(j, "datePublished", clock_rfc3339(a, article->published_ms));
    json_out_pair(j, "dateModified",
                  clock_rfc3339(a, changed ? article->updated_ms : article->published_ms));
    authors(j, a, page);
    reference(j, a, "publisher", page->origin, "/#to-chuc");
    reference(j, a, "isPartOf", page->origin, "/#trang");
    json_out_pair(j, "isBasedOn", article->source_url);
    json_out_close(j, '}');
}

struct html json_ld(struct arena *a, const struct ld_page *page)
{
    struct buf b;
    buf_init(&b, a);
    struct json_out j = {.b = &b};
    json_out_open(&j, '{');
    json_out_pair(&j, "@context", STR("https://schema.org"));
    json_out_key(&j, "@graph");
    json_out_open(&j, '[');
    organization(&j, a, page);
    website(&j, a, page);
    breadcrumb(&j, page);
    if (page->article)
        news_article(&j, a, page);
    json_out_close(&j, ']');
    json_out_close(&j, '}');
    return (struct html){buf_failed(&b) ? STR("") : buf_view(&b)};
}
