/* Any two lines as headlines: within the limit, and no headline differs from itself. */
#include "text/headline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size};
    struct str one;
    struct headline a;
    struct headline b;
    (void)str_next(&rest, '\n', &one);
    headline_read(&a, one);
    headline_read(&b, rest);
    ASSERT(a.n <= HEADLINE_PIECES_MAX && b.n <= HEADLINE_PIECES_MAX);
    ASSERT(!headlines_differ(&a, &a));
    (void)headlines_differ(&a, &b);
    (void)headlines_differ(&b, &a);
    return 0;
}
