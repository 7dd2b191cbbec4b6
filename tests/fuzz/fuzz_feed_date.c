/* Dates of feeds: an instant is within the calendar, and written as RFC 3339 or RFC 5322 it is read
 * as the same instant. */
#include "source/feed_date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(struct str written, int64_t at_ms)
{
    int64_t again = 0;
    ASSERT(feed_date(written, 0, &again) && again == at_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    int64_t at_ms = 0;
    arena_init(&a, 4096);
    if (feed_date((struct str){(const char *)data, size}, 420, &at_ms)) {
        struct civil c = civil_from_instant(at_ms);
        at_ms -= ((at_ms % 1000) + 1000) % 1000;
        ASSERT(c.year >= 1 && c.year <= 9999);
        if (c.year >= 1000 && c.year < 9999) {
            check_again(clock_rfc3339(&a, at_ms), at_ms);
            check_again(clock_rfc5322(&a, at_ms), at_ms);
        }
    }
    arena_release(&a);
    return 0;
}
