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
    struct err *err;
};

/* How a search takes the words. */
struct find_how {
    bool head;    /* in titles, tags and names alone */
    bool beside;  /* words that stand side by side in the query do so in the article */
    size_t left_out; /* this word is not asked for; SIZE_MAX: all are */
    int64_t limit;
};

/* The hits of f's query, newest first. */
enum rc find_hits(const struct finding *f, struct find_how how, struct store_hit **out,
                  size_t *out_n) MUST_USE;

/* Best first. hits may hold an article twice. */
enum rc find_rank(const struct finding *f, const struct store_hit *hits, size_t hits_n,
                  int64_t **ids, size_t *ids_n) MUST_USE;

/* f's query found nothing: changes f->query into one that does, and says in *corrected how it is
 * written ("" when words were left out instead). *hits and *hits_n get what it finds. */
enum rc find_mend(struct finding *f, struct str *corrected, struct store_hit **hits,
                  size_t *hits_n) MUST_USE;

#endif
