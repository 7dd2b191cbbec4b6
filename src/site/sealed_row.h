/* Rows that pages are made of, and whether they are what was sealed (store_seal.h). */
#ifndef LOA_SITE_SEALED_ROW_H
#define LOA_SITE_SEALED_ROW_H

#include "store/store.h"

/* True when the row is what its last entry says; else an ALARM in the log says why it is withheld. */
bool sealed_row(struct store_reader *r, enum seal_thing thing, int64_t id);
bool sealed_named_row(struct store_reader *r, enum seal_thing thing, struct str name);

#endif
