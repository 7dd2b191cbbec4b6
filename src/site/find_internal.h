/* Between find.c and find_mend.c. */
#ifndef LOA_SITE_FIND_INTERNAL_H
#define LOA_SITE_FIND_INTERNAL_H

#include "site/find.h"

/* One search being made. */
struct finding {
    const struct find_place *place;
    const struct find_ask *ask;
    struct query query;
    const int64_t *section_ids; /* of the section asked for and those below it */
    size_t section_ids_n;
    uint64_t *work_left; /* of FIND_WORK; NULL: nobody counts */
    struct found *found; /* cut and building are set in it; NULL: nobody asks */
    struct err *err;
};

/* How a search takes the words. */
struct find_how {
    bool head;       /* in titles, tags and names alone */
    bool beside;     /* words that stand side by side in the query do so in the article */
    size_t left_out; /* this word is not asked for; SIZE_MAX: all are */
    int64_t limit;
};

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

/* f's query found *hits, nothing or what cannot be meant: words that stand apart in a long text. If
 * there is better, changes f->query into what was meant, says in *corrected how that is written ("":
 * words were left out instead, or nothing was changed), and gives its hits. */
enum rc find_mend(struct finding *f, struct str *corrected, struct store_hit **hits,
                  size_t *hits_n) MUST_USE;

#endif
