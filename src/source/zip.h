/* The files in a zip, one after the other, as their bytes come: WACZ is such a file (APPNOTE 6.3.10).
 *
 * A push reader: it goes by the headers in front of the files and needs no table at the end, so that
 * standard input does as well. Stored and deflated files are read, of any size (zip64); what is
 * encrypted or packed otherwise is refused by name. Constant memory. */
#ifndef LOA_SOURCE_ZIP_H
#define LOA_SOURCE_ZIP_H

#include "base/str.h"

enum {
    ZIP_NAME_MAX_BYTES = 65535, /* the format has no longer ones */
    ZIP_ENTRIES_MAX = 1 << 20,  /* an archive of a million files is a mistake */
};

struct zip_sink {
    /* A file begins. False: its bytes are not wanted; end is not called for it. */
    bool (*begin)(void *ctx, struct str name);
    /* Its bytes. False: no more of it, and end is not called either. */
    bool (*bytes)(void *ctx, struct str piece);
    /* It is whole (RC_OK), or broken for this cause. */
    void (*end)(void *ctx, enum rc rc, const struct err *cause);
    void *ctx;
};

struct zip;

/* RC_NOMEM. *sink is copied. The caller frees *out. */
enum rc zip_new(const struct zip_sink *sink, struct zip **out, struct err *e) MUST_USE;
void zip_free(struct zip *z);

/* RC_OK, or why the rest of the zip cannot be read (RC_CORRUPT, RC_LIMIT, RC_NOMEM). */
enum rc zip_push(struct zip *z, struct str piece, struct err *e) MUST_USE;
/* After the last byte: RC_CORRUPT when a file was not whole. */
enum rc zip_end(struct zip *z, struct err *e) MUST_USE;

#endif
