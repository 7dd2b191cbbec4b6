#include "source/feed_xml.h"

#include "base/utf8.h"
#include "source/feed_date.h"

enum { PERIOD_MIN = 60000 };

/* The same, but of two that are as good the last wins: a date that was written again. */
static bool takes_last(struct feed_xml *x, enum feed_element field, int rank)
{
    int *ranks = x->in_item ? x->item_ranks : x->feed_ranks;
    return rank == ranks[field] || feed_takes(x, field, rank);
}

/* ---- links ---- */

static bool is_html_type(struct str type)
{
    return !type.n || str_starts(type, STR("text/html")) ||
           str_starts(type, STR("application/xhtml+xml"));
}

int64_t feed_length(struct str s)
{
    int64_t n = 0;
    return str_to_int(str_trim(s), &n) && n > 0 ? n : 0;
}

void feed_take_enclosure(struct feed_xml *x, const char **atts, struct str url, const char *length)
{
    struct arena *a = feed_arena_of(x);
    struct feed_enclosure enclosure = {
        .url = feed_url(a, feed_top(x)->base, url),
        .type = str_copy(a, str_trim(feed_attribute(atts, "type"))),
        .title = str_copy(a, feed_attribute(atts, "title")),
        .length_bytes = feed_length(feed_attribute(atts, length)),
    };
    if (x->in_item && x->scope == SCOPE_ITEM && enclosure.url.n)
        feed_add_enclosure(a, &x->r->item, &enclosure);
}

void feed_take_alternate(struct feed_xml *x, struct str url, int rank)
{
    if (!url.n)
        return;
    if (x->scope == SCOPE_SOURCE) {
        if (!x->r->item.source_url.n)
            x->r->item.source_url = url;
    } else if (x->scope == SCOPE_ITEM) {
        if (feed_takes(x, EL_LINK, rank))
            x->r->item.link = url;
    } else if (x->scope == SCOPE_FEED && feed_takes(x, EL_LINK, rank)) {
        x->r->about.link = url;
    }
}

/* <link href rel type>: Atom's, also inside RSS; CDF has no rel. */
void feed_take_link(struct feed_xml *x, const char **atts)
{
    struct str rel = str_trim(feed_attribute(atts, "rel"));
    struct str url = feed_url(feed_arena_of(x), feed_top(x)->base, feed_attribute(atts, "href"));
    struct feed *about = &x->r->about;
    size_t slash = str_find_last_byte(rel, '/');
    if (str_starts(rel, STR("http://www.iana.org/assignments/relation/")))
        rel = str_from(rel, slash + 1);
    if (!rel.n || str_eq_nocase(rel, STR("alternate")))
        feed_take_alternate(x, url,
                            is_html_type(feed_attribute(atts, "type")) ? RANK_OWN : RANK_FOREIGN);
    else if (str_eq_nocase(rel, STR("enclosure")))
        feed_take_enclosure(x, atts, feed_attribute(atts, "href"), "length");
    else if (str_eq_nocase(rel, STR("self")) && x->scope == SCOPE_FEED && !about->self.n)
        about->self = url;
    else if (str_eq_nocase(rel, STR("hub")) && x->scope == SCOPE_FEED && !about->hub.n)
        about->hub = url;
    else if (str_eq_nocase(rel, STR("self")) && x->scope == SCOPE_ITEM)
        feed_take_alternate(x, url, RANK_LAST);
}

/* ---- ends of elements ---- */

static void take_date(struct feed_xml *x, enum feed_element field, int rank)
{
    int64_t at_ms = 0;
    struct feed_item *item = &x->r->item;
    struct feed *about = &x->r->about;
    if (x->scope == SCOPE_SOURCE || x->scope == SCOPE_ASIDE)
        return;
    if (!feed_date(buf_view(&x->capture.text), x->r->options.zone_min, &at_ms) ||
        !takes_last(x, field, rank))
        return;
    if (field == EL_PUBLISHED)
        *(x->in_item ? &item->published_ms : &about->published_ms) = at_ms;
    else if (field == EL_UPDATED)
        *(x->in_item ? &item->updated_ms : &about->updated_ms) = at_ms;
    else if (x->in_item)
        item->created_ms = at_ms;
}

static void take_title(struct feed_xml *x, int rank)
{
    struct feed_text t = feed_captured_text(x);
    if (x->scope == SCOPE_SOURCE && !x->r->item.source_name.n)
        x->r->item.source_name = feed_plain(feed_arena_of(x), &t);
    if (x->scope == SCOPE_ITEM && t.s.n && feed_takes(x, EL_TITLE, rank))
        x->r->item.title = t;
    if (x->scope == SCOPE_FEED && t.s.n && feed_takes(x, EL_TITLE, rank))
        x->r->about.title = t;
}

/* A second text as good as the first: it is the content (RSS with description and summary). */
static void take_summary(struct feed_xml *x, int rank)
{
    struct feed_text t = feed_captured_text(x);
    if (!t.s.n || x->scope == SCOPE_SOURCE || x->scope == SCOPE_ASIDE)
        return;
    if (x->scope == SCOPE_FEED) {
        if (feed_takes(x, EL_SUMMARY, rank))
            x->r->about.subtitle = t;
        return;
    }
    if (feed_takes(x, EL_SUMMARY, rank)) {
        x->r->item.summary = t;
        return;
    }
    if (rank == RANK_OWN && feed_takes(x, EL_CONTENT, RANK_LAST))
        x->r->item.content = t;
}

static void take_content(struct feed_xml *x, int rank)
{
    struct feed_text t = feed_captured_text(x);
    if (t.s.n && x->scope == SCOPE_ITEM && feed_takes(x, EL_CONTENT, rank))
        x->r->item.content = t;
}

/* Atom's id and a guid that is an address may be relative. */
static void take_id(struct feed_xml *x, enum feed_element el, int rank)
{
    struct str id = feed_captured(x);
    bool relative = str_find_byte(id, '/') < id.n && str_find_byte(id, ':') == id.n;
    if (!id.n || x->scope == SCOPE_SOURCE || x->scope == SCOPE_ASIDE || !feed_takes(x, EL_ID, rank))
        return;
    if (relative && !(el == EL_GUID && x->guid_is_no_link))
        id = feed_url(feed_arena_of(x), feed_top(x)->base, id);
    if (!x->in_item) {
        x->r->about.id = id;
        return;
    }
    x->r->item.id = id;
    x->guid_link = el == EL_GUID && x->guid_is_no_link ? STR("") : id;
}

static void take_link_text(struct feed_xml *x)
{
    if (x->link_is_other)
        return;
    feed_take_alternate(
        x, feed_url(feed_arena_of(x), feed_top(x)->base, buf_view(&x->capture.text)), RANK_OWN);
}

void feed_take_category(struct feed_xml *x, struct str text)
{
    struct arena *a = feed_arena_of(x);
    struct feed_item *item = &x->r->item;
    text = utf8_fold_space(a, text);
    if (x->scope == SCOPE_ITEM)
        feed_add_text(a, &item->categories, &item->categories_n, text);
    else if (x->scope == SCOPE_FEED)
        feed_add_text(a, &x->r->about.categories, &x->r->about.categories_n, text);
}

/* itunes:keywords and media:keywords: by commas, or by spaces where there is none. */
static void take_keywords(struct feed_xml *x)
{
    struct str rest = buf_view(&x->capture.text);
    char separator = str_find_byte(rest, ',') < rest.n ? ',' : ' ';
    struct str word;
    while (str_next(&rest, separator, &word))
        feed_take_category(x, word);
}

static struct feed_people *people_of(struct feed_xml *x, enum feed_element el)
{
    struct feed_item *item = &x->r->item;
    bool item_scope = x->scope == SCOPE_ITEM;
    if (el == EL_CONTRIBUTOR)
        return item_scope ? &item->contributors : NULL;
    if (item_scope)
        return &item->authors;
    if (x->scope == SCOPE_FEED)
        return &x->r->about.authors;
    return x->scope == SCOPE_SOURCE && !item->authors.items_n ? &item->authors : NULL;
}

static bool is_known_person(const struct feed_people *people, const struct feed_person *p)
{
    for (size_t i = 0; i < people->items_n; i++) {
        const struct feed_person *q = &people->items[i];
        if ((p->name.n && str_eq(p->name, q->name)) || (p->email.n && str_eq(p->email, q->email)))
            return true;
    }
    return false;
}

/* A name without children: "a@b.vn (Nguyễn An)"; several may be joined by ";". */
void feed_take_person(struct feed_xml *x, const struct feed_known *known)
{
    struct arena *a = feed_arena_of(x);
    struct feed_people *people = people_of(x, known->element);
    struct feed_person p = x->person;
    if (!x->in_person || (!p.name.n && !p.email.n && !p.url.n))
        p = feed_person_from(a, buf_view(&x->capture.text));
    if (p.name.n && !p.email.n && str_find_byte(p.name, '@') < p.name.n)
        p = feed_person_from(a, p.name);
    x->in_person = false;
    /* the show's author is no better than the writer who is named */
    if (people && known->rank < RANK_OWN && people->items_n)
        return;
    if (people && !is_known_person(people, &p))
        feed_add_person(a, people, &p);
}

static void take_person_part(struct feed_xml *x, enum feed_element el)
{
    struct arena *a = feed_arena_of(x);
    struct str text = utf8_fold_space(a, buf_view(&x->capture.text));
    if (el == EL_NAME)
        x->person.name = text;
    else if (el == EL_EMAIL)
        x->person.email = text;
    else
        x->person.url = feed_url(a, feed_top(x)->base, text);
}

static void take_source(struct feed_xml *x)
{
    struct str name = utf8_fold_space(feed_arena_of(x), buf_view(&x->capture.text));
    if (x->in_item && name.n && !x->r->item.source_name.n)
        x->r->item.source_name = name;
}

/* <url> stands in <image>, and in an Atom 0.3 person. */
static void take_url(struct feed_xml *x)
{
    struct str url = feed_url(feed_arena_of(x), feed_top(x)->base, buf_view(&x->capture.text));
    if (x->in_person)
        x->person.url = url;
    else if (!x->in_item && x->frames_n > 1 && feed_top(x)[-1].known.element == EL_IMAGE &&
             feed_takes(x, EL_LOGO, RANK_OWN))
        x->r->about.logo = url;
}

/* sy:updatePeriod */
static int64_t period_of(struct str s)
{
    static const struct {
        struct str word;
        int64_t minutes;
    } periods[] = {{STR_INIT("hourly"), 60},
                   {STR_INIT("daily"), 1440},
                   {STR_INIT("weekly"), 10080},
                   {STR_INIT("monthly"), 43200},
                   {STR_INIT("yearly"), 525600}};
    for (size_t i = 0; i < COUNT_OF(periods); i++)
        if (str_eq_nocase(str_trim(s), periods[i].word))
            return periods[i].minutes * PERIOD_MIN;
    return 0;
}

static void take_ttl(struct feed_xml *x, enum feed_element el)
{
    struct str s = str_trim(buf_view(&x->capture.text));
    struct feed *about = &x->r->about;
    int64_t n = 0;
    enum { TTL_MAX_MIN = 525600 }; /* a year */
    if (el == EL_PERIOD) {
        x->period_ms = period_of(s);
        if (!about->ttl_ms)
            about->ttl_ms = x->period_ms;
    } else if (str_to_int(s, &n) && n > 0 && n <= TTL_MAX_MIN) {
        if (el == EL_TTL)
            about->ttl_ms = n * PERIOD_MIN;
        else if (x->period_ms)
            about->ttl_ms = x->period_ms / n;
    }
}

/* "en_US" is meant for en-US. */
struct str feed_language_tag(struct arena *a, struct str said)
{
    struct buf b;
    buf_init(&b, a);
    said = str_trim(said);
    for (size_t i = 0; i < said.n; i++)
        buf_add_byte(&b, said.p[i] == '_' ? '-' : said.p[i]);
    return buf_view(&b);
}

static void take_language(struct feed_xml *x)
{
    struct str s = feed_language_tag(feed_arena_of(x), buf_view(&x->capture.text));
    if (x->scope == SCOPE_ITEM)
        x->r->item.language = s;
    else if (x->scope == SCOPE_FEED && s.n)
        x->r->about.language = s;
}

static void take_rights(struct feed_xml *x, int rank)
{
    struct feed_text t = feed_captured_text(x);
    if (x->scope == SCOPE_ITEM && feed_takes(x, EL_RIGHTS, rank))
        x->r->item.rights = feed_plain(feed_arena_of(x), &t);
    else if (x->scope == SCOPE_FEED && feed_takes(x, EL_RIGHTS, rank))
        x->r->about.rights = feed_plain(feed_arena_of(x), &t);
}

/* Several people: the photographer, the agency. */
static void take_credit(struct feed_xml *x)
{
    struct feed_text t = feed_captured_text(x);
    struct arena *a = feed_arena_of(x);
    struct str name = feed_plain(a, &t);
    struct str *to = x->in_media   ? &x->media.credit
                     : x->in_group ? &x->group_credit
                                   : &x->item_credit;
    if (x->scope != SCOPE_ITEM || !name.n || str_contains(*to, name))
        return;
    *to = to->n ? str_format(a, "%.*s, %.*s", STR_ARG(*to), STR_ARG(name)) : name;
}

/* What describes the medium that is open, else the item. */
static void take_media_text(struct feed_xml *x, enum feed_element el, int rank)
{
    struct feed_text t = feed_captured_text(x);
    if (x->in_media)
        x->media.title = x->media.title.n ? x->media.title : feed_plain(feed_arena_of(x), &t);
    else if (el == EL_MEDIA_TITLE)
        take_title(x, rank);
    else if (el == EL_MEDIA_TEXT)
        take_summary(x, rank);
}

static void take_address(struct feed_xml *x, enum feed_element el)
{
    struct str url = feed_url(feed_arena_of(x), feed_top(x)->base, buf_view(&x->capture.text));
    struct feed *about = &x->r->about;
    if (el == EL_ORIGINAL_LINK && x->scope == SCOPE_ITEM && url.n) {
        x->item_ranks[EL_LINK] = RANK_OWN + 1;
        x->r->item.link = url;
    }
    if (x->scope != SCOPE_FEED)
        return;
    if (el == EL_ICON)
        about->icon = url;
    else if (el == EL_LOGO && feed_takes(x, EL_LOGO, RANK_OWN))
        about->logo = url;
    else if (el == EL_MOVED)
        about->moved_to = url;
}

void feed_take(struct feed_xml *x, const struct feed_known *known)
{
    switch (known->element) {
    case EL_TITLE: take_title(x, known->rank); return;
    case EL_LINK: take_link_text(x); return;
    case EL_ID:
    case EL_GUID: take_id(x, known->element, known->rank); return;
    case EL_SUMMARY: take_summary(x, known->rank); return;
    case EL_CONTENT: take_content(x, known->rank); return;
    case EL_PUBLISHED:
    case EL_UPDATED:
    case EL_CREATED: take_date(x, known->element, known->rank); return;
    case EL_AUTHOR:
    case EL_CONTRIBUTOR:
    case EL_OWNER: feed_take_person(x, known); return;
    case EL_NAME:
    case EL_EMAIL:
    case EL_URI: take_person_part(x, known->element); return;
    case EL_CATEGORY: feed_take_category(x, buf_view(&x->capture.text)); return;
    case EL_KEYWORDS: take_keywords(x); return;
    case EL_MEDIA_TITLE:
    case EL_MEDIA_TEXT: take_media_text(x, known->element, known->rank); return;
    case EL_CREDIT: take_credit(x); return;
    case EL_LANGUAGE: take_language(x); return;
    case EL_RIGHTS: take_rights(x, known->rank); return;
    case EL_SOURCE: take_source(x); return;
    case EL_URL: take_url(x); return;
    case EL_ICON:
    case EL_LOGO:
    case EL_ORIGINAL_LINK:
    case EL_MOVED: take_address(x, known->element); return;
    case EL_TTL:
    case EL_PERIOD:
    case EL_FREQUENCY: take_ttl(x, known->element); return;
    case EL_OTHER:
    case EL_TRANSPARENT:
    case EL_ROOT:
    case EL_CHANNEL:
    case EL_ITEM:
    case EL_ENCLOSURE:
    case EL_MEDIA_GROUP:
    case EL_MEDIA:
    case EL_THUMBNAIL:
    case EL_IMAGE:
    case EL_TEXT_INPUT:
    case EL_ITUNES_IMAGE:
    case EL_ITUNES_LINK:
    case EL_BLOCK: return;
    }
}

void feed_take_thumbnail(struct feed_xml *x, struct str url)
{
    struct arena *a = feed_arena_of(x);
    struct feed_enclosure picture = {.url = feed_url(a, feed_top(x)->base, url),
                                     .medium = STR("image"),
                                     .group = x->in_group ? x->groups : 0,
                                     .thumbnail = true};
    if (x->scope == SCOPE_ITEM && picture.url.n)
        feed_add_enclosure(a, &x->r->item, &picture);
    else if (x->scope == SCOPE_FEED && picture.url.n && feed_takes(x, EL_LOGO, RANK_FOREIGN))
        x->r->about.logo = picture.url;
}
