/* Finding articles: a reader's query in, ranked cards out; for the page, its feed, suggestions and
 * `loa search`.
 *
 * Common words are not ranked over all they match: the newest FIND_RANKED of what matches best
 * (titles and words side by side first) are, then the next (docs/decisions/0008-search.md). A
 * query that finds nothing is mended: keys left in, tones, one letter, one word too many; but a quoted
 * phrase is not: what may be meant is offered. Numbers are never mended. */
#ifndef LOA_SITE_FIND_H
#define LOA_SITE_FIND_H

#include "store/store.h"
#include "text/query.h"
#include "text/snippet.h"

enum {
    FIND_CLOSE = 20,   /* so many that match closely are enough: no looser way is tried */
    FIND_RANKED = 100, /* articles ranked together; pages of the results divide it */
    FIND_COUNTED =
        500,           /* hits counted, by section and year too; each costs some two microseconds */
    FIND_READ = 200,   /* articles read for a quoted phrase: the newest with its words */
    FIND_WORK = 10000, /* rows of the index read for one question, all ways and mending: 100 ms */
    FIND_FACETS = 12,  /* sections and years counted */
    FIND_WORDS_MAX = 8,        /* suggestions */
    FIND_AUTHOR_WORDS_MAX = 6, /* of a name; later ones are not looked at */
};

/* What was asked: the words, and the fields of the form, which go before those in the words. */
struct find_ask {
    struct str typed;
    struct str author;
    struct str section; /* name or slug */
    struct str from;    /* dates as query_date reads them */
    struct str until;
    bool newest; /* else best first */
    int64_t offset;
    int64_t limit; /* 1 to FIND_RANKED */
};

struct find_place {
    struct store_reader *reader;
    struct arena *arena; /* of what is found */
    const struct store_section *sections;
    size_t sections_n;
    int64_t now_ms;
};

struct find_facet {
    int64_t key; /* section id or year */
    int64_t articles;
};

struct found {
    struct query query; /* as it was searched for: mended, fields filled in */
    int64_t *ids;       /* of this page, in order */
    size_t ids_n;
    int64_t total;
    bool more;            /* there are more than total: FIND_COUNTED were counted */
    bool building;        /* the index does not know all articles yet */
    bool cut;             /* finding all was too much work: these are of the newest articles */
    struct str corrected; /* what was searched for in the place of the words typed; "" */
    struct str suggested; /* what may have been meant, but was not searched for; "" */
    bool section_unknown;
    bool phrase_missing; /* no article says what stands in quotes */
    bool fewer;          /* no article has all the words: these have all but one */
    struct find_facet sections[FIND_FACETS]; /* most first */
    size_t sections_n;
    struct find_facet years[FIND_FACETS]; /* newest first */
    size_t years_n;
};

/* What the reader is told besides the results. */
enum find_notice {
    FIND_NOTICE_FROM,     /* a first day was given that is none; it was passed over */
    FIND_NOTICE_UNTIL,    /* a last day */
    FIND_NOTICE_REVERSED, /* the first day is after the last */
    FIND_NOTICE_SECTION,
    FIND_NOTICE_LONG,
    FIND_NOTICE_PHRASE,
    FIND_NOTICE_FEWER,
    FIND_NOTICE_CUT,
    FIND_NOTICE_BUILDING,
    FIND_NOTICE_COUNT,
};
bool find_says(const struct found *f, enum find_notice notice);

/* Finds. RC_CORRUPT: the index is damaged. Other rc as store_search. */
enum rc find_articles(const struct find_place *place, const struct find_ask *ask, struct found *out,
                      struct err *e) MUST_USE;

/* What of each found article shows why: a stretch of its text with the words marked; n = f->ids_n,
 * an empty snippet where the article is gone meanwhile. One query. */
enum rc find_snippets(const struct find_place *place, const struct found *f, struct snippet **out,
                      struct err *e) MUST_USE;

/* What may be meant by what has been typed so far, at most FIND_WORDS_MAX: topics, tags, people, titles,
 * and at the end people who are written in capitals. */
enum rc find_suggestions(const struct find_place *place, struct str typed,
                         struct article_texts *out, struct err *e) MUST_USE;

#endif
