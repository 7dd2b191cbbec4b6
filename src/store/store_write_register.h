/* What the files that write the register share. Internal to floor store. */
#ifndef LOA_STORE_STORE_WRITE_REGISTER_H
#define LOA_STORE_STORE_WRITE_REGISTER_H

#include "base/utf8.h"
#include "base/vec.h"
#include "register/same.h"
#include "store/store_internal.h"

enum {
    REGISTER_CANDIDATES_MAX = 64, /* records or events one is compared with */
    REGISTER_STEPS_MAX = 32,      /* rules in a row; longer chains are not made */
    REGISTER_SLUGS_MAX = 10000,   /* records of one name */
};

/* Binds FACTS_NO_DAY as NULL. */
void register_bind_day(struct stmt *q, int64_t day);
/* Adds the first column of the statement's rows to out. */
enum rc register_ids(struct write *w, enum statement id, int64_t key, struct vec *out) MUST_USE;

/* Where the rules lead: from what, in which article (0: any), by which name ("": any). */
struct register_way {
    bool is_event;
    int64_t from;
    int64_t article_id;
    struct str name;
};
enum rc register_lead(struct write *w, const struct register_way *way, int64_t *out) MUST_USE;

/* The record of the i-th entity: one that is there, or a new one. Adds its names. */
enum rc register_find_entity(struct write *w, const struct facts *f, size_t i,
                             int64_t *out) MUST_USE;
/* A new record of the same kind, called name. */
enum rc register_new_entity(struct write *w, const struct facts_entity *e, int64_t *out) MUST_USE;
/* Shows a record under the commonest of its names. */
enum rc register_rename(struct write *w, int64_t entity_id) MUST_USE;

/* What the article's report of an event was before it is put again. */
struct register_was {
    int64_t id; /* of the event it led to by itself */
    enum event_kind kind;
    struct str title;
};

/* A report's event: id is that of one that is there, or a new one. */
struct register_found {
    int64_t host; /* records, 0 = none */
    int64_t head;
    const int64_t *events; /* of the same article, which are others: two it tells apart are two */
    size_t events_n;
    const struct vec *was; /* struct register_was: the same words find the same event again */
    int64_t id;
};
enum rc register_find_event(struct write *w, const struct facts_event *e,
                            struct register_found *found) MUST_USE;
/* Lets the event say what its reports agree on. */
enum rc register_settle_event(struct write *w, int64_t event_id) MUST_USE;
/* After records were merged: an event that is now the same as another one becomes that. */
enum rc register_rematch_event(struct write *w, int64_t event_id) MUST_USE;
/* A new event like the given one, for what is split off it. */
enum rc register_copy_event(struct write *w, int64_t event_id, int64_t *out) MUST_USE;

/* Facts in the place of those the article has; facts NULL: none. */
struct register_put {
    int64_t article_id;
    int64_t revision;
    bool listed;
    const struct facts *facts;
    int64_t now_ms;
};
enum rc write_facts(struct write *w, const struct register_put *put) MUST_USE;
/* The article was withdrawn or put back. */
enum rc write_facts_listed(struct write *w, int64_t article_id, bool listed) MUST_USE;

#endif
