#include "site/make.h"

#include "base/clock.h"
#include "site/link_gate.h"
#include "site/make_body.h"

enum {
    COMMENTS_SHOWN_MAX = 500, /* of one article */
    DESCRIPTION_MAX_CP = 300,
};

static struct str role_words(const struct words *t, enum article_role role)
{
    switch (role) {
    case ROLE_PHOTOGRAPHER: return t->photographer;
    case ROLE_TRANSLATOR: return t->translator;
    case ROLE_COMPILER: return t->compiler;
    case ROLE_EDITOR: return t->editor;
    case ROLE_AUTHOR:
    case ARTICLE_ROLE_COUNT: break;
    }
    return STR("");
}

/* The people of the byline: photographers, or everybody else. */
static void fill_people(struct make *m, const struct store_article *stored, bool photographers,
                        const struct view_person **out, size_t *out_n)
{
    struct arena *a = m->job->arena;
    struct vec people = VEC(struct view_person, a);
    for (size_t i = 0; i < stored->people_n; i++) {
        const struct store_person_credit *credit = &stored->people[i];
        if ((credit->role == ROLE_PHOTOGRAPHER) != photographers)
            continue;
        struct view_person *person = vec_push(&people);
        if (!person)
            continue;
        person->name = credit->person.name;
        person->url = route_list_path(a, ROUTE_AUTHOR, credit->person.slug, 1);
        person->role = role_words(m->job->state->words, credit->role);
    }
    *out = people.p;
    *out_n = people.n;
}

static void fill_labels(struct make *m, enum route_kind kind, const struct store_label *labels,
                        size_t n, const struct view_link **out, size_t *out_n)
{
    struct arena *a = m->job->arena;
    struct view_link *links = arena_array(a, n, sizeof *links);
    for (size_t i = 0; links && i < n; i++)
        links[i] = (struct view_link){.title = labels[i].name,
                                      .url = route_list_path(a, kind, labels[i].slug, 1)};
    *out = links;
    *out_n = links ? n : 0;
}

/* ---- reactions and comments ---- */

static struct str reaction_words(const struct words *t, enum store_reaction reaction)
{
    switch (reaction) {
    case REACTION_EXCELLENT: return t->reaction_great;
    case REACTION_LIKE: return t->reaction_like;
    case REACTION_FUN: return t->reaction_fun;
    case REACTION_IMPROVE: return t->reaction_improve;
    case STORE_REACTION_COUNT: break;
    }
    return STR("");
}

static void fill_reactions(struct make *m, struct view_article *view)
{
    static const struct str values[] = {
#define X(name, value) [name] = STR_INIT(value),
        STORE_REACTION_TABLE(X)
#undef X
    };
    if (!m->job->state->features.reactions)
        return;
    struct view_reaction *reactions =
        arena_array(m->job->arena, STORE_REACTION_COUNT, sizeof *reactions);
    for (size_t i = 0; reactions && i < STORE_REACTION_COUNT; i++)
        reactions[i] = (struct view_reaction){
            .value = values[i],
            .words = reaction_words(m->job->state->words, (enum store_reaction)i),
            .symbol = values[i],
            .count = {HOLE_REACTION, m->place.article_id * 8 + (int64_t)i, 0},
        };
    view->reactions = reactions;
    view->reactions_n = reactions ? STORE_REACTION_COUNT : 0;
}

static struct view_comment comment_view(struct make *m, const struct store_comment *c)
{
    struct arena *a = m->job->arena;
    return (struct view_comment){
        .id = str_format(a, "%lld", (long long)c->id),
        .name = c->name,
        .time = clock_vietnamese(a, c->created_ms),
        .time_rfc3339 = clock_rfc3339(a, c->created_ms),
        .text = c->text,
    };
}

/* The replies that follow comment i in the list; their number. */
static size_t fill_replies(struct make *m, const struct store_comment *list, size_t n, size_t i,
                           struct view_comment *view)
{
    struct vec replies = VEC(struct view_comment, m->job->arena);
    size_t next = i + 1;
    for (; next < n && list[next].parent_id == list[i].id; next++) {
        struct view_comment *reply = vec_push(&replies);
        if (reply)
            *reply = comment_view(m, &list[next]);
    }
    view->replies = replies.p;
    view->replies_n = replies.n;
    return next - i - 1;
}

static enum rc fill_comments(struct make *m, const struct store_article *stored,
                             struct view_article *view)
{
    bool off = !m->job->state->features.comments || stored->article.comments_closed ||
               article_is_aggregated(&stored->article);
    if (off)
        return RC_OK;
    view->takes_comments = true;
    view->comment_count = (struct hole){HOLE_COMMENTS, m->place.article_id, 0};
    job_tag_id(m->job, "comments", m->place.article_id);
    struct store_comment *list = NULL;
    size_t n = 0;
    enum rc rc = store_comments(m->job->reader, m->job->arena, m->place.article_id,
                                COMMENTS_SHOWN_MAX, &list, &n, m->job->err);
    if (rc)
        return rc;
    struct vec comments = VEC(struct view_comment, m->job->arena);
    for (size_t i = 0; i < n; i++) {
        struct view_comment *comment = vec_push(&comments);
        if (!comment)
            break;
        *comment = comment_view(m, &list[i]);
        i += fill_replies(m, list, n, i, comment);
    }
    view->comments = comments.p;
    view->comments_n = comments.n;
    return RC_OK;
}

/* ---- the whole ---- */

static bool is_web_address(struct str url)
{
    return str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
}

static void fill_times(struct make *m, const struct store_card *card, struct view_article *view)
{
    struct arena *a = m->job->arena;
    view->time = clock_vietnamese(a, card->published_ms);
    view->time_rfc3339 = clock_rfc3339(a, card->published_ms);
    m->published_ms = card->published_ms;
    m->updated_ms = card->updated_ms;
    m->head.published = view->time_rfc3339;
    m->head.modified = view->time_rfc3339;
    if (card->updated_ms != CLOCK_NONE && card->updated_ms > card->published_ms) {
        view->updated = clock_vietnamese(a, card->updated_ms);
        view->updated_rfc3339 = clock_rfc3339(a, card->updated_ms);
        m->head.modified = view->updated_rfc3339;
    }
}

static struct str share_mail(struct make *m, struct str title)
{
    struct buf b;
    buf_init(&b, m->job->arena);
    buf_add(&b, STR("mailto:?subject="));
    buf_add_url_encoded(&b, title);
    buf_add(&b, STR("&body="));
    buf_add_url_encoded(&b, job_absolute(m->job, m->path));
    return buf_view(&b);
}

/* The name of the first author, for the head. */
static struct str first_author(const struct store_article *stored)
{
    for (size_t i = 0; i < stored->people_n; i++)
        if (stored->people[i].role != ROLE_PHOTOGRAPHER)
            return stored->people[i].person.name;
    return STR("");
}

static void fill_head(struct make *m, const struct store_article *stored,
                      const struct made_body *body)
{
    const struct article *art = &stored->article;
    make_head(m, art->title, article_excerpt(m->job->arena, art, DESCRIPTION_MAX_CP));
    m->head.og_type = STR("article");
    m->head.og_title = art->title;
    if (body->picture.n) {
        m->head.og_image_url = job_absolute(m->job, body->picture);
        m->head.og_image_alt = body->picture_alt;
    }
    m->head.section = stored->card.section_name;
    m->head.author = first_author(stored);
    m->head.dc_source = job_source(m->job, art->source_name);
}

static void tag_labels(struct make *m, const struct store_article *stored)
{
    job_tag_id(m->job, "article", stored->card.id);
    if (stored->card.story_id)
        job_tag_id(m->job, "story", stored->card.story_id);
    for (size_t i = 0; i < stored->tags_n; i++)
        job_tag_id(m->job, "tag", stored->tags[i].id);
    for (size_t i = 0; i < stored->topics_n; i++)
        job_tag_id(m->job, "topic", stored->topics[i].id);
    for (size_t i = 0; i < stored->people_n; i++)
        job_tag_id(m->job, "person", stored->people[i].person.id);
}

/* An address that cannot stand in a link leaves the name. */
static struct view_paper paper(const struct make *m, struct str name, struct str url)
{
    return (struct view_paper){.name = name,
                               .url = is_web_address(url) ? url : STR(""),
                               .logo_url = state_source_logo(m->job->state, name)};
}

static void fill_sources(struct make *m, const struct article *art, struct view_article *view)
{
    struct view_paper *papers = arena_array(m->job->arena, art->sources_n + 1, sizeof *papers);
    size_t n = 0;
    if (!papers || !view->source_name.n)
        return;
    papers[n++] = paper(m, view->source_name, view->source_url);
    for (size_t i = 0; i < art->sources_n; i++)
        papers[n++] = paper(m, art->sources[i].title, art->sources[i].url);
    view->sources = papers;
    view->sources_n = n;
    view->sources_count = job_sources_count(m->job, (int64_t)n);
}

/* "PDF, 1,2 MB" */
static struct str document_facts(struct arena *a, const struct article_document *d)
{
    enum { KIB = 1024, MIB = 1024 * 1024, WORD_MAX_BYTES = 4 };
    struct str end = str_from(d->url, str_find_last_byte(d->url, '.') + 1);
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < end.n && end.n <= WORD_MAX_BYTES; i++)
        buf_add_byte(&b, end.p[i] >= 'a' && end.p[i] <= 'z' ? (char)(end.p[i] - 0x20) : end.p[i]);
    if (d->bytes > 0 && b.n)
        buf_add(&b, STR(", "));
    if (d->bytes >= MIB)
        buf_addf(&b, "%lld,%lld MB", (long long)(d->bytes / MIB),
                 (long long)(d->bytes % MIB * 10 / MIB));
    else if (d->bytes > 0)
        buf_addf(&b, "%lld KB", (long long)((d->bytes + KIB - 1) / KIB));
    return buf_view(&b);
}

/* A document that the site has not is linked where it was, if readers may follow that. */
static void fill_documents(struct make *m, const struct article *art, struct view_article *view)
{
    struct arena *a = m->job->arena;
    struct vec documents = VEC(struct view_document, a);
    for (size_t i = 0; i < art->documents_n; i++) {
        const struct article_document *d = &art->documents[i];
        bool here = str_starts(d->url, STR("media/"));
        struct view_document *shown =
            d->title.n || here || is_web_address(d->url) ? vec_push(&documents) : NULL;
        if (shown)
            *shown = (struct view_document){.title = d->title,
                                            .url = here ? str_concat(a, STR("/"), d->url)
                                                   : is_web_address(d->url) ? d->url
                                                                            : STR(""),
                                            .facts = document_facts(a, d),
                                            .here = here};
    }
    view->documents = documents.p;
    view->documents_n = documents.n;
}

static enum rc fill_view(struct make *m, const struct store_article *stored,
                         struct view_article *view)
{
    const struct article *art = &stored->article;
    struct arena *a = m->job->arena;
    struct made_body body;
    struct body_facts facts;
    enum rc rc = body_facts_read(m->job, stored->card.id, art, &facts);
    if (!rc)
        rc = make_body(m, art, &facts, &body);
    if (!rc)
        rc = fill_comments(m, stored, view);
    if (rc)
        return rc;
    view->id = str_format(a, "%lld", (long long)stored->card.id);
    view->url = m->path;
    view->history_url = route_history_path(a, stored->card.id, 0);
    view->title = art->title;
    view->kicker = art->kicker;
    view->dateline = art->lead.n ? art->dateline : STR("");
    view->lead = art->lead;
    view->lead_html = body_facts_mark(m->job, &facts, OWN_LEAD, 0, html_escape(a, art->lead));
    view->title_anchor = body_facts_title_anchor(&facts);
    view->section_name = stored->card.section_name;
    view->section_url = route_section_path(a, stored->card.section_slug, 1);
    view->papers = job_papers(m->job, stored->card.story_sources);
    view->papers_url = route_story_path(a, stored->card.story_id);
    view->views = (struct hole){HOLE_VIEWS, stored->card.id, 0};
    view->body = body.blocks;
    view->body_n = body.blocks_n;
    view->has_video = body.has_video;
    view->source_url = is_web_address(art->source_url) ? art->source_url : STR("");
    view->source_name = job_source(m->job, art->source_name);
    if (!view->source_name.n)
        view->source_name = view->source_url;
    fill_sources(m, art, view);
    fill_documents(m, art, view);
    view->sponsor = art->sponsor;
    view->copyright = art->copyright;
    view->share_mail_url = share_mail(m, art->title);
    fill_times(m, &stored->card, view);
    fill_people(m, stored, false, &view->authors, &view->authors_n);
    fill_people(m, stored, true, &view->photographers, &view->photographers_n);
    fill_labels(m, ROUTE_TAG, stored->tags, stored->tags_n, &view->tags, &view->tags_n);
    fill_labels(m, ROUTE_TOPIC, stored->topics, stored->topics_n, &view->topics, &view->topics_n);
    fill_reactions(m, view);
    fill_head(m, stored, &body);
    tag_labels(m, stored);
    return RC_OK;
}

enum rc make_article(struct make *m)
{
    struct job *j = m->job;
    struct store_article *stored = arena_alloc(j->arena, sizeof *stored);
    struct view_article *view = arena_alloc(j->arena, sizeof *view);
    if (!stored || !view)
        return RC_NOMEM;
    const struct store_shown_ask ask = {.id = m->route.id, .now_ms = j->now_ms};
    enum rc rc = store_article_shown(j->reader, j->arena, ask, stored, j->err);
    if (rc == RC_NOTFOUND) {
        make_missing(m, 404);
        return RC_OK;
    }
    if (rc)
        return rc == RC_DENIED ? make_withheld(m) : rc;
    if (stored->state == STORE_ARTICLE_WITHDRAWN) {
        job_tag_id(j, "article", m->route.id);
        make_missing(m, 410);
        return RC_OK;
    }
    rc = link_gate_article(j, m->route.id, &stored->article);
    if (rc)
        return rc;
    const struct store_card *card = &stored->card;
    m->path = route_article_path(j->arena, card->section_slug, card->slug, card->id);
    if (!str_eq(m->route.slug, card->slug) || !str_eq(m->route.section, card->section_slug)) {
        m->status = 301;
        m->location = m->path;
        return RC_OK;
    }
    job_claim(j, card->id);
    m->place = (struct blocks_place){
        .article_id = card->id, .section_id = stored->section_id, .story_id = card->story_id};
    make_section_crumbs(m, state_section_by_id(j->state, stored->section_id));
    m->page.kind = STR("article");
    m->regions = (struct make_regions){.top = REGION_ARTICLE_TOP,
                                       .main = REGION_ARTICLE_MAIN,
                                       .side = REGION_ARTICLE_SIDE,
                                       .bottom = REGION_ARTICLE_BOTTOM};
    rc = make_reserve(m);
    if (!rc)
        rc = fill_view(m, stored, view);
    if (rc)
        return rc;
    m->page.article = view;
    return RC_OK;
}
