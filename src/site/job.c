#include "site/job.h"

#include "base/clock.h"
#include "site/sources.h"

void job_init(struct job *j, const struct state *state, struct store_reader *reader,
              struct arena *arena, int64_t now_ms, struct err *err)
{
    *j = (struct job){
        .state = state, .reader = reader, .arena = arena, .now_ms = now_ms, .err = err};
    j->tags = VEC(struct str, arena);
}

void job_tag(struct job *j, struct str word)
{
    for (size_t i = 0; i < j->tags.n; i++)
        if (str_eq(*(struct str *)vec_at(&j->tags, i), word))
            return;
    struct str *tag = j->tags.n < PAGE_TAGS_MAX ? vec_push(&j->tags) : NULL;
    if (tag)
        *tag = word;
}

void job_tag_id(struct job *j, const char *word, int64_t id)
{
    job_tag(j, str_format(j->arena, "%s:%lld", word, (long long)id));
}

bool job_claimed(const struct job *j, int64_t article_id)
{
    for (size_t i = 0; i < j->claimed_n; i++)
        if (j->claimed[i] == article_id)
            return true;
    return false;
}

bool job_claim(struct job *j, int64_t article_id)
{
    if (job_claimed(j, article_id))
        return false;
    if (j->claimed_n < JOB_CLAIMED_MAX)
        j->claimed[j->claimed_n++] = article_id;
    return true;
}

struct str job_media_url(struct job *j, struct str path)
{
    return path.n ? str_format(j->arena, "/media/%.*s", STR_ARG(path)) : STR("");
}

struct str job_absolute(struct job *j, struct str path)
{
    return str_concat(j->arena, j->state->view.origin, path);
}

struct str job_digits(struct job *j, int64_t n)
{
    return n ? str_format(j->arena, "%lld", (long long)n) : STR("");
}

struct str job_source(const struct job *j, struct str name)
{
    return str_eq(name, j->state->words->source) ? STR("") : name;
}

/* The first picture of a page is in sight at once; the others load when they come near. */
static bool is_first_picture(struct job *j, const struct store_card *card)
{
    bool first = card->picture.n > 0 && !j->eager_given;
    j->eager_given |= first;
    return first;
}

struct str job_papers(struct job *j, int64_t sources)
{
    if (sources < 2)
        return STR("");
    return words_with(j->arena, j->state->words->papers_report, page_number(j->arena, sources));
}

struct str job_sources_count(struct job *j, int64_t sources)
{
    if (sources < 2)
        return STR("");
    return words_with(j->arena, j->state->words->sources_count, page_number(j->arena, sources));
}

struct view_card job_card(struct job *j, const struct store_card *card, int64_t rank)
{
    struct arena *a = j->arena;
    bool talks = j->state->features.comments && !card->aggregated && card->comments > 0;
    bool eager = is_first_picture(j, card);
    struct sources picture = sources_of(a, card->picture, SOURCES_CARD, eager);
    job_tag_id(j, "article", card->id);
    if (card->story_id)
        job_tag_id(j, "story", card->story_id);
    return (struct view_card){
        .url = route_article_path(a, card->section_slug, card->slug, card->id),
        .title = card->title,
        .kicker = card->kicker,
        .section_name = card->section_name,
        .section_url = route_section_path(a, card->section_slug, 1),
        .excerpt = card->excerpt,
        .time = clock_vietnamese(a, card->published_ms),
        .time_rfc3339 = clock_rfc3339(a, card->published_ms),
        .picture_url = job_media_url(j, card->picture),
        .picture_alt = card->picture_alt,
        .picture_width = job_digits(j, card->picture_width_px),
        .picture_height = job_digits(j, card->picture_height_px),
        .picture_srcset = picture.srcset,
        .picture_sizes = picture.sizes,
        .picture_sources = picture.better,
        .picture_sources_n = picture.better_n,
        .source_name = job_source(j, card->source_name),
        .source_logo_url = state_source_logo(j->state, card->source_name),
        .sources_count = job_sources_count(j, card->feeds),
        .papers = job_papers(j, card->story_sources),
        .papers_url = route_story_path(a, card->story_id),
        .sponsor = card->sponsor,
        .has_video = card->has_video,
        .comments = {talks ? HOLE_COMMENTS : HOLE_NONE, card->id, 0},
        .eager = eager,
        .rank = rank,
    };
}

static enum rc list(struct job *j, struct store_list_query q, struct store_card **cards,
                    size_t *cards_n)
{
    job_tag(j, STR("site"));
    q.now_ms = j->now_ms;
    if (j->memo && list_memo_takes(q))
        return list_memo_get(j->memo, q, cards, cards_n, j->err);
    return store_list(j->reader, j->arena, q, cards, cards_n, j->err);
}

/* Runs q for wanted articles and as many more as the page may already show. */
static enum rc fetch(struct job *j, struct store_list_query q, int64_t wanted,
                     struct store_card **cards, size_t *cards_n)
{
    int64_t most = wanted + (int64_t)j->claimed_n;
    q.limit = most < STORE_LIST_MAX ? most : STORE_LIST_MAX;
    return list(j, q, cards, cards_n);
}

enum rc job_cards(struct job *j, struct store_list_query q, int64_t limit, struct vec *views)
{
    struct store_card *cards = NULL;
    size_t cards_n = 0;
    enum rc rc = fetch(j, q, limit, &cards, &cards_n);
    for (size_t i = 0; !rc && i < cards_n && (int64_t)views->n < limit; i++) {
        struct view_card *view = job_claim(j, cards[i].id) ? vec_push(views) : NULL;
        if (view)
            *view = job_card(j, &cards[i], (int64_t)views->n);
    }
    return rc;
}

enum rc job_ranking(struct job *j, struct store_list_query q, int64_t limit, int64_t except,
                    struct view_card **out, size_t *out_n)
{
    struct store_card *cards = NULL;
    size_t cards_n = 0;
    q.limit = limit + 1;
    enum rc rc = list(j, q, &cards, &cards_n);
    if (rc)
        return rc;
    struct vec views = VEC(struct view_card, j->arena);
    for (size_t i = 0; i < cards_n && (int64_t)views.n < limit; i++) {
        struct view_card *view = cards[i].id != except ? vec_push(&views) : NULL;
        if (!view)
            continue;
        *view = job_card(j, &cards[i], (int64_t)views.n);
        if (cards[i].views > 0)
            view->views = page_number(j->arena, cards[i].views);
    }
    *out = views.p;
    *out_n = views.n;
    return RC_OK;
}
