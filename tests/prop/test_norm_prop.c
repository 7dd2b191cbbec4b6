/* What holds for any text: the stored form, and the forms words are compared by. */
#include "tests/prop.h"

#include "base/utf8.h"
#include "text/fold.h"
#include "text/norm.h"
#include "text/norm_word.h"

enum { ARENA_BYTES = 1 << 20 };

/* Pieces that meet every rule of norm.h, in any order. */
static size_t odd_text(struct prop *p, char *out)
{
    static const char *const PIECES[] = {
        "a",
        "e",
        "o",
        "d",
        "D",
        "A",
        "\xcc\x80",
        "\xcc\x81",
        "\xcc\x82",
        "\xcc\x83",
        "\xcc\x86",
        "\xcc\x89",
        "\xcc\x9b",
        "\xcc\xa3",
        "\xcc\xb5",
        "\xcd\x84",
        "ð",
        "Ð",
        "Ɖ",
        "đ",
        "а",
        "С",
        "В",
        "ж",
        "ο",
        "Α",
        "й",
        "µ",
        "\u200b",
        "\u200c",
        "\u200d",
        "\ufeff",
        "\u00ad",
        "\u202e",
        "\u2060",
        "\u00a0",
        "\u3000",
        "\u2028",
        "Ｈ",
        "ｅ",
        "。",
        "\U0001f469",
        "\U0001f3f4",
        "\U000e0067",
        "\U000e007f",
        "\ufe0f",
        " ",
        "1",
        "ế",
        "ậ",
        "hòa",
        "\xe2\x84\xaa",
        "\xe2\x84\xa6",
        "\xff",
        "\xe0\xa4\x95",
        "\xe0\xa5\x8d",
        "\xf0\x9d\x85\xa0",
        "\xe1\x84\x80",
        "\xe1\x85\xa1",
        "\xd7\x90",
    };
    size_t want = prop_below(p, p->size_max + 1);
    size_t n = 0;
    for (;;) {
        const char *piece = PIECES[prop_below(p, COUNT_OF(PIECES))];
        size_t len = strlen(piece);
        if (n + len > want)
            return n;
        memcpy(out + n, piece, len);
        n += len;
    }
}

static size_t any_text(struct prop *p, char *out)
{
    size_t n = 0;
    size_t want = prop_below(p, p->size_max + 1);
    while (n + 4 <= want) {
        uint32_t cp = (uint32_t)prop_below(p, prop_below(p, 2) ? 0x600 : 0x20000);
        if (cp >= 0xD800 && cp <= 0xDFFF)
            cp = 'a';
        n += utf8_put(cp, out + n);
    }
    return n;
}

static bool holds(struct prop *p, size_t (*make)(struct prop *, char *))
{
    char text[PROP_SIZE_MAX];
    struct arena a;
    struct str s = {text, make(p, text)};
    arena_init(&a, ARENA_BYTES);
    struct str once = norm_text(&a, s);
    bool good = str_eq(norm_text(&a, once), once) && utf8_valid(once, NULL) &&
                once.n <= NORM_GROWTH_MAX * s.n && str_eq(utf8_nfc(&a, once), once);
    struct str fold = text_fold(&a, s);
    struct str lower = text_lower(&a, s);
    good = good && str_eq(text_fold(&a, once), fold) && str_eq(text_fold(&a, fold), fold) &&
           str_eq(text_lower(&a, lower), lower) && str_eq(text_fold(&a, lower), fold) &&
           str_eq(text_fold(&a, utf8_nfd(&a, once)), fold) &&
           (!utf8_valid(s, NULL) || str_eq(norm_text(&a, utf8_nfd(&a, s)), once));
    arena_release(&a);
    return good;
}

static bool holds_for_odd_text(struct prop *p)
{
    return holds(p, odd_text);
}

static bool holds_for_any_text(struct prop *p)
{
    return holds(p, any_text);
}

static bool holds_for_bytes(struct prop *p)
{
    return holds(p, prop_bytes);
}

static bool holds_for_vietnamese(struct prop *p)
{
    return holds(p, prop_text);
}

/* A few letters in a row, which now and then are a syllable. */
static bool word_forms_are_stable(struct prop *p)
{
    static const char *const LETTERS[] = {"h", "q", "u", "g",  "i",  "t",  "o",  "a",  "e",  "y",
                                          "n", "c", "k", "ú",  "ỷ",  "ò",  "ạ",  "ế",  "ƠI", "ư",
                                          "ỹ", "Á", "Y", "ng", "ch", "uy", "oa", "iê", "đ",  "l"};
    char text[PROP_SIZE_MAX];
    size_t n = 0;
    for (size_t left = prop_below(p, 6); left > 0 && n + 8 < p->size_max; left--) {
        const char *letter = LETTERS[prop_below(p, COUNT_OF(LETTERS))];
        memcpy(text + n, letter, strlen(letter));
        n += strlen(letter);
    }
    struct str word = {text, n};
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    struct str placed = norm_tone_place(&a, word);
    struct str with_i = norm_i_for_y(&a, word);
    bool good = str_eq(norm_tone_place(&a, placed), placed) &&
                str_eq(norm_i_for_y(&a, with_i), with_i) && with_i.n <= word.n &&
                placed.n + 2 >= word.n && placed.n <= word.n + 2 &&
                str_eq(text_fold(&a, placed), text_fold(&a, word)) &&
                str_eq(norm_i_for_y(&a, placed), norm_tone_place(&a, with_i));
    arena_release(&a);
    return good;
}

static void properties(void **state)
{
    (void)state;
    prop_check("norm is idempotent, bounded, and folds alike: odd text", holds_for_odd_text, 6000);
    prop_check("the same for any code points", holds_for_any_text, 3000);
    prop_check("the same for any bytes", holds_for_bytes, 1000);
    prop_check("the same for Vietnamese", holds_for_vietnamese, 1000);
    prop_check("forms of words are stable and fold alike", word_forms_are_stable, 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(properties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
