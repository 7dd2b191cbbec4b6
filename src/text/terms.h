/* Terms: what a text is indexed by and searched with.
 *
 * Every syllable gives two terms, as written ("hoà", lower case, one place of the tone, one of i and
 * y: kỹ and kĩ are kĩ) and folded ("hoa"), and every two that follow each other one pair of the
 * folded ("hoa bình"), across punctuation. A document number is one syllable, and besides each of
 * its parts is one, and each run of parts that is a document number itself: who types 22/2023 means
 * 22/2023/TT-BTTTT too. A term is a number (base/hash_term.h): the index needs no words. What of a text is its head (title, tags, names) has
 * each term twice, once marked with TERM_HEAD.
 * Pure; what is named reader or terms belongs to one thread. Cost: O(length). */
#ifndef LOA_TEXT_TERMS_H
#define LOA_TEXT_TERMS_H

#include "base/str.h"

enum {
    TERM_HEAD = 1,           /* mark of a term that stands in the head */
    TERM_MAX_BYTES = 96 * 3, /* a form: TOKEN_MAX_BYTES, and lower case is at most 3 bytes for 1 */
    TERM_READER_WORDS = 1 << 14, /* words that a reader keeps: 512 KB; a language's common ones */
    TERMS_MAX =
        120000, /* different terms of one text; an article of the largest size has fewer, and
                           what has more is a list, findable by its first ones */
};

/* The two forms of a token that token_next gave; equal when it has no marks. In a. */
struct term_forms {
    struct str exact;
    struct str folded;
};
struct term_forms term_forms(struct arena *a, struct str token);

/* The terms of the two forms. */
struct term_pair {
    uint64_t exact;
    uint64_t folded;
};
struct term_pair term_pair_of(struct term_forms forms);

/* The term of two folded ones that follow each other: hash_term_pair. The term of a name's folded
 * word or pair: "tác giả: Mai Anh" asks for these, and a text's own words never are such. */
uint64_t term_of_person(uint64_t folded);

/* The term of an abbreviation that is also written with dots: "TƯ", which is "T.Ư" too and no syllable, has the
 * pair of its letters; 0 for any other token. Small letters are a syllable: "đầu tư". */
uint64_t term_of_abbreviation(struct str token);
/* The same of what was typed with dots, its small letters without them: "tư" of "T.Ư", "tu" of "t.u". */
uint64_t term_of_dotted(struct str letters);

/* Reads the tokens of texts with their terms; fast, because it keeps what it has met. May read any
 * number of texts: its memory is bounded. */
struct term_kept;
struct term_reader {
    struct arena *arena;
    uint16_t *lower; /* of code points below a limit; 0: not looked up yet */
    uint16_t *base;
    struct term_kept *kept;
    size_t kept_n;                 /* a power of two */
    char bytes[2][TERM_MAX_BYTES]; /* the forms of the last token that was not kept */
};
/* Its memory is a's, and goes with it. words: how many are kept, a power of two; TERM_READER_WORDS
 * for many texts. */
void term_reader_init(struct term_reader *r, struct arena *a, size_t words);
/* text as term_next reads it, clean and NFC: text itself when it is so already, else in a. */
struct str term_text(struct arena *a, struct str text);
/* The next token of *rest, NFC, and its terms; false at the end. */
bool term_next(struct term_reader *r, struct str *rest, struct str *token, struct term_pair *terms);
/* The terms of one token or part of one. */
struct term_pair term_of_token(struct term_reader *r, struct str token);

/* All terms of an article, each once, in the order they came. */
struct terms {
    struct arena *arena;
    struct term_reader *reader;
    uint64_t *keys;
    size_t n;
    size_t capacity;
    uint64_t *slots; /* a set of keys; 0: free */
    size_t slots_n;  /* a power of two */
};

/* Empty, growing in a; reader lives as long. */
void terms_init(struct terms *t, struct term_reader *reader, struct arena *a);
/* Adds a text's terms; head: it is a title, a tag or a name. Bytes that are not UTF-8 part words. */
void terms_add(struct terms *t, struct str text, bool head);
/* Adds a contributor's name, as a text and as a name. */
void terms_add_person(struct terms *t, struct str name);

#endif
