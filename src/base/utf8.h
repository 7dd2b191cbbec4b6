/* UTF-8 and Unicode: decoding, validity, normalisation, case, classes. Wraps libutf8proc.
 *
 * Pure functions; any thread. Results are in the given arena; on a failed arena they are empty. */
#ifndef LOA_BASE_UTF8_H
#define LOA_BASE_UTF8_H

#include "base/str.h"

/* What utf8_next returns for a byte that begins no well-formed sequence (Unicode 15, table 3-7). */
#define UTF8_BAD UINT32_C(0xFFFFFFFF)

/* Takes the next code point from *rest, which must not be empty, and moves *rest past it. At a bad
 * byte returns UTF8_BAD and moves past that one byte. */
uint32_t utf8_next(struct str *rest);

/* Writes cp, a Unicode scalar value, as 1 to 4 bytes into out and returns how many. */
size_t utf8_put(uint32_t cp, char out[4]);

/* True if s is well-formed UTF-8 throughout; otherwise *bad_at (may be NULL) is the offset of the
 * first bad byte. */
bool utf8_valid(struct str s, size_t *bad_at);

/* The number of code points in s; a bad byte counts as one. */
size_t utf8_count_cp(struct str s);

/* At most max_cp code points of s, never cut inside one. */
struct str utf8_first_cp(struct str s, size_t max_cp);

/* Canonical composition and decomposition (UAX #15). s must be valid UTF-8, else it is returned
 * as a copy. */
struct str utf8_nfc(struct arena *a, struct str s);
struct str utf8_nfd(struct arena *a, struct str s);

/* Simple lower and upper case of each code point; the rest as it is. */
struct str utf8_lower(struct arena *a, struct str s);
uint32_t utf8_lower_cp(uint32_t cp);
uint32_t utf8_upper_cp(uint32_t cp);

/* Classes by general category: L*; Lu or Lt; Nd; Z* and ASCII white space and U+FEFF, U+200B;
 * M*. */
bool utf8_is_letter(uint32_t cp);
bool utf8_is_upper(uint32_t cp);
bool utf8_is_digit(uint32_t cp);
bool utf8_is_space(uint32_t cp);
bool utf8_is_mark(uint32_t cp);

/* True for what changes how the text beside it is shown without being seen: controls but tab and
 * line ends (C0, DEL, C1), and marks and overrides of direction (UAX #9). */
bool utf8_is_unseen_control(uint32_t cp);

/* s with every run of white space (utf8_is_space) made one space, none at the ends, NFC. A lone U+200B
 * or U+FEFF between two seen characters is left: it may stand inside a word. */
struct str utf8_fold_space(struct arena *a, struct str s);

#endif
