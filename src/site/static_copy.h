/* The whole site as files, for any web server: pages, lists, feeds, sitemaps, media, redirects.
 *
 * The site must have been opened frozen (site_options.frozen): its pages then have no forms and ask
 * for nothing. Numbers are those of the moment when a page was last written.
 *
 * A ledger in the folder (COPY_LEDGER_NAME) says which page was made of what. With it a second copy
 * makes only the pages that the store's change log names, adds what has come and removes what has
 * gone; without it, or after an upgrade, a change of configuration, sections or banners, every page
 * is made, and only those that differ are written. A copy that was cut short is begun anew so. */
#ifndef LOA_SITE_STATIC_COPY_H
#define LOA_SITE_STATIC_COPY_H

#include "site/site.h"

enum {
    STATIC_COPY_ARENA_BYTES = 1 << 30, /* addresses met, but those of articles */
};

/* Numbers of one copy. */
struct static_copy_report {
    size_t articles;  /* pages of articles in the copy */
    size_t made;      /* pages made now */
    size_t written;   /* files that are new or differ */
    size_t removed;   /* files that have gone */
    size_t redirects; /* old addresses with a page that leads on */
    size_t left_out;  /* addresses that no file can have, or whose page is missing */
    bool whole;       /* every page was made, not only what has changed */
};

struct static_copy_options {
    const char *into; /* the folder; made when it is not there */
    int64_t now_ms;
    /* Called now and then with the articles so far; false stops the copy (RC_BUSY). May be NULL. */
    bool (*goes_on)(void *ctx, const struct static_copy_report *so_far);
    void *ctx;
};

/* Copies the site. A folder that holds anything but a copy is refused: RC_CONFLICT. Else RC_IO,
 * RC_DENIED (file and cause in e), RC_NOMEM, RC_LIMIT, RC_BUSY and the store's. */
enum rc static_copy(struct site *s, struct static_copy_options o, struct static_copy_report *out,
                    struct err *e) MUST_USE;

#endif
