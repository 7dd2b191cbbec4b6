/* A card of Ghost's editors (image, gallery, bookmark, …) as HTML; both editors name their fields
 * alike. */
#ifndef LOA_SOURCE_GHOST_CARD_H
#define LOA_SOURCE_GHOST_CARD_H

#include "base/buf.h"

#include <jansson.h>

/* Appends the card of that type. False if there is no such card. */
bool ghost_card(struct arena *a, struct str type, const json_t *fields, struct buf *out);

#endif
