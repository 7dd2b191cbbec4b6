#include "tests/test.h"

#include "page/static_file.h"
#include "page/words.h"

#include <zlib.h>

static void test_found_by_name_and_path(void **state)
{
    (void)state;
    const struct static_file *style = static_file_by_name(STR("style.css"));
    bool immutable = false;
    assert_non_null(style);
    assert_ptr_equal(static_file_by_path(style->url, &immutable), style);
    assert_true(immutable);
    assert_ptr_equal(static_file_by_path(STR("/tinh/style.css"), &immutable), style);
    assert_false(immutable);
    assert_null(static_file_by_path(STR("/tinh/style.00000000.css"), &immutable));
    assert_null(static_file_by_path(STR("/style.css"), &immutable));
    assert_null(static_file_by_path(STR("/tinh/../style.css"), &immutable));
    assert_str_eq(static_url(STR("style.css")), style->url);
}

/* The address changes when the content does, and every address is another. */
static void test_addresses_hold_the_hash(void **state)
{
    (void)state;
    for (size_t i = 0; i < static_file_count(); i++) {
        const struct static_file *file = static_file_at(i);
        assert_true(str_starts(file->url, STR("/tinh/")));
        assert_true(str_contains(file->url, str_first(file->hash, 8)));
        assert_true(file->bytes.n > 0);
        for (size_t k = 0; k < i; k++)
            assert_false(str_eq(file->url, static_file_at(k)->url));
    }
}

static void test_gzip_variant_is_the_same(void **state)
{
    (void)state;
    static char plain[1 << 20];
    for (size_t i = 0; i < static_file_count(); i++) {
        const struct static_file *file = static_file_at(i);
        if (file->gzip.n == 0)
            continue;
        z_stream z = {.next_in = (Bytef *)(uintptr_t)file->gzip.p,
                      .avail_in = (uInt)file->gzip.n,
                      .next_out = (Bytef *)plain,
                      .avail_out = sizeof plain};
        assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
        assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
        assert_str_eq(((struct str){plain, z.total_out}), file->bytes);
        assert_int_equal(inflateEnd(&z), Z_OK);
        assert_true(file->gzip.n < file->bytes.n);
    }
}

/* Issue 2: script at most 10 KB, style at most 25 KB, compressed. */
static void test_sizes_promised(void **state)
{
    (void)state;
    size_t style = 0;
    size_t script = 0;
    for (size_t i = 0; i < static_file_count(); i++) {
        const struct static_file *file = static_file_at(i);
        size_t n = file->gzip.n ? file->gzip.n : file->bytes.n;
        style += str_ends(file->name, STR(".css")) ? n : 0;
        script += str_ends(file->name, STR(".js")) ? n : 0;
    }
    assert_in_range(style, 1, 25000);
    assert_in_range(script, 1, 10000);
}

/* Style names its fonts by hashed addresses that exist. */
static void test_fonts_of_style_exist(void **state)
{
    (void)state;
    struct str rest = static_file_by_name(STR("style.css"))->bytes;
    for (size_t at = str_find(rest, STR("url(/")); at < rest.n; at = str_find(rest, STR("url(/"))) {
        bool immutable = false;
        rest = str_from(rest, at + 4);
        struct str url = str_first(rest, str_find_byte(rest, ')'));
        assert_non_null(static_file_by_path(url, &immutable));
        assert_true(immutable);
    }
}

static void test_words(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 16);
    assert_str_is(words_of(STR("vi"))->most_read, "Đọc nhiều");
    assert_str_is(words_of(STR("en"))->most_read, "Most read");
    assert_str_is(words_of(STR("en-GB"))->most_read, "Most read");
    assert_str_is(words_of(STR(""))->most_read, "Đọc nhiều");
    assert_str_is(words_with(&a, STR("{n} kết quả"), STR("12")), "12 kết quả");
    assert_str_is(words_with(&a, STR("Trang {n}"), STR("{n}")), "Trang {n}");
    assert_str_is(words_with(&a, STR("Không"), STR("12")), "Không");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_by_name_and_path),
        cmocka_unit_test(test_addresses_hold_the_hash),
        cmocka_unit_test(test_gzip_variant_is_the_same),
        cmocka_unit_test(test_sizes_promised),
        cmocka_unit_test(test_fonts_of_style_exist),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
