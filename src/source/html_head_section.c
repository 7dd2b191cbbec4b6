/* The section an article stands in: its trail, a link named so, a label above
 * the title. */
#include "base/utf8.h"
#include "source/datetime.h"
#include "source/html_head_internal.h"
#include "source/html_line.h"
#include "source/html_names.h"

enum {
    SECTION_CP_MAX = 60,
    LOOKUPS_MAX = 24, /* in the menu: each goes through the page's links */
};

static bool is_home(struct arena *a, struct str text)
{
    static const struct str HOMES[] = {
        STR_INIT("trang chủ"), STR_INIT("trang nhất"), STR_INIT("home"),
        STR_INIT("trang chu"), STR_INIT("homepage"),   STR_INIT("startseite"),
        STR_INIT("accueil"),   STR_INIT("tin tức"),    STR_INIT("menu")};
    struct str lower = utf8_lower(a, text);
    for (size_t i = 0; i < COUNT_OF(HOMES); i++)
        if (str_eq(lower, HOMES[i]))
            return true;
    return false;
}

static struct str trim_joint(struct str s)
{
    static const struct str JOINTS[] = {STR_INIT("/"), STR_INIT(">"), STR_INIT("»"), STR_INIT("›"),
                                        STR_INIT("|"), STR_INIT("-"), STR_INIT(" ")};
    for (bool cut = true; cut;) {
        cut = false;
        for (size_t i = 0; i < COUNT_OF(JOINTS); i++) {
            if (str_starts(s, JOINTS[i])) {
                s = str_from(s, JOINTS[i].n);
                cut = true;
            } else if (str_ends(s, JOINTS[i])) {
                s = str_first(s, s.n - JOINTS[i].n);
                cut = true;
            }
        }
    }
    return s;
}

static void add_step(const struct html_head *h, struct vec *steps, struct str text)
{
    struct arena *a = h->t->a;
    text = trim_joint(text);
    if (text.n == 0 || utf8_count_cp(text) > SECTION_CP_MAX || is_home(a, text) ||
        str_eq(html_key(a, text), html_key(a, h->title.text)) ||
        html_is_site_name(a, text, h->declared, h->base))
        return;
    for (size_t i = 0; i < steps->n; i++)
        if (str_eq(*(struct str *)vec_at(steps, i), text))
            return;
    struct str *step = vec_push(steps);
    if (step)
        *step = text;
}

/* The links of a trail; a trail without links is its list items. */
static void read_trail(const struct html_head *h, html_node root, struct vec *steps)
{
    const struct html_tree *t = h->t;
    for (html_node n = root; n; n = html_next(t, root, n))
        if (html_tag_of(t, n) == HTML_TAG_A ||
            (steps->n && html_tag_of(t, n) == HTML_TAG_LI && !html_find(t, n, HTML_TAG_A)))
            add_step(h, steps, html_text(t, n)); /* the last may be where the reader is */
    for (html_node n = root; n && steps->n == 0; n = html_next(t, root, n))
        if (html_tag_of(t, n) == HTML_TAG_LI || html_tag_of(t, n) == HTML_TAG_SPAN)
            add_step(h, steps, html_text(t, n));
}

static bool names_trail(const struct html_tree *t, html_node n)
{
    static const char *const TRAILS[] = {"breadcrumb", "breadcrumbs", "bread-crumb", "bread",
                                         "crumb",      "pathway",     "duong-dan",   "crumbs"};
    const struct html_item *item = html_at(t, n);
    if (html_named(t, n, TRAILS, 3) || head_is_called(t, n, TRAILS, COUNT_OF(TRAILS)))
        return true;
    for (uint32_t i = 0; i < item->attributes_n; i++)
        if (str_contains(str_lower_ascii(t->a, item->attributes[i].value), STR("breadcrumb")))
            return true;
    return false;
}

static bool names_section(const struct html_tree *t, html_node n)
{
    static const char *const SECTIONS[] = {
        "cate",       "category",   "section",  "cat",      "chuyenmuc",
        "chuyen-muc", "zone",       "zonename", "folder",   "article-section",
        "cate-name",  "topic-name", "kicker",   "catename", "rubric"};
    return head_is_called(t, n, SECTIONS, COUNT_OF(SECTIONS));
}

/* "/", "»": the sign between two steps of a trail; the strokes of a date stand
 * behind digits. */
static bool begins_with_step(struct str text)
{
    static const struct str SIGNS[] = {STR_INIT("/"), STR_INIT(">"), STR_INIT("»"), STR_INIT("›")};
    text = str_trim(text);
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++)
        if (str_starts(text, SIGNS[i]))
            return true;
    return false;
}

/* "Trang chủ / Thông báo": what names itself nothing is a trail if it leads
 * from the front page on, step by step with a sign between; menus have none. */
static html_node spelt_trail(const struct html_head *h, html_node end)
{
    enum { TRAIL_CP_MAX = 200, STEPS_MIN = 2 };
    const struct html_tree *t = h->t;
    for (html_node n = t->root; n && n < end; n = html_next(t, t->root, n)) {
        const struct html_count *c = &html_at(t, n)->count;
        html_node link = html_is_element(t, n) && html_tag_of(t, n) != HTML_TAG_A &&
                                 c->cp <= TRAIL_CP_MAX && c->link_cp
                             ? html_find(t, n, HTML_TAG_A)
                             : 0;
        if (!link || !is_home(t->a, trim_joint(html_text(t, link))))
            continue;
        size_t steps = 0;
        size_t links = 0;
        for (html_node at = n; at; at = html_next(t, n, at)) {
            links += html_tag_of(t, at) == HTML_TAG_A;
            steps += html_tag_of(t, at) == HTML_TAG_TEXT && begins_with_step(html_at(t, at)->text);
        }
        if (links >= STEPS_MIN && steps + 1 >= links)
            return n;
    }
    return 0;
}

/* The trail nearest to the title that stands before the text. */
static void find_trail(const struct html_head *h, struct vec *steps)
{
    enum { TRAIL_CP_MAX = 400 };
    const struct html_tree *t = h->t;
    html_node best = 0;
    html_node end = h->title.node > h->body.first ? h->title.node : h->body.first;
    for (html_node n = t->root; n && n < end; n = html_next(t, t->root, n)) {
        const struct html_count *c = &html_at(t, n)->count;
        if (html_is_element(t, n) && c->cp >= 2 && c->cp <= TRAIL_CP_MAX && names_trail(t, n))
            best = best && html_within(t, n, best) ? best : n;
    }
    best = best ? best : spelt_trail(h, end);
    /* links that are each named a trail's: all of them, from their parent on */
    if (best && html_tag_of(t, best) == HTML_TAG_A) {
        html_node list = html_at(t, best)->parent;
        list = html_tag_of(t, list) == HTML_TAG_LI ? html_at(t, list)->parent : list;
        best = list;
    }
    if (best)
        read_trail(h, best, steps);
}

bool head_is_link_text(const struct html_tree *t, struct str text)
{
    enum { SLACK_CP = 6 }; /* signs, white space */
    struct str key = html_key(t->a, text);
    size_t cp = utf8_count_cp(text);
    for (html_node n = t->root; n && key.n; n = html_next(t, t->root, n)) {
        uint32_t own = html_tag_of(t, n) == HTML_TAG_A ? html_at(t, n)->count.cp : 0;
        if (own && own + SLACK_CP >= cp && own <= cp + SLACK_CP &&
            str_eq(html_key(t->a, html_text(t, n)), key))
            return true;
    }
    return false;
}

/* The next step of "An ninh trật tự >> Chi tiết". False at the end. */
static bool next_step(struct str *rest, struct str *step)
{
    static const struct str SIGNS[] = {STR_INIT(">"), STR_INIT("»"), STR_INIT("›"),
                                       STR_INIT(" / ")};
    size_t at = rest->n;
    size_t length = 0;
    if (rest->n == 0)
        return false;
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++)
        if (str_find(*rest, SIGNS[i]) < at) {
            at = str_find(*rest, SIGNS[i]);
            length = SIGNS[i].n;
        }
    *step = str_trim(str_first(*rest, at));
    *rest = str_from(*rest, at + length);
    return true;
}

/* A trail of words without links, right above the title: one of its steps is in
 * the menu, or it begins with the front page. */
static void read_written_trail(const struct html_head *h, struct vec *steps)
{
    enum { NODES_BEFORE = 40, TRAIL_CP_MAX = 160 };
    const struct html_tree *t = h->t;
    html_node title = h->title.node;
    size_t lookups = 0;
    for (html_node n = title; n > 1 && title - n < NODES_BEFORE && steps->n == 0; n--) {
        const struct html_count *c = &html_at(t, n)->count;
        if (html_tag_of(t, n) != HTML_TAG_TEXT || c->cp > TRAIL_CP_MAX || c->link_cp ||
            html_ancestor(t, n, HTML_TAG_HEAD, 0))
            continue;
        struct str rest = html_text(t, n);
        struct str step;
        bool known = false;
        size_t all = 0;
        for (struct str look = rest; next_step(&look, &step); all++)
            known = known || is_home(t->a, step) ||
                    (lookups++ < LOOKUPS_MAX && head_is_link_text(t, step));
        while (known && all > 1 && next_step(&rest, &step))
            if (!html_line_is_tools(t->a, step))
                add_step(h, steps, step);
    }
}

/* "Đầu tư - Đầu tư tài chính" is not looked for: a link named a section's,
 * beside the title. */
static struct str find_section(const struct html_head *h)
{
    const struct html_tree *t = h->t;
    struct str found = STR("");
    size_t lookups = 0;
    for (html_node n = t->root; n; n = html_next(t, t->root, n)) {
        uint32_t cp = html_at(t, n)->count.cp;
        if (!html_is_element(t, n) || !(head_in_zone(h, n) && n < h->body.first) || cp < 2 ||
            cp > SECTION_CP_MAX)
            continue;
        bool after_title = n > h->title.node;
        if (!names_section(t, n) || (found.n && after_title))
            continue;
        struct str text = trim_joint(html_text(t, n));
        bool linked = html_attr(t, n, "href").n || html_find(t, n, HTML_TAG_A);
        if (!linked && (lookups++ >= LOOKUPS_MAX || !head_is_link_text(t, text)))
            continue;
        struct datetime when;
        if (text.n && !is_home(t->a, text) && !datetime_find(t->a, text, &when))
            found = text;
    }
    return found;
}

/* Whether another link of the page, in its menu, leads to the same place. */
static bool is_in_menu(const struct html_tree *t, html_node link)
{
    struct str href = html_attr(t, link, "href");
    for (html_node n = t->root; n && href.n > 1; n = html_next(t, t->root, n))
        if (n != link && html_tag_of(t, n) == HTML_TAG_A && str_eq(html_attr(t, n, "href"), href))
            return true;
    return false;
}

/* A short link that stands alone right before the title, and in the menu too.
 */
static struct str link_before_title(const struct html_head *h)
{
    enum { NODES_BEFORE = 16, ALONE_SLACK_CP = 3 };
    const struct html_tree *t = h->t;
    html_node title = h->title.node;
    for (html_node n = title; n > 1 && title - n < NODES_BEFORE; n--) {
        uint32_t cp = html_at(t, n)->count.cp;
        if (html_tag_of(t, n) != HTML_TAG_A || cp < 2 || cp > SECTION_CP_MAX ||
            html_within(t, title, n))
            continue;
        struct str text = html_text(t, n);
        html_node parent = html_at(t, n)->parent;
        bool alone = html_at(t, parent)->count.cp <= cp + ALONE_SLACK_CP;
        return alone && !is_home(t->a, text) && is_in_menu(t, n) ? text : STR("");
    }
    return STR("");
}

/* Above the headline stands what the box is called: "Tin trong tỉnh". */
static struct str label_above_title(const struct html_head *h)
{
    enum { LEVELS_MAX = 4, LABEL_CP_MAX = 40 };
    static const char *const NAMES[] = {"header", "heading", "caption", "tieude", "title"};
    const struct html_tree *t = h->t;
    html_node n = h->title.node;
    for (size_t level = 0; n && level < LEVELS_MAX; level++, n = html_at(t, n)->parent) {
        html_node before = html_previous_element(t, n);
        uint32_t cp = before ? html_at(t, before)->count.cp : 0;
        if (cp == 0)
            continue;
        struct str text = cp <= LABEL_CP_MAX ? html_text(t, before) : STR("");
        struct datetime when;
        bool label = text.n && html_named_word(t, before, NAMES, COUNT_OF(NAMES)) &&
                     !html_find(t, before, HTML_TAG_A) && !html_line_is_tools(t->a, text) &&
                     !datetime_find(t->a, text, &when) &&
                     !str_starts(utf8_lower(t->a, text), STR("chi tiết"));
        return label && !is_home(t->a, text) && !html_head_is_own(h, text) ? text : STR("");
    }
    return STR("");
}

/* WordPress calls its links to sections so, above the text or below it; of
 * several the first is the section, the others are what the article belongs to
 * besides. */
static void read_category_links(const struct html_head *h, struct doc *doc)
{
    enum { CATEGORIES_MAX = 20 };
    const struct html_tree *t = h->t;
    struct vec topics = VEC(struct str, t->a);
    for (html_node n = t->root; n && topics.n < CATEGORIES_MAX; n = html_next(t, t->root, n)) {
        if (html_tag_of(t, n) != HTML_TAG_A || !head_in_zone(h, n) || head_is_of_another(h, n) ||
            html_at(t, n)->count.cp > SECTION_CP_MAX ||
            !str_contains(html_attr(t, n, "rel"), STR("category")))
            continue;
        struct str text = html_text(t, n);
        bool known = text.n == 0 || str_eq(text, doc->section);
        for (size_t i = 0; i < topics.n; i++)
            known = known || str_eq(*(struct str *)vec_at(&topics, i), text);
        if (known)
            continue;
        if (doc->section.n == 0) {
            doc->section = text;
            continue;
        }
        struct str *topic = vec_push(&topics);
        if (topic)
            *topic = text;
    }
    doc->topics = topics.p;
    doc->topics_n = topics.n;
}

static struct str last_part(struct str s)
{
    size_t comma = str_find_last_byte(s, ',');
    return comma < s.n ? str_trim(str_from(s, comma + 1)) : s;
}

void head_read_section(const struct html_head *h, struct doc *doc)
{
    struct vec steps = VEC(struct str, h->t->a);
    find_trail(h, &steps);
    if (steps.n == 0)
        read_written_trail(h, &steps);
    for (size_t i = 0; steps.n == 0 && i < h->declared->crumbs_n; i++)
        add_step(h, &steps, h->declared->crumbs[i]);
    doc->breadcrumb = steps.p;
    doc->breadcrumb_n = steps.n;
    if (steps.n)
        doc->section = *(struct str *)vec_at(&steps, steps.n - 1);
    if (doc->section.n == 0)
        doc->section = link_before_title(h);
    if (doc->section.n == 0)
        doc->section = find_section(h);
    read_category_links(h, doc);
    if (doc->section.n == 0)
        doc->section = last_part(h->declared->section);
    if (doc->section.n == 0 && str_eq(doc->language, STR("vi")))
        doc->section = label_above_title(h);
}
