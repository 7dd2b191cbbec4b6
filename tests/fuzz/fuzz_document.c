/* Any bytes as a document that comes with an article: no byte past the end, any answer. */
#include "base/arena.h"
#include "source/document.h"
#include "source/document_link.h"
#include "source/markdown_code.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct document d;
    struct err e = {""};
    struct str s = {(const char *)data, size};
    arena_init(&a, 16 << 20);
    if (document_read(s, &d, &e))
        ASSERT(e.text[0]);
    else
        ASSERT(document_is_type(d.type));
    (void)document_link_of(&a, s);
    (void)document_link_name(&a, s);
    struct buf out;
    struct vec notes = VEC(struct str, &a);
    buf_init(&out, &a);
    markdown_code(&a, s, &out, &notes);
    arena_release(&a);
    return 0;
}
