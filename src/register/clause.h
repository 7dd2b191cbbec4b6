/* One sentence under reading: who, when, where. Internal to floor register. */
#ifndef LOA_REGISTER_CLAUSE_H
#define LOA_REGISTER_CLAUSE_H

#include "register/story.h"

enum {
    CLAUSE_OBJECTS_MAX = 12, /* "tiếp ông A, bà B và ông C" */
    CONFIDENCE_SURE = 90,
    CONFIDENCE_LIKELY = 75,
    CONFIDENCE_WELCOMED = 85,
    CONFIDENCE_GENERIC = 70, /* "gặp": another word may say better what it was */
};

enum trigger {
    TRIGGER_RECEPTION,
    TRIGGER_WELCOME,
    TRIGGER_TALKS,
    TRIGGER_MEETING,
    TRIGGER_COURTESY,
    TRIGGER_VISIT,
    TRIGGER_SIGNING,
    TRIGGER_RELATIONS,
    TRIGGER_OTHER
};

/* One sentence under reading. */
struct clause {
    struct story *s;
    size_t sentence;
    size_t from;
    size_t to; /* pieces */
    struct actors actors;
    const struct actor *subject; /* who does what comes next */
    size_t since;                /* actors from here on are after the last trigger's objects */
    bool welcomed;               /* the last trigger was a welcome: a visit begins */
    bool probing;                /* only who is the guest is looked for */
};

struct found {
    enum trigger kind;
    size_t at;
    size_t end; /* the piece behind it */
};

/* An event of the kind as the words around the trigger show it: its occasion, and whether it is still to
 * come; under no visit yet. */
struct event clause_event(const struct clause *c, enum event_kind kind, const struct found *t);

/* What the trigger word says; a verb of no event is TRIGGER_OTHER. */
enum trigger clause_trigger_kind(const struct reading_hit *hit);

/* The sentence's first date with a day, or its first period; NULL: none. */
const struct mention *clause_first_date(const struct clause *c, bool period);
void clause_set_date(struct story *s, struct event *event, const struct mention *date);
/* Where it was: the venue, else the first place behind "tại"; behind a semicolon another event is told. */
void clause_set_place(struct clause *c, const struct found *t, struct event *event);

/* Who can do something: a person, a delegation. */
bool clause_can_act(const struct actor *actor);
/* "theo lời mời của A", "cùng A": not who does it. */
bool clause_is_dependent(const struct clause *c, const struct actor *actor);
/* The subject of a trigger at piece `at`: the first free actor since the last one, else as before. */
void clause_find_subject(struct clause *c, size_t at);
/* Nothing but "với", forms of address and the like stands between, at most so many pieces. */
bool clause_is_near(const struct clause *c, size_t from, size_t to, size_t most);
/* The actors a trigger that ends before piece `end` is done to; *after is the first one behind. */
size_t clause_find_objects(const struct clause *c, size_t end,
                           const struct actor *out[CLAUSE_OBJECTS_MAX], size_t *after);
/* Behind the few words in brackets that begin at piece i: "(trái)"; i: none do. */
size_t clause_behind_bracket(const struct clause *c, size_t i);
/* A comma stands in pieces from..to - 1. */
bool clause_has_comma(const struct clause *c, size_t from, size_t to);
/* "tại", "ở" stands before piece i, words of kinds of places between. */
bool clause_is_where(const struct clause *c, size_t i);

/* The event a trigger tells; its two sides must have names that differ to be one. */
enum event_kind clause_event_kind(enum trigger kind);
bool clause_is_complete(const struct event *event);
/* "gặp" and its like say less than "hội đàm". */
bool clause_is_generic(const struct clause *c, const struct found *t);

/* Who is at home and who visits: sides.c. */
bool clause_is_visitor(const struct story *s, const struct actor *actor);
/* The place is the actor's own country: nobody visits it. */
bool clause_is_home(const struct story *s, const struct actor *actor, uint32_t place);
void clause_set_guest(struct clause *c, struct event *event, const struct actor *guest);
/* Host and guest of what the subject does to the object. */
void clause_set_sides(struct clause *c, struct event *event, const struct found *t,
                      const struct actor *object);

/* Two who meet, told otherwise than one before the trigger and one behind it: pairs.c. True when the trigger is
 * read to its end. */
bool clause_pair(struct clause *c, const struct found *t);
/* The same for two who stand before the trigger, when nobody stands behind it. */
bool clause_pair_before(struct clause *c, const struct found *t);

/* What the trigger makes of the sentence: encounters.c, visits.c, signing.c. */
void clause_encounter(struct clause *c, const struct found *t);
void clause_visit(struct clause *c, const struct found *t);
void clause_signing(struct clause *c, const struct found *t);

#endif
