/* Tokens: the words a text is found by.
 *
 * A token is a run of letters, marks and digits; a document number such as 22/2023/TT-BTTTT or
 * 39-CT/TW (digits first, parts joined by / and -, with a slash and a part in capitals) is one
 * token. Both places of the tone mark give one token: hòa and hoà, thúy and thuý.
 * Pure functions; any thread. Results are in the given arena. Cost: O(length). */
#ifndef LOA_TEXT_TOKEN_H
#define LOA_TEXT_TOKEN_H

#include "base/str.h"

enum { TOKEN_MAX_BYTES = 96 }; /* longer runs are cut at a character: nobody types them whole */

/* Finds the next token of *rest and moves *rest past it. *token borrows from *rest's bytes, as
 * written. Returns false at the end; then *token is empty. *rest must be NFC (text_index_tokens
 * sees to it). */
bool token_next(struct str *rest, struct str *token);

/* The form in which token stands in the index: lower case, the tone placed (norm_tone_place);
 * folded: text_fold of it. */
struct str token_form(struct arena *a, struct str token, bool folded);

/* All tokens of text in index form, separated by single spaces, in order. */
struct str text_index_tokens(struct arena *a, struct str text, bool folded);

#endif
