/* Whether two records of the register are one: persons of one name, reports of one event.
 *
 * Pure; any thread. */
#ifndef LOA_REGISTER_SAME_H
#define LOA_REGISTER_SAME_H

#include "register/facts.h"

enum { SAME_OFFICES_MAX = 24 }; /* of one person that are compared */

struct same_person {
    struct str name;
    const struct str *offices;
    size_t offices_n;
    struct str country; /* "" = unknown */
};

/* 0: two persons. Else how much speaks for one: 1 the name alone, more when places, bodies or
 * offices agree. Holders of offices in different countries or, below the head of a province, in
 * different places are two, whatever they are called. */
int same_person(struct arena *a, const struct same_person *x, const struct same_person *y);

/* What two reports are compared by; ids are of the register's records, 0 = not said. */
struct same_event {
    bool is_agreement;
    enum event_kind kind;
    int64_t host;
    int64_t head;
    enum facts_precision precision;
    int64_t day; /* FACTS_NO_DAY */
    int64_t until_day;
    int64_t near_day;
    struct str guest;     /* folded by same_fold */
    struct str place;     /* the same */
    struct str name;      /* of an agreement, the same */
    struct str match_key; /* facts_event.match_key with records for names */
    struct str period;    /* of an agreement */
    int64_t count;
};

/* True if both tell of one event or agreement. Two dates a day apart, or two heads of one
 * delegation on one day at one host, are a contradiction within one event. */
bool same_event(const struct same_event *x, const struct same_event *y);

/* True if full is the office brief with its place behind it: "Bí thư Thành ủy" and "Bí thư Thành ủy Sông Ngân", "Phó
 * Chủ tịch UBND" and "Phó Chủ tịch UBND tỉnh Hà Nam". Not "Chủ tịch" and "Chủ tịch nước": what is so short is no
 * office yet. Both as written. */
bool same_office_in_full(struct str brief, struct str full);

/* True if both say one office of one person: "Thủ tướng", "Thủ tướng Chính phủ", "Thủ tướng Việt Nam"; "Ngoại trưởng
 * Nga" and "Bộ trưởng Bộ Ngoại giao Nga"; with its country or without. Both as written. */
bool same_office_said(struct arena *a, struct str x, struct str y);

/* A name or phrase as it is compared, in a: folded, without brackets, one space between words. */
struct str same_fold(struct arena *a, struct str text);

#endif
