/* What the register keeps of one article: an analysis made ready to be merged with those of others.
 *
 * Every person, organization, country and place once, with the keys it is looked up by; offices;
 * events and agreements with who took part in which role. Besides what the article names, an event
 * has sides: the organizations and places its people act for, read from their offices ("Bí thư Thành
 * ủy Bắc Kinh" acts for Bắc Kinh), by which two-party timelines find it. Pure; everything lives in
 * the arena and borrows the analysis and its text. Any thread. Cost: O(length), the lists bounded. */
#ifndef LOA_REGISTER_FACTS_H
#define LOA_REGISTER_FACTS_H

#include "register/analysis.h"

enum {
    FACTS_ENTITIES_MAX = 1000,    /* of one article; later ones are left out */
    FACTS_PARTS_MAX = 120,        /* of one event */
    FACTS_KEYS_MAX = 2,           /* of one name */
    FACTS_SENTENCE_MAX_CP = 1000, /* kept of a longer one: its beginning */
};

/* No day. */
#define FACTS_NO_DAY INT64_MIN

/* X(constant, word of addresses and JSON) */
#define FACTS_KIND_TABLE(X)                                                                        \
    X(FACTS_PERSON, "person")                                                                      \
    X(FACTS_ORGANIZATION, "organization")                                                          \
    X(FACTS_COUNTRY, "country")                                                                    \
    X(FACTS_PLACE, "place")

enum facts_kind {
#define X(name, word) name,
    FACTS_KIND_TABLE(X)
#undef X
        FACTS_KIND_COUNT,
};

/* X(constant, JSON's word). What somebody or something is to an event. */
#define FACTS_ROLE_TABLE(X)                                                                        \
    X(PART_HOST, "host")                                                                           \
    X(PART_HEAD, "head")                                                                           \
    X(PART_ATTENDEE, "attendee")                                                                   \
    X(PART_PLACE, "place")                                                                         \
    X(PART_PARTY, "party")                                                                         \
    X(PART_INVITER, "inviter")                                                                     \
    X(PART_SIDE, "side")

enum facts_role {
#define X(name, word) name,
    FACTS_ROLE_TABLE(X)
#undef X
        FACTS_ROLE_COUNT,
};

/* How exactly a date is known. */
enum facts_precision {
    FACTS_UNDATED, /* not at all; near_day may be that of the publication or of the visit */
    FACTS_DAY,     /* day to until_day */
    FACTS_MONTH,   /* somewhere in it */
    FACTS_YEAR,
    FACTS_YEARLESS, /* "--12-01" of an article without a time */
};

struct facts_entity {
    enum facts_kind kind;
    struct str name;
    struct fact_texts names; /* name and its other spellings in this article */
    struct str code;         /* the gazetteer's id; "" = unlisted */
    struct str country;      /* its code, "" = unknown or of several */
    struct fact at; /* first mention behind the title, which is the first line; else there */
    bool mentioned; /* else it only stands behind an office: nothing to link to */
};

struct facts_office {
    uint32_t person; /* entity */
    struct str name;
    struct fact at;
};

struct facts_part {
    enum facts_role role;
    uint32_t entity; /* FACT_NONE: only text */
    struct str text;
};

struct facts_event {
    bool is_agreement;
    enum event_kind kind; /* of an event */
    struct str word;      /* an agreement's kind: "memorandum"; "" = unknown */
    struct str title;
    struct str date; /* as analysis.h writes it; an agreement has its event's */
    struct str until;
    enum facts_precision precision;
    int64_t day;            /* clock_day; FACTS_NO_DAY when precision does not say one */
    int64_t until_day;      /* >= day */
    int64_t near_day;       /* for finding it again; FACTS_NO_DAY: nothing is known */
    struct str period_from; /* of an agreement */
    struct str period_to;
    int64_t count; /* of an agreement; 0 = not said */
    bool planned;  /* or proposed */
    struct str guest;
    struct str place;
    struct str occasion;
    struct str invited_by;
    struct str fields;    /* joined by "; " */
    struct str match_key; /* equal for reports of one event that has no persons to tell by */
    uint32_t under;       /* index of events, or FACT_NONE */
    struct fact at;
    struct facts_part *parts;
    size_t parts_n;
};

struct facts {
    struct str text; /* the places of facts are bytes of it */
    const struct fact_sentence *sentences;
    size_t sentences_n;
    struct facts_entity *entities;
    size_t entities_n;
    struct facts_office *offices;
    size_t offices_n;
    struct facts_event *events; /* agreements behind events */
    size_t events_n;
    int64_t published_day; /* FACTS_NO_DAY: unknown */
};

/* Makes them of analysis and the text it was made of. RC_NOMEM. */
enum rc facts_make(struct arena *a, const struct analysis *analysis, struct str text,
                   int64_t published_ms, struct facts *out, struct err *e) MUST_USE;

/* The texts a name is looked up by, in a: of every kind the first is nearly its own; a foreign
 * person's second one is that of the last word, for short mentions. Returns how many. */
size_t facts_keys(struct arena *a, enum facts_kind kind, struct str name,
                  struct str keys[FACTS_KEYS_MAX]);

/* A date of analysis.h as days: first and last; how exactly. */
enum facts_precision facts_days(struct str date, int64_t *first, int64_t *last);

/* A deep copy, in a: of the analysis and its text nothing is borrowed any more. */
const struct facts *facts_copy(struct arena *a, const struct facts *f);

/* "host", "person": JSON's words. facts_kind_from_word: false if there is no such word. */
struct str facts_role_word(enum facts_role role);
struct str facts_kind_word(enum facts_kind kind);
bool facts_kind_from_word(struct str word, enum facts_kind *out);

#endif
