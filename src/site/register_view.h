/* Parts of the register's pages: what a row of the store looks like. Everything in the job's arena. */
#ifndef LOA_SITE_REGISTER_VIEW_H
#define LOA_SITE_REGISTER_VIEW_H

#include "site/job.h"
#include "site/register_ask.h"
#include "site/register_route.h"
#include "store/store_register.h"

/* "29/09/2023", "tháng 9/2019", "từ … đến …": as exactly as it is known. */
struct str register_date(struct job *j, const struct store_event *e);
/* A report's date the same way. */
struct str register_date_text(struct job *j, struct str date, struct str until);
/* "Chuyến thăm", "Bản ghi nhớ". */
struct str register_event_kind(const struct job *j, const struct store_event *e);
/* The address of the sentence in its article: an anchor, and a text fragment for what knows them. */
struct str register_sentence_url(struct job *j, const struct store_evidence *at);
struct view_evidence register_evidence(struct job *j, const struct store_evidence *at);
/* Rows of size bytes, each with its evidence at bytes behind its begin. */
struct register_rows {
    void *p;
    size_t size;
    size_t at;
};
/* Keeps those of *n rows whose sentence is its article's as that was sealed; an ALARM in the log names the others. */
enum rc register_keep_sealed(struct job *j, struct register_rows rows, size_t *n);
/* An event or agreement, a record, as an entry of a list. */
struct view_entry register_event_entry(struct job *j, const struct store_event *e);
struct view_entry register_entity_entry(struct job *j, const struct store_entity *e);
/* "Persons", … */
struct str register_kind_title(const struct words *t, enum facts_kind kind);

/* A query for all shown events, newest first. */
struct store_event_query register_any_event(const struct job *j, int64_t limit);
/* The days of a year, or of a month of it. */
void register_days(int year, int month, int64_t *from_day, int64_t *until_day);

/* Whether a delegation came or went; false: neither can be said. */
bool register_is_outward(const struct store_delegation *d, bool *outward);

#endif
