/* Tokens: the words a text is found by.
 *
 * A token is a run of letters, marks and digits; a document number such as 22/2023/TT-BTTTT or
 * 39-CT/TW (digits first, parts joined by / and any dash, with a slash and a part in capitals) is
 * one token, and its dashes are '-' in its form. Both places of the tone mark give one token: hòa and hoà, thúy and thuý.
 * Pure functions; any thread. Results are in the given arena. Cost: O(length). */
#ifndef LOA_TEXT_TOKEN_H
#define LOA_TEXT_TOKEN_H

#include "base/str.h"

enum {
    TOKEN_MAX_BYTES = 96, /* longer runs are cut at a character: nobody types them whole */
    TOKEN_PARTS_MAX = 12, /* of a document number: "01/2021/TTLT-BCA-BQP-TANDTC-VKSNDTC" has 7 */
};

/* Finds the next token of *rest and moves *rest past it. *token borrows from *rest's bytes, as
 * written. Returns false at the end; then *token is empty. *rest must be NFC (text_index_tokens
 * sees to it). */
bool token_next(struct str *rest, struct str *token);

/* The form in which token stands in the index: lower case, the tone placed (norm_tone_place), ð as đ;
 * folded: text_fold of it. */
struct str token_form(struct arena *a, struct str token, bool folded);

/* The dash s begins with: '-', U+2010 to U+2013 or the minus U+2212. Its bytes, 0 for none. */
size_t token_dash_bytes(struct str s);

/* True when the whole of token is a document number. */
bool token_is_number(struct str token);

/* The parts of a document number between its slashes and dashes, at most TOKEN_PARTS_MAX; they borrow
 * from token. 0 when a token of token_next is none. */
size_t token_parts(struct str token, struct str parts[TOKEN_PARTS_MAX]);

/* All tokens of text in index form, separated by single spaces, in order. */
struct str text_index_tokens(struct arena *a, struct str text, bool folded);

#endif
