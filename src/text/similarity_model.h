/* The model of similarity.h: how rare syllables and pairs are in the heads of news.
 *
 * Layout, little-endian: "LoaSimi1", uint32 bits, uint32 rarity of what is not in it, uint32 note
 * bytes; the note (where the model comes from, UTF-8); 2^bits uint32 slots, each the key's high 24
 * bits << 8 | rarity, 0 when empty, found by linear probing from the key's low bits. Rarity is
 * log(texts / texts that have it) in sixteenths, 1 to 255. Any bytes after the header are a valid
 * model; only sizes can be wrong. Immutable; any thread. */
#ifndef LOA_TEXT_SIMILARITY_MODEL_H
#define LOA_TEXT_SIMILARITY_MODEL_H

#include "base/str.h"

enum {
    SIMILARITY_MODEL_HEADER_BYTES = 20,
    SIMILARITY_BITS_MIN = 4,
    SIMILARITY_BITS_MAX = 20, /* a million entries: larger models are not ours */
    SIMILARITY_NOTE_MAX = 4096,
    SIMILARITY_PROBES_MAX = 64, /* slots looked at for one key; the trainer makes none farther */
    RARITY_ONE = 16,            /* a rarity of log 1 */
};

/* Borrows the bytes it was viewed from. */
struct similarity_model {
    struct str note;
    const unsigned char *slots;
    unsigned bits;
    unsigned unknown;
};

/* Makes *m a view of a model's bytes, which must outlive it. RC_CORRUPT when they are none. */
enum rc similarity_model_view(struct similarity_model *m, struct str bytes, struct err *e) MUST_USE;

/* The model that is compiled in. */
struct similarity_model similarity_model_built_in(void);

/* The rarity of the key; 0 when the model does not have it. */
unsigned similarity_rarity(const struct similarity_model *m, uint64_t key);

#endif
