/* One HTML page, read where its parser can do no harm: in a child process that serves many pages. */
#ifndef LOA_INGEST_PAGE_H
#define LOA_INGEST_PAGE_H

#include "ingest/child.h"
#include "source/format.h"

enum {
    PAGE_CHILD_PAGES = 1000, /* of one child */
    PAGE_CPU_S = 10,         /* of one page; an honest one takes milliseconds */
    PAGE_WAIT_S = 60,
    PAGE_CHILD_MEMORY_BYTES = 640 << 20, /* html.h's arena and what the process needs itself */
};

/* A child for page_read_in; nothing is started before the first page. NULL without memory. Freed
 * with child_free. */
struct child *page_child_new(void);

/* Reads bytes as html_read does, in pages. *out lives in a. Also RC_INVALID when the child died of it,
 * RC_LIMIT when it took too long, RC_IO. */
enum rc page_read_in(struct arena *a, struct child *pages, struct str bytes,
                     const struct source_origin *origin, struct doc *out, struct err *e) MUST_USE;

/* The same for one page, in a child for it alone. */
enum rc page_read_html(struct arena *a, struct str bytes, const struct source_origin *origin,
                       struct doc *out, struct err *e) MUST_USE;

#endif
