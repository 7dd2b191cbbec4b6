/* Sentences of Vietnamese text.
 *
 * A sentence ends at a line break, or after . … ! ? ./. and the quotes and brackets that close
 * behind it, when white space and a capital, a digit or an opening sign follow. It does not end after the
 * dot of TP.HCM, T.Ư, GS.TS., Q.1, 29.9.2023, a list number or "Điều 1.", nor inside brackets, nor where a
 * small letter goes on, save in "b)". Pure functions; any thread. */
#ifndef LOA_TEXT_SENTENCE_H
#define LOA_TEXT_SENTENCE_H

#include "base/str.h"

/* Finds the next sentence of *rest and moves *rest past it. *sentence borrows from *rest's bytes,
 * has no white space at its ends and is never empty. Returns false at the end; then *sentence is empty.
 * Cost: O(length of the sentence). */
bool sentence_next(struct str *rest, struct str *sentence);

#endif
