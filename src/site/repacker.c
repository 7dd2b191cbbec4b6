#include "site/repacker.h"

#include "base/mem.h"

#include <pthread.h>
#include <string.h>
#include <sys/resource.h>

struct waiting {
    struct page *page; /* a reference */
    size_t key_n;
    char key[PAGE_CACHE_KEY_BYTES_MAX];
};

/* cache is set before the thread begins; lock guards the rest but thread, which whoever sets started has. */
struct repacker {
    struct page_cache *cache;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct waiting queue[REPACKER_QUEUE_MAX];
    size_t first;
    size_t n;
    bool stopping;
    bool started;
    pthread_t thread;
};

struct repacker *repacker_new(struct page_cache *cache)
{
    struct repacker *p = mem_alloc(sizeof *p);
    if (!p)
        return NULL;
    p->cache = cache;
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_cond_init(&p->wake, NULL);
    return p;
}

/* The page that waits longest, with its key in *out; false: the thread is to end. */
static bool next(struct repacker *p, struct waiting *out)
{
    pthread_mutex_lock(&p->lock);
    while (p->n == 0 && !p->stopping)
        pthread_cond_wait(&p->wake, &p->lock);
    bool there = !p->stopping;
    if (there) {
        *out = p->queue[p->first];
        p->first = (p->first + 1) % REPACKER_QUEUE_MAX;
        p->n--;
    }
    pthread_mutex_unlock(&p->lock);
    return there;
}

static void *repacker_main(void *arg)
{
    enum { LOWEST = 19 };
    struct repacker *p = arg;
    struct waiting w;
    (void)setpriority(PRIO_PROCESS, 0, LOWEST); /* of this thread alone, on Linux */
    while (next(p, &w)) {
        struct page *better = page_pack_well(w.page);
        if (better)
            page_cache_replace(p->cache, (struct str){w.key, w.key_n}, w.page, better);
        page_unref(better);
        page_unref(w.page);
    }
    return NULL;
}

static bool is_waiting(const struct repacker *p, const struct page *page)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->queue[(p->first + i) % REPACKER_QUEUE_MAX].page == page)
            return true;
    return false;
}

/* Under the lock. */
static void add(struct repacker *p, struct str key, struct page *page)
{
    struct waiting *w = &p->queue[(p->first + p->n) % REPACKER_QUEUE_MAX];
    w->page = page_ref(page);
    w->key_n = key.n;
    memcpy(w->key, key.p, key.n);
    p->n++;
    if (!p->started)
        p->started = pthread_create(&p->thread, NULL, repacker_main, p) == 0;
    pthread_cond_signal(&p->wake);
}

void repacker_ask(struct repacker *p, struct str key, struct page *page)
{
    if (page_is_packed_well(page) || key.n > PAGE_CACHE_KEY_BYTES_MAX)
        return;
    pthread_mutex_lock(&p->lock);
    if (p->n < REPACKER_QUEUE_MAX && !is_waiting(p, page))
        add(p, key, page);
    pthread_mutex_unlock(&p->lock);
}

void repacker_free(struct repacker *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    if (p->started)
        pthread_join(p->thread, NULL);
    for (; p->n; p->n--) {
        page_unref(p->queue[p->first].page);
        p->first = (p->first + 1) % REPACKER_QUEUE_MAX;
    }
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    mem_free(p);
}
