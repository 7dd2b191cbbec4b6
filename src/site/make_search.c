/* The search page, its feed's list and its suggestions. What was typed stands in the form and in
 * addresses alone: a page that repeats it in a title is a page for whoever wants to be read there. */
#include "site/make.h"

#include "base/clock.h"
#include "site/find.h"
#include "site/make_search.h"

enum { CARDS_A_PAGE = 20, FEED_CARDS = 30 };
_Static_assert(FIND_RANKED % CARDS_A_PAGE == 0, "a page stands in one ranked block");

/* ---- addresses ---- */

static void add_value(struct buf *b, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_addf(b, "%c%s=", str_find_byte(buf_view(b), '?') < b->n ? '&' : '?', name);
    buf_add_url_encoded(b, value);
}

static struct str address(struct arena *a, struct str path, const struct find_ask *ask)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, path);
    add_value(&b, "q", ask->typed);
    add_value(&b, "tg", ask->author);
    add_value(&b, "cm", ask->section);
    add_value(&b, "tu", ask->from);
    add_value(&b, "den", ask->until);
    add_value(&b, "sx", ask->newest ? STR("moi") : STR(""));
    return buf_view(&b);
}

static struct str search_path(struct arena *a, const struct find_ask *ask)
{
    return address(a, STR("/tim-kiem"), ask);
}

static bool asks(const struct find_ask *ask)
{
    return ask->typed.n || ask->author.n || ask->section.n || ask->from.n || ask->until.n;
}

/* ---- the form and the facets ---- */

static struct find_place place_of(const struct job *j)
{
    return (struct find_place){.reader = j->reader,
                               .arena = j->arena,
                               .sections = j->state->sections,
                               .sections_n = j->state->sections_n,
                               .now_ms = j->now_ms};
}

static void fill_options(struct job *j, const struct find_ask *ask, struct view_search *view)
{
    const struct state *s = j->state;
    struct view_link *options = arena_array(j->arena, s->sections_n, sizeof *options);
    for (size_t i = 0; options && i < s->sections_n; i++)
        options[i] = (struct view_link){.title = s->sections[i].name,
                                        .url = s->sections[i].slug,
                                        .current = str_eq(s->sections[i].slug, ask->section)};
    view->options = options;
    view->options_n = options ? s->sections_n : 0;
}

static void fill_form(struct job *j, const struct find_ask *ask, struct view_search *view)
{
    view->query = ask->typed;
    view->author = ask->author;
    view->section = ask->section;
    view->from = ask->from;
    view->until = ask->until;
    view->newest = ask->newest;
    view->detailed = ask->author.n || ask->section.n || ask->from.n || ask->until.n;
    view->asked = asks(ask);
    view->asks = j->state->features.questions;
    fill_options(j, ask, view);
}

/* What was counted; when not all was, it says so. */
static struct str count_of(struct job *j, const struct found *found, int64_t articles)
{
    struct str digits = job_digits(j, articles);
    return found->more ? words_with(j->arena, j->state->words->search_at_least, digits) : digits;
}

static void fill_sections(struct job *j, const struct find_ask *ask, const struct found *found,
                          struct view_search *view)
{
    struct view_facet *facets = arena_array(j->arena, FIND_FACETS, sizeof *facets);
    size_t n = 0;
    for (size_t i = 0; facets && i < found->sections_n; i++) {
        const struct store_section *s = state_section_by_id(j->state, found->sections[i].key);
        struct find_ask other = *ask;
        if (!s)
            continue;
        bool current = str_eq(s->slug, ask->section);
        other.section = current ? STR("") : s->slug;
        facets[n++] = (struct view_facet){
            .title = s->name,
            .url = search_path(j->arena, &other),
            .count = count_of(j, found, found->sections[i].articles),
            .current = current,
        };
    }
    view->sections = facets;
    view->sections_n = n > 1 || ask->section.n ? n : 0;
}

static void fill_years(struct job *j, const struct find_ask *ask, const struct found *found,
                       struct view_search *view)
{
    struct view_facet *facets = arena_array(j->arena, FIND_FACETS, sizeof *facets);
    size_t n = 0;
    for (size_t i = 0; facets && i < found->years_n; i++) {
        struct str year = str_format(j->arena, "%lld", (long long)found->years[i].key);
        struct find_ask other = *ask;
        bool current = str_eq(ask->from, year) && str_eq(ask->until, year);
        other.from = current ? STR("") : year;
        other.until = other.from;
        facets[n++] = (struct view_facet){
            .title = year,
            .url = search_path(j->arena, &other),
            .count = count_of(j, found, found->years[i].articles),
            .current = current,
        };
    }
    view->years = facets;
    view->years_n = n > 1 || ask->from.n ? n : 0;
}

static struct str notice_words(const struct words *t, enum find_notice notice)
{
    switch (notice) {
    case FIND_NOTICE_FROM: return t->search_from_bad;
    case FIND_NOTICE_UNTIL: return t->search_until_bad;
    case FIND_NOTICE_REVERSED: return t->search_reversed;
    case FIND_NOTICE_SECTION: return t->search_section_bad;
    case FIND_NOTICE_LONG: return t->search_long;
    case FIND_NOTICE_PHRASE: return t->search_phrase_bad;
    case FIND_NOTICE_FEWER: return t->search_fewer;
    case FIND_NOTICE_CUT: return t->search_cut;
    case FIND_NOTICE_BUILDING: return t->search_building;
    case FIND_NOTICE_COUNT: break;
    }
    return STR("");
}

static void fill_notices(struct job *j, const struct found *found, struct view_search *view)
{
    struct view_line *lines = arena_array(j->arena, FIND_NOTICE_COUNT, sizeof *lines);
    for (int i = 0; lines && i < FIND_NOTICE_COUNT; i++)
        if (find_says(found, (enum find_notice)i))
            lines[view->notices_n++].text = notice_words(j->state->words, (enum find_notice)i);
    view->notices = lines;
}

static void fill_results(struct job *j, const struct find_ask *ask, const struct found *found,
                         struct view_search *view)
{
    const struct words *t = j->state->words;
    struct find_ask best = *ask;
    struct find_ask newest = *ask;
    struct find_ask corrected = *ask;
    view->found = found->total > 0;
    view->summary = words_with(j->arena, found->more ? t->search_more : t->search_found,
                               str_format(j->arena, "%lld", (long long)found->total));
    fill_notices(j, found, view);
    best.newest = false;
    newest.newest = true;
    view->best_url = search_path(j->arena, &best);
    view->newest_url = search_path(j->arena, &newest);
    bool shown = found->total && found->corrected.n; /* else it is only offered */
    corrected.typed = shown ? found->corrected : found->suggested;
    view->corrected = corrected.typed;
    view->corrected_url = search_path(j->arena, &corrected);
    fill_sections(j, ask, found, view);
    fill_years(j, ask, found, view);
}

/* ---- the list ---- */

static const struct view_mark *marks_of(struct arena *a, const struct snippet *s, size_t *out_n)
{
    size_t n = 0;
    struct view_mark *marks = arena_array(a, s->parts_n + 2, sizeof *marks);
    if (!marks || s->words == 0)
        return NULL;
    if (s->cut_before)
        marks[n++] = (struct view_mark){STR("… "), false};
    for (size_t i = 0; i < s->parts_n; i++)
        marks[n++] = (struct view_mark){s->parts[i].text, s->parts[i].hit};
    if (s->cut_after)
        marks[n++] = (struct view_mark){STR(" …"), false};
    *out_n = n;
    return marks;
}

static enum rc fill_cards(struct make *m, const struct find_place *place, const struct found *found,
                          struct view_listing *view)
{
    struct job *j = m->job;
    struct store_card *cards = NULL;
    struct snippet *snippets = NULL;
    size_t n = 0;
    if (found->ids_n == 0)
        return RC_OK;
    enum rc rc = store_cards(j->reader, j->arena, found->ids, found->ids_n, &cards, &n, j->err);
    if (!rc)
        rc = find_snippets(place, found, &snippets, j->err);
    if (rc)
        return rc;
    struct view_card *views = arena_array(j->arena, n, sizeof *views);
    int64_t rank = j->ask->offset;
    for (size_t i = 0, c = 0; views && i < found->ids_n && c < n; i++) {
        if (cards[c].id != found->ids[i])
            continue;
        job_claim(j, cards[c].id);
        views[c] = job_card(j, &cards[c], ++rank);
        views[c].marks = marks_of(j->arena, &snippets[i], &views[c].marks_n);
        c++;
    }
    view->cards = views;
    view->cards_n = views ? n : 0;
    return RC_OK;
}

/* A damaged index is no error of the reader's: the page says so, and the keeper builds a new one. */
static enum rc find(struct job *j, const struct find_place *place, const struct find_ask *ask,
                    struct view_search *view, struct found *found)
{
    bool answers = true;
    enum rc rc = find_articles(place, ask, found, j->err);
    if (!rc && found->total == 0)
        rc = store_search_answers(j->reader, &answers, j->err);
    if (rc != RC_CORRUPT && answers)
        return rc;
    j->index_damaged = true;
    struct view_line *line = arena_alloc(j->arena, sizeof *line);
    if (line)
        line->text = j->state->words->search_damaged;
    view->notices = line;
    view->notices_n = line ? 1 : 0;
    view->asked = false;
    return RC_OK;
}

enum rc make_search(struct make *m)
{
    struct job *j = m->job;
    struct view_search *view = arena_alloc(j->arena, sizeof *view);
    struct view_listing *listing = arena_alloc(j->arena, sizeof *listing);
    struct find_place place = place_of(j);
    struct find_ask ask = j->ask ? *j->ask : (struct find_ask){.limit = CARDS_A_PAGE};
    struct found found = {.total = 0};
    const struct words *t = j->state->words;
    if (!view || !listing)
        return RC_NOMEM;
    ask.limit = CARDS_A_PAGE;
    ask.offset = (m->route.page - 1) * CARDS_A_PAGE;
    j->ask = &ask;
    fill_form(j, &ask, view);
    enum rc rc = view->asked ? find(j, &place, &ask, view, &found) : RC_OK;
    if (!rc && view->asked)
        fill_results(j, &ask, &found, view);
    if (!rc)
        rc = fill_cards(m, &place, &found, listing);
    j->ask = NULL;
    if (rc)
        return rc;
    m->page.kind = STR("search");
    m->page.search = view;
    m->page.listing = listing;
    m->head.noindex = true;
    m->path = STR("/tim-kiem"); /* the canonical address says nothing of what was typed */
    listing->is_empty = listing->cards_n == 0;
    listing->title = view->asked ? t->search_results : t->search;
    if (view->asked)
        listing->feed_url = address(j->arena, STR("/tim-kiem/feed.rss"), &ask);
    make_crumb(m, t->search, STR("/tim-kiem"));
    make_head(m, listing->title, listing->title);
    listing->pager =
        make_pager(m, search_path(j->arena, &ask), (found.total + CARDS_A_PAGE - 1) / CARDS_A_PAGE);
    return RC_OK;
}

/* ---- for machines ---- */

enum rc search_feed_cards(struct job *j, struct store_card **cards, size_t *n)
{
    struct find_place place = place_of(j);
    struct find_ask ask = *j->ask;
    struct found found = {.total = 0};
    ask.newest = true; /* what has come since */
    ask.offset = 0;
    ask.limit = FEED_CARDS;
    enum rc rc = asks(&ask) ? find_articles(&place, &ask, &found, j->err) : RC_OK;
    if (rc == RC_CORRUPT) {
        j->index_damaged = true;
        rc = RC_OK;
    }
    *cards = NULL;
    *n = 0;
    if (rc || found.ids_n == 0)
        return rc;
    return store_cards(j->reader, j->arena, found.ids, found.ids_n, cards, n, j->err);
}

struct str search_feed_path(struct arena *a, const struct find_ask *ask)
{
    return search_path(a, ask);
}

enum rc search_suggestions_json(struct job *j, struct str typed, struct str *out)
{
    struct find_place place = place_of(j);
    struct article_texts texts = {0};
    struct buf b;
    enum rc rc = find_suggestions(&place, typed, &texts, j->err);
    if (rc == RC_CORRUPT) {
        j->index_damaged = true;
        rc = RC_OK;
    }
    if (rc)
        return rc;
    buf_init(&b, j->arena);
    buf_add_byte(&b, '[');
    for (size_t i = 0; i < texts.items_n; i++) {
        if (i)
            buf_add_byte(&b, ',');
        buf_add_json(&b, texts.items[i]);
    }
    buf_add_byte(&b, ']');
    *out = buf_view(&b);
    return buf_failed(&b) ? RC_NOMEM : RC_OK;
}
