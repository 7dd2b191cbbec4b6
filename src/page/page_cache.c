#include "page/page_cache.h"

#include "base/mem.h"
#include "base/rand.h"

#include <pthread.h>
#include <string.h>

enum {
    PAGE_BYTES_TYPICAL = 16 << 10, /* sizes the table of chains */
    BUCKETS_MIN = 64,
    INVALIDATIONS_KEPT = 256, /* for pages being made; one older than these is taken for stale */
};

struct page_cache_entry {
    struct page_cache_entry *next_in_bucket;
    struct page_cache_entry *newer; /* by last use */
    struct page_cache_entry *older;
    struct page *page; /* NULL while the first is being made */
    size_t bytes;
    int64_t until_ms;
    int64_t made_ms;
    uint64_t key_hash;
    unsigned waiters;
    bool patient; /* may stand for PAGE_PATIENCE_MS */
    bool stale;
    bool making;
    struct str key; /* its bytes follow the struct */
};

struct page_cache {
    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t made;
    struct page_cache_entry **buckets;
    size_t buckets_n; /* a power of two */
    struct page_cache_entry *newest;
    struct page_cache_entry *oldest;
    size_t limit_bytes;
    struct hash_key hash_key;
    uint64_t epoch;                           /* invalidations so far */
    uint64_t invalidated[INVALIDATIONS_KEPT]; /* hashes of their tags, by epoch modulo the size */
    bool dropped[INVALIDATIONS_KEPT];         /* it was page_cache_drop */
    int64_t second;                           /* in which the last page was made */
    unsigned made_now;                        /* in that second */
    unsigned made_before;                     /* in the one before */
    struct page_cache_counts counts;
};

struct page_cache *page_cache_new(size_t limit_bytes)
{
    struct page_cache *c = mem_alloc(sizeof *c);
    if (!c)
        return NULL;
    size_t buckets_n = BUCKETS_MIN;
    while (buckets_n < limit_bytes / PAGE_BYTES_TYPICAL)
        buckets_n *= 2;
    c->buckets = mem_alloc(buckets_n * sizeof(struct page_cache_entry *));
    if (!c->buckets) {
        mem_free(c);
        return NULL;
    }
    c->buckets_n = buckets_n;
    c->limit_bytes = limit_bytes;
    rand_bytes(c->hash_key.bytes, sizeof c->hash_key.bytes);
    (void)pthread_mutex_init(&c->lock, NULL);
    (void)pthread_cond_init(&c->made, NULL);
    return c;
}

/* ---- under the lock ---- */

static struct page_cache_entry **bucket_of(struct page_cache *c, uint64_t key_hash)
{
    return &c->buckets[key_hash & (c->buckets_n - 1)];
}

static struct page_cache_entry *find(struct page_cache *c, uint64_t key_hash, struct str key)
{
    struct page_cache_entry *entry = *bucket_of(c, key_hash);
    while (entry && (entry->key_hash != key_hash || !str_eq(entry->key, key)))
        entry = entry->next_in_bucket;
    return entry;
}

static void list_remove(struct page_cache *c, struct page_cache_entry *entry)
{
    *(entry->newer ? &entry->newer->older : &c->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &c->oldest) = entry->newer;
    entry->newer = entry->older = NULL;
}

static void list_add_newest(struct page_cache *c, struct page_cache_entry *entry)
{
    entry->older = c->newest;
    *(c->newest ? &c->newest->newer : &c->oldest) = entry;
    c->newest = entry;
}

static void drop_page(struct page_cache *c, struct page_cache_entry *entry)
{
    if (!entry->page)
        return;
    page_stand(entry->page, 0);
    page_unref(entry->page);
    entry->page = NULL;
    c->counts.pages--;
    c->counts.bytes -= entry->bytes;
}

static void put_page(struct page_cache *c, struct page_cache_entry *entry, struct page *page)
{
    drop_page(c, entry);
    entry->page = page_ref(page);
    entry->bytes = page_memory_bytes(page) + sizeof *entry + entry->key.n;
    c->counts.pages++;
    c->counts.bytes += entry->bytes;
}

static void drop_entry(struct page_cache *c, struct page_cache_entry *entry)
{
    struct page_cache_entry **at = bucket_of(c, entry->key_hash);
    while (*at != entry)
        at = &(*at)->next_in_bucket;
    *at = entry->next_in_bucket;
    list_remove(c, entry);
    drop_page(c, entry);
    mem_free(entry);
}

static struct page_cache_entry *add_entry(struct page_cache *c, uint64_t key_hash, struct str key)
{
    if (key.n > PAGE_CACHE_KEY_BYTES_MAX)
        return NULL;
    struct page_cache_entry *entry = mem_alloc(sizeof *entry + key.n);
    if (!entry)
        return NULL;
    char *bytes = (char *)(entry + 1);
    if (key.n)
        memcpy(bytes, key.p, key.n);
    entry->key = (struct str){bytes, key.n};
    entry->key_hash = key_hash;
    struct page_cache_entry **bucket = bucket_of(c, key_hash);
    entry->next_in_bucket = *bucket;
    *bucket = entry;
    list_add_newest(c, entry);
    return entry;
}

/* Lets the least recently used pages go until the rest fits; an entry that somebody makes or waits
 * for stays. One that was used without asking here gets its place among the newest now, once. */
static void evict(struct page_cache *c)
{
    struct page_cache_entry *entry = c->oldest;
    size_t chances = c->counts.pages;
    while (entry && c->counts.bytes > c->limit_bytes) {
        struct page_cache_entry *newer = entry->newer;
        bool used = chances && entry->page && page_take_use(entry->page);
        if (used && newer) {
            chances--;
            list_remove(c, entry);
            list_add_newest(c, entry);
        } else if (entry->page && !entry->making && !entry->waiters) {
            drop_entry(c, entry);
            c->counts.evicted++;
        }
        entry = newer;
    }
}

static uint64_t tag_hash(const struct page_cache *c, struct str tag)
{
    return hash_sip(c->hash_key, tag);
}

/* What happened to one of a page's tags while it was being made. */
enum since { SINCE_NOTHING, SINCE_INVALIDATED, SINCE_DROPPED };

/* The worst that befell one of the page's tags after epoch; so too if it cannot be known any more. */
static enum since happened_since(const struct page_cache *c, const struct page *page,
                                 uint64_t epoch)
{
    enum since worst = SINCE_NOTHING;
    if (c->epoch - epoch > INVALIDATIONS_KEPT)
        return SINCE_DROPPED;
    for (size_t i = 0; i < page_tags(page) && epoch < c->epoch; i++) {
        uint64_t hash = tag_hash(c, page_tag_at(page, i));
        for (uint64_t at = epoch; at < c->epoch; at++) {
            if (c->invalidated[at % INVALIDATIONS_KEPT] != hash)
                continue;
            if (c->dropped[at % INVALIDATIONS_KEPT])
                return SINCE_DROPPED;
            worst = SINCE_INVALIDATED;
        }
    }
    return worst;
}

/* The maker has come back; an entry without a page lives on only while somebody waits for it. */
static void finish_making(struct page_cache *c, struct page_cache_entry *entry)
{
    entry->making = false;
    if (!entry->page && !entry->waiters)
        drop_entry(c, entry);
    (void)pthread_cond_broadcast(&c->made);
}

/* Waits while another thread makes the entry's first page; the entry stays for those who wait. */
static void wait_for_maker(struct page_cache *c, struct page_cache_entry *entry)
{
    entry->waiters++;
    c->counts.waited++;
    while (entry->making && !entry->page)
        (void)pthread_cond_wait(&c->made, &c->lock);
    entry->waiters--;
}

static enum page_cache_answer get_locked(struct page_cache *c, struct str key, int64_t now_ms,
                                         struct page **page, struct page_ticket *ticket)
{
    uint64_t key_hash = hash_sip(c->hash_key, key);
    struct page_cache_entry *entry = find(c, key_hash, key);
    if (entry && entry->making && !entry->page)
        wait_for_maker(c, entry);
    if (!entry)
        entry = add_entry(c, key_hash, key);
    *page = entry && entry->page ? page_ref(entry->page) : NULL;
    *ticket = (struct page_ticket){.epoch = c->epoch};
    bool fresh = entry && *page && !entry->stale && now_ms < entry->until_ms;
    if (entry) {
        list_remove(c, entry);
        list_add_newest(c, entry);
    }
    if (fresh || (entry && *page && entry->making)) {
        c->counts.hits++;
        return PAGE_CACHE_HIT;
    }
    if (entry && !entry->making) {
        entry->making = true;
        ticket->entry = entry;
    }
    return PAGE_CACHE_MAKE;
}

/* ---- entry points ---- */

enum page_cache_answer page_cache_get(struct page_cache *c, struct str key, int64_t now_ms,
                                      struct page **page, struct page_ticket *ticket)
{
    (void)pthread_mutex_lock(&c->lock);
    enum page_cache_answer answer = get_locked(c, key, now_ms, page, ticket);
    (void)pthread_mutex_unlock(&c->lock);
    return answer;
}

/* Counts a page made at now_ms. */
static void count_making(struct page_cache *c, int64_t now_ms)
{
    int64_t second = now_ms / 1000;
    if (second != c->second) {
        c->made_before = second == c->second + 1 ? c->made_now : 0;
        c->made_now = 0;
        c->second = second;
    }
    c->made_now++;
    c->counts.made++;
}

static bool is_busy(const struct page_cache *c)
{
    return c->made_now >= PAGE_BUSY_MAKINGS || c->made_before >= PAGE_BUSY_MAKINGS;
}

static void set_term(const struct page_cache *c, struct page_cache_entry *entry,
                     struct page_term term)
{
    bool soon = entry->page && term.made_ms - entry->made_ms < INT64_C(2) * PAGE_PATIENCE_MS;
    entry->until_ms = term.until_ms;
    entry->made_ms = term.made_ms;
    entry->patient = term.patient && soon && is_busy(c);
}

void page_cache_put(struct page_cache *c, struct page_ticket ticket, struct page *page,
                    struct page_term term)
{
    struct page_cache_entry *entry = ticket.entry;
    (void)pthread_mutex_lock(&c->lock);
    count_making(c, term.made_ms);
    if (entry) {
        enum since since = happened_since(c, page, ticket.epoch);
        set_term(c, entry, term);
        put_page(c, entry, page);
        entry->stale = since != SINCE_NOTHING;
        page_stand(page, entry->stale ? 0 : entry->until_ms);
        if (since == SINCE_DROPPED)
            drop_page(c, entry); /* it may show what was taken down: its maker alone gets it */
        bool kept = entry->page || entry->waiters;
        finish_making(c, entry);
        if (!kept)
            entry = NULL;
    }
    if (entry && entry->page) {
        if (entry->bytes > c->limit_bytes && !entry->waiters)
            drop_entry(c, entry); /* alone, not with all the others */
        else
            evict(c);
    }
    (void)pthread_mutex_unlock(&c->lock);
}

void page_cache_replace(struct page_cache *c, struct str key, struct page *page,
                        struct page *better)
{
    (void)pthread_mutex_lock(&c->lock);
    struct page_cache_entry *entry = find(c, hash_sip(c->hash_key, key), key);
    if (entry && entry->page == page && !entry->stale) {
        put_page(c, entry, better);
        page_stand(better, entry->until_ms);
        evict(c);
    }
    (void)pthread_mutex_unlock(&c->lock);
}

void page_cache_keep(struct page_cache *c, struct page_ticket ticket)
{
    if (!ticket.entry)
        return;
    (void)pthread_mutex_lock(&c->lock);
    finish_making(c, ticket.entry);
    (void)pthread_mutex_unlock(&c->lock);
}

void page_cache_forget(struct page_cache *c, struct page_ticket ticket)
{
    if (!ticket.entry)
        return;
    (void)pthread_mutex_lock(&c->lock);
    drop_page(c, ticket.entry);
    finish_making(c, ticket.entry);
    (void)pthread_mutex_unlock(&c->lock);
}

/* Pages that are being made now are marked when they come. */
static void remember_invalidation(struct page_cache *c, struct str tag, bool dropped)
{
    c->invalidated[c->epoch % INVALIDATIONS_KEPT] = tag_hash(c, tag);
    c->dropped[c->epoch % INVALIDATIONS_KEPT] = dropped;
    c->epoch++;
}

void page_cache_drop(struct page_cache *c, struct str tag)
{
    (void)pthread_mutex_lock(&c->lock);
    remember_invalidation(c, tag, true);
    for (struct page_cache_entry *entry = c->newest; entry;) {
        struct page_cache_entry *older = entry->older;
        bool has = entry->page && page_has_tag(entry->page, tag);
        if (has && (entry->making || entry->waiters))
            drop_page(c, entry);
        else if (has)
            drop_entry(c, entry);
        entry = older;
    }
    (void)pthread_mutex_unlock(&c->lock);
}

static void mark(struct page_cache_entry *entry, bool may_wait)
{
    if (!may_wait || !entry->patient) {
        entry->stale = true;
        page_stand(entry->page, 0);
    } else if (entry->until_ms > entry->made_ms + PAGE_PATIENCE_MS) {
        entry->until_ms = entry->made_ms + PAGE_PATIENCE_MS;
        page_stand(entry->page, entry->until_ms);
    }
}

static void invalidate(struct page_cache *c, struct str tag, bool may_wait)
{
    (void)pthread_mutex_lock(&c->lock);
    remember_invalidation(c, tag, false);
    for (struct page_cache_entry *entry = c->newest; entry; entry = entry->older)
        if (entry->page && !entry->stale && page_has_tag(entry->page, tag))
            mark(entry, may_wait);
    (void)pthread_mutex_unlock(&c->lock);
}

void page_cache_invalidate(struct page_cache *c, struct str tag)
{
    invalidate(c, tag, false);
}

void page_cache_invalidate_soon(struct page_cache *c, struct str tag)
{
    invalidate(c, tag, true);
}

struct page_cache_counts page_cache_counts(struct page_cache *c)
{
    (void)pthread_mutex_lock(&c->lock);
    struct page_cache_counts counts = c->counts;
    (void)pthread_mutex_unlock(&c->lock);
    return counts;
}

void page_cache_free(struct page_cache *c)
{
    if (!c)
        return;
    while (c->oldest)
        drop_entry(c, c->oldest);
    (void)pthread_cond_destroy(&c->made);
    (void)pthread_mutex_destroy(&c->lock);
    mem_free(c->buckets);
    mem_free(c);
}
