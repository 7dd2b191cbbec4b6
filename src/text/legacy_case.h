/* Capitals that TCVN3 lost: its letters with tones are small, and a font of capitals (.VnTimeH) showed
 * them large. Pure; any thread. */
#ifndef LOA_TEXT_LEGACY_CASE_H
#define LOA_TEXT_LEGACY_CASE_H

#include "base/str.h"

/* text (UTF-8, NFC) with the words made capitals that were meant so, in a:
 * - a word with two or more ASCII capitals and no small ASCII letter: "HộI" is HỘI;
 * - a word with one ASCII capital ("Hà") beside a word in capitals and beside none in small letters;
 * - a word without ASCII letters ("ở") between two words in capitals.
 * Cost: O(length). */
struct str legacy_case_mended(struct arena *a, struct str text);

#endif
