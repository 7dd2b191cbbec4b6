#include "base/buf.h"
#include "base/utf8.h"
#include "source/byline.h"
#include "source/datetime.h"
#include "source/html_line.h"
#include "source/html_media.h"
#include "source/html_names.h"
#include "source/html_sign.h"
#include "source/html_tidy_internal.h"

enum {
    HEAD_LINE_CP_MAX = 140,
};

/* ---- above the text ---- */

/* What systems print before their account's name: "Được đăng bởi bientap vào". */
static bool tells_posting(const struct tidy *d, struct str rest)
{
    static const struct str WORDS[] = {STR_INIT("được đăng"),    STR_INIT("đăng bởi"),
                                       STR_INIT("được gửi bởi"), STR_INIT("gửi bởi"),
                                       STR_INIT("được viết"),    STR_INIT("submitted by"),
                                       STR_INIT("posted by")};
    struct str lower = utf8_lower(d->t->a, rest);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_starts(lower, WORDS[i]))
            return true;
    return false;
}

/* A date, a byline, both. */
static bool is_head_line(const struct tidy *d, html_node n)
{
    struct datetime when;
    struct byline by;
    const struct html_count *c = &html_at(d->t, n)->count;
    if (c->cp > HEAD_LINE_CP_MAX || c->img || tidy_is_heading(html_tag_of(d->t, n)))
        return false;
    struct str text = html_text(d->t, n);
    html_node time = html_find(d->t, n, HTML_TAG_TIME);
    if (time && str_eq(html_text(d->t, time), text))
        return true;
    if (html_line_is_around(d->t->a, text) || html_line_place(d->t->a, text).n)
        return true;
    if (datetime_find_near(d->t->a, text, d->h->captured_ms, &when))
        return when.updated || when.rest.n * 2 < text.n || tells_posting(d, when.rest) ||
               byline_read(d->t->a, when.rest, &by) || html_line_is_around(d->t->a, when.rest) ||
               byline_is_name(when.rest) || str_eq_nocase(str_first(when.rest, 3), STR("by "));
    if (str_eq_nocase(str_first(text, 3), STR("by ")) && text.p[text.n - 1] != '.')
        return true;
    return byline_read(d->t->a, text, &by) && by.labelled;
}

/* Who wrote it, again. */
static bool repeats_author(const struct tidy *d, const struct doc *doc, html_node n)
{
    struct str text = html_at(d->t, n)->count.cp <= HEAD_LINE_CP_MAX ? html_text(d->t, n) : STR("");
    for (size_t i = 0; i < doc->people_n && text.n; i++)
        if (str_eq_nocase(doc->people[i].name, text))
            return true;
    return false;
}

/* "28 Th8 2025", a date whose parts only style sheets part. */
static bool is_parted_date(const struct tidy *d, html_node n)
{
    enum { DATE_CP_MAX = 24 };
    struct datetime when;
    return html_at(d->t, n)->count.cp <= DATE_CP_MAX &&
           datetime_find(d->t->a, tidy_spaced_text(d, n), &when) && when.rest.n == 0;
}

/* A span, a link, a text of its own in a line. */
static struct str part_of_line(const struct tidy *d, html_node part)
{
    return html_tag_of(d->t, part) == HTML_TAG_TEXT ? str_trim(html_at(d->t, part)->text)
                                                    : html_text(d->t, part);
}

/* A line made of parts side by side, each of which is a date, a tool, a name or the section: nothing
 * but the page's look keeps them apart. */
static bool is_head_row(const struct tidy *d, html_node n, const struct doc *doc)
{
    struct datetime when;
    bool sure = false;
    size_t parts = 0;
    if (html_at(d->t, n)->count.cp > HEAD_LINE_CP_MAX || html_at(d->t, n)->count.img)
        return false;
    for (html_node part = html_at(d->t, n)->first; part; part = html_at(d->t, part)->next) {
        struct str text = part_of_line(d, part);
        if (html_key(d->t->a, text).n == 0)
            continue;
        bool date = datetime_find_near(d->t->a, text, d->h->captured_ms, &when) &&
                    html_key(d->t->a, when.rest).n * 2 < text.n;
        bool tool = html_line_is_tools(d->t->a, text);
        if (!date && !tool && !byline_is_name(text) && !str_eq(text, doc->section))
            return false;
        sure = sure || date || tool;
        parts++;
    }
    return sure && parts > 1;
}

static bool is_number(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!byte_is_digit(s.p[i]))
            return false;
    return s.n > 0;
}

static bool repeats_title(const struct tidy *d, html_node n)
{
    const double alike = 0.9;
    struct str text = html_text(d->t, n);
    return d->h->title.text.n && text.n < 600 &&
           html_likeness(d->t->a, d->h->title.text, text) > alike &&
           html_likeness(d->t->a, text, d->h->title.text) > alike;
}

/* The headline and its date in one paragraph: what stands behind the headline, else "". */
static struct str behind_title(const struct tidy *d, html_node n)
{
    struct str title = d->h->title.text;
    struct str text = html_text(d->t, n);
    struct datetime when;
    if (title.n == 0 || text.n > title.n + HEAD_LINE_CP_MAX || !str_starts(text, title))
        return STR("");
    struct str rest = str_trim(str_from(text, title.n));
    bool date = datetime_find_near(d->t->a, rest, d->h->captured_ms, &when);
    return date && when.rest.n * 2 < rest.n ? rest : STR("");
}

static bool is_declared(const struct tidy *d, struct str text)
{
    const double alike = 0.95;
    for (size_t i = 0; i < DECLARED_FROM_COUNT; i++)
        if (d->h->declared->description[i].n &&
            html_likeness(d->t->a, d->h->declared->description[i], text) > alike)
            return true;
    return false;
}

/* The element itself, or one around it that holds nothing else, is named a summary's. */
static bool is_named_lead(const struct tidy *d, html_node n)
{
    static const char *const NAMES[] = {"deck",    "dek",     "standfirst", "summary",   "excerpt",
                                        "chapeau", "lede",    "abstract",   "strapline", "sapo",
                                        "tomtat",  "tom-tat", "hometext"};
    enum { LEVELS_MAX = 2 };
    static const char *const VIETNAMESE[] = {"description", "lead", "intro",
                                             "tom_tat",     "sub",  "desc"};
    uint32_t cp = html_at(d->t, n)->count.cp;
    html_node up = n;
    for (size_t level = 0; up && up != d->root && level <= LEVELS_MAX; level++) {
        if (html_at(d->t, up)->count.cp > cp + 2)
            return false;
        if (html_named(d->t, up, NAMES, COUNT_OF(NAMES)) ||
            (d->vietnamese && html_named_word(d->t, up, VIETNAMESE, COUNT_OF(VIETNAMESE))))
            return true;
        up = html_at(d->t, up)->parent;
    }
    return false;
}

static bool is_bold(const struct html_tree *t, html_node n)
{
    static const char *const BOLD[] = {"bold", "semibold", "strong"};
    uint32_t bold = 0;
    html_node at = n;
    while (at) {
        enum html_tag tag = html_tag_of(t, at);
        bool strong = tag == HTML_TAG_STRONG || tag == HTML_TAG_B ||
                      html_named_word(t, at, BOLD, COUNT_OF(BOLD));
        bold += strong ? html_at(t, at)->count.cp : 0;
        at = strong ? html_next_skip(t, n, at) : html_next(t, n, at);
    }
    return bold + 2 >= html_at(t, n)->count.cp;
}

/* Long enough for text, or a shorter one with its point: headings have none. */
static bool is_sentence(const struct tidy *d, html_node n)
{
    enum { SENTENCE_CP_MIN = 45 };
    return tidy_is_prose(d->t, n) || (html_at(d->t, n)->count.cp >= SENTENCE_CP_MIN &&
                                      str_ends(html_text(d->t, n), STR(".")));
}

/* n stands alone in its box, and the text in another one behind it: what news systems print between
 * the headline and the text is the summary, whatever it is named. */
static bool stands_before_text(const struct tidy *d, html_node n)
{
    enum { PARAGRAPHS_MIN = 2 };
    const struct html_tree *t = d->t;
    uint32_t cp = html_at(t, n)->count.cp;
    html_node box = html_at(t, n)->parent;
    while (box && box != d->root && html_at(t, box)->count.cp <= cp + 2) {
        n = box;
        box = html_at(t, box)->parent;
    }
    html_node text = html_next_element(t, n);
    while (text && (html_at(t, text)->count.cp == 0 || html_is_picture_box(t, text)))
        text = html_next_element(t, text);
    enum html_tag tag = html_tag_of(t, text);
    bool boxed = tag == HTML_TAG_DIV || tag == HTML_TAG_SECTION || tag == HTML_TAG_ARTICLE;
    bool alike = text && html_names(t, n).n && str_eq(html_names(t, n), html_names(t, text));
    if (!boxed || alike) /* a page builder's boxes are all of the text */
        return false;
    size_t prose = 0;
    for (html_node at = text; at; at = html_next(t, text, at))
        prose += html_tag_of(t, at) == HTML_TAG_P && tidy_is_prose(t, at);
    return prose >= PARAGRAPHS_MIN;
}

/* A summary above the text. Elsewhere than in Viet Nam it is one only if the page declares it so. */
static bool is_lead(const struct tidy *d, html_node n)
{
    enum { LEAD_CP_MIN = 30, LEAD_CP_MAX = 900 };
    uint32_t cp = html_at(d->t, n)->count.cp;
    if (cp < LEAD_CP_MIN || cp > LEAD_CP_MAX)
        return false;
    bool named = is_named_lead(d, n);
    bool heading = tidy_is_heading(html_tag_of(d->t, n));
    bool looks = is_bold(d->t, n) || heading || stands_before_text(d, n);
    if (d->vietnamese && (named || (looks && is_sentence(d, n))))
        return true;
    return (named || heading) && is_declared(d, html_text(d->t, n));
}

/* Pictures with their captions are all of it. */
static bool is_gallery(const struct tidy *d)
{
    enum { PICTURES_MIN = 3, CP_EACH_MAX = 400 };
    const struct html_count *c = &html_at(d->t, d->root)->count;
    return c->img >= PICTURES_MIN && c->cp < (uint32_t)c->img * CP_EACH_MAX;
}

static size_t count_prose(const struct tidy *d, const struct vec *lines, size_t from)
{
    enum { TEXT_CP_MIN = 400 }; /* paragraphs with mere line ends between them */
    size_t n = 0;
    for (size_t i = from; i < lines->n; i++) {
        html_node line = tidy_line_at(lines, i);
        bool prose = tidy_is_prose(d->t, line) && !is_bold(d->t, line);
        n += prose ? 1 + (html_at(d->t, line)->count.cp >= TEXT_CP_MIN) : 0;
    }
    return n;
}

/* Behind the summary a picture tells all: an infographic. */
static bool is_shown(const struct tidy *d, const struct vec *lines, size_t from)
{
    return html_at(d->t, d->root)->count.img && count_prose(d, lines, from) == 0;
}

/* What a line above the text says, before it is cut: for a page that says it nowhere else. */
static void learn(const struct tidy *d, struct doc *doc, struct str text)
{
    struct arena *a = d->t->a;
    struct datetime when;
    struct str place = html_line_place(a, text);
    doc->dateline = doc->dateline.n ? doc->dateline : place;
    bool dated = datetime_find_near(a, text, d->h->captured_ms, &when);
    if (dated && doc->published_ms == CLOCK_NONE)
        doc->published_ms = when.at_ms;
    if (place.n == 0 && doc->people_n == 0 && d->vietnamese)
        html_sign_line(a, doc, dated ? when.rest : text);
}

static void learn_row(const struct tidy *d, struct doc *doc, html_node n)
{
    for (html_node part = html_at(d->t, n)->first; part; part = html_at(d->t, part)->next)
        if (!str_eq(part_of_line(d, part), doc->section))
            learn(d, doc, part_of_line(d, part));
}

/* The section's name in a line of its own, named so. */
static bool names_section(const struct tidy *d, html_node n)
{
    enum { SECTION_CP_MAX = 60 };
    static const char *const SECTIONS[] = {"chuyenmuc", "chuyen-muc", "chuyen_muc",
                                           "category",  "cate",       "kicker"};
    return html_at(d->t, n)->count.cp <= SECTION_CP_MAX &&
           html_named_word(d->t, n, SECTIONS, COUNT_OF(SECTIONS));
}

/* "Chuyên mục: Tin tức" */
static struct str without_label(struct str s)
{
    size_t colon = str_find(s, STR(": "));
    return colon < s.n ? str_from(s, colon + 2) : s;
}

/* Above the headline a short link is its section's. */
static bool links_section(const struct tidy *d, html_node n)
{
    enum { SECTION_CP_MAX = 30 };
    const struct html_count *c = &html_at(d->t, n)->count;
    html_node at = n;
    while (at >= d->h->t->n && html_at(d->t, at)->first) /* one made for its text */
        at = html_at(d->t, at)->first;
    return at < d->h->title.node && c->cp <= SECTION_CP_MAX && c->img == 0 && c->link_cp == c->cp &&
           d->vietnamese;
}

/* The texts between the breaks of a line: whether one of them is the headline. */
static bool has_title_between_breaks(const struct tidy *d, html_node line)
{
    struct html_tree *t = d->t;
    struct str title = html_key(t->a, d->h->title.text);
    struct buf part;
    bool found = false;
    size_t breaks = 0;
    buf_init(&part, t->a);
    for (html_node n = html_at(t, line)->first; n; n = html_at(t, n)->next) {
        bool ends = html_tag_of(t, n) == HTML_TAG_BR;
        breaks += ends;
        if (!ends)
            buf_add(&part, html_text(t, n));
        if (ends || !html_at(t, n)->next) {
            found = found || str_eq(html_key(t->a, buf_view(&part)), title);
            buf_clear(&part);
        }
    }
    return found && breaks && title.n;
}

/* Old pages print trail, headline and date with mere breaks between: each becomes a line of its own. */
static void split_head(struct tidy *d)
{
    enum { LINES_MAX = 3 };
    struct html_tree *t = d->t;
    struct vec lines = tidy_lines(d);
    for (size_t i = 0; i < lines.n && i < LINES_MAX; i++) {
        html_node line = tidy_line_at(&lines, i);
        html_node part = 0;
        if (line == d->root || !has_title_between_breaks(d, line))
            continue;
        for (html_node n = html_at(t, line)->first; n;) {
            html_node next = html_at(t, n)->next;
            bool ends = html_tag_of(t, n) == HTML_TAG_BR;
            if (!ends && !part) {
                part = html_make(t, HTML_TAG_P);
                if (!part)
                    return;
                html_insert_before(t, part, line);
            }
            if (ends)
                part = 0;
            else
                html_append(t, part, n);
            n = next;
        }
        return;
    }
}

void tidy_cut_above(struct tidy *d, struct doc *doc)
{
    enum { LINES_MAX = 14, PROSE_MIN = 2 };
    split_head(d);
    struct vec lines = tidy_lines(d);
    for (size_t i = 0; i < lines.n && i < LINES_MAX; i++) {
        html_node n = tidy_line_at(&lines, i);
        if (tidy_in_structure(d->t, n))
            continue;
        bool again = doc->lead.n && str_eq(doc->lead, html_text(d->t, n));
        bool section = names_section(d, n) || links_section(d, n);
        if (section && doc->section.n == 0)
            doc->section = without_label(html_text(d->t, n));
        struct str behind = behind_title(d, n);
        bool row = is_head_row(d, n, doc);
        bool around = section || behind.n || row || is_head_line(d, n) ||
                      repeats_author(d, doc, n) || is_parted_date(d, n) ||
                      is_number(html_text(d->t, n)); /* a counter */
        if (row)
            learn_row(d, doc, n);
        else if (around && !section)
            learn(d, doc, behind.n ? behind : html_text(d->t, n));
        if (around || repeats_title(d, n) || again) {
            html_cut(d->t, n);
        } else if (doc->lead.n == 0 && is_lead(d, n) &&
                   (count_prose(d, &lines, i + 1) >= PROSE_MIN || is_gallery(d) ||
                    is_shown(d, &lines, i + 1))) {
            doc->lead = html_head_without_place(d->t, n, doc);
            html_cut(d->t, n);
        } else if (tidy_is_prose(d->t, n)) {
            return;
        }
    }
}
