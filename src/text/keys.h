/* Keystrokes left in a text: what was typed with the input method off.
 *
 *     tieesng vieejt (Telex), tie61ng vie65t (VNI) -> tiếng việt
 *
 * Pure; any thread. */
#ifndef LOA_TEXT_KEYS_H
#define LOA_TEXT_KEYS_H

#include "base/str.h"

enum { KEYS_MAX_BYTES = 16 }; /* a Vietnamese syllable takes at most 7 letters and 4 keys */

/* The syllable that word's keystrokes would have written, NFC, lower case, in a; "" when word holds
 * none or they write no Vietnamese syllable. "was" gives "" too: what is a word is left to the
 * caller, who asks only for words that nothing was found for. */
struct str keys_read(struct arena *a, struct str word);

#endif
