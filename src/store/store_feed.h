/* Feeds that the site takes articles from: the agreement with each source, how the last fetch went,
 * the entries seen, and a log. Part of store.h, whose rules on memory, threads and errors hold. */
#ifndef LOA_STORE_STORE_FEED_H
#define LOA_STORE_STORE_FEED_H

#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

struct store_reader;

/* The setting that holds all aggregated articles back, whatever way they come in: milliseconds after
 * the original (Decree 147/2024: one hour). Absent: 0. write_put_article is the one place. */
#define STORE_HOLD_SETTING "rules.hold_ms"

/* What the agreement with the source allows. */
enum store_feed_scope { FEED_SCOPE_NONE, FEED_SCOPE_TITLE, FEED_SCOPE_TEASER, FEED_SCOPE_FULL };

enum store_feed_hub_state { FEED_HUB_NONE, FEED_HUB_ASKED, FEED_HUB_ON, FEED_HUB_DENIED };

/* How fetching goes; the fetcher's. */
struct store_feed_state {
    int64_t feed_id;
    struct str etag;
    struct str modified;
    int64_t fetched_ms; /* last answer; CLOCK_NONE = never */
    int64_t next_ms;    /* not before; CLOCK_NONE = at once */
    int64_t errors;     /* in a row */
    struct str error;   /* of the last fetch; "" = it went well */
};

/* The WebSub subscription. */
struct store_feed_hub {
    int64_t feed_id;
    struct str topic;
    struct str hub;
    struct str token;  /* the callback's last path word */
    struct str secret; /* of the signatures */
    enum store_feed_hub_state state;
    int64_t until_ms; /* end of the lease; ASKED: when it was asked for */
};

/* The logo that was taken into the site; "": none. */
struct store_feed_logo {
    int64_t feed_id;
    struct str logo;
};

/* What the feed calls itself; a name that its owner gave it stays. */
struct store_feed_name {
    int64_t feed_id;
    struct str name; /* not "" */
};

/* A source. */
struct store_feed {
    int64_t id; /* 0 = new */
    struct str name;
    bool
        is_named; /* by the site's owner; else it is the feed's title, or its host until it is read */
    struct str logo; /* media path; an address until it is taken */
    struct str feed_url;
    struct str site_url;
    struct str section_slug; /* of what `sections` does not place; "" = as the item says */
    struct str sections;     /* lines "category<TAB>section slug" */
    bool is_press;           /* a press agency's: Decree 147/2024 asks for three */
    bool paused;
    struct str agreement_number; /* "" = no agreement */
    int64_t agreement_ms;
    int64_t agreement_until_ms; /* CLOCK_NONE = without end */
    enum store_feed_scope scope;
    int64_t hold_ms;               /* at least; the site's rule may be longer */
    struct store_feed_state state; /* read only: STORE_SET_FEED_STATE changes it */
    struct store_feed_hub hub;     /* read only: STORE_SET_FEED_HUB changes it */
};

enum store_feed_item_state {
    FEED_ITEM_HELD,      /* a rule keeps it back: reason */
    FEED_ITEM_PUBLISHED, /* it is an article, or one of an article's sources */
    FEED_ITEM_WITHDRAWN, /* the original is gone: reason */
    FEED_ITEM_REFUSED,   /* it cannot be an article: reason */
    FEED_ITEM_STATES,
};

struct store_feed_item {
    int64_t id; /* of a read one */
    int64_t feed_id;
    struct str guid;
    struct str url;
    struct str title;
    int64_t article_id; /* 0 = none */
    enum store_feed_item_state state;
    struct str reason;
    int64_t seen_ms;               /* first; a later put does not change it */
    int64_t checked_ms;            /* when the original was last looked at */
    struct hash_content item_hash; /* of what the feed said */
    struct hash_content page_hash; /* of what the original said; zeros = not known */
    struct str page_etag;
    struct str page_modified;
    struct str body; /* Article JSON while it is held */
};

struct store_feed_event {
    int64_t id;
    int64_t feed_id;
    int64_t article_id; /* 0 = none */
    int64_t at_ms;
    struct str kind; /* "withdrawn", "moved", "held", … */
    struct str source_name;
    struct str words;
};

/* All feeds by id; one query. */
enum rc store_feeds(struct store_reader *r, struct arena *a, struct store_feed **out, size_t *out_n,
                    struct err *e) MUST_USE;

/* Whose subscription has this token: *out with feed_id. RC_NOTFOUND. */
enum rc store_feed_hub_by_token(struct store_reader *r, struct arena *a, struct str token,
                                struct store_feed_hub *out, struct err *e) MUST_USE;

/* RC_NOTFOUND. */
enum rc store_feed_item(struct store_reader *r, struct arena *a, int64_t feed_id, struct str guid,
                        struct store_feed_item *out, struct err *e) MUST_USE;

/* The items that became an article, oldest first. */
enum rc store_feed_items_of(struct store_reader *r, struct arena *a, int64_t article_id,
                            struct store_feed_item **out, size_t *out_n, struct err *e) MUST_USE;

/* Items of a feed in a state with id > after_id, in order, at most limit. */
struct store_feed_items_query {
    int64_t feed_id;
    enum store_feed_item_state state;
    int64_t after_id;
    int64_t limit; /* 1 to 1000 */
};
enum rc store_feed_items(struct store_reader *r, struct arena *a, struct store_feed_items_query q,
                         struct store_feed_item **out, size_t *out_n, struct err *e) MUST_USE;

/* Items in a state whose originals were last looked at before before_ms, longest ago first. */
struct store_feed_check_query {
    enum store_feed_item_state state;
    int64_t before_ms;
    int64_t limit;
};
enum rc store_feed_items_to_check(struct store_reader *r, struct arena *a,
                                  struct store_feed_check_query q, struct store_feed_item **out,
                                  size_t *out_n, struct err *e) MUST_USE;

struct store_feed_count {
    int64_t feed_id;
    enum store_feed_item_state state;
    int64_t n;
};
enum rc store_feed_counts(struct store_reader *r, struct arena *a, struct store_feed_count **out,
                          size_t *out_n, struct err *e) MUST_USE;

/* Events with id < before_id, newest first, at most limit. */
struct store_feed_events_query {
    int64_t before_id;
    int64_t limit;
};
enum rc store_feed_events(struct store_reader *r, struct arena *a, struct store_feed_events_query q,
                          struct store_feed_event **out, size_t *out_n, struct err *e) MUST_USE;

#endif
