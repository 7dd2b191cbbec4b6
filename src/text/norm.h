/* The form in which Vietnamese text is stored: one sequence of code points for one look.
 *
 * The author's spelling stays: hoà and hòa, kỹ and kĩ are both left as written (norm_word.h compares
 * them). Old TCVN3 or VNI text is recognised before this, on its untouched bytes (legacy.h): what is
 * ư there is a soft hyphen here.
 *
 * What norm_text changes, in this order:
 * - bytes that are not UTF-8 become U+FFFD;
 * - at most NORM_MARKS_MAX combining marks stay on one letter (UAX #15, Stream-Safe Text Format);
 * - fullwidth ASCII (U+FF01..FF5E) becomes ASCII;
 * - no-break and other spaces (category Zs) become a space, U+2028 and U+2029 a line feed;
 * - invisible characters go, because a word that holds one is not found, and because they hide text
 *   and turn it around:
 *     U+00AD soft hyphen (old editors' line breaks), U+034F grapheme joiner, U+180E vowel separator,
 *     U+061C 200E 200F 202A..202E 2066..2069 direction (Vietnamese has one), U+206A..206F (deprecated),
 *     U+2060..2064 word joiner and invisible operators, U+FEFF byte order mark inside text,
 *     U+FFF9..FFFB annotation, U+E0001 and U+E0020..E007F tags except in a flag (after U+1F3F4),
 *     U+200B zero width space: a space stays between two Vietnamese syllables and between a letter
 *     and a digit; inside a syllable, a foreign word or a number nothing does,
 *     U+200C 200D joiners, except between two characters that are no letter of Latin, Greek or
 *     Cyrillic and not ASCII (emoji and Indic scripts are spelt with them);
 * - d with a stroke laid over it (U+0335) becomes đ; the look-alikes ð Ð (eth) and Ɖ at the beginning
 *   of a word become đ Đ: there Vietnamese writes đ and Icelandic never writes ð;
 * - a tone that was typed before the circumflex or breve of a, e, o goes behind it, so that the two
 *   compose ("á" + circumflex is ấ); a mark typed twice in a row stays once;
 * - Cyrillic and Greek letters in a word with Latin letters become the Latin letters they look like,
 *   if the table of look-alikes (norm.c) has all of the word's foreign letters. "СOVID" is changed;
 *   "Москва", "µm", "IFNα" and "Aβ" are not;
 * - NFC (UAX #15).
 *
 * norm_text(norm_text(s)) equals norm_text(s), and text_fold(norm_text(s)) equals text_fold(s).
 * Pure; any thread. Cost: O(length). */
#ifndef LOA_TEXT_NORM_H
#define LOA_TEXT_NORM_H

#include "base/str.h"

enum {
    NORM_MARKS_MAX = 30, /* combining marks on one character; Vietnamese has two */
    NORM_GROWTH_MAX = 3, /* the result has at most this many times the bytes (UAX #15, table of
                            maximum expansion: UTF-8 in NFC; a bad byte is three) */
};

/* The stored form of s, in a; valid UTF-8 without a NUL that s does not have. At most
 * NORM_GROWTH_MAX * s.n bytes. Empty on a failed arena. */
struct str norm_text(struct arena *a, struct str s);

#endif
