/* Any line as a date, written and counted. */
#include "base/hash.h"
#include "base/utf8.h"
#include "source/datetime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {""};
    struct str in = {(const char *)data, size};
    if (!hash_start())
        return 0;
    arena_init(&a, 256 << 20);
    struct datetime when;
    int64_t at_ms = 0;
    struct str line = utf8_fold_space(&a, in);
    (void)datetime_machine(&a, in, &at_ms);
    if (utf8_valid(line, NULL) && datetime_find_near(&a, line, INT64_C(1700000000000), &when))
        ASSERT(utf8_valid(when.rest, NULL));
    (void)e;
    arena_release(&a);
    return 0;
}
