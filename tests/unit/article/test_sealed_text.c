#include "article/sealed_text.h"
#include "tests/test.h"

static struct arena arena;

static void check(const char *stored, const char *want)
{
    struct str text = sealed_text(&arena, str_view(stored));
    struct hash_content whole = hash_content(text);
    struct hash_content parts = sealed_text_hash(str_view(stored));
    assert_str_is(text, want);
    assert_memory_equal(whole.bytes, parts.bytes, sizeof whole.bytes);
}

static void the_path_is_left_out(void **state)
{
    (void)state;
    check(
        "{\"title\":\"Bến\",\"provenance\":{\"format\":\"capture\",\"path\":\"/nhà/tòa soạn/1.txt\","
        "\"captured\":null},\"featured\":false}",
        "{\"title\":\"Bến\",\"provenance\":{\"format\":\"capture\",\"path\":null,"
        "\"captured\":null},\"featured\":false}");
    check("{ \"provenance\" : { \"path\" : \"a\\\"b\\\\\" } }",
          "{ \"provenance\" : { \"path\" : null } }");
    check(
        "{\"blocks\":[{\"a\":[1]}],\"provenance\":{\"x\":{\"path\":\"in\"},\"path\":\"\\u00e1\"}}",
        "{\"blocks\":[{\"a\":[1]}],\"provenance\":{\"x\":{\"path\":\"in\"},\"path\":null}}");
}

static void all_else_stays(void **state)
{
    (void)state;
    static const char *const SAME[] = {
        "",
        "{}",
        "nothing",
        "{\"provenance\":null}",
        "{\"provenance\":{\"path\":null}}",
        "{\"provenance\":{\"path\":{\"path\":1}}}",
        "{\"path\":\"a\"}",
        "{\"other\":{\"path\":\"a\"}}",
        "{\"provenance\":[\"path\",\"a\"]}",
        "{\"provenance\":{\"format\":\"path\"}}",
        "{\"title\":\"\\\"provenance\\\":{\\\"path\\\":\\\"a\\\"}\"}",
        "{\"other\":[{\"provenance\":{\"path\":\"a\"}}]}",
        "{\"title\":\"provenance\",\"other\":{\"path\":\"a\"}}",
        "[{\"provenance\":{\"path\":\"a\"}}]",
        "{\"provenance\":\"a\",\"blocks\":{\"path\":\"a\"}}",
        "{\"provenance\":{\"path\"",
        "{\"provenance\":{\"path\":",
        "{\"provenance",
        "{\"provenance\":{\"path\":null,\"path\":\"b\"}}",
        "}}}]{",
        "\"\\",
    };
    for (size_t i = 0; i < COUNT_OF(SAME); i++)
        check(SAME[i], SAME[i]);
}

/* It is the first one alone: another would be no text that Loa wrote. */
static void only_one_is_left_out(void **state)
{
    (void)state;
    check("{\"provenance\":{\"path\":\"a\",\"path\":\"b\"},\"provenance\":{\"path\":\"c\"}}",
          "{\"provenance\":{\"path\":null,\"path\":\"b\"},\"provenance\":{\"path\":\"c\"}}");
}

/* Whoever makes an article unreadable by a path that no reader of JSON accepts has changed it. */
static void what_no_reader_accepts_stays(void **state)
{
    (void)state;
    static const char *const BAD[] = {"\"a\nb\"",    "\"\xFF\"",    "\"\\x\"",
                                      "\"\\u0000\"", "\"\\ud800\"", "\"\\uDFFF\"",
                                      "\"\\u12\"",   "\"\\u12g4\"", "\"open"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct str text = str_format(&arena, "{\"provenance\":{\"path\":%s", BAD[i]);
        assert_true(str_eq(sealed_text(&arena, text), text));
    }
}

static void a_full_arena_gives_nothing(void **state)
{
    (void)state;
    struct arena small;
    arena_init(&small, 16);
    struct str text =
        sealed_text(&small, STR("{\"provenance\":{\"path\":\"a\"},\"title\":\"dài\"}"));
    assert_int_equal(text.n, 0);
    assert_true(arena_failed(&small));
    arena_release(&small);
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return hash_start() ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_path_is_left_out),
        cmocka_unit_test(all_else_stays),
        cmocka_unit_test(only_one_is_left_out),
        cmocka_unit_test(what_no_reader_accepts_stays),
        cmocka_unit_test(a_full_arena_gives_nothing),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
