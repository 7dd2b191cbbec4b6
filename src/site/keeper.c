#include "site/keeper.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rand.h"
#include "site/seal_files.h"
#include "site/site_internal.h"

#include <string.h>

enum {
    FLUSH_ARENA_BYTES = 64 << 20, /* every visitor of LIVE_VISITORS_MAX changed at once */
    CHANGES_ARENA_BYTES = 4 << 20,
    CHANGES_A_TICK = 1000,
};

/* ---- flushing ---- */

/* A flush on its way to the disk; its arena holds everything it names. */
struct flush {
    struct site *site;
    int64_t taken_ms;
    struct arena arena;
    struct live_deltas deltas;
    struct store_creative_delta *creatives;
    size_t creatives_n;
    struct store_command command;
};

static bool is_empty(const struct flush *f)
{
    const struct live_deltas *d = &f->deltas;
    return d->page_views + d->visits + d->robot_views == 0 && d->visitors_n == 0 &&
           f->creatives_n == 0;
}

static void fill_command(struct flush *f, int64_t now_ms)
{
    const struct live_deltas *d = &f->deltas;
    struct arena *a = &f->arena;
    struct store_flush *c = &f->command.flush;
    f->command.kind = STORE_FLUSH;
    c->views = arena_array(a, d->views_n, sizeof *c->views);
    c->visitors = arena_array(a, d->visitors_n, sizeof *c->visitors);
    c->days = arena_alloc(a, sizeof *c->days);
    if (arena_failed(a))
        return;
    for (size_t i = 0; i < d->views_n; i++)
        c->views[i] = (struct store_view_delta){d->views[i].article_id, d->day, d->views[i].views};
    for (size_t i = 0; i < d->visitors_n; i++)
        c->visitors[i] = (struct store_visitor){d->visitors[i].tag, d->visitors[i].seen_ms};
    c->days[0] = (struct store_day){d->day, d->visits, d->page_views, d->robot_views};
    c->views_n = d->views_n;
    c->visitors_n = d->visitors_n;
    c->days_n = 1;
    c->creatives = f->creatives;
    c->creatives_n = f->creatives_n;
    c->forget_visitors_before_ms = now_ms - LIVE_VISIT_MS;
}

/* The pending figures as a command; NULL when there are none or memory is out. */
static struct flush *flush_take(struct site *s, int64_t now_ms)
{
    struct flush *f = mem_alloc(sizeof *f);
    if (!f)
        return NULL;
    f->site = s;
    f->taken_ms = now_ms;
    arena_init(&f->arena, FLUSH_ARENA_BYTES);
    if (live_take(s->live, &f->arena, &f->deltas) == RC_OK &&
        slots_take(s->slots, &f->arena, f->deltas.day, &f->creatives, &f->creatives_n) == RC_OK)
        fill_command(f, now_ms);
    if (!arena_failed(&f->arena) && !is_empty(f))
        return f;
    live_give_back(s->live, &f->deltas);
    slots_give_back(s->slots, f->creatives, f->creatives_n);
    arena_release(&f->arena);
    mem_free(f);
    return NULL;
}

static void flush_end(struct flush *f, enum rc rc, const struct err *e)
{
    if (rc) {
        live_give_back(f->site->live, &f->deltas);
        slots_give_back(f->site->slots, f->creatives, f->creatives_n);
        log_write(LOG_LEVEL_ERROR, "flush", "counters wait: %s", e ? e->text : rc_words(rc));
    }
    arena_release(&f->arena);
    mem_free(f);
}

/* On the writer thread. */
static void flush_done(void *ctx, enum rc rc, const struct store_result *result,
                       const struct err *e)
{
    struct flush *f = ctx;
    struct site *s = f->site;
    (void)result;
    if (!rc)
        atomic_store(&s->keeper.flushed_ms, f->taken_ms);
    flush_end(f, rc, e);
    atomic_store(&s->keeper.flushing, false);
}

static void flush(struct site *s, int64_t now_ms)
{
    if (store_read_only(s->store) || atomic_exchange(&s->keeper.flushing, true))
        return;
    struct flush *f = flush_take(s, now_ms);
    if (!f)
        atomic_store(&s->keeper.flushed_ms, now_ms);
    enum rc rc = f ? store_submit(s->store, &f->command, flush_done, f) : RC_OK;
    if (f && rc)
        flush_end(f, rc, NULL);
    if (!f || rc)
        atomic_store(&s->keeper.flushing, false);
}

void keeper_finish(struct site *s, int64_t now_ms)
{
    struct err e = {{0}};
    struct flush *f = store_read_only(s->store) ? NULL : flush_take(s, now_ms);
    if (!f)
        return;
    f->command.flush.all_views = true;
    flush_end(f, store_run(s->store, &f->command, NULL, &e), &e);
}

/* ---- the day ---- */

static void store_key(struct site *s, struct hash_key key)
{
    struct arena a;
    arena_init(&a, 1024);
    struct str hex = hash_hex(&a, key.bytes, sizeof key.bytes);
    struct store_command c = {
        .kind = STORE_SET,
        .set = {.name = STR("visitor_key"),
                .value = str_format(&a, "%lld %.*s", (long long)live_day(s->live), STR_ARG(hex))}};
    struct err e = {{0}};
    if (!store_read_only(s->store) && store_run(s->store, &c, NULL, &e))
        log_write(LOG_LEVEL_ERROR, "keeper", "the day's key is not stored: %s", e.text);
    arena_release(&a);
}

static void tick_live(struct site *s, int64_t now_ms)
{
    struct hash_key key;
    if (clock_day(now_ms) != live_day(s->live))
        keeper_finish(s, now_ms); /* the old day's figures stay on it */
    rand_bytes(key.bytes, sizeof key.bytes);
    if (live_tick(s->live, now_ms, key)) {
        store_key(s, key);
        site_load_visits(s, now_ms);
        site_invalidate(s, STR("ranking"));
    }
}

/* ---- changes ---- */

void site_invalidate(struct site *s, struct str tag)
{
    atomic_fetch_add(&s->lists_at, 1);
    page_cache_invalidate(s->cache, tag);
}

/* The comments and reactions of an article as the store has them now. */
static void refresh_article(struct site *s, struct str id_text)
{
    struct store_article_counts counts;
    int64_t id = 0;
    if (str_to_int(id_text, &id) && store_counts_of(s->loops[0].reader, id, &counts, NULL) == RC_OK)
        live_set(s->live, id, counts.comments, counts.reactions);
}

/* The same for every article: the log has forgotten what changed. */
static void refresh_all(struct site *s)
{
    struct store_article_counts *counts = NULL;
    size_t n = CHANGES_A_TICK;
    int64_t after = 0;
    enum rc rc = RC_OK;
    while (!rc && n == CHANGES_A_TICK) {
        struct arena a;
        arena_init(&a, CHANGES_ARENA_BYTES);
        rc = store_counts(s->loops[0].reader, &a, after, CHANGES_A_TICK, &counts, &n, NULL);
        for (size_t i = 0; !rc && i < n; i++) {
            after = counts[i].article_id;
            live_set(s->live, after, counts[i].comments, counts[i].reactions);
        }
        arena_release(&a);
    }
}

static void apply_change(struct site *s, struct str tag, bool *state_changed)
{
    struct str rest = tag;
    struct str word;
    str_next(&rest, ':', &word);
    if (str_eq(word, STR("comments")) || str_eq(word, STR("article")))
        refresh_article(s, rest);
    if (str_eq(word, STR("all")))
        refresh_all(s);
    if (str_eq(word, STR("all")) || str_eq(word, STR("creatives")) ||
        str_eq(word, STR("sections")) || str_eq(word, STR("feeds")) || str_eq(word, STR("links")))
        *state_changed = true;
}

static bool is_takedown(struct str tag)
{
    return str_starts(tag, STR("withdrawn:")) || str_eq(tag, STR("all"));
}

/* Tells the memories of lists, before the pages. Comments are figures on cards: no list looks different. */
static void tell_memos(struct site *s, const struct store_change *changes, size_t n)
{
    bool lists = false;
    bool takedown = false;
    for (size_t i = 0; i < n; i++) {
        lists = lists || !str_starts(changes[i].tag, STR("comments:"));
        takedown = takedown || is_takedown(changes[i].tag);
    }
    if (takedown)
        atomic_fetch_add(&s->withdrawn_at, 1); /* first: site_memo reads them in the other order */
    if (lists)
        atomic_fetch_add(&s->lists_at, 1);
}

/* Takes the cache through one stretch of the log; false: that was all. *withdrawn: a takedown is among
 * the changes, so that what has their tags is dropped, not only marked. */
static bool catch_up_some(struct site *s, struct store_reader *r, bool *withdrawn)
{
    struct arena a;
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t last = s->seen.seq;
    struct err e = {{0}};
    arena_init(&a, CHANGES_ARENA_BYTES);
    enum rc rc = store_changes(r, &a, s->seen.seq, CHANGES_A_TICK, &changes, &n, &last, &e);
    if (rc)
        log_write(LOG_LEVEL_ERROR, "keeper", "changes cannot be read: %s", e.text);
    tell_memos(s, changes, rc ? 0 : n);
    for (size_t i = 0; !rc && i < n; i++) {
        struct str tag = changes[i].tag;
        *withdrawn = *withdrawn || is_takedown(tag);
        if (*withdrawn)
            page_cache_drop(s->cache, tag);
        else if (str_eq(tag,
                        STR("site"))) /* the lists; what else an article touches has its own tag */
            page_cache_invalidate_soon(s->cache, tag);
        else
            page_cache_invalidate(s->cache, tag);
        s->seen.seq = changes[i].seq;
    }
    arena_release(&a);
    return !rc && s->seen.seq < last;
}

static void catch_up(struct site *s, struct store_reader *r)
{
    enum { STRETCHES_MAX = 64 }; /* of CHANGES_A_TICK; the rest at the next request */
    bool withdrawn = false;
    for (int i = 0; i < STRETCHES_MAX && catch_up_some(s, r, &withdrawn); i++)
        ;
}

void site_catch_up(struct site *s, struct store_reader *r, int64_t now_ms)
{
    int64_t before = atomic_load(&s->seen.at_ms);
    int64_t since =
        now_ms > before ? now_ms - before : before - now_ms; /* each loop has its clock */
    if (since < SITE_CATCH_UP_MS)
        return;
    if (since >= SITE_CATCH_UP_LATE_MS)
        pthread_mutex_lock(&s->seen.lock);
    else if (pthread_mutex_trylock(&s->seen.lock))
        return; /* another loop is at it: no request waits for that yet */
    if (atomic_load(&s->seen.at_ms) == before) { /* else another loop has just done it */
        catch_up(s, r);
        atomic_store(&s->seen.at_ms, now_ms);
    }
    pthread_mutex_unlock(&s->seen.lock);
}

static void load_state(struct site *s, int64_t now_ms)
{
    struct err e = {{0}};
    if (site_load_state(s, now_ms, &e))
        log_write(LOG_LEVEL_ERROR, "configuration", "the old one stays: %s", e.text);
    else
        page_cache_invalidate(s->cache, STR("state"));
}

static void look_for_changes(struct site *s, int64_t now_ms)
{
    struct arena a;
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t last = s->keeper.last_seq;
    site_catch_up(s, s->loops[0].reader, now_ms);
    bool state_changed = atomic_exchange(&s->reload, false);
    arena_init(&a, CHANGES_ARENA_BYTES);
    struct err e = {{0}};
    enum rc rc = store_changes(s->loops[0].reader, &a, s->keeper.last_seq, CHANGES_A_TICK, &changes,
                               &n, &last, &e);
    if (rc)
        log_write(LOG_LEVEL_ERROR, "keeper", "changes cannot be read: %s", e.text);
    for (size_t i = 0; !rc && i < n; i++) {
        apply_change(s, changes[i].tag, &state_changed);
        s->keeper.last_seq = changes[i].seq;
    }
    if (state_changed)
        load_state(s, now_ms);
    if (n)
        s->keeper.publication_at_ms = 0; /* look again */
    arena_release(&a);
}

static void story_done(void *ctx, enum rc rc, const struct store_result *result,
                       const struct err *e)
{
    (void)ctx;
    (void)result;
    if (rc)
        log_write(LOG_LEVEL_ERROR, "keeper", "a story waits: %s", e ? e->text : rc_words(rc));
}

/* What was to come is compared with the rest. */
static void let_stories_in(struct site *s, int64_t now_ms)
{
    struct store_command c = {.kind = STORE_PUT_STORY, .put_story = {.now_ms = now_ms}};
    enum rc rc = store_submit(s->store, &c, story_done, NULL);
    if (rc)
        story_done(NULL, rc, NULL, NULL);
}

/* Articles whose time has come appear: everything that lists articles is made anew. */
static void look_for_publications(struct site *s, int64_t now_ms)
{
    int64_t due = s->keeper.publication_at_ms;
    bool came = due != CLOCK_NONE && due != 0 && due <= now_ms;
    if (came) {
        site_invalidate(s, STR("site"));
        let_stories_in(s, now_ms);
    }
    if ((came || due == 0) &&
        store_next_publication(s->loops[0].reader, now_ms, &s->keeper.publication_at_ms, NULL))
        s->keeper.publication_at_ms = 0;
}

/* Once a day, and at the start, the chain's head leaves: who keeps it elsewhere sees a history that
 * was cut short. */
static void leave_head(struct site *s, int64_t now_ms)
{
    struct err e = {{0}};
    int64_t today = clock_day(now_ms);
    if (s->keeper.head_day == today)
        return;
    s->keeper.head_day = today;
    struct state *state = site_state(s);
    struct str other = ini_value(&state->conf, STR("seals"), STR("heads"));
    if (seal_head_leave(s->loops[0].reader, s->folder, other, &e))
        log_write(LOG_LEVEL_ERROR, "seal", "ALARM: the chain's head was not left: %s", e.text);
    state_unref(state);
}

/* ---- the clockwork ---- */

static bool is_due(int64_t *at_ms, int64_t now_ms, int64_t every_ms)
{
    if (now_ms < *at_ms && *at_ms - now_ms <= every_ms)
        return false;
    *at_ms = now_ms + every_ms;
    return true;
}

void keeper_tick(struct site *s, int64_t now_ms)
{
    if (is_due(&s->keeper.flush_at_ms, now_ms, SITE_FLUSH_MS)) {
        flush(s, now_ms);
        tick_live(s, now_ms);
    }
    if (is_due(&s->keeper.changes_at_ms, now_ms, SITE_CHANGES_MS)) {
        look_for_changes(s, now_ms);
        look_for_publications(s, now_ms);
        rebuild_tick(&s->rebuild);
        leave_head(s, now_ms);
    }
    if (is_due(&s->keeper.ranking_at_ms, now_ms, SITE_RANKING_MS))
        site_invalidate(s, STR("ranking"));
}

enum rc keeper_start(struct site *s, int64_t now_ms, struct err *e)
{
    struct arena a;
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t last = 0;
    arena_init(&a, CHANGES_ARENA_BYTES);
    enum rc rc = store_changes(s->loops[0].reader, &a, INT64_MAX - 1, 1, &changes, &n, &last, e);
    atomic_store(&s->keeper.flushed_ms, now_ms);
    s->keeper.last_seq = last;
    s->seen.seq = last;
    s->keeper.ranking_at_ms = now_ms + SITE_RANKING_MS;
    arena_release(&a);
    return rc;
}
