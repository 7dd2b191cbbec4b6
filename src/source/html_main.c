#include "source/html_main.h"

#include "source/html_main_internal.h"

#include <string.h>

enum {
    TEXT_MIN_CP = 25,     /* shorter paragraphs give no points */
    LEVELS_MAX = 5,       /* ancestors that get points of a paragraph */
    TOP_MAX = 5,          /* candidates that are compared */
    ARTICLE_MIN_CP = 500, /* less is tried again with less taken away */
    SIBLING_MIN_CP = 80,
};

/* What an attempt has found. */
struct found_main {
    uint32_t cp;
    uint32_t prose; /* of it in sentences */
};

static void start_score(const struct main_work *w, html_node n)
{
    struct html_item *item = html_at(&w->t, n);
    double score = 0;
    enum html_tag tag = item->tag;
    if (tag == HTML_TAG_DIV)
        score = 5;
    else if (tag == HTML_TAG_PRE || tag == HTML_TAG_TD || tag == HTML_TAG_BLOCKQUOTE)
        score = 3;
    else if (tag == HTML_TAG_ADDRESS || tag == HTML_TAG_OL || tag == HTML_TAG_UL ||
             tag == HTML_TAG_DL || tag == HTML_TAG_DD || tag == HTML_TAG_DT || tag == HTML_TAG_LI ||
             tag == HTML_TAG_FORM)
        score = -3;
    else if ((tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6) || tag == HTML_TAG_TH)
        score = -5;
    item->score = (float)(score + main_name_weight(w, n));
    item->marks |= HTML_MARK_SCORED;
}

static bool is_scored(const struct html_tree *t, html_node n)
{
    return html_at(t, n)->marks & HTML_MARK_SCORED;
}

/* The paragraph's points go to what it stands in, less with every level. */
static void give_points(struct main_work *w, html_node paragraph, struct vec *candidates)
{
    struct html_tree *t = &w->t;
    const struct html_count *c = &html_at(t, paragraph)->count;
    if (!html_at(t, paragraph)->parent || c->cp < TEXT_MIN_CP)
        return;
    double points = 1 + (c->commas + 1) + (c->cp / 100 < 3 ? c->cp / 100 : 3);
    html_node up = html_at(t, paragraph)->parent;
    for (size_t level = 0; up && level < LEVELS_MAX; level++, up = html_at(t, up)->parent) {
        if (!html_at(t, up)->parent)
            return;
        if (!is_scored(t, up)) {
            start_score(w, up);
            html_node *slot = vec_push(candidates);
            if (slot)
                *slot = up;
        }
        double share = points / (level == 0 ? 1 : level == 1 ? 2 : (double)level * 3);
        html_at(t, up)->score += (float)share;
    }
}

struct top {
    html_node at[TOP_MAX];
    size_t n;
};

static struct top best_of(const struct html_tree *t, const struct vec *candidates)
{
    struct top top = {{0}, 0};
    for (size_t i = 0; i < candidates->n; i++) {
        html_node n = *(const html_node *)vec_at(candidates, i);
        html_at(t, n)->score *= (float)(1 - main_link_density(t, n));
        size_t place = 0;
        while (place < top.n && html_at(t, n)->score <= html_at(t, top.at[place])->score)
            place++;
        if (place >= TOP_MAX)
            continue;
        top.n = top.n < TOP_MAX ? top.n + 1 : TOP_MAX;
        memmove(&top.at[place + 1], &top.at[place], (top.n - place - 1) * sizeof *top.at);
        top.at[place] = n;
    }
    return top;
}

static bool is_body(const struct html_tree *t, html_node n)
{
    return !n || html_tag_of(t, n) == HTML_TAG_BODY || !html_at(t, n)->parent;
}

/* An element that holds three others which are nearly as good as the best holds the article. */
static html_node common_ancestor(const struct html_tree *t, const struct top *top)
{
    enum { ALIKE_MIN = 3 };
    const double nearly = 0.75;
    html_node alike[TOP_MAX];
    size_t n = 0;
    for (size_t i = 1; i < top->n; i++)
        if (html_at(t, top->at[i])->score >= nearly * html_at(t, top->at[0])->score)
            alike[n++] = top->at[i];
    html_node up = html_at(t, top->at[0])->parent;
    for (; n >= ALIKE_MIN && !is_body(t, up); up = html_at(t, up)->parent) {
        size_t holds = 0;
        for (size_t i = 0; i < n; i++)
            holds += alike[i] != up && html_within(t, alike[i], up);
        if (holds >= ALIKE_MIN)
            return up;
    }
    return top->at[0];
}

static html_node climb(struct main_work *w, html_node n)
{
    struct html_tree *t = &w->t;
    if (!is_scored(t, n))
        start_score(w, n);
    double last = html_at(t, n)->score;
    double enough = last / 3;
    for (html_node up = html_at(t, n)->parent; !is_body(t, up); up = html_at(t, up)->parent) {
        if (!is_scored(t, up))
            continue;
        double score = html_at(t, up)->score;
        if (score < enough)
            break;
        if (score > last) {
            n = up;
            break;
        }
        last = score;
    }
    for (html_node up = html_at(t, n)->parent; !is_body(t, up); up = html_at(t, up)->parent) {
        html_node only = html_first_element(t, up);
        if (html_next_element(t, only))
            break;
        n = up;
    }
    if (!is_scored(t, n))
        start_score(w, n);
    return n;
}

/* ". " or an end in a point. */
static bool has_sentence(const struct html_tree *t, html_node n)
{
    struct str text = html_text(t, n);
    return str_contains(text, STR(". ")) || str_ends(text, STR("."));
}

static bool belongs(const struct html_tree *t, html_node sibling, html_node top)
{
    const double linky = 0.25;
    double points = html_at(t, top)->score * 0.2;
    double least = points > 10 ? points : 10;
    struct str names = html_class(t, top);
    double bonus = names.n && str_eq(names, html_class(t, sibling)) ? points : 0;
    if (is_scored(t, sibling) && html_at(t, sibling)->score + bonus >= least)
        return true;
    if (html_tag_of(t, sibling) != HTML_TAG_P)
        return false;
    uint32_t cp = html_at(t, sibling)->count.cp;
    double links = main_link_density(t, sibling);
    if (cp > SIBLING_MIN_CP)
        return links < linky;
    return cp > 0 && links <= 0 && has_sentence(t, sibling);
}

/* The article and those beside it that are like it, in a new element. */
static html_node gather(struct main_work *w, html_node top)
{
    struct html_tree *t = &w->t;
    html_node root = html_make(t, HTML_TAG_DIV);
    html_node parent = html_at(t, top)->parent;
    html_node sibling = root && parent ? html_first_element(t, parent) : 0;
    struct vec chosen = VEC(html_node, t->a);
    for (; sibling; sibling = html_next_element(t, sibling)) {
        html_node *slot = sibling == top || belongs(t, sibling, top) ? vec_push(&chosen) : NULL;
        if (slot)
            *slot = sibling;
    }
    for (size_t i = 0; i < chosen.n; i++) {
        html_node n = *(html_node *)vec_at(&chosen, i);
        enum html_tag tag = html_tag_of(t, n);
        bool keeps = tag == HTML_TAG_DIV || tag == HTML_TAG_ARTICLE || tag == HTML_TAG_SECTION ||
                     tag == HTML_TAG_P || tag == HTML_TAG_OL || tag == HTML_TAG_UL;
        if (!keeps)
            html_retag(t, n, HTML_TAG_DIV);
        html_append(t, root, n);
    }
    return root;
}

/* A page without a candidate is an article as a whole. */
static html_node whole_body(struct main_work *w, html_node body)
{
    html_node all = html_make(&w->t, HTML_TAG_DIV);
    while (all && html_at(&w->t, body)->first)
        html_append(&w->t, all, html_at(&w->t, body)->first);
    if (all) {
        html_append(&w->t, body, all);
        start_score(w, all);
    }
    return all;
}

static html_node attempt(struct main_work *w)
{
    struct html_tree *t = &w->t;
    struct vec candidates = VEC(html_node, t->a);
    main_prune(w);
    html_node body = html_find(t, t->root, HTML_TAG_BODY);
    if (!body)
        return 0;
    for (size_t i = 0; i < w->paragraphs.n; i++)
        give_points(w, *(html_node *)vec_at(&w->paragraphs, i), &candidates);
    struct top best = best_of(t, &candidates);
    html_node top = 0;
    if (best.n == 0 || is_body(t, best.at[0]))
        top = whole_body(w, body);
    else
        top = climb(w, common_ancestor(t, &best));
    html_node root = top ? gather(w, top) : 0;
    if (root)
        main_clean(w, root);
    return root;
}

/* Characters of text below root in paragraphs that end as sentences do. */
static uint32_t count_prose(const struct html_tree *t, html_node root)
{
    uint32_t cp = 0;
    html_node n = root;
    while (n) {
        const struct html_count *c = &html_at(t, n)->count;
        bool paragraph = html_tag_of(t, n) == HTML_TAG_P && c->cp >= SIBLING_MIN_CP &&
                         main_link_density(t, n) < 0.25 && has_sentence(t, n);
        cp += paragraph ? c->cp : 0;
        n = paragraph ? html_next_skip(t, root, n) : html_next(t, root, n);
    }
    return cp;
}

/* An attempt that takes less away is better where it finds more of the text: where sentences stood already,
 * a paragraph more, and not what stands around them. */
static bool is_better(uint32_t cp, uint32_t prose, const struct found_main *best)
{
    enum { PROSE_MIN_CP = 200 };
    return cp > best->cp && (best->prose < PROSE_MIN_CP || prose >= best->prose + SIBLING_MIN_CP);
}

bool html_main_find(const struct html_tree *t, struct str title, struct html_tree *out,
                    html_node *root)
{
    static const unsigned ATTEMPTS[] = {
        MAIN_STRIP_UNLIKELY | MAIN_STRIP_SURE | MAIN_WEIGH_NAMES | MAIN_CLEAN,
        MAIN_STRIP_SURE | MAIN_WEIGH_NAMES | MAIN_CLEAN,
        MAIN_CLEAN,
        0,
    };
    struct html_tree spare = {.n = 0};
    struct found_main best = {0, 0};
    *out = spare;
    for (size_t i = 0; i < COUNT_OF(ATTEMPTS) && best.cp < ARTICLE_MIN_CP; i++) {
        struct main_work w = {
            .title = title, .flags = ATTEMPTS[i], .t = spare, .paragraphs = VEC(html_node, t->a)};
        if (!html_tree_copy(t, &w.t))
            return false;
        html_node found = attempt(&w);
        uint32_t cp = found ? html_at(&w.t, found)->count.cp : 0;
        uint32_t prose = found ? count_prose(&w.t, found) : 0;
        spare = w.t;
        if (is_better(cp, prose, &best)) {
            best = (struct found_main){cp, prose};
            spare = *out;
            *out = w.t;
            *root = found;
        }
    }
    return best.cp > 0;
}
