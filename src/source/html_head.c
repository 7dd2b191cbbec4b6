#include "source/html_head.h"

#include "base/utf8.h"
#include "source/byline.h"
#include "source/datetime.h"
#include "source/html_head_internal.h"
#include "source/html_line.h"
#include "source/html_names.h"
#include "source/html_sign.h"
#include "source/html_url.h"

enum {
    ZONE_BEFORE = 400, /* nodes before the title that may belong to it */
    ZONE_AFTER = 500,  /* nodes behind the body that may */
};

/* ---- zones ---- */

/* Nodes are numbered in the order of the page: between the title and the body, a little before and
 * behind. */
bool head_in_zone(const struct html_head *h, html_node n)
{
    html_node from = h->title.node ? h->title.node : h->body.first;
    from = from > ZONE_BEFORE ? from - ZONE_BEFORE : 1;
    return n >= from && n <= h->body.last + ZONE_AFTER;
}

bool head_is_of_another(const struct html_head *h, html_node n)
{
    enum { LEVELS_MAX = 3, HEADLINE_CP_MIN = 22, BESIDE_CP_MAX = 160, ELEMENTS_MAX = 40 };
    const struct html_tree *t = h->t;
    static const char *const OWN[] = {"published", "datepublished"};
    if ((n >= h->title.node && n <= h->body.last) || head_is_called(t, n, OWN, COUNT_OF(OWN)))
        return false;
    html_node up = html_at(t, n)->parent;
    for (size_t level = 0; up && level < LEVELS_MAX; level++, up = html_at(t, up)->parent) {
        const struct html_count *c = &html_at(t, up)->count;
        if (c->elements > ELEMENTS_MAX || html_within(t, h->title.node, up) ||
            c->cp > c->link_cp + BESIDE_CP_MAX)
            return false;
        for (html_node a = up; a && c->link_cp >= HEADLINE_CP_MIN; a = html_next(t, up, a))
            if (html_tag_of(t, a) == HTML_TAG_A && html_at(t, a)->count.cp >= HEADLINE_CP_MIN)
                return true;
    }
    return false;
}

html_node head_first_prose(const struct html_head *h)
{
    enum { PROSE_CP_MIN = 80 };
    html_node from = h->title.node > h->body.first ? h->title.node : h->body.first;
    for (html_node n = from; n && n <= h->body.last; n = html_next(h->t, h->t->root, n))
        if (html_tag_of(h->t, n) == HTML_TAG_TEXT && html_at(h->t, n)->count.cp >= PROSE_CP_MIN)
            return n;
    return from;
}

/* class, id, and the attributes by which scripts of news systems name their parts */
bool head_is_called(const struct html_tree *t, html_node n, const char *const *words,
                    size_t words_n)
{
    static const char *const ATTRIBUTES[] = {"data-role", "data-slot", "data-field", "data-testid",
                                             "itemprop"};
    if (html_at(t, n)->attributes_n == 0)
        return false;
    if (html_named_word(t, n, words, words_n))
        return true;
    for (size_t i = 0; i < COUNT_OF(ATTRIBUTES); i++) {
        struct str value = html_attr(t, n, ATTRIBUTES[i]);
        if (value.n && html_names_contain_word(str_lower_ascii(t->a, value), words, words_n))
            return true;
    }
    return false;
}

/* ---- sapo ---- */

static bool names_lead(const struct html_tree *t, html_node n)
{
    static const char *const LEADS[] = {
        "sapo",        "lead",          "standfirst",  "summary",       "description", "chapeau",
        "sub-title",   "subtitle",      "dek",         "abstract",      "intro",       "excerpt",
        "sapo_detail", "article-sapo",  "detail-sapo", "mo-ta",         "tomtat",      "tom-tat",
        "hometext",    "bodytext-sapo", "news-sapo",   "singular-sapo", "subheadline", "lede",
        "trichyeu",    "trich-yeu",     "trich_yeu",   "tom_tat",       "mota",        "mo_ta",
        "desc"};
    static const char *const PARTS[] = {"sapo"};
    return html_named(t, n, PARTS, COUNT_OF(PARTS)) || head_is_called(t, n, LEADS, COUNT_OF(LEADS));
}

/* text is the declared description, or begins it where that is cut. */
static bool declares(const struct html_head *h, struct str text)
{
    const double alike = 0.8;
    struct arena *a = h->t->a;
    for (size_t i = 0; i < DECLARED_FROM_COUNT; i++) {
        struct str description = h->declared->description[i];
        if (description.n && html_likeness(a, text, description) > alike &&
            html_likeness(a, description, text) > alike)
            return true;
    }
    return false;
}

struct str html_head_without_place(const struct html_tree *t, html_node n, struct doc *doc)
{
    enum { PLACE_CP_MAX = 40 };
    static const char *const PLACES[] = {"location-stamp", "location", "dateline", "place",
                                         "dia-danh"};
    struct str text = html_text(t, n);
    html_node first = html_first_element(t, n);
    if (!first || !html_named_word(t, first, PLACES, COUNT_OF(PLACES)) ||
        html_at(t, first)->count.cp > PLACE_CP_MAX)
        return text;
    struct str place = html_text(t, first);
    if (!str_starts(text, place))
        return text;
    doc->dateline = doc->dateline.n ? doc->dateline : place;
    return str_trim(str_from(text, place.n));
}

/* "Ngày gửi 21/4/25 bởi muoi_xe_so": who and when, and no sentence. */
static bool is_dated_line(const struct html_head *h, struct str text)
{
    enum { DATED_CP_MAX = 80 };
    struct datetime when;
    return utf8_count_cp(text) <= DATED_CP_MAX && !str_ends(text, STR(".")) &&
           datetime_find_near(h->t->a, text, h->captured_ms, &when);
}

/* A heading that says a sentence heads nothing: it is the sapo. */
static bool is_sentence_heading(const struct html_tree *t, html_node n)
{
    enum { SENTENCE_CP_MIN = 60 };
    enum html_tag tag = html_tag_of(t, n);
    return tag >= HTML_TAG_H2 && tag <= HTML_TAG_H4 && html_at(t, n)->count.link_cp == 0 &&
           html_at(t, n)->count.cp >= SENTENCE_CP_MIN && str_ends(html_text(t, n), STR("."));
}

/* The sapo, printed between title and text: named so, or what the page declares as its description.
 * Vietnamese pages have it; elsewhere a summary above the text is the description's twin. */
void html_head_lead(const struct html_head *h, struct doc *doc)
{
    enum { LEAD_CP_MIN = 40 };
    const struct html_tree *t = h->t;
    bool vietnamese = str_eq(doc->language, STR("vi"));
    for (html_node n = h->title.node; n && n < h->body.first; n = html_next(t, t->root, n)) {
        uint32_t cp = html_at(t, n)->count.cp;
        if (!html_is_element(t, n) || cp < LEAD_CP_MIN || cp > HEAD_LEAD_CP_MAX ||
            html_at(t, n)->count.link_cp * 2 > cp || html_within(t, h->title.node, n) ||
            html_within(t, h->body.first, n))
            continue;
        bool named = names_lead(t, n) || (vietnamese && is_sentence_heading(t, n));
        struct str text = html_text(t, n);
        if (!text.n || ((!vietnamese || !named || is_dated_line(h, text)) && !declares(h, text)))
            continue;
        doc->lead = html_head_without_place(t, n, doc);
        return;
    }
}

/* ---- the site itself ---- */

/* What the window's title says behind the headline, as html_key writes it: most often the site. */
static struct str window_tail(const struct html_head *h)
{
    struct str window = html_key(h->t->a, h->declared->document_title);
    struct str title = html_key(h->t->a, h->title.text);
    bool headed = title.n && window.n > title.n && str_starts(window, title);
    return headed ? str_trim(str_from(window, title.n)) : STR("");
}

static bool is_own_part(const struct html_head *h, struct str name)
{
    enum { NAME_MIN_BYTES = 4 };
    struct str key = html_key(h->t->a, name);
    struct str tail = window_tail(h);
    if (html_is_site_name(h->t->a, name, h->declared, h->base))
        return true;
    return tail.n >= NAME_MIN_BYTES && key.n >= NAME_MIN_BYTES &&
           (str_starts(key, tail) || str_ends(key, tail) || str_ends(tail, key));
}

bool html_head_is_own(const struct html_head *h, struct str name)
{
    struct str part;
    while (str_next(&name, '/', &part))
        if (!is_own_part(h, part))
            return false;
    return true;
}

/* ---- language, tags, source ---- */

static struct str language_of(const struct html_head *h)
{
    enum { LETTERS_LOOKED_AT = 4000, VIETNAMESE_SHARE = 50 };
    struct str declared = h->declared->language;
    size_t letters = 0;
    size_t vietnamese = 0;
    const struct html_tree *t = h->t;
    for (html_node n = h->body.first; n && n <= h->body.last && letters < LETTERS_LOOKED_AT;
         n = html_next(t, t->root, n)) {
        bool text = html_tag_of(t, n) == HTML_TAG_TEXT;
        struct str rest = text ? str_first(html_at(t, n)->text, LETTERS_LOOKED_AT) : STR("");
        while (rest.n) {
            uint32_t cp = utf8_next(&rest);
            letters += utf8_is_letter(cp);
            vietnamese +=
                (cp >= 0x1EA0 && cp <= 0x1EF9) || cp == 0x111 || cp == 0x1A1 || cp == 0x1B0;
        }
    }
    if (vietnamese * VIETNAMESE_SHARE > letters)
        return STR("vi");
    /* many systems declare the language of the program, not of the text */
    if (str_eq_nocase(str_first(declared, 2), STR("vi")) && letters > LETTERS_LOOKED_AT / 10)
        return STR("en");
    struct buf b;
    buf_init(&b, t->a);
    for (size_t i = 0; i < declared.n && i < 35; i++)
        buf_add_byte(&b, declared.p[i] == '_' ? '-' : declared.p[i]);
    return buf_view(&b);
}

static bool names_tags(const struct html_tree *t, html_node n)
{
    static const char *const TAGS[] = {
        "tag",     "tags",      "tagdetail", "tag-detail", "tag_detail", "article-tags",
        "keyword", "keywords",  "tu-khoa",   "tukhoa",     "box-tag",    "tag-list",
        "taglist", "news-tags", "topics",    "post-tags",  "entry-tags", "detail-tag-list"};
    return head_is_called(t, n, TAGS, COUNT_OF(TAGS));
}

/* "Từ khóa: …", in one block of its own. */
static bool says_tags(const struct html_tree *t, html_node n)
{
    static const struct str WORDS[] = {STR_INIT("từ khóa:"), STR_INIT("từ khoá:"),
                                       STR_INIT("tags:"),    STR_INIT("tag:"),
                                       STR_INIT("thẻ:"),     STR_INIT("thẻ bài viết:")};
    if (!html_tag_is_block(html_tag_of(t, n)))
        return false;
    struct str lower = utf8_lower(t->a, html_text(t, n));
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_starts(lower, WORDS[i]))
            return true;
    return false;
}

static void add_tag(struct vec *tags, struct str tag)
{
    enum { TAG_CP_MAX = 80 };
    while (tag.n && (tag.p[0] == '#' || tag.p[0] == ' '))
        tag = str_from(tag, 1);
    while (tag.n && (tag.p[tag.n - 1] == ',' || tag.p[tag.n - 1] == ';'))
        tag.n--;
    tag = str_trim(tag);
    if (tag.n == 0 || utf8_count_cp(tag) > TAG_CP_MAX)
        return;
    for (size_t i = 0; i < tags->n; i++)
        if (str_eq_nocase(*(struct str *)vec_at(tags, i), tag))
            return;
    struct str *slot = vec_push(tags);
    if (slot)
        *slot = tag;
}

/* A box below n is of tags, too: n may hold more than them. */
static bool holds_tags(const struct html_tree *t, html_node n)
{
    for (html_node at = html_next(t, n, n); at; at = html_next(t, n, at))
        if (html_is_element(t, at) && html_at(t, at)->count.link_cp &&
            html_tag_is_block(html_tag_of(t, at)) && (names_tags(t, at) || says_tags(t, at)))
            return true;
    return false;
}

/* "#học sinh" below the text */
static bool is_hash_tag(const struct html_tree *t, html_node link)
{
    enum { HASH_TAG_CP_MIN = 3, HASH_TAG_CP_MAX = 40 };
    uint32_t cp = html_at(t, link)->count.cp;
    struct str href = html_attr(t, link, "href");
    if (cp < HASH_TAG_CP_MIN || cp > HASH_TAG_CP_MAX || href.n < 2 || href.p[0] == '#')
        return false;
    for (html_node n = link; n; n = html_next(t, link, n))
        if (html_tag_of(t, n) == HTML_TAG_TEXT && html_at(t, n)->count.cp)
            return str_starts(str_trim(html_at(t, n)->text), STR("#"));
    return false;
}

/* Links named tags, those of one box: that of the first. */
static void visible_tags(const struct html_head *h, struct vec *tags)
{
    enum { TAGS_CP_MAX = 1000 };
    const struct html_tree *t = h->t;
    html_node box = 0;
    for (html_node n = h->body.first; n; n = html_next(t, t->root, n)) {
        const struct html_count *c = &html_at(t, n)->count;
        if (!html_is_element(t, n) || !head_in_zone(h, n) || c->link_cp == 0 ||
            c->cp > TAGS_CP_MAX || c->link_cp * 2 < c->cp)
            continue;
        bool tag = html_tag_of(t, n) == HTML_TAG_A &&
                   (str_eq(html_attr(t, n, "rel"), STR("tag")) || is_hash_tag(t, n));
        if ((!tag && !names_tags(t, n) && !says_tags(t, n)) || (box && !html_within(t, n, box)))
            continue;
        bool group = holds_tags(t, n);
        if (!box)
            box = group ? n : html_at(t, n)->parent;
        if (group)
            continue;
        for (html_node a = n; a; a = html_next(t, n, a))
            if (html_tag_of(t, a) == HTML_TAG_A && !html_line_is_tools(t->a, html_text(t, a)))
                add_tag(tags, html_text(t, a));
    }
}

static void read_tags(const struct html_head *h, struct doc *doc)
{
    struct vec tags = VEC(struct str, h->t->a);
    visible_tags(h, &tags);
    if (tags.n <= 1) /* a box of one is rarer than a misread one */
        for (size_t i = 0; i < h->declared->tags_n; i++)
            add_tag(&tags, h->declared->tags[i]);
    doc->tags = tags.p;
    doc->tags_n = tags.n;
}

static bool names_source(const struct html_tree *t, html_node n)
{
    static const char *const SOURCES[] = {"source",        "nguon",         "news-source",
                                          "source-name",   "nguontin",      "link-source",
                                          "origin-source", "article-source"};
    return head_is_called(t, n, SOURCES, COUNT_OF(SOURCES));
}

/* A child of n is named the same: the name is of the group. */
static bool holds_named(const struct html_tree *t, html_node n,
                        bool (*named)(const struct html_tree *t, html_node n))
{
    for (html_node at = html_next(t, n, n); at; at = html_next(t, n, at))
        if (html_is_element(t, at) && named(t, at))
            return true;
    return false;
}

/* What stands before the link to a source. */
static bool is_source_label(struct arena *a, struct str text)
{
    static const struct str LABELS[] = {STR_INIT("nguồn"),     STR_INIT("nguồn tin"),
                                        STR_INIT("nguồn bài"), STR_INIT("theo"),
                                        STR_INIT("source"),    STR_INIT("via")};
    struct str key = html_key(a, text);
    for (size_t i = 0; i < COUNT_OF(LABELS); i++)
        if (str_eq(key, LABELS[i]))
            return true;
    return false;
}

/* "Theo Nhịp sống thị trường", "Nguồn: TTXVN", or an element named the source's below the text. */
static void read_source(const struct html_head *h, struct doc *doc)
{
    enum { SOURCE_CP_MAX = 80 };
    const struct html_tree *t = h->t;
    for (html_node n = h->body.first; n && doc->source_name.n == 0; n = html_next(t, t->root, n)) {
        uint32_t cp = html_at(t, n)->count.cp;
        struct byline by;
        if (!html_is_element(t, n) || !head_in_zone(h, n) || cp < 2 || cp > SOURCE_CP_MAX ||
            !names_source(t, n) || names_tags(t, n) || html_tag_of(t, n) == HTML_TAG_FIGURE ||
            html_ancestor(t, n, HTML_TAG_FIGURE, 6) || html_ancestor(t, n, HTML_TAG_FIGCAPTION, 6))
            continue;
        if (holds_named(t, n, names_source))
            continue;
        html_node link = html_tag_of(t, n) == HTML_TAG_A ? n : html_find(t, n, HTML_TAG_A);
        struct str text = html_text(t, n);
        bool read = byline_read(t->a, text, &by);
        if (read && by.source.n)
            text = by.source;
        else if (read && by.labelled) /* "Tác giả: …" in a box named so */
            continue;
        else if (link && is_source_label(t->a, str_first(text, text.n - html_text(t, link).n)))
            text = html_text(t, link);
        if (html_head_is_own(h, text))
            continue;
        doc->source_name = text;
        if (link)
            doc->source_url = html_url_resolve(t->a, h->base, html_attr(t, link, "href"));
    }
}

enum line_label { LINE_NONE, LINE_SOURCE, LINE_PEOPLE };

/* The label that line begins with, in lower case: of a source, of people, or none. */
static enum line_label label_of_line(struct str lower)
{
    static const struct str SOURCES[] = {STR_INIT("nguồn tin:"), STR_INIT("nguồn:"),
                                         STR_INIT("(nguồn:"), STR_INIT("(theo ")};
    static const struct str PEOPLE[] = {
        STR_INIT("tác giả:"),  STR_INIT("nội dung:"),   STR_INIT("thực hiện:"),
        STR_INIT("bài viết:"), STR_INIT("bài:"),        STR_INIT("tin, ảnh:"),
        STR_INIT("bài, ảnh:"), STR_INIT("bài và ảnh:"), STR_INIT("tin và ảnh:"),
        STR_INIT("tin ảnh:"),  STR_INIT("người viết:"), STR_INIT("pv:"),
        STR_INIT("biên tập:"), STR_INIT("ảnh:")};
    for (size_t i = 0; i < COUNT_OF(SOURCES); i++)
        if (str_starts(lower, SOURCES[i]))
            return LINE_SOURCE;
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++)
        if (str_starts(lower, PEOPLE[i]))
            return LINE_PEOPLE;
    return LINE_NONE;
}

/* "Nguồn tin: Đài Truyền thanh huyện", "Nội dung: …" in lines of their own below the text. */
static void read_lines_below(const struct html_head *h, struct doc *doc)
{
    enum { NODES_AFTER = 60, LINE_CP_MAX = 100 };
    const struct html_tree *t = h->t;
    bool unsigned_yet = doc->people_n == 0;
    for (html_node n = t->root; n && n <= h->body.last + NODES_AFTER;
         n = html_next(t, t->root, n)) {
        uint32_t cp = html_at(t, n)->count.cp;
        if (n <= h->body.first || !html_tag_is_block(html_tag_of(t, n)) || cp > LINE_CP_MAX ||
            cp < 8 || html_ancestor(t, n, HTML_TAG_FIGURE, 4))
            continue;
        struct str text = html_text(t, n);
        enum line_label label = label_of_line(utf8_lower(t->a, text));
        /* a photographer alone is a caption's */
        bool people = label == LINE_PEOPLE && unsigned_yet && n > h->body.last &&
                      (doc->people_n || !str_starts(text, STR("Ảnh")));
        if (people || (label == LINE_SOURCE && doc->source_name.n == 0))
            html_sign_line(t->a, doc, text);
    }
}

/* A word or two over the title, named so and no link: "Kinh tế xanh". */
static void read_kicker(const struct html_head *h, struct doc *doc)
{
    enum { NODES_BEFORE = 40, KICKER_CP_MAX = 80 };
    static const char *const KICKERS[] = {"kicker",    "supertitle", "overline",
                                          "sup-title", "title-top",  "sub-title-top",
                                          "pretitle",  "pre-title",  "toptitle"};
    const struct html_tree *t = h->t;
    html_node title = h->title.node;
    for (html_node n = title; n > 1 && title - n < NODES_BEFORE; n--) {
        const struct html_count *c = &html_at(t, n)->count;
        if (html_is_element(t, n) && c->cp > 1 && c->cp <= KICKER_CP_MAX && c->link_cp == 0 &&
            !html_within(t, title, n) && head_is_called(t, n, KICKERS, COUNT_OF(KICKERS))) {
            doc->kicker = html_text(t, n);
            return;
        }
    }
}

void html_head_read(const struct html_head *h, struct doc *doc)
{
    doc->title = h->title.text;
    doc->language = language_of(h);
    head_read_times(h, doc);
    head_read_people(h, doc);
    head_read_section(h, doc);
    html_head_lead(h, doc);
    read_tags(h, doc);
    read_source(h, doc);
    read_lines_below(h, doc);
    read_kicker(h, doc);
    for (size_t i = 0; i < DECLARED_FROM_COUNT && doc->description.n == 0; i++)
        doc->description = h->declared->description[i];
    doc->site_name = h->declared->site;
}
