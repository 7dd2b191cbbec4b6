/* How a JPEG is coded, as far as it tells whether coding it once more would do anything but harm. Pure. */
#ifndef LOA_SOURCE_JPEG_CODING_H
#define LOA_SOURCE_JPEG_CODING_H

#include "base/str.h"

/* True if was is whole, holds nothing but pixels (no EXIF, profile, comment, bytes behind its end), and has
 * the sides, sampling and quantization tables of now, which was made of its pixels: only losses are new
 * in now. Linear in both. */
bool jpeg_is_coded_alike(struct str was, struct str now);

#endif
