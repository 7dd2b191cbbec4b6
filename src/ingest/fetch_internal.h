/* Shared by the files of fetch. */
#ifndef LOA_INGEST_FETCH_INTERNAL_H
#define LOA_INGEST_FETCH_INTERNAL_H

#include "ingest/fetch.h"
#include "ingest/import_section.h"
#include "source/feed.h"

enum {
    FETCH_PAGE_MAX_BYTES = 8 << 20,
    FETCH_TIMEOUT_MS = 30000,
    FETCH_ARENA_BYTES = 512 << 20, /* one page while it is read */
};

struct candidate; /* an entry that will be published when the run is over (fetch_item.c) */

struct fetch {
    const struct fetch_job *job;
    struct fetch_counts *counts;
    struct arena arena; /* of the run */
    struct section_book sections;
    struct store_feed *feeds; /* all, as they were when the run began */
    size_t feeds_n;
    struct raster_child *raster; /* decodes pictures */
    struct candidate *first;     /* in the order they became ready */
    struct candidate *last;
    bool needs_agreement; /* FETCH_AGREEMENT_SETTING */
    enum rc rc;           /* the store's failure, which ends the run */
    struct err e;
};

/* Reads settings and sections. The caller calls fetch_close. */
enum rc fetch_open(struct fetch *f, const struct fetch_job *job, struct fetch_counts *counts,
                   struct err *e) MUST_USE;
void fetch_close(struct fetch *f);

/* Runs a command; a failure of the place (disk, memory) is remembered in f and ends the run. */
enum rc fetch_run(struct fetch *f, const struct store_command *c, struct store_result *result,
                  struct err *e);

/* Who brings the links of its articles. */
struct store_link_origin fetch_brought(const struct store_feed *feed);

/* One line of the log. */
void fetch_log(struct fetch *f, const struct store_feed *feed, int64_t article_id, const char *kind,
               struct str words);

/* ---- fetch_item.c ---- */

/* An entry of a feed: decides what becomes of it, and does it, now or when its page has come. Items
 * of a feed are taken in order; *feed outlives the run. */
void fetch_take_item(struct fetch *f, const struct store_feed *feed, const struct feed *about,
                     const struct feed_item *item, struct arena *a);

/* Publishes what is ready. Outside of http_client_run: pictures are fetched here. */
void fetch_publish_ready(struct fetch *f);

/* Pictures and videos of art are taken into the site, as far as they can be. */
void fetch_take_media(struct fetch *f, struct arena *a, struct article *art);

/* Held entries of the feed whose rule no longer holds them are published. */
void fetch_release_held(struct fetch *f, const struct store_feed *feed);

/* ---- fetch_logo.c ---- */

/* The logo of feed, which stands at an address: that its operator named, or said, the feed's own word
 * when it was read for the first time ("" = none). Taken into the site like any picture; one that is
 * no picture (SVG among them) is told in the log and forgotten. Outside of http_client_run. */
void fetch_take_logo(struct fetch *f, const struct store_feed *feed, struct str said);

/* ---- fetch_same.c ---- */

/* The article that says nearly what art says, on the same day, by another source of the feeds: 0 if
 * there is none. Its words decide (article/story.h: a copy), but for numbers in the titles: two that
 * differ in them tell of two things, however alike the words ("Giá vàng ngày 5/8", "… ngày 6/8"). */
int64_t fetch_find_same(struct fetch *f, struct arena *a, const struct article *art);

/* True if now may be a new text of was: most words of its title are there, or it tells of the same. What
 * else stands at an address is a wall for robots, a notice of cookies, another article. */
bool fetch_still_it(struct arena *a, const struct article *was, const struct article *now);

/* The numbers of one title all stand in the other. */
bool fetch_titles_agree(struct str x, struct str y);

/* True if art names that page as a source, or that name of the page's site: two papers may call
 * their feeds alike ("Tin mới"), and two feeds of one host may be two papers'. */
bool fetch_names_source(struct arena *a, const struct article *art, struct article_link source);

/* One more source under art; false if it has it. The list is in a. */
bool fetch_add_source(struct arena *a, struct article *art, struct str name, struct str url);

/* Takes url off art's sources; where it was the first, the next one comes forward. False: art does not
 * name it, or has no other. */
bool fetch_drop_source(struct arena *a, struct article *art, struct str url);

/* Stores art, which is there's article with other sources. store_run's errors. */
enum rc fetch_put_sources(struct fetch *f, struct arena *a, const struct store_article *there,
                          const struct article *art);

/* The hold of the feed that an article is taken from: other sources of it delay it no more. */
int64_t fetch_hold_of(struct fetch *f, struct arena *a, int64_t article_id);

/* The feed of that id; NULL if there is none. */
const struct store_feed *fetch_feed(const struct fetch *f, int64_t id);

/* The article of body (Article JSON) in a; RC_CORRUPT. */
enum rc fetch_read_body(struct arena *a, struct str body, struct article *out,
                        struct err *e) MUST_USE;

/* Text and pictures of the page take the place of the article's own where they say more; false: they do
 * not. */
bool fetch_merge_page(struct arena *a, const struct doc *page, struct article *art);

/* What the page says, as a hash: title and text. */
struct hash_content fetch_page_hash(struct arena *a, const struct doc *page);

#endif
