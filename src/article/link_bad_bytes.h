/* The bytes of data/links/bad.txt, as tools/bytesc writes them into C. Immutable. */
#ifndef LOA_ARTICLE_LINK_BAD_BYTES_H
#define LOA_ARTICLE_LINK_BAD_BYTES_H

#include <stddef.h>

extern const unsigned char link_bad_bytes[];
extern const size_t link_bad_bytes_n;

#endif
