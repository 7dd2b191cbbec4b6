/* IPTC NewsML-G2: a newsItem, or a newsMessage of many, in pieces; text inside as NITF, XHTML or
 * plain text. Bare NITF documents too.
 *
 * News items with a headline or a text become documents, pictures and videos by themselves too;
 * packages, events, plans, concepts and catalogues are refused by name. One thread; memory: one
 * item (NEWSML_ITEM_MAX_BYTES). */
#ifndef LOA_SOURCE_NEWSML_H
#define LOA_SOURCE_NEWSML_H

#include "source/formats.h"

enum {
    NEWSML_ITEM_MAX_BYTES = 64 << 20,
};

#endif
