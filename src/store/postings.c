#include "store/postings.h"

#include "base/mem.h"

#include <string.h>

enum {
    CHECK_BYTES = 4,
    VARINT_MAX_BYTES = 10,
    LIST_HEAD_BYTES = 2 * VARINT_MAX_BYTES,
    RECORD_DOC_BITS = 20, /* POSTINGS_BATCH_DOCS */
    DIGIT_BITS = 11,      /* HASH_TERM_BITS in four passes; 2,048 counters stay in the cache */
};
_Static_assert(HASH_TERM_BITS + RECORD_DOC_BITS == 64, "a record is a term and a doc");
_Static_assert(4 * DIGIT_BITS >= HASH_TERM_BITS, "four digits are a term");

/* ---- numbers ---- */

static size_t put_number(char *out, uint64_t n)
{
    size_t at = 0;
    while (n >= 0x80) {
        out[at++] = (char)(n | 0x80);
        n >>= 7;
    }
    out[at++] = (char)n;
    return at;
}

/* False: it is cut short or longer than a number. */
static bool take_number(struct str *rest, uint64_t *out)
{
    uint64_t n = 0;
    for (size_t i = 0; i < rest->n && i < VARINT_MAX_BYTES; i++) {
        uint64_t byte = (unsigned char)rest->p[i];
        n |= (byte & 0x7F) << (7 * i);
        if (byte < 0x80) {
            *rest = (struct str){rest->p + i + 1, rest->n - i - 1};
            *out = n;
            return true;
        }
    }
    return false;
}

/* ---- reading ---- */

static uint32_t check_of(int64_t position, struct str inside)
{
    return (uint32_t)(hash_term_pair((uint64_t)position, hash_term(inside)) >> 4);
}

bool postings_open(int64_t position, struct str row, struct str *inside)
{
    uint32_t check = 0;
    if (row.n <= CHECK_BYTES)
        return false;
    *inside = str_first(row, row.n - CHECK_BYTES);
    for (size_t i = row.n; i > inside->n; i--)
        check = check << 8 | (unsigned char)row.p[i - 1];
    return check == check_of(position, *inside);
}

bool postings_next_list(struct str *rest, bool first, uint64_t *term, struct str *list)
{
    uint64_t step = 0;
    uint64_t bytes = 0;
    if (rest->n == 0 || (!first && !take_number(rest, &step)) || !take_number(rest, &bytes) ||
        bytes == 0 || bytes > rest->n)
        return false;
    *term += step;
    *list = str_first(*rest, bytes);
    *rest = str_from(*rest, bytes);
    return true;
}

/* Eight steps of a byte each, none of them 0, which is damage: adds them to *doc one after the other. */
static bool take_eight(const unsigned char *p, uint64_t *doc, uint32_t *docs)
{
    enum { EIGHT = 8 };
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t highs = ones << 7;
    uint64_t steps = 0;
    memcpy(&steps, p, EIGHT);
    if ((steps & highs) || ((steps - ones) & ~steps & highs))
        return false;
    for (int i = 0; i < EIGHT; i++) {
        *doc += p[i];
        docs[i] = (uint32_t)*doc;
    }
    return true;
}

bool postings_docs(struct str list, uint32_t *docs, size_t *docs_n)
{
    size_t n = 0;
    uint64_t doc = 0;
    const unsigned char *p = (const unsigned char *)list.p;
    const unsigned char *end = p + list.n;
    while (p < end && n < POSTINGS_ROW_DOCS) {
        if (n && end - p >= 8 && n + 8 <= POSTINGS_ROW_DOCS && take_eight(p, &doc, docs + n)) {
            if (doc >= POSTINGS_DOCS_MAX)
                return false;
            p += 8;
            n += 8;
            continue;
        }
        uint64_t step = *p++;
        if (step >= 0x80 && p < end && *p < 0x80) { /* of a rarer list most are two bytes */
            step = (step & 0x7F) | (uint64_t)*p++ << 7;
        } else if (step >= 0x80) {
            struct str rest = {(const char *)p - 1, (size_t)(end - p) + 1};
            if (!take_number(&rest, &step))
                return false;
            p = (const unsigned char *)rest.p;
        }
        doc += step;
        if (doc >= POSTINGS_DOCS_MAX || (n && step == 0))
            return false;
        docs[n++] = (uint32_t)doc;
    }
    *docs_n = n;
    return n > 0 && p == end;
}

/* ---- writing ---- */

void postings_start(struct postings_writer *w,
                    enum rc (*keep)(void *ctx, int64_t position, struct str row), void *ctx)
{
    w->keep = keep;
    w->ctx = ctx;
    w->rc = RC_OK;
    w->bytes = 0;
    w->any = false;
    w->list_parts = 0;
    w->list_n = 0;
    w->pack_n = 0;
}

/* bytes has room for the checksum behind n. */
static void keep_row(struct postings_writer *w, int64_t position, char *bytes, size_t n)
{
    uint32_t check = check_of(position, (struct str){bytes, n});
    for (size_t i = 0; i < CHECK_BYTES; i++)
        bytes[n + i] = (char)(check >> 8 * i);
    if (!w->rc)
        w->rc = w->keep(w->ctx, position, (struct str){bytes, n + CHECK_BYTES});
    w->bytes += n + CHECK_BYTES;
}

static void end_pack(struct postings_writer *w)
{
    if (w->pack_n)
        keep_row(w, postings_position(w->pack_first, 0), w->pack, w->pack_n);
    w->pack_n = 0;
}

static void keep_part(struct postings_writer *w)
{
    end_pack(w);
    keep_row(w, postings_position(w->term, postings_part_of(w->list_first)), w->list, w->list_n);
    w->list_parts++;
    w->list_n = 0;
}

static void pack_list(struct postings_writer *w)
{
    if (w->pack_n + w->list_n + LIST_HEAD_BYTES > POSTINGS_ROW_BYTES)
        end_pack(w);
    if (w->pack_n == 0)
        w->pack_first = w->term;
    else
        w->pack_n += put_number(w->pack + w->pack_n, w->term - w->pack_last);
    w->pack_last = w->term;
    w->pack_n += put_number(w->pack + w->pack_n, w->list_n);
    memcpy(w->pack + w->pack_n, w->list, w->list_n);
    w->pack_n += w->list_n;
    w->list_n = 0;
}

static void end_list(struct postings_writer *w)
{
    if (w->list_n && (w->list_parts || w->list_n > POSTINGS_PACKED_BYTES))
        keep_part(w);
    else if (w->list_n)
        pack_list(w);
    w->any = false;
}

void postings_put(struct postings_writer *w, uint64_t term, uint32_t doc)
{
    if (w->any && w->term == term && w->last == doc)
        return;
    if (!w->any || w->term != term) {
        end_list(w);
        w->any = true;
        w->term = term;
        w->list_parts = 0;
    } else if (w->list_n > POSTINGS_ROW_BYTES - VARINT_MAX_BYTES) {
        keep_part(w);
    }
    if (w->list_n == 0)
        w->list_first = doc;
    w->list_n += put_number(w->list + w->list_n, w->list_n ? doc - w->last : doc);
    w->last = doc;
}

enum rc postings_end(struct postings_writer *w)
{
    end_list(w);
    end_pack(w);
    return w->rc;
}

/* ---- a batch ---- */

static bool make_room(struct postings_batch *b, size_t more)
{
    enum { FIRST = 8192 };
    size_t capacity = b->capacity ? b->capacity : FIRST;
    while (capacity < b->n + more)
        capacity *= 2;
    if (capacity == b->capacity)
        return true;
    uint64_t *records = mem_resize(b->records, capacity * sizeof *records);
    if (!records)
        return false;
    b->records = records;
    b->capacity = capacity;
    return true;
}

bool postings_batch_add(struct postings_batch *b, int64_t doc, const uint64_t *terms,
                        size_t terms_n, enum rc *rc)
{
    *rc = RC_OK;
    if (b->n && (b->n + terms_n > POSTINGS_BATCH_MAX || doc - b->first_doc >= POSTINGS_BATCH_DOCS))
        return false;
    if (!make_room(b, terms_n)) {
        *rc = RC_NOMEM;
        return false;
    }
    if (b->n == 0)
        b->first_doc = doc;
    for (size_t i = 0; i < terms_n; i++)
        b->records[b->n + i] = terms[i] << RECORD_DOC_BITS | (uint64_t)(doc - b->first_doc);
    b->n += terms_n;
    b->last_doc = doc;
    return true;
}

enum { DIGITS = 1 << DIGIT_BITS };

/* One pass of a radix sort, which keeps the order of equal ones: docs came ascending. ends[d]: where the
 * records with digit d end in to. */
static void sort_digit(const uint64_t *from, uint64_t *to, size_t n, int shift, size_t *ends)
{
    size_t sum = 0;
    memset(ends, 0, DIGITS * sizeof *ends);
    for (size_t i = 0; i < n; i++)
        ends[from[i] >> shift & (DIGITS - 1)]++;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t count = ends[d];
        ends[d] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[ends[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

/* Sorts by the lower three digits of the term, from bucket into out. Few are put into their places one by
 * one: as docs came ascending, the smaller record is the one that goes first. */
static void sort_bucket(uint64_t *bucket, uint64_t *out, size_t n)
{
    enum { FEW = 48 };
    size_t ends[DIGITS];
    for (size_t i = 0; i < n && n <= FEW; i++) {
        size_t at = i;
        for (; at > 0 && out[at - 1] > bucket[i]; at--)
            out[at] = out[at - 1];
        out[at] = bucket[i];
    }
    if (n <= FEW)
        return;
    sort_digit(bucket, out, n, RECORD_DOC_BITS, ends);
    sort_digit(out, bucket, n, RECORD_DOC_BITS + DIGIT_BITS, ends);
    sort_digit(bucket, out, n, RECORD_DOC_BITS + 2 * DIGIT_BITS, ends);
}

/* Sorts by term, using other, which is as large. The highest digit goes first: what has it in common, a
 * thousand records of a full batch, stays in the cache for the others. */
static void sort_records(uint64_t *records, uint64_t *other, size_t n)
{
    size_t ends[DIGITS];
    sort_digit(records, other, n, RECORD_DOC_BITS + 3 * DIGIT_BITS, ends);
    for (size_t d = 0, at = 0; d < DIGITS; at = ends[d++])
        if (ends[d] > at)
            sort_bucket(other + at, records + at, ends[d] - at);
}

enum rc postings_batch_write(struct postings_batch *b, struct postings_writer *w)
{
    enum { DOC_MASK = POSTINGS_BATCH_DOCS - 1 };
    uint64_t *other = mem_resize(NULL, b->n * sizeof *other + 1);
    if (!other)
        return RC_NOMEM;
    sort_records(b->records, other, b->n);
    for (size_t i = 0; i < b->n; i++)
        postings_put(w, b->records[i] >> RECORD_DOC_BITS, (uint32_t)(b->records[i] & DOC_MASK));
    mem_free(other);
    b->n = 0;
    return postings_end(w);
}

void postings_batch_undo(struct postings_batch *b, size_t n)
{
    b->n = n;
}

void postings_batch_release(struct postings_batch *b)
{
    mem_free(b->records);
    *b = (struct postings_batch){0};
}
