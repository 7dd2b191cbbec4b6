#include "ingest/import_queue.h"

#include "base/mem.h"
#include "ingest/import_key.h"

struct import_queue_entry {
    struct import_queue_entry *next;
    struct import_queue *queue;
    struct arena arena; /* holds item's texts */
    struct import_queue_item item;
    size_t bytes;
    bool is_article; /* else what follows one */
    bool answered;
    enum rc rc;
    struct store_result result;
    struct err err;
};

void import_queue_init(struct import_queue *q)
{
    q->mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    q->wake = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
    q->first = q->last = NULL;
    q->n = q->bytes = 0;
}

/* On the writer's thread. */
static void answered(void *ctx, enum rc rc, const struct store_result *result, const struct err *e)
{
    struct import_queue_entry *entry = ctx;
    struct import_queue *q = entry->queue;
    pthread_mutex_lock(&q->mutex);
    entry->answered = true;
    entry->rc = rc;
    entry->result = *result;
    entry->err = *e;
    pthread_cond_signal(&q->wake);
    pthread_mutex_unlock(&q->mutex);
}

static void entry_free(struct import_queue_entry *entry)
{
    arena_release(&entry->arena);
    mem_free(entry);
}

/* Takes the first entry out if it was answered; else waits for it while more than most are on their way.
 * NULL: none is to be told. */
static struct import_queue_entry *next_answered(struct import_queue *q, size_t most)
{
    struct import_queue_entry *entry = q->first;
    pthread_mutex_lock(&q->mutex);
    while (entry && !entry->answered && q->n > most)
        pthread_cond_wait(&q->wake, &q->mutex);
    bool is = entry && entry->answered;
    pthread_mutex_unlock(&q->mutex);
    if (!is)
        return NULL;
    q->first = entry->next;
    q->last = q->first ? q->last : NULL;
    q->n--;
    q->bytes -= entry->bytes;
    return entry;
}

void import_queue_release(struct import_queue *q)
{
    for (struct import_queue_entry *entry; (entry = next_answered(q, 0));)
        entry_free(entry);
    pthread_cond_destroy(&q->wake);
    pthread_mutex_destroy(&q->mutex);
}

bool import_queue_has(const struct import_queue *q, struct article_texts keys)
{
    for (const struct import_queue_entry *entry = q->first; entry; entry = entry->next)
        for (size_t i = 0; i < entry->item.keys.items_n; i++)
            for (size_t k = 0; k < keys.items_n; k++)
                if (str_eq(entry->item.keys.items[i], keys.items[k]))
                    return true;
    return false;
}

static struct import_queue_entry *entry_new(struct import_queue *q,
                                            const struct import_queue_item *item)
{
    struct import_queue_entry *entry = mem_alloc(sizeof *entry);
    if (!entry)
        return NULL;
    *entry = (struct import_queue_entry){.queue = q, .item = *item};
    arena_init(&entry->arena, IMPORT_QUEUE_ARENA_BYTES);
    return entry;
}

static enum rc submit(struct import_queue *q, struct import_queue_entry *entry,
                      const struct store_command *c, struct err *e)
{
    enum rc rc = store_submit(q->store, c, answered, entry);
    if (rc) {
        entry_free(entry);
        return fail(e, rc, "cannot be handed to the store: %s", rc_words(rc));
    }
    if (q->last)
        q->last->next = entry;
    else
        q->first = entry;
    q->last = entry;
    q->n++;
    q->bytes += entry->bytes;
    return RC_OK;
}

static void tell(struct import_queue *q, const struct import_queue_entry *entry)
{
    if (entry->rc)
        q->told(q->ctx, &entry->item, entry->rc, NULL, &entry->err);
    else if (entry->is_article)
        q->told(q->ctx, &entry->item, RC_OK, &entry->result, &entry->err);
}

void import_queue_take(struct import_queue *q, size_t most)
{
    for (struct import_queue_entry *entry; (entry = next_answered(q, most));) {
        tell(q, entry);
        entry_free(entry);
    }
}

static size_t bytes_of(const struct store_import_comments *talk)
{
    size_t bytes = 0;
    for (size_t i = 0; i < talk->comments_n; i++)
        bytes += talk->comments[i].text.n;
    return bytes;
}

enum rc import_queue_put(struct import_queue *q, const struct store_command *put,
                         const struct import_queue_item *item, struct err *e)
{
    struct import_queue_entry *entry = entry_new(q, item);
    if (!entry)
        return fail(e, RC_NOMEM, "out of memory");
    struct arena *a = &entry->arena;
    entry->is_article = true;
    entry->bytes = put->put_article.body_json.n + bytes_of(&put->put_article.talk);
    entry->item.title = str_copy(a, item->title);
    entry->item.status = str_copy(a, item->status);
    entry->item.keys = import_texts_copy(a, item->keys);
    if (arena_failed(a)) {
        entry_free(entry);
        return fail(e, RC_NOMEM, "out of memory");
    }
    import_queue_take(q, IMPORT_QUEUE_MAX - 1);
    while (q->n && q->bytes + entry->bytes > IMPORT_QUEUE_BYTES_MAX)
        import_queue_take(q, q->n - 1);
    return submit(q, entry, put, e);
}

enum rc import_queue_follow(struct import_queue *q, const struct store_command *c,
                            const struct import_queue_item *of, struct err *e)
{
    const struct import_queue_item item = {.path = of->path, .place = of->place};
    import_queue_take(q, IMPORT_QUEUE_MAX - 1);
    struct import_queue_entry *entry = entry_new(q, &item);
    return entry ? submit(q, entry, c, e) : fail(e, RC_NOMEM, "out of memory");
}
