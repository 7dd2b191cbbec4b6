/* Files behind the register's pages: CSV, iCalendar, JSON-LD, and a year's delegations as XLSX. */
#ifndef LOA_SITE_REGISTER_FILE_H
#define LOA_SITE_REGISTER_FILE_H

#include "site/make.h"

/* True when the route (ROUTE_REGISTER) asks for a file and not for a page. */
bool register_file_is(struct route route);

/* Makes it, as machine_make does: at most STORE_REGISTER_LIST_MAX rows, a bounded number of queries.
 * out->status 404: there is no such record. */
enum rc register_file_make(struct job *j, struct route route, struct made *out) MUST_USE;

#endif
