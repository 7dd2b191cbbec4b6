#include "tests/test.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/vec.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return hash_start() ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void cuts_and_finds(void **state)
{
    (void)state;
    struct str rest = STR("a,,b");
    struct str part;
    assert_true(str_next(&rest, ',', &part));
    assert_str_is(part, "a");
    assert_true(str_next(&rest, ',', &part));
    assert_str_is(part, "");
    assert_true(str_next(&rest, ',', &part));
    assert_str_is(part, "b");
    assert_false(str_next(&rest, ',', &part));
    assert_int_equal(str_find(STR("sông Ngân"), STR("Ngân")), 6);
    assert_int_equal(str_find(STR("abc"), STR("x")), 3);
    assert_int_equal(str_find(STR("abc"), STR("abcd")), 3);
    assert_int_equal(str_find(STR("aab"), STR("ab")), 1);
    assert_int_equal(str_find(STR("ababc"), STR("bc")), 3);
    assert_int_equal(str_find(STR("ababc"), STR("ababc")), 0);
    assert_int_equal(str_find_last_byte(STR("a-b-c"), '-'), 3);
    assert_str_is(str_slice(STR("abcdef"), 2, 4), "cd");
    assert_str_is(str_slice(STR("abc"), 5, 9), "");
    assert_str_is(str_trim(STR(" \t a b \r\n")), "a b");
    struct str lines = STR("một\r\nhai\n\nbốn");
    const char *want[] = {"một", "hai", "", "bốn"};
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        assert_true(str_next_line(&lines, &part));
        assert_str_is(part, want[i]);
    }
    assert_false(str_next_line(&lines, &part));
}

static void reads_whole_numbers_only(void **state)
{
    (void)state;
    int64_t n = 7;
    assert_true(str_to_int(STR("-9223372036854775808"), &n));
    assert_true(n == INT64_MIN);
    assert_true(str_to_int(STR("9223372036854775807"), &n));
    assert_true(n == INT64_MAX);
    const char *bad[] = {"", "-", "+1", " 1", "1 ", "9223372036854775808", "1e3", "0x1"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        n = 7;
        assert_false(str_to_int(str_view(bad[i]), &n));
        assert_int_equal(n, 7);
    }
}

static void escapes_for_each_place(void **state)
{
    (void)state;
    struct html h = html_escape(&arena, STR("<a href=\"x\">'&\xff\x01</a>"));
    assert_str_is(h.s, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\xEF\xBF\xBD\xEF\xBF\xBD&lt;/a&gt;");
    h = html_escape(&arena, STR("Đoàn & \xC2\x85 đại\xC3 biểu\tvà\n"));
    assert_str_is(h.s, "Đoàn &amp; \xEF\xBF\xBD đại\xEF\xBF\xBD biểu\tvà\n");
    assert_int_equal(html_escape(&arena, STR("")).s.n, 0);
    struct buf b;
    buf_init(&b, &arena);
    buf_add_json(&b, STR("a\xE2\x80\xAE\x7F"));
    assert_str_is(buf_view(&b), "\"a\\u202e\\u007f\"");
    buf_clear(&b);
    buf_add_json(&b, STR("</script>\"\\\n\xE2\x80\xA8"));
    assert_str_is(buf_view(&b), "\"\\u003c/script\\u003e\\\"\\\\\\n\\u2028\"");
    buf_clear(&b);
    buf_add_url_encoded(&b, STR("đoàn a~b"));
    assert_str_is(buf_view(&b), "%C4%91o%C3%A0n%20a~b");
}

static void numbers_and_formats_of_any_length(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, &arena);
    buf_add_int(&b, INT64_MIN);
    buf_add_int(&b, 0);
    buf_add_int(&b, INT64_MAX);
    assert_str_is(buf_view(&b), "-922337203685477580809223372036854775807");
    char long_word[600];
    memset(long_word, 'x', sizeof long_word);
    for (size_t n = 0; n <= sizeof long_word; n += 3) {
        struct str made = str_format(&arena, "<%.*s>", (int)n, long_word);
        assert_int_equal(made.n, n + 2);
        assert_true(made.p[0] == '<' && made.p[n + 1] == '>');
        buf_clear(&b);
        buf_add(&b, STR("0"));
        buf_addf(&b, "%.*s|%d", (int)n, long_word, 7);
        assert_int_equal(b.n, n + 3);
        assert_true(str_ends(buf_view(&b), STR("|7")) && b.p[0] == '0');
    }
}

static void utf8_is_strict(void **state)
{
    (void)state;
    /* overlong, surrogate, too high, cut, stray continuation: Unicode 15, table 3-7 */
    const char *bad[] = {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                         "\xE1\x80", "\x80",         "\xFF",         "\xF8\x88\x80\x80\x80"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        size_t at = 9;
        assert_false(utf8_valid(str_view(bad[i]), &at));
        assert_int_equal(at, 0);
    }
    assert_true(utf8_valid(STR("Đảng Cộng sản 😀"), NULL));
    assert_int_equal(utf8_count_cp(STR("đoàn")), 4);
    assert_str_is(utf8_first_cp(STR("đoàn"), 2), "đo");
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp += 97) {
        if (cp >= 0xD800 && cp <= 0xDFFF)
            continue;
        char bytes[4];
        struct str s = {bytes, utf8_put(cp, bytes)};
        assert_true(utf8_next(&s) == cp && s.n == 0);
    }
}

static void normalises(void **state)
{
    (void)state;
    assert_str_is(utf8_nfc(&arena, STR("d\xCC\x81")), "d\xCC\x81");
    assert_str_is(utf8_nfc(&arena, STR("o\xCC\x82\xCC\xA3")), "ộ");
    assert_str_is(utf8_nfd(&arena, STR("ộ")), "o\xCC\xA3\xCC\x82");
    assert_str_is(utf8_lower(&arena, STR("ĐOÀN ĐẠI BIỂU")), "đoàn đại biểu");
    assert_str_is(utf8_fold_space(&arena, STR("\xEF\xBB\xBF  Hà\xC2\xA0\n Nội ")), "Hà Nội");
    assert_str_is(utf8_fold_space(&arena, STR("Hu\u200bế\u200b \ufeffđẹp:\ufeffx\u200b")),
                  "Hu\u200bế đẹp: x");
    assert_str_is(utf8_fold_space(&arena, STR("a\u200b\u200b b\ufeffc")), "a b\ufeffc");
}

/* What follows a large need stands beside what was before it: no chunk is left half empty. */
static void a_large_need_leaves_the_chunk(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    const char *before = arena_alloc(&a, 64);
    char *large = arena_alloc(&a, 100 << 10);
    const char *after = arena_alloc(&a, 64);
    assert_non_null(large);
    memset(large, 'x', 100 << 10);
    assert_ptr_equal(before + 64, after);
    assert_int_equal(after[0], 0);
    assert_null(arena_alloc(&a, 1 << 20)); /* over the limit */
    arena_release(&a);
}

/* What is kept is handed out again zeroed, and only one piece of it is kept. */
static void arena_keeps_its_memory(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t round = 0; round < 3; round++) {
        uint64_t before = mem_allocations();
        for (size_t i = 0; i < 60; i++) {
            unsigned char *p = arena_alloc(&a, 100 + round);
            assert_non_null(p);
            for (size_t k = 0; k < 100 + round; k++)
                assert_int_equal(p[k], 0);
            memset(p, 0xAA, 100 + round);
        }
        assert_int_equal(mem_allocations() - before, round == 0 ? 2 : 0);
        arena_clear(&a, 16 << 10);
    }
    assert_non_null(arena_alloc(&a, 40000));
    arena_clear(&a, 16 << 10); /* that is not kept, what it stands behind is */
    assert_int_equal(a.used_bytes, 0);
    arena_release(&a);
    assert_non_null(arena_alloc(&a, 40000));
    arena_clear(&a, 16 << 10); /* larger than what may be kept */
    assert_null(a.chunk);
    arena_release(&a);
}

static void arena_stops_at_its_limit(void **state)
{
    (void)state;
    struct arena small;
    arena_init(&small, 100);
    assert_non_null(arena_alloc(&small, 60));
    assert_null(arena_alloc(&small, 60));
    assert_true(arena_failed(&small));
    assert_null(arena_alloc(&small, 1)); /* for good */
    assert_str_is(str_copy(&small, STR("x")), "");
    assert_null(arena_array(&small, SIZE_MAX, 2));
    arena_release(&small);
    assert_false(arena_failed(&small));
    assert_non_null(arena_alloc(&small, 60));
    arena_release(&small);
}

static void builders_survive_every_allocation_failing(void **state)
{
    (void)state;
    bool fired = true;
    for (uint64_t k = 1; fired; k++) {
        struct arena a;
        arena_init(&a, 1 << 20);
        mem_fail_at(k);
        struct buf b;
        buf_init(&b, NULL);
        struct vec v = VEC(int64_t, &a);
        struct map m;
        map_init(&m, &a);
        for (int64_t i = 0; i < 2000; i++) {
            buf_add_int(&b, i);
            int64_t *n = vec_push(&v);
            if (n)
                *n = i;
            map_set(&m, str_format(&a, "k%d", (int)i), NULL);
        }
        fired = mem_fault_fired();
        mem_fail_at(0);
        assert_true(buf_failed(&b) || arena_failed(&a) || !fired);
        buf_release(&b);
        arena_release(&a);
    }
}

static void map_finds_what_was_set(void **state)
{
    (void)state;
    struct map m;
    int values[500];
    map_init(&m, &arena);
    for (size_t i = 0; i < COUNT_OF(values); i++)
        assert_true(map_set(&m, str_format(&arena, "khóa %zu", i), &values[i]));
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        void *got = NULL;
        assert_true(map_get(&m, str_format(&arena, "khóa %zu", i), &got));
        assert_ptr_equal(got, &values[i]);
    }
    assert_false(map_get(&m, STR("không có"), NULL));
    assert_int_equal(m.n, COUNT_OF(values));
}

static void errors_are_one_line(void **state)
{
    (void)state;
    struct err e;
    assert_int_equal(fail(&e, RC_IO, "a\nb\x01%s", "c"), RC_IO);
    assert_string_equal(e.text, "a b c");
    char longer[600];
    memset(longer, 'x', sizeof longer);
    memcpy(longer + 509, "ộộ", 7); /* the limit falls inside a character */
    fail(&e, RC_IO, "%s", longer);
    assert_true(utf8_valid(str_view(e.text), NULL));
    assert_true(strlen(e.text) >= 500);
}

/* Keys that somebody chose so that all fall into one slot, under a key that he knows, spread under the
 * one of a table, which he does not. */
static void floods_of_a_hash_table_spread(void **state)
{
    (void)state;
    enum { SLOTS = 256, WANTED = 200, SHARE_MAX = 16, TRIES_MAX = WANTED * SLOTS * 4 };
    static const struct hash_key KNOWN = {.bytes = {1}};
    struct map m;
    size_t in_slot[SLOTS] = {0};
    size_t found = 0;
    map_init(&m, &arena);
    for (int i = 0; i < TRIES_MAX && found < WANTED; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "chìa %d", i);
        struct str key = {text, (size_t)n};
        if (hash_sip(KNOWN, key) % SLOTS != 0)
            continue;
        found++;
        in_slot[hash_sip(m.key, key) % SLOTS]++;
    }
    assert_int_equal(found, WANTED);
    for (size_t i = 0; i < SLOTS; i++)
        assert_true(in_slot[i] < SHARE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_and_finds),
        cmocka_unit_test(reads_whole_numbers_only),
        cmocka_unit_test(escapes_for_each_place),
        cmocka_unit_test(numbers_and_formats_of_any_length),
        cmocka_unit_test(utf8_is_strict),
        cmocka_unit_test(normalises),
        cmocka_unit_test(a_large_need_leaves_the_chunk),
        cmocka_unit_test(arena_keeps_its_memory),
        cmocka_unit_test(arena_stops_at_its_limit),
        cmocka_unit_test(builders_survive_every_allocation_failing),
        cmocka_unit_test(map_finds_what_was_set),
        cmocka_unit_test(floods_of_a_hash_table_spread),
        cmocka_unit_test(errors_are_one_line),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
