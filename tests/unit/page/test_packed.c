/* Brotli and zstd of what has no holes, read back by their own libraries. */
#include "tests/test.h"

#include "base/mem.h"
#include "page/packed.h"
#include "page/page.h"

#include <brotli/decode.h>
#include <zstd.h>

enum { TEXT_BYTES = 20000 };

static struct arena arena;
static char room[2 * TEXT_BYTES];

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 8 << 20);
    return hash_start() ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct str text_of(size_t n)
{
    struct buf b;
    buf_init(&b, &arena);
    for (int i = 0; b.n < n; i++)
        buf_addf(&b, "<item><title>Bản tin số %d</title></item>\n", i);
    return str_first(buf_view(&b), n);
}

static struct str from_brotli(struct str packed)
{
    size_t n = sizeof room;
    assert_int_equal(
        BrotliDecoderDecompress(packed.n, (const uint8_t *)packed.p, &n, (uint8_t *)room),
        BROTLI_DECODER_RESULT_SUCCESS);
    return (struct str){room, n};
}

static struct str from_zstd(struct str packed)
{
    size_t n = ZSTD_decompress(room, sizeof room, packed.p, packed.n);
    assert_false(ZSTD_isError(n));
    return (struct str){room, n};
}

static void reads_back(void **state)
{
    (void)state;
    struct str text = text_of(TEXT_BYTES);
    struct packed p;
    assert_true(packed_make(text, &p));
    assert_true(p.brotli.n > 0 && p.brotli.n < text.n / 4);
    assert_true(p.zstd.n > 0 && p.zstd.n < text.n / 4);
    assert_int_equal(packed_memory_bytes(&p), p.brotli.n + p.zstd.n);
    assert_str_eq(from_brotli(p.brotli), text);
    assert_str_eq(from_zstd(p.zstd), text);
    packed_release(&p);
    packed_release(&p);
    assert_int_equal(packed_memory_bytes(&p), 0);
}

static void what_gains_nothing(void **state)
{
    (void)state;
    struct packed p;
    assert_true(packed_make(text_of(PACKED_MIN_BYTES - 1), &p));
    assert_int_equal(packed_memory_bytes(&p), 0);
    assert_true(packed_make(STR(""), &p));
    assert_int_equal(packed_memory_bytes(&p), 0);
}

static struct page *page_of(struct str type, bool hole)
{
    struct page_out out;
    page_out_init(&out, &arena);
    page_put_literal(&out, text_of(TEXT_BYTES));
    if (hole)
        page_put_hole(&out, (struct hole){HOLE_ONLINE, 0, 0});
    return page_finish(&out, type, NULL, 0);
}

static struct page *page_packed_well(struct str type, bool hole)
{
    struct page *hasty = page_of(type, hole);
    assert_non_null(hasty);
    assert_false(page_is_packed_well(hasty));
    assert_int_equal(page_brotli(hasty).n + page_zstd(hasty).n, 0);
    struct page *page = page_pack_well(hasty);
    assert_non_null(page);
    assert_true(page_is_packed_well(page));
    page_unref(hasty);
    return page;
}

/* Feeds have them, pages of HTML and pages with holes do not. */
static void which_pages(void **state)
{
    (void)state;
    struct page *feed = page_packed_well(STR("application/rss+xml; charset=utf-8"), false);
    struct page *html = page_packed_well(STR("text/html; charset=utf-8"), false);
    struct page *live = page_packed_well(STR("application/json"), true);
    assert_str_eq(from_brotli(page_brotli(feed)), text_of(TEXT_BYTES));
    assert_str_eq(from_zstd(page_zstd(feed)), text_of(TEXT_BYTES));
    assert_true(page_memory_bytes(feed) > page_memory_bytes(html));
    assert_int_equal(page_brotli(html).n + page_zstd(html).n, 0);
    assert_int_equal(page_brotli(live).n + page_zstd(live).n, 0);
    page_unref(feed);
    page_unref(html);
    page_unref(live);
}

static void without_memory(void **state)
{
    (void)state;
    struct str text = text_of(TEXT_BYTES);
    struct packed p;
    uint64_t k = 0;
    bool made = false;
    while (!made) { /* the work space, what the encoder holds, and a copy each */
        mem_fail_at(++k);
        made = packed_make(text, &p);
        assert_true(made != mem_fault_fired());
        assert_true(made || packed_memory_bytes(&p) == 0);
    }
    assert_true(k > 5);
    assert_str_eq(from_brotli(p.brotli), text);
    packed_release(&p);
    mem_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back),
        cmocka_unit_test(what_gains_nothing),
        cmocka_unit_test(which_pages),
        cmocka_unit_test(without_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
