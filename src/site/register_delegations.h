/* The table of delegations that came and went in a year, for the page and its files. */
#ifndef LOA_SITE_REGISTER_DELEGATIONS_H
#define LOA_SITE_REGISTER_DELEGATIONS_H

#include "site/register_view.h"

enum {
    REGISTER_COLUMNS = 9,
    REGISTER_COLUMN_LINK = 2,   /* the delegation */
    REGISTER_LONGEST_DAYS = 62, /* a visit */
};

/* The first column is the row's number: it is not among cells. */
struct register_row {
    bool outward;
    struct str path; /* of the event's page */
    struct str cells[REGISTER_COLUMNS];
};

struct str register_column_title(const struct words *t, size_t column);

/* Of a year; year 0: those whose day no article tells. One query. */
enum rc register_delegations(struct job *j, int year, struct register_row **out,
                             size_t *out_n) MUST_USE;

/* Events of two parties, oldest first. Three queries. */
enum rc register_relation_events(struct job *j, const struct store_entity *one,
                                 const struct store_entity *other, int64_t limit,
                                 struct store_event **out, size_t *out_n) MUST_USE;

#endif
