#include "article/word_diff.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/rand.h"
#include "tests/test.h"

static struct arena arena;

/* "[-out-] {+in+} same …" */
static struct str told(struct str before, struct str after)
{
    size_t n = 0;
    struct buf b;
    const struct word_diff_piece *pieces = word_diff(&arena, before, after, &n);
    buf_init(&b, &arena);
    for (size_t i = 0; i < n; i++) {
        struct str text = pieces[i].text;
        buf_add(&b, i ? STR(" ") : STR(""));
        switch (pieces[i].kind) {
        case WORD_DIFF_SAME: buf_add(&b, text); break;
        case WORD_DIFF_REMOVED: buf_addf(&b, "[-%.*s-]", STR_ARG(text)); break;
        case WORD_DIFF_ADDED: buf_addf(&b, "{+%.*s+}", STR_ARG(text)); break;
        case WORD_DIFF_GAP: buf_add(&b, STR("…")); break;
        }
    }
    return buf_view(&b);
}

static void words_out_and_in(void **state)
{
    (void)state;
    static const char *const ROWS[][3] = {
        {"", "", ""},
        {"một hai", "một  hai\n", ""},
        {"một", "hai", "[-một-] {+hai+}"},
        {"", "hai ba", "{+hai ba+}"},
        {"hai ba", "", "[-hai ba-]"},
        {"rời bến lúc 7 giờ sáng", "rời bến lúc 8 giờ sáng", "rời bến lúc [-7-] {+8+} giờ sáng"},
        {"a b c", "a c", "a [-b-] c"},
        {"a c", "a b c", "a {+b+} c"},
        {"a b c a b b a", "c b a b a c", "[-a b-] c {+b+} a b [-b-] a {+c+}"},
        {"1 2 3 4 5 6 7 8 9 10 11 12 13 14 x", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 y",
         "… 3 4 5 6 7 8 9 10 11 12 13 14 [-x-] {+y+}"},
        {"x 1 2 3 4 5 6 7 8 9 10 11 12 13 14", "y 1 2 3 4 5 6 7 8 9 10 11 12 13 14",
         "[-x-] {+y+} 1 2 3 4 5 6 7 8 9 10 11 12 …"},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        assert_str_is(told(str_view(ROWS[i][0]), str_view(ROWS[i][1])), ROWS[i][2]);
}

static struct str random_text(struct rand *r, size_t words, uint64_t vocabulary)
{
    struct buf b;
    buf_init(&b, &arena);
    for (size_t i = 0; i < words; i++)
        buf_addf(&b, "%sw%llu", i ? " " : "", (unsigned long long)rand_below(r, vocabulary));
    return buf_view(&b);
}

/* The pieces but those of one kind, joined. */
static struct str without(const struct word_diff_piece *pieces, size_t n, enum word_diff_kind kind)
{
    struct buf b;
    buf_init(&b, &arena);
    for (size_t i = 0; i < n; i++) {
        assert_int_not_equal(pieces[i].kind, WORD_DIFF_GAP);
        if (pieces[i].kind == kind)
            continue;
        buf_add(&b, b.n ? STR(" ") : STR(""));
        buf_add(&b, pieces[i].text);
    }
    return buf_view(&b);
}

static void each_text_is_in_the_pieces(void **state)
{
    (void)state;
    struct rand r = {1};
    for (int i = 0; i < 3000; i++) {
        size_t n = 0;
        uint64_t vocabulary = 1 + rand_below(&r, 9);
        struct str before = random_text(&r, rand_below(&r, 13), vocabulary);
        struct str after = random_text(&r, rand_below(&r, 13), vocabulary);
        const struct word_diff_piece *pieces = word_diff(&arena, before, after, &n);
        if (str_eq(before, after)) {
            assert_int_equal(n, 0);
            continue;
        }
        assert_true(str_eq(without(pieces, n, WORD_DIFF_ADDED), before));
        assert_true(str_eq(without(pieces, n, WORD_DIFF_REMOVED), after));
        arena_clear(&arena, 1 << 20);
    }
}

static void what_differs_too_much_is_one_piece(void **state)
{
    (void)state;
    struct rand r = {2};
    size_t n = 0;
    struct str before = random_text(&r, 30000, 1000000);
    struct str after = random_text(&r, 30000, 1000000);
    const struct word_diff_piece *pieces = word_diff(&arena, before, after, &n);
    assert_int_equal(n, 2);
    assert_true(str_eq(pieces[0].text, before) && str_eq(pieces[1].text, after));
    before = random_text(&r, WORD_DIFF_WORDS_MAX + 10, 2);
    after = str_concat(&arena, STR("x "), str_concat(&arena, before, STR(" y")));
    pieces = word_diff(&arena, before, after, &n);
    assert_int_equal(n, 2);
    assert_int_equal(pieces[0].kind, WORD_DIFF_REMOVED);
}

static void an_empty_heap_gives_nothing(void **state)
{
    (void)state;
    for (uint64_t k = 1; k < 1000; k++) {
        struct arena a;
        size_t n = 7;
        arena_init(&a, 1 << 24);
        mem_fail_at(k);
        const struct word_diff_piece *pieces =
            word_diff(&a, STR("một hai ba bốn"), STR("một ba năm bốn sáu"), &n);
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        assert_true(fired == (pieces == NULL));
        assert_true(pieces || n == 0);
        arena_release(&a);
        if (!fired)
            return;
    }
    fail_msg("the faults do not end");
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, SIZE_MAX / 2);
    return 0;
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
        cmocka_unit_test(words_out_and_in),
        cmocka_unit_test(each_text_is_in_the_pieces),
        cmocka_unit_test(what_differs_too_much_is_one_piece),
        cmocka_unit_test(an_empty_heap_gives_nothing),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
