/* The pages of a WordPress site that are no articles': categories, tags, authors, feeds. Pure. */
#ifndef LOA_SOURCE_WXR_PLACE_H
#define LOA_SOURCE_WXR_PLACE_H

#include "source/sink.h"
#include "source/wxr_item.h"

/* Tells sink of each with the addresses that WordPress gives it: pretty ones with its own bases
 * (/category/, /tag/, /author/) and without one, and those that work without any setting (?cat=3). */
void wxr_places_tell(const struct wxr_site *site, const struct source_sink *sink);

#endif
