#include "site/filling.h"

#include <string.h>

enum {
    ID_DIGITS_MAX = 20, /* INT64_MAX has 19; one more for what separates */
    HASH_DIGITS = 16,
    TAG_FRAME_BYTES = 8, /* quotes, mark, '-' */
};

bool filling_init(struct filling *f, struct arena *a)
{
    f->holes = page_hole_list(f->page, &f->holes_n);
    f->values = arena_array(a, f->holes_n, sizeof *f->values);
    f->shown = arena_array(a, f->holes_n, sizeof(const struct state_creative *));
    f->inserts = arena_array(a, f->holes_n, sizeof(const struct page_insert *));
    f->digits = arena_array(a, f->holes_n, PAGE_HOLE_WIDTH_MAX);
    return !arena_failed(a);
}

struct str filling_held(struct str tag)
{
    size_t dash = str_find_last_byte(tag, '-');
    struct str ids = str_from(tag, dash + 1);
    return str_first(ids, str_find_byte(ids, '"'));
}

void filling_choose(struct filling *f, struct slots_loop *slots, struct str held, int64_t now_ms)
{
    for (size_t i = 0; i < f->holes_n; i++) {
        struct hole hole = f->holes[i].hole;
        if (hole.kind != HOLE_SLOT || (size_t)hole.id >= f->state->slots_n)
            continue;
        struct str text;
        int64_t id = 0;
        size_t index = (size_t)hole.id;
        f->shown[i] = NULL;
        if (held.n && str_next(&held, '.', &text) && str_to_int(text, &id))
            f->shown[i] = slots_running(f->state, index, id, now_ms);
        if (!f->shown[i])
            f->shown[i] = slots_pick(slots, f->state, index, now_ms);
    }
}

static int64_t number_of(const struct filling *f, struct hole hole, const struct live_site *site)
{
    switch (hole.kind) {
    case HOLE_VIEWS: return live_article(f->live, hole.id).views;
    case HOLE_COMMENTS: return live_article(f->live, hole.id).comments;
    case HOLE_REACTION: return live_article(f->live, hole.id / 8).reactions[hole.id % 8];
    case HOLE_ONLINE: return site->online;
    case HOLE_TODAY: return site->today;
    case HOLE_WEEK: return site->week;
    case HOLE_TOTAL: return site->total;
    case HOLE_SLOT:
    case HOLE_NONE: break;
    }
    return 0;
}

/* A multiplication by an odd number loses nothing, so that one value that changes always shows. */
static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15); /* 2^64 by the golden section */
    return hash ^ hash >> 29;
}

/* What stands in the slot that is hole i. */
static const struct page_insert *insert_of(const struct filling *f, size_t i)
{
    size_t index = (size_t)f->holes[i].hole.id;
    if (f->shown[i])
        return &f->shown[i]->markup;
    return index < f->state->slots_n ? &f->state->slots[index].blank : NULL;
}

void filling_fill(struct filling *f)
{
    struct live_site site = live_site_numbers(f->live);
    f->hash = page_hash_short(f->page);
    for (size_t i = 0; i < f->holes_n; i++) {
        struct hole hole = f->holes[i].hole;
        if (hole.kind == HOLE_SLOT) {
            f->inserts[i] = insert_of(f, i);
            f->values[i] = f->inserts[i] ? f->inserts[i]->text : STR("");
            f->hash = mix(f->hash, f->shown[i] ? f->shown[i]->hash : 0);
            continue;
        }
        int64_t n = number_of(f, hole, &site);
        char *to = f->digits + i * PAGE_HOLE_WIDTH_MAX;
        f->values[i] = (struct str){to, page_hole_put(hole, n, to)};
        f->hash = mix(f->hash, (uint64_t)n);
    }
}

/* ---- the entity tag ---- */

static char *put_hex(char *to, uint64_t value)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = "0123456789abcdef"[value >> shift & 15];
    return to;
}

static char *put_id(char *to, int64_t id)
{
    char digits[ID_DIGITS_MAX];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + id % 10);
        id /= 10;
    } while (id > 0);
    memcpy(to, digits + at, sizeof digits - at);
    return to + (sizeof digits - at);
}

struct str filling_etag(const struct filling *f, struct arena *a, struct str mark)
{
    char *tag = arena_alloc(a, TAG_FRAME_BYTES + HASH_DIGITS + mark.n + f->holes_n * ID_DIGITS_MAX);
    if (!tag)
        return STR("");
    char *to = tag;
    *to++ = '"';
    to = put_hex(to, f->hash);
    if (mark.n)
        memcpy(to, mark.p, mark.n);
    to += mark.n;
    char before = '-'; /* the first id, then between them */
    *to++ = before;
    for (size_t i = 0; i < f->holes_n; i++) {
        if (f->holes[i].hole.kind != HOLE_SLOT)
            continue;
        if (before == '.')
            *to++ = before;
        to = put_id(to, f->shown[i] ? f->shown[i]->booked.id : 0);
        before = '.';
    }
    *to++ = '"';
    return (struct str){tag, (size_t)(to - tag)};
}
