#include "source/feed_xml.h"

#include "base/url.h"
#include "source/feed_date.h"

#include <expat.h>

#define XML_NS "http://www.w3.org/XML/1998/namespace\n"
#define RDF_NS "http://www.w3.org/1999/02/22-rdf-syntax-ns#\n"

struct arena *feed_arena_of(struct feed_xml *x)
{
    return x->in_item ? &x->r->item_arena : &x->r->arena;
}

struct feed_frame *feed_top(struct feed_xml *x)
{
    return &x->frames[x->frames_n - 1];
}

struct str feed_attribute(const char **atts, const char *name)
{
    for (size_t i = 0; atts[i]; i += 2)
        if (str_eq_nocase(str_view(atts[i]), str_view(name)))
            return str_view(atts[i + 1]);
    return STR("");
}

bool feed_has_attribute(const char **atts, const char *name)
{
    for (size_t i = 0; atts[i]; i += 2)
        if (str_eq_nocase(str_view(atts[i]), str_view(name)))
            return true;
    return false;
}

/* True if a value of that rank may take the field: better than what is there. */
bool feed_takes(struct feed_xml *x, enum feed_element field, int rank)
{
    int *ranks = x->in_item ? x->item_ranks : x->feed_ranks;
    if (rank <= ranks[field])
        return false;
    ranks[field] = rank;
    return true;
}

/* ---- starts of elements ---- */

static void begin_item(struct feed_xml *x, const char **atts)
{
    feed_begin_item(x->r);
    for (size_t i = 0; i < COUNT_OF(x->item_ranks); i++)
        x->item_ranks[i] = 0;
    x->in_item = true;
    x->scope = SCOPE_ITEM;
    x->guid_link = STR("");
    x->guid_is_no_link = x->guid_is_link = false;
    x->groups = 0;
    x->item_credit = STR("");
    x->item_line = XML_GetCurrentLineNumber(x->parser);
    struct str about = feed_attribute(atts, RDF_NS "about");
    struct arena *a = &x->r->item_arena;
    if (about.n) {
        x->r->item.id = feed_url(a, feed_top(x)->base, about);
        x->item_ranks[EL_ID] = RANK_LAST;
        x->guid_link = x->r->item.id;
    }
    feed_take_alternate(x, feed_url(a, feed_top(x)->base, feed_attribute(atts, "href")),
                        RANK_OWN); /* CDF */
    struct str modified = feed_attribute(atts, "lastmod");
    int64_t at_ms = 0;
    if (feed_date(modified, x->r->options.zone_min, &at_ms) && feed_takes(x, EL_UPDATED, RANK_OWN))
        x->r->item.updated_ms = at_ms;
    x->r->item.language = feed_top(x)->language;
}

/* What is said of all media is said of those that say nothing themselves (Media RSS 1.5.1, "the most
 * specific wins"). */
static void credit_media(struct feed_xml *x, size_t from, struct str credit)
{
    struct feed_item *item = &x->r->item;
    for (size_t i = from; x->in_item && i < item->enclosures_n; i++)
        if (!item->enclosures[i].credit.n)
            item->enclosures[i].credit = credit;
}

static void end_item(struct feed_xml *x)
{
    struct feed_item *item = &x->r->item;
    credit_media(x, 0, x->item_credit);
    bool address = x->guid_is_link || str_starts(x->guid_link, STR("http://")) ||
                   str_starts(x->guid_link, STR("https://"));
    if (!item->link.n && address)
        item->link = x->guid_link;
    x->scope = SCOPE_FEED;
    feed_give_item(x->r, x->item_line);
    x->in_item = false;
    if (x->r->stopped)
        (void)XML_StopParser(x->parser, XML_FALSE);
}

static void begin_channel(struct feed_xml *x, const char **atts)
{
    struct feed *about = &x->r->about;
    int64_t at_ms = 0;
    if (!about->language.n)
        about->language = feed_top(x)->language;
    feed_take_alternate(
        x, feed_url(feed_arena_of(x), feed_top(x)->base, feed_attribute(atts, "href")), RANK_LAST);
    if (feed_date(feed_attribute(atts, "lastmod"), x->r->options.zone_min, &at_ms) &&
        feed_takes(x, EL_UPDATED, RANK_OWN))
        about->updated_ms = at_ms;
}

static void begin_media(struct feed_xml *x, const char **atts)
{
    struct arena *a = feed_arena_of(x);
    x->media = (struct feed_enclosure){
        .url = feed_url(a, feed_top(x)->base, feed_attribute(atts, "url")),
        .type = str_copy(a, str_trim(feed_attribute(atts, "type"))),
        .medium = str_copy(a, str_trim(feed_attribute(atts, "medium"))),
        .length_bytes = feed_length(feed_attribute(atts, "fileSize")),
        .width_px = feed_length(feed_attribute(atts, "width")),
        .preferred = str_eq_nocase(str_trim(feed_attribute(atts, "isDefault")), STR("true")),
        .group = x->in_group ? x->groups : 0,
    };
    x->in_media = true;
    x->media_from = x->r->item.enclosures_n;
}

static void end_media(struct feed_xml *x)
{
    x->in_media = false;
    credit_media(x, x->media_from, x->media.credit);
    if (x->scope == SCOPE_ITEM && x->media.url.n)
        feed_add_enclosure(feed_arena_of(x), &x->r->item, &x->media);
}

static void begin_group(struct feed_xml *x)
{
    x->in_group = true;
    x->groups++;
    x->group_from = x->r->item.enclosures_n;
    x->group_credit = STR("");
}

static void end_group(struct feed_xml *x)
{
    x->in_group = false;
    credit_media(x, x->group_from, x->group_credit);
}

static void begin_category(struct feed_xml *x, const char **atts)
{
    struct str term = feed_attribute(atts, "term");
    struct str label = feed_attribute(atts, "label");
    struct str text = feed_attribute(atts, "text");
    feed_take_category(x, label.n && !str_trim(term).n ? label : term.n ? term : text);
}

/* True if the element's text is read. */
static bool begin_known(struct feed_xml *x, const struct feed_known *known, const char **atts)
{
    switch (known->element) {
    case EL_CHANNEL: begin_channel(x, atts); return false;
    case EL_ITEM: begin_item(x, atts); return false;
    case EL_MEDIA_GROUP: begin_group(x); return false;
    case EL_MEDIA: begin_media(x, atts); return false;
    case EL_THUMBNAIL: feed_take_thumbnail(x, feed_attribute(atts, "url")); return false;
    case EL_ITUNES_IMAGE:
        feed_take_thumbnail(
            x, feed_attribute(atts, feed_has_attribute(atts, "href") ? "href" : "url"));
        return false;
    case EL_ITUNES_LINK:
        if (str_eq_nocase(feed_attribute(atts, "rel"), STR("image")))
            feed_take_thumbnail(x, feed_attribute(atts, "href"));
        return false;
    case EL_ENCLOSURE:
        feed_take_enclosure(x, atts, feed_attribute(atts, "url"), "length");
        return false;
    case EL_IMAGE:
    case EL_TEXT_INPUT: x->scope = SCOPE_ASIDE; return false;
    case EL_SOURCE:
        if (x->in_item && feed_has_attribute(atts, "url"))
            x->r->item.source_url =
                feed_url(feed_arena_of(x), feed_top(x)->base, feed_attribute(atts, "url"));
        if (x->in_item)
            x->scope = SCOPE_SOURCE;
        return true;
    case EL_LINK:
        x->link_is_other = feed_has_attribute(atts, "rel") &&
                           !str_eq_nocase(str_trim(feed_attribute(atts, "rel")), STR("alternate"));
        if (!feed_has_attribute(atts, "href"))
            return true;
        feed_take_link(x, atts);
        return false;
    case EL_AUTHOR:
    case EL_CONTRIBUTOR:
    case EL_OWNER:
        x->person = (struct feed_person){0};
        x->in_person = true;
        return true;
    case EL_GUID:
        x->guid_is_no_link = str_eq_nocase(feed_attribute(atts, "isPermaLink"), STR("false"));
        x->guid_is_link = str_eq_nocase(feed_attribute(atts, "isPermaLink"), STR("true"));
        return true;
    case EL_CONTENT:
        if (feed_has_attribute(atts, "src"))
            feed_take_enclosure(x, atts, feed_attribute(atts, "src"), "length");
        return true;
    case EL_CATEGORY: begin_category(x, atts); return true;
    case EL_OTHER:
    case EL_TRANSPARENT:
    case EL_ROOT:
    case EL_BLOCK: return false;
    case EL_TITLE:
    case EL_ID:
    case EL_SUMMARY:
    case EL_PUBLISHED:
    case EL_UPDATED:
    case EL_CREATED:
    case EL_NAME:
    case EL_EMAIL:
    case EL_URI:
    case EL_KEYWORDS:
    case EL_MEDIA_TITLE:
    case EL_MEDIA_TEXT:
    case EL_CREDIT:
    case EL_LANGUAGE:
    case EL_RIGHTS:
    case EL_URL:
    case EL_ICON:
    case EL_LOGO:
    case EL_TTL:
    case EL_PERIOD:
    case EL_FREQUENCY:
    case EL_ORIGINAL_LINK:
    case EL_MOVED: return true;
    }
    return false;
}

/* Elements may stand in the captured one that are read themselves: a person's parts, a source's
 * fields. Anything else in it is its markup. */
static bool holds_fields(const struct feed_frame *f)
{
    return f->known.element == EL_AUTHOR || f->known.element == EL_CONTRIBUTOR ||
           f->known.element == EL_OWNER || f->known.element == EL_SOURCE ||
           f->known.element == EL_CATEGORY;
}

/* "javascript:…" is no base. */
static struct str next_base(struct arena *a, struct str base, struct str said)
{
    struct str url = feed_url(a, base, said);
    struct url u;
    url_split(url, &u);
    bool good = !u.scheme.n || str_eq_nocase(u.scheme, STR("http")) ||
                str_eq_nocase(u.scheme, STR("https"));
    return good ? url : base;
}

static void push_frame(struct feed_xml *x, struct feed_known known, const char **atts)
{
    struct feed_frame frame = {.known = known};
    struct arena *a = known.element == EL_ITEM ? &x->r->arena : feed_arena_of(x);
    if (x->frames_n) {
        frame.base = feed_top(x)->base;
        frame.language = feed_top(x)->language;
    } else {
        frame.base = x->r->options.url;
        frame.language = x->r->options.language;
    }
    if (feed_has_attribute(atts, XML_NS "base"))
        frame.base = next_base(a, frame.base, feed_attribute(atts, XML_NS "base"));
    if (known.element == EL_CHANNEL && feed_has_attribute(atts, "base")) /* CDF */
        frame.base = next_base(a, frame.base, feed_attribute(atts, "base"));
    if (feed_has_attribute(atts, XML_NS "lang"))
        frame.language = feed_language_tag(a, feed_attribute(atts, XML_NS "lang"));
    x->frames[x->frames_n++] = frame;
}

/* Which elements may hold which: an item's title in something unknown is not the item's. */
static bool may_stand(const struct feed_xml *x, enum feed_element el)
{
    if (el == EL_OTHER)
        return false;
    if (el == EL_ITEM)
        return !x->in_item;
    if (el == EL_URI || el == EL_NAME || el == EL_EMAIL)
        return x->in_person;
    if (el == EL_IMAGE || el == EL_TEXT_INPUT)
        return !x->in_item;
    return true;
}

static bool is_container(struct str name)
{
    return str_eq_nocase(name, STR("channel")) || str_eq_nocase(name, STR("item"));
}

static void XMLCALL element_started(void *ctx, const XML_Char *full, const char **atts)
{
    struct feed_xml *x = ctx;
    struct str uri;
    struct str name = feed_local_name(str_view(full), &uri);
    if (x->skipped) {
        x->skipped++;
        return;
    }
    if (!x->rooted) {
        x->rooted = true;
        x->core_uri = str_copy(&x->r->arena, uri);
    }
    struct feed_known known = feed_known_element(uri, x->core_uri, name);
    if (known.element == EL_OTHER && x->frames_n == 1 && is_container(name)) {
        x->core_uri = str_copy(&x->r->arena, uri); /* RDF with a namespace of its own */
        known = feed_known_element(uri, x->core_uri, name);
    }
    bool within = x->capture.active;
    if (within && (x->capture.depth || !holds_fields(feed_top(x)))) {
        feed_capture_open(x, str_view(full), atts);
        return;
    }
    if (!may_stand(x, known.element) || x->frames_n == FEED_FRAMES_MAX) {
        x->skipped = 1;
        return;
    }
    x->is_feed =
        x->is_feed || x->frames_n || known.element == EL_CHANNEL || str_eq_nocase(name, STR("rss"));
    push_frame(x, known, atts);
    x->capture.active = false;
    if (begin_known(x, &known, atts))
        feed_capture_begin(x, &known, atts);
}

static void close_scope(struct feed_xml *x, enum feed_element el)
{
    if (el == EL_ITEM)
        end_item(x);
    else if (el == EL_MEDIA)
        end_media(x);
    else if (el == EL_MEDIA_GROUP)
        end_group(x);
    else if (el == EL_SOURCE || el == EL_IMAGE || el == EL_TEXT_INPUT)
        x->scope = x->in_item ? SCOPE_ITEM : SCOPE_FEED;
}

static void XMLCALL element_ended(void *ctx, const XML_Char *full)
{
    struct feed_xml *x = ctx;
    if (x->skipped) {
        x->skipped--;
        return;
    }
    if (x->capture.active && x->capture.depth) {
        feed_capture_close(x, str_view(full));
        return;
    }
    if (!x->frames_n)
        return;
    struct feed_known known = feed_top(x)->known;
    bool person =
        known.element == EL_AUTHOR || known.element == EL_CONTRIBUTOR || known.element == EL_OWNER;
    if (x->capture.active && !x->capture.too_long)
        feed_take(x, &known);
    else if (person)
        feed_take_person(x, &known);
    x->capture.active = false;
    close_scope(x, known.element);
    x->frames_n--;
}

static void XMLCALL text_came(void *ctx, const XML_Char *s, int n)
{
    struct feed_xml *x = ctx;
    if (x->capture.active && !x->skipped)
        feed_capture_add(x, (struct str){s, (size_t)n});
}

/* HTML's names for characters, which feeds use as if XML had them. */
static void XMLCALL entity_skipped(void *ctx, const XML_Char *name, int is_parameter)
{
    struct feed_xml *x = ctx;
    if (is_parameter || !x->capture.active || x->skipped)
        return;
    struct str s = feed_entity(feed_arena_of(x), str_view(name));
    feed_capture_add(x, s.n ? s : str_format(feed_arena_of(x), "&%s;", name));
}

/* ---- the parser ---- */

static enum rc not_well_formed(struct feed_xml *x, struct err *e)
{
    enum XML_Error code = XML_GetErrorCode(x->parser);
    unsigned long line = XML_GetCurrentLineNumber(x->parser);
    unsigned long column = XML_GetCurrentColumnNumber(x->parser);
    if (code == XML_ERROR_NO_MEMORY)
        return fail(e, RC_NOMEM, "out of memory");
    if (code == XML_ERROR_ABORTED)
        return RC_OK;
    return fail(e, RC_INVALID, "line %lu, column %lu: not well-formed XML: %s", line, column + 1,
                XML_ErrorString(code));
}

static enum rc parse(struct feed_xml *x, struct str s, struct err *e)
{
    enum { PIECE_BYTES = 1 << 20 }; /* expat counts in int */
    while (s.n) {
        struct str piece = str_first(s, PIECE_BYTES);
        s = str_from(s, piece.n);
        if (XML_Parse(x->parser, piece.p, (int)piece.n, s.n == 0) != XML_STATUS_OK)
            return not_well_formed(x, e);
    }
    if (x->is_feed || x->r->items_n)
        return RC_OK;
    return fail(e, RC_INVALID, "no feed: neither RSS, RDF, Atom nor CDF begins here");
}

static struct str without_space(struct str s)
{
    while (s.n && byte_is_space(s.p[0]))
        s = str_from(s, 1);
    return s;
}

enum rc feed_xml_read(struct feed_reader *r, struct str utf8, struct err *e)
{
    struct feed_xml x = {.r = r, .parser = XML_ParserCreateNS("UTF-8", FEED_SEPARATOR)};
    if (!x.parser)
        return fail(e, RC_NOMEM, "out of memory");
    buf_init(&x.capture.text, NULL);
    XML_SetUserData(x.parser, &x);
    XML_SetElementHandler(x.parser, element_started, element_ended);
    XML_SetCharacterDataHandler(x.parser, text_came);
    XML_SetSkippedEntityHandler(x.parser, entity_skipped);
    (void)XML_UseForeignDTD(x.parser, XML_TRUE); /* unknown entities are told, not errors */
    enum rc rc = parse(&x, without_space(utf8), e);
    XML_ParserFree(x.parser);
    buf_release(&x.capture.text);
    return rc;
}
