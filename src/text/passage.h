/* The sentences of a text that answer a question best.
 *
 * A sentence is scored by the weights (question.h) of the words and pairs that stand in it; a word
 * that stands in the title, the lead, or the sentences around counts less, because a sentence rarely
 * repeats what it is about; and what was asked for (a name, a time, a place, a number) must be there
 * and not in the question. How sure an answer is says how much of the question the sentence and what
 * stands around it account for. Pure; a finder belongs to one thread. Cost: O(length of the text). */
#ifndef LOA_TEXT_PASSAGE_H
#define LOA_TEXT_PASSAGE_H

#include "text/roles.h"

enum {
    PASSAGE_SENTENCES_MAX = 1000, /* of one text; what stands further down is not looked at */
    PASSAGE_CUE_WORDS = 32,
};

/* How much of the question is accounted for, each 0 to 1 by weight. */
struct passage_support {
    double here;       /* words in the sentence */
    double near;       /* words around it, of compounds those that stand together */
    double text;       /* the same, in all of the text */
    double pairs_here; /* neighbours side by side in the sentence */
    double pairs_text; /* in all of the text */
    double lacking;    /* the heaviest word that the text lacks */
    double common;     /* words around it that are no names */
    double names;      /* 1: it lacks a word of a name */
    double nowhere;    /* 1: a word of a name that no text has */
    double numbers;    /* the same of numbers */
    double office;     /* 1: an office that the question names is not in the text */
    double country;    /* 1: a foreign country that the question names is not in the text */
    double years;      /* and of years */
    double absent;     /* 1: one of the question's names is not in the text at all */
    double roles;      /* 1: it does not say that those who are asked about did so */
    double focus;      /* 1: what the asking words stand beside is in or around it */
    double kind;       /* 1: what was asked for is there */
    double measure;    /* 1: it has no number of the kind that is asked for */
    double uncounted;  /* 1: what is counted does not stand behind a number */
    double undone;     /* 1: of a year, and what happened in it is not said */
    double asks;       /* 1: the sentence is a question itself */
};

struct passage {
    size_t start; /* bytes in the text */
    size_t end;
    double rank;  /* compares sentences of several texts */
    double score; /* how much of the question stands in and around it, 0 to 1 */
    double sure;  /* 0 to 1, when another text does nearly as well (passage_sure) */
    struct passage_support support;
};

struct passage_cues {
    uint64_t terms[PASSAGE_CUE_WORDS];
    size_t n;
};

struct passage_scanned;

struct passage_finder {
    const struct question *question;
    struct term_reader *reader;
    struct question_roles roles;
    struct passage_cues numbers; /* words that are numbers, … */
    struct passage_cues times;
    struct passage_cues places;
    struct passage_cues agreed;
    struct passage_cues titles; /* before a name: ông, bà, đồng chí */
    uint64_t five;              /* the term of "năm", which is a year as well */
    uint64_t one;
    uint64_t period;                   /* the term of "đoạn" */
    struct passage_cues units;         /* behind a number of the kind asked for */
    struct passage_scanned *sentences; /* of the text; room for PASSAGE_SENTENCES_MAX */
};

/* q and reader live as long; its memory is that of reader's arena. */
void passage_finder_init(struct passage_finder *f, const struct question *q,
                         struct term_reader *reader);

/* The best sentences of text, whose first line is its title, best first, at most max; returns how
 * many. known: bit i: word i is true of the text though it does not say it (its year). */
size_t passages_find(struct passage_finder *f, struct str text, uint64_t known, struct passage *out,
                     size_t max);

/* How sure the answer is, 0 to 1; other: rank of the best sentence of another text, by its own. */
double passage_sure(const struct question *q, const struct passage *p, double other);

#endif
