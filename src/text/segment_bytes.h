/* The bytes of data/vi/segment.model, as tools/bytesc writes them into C. Immutable. */
#ifndef LOA_TEXT_SEGMENT_BYTES_H
#define LOA_TEXT_SEGMENT_BYTES_H

#include <stddef.h>

extern const unsigned char segment_bytes[];
extern const size_t segment_bytes_n;

#endif
