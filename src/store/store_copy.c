/* Deep copies of commands, so that a caller's memory may go as soon as a command is queued. Of an
 * article only what the writer needs: its body travels as body_json. */
#include "article/story.h"
#include "register/facts.h"
#include "store/store_internal.h"

static void copy_str(struct arena *a, struct str *s)
{
    *s = str_copy(a, *s);
}

static void copy_texts(struct arena *a, struct article_texts *texts)
{
    texts->items = arena_copy(a, texts->items, texts->items_n, sizeof *texts->items);
    for (size_t i = 0; texts->items && i < texts->items_n; i++)
        copy_str(a, &texts->items[i]);
}

static void copy_terms(struct arena *a, struct store_terms *terms)
{
    terms->keys = arena_copy(a, terms->keys, terms->n, sizeof *terms->keys);
}

static const struct article *copy_article(struct arena *a, const struct article *art)
{
    struct article *copy = arena_alloc(a, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = (struct article){
        .title = str_copy(a, art->title),
        .kicker = str_copy(a, art->kicker),
        .published_ms = art->published_ms,
        .updated_ms = art->updated_ms,
        .source_name = str_copy(a, art->source_name),
        .source_url = str_copy(a, art->source_url),
        .tags = art->tags,
        .topics = art->topics,
        .featured = art->featured,
        .comments_closed = art->comments_closed,
        .sponsor = str_copy(a, art->sponsor),
        .contributors_n = art->contributors_n,
    };
    copy_texts(a, &copy->tags);
    copy_texts(a, &copy->topics);
    copy->contributors =
        arena_copy(a, art->contributors, art->contributors_n, sizeof *art->contributors);
    for (size_t i = 0; copy->contributors && i < copy->contributors_n; i++)
        copy_str(a, &copy->contributors[i].name);
    return copy;
}

static void copy_put_section(struct arena *a, struct store_put_section *put)
{
    copy_str(a, &put->name);
    copy_str(a, &put->slug);
    copy_str(a, &put->parent_slug);
}

static void copy_old_address(struct arena *a, struct old_address *from)
{
    copy_str(a, &from->host);
    copy_str(a, &from->path);
}

static void copy_add_redirects(struct arena *a, struct store_add_redirects *add)
{
    add->from = arena_copy(a, add->from, add->from_n, sizeof *add->from);
    for (size_t i = 0; add->from && i < add->from_n; i++)
        copy_old_address(a, &add->from[i]);
}

static void copy_comments(struct arena *a, struct store_import_comments *in)
{
    struct store_foreign_comment *comments =
        arena_copy(a, in->comments, in->comments_n, sizeof *comments);
    in->comments = comments;
    for (size_t i = 0; comments && i < in->comments_n; i++) {
        copy_str(a, &comments[i].key);
        copy_str(a, &comments[i].parent);
        copy_str(a, &comments[i].name);
        copy_str(a, &comments[i].text);
    }
}

static void copy_put_article(struct arena *a, struct store_put_article *put)
{
    put->article = copy_article(a, put->article);
    copy_str(a, &put->body_json);
    copy_texts(a, &put->import_keys);
    copy_str(a, &put->section_slug);
    copy_str(a, &put->slug);
    copy_str(a, &put->excerpt);
    copy_str(a, &put->picture);
    copy_str(a, &put->picture_alt);
    put->related_ids = arena_copy(a, put->related_ids, put->related_ids_n, sizeof(int64_t));
    copy_terms(a, &put->search);
    copy_str(a, &put->brought.who);
    copy_str(a, &put->brought.what);
    put->facts = put->facts ? facts_copy(a, put->facts) : NULL;
    copy_add_redirects(a, &put->moved);
    copy_comments(a, &put->talk);
}

static void copy_decide(struct arena *a, struct store_decide *decide)
{
    decide->article_ids =
        arena_copy(a, decide->article_ids, decide->article_ids_n, sizeof *decide->article_ids);
    copy_str(a, &decide->name);
    copy_str(a, &decide->office);
    copy_str(a, &decide->by);
}

static void copy_flush(struct arena *a, struct store_flush *flush)
{
    flush->views = arena_copy(a, flush->views, flush->views_n, sizeof *flush->views);
    flush->days = arena_copy(a, flush->days, flush->days_n, sizeof *flush->days);
    flush->creatives =
        arena_copy(a, flush->creatives, flush->creatives_n, sizeof *flush->creatives);
    flush->visitors = arena_copy(a, flush->visitors, flush->visitors_n, sizeof *flush->visitors);
}

static void copy_creative(struct arena *a, struct store_creative *creative)
{
    copy_str(a, &creative->slot);
    copy_str(a, &creative->picture);
    copy_str(a, &creative->alt);
    copy_str(a, &creative->link);
    copy_str(a, &creative->title);
    copy_str(a, &creative->brought_by);
}

static void copy_feed(struct arena *a, struct store_feed *f)
{
    copy_str(a, &f->name);
    copy_str(a, &f->logo);
    copy_str(a, &f->feed_url);
    copy_str(a, &f->site_url);
    copy_str(a, &f->section_slug);
    copy_str(a, &f->sections);
    copy_str(a, &f->agreement_number);
    f->state = (struct store_feed_state){0}; /* not written by this command */
    f->hub = (struct store_feed_hub){0};
}

static void copy_feed_item(struct arena *a, struct store_feed_item *item)
{
    copy_str(a, &item->guid);
    copy_str(a, &item->url);
    copy_str(a, &item->title);
    copy_str(a, &item->reason);
    copy_str(a, &item->page_etag);
    copy_str(a, &item->page_modified);
    copy_str(a, &item->body);
}

/* What the fetcher says. */
static void copy_feed_word(struct arena *a, struct store_command *c)
{
    if (c->kind == STORE_SET_FEED_STATE) {
        copy_str(a, &c->set_feed_state.etag);
        copy_str(a, &c->set_feed_state.modified);
        copy_str(a, &c->set_feed_state.error);
    } else if (c->kind == STORE_SET_FEED_HUB) {
        copy_str(a, &c->set_feed_hub.topic);
        copy_str(a, &c->set_feed_hub.hub);
        copy_str(a, &c->set_feed_hub.token);
        copy_str(a, &c->set_feed_hub.secret);
    } else if (c->kind == STORE_SET_FEED_LOGO) {
        copy_str(a, &c->set_feed_logo.logo);
    } else if (c->kind == STORE_SET_FEED_NAME) {
        copy_str(a, &c->set_feed_name.name);
    } else if (c->kind == STORE_ADD_FEED_EVENT) {
        copy_str(a, &c->add_feed_event.kind);
        copy_str(a, &c->add_feed_event.source_name);
        copy_str(a, &c->add_feed_event.words);
    }
}

static void copy_add_place_redirects(struct arena *a, struct store_add_place_redirects *add)
{
    copy_str(a, &add->slug);
    copy_str(a, &add->name);
    copy_str(a, &add->target);
    add->from = arena_copy(a, add->from, add->from_n, sizeof *add->from);
    for (size_t i = 0; add->from && i < add->from_n; i++)
        copy_old_address(a, &add->from[i]);
}

static void copy_links(struct arena *a, struct link **links, size_t n)
{
    *links = arena_copy(a, *links, n, sizeof **links);
    for (size_t i = 0; *links && i < n; i++) {
        copy_str(a, &(*links)[i].url);
        copy_str(a, &(*links)[i].domain);
    }
}

static void copy_note_links(struct arena *a, struct store_note_links *note)
{
    copy_links(a, &note->links, note->links_n);
    copy_str(a, &note->origin.who);
    copy_str(a, &note->origin.what);
}

static void copy_by(struct arena *a, struct store_by *by)
{
    copy_str(a, &by->who);
    copy_str(a, &by->network);
}

static void copy_decide_links(struct arena *a, struct store_decide_links *decide)
{
    decide->domains = arena_copy(a, decide->domains, decide->domains_n, sizeof *decide->domains);
    for (size_t i = 0; decide->domains && i < decide->domains_n; i++)
        copy_str(a, &decide->domains[i]);
    copy_str(a, &decide->by);
    copy_str(a, &decide->reason);
    copy_by(a, &decide->account);
}

static void copy_media_origin(struct arena *a, struct store_media_origin *origin)
{
    copy_str(a, &origin->key);
    copy_str(a, &origin->path);
    copy_str(a, &origin->creator);
    copy_str(a, &origin->credit);
    copy_str(a, &origin->caption);
}

static void copy_set_redirect(struct arena *a, struct store_set_redirect *set)
{
    copy_old_address(a, &set->from);
    copy_str(a, &set->target);
    copy_old_address(a, &set->target_from);
}

/* What the desk says. */
static void copy_desk_word(struct arena *a, struct store_command *c)
{
    if (c->kind == STORE_CHANGE_ACCOUNT) {
        copy_str(a, &c->change_account.name);
        copy_str(a, &c->change_account.password);
        copy_str(a, &c->change_account.code);
        copy_by(a, &c->change_account.by);
    } else if (c->kind == STORE_CHANGE_SESSION) {
        copy_str(a, &c->change_session.password);
        copy_str(a, &c->change_session.code);
        copy_str(a, &c->change_session.agent);
        copy_by(a, &c->change_session.by);
    } else if (c->kind == STORE_NOTE) {
        copy_str(a, &c->note.about);
        copy_by(a, &c->note.by);
    } else if (c->kind == STORE_SET_AUTHOR_KEY) {
        copy_by(a, &c->set_author_key.by);
    } else if (c->kind == STORE_SIGN_ARTICLE) {
        copy_by(a, &c->sign_article.by);
    } else if (c->kind == STORE_MODERATE) {
        copy_by(a, &c->moderate.by);
    }
}

static void copy_members(struct arena *a, struct store_command *c)
{
    switch (c->kind) {
    case STORE_PUT_SECTION: copy_put_section(a, &c->put_section); return;
    case STORE_PUT_ARTICLE: copy_put_article(a, &c->put_article); return;
    case STORE_PUT_REGISTER:
        if (c->put_register.facts)
            c->put_register.facts = facts_copy(a, c->put_register.facts);
        return;
    case STORE_DECIDE: copy_decide(a, &c->decide); return;
    case STORE_REINDEX: copy_terms(a, &c->reindex.search); return;
    case STORE_PUT_STORY:
        copy_str(a, &c->put_story.source);
        copy_str(a, &c->put_story.signature);
        return;
    case STORE_IMPORT_COMMENTS: copy_comments(a, &c->import_comments); return;
    case STORE_ADD_COMMENT:
        copy_str(a, &c->add_comment.name);
        copy_str(a, &c->add_comment.text);
        return;
    case STORE_FLUSH: copy_flush(a, &c->flush); return;
    case STORE_PUT_CREATIVE: copy_creative(a, &c->put_creative); return;
    case STORE_PUT_MEDIA:
        copy_str(a, &c->put_media.path);
        copy_str(a, &c->put_media.type);
        copy_str(a, &c->put_media.files);
        return;
    case STORE_PUT_MEDIA_ORIGIN: copy_media_origin(a, &c->put_media_origin); return;
    case STORE_PUT_FEED: copy_feed(a, &c->put_feed); return;
    case STORE_PUT_FEED_ITEM: copy_feed_item(a, &c->put_feed_item); return;
    case STORE_SET_FEED_STATE:
    case STORE_SET_FEED_HUB:
    case STORE_SET_FEED_LOGO:
    case STORE_SET_FEED_NAME:
    case STORE_ADD_FEED_EVENT: copy_feed_word(a, c); return;
    case STORE_ADD_REDIRECTS: copy_add_redirects(a, &c->add_redirects); return;
    case STORE_ADD_PLACE_REDIRECTS: copy_add_place_redirects(a, &c->add_place_redirects); return;
    case STORE_SET_REDIRECT: copy_set_redirect(a, &c->set_redirect); return;
    case STORE_REMOVE_REDIRECT: copy_old_address(a, &c->remove_redirect.from); return;
    case STORE_SET:
        copy_str(a, &c->set.name);
        copy_str(a, &c->set.value);
        return;
    case STORE_NOTE_LINKS: copy_note_links(a, &c->note_links); return;
    case STORE_DECIDE_LINKS: copy_decide_links(a, &c->decide_links); return;
    case STORE_MODERATE:
    case STORE_CHANGE_ACCOUNT:
    case STORE_CHANGE_SESSION:
    case STORE_SET_AUTHOR_KEY:
    case STORE_SIGN_ARTICLE:
    case STORE_NOTE: copy_desk_word(a, c); return;
    case STORE_SEAL_FILE: copy_str(a, &c->seal_file.name); return;
    case STORE_NEW_KEY:
    case STORE_WITHDRAW:
    case STORE_PRUNE_REGISTER:
    case STORE_REACT:
    case STORE_SET_FEED_DUE:
    case STORE_REMOVE_FEED:
    case STORE_REMOVE_CREATIVE: return; /* values only */
    }
}

/* On the caller's thread, so that the writer has less to do. What making a signature needs does not
 * wait in the queue with the job. */
static void read_body(struct store_job *job, const struct article *art)
{
    enum { SCRATCH_BYTES = 64 << 20 }; /* the text of an article of the largest size, normalised */
    struct arena scratch;
    arena_init(&scratch, SCRATCH_BYTES);
    job->has_video = article_lead_video(art) != NULL;
    job->story_signature = str_copy(&job->arena, article_signature(&scratch, art));
    job->story_source = article_source_key(&job->arena, art);
    article_links(&scratch, art, &job->links, &job->links_n);
    copy_links(&job->arena, &job->links, job->links_n);
    if (arena_failed(&scratch))
        job->arena.failed = true;
    arena_release(&scratch);
}

enum rc store_command_copy(struct store_job *job, const struct store_command *c)
{
    job->command = *c;
    if (c->kind == STORE_PUT_ARTICLE)
        read_body(job, c->put_article.article);
    copy_members(&job->arena, &job->command);
    return arena_failed(&job->arena) ? RC_NOMEM : RC_OK;
}
