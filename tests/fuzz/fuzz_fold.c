/* Any bytes: folding is stable, tokens are bounded. */
#include "base/hash.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str s = {(const char *)data, size};
    if (!hash_start())
        return 0;
    arena_init(&a, 256 << 20);
    struct str once = text_fold(&a, s);
    ASSERT(utf8_valid(once, NULL));
    ASSERT(str_eq(once, text_fold(&a, once)));
    struct str tokens = text_index_tokens(&a, s, false);
    ASSERT(!str_contains(tokens, STR("  ")));
    (void)text_index_tokens(&a, s, true);
    arena_release(&a);
    return 0;
}
