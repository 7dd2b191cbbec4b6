/* Any bytes as Markdown with front matter: an article whose texts are UTF-8, or a clean error. */
#include "base/hash.h"
#include "base/utf8.h"
#include "source/formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct doc d;
    struct err e = {""};
    struct str bytes = {(const char *)data, size};
    struct source_origin origin = {.path = STR("2024-03-05-a.md"), .captured_ms = CLOCK_NONE};
    if (!hash_start() || !format_markdown.is(bytes))
        return 0;
    arena_init(&a, 256 << 20);
    enum rc rc = format_markdown.read(&a, bytes, &origin, &d, &e);
    ASSERT(rc == RC_OK || e.text[0]);
    if (!rc) {
        ASSERT(d.title.n > 0);
        ASSERT(utf8_valid(d.title, NULL));
        ASSERT(utf8_valid(d.lead, NULL));
        for (size_t i = 0; i < d.tags_n; i++)
            ASSERT(utf8_valid(d.tags[i], NULL));
        for (size_t i = 0; i < d.blocks_n; i++)
            ASSERT(utf8_valid(d.blocks[i].text, NULL));
    }
    arena_release(&a);
    return 0;
}
