#include "ingest/page.h"

enum rc page_read_html(struct arena *a, struct str bytes, const struct source_origin *origin,
                       struct doc *out, struct err *e)
{
    (void)a;
    (void)bytes;
    (void)origin;
    (void)out;
    return fail(e, RC_INVALID, "HTML is not understood yet");
}
