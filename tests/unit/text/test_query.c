/* Searching: the query language, terms, snippets and keystrokes. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/hash_term.h"
#include "base/utf8.h"
#include "tests/test.h"
#include "text/keys.h"
#include "text/norm.h"
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
    assert_false(q.from_unreadable || q.until_unreadable);
    q = read_query("TAC GIA:Mai Anh tu:2024 den:5/2024");
    assert_int_equal(q.words_n, 0);
    assert_str_is(q.author, "Mai Anh");
    assert_date(q.from_ms, "01/01/2024");
    assert_date(q.until_ms, "01/06/2024");
    q = read_query("từ: mai");
    assert_true(q.from_unreadable && !q.until_unreadable);
    assert_false(query_asks(&q));
    q = read_query("lũ đến: 31/4/2024 từ:");
    assert_true(q.from_unreadable && q.until_unreadable);
    q = read_query("chuyên mục: Khoa học - Công nghệ -robot");
    assert_str_is(q.section, "Khoa học - Công nghệ");
    assert_true(q.section_open && q.words_n == 1 && q.words[0].excluded);
    q = read_query("tác giả: “Mai Anh” lũ");
    assert_false(q.author_open);
    assert_int_equal(q.words_n, 1);
}

/* Pasted from an old document; Latin letters and signs of other languages stay. */
static void old_fonts_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *first;
        const char *last;
    } CASES[] = {
        {"lóa g¹o xuÊt khÈu", "lúa", "khẩu"}, /* TCVN3 */
        {"n\u00ad\u00edc s\u00b9ch", "nước", "sạch"},
        {"®\u00aam", "đêm", "đêm"},               /* one word: signs are no letters */
        {"luùa gaïo xuaát khaåu", "lúa", "khẩu"}, /* VNI */
        {"chợ nổi cafe", "chợ", "cafe"},
        {"São Paulo", "são", "paulo"},
        {"café crème", "café", "crème"},
        {"Søren Ægisson", "søren", "ægisson"},
        {"Microsoft® Word", "microsoft", "word"},
        {"10 µm 2°C", "10", "c"},
        {"« đò »", "đò", "đò"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct query q = read_query(CASES[i].typed);
        assert_true(q.words_n > 0);
        const struct query_word *first = &q.words[0];
        const struct query_word *last = &q.words[q.words_n - 1];
        assert_str_is(first->exact.n ? first->exact : first->folded, CASES[i].first);
        assert_str_is(last->exact.n ? last->exact : last->folded, CASES[i].last);
    }
}

static void eth_is_the_letter_with_the_bar(void **state)
{
    (void)state;
    struct query q =
        read_query("7/Q\u00d0-UBND 7/q\u00f0-ubnd 7/Q\u0189-UBND 7/Q\u0110-UBND t\u00f0");
    for (size_t i = 0; i < 4 && i < q.words_n; i++) {
        assert_str_is(q.words[i].exact, "7/qđ-ubnd");
        assert_str_is(q.words[i].folded, "7/qd-ubnd");
    }
    assert_str_is(q.words[q.words_n - 1].folded, "td");
}

static void what_is_typed_as_one_is_bound(void **state)
{
    (void)state;
    struct query q = read_query("TP.HCM, U-23 Hà-Nội. Mai -F-16 \"A.B\"");
    static const struct {
        const char *folded;
        bool bound;
        bool excluded;
        bool quoted;
    } WORDS[] = {
        {"tp", false, false, false},  {"hcm", true, false, false}, {"u", false, false, false},
        {"23", true, false, false},   {"ha", false, false, false}, {"noi", false, false, false},
        {"mai", false, false, false}, {"f", false, true, false},   {"16", true, true, true},
        {"a", false, false, false},   {"b", false, false, true},
    };
    assert_int_equal(q.words_n, COUNT_OF(WORDS));
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        assert_str_is(q.words[i].folded, WORDS[i].folded);
        assert_int_equal(q.words[i].bound, WORDS[i].bound);
        assert_int_equal(q.words[i].excluded, WORDS[i].excluded);
        assert_int_equal(q.words[i].quoted, WORDS[i].quoted);
    }
}

static bool has_way(const struct query *q, uint64_t term, uint32_t words)
{
    for (size_t i = 0; i < q->ways_n; i++)
        if (q->ways[i].term == term && q->ways[i].words == words)
            return query_way_holds(q, &q->ways[i]);
    return false;
}

static void words_are_joined_and_parted(void **state)
{
    (void)state;
    struct query q = read_query("tp hcm hà nội iphone17 T.Ư B.O.T");
    query_find_ways(&a, &q);
    assert_true(has_way(&q, hash_term(STR("tphcm")), 3));
    assert_true(has_way(&q, hash_term(STR("bot")), 7U << 7));
    assert_true(has_way(&q, hash_term_pair(hash_term(STR("iphone")), hash_term(STR("17"))), 16));
    assert_false(has_way(&q, hash_term(STR("hanoi")), 12));
    assert_false(has_way(&q, hash_term(STR("tư")), 3U << 5)); /* a word of its own */
    query_word_set(&a, &q.words[1], STR("hn"), true);
    assert_false(has_way(&q, hash_term(STR("tphcm")), 3));
    q = read_query("viet nuoc nguoi quyen giuong ngoeo việt nam 22/2023/TT-BTTTT 20 11");
    query_find_ways(&a, &q);
    assert_int_equal(q.ways_n, 0);
    /* any number of words has its limit */
    q = read_query("x1.x2.x3.x4.x5.x6.x7.x8.x9.y1.y2.y3.y4.y5.y6.y7.y8.y9.z1.z2.z3.z4.z5.z6.z7");
    query_find_ways(&a, &q);
    assert_int_equal(q.ways_n, QUERY_WAYS_MAX);
}

static void words_are_added_behind(void **state)
{
    (void)state;
    struct query q = read_query("lũ");
    query_add_words(&a, &q, STR(" quét, 22/2023/TT-BXD"));
    assert_int_equal(q.words_n, 3);
    assert_str_is(q.words[1].exact, "quét");
    assert_str_is(q.words[2].folded, "22/2023/tt-bxd");
    assert_false(q.words[1].quoted || q.words[1].excluded);
}

static void every_dash_joins_a_document_number(void **state)
{
    (void)state;
    static const char *const DASHES[] = {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2212"};
    for (size_t i = 0; i < COUNT_OF(DASHES); i++) {
        struct str typed = str_format(&a, "15/2022/NĐ%sCP 7/2021/qđ%sttg", DASHES[i], DASHES[i]);
        struct query q = query_read(&a, typed);
        assert_int_equal(q.words_n, 2);
        assert_str_is(q.words[0].exact, "15/2022/nđ-cp");
        assert_str_is(q.words[1].exact, "7/2021/qđ-ttg");
    }
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

static bool has_key(const struct terms *t, uint64_t key)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->keys[i] == key)
            return true;
    return false;
}

/* Asked of another program than this: hash_term.c of the first version that stored them. */
#define TERM_HOA UINT64_C(12757336412828)
#define TERM_NUMBER UINT64_C(16486320037684)
#define TERM_PAIR UINT64_C(9115080865200)

static uint64_t pair(const char *first, const char *second)
{
    return hash_term_pair(hash_term(str_view(first)), hash_term(str_view(second)));
}

static uint64_t word(const char *form)
{
    return hash_term(str_view(form));
}

static void a_text_gives_words_folded_words_and_pairs(void **state)
{
    (void)state;
    struct terms t;
    struct term_reader reader;
    const uint64_t head[] = {word("hoà"),  word("hoa"),         word("bình"),
                             word("binh"), pair("hoa", "binh"), pair("binh", "hoa")};
    const uint64_t rest[] = {word("kĩ"), word("ki"),       word("sư"),
                             word("su"), pair("ki", "su"), pair("su", "hoa")};
    term_reader_init(&reader, &a, 64);
    terms_init(&t, &reader, &a);
    terms_add(&t, STR("Hòa Bình, hoà bình"), true);
    terms_add(&t, STR("kỹ sư HOÀ"), false);
    assert_int_equal(t.n, 2 * COUNT_OF(head) + COUNT_OF(rest));
    for (size_t i = 0; i < COUNT_OF(head); i++)
        assert_true(has_key(&t, head[i]) && has_key(&t, head[i] | TERM_HEAD));
    for (size_t i = 0; i < COUNT_OF(rest); i++)
        assert_true(has_key(&t, rest[i]) && !has_key(&t, rest[i] | TERM_HEAD));
    terms_add_person(&t, STR("Mai Anh"));
    assert_true(has_key(&t, term_of_person(word("mai")) | TERM_HEAD));
    assert_true(has_key(&t, term_of_person(pair("mai", "anh"))));
    assert_true(has_key(&t, word("anh") | TERM_HEAD));
}

/* The whole, every part, the runs of parts that are numbers themselves, and who stands beside them. */
static void a_document_number_has_parts(void **state)
{
    (void)state;
    struct terms t;
    struct term_reader reader;
    const uint64_t want[] = {
        word("22/2023/tt-bxd"),
        word("22"),
        word("2023"),
        word("tt"),
        word("bxd"),
        word("22/2023/tt"),
        word("2023/tt"),
        word("2023/tt-bxd"),
        pair("tu", "22/2023/tt-bxd"),
        pair("tu", "22"),
        pair("22", "2023"),
        pair("2023", "tt"),
        pair("tt", "bxd"),
        pair("bxd", "moi"),
        pair("22/2023/tt-bxd", "moi"),
    };
    term_reader_init(&reader, &a, 64);
    terms_init(&t, &reader, &a);
    terms_add(&t, STR("Thông tư 22/2023/TT–BXD mới"), false);
    for (size_t i = 0; i < COUNT_OF(want); i++)
        if (!has_key(&t, want[i]))
            fail_msg("term %d is missing", (int)i);
    assert_false(has_key(&t, pair("tu", "moi")) || has_key(&t, word("22/2023")));
}

/* Numbers that are stored: another version of Loa has to find by them. */
static void terms_are_the_same_for_ever(void **state)
{
    (void)state;
    assert_int_equal(word("hoà"), TERM_HOA);
    assert_int_equal(word("22/2023/tt-bttt"), TERM_NUMBER);
    assert_int_equal(pair("hoa", "binh"), TERM_PAIR);
    assert_int_not_equal(pair("hoa", "binh"), pair("binh", "hoa"));
    assert_int_not_equal(word(""), 0);
}

/* The quick way and the slow one give the same terms, also of words kept from before. */
static void quick_terms_are_the_slow_ones(void **state)
{
    (void)state;
    struct str text = STR("Hòan thành qúa NGUYỄN Ấp đường Ước Nghị-sỹ quý Qúy tuyến khuỷu già của "
                          "TP.HCM 5G Ðà İstanbul straße ﬁn x́ý người thúy THÚY ủy Ủy vy Vỹ kỹ hy "
                          "22/2023/TT-BTTTT nghiêngnghiêngnghiêng ǎ 東京 thành của 5G");
    struct term_reader reader;
    term_reader_init(&reader, &a, 64);
    for (int round = 0; round < 2; round++) {
        struct str rest = text;
        struct term_pair quick;
        struct str token;
        while (term_next(&reader, &rest, &token, &quick)) {
            struct term_pair slow = term_pair_of(term_forms(&a, token));
            if (quick.exact != slow.exact || quick.folded != slow.folded)
                fail_msg("%.*s", STR_ARG(token));
        }
    }
}

/* What is told from its bytes to be clean is what norm_text leaves as it is. */
static void texts_are_read_as_norm_has_them(void **state)
{
    enum { CP_END = 0x20000 };
    char bytes[8] = "a";
    (void)state;
    for (uint32_t cp = 1; cp < CP_END; cp++) {
        struct arena scratch;
        if (cp >= 0xD800 && cp < 0xE000)
            continue;
        arena_init(&scratch, 1 << 16);
        size_t n = 1 + utf8_put(cp, bytes + 1);
        bytes[n++] = 'i';
        struct str text = {bytes, n};
        if (!str_eq(term_text(&scratch, text), norm_text(&scratch, text)))
            fail_msg("U+%04X", (unsigned)cp);
        arena_release(&scratch);
    }
    static const char *const CUT[] = {"\xC3",     "\xE1\xBA", "\xE1\xBB\xC3",
                                      "\xC6\x20", "\xE1",     "\x80"};
    for (size_t i = 0; i < COUNT_OF(CUT); i++)
        assert_true(str_eq(term_text(&a, str_view(CUT[i])), norm_text(&a, str_view(CUT[i]))));
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

static void snippets_mark_parts_of_numbers(void **state)
{
    (void)state;
    struct str text = STR("Theo Nghị định 15/2022/NĐ-CP, năm 2022.");
    struct query q = read_query("15/2022");
    struct snippet s = snippet_whole(&a, text, &q);
    assert_str_is(marked(&s), "Theo Nghị định [15/2022]/NĐ-CP, năm [2022].");
    q = read_query("2022/NĐ-CP");
    s = snippet_whole(&a, text, &q);
    assert_str_is(marked(&s), "Theo Nghị định 15/[2022/NĐ-CP], năm 2022.");
    q = read_query("15/2022/nd-cp");
    s = snippet_whole(&a, text, &q);
    assert_str_is(marked(&s), "Theo Nghị định [15/2022/NĐ-CP], năm 2022.");
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
        T(old_fonts_are_read),
        T(eth_is_the_letter_with_the_bar),
        T(what_is_typed_as_one_is_bound),
        T(words_are_joined_and_parted),
        T(words_are_added_behind),
        T(every_dash_joins_a_document_number),
        T(dates_are_read_as_readers_write_them),
        T(queries_have_limits),
        T(a_text_gives_words_folded_words_and_pairs),
        T(a_document_number_has_parts),
        T(terms_are_the_same_for_ever),
        T(quick_terms_are_the_slow_ones),
        T(texts_are_read_as_norm_has_them),
        T(snippets_follow_the_folding),
        T(snippets_mark_parts_of_numbers),
        T(snippets_show_where_the_words_are),
        T(keystrokes_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
