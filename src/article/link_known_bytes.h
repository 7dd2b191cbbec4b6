/* The bytes of data/links/known.txt, as tools/bytesc writes them into C. Immutable. */
#ifndef LOA_ARTICLE_LINK_KNOWN_BYTES_H
#define LOA_ARTICLE_LINK_KNOWN_BYTES_H

#include <stddef.h>

extern const unsigned char link_known_bytes[];
extern const size_t link_known_bytes_n;

#endif
