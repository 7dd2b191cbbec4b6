#include "source/html_list.h"

#include "base/map.h"
#include "base/utf8.h"
#include "source/datetime.h"
#include "source/document_link.h"
#include "source/html_cards.h"
#include "source/html_line.h"
#include "source/html_names.h"
#include "source/html_url.h"

enum {
    HEADLINE_CP_MIN = 22, /* shorter links are sections and buttons */
    HEADLINE_CP_MAX = 250,
    EXCERPT_CP_MIN = 40,
    EXCERPT_CP_MAX = 600,
    SITE_NAME_CP_MAX = 60,
    CARD_LEVELS_MAX = 5, /* from a headline up to what holds its excerpt and time */
    BOX_LEVELS_MAX = 12, /* up to its box's heading */
    BOX_LOOK_BACK = 12,  /* elements before it that may be the heading */
};

static bool in_page_parts(const struct html_tree *t, html_node n)
{
    static const char *const PARTS[] = {"breadcrumb", "breadcrumbs", "menu",    "nav",
                                        "navbar",     "navigation",  "footer",  "copyright",
                                        "main-nav",   "submenu",     "mainmenu"};
    for (; n; n = html_at(t, n)->parent) {
        enum html_tag tag = html_tag_of(t, n);
        if (html_at(t, n)->count.cp * 3 > html_at(t, t->root)->count.cp)
            return false; /* the page itself, or a menu that is never closed */
        if (tag == HTML_TAG_NAV || tag == HTML_TAG_FOOTER ||
            html_named_word(t, n, PARTS, COUNT_OF(PARTS)))
            return true;
    }
    return false;
}

html_node html_list_headline(const struct html_tree *t, html_node a)
{
    for (html_node n = html_next(t, a, a); n; n = html_next(t, a, n)) {
        enum html_tag tag = html_tag_of(t, n);
        if (tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6 && html_at(t, n)->count.cp)
            return n;
    }
    return a;
}

/* The text that a link says; a link around a picture says it in its title. */
static struct str headline_of(const struct html_tree *t, html_node a, size_t cp_min)
{
    struct str text = html_text(t, html_list_headline(t, a));
    struct str title = utf8_fold_space(t->a, html_attr(t, a, "title"));
    return utf8_count_cp(text) >= cp_min ? text : text.n == 0 ? title : STR("");
}

/* "Các tin khác:" */
static struct str label_text(struct str text)
{
    text = str_trim(text);
    return str_ends(text, STR(":")) ? str_trim(str_first(text, text.n - 1)) : text;
}

/* A heading, or named one, or right beside the cards a label that says it heads others ("Các tin khác:"):
 * short, and no headline of a neighbour, no menu. */
static bool heads_box(const struct html_tree *t, html_node n, bool beside)
{
    static const char *const TITLES[] = {"title", "heading", "box-title", "header", "cate", "name"};
    enum { BOX_CP_MAX = 60, BOX_HEAD_ELEMENTS_MAX = 20 };
    const struct html_count *c = &html_at(t, n)->count;
    enum html_tag tag = html_tag_of(t, n);
    bool heading = (tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6) ||
                   html_named_word(t, n, TITLES, COUNT_OF(TITLES));
    if (c->cp < 2 || c->cp > BOX_CP_MAX || c->img || c->elements > BOX_HEAD_ELEMENTS_MAX ||
        tag == HTML_TAG_NAV || html_find(t, n, HTML_TAG_NAV) || html_find(t, n, HTML_TAG_LI))
        return false;
    if (heading)
        return c->link_cp < HEADLINE_CP_MIN;
    /* a link "Xem thêm" is a card's */
    return beside && c->link_cp == 0 && html_line_heads_others(t->a, html_text(t, n));
}

struct str html_list_box(const struct html_head *h, html_node card)
{
    const struct html_tree *t = h->t;
    html_node title = h->title.node;
    html_node n = card;
    for (size_t level = 0; n && level < BOX_LEVELS_MAX; level++, n = html_at(t, n)->parent) {
        if (title && html_within(t, title, n))
            break; /* what stands before the article heads no box in it */
        html_node before = html_previous_element(t, n);
        for (size_t i = 0; before && i < BOX_LOOK_BACK; i++) {
            bool own = title && (html_within(t, title, before) || html_within(t, before, title));
            if (!own && heads_box(t, before, i == 0))
                return label_text(html_text(t, before));
            before = html_previous_element(t, before);
        }
    }
    return STR("");
}

static bool holds_other_headline(const struct html_tree *t, html_node box, html_node a)
{
    struct str own = html_attr(t, a, "href");
    for (html_node n = box; n; n = html_next(t, box, n))
        if (n != a && html_tag_of(t, n) == HTML_TAG_A &&
            html_at(t, n)->count.cp >= HEADLINE_CP_MIN && !str_eq(html_attr(t, n, "href"), own))
            return true;
    return false;
}

/* What stands around the headline and no other headline. */
static html_node card_of(const struct html_tree *t, html_node a)
{
    html_node card = a;
    for (size_t level = 0; level < CARD_LEVELS_MAX; level++) {
        html_node up = html_at(t, card)->parent;
        if (!up || html_tag_of(t, up) == HTML_TAG_BODY)
            break;
        const struct html_count *c = &html_at(t, up)->count;
        uint32_t own = html_at(t, a)->count.cp;
        if (c->cp > own + EXCERPT_CP_MAX || c->link_cp > own * 2 + HEADLINE_CP_MIN ||
            (c->link_cp >= own + HEADLINE_CP_MIN && holds_other_headline(t, up, a)))
            break;
        card = up;
    }
    return card;
}

/* What is named an excerpt, or is as long as one. */
static bool is_excerpt_text(const struct html_tree *t, html_node n)
{
    static const char *const EXCERPTS[] = {"summary", "sapo", "desc",   "description",
                                           "excerpt", "lead", "tomtat", "intro"};
    enum { NAMED_CP_MIN = 20 };
    uint32_t cp = html_at(t, n)->count.cp;
    return cp >= EXCERPT_CP_MIN ||
           (cp >= NAMED_CP_MIN && html_named_word(t, n, EXCERPTS, COUNT_OF(EXCERPTS)));
}

/* A date and little else, or no sentence: "… rời cảng hôm qua." tells. */
static bool is_date_line(const struct html_head *h, html_node n, struct str text)
{
    enum { DATE_CP_MAX = 60 };
    struct datetime when;
    const struct html_count *c = &html_at(h->t, n)->count;
    return c->cp <= DATE_CP_MAX && datetime_find_near(h->t->a, text, h->captured_ms, &when) &&
           (when.rest.n * 2 < text.n || (c->link_cp == 0 && !str_ends(text, STR("."))));
}

static void read_card(const struct html_head *h, html_node a, struct doc_teaser *teaser)
{
    const struct html_tree *t = h->t;
    html_node card = card_of(t, a);
    for (html_node n = card; n; n = html_next(t, card, n)) {
        uint32_t cp = html_at(t, n)->count.cp;
        if (html_within(t, n, a) || html_within(t, a, n) || cp < 4)
            continue;
        bool leaf = !html_first_element(t, n) || html_at(t, n)->count.elements <= 3;
        struct str text = leaf && cp <= EXCERPT_CP_MAX ? html_text(t, n) : STR("");
        if (text.n == 0)
            continue;
        bool dated = is_date_line(h, n, text);
        if (dated && teaser->time.n == 0)
            teaser->time = text;
        else if (!dated && teaser->excerpt.n == 0 && html_is_element(t, n) &&
                 is_excerpt_text(t, n) && html_at(t, n)->count.link_cp * 2 < cp &&
                 !str_eq(text, teaser->title))
            teaser->excerpt = text;
    }
    teaser->block = html_list_box(h, card);
}

/* Not to a front page; "ct.php?id=1" of a page whose address is unknown leads on, too. */
static bool leads_on(struct str url)
{
    return html_url_host(url).n ? html_url_path(url).n >= 2 : url.n >= 2;
}

static bool same_site(const struct html_head *h, struct str url)
{
    struct str own = html_url_host(h->base);
    struct str host = html_url_host(url);
    return own.n == 0 || host.n == 0 || str_ends(host, own) || str_ends(own, host);
}

bool html_list_same_site(const struct html_head *h, struct str href)
{
    struct str url = html_url_resolve(h->t->a, h->base, href);
    return leads_on(url) && same_site(h, url);
}

static bool in_card(const struct html_tree *t, html_node n)
{
    for (size_t level = 0; n && level < CARD_LEVELS_MAX; level++, n = html_at(t, n)->parent)
        if (html_at(t, n)->marks & (HTML_MARK_CARD | HTML_MARK_OTHERS))
            return true;
    return false;
}

/* The site's name as it stands in the window's title, or is declared: a link home, no headline. */
static bool is_site_title(const struct html_head *h, struct str title)
{
    return (str_ends(h->declared->document_title, title) || str_eq(h->declared->site, title)) &&
           html_head_is_own(h, title);
}

static void take_link(const struct html_head *h, html_node n, struct vec *teasers, struct map *seen)
{
    const struct html_tree *t = h->t;
    struct str href = html_attr(t, n, "href");
    void *known = NULL;
    if (html_at(t, html_list_headline(t, n))->count.cp > HEADLINE_CP_MAX || href.n == 0 ||
        href.p[0] == '#')
        return;
    struct str url = html_url_resolve(t->a, h->base, href);
    if (!leads_on(url) || !same_site(h, url))
        return;
    if (map_get(seen, url, &known) || document_link_is(url))
        return;
    size_t cp_min = in_card(t, n) ? HTML_CARD_HEADLINE_CP_MIN : HEADLINE_CP_MIN;
    struct str title = headline_of(t, n, cp_min);
    size_t cp = utf8_count_cp(title);
    struct datetime when;
    bool date = cp < HEADLINE_CP_MIN && datetime_find(t->a, title, &when);
    bool address = str_starts(title, STR("http://")) || str_starts(title, STR("https://"));
    bool site = cp <= SITE_NAME_CP_MAX && is_site_title(h, title);
    if (date || address || site || cp < cp_min || cp > HEADLINE_CP_MAX || in_page_parts(t, n))
        return;
    struct doc_teaser *teaser = vec_push(teasers);
    if (!teaser || !map_set(seen, url, NULL))
        return;
    teaser->title = title;
    teaser->url = url;
    read_card(h, n, teaser);
}

void html_teasers_read(const struct html_head *h, struct html_span inside, struct doc *doc)
{
    const struct html_tree *t = h->t;
    struct vec teasers = VEC(struct doc_teaser, t->a);
    struct vec links = VEC(struct doc_link, t->a);
    struct map seen;
    map_init(&seen, t->a);
    for (html_node n = t->root; n && teasers.n < LIST_TEASERS_MAX; n = html_next(t, t->root, n)) {
        bool in_body = inside.first && n >= inside.first && n <= inside.last;
        if (html_tag_of(t, n) == HTML_TAG_A && !in_body)
            take_link(h, n, &teasers, &seen);
    }
    for (size_t i = 0; i < teasers.n; i++) {
        const struct doc_teaser *teaser = vec_at(&teasers, i);
        struct doc_link *link = vec_push(&links);
        if (link)
            *link = (struct doc_link){teaser->title, teaser->url};
    }
    doc->teasers = teasers.p;
    doc->teasers_n = teasers.n;
    doc->links = links.p;
    doc->links_n = links.n;
}

static bool is_listed(const struct doc *doc, struct str url)
{
    for (size_t i = 0; i < doc->blocks_n; i++)
        for (size_t k = 0; k < doc->blocks[i].links_n; k++)
            if (str_eq(doc->blocks[i].links[k].url, url))
                return true;
    return false;
}

void html_related_read(const struct html_head *h, const struct html_tree *cut, html_node root,
                       struct doc *doc)
{
    enum { RELATED_MAX = 30 };
    const struct html_tree *t = h->t;
    struct vec found = VEC(struct doc_teaser, t->a);
    struct vec links = VEC(struct doc_link, t->a);
    struct vec blocks = VEC(struct doc_block, t->a);
    struct map seen;
    map_init(&seen, t->a);
    for (html_node n = h->body.first; n && n <= h->body.last; n = html_next(t, t->root, n))
        if (html_tag_of(t, n) == HTML_TAG_A && !html_within(cut, n, root) && found.n < RELATED_MAX)
            take_link(h, n, &found, &seen);
    for (size_t i = 0; i < found.n; i++) {
        const struct doc_teaser *teaser = vec_at(&found, i);
        struct doc_link *link = is_listed(doc, teaser->url) ? NULL : vec_push(&links);
        if (link)
            *link = (struct doc_link){teaser->title, teaser->url};
    }
    for (size_t i = 0; i < doc->blocks_n + (links.n > 0); i++) {
        struct doc_block *block = vec_push(&blocks);
        if (block)
            *block =
                i < doc->blocks_n
                    ? doc->blocks[i]
                    : (struct doc_block){.type = DOC_RELATED, .links = links.p, .links_n = links.n};
    }
    doc->blocks = blocks.p;
    doc->blocks_n = blocks.n;
}

/* What stands right below a heading that is a link tells what lies behind it. */
static bool is_excerpt(const struct html_tree *t, html_node n)
{
    html_node above = html_previous_element(t, n);
    if (!above)
        return false;
    enum html_tag tag = html_tag_of(t, above);
    const struct html_count *c = &html_at(t, above)->count;
    return tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6 && c->cp && c->link_cp + 2 >= c->cp;
}

/* Sentences that stand side by side: an article has paragraphs under one roof, a list has an excerpt
 * in every card. The most characters that one element holds so. */
static size_t prose_cp(const struct html_tree *t, html_node root)
{
    enum { SENTENCE_CP_MIN = 80, SIDE_BY_SIDE_MIN = 2 };
    size_t best = 0;
    for (html_node n = root; n; n = html_next(t, root, n)) {
        size_t sum = 0;
        size_t lines = 0;
        for (html_node child = html_at(t, n)->first; child; child = html_at(t, child)->next) {
            const struct html_count *c = &html_at(t, child)->count;
            enum html_tag tag = html_tag_of(t, child);
            bool line = tag == HTML_TAG_P || tag == HTML_TAG_TEXT || tag == HTML_TAG_BLOCKQUOTE ||
                        (tag == HTML_TAG_DIV && c->boxes <= 1);
            if (!line || c->cp < SENTENCE_CP_MIN || c->link_cp * 2 > c->cp || is_excerpt(t, child))
                continue;
            sum += c->cp;
            lines++;
        }
        if (lines >= SIDE_BY_SIDE_MIN || sum > 600)
            best = sum > best ? sum : best;
    }
    return best;
}

static size_t path_steps(struct str url)
{
    struct str path = html_url_path(url);
    struct str part;
    size_t n = 0;
    while (str_next(&path, '/', &part))
        n += part.n > 0;
    return n;
}

static size_t count_links(const struct html_tree *t)
{
    size_t n = 0;
    for (html_node at = t->root; at; at = html_next(t, t->root, at))
        n += html_tag_of(t, at) == HTML_TAG_A;
    return n;
}

static bool is_mostly_links(const struct html_tree *t, html_node n)
{
    return html_at(t, n)->count.link_cp * 2 > html_at(t, n)->count.cp;
}

/* Headlines between the title and what was taken for the text. */
static size_t headlines_before_text(const struct html_head *h)
{
    const struct html_tree *t = h->t;
    size_t n_found = 0;
    for (html_node n = h->title.node; n && n < h->body.first; n = html_next(t, t->root, n))
        n_found += html_tag_of(t, n) == HTML_TAG_A && html_at(t, n)->count.cp >= HEADLINE_CP_MIN;
    return n_found;
}

/* The title is what the menu calls this very page, a section's name. */
static bool is_section_page(const struct html_head *h, const struct doc *doc)
{
    enum { NAME_CP_MAX = 30 };
    const struct html_tree *t = h->t;
    struct str key = html_key(t->a, h->title.text);
    uint32_t cp = (uint32_t)utf8_count_cp(h->title.text);
    if (doc->url.n == 0 || key.n == 0 || utf8_count_cp(key) > NAME_CP_MAX)
        return false;
    for (html_node n = t->root; n; n = html_next(t, t->root, n)) {
        if (html_tag_of(t, n) != HTML_TAG_A || html_at(t, n)->count.cp != cp ||
            !str_eq(html_key(t->a, html_text(t, n)), key))
            continue;
        struct str url = html_url_resolve(t->a, h->base, html_attr(t, n, "href"));
        if (str_eq(html_url_path(url), html_url_path(doc->url)))
            return true;
    }
    return false;
}

bool html_is_list(const struct html_head *h, const struct doc *doc, const struct html_tree *cut,
                  html_node root)
{
    enum {
        HEADLINES_MIN = 12, /* fewer are the related articles of a short one */
        FRONT_MIN = 40,     /* of a page that has a heading but no text */
        LINKS_MIN = 40,     /* of a page of tables and menus without headlines */
        HEADLINES_BEFORE_MIN = 6,
        PROSE_OF_ARTICLE = 1500, /* with this much text a page without a title is an article */
    };
    size_t prose = prose_cp(cut, root);
    bool untitled = h->title.node == 0; /* no heading says what the page is declared to be */
    if (h->declared->article || prose >= PROSE_OF_ARTICLE)
        return false;
    if (doc->teasers_n < HEADLINES_MIN)
        return untitled && prose == 0 && !str_eq(h->declared->type, STR("article")) &&
               count_links(h->t) >= LINKS_MIN;
    bool lists_section =
        (prose == 0 || headlines_before_text(h) >= HEADLINES_BEFORE_MIN) && is_section_page(h, doc);
    bool front = doc->url.n && path_steps(doc->url) == 0;
    return front || untitled || lists_section ||
           (prose == 0 && (!str_eq(h->declared->type, STR("article")) ||
                           doc->teasers_n >= FRONT_MIN || is_mostly_links(cut, root)));
}
