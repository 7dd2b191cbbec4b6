/* IPTC Photo Metadata of a picture file: who made it, who is to be credited, what it shows.
 *
 * Reads both forms in which files carry it: IPTC-IIM 4.2 datasets (inside Photoshop's image
 * resource 0x0404, or bare) and XMP packets (ISO 16684-1: dc:creator, dc:description,
 * photoshop:Credit, photoshop:Source). XMP wins where both speak. Pure; any thread.
 * Text that is not UTF-8 is left out: what an old file meant by its bytes nobody can tell. */
#ifndef LOA_SOURCE_PHOTO_METADATA_H
#define LOA_SOURCE_PHOTO_METADATA_H

#include "base/str.h"

enum {
    PHOTO_METADATA_DATASETS_MAX = 1000, /* of IIM; more is no caption */
    PHOTO_METADATA_TEXT_MAX_BYTES = 8000,
    PHOTO_METADATA_XMP_MAX_BYTES = 1 << 20,
};

struct photo_metadata {
    struct str creator; /* By-line; several joined by ", " */
    struct str credit;  /* Credit Line, else Source */
    struct str caption; /* Description, white space folded */
};

/* What iptc and xmp say; each may be empty or broken. Texts are in a, NFC, one line. */
struct photo_metadata photo_metadata_read(struct arena *a, struct str iptc, struct str xmp);

#endif
