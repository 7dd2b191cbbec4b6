#include "base/clock.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rand.h"
#include "site/keeper.h"
#include "site/site_internal.h"

#include <string.h>

enum {
    CACHE_BYTES = 64 << 20,
    SHELF_BYTES_A_PLACE =
        32 << 10,          /* pages are larger: a loop's shelf has room for the whole cache */
    COUNTS_A_TIME = 10000, /* articles whose counters are read in one go at start */
    OPEN_ARENA_BYTES = 256 << 20,
};

static char *copy_text(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = mem_alloc(bytes);
    if (copy)
        memcpy(copy, text, bytes);
    return copy;
}

/* ---- keys ---- */

static enum rc put_key(struct store *store, struct str name, struct str prefix, struct hash_key key,
                       struct err *e)
{
    struct arena a;
    arena_init(&a, 1024);
    struct str hex = hash_hex(&a, key.bytes, sizeof key.bytes);
    struct store_command c = {.kind = STORE_SET,
                              .set = {.name = name, .value = str_concat(&a, prefix, hex)}};
    enum rc rc = store_run(store, &c, NULL, e);
    arena_release(&a);
    return rc;
}

/* The setting's key if its value begins with prefix and is what was sealed, else a new one that is stored, where
 * anything can be. */
static enum rc load_key(struct site *s, struct arena *a, struct str name, struct str prefix,
                        struct hash_key *key, struct err *e)
{
    struct str value;
    enum rc rc = store_setting(s->loops[0].reader, a, name, &value, e);
    if (rc == RC_DENIED)
        log_write(LOG_LEVEL_ERROR, "seal", "ALARM: not used: %s (loa verify)", e->text);
    else if (rc && rc != RC_NOTFOUND)
        return rc;
    *key = (struct hash_key){{0}};
    if (!rc && str_starts(value, prefix) &&
        hex_read(str_from(value, prefix.n), key->bytes, sizeof key->bytes))
        return RC_OK;
    rand_bytes(key->bytes, sizeof key->bytes);
    return store_read_only(s->store) ? RC_OK : put_key(s->store, name, prefix, *key, e);
}

/* ---- counters ---- */

static enum rc load_visits(struct site *s, struct arena *a, int64_t now_ms,
                           struct live_start *start, struct err *e)
{
    int64_t today = clock_day(now_ms);
    struct store_day *days = NULL;
    size_t n = 0;
    struct store_day all;
    enum rc rc = store_days(s->loops[0].reader, a, clock_week_start(today), today, &days, &n, e);
    if (!rc)
        rc = store_days_total(s->loops[0].reader, &all, e);
    if (rc)
        return rc;
    for (size_t i = 0; i < n; i++) {
        start->week += days[i].visits;
        start->today += days[i].day == today ? days[i].visits : 0;
    }
    start->total = all.visits;
    return RC_OK;
}

void site_load_visits(struct site *s, int64_t now_ms)
{
    struct arena a;
    struct live_start start = {.now_ms = now_ms};
    struct err e = {{0}};
    arena_init(&a, OPEN_ARENA_BYTES);
    if (load_visits(s, &a, now_ms, &start, &e))
        log_write(LOG_LEVEL_ERROR, "keeper", "the day's visits are not known: %s", e.text);
    else
        live_set_visits(s->live, start.today, start.week, start.total);
    arena_release(&a);
}

static enum rc load_visitors(struct site *s, struct arena *a, int64_t now_ms, struct err *e)
{
    struct store_visitor *visitors = NULL;
    size_t n = 0;
    enum rc rc = store_visitors(s->loops[0].reader, a, now_ms - LIVE_VISIT_MS, &visitors, &n, e);
    for (size_t i = 0; !rc && i < n; i++)
        live_load_visitor(s->live, visitors[i].tag, visitors[i].seen_ms);
    return rc;
}

static enum rc load_some_counts(struct site *s, int64_t *after, bool *more, struct err *e)
{
    struct arena a;
    struct store_article_counts *counts = NULL;
    size_t n = 0;
    arena_init(&a, OPEN_ARENA_BYTES);
    enum rc rc = store_counts(s->loops[0].reader, &a, *after, COUNTS_A_TIME, &counts, &n, e);
    for (size_t i = 0; !rc && i < n; i++) {
        struct live_counts c = {.views = counts[i].views, .comments = counts[i].comments};
        memcpy(c.reactions, counts[i].reactions, sizeof c.reactions);
        rc = live_load_article(s->live, counts[i].article_id, c);
        *after = counts[i].article_id;
    }
    *more = n == COUNTS_A_TIME;
    arena_release(&a);
    return rc;
}

_Static_assert((int)LIVE_REACTIONS == (int)STORE_REACTION_COUNT, "one counter a reaction");

/* Views that were logged before the server stopped, or did not come to stop. */
static enum rc add_logged_views(struct site *s, struct err *e)
{
    struct store_command c = {
        .kind = STORE_FLUSH, .flush = {.all_views = true, .forget_visitors_before_ms = CLOCK_NONE}};
    return store_read_only(s->store) ? RC_OK : store_run(s->store, &c, NULL, e);
}

static enum rc load_live(struct site *s, struct arena *a, int64_t now_ms, struct err *e)
{
    struct live_start start = {.now_ms = now_ms};
    struct hash_key own; /* of each loop's memory of its readers */
    struct str day = str_format(a, "%lld ", (long long)clock_day(now_ms));
    enum rc rc = load_key(s, a, STR("visitor_key"), day, &start.key, e);
    if (!rc)
        rc = load_visits(s, a, now_ms, &start, e);
    if (!rc)
        rc = live_new(start, &s->live, e);
    if (!rc)
        rc = load_visitors(s, a, now_ms, e);
    for (size_t i = 0; !rc && i < s->loops_n; i++) {
        rand_bytes(own.bytes, sizeof own.bytes);
        if (!audience_init(&s->loops[i].audience, s->live, own))
            rc = fail(e, RC_NOMEM, "no memory for the readers");
    }
    int64_t after = 0;
    bool more = true;
    while (!rc && more)
        rc = load_some_counts(s, &after, &more, e);
    return rc;
}

/* ---- opening and closing ---- */

static enum rc open_store(struct site *s, struct arena *a, size_t cache_bytes, struct err *e)
{
    const char *path = str_cstr(a, str_format(a, "%s/loa.db", s->folder));
    enum rc rc = store_open(path, (struct store_options){.create = false}, &s->store, e);
    if (!rc && store_read_only(s->store))
        log_write(LOG_LEVEL_WARN, "site",
                  "%s was made by a newer Loa: pages are served, nothing is written", path);
    for (size_t i = 0; !rc && i < s->loops_n; i++) {
        slots_loop_init(&s->loops[i].slots, s->slots);
        s->loops[i].shelf = page_shelf_new(cache_bytes / SHELF_BYTES_A_PLACE);
        s->loops[i].prints = prints_new();
        if (!s->loops[i].shelf || !s->loops[i].prints)
            return fail(e, RC_NOMEM, "no memory for the pages");
        rc = store_reader_open(s->store, &s->loops[i].reader, e);
        list_memo_init(&s->loops[i].memo, s->loops[i].reader, LIST_MEMO_CARDS_BYTES);
    }
    return rc;
}

static enum rc open_parts(struct site *s, struct arena *a, struct site_options o, struct err *e)
{
    s->folder = copy_text(o.folder);
    s->origin = copy_text(o.origin ? o.origin : "");
    s->frozen = o.frozen;
    s->looks = o.looks;
    size_t cache_bytes = o.cache_bytes ? o.cache_bytes : CACHE_BYTES;
    s->cache = page_cache_new(cache_bytes);
    s->repacker = s->cache ? repacker_new(s->cache) : NULL;
    s->slots = slots_new();
    s->rate = rate_new();
    s->loops = mem_alloc(s->loops_n * sizeof *s->loops);
    if (!s->folder || !s->origin || !s->repacker || !s->slots || !s->rate || !s->loops)
        return fail(e, RC_NOMEM, "no memory for the site");
    enum rc rc = open_store(s, a, cache_bytes, e);
    if (!rc)
        rc = site_load_state(s, o.now_ms, e);
    if (!rc)
        rc = add_logged_views(s, e);
    if (!rc)
        rc = load_live(s, a, o.now_ms, e);
    if (!rc)
        rc = load_key(s, a, STR("reader_key"), STR(""), &s->forms.key, e);
    if (!rc)
        rc = keeper_start(s, o.now_ms, e);
    if (!rc)
        rc = phrasing_start(&s->phrasing, o.phraser, site_answer_phrased, s, e);
    rebuild_init(&s->rebuild, s->store);
    s->forms.store = s->store;
    s->forms.live = s->live;
    s->forms.rate = s->rate;
    s->forms.answered = s->answered;
    return rc;
}

/* Frees what is there; also of a site that did not open whole. */
static void release(struct site *s)
{
    phrasing_stop(&s->phrasing);
    rebuild_end(&s->rebuild);
    for (size_t i = 0; s->loops && i < s->loops_n; i++) {
        audience_release(&s->loops[i].audience);
        prints_free(s->loops[i].prints);
        page_shelf_free(s->loops[i].shelf);
        list_memo_release(&s->loops[i].memo);
        state_lease_retire(s->loops[i].lease);
        store_reader_close(s->loops[i].reader);
    }
    mem_free(s->loops);
    store_close(s->store);
    repacker_free(s->repacker);
    page_cache_free(s->cache);
    state_unref(s->state);
    live_free(s->live);
    slots_free(s->slots);
    rate_free(s->rate);
    mem_free(s->folder);
    mem_free(s->origin);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->seen.lock);
    mem_free(s);
}

enum rc site_open(struct site_options options, struct site **out, struct err *e)
{
    ASSERT(options.loops >= 1 && options.loops <= SITE_LOOPS_MAX);
    struct site *s = mem_alloc(sizeof *s);
    if (!s)
        return fail(e, RC_NOMEM, "no memory for the site");
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->seen.lock, NULL);
    s->loops_n = options.loops + (options.phraser != NULL);
    struct arena a;
    arena_init(&a, OPEN_ARENA_BYTES);
    enum rc rc = open_parts(s, &a, options, e);
    arena_release(&a);
    if (rc) {
        release(s);
        return rc;
    }
    *out = s;
    return RC_OK;
}

void site_stop_phrasing(struct site *s)
{
    phrasing_stop(&s->phrasing);
}

void site_tick(void *ctx, size_t loop_index, int64_t now_ms)
{
    struct site *s = ctx;
    slots_tell(&s->loops[loop_index].slots);
    page_shelf_sweep(s->loops[loop_index].shelf, now_ms);
    prints_sweep(s->loops[loop_index].prints, now_ms);
    if (loop_index == 0)
        keeper_tick(s, now_ms);
}

void site_close(struct site *s, int64_t now_ms)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->loops_n; i++)
        slots_tell(&s->loops[i].slots);
    keeper_finish(s, now_ms);
    release(s);
}
