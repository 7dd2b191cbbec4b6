/* A question in Vietnamese: what it asks for, and the words an answer is known by.
 *
 * Any byte string is a question. Words that only ask ("khi nào", "là ai") or only join ("của",
 * "những") say nothing about the answer; the others do, each as a term (terms.h) and each with the
 * word before it as a pair. A question typed without any mark is compared folded, because who types
 * no tones means any. What may stand in an answer instead of some of its words (another spelling of
 * a name, "trưởng đoàn" for "dẫn đầu") is an alias. Pure; any thread. Cost: O(length). */
#ifndef LOA_TEXT_QUESTION_H
#define LOA_TEXT_QUESTION_H

#include "text/terms.h"

enum {
    QUESTION_MAX_CP = 300,     /* letters, as the form says; the rest is not looked at */
    QUESTION_WORDS_MAX = 48,   /* syllables of a long question; later ones are not looked at */
    QUESTION_ALIASES_MAX = 48, /* a name has few spellings, a question few names */
    QUESTION_ALIAS_WORDS = 8,  /* syllables of a long name */
};

/* What stands in the answer. */
enum question_kind {
    QUESTION_OPEN,     /* gì, nào, vì sao, thế nào */
    QUESTION_WHO,      /* a name */
    QUESTION_WHEN,     /* a date or time */
    QUESTION_WHERE,    /* a place */
    QUESTION_HOW_MANY, /* a number */
    QUESTION_AGREED,   /* what was signed or agreed */
};

/* What the number or the words asked for are like; a sentence without any such does not answer. */
enum question_measure {
    MEASURE_NONE,
    MEASURE_MONEY,    /* "giá bao nhiêu": 7.000 đồng */
    MEASURE_LENGTH,   /* "dài bao nhiêu": 312 mét */
    MEASURE_AGE,      /* "bao nhiêu tuổi": 84 tuổi */
    MEASURE_DURATION, /* "bao lâu", "mấy ngày": 19 tháng */
    MEASURE_PERCENT,  /* "bao nhiêu phần trăm": 14% */
    MEASURE_CLOCK,    /* "mấy giờ": 22 giờ */
    MEASURE_YEAR,     /* "năm nào" */
    MEASURE_PERIOD,   /* "giai đoạn nào": 2027 – 2031 */
    MEASURE_PHONE,    /* "số điện thoại" */
};

struct question_word {
    struct str text; /* as typed, NFC, in the arena */
    uint64_t exact;  /* term of the form as written */
    uint64_t folded;
    bool loose;  /* its folded form will do: typed without marks, or the exact one is unknown */
    bool says;   /* it tells something of the answer; false: it asks, joins, or stood before */
    bool name;   /* of a name: a capital that does not only begin the question */
    bool number; /* begins with a digit */
    bool office; /* of an office: "Tổng thống", "Bí thư"; or of the body asked for: "công ty nào" */
    bool country;  /* a foreign country: who asks about it is not told of another */
    bool compound; /* of one word with the word before it: "thư viện" */
    bool nowhere;  /* no text at all has it, the caller's word */
    double share;  /* 0 to 1: how much of its weight counts; less for the kind of what is asked */
    double weight; /* how much it says, the caller's (share, until then); 0 unless says */
    double beside; /* how much it says that it stands behind the word before it */
};

/* These terms in a row say those words of the question. */
struct question_alias {
    uint64_t terms[QUESTION_ALIAS_WORDS];
    size_t terms_n;
    uint64_t words; /* bit i: word i */
};

struct question {
    enum question_kind kind;
    bool plain; /* typed without any mark */
    bool truncated;
    enum question_measure measure;
    size_t dimension; /* word: "dài", "cao" of a length asked for, said with it; SIZE_MAX: none */
    size_t cue;       /* words cue..cue + cue_n - 1 ask for a name, time, place or number */
    size_t cue_n;
    size_t unit; /* word: "bao nhiêu mét" asks for so many of it; SIZE_MAX: of nothing named */
    size_t
        focus; /* word: what the asking words stand beside, "sinh" of "sinh năm nào"; SIZE_MAX: none */
    struct question_word words[QUESTION_WORDS_MAX];
    size_t words_n;
    struct question_alias aliases[QUESTION_ALIASES_MAX];
    size_t aliases_n;
};

/* Reads typed, into *q. A failed arena gives a question without words. */
void question_read(struct question *q, struct arena *a, struct str typed);

/* True when a word says something. */
bool question_asks(const struct question *q);

/* Words from..from + n - 1 may also be said by text. Passed over when either is too long or there
 * are too many. */
void question_add_alias(struct question *q, struct arena *a, size_t from, size_t n,
                        struct str text);

/* True when a token with these terms says the word. */
static inline bool question_word_is(const struct question_word *w, struct term_pair terms)
{
    return w->loose ? w->folded == terms.folded : w->exact == terms.exact;
}

/* True when a word says something by itself: a joining word typed without its marks ("la", "cua") says little. */
static inline bool question_tells(const struct question_word *w)
{
    static const double little = 0.5;
    return w->says && w->share > little;
}

/* The term of its words that q compares with: exact, or folded when it was typed plain. */
static inline uint64_t question_term(const struct question *q, struct term_pair terms)
{
    return q->plain ? terms.folded : terms.exact;
}

/* The term of a single word as q compares, in a. */
uint64_t question_term_of(const struct question *q, struct arena *a, struct str word);

#endif
