/* The shape of a Vietnamese syllable: which consonants may begin and end it.
 *
 * Pure; any thread. */
#ifndef LOA_TEXT_SHAPE_H
#define LOA_TEXT_SHAPE_H

#include "base/str.h"

/* True for the letters of one Vietnamese syllable, NFC or NFD: "Hải", "nghiêng"; not "Shinzo",
 * "việtnam", "Mê-hi-cô". Which vowels stand together is not looked at. */
bool syllable_is_vietnamese(struct str piece);

#endif
