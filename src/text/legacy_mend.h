/* What TCVN3 text lost on its way, put back where spelling can tell.
 *
 * Capitals: its letters with tones are small, and a font of capitals (.VnTimeH) showed them large. And
 * ư: its byte, AD, is Latin-1's soft hyphen, which word processors and clean-up programs take out;
 * "bé tr\u00adëng" arrives as "bé trëng" and reads "bộ trởng".
 * Texts are UTF-8 in NFC, just converted. Pure functions; any thread. Cost: O(length). */
#ifndef LOA_TEXT_LEGACY_MEND_H
#define LOA_TEXT_LEGACY_MEND_H

#include "base/str.h"

/* text with the words made capitals that were meant so, in a:
 * - a word with two or more ASCII capitals and no small ASCII letter: "HộI" is HỘI;
 * - a word with one ASCII capital ("Hà") beside a word in capitals and beside none in small letters;
 * - a word without ASCII letters ("ở") between two words in capitals. */
struct str legacy_mend_case(struct arena *a, struct str text);

/* text with its ư back, in a, or text itself, if it has no small ư and
 * - a word is no syllable but is one with ư before its ơ: "trởng" is trưởng, "đợc" is được;
 * - a word has no vowel and is a syllable with ư before its ng: "nhng" is nhưng; and "nh" is như;
 * - beside such words, for "ngời", "dới", "cời": they are rarer than người, dưới, cười.
 * Where both are common words (đa and đưa, mời and mười) nothing can be told and nothing is done.
 * At most 2 bytes more for each letter. */
struct str legacy_mend_horn(struct arena *a, struct str text);

#endif
