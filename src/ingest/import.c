#include "ingest/import.h"

#include "article/article_json.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/url.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "ingest/fetch_rules.h"
#include "ingest/files.h"
#include "ingest/import_agreement.h"
#include "ingest/import_folder.h"
#include "ingest/import_home.h"
#include "ingest/import_key.h"
#include "ingest/import_moved.h"
#include "ingest/import_own.h"
#include "ingest/import_put.h"
#include "ingest/import_queue.h"
#include "ingest/import_section.h"
#include "ingest/import_talk.h"
#include "ingest/import_wait.h"
#include "ingest/media_article.h"
#include "ingest/page.h"
#include "ingest/reader.h"
#include "source/document_link.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    RUN_ARENA_BYTES = 1 << 30,    /* names of a million files, and the articles that wait */
    PLACE_ARENA_BYTES = 96 << 20, /* the addresses of one list page, or a document */
    TITLE_SHOWN_CP = 80,
};

struct incoming;

struct import {
    const struct import_job *job;
    struct import_counts *counts;
    struct arena *a; /* of the run */
    struct section_book sections;
    struct import_agreements agreements;
    struct map stems; /* stem -> struct str *: a key of the article, NULL when two files have it */
    struct vec waiting;
    struct map titles; /* keys of the current file */
    struct map taken;  /* of the current file: id of an article -> struct marks * */
    struct import_queue queue;
    size_t named_waiting; /* of the queue: taken does not have them yet */
    struct import_progress progress;
    uint64_t bytes_before; /* of the files done */
    const char *path;
    const char *folder; /* of the operator's that path was found in; NULL: it was named itself */
    struct str real_path;
    const struct incoming *current; /* the article at hand, for what is told of it */
    struct vec files;               /* struct moved_file: its own */
    enum rc rc;                     /* the store's failure, which ends the run */
    struct err *e;
    struct raster_child *raster;   /* decodes pictures */
    struct child *pages;           /* reads HTML */
    struct media_archive *archive; /* pictures of the file at hand, when it is a web archive */
};

/* A picture or a document, where it was and where it is. */
struct moved_file {
    struct str src;
    struct str path;
};

static const struct reader_place WHOLE_FILE = {"", 0, false};

/* Failures of the place rather than of one article. */
static bool ends_run(enum rc rc)
{
    return rc == RC_IO || rc == RC_CORRUPT || rc == RC_BUSY;
}

static void failed(struct import *im, const char *path, struct reader_place place,
                   const char *cause)
{
    if (place.is_page)
        im->counts->refused++;
    else
        im->counts->failed++;
    im->job->listener.failed(im->job->listener.ctx, path, place, cause);
}

static void tell_progress(struct import *im)
{
    im->progress.counts = *im->counts;
    im->job->listener.progressed(im->job->listener.ctx, &im->progress);
}

static void list_failed(void *ctx, const char *path, const struct err *e)
{
    failed(ctx, path, WHOLE_FILE, e->text);
}

static void take(struct import *im, struct import_taken taken)
{
    if (taken.created)
        im->counts->created++;
    else if (taken.changed)
        im->counts->updated++;
    else
        im->counts->unchanged++;
    if (im->job->listener.took)
        im->job->listener.took(im->job->listener.ctx, &taken);
}

/* ---- related articles ---- */

/* The key of the file that url names: one of this run, else the one that lies, or lay, beside
 * real_path. Empty if two files of this run have that stem. */
static struct str key_of_stem(const struct import *im, struct arena *a, struct str real_path,
                              struct str url)
{
    void *key = NULL;
    if (map_get(&im->stems, url, &key))
        return key ? *(const struct str *)key : STR("");
    struct str stem = import_stem(real_path);
    size_t folder = str_find_last_byte(real_path, '/');
    size_t after = folder < real_path.n ? folder + 1 + stem.n : stem.n;
    return str_format(a, "path:%.*s/%.*s%.*s", STR_ARG(str_first(real_path, folder)), STR_ARG(url),
                      STR_ARG(str_from(real_path, after)));
}

struct related {
    int64_t *ids;
    size_t n;
    bool complete; /* every named file is in the store */
};

/* Replaces the stems in art by "article:<id>" where the article is in the store. */
static enum rc resolve(struct import *im, struct arena *a, const struct import_waiting *w,
                       struct article *art, struct related *out, struct err *e)
{
    struct vec ids = VEC(int64_t, a);
    *out = (struct related){.complete = true};
    for (size_t i = 0; i < art->blocks_n; i++) {
        for (size_t k = 0; k < art->blocks[i].links_n; k++) {
            struct article_link *link = &art->blocks[i].links[k];
            int64_t id = 0;
            if (!import_is_stem(link->url))
                continue;
            struct str key = key_of_stem(im, a, w->real_path, link->url);
            enum rc rc = store_article_by_import_key(im->job->reader, key, &id, e);
            if (rc == RC_NOTFOUND) {
                out->complete = out->complete && !map_get(&im->stems, link->url, NULL);
                continue;
            }
            if (rc)
                return rc;
            link->url = str_format(a, "article:%lld", (long long)id);
            int64_t *kept = vec_push(&ids);
            if (kept)
                *kept = id;
        }
    }
    out->ids = ids.p;
    out->n = ids.n;
    return RC_OK;
}

/* ---- which article it is ---- */

/* An export may name two articles alike (a copied guid), or hold one twice (two exports put together). */
struct marks {
    uint64_t names; /* address and guid */
    uint64_t words;
};

/* What the store knows of an article that was read. */
struct identity {
    bool is_named; /* by the export that it is one of many of: marks are set */
    struct marks marks;
    struct article_texts keys; /* to put it under; those that name another article are left out */
    struct str key;            /* that it is in the store under, at the latest when it was put */
    bool known;
    bool is_copy;  /* another file or an address stands for it: it is left as it is */
    bool is_twice; /* it stands in this file before, with other words */
    struct store_article article; /* if known */
};

/* ---- twice in one file ---- */

static uint64_t mark_of(struct str text)
{
    struct hash_content hash = hash_content(text);
    uint64_t mark = 0;
    for (size_t i = 0; i < sizeof mark; i++)
        mark = mark << 8 | hash.bytes[i];
    return mark;
}

static struct marks marks_of(struct arena *a, const struct article *art, struct str guid)
{
    struct buf words;
    buf_init(&words, a);
    article_json_write(&words, art);
    struct str names = str_format(a, "%.*s\n%.*s", STR_ARG(art->url), STR_ARG(guid));
    return (struct marks){mark_of(names), mark_of(buf_view(&words))};
}

static struct str id_key(const int64_t *id)
{
    return (struct str){(const char *)id, sizeof *id};
}

/* After an article of an export went in: what else of this file must not be taken for it. */
static void mark_taken(struct import *im, int64_t id, struct marks marks)
{
    struct marks *kept = arena_alloc(im->taken.arena, sizeof *kept);
    int64_t *key = arena_alloc(im->taken.arena, sizeof *key);
    if (!kept || !key)
        return;
    *kept = marks;
    *key = id;
    map_set(&im->taken, id_key(key), kept);
}

/* Whether the article that key names is art; it is not when their addresses differ. */
static enum rc recognise_by(struct import *im, struct arena *a, struct str key,
                            const struct article *art, struct identity *out, struct err *e)
{
    int64_t id = 0;
    struct article_texts theirs = {0};
    struct store_article known;
    enum rc rc = store_article_by_import_key(im->job->reader, key, &id, e);
    if (rc == RC_OK)
        rc = store_article_by_id(im->job->reader, a, id, &known, e);
    if (rc == RC_OK)
        rc = store_import_keys(im->job->reader, a, id, &theirs, e);
    if (rc)
        return rc;
    if (!import_key_is(key, IMPORT_KEY_GUID) && art->url.n && known.article.url.n &&
        !str_eq(art->url, known.article.url))
        return RC_CONFLICT;
    void *before = NULL;
    bool here = out->is_named && map_get(&im->taken, id_key(&id), &before);
    if (here && ((const struct marks *)before)->names != out->marks.names)
        return RC_CONFLICT; /* another article of this file, which is named like it */
    out->is_twice = here && ((const struct marks *)before)->words != out->marks.words;
    out->known = true;
    out->key = key;
    out->article = known;
    out->is_copy =
        import_key_is(key, IMPORT_KEY_TEXT) && import_key_stands_elsewhere(a, out->keys, theirs);
    return RC_OK;
}

static enum rc identify(struct import *im, struct arena *a, const struct article *art,
                        struct identity *out, struct err *e)
{
    size_t kept = 0;
    if (import_queue_has(&im->queue, out->keys)) /* the reader is to see it */
        import_queue_take(&im->queue, 0);
    for (size_t i = 0; i < out->keys.items_n; i++) {
        struct str key = out->keys.items[i];
        enum rc rc = out->known ? RC_OK : recognise_by(im, a, key, art, out, e);
        if (rc && rc != RC_NOTFOUND && rc != RC_CONFLICT)
            return rc;
        if (rc != RC_CONFLICT)
            out->keys.items[kept++] = key;
    }
    out->keys.items_n = kept;
    if (!out->known && kept)
        out->key = out->keys.items[0];
    return arena_failed(a) ? fail(e, RC_NOMEM, "article needs more memory than its limit") : RC_OK;
}

/* ---- one article ---- */

/* What was read before keeps its first provenance: where a copy lies is no change of the article. */
static void keep_provenance(const struct identity *who, struct article *art)
{
    if (!who->known)
        return;
    art->provenance_format = who->article.article.provenance_format;
    art->provenance_path = who->article.article.provenance_path;
    art->provenance_captured_ms = who->article.article.provenance_captured_ms;
}

/* An article on its way in. */
struct incoming {
    const struct reader_item *item;
    struct article art;
    struct identity who;
    struct import_old old; /* none unless they are to lead here */
    struct store_import_comments talk;
    struct str held; /* why it may not be listed; "" = it may */
};

/* in lacks its section, its time, and who brings it. */
static enum rc put_command(struct import *im, struct arena *a, struct put_input in,
                           struct store_command *out, struct err *e)
{
    enum rc rc = section_book_place(&im->sections, a, in.article, &in.section_slug, e);
    if (rc)
        return rc;
    in.now_ms = im->job->now_ms;
    in.undated_ms = import_undated_ms(in.article, in.now_ms);
    in.brought = im->job->brought;
    return import_put_command(a, in, out, e);
}

static enum rc put_article(struct import *im, struct arena *a, struct put_input in,
                           struct store_result *result, struct err *e)
{
    struct store_command put;
    enum rc rc = put_command(im, a, in, &put, e);
    return rc ? rc : store_run(im->job->store, &put, result, e);
}

/* Only a file that is one article can be named. */
static void remember_stem(struct import *im, struct str key, size_t place)
{
    struct str stem = import_stem(str_view(im->path));
    struct str *kept = place ? NULL : arena_alloc(im->a, sizeof *kept);
    if (!kept)
        return;
    *kept = str_copy(im->a, key);
    bool twice = map_get(&im->stems, stem, NULL);
    map_set(&im->stems, str_copy(im->a, stem), twice ? NULL : kept);
}

static enum rc let_wait(struct import *im, const struct incoming *in, struct article_texts stems,
                        struct err *e)
{
    struct buf json;
    buf_init(&json, im->a);
    article_json_write(&json, &in->art);
    struct import_waiting *w = vec_push(&im->waiting);
    if (!w || buf_failed(&json))
        return fail(e, RC_NOMEM, "too many articles name related ones");
    *w = (struct import_waiting){.path = im->path,
                                 .real_path = im->real_path,
                                 .keys = import_texts_copy(im->a, in->who.keys),
                                 .old = import_old_copy(im->a, in->old),
                                 .place = in->item->place,
                                 .json = buf_view(&json),
                                 .stems = import_texts_copy(im->a, stems),
                                 .known = in->who.known,
                                 .held = in->held.n > 0};
    return RC_OK;
}

static bool is_moved(const struct import *im, const struct reader_item *item)
{
    switch (im->job->moved) {
    case IMPORT_MOVED_EXPORTS: return item->is_export;
    case IMPORT_MOVED_ALL: return true;
    case IMPORT_MOVED_NONE: return false;
    }
    ASSERT(false); /* a value of enum import_moved */
}

static enum rc put_moved(struct import *im, int64_t id, struct import_old old, struct err *e)
{
    return import_put_moved(
        im->job->store,
        (struct store_add_redirects){
            .article_id = id, .from = old.from, .from_n = old.n, .now_ms = im->job->now_ms},
        e);
}

/* ---- what comes with an article ---- */

static void warn(struct import *im, struct str src, const char *cause)
{
    const struct import_warning warning = {.path = im->path,
                                           .place = im->current->item->place,
                                           .title = im->current->art.title,
                                           .src = src,
                                           .document = document_link_is(src),
                                           .cause = cause};
    im->job->listener.warned(im->job->listener.ctx, &warning);
}

static void link_refused(void *ctx, struct str url, enum link_refusal refusal)
{
    struct import *im = ctx;
    im->counts->links_refused++;
    warn(im, STR(""), link_refusal_line(im->current->item->a, url, refusal));
}

static void medium_refused(void *ctx, struct str src, const struct err *e)
{
    struct import *im = ctx;
    im->counts->left_out++;
    warn(im, src, e->text);
}

static void medium_taken(void *ctx, struct str src, struct str path)
{
    struct import *im = ctx;
    struct moved_file *file = vec_push(&im->files);
    if (file)
        *file = (struct moved_file){src, path};
}

/* Whose paths the article's are: its site's, else those of the article alone. */
static struct str site_of(const struct incoming *in)
{
    struct str origin = url_origin(in->item->a, in->art.url);
    return origin.n == 0 && in->item->doc ? in->item->doc->guid : origin;
}

static void take_media(struct import *im, struct incoming *in)
{
    const struct media_target target = {im->job->media_folder, im->job->store, im->job->reader,
                                        im->raster};
    const struct media_origin origin = {
        .path = im->path,
        .folder = im->folder,
        .page = in->art.url,
        .quiet = str_eq(in->art.provenance_format, STR("capture")),
        .uploads = im->job->uploads_folder,
        .archive = im->archive,
        .web = im->job->web,
        .site = site_of(in),
        .home = im->job->origin,
        .refused = medium_refused,
        .took = medium_taken,
        .ctx = im,
    };
    media_take_over(in->item->a, &target, &origin, &in->art);
    for (size_t i = 0; i < in->art.documents_n; i++)
        im->counts->documents += media_path(in->art.documents[i].url).n > 0;
}

/* The addresses that the article's files had lead to them. */
static enum rc put_moved_files(struct import *im, const struct incoming *in, struct err *e)
{
    struct arena *a = in->item->a;
    enum rc rc = RC_OK;
    const struct import_queue_item of = {.path = im->path, .place = in->item->place};
    struct str host = url_origin(a, in->art.url);
    for (size_t i = 0; i < im->files.n && !rc && is_moved(im, in->item); i++) {
        const struct moved_file *file = vec_at(&im->files, i);
        struct import_old old = import_file_addresses(a, file->src, host);
        const struct store_command c = {
            .kind = STORE_ADD_PLACE_REDIRECTS,
            .add_place_redirects = {.target = str_concat(a, STR("/"), file->path),
                                    .from = old.from,
                                    .from_n = old.n,
                                    .now_ms = im->job->now_ms}};
        if (old.n)
            rc = import_queue_follow(&im->queue, &c, &of, e);
    }
    return rc;
}

static void told_of(void *ctx, const char *cause)
{
    warn(ctx, STR(""), cause);
}

static void tell_notes(struct import *im, const struct doc *doc)
{
    struct arena *a = im->current->item->a;
    for (size_t i = 0; doc && i < doc->notes_n; i++)
        warn(im, STR(""), str_cstr(a, doc->notes[i]));
    const struct reader_item *item = im->current->item;
    im->counts->links_refused += item->hidden_n;
    for (size_t i = 0; i < item->hidden_n; i++)
        warn(im, STR(""), str_cstr(a, item->hidden[i]));
}

static bool has_ended(const struct import *im, const struct doc *doc)
{
    return doc && doc->expires_ms > 0 && doc->expires_ms <= im->job->now_ms;
}

static bool is_draft(const struct import *im, const struct incoming *in)
{
    const struct doc *doc = in->item->doc;
    return in->held.n || has_ended(im, doc) || (doc && doc->state == DOC_DRAFT);
}

static struct str status_of(const struct import *im, const struct incoming *in)
{
    const struct doc *doc = in->item->doc;
    bool ended = doc && has_ended(im, doc) && doc->state == DOC_PUBLISHED;
    return ended ? STR("expired") : doc ? doc->status : STR("");
}

/* Loa lists an article until somebody withdraws it. */
static void tell_end(struct import *im, const struct doc *doc)
{
    struct arena *a = im->current->item->a;
    if (!doc || doc->expires_ms <= im->job->now_ms || im->current->who.known ||
        doc->state != DOC_PUBLISHED)
        return;
    struct civil c = civil_from_instant(doc->expires_ms);
    warn(im, STR(""),
         str_cstr(a, str_format(a, "it ends on %02d/%02d/%04d there; withdraw it then by hand",
                                c.day, c.month, c.year)));
}

static struct put_input put_input_of(const struct import *im, const struct incoming *in)
{
    return (struct put_input){.article = &in->art,
                              .import_keys = in->who.keys,
                              .views = in->item->doc ? in->item->doc->views : 0,
                              .old = in->old,
                              .talk = import_talk_first(in->talk),
                              .draft = is_draft(im, in)};
}

static void tell_beside(struct import *im, const struct incoming *in)
{
    bool exported = in->item->doc && in->item->doc->guid.n;
    tell_notes(im, in->item->doc);
    tell_end(im, in->item->doc);
    if (import_is_undated(&in->art) && !in->who.known) {
        im->counts->undated++;
        warn(im, STR(""), import_undated_words(in->item->a, &in->art, im->job->now_ms));
    }
    if (!exported && in->item->is_capture && in->art.blocks_n + in->art.documents_n == 0)
        warn(im, STR(""), "no text found on the page: only its headline and dates are in");
}

/* The item has gone into the store, or failed on its way. */
static void queue_told(void *ctx, const struct import_queue_item *item, enum rc rc,
                       const struct store_result *result, const struct err *e)
{
    struct import *im = ctx;
    im->named_waiting -= item->is_named;
    if (rc) {
        failed(im, item->path, item->place, e->text);
        if (ends_run(rc) && !im->rc)
            im->rc = fail(im->e, rc, "%s", e->text);
        return;
    }
    im->counts->drafts += item->draft && result->created;
    im->counts->held += item->held && result->created;
    im->counts->comments += result->comments_n;
    if (item->is_named)
        mark_taken(im, result->id, (struct marks){item->names, item->words});
    take(im, (struct import_taken){.path = item->path,
                                   .place = item->place,
                                   .article_id = result->id,
                                   .title = item->title,
                                   .status = item->status,
                                   .draft = item->draft,
                                   .created = result->created,
                                   .changed = result->changed});
}

/* With all that comes with it, and with many others, in one commit. */
static enum rc queue_article(struct import *im, const struct incoming *in, struct err *e)
{
    const struct import_queue_item item = {.path = im->path,
                                           .place = in->item->place,
                                           .title = in->art.title,
                                           .status = status_of(im, in),
                                           .keys = in->who.keys,
                                           .draft = is_draft(im, in),
                                           .held = in->held.n > 0,
                                           .is_named = in->who.is_named,
                                           .names = in->who.marks.names,
                                           .words = in->who.marks.words};
    struct store_command put;
    enum rc rc = put_command(im, in->item->a, put_input_of(im, in), &put, e);
    if (!rc)
        rc = import_queue_put(&im->queue, &put, &item, e);
    if (rc)
        return rc;
    im->named_waiting += item.is_named;
    tell_beside(im, in);
    return put_moved_files(im, in, e);
}

/* More comments than go in with an article: it is waited for. */
static enum rc put_whole(struct import *im, struct incoming *in, struct store_result *result,
                         struct err *e)
{
    bool draft = is_draft(im, in);
    enum rc rc = put_article(im, in->item->a, put_input_of(im, in), result, e);
    in->talk.article_id = result->id;
    im->counts->comments += rc ? 0 : result->comments_n;
    if (!rc)
        rc = import_talk_rest(im->job->store, &in->talk, &im->counts->comments, e);
    if (!rc)
        rc = put_moved_files(im, in, e);
    if (!rc)
        tell_beside(im, in);
    im->counts->drafts += !rc && draft && result->created;
    im->counts->held += !rc && in->held.n && result->created;
    return rc;
}

/* Of others: it names a source, or it is a page that no former system of the site has made. */
static bool is_of_others(const struct import *im, const struct incoming *in)
{
    if (article_is_aggregated(&in->art))
        return true;
    return in->item->is_capture && in->art.url.n && !is_moved(im, in->item);
}

static void ask_agreement(struct import *im, struct incoming *in)
{
    struct arena *a = in->item->a;
    const struct store_feed *feed = NULL;
    if (!im->job->needs_agreement || !is_of_others(im, in))
        return;
    in->held = import_agreement_lacks(a, &im->agreements, &in->art, im->job->now_ms, &feed);
    if (feed)
        fetch_keep_scope(a, feed->scope, &in->art);
    if (in->held.n && !in->who.known)
        warn(im, STR(""),
             str_cstr(a, str_format(a, "not listed: %.*s; then: loa article SITE restore ID",
                                    STR_ARG(in->held))));
}

static enum rc put_incoming(struct import *im, struct incoming *in, struct err *e)
{
    struct store_result result = {0};
    in->art.teasers_n = 0;
    im->current = in;
    im->files = VEC(struct moved_file, in->item->a);
    if (is_moved(im, in->item) && (im->job->moved == IMPORT_MOVED_ALL || !in->item->is_agency))
        import_bring_home(in->item->a, &in->art);
    if (im->job->rules)
        link_rules_screen(im->job->rules, in->item->a, &in->art,
                          (struct link_told){link_refused, im});
    ask_agreement(im, in);
    take_media(im, in);
    keep_provenance(&in->who, &in->art);
    bool exported = in->item->doc && in->item->doc->guid.n; /* its links name no files */
    struct article_texts stems = {0};
    if (!exported)
        stems = import_stems_of(in->item->a, &in->art);
    if (stems.items_n)
        return let_wait(im, in, stems, e);
    const struct import_talk talk = {in->item->doc, told_of, im};
    in->talk = import_talk_read(in->item->a, &talk);
    if (in->talk.comments_n <= STORE_IMPORT_COMMENTS_MAX)
        return queue_article(im, in, e);
    import_queue_take(&im->queue, 0); /* told in the order of the file */
    enum rc rc = put_whole(im, in, &result, e);
    if (!rc && in->who.is_named)
        mark_taken(im, result.id, in->who.marks);
    if (!rc)
        take(im, (struct import_taken){.path = im->path,
                                       .place = in->item->place,
                                       .article_id = result.id,
                                       .title = in->art.title,
                                       .status = status_of(im, in),
                                       .draft = is_draft(im, in),
                                       .created = result.created,
                                       .changed = result.changed});
    return rc;
}

/* Article JSON and exports, which the operator's own hand made or took out: a page may claim any address. */
static bool may_name_own(const struct reader_item *item)
{
    return !item->doc || item->is_export;
}

static enum rc take_article(struct import *im, const struct reader_item *item, struct err *e)
{
    struct arena *a = item->a;
    struct incoming in = {.item = item, .art = item->article};
    if (in.art.is_list)
        return fail(e, RC_INVALID, "a list page with %zu links, not an article", in.art.teasers_n);
    struct str own = STR("");
    enum rc rc = may_name_own(item)
                     ? import_own_find(im->job->reader, a, im->job->origin, &in.art, &own, e)
                     : RC_OK;
    if (rc)
        return rc;
    in.who.keys = import_keys(a, (struct import_key_input){
                                     .article = &in.art,
                                     .own = own,
                                     .guid = item->doc ? item->doc->guid : STR(""),
                                     .real_path = im->real_path,
                                     .line = item->line,
                                     .is_capture = item->is_capture,
                                     .titles = &im->titles,
                                 });
    if (im->job->moved != IMPORT_MOVED_NONE)
        in.old = import_old_addresses(a, item, is_moved(im, item));
    in.art.old_urls.items_n = 0;
    in.who.is_named =
        item->is_export && item->doc && item->place.number && (item->doc->guid.n || in.art.url.n);
    if (in.who.is_named)
        in.who.marks = marks_of(a, &in.art, item->doc->guid);
    rc = identify(im, a, &in.art, &in.who, e);
    if (!rc && in.who.is_twice)
        rc =
            fail(e, RC_CONFLICT,
                 "\"%.*s\" has the address and the number of an earlier one in this file, which is "
                 "kept, and other words",
                 STR_ARG(utf8_first_cp(in.art.title, TITLE_SHOWN_CP)));
    if (rc)
        return rc;
    remember_stem(im, in.who.key, item->place.number);
    if (!in.who.is_copy)
        return put_incoming(im, &in, e);
    take(im, (struct import_taken){.path = im->path,
                                   .place = item->place,
                                   .article_id = in.who.article.card.id,
                                   .title = in.art.title});
    return put_moved(im, in.who.article.card.id, in.old, e);
}

static bool found(void *ctx, const struct reader_item *item, enum rc rc, struct reader_place place,
                  const struct err *e)
{
    struct import *im = ctx;
    struct err own = {""};
    if (rc) {
        failed(im, im->path, place, e->text);
        tell_progress(im);
        return true;
    }
    rc = take_article(im, item, &own);
    place.is_page = place.is_page || (im->folder && item->article.is_list);
    if (rc)
        failed(im, im->path, place, own.text);
    tell_progress(im);
    if (ends_run(rc))
        im->rc = fail(im->e, rc, "%s", own.text);
    return !im->rc;
}

/* ---- list pages of the former system ---- */

static enum rc put_place(struct import *im, struct arena *a, const struct doc_place *place,
                         struct err *e)
{
    static const enum store_place PLACES[] = {
        [DOC_PLACE_HOME] = STORE_PLACE_HOME,     [DOC_PLACE_SECTION] = STORE_PLACE_SECTION,
        [DOC_PLACE_TOPIC] = STORE_PLACE_TOPIC,   [DOC_PLACE_TAG] = STORE_PLACE_TAG,
        [DOC_PLACE_AUTHOR] = STORE_PLACE_AUTHOR, [DOC_PLACE_FILE] = STORE_PLACE_NONE,
    };
    struct import_old old = import_place_addresses(a, place->urls, place->urls_n);
    struct import_old feeds = import_place_addresses(a, place->feeds, place->feeds_n);
    const struct article as = {.section = place->name,
                               .breadcrumb = {place->steps, place->steps_n}};
    struct store_add_place_redirects add = {.place = PLACES[place->kind],
                                            .name = place->name,
                                            .from = old.from,
                                            .from_n = old.n,
                                            .now_ms = im->job->now_ms};
    /* a category that is no article's main one is a topic here */
    if (place->kind == DOC_PLACE_SECTION && !section_book_find(&im->sections, a, &as, &add.slug))
        add.place = STORE_PLACE_TOPIC;
    enum rc rc = import_put_place(im->job->store, &add, e);
    add.feed = true;
    add.from = feeds.from;
    add.from_n = feeds.n;
    return rc ? rc : import_put_place(im->job->store, &add, e);
}

static bool is_drawing(struct str url)
{
    struct str end = str_from(url, str_find_last_byte(url, '.'));
    return str_eq_nocase(end, STR(".svg")) || str_eq_nocase(end, STR(".svgz"));
}

/* A document of no article comes along, so that its address leads on. */
static enum rc put_stray(struct import *im, struct arena *a, const struct doc_place *place,
                         struct err *e)
{
    const struct reader_item item = {.a = a, .is_export = true, .place = WHOLE_FILE};
    struct article_document document = {.title = place->name,
                                        .url = place->urls_n ? place->urls[0] : STR("")};
    struct incoming in = {
        .item = &item,
        .art = {
            .title = place->name, .url = document.url, .documents = &document, .documents_n = 1}};
    im->current = &in;
    im->files = VEC(struct moved_file, a);
    if (is_drawing(document.url)) {
        const struct err cause = {"SVG is not taken: it may hold scripts"};
        medium_refused(im, document.url, &cause);
        im->current = NULL;
        return RC_OK;
    }
    take_media(im, &in);
    enum rc rc = put_moved_files(im, &in, e);
    if (rc || im->files.n == 0 || place->urls_n < 2)
        return rc;
    /* the page that it had there */
    const struct moved_file *file = vec_at(&im->files, 0);
    struct import_old old = import_place_addresses(a, place->urls + 1, place->urls_n - 1);
    const struct store_add_place_redirects add = {.target = str_concat(a, STR("/"), file->path),
                                                  .from = old.from,
                                                  .from_n = old.n,
                                                  .now_ms = im->job->now_ms};
    return import_put_place(im->job->store, &add, e);
}

static void found_place(void *ctx, const struct doc_place *place)
{
    struct import *im = ctx;
    struct arena a;
    struct err e = {""};
    if (im->job->moved == IMPORT_MOVED_NONE || im->rc)
        return;
    arena_init(&a, PLACE_ARENA_BYTES);
    enum rc rc =
        place->kind == DOC_PLACE_FILE ? put_stray(im, &a, place, &e) : put_place(im, &a, place, &e);
    if (rc)
        failed(im, im->path, WHOLE_FILE, e.text);
    if (ends_run(rc))
        im->rc = fail(im->e, rc, "%s", e.text);
    arena_release(&a);
}

/* ---- those that wait ---- */

static void tell_put(struct import *im, struct import_waiting *w, const struct store_result *result,
                     struct str title)
{
    if (!w->told)
        take(im, (struct import_taken){.path = w->path,
                                       .place = w->place,
                                       .article_id = result->id,
                                       .title = title,
                                       .created = result->created,
                                       .changed = result->changed});
    w->told = true;
}

/* Puts w with what of its related articles is in the store. */
static enum rc put_waiting(struct import *im, struct import_waiting *w)
{
    struct arena a;
    struct err e = {""};
    struct article art;
    struct related related = {0};
    struct store_result result = {0};
    struct article_json_options options = {.trusted_html = true}; /* was sanitized when read */
    arena_init(&a, READER_ARTICLE_ARENA_BYTES);
    enum rc rc = article_json_read(&a, w->json, options, &art, &e);
    if (!rc)
        rc = resolve(im, &a, w, &art, &related, &e);
    if (!rc)
        rc = put_article(im, &a,
                         (struct put_input){.article = &art,
                                            .import_keys = w->keys,
                                            .related_ids = related.ids,
                                            .related_ids_n = related.n,
                                            .old = w->old,
                                            .draft = w->held},
                         &result, &e);
    if (!rc)
        tell_put(im, w, &result, art.title);
    else
        failed(im, w->path, w->place, e.text);
    w->complete = related.complete || rc;
    if (ends_run(rc))
        im->rc = fail(im->e, rc, "%s", e.text);
    arena_release(&a);
    return im->rc;
}

static bool put_one_waiting(void *ctx, struct import_waiting *w)
{
    return put_waiting(ctx, w) == RC_OK;
}

/* ---- the run ---- */

static void read_on(void *ctx, uint64_t read_bytes, uint64_t total_bytes)
{
    struct import *im = ctx;
    (void)total_bytes;
    im->progress.bytes_done = im->bytes_before + read_bytes;
    tell_progress(im);
}

/* A picture of an archive. One that cannot be kept is missed by its article, if that wants it. */
static bool found_medium(void *ctx, const struct source_page *medium)
{
    struct import *im = ctx;
    struct err e = {""};
    enum rc rc = im->archive ? RC_OK : media_archive_new(im->job->media_folder, &im->archive, &e);
    if (!rc)
        rc = media_archive_add(im->archive, medium->url, medium->bytes, &e);
    if (rc == RC_IO)
        im->rc = fail(im->e, rc, "%s: %s", im->path, e.text);
    return rc != RC_IO;
}

/* A file of a folder that is no article. One's own document comes along though no article names it. */
static void pass_over(struct import *im, const char *path)
{
    struct arena a;
    struct err e = {""};
    struct str url = str_from(str_view(path), str_view(im->folder).n);
    const struct doc_place place = {
        .kind = DOC_PLACE_FILE, .name = document_link_name(im->a, url), .urls = &url, .urls_n = 1};
    im->counts->skipped++;
    if (im->job->moved != IMPORT_MOVED_ALL || !document_link_is(url))
        return;
    arena_init(&a, PLACE_ARENA_BYTES);
    im->rc = put_stray(im, &a, &place, &e);
    if (im->rc)
        (void)fail(im->e, im->rc, "%s", e.text);
    arena_release(&a);
}

static void import_file(struct import *im, const char *path)
{
    struct arena titles;
    im->path = path;
    im->folder = import_folder_of(im->job->paths, im->job->paths_n, path);
    bool named = import_folder_has_name(im->job->paths, im->job->paths_n, path);
    if (im->folder && !named && import_folder_is_part(path)) {
        pass_over(im, path);
        return;
    }
    char *real = realpath(path, NULL);
    im->real_path = str_copy(im->a, str_view(real ? real : path));
    mem_free(real);
    arena_init(&titles, RUN_ARENA_BYTES);
    map_init(&im->titles, &titles);
    map_init(&im->taken, &titles);
    im->counts->skipped += reader_run_file(path, (struct reader_listener){.found = found,
                                                                          .read_on = read_on,
                                                                          .place = found_place,
                                                                          .medium = found_medium,
                                                                          .ctx = im,
                                                                          .pages = im->pages});
    if (im->named_waiting)
        import_queue_take(&im->queue, 0);
    media_archive_free(im->archive);
    im->archive = NULL;
    arena_release(&titles);
    im->bytes_before = im->progress.bytes_done;
}

static enum rc run(struct import *im)
{
    const struct import_job *job = im->job;
    enum rc rc = section_book_open(&im->sections, im->a, job->store, job->reader, im->e);
    if (rc)
        return rc;
    if (job->needs_agreement)
        rc = import_agreements_read(im->a, job->reader, &im->agreements, im->e);
    if (rc)
        return rc;
    map_init(&im->stems, im->a);
    struct files files = files_list(im->a, job->paths, job->paths_n, list_failed, im);
    im->progress.files_total = files.n;
    im->progress.bytes_total = files_bytes(files);
    for (size_t i = 0; i < files.n && !im->rc; i++) {
        import_file(im, files.paths[i]);
        im->progress.files_done = i + 1;
        tell_progress(im);
    }
    import_queue_take(&im->queue, 0);
    if (!im->rc)
        import_wait_end(im->a, &im->waiting, put_one_waiting, im);
    tell_progress(im);
    if (!im->rc && arena_failed(im->a))
        return fail(im->e, RC_NOMEM, "too many files for one call");
    return im->rc;
}

enum rc import_run(const struct import_job *job, struct import_counts *counts, struct err *e)
{
    struct arena a;
    struct import_counts own = {0};
    struct raster_child *raster = raster_child_new();
    if (!raster)
        return fail(e, RC_NOMEM, "out of memory");
    arena_init(&a, RUN_ARENA_BYTES);
    struct import im = {
        .job = job,
        .counts = &own,
        .a = &a,
        .waiting = VEC(struct import_waiting, &a),
        .raster = raster,
        .pages = page_child_new(), /* NULL: each file has its own */
        .queue = {.store = job->store, .now_ms = job->now_ms, .told = queue_told, .ctx = &im},
        .e = e};
    import_queue_init(&im.queue);
    enum rc rc = run(&im);
    import_queue_release(&im.queue);
    child_free(im.pages);
    raster_child_free(raster);
    arena_release(&a);
    *counts = own;
    return rc;
}
