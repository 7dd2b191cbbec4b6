#include "site/blocks.h"

#include "base/clock.h"

#include <string.h>

struct filling {
    struct job *job;
    struct blocks_place place;
    const struct layout_item *item;
    struct vec blocks; /* struct view_block */
};

/* Adds a block of the item's name; NULL on a failed arena. */
static struct view_block *add_block(struct filling *f, struct str title)
{
    struct view_block *block = vec_push(&f->blocks);
    if (!block)
        return NULL;
    struct job *j = f->job;
    block->name = f->item->word;
    block->title = state_heading(j->state, f->item->word, title);
    block->anchor = str_format(j->arena, "khoi-%zu", ++j->blocks_made);
    return block;
}

/* The looks a layout may ask for; SHAPE_OWN is the block's own. */
static struct view_block shaped(enum layout_shape shape, struct view_block own)
{
    switch (shape) {
    case SHAPE_LEAD: return (struct view_block){.is_lead = true};
    case SHAPE_LIST: return (struct view_block){.is_list = true};
    case SHAPE_RANKED: return (struct view_block){.is_ranked = true};
    case SHAPE_CARDS: return (struct view_block){.is_cards = true};
    case SHAPE_GRID: return (struct view_block){.is_grid = true};
    case SHAPE_OWN:
    case LAYOUT_SHAPE_COUNT: break;
    }
    return own;
}

/* A section's box opens with a picture: its newest article that has one comes first. */
static void picture_first(struct view_card *cards, size_t n)
{
    size_t with = 0;
    while (with < n && cards[with].picture_url.n == 0)
        with++;
    if (with == 0 || with == n)
        return;
    struct view_card first = cards[with];
    memmove(&cards[1], &cards[0], with * sizeof *cards);
    cards[0] = first;
}

/* A block of articles that fill_list makes. is_ flags are set by the caller in `shape`. */
struct list_block {
    struct store_list_query query;
    struct str title;
    struct str title_url;
    struct view_block shape;
    bool ranking; /* shows its articles whatever the other blocks do */
};

static const struct job_reserved *reserved_for(const struct job *j, const struct layout_item *item)
{
    for (size_t i = 0; i < j->reserved_n; i++)
        if (j->reserved[i].item == item)
            return &j->reserved[i];
    return NULL;
}

static enum rc choose_cards(struct filling *f, const struct list_block *spec,
                            struct view_card **cards, size_t *cards_n)
{
    const struct job_reserved *reserved = reserved_for(f->job, f->item);
    int64_t limit = f->item->limit;
    if (reserved) {
        *cards = reserved->cards;
        *cards_n = reserved->cards_n;
        return RC_OK;
    }
    if (spec->ranking)
        return job_ranking(f->job, spec->query, limit, f->place.article_id, cards, cards_n);
    struct vec views = VEC(struct view_card, f->job->arena);
    enum rc rc = job_cards(f->job, spec->query, limit, &views);
    if (!rc && f->item->shape == SHAPE_LEAD && (int64_t)views.n < limit)
        rc = job_cards(f->job, (struct store_list_query){.kind = STORE_LIST_NEWEST}, limit, &views);
    *cards = views.p;
    *cards_n = views.n;
    return rc;
}

static enum rc fill_list(struct filling *f, struct list_block spec)
{
    struct view_card *cards = NULL;
    size_t cards_n = 0;
    enum rc rc = choose_cards(f, &spec, &cards, &cards_n);
    if (rc || cards_n == 0)
        return rc;
    struct view_block *block = add_block(f, spec.title);
    if (!block)
        return RC_NOMEM;
    for (size_t i = 0; i < cards_n; i++) {
        cards[i].views = STR(""); /* a figure of a page that stands for a minute would be frozen */
        if (f->item->block == LAYOUT_SAME_STORY)
            cards[i].papers = STR(""); /* the article above says it */
    }
    struct view_block shape = shaped(f->item->shape, spec.shape);
    if (f->item->block == LAYOUT_SECTION)
        picture_first(cards, cards_n);
    shape.name = block->name;
    shape.title = block->title;
    shape.anchor = block->anchor;
    shape.title_url = spec.title_url;
    shape.cards = cards;
    shape.cards_n = cards_n;
    *block = shape;
    return RC_OK;
}

/* The sections below one, as links beside its heading. */
static void add_children(struct filling *f, const struct store_section *parent,
                         struct view_block *block)
{
    const struct state *s = f->job->state;
    struct vec links = VEC(struct view_link, f->job->arena);
    for (size_t i = 0; i < s->sections_n; i++) {
        struct view_link *link = s->sections[i].parent_id == parent->id ? vec_push(&links) : NULL;
        if (!link)
            continue;
        link->title = s->sections[i].name;
        link->url = route_section_path(f->job->arena, s->sections[i].slug, 1);
    }
    block->links = links.p;
    block->links_n = links.n;
}

/* True if a region of the preset gives the section a block of its own. */
static bool has_own_block(const struct state *s, const struct store_section *section)
{
    for (enum layout_region r = REGION_HOME_TOP; r <= REGION_HOME_BOTTOM; r++)
        for (size_t i = 0; i < s->layout.items_n[r]; i++)
            if (s->layout.items[r][i].block == LAYOUT_SECTION &&
                str_eq(s->layout.items[r][i].option, section->slug))
                return true;
    return false;
}

/* The top sections that have no block of their own and stand in for none yet, in the site's order. */
static struct vec sections_left(const struct filling *f)
{
    const struct state *s = f->job->state;
    struct vec left = VEC(const struct store_section *, f->job->arena);
    size_t used = 0;
    for (size_t i = 0; i < s->sections_n; i++) {
        const struct store_section *section = &s->sections[i];
        if (section->parent_id != 0 || has_own_block(s, section) || used++ < f->job->stand_ins)
            continue;
        const struct store_section **place = vec_push(&left);
        if (place)
            *place = section;
    }
    return left;
}

/* The section that the item names. A preset names those of some portal; where this site has none of
 * that name, the next of its own that has no block stands in its place. */
static const struct store_section *section_of(struct filling *f)
{
    const struct store_section *section = state_section_by_slug(f->job->state, f->item->option);
    if (section)
        return section;
    struct vec left = sections_left(f);
    if (left.n == 0)
        return NULL;
    f->job->stand_ins++;
    return *(const struct store_section **)vec_at(&left, 0);
}

/* The block of one section: heading with link, its newest articles. */
static enum rc fill_section(struct filling *f)
{
    const struct store_section *section = section_of(f);
    if (!section)
        return RC_OK;
    job_tag_id(f->job, "section", section->id);
    size_t before = f->blocks.n;
    enum rc rc = fill_list(
        f, (struct list_block){.query = {.kind = STORE_LIST_SECTION, .key = section->id},
                               .title = section->name,
                               .title_url = route_section_path(f->job->arena, section->slug, 1),
                               .shape = {.is_section = true}});
    if (!rc && f->blocks.n > before) {
        struct view_block *block = vec_at(&f->blocks, before);
        block->title = section->name;
        add_children(f, section, block);
    }
    return rc;
}

static struct view_block *add_section_block(struct filling *f, const struct store_section *section)
{
    struct view_block *block = add_block(f, section->name);
    if (!block)
        return NULL;
    struct arena *a = f->job->arena;
    block->title = section->name;
    block->title_url = route_section_path(a, section->slug, 1);
    block->is_section = true;
    return block;
}

struct sections_found {
    const struct store_card *cards;
    const size_t *owner;
    size_t n;
};

/* The box of one section out of the cards of all. */
static void fill_section_box(struct filling *f, const struct store_section *section, size_t index,
                             struct sections_found found)
{
    struct vec views = VEC(struct view_card, f->job->arena);
    for (size_t i = 0; i < found.n && (int64_t)views.n < f->item->limit; i++) {
        if (found.owner[i] != index || !job_claim(f->job, found.cards[i].id))
            continue;
        struct view_card *view = vec_push(&views);
        if (view)
            *view = job_card(f->job, &found.cards[i], (int64_t)views.n);
    }
    struct view_block *block = views.n ? add_section_block(f, section) : NULL;
    if (block) {
        add_children(f, section, block);
        picture_first(views.p, views.n);
        block->cards = views.p;
        block->cards_n = views.n;
    }
}

/* A box for each top section that has no block of its own, from one query. */
static enum rc fill_sections(struct filling *f)
{
    struct vec left = sections_left(f);
    const struct store_section **sections = left.p;
    int64_t *ids = arena_array(f->job->arena, left.n, sizeof *ids);
    if (!ids)
        return RC_NOMEM;
    for (size_t i = 0; i < left.n; i++) {
        ids[i] = sections[i]->id;
        job_tag_id(f->job, "section", ids[i]);
    }
    struct store_card *cards = NULL;
    size_t *owner = NULL;
    size_t cards_n = 0;
    int64_t each = f->item->limit + 8; /* some are shown higher up already */
    enum rc rc = store_list_sections(f->job->reader, f->job->arena, ids, left.n, each,
                                     f->job->now_ms, &cards, &owner, &cards_n, f->job->err);
    for (size_t i = 0; !rc && i < left.n; i++)
        fill_section_box(f, sections[i], i, (struct sections_found){cards, owner, cards_n});
    f->job->stand_ins += left.n;
    return rc;
}

static void fill_slot(struct filling *f)
{
    struct hole hole = state_slot_hole(f->job->state, f->item->option);
    int64_t bit = hole.kind == HOLE_SLOT ? INT64_C(1) << hole.id : 0;
    if (hole.kind == HOLE_NONE || (f->job->slots_used & bit))
        return;
    f->job->slots_used |= bit;
    struct view_block *block = add_block(f, STR(""));
    if (!block)
        return;
    block->title = STR("");
    block->is_slot = true;
    block->slot = hole;
}

static enum rc fill_topics(struct filling *f)
{
    struct store_label *labels = NULL;
    size_t n = 0;
    struct arena *a = f->job->arena;
    enum rc rc = store_labels(f->job->reader, a, STORE_LABEL_TOPIC, f->job->now_ms, f->item->limit,
                              &labels, &n, f->job->err);
    if (rc || n == 0)
        return rc;
    struct view_link *links = arena_array(a, n, sizeof *links);
    struct view_block *block = links ? add_block(f, f->job->state->words->topics) : NULL;
    if (!block)
        return RC_NOMEM;
    for (size_t i = 0; i < n; i++)
        links[i] = (struct view_link){.title = labels[i].name,
                                      .url = route_list_path(a, ROUTE_TOPIC, labels[i].slug, 1)};
    block->is_topics = true;
    block->links = links;
    block->links_n = n;
    job_tag(f->job, STR("site"));
    return RC_OK;
}

/* Sponsored articles, and the creative booked in the slot of that name. */
static enum rc fill_sponsored(struct filling *f)
{
    enum rc rc = fill_list(f, (struct list_block){.query = {.kind = STORE_LIST_SPONSORED},
                                                  .title = f->job->state->words->sponsored,
                                                  .shape = {.is_sponsored = true}});
    struct hole hole = state_slot_hole(f->job->state, STR("sponsored"));
    if (rc || hole.kind == HOLE_NONE)
        return rc;
    struct view_block *last = f->blocks.n ? vec_at(&f->blocks, f->blocks.n - 1) : NULL;
    if (!last || !last->is_sponsored)
        last = add_block(f, f->job->state->words->sponsored);
    if (!last)
        return RC_NOMEM;
    last->is_sponsored = true;
    last->slot = hole;
    return RC_OK;
}

static enum rc fill_plain(struct filling *f, bool questions)
{
    if (questions && !f->job->state->features.questions)
        return RC_OK;
    const struct words *t = f->job->state->words;
    struct view_block *block = add_block(f, questions ? t->questions : t->access_statistics);
    if (!block)
        return RC_NOMEM;
    block->is_questions = questions;
    block->is_statistics = !questions;
    return RC_OK;
}

/* The blocks that are a list of the article's own surroundings: nothing without an article. */
static enum rc fill_around(struct filling *f, enum store_list_kind kind, struct str title,
                           struct view_block shape)
{
    if (f->place.article_id == 0)
        return RC_OK;
    return fill_list(f, (struct list_block){.query = {.kind = kind, .key = f->place.article_id},
                                            .title = title,
                                            .shape = shape});
}

/* What else is reported of the article's event. */
static enum rc fill_story(struct filling *f)
{
    if (f->place.story_id == 0)
        return RC_OK;
    return fill_list(
        f, (struct list_block){.query = {.kind = STORE_LIST_SAME_STORY, .key = f->place.article_id},
                               .title = f->job->state->words->same_story,
                               .title_url = route_story_path(f->job->arena, f->place.story_id),
                               .shape = {.is_cards = true}});
}

/* "Đọc nhiều": the last seven days, today included. */
static struct list_block most_read(struct filling *f)
{
    int64_t today = clock_day(f->job->now_ms);
    job_tag(f->job, STR("ranking"));
    return (struct list_block){.query = {.kind = STORE_LIST_MOST_READ, .from_day = today - 6},
                               .title = f->job->state->words->most_read,
                               .title_url = route_period_path(f->job->arena, PERIOD_WEEK),
                               .shape = {.is_ranked = true},
                               .ranking = true};
}

static enum rc fill_item(struct filling *f)
{
    const struct words *t = f->job->state->words;
    struct arena *a = f->job->arena;
    switch (f->item->block) {
    case LAYOUT_NEWEST:
        return fill_list(
            f, (struct list_block){.query = {.kind = STORE_LIST_NEWEST},
                                   .title = t->newest,
                                   .title_url = route_list_path(a, ROUTE_NEWEST, STR(""), 1),
                                   .shape = {.is_list = true}});
    case LAYOUT_FEATURED:
        return fill_list(f, (struct list_block){.query = {.kind = STORE_LIST_FEATURED},
                                                .title = t->featured,
                                                .shape = {.is_cards = true}});
    case LAYOUT_DONT_MISS:
        return fill_list(f, (struct list_block){.query = {.kind = STORE_LIST_FEATURED},
                                                .title = t->dont_miss,
                                                .shape = {.is_cards = true}});
    case LAYOUT_MOST_READ: return fill_list(f, most_read(f));
    case LAYOUT_SECTION: return fill_section(f);
    case LAYOUT_SECTIONS: return fill_sections(f);
    case LAYOUT_RELATED:
        return fill_around(f, STORE_LIST_RELATED, t->related, (struct view_block){.is_list = true});
    case LAYOUT_SAME_STORY: return fill_story(f);
    case LAYOUT_SAME_TOPIC:
        return fill_around(f, STORE_LIST_SAME_TOPIC, t->same_topic,
                           (struct view_block){.is_cards = true});
    case LAYOUT_SAME_AUTHOR:
        return fill_around(f, STORE_LIST_SAME_AUTHOR, t->same_author,
                           (struct view_block){.is_cards = true});
    case LAYOUT_SAME_SECTION:
        return fill_around(f, STORE_LIST_SAME_SECTION, t->same_section,
                           (struct view_block){.is_cards = true});
    case LAYOUT_READ_MORE:
        return fill_list(f, (struct list_block){.query = {.kind = STORE_LIST_NEWEST},
                                                .title = t->read_more,
                                                .shape = {.is_cards = true}});
    case LAYOUT_VIDEO:
        return fill_list(
            f, (struct list_block){.query = {.kind = STORE_LIST_VIDEO},
                                   .title = t->video,
                                   .title_url = route_list_path(a, ROUTE_VIDEO, STR(""), 1),
                                   .shape = {.is_video = true}});
    case LAYOUT_SPONSORED: return fill_sponsored(f);
    case LAYOUT_SLOT: fill_slot(f); return RC_OK;
    case LAYOUT_QUESTIONS: return fill_plain(f, true);
    case LAYOUT_STATISTICS: return fill_plain(f, false);
    case LAYOUT_TOPICS: return fill_topics(f);
    case LAYOUT_BLOCK_COUNT: break;
    }
    return RC_OK;
}

enum rc blocks_reserve(struct job *j, enum layout_region region)
{
    const struct layout *layout = &j->state->layout;
    for (size_t i = 0; i < layout->items_n[region] && j->reserved_n < JOB_RESERVED_MAX; i++) {
        const struct layout_item *item = &layout->items[region][i];
        bool video = item->block == LAYOUT_VIDEO;
        if (!video && item->block != LAYOUT_SPONSORED)
            continue;
        struct job_reserved *reserved = &j->reserved[j->reserved_n++];
        struct store_list_query q = {.kind = video ? STORE_LIST_VIDEO : STORE_LIST_SPONSORED};
        struct vec views = VEC(struct view_card, j->arena);
        enum rc rc = job_cards(j, q, item->limit, &views);
        if (rc)
            return rc;
        *reserved = (struct job_reserved){item, views.p, views.n};
    }
    return RC_OK;
}

enum rc blocks_fill(struct job *j, enum layout_region region, struct blocks_place place,
                    const struct view_block **out, size_t *out_n)
{
    const struct layout *layout = &j->state->layout;
    struct filling f = {.job = j, .place = place, .blocks = VEC(struct view_block, j->arena)};
    for (size_t i = 0; i < layout->items_n[region]; i++) {
        f.item = &layout->items[region][i];
        enum rc rc = fill_item(&f);
        if (rc)
            return rc;
    }
    *out = f.blocks.p;
    *out_n = f.blocks.n;
    return arena_failed(j->arena) ? fail(j->err, RC_NOMEM, "page larger than its limit") : RC_OK;
}
