/* Any bytes as markup: what comes out holds only allowed tags, and sanitizing it again changes nothing. */
#include "base/hash.h"
#include "base/utf8.h"
#include "source/sanitize.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool tag_allowed(struct str rest)
{
    static const char *const TAGS[] = {
        "<strong>", "</strong>", "<em>", "</em>", "<b>",        "</b>",  "<i>",
        "</i>",     "<u>",       "</u>", "<sub>", "</sub>",     "<sup>", "</sup>",
        "<code>",   "</code>",   "<br>", "<a>",   "<a href=\"", "</a>",
    };
    for (size_t i = 0; i < COUNT_OF(TAGS); i++)
        if (str_starts(rest, str_view(TAGS[i])))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct html once = {STR("")};
    struct html twice = {STR("")};
    struct err e = {""};
    if (!hash_start())
        return 0;
    arena_init(&a, 64 << 20);
    if (sanitize_inline(&a, (struct str){(const char *)data, size}, &once, &e) == RC_OK) {
        for (size_t at = 0; at < once.s.n; at++)
            ASSERT(once.s.p[at] != '<' || tag_allowed(str_from(once.s, at)));
        ASSERT(utf8_valid(once.s, NULL));
        if (sanitize_inline(&a, once.s, &twice, &e) == RC_OK) {
            struct html thrice = {STR("")};
            if (sanitize_inline(&a, twice.s, &thrice, &e) == RC_OK)
                ASSERT(str_eq(twice.s, thrice.s));
        }
    }
    arena_release(&a);
    return 0;
}
