/* Building a list page of another system (doc.h) with the addresses it had there. Pure. */
#ifndef LOA_SOURCE_PLACE_H
#define LOA_SOURCE_PLACE_H

#include "base/vec.h"
#include "source/sink.h"

struct place {
    struct arena *a;
    struct doc_place told;
    struct vec steps; /* struct str */
    struct vec urls;
    struct vec feeds;
};

void place_begin(struct place *p, struct arena *a, enum doc_place_kind kind, struct str name);
/* A section's name, from the top down, its own last. */
void place_step(struct place *p, struct str name);
/* An address of the page; of its feed. Each counts once. */
void place_url(struct place *p, struct str url);
void place_feed(struct place *p, struct str url);
/* What was gathered; borrows from p and its arena. */
struct doc_place place_done(const struct place *p);
/* Tells it to sink, if that asks for places. */
void place_tell(const struct place *p, const struct source_sink *sink);

#endif
