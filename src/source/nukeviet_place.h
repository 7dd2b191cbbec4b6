/* The pages of a NukeViet site that are no articles': sections, tags, topics, groups, authors, feeds of
 * each news module. Pure. */
#ifndef LOA_SOURCE_NUKEVIET_PLACE_H
#define LOA_SOURCE_NUKEVIET_PLACE_H

#include "source/nukeviet_tables.h"
#include "source/sink.h"

void nukeviet_places_tell(const struct nukeviet_tables *t, const struct source_sink *sink);

#endif
