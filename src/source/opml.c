#include "source/opml.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "source/feed_internal.h"

#include <expat.h>

struct reading {
    struct arena *a;
    struct vec feeds;
    struct str folders[OPML_DEPTH_MAX];
    size_t depth;      /* of outlines that are folders or feeds */
    size_t skipped;    /* of outlines below OPML_DEPTH_MAX */
    struct str prefix; /* of Loa's attributes with its colon; "" = not declared so far */
    bool is_opml;
    bool too_many;
};

static struct str attribute(const XML_Char **atts, const char *name)
{
    for (size_t i = 0; atts[i]; i += 2)
        if (str_eq_nocase(str_view(atts[i]), str_view(name)))
            return str_view(atts[i + 1]);
    return STR("");
}

/* xmlns:loa="urn:loa:source" */
static void note_prefix(struct reading *r, const XML_Char **atts)
{
    static const struct str XMLNS = STR_INIT("xmlns:");
    for (size_t i = 0; atts[i]; i += 2)
        if (str_starts(str_view(atts[i]), XMLNS) &&
            str_eq(str_view(atts[i + 1]), STR(OPML_SPACE_URI)))
            r->prefix = str_concat(r->a, str_from(str_view(atts[i]), XMLNS.n), STR(":"));
}

static struct str term(struct reading *r, const XML_Char **atts, const char *name)
{
    for (size_t i = 0; atts[i] && r->prefix.n; i += 2) {
        struct str full = str_view(atts[i]);
        if (str_starts(full, r->prefix) && str_eq(str_from(full, r->prefix.n), str_view(name)))
            return utf8_fold_space(r->a, str_view(atts[i + 1]));
    }
    return STR("");
}

static void add_feed(struct reading *r, const XML_Char **atts, struct str url, struct str name)
{
    if (r->feeds.n >= OPML_FEEDS_MAX) {
        r->too_many = true;
        return;
    }
    struct opml_feed *feed = vec_push(&r->feeds);
    if (!feed)
        return;
    *feed = (struct opml_feed){.title = name,
                               .url = str_copy(r->a, str_trim(url)),
                               .site_url = str_copy(r->a, str_trim(attribute(atts, "htmlUrl"))),
                               .folder = r->depth ? r->folders[r->depth - 1] : STR("")};
#define X(name) feed->terms.name = term(r, atts, #name);
    OPML_TERMS(X)
#undef X
}

static void XMLCALL started(void *ctx, const XML_Char *name, const XML_Char **atts)
{
    struct reading *r = ctx;
    note_prefix(r, atts);
    if (str_eq_nocase(str_view(name), STR("opml")))
        r->is_opml = true;
    if (!str_eq_nocase(str_view(name), STR("outline")))
        return;
    struct str text = attribute(atts, "text");
    struct str title = text.n ? text : attribute(atts, "title");
    struct str url = attribute(atts, "xmlUrl");
    struct str folded = utf8_fold_space(r->a, title);
    if (str_trim(url).n)
        add_feed(r, atts, url, folded);
    if (r->depth == OPML_DEPTH_MAX) {
        r->skipped++;
        return;
    }
    /* feeds in a feed's outline stay in its folder */
    bool in_folder = r->depth > 0;
    r->folders[r->depth] = str_trim(url).n && in_folder ? r->folders[r->depth - 1] : folded;
    r->depth++;
}

static void XMLCALL ended(void *ctx, const XML_Char *name)
{
    struct reading *r = ctx;
    if (!str_eq_nocase(str_view(name), STR("outline")))
        return;
    if (r->skipped)
        r->skipped--;
    else if (r->depth)
        r->depth--;
}

static enum rc parse(struct reading *r, struct str utf8, struct err *e)
{
    XML_Parser parser = XML_ParserCreate("UTF-8");
    enum rc rc = RC_OK;
    if (!parser)
        return fail(e, RC_NOMEM, "out of memory");
    XML_SetUserData(parser, r);
    XML_SetElementHandler(parser, started, ended);
    utf8 = str_trim(utf8);
    if (XML_Parse(parser, utf8.p, (int)utf8.n, 1) != XML_STATUS_OK)
        rc = fail(e, RC_INVALID, "line %lu: not well-formed XML: %s",
                  (unsigned long)XML_GetCurrentLineNumber(parser),
                  XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    return rc;
}

enum rc opml_read(struct arena *a, struct str bytes, struct opml *out, struct err *e)
{
    struct reading r = {.a = a, .feeds = VEC(struct opml_feed, a)};
    struct buf utf8;
    const char *note = NULL;
    if (bytes.n > OPML_MAX_BYTES)
        return fail(e, RC_LIMIT, "OPML of more than %d bytes", OPML_MAX_BYTES);
    buf_init(&utf8, NULL);
    enum rc rc = feed_utf8(bytes, STR(""), &utf8, &note, e);
    if (!rc)
        rc = feed_mend_references(&utf8, &note, e);
    if (!rc)
        rc = parse(&r, buf_view(&utf8), e);
    buf_release(&utf8);
    if (!rc && !r.is_opml)
        rc = fail(e, RC_INVALID, "no OPML: there is no <opml> in it");
    if (!rc && r.too_many)
        rc = fail(e, RC_LIMIT, "OPML with more than %d feeds", OPML_FEEDS_MAX);
    if (!rc && arena_failed(a))
        rc = fail(e, RC_NOMEM, "out of memory");
    if (rc)
        return rc;
    *out = (struct opml){r.feeds.p, r.feeds.n};
    return RC_OK;
}

/* ---- writing ---- */

static void write_term(struct buf *b, const char *name, struct str value)
{
    if (!value.n)
        return;
    buf_addf(b, "\" " OPML_SPACE_PREFIX "%s=\"", name);
    buf_add_escaped(b, value);
}

static void write_feed(struct buf *b, const struct opml_feed *feed, const char *indent)
{
    buf_add(b, str_view(indent));
    buf_add(b, STR("<outline type=\"rss\" text=\""));
    buf_add_escaped(b, feed->title);
    buf_add(b, STR("\" xmlUrl=\""));
    buf_add_escaped(b, feed->url);
    if (feed->site_url.n) {
        buf_add(b, STR("\" htmlUrl=\""));
        buf_add_escaped(b, feed->site_url);
    }
#define X(name) write_term(b, #name, feed->terms.name);
    OPML_TERMS(X)
#undef X
    buf_add(b, STR("\"/>\n"));
}

static bool folder_written(const struct opml *list, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(list->feeds[k].folder, list->feeds[i].folder))
            return true;
    return false;
}

struct str opml_write(struct arena *a, struct str title, const struct opml *list)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\" "
                    "xmlns:loa=\"" OPML_SPACE_URI "\">\n<head><title>"));
    buf_add_escaped(&b, title);
    buf_add(&b, STR("</title></head>\n<body>\n"));
    for (size_t i = 0; i < list->feeds_n; i++)
        if (!list->feeds[i].folder.n)
            write_feed(&b, &list->feeds[i], "");
    for (size_t i = 0; i < list->feeds_n; i++) {
        if (!list->feeds[i].folder.n || folder_written(list, i))
            continue;
        buf_add(&b, STR("<outline text=\""));
        buf_add_escaped(&b, list->feeds[i].folder);
        buf_add(&b, STR("\">\n"));
        for (size_t k = i; k < list->feeds_n; k++)
            if (str_eq(list->feeds[k].folder, list->feeds[i].folder))
                write_feed(&b, &list->feeds[k], "  ");
        buf_add(&b, STR("</outline>\n"));
    }
    buf_add(&b, STR("</body>\n</opml>\n"));
    return buf_view(&b);
}
