#include "source/feed_element.h"

/* X(namespace, its addresses, lower case) */
enum space {
    NS_CORE,
    NS_DC,
    NS_TERMS,
    NS_CONTENT,
    NS_ITUNES,
    NS_MEDIA,
    NS_XHTML,
    NS_SY,
    NS_BURNER,
    NS_RDF,
    NS_OTHER,
};

static const struct {
    struct str uri;
    enum space space;
} spaces[] = {
    {STR_INIT("http://www.w3.org/2005/atom"), NS_CORE},
    {STR_INIT("http://purl.org/atom/ns#"), NS_CORE},
    {STR_INIT("http://example.com/necho"), NS_CORE},
    {STR_INIT("http://purl.org/echo/"), NS_CORE},
    {STR_INIT("http://purl.org/pie/"), NS_CORE},
    {STR_INIT("http://purl.org/rss/1.0/"), NS_CORE},
    {STR_INIT("http://my.netscape.com/rdf/simple/0.9/"), NS_CORE},
    {STR_INIT("http://channel.netscape.com/rdf/simple/0.9/"), NS_CORE},
    {STR_INIT("http://purl.org/net/rss1.1#"), NS_CORE},
    {STR_INIT("http://purl.org/rss/1.0/modules/rss091#"), NS_CORE},
    {STR_INIT("http://backend.userland.com/rss"), NS_CORE},
    {STR_INIT("http://backend.userland.com/rss2"), NS_CORE},
    {STR_INIT("http://blogs.law.harvard.edu/tech/rss"), NS_CORE},
    {STR_INIT("http://www.w3.org/1999/02/22-rdf-syntax-ns#"), NS_RDF},
    {STR_INIT("http://purl.org/dc/elements/1.1/"), NS_DC},
    {STR_INIT("http://purl.org/dc/elements/1.0/"), NS_DC},
    {STR_INIT("http://purl.org/dc/terms/"), NS_TERMS},
    {STR_INIT("http://purl.org/rss/1.0/modules/content/"), NS_CONTENT},
    {STR_INIT("http://www.itunes.com/dtds/podcast-1.0.dtd"), NS_ITUNES},
    {STR_INIT("http://example.com/dtds/podcast-1.0.dtd"), NS_ITUNES},
    {STR_INIT("http://search.yahoo.com/mrss"), NS_MEDIA},
    {STR_INIT("http://search.yahoo.com/mrss/"), NS_MEDIA},
    {STR_INIT("http://www.w3.org/1999/xhtml"), NS_XHTML},
    {STR_INIT("http://purl.org/rss/1.0/modules/syndication/"), NS_SY},
    {STR_INIT("http://rssnamespace.org/feedburner/ext/1.0"), NS_BURNER},
};

struct entry {
    struct str name; /* lower case */
    enum space space;
    struct feed_known known;
};

#define PLAIN(el, rank)                                                                            \
    {                                                                                              \
        el, rank, false, false                                                                     \
    }
#define HTML(el, rank)                                                                             \
    {                                                                                              \
        el, rank, true, false                                                                      \
    }
#define MAYBE(el, rank)                                                                            \
    {                                                                                              \
        el, rank, false, true                                                                      \
    }

static const struct entry entries[] = {
    {STR_INIT("rss"), NS_CORE, PLAIN(EL_ROOT, 0)},
    {STR_INIT("rdf"), NS_RDF, PLAIN(EL_ROOT, 0)},
    {STR_INIT("rdf"), NS_CORE, PLAIN(EL_ROOT, 0)},
    {STR_INIT("feed"), NS_CORE, PLAIN(EL_CHANNEL, 0)},
    {STR_INIT("channel"), NS_CORE, PLAIN(EL_CHANNEL, 0)},
    {STR_INIT("items"), NS_CORE, PLAIN(EL_TRANSPARENT, 0)},
    {STR_INIT("item"), NS_CORE, PLAIN(EL_ITEM, 0)},
    {STR_INIT("entry"), NS_CORE, PLAIN(EL_ITEM, 0)},
    {STR_INIT("product"), NS_CORE, PLAIN(EL_ITEM, 0)},
    {STR_INIT("title"), NS_CORE, MAYBE(EL_TITLE, RANK_OWN)},
    {STR_INIT("title"), NS_DC, MAYBE(EL_TITLE, RANK_FOREIGN)},
    {STR_INIT("link"), NS_CORE, PLAIN(EL_LINK, RANK_OWN)},
    {STR_INIT("id"), NS_CORE, PLAIN(EL_ID, RANK_OWN)},
    {STR_INIT("guid"), NS_CORE, PLAIN(EL_GUID, RANK_OWN)},
    {STR_INIT("identifier"), NS_DC, PLAIN(EL_ID, RANK_LAST)},
    {STR_INIT("description"), NS_CORE, HTML(EL_SUMMARY, RANK_OWN)},
    {STR_INIT("abstract"), NS_CORE, HTML(EL_SUMMARY, RANK_OWN)},
    {STR_INIT("summary"), NS_CORE, MAYBE(EL_SUMMARY, RANK_OWN)},
    {STR_INIT("subtitle"), NS_CORE, MAYBE(EL_SUMMARY, RANK_OWN)},
    {STR_INIT("tagline"), NS_CORE, MAYBE(EL_SUMMARY, RANK_OWN)},
    {STR_INIT("description"), NS_DC, HTML(EL_SUMMARY, RANK_FOREIGN)},
    {STR_INIT("abstract"), NS_TERMS, HTML(EL_SUMMARY, RANK_FOREIGN)},
    {STR_INIT("summary"), NS_ITUNES, MAYBE(EL_SUMMARY, RANK_FOREIGN)},
    {STR_INIT("subtitle"), NS_ITUNES, MAYBE(EL_SUMMARY, RANK_LAST)},
    {STR_INIT("content"), NS_CORE, MAYBE(EL_CONTENT, RANK_OWN)},
    {STR_INIT("encoded"), NS_CONTENT, HTML(EL_CONTENT, RANK_OWN)},
    {STR_INIT("fullitem"), NS_CORE, HTML(EL_CONTENT, RANK_FOREIGN)},
    {STR_INIT("full-text"), NS_CORE, HTML(EL_CONTENT, RANK_FOREIGN)},
    {STR_INIT("body"), NS_CORE, HTML(EL_CONTENT, RANK_FOREIGN)},
    {STR_INIT("body"), NS_XHTML, HTML(EL_CONTENT, RANK_FOREIGN)},
    {STR_INIT("div"), NS_XHTML, HTML(EL_CONTENT, RANK_FOREIGN)},
    {STR_INIT("pubdate"), NS_CORE, PLAIN(EL_PUBLISHED, RANK_OWN)},
    {STR_INIT("published"), NS_CORE, PLAIN(EL_PUBLISHED, RANK_OWN)},
    {STR_INIT("issued"), NS_CORE, PLAIN(EL_PUBLISHED, RANK_OWN)},
    {STR_INIT("issued"), NS_TERMS, PLAIN(EL_PUBLISHED, RANK_FOREIGN)},
    {STR_INIT("updated"), NS_CORE, PLAIN(EL_UPDATED, RANK_OWN)},
    {STR_INIT("modified"), NS_CORE, PLAIN(EL_UPDATED, RANK_OWN)},
    {STR_INIT("lastbuilddate"), NS_CORE, PLAIN(EL_UPDATED, RANK_OWN)},
    {STR_INIT("modified"), NS_TERMS, PLAIN(EL_UPDATED, RANK_FOREIGN)},
    {STR_INIT("date"), NS_DC, PLAIN(EL_UPDATED, RANK_LAST)},
    {STR_INIT("created"), NS_CORE, PLAIN(EL_CREATED, RANK_OWN)},
    {STR_INIT("created"), NS_TERMS, PLAIN(EL_CREATED, RANK_FOREIGN)},
    {STR_INIT("author"), NS_CORE, PLAIN(EL_AUTHOR, RANK_OWN)},
    {STR_INIT("managingeditor"), NS_CORE, PLAIN(EL_AUTHOR, RANK_OWN)},
    {STR_INIT("creator"), NS_DC, PLAIN(EL_AUTHOR, RANK_OWN)},
    {STR_INIT("author"), NS_DC, PLAIN(EL_AUTHOR, RANK_OWN)},
    {STR_INIT("author"), NS_ITUNES, PLAIN(EL_AUTHOR, RANK_FOREIGN)},
    {STR_INIT("contributor"), NS_CORE, PLAIN(EL_CONTRIBUTOR, RANK_OWN)},
    {STR_INIT("contributor"), NS_DC, PLAIN(EL_CONTRIBUTOR, RANK_OWN)},
    {STR_INIT("owner"), NS_ITUNES, PLAIN(EL_OWNER, RANK_LAST)},
    {STR_INIT("name"), NS_CORE, PLAIN(EL_NAME, RANK_OWN)},
    {STR_INIT("name"), NS_ITUNES, PLAIN(EL_NAME, RANK_OWN)},
    {STR_INIT("email"), NS_CORE, PLAIN(EL_EMAIL, RANK_OWN)},
    {STR_INIT("email"), NS_ITUNES, PLAIN(EL_EMAIL, RANK_OWN)},
    {STR_INIT("uri"), NS_CORE, PLAIN(EL_URI, RANK_OWN)},
    {STR_INIT("homepage"), NS_CORE, PLAIN(EL_URI, RANK_OWN)},
    {STR_INIT("category"), NS_CORE, PLAIN(EL_CATEGORY, RANK_OWN)},
    {STR_INIT("subject"), NS_DC, PLAIN(EL_CATEGORY, RANK_OWN)},
    {STR_INIT("category"), NS_ITUNES, PLAIN(EL_CATEGORY, RANK_OWN)},
    {STR_INIT("category"), NS_MEDIA, PLAIN(EL_CATEGORY, RANK_OWN)},
    {STR_INIT("keywords"), NS_ITUNES, PLAIN(EL_KEYWORDS, RANK_OWN)},
    {STR_INIT("keywords"), NS_MEDIA, PLAIN(EL_KEYWORDS, RANK_OWN)},
    {STR_INIT("enclosure"), NS_CORE, PLAIN(EL_ENCLOSURE, RANK_OWN)},
    {STR_INIT("group"), NS_MEDIA, PLAIN(EL_MEDIA_GROUP, 0)},
    {STR_INIT("content"), NS_MEDIA, PLAIN(EL_MEDIA, RANK_OWN)},
    {STR_INIT("thumbnail"), NS_MEDIA, PLAIN(EL_THUMBNAIL, RANK_OWN)},
    {STR_INIT("title"), NS_MEDIA, MAYBE(EL_MEDIA_TITLE, RANK_LAST)},
    {STR_INIT("description"), NS_MEDIA, MAYBE(EL_MEDIA_TEXT, RANK_LAST)},
    {STR_INIT("text"), NS_MEDIA, MAYBE(EL_MEDIA_TEXT, RANK_LAST)},
    {STR_INIT("credit"), NS_MEDIA, PLAIN(EL_CREDIT, RANK_OWN)},
    {STR_INIT("language"), NS_CORE, PLAIN(EL_LANGUAGE, RANK_OWN)},
    {STR_INIT("language"), NS_DC, PLAIN(EL_LANGUAGE, RANK_OWN)},
    {STR_INIT("rights"), NS_CORE, MAYBE(EL_RIGHTS, RANK_OWN)},
    {STR_INIT("copyright"), NS_CORE, MAYBE(EL_RIGHTS, RANK_OWN)},
    {STR_INIT("rights"), NS_DC, MAYBE(EL_RIGHTS, RANK_FOREIGN)},
    {STR_INIT("source"), NS_CORE, PLAIN(EL_SOURCE, RANK_OWN)},
    {STR_INIT("image"), NS_CORE, PLAIN(EL_IMAGE, RANK_OWN)},
    {STR_INIT("textinput"), NS_CORE, PLAIN(EL_TEXT_INPUT, RANK_OWN)},
    {STR_INIT("image"), NS_ITUNES, PLAIN(EL_ITUNES_IMAGE, RANK_FOREIGN)},
    {STR_INIT("link"), NS_ITUNES, PLAIN(EL_ITUNES_LINK, RANK_FOREIGN)},
    {STR_INIT("url"), NS_CORE, PLAIN(EL_URL, RANK_OWN)},
    {STR_INIT("icon"), NS_CORE, PLAIN(EL_ICON, RANK_OWN)},
    {STR_INIT("logo"), NS_CORE, PLAIN(EL_LOGO, RANK_OWN)},
    {STR_INIT("ttl"), NS_CORE, PLAIN(EL_TTL, RANK_OWN)},
    {STR_INIT("updateperiod"), NS_SY, PLAIN(EL_PERIOD, RANK_OWN)},
    {STR_INIT("updatefrequency"), NS_SY, PLAIN(EL_FREQUENCY, RANK_OWN)},
    {STR_INIT("origlink"), NS_BURNER, PLAIN(EL_ORIGINAL_LINK, RANK_OWN)},
    {STR_INIT("new-feed-url"), NS_ITUNES, PLAIN(EL_MOVED, RANK_OWN)},
    {STR_INIT("newlocation"), NS_CORE, PLAIN(EL_MOVED, RANK_OWN)},
    {STR_INIT("block"), NS_ITUNES, PLAIN(EL_BLOCK, RANK_OWN)},
};

static enum space space_of(struct str uri, struct str core_uri)
{
    if (!uri.n || str_eq(uri, core_uri)) {
        for (size_t i = 0; i < COUNT_OF(spaces); i++)
            if (spaces[i].space == NS_RDF && str_eq_nocase(uri, spaces[i].uri))
                return NS_RDF;
        return NS_CORE;
    }
    for (size_t i = 0; i < COUNT_OF(spaces); i++)
        if (str_eq_nocase(uri, spaces[i].uri))
            return spaces[i].space;
    return NS_OTHER;
}

struct feed_known feed_known_element(struct str uri, struct str core_uri, struct str name)
{
    enum space space = space_of(uri, core_uri);
    for (size_t i = 0; i < COUNT_OF(entries); i++)
        if (entries[i].space == space && str_eq_nocase(name, entries[i].name))
            return entries[i].known;
    return (struct feed_known){.element = EL_OTHER};
}
