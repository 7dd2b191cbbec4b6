/* Posting lists: what is put in comes out, whatever its shape; what is damaged is told. */
#include "base/mem.h"
#include "store/postings.h"
#include "tests/prop.h"
#include "tests/test.h"

#include <string.h>

enum { ROWS_MAX = 4096 };

struct row {
    int64_t position;
    char bytes[POSTINGS_ROW_BYTES + POSTINGS_PACKED_BYTES + 64];
    size_t n;
};

static struct row rows[ROWS_MAX];
static size_t rows_n;
static struct postings_writer writer;

static enum rc keep(void *ctx, int64_t position, struct str row)
{
    (void)ctx;
    assert_true(rows_n < ROWS_MAX && row.n <= sizeof rows[0].bytes);
    assert_true(rows_n == 0 || rows[rows_n - 1].position < position);
    rows[rows_n].position = position;
    memcpy(rows[rows_n].bytes, row.p, row.n);
    rows[rows_n++].n = row.n;
    return RC_OK;
}

static struct str row_at(size_t i)
{
    return (struct str){rows[i].bytes, rows[i].n};
}

/* Calls each with every term and doc of the rows, in order; false: damage. */
static bool read_all(void (*each)(void *ctx, uint64_t term, uint32_t doc), void *ctx)
{
    static uint32_t docs[POSTINGS_ROW_DOCS];
    for (size_t r = 0; r < rows_n; r++) {
        struct str rest;
        struct str list;
        uint64_t term = postings_term(rows[r].position);
        size_t n = 0;
        if (!postings_open(rows[r].position, row_at(r), &rest))
            return false;
        bool part = postings_part(rows[r].position) > 0;
        for (bool first = true; rest.n; first = false) {
            list = rest;
            if (part)
                rest = STR("");
            else if (!postings_next_list(&rest, first, &term, &list))
                return false;
            if (!postings_docs(list, docs, &n))
                return false;
            if (part && postings_part(rows[r].position) != postings_part_of(docs[0]))
                return false;
            for (size_t i = 0; i < n; i++)
                each(ctx, term, docs[i]);
        }
    }
    return true;
}

/* ---- a batch ---- */

struct expected {
    const uint64_t *records; /* term << 20 | doc, ascending, each once */
    size_t n;
    size_t at;
    bool same;
};

static void compare(void *ctx, uint64_t term, uint32_t doc)
{
    struct expected *e = ctx;
    e->same = e->same && e->at < e->n && e->records[e->at] == (term << 20 | doc);
    e->at++;
}

static int ascending(const void *l, const void *r)
{
    uint64_t a = *(const uint64_t *)l;
    uint64_t b = *(const uint64_t *)r;
    return (a > b) - (a < b);
}

static size_t sort_distinct(uint64_t *records, size_t n)
{
    size_t kept = 0;
    qsort(records, n, sizeof *records, ascending);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || records[i] != records[i - 1])
            records[kept++] = records[i];
    return kept;
}

static bool a_batch_is_read_back(struct prop *p)
{
    enum { TERMS_MAX = 40, RECORDS_MAX = 1 << 17 };
    static uint64_t records[RECORDS_MAX];
    struct postings_batch batch = {0};
    size_t docs = 1 + prop_below(p, 8 * p->size_max);
    uint64_t kinds = 1 + prop_below(p, 300);
    size_t n = 0;
    int64_t doc = 1000;
    rows_n = 0;
    for (size_t d = 0; d < docs; d++) {
        uint64_t terms[TERMS_MAX];
        size_t terms_n = prop_below(p, TERMS_MAX);
        enum rc rc = RC_OK;
        for (size_t i = 0; i < terms_n; i++)
            terms[i] = 1 + prop_below(p, kinds) * (UINT64_C(1) << (prop_below(p, 2) * 34));
        doc += 1 + (int64_t)(prop_below(p, 20) ? 0 : prop_below(p, 200));
        if (n + terms_n > RECORDS_MAX || doc - batch.first_doc >= POSTINGS_BATCH_DOCS)
            break;
        if (!postings_batch_add(&batch, doc, terms, terms_n, &rc))
            return false;
        for (size_t i = 0; i < terms_n; i++)
            records[n++] = terms[i] << 20 | (uint64_t)(doc - batch.first_doc);
    }
    struct expected e = {records, sort_distinct(records, n), 0, true};
    postings_start(&writer, keep, NULL);
    bool good = postings_batch_write(&batch, &writer) == RC_OK && batch.n == 0 &&
                read_all(compare, &e) && e.same && e.at == e.n;
    postings_batch_release(&batch);
    return good;
}

static void batches(void **state)
{
    (void)state;
    prop_check("a batch is read back", a_batch_is_read_back, 60);
}

/* ---- a long list ---- */

static void count(void *ctx, uint64_t term, uint32_t doc)
{
    size_t *n = ctx;
    assert_int_equal(term, 6);
    assert_int_equal(doc, *n * 3);
    ++*n;
}

static void a_long_list_has_rows_of_its_own(void **state)
{
    enum { DOCS = 100000 };
    (void)state;
    size_t n = 0;
    rows_n = 0;
    postings_start(&writer, keep, NULL);
    for (uint32_t doc = 0; doc < DOCS; doc++)
        postings_put(&writer, 6, doc * 3);
    assert_int_equal(postings_end(&writer), RC_OK);
    assert_true(rows_n > 5 && postings_part(rows[0].position) > 0);
    assert_true(read_all(count, &n));
    assert_int_equal(n, DOCS);
}

/* ---- damage ---- */

static void any_changed_byte_is_told(void **state)
{
    (void)state;
    struct str inside;
    rows_n = 0;
    postings_start(&writer, keep, NULL);
    for (uint32_t doc = 0; doc < 50; doc++)
        postings_put(&writer, 2 + doc / 10 * 2, doc * 7);
    assert_int_equal(postings_end(&writer), RC_OK);
    assert_int_equal(rows_n, 1);
    for (size_t i = 0; i < rows[0].n; i++) {
        rows[0].bytes[i] = (char)(rows[0].bytes[i] ^ 0x10);
        assert_false(postings_open(rows[0].position, row_at(0), &inside));
        rows[0].bytes[i] = (char)(rows[0].bytes[i] ^ 0x10);
    }
    assert_true(postings_open(rows[0].position, row_at(0), &inside));
    assert_false(postings_open(rows[0].position + 1, row_at(0), &inside));
    for (size_t n = 0; n < rows[0].n; n++)
        assert_false(postings_open(rows[0].position, str_first(row_at(0), n), &inside));
}

/* Bytes that pass for a row are read without harm. */
static bool any_bytes_are_a_list_or_damage(struct prop *p)
{
    static uint32_t docs[POSTINGS_ROW_DOCS];
    char bytes[PROP_SIZE_MAX];
    struct str rest = {bytes, prop_bytes(p, bytes)};
    struct str list;
    uint64_t term = 0;
    size_t n = 0;
    if (postings_docs(rest, docs, &n))
        for (size_t i = 1; i < n; i++)
            if (docs[i] <= docs[i - 1] || docs[i] >= POSTINGS_DOCS_MAX)
                return false;
    for (bool first = true; postings_next_list(&rest, first, &term, &list); first = false)
        if (list.n == 0)
            return false;
    return true;
}

/* The format word by word (postings.h): a doc is the one before and a number of 7 bits a byte. */
static bool decode_plainly(const unsigned char *bytes, size_t n, uint32_t *docs, size_t *docs_n)
{
    uint64_t doc = 0;
    size_t at = 0;
    for (*docs_n = 0; at < n; ++*docs_n) {
        uint64_t step = 0;
        int shift = 0;
        while (at < n && bytes[at] >= 0x80 && shift < 28) {
            step |= (uint64_t)(bytes[at++] & 0x7F) << shift;
            shift += 7;
        }
        if (at == n || bytes[at] >= 0x80)
            return false;
        step |= (uint64_t)bytes[at++] << shift;
        doc += step;
        if (doc >= POSTINGS_DOCS_MAX || (*docs_n && step == 0))
            return false;
        docs[*docs_n] = (uint32_t)doc;
    }
    return *docs_n > 0;
}

/* Mostly steps of a byte, as common words have them: these are read eight at a time. */
static bool a_list_reads_as_it_is_written(struct prop *p)
{
    enum { BYTES_MAX = 600 };
    static uint32_t docs[POSTINGS_ROW_DOCS];
    static uint32_t plain[BYTES_MAX];
    unsigned char bytes[BYTES_MAX];
    size_t n = prop_below(p, BYTES_MAX);
    size_t docs_n = 0;
    size_t plain_n = 0;
    uint64_t odd = 1 + prop_below(p, 300); /* one byte of so many is any */
    for (size_t i = 0; i < n; i++)
        bytes[i] =
            (unsigned char)(prop_below(p, odd) ? 1 + prop_below(p, 127) : prop_below(p, 256));
    bool is_list = decode_plainly(bytes, n, plain, &plain_n);
    if (postings_docs((struct str){(const char *)bytes, n}, docs, &docs_n) != is_list)
        return false;
    return !is_list || (docs_n == plain_n && memcmp(docs, plain, docs_n * sizeof *docs) == 0);
}

static void damage(void **state)
{
    (void)state;
    prop_check("a list reads as it is written", a_list_reads_as_it_is_written, 2000);
    prop_check("any bytes are a list or damage", any_bytes_are_a_list_or_damage, 2000);
}

/* ---- memory ---- */

static void an_empty_heap_is_told(void **state)
{
    (void)state;
    struct postings_batch batch = {0};
    const uint64_t terms[] = {2, 4, 6};
    enum rc rc = RC_OK;
    mem_fail_at(1);
    assert_false(postings_batch_add(&batch, 7, terms, COUNT_OF(terms), &rc));
    assert_int_equal(rc, RC_NOMEM);
    assert_true(postings_batch_add(&batch, 7, terms, COUNT_OF(terms), &rc));
    rows_n = 0;
    postings_start(&writer, keep, NULL);
    mem_fail_at(1);
    assert_int_equal(postings_batch_write(&batch, &writer), RC_NOMEM);
    mem_fail_at(0);
    assert_int_equal(batch.n, 3);
    assert_int_equal(postings_batch_write(&batch, &writer), RC_OK);
    postings_batch_release(&batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batches),
        cmocka_unit_test(a_long_list_has_rows_of_its_own),
        cmocka_unit_test(any_changed_byte_is_told),
        cmocka_unit_test(damage),
        cmocka_unit_test(an_empty_heap_is_told),
    };
    return cmocka_run_group_tests_name("postings", tests, NULL, NULL);
}
