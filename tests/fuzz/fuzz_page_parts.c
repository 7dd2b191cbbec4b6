/* Pages as they are sent, in any state: every part is of the page or made from it, and there is an end. */
#include "base/err.h"
#include "base/hash.h"
#include "source/page_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, INPUT_MAX_BYTES = 64 << 10 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct page_part *parts = NULL;
    size_t n = 0;
    struct str page = {(const char *)data, size < INPUT_MAX_BYTES ? size : INPUT_MAX_BYTES};
    if (!hash_start())
        return 0;
    arena_init(&a, ARENA_BYTES);
    page_parts_read(&a, page, &parts, &n);
    for (size_t i = 0; i < n; i++) {
        ASSERT(parts[i].text.n <= page.n + sizeof "googlebot: ");
        ASSERT(parts[i].text.n > 0 || parts[i].kind == PAGE_SCRIPT || parts[i].kind == PAGE_FRAME ||
               parts[i].kind == PAGE_LINK || parts[i].kind == PAGE_MOVE);
    }
    arena_release(&a);
    return 0;
}
