/* The model of the word segmenter: what it has learned, as one block of bytes.
 *
 * Layout, little-endian: "LoaSegm1", uint32 weight_bits, lexicon_bits, note bytes; the note (where
 * the model comes from, UTF-8); 2^weight_bits int8 weights; 2^lexicon_bits uint32 slots, each
 * fingerprint << 16 | value, 0 when empty, found by linear probing. Any bytes after the header are
 * a valid model; only sizes can be wrong. Immutable; any thread. */
#ifndef LOA_TEXT_SEGMENT_MODEL_H
#define LOA_TEXT_SEGMENT_MODEL_H

#include "base/str.h"

enum {
    SEGMENT_MODEL_HEADER_BYTES = 20,
    SEGMENT_BITS_MIN = 8,
    SEGMENT_BITS_MAX = 24, /* 16 Mi entries: larger models are not ours */
    SEGMENT_NOTE_MAX = 4096,
    SEGMENT_PROBES_MAX = 24, /* slots looked at for one key; the trainer drops what lies farther */
};

/* Borrows the bytes it was viewed from. */
struct segmenter {
    struct str note;
    const signed char *weights;
    const unsigned char *lexicon;
    unsigned weight_bits;
    unsigned lexicon_bits;
};

/* Makes *m a view of a model's bytes, which must outlive it. RC_CORRUPT when they are none. */
enum rc segmenter_view(struct segmenter *m, struct str bytes, struct err *e) MUST_USE;

/* The model that is compiled in. */
struct segmenter segmenter_built_in(void);

/* What is known of the piece or run of pieces with this key; 0 when nothing is. */
uint16_t segmenter_look_up(const struct segmenter *m, uint64_t key);

/* The key of a run: start with the first piece's key, add the others in order. */
static inline uint64_t segment_key_add(uint64_t run, uint64_t piece)
{
    uint64_t h = (run ^ (piece >> 7)) * UINT64_C(0xD6E8FEB86659FD93);
    return (h ^ (h >> 32)) + piece;
}

#endif
