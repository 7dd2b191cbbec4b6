/* What the files of floor site that run a site share: site.c answers, keeper.c keeps, open.c opens. */
#ifndef LOA_SITE_SITE_INTERNAL_H
#define LOA_SITE_SITE_INTERNAL_H

#include "live/audience.h"
#include "page/page_cache.h"
#include "site/forms.h"
#include "site/list_memo.h"
#include "site/media_gate.h"
#include "site/phrasing.h"
#include "site/prints.h"
#include "site/rebuild.h"
#include "site/repacker.h"
#include "site/site.h"
#include "site/slots.h"

#include <pthread.h>
#include <stdatomic.h>

/* What belongs to one loop's thread. */
struct site_loop {
    struct store_reader *reader;
    uint64_t queries; /* of the last request */
    struct slots_loop slots;
    struct audience audience;
    struct state_lease *lease; /* of the snapshot that this loop answers from; NULL at first */
    struct page_shelf *shelf;
    struct list_memo memo; /* lists that many pages show */
    uint64_t memo_at;      /* site.lists_at when it was begun */
    struct prints *prints;
    struct media_gate media;
    uint64_t withdrawn_at; /* the same of site.withdrawn_at */
};

/* lock guards state. keeper fields belong to loop 0. The rest is set once or locks itself. */
struct site {
    char *folder;
    char *origin;
    bool frozen;
    bool looks;
    struct store *store;
    struct live *live;
    struct slots *slots;
    struct rate *rate;
    struct page_cache *cache;
    struct repacker *repacker;
    struct forms forms;
    _Atomic uint64_t answered[FORMS_CLASSES]; /* forms.answered */
    struct site_loop *loops;                  /* with a phraser one more: its thread's, the last */
    size_t loops_n;
    struct phrasing phrasing;
    pthread_mutex_t lock;
    struct state *state;
    _Atomic uint64_t state_id; /* state->id, to be read without the lock */
    _Atomic bool reload;
    _Atomic uint64_t withdrawn_at; /* grows before the pages are told of a takedown */
    _Atomic uint64_t lists_at;     /* grows before the pages are told that lists may have changed */
    struct rebuild rebuild;        /* of the search index */
    struct {
        pthread_mutex_t lock; /* guards seq */
        int64_t seq;          /* the pages know of changes up to this */
        _Atomic int64_t at_ms;
    } seen;
    struct {
        int64_t last_seq;
        int64_t flush_at_ms;
        int64_t changes_at_ms;
        int64_t ranking_at_ms;
        int64_t publication_at_ms;  /* next scheduled publication */
        int64_t head_day;           /* when the chain's head was last left */
        _Atomic bool flushing;      /* a flush is with the writer */
        _Atomic int64_t flushed_ms; /* the figures up to then are on the disk */
    } keeper;
};

/* The current snapshot as loop holds it; on its thread. Borrowed until the request's end; whoever needs
 * it longer begins the lease. NULL: no memory. */
struct state_lease *site_lease(struct site *s, struct site_loop *loop);

/* The loop's memory of lists, empty if any may have changed since it was filled; on its thread. What it
 * gave out before is gone. */
struct list_memo *site_memo(struct site *s, struct site_loop *loop);

/* Tells the pages that tag has changed, and the memories of lists before them: what is made from then
 * on is made of what the store has now. */
void site_invalidate(struct site *s, struct str tag);

/* Lets the cache know what this or another process has changed, unless it was asked some milliseconds
 * ago: a page that is answered after a takedown does not show what was taken down. Any loop, with its
 * own reader. */
void site_catch_up(struct site *s, struct store_reader *r, int64_t now_ms);

/* Tells floor live the visits that the store has for the day of now_ms. Any loop's reader will do:
 * loop 0 calls it. A failure is logged; the numbers then count from the change of day. */
void site_load_visits(struct site *s, int64_t now_ms);

/* phrasing_answer; ctx is the struct site. */
void site_answer_phrased(void *ctx, struct wire_deferred *deferred, bool may_phrase);

/* Reads configuration, sections and creatives anew. On loop 0 or before the loops run. */
enum rc site_load_state(struct site *s, int64_t now_ms, struct err *e) MUST_USE;

#endif
