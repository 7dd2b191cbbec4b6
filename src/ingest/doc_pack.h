/* A struct doc as bytes, for the way out of a child process, and back. What comes back is checked: no
 * length leads out of the bytes, texts are UTF-8, markup is of the sanitizer's alphabet. */
#ifndef LOA_INGEST_DOC_PACK_H
#define LOA_INGEST_DOC_PACK_H

#include "base/buf.h"
#include "source/doc.h"

/* Appends d. Comments and old addresses, which no page has, are left out. */
void doc_pack(struct buf *out, const struct doc *d);

/* Reads bytes of doc_pack; *out lives in a and borrows nothing. RC_CORRUPT, RC_NOMEM. */
enum rc doc_unpack(struct arena *a, struct str bytes, struct doc *out, struct err *e) MUST_USE;

#endif
