/* A PROXY header: one byte at a time gives what all at once gives, and what is refused stays refused. */
#include "base/err.h"
#include "wire/proxy_header.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct proxy_header whole = {0};
    struct proxy_header part = {0};
    enum proxy_state state = proxy_header_read(bytes, &whole);
    ASSERT(state != PROXY_DONE || (whole.n <= bytes.n && whole.n <= PROXY_HEADER_MAX_BYTES));
    ASSERT(state != PROXY_MORE || bytes.n < PROXY_HEADER_MAX_BYTES);
    for (size_t n = 0; n <= bytes.n; n++) {
        enum proxy_state now = proxy_header_read(str_first(bytes, n), &part);
        if (now == PROXY_MORE)
            continue;
        ASSERT(now == state);
        ASSERT(now != PROXY_DONE ||
               (part.n == whole.n && part.named == whole.named && part.secure == whole.secure &&
                memcmp(&part.client, &whole.client, sizeof part.client) == 0));
        return 0;
    }
    ASSERT(state == PROXY_MORE);
    return 0;
}
