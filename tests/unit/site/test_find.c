/* Finding: what readers type meets what newsrooms write, however either spells it; and the index that
 * is built anew from the stored articles answers as the one that grew with them. */
#include "tests/test.h"

#include "article/article_json.h"
#include "article/article_terms.h"
#include "article/slug.h"
#include "base/buf.h"
#include "base/hash.h"
#include "site/find.h"
#include "site/reindex.h"

#include <stdlib.h>
#include <unistd.h>

#define NOW INT64_C(1795000000000) /* November 2026 */

static struct store *st;
static struct store_reader *reader;
static char path[64];

static void run(struct store_command c)
{
    struct err e = {{0}};
    if (store_run(st, &c, NULL, &e))
        fail_msg("%s", e.text);
}

static void put(const char *title, const char *text, int64_t published_ms)
{
    struct arena a;
    struct buf body;
    struct terms terms;
    struct term_reader words;
    arena_init(&a, 8 << 20);
    struct article_block block = {.type = BLOCK_PARAGRAPH, .text = str_view(text)};
    struct article_contributor author = {STR("Lý Mỹ Kỳ"), ROLE_AUTHOR};
    struct article art = {.title = str_view(title),
                          .language = STR("vi"),
                          .blocks = &block,
                          .blocks_n = 1,
                          .contributors = &author,
                          .contributors_n = 1,
                          .published_ms = published_ms,
                          .updated_ms = CLOCK_NONE,
                          .provenance_captured_ms = CLOCK_NONE};
    buf_init(&body, &a);
    article_json_write(&body, &art);
    term_reader_init(&words, &a, 256);
    article_terms(&a, &words, &art, &terms);
    run((struct store_command){.kind = STORE_PUT_ARTICLE,
                               .put_article = {.article = &art,
                                               .body_json = buf_view(&body),
                                               .section_slug = STR("tin"),
                                               .slug = slug_from_title(&a, art.title),
                                               .excerpt = STR(""),
                                               .search = {terms.keys, terms.n},
                                               .now_ms = NOW}});
    assert_false(arena_failed(&a));
    arena_release(&a);
}

static struct found find(struct arena *a, struct find_ask ask)
{
    struct found found = {.total = -1};
    struct err e = {{0}};
    struct find_place place = {.reader = reader, .arena = a, .now_ms = NOW};
    ask.limit = 10;
    if (find_articles(&place, &ask, &found, &e))
        fail_msg("%.*s: %s", STR_ARG(ask.typed), e.text);
    return found;
}

/* How many are found, as typed: what was mended is not counted. */
static int64_t total(const char *typed)
{
    struct arena a;
    arena_init(&a, 64 << 20);
    struct found found = find(&a, (struct find_ask){.typed = str_view(typed)});
    int64_t n = found.corrected.n ? 0 : found.total;
    arena_release(&a);
    return n;
}

#define FOUND(typed, n)                                                                            \
    if (total(typed) != (n))                                                                       \
    fail_msg("%s: %d, not %d", typed, (int)total(typed), n)

/* ---- spelling ---- */

static void fill_spelling(void)
{
    put("Nghị sĩ Mỹ thăm bảo tàng", "Phái đoàn có nhiều kỹ sư.", NOW - 5000);
    put("Nghị sỹ trẻ họp mặt", "Nhà báo ký tên, tỷ lệ tham dự cao.", NOW - 4000);
    put("Thành uỷ họp bàn về thuỷ lợi", "Theo Thông tư 22/2023/TT-BTTTT về hoà nhạc.", NOW - 3000);
    put("THÀNH ỦY ra nghị quyết", "Kí kết theo 22/2023 và TT-BTTTT; số 39-CT/TW.", NOW - 2000);
    put("Doan thuyen ve ben", "Đoàn thuyền về bến lúc sáng sớm.", NOW - 1000);
}

static void spellings_meet(void **state)
{
    (void)state;
    fill_spelling();
    FOUND("nghị sĩ", 2);
    FOUND("nghị sỹ", 2);
    FOUND("nghi sy", 2);
    FOUND("Mĩ", 5); /* the author of all */
    FOUND("bảo tàng Mĩ", 1);
    FOUND("kĩ sư", 1);
    FOUND("kỹ sư", 1);
    FOUND("tỉ lệ", 1);
    FOUND("kí tên", 1);
    FOUND("ky ket", 1);
    FOUND("Thành ủy", 2);
    FOUND("thành uỷ", 2);
    FOUND("thanh uy", 2);
    FOUND("thủy lợi", 1);
    FOUND("hòa nhạc", 1);
    FOUND("hòa", 1);
}

static void marks_are_asked_word_by_word(void **state)
{
    (void)state;
    fill_spelling();
    FOUND("doan", 2);
    FOUND("đoàn", 2);
    FOUND("đoàn thuyen", 1);
    FOUND("doan thuyền", 1);
    FOUND("\"đoàn thuyen ve\"", 1);
    FOUND("sư kỹ", 1);
    FOUND("\"sư kỹ\"", 0);
}

static void a_document_number_is_one_word(void **state)
{
    (void)state;
    fill_spelling();
    FOUND("22/2023/TT-BTTTT", 1);
    FOUND("22/2023/tt-btttt", 1);
    FOUND("39-CT/TW", 1);
    FOUND("thông tư 22/2023/TT-BTTTT", 1);
}

/* ---- phrases ---- */

static const char *long_text(struct arena *a, const char *end)
{
    struct buf b;
    buf_init(&b, a);
    for (int i = 0; i < 400; i++)
        buf_addf(&b, "chữ%d ", i);
    buf_add(&b, str_view(end));
    return str_cstr(a, buf_view(&b));
}

static void phrases_are_exact_wherever_they_stand(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    put("Một", long_text(&a, "chợ nổi Cái Răng họp sớm"), NOW - 3000);
    put("Hai", "Cái Răng có chợ. Nổi tiếng chợ nổi. Cái chợ, nổi cái", NOW - 2000);
    put("Ba", "chợ nói Cái Rắng và chợ nổi Cái Bè", NOW - 1000);
    FOUND("\"chợ nổi Cái Răng\"", 1);
    FOUND("\"cho noi cai rang\"", 2); /* Cái Răng and Cái Rắng */
    FOUND("\"chợ noi cai rang\"", 2);
    FOUND("\"cho nổi cai rang\"", 1);
    FOUND("\"chợ nổi cái\"", 3); /* across a full stop, as pairs go */
    FOUND("\"cho noi\"", 3);
    FOUND("\"chợ nói\"", 1);
    FOUND("\"họp sớm\"", 1);
    FOUND("\"sớm họp\"", 0);
    FOUND("\"chợ nổi\" -\"cái bè\"", 2);
    FOUND("\"chợ nổi\" -bè", 2);
    arena_release(&a);
}

/* ---- dates and counts ---- */

static void spans_of_any_length(void **state)
{
    (void)state;
    enum { YEARS = 12 };
    for (int i = 0; i < YEARS; i++) {
        int64_t at_ms = 0;
        char time[40];
        snprintf(time, sizeof time, "%d-06-15T08:00:00+07:00", 2010 + i);
        assert_true(clock_parse_rfc3339(str_view(time), &at_ms));
        put("Lúa chín", "Đồng lúa chín vàng.", at_ms);
    }
    FOUND("lúa chín", YEARS);
    FOUND("lúa chín từ: 2012", YEARS - 2);
    FOUND("lúa chín đến: 2012", 3);
    FOUND("lúa chín từ: 2012 đến: 2012", 1);
    FOUND("lúa chín từ: 2012 đến: 2013", 2);
    FOUND("lúa chín từ: 15/6/2012 đến: 15/6/2018", 7);
    FOUND("lúa chín từ: 16/6/2012 đến: 14/6/2018", 5);
    FOUND("lúa chín từ: 6/2013 đến: 6/2014", 2);
    FOUND("từ: 2012 đến: 2013", 2);
    FOUND("lúa chín đến: 2009", 0);
}

/* What is counted only in part says so, in the whole and in its parts. */
static void counts_are_honest(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 64 << 20);
    for (int i = 0; i < FIND_COUNTED + 20; i++)
        put("Mưa", i % 2 ? "Mưa rào" : "Mưa phùn", NOW - (int64_t)(i + 1) * 1000);
    struct found all = find(&a, (struct find_ask){.typed = STR("mưa")});
    assert_true(all.more);
    assert_int_equal(all.total, FIND_COUNTED);
    struct found some = find(&a, (struct find_ask){.typed = STR("mưa rào")});
    assert_false(some.more);
    assert_int_equal(some.total, (FIND_COUNTED + 20) / 2);
    assert_int_equal(some.years_n, 1);
    assert_int_equal(some.years[0].articles, some.total);
    struct found said = find(&a, (struct find_ask){.typed = STR("\"mưa rào\"")});
    assert_true(said.more && said.total <= FIND_READ); /* only so many were read */
    arena_release(&a);
}

/* ---- the index built anew ---- */

static void built_anew_it_answers_the_same(void **state)
{
    (void)state;
    int64_t articles = 0;
    bool whole = false;
    struct err e = {{0}};
    fill_spelling();
    if (reindex(st, reader, (struct reindex_teller){NULL, NULL}, &articles, &e))
        fail_msg("%s", e.text);
    assert_int_equal(articles, 5);
    assert_int_equal(store_search_whole(reader, &whole, &e), RC_OK);
    assert_true(whole);
    FOUND("nghị sĩ", 2);
    FOUND("Thành ủy", 2);
    FOUND("22/2023/tt-btttt", 1);
    FOUND("đoàn thuyen", 1);
    FOUND("tác giả: Mỹ Kỳ", 5);
    FOUND("tac gia: my ky", 5);
    FOUND("tác giả: Kỳ Mỹ", 0);
}

static int begin(void **state)
{
    (void)state;
    struct err e = {{0}};
    /* in memory where there is such a place: hundreds of commits, and no power to lose */
    bool memory = access("/dev/shm", W_OK) == 0;
    snprintf(path, sizeof path, "%s/loa-find-XXXXXX", memory ? "/dev/shm" : "/tmp");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    unlink(path);
    assert_int_equal(store_open(path, (struct store_options){.create = true}, &st, &e), RC_OK);
    assert_int_equal(store_reader_open(st, &reader, &e), RC_OK);
    run((struct store_command){.kind = STORE_PUT_SECTION,
                               .put_section = {STR("Tin"), STR("tin"), STR(""), 1}});
    return 0;
}

static int end(void **state)
{
    (void)state;
    static const char *const SUFFIXES[] = {"", "-wal", "-shm"};
    store_reader_close(reader);
    store_close(st);
    for (size_t i = 0; i < COUNT_OF(SUFFIXES); i++) {
        char file[80];
        snprintf(file, sizeof file, "%s%s", path, SUFFIXES[i]);
        unlink(file);
    }
    return 0;
}

#define T(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(spellings_meet),
        T(marks_are_asked_word_by_word),
        T(a_document_number_is_one_word),
        T(phrases_are_exact_wherever_they_stand),
        T(spans_of_any_length),
        T(counts_are_honest),
        T(built_anew_it_answers_the_same),
    };
    assert_true(hash_start());
    return cmocka_run_group_tests_name("find", tests, NULL, NULL);
}
