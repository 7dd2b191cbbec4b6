/* Searching: the query language, terms, snippets and keystrokes. */
#include "base/clock.h"
#include "tests/test.h"
#include "text/keys.h"
#include "text/query.h"
#include "text/snippet.h"
#include "text/terms.h"

#include <string.h>

static struct arena a;

static int begin(void **state)
{
    (void)state;
    arena_init(&a, 16 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static struct query read_query(const char *typed)
{
    return query_read(&a, str_view(typed));
}

static void assert_date(int64_t at_ms, const char *want)
{
    assert_str_is(clock_vietnamese_date(&a, at_ms), want);
}

/* ---- queries ---- */

static void marked_words_are_exact_and_plain_ones_folded(void **state)
{
    (void)state;
    struct query q = read_query("đoàn dai biểu 22/2023/TT-BTTTT 39-ct/tw");
    assert_int_equal(q.words_n, 5);
    assert_str_is(q.words[0].exact, "đoàn");
    assert_str_is(q.words[0].folded, "doan");
    assert_str_is(q.words[1].exact, "");
    assert_str_is(q.words[1].folded, "dai");
    assert_str_is(q.words[2].exact, "biểu");
    assert_str_is(q.words[3].folded, "22/2023/tt-btttt");
    assert_str_is(q.words[4].folded, "39-ct/tw");
}

static void phrases_and_excluded_words(void **state)
{
    (void)state;
    struct query q = read_query("bão “sạt lở” -clip -\"một hai\" Su -27 a-b");
    assert_int_equal(q.words_n, 10);
    assert_false(q.words[0].quoted);
    assert_false(q.words[1].quoted);
    assert_true(q.words[2].quoted);
    assert_true(q.words[3].excluded);
    assert_true(q.words[4].excluded && !q.words[4].quoted);
    assert_true(q.words[5].excluded && q.words[5].quoted);
    for (size_t i = 6; i < q.words_n; i++)
        assert_false(q.words[i].excluded || q.words[i].quoted);
    q = read_query("\"chưa đóng");
    assert_int_equal(q.words_n, 2);
    assert_true(q.words[1].quoted);
}

static void fields_have_values(void **state)
{
    (void)state;
    struct query q =
        read_query("lũ tác giả: \"Mai Anh\" chuyên mục: Thời sự, từ: 1/9/2024 đến:2024-09-30 quét");
    assert_int_equal(q.words_n, 2);
    assert_str_is(q.words[1].exact, "quét");
    assert_str_is(q.author, "Mai Anh");
    assert_str_is(q.section, "Thời sự");
    assert_date(q.from_ms, "01/09/2024");
    assert_date(q.until_ms, "01/10/2024");
    assert_false(q.date_unreadable);
    q = read_query("TAC GIA:Mai Anh tu:2024 den:5/2024");
    assert_int_equal(q.words_n, 0);
    assert_str_is(q.author, "Mai Anh");
    assert_date(q.from_ms, "01/01/2024");
    assert_date(q.until_ms, "01/06/2024");
    q = read_query("từ: mai");
    assert_true(q.date_unreadable);
    assert_false(query_asks(&q));
}

static void dates_are_read_as_readers_write_them(void **state)
{
    (void)state;
    static const char *const NO[] = {"",        "31/2/2024", "13/2024",  "x",         "1/2",
                                     "1/2/3/4", "99999",     "0/1/2024", "-1/1/2024", "2024-13-01"};
    int64_t from = 0;
    int64_t until = 0;
    for (size_t i = 0; i < COUNT_OF(NO); i++)
        assert_false(query_date(str_view(NO[i]), &from, &until));
    assert_true(query_date(STR("29.2.2024"), &from, &until));
    assert_date(from, "29/02/2024");
    assert_date(until, "01/03/2024");
    assert_true(query_date(STR("12/2023"), &from, &until));
    assert_date(until, "01/01/2024");
}

static void queries_have_limits(void **state)
{
    (void)state;
    struct query q = read_query(" ?! \xff -\"\" : ");
    assert_int_equal(q.words_n, 0);
    assert_false(query_asks(&q));
    char text[QUERY_MAX_BYTES + 2];
    memset(text, 'x', sizeof text);
    memcpy(text + QUERY_MAX_BYTES - 1, "đ", 2);
    q = query_read(&a, (struct str){text, sizeof text});
    assert_int_equal(q.words_n, 1);
    assert_str_is(q.words[0].exact, "");
    assert_true(q.truncated);
    for (size_t i = 0; i + 2 <= sizeof text; i += 2)
        memcpy(text + i, "a ", 2);
    q = query_read(&a, (struct str){text, QUERY_MAX_BYTES});
    assert_int_equal(q.words_n, QUERY_WORDS_MAX);
    assert_true(q.truncated);
}

/* ---- terms ---- */

static bool has_term(struct str terms, const char *term)
{
    struct str rest = terms;
    struct str one;
    while (str_next(&rest, ' ', &one))
        if (str_eq(one, str_view(term)))
            return true;
    return false;
}

static void a_text_gives_words_folded_words_and_pairs(void **state)
{
    (void)state;
    struct terms t;
    terms_init(&t, &a);
    terms_add(&t, STR("Hòa Bình, hoà bình"), true);
    terms_add(&t, STR("kỹ sư HOÀ"), false);
    assert_str_is(terms_head(&t), "hoà hoa bình binh hoa_binh binh_hoa");
    assert_str_is(terms_all(&t), "hoà hoa bình binh hoa_binh binh_hoa kĩ ki sư su ki_su su_hoa");
    terms_add_person(&t, STR("Mai Anh"));
    assert_true(has_term(terms_head(&t), "=a:mai"));
    assert_true(has_term(terms_head(&t), "=a:mai_anh"));
    assert_true(has_term(terms_head(&t), "anh"));
}

/* The quick way and the slow one give the same forms. */
static void quick_forms_are_the_slow_ones(void **state)
{
    (void)state;
    struct str text = STR("Hòan thành qúa NGUYỄN Ấp đường Ước Nghị-sỹ quý Qúy tuyến khuỷu già của "
                          "TP.HCM 5G Ðà İstanbul straße ﬁn x́ý người thúy THÚY ủy Ủy vy Vỹ kỹ hy");
    struct term_reader reader;
    struct term_forms quick;
    struct str token;
    term_reader_init(&reader, &a);
    while (term_next(&reader, &text, &token, &quick)) {
        struct term_forms slow = term_forms(&a, token);
        if (!str_eq(quick.exact, slow.exact) || !str_eq(quick.folded, slow.folded))
            fail_msg("%.*s: %.*s, not %.*s", STR_ARG(token), STR_ARG(quick.exact),
                     STR_ARG(slow.exact));
    }
}

/* ---- snippets ---- */

static struct str marked(const struct snippet *s)
{
    struct buf b;
    buf_init(&b, &a);
    for (size_t i = 0; i < s->parts_n; i++)
        buf_addf(&b, s->parts[i].hit ? "[%.*s]" : "%.*s", STR_ARG(s->parts[i].text));
    return buf_view(&b);
}

static void snippets_follow_the_folding(void **state)
{
    (void)state;
    struct str text = STR("Đoàn kết là sức mạnh; đoán thì không. ĐOÀN và doan.");
    struct query q = read_query("đoàn");
    struct snippet s = snippet_of(&a, text, &q);
    assert_str_is(marked(&s), "[Đoàn] kết là sức mạnh; đoán thì không. [ĐOÀN] và doan.");
    q = read_query("doan ket");
    s = snippet_whole(&a, text, &q);
    assert_str_is(marked(&s), "[Đoàn kết] là sức mạnh; [đoán] thì không. [ĐOÀN] và [doan].");
    assert_int_equal(s.words, 2);
    q = read_query("-đoàn sức");
    s = snippet_whole(&a, text, &q);
    assert_str_is(marked(&s), "Đoàn kết là [sức] mạnh; đoán thì không. ĐOÀN và doan.");
}

static void snippets_show_where_the_words_are(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, &a);
    for (int i = 0; i < 200; i++)
        buf_addf(&b, "câu số %d nói chuyện khác. ", i);
    buf_add(&b, STR("Cây cầu mới bắc qua sông. "));
    for (int i = 0; i < 200; i++)
        buf_addf(&b, "câu số %d nói chuyện khác. ", i);
    struct query q = read_query("cầu sông");
    struct snippet s = snippet_of(&a, buf_view(&b), &q);
    struct str shown = marked(&s);
    assert_true(str_contains(shown, STR("Cây [cầu] mới bắc qua [sông].")));
    assert_true(s.cut_before && s.cut_after);
    assert_true(shown.n < SNIPPET_BYTES + 20);
}

/* ---- keystrokes ---- */

static void keystrokes_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *want;
    } CASES[] = {
        {"tieesng", "tiếng"},
        {"vieejt", "việt"},
        {"tie61ng", "tiếng"},
        {"vie65t", "việt"},
        {"dduowngf", "đường"},
        {"d9u7o7ng2", "đường"},
        {"hoaf", "hoà"},
        {"thuwr", "thử"},
        {"nguoiwf", "người"},
        {"tuwowng", "tương"},
        {"quaf", "quà"},
        {"giaf", "già"},
        {"ddi", "đi"},
        {"hello", ""},
        {"tieng", ""},
        {"x", ""},
        {"123", ""},
        {"2024", ""},
        {"brexit", ""},
        {"muaf", "mùa"},
        {"chuyeenj", "chuyện"},
        {"khoong", "không"},
        {"DDOAFN", "đoàn"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_str_is(keys_read(&a, str_view(CASES[i].typed)), CASES[i].want);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(marked_words_are_exact_and_plain_ones_folded),
        T(phrases_and_excluded_words),
        T(fields_have_values),
        T(dates_are_read_as_readers_write_them),
        T(queries_have_limits),
        T(a_text_gives_words_folded_words_and_pairs),
        T(quick_forms_are_the_slow_ones),
        T(snippets_follow_the_folding),
        T(snippets_show_where_the_words_are),
        T(keystrokes_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
