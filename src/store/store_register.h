/* The register of external affairs: what the store knows of persons, organizations, countries and
 * places, of events and agreements, across articles (docs/decisions/0018-register-store.md).
 *
 * An article's facts (register/facts.h) come with it (store_put_article.facts) and are merged into
 * records; they go when the article is corrected and hide when it is withdrawn. Records keep their
 * ids and slugs, and what a person decided about them, through every re-run. As store.h: values
 * live in the caller's arena, absent text is "", absent id 0, a day that is not known FACTS_NO_DAY.
 * Shown is what an article that is listed by now_ms says, and nobody rejected. */
#ifndef LOA_STORE_STORE_REGISTER_H
#define LOA_STORE_STORE_REGISTER_H

#include "register/facts.h"
#include "store/store.h"

enum {
    STORE_PARTIES_MAX = 10000,        /* five of each event of such a list */
    STORE_REGISTER_LIST_MAX = 2000,   /* records of one query: a year of a ministry's visits */
    STORE_REGISTER_MEMBERS_MAX = 500, /* records of one country that stand for it */
};

/* Who decided, whatever it is about. */
struct store_verdict {
    enum store_verdict_kind { VERDICT_NONE, VERDICT_CONFIRMED, VERDICT_REJECTED } kind;
    struct str by;
    int64_t at_ms;
};

/* ---- records ---- */

struct store_entity {
    int64_t id;
    enum facts_kind kind;
    struct str name;
    struct str slug;    /* unique in its kind */
    struct str code;    /* the gazetteer's, "" = unlisted (geography.h) */
    struct str country; /* code */
    int64_t articles;   /* that name it */
    struct store_verdict verdict;
};

struct store_entity_query {
    enum facts_kind kind;
    struct str country; /* code; "" = any */
    struct str folded;  /* a part of the folded name; "" = any */
    int64_t now_ms;
    int64_t limit; /* 1 to STORE_REGISTER_LIST_MAX */
    int64_t offset;
};

/* Most often named first. One query each. */
enum rc store_entities(struct store_reader *r, struct arena *a, struct store_entity_query q,
                       struct store_entity **out, size_t *out_n, struct err *e) MUST_USE;
enum rc store_entities_count(struct store_reader *r, struct store_entity_query q, int64_t *out,
                             struct err *e) MUST_USE;

/* By address or id, rejected and unmentioned ones too; one that was merged into another is that
 * other. RC_NOTFOUND. */
enum rc store_entity_by_slug(struct store_reader *r, struct arena *a, enum facts_kind kind,
                             struct str slug, struct store_entity *out, struct err *e) MUST_USE;
enum rc store_entity_by_id(struct store_reader *r, struct arena *a, int64_t id,
                           struct store_entity *out, struct err *e) MUST_USE;

/* Records a name may mean, by its keys (facts_keys), most often named first; at most limit. Who it
 * is among several, the caller tells by identity.h. One query a key. */
enum rc store_entities_named(struct store_reader *r, struct arena *a, enum facts_kind kind,
                             struct str name, int64_t limit, struct store_entity **out,
                             size_t *out_n, struct err *e) MUST_USE;

/* The records that stand for one as a party: itself, and for a country the bodies and places of it,
 * most often named first. One query. */
enum rc store_members(struct store_reader *r, struct arena *a, const struct store_entity *entity,
                      int64_t **out, size_t *out_n, struct err *e) MUST_USE;

/* ---- evidence ---- */

/* Where a fact stands. The sentence's anchor in the article is its number. */
struct store_evidence {
    int64_t article_id;
    int64_t revision;
    struct str section_slug;
    struct str article_slug;
    struct str article_title;
    int64_t published_ms; /* CLOCK_NONE: unknown */
    int64_t sentence;
    int64_t start_byte; /* of the fact, in article_own_text */
    int64_t end_byte;
    struct str text; /* the sentence */
    int64_t confidence;
};

/* An office with its time span: the days of the first and last articles that give it. */
struct store_office {
    struct str name;
    struct str key; /* same_fold of it: names it in decisions */
    int64_t from_day;
    int64_t until_day;
    int64_t articles;
    struct store_verdict verdict;
    struct store_evidence first; /* of the first article */
};
/* Of a person, the latest first; one query. */
enum rc store_offices(struct store_reader *r, struct arena *a, int64_t person_id, int64_t now_ms,
                      int64_t limit, struct store_office **out, size_t *out_n,
                      struct err *e) MUST_USE;

/* Articles that name a record, newest first, with the sentence of the first mention; one query. */
enum rc store_mentions(struct store_reader *r, struct arena *a, int64_t entity_id, int64_t now_ms,
                       int64_t limit, struct store_evidence **out, size_t *out_n,
                       struct err *e) MUST_USE;

/* Names a record is written by, commonest first; one query. */
enum rc store_entity_names(struct store_reader *r, struct arena *a, int64_t entity_id,
                           int64_t limit, struct article_texts *out, struct err *e) MUST_USE;

/* Whom a person met as host or head, most often first; one query. */
struct store_contact {
    struct store_entity person;
    int64_t events;
};
enum rc store_contacts(struct store_reader *r, struct arena *a, int64_t person_id, int64_t now_ms,
                       int64_t limit, struct store_contact **out, size_t *out_n,
                       struct err *e) MUST_USE;

/* ---- events and agreements ---- */

struct store_event {
    int64_t id;
    bool is_agreement;
    enum event_kind kind;
    struct str slug; /* unique among events, and among agreements */
    struct str title;
    struct str word; /* an agreement's kind: "memorandum" */
    struct str date; /* as analysis.h writes it */
    struct str until;
    enum facts_precision precision;
    int64_t day;
    int64_t until_day;
    int64_t sort_day; /* where lists put it: day, else one near it */
    struct str period_from;
    struct str period_to;
    int64_t count;
    bool planned;
    struct store_entity host; /* id 0: not said; of these two only id, kind, name, slug */
    struct store_entity head;
    struct str guest;
    struct str place;
    int64_t under_id;
    int64_t reports; /* articles that tell of it */
    struct store_verdict verdict;
};

/* Which events. Lists of ids: of each one of them must have taken part. */
struct store_event_query {
    bool agreements;    /* else events */
    bool both;          /* events and agreements */
    int64_t kind;       /* enum event_kind; -1 = any */
    const int64_t *one; /* records (store_members); none: anybody */
    size_t one_n;
    const int64_t *other; /* the second party; none: anybody */
    size_t other_n;
    uint64_t roles;   /* bits 1 << enum facts_role in which `one` took part; 0 = any */
    int64_t from_day; /* FACTS_NO_DAY: since ever. With a bound those of no day are left out */
    int64_t until_day;
    bool oldest_first;
    int64_t now_ms;
    int64_t limit;
    int64_t offset;
};
/* One query each. */
enum rc store_events(struct store_reader *r, struct arena *a, struct store_event_query q,
                     struct store_event **out, size_t *out_n, struct err *e) MUST_USE;
enum rc store_events_count(struct store_reader *r, struct arena *a, struct store_event_query q,
                           int64_t *out, struct err *e) MUST_USE;

/* RC_NOTFOUND. One that was merged is what it was merged into. */
enum rc store_event_by_slug(struct store_reader *r, struct arena *a, bool agreement,
                            struct str slug, struct store_event *out, struct err *e) MUST_USE;
enum rc store_event_by_id(struct store_reader *r, struct arena *a, int64_t id,
                          struct store_event *out, struct err *e) MUST_USE;

/* What happened on a visit, and what was signed at an event, oldest first; one query. */
enum rc store_events_under(struct store_reader *r, struct arena *a, int64_t event_id,
                           int64_t now_ms, struct store_event **out, size_t *out_n,
                           struct err *e) MUST_USE;

/* A visit, or a reception or talks that belong to no visit, for tables of delegations. */
struct store_delegation {
    struct store_event event;
    struct str place_countries; /* codes with commas between */
    struct str side_countries;
    struct str fields;
    struct str occasion;
};
/* Those of from_day to until_day, oldest first; both FACTS_NO_DAY: those whose day is not known. One
 * query. */
enum rc store_delegations(struct store_reader *r, struct arena *a, struct store_event_query q,
                          struct store_delegation **out, size_t *out_n, struct err *e) MUST_USE;

/* What one article says of an event. */
struct store_report {
    int64_t id;
    struct store_evidence at;
    enum event_kind kind;
    struct str title;
    struct str date;
    struct str until;
    struct str guest;
    struct str place;
    struct str occasion;
    struct str invited_by;
    struct str fields; /* joined by "; " */
    int64_t host_id;
    int64_t head_id;
    struct str host;
    struct str head;
    bool planned;
};
/* Of shown articles, the first published first; one query. */
enum rc store_reports(struct store_reader *r, struct arena *a, int64_t event_id, int64_t now_ms,
                      int64_t limit, struct store_report **out, size_t *out_n,
                      struct err *e) MUST_USE;

/* The parties of the events of a list, by event, each once; at most STORE_PARTIES_MAX of all. One query. */
struct store_parties_query {
    const int64_t *events;
    size_t n;
    int64_t now_ms;
};
struct store_party {
    int64_t event_id;
    struct str name;
};
enum rc store_parties(struct store_reader *r, struct arena *a, struct store_parties_query q,
                      struct store_party **out, size_t *out_n, struct err *e) MUST_USE;

/* Who took part in an event, by role and in the order of the texts, each once; one query. */
struct store_part {
    enum facts_role role;
    struct store_entity entity; /* id 0: only text; only id, kind, name, slug, code, country */
    struct str text;
};
enum rc store_parts(struct store_reader *r, struct arena *a, int64_t event_id, int64_t now_ms,
                    int64_t limit, struct store_part **out, size_t *out_n, struct err *e) MUST_USE;

/* ---- whole pictures ---- */

/* Pairs of persons who met, most often first, among the latest events; one query. */
struct store_pair {
    int64_t one;
    int64_t other;
    struct str one_name;
    struct str one_slug;
    struct str other_name;
    struct str other_slug;
    int64_t events;
};
enum rc store_pairs(struct store_reader *r, struct arena *a, int64_t now_ms, int64_t limit,
                    struct store_pair **out, size_t *out_n, struct err *e) MUST_USE;

/* Countries and listed places with how many of the latest events had them as side, party or place,
 * most first; one query. */
struct store_partner {
    struct store_entity entity;
    int64_t events;
};
enum rc store_partners(struct store_reader *r, struct arena *a, int64_t now_ms, int64_t limit,
                       struct store_partner **out, size_t *out_n, struct err *e) MUST_USE;

/* ---- an article ---- */

/* The records an article names, in the order of its text; at most limit; one query. */
struct store_mention {
    struct store_entity entity; /* only id, kind, name, slug */
    int64_t start_byte;
    int64_t end_byte;
};
enum rc store_article_mentions(struct store_reader *r, struct arena *a, int64_t article_id,
                               int64_t limit, struct store_mention **out, size_t *out_n,
                               struct err *e) MUST_USE;

/* Its sentences that facts stand in, in order; one query. */
struct store_sentence {
    int64_t number;
    int64_t start_byte;
    int64_t end_byte;
};
enum rc store_article_sentences(struct store_reader *r, struct arena *a, int64_t article_id,
                                int64_t limit, struct store_sentence **out, size_t *out_n,
                                struct err *e) MUST_USE;

#endif
