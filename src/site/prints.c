#include "site/prints.h"

#include "base/mem.h"
#include "site/sheets.h"

#include <string.h>

enum {
    SPOTS = 64, /* pages that are asked for much at the same time; a power of two */
    FIELDS_MAX = 16,
    UNUSED_MS = 1000, /* then its memory goes */
};

struct print {
    struct print_key key;
    struct prints *prints;
    size_t lent;
    bool current; /* its spot knows it; while current or lent it holds key.page and its part */
    struct sheet *sheet; /* where that is, the head in front of the body */
    size_t body_at;
    size_t head_bytes;
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
    bool last;
    int64_t from_ms;
    unsigned asked; /* since then */
    struct print *print;
};

struct prints {
    struct spot spots[SPOTS];
    struct print prints[PRINTS_MAX];
    struct sheets sheets;
    struct buf draft; /* heap; field lines and head of a print in the making */
    int64_t made_ms;  /* the last */
};

struct prints *prints_new(void)
{
    struct prints *p = mem_alloc(sizeof *p);
    if (!p)
        return NULL;
    buf_init(&p->draft, NULL);
    if (sheets_init(&p->sheets))
        return p;
    mem_free(p);
    return NULL;
}

/* Nobody is to find it any more, or nobody is being sent it any more. */
static void settle(struct print *print)
{
    if (print->current || print->lent)
        return;
    page_unref(print->key.page);
    print->key.page = NULL;
    sheets_give(&print->prints->sheets, print->sheet);
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
    for (size_t i = 0; i < PRINTS_MAX; i++)
        ASSERT(p->prints[i].lent == 0);
    sheets_release(&p->sheets);
    buf_release(&p->draft);
    mem_free(p);
}

static struct spot *spot_of(struct prints *p, const struct print_key *key)
{
    uint64_t kind = (uint64_t)key->coding * 2 + key->last;
    uint64_t mixed = ((uintptr_t)key->page + kind) * UINT64_C(0x9E3779B97F4A7C15);
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
    bool same = spot->page == key.page && spot->coding == key.coding && spot->last == key.last;
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
    /* a crowd a moment ago: the next print follows at once */
    *wanted =
        same && spot->asked >= PRINT_AFTER && is_recent(spot->from_ms, key.now_ms, PRINT_CROWD_MS);
    retire(spot);
    *spot = (struct spot){.page = key.page,
                          .coding = key.coding,
                          .last = key.last,
                          .from_ms = key.now_ms,
                          .asked = 1};
    return NULL;
}

/* One that is in nobody's hands; NULL when all are. */
static struct print *find_free(struct prints *p)
{
    for (size_t i = 0; i < PRINTS_MAX; i++)
        if (!p->prints[i].current && p->prints[i].lent == 0)
            return &p->prints[i];
    return NULL;
}

/* The fields that are not the wire's own, as lines. */
static void draft_lines(struct buf *draft, const struct wire_response *res)
{
    buf_clear(draft);
    buf_add(draft, res->fixed->lines);
    for (size_t i = 0; i < res->headers_n; i++)
        buf_addf(draft, "%.*s: %.*s\r\n", STR_ARG(res->headers[i].name),
                 STR_ARG(res->headers[i].value));
}

/* The fields again, borrowing from lines. */
static void name_fields(struct print *print, const struct wire_response *res, struct str lines)
{
    size_t n = 0;
    size_t at = res->fixed->lines.n;
    for (size_t i = 0; i < res->fixed->fields_n; i++)
        print->fields[n++] = res->fixed->fields[i];
    for (size_t i = 0; i < res->headers_n; i++) {
        const struct wire_field *f = &res->headers[i];
        print->fields[n] = (struct wire_field){{lines.p + at, f->name.n},
                                               {lines.p + at + f->name.n + 2, f->value.n}};
        at += print->fields[n++].name.n + f->value.n + 4;
    }
    print->fixed = (struct wire_fixed){print->fields, n, lines};
}

static size_t body_bytes(const struct wire_response *res)
{
    size_t n = 0;
    for (size_t i = 0; i < res->segments_n; i++)
        n += res->segments[i].n;
    return n;
}

static size_t put_body(char *to, const struct wire_response *res)
{
    size_t n = 0;
    for (size_t i = 0; i < res->segments_n; i++) {
        memcpy(to + n, res->segments[i].p, res->segments[i].n);
        n += res->segments[i].n;
    }
    return n;
}

/* Lines, head and body, one after the other. False: there is no room. */
static bool fill_sheet(struct prints *p, struct print *print, const struct wire_request *req,
                       const struct wire_response *res)
{
    size_t at = 0;
    draft_lines(&p->draft, res);
    size_t lines_bytes = p->draft.n;
    wire_head_write(&p->draft, req, res);
    if (buf_failed(&p->draft))
        return false;
    struct str draft = buf_view(&p->draft);
    print->sheet = sheets_take(&p->sheets, draft.n + body_bytes(res), &at);
    if (!print->sheet)
        return false;
    char *to = print->sheet->p + at;
    memcpy(to, draft.p, draft.n);
    name_fields(print, res, (struct str){to, lines_bytes});
    print->body = (struct wire_segment){to + draft.n, put_body(to + draft.n, res)};
    print->body_at = at + draft.n;
    print->head_bytes = draft.n - lines_bytes;
    return true;
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
                 const struct wire_request *req, const struct wire_response *res)
{
    struct spot *spot = spot_of(p, &key);
    retire(spot);
    struct print *print = has_room_for(res) ? find_free(p) : NULL;
    if (!print || !copy_creatives(print, f) || !fill_sheet(p, print, req, res))
        return;
    print->prints = p;
    p->made_ms = key.now_ms;
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
    if (print->body.n >= PRINT_FILE_MIN_BYTES)
        res->same_fd = print->sheet->fd;
    res->same_at_bytes = (int64_t)print->body_at;
    res->head_bytes = print->head_bytes;
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
    if (!is_recent(p->made_ms, now_ms, UNUSED_MS)) {
        sheets_shut(&p->sheets);
        buf_release(&p->draft);
    }
}
