/* The account of an import: a line of JSON for each article and each refusal, a last one with the
 * sums. Written as it goes, so that an import that was killed has its account up to there. */
#ifndef LOA_APP_IMPORT_REPORT_H
#define LOA_APP_IMPORT_REPORT_H

#include "ingest/import.h"

#include <stdio.h>

struct import_report {
    FILE *file; /* NULL: none is kept */
    const char *path;
};

/* Makes the file anew. RC_IO. */
enum rc import_report_open(struct import_report *r, const char *path, struct err *e) MUST_USE;
/* Closes it after the sums. RC_IO when anything could not be written. */
enum rc import_report_close(struct import_report *r, const struct import_counts *counts,
                            struct err *e) MUST_USE;

/* {"result":"created"|"updated"|"unchanged","path","record":4,"article":12,"title"}, with
 * "state":"draft" for what is not listed and "was": the other system's word for its state */
void import_report_taken(struct import_report *r, const struct import_taken *taken);

/* {"result":"refused"|"failed"|"picture"|"document"|"note","path","line":4,"title","src","cause"};
 * src: of the picture or document, else ""; title: of the article it is of, "" = unknown. */
struct import_trouble {
    const char *result;
    const char *path;
    struct reader_place place;
    struct str title;
    struct str src;
    const char *cause;
};
void import_report_trouble(struct import_report *r, const struct import_trouble *trouble);

#endif
