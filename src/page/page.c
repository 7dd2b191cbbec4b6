#include "page/page.h"

#include "base/mem.h"
#include "page/packed.h"
#include "page/page_gzip.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* One block of memory: this, then holes, tags, and the bytes of text, content type and tags.
 * Immutable after page_finish but for the atomics. */
struct page {
    atomic_uint refs;
    atomic_bool used;
    _Atomic int64_t stands_until_ms;
    struct str text;
    struct str content_type;
    const struct page_hole *holes;
    size_t holes_n;
    const struct str *tags; /* sorted, no doubles */
    size_t tags_n;
    size_t memory_bytes;
    bool packed_well;
    struct page_gzip *gzip; /* NULL: too small to gain by it */
    struct packed packed;   /* of feeds and their like, which have no holes */
    struct hash_content hash;
};

enum { GZIP_MIN_BYTES = 1000 }; /* less does not get smaller on the wire */

/* ---- the builder ---- */

void page_out_init(struct page_out *out, struct arena *arena)
{
    *out = (struct page_out){.arena = arena};
    buf_init(&out->text, arena);
}

bool page_out_failed(const struct page_out *out)
{
    return out->failed || buf_failed(&out->text) || out->text.n > PAGE_MAX_BYTES;
}

void page_put_literal(struct page_out *out, struct str markup)
{
    buf_add(&out->text, markup);
}

void page_put_text(struct page_out *out, struct str text)
{
    buf_add_escaped(&out->text, text);
}

void page_put_html(struct page_out *out, struct html html)
{
    buf_add_html(&out->text, html);
}

/* The scheme as a browser reads it (URL Living Standard, 4.4): leading spaces and control
 * characters skipped, tabs and line ends dropped. False when the address is relative. Longer
 * schemes than any that is allowed are cut. */
static bool scheme_of(struct str url, char scheme[16], size_t *n)
{
    *n = 0;
    bool begun = false;
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c == '\t' || c == '\n' || c == '\r' || (!begun && c <= ' '))
            continue;
        begun = true;
        if (c == ':')
            return true;
        if (c == '/' || c == '?' || c == '#')
            return false;
        if (*n < 16)
            scheme[(*n)++] = (char)c;
    }
    return false;
}

static bool url_allowed(struct str url)
{
    static const struct str ALLOWED[] = {STR_INIT("http"), STR_INIT("https"), STR_INIT("mailto"),
                                         STR_INIT("tel")};
    char scheme[16];
    size_t n = 0;
    if (!scheme_of(url, scheme, &n))
        return true;
    for (size_t i = 0; i < COUNT_OF(ALLOWED); i++)
        if (str_eq_nocase((struct str){scheme, n}, ALLOWED[i]))
            return true;
    return false;
}

void page_put_url(struct page_out *out, struct str url)
{
    buf_add_escaped(&out->text, url_allowed(url) ? url : STR("#"));
}

void page_put_digits(struct page_out *out, int64_t value)
{
    buf_add_int(&out->text, value);
}

enum { GROUPED_MAX_BYTES = 28 }; /* INT64_MIN: 20 characters, 6 dots */

/* Writes value, its digits grouped, so that it ends where end points; returns its length. */
static size_t put_grouped(char *end, int64_t value)
{
    char *at = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    while (rest >= 1000) {
        uint64_t group = rest % 1000;
        rest /= 1000;
        at -= 4;
        at[0] = '.';
        at[1] = (char)('0' + group / 100);
        at[2] = (char)('0' + group / 10 % 10);
        at[3] = (char)('0' + group % 10);
    }
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        *--at = '-';
    return (size_t)(end - at);
}

void page_put_int(struct page_out *out, int64_t value)
{
    char digits[GROUPED_MAX_BYTES];
    size_t n = put_grouped(digits + sizeof digits, value);
    buf_add(&out->text, (struct str){digits + sizeof digits - n, n});
}

void page_put_hole(struct page_out *out, struct hole hole)
{
    if (hole.kind == HOLE_NONE || out->failed)
        return;
    if (!out->holes)
        out->holes = arena_array(out->arena, PAGE_HOLES_MAX, sizeof *out->holes);
    out->failed =
        !out->holes || out->holes_n == PAGE_HOLES_MAX || hole.width_bytes > PAGE_SLOT_WIDTH_MAX;
    if (!out->failed)
        out->holes[out->holes_n++] = (struct page_hole){hole, out->text.n};
}

struct str page_number(struct arena *a, int64_t n)
{
    struct page_out out;
    page_out_init(&out, a);
    page_put_int(&out, n);
    return page_out_html(&out).s;
}

static const unsigned char widths[] = {[HOLE_NONE] = 0,
#define X(name, width) [name] = (width),
                                       PAGE_HOLE_TABLE(X)
#undef X
};

#define X(name, width) _Static_assert((width) <= PAGE_HOLE_WIDTH_MAX, #name);
PAGE_HOLE_TABLE(X)
#undef X

size_t page_hole_width(struct hole hole)
{
    return widths[hole.kind] ? widths[hole.kind] : hole.width_bytes;
}

size_t page_hole_put(struct hole hole, int64_t n, char *to)
{
    char digits[GROUPED_MAX_BYTES];
    size_t width = widths[hole.kind];
    size_t written = put_grouped(digits + sizeof digits, n);
    if (written > width) {
        memcpy(to, "999.999.999.999", width);
        return width;
    }
    memset(to, ' ', PAGE_HOLE_WIDTH_MAX); /* a constant: one instruction */
    memcpy(to, digits + sizeof digits - written, written);
    return width;
}

struct str page_hole_number(struct arena *a, struct hole hole, int64_t n)
{
    char *text = arena_alloc(a, PAGE_HOLE_WIDTH_MAX);
    return text ? (struct str){text, page_hole_put(hole, n, text)} : STR("");
}

struct str page_blank(struct arena *a, size_t width_bytes)
{
    struct str begin = STR("<!--");
    struct str end = STR("-->");
    char *to = width_bytes >= begin.n + end.n ? arena_alloc(a, width_bytes) : NULL;
    if (!to)
        return STR("");
    memset(to, ' ', width_bytes);
    memcpy(to, begin.p, begin.n);
    memcpy(to + width_bytes - end.n, end.p, end.n);
    return (struct str){to, width_bytes};
}

struct html page_out_html(struct page_out *out)
{
    if (out->holes_n)
        out->failed = true;
    return (struct html){page_out_failed(out) ? STR("") : buf_view(&out->text)};
}

/* ---- the finished page ---- */

static int tag_order(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* Sorts tags and drops doubles; returns how many stay. */
static size_t tags_sort(struct str *tags, size_t n)
{
    size_t kept = 0;
    if (n)
        qsort(tags, n, sizeof *tags, tag_order);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || !str_eq(tags[kept - 1], tags[i]))
            tags[kept++] = tags[i];
    return kept;
}

/* What the hash covers besides the bytes: each hole's place, kind, id and width, in a fixed order of bytes. */
static struct hash_content hash_page(const struct page *p)
{
    enum { NUMBERS = 4 };
    unsigned char parts[HASH_CONTENT_BYTES + (size_t)PAGE_HOLES_MAX * NUMBERS * sizeof(uint64_t)];
    struct hash_content text = hash_content(p->text);
    memcpy(parts, text.bytes, sizeof text.bytes);
    size_t n = sizeof text.bytes;
    for (size_t i = 0; i < p->holes_n; i++) {
        const struct hole *hole = &p->holes[i].hole;
        uint64_t numbers[NUMBERS] = {p->holes[i].at, (uint64_t)hole->kind, (uint64_t)hole->id,
                                     hole->width_bytes};
        for (size_t k = 0; k < NUMBERS; k++)
            for (size_t byte = 0; byte < 8; byte++)
                parts[n++] = (unsigned char)(numbers[k] >> (8 * byte));
    }
    return hash_content((struct str){(const char *)parts, n});
}

static struct str put_bytes(char **at, struct str s)
{
    struct str kept = {*at, s.n};
    if (s.n)
        memcpy(*at, s.p, s.n);
    *at += s.n;
    return kept;
}

/* What a page is made of. */
struct parts {
    struct str text;
    struct str content_type;
    const struct page_hole *holes;
    size_t holes_n;
    const struct str *tags;
    size_t tags_n;
};

/* A page with its own copy of the parts, neither hashed nor compressed; NULL when memory is out. */
static struct page *page_new(const struct parts *parts)
{
    size_t holes_bytes = parts->holes_n * sizeof(struct page_hole);
    size_t bytes = sizeof(struct page) + holes_bytes + parts->tags_n * sizeof(struct str) +
                   parts->text.n + parts->content_type.n;
    for (size_t i = 0; i < parts->tags_n; i++)
        if (!size_add(bytes, parts->tags[i].n, &bytes))
            return NULL;
    struct page *p = mem_alloc(bytes);
    if (!p)
        return NULL;
    struct page_hole *holes = (struct page_hole *)(p + 1);
    struct str *own_tags = (struct str *)(holes + parts->holes_n);
    char *at = (char *)(own_tags + parts->tags_n);
    if (holes_bytes)
        memcpy(holes, parts->holes, holes_bytes);
    p->text = put_bytes(&at, parts->text);
    p->content_type = put_bytes(&at, parts->content_type);
    for (size_t i = 0; i < parts->tags_n; i++)
        own_tags[i] = put_bytes(&at, parts->tags[i]);
    p->holes = holes;
    p->holes_n = parts->holes_n;
    p->tags = own_tags;
    p->tags_n = tags_sort(own_tags, parts->tags_n);
    p->memory_bytes = bytes;
    atomic_init(&p->refs, 1);
    return p;
}

/* Compresses p; without memory p goes, and NULL is returned. */
static struct page *pack(struct page *p, enum page_gzip_effort effort)
{
    /* HTML that has no holes is seldom asked for; feeds are polled all day */
    bool packs = effort == PAGE_GZIP_BEST && p->holes_n == 0 &&
                 !str_starts(p->content_type, STR("text/html"));
    p->gzip = page_gzip_new(p->text, p->holes, p->holes_n, effort);
    p->packed_well = effort == PAGE_GZIP_BEST;
    if (!p->gzip || (packs && !packed_make(p->text, &p->packed))) {
        page_unref(p);
        return NULL;
    }
    p->memory_bytes += page_gzip_memory_bytes(p->gzip) + packed_memory_bytes(&p->packed);
    return p;
}

struct page *page_finish(const struct page_out *out, struct str content_type,
                         const struct str *tags, size_t tags_n)
{
    if (page_out_failed(out) || tags_n > PAGE_TAGS_MAX)
        return NULL;
    struct page *p = page_new(&(struct parts){buf_view(&out->text), content_type, out->holes,
                                              out->holes_n, tags, tags_n});
    if (!p)
        return NULL;
    p->hash = hash_page(p);
    p->packed_well = p->text.n < GZIP_MIN_BYTES || out->plain;
    return p->packed_well ? p : pack(p, PAGE_GZIP_FAST);
}

struct page *page_pack_well(const struct page *p)
{
    struct page *copy = page_new(
        &(struct parts){p->text, p->content_type, p->holes, p->holes_n, p->tags, p->tags_n});
    if (!copy)
        return NULL;
    copy->hash = p->hash;
    return pack(copy, PAGE_GZIP_BEST);
}

bool page_is_packed_well(const struct page *p)
{
    return p->packed_well;
}

struct page *page_ref(struct page *p)
{
    atomic_fetch_add_explicit(&p->refs, 1, memory_order_relaxed);
    return p;
}

void page_unref(struct page *p)
{
    if (!p || atomic_fetch_sub_explicit(&p->refs, 1, memory_order_acq_rel) != 1)
        return;
    page_gzip_free(p->gzip); /* NULL is harmless */
    packed_release(&p->packed);
    mem_free(p);
}

void page_stand(struct page *p, int64_t until_ms)
{
    atomic_store_explicit(&p->stands_until_ms, until_ms, memory_order_release);
}

bool page_stands(const struct page *p, int64_t now_ms)
{
    return now_ms < atomic_load_explicit(&p->stands_until_ms, memory_order_acquire);
}

void page_note_use(struct page *p)
{
    /* read first: a line that nobody writes to stays in every core's cache */
    if (!atomic_load_explicit(&p->used, memory_order_relaxed))
        atomic_store_explicit(&p->used, true, memory_order_relaxed);
}

bool page_take_use(struct page *p)
{
    return atomic_load_explicit(&p->used, memory_order_relaxed) &&
           atomic_exchange_explicit(&p->used, false, memory_order_relaxed);
}

struct str page_brotli(const struct page *p)
{
    return p->packed.brotli;
}

struct str page_zstd(const struct page *p)
{
    return p->packed.zstd;
}

struct str page_content_type(const struct page *p)
{
    return p->content_type;
}

size_t page_size_bytes(const struct page *p)
{
    return p->text.n;
}

size_t page_holes(const struct page *p)
{
    return p->holes_n;
}

struct hole page_hole_at(const struct page *p, size_t i)
{
    ASSERT(i < p->holes_n);
    return p->holes[i].hole;
}

size_t page_tags(const struct page *p)
{
    return p->tags_n;
}

struct str page_tag_at(const struct page *p, size_t i)
{
    ASSERT(i < p->tags_n);
    return p->tags[i];
}

size_t page_memory_bytes(const struct page *p)
{
    return p->memory_bytes;
}

bool page_has_tag(const struct page *p, struct str tag)
{
    return p->tags_n && bsearch(&tag, p->tags, p->tags_n, sizeof *p->tags, tag_order);
}

const struct page_hole *page_hole_list(const struct page *p, size_t *n)
{
    *n = p->holes_n;
    return p->holes;
}

struct hash_content page_hash(const struct page *p)
{
    return p->hash;
}

uint64_t page_hash_short(const struct page *p)
{
    uint64_t hash = 0;
    memcpy(&hash, p->hash.bytes, sizeof hash);
    return hash;
}

static void add_segment(struct page_segment *segments, size_t *n, struct str part)
{
    if (part.n)
        segments[(*n)++] = (struct page_segment){part.p, part.n};
}

size_t page_fill(const struct page *p, const struct str *values, struct page_segment *segments)
{
    size_t n = 0;
    size_t from = 0;
    for (size_t i = 0; i < p->holes_n; i++) {
        add_segment(segments, &n, str_slice(p->text, from, p->holes[i].at));
        add_segment(segments, &n, values[i]);
        from = p->holes[i].at;
    }
    add_segment(segments, &n, str_from(p->text, from));
    return n;
}

size_t page_fill_gzip(const struct page *p, struct arena *a, const struct str *values,
                      const struct page_insert *const *inserts, struct page_segment *segments)
{
    for (size_t i = 0; i < p->holes_n; i++) {
        size_t width = page_hole_width(p->holes[i].hole);
        if (values[i].n > PAGE_GZIP_VALUE_MAX_BYTES || (width && values[i].n != width))
            return 0;
    }
    unsigned char *room = p->gzip ? arena_alloc(a, page_gzip_room(p->gzip, values)) : NULL;
    return room
               ? page_gzip_fill(p->gzip, (struct page_gzip_values){values, inserts}, room, segments)
               : 0;
}
