#include "tests/test.h"

#include "base/buf.h"
#include "text/sentence.h"

enum { SPEC_MAX_BYTES = 64 << 10, CASES_MIN = 80 };

static const char *spec_path;

/* The line of the spec as text: without marks, "\n" as a line break. */
static struct str text_of(struct arena *a, struct str line)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < line.n; i++) {
        if (str_starts(str_from(line, i), STR("\\n"))) {
            buf_add_byte(&b, '\n');
            i++;
        } else if (line.p[i] != '|') {
            buf_add_byte(&b, line.p[i]);
        }
    }
    return buf_view(&b);
}

/* Both as sentences separated by "|", without white space at their ends. */
static struct str wanted(struct arena *a, struct str line)
{
    struct buf b;
    struct str part;
    buf_init(&b, a);
    while (str_next(&line, '|', &part)) {
        part = str_trim(text_of(a, part));
        if (b.n && part.n)
            buf_add_byte(&b, '|');
        buf_add(&b, part);
    }
    return buf_view(&b);
}

static struct str found(struct arena *a, struct str text)
{
    struct buf b;
    struct str sentence;
    buf_init(&b, a);
    while (sentence_next(&text, &sentence)) {
        if (b.n)
            buf_add_byte(&b, '|');
        buf_add(&b, sentence);
    }
    return buf_view(&b);
}

static void the_spec_holds(void **state)
{
    (void)state;
    static char bytes[SPEC_MAX_BYTES];
    struct arena a;
    FILE *f = fopen(spec_path, "rb");
    assert_non_null(f);
    struct str spec = {bytes, fread(bytes, 1, sizeof bytes, f)};
    fclose(f);
    arena_init(&a, 1 << 20);
    struct str line;
    size_t cases = 0;
    while (str_next_line(&spec, &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        cases++;
        assert_str_eq(found(&a, text_of(&a, line)), wanted(&a, line));
    }
    assert_true(cases >= CASES_MIN);
    arena_release(&a);
}

static void nothing_gives_nothing(void **state)
{
    (void)state;
    struct str rest = STR(" \n\t ");
    struct str sentence = STR("x");
    assert_false(sentence_next(&rest, &sentence));
    assert_int_equal(sentence.n, 0);
    assert_int_equal(rest.n, 0);
}

static void any_bytes_are_taken(void **state)
{
    (void)state;
    struct str rest = STR("\xff. \xfe\x80 A. \xc3");
    struct str sentence;
    size_t n = 0;
    while (sentence_next(&rest, &sentence))
        n += sentence.n;
    assert_true(n >= 9);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_spec_holds),
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(any_bytes_are_taken),
    };
    if (argc < 2)
        return 2;
    spec_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
