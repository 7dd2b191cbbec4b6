/* Pictures by their content: type and size in pixels from the header, nothing decoded. Pure.
 *
 * JPEG, PNG, WebP, GIF, AVIF. SVG is a program and is refused like everything else. */
#ifndef LOA_SOURCE_PICTURE_H
#define LOA_SOURCE_PICTURE_H

#include "base/str.h"

enum { PICTURE_SIDE_MAX_PX = 20000 }; /* larger claims are an attack on decoders */

struct picture {
    struct str type;      /* "image/jpeg"; static */
    struct str extension; /* "jpg"; static */
    int width_px;
    int height_px;
};

/* Reads bytes. RC_INVALID (none of the types, or its header is cut or contradicts itself),
 * RC_LIMIT (sides). */
enum rc picture_read(struct str bytes, struct picture *out, struct err *e) MUST_USE;

#endif
