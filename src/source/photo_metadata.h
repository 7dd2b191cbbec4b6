/* IPTC Photo Metadata of a picture file: who made it, who is to be credited, what it shows.
 *
 * Reads both forms in which files carry it: IPTC-IIM 4.2 datasets (inside Photoshop's image
 * resource 0x0404, or bare) and XMP packets (ISO 16684-1: dc:creator, dc:description,
 * photoshop:Credit, photoshop:Source). XMP wins where both speak. Pure; any thread.
 * Text of IIM that is not UTF-8 goes through old_text; without one it is left out. */
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

/* What a file carries; each may be empty or broken. */
struct photo_metadata_blobs {
    struct str iptc;
    struct str xmp;
    /* value as UTF-8, in a; all: every text of the file that is not UTF-8, to tell its charset by.
     * NULL: such texts are left out. */
    struct str (*old_text)(struct arena *a, struct str all, struct str value);
};

/* What they say. Texts are in a, one line each. */
struct photo_metadata photo_metadata_read(struct arena *a, struct photo_metadata_blobs blobs);

#endif
