#include "live/live.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/vec.h"
#include "live/visitors.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum {
    BLOCK_ARTICLES = 1024,
    BLOCKS_MAX = LIVE_ARTICLES_MAX / BLOCK_ARTICLES,
};

/* Counters of one article. pending: views not yet taken by live_take. */
struct counters {
    _Atomic int64_t views;
    _Atomic int64_t pending;
    _Atomic int64_t comments;
    _Atomic int64_t reactions[LIVE_REACTIONS];
};

/* blocks: written once each under lock, read without (a block is immutable once it is there).
 * lock guards visitors, key, previous_key, last_ms, and the making of blocks. Numbers are atomics. */
struct live {
    _Atomic(struct counters *) blocks[BLOCKS_MAX];
    _Atomic int64_t blocks_n; /* blocks below this index may exist */
    pthread_mutex_t lock;
    struct visitors visitors;
    struct hash_key key;
    struct hash_key previous_key; /* of yesterday, until its visits are over */
    bool has_previous_key;
    int64_t last_ms;
    _Atomic int64_t day;
    _Atomic int64_t online;
    _Atomic int64_t today;
    _Atomic int64_t week;
    _Atomic int64_t total;
    _Atomic int64_t visits_pending;
    _Atomic int64_t pages_pending; /* views of pages that are not articles */
    _Atomic int64_t robots_pending;
    _Atomic int64_t changes; /* of comments and reactions */
};

static int64_t get(const _Atomic int64_t *n)
{
    return atomic_load_explicit(n, memory_order_relaxed);
}

static void put(_Atomic int64_t *n, int64_t value)
{
    atomic_store_explicit(n, value, memory_order_relaxed);
}

static void add(_Atomic int64_t *n, int64_t more)
{
    atomic_fetch_add_explicit(n, more, memory_order_relaxed);
}

enum rc live_new(struct live_start start, struct live **out, struct err *e)
{
    struct live *l = mem_alloc(sizeof *l);
    if (!l || !visitors_init(&l->visitors)) {
        mem_free(l);
        return fail(e, RC_NOMEM, "no memory for the live counters");
    }
    pthread_mutex_init(&l->lock, NULL);
    l->key = start.key;
    l->last_ms = start.now_ms;
    put(&l->day, clock_day(start.now_ms));
    put(&l->today, start.today);
    put(&l->week, start.week);
    put(&l->total, start.total);
    *out = l;
    return RC_OK;
}

void live_free(struct live *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < BLOCKS_MAX; i++)
        mem_free(atomic_load(&l->blocks[i]));
    visitors_release(&l->visitors);
    pthread_mutex_destroy(&l->lock);
    mem_free(l);
}

static struct counters *find(const struct live *l, int64_t id)
{
    if (id <= 0 || id >= LIVE_ARTICLES_MAX)
        return NULL;
    struct counters *block =
        atomic_load_explicit(&l->blocks[id / BLOCK_ARTICLES], memory_order_acquire);
    return block ? &block[id % BLOCK_ARTICLES] : NULL;
}

/* The counters of id, made if they are not there; NULL for an id over the limit or no memory. */
static struct counters *find_or_make(struct live *l, int64_t id)
{
    struct counters *c = find(l, id);
    if (c || id <= 0 || id >= LIVE_ARTICLES_MAX)
        return c;
    int64_t index = id / BLOCK_ARTICLES;
    pthread_mutex_lock(&l->lock);
    struct counters *block = atomic_load(&l->blocks[index]);
    if (!block) {
        block = mem_alloc(BLOCK_ARTICLES * sizeof *block);
        atomic_store_explicit(&l->blocks[index], block, memory_order_release);
        if (index >= atomic_load(&l->blocks_n))
            atomic_store(&l->blocks_n, index + 1);
    }
    pthread_mutex_unlock(&l->lock);
    return block ? &block[id % BLOCK_ARTICLES] : NULL;
}

enum rc live_load_article(struct live *l, int64_t id, struct live_counts counts)
{
    if (id <= 0 || id >= LIVE_ARTICLES_MAX)
        return RC_OK;
    struct counters *c = find_or_make(l, id);
    if (!c)
        return RC_NOMEM;
    put(&c->views, counts.views);
    live_set(l, id, counts.comments, counts.reactions);
    return RC_OK;
}

void live_load_visitor(struct live *l, uint64_t tag, int64_t seen_ms)
{
    if (seen_ms <= l->last_ms - LIVE_VISIT_MS)
        return;
    int64_t seen = seen_ms < l->last_ms ? seen_ms : l->last_ms;
    if (visitors_put(&l->visitors, tag, seen) && seen > l->last_ms - LIVE_ONLINE_MS)
        add(&l->online, 1);
}

/* SipHash of "address \0 agent" under key; long names are cut, so that the cost is bounded. */
static uint64_t visitor_tag(struct hash_key key, struct str address, struct str agent)
{
    char text[512];
    struct str a = str_first(address, 64);
    struct str b = str_first(agent, sizeof text - 65);
    if (a.n)
        memcpy(text, a.p, a.n);
    text[a.n] = '\0';
    if (b.n)
        memcpy(text + a.n + 1, b.p, b.n);
    return hash_sip(key, (struct str){text, a.n + 1 + b.n});
}

/* When the visitor was last seen; CLOCK_NONE if it is on no visit. Called with the lock held. */
static int64_t seen_before(struct live *l, uint64_t tag, struct str address, struct str agent)
{
    int64_t seen = visitors_get(&l->visitors, tag);
    if (seen == CLOCK_NONE && l->has_previous_key) {
        uint64_t old_tag = visitor_tag(l->previous_key, address, agent);
        seen = visitors_get(&l->visitors, old_tag);
        visitors_remove(&l->visitors, old_tag);
    }
    return seen != CLOCK_NONE && seen > l->last_ms - LIVE_VISIT_MS ? seen : CLOCK_NONE;
}

void live_seen(struct live *l, struct str address, struct str agent, int64_t now_ms)
{
    pthread_mutex_lock(&l->lock);
    if (now_ms > l->last_ms)
        l->last_ms = now_ms;
    uint64_t tag = visitor_tag(l->key, address, agent);
    int64_t seen = seen_before(l, tag, address, agent);
    if (visitors_put(&l->visitors, tag, l->last_ms)) {
        if (seen == CLOCK_NONE) {
            add(&l->visits_pending, 1);
            add(&l->today, 1);
            add(&l->week, 1);
            add(&l->total, 1);
        }
        if (seen == CLOCK_NONE || seen <= l->last_ms - LIVE_ONLINE_MS)
            add(&l->online, 1);
    }
    pthread_mutex_unlock(&l->lock);
}

void live_view(struct live *l, int64_t article_id)
{
    struct counters *c = article_id ? find_or_make(l, article_id) : NULL;
    if (!c) {
        add(&l->pages_pending, 1);
        return;
    }
    add(&c->views, 1);
    add(&c->pending, 1);
}

void live_robot_view(struct live *l)
{
    add(&l->robots_pending, 1);
}

void live_set(struct live *l, int64_t article_id, int64_t comments,
              const int64_t reactions[LIVE_REACTIONS])
{
    struct counters *c = find_or_make(l, article_id);
    if (!c)
        return;
    put(&c->comments, comments);
    for (size_t i = 0; i < LIVE_REACTIONS; i++)
        put(&c->reactions[i], reactions[i]);
    /* after them: who sees the change sees the numbers */
    atomic_fetch_add_explicit(&l->changes, 1, memory_order_release);
}

int64_t live_changes(const struct live *l)
{
    return atomic_load_explicit(&l->changes, memory_order_acquire);
}

struct live_counts live_article(const struct live *l, int64_t id)
{
    struct live_counts counts = {0};
    const struct counters *c = find(l, id);
    if (!c)
        return counts;
    counts.views = get(&c->views);
    counts.comments = get(&c->comments);
    for (size_t i = 0; i < LIVE_REACTIONS; i++)
        counts.reactions[i] = get(&c->reactions[i]);
    return counts;
}

struct live_site live_site_numbers(const struct live *l)
{
    return (struct live_site){
        .online = get(&l->online),
        .today = get(&l->today),
        .week = get(&l->week),
        .total = get(&l->total),
    };
}

int64_t live_day(const struct live *l)
{
    return get(&l->day);
}

static void begin_day(struct live *l, int64_t day, struct hash_key new_key)
{
    if (clock_week_start(day) != clock_week_start(get(&l->day)))
        put(&l->week, 0);
    put(&l->today, 0);
    put(&l->day, day);
    l->previous_key = l->key;
    l->has_previous_key = true;
    l->key = new_key;
}

void live_set_visits(struct live *l, int64_t today, int64_t week, int64_t total)
{
    int64_t pending = get(&l->visits_pending);
    put(&l->today, today + pending);
    put(&l->week, week + pending);
    put(&l->total, total + pending);
}

bool live_tick(struct live *l, int64_t now_ms, struct hash_key new_key)
{
    pthread_mutex_lock(&l->lock);
    if (now_ms > l->last_ms || now_ms < l->last_ms - LIVE_CLOCK_BACK_MS)
        l->last_ms = now_ms;
    int64_t day = clock_day(l->last_ms);
    bool new_day = day != get(&l->day);
    if (new_day)
        begin_day(l, day, new_key);
    if (l->has_previous_key && l->last_ms - clock_day_start(day) > LIVE_VISIT_MS) {
        memset(&l->previous_key, 0, sizeof l->previous_key);
        l->has_previous_key = false;
    }
    visitors_forget(&l->visitors, l->last_ms - LIVE_VISIT_MS);
    put(&l->online, (int64_t)visitors_count_since(&l->visitors, l->last_ms - LIVE_ONLINE_MS));
    pthread_mutex_unlock(&l->lock);
    return new_day;
}

static void take_views(struct live *l, struct vec *views, struct live_deltas *out)
{
    int64_t blocks_n = atomic_load(&l->blocks_n);
    for (int64_t b = 0; b < blocks_n; b++) {
        struct counters *block = atomic_load_explicit(&l->blocks[b], memory_order_acquire);
        for (int64_t i = 0; block && i < BLOCK_ARTICLES; i++) {
            if (get(&block[i].pending) == 0)
                continue;
            struct live_view_delta *delta = vec_push(views);
            if (!delta)
                return;
            delta->article_id = b * BLOCK_ARTICLES + i;
            delta->views = atomic_exchange(&block[i].pending, 0);
            out->page_views += delta->views;
        }
    }
}

static void take_visitors(struct live *l, struct arena *a, struct live_deltas *out)
{
    pthread_mutex_lock(&l->lock);
    size_t n = visitors_changed(&l->visitors, NULL, 0);
    out->visitors = arena_array(a, n, sizeof *out->visitors);
    if (out->visitors)
        out->visitors_n = visitors_changed(&l->visitors, out->visitors, n);
    pthread_mutex_unlock(&l->lock);
}

enum rc live_take(struct live *l, struct arena *a, struct live_deltas *out)
{
    struct live_deltas d = {.day = get(&l->day)};
    struct vec views = VEC(struct live_view_delta, a);
    take_views(l, &views, &d);
    d.views = views.p;
    d.views_n = views.n;
    if (!arena_failed(a))
        take_visitors(l, a, &d);
    int64_t others = atomic_exchange(&l->pages_pending, 0);
    d.page_views += others;
    d.visits = atomic_exchange(&l->visits_pending, 0);
    d.robot_views = atomic_exchange(&l->robots_pending, 0);
    if (arena_failed(a)) {
        live_give_back(l, &d);
        return RC_NOMEM;
    }
    *out = d;
    return RC_OK;
}

void live_give_back(struct live *l, const struct live_deltas *d)
{
    int64_t others = d->page_views;
    for (size_t i = 0; i < d->views_n; i++) {
        struct counters *c = find(l, d->views[i].article_id);
        if (c)
            add(&c->pending, d->views[i].views);
        others -= d->views[i].views;
    }
    add(&l->pages_pending, others);
    add(&l->visits_pending, d->visits);
    add(&l->robots_pending, d->robot_views);
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < d->visitors_n; i++)
        visitors_mark_changed(&l->visitors, d->visitors[i].tag);
    pthread_mutex_unlock(&l->lock);
}
