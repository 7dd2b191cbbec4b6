/* A card of Ghost's editors (image, gallery, bookmark, …) as HTML; both editors name their fields
 * alike. */
#ifndef LOA_SOURCE_GHOST_CARD_H
#define LOA_SOURCE_GHOST_CARD_H

#include "base/buf.h"
#include "base/vec.h"

#include <jansson.h>

/* Appends the card of that type; of one that is not known what can be told of it. What is left out is
 * added to notes (struct str), for people. False: nothing was appended. */
bool ghost_card(struct arena *a, struct str type, const json_t *fields, struct buf *out,
                struct vec *notes);

#endif
