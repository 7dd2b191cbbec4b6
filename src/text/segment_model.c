#include "text/segment_model.h"

static uint32_t u32_at(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool bits_are_good(uint32_t bits)
{
    return bits >= SEGMENT_BITS_MIN && bits <= SEGMENT_BITS_MAX;
}

enum rc segmenter_view(struct segmenter *m, struct str bytes, struct err *e)
{
    if (bytes.n < SEGMENT_MODEL_HEADER_BYTES || !str_starts(bytes, STR("LoaSegm1")))
        return fail(e, RC_CORRUPT, "no word model: it does not begin with LoaSegm1");
    const unsigned char *p = (const unsigned char *)bytes.p;
    uint32_t weight_bits = u32_at(p + 8);
    uint32_t lexicon_bits = u32_at(p + 12);
    uint32_t note_bytes = u32_at(p + 16);
    if (!bits_are_good(weight_bits) || !bits_are_good(lexicon_bits) ||
        note_bytes > SEGMENT_NOTE_MAX)
        return fail(e, RC_CORRUPT, "word model: sizes out of range");
    size_t weights = (size_t)1 << weight_bits;
    size_t slots = (size_t)4 << lexicon_bits;
    size_t expected = SEGMENT_MODEL_HEADER_BYTES + note_bytes + weights + slots;
    if (bytes.n != expected)
        return fail(e, RC_CORRUPT, "word model: %zu bytes, expected %zu", bytes.n, expected);
    const unsigned char *after_note = p + SEGMENT_MODEL_HEADER_BYTES + note_bytes;
    *m = (struct segmenter){
        .note =
            str_slice(bytes, SEGMENT_MODEL_HEADER_BYTES, SEGMENT_MODEL_HEADER_BYTES + note_bytes),
        .weights = (const signed char *)after_note,
        .lexicon = after_note + weights,
        .weight_bits = weight_bits,
        .lexicon_bits = lexicon_bits,
    };
    return RC_OK;
}

uint16_t segmenter_look_up(const struct segmenter *m, uint64_t key)
{
    size_t mask = ((size_t)1 << m->lexicon_bits) - 1;
    size_t at = (size_t)(key >> 40) & mask;
    uint32_t fingerprint = (uint32_t)key & 0xFFFF;
    for (int i = 0; i < SEGMENT_PROBES_MAX; i++) {
        uint32_t slot = u32_at(m->lexicon + 4 * ((at + i) & mask));
        if (slot == 0)
            return 0;
        if (slot >> 16 == fingerprint)
            return (uint16_t)slot;
    }
    return 0;
}
