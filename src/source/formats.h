/* Every format of the table in recognise.c (format.h says how to add one). */
#ifndef LOA_SOURCE_FORMATS_H
#define LOA_SOURCE_FORMATS_H

#include "source/format.h"

extern const struct source_format format_capture; /* capture.c */
extern const struct source_format format_feed;    /* feed_doc.c */
extern const struct source_format format_warc;    /* warc.c */
extern const struct source_format format_wacz;    /* wacz.c */

/* Exports of other systems. */
extern const struct source_format format_wxr;      /* wxr.c */
extern const struct source_format format_ghost;    /* ghost.c */
extern const struct source_format format_nukeviet; /* nukeviet.c */
extern const struct source_format format_ninjs;    /* ninjs.c */
extern const struct source_format format_newsml;   /* newsml.c */
extern const struct source_format format_markdown; /* markdown.c */

/* Told apart here, read by floor ingest (recognise.c). */
extern const struct source_format format_html;
extern const struct source_format format_article_json;

#endif
