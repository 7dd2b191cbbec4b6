/* A text cut into pieces with what the gazetteer knows of each: what names are found in.
 *
 * Everything lives in the arena of reading_make and borrows the text. Piece and sentence numbers
 * count from 0. Pure; any thread. Cost: O(length). */
#ifndef LOA_TEXT_READING_H
#define LOA_TEXT_READING_H

#include "text/gazetteer.h"
#include "text/syllable.h"

#include <string.h>

enum {
    READING_PIECES_MAX = 400000, /* of one article: ARTICLE_TEXT_MAX_BYTES of plain prose is less */
};

/* A form of the gazetteer that begins at a piece. */
struct reading_hit {
    uint16_t pieces;
    uint16_t id;
    uint8_t class; /* enum gaz_class */
};

struct reading_piece {
    uint64_t key;     /* syllable_form */
    uint64_t classes; /* of the hits: bit enum gaz_class */
    uint32_t start;
    uint32_t end; /* bytes in the text */
    uint32_t sentence;
    uint32_t hits;   /* index of the first hit */
    uint8_t hits_n;  /* longest first */
    uint8_t kind;    /* enum syllable_kind */
    uint8_t letters; /* enum syllable_case */
    char sign; /* of a sign: its first byte, '-' for every dash, '"' for every quote; else 0 */
};

struct reading_sentence {
    uint32_t start;
    uint32_t end; /* bytes */
    uint32_t from;
    uint32_t to; /* pieces */
};

struct reading {
    struct str text;
    struct reading_piece *pieces;
    size_t n;
    struct reading_hit *hits;
    struct reading_sentence *sentences;
    size_t sentences_n;
};

/* Reads text, at most UINT32_MAX bytes. RC_LIMIT (pieces, bytes), RC_NOMEM (arena). */
enum rc reading_make(struct arena *a, struct str text, struct reading *out, struct err *e) MUST_USE;

/* A form of the class begins at piece i; i may be past the end. */
static inline bool reading_has(const struct reading *r, size_t i, enum gaz_class class)
{
    return i < r->n && (r->pieces[i].classes >> class & 1);
}

/* The longest of them; only where reading_has says so. */
const struct reading_hit *reading_longest(const struct reading *r, size_t i, enum gaz_class class);

/* The longest form of the class that begins at piece i, or NULL. */
static inline const struct reading_hit *reading_hit(const struct reading *r, size_t i,
                                                    enum gaz_class class)
{
    return reading_has(r, i, class) ? reading_longest(r, i, class) : NULL;
}

/* Its number of pieces, 0 for none. */
static inline size_t reading_span(const struct reading *r, size_t i, enum gaz_class class)
{
    return reading_has(r, i, class) ? reading_longest(r, i, class)->pieces : 0;
}

/* The same with a certain id ("party"). */
size_t reading_span_id(const struct reading *r, size_t i, enum gaz_class class, struct str id);

/* The bytes of pieces from..to - 1 as they stand in the text. */
struct str reading_text(const struct reading *r, size_t from, size_t to);

/* Questions about piece i; false past the end. */
static inline bool reading_is_sign(const struct reading *r, size_t i, char sign)
{
    return i < r->n && r->pieces[i].sign == sign;
}

/* Its bytes are the word's. */
static inline bool reading_is_word(const struct reading *r, size_t i, struct str word)
{
    return i < r->n && r->pieces[i].end - r->pieces[i].start == word.n &&
           memcmp(r->text.p + r->pieces[i].start, word.p, word.n) == 0;
}

/* A word or number with a capital first letter: Title, UPPER or Mixed. */
bool reading_is_capital(const struct reading *r, size_t i);
bool reading_is_lower(const struct reading *r, size_t i);
/* Letters of a Vietnamese syllable: "Hải", "Quang"; not "Shinzo", "Mê-hi-cô". */
bool reading_is_vietnamese(const struct reading *r, size_t i);
/* Piece i is a later syllable of a word whose syllables mean other things alone: "nhân" in "hạt nhân". */
bool reading_is_inner(const struct reading *r, size_t i);
/* i and i + 1 are in one sentence. */
bool reading_goes_on(const struct reading *r, size_t i);

#endif
