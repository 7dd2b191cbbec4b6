/* Sheets: parts of their own, in memory and in the file; what was given back stays for who reads it. */
#include "tests/test.h"

#include "site/sheets.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static void parts_do_not_overlap(void **unused)
{
    enum { PARTS = 200 };
    static const size_t SIZES[] = {1, 63, 64, 65, 5000, 91710};
    struct sheets s;
    struct sheet *sheet[PARTS];
    size_t at[PARTS];
    char read[91710];
    (void)unused;
    assert_true(sheets_init(&s));
    for (size_t i = 0; i < PARTS; i++) {
        size_t n = SIZES[i % COUNT_OF(SIZES)];
        sheet[i] = sheets_take(&s, n, &at[i]);
        assert_non_null(sheet[i]);
        assert_true(at[i] + n <= SHEET_BYTES);
        assert_int_equal((uintptr_t)(sheet[i]->p + at[i]) % SHEET_ALIGN_BYTES, 0);
        memset(sheet[i]->p + at[i], (int)(i + 1), n);
    }
    assert_ptr_not_equal(sheet[0], sheet[PARTS - 1]);
    for (size_t i = 0; i < PARTS; i++) {
        size_t n = SIZES[i % COUNT_OF(SIZES)];
        assert_true(sheet[i]->fd >= 0);
        assert_int_equal(pread(sheet[i]->fd, read, n, (off_t)at[i]), n);
        for (size_t k = 0; k < n; k++)
            assert_int_equal((unsigned char)read[k], i + 1);
        assert_memory_equal(sheet[i]->p + at[i], read, n);
    }
    for (size_t i = 0; i < PARTS; i++)
        sheets_give(&s, sheet[i]);
    sheets_release(&s);
}

static void has_an_end(void **unused)
{
    struct sheets s;
    struct sheet *sheet[SHEETS_MAX];
    size_t at = 1;
    (void)unused;
    assert_true(sheets_init(&s));
    assert_null(sheets_take(&s, SHEET_BYTES + 1, &at));
    for (size_t i = 0; i < SHEETS_MAX; i++) {
        sheet[i] = sheets_take(&s, SHEET_BYTES, &at);
        assert_non_null(sheet[i]);
        assert_int_equal(at, 0);
    }
    assert_null(sheets_take(&s, 1, &at));
    sheets_give(&s, sheet[3]);
    assert_ptr_equal(sheets_take(&s, SHEET_BYTES - 1, &at), sheet[3]);
    assert_null(sheets_take(&s, 2, &at));
    for (size_t i = 0; i < SHEETS_MAX; i++)
        sheets_give(&s, sheet[i]);
    sheets_release(&s);
    sheets_release(&s);
}

static void memory_goes_when_nobody_uses_it(void **unused)
{
    struct sheets s;
    size_t at = 0;
    (void)unused;
    assert_true(sheets_init(&s));
    sheets_shut(&s);
    struct sheet *first = sheets_take(&s, 10, &at);
    sheets_give(&s, first);
    assert_non_null(first->p); /* goes on being written to */
    assert_ptr_equal(sheets_take(&s, 10, &at), first);
    assert_true(at >= 10);
    sheets_shut(&s);
    assert_non_null(first->p);
    sheets_give(&s, first);
    assert_null(first->p);
    assert_int_equal(first->fd, -1);
    first = sheets_take(&s, 10, &at);
    assert_int_equal(at, 0);
    sheets_give(&s, first);
    sheets_shut(&s);
    assert_null(first->p);
    sheets_release(&s);
}

/* The kernel may still have to send what nobody here knows any more. */
static void what_is_under_way_stays(void **unused)
{
    enum { BYTES = 8000 };
    struct sheets s;
    size_t at = 0;
    int ends[2];
    char got[BYTES];
    (void)unused;
    assert_true(sheets_init(&s));
    assert_int_equal(pipe(ends), 0);
    struct sheet *sheet = sheets_take(&s, SHEET_BYTES, &at);
    assert_true(sheet->fd >= 0);
    memset(sheet->p, 'a', SHEET_BYTES);
    off64_t from = 4000;
    assert_int_equal(splice(sheet->fd, &from, ends[1], NULL, BYTES, 0), BYTES);
    sheets_give(&s, sheet);
    assert_ptr_equal(sheets_take(&s, SHEET_BYTES, &at), sheet);
    memset(sheet->p, 'b', SHEET_BYTES);
    for (size_t n = 0; n < BYTES;) {
        ssize_t more = read(ends[0], got + n, BYTES - n);
        assert_true(more > 0);
        n += (size_t)more;
    }
    for (size_t i = 0; i < BYTES; i++)
        assert_int_equal(got[i], 'a');
    close(ends[0]);
    close(ends[1]);
    sheets_give(&s, sheet);
    sheets_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_do_not_overlap),
        cmocka_unit_test(has_an_end),
        cmocka_unit_test(memory_goes_when_nobody_uses_it),
        cmocka_unit_test(what_is_under_way_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
