/* Answering questions: a question in Vietnamese in, up to three sentences that stand in the archive
 * out; for the page /hoi-dap and `loa ask` (docs/decisions/0021-ask.md).
 *
 * The register is asked first: events and offices of whom the question names, by the sentences they
 * were read from. Then the search index gives the articles with the question's rarest words, and
 * their sentences are compared (text/passage.h). What the archive does not say is not answered. */
#ifndef LOA_SITE_ASK_H
#define LOA_SITE_ASK_H

#include "site/find.h"
#include "text/phrased.h"

enum {
    ASK_ANSWERS_MAX = 3,
    ASK_MAX_CP = 300, /* letters of a question; the rest is not looked at */
};

struct ask_answer {
    struct str text; /* the sentence */
    int64_t article_id;
    struct str title;
    struct str section_slug;
    struct str slug;
    int64_t published_ms; /* CLOCK_NONE: the article gives none */
    size_t start_byte;    /* of the sentence, in article_own_text */
    double score;         /* compares the answers of one question */
    double sure;          /* 0 to 1 */
    bool registered;      /* a fact of the register was read from it */
};

struct ask_answers {
    struct ask_answer answers[ASK_ANSWERS_MAX]; /* best first */
    size_t n;                                   /* 0: the archive does not know */
    bool truncated; /* the question is too long: only its beginning was read */
    bool building;  /* the index does not know all articles yet */
};

/* Answers typed. RC_CORRUPT: the index is damaged. Other rc as store_search. */
enum rc ask_archive(const struct find_place *place, struct str typed, struct ask_answers *out,
                    struct err *e) MUST_USE;

/* An outside program of the owner's choice that phrases answers (loa.conf, [ask]). */
struct ask_phraser {
    /* What it says to q, in a. It may take its time, with a limit: never on a loop's thread. */
    enum rc (*ask)(void *ctx, struct arena *a, const struct phrase_question *q, struct str *said,
                   struct err *e);
    void *ctx;
    int64_t (*mono_ms)(void); /* a clock that only goes forward */
};

/* An answer in another program's words, of which only those sentences are left that stand in the
 * answers; cites: bit i: answers[i]. */
struct ask_phrased {
    struct phrased_sentence sentences[ASK_ANSWERS_MAX];
    size_t n; /* 0: nothing was said that the archive bears out */
};

/* Has p phrase what was found. Whatever goes wrong there, found is an answer: rc is p's, for the log,
 * and then out->n is 0. */
enum rc ask_phrase(const struct ask_phraser *p, struct arena *a, struct str question,
                   const struct ask_answers *found, struct ask_phrased *out,
                   struct err *e) MUST_USE;

#endif
