/* How a Vietnamese syllable sounds: its first consonant and its rhyme, as numbers. Said twice with a
 * change, a syllable makes a word ("lung linh", "lác đác") that no list has. */
#include "base/utf8.h"
#include "tools/train_segment.h"

enum { PIECE_BYTES_MAX = 24, SOUND_ARENA_BYTES = 4096 }; /* longer pieces are no syllables */

static bool is_tone(uint32_t cp)
{
    static const uint32_t MARKS[] = {0x300, 0x301, 0x303, 0x309, 0x323};
    for (unsigned i = 0; i < COUNT_OF(MARKS); i++)
        if (MARKS[i] == cp)
            return true;
    return false;
}

/* The number of the consonant that letters begin with, 0 for none; *n gets its length. */
static unsigned onset_of(struct str letters, size_t *n)
{
    static const struct str ONSETS[] = {
        STR_INIT("ngh"), STR_INIT("ng"), STR_INIT("gh"), STR_INIT("gi"), STR_INIT("kh"),
        STR_INIT("nh"),  STR_INIT("ph"), STR_INIT("qu"), STR_INIT("th"), STR_INIT("tr"),
        STR_INIT("ch"),  STR_INIT("b"),  STR_INIT("c"),  STR_INIT("d"),  STR_INIT("đ"),
        STR_INIT("g"),   STR_INIT("h"),  STR_INIT("k"),  STR_INIT("l"),  STR_INIT("m"),
        STR_INIT("n"),   STR_INIT("p"),  STR_INIT("r"),  STR_INIT("s"),  STR_INIT("t"),
        STR_INIT("v"),   STR_INIT("x"),
    };
    /* written differently before i, e and ê */
    static const unsigned char SAME[COUNT_OF(ONSETS)] = {[0] = 1, [2] = 15, [17] = 12};
    *n = 0;
    for (unsigned i = 0; i < COUNT_OF(ONSETS); i++) {
        if (!str_starts(letters, ONSETS[i]))
            continue;
        *n = ONSETS[i].n;
        return 1 + (SAME[i] ? SAME[i] : i);
    }
    return 0;
}

uint16_t sound_of(struct str piece)
{
    struct arena a;
    char letters[PIECE_BYTES_MAX * 4];
    size_t n = 0;
    if (piece.n > PIECE_BYTES_MAX)
        return 0;
    arena_init(&a, SOUND_ARENA_BYTES);
    struct str rest = utf8_nfd(&a, utf8_lower(&a, piece));
    while (rest.n && n + 4 <= sizeof letters) {
        uint32_t cp = utf8_next(&rest);
        if (cp != UTF8_BAD && !is_tone(cp))
            n += utf8_put(cp, letters + n);
    }
    arena_release(&a);
    size_t skip = 0;
    struct str whole = {letters, n};
    unsigned onset = onset_of(whole, &skip);
    uint32_t rhyme = 5381;
    for (size_t i = skip; i < n; i++)
        rhyme = rhyme * 33 ^ (unsigned char)letters[i];
    rhyme = skip < n ? rhyme * UINT32_C(2654435761) >> 24 : 0;
    return (uint16_t)(onset | (rhyme ? rhyme : skip < n) << 8);
}
