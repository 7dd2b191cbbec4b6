/* How Vietnamese spells a syllable: onset, rhyme, and the one vowel that carries the tone.
 *
 * The tables are the orthography's: 12 vowel letters with 6 tones, 27 onsets, 166 rhymes, with those
 * of loans in daily use (xoong, moóc). Pure functions; any thread; nothing is allocated. */
#ifndef LOA_TEXT_NORM_SPELLING_H
#define LOA_TEXT_NORM_SPELLING_H

#include "base/str.h"

enum spelling_tone {
    SPELLING_LEVEL,
    SPELLING_GRAVE, /* huyền */
    SPELLING_ACUTE, /* sắc */
    SPELLING_HOOK,  /* hỏi */
    SPELLING_TILDE, /* ngã */
    SPELLING_DOT,   /* nặng */
    SPELLING_TONE_COUNT
};

/* A letter taken apart: ộ is ô with DOT. base is lower case without tone; a character that is no
 * Vietnamese vowel is its own lower case, with LEVEL. */
struct spelling_letter {
    uint32_t base;
    enum spelling_tone tone;
    bool upper;
};

struct spelling_letter spelling_letter_of(uint32_t cp);

/* The composed character; a base that carries no tone loses it. */
uint32_t spelling_letter_cp(struct spelling_letter letter);

/* True for a ă â e ê i o ô ơ u ư y. */
bool spelling_is_vowel(uint32_t base);

enum { SPELLING_LETTERS_MAX = 7 }; /* nghiêng */

/* letters[0 .. onset_n) are the onset ("qu" and "gi" whole), the rest is the rhyme. */
struct spelling {
    struct spelling_letter letters[SPELLING_LETTERS_MAX];
    size_t n;
    size_t onset_n;
    enum spelling_tone tone;
    size_t tone_at;    /* the letter that carries it; n when the tone is level */
    size_t tone_place; /* the letter that carries it by the rule of norm_word.h */
};

/* Takes letters as one syllable: a known onset and rhyme and at most one tone, wherever it stands.
 * False, and *out untouched, if they are none. n may be any. */
bool spelling_read(const struct spelling_letter *letters, size_t n, struct spelling *out);

/* The same for text: one word of composed letters (NFC) and nothing else. */
bool spelling_read_text(struct str word, struct spelling *out);

/* True if s also keeps the rules of spelling: k gh ngh before e ê i y and c g ng elsewhere, an acute
 * or dotted tone and no other before a final c ch p t, the tone on a vowel that may carry it. */
bool spelling_is_strict(const struct spelling *s);

#endif
