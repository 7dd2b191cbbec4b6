/* Any bytes as a text capture: an article whose texts are UTF-8, or a clean error. */
#include "base/hash.h"
#include "base/utf8.h"
#include "source/capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct str s)
{
    ASSERT(utf8_valid(s, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct doc doc;
    struct err e = {""};
    if (!hash_start())
        return 0;
    arena_init(&a, CAPTURE_ARENA_BYTES);
    enum rc rc = capture_read(&a, (struct str){(const char *)data, size}, &doc, &e);
    ASSERT(rc == RC_OK || e.text[0]);
    if (!rc) {
        ASSERT(doc.title.n > 0);
        check(doc.title);
        check(doc.lead);
        check(doc.dateline);
        check(doc.section);
        for (size_t i = 0; i < doc.blocks_n; i++) {
            check(doc.blocks[i].text);
            check(doc.blocks[i].caption);
            check(doc.blocks[i].credit);
        }
        for (size_t i = 0; i < doc.people_n; i++) {
            ASSERT(doc.people[i].name.n > 0);
            check(doc.people[i].name);
        }
        for (size_t i = 0; i < doc.teasers_n; i++)
            check(doc.teasers[i].title);
        for (size_t i = 0; i < doc.breadcrumb_n; i++)
            check(doc.breadcrumb[i]);
    }
    arena_release(&a);
    return 0;
}
