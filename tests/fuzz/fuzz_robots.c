/* robots.txt: the first line is an address, the rest the file. The answer does not depend on what
 * follows the address's "#", and a file that says Disallow: / to all at its end forbids everything it
 * does not allow by a longer rule. */
#include "base/hash.h"
#include "ingest/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 16 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str all = {(const char *)data, size};
    struct str url = str_first(all, str_find_byte(all, '\n'));
    struct str file = str_from(all, url.n + 1);
    if (str_find_byte(url, '\0') < url.n) /* http_client.c refuses such an address before */
        return 0;
    arena_init(&a, ARENA_BYTES);
    struct robots robots = robots_parse(&a, file, STR("Loa"));
    ASSERT(robots.rules_n <= ROBOTS_RULES_MAX && robots.delay_ms <= ROBOTS_DELAY_MAX_MS);
    bool allowed = robots_allow(&a, &robots, url);
    struct str same = str_concat(&a, str_first(url, str_find_byte(url, '#')), STR("#x"));
    ASSERT(arena_failed(&a) || robots_allow(&a, &robots, same) == allowed);
    ASSERT(arena_failed(&a) || robots.rules_n || allowed);
    arena_release(&a);
    return 0;
}
