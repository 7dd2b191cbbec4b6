/* Whom and what the mentions of one article mean: persons with their offices, organizations, places.
 *
 * A short mention ("ông Dũng", "Tổng Bí thư Anaya Gutiérrez", "V. Putin") is the person whose name
 * it is a part of; an office without a name is its holder. Everything lives in the arena. */
#ifndef LOA_REGISTER_PEOPLE_H
#define LOA_REGISTER_PEOPLE_H

#include "base/vec.h"
#include "register/analysis.h"
#include "text/names.h"

/* No thing. */
#define THING_NONE UINT32_MAX

enum {
    OFFICE_UNITS_MAX = 24,   /* words of an office that count in comparing; longer ones are cut */
    OFFICES_LOOKED_AT = 400, /* of one article, when an office is looked for */
};

/* One office of one person. */
struct held {
    uint32_t person;
    uint32_t first;                   /* mention */
    uint32_t chosen;                  /* the mention whose form is the office's name */
    uint64_t units[OFFICE_UNITS_MAX]; /* of the longest form */
    uint32_t units_n;
    bool country; /* another country than Việt Nam is part of it */
    bool apposed;
};

struct person {
    uint32_t mention; /* the one with the fullest name */
    uint32_t first;   /* mention */
    uint32_t last;    /* mention looked at latest */
    struct str name;
    struct str organization;
    bool foreign;
};

/* An organization or a place. */
struct thing {
    uint64_t key;
    struct str name; /* the commonest form */
    uint32_t first;  /* mention */
    uint32_t count;
    bool shown;  /* it is listed: not only part of something else */
    bool hidden; /* it is never: another one's name begins with it */
};

struct people {
    struct arena *arena;
    const struct reading *r;
    const struct names *names;
    uint32_t *thing;    /* of each mention: index of persons, things; THING_NONE */
    struct vec persons; /* struct person */
    struct vec held;    /* struct held */
    struct vec things;  /* struct thing; organizations and places */
};

/* Finds them. RC_NOMEM. */
enum rc people_find(struct arena *a, const struct reading *r, const struct names *names,
                    struct people *out, struct err *e) MUST_USE;

/* The person who holds the office of that mention, which has no name beside it; THING_NONE when
 * nobody or several do. before: a mention's number, of several the last named before it counts. */
uint32_t people_holder(const struct people *p, uint32_t office, uint32_t before);

/* The office of that person the mention is a form of; NULL: none. */
const struct held *people_held(const struct people *p, uint32_t office, uint32_t person);

struct person *people_person(const struct people *p, uint32_t person);

/* Pieces from..to - 1 as a name: without an abbreviation in brackets. In a or borrowed. */
struct str people_text(struct arena *a, const struct reading *r, size_t from, size_t to);

#endif
