#include "base/utf8.h"
#include "source/html_main_internal.h"
#include "source/html_names.h"

/* ---- what elements are ---- */

double main_link_density(const struct html_tree *t, html_node n)
{
    const struct html_count *c = &html_at(t, n)->count;
    const double hash_share = 0.3; /* links into the page itself are half a table of contents */
    return c->cp ? (c->link_cp - c->hash_cp + hash_share * c->hash_cp) / c->cp : 0;
}

/* a, del, ins are as what stands in them. */
bool main_is_phrasing(const struct html_tree *t, html_node root)
{
    html_node n = root;
    while (n) {
        enum html_tag tag = html_tag_of(t, n);
        bool open = tag == HTML_TAG_A || tag == HTML_TAG_DEL || tag == HTML_TAG_INS;
        if (!open && !html_tag_is_phrasing(tag))
            return false;
        n = open ? html_next(t, root, n) : html_next_skip(t, root, n);
    }
    return true;
}

html_node main_single_child(const struct html_tree *t, html_node n, enum html_tag tag)
{
    html_node child = html_first_element(t, n);
    if (!child || html_tag_of(t, child) != tag || html_next_element(t, child))
        return 0;
    return html_at(t, n)->count.cp <= html_at(t, child)->count.cp ? child : 0;
}

bool main_is_empty(const struct html_tree *t, html_node n)
{
    const struct html_count *c = &html_at(t, n)->count;
    size_t children = 0;
    if (c->cp)
        return false;
    for (html_node child = html_first_element(t, n); child; child = html_next_element(t, child))
        children++;
    return children == c->breaks;
}

static const char *const POSITIVE[] = {"article", "body",       "content", "entry", "hentry",
                                       "main",    "page",       "post",    "text",  "blog",
                                       "story",   "pagination", "h-entry"};
static const char *const NEGATIVE[] = {
    "-ad-",  "hidden",   "banner",     "combx",   "comment",  "com-",     "contact", "footer",
    "gdpr",  "masthead", "media",      "meta",    "outbrain", "promo",    "related", "scroll",
    "share", "shoutbox", "skyscraper", "sidebar", "sponsor",  "shopping", "tags"};
static const char *const WIDGET[] = {"widget"};

/* A widget's name says nothing of one that holds more text than links: page builders name all so. */
static bool is_side_widget(const struct html_tree *t, html_node n)
{
    const struct html_count *c = &html_at(t, n)->count;
    return c->link_cp * 3 >= c->cp && (c->cp || c->img == 0);
}

static double weight_of(struct str names, bool widget_counts)
{
    static const char *const HID[] = {"hid"};
    double weight = 0;
    if (html_names_contain(names, NEGATIVE, COUNT_OF(NEGATIVE)) ||
        html_names_contain_word(names, HID, COUNT_OF(HID)) ||
        (widget_counts && html_names_contain(names, WIDGET, COUNT_OF(WIDGET))))
        weight -= 25;
    if (html_names_contain(names, POSITIVE, COUNT_OF(POSITIVE)))
        weight += 25;
    return weight;
}

double main_name_weight(const struct main_work *w, html_node n)
{
    if (!(w->flags & MAIN_WEIGH_NAMES) || html_names(&w->t, n).n == 0)
        return 0;
    bool side = is_side_widget(&w->t, n);
    return weight_of(html_class(&w->t, n), side) + weight_of(html_id(&w->t, n), side);
}

/* ---- what goes ---- */

static bool is_unlikely(const struct main_work *w, html_node n)
{
    static const char *const UNLIKELY[] = {
        "-ad-",       "ai2html", "banner",    "breadcrumbs",  "combx",    "comment",  "community",
        "cover-wrap", "disqus",  "extra",     "footer",       "gdpr",     "header",   "legends",
        "menu",       "related", "remark",    "replies",      "rss",      "shoutbox", "sidebar",
        "skyscraper", "social",  "sponsor",   "supplemental", "ad-break", "agegate",  "pagination",
        "pager",      "popup",   "yom-remote"};
    static const char *const MAYBE[] = {"and",     "article", "body",  "column",
                                        "content", "main",    "shadow"};
    enum html_tag tag = html_tag_of(&w->t, n);
    return html_named(&w->t, n, UNLIKELY, COUNT_OF(UNLIKELY)) &&
           !html_named(&w->t, n, MAYBE, COUNT_OF(MAYBE)) && tag != HTML_TAG_BODY &&
           tag != HTML_TAG_A && !html_ancestor(&w->t, n, HTML_TAG_TABLE, 4) &&
           !html_ancestor(&w->t, n, HTML_TAG_CODE, 4);
}

static bool is_sure(const struct main_work *w, html_node n)
{
    static const char *const SURE[] = {
        "comments",      "comment",     "comment-list", "commentlist", "disqus",
        "disqus_thread", "respond",     "footer",       "sidebar",     "cookie",
        "gdpr",          "newsletter",  "breadcrumb",   "site-footer", "page-footer",
        "navbar",        "cmt",         "binhluan",     "binh-luan",   "ykien",
        "y-kien",        "ykienbandoc", "fb-comments",  "box-comment", "comment-box"};
    enum html_tag tag = html_tag_of(&w->t, n);
    return tag != HTML_TAG_BODY && tag != HTML_TAG_HTML && tag != HTML_TAG_A &&
           html_at(&w->t, n)->count.cp * 2 < html_at(&w->t, w->t.root)->count.cp &&
           (tag == HTML_TAG_NAV || html_named_word(&w->t, n, SURE, COUNT_OF(SURE)));
}

static bool has_unlikely_role(const struct main_work *w, html_node n)
{
    static const struct str ROLES[] = {STR_INIT("menu"),          STR_INIT("menubar"),
                                       STR_INIT("complementary"), STR_INIT("navigation"),
                                       STR_INIT("alert"),         STR_INIT("alertdialog"),
                                       STR_INIT("dialog")};
    struct str role = html_attr(&w->t, n, "role");
    for (size_t i = 0; role.n && i < COUNT_OF(ROLES); i++)
        if (str_eq(role, ROLES[i]))
            return true;
    return false;
}

static bool is_hidden(const struct main_work *w, html_node n)
{
    static const char *const SHOWN[] = {"fallback-image"};
    bool unheard = str_eq(html_attr(&w->t, n, "aria-hidden"), STR("true")) &&
                   !html_named(&w->t, n, SHOWN, COUNT_OF(SHOWN));
    bool dialog = str_eq(html_attr(&w->t, n, "aria-modal"), STR("true")) &&
                  str_eq(html_attr(&w->t, n, "role"), STR("dialog"));
    return unheard || dialog;
}

/* What wikis and notes print beside a heading or a line for whoever edits or jumps. */
static bool is_handle(const struct main_work *w, html_node n)
{
    enum { HANDLE_CP_MAX = 60 };
    static const char *const NAMES[] = {"mw-editsection", "editsection", "headerlink",
                                        "footnote-backref"};
    return html_is_element(&w->t, n) && html_at(&w->t, n)->count.cp <= HANDLE_CP_MAX &&
           html_named_word(&w->t, n, NAMES, COUNT_OF(NAMES));
}

static bool goes(const struct main_work *w, html_node n)
{
    enum html_tag tag = html_tag_of(&w->t, n);
    if (html_at(&w->t, n)->marks & HTML_MARK_OTHERS)
        return true;
    if (tag == HTML_TAG_SCRIPT || tag == HTML_TAG_NOSCRIPT || tag == HTML_TAG_LINK ||
        is_hidden(w, n) || is_handle(w, n))
        return true;
    if ((w->flags & MAIN_STRIP_UNLIKELY) && (is_unlikely(w, n) || has_unlikely_role(w, n)))
        return true;
    if ((w->flags & MAIN_STRIP_SURE) && is_sure(w, n))
        return true;
    bool holder = tag == HTML_TAG_DIV || tag == HTML_TAG_SECTION || tag == HTML_TAG_HEADER ||
                  (tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6);
    return holder && main_is_empty(&w->t, n);
}

/* ---- words of headings ---- */

/* The share of b's words, by length, that a has too. Case and punctuation do not count. */
static double similarity(struct arena *a, struct str one, struct str two)
{
    struct str lower = str_concat(a, STR(" "), str_concat(a, utf8_lower(a, one), STR(" ")));
    struct str rest = utf8_lower(a, two);
    size_t all = 0;
    size_t unlike = 0;
    while (rest.n) {
        struct str start = rest;
        while (rest.n) {
            struct str before = rest;
            uint32_t cp = utf8_next(&rest);
            if (!utf8_is_letter(cp) && !utf8_is_digit(cp) && !utf8_is_mark(cp)) {
                start.n = (size_t)(before.p - start.p);
                break;
            }
        }
        if (start.n == 0)
            continue;
        all += start.n;
        unlike += str_contains(lower, start) ? 0 : start.n;
    }
    return all ? 1 - (double)unlike / (double)all : 0;
}

static bool is_title(const struct main_work *w, html_node n)
{
    const double alike = 0.75;
    enum { HEADING_CP_MAX = 500 };
    enum html_tag tag = html_tag_of(&w->t, n);
    if ((tag != HTML_TAG_H1 && tag != HTML_TAG_H2) || html_at(&w->t, n)->count.cp > HEADING_CP_MAX)
        return false;
    return similarity(w->t.a, w->title, html_text(&w->t, n)) > alike;
}

/* ---- paragraphs ---- */

static void note(struct main_work *w, html_node n)
{
    html_node *slot = vec_push(&w->paragraphs);
    if (slot)
        *slot = n;
}

static bool is_blank_or_break(const struct html_tree *t, html_node n)
{
    return html_tag_of(t, n) == HTML_TAG_BR ||
           (html_tag_of(t, n) == HTML_TAG_TEXT && html_is_blank(t, n));
}

static void drop_blank_end(struct html_tree *t, html_node p)
{
    while (html_at(t, p)->last && is_blank_or_break(t, html_at(t, p)->last))
        html_cut(t, html_at(t, p)->last);
}

/* Text that stands in a div beside boxes gets paragraphs of its own. */
static void wrap_runs(struct main_work *w, html_node div)
{
    struct html_tree *t = &w->t;
    html_node p = 0;
    html_node child = html_at(t, div)->first;
    while (child) {
        html_node next = html_at(t, child)->next;
        bool phrasing = main_is_phrasing(t, child);
        if (phrasing && p) {
            html_append(t, p, child);
        } else if (phrasing && !is_blank_or_break(t, child)) {
            p = html_make(t, HTML_TAG_P);
            if (!p)
                return;
            html_insert_before(t, p, child);
            html_append(t, p, child);
        } else if (!phrasing && p) {
            drop_blank_end(t, p);
            p = 0;
        }
        child = next;
    }
}

/* A div that is one paragraph becomes it. Returns what stands in n's place. */
static html_node make_paragraph(struct main_work *w, html_node n)
{
    static const char *const CAPTIONS[] = {"caption", "cation", "cutline", "chuthich", "chu-thich"};
    const double linky = 0.25;
    wrap_runs(w, n);
    html_node only = main_single_child(&w->t, n, HTML_TAG_P);
    if (only && main_link_density(&w->t, n) < linky) {
        if (html_names(&w->t, only).n == 0 ||
            html_names_contain(html_names(&w->t, n), CAPTIONS, COUNT_OF(CAPTIONS))) {
            html_at(&w->t, only)->names = html_names(&w->t, n);
            html_at(&w->t, only)->attributes = html_at(&w->t, n)->attributes;
            html_at(&w->t, only)->attributes_n = html_at(&w->t, n)->attributes_n;
        }
        html_at(&w->t, only)->marks |= html_at(&w->t, n)->marks; /* of cards */
        html_insert_before(&w->t, only, n);
        html_cut(&w->t, n);
        note(w, only);
        return only;
    }
    if (html_at(&w->t, n)->count.boxes <= 1) { /* n itself */
        html_retag(&w->t, n, HTML_TAG_P);
        note(w, n);
    }
    return n;
}

static bool gives_points(enum html_tag tag)
{
    return tag == HTML_TAG_SECTION || (tag >= HTML_TAG_H2 && tag <= HTML_TAG_H6) ||
           tag == HTML_TAG_P || tag == HTML_TAG_TD || tag == HTML_TAG_PRE;
}

static html_node next_element(const struct html_tree *t, html_node root, html_node n, bool skip)
{
    do {
        n = skip ? html_next_skip(t, root, n) : html_next(t, root, n);
        skip = false;
    } while (n && !html_is_element(t, n));
    return n;
}

/* <br><br> ends a paragraph: what follows up to the next box stands in one of its own. */
static void split_at_breaks(struct html_tree *t, html_node br, struct vec *split)
{
    html_node next = html_at(t, br)->next;
    bool several = false;
    while (next && is_blank_or_break(t, next)) {
        html_node after = html_at(t, next)->next;
        if (html_tag_of(t, next) == HTML_TAG_BR) {
            several = true;
            html_cut(t, next);
        }
        next = after;
    }
    html_node p = several ? html_make(t, HTML_TAG_P) : 0;
    if (!p)
        return;
    html_insert_before(t, p, br);
    html_cut(t, br);
    for (next = html_at(t, p)->next; next;) {
        html_node after = html_at(t, next)->next;
        html_node second = after;
        while (second && html_tag_of(t, second) == HTML_TAG_TEXT && html_is_blank(t, second))
            second = html_at(t, second)->next;
        bool ends =
            html_tag_of(t, next) == HTML_TAG_BR && second && html_tag_of(t, second) == HTML_TAG_BR;
        if (ends || !main_is_phrasing(t, next))
            break;
        html_append(t, p, next);
        next = after;
    }
    drop_blank_end(t, p);
    html_node parent = html_at(t, p)->parent;
    if (html_tag_of(t, parent) != HTML_TAG_P)
        return;
    html_retag(t, parent, HTML_TAG_DIV);
    html_node *slot = vec_push(split);
    if (slot)
        *slot = parent;
}

/* What was one paragraph is several, beside those that stood around it. */
static void split_all(struct main_work *w)
{
    struct html_tree *t = &w->t;
    struct vec breaks = VEC(html_node, t->a);
    struct vec split = VEC(html_node, t->a);
    for (html_node n = t->root; n; n = html_next(t, t->root, n)) {
        html_node *slot = html_tag_of(t, n) == HTML_TAG_BR ? vec_push(&breaks) : NULL;
        if (slot)
            *slot = n;
    }
    for (size_t i = 0; i < breaks.n; i++) {
        html_node br = *(html_node *)vec_at(&breaks, i);
        if (html_at(t, br)->parent)
            split_at_breaks(t, br, &split);
    }
    for (size_t i = 0; i < split.n; i++) {
        html_node was = *(html_node *)vec_at(&split, i);
        wrap_runs(w, was);
        html_unwrap(t, was);
    }
}

static bool holds_runs(enum html_tag tag)
{
    return tag == HTML_TAG_TD || tag == HTML_TAG_HEADER || tag == HTML_TAG_ARTICLE ||
           tag == HTML_TAG_SECTION || tag == HTML_TAG_MAIN;
}

void main_prune(struct main_work *w)
{
    struct html_tree *t = &w->t;
    bool title_seen = false;
    split_all(w);
    html_node n = t->root;
    while (n) {
        bool title = !title_seen && is_title(w, n);
        title_seen = title_seen || title;
        if (n != t->root && (title || goes(w, n))) {
            html_node next = next_element(t, t->root, n, true);
            html_cut(t, n);
            n = next;
            continue;
        }
        enum html_tag tag = html_tag_of(t, n);
        if (gives_points(tag))
            note(w, n);
        if (tag == HTML_TAG_DIV)
            n = make_paragraph(w, n);
        else if (holds_runs(tag) && html_at(t, n)->count.boxes)
            wrap_runs(w, n);
        n = next_element(t, t->root, n, false);
    }
}
