/* Any bytes as Article JSON: what is read is written, read again, and written the same. */
#include "article/article_json.h"
#include "base/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct article art;
    struct err e = {""};
    if (!hash_start())
        return 0;
    arena_init(&a, 256 << 20);
    struct article_json_options options = {.trusted_html = true};
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
    }
    arena_release(&a);
    return 0;
}
