#include "text/segment_bytes.h"
#include "text/segment_model.h"

struct segmenter segmenter_built_in(void)
{
    struct segmenter m = {0};
    struct str bytes = {(const char *)segment_bytes, segment_bytes_n};
    enum rc rc = segmenter_view(&m, bytes, NULL);
    ASSERT(rc == RC_OK); /* the build wrote it */
    return m;
}
