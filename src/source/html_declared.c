#include "source/html_declared.h"

#include "base/utf8.h"

enum field {
    FIELD_TITLE,
    FIELD_DESCRIPTION,
    FIELD_SITE,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_AUTHOR,
    FIELD_SECTION,
    FIELD_TAGS,
    FIELD_URL,
    FIELD_TYPE,
    FIELD_LANGUAGE,
};

/* X(name or property in lower case, what it says, where it stands in the order of belief) */
#define META_TABLE(X)                                                                              \
    X("dc.title", FIELD_TITLE, DECLARED_DUBLIN_CORE)                                               \
    X("dc:title", FIELD_TITLE, DECLARED_DUBLIN_CORE)                                               \
    X("dcterm:title", FIELD_TITLE, DECLARED_DUBLIN_CORE)                                           \
    X("dcterms:title", FIELD_TITLE, DECLARED_DUBLIN_CORE)                                          \
    X("dcterms.title", FIELD_TITLE, DECLARED_DUBLIN_CORE)                                          \
    X("og:title", FIELD_TITLE, DECLARED_OPEN_GRAPH)                                                \
    X("title", FIELD_TITLE, DECLARED_NAME)                                                         \
    X("parsely-title", FIELD_TITLE, DECLARED_NAME)                                                 \
    X("sailthru.title", FIELD_TITLE, DECLARED_NAME)                                                \
    X("twitter:title", FIELD_TITLE, DECLARED_TWITTER)                                              \
    X("dc.description", FIELD_DESCRIPTION, DECLARED_DUBLIN_CORE)                                   \
    X("dc:description", FIELD_DESCRIPTION, DECLARED_DUBLIN_CORE)                                   \
    X("dcterms.description", FIELD_DESCRIPTION, DECLARED_DUBLIN_CORE)                              \
    X("og:description", FIELD_DESCRIPTION, DECLARED_OPEN_GRAPH)                                    \
    X("description", FIELD_DESCRIPTION, DECLARED_NAME)                                             \
    X("twitter:description", FIELD_DESCRIPTION, DECLARED_TWITTER)                                  \
    X("og:site_name", FIELD_SITE, DECLARED_OPEN_GRAPH)                                             \
    X("application-name", FIELD_SITE, DECLARED_TWITTER)                                            \
    X("dc.publisher", FIELD_SITE, DECLARED_TWITTER)                                                \
    X("article:published_time", FIELD_PUBLISHED, DECLARED_OPEN_GRAPH)                              \
    X("article:published", FIELD_PUBLISHED, DECLARED_OPEN_GRAPH)                                   \
    X("og:published_time", FIELD_PUBLISHED, DECLARED_OPEN_GRAPH)                                   \
    X("og:pubdate", FIELD_PUBLISHED, DECLARED_OPEN_GRAPH)                                          \
    X("datepublished", FIELD_PUBLISHED, DECLARED_NAME)                                             \
    X("parsely-pub-date", FIELD_PUBLISHED, DECLARED_NAME)                                          \
    X("pubdate", FIELD_PUBLISHED, DECLARED_NAME)                                                   \
    X("publishdate", FIELD_PUBLISHED, DECLARED_NAME)                                               \
    X("publish-date", FIELD_PUBLISHED, DECLARED_NAME)                                              \
    X("publish_date", FIELD_PUBLISHED, DECLARED_NAME)                                              \
    X("publication_date", FIELD_PUBLISHED, DECLARED_NAME)                                          \
    X("sailthru.date", FIELD_PUBLISHED, DECLARED_NAME)                                             \
    X("article.published", FIELD_PUBLISHED, DECLARED_NAME)                                         \
    X("article_date_original", FIELD_PUBLISHED, DECLARED_NAME)                                     \
    X("cxenseparse:recs:publishtime", FIELD_PUBLISHED, DECLARED_NAME)                              \
    X("dcterms.created", FIELD_PUBLISHED, DECLARED_DUBLIN_CORE)                                    \
    X("dcterms.issued", FIELD_PUBLISHED, DECLARED_DUBLIN_CORE)                                     \
    X("dcterms.date", FIELD_PUBLISHED, DECLARED_DUBLIN_CORE)                                       \
    X("dc.date.issued", FIELD_PUBLISHED, DECLARED_DUBLIN_CORE)                                     \
    X("dc.date.created", FIELD_PUBLISHED, DECLARED_DUBLIN_CORE)                                    \
    X("dc.created", FIELD_PUBLISHED, DECLARED_DUBLIN_CORE)                                         \
    X("dc.date", FIELD_PUBLISHED, DECLARED_DUBLIN_CORE)                                            \
    X("date", FIELD_PUBLISHED, DECLARED_TWITTER)                                                   \
    X("article:modified_time", FIELD_UPDATED, DECLARED_OPEN_GRAPH)                                 \
    X("og:updated_time", FIELD_UPDATED, DECLARED_TWITTER)                                          \
    X("lastmod", FIELD_UPDATED, DECLARED_TWITTER)                                                  \
    X("dcterms.modified", FIELD_UPDATED, DECLARED_DUBLIN_CORE)                                     \
    X("dc.creator", FIELD_AUTHOR, DECLARED_DUBLIN_CORE)                                            \
    X("dc:creator", FIELD_AUTHOR, DECLARED_DUBLIN_CORE)                                            \
    X("dcterm:creator", FIELD_AUTHOR, DECLARED_DUBLIN_CORE)                                        \
    X("dcterms:creator", FIELD_AUTHOR, DECLARED_DUBLIN_CORE)                                       \
    X("dcterms.creator", FIELD_AUTHOR, DECLARED_DUBLIN_CORE)                                       \
    X("author", FIELD_AUTHOR, DECLARED_NAME)                                                       \
    X("parsely-author", FIELD_AUTHOR, DECLARED_NAME)                                               \
    X("sailthru.author", FIELD_AUTHOR, DECLARED_NAME)                                              \
    X("byl", FIELD_AUTHOR, DECLARED_NAME)                                                          \
    X("og:article:author", FIELD_AUTHOR, DECLARED_TWITTER)                                         \
    X("article:author", FIELD_AUTHOR, DECLARED_TWITTER)                                            \
    X("article:section", FIELD_SECTION, DECLARED_OPEN_GRAPH)                                       \
    X("parsely-section", FIELD_SECTION, DECLARED_NAME)                                             \
    X("section", FIELD_SECTION, DECLARED_NAME)                                                     \
    X("category", FIELD_SECTION, DECLARED_TWITTER)                                                 \
    X("article:tag", FIELD_TAGS, DECLARED_OPEN_GRAPH)                                              \
    X("keywords", FIELD_TAGS, DECLARED_TWITTER)                                                    \
    X("news_keywords", FIELD_TAGS, DECLARED_NAME)                                                  \
    X("og:url", FIELD_URL, DECLARED_OPEN_GRAPH)                                                    \
    X("og:type", FIELD_TYPE, DECLARED_OPEN_GRAPH)                                                  \
    X("og:locale", FIELD_LANGUAGE, DECLARED_OPEN_GRAPH)                                            \
    X("dc.language", FIELD_LANGUAGE, DECLARED_DUBLIN_CORE)                                         \
    X("language", FIELD_LANGUAGE, DECLARED_NAME)                                                   \
    X("content-language", FIELD_LANGUAGE, DECLARED_TWITTER)

struct reading {
    struct html_declared *out;
    struct arena *a;
    bool tags_by_one; /* article:tag says one a time: keywords add nothing */
};

struct str html_unescape(struct arena *a, struct str s)
{
    enum { TIMES_MAX = 2 };
    struct err e;
    for (int i = 0; i < TIMES_MAX; i++) {
        struct html_tree tree;
        bool marked = str_find_byte(s, '&') < s.n || str_find_byte(s, '<') < s.n;
        if (!marked || html_tree_parse(a, s, true, &tree, &e))
            break;
        struct str text = html_text(&tree, tree.root);
        if (str_eq(text, s))
            break;
        s = text;
    }
    return utf8_fold_space(a, s);
}

static void add_author(struct html_declared *d, struct str name)
{
    bool address = str_starts(name, STR("http://")) || str_starts(name, STR("https://")) ||
                   str_starts(name, STR("www.")) || str_starts(name, STR("@"));
    if (name.n == 0 || address || d->authors_n >= DECLARED_AUTHORS_MAX)
        return;
    for (size_t i = 0; i < d->authors_n; i++)
        if (str_eq(d->authors[i], name))
            return;
    d->authors[d->authors_n++] = name;
}

static void add_tag(struct html_declared *d, struct str tag)
{
    enum { TAG_MAX_BYTES = 120 };
    tag = str_trim(tag);
    if (tag.n == 0 || tag.n > TAG_MAX_BYTES || d->tags_n >= DECLARED_TAGS_MAX)
        return;
    for (size_t i = 0; i < d->tags_n; i++)
        if (str_eq_nocase(d->tags[i], tag))
            return;
    d->tags[d->tags_n++] = tag;
}

static void take_once(struct str *slot, struct str value)
{
    if (slot->n == 0)
        *slot = value;
}

/* The application's name may be a program's, or the page's. */
void html_declared_site(struct html_declared *d, enum declared_from from, struct str name)
{
    if (name.n == 0 || (d->site.n && d->site_from <= from))
        return;
    d->site = name;
    d->site_from = from;
}

static void take(struct reading *r, enum field field, enum declared_from from, struct str raw)
{
    struct html_declared *d = r->out;
    struct str value = html_unescape(r->a, raw);
    struct str part;
    switch (field) {
    case FIELD_TITLE: take_once(&d->title[from], value); return;
    case FIELD_DESCRIPTION: take_once(&d->description[from], value); return;
    case FIELD_SITE: html_declared_site(d, from, value); return;
    case FIELD_PUBLISHED: take_once(&d->published[from], value); return;
    case FIELD_UPDATED: take_once(&d->updated, value); return;
    case FIELD_AUTHOR:
        if (d->authors_n && d->authors_from != from && d->authors_from < from)
            return;
        if (d->authors_from != from)
            d->authors_n = 0;
        d->authors_from = from;
        add_author(d, value);
        return;
    case FIELD_SECTION: take_once(&d->section, value); return;
    case FIELD_TAGS:
        r->tags_by_one = r->tags_by_one || from == DECLARED_OPEN_GRAPH;
        if (r->tags_by_one && from != DECLARED_OPEN_GRAPH)
            return;
        while (str_next(&value, ',', &part))
            add_tag(d, part);
        return;
    case FIELD_URL: take_once(&d->url, raw); return;
    case FIELD_TYPE: take_once(&d->type, str_lower_ascii(r->a, value)); return;
    case FIELD_LANGUAGE: take_once(&d->language, value); return;
    }
}

/* One name of a meta element; true if it says something. */
static bool take_named(struct reading *r, struct str key, struct str content)
{
    static const struct {
        struct str name;
        enum field field;
        enum declared_from from;
    } METAS[] = {
#define X(name, field, from) {STR_INIT(name), field, from},
        META_TABLE(X)
#undef X
    };
    for (size_t i = 0; key.n && i < COUNT_OF(METAS); i++) {
        if (!str_eq(key, METAS[i].name))
            continue;
        take(r, METAS[i].field, METAS[i].from, content);
        return true;
    }
    return false;
}

/* A property may have several names, with spaces between (RDFa). */
static void take_meta(struct reading *r, const struct html_tree *t, html_node n)
{
    static const char *const KEYS[] = {"property", "name", "itemprop", "http-equiv"};
    struct str content = html_attr(t, n, "content");
    bool taken = false;
    for (size_t k = 0; content.n && !taken && k < COUNT_OF(KEYS); k++) {
        struct str names = str_lower_ascii(r->a, html_attr(t, n, KEYS[k]));
        struct str name;
        while (str_next(&names, ' ', &name))
            taken = take_named(r, name, content) || taken;
    }
}

/* The value of a microdata property (HTML Living Standard, 5.2.4), as far as articles use them. */
static struct str property_value(const struct html_tree *t, html_node n)
{
    struct str content = html_attr(t, n, "content");
    struct str datetime = html_attr(t, n, "datetime");
    if (content.n || datetime.n)
        return content.n ? content : datetime;
    enum { VALUE_CP_MAX = 400 };
    return html_at(t, n)->count.cp <= VALUE_CP_MAX ? html_text(t, n) : STR("");
}

static void take_microdata(struct reading *r, const struct html_tree *t, html_node n)
{
    struct html_declared *d = r->out;
    struct str property = html_attr(t, n, "itemprop");
    if (property.n == 0)
        return;
    if (str_eq_nocase(property, STR("headline")))
        take_once(&d->title[DECLARED_MICRODATA], html_unescape(r->a, property_value(t, n)));
    else if (str_contains(property, STR("datePublished")))
        take_once(&d->published[DECLARED_MICRODATA], property_value(t, n));
    else if (str_contains(property, STR("dateModified")))
        take_once(&d->updated, property_value(t, n));
    else if (str_eq(property, STR("articleSection")))
        take_once(&d->section, html_unescape(r->a, property_value(t, n)));
    else if (str_eq(property, STR("keywords")) && !r->tags_by_one)
        take(r, FIELD_TAGS, DECLARED_MICRODATA, property_value(t, n));
}

static void take_link(struct reading *r, const struct html_tree *t, html_node n)
{
    if (str_eq_nocase(html_attr(t, n, "rel"), STR("canonical"))) {
        struct str href = html_attr(t, n, "href");
        if (href.n)
            r->out->url = href; /* believed before og:url */
    }
}

void html_declared_read(const struct html_tree *t, struct html_declared *out)
{
    *out = (struct html_declared){.authors_from = DECLARED_FROM_COUNT};
    struct reading r = {.out = out, .a = t->a};
    html_jsonld_read(t, out);
    out->language = html_attr(t, t->root, "lang");
    take_once(&out->language, html_attr(t, t->root, "xml:lang"));
    r.tags_by_one = out->tags_n > 0;
    for (html_node n = t->root; n; n = html_next(t, t->root, n)) {
        enum html_tag tag = html_tag_of(t, n);
        if (tag == HTML_TAG_META)
            take_meta(&r, t, n);
        else if (tag == HTML_TAG_LINK)
            take_link(&r, t, n);
        else if (tag == HTML_TAG_TITLE && out->document_title.n == 0)
            out->document_title = html_unescape(t->a, html_text(t, n));
        else if (tag == HTML_TAG_BASE)
            take_once(&out->base, html_attr(t, n, "href"));
        if (tag != HTML_TAG_TEXT)
            take_microdata(&r, t, n);
    }
}
