/* A reader's query: words, phrases, what must not be there, and fields.
 *
 *     bão số 3 "sạt lở" -clip tác giả: "Mai Anh" chuyên mục: Thời sự từ: 1/9/2024 đến: 2024-09-30
 *
 * Any byte string is a query. A word typed with a mark or đ is matched as written; one in plain
 * ASCII is matched folded, because who types no tones means any. A field's value is quoted, or
 * goes on to the next field, comma or quote: who knows the names that there are ends it where the
 * longest of them does. A date is one word. Field names may lack their tones. What is recognised as typed
 * in a TCVN3 or VNI font is read as what it says.
 * Pure; any thread. */
#ifndef LOA_TEXT_QUERY_H
#define LOA_TEXT_QUERY_H

#include "base/str.h"

enum {
    QUERY_MAX_BYTES = 600, /* the form's 200 letters; the rest is not looked at */
    QUERY_WORDS_MAX = 24,  /* a long headline; later words are not looked at */
    QUERY_WAYS_MAX = 40,   /* other ways of writing its words; later ones are not thought of */
};

struct query_word {
    struct str typed;  /* as typed, NFC */
    struct str exact;  /* its form as written, "" when it was typed without marks */
    struct str folded; /* its folded form; never "" */
    uint64_t term;     /* what it is looked for by: of exact when it has one, else of folded */
    uint64_t term_folded;
    bool bound;    /* typed as one with the previous word: TP.HCM, U-23; they should
                 stand together */
    bool quoted;   /* in quotes behind the previous word: they must stand together */
    bool excluded; /* -word: must not be there */
};

/* Another way of writing one word or some that follow each other: TPHCM for TP
 * HCM, and the reverse. */
struct query_way {
    uint64_t term;  /* of the joined word, or the pair of the two that a word was
                     parted into */
    uint64_t first; /* the folded terms of its first and last word */
    uint64_t last;
    uint64_t of;    /* the sum of the folded terms of the words it stands for: still
                  those? */
    uint32_t words; /* bit i: it stands for word i */
};

/* Texts live in the arena they were made in; "" and CLOCK_NONE: not asked for. */
struct query {
    struct query_word words[QUERY_WORDS_MAX];
    size_t words_n;
    struct query_way ways[QUERY_WAYS_MAX];
    size_t ways_n;
    struct str author;
    struct str section;
    int64_t from_ms;
    int64_t until_ms;     /* the first instant after the day, month or year that was named */
    bool from_unreadable; /* a date was given that is none */
    bool until_unreadable;
    bool author_open; /* the value was not in quotes: words may follow the name (query_add_words) */
    bool section_open;
    bool truncated; /* longer than the limits */
};

/* Sets word's forms and terms to those of written; plain: its marks do not count. In a. */
void query_word_set(struct arena *a, struct query_word *word, struct str written, bool plain);

/* Fills in the ways the words may also be written, most of which stand nowhere:
 * who has an index removes those. Words that are Vietnamese syllables are
 * neither joined nor parted. */
void query_find_ways(struct arena *a, struct query *q);

/* Whether way still stands for words of q, which may have been changed. */
bool query_way_holds(const struct query *q, const struct query_way *way);

/* Adds the words of text, unquoted, behind q's own: what stood behind an unquoted name. */
void query_add_words(struct arena *a, struct query *q, struct str text);

/* Reads typed; no words and no fields when it holds no letter or digit. */
struct query query_read(struct arena *a, struct str typed);

/* A date as readers write it: 1/9/2024, 01-09-2024, 2024-09-01, 9/2024, 2024. *from_ms is its first
 * instant in Việt Nam, *until_ms the first after it. */
bool query_date(struct str typed, int64_t *from_ms, int64_t *until_ms);

/* True when it asks for anything. */
bool query_asks(const struct query *q);

#endif
