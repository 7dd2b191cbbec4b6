/* One form for the spellings of one word, to compare words by; the text itself keeps its author's.
 *
 * Tone: school books ("new": article 8 of Quyết định 1989/QĐ-BGDĐT of 25 May 2018, Ministry of
 * Education) put it on the letter of the main vowel; the older way, still the habit of most newspapers
 * and typing programs, nearer to the middle of the word. They differ in the open rhymes oa, oe, uy:
 *     old  hòa hóa hỏa hõa họa   khòe khóe khỏe khõe khọe   thùy thúy thủy thũy thụy
 *     new  hoà hoá hoả hoã hoạ   khoè khoé khoẻ khoẽ khoẹ   thuỳ thuý thuỷ thuỹ thuỵ
 * and agree elsewhere: hoàn, toét, huỳnh (a consonant follows), ngoài, khuỷu (three vowels), quý, quà
 * (the u belongs to qu), già (the i belongs to gi), của, mía, thuở.
 *
 * i or y: school books write i as the whole rhyme after one consonant, newspapers mostly y. They are
 * one word after h k l m s t and qu: hi/hy, kì/kỳ, lí/lý, mĩ/mỹ, sĩ/sỹ, tỉ/tỷ, quí/quý. Nowhere else:
 * tai/tay and thúi/thúy are different words, vi is a word and Vy a name, ý and í are two words.
 *
 * Pure functions; any thread. Results are in the given arena or borrow from the word. */
#ifndef LOA_TEXT_NORM_WORD_H
#define LOA_TEXT_NORM_WORD_H

#include "base/str.h"

/* word, if it is one Vietnamese syllable (NFC, any case), with its tone where the new way puts it,
 * also from a wrong place: hòa, hoà give hoà; hòan gives hoàn; qúa gives quá. Any other word, and one
 * without tone, as it is. Idempotent; the length in bytes changes by at most 2. */
struct str norm_tone_place(struct arena *a, struct str word);

/* word, if it is a syllable (NFC, any case) with or without tone that is spelt both ways, with i:
 * kỹ gives kĩ, Ty gives Ti. Any other word as it is. Idempotent; never longer. */
struct str norm_i_for_y(struct arena *a, struct str word);

#endif
