/* What the files that read the register share. Internal to floor store. */
#ifndef LOA_STORE_STORE_READ_REGISTER_H
#define LOA_STORE_STORE_READ_REGISTER_H

#include "base/vec.h"
#include "store/store_internal.h"
#include "store/store_register.h"

/* Where a statement's columns article_id … confidence begin. */
struct evidence_columns {
    int first;
};
void row_evidence(const struct stmt *q, struct arena *a, const struct evidence_columns *c,
                  struct store_evidence *out);
/* Columns of the verdict, who, when. */
struct store_verdict row_verdict(const struct stmt *q, struct arena *a, const int columns[3]);
/* NULL is FACTS_NO_DAY. */
int64_t row_day(const struct stmt *q, int column);
/* RC_LIMIT unless store_register.h allows them. */
enum rc read_list_limit(int64_t limit, int64_t offset, struct err *e) MUST_USE;
/* Replaces *id by where merges lead it. */
enum rc read_lead(struct store_reader *r, bool event, int64_t *id, struct err *e) MUST_USE;

#endif
