/* Articles, and what is to follow them, on their way into the store: each is submitted without waiting for it, so that the store's
 * writer commits many at once while the next ones are read.
 *
 * What became of each is told in the order they were put in, after its commit: what was told as taken is
 * in the store. Bounded by count and bytes. The struct is the caller's; all functions are one thread's. */
#ifndef LOA_INGEST_IMPORT_QUEUE_H
#define LOA_INGEST_IMPORT_QUEUE_H

#include "ingest/reader.h"
#include "store/store.h"

#include <pthread.h>

enum {
    IMPORT_QUEUE_MAX = 256, /* commands on their way: one commit of the store's */
    IMPORT_QUEUE_BYTES_MAX =
        2 << 20, /* of their texts; copies, words and the writer's own work take 20 times that */
    IMPORT_QUEUE_ARENA_BYTES = 4 << 20, /* what is kept of one to tell of it */
};

/* What is told of an article. */
struct import_queue_item {
    const char *path; /* outlives the queue */
    struct reader_place place;
    struct str title;
    struct str status;
    struct article_texts keys;
    bool draft;
    bool held;
    bool is_named; /* by an export, as one of many */
    uint64_t names;
    uint64_t words;
};

/* result is NULL when it failed, with its cause in e. Called on the queue's thread. */
typedef void import_queue_told(void *ctx, const struct import_queue_item *item, enum rc rc,
                               const struct store_result *result, const struct err *e);

struct import_queue_entry;

struct import_queue {
    struct store *store;
    int64_t now_ms;
    import_queue_told *told;
    void *ctx;
    pthread_mutex_t mutex; /* guards what the writer answers in the entries */
    pthread_cond_t wake;
    struct import_queue_entry *first;
    struct import_queue_entry *last;
    size_t n;
    size_t bytes;
};

/* q lacks its mutex and its entries. */
void import_queue_init(struct import_queue *q);
/* Waits for what is on its way; it is told nobody. */
void import_queue_release(struct import_queue *q);

/* True if an article on its way has one of the keys: a reader of the store does not see it yet. */
bool import_queue_has(const struct import_queue *q, struct article_texts keys);

/* Submits put, copied with item. Waits while the queue is full. Errors as store_submit; what becomes of
 * put is told by import_queue_take. */
enum rc import_queue_put(struct import_queue *q, const struct store_command *put,
                         const struct import_queue_item *item, struct err *e) MUST_USE;

/* Submits c, which needs no answer, behind what was put; of is told only when it fails. Errors as store_submit. */
enum rc import_queue_follow(struct import_queue *q, const struct store_command *c,
                            const struct import_queue_item *of, struct err *e) MUST_USE;

/* Tells of those that were answered; waits until at most `most` are on their way. */
void import_queue_take(struct import_queue *q, size_t most);

#endif
