/* One HTML page, read where its parser can do no harm. */
#ifndef LOA_INGEST_PAGE_H
#define LOA_INGEST_PAGE_H

#include "source/format.h"

/* Reads bytes as html_read does. *out lives in a. */
enum rc page_read_html(struct arena *a, struct str bytes, const struct source_origin *origin,
                       struct doc *out, struct err *e) MUST_USE;

#endif
