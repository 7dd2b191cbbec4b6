/* Pages of NukeViet's module "page" (and of those made of it: about, guide): a row is a whole one. Pure. */
#ifndef LOA_SOURCE_NUKEVIET_PAGE_H
#define LOA_SOURCE_NUKEVIET_PAGE_H

#include "source/nukeviet_tables.h"

/* Whether a table may hold pages: "nv4_vi_page", one word or more behind the language. */
bool nukeviet_page_wants(const struct nukeviet_tables *t, struct str table);

/* Whether row is one: it has a body, an alias and a time of its own, and no lead as news have. */
bool nukeviet_page_is(const struct sql_row *row);

/* The document; *out is in a. RC_LIMIT, RC_NOMEM. */
enum rc nukeviet_page_doc(struct arena *a, const struct nukeviet_tables *t,
                          const struct sql_row *row, struct doc *out, struct err *e) MUST_USE;

#endif
