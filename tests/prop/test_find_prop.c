/* Whatever words of an article are asked for, in whatever order and spelling, it is found by all of
 * them: no other reading of the query takes its place. */
#include "tests/prop.h"
#include "tests/unit/site/archive_fixture.h"

#include "site/find.h"
#include "text/fold.h"

enum {
    ARTICLES = 80, /* all fit into one answer */
    TITLE_WORDS = 6,
    BODY_WORDS = 90,
    ARTICLE_WORDS = TITLE_WORDS + BODY_WORDS + 4,
    ASKED_MAX = 9,
    ARENA_BYTES = 64 << 20,
};
_Static_assert((int)ARTICLES <= (int)FIND_RANKED, "one answer holds them all");

/* Words of two syllables, so that neighbours are neighbours elsewhere too; single ones; and what is
 * written with digits, dots and dashes. */
static const char *const WORDS[] = {
    "thành phố", "tây ninh",  "thuốc lá",    "đại biểu",   "thủ đức",    "việt nam",
    "hà nội",    "nhà máy",   "đường sắt",   "bệnh viện",  "thị trường", "lúa gạo",
    "học sinh",  "giáo viên", "cà phê",      "Cần Thơ",    "Đà Nẵng",    "thủy lợi",
    "hòa bình",  "kỹ sư",     "bóng đá",     "mưa lũ",     "bờ biển",    "cây xanh",
    "sân bay",   "xe buýt",   "ngân hàng",   "tiền mặt",   "đoàn",       "U23",
    "COVID-19",  "TP.HCM",    "TPHCM",       "iPhone 17",  "F16",        "22/2023/TT-BTTTT",
    "5G",        "ASEAN",     "và",          "của",        "trong",      "người",
    "năm",       "2026",      "số 39-CT/TW", "nghị quyết", "ủy ban",     "nông dân",
    "du lịch",   "văn hóa",   "lễ hội",      "điện gió",
};

static struct arena kept;
static struct str words[ARTICLES][ARTICLE_WORDS]; /* single ones, of everything an article says */
static size_t words_n[ARTICLES];

/* n words or more, and notes each. */
static struct str text_of(struct prop *p, size_t article, size_t n)
{
    struct buf b;
    buf_init(&b, &kept);
    for (size_t i = 0; i < n;) {
        struct str rest = str_view(WORDS[prop_below(p, COUNT_OF(WORDS))]);
        struct str word;
        while (i < n && str_next(&rest, ' ', &word)) {
            buf_add(&b, b.n ? STR(" ") : STR(""));
            buf_add(&b, word);
            words[article][words_n[article]++] = word;
            i++;
        }
        if (prop_below(p, 6) == 0)
            buf_add(&b, STR(","));
    }
    return buf_view(&b);
}

static void put_article(struct prop *p, size_t article)
{
    struct str tag = text_of(p, article, 2);
    struct article_block first = {.type = BLOCK_PARAGRAPH,
                                  .text = text_of(p, article, BODY_WORDS / 2)};
    struct article_block between = {.type = BLOCK_HEADING, .text = text_of(p, article, 2)};
    struct article_block last = {.type = BLOCK_PARAGRAPH,
                                 .text = text_of(p, article, BODY_WORDS / 2)};
    struct article_block blocks[] = {first, between, last};
    struct article art = {.title = text_of(p, article, TITLE_WORDS),
                          .language = STR("vi"),
                          .tags = {&tag, 1},
                          .blocks = blocks,
                          .blocks_n = COUNT_OF(blocks),
                          .published_ms = NOW - (int64_t)(article + 1) * 3600000,
                          .updated_ms = CLOCK_NONE,
                          .provenance_captured_ms = CLOCK_NONE};
    archive_put(&art, first.text);
}

/* How the words of one query are spelt. */
enum spelling { AS_WRITTEN, PLAIN, MIXED, SPELLINGS };

static struct str query_of(struct prop *p, struct arena *a, size_t article)
{
    size_t n = 1 + prop_below(p, ASKED_MAX);
    size_t at = prop_below(p, words_n[article]);
    bool in_order = prop_below(p, 2);
    enum spelling spelling = (enum spelling)prop_below(p, SPELLINGS);
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < n; i++) {
        struct str word = words[article][at];
        bool plain = spelling == PLAIN || (spelling == MIXED && prop_below(p, 2));
        buf_add(&b, i ? STR(" ") : STR(""));
        buf_add(&b, plain ? text_fold(a, word) : word);
        at = in_order ? (at + 1 + prop_below(p, 20)) % words_n[article]
                      : prop_below(p, words_n[article]);
    }
    return buf_view(&b);
}

static bool is_full_match(const struct found *f, size_t article)
{
    bool listed = false;
    for (size_t i = 0; i < f->ids_n; i++)
        listed = listed || f->ids[i] == (int64_t)article + 1;
    return listed && !find_says(f, FIND_NOTICE_FEWER) && f->corrected.n == 0;
}

static bool is_found_by_its_words(struct prop *p)
{
    struct arena a;
    struct err e = {{0}};
    struct found found = {.total = -1};
    size_t article = prop_below(p, ARTICLES);
    arena_init(&a, ARENA_BYTES);
    struct find_place place = {.reader = reader, .arena = &a, .now_ms = NOW};
    struct find_ask ask = {
        .typed = query_of(p, &a, article), .newest = prop_below(p, 4) == 0, .limit = FIND_RANKED};
    enum rc rc = find_articles(&place, &ask, &found, &e);
    bool good = !rc && is_full_match(&found, article);
    if (!good)
        print_message("article %zu: %.*s\n", article + 1, STR_ARG(ask.typed));
    arena_release(&a);
    return good;
}

static void an_article_is_found_by_all_its_words(void **state)
{
    (void)state;
    prop_check("an article is found by its words", is_found_by_its_words, 1500);
}

static int begin(void **state)
{
    (void)state;
    struct prop p = {.state = 20261123};
    arena_init(&kept, ARENA_BYTES);
    archive_open();
    for (size_t i = 0; i < ARTICLES; i++)
        put_article(&p, i);
    assert_false(arena_failed(&kept));
    return 0;
}

static int end(void **state)
{
    (void)state;
    archive_close();
    arena_release(&kept);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_is_found_by_all_its_words),
    };
    return cmocka_run_group_tests_name("find-prop", tests, begin, end);
}
