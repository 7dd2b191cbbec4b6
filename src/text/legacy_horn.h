/* The ư that TCVN3 text lost on its way: its byte, AD, is Latin-1's soft hyphen, which word processors
 * and clean-up programs take out. "bé tr­ëng" arrives as "bé trëng" and reads "bộ trởng". Pure; any
 * thread. */
#ifndef LOA_TEXT_LEGACY_HORN_H
#define LOA_TEXT_LEGACY_HORN_H

#include "base/str.h"

/* text (UTF-8, NFC, just converted) with its ư back, in a, if text has no small ư and
 * - a word is no syllable but is one with ư before its ơ: "trởng" is trưởng, "đợc" is được;
 * - a word has no vowel and is a syllable with ư before its ng: "nhng" is nhưng; and "nh" is như;
 * - beside such words, for "ngời", "dới", "cời": they are rarer than người, dưới, cười.
 * Where both are common words (đa and đưa, mời and mười) nothing can be told and nothing is done.
 * At most 2 bytes more for each letter. Cost: O(length). */
struct str legacy_horn_mended(struct arena *a, struct str text);

#endif
