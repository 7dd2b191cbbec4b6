#include "text/similarity_bytes.h"
#include "text/similarity_model.h"

struct similarity_model similarity_model_built_in(void)
{
    struct similarity_model m = {0};
    struct str bytes = {(const char *)similarity_bytes, similarity_bytes_n};
    enum rc rc = similarity_model_view(&m, bytes, NULL);
    ASSERT(rc == RC_OK); /* the build wrote it */
    return m;
}
