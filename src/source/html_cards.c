#include "source/html_cards.h"

#include "base/utf8.h"
#include "source/datetime.h"
#include "source/document_link.h"
#include "source/html_line.h"
#include "source/html_list.h"
#include "source/html_media.h"
#include "source/html_names.h"
#include "source/html_url.h"

enum {
    CARD_CP_MAX = 1200,
    CARD_ELEMENTS_MAX = 80, /* each is looked through once for every level around it */
    HEADLINE_CP_MAX = 250,
    OTHER_CP_MIN = 22, /* another link this long leads to another article */
    EXCERPT_CP_MIN = 40,
    SENTENCE_CP_MIN = 80,
    PAGE_CARDS_MIN = 2, /* a list */
    DATE_CP_MIN = 6,
    DATE_CP_MAX = 60,
};

/* ---- one card ---- */

static html_node block_around(const struct html_tree *t, html_node n, html_node within)
{
    while (n != within && !html_tag_is_block(html_tag_of(t, n)))
        n = html_at(t, n)->parent;
    return n;
}

static bool is_heading(enum html_tag tag)
{
    return tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6;
}

/* What follows n in its line is its end, a date, a counter, a sentence of its own: none that n began
 * goes on in small letters. */
static bool line_ends_after(const struct html_tree *t, html_node n, html_node block)
{
    for (n = html_next_skip(t, block, n); n; n = html_next(t, block, n)) {
        enum html_tag tag = html_tag_of(t, n);
        if (tag == HTML_TAG_BR || html_tag_is_block(tag))
            return true;
        struct str text = tag == HTML_TAG_TEXT ? str_trim(html_at(t, n)->text) : STR("");
        if (text.n == 0)
            continue;
        uint32_t first = utf8_next(&text);
        return !(utf8_is_letter(first) && !utf8_is_upper(first)) && first != ',' && first != '.' &&
               first != ';' && first != ':';
    }
    return true;
}

/* The link makes a line of its own, or the heading it stands in. */
static bool makes_line(const struct html_tree *t, html_node a, html_node card)
{
    enum { BESIDE_CP_MAX = 30 };
    uint32_t own = html_at(t, a)->count.cp;
    if (html_list_headline(t, a) != a) /* the whole card is a link */
        return true;
    html_node block = block_around(t, a, card);
    if (html_at(t, block)->count.cp <= own + BESIDE_CP_MAX)
        return true;
    for (html_node n = html_next(t, block, block); n && n != a; n = html_next(t, block, n))
        if (html_tag_of(t, n) == HTML_TAG_TEXT && html_at(t, n)->count.cp)
            return false;
    return line_ends_after(t, a, block);
}

/* Words below n are at least three, and no date. */
static bool is_worded(const struct html_tree *t, html_node n)
{
    enum { SPACES_MIN = 2 };
    size_t spaces = 0;
    bool digit = false;
    for (html_node at = n; at; at = html_next(t, n, at)) {
        struct str text = html_tag_of(t, at) == HTML_TAG_TEXT ? html_at(t, at)->text : STR("");
        for (size_t i = 0; i < text.n; i++) {
            spaces += text.p[i] == ' ';
            digit = digit || byte_is_digit(text.p[i]);
        }
    }
    struct datetime when;
    struct str text = digit ? html_text(t, n) : STR("");
    return spaces >= SPACES_MIN &&
           !(digit && datetime_find(t->a, text, &when) && when.rest.n * 2 < text.n);
}

static bool leads_to_article(const struct html_head *h, html_node a)
{
    const struct html_tree *t = h->t;
    struct str href = html_attr(t, a, "href");
    html_node headline = html_list_headline(t, a);
    uint32_t cp = html_at(t, headline)->count.cp;
    return cp >= HTML_CARD_HEADLINE_CP_MIN && cp <= HEADLINE_CP_MAX && href.n > 1 &&
           href.p[0] != '#' && is_worded(t, headline) && !document_link_is(href) &&
           html_list_same_site(h, href);
}

/* The page's own headline may link to the page. */
static bool is_title(const struct html_head *h, html_node a)
{
    html_node title = h->title.node;
    return title && html_tag_of(h->t, title) == HTML_TAG_H1 &&
           (html_within(h->t, a, title) || html_within(h->t, title, a));
}

static bool is_sentence(const struct html_tree *t, html_node n)
{
    const struct html_count *c = &html_at(t, n)->count;
    enum html_tag tag = html_tag_of(t, n);
    bool line = tag == HTML_TAG_P || tag == HTML_TAG_TEXT || tag == HTML_TAG_BLOCKQUOTE ||
                (tag == HTML_TAG_DIV && c->boxes <= 1);
    html_node child = line && tag != HTML_TAG_TEXT ? html_first_element(t, n) : 0;
    for (; child && line; child = html_next_element(t, child))
        line = !html_tag_is_block(html_tag_of(t, child));
    return line && c->cp >= SENTENCE_CP_MIN && c->link_cp * 2 < c->cp;
}

/* Sentences stand in n before the link that would be its headline, and more behind it: a text that
 * mentions another article. */
static bool is_text_with_link(const struct html_tree *t, html_node n, html_node head)
{
    enum { SENTENCES_MIN = 2 };
    size_t sentences = 0;
    html_node at = n;
    while (at && (at < head || sentences)) {
        bool sentence = is_sentence(t, at);
        sentences += sentence;
        if (sentences >= SENTENCES_MIN)
            return true;
        at = sentence ? html_next_skip(t, n, at) : html_next(t, n, at);
    }
    return false;
}

/* The headline's link of n, if n tells of one article and no more; else 0. */
static html_node headline_in(const struct html_head *h, html_node n)
{
    const struct html_tree *t = h->t;
    const struct html_count *c = &html_at(t, n)->count;
    html_node head = 0;
    if (c->link_cp < HTML_CARD_HEADLINE_CP_MIN || c->cp > CARD_CP_MAX ||
        c->elements > CARD_ELEMENTS_MAX || c->input)
        return 0;
    for (html_node a = n; a; a = html_next(t, n, a)) {
        if (html_tag_of(t, a) != HTML_TAG_A)
            continue;
        bool other = head && html_at(t, a)->count.cp >= OTHER_CP_MIN &&
                     !str_eq(html_attr(t, a, "href"), html_attr(t, head, "href"));
        if (other && makes_line(t, a, n))
            return 0;
        if (!head && !is_title(h, a) && makes_line(t, a, n) && leads_to_article(h, a))
            head = a;
    }
    return head && !is_text_with_link(t, n, head) ? head : 0;
}

static bool has_excerpt(const struct html_tree *t, html_node card, html_node head)
{
    const struct html_count *c = &html_at(t, card)->count;
    return c->img || c->cp >= html_at(t, html_list_headline(t, head))->count.cp + EXCERPT_CP_MIN;
}

/* "12/8", "09-08" */
static bool is_day(struct str s)
{
    size_t signs = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool sign = s.p[i] == '/' || s.p[i] == '-' || s.p[i] == '.';
        signs += sign;
        if ((!sign && !byte_is_digit(s.p[i])) || (sign && (i == 0 || i + 1 == s.n)))
            return false;
    }
    return signs == 1 && s.n <= sizeof "31/12" - 1;
}

/* A picture, a date, an excerpt: more than an entry of a menu. */
static bool says_more(const struct html_head *h, html_node card, html_node head)
{
    const struct html_tree *t = h->t;
    struct datetime when;
    if (has_excerpt(t, card, head) || html_find(t, card, HTML_TAG_TIME))
        return true;
    for (html_node n = html_next(t, card, card); n; n = html_next(t, card, n)) {
        uint32_t cp = html_at(t, n)->count.cp;
        if (html_tag_of(t, n) != HTML_TAG_TEXT || cp > DATE_CP_MAX)
            continue;
        struct str text = str_trim(html_at(t, n)->text);
        if (is_day(text) ||
            (cp >= DATE_CP_MIN && datetime_find_near(t->a, text, h->captured_ms, &when)))
            return true;
    }
    return false;
}

/* ---- cards side by side ---- */

/* Sentences from n up to the next card of the run; 2: too many to be an excerpt. */
static size_t sentences_up_to(const struct html_tree *t, html_node n, html_node end)
{
    size_t lines = 0;
    for (; n && n != end; n = html_at(t, n)->next) {
        const struct html_count *c = &html_at(t, n)->count;
        lines += c->cp >= SENTENCE_CP_MIN;
        lines += c->cp > CARD_CP_MAX || c->p > 1;
    }
    return lines;
}

struct run {
    struct vec cards; /* html_node */
    size_t full;      /* that say more than their headline */
    size_t told;      /* of these, by a picture or an excerpt */
    bool others;
};

static html_node card_at(const struct run *run, size_t i)
{
    return i < run->cards.n ? *(const html_node *)vec_at(&run->cards, i) : 0;
}

static void collect(const struct html_head *h, html_node parent, struct run *run)
{
    const struct html_tree *t = h->t;
    enum html_tag tag = HTML_TAG_OTHER;
    for (html_node n = html_first_element(t, parent); n; n = html_next_element(t, n)) {
        html_node head = run->cards.n && html_tag_of(t, n) != tag ? 0 : headline_in(h, n);
        html_node *slot = head ? vec_push(&run->cards) : NULL;
        if (!slot)
            continue;
        *slot = n;
        tag = html_tag_of(t, n);
        run->full += says_more(h, n, head);
        run->told += has_excerpt(t, n, head);
    }
}

/* Headlines whose excerpts stand behind them, not in one element with them. */
static bool is_flat_run(const struct html_tree *t, const struct run *run)
{
    enum html_tag tag = html_tag_of(t, card_at(run, 0));
    bool heads = is_heading(tag) || tag == HTML_TAG_A || tag == HTML_TAG_DIV ||
                 tag == HTML_TAG_DT || tag == HTML_TAG_TR;
    size_t told = 0;
    for (size_t i = 0; heads && i < run->cards.n; i++) {
        html_node n = html_at(t, card_at(run, i))->next;
        size_t lines = sentences_up_to(t, n, card_at(run, i + 1));
        if (lines > 1 && i + 1 < run->cards.n)
            return false;
        told += lines == 1;
    }
    return told * 2 >= run->cards.n && told >= 2;
}

/* Right above the cards, or the box around them, stands a label, whatever it is named. */
static bool is_labelled(const struct html_tree *t, html_node card)
{
    enum { LEVELS_MAX = 4, LABEL_CP_MAX = 60 };
    for (size_t level = 0; card && level < LEVELS_MAX; level++, card = html_at(t, card)->parent) {
        html_node before = html_previous_element(t, card);
        if (!before)
            continue;
        return html_at(t, before)->count.cp <= LABEL_CP_MAX &&
               html_line_heads_others(t->a, html_text(t, before));
    }
    return false;
}

static bool stands_under_related(const struct html_head *h, html_node parent, html_node card)
{
    static const char *const NAMES[] = {
        "related",     "relate",        "related-news",    "lien-quan", "tin-lien-quan",
        "tinlienquan", "othernews",     "tin-khac",        "tinkhac",   "other",
        "other-news",  "news-other",    "others",          "cung-muc",  "xem-them",
        "doc-them",    "cungchuyenmuc", "cung-chuyen-muc", "recommend", "recommended"};
    enum { LEVELS_MAX = 5, PAGE_SHARE = 2 };
    const struct html_tree *t = h->t;
    uint32_t page = html_at(t, t->root)->count.cp;
    for (size_t level = 0; parent && level < LEVELS_MAX; level++) {
        if (html_at(t, parent)->count.cp * PAGE_SHARE > page && level)
            break;
        if (html_named_word(t, parent, NAMES, COUNT_OF(NAMES)))
            return true;
        parent = html_at(t, parent)->parent;
    }
    return html_line_heads_others(t->a, html_list_box(h, card)) || is_labelled(t, card);
}

static void mark_one(const struct html_tree *t, html_node n, unsigned mark)
{
    html_at(t, n)->marks |= (unsigned char)mark;
}

/* Each is a box of its own that says a headline and little more: "28 phút". Items go with their list. */
static bool are_headlines(const struct html_tree *t, const struct run *run)
{
    enum { MORE_CP_MAX = 40 };
    for (size_t i = 0; i < run->cards.n; i++) {
        html_node card = card_at(run, i);
        const struct html_count *c = &html_at(t, card)->count;
        enum html_tag tag = html_tag_of(t, card);
        if ((tag != HTML_TAG_ARTICLE && tag != HTML_TAG_DIV && tag != HTML_TAG_SECTION) ||
            c->cp > c->link_cp + MORE_CP_MAX)
            return false;
    }
    return true;
}

static void mark_run(const struct html_head *h, html_node parent, const struct run *run)
{
    const struct html_tree *t = h->t;
    bool others = stands_under_related(h, parent, card_at(run, 0));
    bool flat = run->full * 2 < run->cards.n && is_flat_run(t, run);
    bool full = run->full * 2 >= run->cards.n;
    bool bare = others && are_headlines(t, run);
    if (!flat && !full && !bare)
        return;
    for (size_t i = 0; i < run->cards.n; i++) {
        html_node card = card_at(run, i);
        /* bare links go with their list */
        bool text = bare || (full && run->told * 2 >= run->cards.n);
        unsigned mark = others ? (text ? HTML_MARK_OTHERS : 0) : HTML_MARK_CARD;
        mark_one(t, card, mark | (flat ? HTML_MARK_FLAT : 0));
        html_node end = card_at(run, i + 1);
        html_node n = html_at(t, card)->next;
        for (size_t lines = 0; flat && !others && n && n != end; n = html_at(t, n)->next) {
            lines += html_at(t, n)->count.cp >= SENTENCE_CP_MIN;
            if (lines > 1) /* behind the last */
                break;
            mark_one(t, n, HTML_MARK_CARD | HTML_MARK_FLAT);
        }
    }
}

/* One card alone in its box, as front pages have the first of every section: a picture and at most one
 * sentence beside the headline. */
static bool is_lone_card(const struct html_head *h, html_node n)
{
    enum { LONE_CP_MAX = 700 };
    const struct html_tree *t = h->t;
    const struct html_count *c = &html_at(t, n)->count;
    if (c->img == 0 || c->cp > LONE_CP_MAX || c->p > 1)
        return false;
    html_node head = headline_in(h, n);
    html_node child = head ? html_at(t, n)->first : 0;
    return head && c->cp >= html_at(t, head)->count.cp + EXCERPT_CP_MIN &&
           sentences_up_to(t, child, 0) <= 1;
}

static bool holds_runs(enum html_tag tag)
{
    return html_tag_is_block(tag) && !is_heading(tag) && tag != HTML_TAG_P;
}

static bool is_apart(const struct html_tree *t, html_node n)
{
    static const char *const PARTS[] = {"menu",        "sidebar",    "footer",     "nav",
                                        "navbar",      "breadcrumb", "navigation", "mainmenu",
                                        "breadcrumbs", "comments"};
    enum html_tag tag = html_tag_of(t, n);
    bool small = html_at(t, n)->count.cp * 3 < html_at(t, t->root)->count.cp;
    return tag == HTML_TAG_NAV || tag == HTML_TAG_FOOTER || tag == HTML_TAG_ASIDE ||
           (small && html_named_word(t, n, PARTS, COUNT_OF(PARTS)));
}

void html_cards_mark(const struct html_head *h)
{
    enum { SIDE_BY_SIDE_MIN = 2 };
    const struct html_tree *t = h->t;
    html_node n = t->root;
    while (n) {
        const struct html_item *item = html_at(t, n);
        struct run run = {.cards = VEC(html_node, t->a)};
        bool skip = item->marks & (HTML_MARK_CARD | HTML_MARK_OTHERS);
        skip = skip || (html_is_element(t, n) &&
                        (item->count.link_cp < 2 * HTML_CARD_HEADLINE_CP_MIN || is_apart(t, n)));
        if (!skip && holds_runs(item->tag))
            collect(h, n, &run);
        if (run.cards.n >= SIDE_BY_SIDE_MIN)
            mark_run(h, n, &run);
        else if (!skip && holds_runs(item->tag) && is_lone_card(h, n))
            mark_one(t, n, HTML_MARK_CARD | HTML_MARK_FLAT);
        n = skip ? html_next_skip(t, t->root, n) : html_next(t, t->root, n);
    }
}

/* ---- the page ---- */

struct shown {
    size_t cards;
    uint32_t cards_cp;
    size_t pictures; /* beside cards */
    size_t lines;    /* sentences beside cards */
    uint32_t lines_cp;
    bool before;    /* a sentence stands before the first card */
    html_node last; /* sentence */
};

/* n is a card's, or a paragraph that was made of a card's text. */
static bool is_of_card(const struct html_tree *t, html_node n)
{
    enum { LEVELS_MAX = 4, MARKS = HTML_MARK_CARD | HTML_MARK_OTHERS };
    if (html_at(t, n)->marks & MARKS)
        return true;
    if (html_tag_of(t, n) != HTML_TAG_P)
        return false;
    for (size_t level = 0; n && level < LEVELS_MAX; level++, n = html_at(t, n)->first)
        if (html_at(t, n)->marks & MARKS)
            return true;
    return false;
}

static struct shown shown_in(const struct html_tree *t, html_node root)
{
    struct shown s = {.cards = 0};
    html_node n = root;
    while (n) {
        bool card = is_of_card(t, n);
        bool sentence = !card && is_sentence(t, n);
        if (card && html_at(t, n)->count.cp) {
            bool flat = html_at(t, n)->marks & HTML_MARK_FLAT;
            s.cards += !flat || html_at(t, n)->count.link_cp >= HTML_CARD_HEADLINE_CP_MIN;
            s.cards_cp += html_at(t, n)->count.cp;
        } else if (sentence) {
            s.lines++;
            s.lines_cp += html_at(t, n)->count.cp;
            s.before = s.before || s.cards == 0;
            s.last = n;
        } else if (!card && html_tag_of(t, n) == HTML_TAG_IMG) {
            s.pictures++;
        }
        n = card || sentence ? html_next_skip(t, root, n) : html_next(t, root, n);
    }
    return s;
}

/* Cards anywhere on the page, each counted once; the first of them in *first. */
static size_t count_cards(const struct html_tree *t, html_node *first)
{
    size_t cards = 0;
    html_node n = t->root;
    *first = 0;
    while (n) {
        bool card = html_at(t, n)->marks & HTML_MARK_CARD;
        bool counts = card && html_at(t, n)->count.link_cp >= HTML_CARD_HEADLINE_CP_MIN;
        *first = counts && *first == 0 ? n : *first;
        cards += counts;
        n = card ? html_next_skip(t, t->root, n) : html_next(t, t->root, n);
    }
    return cards;
}

/* Between the headline and the first card stands what articles have: a film, a date, sentences. */
static bool begins_as_article(const struct html_head *h, html_node first)
{
    enum { SENTENCES_MIN = 2 };
    const struct html_tree *t = h->t;
    size_t sentences = 0;
    html_node title = h->title.node;
    struct html_video film;
    struct datetime when;
    if (!title || title > first)
        return false;
    for (html_node n = html_next(t, t->root, title); n && n < first; n = html_next(t, t->root, n)) {
        enum html_tag tag = html_tag_of(t, n);
        if ((tag == HTML_TAG_IFRAME || tag == HTML_TAG_VIDEO || tag == HTML_TAG_OBJECT) &&
            html_video_read(t, n, h->base, &film))
            return true;
        uint32_t cp = html_at(t, n)->count.cp;
        sentences += is_sentence(t, n) && tag != HTML_TAG_TEXT;
        if (sentences >= SENTENCES_MIN)
            return true;
        if (tag == HTML_TAG_TEXT && cp >= DATE_CP_MIN && cp <= DATE_CP_MAX &&
            datetime_find(t->a, str_trim(html_at(t, n)->text), &when))
            return true;
    }
    return false;
}

bool html_cards_are_page(const struct html_head *h, const struct html_tree *cut, html_node root)
{
    enum { OWN_SHARE = 3, PICTURES_MAX = 2, DESCRIPTION_CP_MAX = 400 };
    html_node first = 0;
    if (h->declared->article || str_eq(h->declared->type, STR("article")) ||
        count_cards(h->t, &first) < PAGE_CARDS_MIN)
        return false;
    struct shown s = shown_in(cut, root);
    if (s.pictures > PICTURES_MAX || (s.lines && s.cards == 0))
        return false;
    if (s.lines == 0)
        return !begins_as_article(h, first);
    if (str_eq(h->declared->type, STR("profile"))) /* who wrote them is told above them */
        return s.cards >= PAGE_CARDS_MIN;
    bool description = s.lines == 1 && s.lines_cp <= DESCRIPTION_CP_MAX;
    if (s.before && (!description || begins_as_article(h, first)))
        return false;
    return s.lines_cp * OWN_SHARE <= s.cards_cp;
}

bool html_cards_set_aside(const struct html_tree *page, const struct html_tree *cut, html_node root)
{
    struct shown s = shown_in(cut, root);
    if (s.lines || s.cards == 0)
        return false;
    for (html_node n = page->root; n; n = html_next(page, page->root, n))
        if (html_at(page, n)->marks & HTML_MARK_CARD)
            mark_one(page, n, HTML_MARK_OTHERS);
    return true;
}

void html_cards_cut_below(struct html_tree *cut, html_node root)
{
    struct shown s = shown_in(cut, root);
    html_node n = s.last ? html_next_skip(cut, root, s.last) : 0;
    while (n) {
        unsigned marks = html_at(cut, n)->marks;
        bool card = (marks & HTML_MARK_CARD) && !(marks & HTML_MARK_FLAT);
        html_node next = card ? html_next_skip(cut, root, n) : html_next(cut, root, n);
        if (card && s.cards >= PAGE_CARDS_MIN)
            html_cut(cut, n);
        n = next;
    }
}
