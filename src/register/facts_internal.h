/* What the files of facts_make share. Internal to floor register. */
#ifndef LOA_REGISTER_FACTS_INTERNAL_H
#define LOA_REGISTER_FACTS_INTERNAL_H

#include "base/map.h"
#include "base/vec.h"
#include "register/facts.h"

enum { FACTS_BODIES_MAX = 64 }; /* organizations of one article that sides are looked for among */

/* An organization the article lists, as it is found in names and offices. */
struct facts_body {
    uint32_t entity;
    struct str key;
};

struct facts_maker {
    struct arena *arena;
    const struct analysis *analysis;
    struct vec entities; /* struct facts_entity */
    struct map by_key;   /* of entities: index + 1 */
    struct facts_body bodies[FACTS_BODIES_MAX];
    size_t bodies_n;
    struct vec offices; /* struct facts_office */
    struct vec events;  /* struct facts_event */
    struct vec parts;   /* struct facts_part; of the event being made */
    size_t title_end;   /* bytes: a mention behind the first line is shown rather than one in it */
    int64_t published_day;
};

/* The entity of that name, made when it is not there; FACT_NONE when there are too many. */
uint32_t facts_entity_of(struct facts_maker *m, enum facts_kind kind, struct str name,
                         const struct fact *at);
/* The same, but never made. */
uint32_t facts_known(const struct facts_maker *m, enum facts_kind kind, struct str name);
/* FACTS_COUNTRY or FACTS_PLACE. */
enum facts_kind facts_place_kind(struct str name);
/* An office or the body behind it names a foreign place, or the name is no Vietnamese one. */
bool facts_is_foreign(const struct facts_maker *m, struct str name);
/* The article's person of that name; NULL: none. */
const struct fact_person *facts_person(const struct facts_maker *m, struct str name);

/* Adds a part to the event being made, once. */
void facts_add_part(struct facts_maker *m, enum facts_role role, uint32_t entity, struct str text);
/* Adds as sides: the places text names; those and the bodies; whom a person acts for. */
void facts_side_places(struct facts_maker *m, struct facts_event *e, struct str text);
void facts_side_text(struct facts_maker *m, struct facts_event *e, struct str text);
void facts_side_person(struct facts_maker *m, struct facts_event *e, struct str name);

/* Fills m->events from the analysis. */
void facts_take_events(struct facts_maker *m);

#endif
