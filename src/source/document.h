/* Documents by their content: what a file is that comes with an article. Nothing in it is run,
 * unpacked or rendered. Pure; any thread.
 *
 * PDF, OOXML (DOCX, XLSX, PPTX), OpenDocument (ODT, ODS, ODP), the old Office formats in a compound
 * file (DOC, XLS, PPT), RTF. Everything else is refused: archives, programs, HTML, scripts. */
#ifndef LOA_SOURCE_DOCUMENT_H
#define LOA_SOURCE_DOCUMENT_H

#include "base/str.h"

enum {
    DOCUMENT_ENTRIES_MAX =
        20000,                   /* of a zip's directory; a sheet with many pictures has hundreds */
    DOCUMENT_SECTORS_MAX = 4096, /* of a compound file's directory */
};

struct document {
    struct str type;      /* "application/pdf"; static */
    struct str extension; /* "pdf"; static */
};

/* RC_INVALID: none of them, with what it is where that can be told ("a zip archive"). */
enum rc document_read(struct str bytes, struct document *out, struct err *e) MUST_USE;

/* True if type is one that document_read gives. */
bool document_is_type(struct str type);

#endif
