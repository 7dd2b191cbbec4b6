/* Any bytes as the JSON that a page declares of itself. */
#include "base/hash.h"
#include "base/utf8.h"
#include "source/html_declared.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {""};
    struct str in = {(const char *)data, size};
    if (!hash_start())
        return 0;
    arena_init(&a, 256 << 20);
    static const struct str OPEN = STR_INIT("<script type='application/ld+json'>");
    struct html_declared declared;
    struct html_tree tree;
    struct str page = str_concat(&a, OPEN, in);
    if (utf8_valid(in, NULL) && html_tree_parse(&a, page, false, &tree, &e) == RC_OK) {
        html_declared_read(&tree, &declared);
        ASSERT(declared.authors_n <= DECLARED_AUTHORS_MAX && declared.tags_n <= DECLARED_TAGS_MAX);
    }
    (void)e;
    arena_release(&a);
    return 0;
}
