/* Between the files of find_*.c. */
#ifndef LOA_SITE_FIND_INTERNAL_H
#define LOA_SITE_FIND_INTERNAL_H

#include "site/find.h"
#include "text/terms.h"

enum { FIND_WORDS_KEPT = 4096 }; /* by the term_reader of the texts of one search */

/* One search being made. */
struct finding {
    const struct find_place *place;
    const struct find_ask *ask;
    struct query query;
    struct term_reader *reader; /* of all texts that are looked at */
    const int64_t *section_ids; /* of the section asked for and those below it */
    size_t section_ids_n;
    uint64_t *work_left; /* of FIND_WORK; NULL: nobody counts */
    struct found *found; /* cut and building are set in it; NULL: nobody asks */
    size_t enough; /* so many that say a quoted phrase: no more are read; 0: as many as may be */
    bool keep_phrases; /* mending leaves what is quoted as it is */
    bool pairs;        /* ranking asks the index which words stand side by side */
    struct err *err;
};

/* How a search takes the words. */
struct find_how {
    bool head;       /* in titles, tags and names alone */
    bool beside;     /* words that stand side by side in the query do so in the article */
    size_t left_out; /* this word is not asked for; SIZE_MAX: all are */
    int64_t limit;
};

/* Fills in the fields of f's query: those of the form, the sections, where an unquoted name ends.
 * f->found is not NULL. */
enum rc find_fields(struct finding *f) MUST_USE;

/* Leaves of the ways f's query may also be written those that stand somewhere.
 * When its words are complete, and again when one was left out. */
enum rc find_ways(struct finding *f) MUST_USE;

/* Whether any article has term; work_left as in store_search. */
enum rc find_is_written(const struct finding *f, uint64_t term, uint64_t *work_left,
                        bool *is) MUST_USE;

/* The words of a query with the fields that were typed among them; "" when words is. */
struct str find_with_fields(const struct finding *f, struct str words);

/* Bit i: word i is quoted behind word i - 1. */
uint32_t find_quoted_pairs(const struct query *q);

/* How a text answers the query. */
struct answer {
    uint32_t words;  /* bit i: word i stands there */
    uint32_t beside; /* bit i: word i stands behind word i - 1 */
    uint32_t phrase; /* bit i: so do all words before it in its quotes, in one place */
    int tokens;
    bool starts; /* the first words are the same */
};

struct answer find_answer_of(struct term_reader *r, const struct query *q, struct str text);

/* All that an article says, of its Article JSON; "" when that cannot be read. */
struct str find_body_text(struct arena *a, struct str json);

/* Terms of which an article has one where word i stands behind the one before it, as typed or in a way of
 * writing both, or one behind the other's way. */
struct store_terms find_pair_terms(struct arena *a, const struct query *q, size_t i);

/* The hits of f's query, newest first. */
enum rc find_hits(const struct finding *f, struct find_how how, struct store_hit **out,
                  size_t *out_n) MUST_USE;

/* All hits of f's query; of a quoted phrase those that say it, among the newest FIND_READ with its
 * words. */
enum rc find_all(const struct finding *f, struct store_hit **out, size_t *out_n) MUST_USE;

/* Keeps of the first FIND_READ hits those whose text has the words of pairs (bit i: word i behind
 * word i - 1) side by side. One query. */
enum rc find_beside(const struct finding *f, uint32_t pairs, struct store_hit *hits,
                    size_t *n) MUST_USE;

/* Best first. hits may hold an article twice. */
enum rc find_rank(const struct finding *f, const struct store_hit *hits, size_t hits_n,
                  int64_t **ids, size_t *ids_n) MUST_USE;

/* f's query found nothing. If something else was meant, changes f->query into that, says in *corrected
 * how it is written ("": words were left out instead, or nothing was changed), and gives its hits. */
enum rc find_mend(struct finding *f, struct str *corrected, struct store_hit **hits,
                  size_t *hits_n) MUST_USE;

/* How what was meant is written, when it was searched for and when it was not; "": not so. */
struct find_readings {
    struct str corrected;
    struct str suggested;
};

/* f's query found *hits, or nothing: what else its words may have meant, in the ways of this header. */
enum rc find_meant_words(struct finding *f, struct store_hit **hits, size_t *hits_n,
                         struct find_readings *out) MUST_USE;

/* The same of a query with a quoted phrase, which is taken at its word: when no article says it, or very few and
 * another is said far more often, that is offered in f->found. If only the words beside it are wrong,
 * they are mended. */
enum rc find_meant_phrase(struct finding *f, struct store_hit **hits, size_t *hits_n) MUST_USE;

/* f's query found *hits. They stay what was asked for; but when they have many words only apart, as a
 * long text has by accident, and something a slip away is said side by side, adds the hits of that,
 * which ranking puts first, and says in *suggested how it is written. */
enum rc find_meant_beside(const struct finding *f, struct store_hit **hits, size_t *hits_n,
                          struct str *suggested) MUST_USE;

/* f's query found few hits, whose words stand apart: says in *suggested, if there is such, what is one
 * letter away and stands side by side in articles. "": there is none. */
enum rc find_suggest_letter(const struct finding *f, const struct store_hit *hits, size_t hits_n,
                            struct str *suggested) MUST_USE;

/* f's query found few hits, hits_n: the same for a word typed with its tone but d for đ (doàn), when the
 * one with đ finds many times as much. */
enum rc find_suggest_bar(const struct finding *f, size_t hits_n, struct str *suggested) MUST_USE;

/* The words as they would be typed, without fields. */
struct str find_query_text(struct arena *a, const struct query *q);

/* Puts into f's query what articles write in the place of words that are a mark away from it and do not
 * stand side by side as they were typed, or many times more rarely. *shown: how many articles show the
 * rarest change, 0: nothing was changed. */
enum rc find_change_pairs(struct finding *f, size_t *shown) MUST_USE;

/* f's query found hits_n: says in *suggested what find_change_pairs or find_keys_beside makes of it when
 * that finds more and the query itself hardly stands side by side anywhere. "": nothing. */
enum rc find_suggest_pairs(const struct finding *f, size_t hits_n, struct str *suggested) MUST_USE;

/* Reads as keys of an input method the words that are words too (CAS: cá) but stand beside none of their
 * neighbours, where what the keys write does. */
enum rc find_keys_beside(struct finding *f, bool *changed) MUST_USE;

/* Puts dots into the long numbers of f's query that stand nowhere as they were typed: 1500000. */
enum rc find_part_numbers(struct finding *f, bool *changed) MUST_USE;

/* Puts what was meant in the place of the keys of an input method left in q's words that stand in no
 * title, or not beside their neighbours. */
enum rc find_mend_keys(struct finding *f, bool *changed) MUST_USE;

#endif
