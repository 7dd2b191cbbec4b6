/* Names in official Vietnamese news: persons, organizations, places, offices, delegations, dates.
 *
 * What is found is a mention: where it stands and what kind it is. Which mentions mean one person,
 * and what happened, is floor register's. Rules over the gazetteer, no model:
 * - an office begins with a word of titles.tsv and takes the words of an organization or place;
 * - a person stands behind an office, a rank or a form of address, or has a Vietnamese family name
 *   and three syllables; behind the name, in apposition, stand more offices;
 * - an organization begins with a head of organizations.tsv, or is listed there whole;
 * - a place is listed, or has its kind before it ("tỉnh Ibaraki");
 * - credits of photographs and by-lines are no mentions.
 * Pure; any thread. Everything lives in the arena and borrows the text. Cost: O(length). */
#ifndef LOA_TEXT_NAMES_H
#define LOA_TEXT_NAMES_H

#include "text/reading.h"

enum mention_kind {
    MENTION_PERSON,
    MENTION_OFFICE,
    MENTION_ORGANIZATION,
    MENTION_PLACE,
    MENTION_DATE,
    MENTION_DELEGATION,
};

/* No mention. */
#define MENTION_NONE UINT32_MAX

enum {
    NAMES_NO_ID = UINT16_MAX, /* the gazetteer has no id for it */
};

/* How an organization is mentioned. */
enum mention_flag {
    MENTION_INSIDE = 1,   /* within an office or another organization */
    MENTION_IN_GROUP = 2, /* within a delegation's name */
    MENTION_PARTY = 4,
    MENTION_ADDRESSED = 8, /* a person behind a form of address or a rank */
    MENTION_FORMER = 16,   /* an office held before: "nguyên" */
    MENTION_BEFORE = 32,   /* an office that stands before its holder's name */
    MENTION_APPOSED = 64,  /* and behind it, in apposition */
    MENTION_LISTED = 128,  /* a place or organization the gazetteer knows whole */
    MENTION_SHORT = 256,   /* a person by one syllable or word of the name alone */
    MENTION_COMMA = 512,   /* an office parted from the name behind it by a comma */
    MENTION_APART = 1024,  /* an office before a name with another office between */
};

/* A day, a month or a year: zero is "not said". until_* as well: zero when it is no period. */
struct name_date {
    uint16_t year;
    uint8_t month;
    uint8_t day;
    uint16_t until_year;
    uint8_t until_month;
    uint8_t until_day;
};

struct mention {
    enum mention_kind kind;
    uint32_t from; /* pieces from..to - 1 */
    uint32_t to;
    uint32_t
        of; /* of an office: the person's mention; of an organization in an office: that office */
    uint32_t head; /* of an office: the piece behind its first words ("Bí thư"); of an organization:
                      the same */
    uint16_t flags;
    uint16_t id; /* the gazetteer's, of places and listed organizations */
    struct name_date date;
};

/* An abbreviation the text gives in brackets behind an organization's name. */
struct name_abbreviation {
    uint64_t key;  /* of its piece */
    uint32_t from; /* pieces from..to - 1: the whole name */
    uint32_t to;
};

enum { NAMES_ABBREVIATIONS_MAX = 32 }; /* of one article */

struct names {
    struct mention *v; /* in the order of the text; one inside another follows it */
    size_t n;
    struct name_abbreviation *abbreviations;
    size_t abbreviations_n;
};

/* The names in r. RC_NOMEM (arena). */
enum rc names_find(struct arena *a, const struct reading *r, struct names *out,
                   struct err *e) MUST_USE;

/* -- for who reads between the mentions -- */

/* The listed place at piece i, longest first; NULL: none. Districts count only behind their kind. */
const struct reading_hit *names_listed_place(const struct reading *r, size_t i);

/* The date or period at piece i; the piece behind it, or i. */
size_t names_date_at(const struct reading *r, size_t i, struct name_date *out);

/* The piece behind the organization's name that begins at piece i, or i. */
size_t names_organization_end(const struct reading *r, size_t i);

#endif
