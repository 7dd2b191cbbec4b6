/* Terms: what a text is indexed by and searched with.
 *
 * Every syllable gives two terms, as written ("hoà", lower case, one place of the tone, one of i and
 * y: kỹ and kĩ are kĩ) and folded ("hoa"), and every two that follow each other one pair of the
 * folded ("hoa_binh"), across punctuation, of heads and of the first TERMS_PAIRS_MAX elsewhere. A document number is one syllable. Each term stands once.
 * Pure; a struct terms belongs to one thread. Results live in its arena. Cost: O(length). */
#ifndef LOA_TEXT_TERMS_H
#define LOA_TEXT_TERMS_H

#include "base/buf.h"
#include "base/str.h"

enum {
    TERM_MAX_BYTES = 96 * 3, /* a form: TOKEN_MAX_BYTES, and lower case is at most 3 bytes for 1 */
    TERM_KEPT = 512,         /* words kept while reading: more than a text's that need it */
    TERMS_PAIRS_MAX = 64, /* pairs of texts that are no head: the lead's and the first paragraph's.
                             They are half of all terms, and three quarters of the time to index */
    TERMS_MAX = 60000, /* different terms of one text; an article of the largest size has fewer, and
                          what has more is a list, findable by its first ones */
};

/* The two terms of a token that token_next gave; equal when it has no marks. In a. */
struct term_forms {
    struct str exact;
    struct str folded;
};
struct term_forms term_forms(struct arena *a, struct str token);

/* The pair's term, in a. */
struct str term_pair(struct arena *a, struct str first_folded, struct str second_folded);
/* The term of a name's word: "tác giả: Mai Anh" asks for these, and a text's own words never are
 * such. */
struct str term_of_person(struct arena *a, struct str folded);

/* Reads a text's tokens with their forms, fast: the letters met are looked up once. */
struct term_kept {
    struct str word;
    struct term_forms forms;
};
struct term_reader {
    struct arena *arena;
    uint16_t *lower; /* of code points below a limit; 0: not looked up yet */
    uint16_t *base;
    struct term_kept *kept;        /* TERM_KEPT words that needed care */
    char bytes[2][TERM_MAX_BYTES]; /* the forms of the last token */
};
void term_reader_init(struct term_reader *r, struct arena *a);
/* The next token of *rest, NFC, and its forms, borrowed until the next call; false at the end. */
bool term_next(struct term_reader *r, struct str *rest, struct str *token,
               struct term_forms *forms);

struct term_set {
    struct buf text; /* the terms, a space between */
    uint32_t *slots; /* where in text a term begins, + 1 */
    size_t slots_n;  /* a power of two */
    size_t n;
};

struct terms {
    struct arena *arena;
    struct term_reader reader;
    struct term_set head;
    struct term_set all;
    size_t pairs; /* of texts that are no head */
};

/* Empty, growing in a. */
void terms_init(struct terms *t, struct arena *a);
/* Adds a text's terms; head: it is a title, a tag or a name. Bytes that are not UTF-8 part words. */
void terms_add(struct terms *t, struct str text, bool head);
/* Adds a contributor's name, as a text and as a name. */
void terms_add_person(struct terms *t, struct str name);

/* What was added, borrowed; "" when memory was short (the arena has failed). */
struct str terms_head(const struct terms *t);
struct str terms_all(const struct terms *t);

#endif
