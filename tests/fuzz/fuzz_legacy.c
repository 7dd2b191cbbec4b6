/* Any bytes: recognition ends, conversion gives bounded UTF-8 in NFC, and the stored form of it is stable. */
#include "base/utf8.h"
#include "text/fold.h"
#include "text/legacy.h"
#include "text/norm.h"
#include "text/norm_word.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_guess(struct legacy_guess guess)
{
    ASSERT(guess.charset < LEGACY_COUNT);
    ASSERT(guess.confidence_pct >= 0 && guess.confidence_pct < 100);
    ASSERT((guess.charset == LEGACY_NONE) == (guess.confidence_pct == 0));
}

static void check_text(struct arena *a, struct str text, size_t from_bytes)
{
    ASSERT(utf8_valid(text, NULL));
    ASSERT(text.n <= LEGACY_GROWTH_MAX * from_bytes);
    ASSERT(str_eq(utf8_nfc(a, text), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str s = {(const char *)data, size};
    arena_init(&a, 256 << 20);
    check_guess(legacy_recognise(s));
    check_guess(legacy_recognise_typed(s));
    for (enum legacy_charset c = LEGACY_NONE; c < LEGACY_COUNT; c++) {
        check_text(&a, legacy_to_utf8(&a, c, s), size);
        check_text(&a, legacy_typed_to_utf8(&a, c, s), size);
    }
    struct str norm = norm_text(&a, s);
    ASSERT(utf8_valid(norm, NULL));
    ASSERT(norm.n <= NORM_GROWTH_MAX * size);
    ASSERT(str_eq(norm_text(&a, norm), norm));
    ASSERT(str_eq(text_fold(&a, norm), text_fold(&a, s)));
    struct str placed = norm_tone_place(&a, s);
    ASSERT(str_eq(norm_tone_place(&a, placed), placed));
    arena_release(&a);
    return 0;
}
