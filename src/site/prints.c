#include "site/prints.h"

#include "base/mem.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    SPOTS = 64, /* pages that are asked for much at the same time; a power of two */
    FIELDS_MAX = 16,
    UNUSED_MS = 1000, /* then its memory goes */
};

struct print {
    struct print_key key;
    size_t lent;
    bool current;     /* its spot knows it; while current or lent it has a reference of key.page */
    struct buf bytes; /* heap; the body */
    struct buf lines; /* heap; fixed.lines */
    int fd;           /* the body again; -1 = none */
    size_t file_bytes;
    struct wire_field fields[FIELDS_MAX];
    struct wire_fixed fixed; /* all fields but the wire's own */
    struct wire_segment body;
    int64_t creatives[STATE_SLOTS_MAX];
    size_t creatives_n;
};

/* How much a page in one coding is asked for. page is compared, never read: only its print holds it. */
struct spot {
    const struct page *page;
    enum coding coding;
    int64_t from_ms;
    unsigned asked; /* since then */
    struct print *print;
};

struct prints {
    struct spot spots[SPOTS];
    struct print prints[PRINTS_MAX];
};

struct prints *prints_new(void)
{
    struct prints *p = mem_alloc(sizeof *p);
    for (size_t i = 0; p && i < PRINTS_MAX; i++) {
        buf_init(&p->prints[i].bytes, NULL);
        buf_init(&p->prints[i].lines, NULL);
        p->prints[i].fd = -1;
    }
    return p;
}

static void forget_memory(struct print *print)
{
    buf_release(&print->bytes);
    buf_release(&print->lines);
    if (print->fd >= 0)
        close(print->fd);
    print->fd = -1;
    print->file_bytes = 0;
}

/* Nobody is to find it any more, or nobody is being sent it any more. */
static void settle(struct print *print)
{
    if (print->current || print->lent)
        return;
    page_unref(print->key.page);
    print->key.page = NULL;
}

static void retire(struct spot *spot)
{
    if (!spot->print)
        return;
    spot->print->current = false;
    settle(spot->print);
    spot->print = NULL;
}

void prints_free(struct prints *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < SPOTS; i++)
        retire(&p->spots[i]);
    for (size_t i = 0; i < PRINTS_MAX; i++) {
        ASSERT(p->prints[i].lent == 0);
        forget_memory(&p->prints[i]);
    }
    mem_free(p);
}

static struct spot *spot_of(struct prints *p, const struct print_key *key)
{
    uint64_t mixed = ((uintptr_t)key->page + (uint64_t)key->coding) * UINT64_C(0x9E3779B97F4A7C15);
    return &p->spots[mixed >> 58]; /* the upper six bits: SPOTS */
}

/* A clock that was set back makes everything old. */
static bool is_recent(int64_t then_ms, int64_t now_ms, int64_t within_ms)
{
    return then_ms <= now_ms && now_ms - then_ms < within_ms;
}

static bool is_good(const struct print *print, const struct print_key *key)
{
    return print && print->key.state_id == key->state_id && print->key.changes == key->changes &&
           is_recent(print->key.now_ms, key->now_ms, PRINT_MS);
}

struct print *prints_find(struct prints *p, struct print_key key, bool *wanted)
{
    struct spot *spot = spot_of(p, &key);
    bool same = spot->page == key.page && spot->coding == key.coding;
    if (same && is_good(spot->print, &key)) {
        spot->asked++;
        spot->print->lent++;
        return spot->print;
    }
    *wanted = false;
    if (same && is_recent(spot->from_ms, key.now_ms, PRINT_MS)) {
        *wanted = ++spot->asked >= PRINT_AFTER;
        return NULL;
    }
    if (!same && is_recent(spot->from_ms, key.now_ms, PRINT_MS))
        return NULL; /* another page has the spot */
    /* as much as a moment ago: the next print follows at once */
    *wanted = same && spot->asked >= PRINT_AFTER &&
              is_recent(spot->from_ms, key.now_ms, 2 * (int64_t)PRINT_MS);
    retire(spot);
    *spot =
        (struct spot){.page = key.page, .coding = key.coding, .from_ms = key.now_ms, .asked = 1};
    return NULL;
}

/* One that is in nobody's hands; NULL when all are, or have too much memory together. */
static struct print *find_free(struct prints *p, size_t body_bytes)
{
    struct print *found = NULL;
    size_t held = 2 * body_bytes;
    for (size_t i = 0; i < PRINTS_MAX; i++) {
        struct print *print = &p->prints[i];
        bool is_free = !print->current && print->lent == 0;
        if (!is_free || found)
            held += print->bytes.capacity_bytes + print->file_bytes;
        else
            found = print;
    }
    return held <= PRINTS_BYTES_MAX ? found : NULL;
}

static void copy_body(struct print *print, const struct wire_response *res)
{
    buf_clear(&print->bytes);
    for (size_t i = 0; i < res->segments_n; i++)
        buf_add(&print->bytes, (struct str){res->segments[i].p, res->segments[i].n});
}

/* The fields as lines, and as fields that borrow from the lines. */
static void copy_fields(struct print *print, const struct wire_response *res)
{
    struct buf *lines = &print->lines;
    size_t n = 0;
    buf_clear(lines);
    buf_add(lines, res->fixed->lines);
    size_t at = lines->n;
    for (size_t i = 0; i < res->headers_n; i++)
        buf_addf(lines, "%.*s: %.*s\r\n", (int)res->headers[i].name.n, res->headers[i].name.p,
                 (int)res->headers[i].value.n, res->headers[i].value.p);
    if (buf_failed(lines))
        return;
    for (size_t i = 0; i < res->fixed->fields_n; i++)
        print->fields[n++] = res->fixed->fields[i];
    for (size_t i = 0; i < res->headers_n; i++) {
        const struct wire_field *f = &res->headers[i];
        print->fields[n] = (struct wire_field){{lines->p + at, f->name.n},
                                               {lines->p + at + f->name.n + 2, f->value.n}};
        at += print->fields[n++].name.n + f->value.n + 4;
    }
    print->fixed = (struct wire_fixed){print->fields, n, buf_view(lines)};
}

/* Writes the body into the file. The pages that were in it may still be on their way to readers: cutting
 * the file to nothing leaves them those and takes new ones. */
static bool write_file(struct print *print)
{
    size_t at = 0;
    if (print->fd < 0)
        print->fd = memfd_create("loa-print", MFD_CLOEXEC);
    if (print->fd < 0 || ftruncate(print->fd, 0) != 0)
        return false;
    while (at < print->bytes.n) {
        ssize_t n = pwrite(print->fd, print->bytes.p + at, print->bytes.n - at, (off_t)at);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    print->file_bytes = at;
    return true;
}

/* Without it, the body is copied: nothing else is lost. */
static void make_file(struct print *print)
{
    bool small = print->bytes.n < PRINT_FILE_MIN_BYTES;
    if (small ? print->fd < 0 : write_file(print))
        return;
    if (print->fd >= 0)
        close(print->fd);
    print->fd = -1;
    print->file_bytes = 0;
}

/* False: more than there is room for. */
static bool copy_creatives(struct print *print, const struct filling *f)
{
    print->creatives_n = 0;
    for (size_t i = 0; i < f->holes_n; i++) {
        if (!f->shown[i])
            continue;
        if (print->creatives_n == STATE_SLOTS_MAX)
            return false;
        print->creatives[print->creatives_n++] = f->shown[i]->booked.id;
    }
    return true;
}

static bool has_room_for(const struct wire_response *res)
{
    return res->status == 200 && res->fixed && res->segments_n &&
           res->fixed->fields_n + res->headers_n <= FIELDS_MAX;
}

void prints_make(struct prints *p, struct print_key key, const struct filling *f,
                 const struct wire_response *res)
{
    struct spot *spot = spot_of(p, &key);
    size_t body_bytes = 0;
    for (size_t i = 0; i < res->segments_n; i++)
        body_bytes += res->segments[i].n;
    retire(spot);
    struct print *print = has_room_for(res) ? find_free(p, body_bytes) : NULL;
    if (!print || !copy_creatives(print, f))
        return;
    copy_body(print, res);
    copy_fields(print, res);
    if (buf_failed(&print->bytes) || buf_failed(&print->lines)) {
        forget_memory(print);
        return;
    }
    make_file(print);
    print->body = (struct wire_segment){print->bytes.p, print->bytes.n};
    print->key = key;
    page_ref(key.page);
    print->current = true;
    spot->print = print;
}

static void give_back(void *ctx)
{
    struct print *print = ctx;
    ASSERT(print->lent > 0);
    print->lent--;
    settle(print);
}

void print_respond(struct print *print, struct wire_response *res)
{
    wire_response_init(res, 200);
    res->content_type = page_content_type(print->key.page);
    res->fixed = &print->fixed;
    res->segments = &print->body;
    res->segments_n = 1;
    res->same_fd = print->fd;
    res->done = give_back;
    res->done_ctx = print;
}

const int64_t *print_creatives(const struct print *print, size_t *n)
{
    *n = print->creatives_n;
    return print->creatives;
}

void prints_sweep(struct prints *p, int64_t now_ms)
{
    for (size_t i = 0; i < SPOTS; i++)
        if (p->spots[i].print && !is_recent(p->spots[i].print->key.now_ms, now_ms, UNUSED_MS))
            retire(&p->spots[i]);
    for (size_t i = 0; i < PRINTS_MAX; i++) {
        struct print *print = &p->prints[i];
        if (!print->current && print->lent == 0 && !is_recent(print->key.now_ms, now_ms, UNUSED_MS))
            forget_memory(print);
    }
}
