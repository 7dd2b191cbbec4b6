/* Any bytes as MHTML: its page is never longer than the file. */
#include "base/hash.h"
#include "base/utf8.h"
#include "source/mhtml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {""};
    struct str in = {(const char *)data, size};
    if (!hash_start())
        return 0;
    arena_init(&a, 256 << 20);
    struct mhtml_page page;
    if (mhtml_is(in) && mhtml_read(&a, in, &page, &e) == RC_OK)
        ASSERT(page.bytes.n <= size);
    struct str part;
    if (mhtml_part(&a, in, STR("https://cid.invalid/a"), &part))
        ASSERT(part.n <= size);
    (void)e;
    arena_release(&a);
    return 0;
}
