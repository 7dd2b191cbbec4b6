/* Between ask.c, ask_candidates.c, ask_mend.c and ask_register.c. */
#ifndef LOA_SITE_ASK_INTERNAL_H
#define LOA_SITE_ASK_INTERNAL_H

#include "site/ask.h"
#include "text/passage.h"

enum {
    ASK_LOOK = 150,      /* newest articles of one term that are looked at */
    ASK_WORK = 6000,     /* rows of the index read for one question */
    ASK_CANDIDATES = 20, /* articles whose sentences are compared */
    ASK_SLOTS = 1 << 14, /* articles that are counted; a power of two */
    ASK_FACTS = 64,
    ASK_REVERSED = 64, /* articles of visits the other way round */
    ASK_KEPT = 12,     /* sentences kept, best first */
};

/* An article that has some of the question's words. */
struct ask_candidate {
    int64_t id; /* 0: free */
    double score;
};

/* How many articles have a term, and the newest of them. */
struct ask_count {
    double articles;
    bool many; /* only the newest ASK_LOOK were seen; articles is estimated */
    const struct store_hit *hits;
    size_t hits_n;
};

/* Where the register read a fact that is asked for. */
struct ask_fact {
    int64_t article_id;
    size_t start_byte;
    int64_t day; /* of the month; 0: where the fact was read is where it stands */
};

/* One question being answered. */
struct asking {
    const struct find_place *place;
    struct question question;
    struct term_reader reader;
    struct store_totals totals;
    uint64_t work_left;
    size_t tries_left; /* look-ups for one letter changed */
    struct ask_candidate *slots;
    size_t slots_used;
    struct ask_count words[QUESTION_WORDS_MAX];
    struct ask_count pairs[QUESTION_WORDS_MAX]; /* of word i - 1 and word i */
    size_t office; /* words office..office + office_n - 1 ask who holds it; office_n 0: not asked */
    size_t office_n;
    struct ask_fact facts[ASK_FACTS];
    size_t facts_n;
    int64_t reversed[ASK_REVERSED];
    size_t reversed_n;
    struct ask_answer kept[ASK_KEPT];
    struct passage found[ASK_KEPT]; /* of kept */
    size_t kept_n;
    bool building;
    struct err *err;
};

/* Which articles have all of the terms. */
enum rc ask_look(struct asking *k, const uint64_t *terms, size_t n, struct ask_count *out) MUST_USE;

/* Adds weight to an article's score. */
void ask_count_candidate(struct asking *k, int64_t id, double weight);

/* The term by which the index is asked for a word. */
static inline uint64_t ask_term(const struct question_word *w)
{
    return w->loose ? w->folded : w->exact;
}

/* Finds how rare the words are, weighs them, and counts the articles that have them. */
enum rc ask_candidates(struct asking *k) MUST_USE;
/* The best candidates' ids, best first, at most max. */
size_t ask_best(struct asking *k, int64_t *ids, size_t max);

/* Puts what was meant in the place of words that no article has. */
enum rc ask_mend(struct asking *k) MUST_USE;

/* Asks the register: adds other spellings to the question, counts the articles of the events of
 * those it names, and notes where the facts stand. */
enum rc ask_register(struct asking *k) MUST_USE;
/* True when the register read from the article a visit the other way round, and none as asked: "Bắc Kinh thăm
 * Hà Nội" where Hà Nội visited Bắc Kinh. */
bool ask_is_reversed(const struct asking *k, int64_t article_id);
/* Finds the office whose holder is asked for. */
void ask_read_office(struct asking *k);
/* The sentence of an article's text that says best who holds it. */
struct ask_holder {
    size_t start;
    size_t end;
    double fit; /* 0 to 1: how much of the office it says itself */
};
bool ask_holder(struct asking *k, struct arena *a, struct str text, struct ask_holder *out);

/* True when a fact that is asked for was read from a sentence of the article, which starts at that byte. */
bool ask_is_fact(const struct asking *k, int64_t article_id, struct str sentence, size_t start);

/* Keeps a sentence, best first; text is copied. What is said twice is kept once. Of one that is sure
 * already, found may be empty. */
void ask_keep(struct asking *k, struct ask_answer answer, const struct passage *found);

#endif
