/* What headline.c and head.c share; for no one else. */
#ifndef LOA_TEXT_HEADLINE_INTERNAL_H
#define LOA_TEXT_HEADLINE_INTERNAL_H

#include "text/headline.h"

/* Pieces from..end; empty when they are none. */
struct headline_span {
    size_t from;
    size_t end;
};

/* The name that piece i is in: capitals in a row. One capital that opens is a name when it is a place's
 * or foreign; else any word has it there. */
struct headline_span headline_name_around(const struct headline *h, size_t i);

/* How many pieces both say in one order, with gaps; match[i] is b's piece of a's i, or HEADLINE_PIECES_MAX. */
size_t headline_align(const struct headline *a, const struct headline *b, uint8_t *match);

/* True if two places (as pieces have them) are one, or one is what the other is part of now. */
bool headline_is_one_place(uint16_t one, uint16_t other);

/* "4/5", "4/5/2026". */
bool headline_is_day(const struct headline_piece *p);

#endif
