/* OPML: what is read, written and read again is the same list. */
#include "base/hash.h"
#include "base/utf8.h"
#include "source/opml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20 };

/* Controls do not survive escaping: they become U+FFFD. */
static bool is_plain(struct str s)
{
    while (s.n) {
        uint32_t cp = utf8_next(&s);
        if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
            return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {""};
    struct opml list;
    struct opml again;
    if (!hash_start())
        return 0;
    arena_init(&a, ARENA_BYTES);
    enum rc rc = opml_read(&a, (struct str){(const char *)data, size}, &list, &e);
    ASSERT(!rc || e.text[0]);
    struct str written = rc ? STR("") : opml_write(&a, STR("t"), &list);
    if (!rc && !arena_failed(&a)) {
        ASSERT(utf8_valid(written, NULL));
        ASSERT(opml_read(&a, written, &again, &e) == RC_OK);
        ASSERT(again.feeds_n == list.feeds_n);
        if (list.feeds_n == 1 && is_plain(list.feeds[0].url))
            ASSERT(str_eq(list.feeds[0].url, again.feeds[0].url));
        if (list.feeds_n == 1 && is_plain(list.feeds[0].terms.map))
            ASSERT(str_eq(list.feeds[0].terms.map, again.feeds[0].terms.map));
    }
    arena_release(&a);
    return 0;
}
