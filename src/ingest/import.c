#include "ingest/import.h"

#include "article/article_json.h"
#include "base/mem.h"
#include "base/vec.h"
#include "ingest/files.h"
#include "ingest/import_key.h"
#include "ingest/import_put.h"
#include "ingest/import_section.h"
#include "ingest/import_talk.h"
#include "ingest/media_article.h"
#include "ingest/page.h"
#include "ingest/reader.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    RUN_ARENA_BYTES = 1 << 30, /* names of a million files, and the articles that wait */
    ROUNDS_MAX = 16,           /* chains of related articles longer than that are put twice */
};

/* An article whose related items name files that may not be in the store yet. */
struct waiting {
    const char *path;
    struct str real_path;
    struct article_texts keys;
    struct str json;
    bool put;
    bool done;
};

struct import {
    const struct import_job *job;
    struct import_counts *counts;
    struct arena *a; /* of the run */
    struct section_book sections;
    struct map stems; /* stem -> struct str *: a key of the article, NULL when two files have it */
    struct vec waiting;
    struct map titles; /* keys of the current file */
    struct import_progress progress;
    uint64_t bytes_before; /* of the files done */
    const char *path;
    struct str real_path;
    enum rc rc; /* the store's failure, which ends the run */
    struct err *e;
    struct raster_child *raster; /* decodes pictures */
    struct child *pages;         /* reads HTML */
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

static void picture_refused(void *ctx, struct str src, const struct err *e)
{
    struct import *im = ctx;
    im->job->listener.warned(im->job->listener.ctx, im->path, src, e->text);
}

static void count(struct import *im, const struct store_result *result)
{
    if (result->created)
        im->counts->created++;
    else if (result->changed)
        im->counts->updated++;
    else
        im->counts->unchanged++;
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

/* "mo-cua-cho-noi": neither an address nor nothing. */
static bool is_stem(struct str url)
{
    return url.n && !str_contains(url, STR(":")) && !str_contains(url, STR("/"));
}

static bool names_files(const struct article *art)
{
    for (size_t i = 0; i < art->blocks_n; i++)
        for (size_t k = 0; k < art->blocks[i].links_n; k++)
            if (is_stem(art->blocks[i].links[k].url))
                return true;
    return false;
}

struct related {
    int64_t *ids;
    size_t n;
    bool complete; /* every named file is in the store */
};

/* Replaces the stems in art by "article:<id>" where the article is in the store. */
static enum rc resolve(struct import *im, struct arena *a, const struct waiting *w,
                       struct article *art, struct related *out, struct err *e)
{
    struct vec ids = VEC(int64_t, a);
    *out = (struct related){.complete = true};
    for (size_t i = 0; i < art->blocks_n; i++) {
        for (size_t k = 0; k < art->blocks[i].links_n; k++) {
            struct article_link *link = &art->blocks[i].links[k];
            int64_t id = 0;
            if (!is_stem(link->url))
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

/* What the store knows of an article that was read. */
struct identity {
    struct article_texts keys; /* to put it under; those that name another article are left out */
    struct str key;            /* that it is in the store under, at the latest when it was put */
    bool known;
    bool is_copy; /* another file or an address stands for it: it is left as it is */
    struct store_article article; /* if known */
};

static bool has_key(struct article_texts keys, struct str key)
{
    for (size_t i = 0; i < keys.items_n; i++)
        if (str_eq(keys.items[i], key))
            return true;
    return false;
}

/* The file of a path key, with or without the title that a line has. */
static bool file_is_there(struct arena *a, struct str key)
{
    struct str path = str_from(key, sizeof "path:" - 1);
    struct str file = str_first(path, str_find_last_byte(path, '#'));
    return access(str_cstr(a, path), F_OK) == 0 || access(str_cstr(a, file), F_OK) == 0;
}

/* True if article's text was found under one of mine, and it is not for this file to change it. */
static bool stands_elsewhere(struct arena *a, struct article_texts mine,
                             struct article_texts theirs)
{
    bool owned = false;
    bool there = false;
    for (size_t i = 0; i < theirs.items_n; i++) {
        struct str key = theirs.items[i];
        if (import_key_is(key, IMPORT_KEY_TEXT))
            continue;
        if (has_key(mine, key))
            return false;
        owned = true;
        there |= !import_key_is(key, IMPORT_KEY_PATH) || file_is_there(a, key);
    }
    bool has_path = false;
    for (size_t i = 0; i < mine.items_n; i++)
        has_path |= import_key_is(mine.items[i], IMPORT_KEY_PATH);
    return owned && (there || !has_path);
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
    if (art->url.n && known.article.url.n && !str_eq(art->url, known.article.url))
        return RC_CONFLICT;
    out->known = true;
    out->key = key;
    out->article = known;
    out->is_copy = import_key_is(key, IMPORT_KEY_TEXT) && stands_elsewhere(a, out->keys, theirs);
    return RC_OK;
}

static enum rc identify(struct import *im, struct arena *a, const struct article *art,
                        struct identity *out, struct err *e)
{
    size_t kept = 0;
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

/* in lacks its section and time. */
static enum rc put_article(struct import *im, struct arena *a, struct put_input in,
                           struct store_result *result, struct err *e)
{
    enum rc rc = section_book_place(&im->sections, a, in.article, &in.section_slug, e);
    if (rc)
        return rc;
    in.now_ms = im->job->now_ms;
    return import_put(a, im->job->store, in, result, e);
}

static void remember_stem(struct import *im, struct str key, size_t line)
{
    struct str stem = import_stem(str_view(im->path));
    struct str *kept = arena_alloc(im->a, sizeof *kept);
    if (!kept || line)
        return;
    *kept = str_copy(im->a, key);
    bool twice = map_get(&im->stems, stem, NULL);
    map_set(&im->stems, str_copy(im->a, stem), twice ? NULL : kept);
}

static struct article_texts copy_keys(struct arena *a, struct article_texts keys)
{
    struct article_texts copy = {arena_array(a, keys.items_n, sizeof *keys.items), 0};
    while (copy.items && copy.items_n < keys.items_n) {
        copy.items[copy.items_n] = str_copy(a, keys.items[copy.items_n]);
        copy.items_n++;
    }
    return copy;
}

static enum rc let_wait(struct import *im, const struct article *art, struct article_texts keys,
                        struct err *e)
{
    struct buf json;
    buf_init(&json, im->a);
    article_json_write(&json, art);
    struct waiting *w = vec_push(&im->waiting);
    if (!w || buf_failed(&json))
        return fail(e, RC_NOMEM, "too many articles name related ones");
    *w = (struct waiting){.path = im->path,
                          .real_path = im->real_path,
                          .keys = copy_keys(im->a, keys),
                          .json = buf_view(&json)};
    return RC_OK;
}

static enum rc take_article(struct import *im, const struct reader_item *item, struct err *e)
{
    struct article art = item->article;
    struct arena *a = item->a;
    if (art.is_list)
        return fail(e, RC_INVALID, "a list page with %zu links, not an article", art.teasers_n);
    struct store_result result = {0};
    bool captured = str_eq(art.provenance_format, STR("capture"));
    struct identity who = {.keys = import_keys(a, (struct import_key_input){
                                                      .article = &art,
                                                      .guid = item->doc ? item->doc->guid : STR(""),
                                                      .real_path = im->real_path,
                                                      .line = item->line,
                                                      .is_capture = item->is_capture,
                                                      .titles = &im->titles,
                                                  })};
    enum rc rc = identify(im, a, &art, &who, e);
    if (rc)
        return rc;
    remember_stem(im, who.key, item->line);
    if (who.is_copy) {
        im->counts->unchanged++;
        return RC_OK;
    }
    art.teasers_n = 0;
    const struct media_target target = {im->job->media_folder, im->job->store, im->job->reader,
                                        im->raster};
    media_take_over(a, &target,
                    &(struct media_origin){.path = im->path,
                                           .quiet = captured,
                                           .uploads = im->job->uploads_folder,
                                           .web = im->job->web,
                                           .refused = picture_refused,
                                           .ctx = im},
                    &art);
    keep_provenance(&who, &art);
    bool exported = item->doc && item->doc->guid.n; /* another system's links name no files */
    if (!exported && names_files(&art))
        return let_wait(im, &art, who.keys, e);
    bool draft = item->doc && item->doc->state == DOC_DRAFT;
    rc = put_article(im, a,
                     (struct put_input){.article = &art, .import_keys = who.keys, .draft = draft},
                     &result, e);
    if (rc)
        return rc;
    count(im, &result);
    im->counts->drafts += draft && result.created;
    return item->doc
               ? import_talk(a, im->job->store, item->doc, result.id, &im->counts->comments, e)
               : RC_OK;
}

static bool found(void *ctx, const struct reader_item *item, enum rc rc, struct reader_place place,
                  const struct err *e)
{
    struct import *im = ctx;
    struct err own = {""};
    if (rc) {
        failed(im, im->path, place, e->text);
        return true;
    }
    rc = take_article(im, item, &own);
    if (rc)
        failed(im, im->path, place, own.text);
    tell_progress(im);
    if (ends_run(rc))
        im->rc = fail(im->e, rc, "%s", own.text);
    return !im->rc;
}

/* ---- those that wait ---- */

static enum rc put_waiting(struct import *im, struct waiting *w, bool whatever_is_there)
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
    if (!rc && (related.complete || whatever_is_there)) {
        rc = put_article(im, &a,
                         (struct put_input){.article = &art,
                                            .import_keys = w->keys,
                                            .related_ids = related.ids,
                                            .related_ids_n = related.n},
                         &result, &e);
        w->done = related.complete;
        if (!rc && !w->put)
            count(im, &result);
        w->put = true;
    }
    if (rc) {
        failed(im, w->path, WHOLE_FILE, e.text);
        w->done = true;
    }
    if (ends_run(rc))
        im->rc = fail(im->e, rc, "%s", e.text);
    arena_release(&a);
    return im->rc;
}

/* In rounds: first those whose related articles are all there. Circles of new articles are put
 * without their ids and once more with them. */
static void put_all_waiting(struct import *im)
{
    for (size_t round = 0; round <= ROUNDS_MAX + 1 && !im->rc; round++) {
        size_t open = 0;
        bool whatever_is_there = round >= ROUNDS_MAX;
        size_t before = 0;
        for (size_t i = 0; i < im->waiting.n && !im->rc; i++) {
            struct waiting *w = vec_at(&im->waiting, i);
            before += !w->done;
            if (!w->done)
                (void)put_waiting(im, w, whatever_is_there);
            open += !w->done;
        }
        if (open == 0)
            return;
        if (open == before && round < ROUNDS_MAX)
            round = ROUNDS_MAX - 1; /* no progress: only circles are left */
    }
}

/* ---- the run ---- */

static void read_on(void *ctx, uint64_t read_bytes, uint64_t total_bytes)
{
    struct import *im = ctx;
    (void)total_bytes;
    im->progress.bytes_done = im->bytes_before + read_bytes;
    tell_progress(im);
}

static void import_file(struct import *im, const char *path)
{
    struct arena titles;
    char *real = realpath(path, NULL);
    im->path = path;
    im->real_path = str_copy(im->a, str_view(real ? real : path));
    mem_free(real);
    arena_init(&titles, RUN_ARENA_BYTES);
    map_init(&im->titles, &titles);
    im->counts->skipped +=
        reader_run_file(path, (struct reader_listener){found, read_on, im, im->pages});
    arena_release(&titles);
    im->bytes_before = im->progress.bytes_done;
}

/* The size of all files together; 0 if one has none. */
static uint64_t bytes_of(struct files files)
{
    uint64_t total = 0;
    struct stat st;
    for (size_t i = 0; i < files.n; i++) {
        if (strcmp(files.paths[i], "-") == 0)
            return 0;
        if (stat(files.paths[i], &st) == 0)
            total += S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    }
    return total;
}

static enum rc run(struct import *im)
{
    const struct import_job *job = im->job;
    enum rc rc = section_book_open(&im->sections, im->a, job->store, job->reader, im->e);
    if (rc)
        return rc;
    map_init(&im->stems, im->a);
    struct files files = files_list(im->a, job->paths, job->paths_n, list_failed, im);
    im->progress.files_total = files.n;
    im->progress.bytes_total = bytes_of(files);
    for (size_t i = 0; i < files.n && !im->rc; i++) {
        import_file(im, files.paths[i]);
        im->progress.files_done = i + 1;
        tell_progress(im);
    }
    put_all_waiting(im);
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
    struct import im = {.job = job,
                        .counts = &own,
                        .a = &a,
                        .waiting = VEC(struct waiting, &a),
                        .raster = raster,
                        .pages = page_child_new(), /* NULL: each file has its own */
                        .e = e};
    enum rc rc = run(&im);
    child_free(im.pages);
    raster_child_free(raster);
    arena_release(&a);
    *counts = own;
    return rc;
}
