/* What the head of an article (its title and lead) says that tells its event from others of the kind: the names,
 * the quantities, the day.
 *
 * Reports of two quakes or of two banks' rates are alike by the words of their kind. Those of one event name
 * the same place, person or thing; two heads whose names the other's whole text never says tell of
 * two events. How much a name tells is its rarity (similarity_model.h): "Việt Nam" tells nothing.
 * Reports that share one pattern are held to headline.h besides, and to the day they give and to
 * the goods whose price they give. Whether a text says a name is asked of its signature
 * (similarity.h), so that bodies count and need not be read.
 * Pure; a reader belongs to one thread. Cost: O(length), comparing O(pieces²). */
#ifndef LOA_TEXT_HEAD_H
#define LOA_TEXT_HEAD_H

#include "text/headline.h"
#include "text/similarity.h"

enum {
    HEAD_NAMES_MAX = 24,
    HEAD_NAME_PIECES_MAX = 6, /* of a longer name the first */
    HEAD_NUMBERS_MAX = 12,
    HEAD_DAYS_MAX = 4,
};

/* A name, each syllable as the term a signature has it under. */
struct head_name {
    uint32_t terms[HEAD_NAME_PIECES_MAX];
    uint8_t rarities[HEAD_NAME_PIECES_MAX];
    uint32_t stems[HEAD_NAME_PIECES_MAX]; /* of how a long foreign one begins; 0: it is none */
    uint8_t n;
    bool foreign;
    bool title;      /* it stands there */
    uint16_t place;  /* as in a headline's piece */
    uint16_t weight; /* how much it tells */
};

/* Borrows the title's and the signature's bytes. */
struct head {
    struct headline title;
    struct head_name names[HEAD_NAMES_MAX];
    size_t names_n;
    uint64_t numbers[HEAD_NUMBERS_MAX]; /* keys of those that tell something */
    size_t numbers_n;
    uint16_t days[HEAD_DAYS_MAX]; /* on which it happened: day + 32 * month */
    size_t days_n;
    uint32_t goods; /* the term behind "giá" of the title; 0: there is none */
    bool today;     /* the title says "hôm nay", "sáng nay" */
    struct signature said;
};

/* Reads heads; its memory is the arena's. */
struct head_reader {
    struct similarity_model model;
    struct term_reader terms;
};
void head_reader_init(struct head_reader *r, struct arena *a);

/* signature: of the whole article, as signature_bytes made it. */
void head_read(struct head_reader *r, struct head *h, struct str title, struct str lead,
               struct str signature);

/* True if the two tell of different events of one kind. other_day: they were published on different days.
 * Symmetric. */
bool heads_differ(const struct head *a, const struct head *b, bool other_day);

#endif
