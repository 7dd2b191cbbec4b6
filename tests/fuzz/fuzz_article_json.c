/* Any bytes as Article JSON: what is read is written, read again, and written the same; what is sealed
 * of it is what is written without its path. */
#include "article/article_json.h"
#include "article/sealed_text.h"
#include "base/hash.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The hash in parts is that of the whole, and is sealed once. */
static struct str sealed(struct arena *a, struct str stored)
{
    struct str text = sealed_text(a, stored);
    struct hash_content parts = sealed_text_hash(stored);
    struct hash_content whole = hash_content(text);
    ASSERT(memcmp(parts.bytes, whole.bytes, sizeof parts.bytes) == 0);
    ASSERT(str_eq(sealed_text(a, text), text));
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct article art;
    struct err e = {""};
    if (!hash_start())
        return 0;
    arena_init(&a, 256 << 20);
    struct article_json_options options = {.trusted_html = true};
    (void)sealed(&a, (struct str){(const char *)data, size});
    enum rc rc = article_json_read(&a, (struct str){(const char *)data, size}, options, &art, &e);
    ASSERT(rc == RC_OK || e.text[0]);
    if (!rc) {
        struct buf first;
        struct buf second;
        buf_init(&first, &a);
        buf_init(&second, &a);
        article_json_write(&first, &art);
        ASSERT(!buf_failed(&first));
        rc = article_json_read(&a, buf_view(&first), options, &art, &e);
        ASSERT(rc == RC_OK || rc == RC_LIMIT);
        article_json_write(&second, &art);
        ASSERT(rc || str_eq(buf_view(&first), buf_view(&second)));
        if (!rc && art.provenance_format.n) {
            struct buf without;
            buf_init(&without, &a);
            art.provenance_path = STR("");
            article_json_write(&without, &art);
            ASSERT(str_eq(sealed(&a, buf_view(&first)), buf_view(&without)));
        }
    }
    arena_release(&a);
    return 0;
}
