#include "store/store_signed.h"

#include "base/mem.h"

#include <stdatomic.h>
#include <string.h>

enum { WORDS = HASH_CONTENT_BYTES / sizeof(uint64_t) };

struct words {
    uint64_t of[WORDS];
};
_Static_assert(sizeof(struct words) == HASH_CONTENT_BYTES, "a hash is whole words");

struct signed_entries {
    _Atomic uint64_t slots[SIGNED_ENTRIES][WORDS];
};

struct signed_entries *signed_entries_new(void)
{
    return mem_alloc(sizeof(struct signed_entries));
}

/* The hash as words; its first says which slot is its own. */
static struct words words_of(const struct hash_content *hash)
{
    struct words words;
    memcpy(words.of, hash->bytes, sizeof words.of);
    return words;
}

bool signed_entries_has(const struct signed_entries *s, const struct hash_content *hash)
{
    struct words words = words_of(hash);
    const _Atomic uint64_t *slot = s->slots[words.of[0] % SIGNED_ENTRIES];
    bool same = true;
    for (size_t i = 0; i < WORDS; i++)
        same = same && atomic_load_explicit(&slot[i], memory_order_relaxed) == words.of[i];
    return same;
}

void signed_entries_add(struct signed_entries *s, const struct hash_content *hash)
{
    struct words words = words_of(hash);
    _Atomic uint64_t *slot = s->slots[words.of[0] % SIGNED_ENTRIES];
    for (size_t i = 0; i < WORDS; i++)
        atomic_store_explicit(&slot[i], words.of[i], memory_order_relaxed);
}
