/* Text as it is compared: without case, and, folded, without tones and vowel marks.
 *
 * Both clean the text as norm_text does (norm.h: invisible characters, look-alikes, fullwidth, …), so
 * that what was stored and what was typed meet. Pure functions; any thread. Results are in the given
 * arena; on a failed arena they are empty. Cost: O(length). */
#ifndef LOA_TEXT_FOLD_H
#define LOA_TEXT_FOLD_H

#include "base/str.h"

/* NFC, lower case: "HOÀ Bình" -> "hoà bình". */
struct str text_lower(struct arena *a, struct str s);

/* The same without tone and vowel marks, đ and its look-alikes ð ɖ as d: "Đoàn Kết" -> "doan ket". Folding twice is
 * folding once. */
struct str text_fold(struct arena *a, struct str s);

/* True if folding takes more than the case away from s: it holds a letter with a mark, a combining
 * mark, or đ. */
bool text_has_marks(struct str s);

#endif
