/* What the files of analysis_make share: the article under reading and the facts found so far.
 * Internal to floor register. */
#ifndef LOA_REGISTER_STORY_H
#define LOA_REGISTER_STORY_H

#include "register/analysis.h"
#include "register/people.h"

enum {
    ACTORS_MAX = 64,             /* of one sentence: a longer list is a table, not prose */
    SENTENCE_MENTIONS_MAX = 300, /* looked at in one sentence, for the same reason */
    SENTENCE_PIECES_MAX = 600,
};

enum actor_kind { ACTOR_PERSON, ACTOR_OFFICE, ACTOR_GROUP, ACTOR_BODY };

/* Who or what can do something in a sentence. */
struct actor {
    enum actor_kind kind;
    uint32_t mention;
    uint32_t person; /* who it is, or a group's leader; THING_NONE: not said */
    size_t from;     /* pieces, the offices beside a name included */
    size_t to;
    bool leads; /* it is named as the leader of the group before it */
};

struct actors {
    struct actor v[ACTORS_MAX];
    size_t n;
};

struct story {
    struct arena *arena;
    const struct reading *r;
    const struct names *names;
    struct people *people;
    int64_t published_ms;
    uint32_t *sentence_mentions; /* of each sentence: its first mention; one more at the end */
    uint32_t *visits;            /* of each person: how often the article says so */
    struct vec events;           /* struct event */
    struct vec agreements;       /* struct agreement */
    struct vec phrases;          /* of each agreement: struct phrase of agreements.h */
    uint32_t main_visit;         /* event, or FACT_NONE */
    bool names_vietnam;          /* or a place in it */
    struct fact_texts countries; /* the two named most; empty until asked for */
    bool countries_known;
    struct fact_texts capitals; /* the two named with "thủ đô" */
    bool capitals_known;
};

/* The actors of a sentence in order; leaders joined with their groups. */
void story_actors(const struct story *s, size_t sentence, struct actors *out);

/* The name of a person; "" for THING_NONE. */
struct str story_person_name(const struct story *s, uint32_t person);

/* The name of the organization or place a mention means; "" for none. */
struct str story_thing_name(const struct story *s, uint32_t mention);

/* Both say it, and the same. */
bool story_same_said(struct str a, struct str b);

/* Adds an event, or what it says more to the one told before. Its index, or FACT_NONE. */
uint32_t story_add_event(struct story *s, const struct event *event);

/* A fact that covers pieces from..to - 1. */
struct fact story_fact(const struct story *s, size_t from, size_t to, uint8_t confidence);

/* "--09-25", "2019-09", "1997" of a date; the second for its end, "" without one. The year of the
 * publication is put in when it is known. */
struct str story_date(const struct story *s, const struct name_date *date);
struct str story_until(const struct story *s, const struct name_date *date);

/* The pieces of a sentence that are read: *from..*to - 1. */
void story_pieces(const struct story *s, size_t sentence, size_t *from, size_t *to);
/* The mentions of a sentence that are looked at: indices *from..*to - 1. */
void story_mentions(const struct story *s, size_t sentence, uint32_t *from, uint32_t *to);

/* Adds text to a list unless it is empty, there already, or the list is full. */
void story_add_text(struct story *s, struct fact_texts *list, struct str text);

/* Fills s->events and s->agreements. */
void story_events(struct story *s);
void story_agreements(struct story *s);
/* The fields of cooperation named in the article, given to the agreement or event they belong to. */
void story_fields(struct story *s);

#endif
