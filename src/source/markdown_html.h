/* Markdown (CommonMark with GitHub's tables and strikethrough) to HTML. Wraps md4c. The HTML is
 * outside text like any other: whoever reads it sanitizes. Pure; any thread. */
#ifndef LOA_SOURCE_MARKDOWN_HTML_H
#define LOA_SOURCE_MARKDOWN_HTML_H

#include "base/buf.h"

enum {
    MARKDOWN_MAX_BYTES = 4 << 20,       /* one article */
    MARKDOWN_HTML_MAX_BYTES = 32 << 20, /* md4c repeats a table's missing cells without a limit */
};

/* Appends the HTML of markdown. False: too long, or out of memory. */
bool markdown_html(struct str markdown, struct buf *out);

#endif
