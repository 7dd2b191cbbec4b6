/* The word lists of data/vi that names and events are found with, compiled into the program.
 *
 * A list entry is a class, an id (the thing: "MX"), and the forms it is written in ("Mexico",
 * "Mê-hi-cô"). Forms are compared syllable by syllable by the keys of syllable_form: case, NFC and
 * the place of the tone do not count, but a syllable that has a capital in the list needs one in
 * the text. tools/gazc.c makes the table. Read-only; any thread. */
#ifndef LOA_TEXT_GAZETTEER_H
#define LOA_TEXT_GAZETTEER_H

#include "base/str.h"

/* X(constant, the list's word) */
#define GAZ_CLASS_TABLE(X)                                                                         \
    X(GAZ_COUNTRY, "country")                                                                      \
    X(GAZ_CITY, "city")                                                                            \
    X(GAZ_REGION, "region")                                                                        \
    X(GAZ_PROVINCE, "province")                                                                    \
    X(GAZ_TOWN, "town")                                                                            \
    X(GAZ_DISTRICT, "district")                                                                    \
    X(GAZ_PLACE_TYPE, "place-type")                                                                \
    X(GAZ_SURNAME, "surname")                                                                      \
    X(GAZ_OFFICE, "office")                                                                        \
    X(GAZ_ROLE, "role")                                                                            \
    X(GAZ_RANK, "rank")                                                                            \
    X(GAZ_HONORIFIC, "honorific")                                                                  \
    X(GAZ_FORMER, "former")                                                                        \
    X(GAZ_SPOUSE, "spouse")                                                                        \
    X(GAZ_ORG_HEAD, "org-head")                                                                    \
    X(GAZ_ORG_NAME, "org-name")                                                                    \
    X(GAZ_ORG_WORD, "org-word")                                                                    \
    X(GAZ_ORG_CENTRAL, "org-central")                                                              \
    X(GAZ_FIELD, "field")                                                                          \
    X(GAZ_TRIGGER, "trigger")                                                                      \
    X(GAZ_NOT, "not")                                                                              \
    X(GAZ_PASSIVE, "passive")                                                                      \
    X(GAZ_DELEGATION, "delegation")                                                                \
    X(GAZ_AGREEMENT, "agreement")                                                                  \
    X(GAZ_PROPOSED, "proposed")                                                                    \
    X(GAZ_WITNESS, "witness")                                                                      \
    X(GAZ_OCCASION, "occasion")                                                                    \
    X(GAZ_FUTURE, "future")                                                                        \
    X(GAZ_ATTEND, "attend")                                                                        \
    X(GAZ_INVITE, "invite")                                                                        \
    X(GAZ_STARTER, "starter")                                                                      \
    X(GAZ_STOP, "stop")                                                                            \
    X(GAZ_GRADE, "grade")                                                                          \
    X(GAZ_DROP, "drop")                                                                            \
    X(GAZ_IN_FORCE, "in-force")                                                                    \
    X(GAZ_COMPOUND, "compound")                                                                    \
    X(GAZ_AGREEMENT_END, "agreement-end")                                                          \
    X(GAZ_DATE, "date")                                                                            \
    X(GAZ_SEAT, "seat")

enum gaz_class {
#define X(name, word) name,
    GAZ_CLASS_TABLE(X)
#undef X
        GAZ_CLASS_COUNT,
};

enum { GAZ_SPAN_MAX = 12 }; /* syllables of the longest form; gazc refuses longer ones */

/* One meaning of a form. */
struct gaz_value {
    uint16_t id;
    uint16_t capitals; /* bit k: syllable k needs a capital */
    uint8_t class;     /* enum gaz_class */
    bool last;         /* of the form's meanings */
};

/* A place in the tree of forms: the root, or what gaz_step gave. */
struct gaz_path {
    uint64_t hash;
    const struct gaz_value
        *values; /* of the form that ends here, up to the last; NULL: none does */
};

struct gaz_path gaz_root(void);

/* Goes on from *path by one syllable's key; false when no form goes on so (then *path is as it
 * was). */
bool gaz_step(struct gaz_path *path, uint64_t key);

/* A piece as forms are compared: "TP." is "TP", every dash is a hyphen. Both the table's maker and its
 * users cut so. */
static inline struct str gaz_piece(struct str piece)
{
    if (str_eq(piece, STR("–")) || str_eq(piece, STR("—")))
        return STR("-");
    return piece.n > 1 && piece.p[piece.n - 1] == '.' ? str_first(piece, piece.n - 1) : piece;
}

/* The id's text: "MX", "party". id is a value's. */
struct str gaz_id(uint16_t id);

/* The number of ids; ids are below it. */
size_t gaz_ids_count(void);

/* The province a former province is part of now, as an id's text; "" for all others. */
struct str gaz_successor(uint16_t id);

#endif
