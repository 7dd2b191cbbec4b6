/* The bytes of data/vi/similarity.model, as tools/bytesc writes them into C. Immutable. */
#ifndef LOA_TEXT_SIMILARITY_BYTES_H
#define LOA_TEXT_SIMILARITY_BYTES_H

#include <stddef.h>

extern const unsigned char similarity_bytes[];
extern const size_t similarity_bytes_n;

#endif
