#include "text/similarity_model.h"

static uint32_t word_at(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

enum rc similarity_model_view(struct similarity_model *m, struct str bytes, struct err *e)
{
    if (bytes.n < SIMILARITY_MODEL_HEADER_BYTES || !str_starts(bytes, STR("LoaSimi1")))
        return fail(e, RC_CORRUPT, "not a model of similarity");
    const unsigned char *p = (const unsigned char *)bytes.p;
    uint32_t bits = word_at(p + 8);
    uint32_t unknown = word_at(p + 12);
    uint32_t note_n = word_at(p + 16);
    if (bits < SIMILARITY_BITS_MIN || bits > SIMILARITY_BITS_MAX || unknown < 1 || unknown > 255 ||
        note_n > SIMILARITY_NOTE_MAX)
        return fail(e, RC_CORRUPT, "the model of similarity has impossible sizes");
    size_t want = SIMILARITY_MODEL_HEADER_BYTES + (size_t)note_n + ((size_t)4 << bits);
    if (bytes.n != want)
        return fail(e, RC_CORRUPT, "the model of similarity has %zu bytes, not %zu", bytes.n, want);
    *m = (struct similarity_model){
        .note = str_slice(bytes, SIMILARITY_MODEL_HEADER_BYTES,
                          SIMILARITY_MODEL_HEADER_BYTES + (size_t)note_n),
        .slots = p + SIMILARITY_MODEL_HEADER_BYTES + note_n,
        .bits = bits,
        .unknown = unknown,
    };
    return RC_OK;
}

unsigned similarity_rarity(const struct similarity_model *m, uint64_t key)
{
    size_t mask = ((size_t)1 << m->bits) - 1;
    for (size_t i = 0; i < SIMILARITY_PROBES_MAX; i++) {
        uint32_t slot = word_at(m->slots + 4 * (((size_t)key + i) & mask));
        if (slot == 0)
            return 0;
        if (slot >> 8 == key >> 40)
            return slot & 0xFF;
    }
    return 0;
}
