/* Files of articles into a site's store.
 *
 * The same input twice changes nothing (import_key.h says what is the same article). An article
 * without a publication time is listed under the time its file was last changed; that is no date
 * of the article, and none is shown. Other articles' teasers are not kept: they belong to their own sites.
 * Related items may name another imported file by its stem: their address becomes "article:<id>",
 * and the article's hand-picked related ids are set in that order.
 * Single-threaded; the store may be in use by a server at the same time. */
#ifndef LOA_INGEST_IMPORT_H
#define LOA_INGEST_IMPORT_H

#include "article/link_rules.h"
#include "ingest/http_client.h"
#include "ingest/reader.h"
#include "store/store.h"

struct import_counts {
    size_t created;
    size_t updated;
    size_t unchanged;
    size_t failed;
    size_t drafts;        /* of the created ones: not listed, as in the system they came from */
    size_t comments;      /* taken with them */
    size_t documents;     /* files attached to them that are in the site now */
    size_t held;          /* not listed for want of an agreement; of the created ones */
    size_t left_out;      /* pictures and documents that are not */
    size_t undated;       /* of the created ones: see import_home.h */
    size_t links_refused; /* left out (link_rules.h) */
    size_t refused;       /* sound pages of archives that hold no article */
    size_t skipped; /* parts of archives that are no pages, files of folders that are no articles */
};

/* How far an import has come. Bytes are those of the files as they lie there. */
struct import_progress {
    size_t files_done;
    size_t files_total;
    uint64_t bytes_done;
    uint64_t bytes_total; /* 0: unknown, a pipe is among the files */
    struct import_counts counts;
};

/* One article that is in the store now. Borrowed for the time of the call. */
struct import_taken {
    const char *path;
    struct reader_place place;
    int64_t article_id;
    struct str title;
    struct str status; /* the other system's word for its state; "" = unknown */
    bool draft;        /* it is not listed */
    bool created;
    bool changed; /* neither: it was there, the same */
};

/* What of an article did not come along. Borrowed for the time of the call. */
struct import_warning {
    const char *path;
    struct reader_place place;
    struct str title; /* of the article */
    struct str src;
    bool document; /* src is one, not a picture */
    const char *cause;
};

/* What the caller is told while it runs. Every function must be given. */
struct import_listener {
    /* what stands at place of path is left out, for this cause */
    void (*failed)(void *ctx, const char *path, struct reader_place place, const char *cause);
    /* the article went in, but not this picture or document of it; src "": something else of it,
       which cause names */
    void (*warned)(void *ctx, const struct import_warning *warning);
    /* after each article and each piece read */
    void (*progressed)(void *ctx, const struct import_progress *progress);
    /* an article is in the store; NULL: nobody asks */
    void (*took)(void *ctx, const struct import_taken *taken);
    void *ctx;
};

/* Whose old addresses become redirects of the site (store_redirect.h). */
enum import_moved {
    IMPORT_MOVED_EXPORTS, /* those of a former system's export (source_format.is_export) */
    IMPORT_MOVED_ALL,     /* of every article: the pages are the site's own, of its former system */
    IMPORT_MOVED_NONE,
};

struct import_job {
    struct store *store;
    struct store_reader *reader;
    const char *media_folder; /* must exist */
    const char
        *uploads_folder;      /* a copy of the other system's uploads (media_article.h), or NULL */
    struct http_client *web;  /* to fetch pictures from their addresses; NULL: none is fetched */
    const char *const *paths; /* files and folders */
    size_t paths_n;
    enum import_moved moved;
    struct str
        origin; /* of the site: "https://bao.example"; an article with its address there is that
                          article (import_own.h). "": none is */
    struct store_link_origin brought; /* who imports what, for the ledger of links */
    const struct link_rules *rules;   /* links that are left out; NULL: none is */
    bool needs_agreement; /* articles of others are not listed without one (import_agreement.h) */
    int64_t now_ms;
    struct import_listener listener;
};

/* Runs job. RC_OK when it ran to its end, whatever failed on the way (counts); else the store's
 * error (disk full, …). */
enum rc import_run(const struct import_job *job, struct import_counts *counts,
                   struct err *e) MUST_USE;

#endif
