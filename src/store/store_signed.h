/* Entries of the chain whose signature was found good, remembered for all readers of a store: checking
 * one takes as long as reading fifty rows, and a page lists some thirty articles. By their hash, which is
 * of all that the signature is of. The newest push out others; what is not remembered is checked again.
 * Any thread, without a lock: what is read while another thread writes is at worst not known. */
#ifndef LOA_STORE_STORE_SIGNED_H
#define LOA_STORE_STORE_SIGNED_H

#include "base/hash.h"

enum {
    /* of 32 bytes each: 8 MB, of which only what is used becomes memory; a site of 100,000 articles has
     * room for nearly all of its last entries */
    SIGNED_ENTRIES = 1 << 18,
};

struct signed_entries;

/* NULL when memory is out. The caller frees it with mem_free, when no reader uses it any more. */
struct signed_entries *signed_entries_new(void);

bool signed_entries_has(const struct signed_entries *s, const struct hash_content *hash);
void signed_entries_add(struct signed_entries *s, const struct hash_content *hash);

#endif
