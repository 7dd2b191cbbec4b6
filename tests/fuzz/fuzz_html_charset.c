/* Any bytes in any charset: what comes out is UTF-8. */
#include "base/hash.h"
#include "base/utf8.h"
#include "source/html_charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {""};
    struct str in = {(const char *)data, size};
    if (!hash_start())
        return 0;
    arena_init(&a, 256 << 20);
    struct str text = STR("");
    struct html_page_hints hints = {.captured_ms = CLOCK_NONE};
    if (html_decode(&a, in, &hints, &text, &e) == RC_OK)
        ASSERT(utf8_valid(text, NULL));
    (void)e;
    arena_release(&a);
    return 0;
}
