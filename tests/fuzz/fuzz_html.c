/* Any bytes as a page and as a body: what comes out is UTF-8, and its markup the sanitizer's. */
#include "base/hash.h"
#include "base/utf8.h"
#include "source/html.h"
#include "source/sanitize.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {""};
    struct str in = {(const char *)data, size};
    if (!hash_start())
        return 0;
    arena_init(&a, 256 << 20);
    struct doc doc;
    struct html_page_hints hints = {.captured_ms = INT64_C(1700000000000)};
    struct doc_block *blocks = NULL;
    size_t n = 0;
    if (html_read(&a, in, &hints, &doc, &e) == RC_OK) {
        ASSERT(utf8_valid(doc.title, NULL));
        for (size_t i = 0; i < doc.blocks_n; i++)
            ASSERT(sanitize_is_clean(doc.blocks[i].html.s) && utf8_valid(doc.blocks[i].text, NULL));
    }
    if (html_blocks(&a, in, STR("https://bao.example/tin/1.html"), &blocks, &n, &e) == RC_OK)
        for (size_t i = 0; i < n; i++)
            ASSERT(sanitize_is_clean(blocks[i].html.s));
    (void)e;
    arena_release(&a);
    return 0;
}
