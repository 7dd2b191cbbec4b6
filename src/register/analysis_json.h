/* Analyses as JSON: design.md's Analysis JSON, and the short form of the register.
 *
 * Both are one line without its end. Analysis JSON adds to every fact its sentence, start, end and
 * confidence. Pure; any thread. */
#ifndef LOA_REGISTER_ANALYSIS_JSON_H
#define LOA_REGISTER_ANALYSIS_JSON_H

#include "base/buf.h"
#include "register/analysis.h"
#include "text/segment.h"

/* {"sentences", "words", "entities", "events", "agreements"}; words may be empty. */
void analysis_json_write(struct buf *out, const struct analysis *analysis,
                         const struct segment_words *words);

/* {"persons", "organizations", "places", "events", "agreements"}: each thing once, as an annotator
 * lists it. A date with an end is a list of two; one place is a text. */
void register_json_write(struct buf *out, const struct analysis *analysis);

#endif
