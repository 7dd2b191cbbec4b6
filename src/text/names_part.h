/* The parts names are made of, shared by the files of names.h: where each ends when it begins at a
 * piece. A result equal to the start means "none". Private to them. Pure. */
#ifndef LOA_TEXT_NAMES_PART_H
#define LOA_TEXT_NAMES_PART_H

#include "base/vec.h"
#include "text/names.h"

enum {
    NAME_PIECES_MAX = 7,      /* of a person's name */
    NAME_VIETNAMESE_MAX = 5,  /* syllables of a Vietnamese name */
    NAME_COMPLEMENT_MAX = 40, /* pieces of an organization's name: the longest seen has 24 */
    NAME_LOWER_MAX = 4,       /* plain words in a row inside an organization's name */
};

/* -- persons: names_person.c -- */

/* Where the run of capitals that may be a person's name, beginning at i, ends. */
size_t name_run_end(const struct reading *r, size_t i);
/* Where the Vietnamese name (family name and given names) that begins at i ends. */
size_t name_vietnamese_end(const struct reading *r, size_t i);
/* The same with a frequent family name and at least three syllables: sure without context. */
size_t name_plain_end(const struct reading *r, size_t i);
/* Where in the capitals from..run - 1, an unlisted place and perhaps a person behind it, the person begins: at a
 * frequent family name, else so that the place keeps two syllables, as most have. run: none does. */
size_t name_behind_place(const struct reading *r, size_t from, size_t run);
/* Where the name ends that stands at i behind an office (addressed false) or a form of address. */
size_t name_after_title_end(const struct reading *r, size_t i, bool addressed);

/* -- places: names_place.c -- */

struct name_place {
    size_t from; /* without the word of its kind */
    size_t end;
    uint16_t id;
};
/* The place at i, its kind before it or not. False: none. */
bool name_place_at(const struct reading *r, size_t i, struct name_place *out);

/* -- organizations, offices, delegations: names_office.c; what stands behind their first words: names_walk.h -- */

struct name_part {
    size_t head; /* the piece behind the first words: "Bí thư", "Đảng" */
    size_t end;
    bool proper; /* it names somebody's or some place's: more than "UBND thành phố" */
    bool party;
    bool weak;   /* a body of the state as such: "Chính phủ", "Quốc hội" */
    uint16_t id; /* of a listed organization */
};
bool name_organization_at(const struct reading *r, size_t i, struct name_part *out);
bool name_office_at(const struct reading *r, size_t i, struct name_part *out);
bool name_delegation_at(const struct reading *r, size_t i, struct name_part *out);

/* -- organizations made known by the article: names_known.c -- */

enum { NAME_KNOWN_MAX = 48 }; /* of one article: each capital word is compared with them */

/* Pieces from..to - 1 of the first place it stands. */
struct name_known {
    uint32_t from;
    uint32_t to;
};

/* Adds the bare names of companies to out, struct name_known. */
void names_known_companies(const struct reading *r, struct vec *out);
/* The end of the known name that stands at i, or i. */
size_t name_known_end(const struct reading *r, const struct vec *known, size_t i);
/* "(VFF)" behind or at the end of a name that ends before piece `end`: the abbreviation's piece. */
bool name_abbreviation_behind(const struct reading *r, size_t end, size_t *at);

#endif
