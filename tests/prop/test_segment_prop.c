#include "tests/prop.h"

#include "base/utf8.h"
#include "text/segment.h"
#include "text/sentence.h"

enum { ARENA_BYTES = 1 << 20 };

/* text without white space and underscores. */
static struct str bare(struct arena *a, struct str text)
{
    struct buf b;
    buf_init(&b, a);
    while (text.n) {
        struct str before = text;
        uint32_t cp = utf8_next(&text);
        if (cp == UTF8_BAD || (cp != '_' && !utf8_is_space(cp)))
            buf_add(&b, str_first(before, before.n - text.n));
    }
    return buf_view(&b);
}

static struct str printed(struct arena *a, struct str text)
{
    struct segmenter m = segmenter_built_in();
    struct buf b;
    buf_init(&b, a);
    segment_print(&m, text, &b);
    return buf_view(&b);
}

/* Every byte that is no white space is in exactly one word, in order. */
static bool partition(struct arena *a, struct str text)
{
    struct segmenter m = segmenter_built_in();
    struct segment_words words;
    struct buf inside;
    size_t end = 0;
    segment_words(&m, a, text, &words);
    buf_init(&inside, a);
    for (size_t i = 0; i < words.n; i++) {
        if (words.v[i].start < end || words.v[i].end <= words.v[i].start || words.v[i].end > text.n)
            return false;
        end = words.v[i].end;
        buf_add(&inside, str_slice(text, words.v[i].start, end));
    }
    return str_eq(bare(a, buf_view(&inside)), bare(a, text));
}

static bool sentences_partition(struct arena *a, struct str text)
{
    struct buf inside;
    struct str rest = text;
    struct str sentence;
    buf_init(&inside, a);
    while (sentence_next(&rest, &sentence)) {
        if (sentence.n == 0)
            return false;
        buf_add(&inside, sentence);
    }
    return str_eq(bare(a, buf_view(&inside)), bare(a, text));
}

static bool holds(struct str text)
{
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    struct str once = printed(&a, text);
    bool good = partition(&a, text) && sentences_partition(&a, text) &&
                str_eq(bare(&a, once), bare(&a, text)) && str_eq(printed(&a, once), once) &&
                !arena_failed(&a);
    arena_release(&a);
    return good;
}

static bool holds_for_text(struct prop *p)
{
    char text[PROP_SIZE_MAX];
    return holds((struct str){text, prop_text(p, text)});
}

static bool holds_for_bytes(struct prop *p)
{
    char text[PROP_SIZE_MAX];
    return holds((struct str){text, prop_bytes(p, text)});
}

/* What the rules of pieces are about, in any order. */
static bool holds_for_odd_pieces(struct prop *p)
{
    static const char *const PIECES[] = {
        "TP", ".", "HCM", " ",    "_", "GS",  "v.v",     "1",    "234", ",",
        "%",  "/", "-",   "QĐ",   "A", "Hồ",  "Chí",     "minh", "(",   ")",
        "\"", "…", "..",  "www.", "a", ".vn", "http://", "@",    "x_y", "!",
        "?",  "Q", "\n",  "\xff", "’", "&",   "Điều",    "LBKT", "–",
    };
    char text[PROP_SIZE_MAX];
    size_t n = 0;
    for (size_t left = prop_below(p, 40); left > 0 && n + 8 < p->size_max; left--) {
        const char *piece = PIECES[prop_below(p, COUNT_OF(PIECES))];
        memcpy(text + n, piece, strlen(piece));
        n += strlen(piece);
    }
    return holds((struct str){text, n});
}

static void properties(void **state)
{
    (void)state;
    prop_check("words partition the text and are stable: Vietnamese", holds_for_text, 2000);
    prop_check("the same for any bytes", holds_for_bytes, 1000);
    prop_check("the same for odd pieces", holds_for_odd_pieces, 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(properties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
