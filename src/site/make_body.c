#include "site/make_body.h"

#include "base/url.h"
#include "site/sources.h"

enum { GALLERY_FIGURES_MIN = 3 };

struct body {
    struct make *make;
    struct job *job;
    const struct article *article;
    const struct body_facts *facts;
    struct vec blocks; /* struct view_body_block */
    int64_t paragraphs;
    bool related_done;
    bool own_related; /* the article says where its related articles stand */
    bool dateline_done;
    struct made_body made;
};

static struct view_body_block *add(struct body *b)
{
    return vec_push(&b->blocks);
}

/* Stored media paths begin with media/ (floor ingest); anything else was not in the capture. */
static struct str media_url(struct body *b, struct str src)
{
    return str_starts(src, STR("media/")) ? str_concat(b->job->arena, STR("/"), src) : STR("");
}

static void fill_text(struct body *b, const struct article_block *block,
                      struct view_body_block *view)
{
    struct html markup = block->html.s.n ? block->html : html_escape(b->job->arena, block->text);
    size_t index = (size_t)(block - b->article->blocks);
    view->html = body_facts_mark(b->job, b->facts, OWN_BLOCK_TEXT, index, markup);
    view->is_paragraph = block->type == BLOCK_PARAGRAPH;
    view->is_heading = block->type == BLOCK_HEADING;
    view->is_quote = block->type == BLOCK_QUOTE;
    if (!view->is_paragraph)
        return;
    b->paragraphs++;
    if (!b->dateline_done && b->article->lead.n == 0)
        view->dateline = b->article->dateline;
    b->dateline_done = true;
}

static void fill_figure(struct body *b, const struct article_block *block,
                        struct view_body_block *view)
{
    view->is_figure = true;
    view->caption = block->caption;
    if (!str_contains(block->caption, block->credit)) /* "(Nguồn: TTXVN)" says it already */
        view->credit = block->credit;
    view->alt = block->alt.n ? block->alt : block->caption;
    view->picture_url = media_url(b, block->src);
    view->picture_width = job_digits(b->job, block->width_px);
    view->picture_height = job_digits(b->job, block->height_px);
    if (!view->picture_url.n) {
        view->picture_missing = block->src;
        return;
    }
    view->eager = b->made.picture.n == 0;
    b->job->eager_given = true;
    struct sources sources = sources_of(b->job->arena, str_from(block->src, sizeof "media/" - 1),
                                        SOURCES_BODY, view->eager);
    view->picture_srcset = sources.srcset;
    view->picture_sizes = sources.sizes;
    view->picture_sources = sources.better;
    view->picture_sources_n = sources.better_n;
    if (view->eager) {
        b->made.picture = view->picture_url;
        b->made.picture_alt = view->alt;
    }
}

static struct str video_type(struct str src)
{
    if (str_ends(src, STR(".webm")))
        return STR("video/webm");
    return str_ends(src, STR(".mp4")) ? STR("video/mp4") : STR("");
}

/* The names of the sites that films are mostly on; others go by their host. */
static struct str video_site(struct arena *a, struct str src)
{
    static const struct {
        struct str part, name;
    } SITES[] = {{STR_INIT("youtube"), STR_INIT("YouTube")},
                 {STR_INIT("youtu.be"), STR_INIT("YouTube")},
                 {STR_INIT("vimeo."), STR_INIT("Vimeo")},
                 {STR_INIT("dailymotion."), STR_INIT("Dailymotion")},
                 {STR_INIT("facebook."), STR_INIT("Facebook")},
                 {STR_INIT("tiktok."), STR_INIT("TikTok")}};
    struct url parts;
    url_split(src, &parts);
    struct str host = str_lower_ascii(a, parts.host);
    for (size_t i = 0; i < COUNT_OF(SITES); i++)
        if (str_contains(host, SITES[i].part))
            return SITES[i].name;
    return str_starts(host, STR("www.")) ? str_from(host, 4) : host;
}

/* A player's address as the page that a reader opens: a player alone may refuse to stand there. */
static struct str video_page(struct arena *a, struct str src)
{
    static const struct {
        struct str player;
        const char *page;
    } PLAYERS[] = {{STR_INIT("youtube.com/embed/"), "https://www.youtube.com/watch?v="},
                   {STR_INIT("youtube-nocookie.com/embed/"), "https://www.youtube.com/watch?v="},
                   {STR_INIT("youtube.com/v/"), "https://www.youtube.com/watch?v="},
                   {STR_INIT("player.vimeo.com/video/"), "https://vimeo.com/"}};
    for (size_t i = 0; i < COUNT_OF(PLAYERS); i++) {
        size_t at = str_find(src, PLAYERS[i].player);
        struct str id = str_from(src, at + PLAYERS[i].player.n);
        id = str_first(id, str_find_byte(id, '?'));
        id = str_first(id, str_find_byte(id, '&'));
        if (at < src.n && id.n && str_find_byte(id, '/') == id.n)
            return str_format(a, "%s%.*s", PLAYERS[i].page, STR_ARG(id));
    }
    return src;
}

/* A film that the site has not: a link to it where readers may follow one, and nothing of the other site
 * before they do. */
static void fill_embed(struct body *b, const struct article_block *block,
                       struct view_body_block *view)
{
    struct arena *a = b->job->arena;
    view->is_embed = true;
    view->video_url = video_page(a, block->src);
    view->video_site = video_site(a, block->src);
    view->poster_url = media_url(b, block->poster);
    view->caption = block->caption;
}

static void fill_video(struct body *b, const struct article_block *block,
                       struct view_body_block *view)
{
    view->video_url = media_url(b, block->src);
    view->is_video = view->video_url.n > 0;
    if (!view->is_video && (url_is_web(block->src) || !block->src.n)) {
        fill_embed(b, block, view);
        return;
    }
    view->video_type = video_type(block->src);
    view->poster_url = media_url(b, block->poster);
    view->caption = block->caption;
    view->is_figure = !view->is_video;
    view->picture_missing = block->src;
    b->made.has_video |= view->is_video;
}

static void fill_cells(struct body *b, struct article_texts texts, const struct view_cell **out,
                       size_t *out_n)
{
    struct view_cell *cells = arena_array(b->job->arena, texts.items_n, sizeof *cells);
    for (size_t i = 0; cells && i < texts.items_n; i++)
        cells[i].text = texts.items[i];
    *out = cells;
    *out_n = cells ? texts.items_n : 0;
}

static void fill_table(struct body *b, const struct article_block *block,
                       struct view_body_block *view)
{
    struct view_row *rows = arena_array(b->job->arena, block->rows_n, sizeof *rows);
    for (size_t i = 0; rows && i < block->rows_n; i++)
        fill_cells(b, block->rows[i], &rows[i].cells, &rows[i].cells_n);
    size_t heads = rows && block->has_head && block->rows_n;
    view->is_table = true;
    view->heads = rows;
    view->heads_n = heads;
    view->rows = rows ? rows + heads : NULL;
    view->rows_n = rows ? block->rows_n - heads : 0;
}

/* The box of related articles; nothing when there are none. Once a page. */
static enum rc add_related(struct body *b, int64_t limit)
{
    if (b->related_done || b->make->place.article_id == 0)
        return RC_OK;
    b->related_done = true;
    struct vec found = VEC(struct view_card, b->job->arena);
    struct store_list_query q = {.kind = STORE_LIST_RELATED, .key = b->make->place.article_id};
    enum rc rc = job_cards(b->job, q, limit, &found);
    if (rc || found.n == 0)
        return rc;
    const struct view_card *cards = found.p;
    struct view_link *links = arena_array(b->job->arena, found.n, sizeof *links);
    struct view_body_block *view = links ? add(b) : NULL;
    if (!view)
        return RC_NOMEM;
    for (size_t i = 0; i < found.n; i++)
        links[i] = (struct view_link){.title = cards[i].title, .url = cards[i].url};
    view->is_related = true;
    view->title = state_heading(b->job->state, STR("related-inside"), STR(""));
    view->links = links;
    view->links_n = found.n;
    return RC_OK;
}

static void add_slot(struct body *b, const struct layout_item *item)
{
    struct hole hole = state_slot_hole(b->job->state, item->option);
    int64_t bit = hole.kind == HOLE_SLOT ? INT64_C(1) << hole.id : 0;
    struct view_body_block *view = bit && !(b->job->slots_used & bit) ? add(b) : NULL;
    if (!view)
        return;
    b->job->slots_used |= bit;
    view->is_slot = true;
    view->slot = hole;
}

/* Sets the layout's blocks that stand after the paragraph just added; at the end (`all`) those
 * whose paragraph never came. */
static enum rc add_inside(struct body *b, bool all)
{
    const struct layout *layout = &b->job->state->layout;
    for (size_t i = 0; i < layout->items_n[REGION_ARTICLE_INSIDE]; i++) {
        const struct layout_item *item = &layout->items[REGION_ARTICLE_INSIDE][i];
        bool due =
            all ? item->after_paragraph > b->paragraphs : item->after_paragraph == b->paragraphs;
        if (due && item->block == LAYOUT_SLOT)
            add_slot(b, item);
        if (due && item->block == LAYOUT_RELATED && !b->own_related) {
            enum rc rc = add_related(b, item->limit);
            if (rc)
                return rc;
        }
    }
    return RC_OK;
}

static int64_t related_limit(const struct body *b)
{
    const struct layout *layout = &b->job->state->layout;
    for (size_t i = 0; i < layout->items_n[REGION_ARTICLE_INSIDE]; i++)
        if (layout->items[REGION_ARTICLE_INSIDE][i].block == LAYOUT_RELATED)
            return layout->items[REGION_ARTICLE_INSIDE][i].limit;
    return 3;
}

static enum rc add_block(struct body *b, const struct article_block *block)
{
    if (block->type == BLOCK_RELATED)
        return add_related(b, related_limit(b));
    struct view_body_block *view = add(b);
    if (!view)
        return RC_NOMEM;
    switch (block->type) {
    case BLOCK_PARAGRAPH: fill_text(b, block, view); return add_inside(b, false);
    case BLOCK_HEADING:
    case BLOCK_QUOTE: fill_text(b, block, view); break;
    case BLOCK_FIGURE: fill_figure(b, block, view); break;
    case BLOCK_LIST:
        view->is_list = !block->is_ordered;
        view->is_ordered = block->is_ordered;
        fill_cells(b, block->items, &view->items, &view->items_n);
        break;
    case BLOCK_TABLE: fill_table(b, block, view); break;
    case BLOCK_VIDEO: fill_video(b, block, view); break;
    case BLOCK_RELATED:
    case ARTICLE_BLOCK_TYPE_COUNT: break;
    }
    return RC_OK;
}

/* Makes one gallery of each run of three or more pictures. */
static void gather_galleries(struct body *b)
{
    struct view_body_block *all = b->blocks.p;
    struct vec shown = VEC(struct view_body_block, b->job->arena);
    size_t n = b->blocks.n;
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && all[end].is_figure && all[end].picture_url.n)
            end++;
        bool gallery = end - i >= GALLERY_FIGURES_MIN;
        struct view_body_block *view = vec_push(&shown);
        if (!view)
            return;
        if (gallery)
            *view = (struct view_body_block){
                .is_gallery = true, .figures = &all[i], .figures_n = end - i};
        else
            *view = all[i];
        i = gallery ? end : i + 1;
    }
    b->made.blocks = shown.p;
    b->made.blocks_n = shown.n;
}

enum rc make_body(struct make *m, const struct article *art, const struct body_facts *facts,
                  struct made_body *out)
{
    struct body b = {.make = m,
                     .job = m->job,
                     .article = art,
                     .facts = facts,
                     .blocks = VEC(struct view_body_block, m->job->arena)};
    for (size_t i = 0; i < art->blocks_n; i++)
        b.own_related |= art->blocks[i].type == BLOCK_RELATED;
    for (size_t i = 0; i < art->blocks_n; i++) {
        enum rc rc = add_block(&b, &art->blocks[i]);
        if (rc)
            return rc;
    }
    enum rc rc = add_inside(&b, true);
    if (rc)
        return rc;
    gather_galleries(&b);
    *out = b.made;
    return RC_OK;
}
