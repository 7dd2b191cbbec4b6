/* Addresses made from titles: "Đoàn đại biểu tới thăm" -> "doan-dai-bieu-toi-tham". Pure. */
#ifndef LOA_ARTICLE_SLUG_H
#define LOA_ARTICLE_SLUG_H

#include "base/str.h"

enum { SLUG_MAX_BYTES = 120 }; /* cut at a hyphen; long enough for any headline's first words */

/* Lower-case ASCII letters and digits of s with single hyphens between words; Vietnamese letters
 * lose their marks, đ is d, other scripts are dropped. Never empty: "bai" when nothing is left.
 * In a. */
struct str slug_from_title(struct arena *a, struct str s);

/* True if s is what slug_from_title could return. */
bool slug_valid(struct str s);

#endif
