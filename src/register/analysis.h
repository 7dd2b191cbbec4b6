/* What one article says: who, which organizations and places, what happened, what was agreed.
 *
 * Every fact has the sentence it stands in, its bytes in the text and a confidence in percent.
 * Absent text is the empty text, an absent index FACT_NONE; nothing is guessed that the text does
 * not say. Everything lives in the arena of analysis_make and borrows the text. Pure; any thread.
 * Cost: O(length); ANALYSIS_ARENA_BYTES are enough for any text it takes. */
#ifndef LOA_REGISTER_ANALYSIS_H
#define LOA_REGISTER_ANALYSIS_H

#include "base/clock.h"
#include "base/str.h"

/* No fact. */
#define FACT_NONE UINT32_MAX

enum {
    ANALYSIS_TEXT_MAX_BYTES = 4 << 20, /* one article's text: ARTICLE_TEXT_MAX_BYTES */
    ANALYSIS_ARENA_BYTES = 1 << 30,    /* the worst text of that size */
    ANALYSIS_LIST_MAX = 64, /* attendees, fields, places, parties of one event: more are left out */
    ANALYSIS_EVENTS_MAX = 400,   /* events, and agreements, of one article */
    ANALYSIS_PERSONS_MAX = 4000, /* different persons of one article */
};

/* X(constant, Analysis JSON's word) */
#define ENTITY_TYPE_TABLE(X)                                                                       \
    X(ENTITY_PERSON, "person")                                                                     \
    X(ENTITY_ORGANIZATION, "organization")                                                         \
    X(ENTITY_PLACE, "place")                                                                       \
    X(ENTITY_OFFICE, "office")                                                                     \
    X(ENTITY_DATE, "date")

#define EVENT_KIND_TABLE(X)                                                                        \
    X(EVENT_VISIT, "visit")                                                                        \
    X(EVENT_RECEPTION, "reception")                                                                \
    X(EVENT_TALKS, "talks")                                                                        \
    X(EVENT_MEETING, "meeting")                                                                    \
    X(EVENT_COURTESY_CALL, "courtesy call")                                                        \
    X(EVENT_SIGNING, "signing")                                                                    \
    X(EVENT_MILESTONE, "milestone")

enum entity_type {
#define X(name, word) name,
    ENTITY_TYPE_TABLE(X)
#undef X
        ENTITY_TYPE_COUNT,
};

enum event_kind {
#define X(name, word) name,
    EVENT_KIND_TABLE(X)
#undef X
        EVENT_KIND_COUNT,
};

/* Where a fact stands. */
struct fact {
    uint32_t sentence;
    uint32_t start; /* bytes of the text */
    uint32_t end;
    uint8_t confidence; /* 0 to 100 */
};

/* One mention. name is what the thing is called in this article (a short mention has the whole name
 * of its person); equal names of one type are one thing. of: an office's holder, as the index of a
 * person's entity. */
struct entity {
    enum entity_type type;
    struct fact at;
    struct str name;
    uint32_t of;
};

struct fact_texts {
    struct str *v;
    size_t n;
};

/* A person as the article shows them: the offices in the order of the text. */
struct fact_person {
    struct str name;
    struct fact_texts offices;
    struct fact_texts aliases; /* other spellings in this article */
    struct str organization;   /* the party or body the person leads or belongs to */
    struct fact at;            /* the first mention */
};

/* date and until: "2023-09-25", "--09-25", "2019-09", "1997". */
struct event {
    enum event_kind kind;
    struct fact at;
    struct str date;
    struct str until;
    struct fact_texts place;
    struct str host;
    struct str guest; /* the delegation in the text's words */
    struct str head;  /* its leader; or who is received or visits without one */
    struct fact_texts attendees;
    struct fact_texts fields;
    struct fact_texts parties; /* of a milestone or signing */
    struct str invited_by;
    struct str occasion;
    struct str abroad; /* of a visit: the country */
    uint32_t under;    /* the visit it belongs to, as an index of events, or FACT_NONE */
    bool planned;
};

struct agreement {
    struct fact at;
    struct str name;
    struct str kind; /* "memorandum", "agreement", … ; "" = unknown */
    int64_t count;   /* 0 = not said */
    bool proposed;   /* else signed */
    struct str period_from;
    struct str period_to;
    struct fact_texts parties;
    struct fact_texts fields;
    uint32_t event; /* the event it was signed at, or FACT_NONE */
};

struct fact_sentence {
    uint32_t start;
    uint32_t end;
};

struct analysis {
    struct fact_sentence *sentences;
    size_t sentences_n;
    struct entity *entities; /* in the order of the text */
    size_t entities_n;
    struct fact_person *persons; /* in the order of their first mentions */
    size_t persons_n;
    struct fact_texts organizations; /* each once, in the order of the text */
    struct fact_texts places;
    struct event *events;
    size_t events_n;
    struct agreement *agreements;
    size_t agreements_n;
};

/* Analyses text, whose article was published then (CLOCK_NONE: unknown, and dates without a year
 * stay so). RC_LIMIT (longer than ANALYSIS_TEXT_MAX_BYTES), RC_NOMEM (arena). */
enum rc analysis_make(struct arena *a, struct str text, int64_t published_ms, struct analysis *out,
                      struct err *e) MUST_USE;

/* "person", "courtesy call": Analysis JSON's words. */
struct str entity_type_word(enum entity_type type);
struct str event_kind_word(enum event_kind kind);

#endif
