#include "site/make_history.h"

#include "article/article_json.h"
#include "article/author_mark.h"
#include "article/word_diff.h"
#include "base/clock.h"
#include "page/templates.h"

enum { DIFF_ARENA_BYTES = 256 << 20 }; /* two articles of the largest size, read and compared */

static struct str act_words(const struct words *t, enum seal_act act)
{
    switch (act) {
    case SEAL_FOUND: return t->history_found;
    case SEAL_PUBLISHED: return t->history_published;
    case SEAL_CHANGED: return t->history_changed;
    case SEAL_WITHDRAWN: return t->history_withdrawn;
    case SEAL_RESTORED: return t->history_restored;
    case SEAL_DRAFTED: return t->history_drafted;
    case SEAL_REMOVED:
    case SEAL_REPLACED:
    case SEAL_ACT_COUNT: break;
    }
    return STR("");
}

/* ---- what changed ---- */

/* All words of a revision; one that does not parse has none. */
static struct str words_of_body(struct arena *a, struct str body)
{
    struct article art;
    struct article_json_options options = {.trusted_html = true};
    if (article_json_read(a, body, options, &art, NULL))
        return STR("");
    return article_plain_text(a, &art);
}

static void fill_changes(struct arena *a, const struct word_diff_piece *pieces, size_t n,
                         struct view_history_entry *view)
{
    struct view_change *changes = arena_array(a, n, sizeof *changes);
    for (size_t i = 0; changes && i < n; i++)
        changes[i] = (struct view_change){.text = str_copy(a, pieces[i].text),
                                          .added = pieces[i].kind == WORD_DIFF_ADDED,
                                          .removed = pieces[i].kind == WORD_DIFF_REMOVED,
                                          .gap = pieces[i].kind == WORD_DIFF_GAP,
                                          .same = pieces[i].kind == WORD_DIFF_SAME};
    view->changes = changes;
    view->changes_n = changes ? n : 0;
}

/* What the entry has changed since the one before it. */
static enum rc compare(struct make *m, const struct seal *before, const struct seal *s,
                       struct view_history_entry *view)
{
    const struct words *t = m->job->state->words;
    struct arena scratch;
    struct str old = STR("");
    struct str text = STR("");
    bool old_holds = false;
    bool holds = false;
    arena_init(&scratch, DIFF_ARENA_BYTES);
    enum rc rc =
        store_sealed_revision(m->job->reader, &scratch, before, &old, &old_holds, m->job->err);
    if (!rc)
        rc = store_sealed_revision(m->job->reader, &scratch, s, &text, &holds, m->job->err);
    if (!rc && holds && old_holds) {
        size_t n = 0;
        const struct word_diff_piece *pieces =
            word_diff(&scratch, words_of_body(&scratch, old), words_of_body(&scratch, text), &n);
        if (arena_failed(&scratch))
            rc = fail(m->job->err, RC_NOMEM, "out of memory");
        else if (n)
            fill_changes(m->job->arena, pieces, n, view);
        else
            view->note = t->history_same_text;
    } else if (!rc) {
        view->note = t->history_broken;
    }
    arena_release(&scratch);
    return rc;
}

/* So much of a key tells it from all others of a site. */
static struct str author_key(struct arena *a, const struct seal *s)
{
    struct author_mark mark;
    return author_mark_read(s->name, &mark) && author_mark_holds(s, &mark)
               ? hash_hex(a, mark.key.bytes, sizeof mark.key.bytes / 2)
               : STR("");
}

static enum rc fill_entry(struct make *m, const struct seal *seals, size_t i,
                          struct view_history_entry *view)
{
    struct arena *a = m->job->arena;
    const struct words *t = m->job->state->words;
    const struct seal *s = &seals[i];
    *view = (struct view_history_entry){
        .what = act_words(t, s->act),
        .time = clock_vietnamese(a, s->at_ms),
        .time_rfc3339 = clock_rfc3339(a, s->at_ms),
        .number = job_digits(m->job, s->seq),
        .proof_url = route_history_path(a, s->object_id, s->seq),
        .author_key = author_key(a, s),
    };
    if (i == 0)
        return RC_OK;
    if (seal_hash_eq(&s->content, &seals[i - 1].content)) {
        view->note = s->act == SEAL_CHANGED ? t->history_same : STR("");
        return RC_OK;
    }
    return compare(m, &seals[i - 1], s, view);
}

static enum rc fill_entries(struct make *m, struct view_history *view)
{
    struct seal *seals = NULL;
    size_t n = 0;
    struct job *j = m->job;
    enum rc rc = store_article_seals(j->reader, j->arena, m->route.id, &seals, &n, j->err);
    if (rc)
        return rc;
    size_t shown = n < HISTORY_SHOWN_MAX ? n : HISTORY_SHOWN_MAX;
    struct view_history_entry *entries = arena_array(j->arena, shown, sizeof *entries);
    if (!entries)
        return RC_NOMEM;
    for (size_t i = 0; i < shown && !rc; i++)
        rc = fill_entry(m, seals, n - 1 - i, &entries[i]);
    view->entries = entries;
    view->entries_n = shown;
    return rc;
}

/* ---- the page ---- */

/* Whether readers may see the article: 200, or the status that says why not. */
static enum rc read_article(struct job *j, int64_t id, struct store_article *out, int *status)
{
    enum rc rc = store_article_by_id(j->reader, j->arena, id, out, j->err);
    *status = 200;
    if (rc == RC_NOTFOUND || (!rc && out->card.listed_ms > j->now_ms))
        *status = 404;
    else if (!rc && out->state == STORE_ARTICLE_WITHDRAWN)
        *status = 410;
    job_tag_id(j, "article", id);
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc fill_key(struct make *m, struct view_history *view)
{
    struct sign_public key;
    enum rc rc = store_seal_key(m->job->reader, &key, m->job->err);
    if (!rc)
        view->key = hash_hex(m->job->arena, key.bytes, sizeof key.bytes);
    return rc;
}

enum rc make_history(struct make *m)
{
    struct job *j = m->job;
    int status = 200;
    struct store_article *stored = arena_alloc(j->arena, sizeof *stored);
    struct view_history *view = arena_alloc(j->arena, sizeof *view);
    if (!stored || !view)
        return RC_NOMEM;
    enum rc rc = read_article(j, m->route.id, stored, &status);
    if (rc)
        return rc;
    if (status != 200) {
        make_missing(m, status);
        return RC_OK;
    }
    rc = store_article_verify(j->reader, m->route.id, j->err);
    if (rc)
        return rc == RC_DENIED ? make_withheld(m) : rc;
    m->path = route_history_path(j->arena, m->route.id, 0);
    m->page.kind = STR("history");
    m->regions = (struct make_regions){.none = true};
    view->title = stored->article.title;
    view->url =
        route_article_path(j->arena, stored->card.section_slug, stored->card.slug, stored->card.id);
    rc = fill_entries(m, view);
    if (!rc)
        rc = fill_key(m, view);
    if (rc)
        return rc;
    make_section_crumbs(m, state_section_by_id(j->state, stored->section_id));
    make_crumb(m, j->state->words->history, m->path);
    make_head(
        m,
        str_format(j->arena, "%.*s: %.*s", STR_ARG(j->state->words->history), STR_ARG(view->title)),
        j->state->words->history_intro);
    m->head.noindex = true;
    m->page.history = view;
    return RC_OK;
}

/* ---- proofs ---- */

static enum rc write_proof(struct job *j, struct route route, struct buf *out, bool *found)
{
    struct seal *path = NULL;
    size_t n = 0;
    struct str body = STR("");
    bool holds = false;
    const struct store_seal_range range = {.head = route.head, .seq = route.entry};
    enum rc rc = store_seal_path(j->reader, j->arena, range, &path, &n, j->err);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    const struct seal *s = &path[n - 1];
    *found = s->thing == SEAL_ARTICLE && s->object_id == route.id;
    if (!*found)
        return RC_OK;
    rc = store_sealed_revision(j->reader, j->arena, s, &body, &holds, j->err);
    if (!rc && !holds)
        rc = fail(j->err, RC_DENIED, "article %lld: revision %lld is not what was sealed",
                  (long long)route.id, (long long)s->revision);
    if (!rc)
        seal_proof_json(out, path, n, body);
    return rc;
}

enum rc history_proof_make(struct job *j, struct route route, struct made *out)
{
    struct store_article *stored = arena_alloc(j->arena, sizeof *stored);
    struct page_out page;
    struct buf text;
    int status = 404;
    bool found = false;
    buf_init(&text, j->arena);
    enum rc rc = stored ? read_article(j, route.id, stored, &status) : RC_NOMEM;
    if (!rc && status == 200)
        rc = write_proof(j, route, &text, &found);
    if (rc)
        return rc;
    *out = (struct made){.status = 404};
    if (!found)
        return RC_OK;
    page_out_init(&page, j->arena);
    page.plain = j->plain;
    page_put_literal(&page, buf_view(&text));
    out->page = page_finish(&page, STR("application/json"), j->tags.p, j->tags.n);
    out->status = 200;
    return out->page ? RC_OK : fail(j->err, RC_LIMIT, "a proof larger than its limit");
}
