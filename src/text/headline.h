/* Headlines that say the same of different things: "Bắt trộm ở quận Bình An", "Bắt trộm ở quận Hòa Lạc".
 *
 * Reports of one kind of event are written after one pattern, and are alike by nearly all of their words;
 * what tells two events apart is the name or the number at the place where both have one.
 * Compared by syllable_form, so that case, NFC and the place of the tone do not matter. What both lists
 * of places know for one thing under two names (Mỹ, Hoa Kỳ), an abbreviation and what it may stand for,
 * a thing and one of another kind (a country and its capital) do not tell anything apart.
 * Pure functions; any thread. Cost: O(length), comparing O(pieces²). */
#ifndef LOA_TEXT_HEADLINE_H
#define LOA_TEXT_HEADLINE_H

#include "base/str.h"

enum { HEADLINE_PIECES_MAX = 64 }; /* syllables that are looked at; titles have 20, leads 50 */

/* A syllable, a number, or a part between hyphens of one. */
struct headline_piece {
    uint64_t key;
    uint16_t place; /* 1 + gaz id of a country, province, city … that begins here; 0: none */
    uint8_t place_class;
    uint8_t place_pieces;
    bool capital; /* it may be a part of a name */
    bool upper;   /* an abbreviation: capitals alone, two or more */
    bool foreign; /* no Vietnamese syllable */
    bool number;
    bool counts; /* "ngày", "vòng": the number behind it says which one */
    bool sides;  /* "miền", "phía" */
    bool side;   /* "bắc" */
    bool kind;   /* "luật", "huyện": the name behind it is one of many */
    bool opens;  /* no name goes on to here: a sign stands before it, or nothing */
    struct str text;
};

/* Borrows the title's bytes. */
struct headline {
    struct headline_piece pieces[HEADLINE_PIECES_MAX];
    size_t n;
};

void headline_read(struct headline *h, struct str title);

/* True if the two tell of different things of one kind. Symmetric. */
bool headlines_differ(const struct headline *a, const struct headline *b);

#endif
