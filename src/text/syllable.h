/* Syllables: the pieces Vietnamese text is written in, and what words are joined from.
 *
 * A piece is a syllable, a number, a link or one punctuation sign, cut as the treebanks cut them:
 * 22/2023/TT-BTTTT, 1.234,5, 95%, 29.9.2023, TP.HCM, GS.TS., knock-out, https://… are one piece each,
 * a bracket or a full stop is a piece of its own, a run of one sign ("...", "---") is one, and so is
 * "./.", which closes an official document.
 * White space separates, and so does an underscore between two letters or digits: text that has
 * been segmented before is cut as it was. Every other byte belongs to exactly one piece. Bytes that
 * are not UTF-8 are signs. Pure functions; any thread. Cost: O(length). */
#ifndef LOA_TEXT_SYLLABLE_H
#define LOA_TEXT_SYLLABLE_H

#include "base/str.h"

enum syllable_kind {
    SYLLABLE_WORD,   /* letters, perhaps with digits: "Việt", "TP.", "A5" */
    SYLLABLE_NUMBER, /* begins with a digit: numbers, dates, times, document numbers */
    SYLLABLE_SIGN,   /* punctuation and symbols */
    SYLLABLE_LINK,   /* a web address, a host or an e-mail address */
};

/* Byte offsets in the text it was found in. */
struct syllable {
    size_t start;
    size_t end;
    enum syllable_kind kind;
};

/* Finds the next piece of text at or after byte *at and moves *at past it. Returns false, and leaves
 * *out, when only white space is left. */
bool syllable_next(struct str text, size_t *at, struct syllable *out);

/* How the letters of a piece are written. */
enum syllable_case {
    CASE_NONE,  /* no letter that has a case */
    CASE_LOWER, /* "việt" */
    CASE_TITLE, /* "Việt", "A" */
    CASE_UPPER, /* "VN" */
    CASE_MIXED, /* "AnAnA", "iPhone" */
};

/* What a piece is compared by. key is one number for all spellings of one syllable: upper and lower
 * case, NFC and NFD, both places of the tone (hoà, hòa), y and i after a consonant (kỹ, kĩ).
 * Two different syllables have the same key only by the chance of a 64-bit hash. */
struct syllable_form {
    uint64_t key;
    enum syllable_case letters;
};

struct syllable_form syllable_form(struct str piece);

#endif
