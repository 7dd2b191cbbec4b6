/* Live numbers: views, reactions, comments, and who is on the site, in memory.
 *
 * Definitions (shown to readers on the statistics page):
 *   visitor   a keyed hash of address and browser name; the key changes every day at midnight of
 *             Việt Nam and neither address nor name is kept
 *   online    visitors seen in the last LIVE_ONLINE_MS
 *   visit     what a visitor does until LIVE_VISIT_MS pass without a sign of it; counted on the day
 *             it begins
 *   view      an article page delivered to a person; robots are counted apart
 * Nothing here does input or output: floor site loads the numbers at start, takes the changes about
 * every second, and gives them to the store.
 * Threads: every function may be called from any thread, but live_new, live_free and the live_load
 * functions run while nobody else uses the struct. Reading a counter takes no lock. */
#ifndef LOA_LIVE_LIVE_H
#define LOA_LIVE_LIVE_H

#include "base/err.h"
#include "base/hash.h"

enum {
    LIVE_ONLINE_MS = 5 * 60 * 1000,
    LIVE_VISIT_MS = 30 * 60 * 1000,
    LIVE_CLOCK_BACK_MS = 5 * 60 * 1000, /* less is a correction: time stands still meanwhile */
    LIVE_REACTIONS = 4,
    LIVE_VISITORS_MAX = 1 << 20, /* on a visit at once; more are not told apart from those known */
    LIVE_ARTICLES_MAX = 1 << 26, /* highest article id that has counters */
};

struct live;

struct live_counts {
    int64_t views;
    int64_t comments;
    int64_t reactions[LIVE_REACTIONS];
};

struct live_site {
    int64_t online;
    int64_t today; /* visits */
    int64_t week;  /* visits since Monday */
    int64_t total; /* visits */
};

/* What the store knew at start. */
struct live_start {
    int64_t now_ms;
    struct hash_key key; /* of the day of now_ms */
    int64_t today;
    int64_t week;  /* today included */
    int64_t total; /* today included */
};

/* RC_NOMEM. The caller frees *out with live_free. */
enum rc live_new(struct live_start start, struct live **out, struct err *e) MUST_USE;
void live_free(struct live *l);

/* Counters of one article as the store has them. Ids over the limit are passed over. RC_NOMEM. */
enum rc live_load_article(struct live *l, int64_t id, struct live_counts counts) MUST_USE;

/* A visitor that was on a visit when the server stopped. */
void live_load_visitor(struct live *l, uint64_t tag, int64_t seen_ms);

/* A page (or a live-number request) of a person: keeps the visitor online, begins a visit if there
 * is none. A clock that jumps back is taken to stand still until live_tick follows it. */
void live_seen(struct live *l, struct str address, struct str agent, int64_t now_ms);

/* A page delivered to a person (article 0: not an article page), and to a robot. */
void live_view(struct live *l, int64_t article_id);
void live_robot_view(struct live *l);

/* Comments and reactions of an article after a commit; its views stay. */
void live_set(struct live *l, int64_t article_id, int64_t comments,
              const int64_t reactions[LIVE_REACTIONS]);

/* How often live_set was called: while it stays the same, no comment or reaction has changed. */
int64_t live_changes(const struct live *l);

struct live_counts live_article(const struct live *l, int64_t id);
struct live_site live_site_numbers(const struct live *l);

/* Forgets visitors past their visit, counts who is online anew, and at the first call of a new day
 * moves on to it with new_key (unused on the same day). Returns true when the day changed: the
 * caller then stores new_key and tells what the store knows of the new day (live_set_visits). A
 * clock that is more than LIVE_CLOCK_BACK_MS behind has been set right: it is followed back. Call
 * about every second. */
bool live_tick(struct live *l, int64_t now_ms, struct hash_key new_key);

/* The visits of today, of this week and of all time as the store has them, after the day changed;
 * visits that have not been taken yet are added. */
void live_set_visits(struct live *l, int64_t today, int64_t week, int64_t total);

/* The day number (clock_day) the pending figures belong to. */
int64_t live_day(const struct live *l);

struct live_view_delta {
    int64_t article_id; /* 0: pages that are not articles */
    int64_t views;
};

struct live_visitor {
    uint64_t tag;
    int64_t seen_ms;
};

/* What has changed since the last take. */
struct live_deltas {
    int64_t day;
    struct live_view_delta *views;
    size_t views_n;
    int64_t visits;
    int64_t page_views; /* all pages, articles included */
    int64_t robot_views;
    struct live_visitor *visitors; /* seen since the last take */
    size_t visitors_n;
};

/* Moves the pending changes into *out, in a. On a failed arena nothing is moved and RC_NOMEM is
 * returned. Take before live_tick, so that figures stay on their day. */
enum rc live_take(struct live *l, struct arena *a, struct live_deltas *out) MUST_USE;

/* Gives back what could not be stored; it will be in the next take. */
void live_give_back(struct live *l, const struct live_deltas *d);

#endif
