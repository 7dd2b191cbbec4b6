/* train_similarity: the model of text/similarity.h from the heads of news.
 *
 * usage: train_similarity --out MODEL --note FILE --text FILE
 * --text: one head (title and lead) a line. tools/train_similarity.py makes it from the data sets and
 * calls this. A syllable is kept when SYLLABLE_TEXTS_MIN heads have it, a pair from
 * PAIR_TEXTS_MIN on: only their hashes and how many heads have them.
 * Exit 0 written, 1 failed, 2 misuse. */
#include "text/similarity_feature.h"
#include "text/similarity_model.h"
#include "tools/file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    SYLLABLE_TEXTS_MIN = 30, /* also the rarity of what is not kept */
    PAIR_TEXTS_MIN = 60,
    COUNT_BITS = 23,
    ARENA_BYTES_SHIFT = 32,
    FILE_BYTES_MAX = 512 << 20,
    LINE_ARENA_BYTES = 1 << 20,
    RARITY_MAX = 255,
    WORDS_KEPT = 64, /* of one head */
};

/* How many heads have a key. */
struct count {
    uint64_t key; /* 0: empty */
    uint32_t texts;
    uint32_t last_text; /* counted in it already */
    bool pair;
};

struct work {
    struct arena arena;
    struct str out;
    struct str note;
    struct str text;
    struct count *counts;
    size_t used;
    uint32_t texts;
    struct err e;
};

static bool read_options(struct work *w, int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        struct str *value = strcmp(argv[i], "--out") == 0    ? &w->out
                            : strcmp(argv[i], "--note") == 0 ? &w->note
                            : strcmp(argv[i], "--text") == 0 ? &w->text
                                                             : NULL;
        if (!value)
            return false;
        *value = str_view(argv[i + 1]);
    }
    return argc % 2 == 1 && w->out.n && w->note.n && w->text.n;
}

static bool count_key(struct work *w, uint64_t key, bool pair)
{
    size_t mask = ((size_t)1 << COUNT_BITS) - 1;
    size_t at = (size_t)key & mask;
    while (w->counts[at].key && w->counts[at].key != key)
        at = (at + 1) & mask;
    struct count *c = &w->counts[at];
    if (!c->key) {
        if (w->used++ > mask / 4 * 3)
            return false;
        *c = (struct count){.key = key, .pair = pair};
    }
    if (c->last_text != w->texts)
        c->texts++;
    c->last_text = w->texts;
    return true;
}

static bool count_line(struct work *w, struct str line)
{
    struct arena a;
    struct term_reader terms;
    struct feature_reader r;
    struct feature f;
    bool room = true;
    arena_init(&a, LINE_ARENA_BYTES);
    term_reader_init(&terms, &a, WORDS_KEPT);
    feature_reader_init(&r, &terms, line);
    w->texts++;
    while (room && !arena_failed(&a) && feature_next(&r, &f)) {
        room = count_key(w, f.key, false);
        if (f.pair)
            room = room && count_key(w, f.pair, true);
    }
    arena_release(&a);
    return room;
}

static enum rc count_text(struct work *w)
{
    struct str text;
    struct str line;
    w->counts = arena_array(&w->arena, (size_t)1 << COUNT_BITS, sizeof *w->counts);
    if (!w->counts)
        return fail(&w->e, RC_NOMEM, "out of memory");
    enum rc rc = file_read(&w->arena, w->text, FILE_BYTES_MAX, &text, &w->e);
    if (rc)
        return rc;
    while (str_next_line(&text, &line))
        if (!count_line(w, line))
            return fail(&w->e, RC_LIMIT, "more different pairs than the table holds");
    return w->texts ? RC_OK : fail(&w->e, RC_INVALID, "no heads");
}

/* ---- the model ---- */

static uint32_t rarity_of(const struct work *w, uint32_t texts)
{
    double rarity = RARITY_ONE * log((double)w->texts / texts);
    return rarity < 1 ? 1 : rarity > RARITY_MAX ? RARITY_MAX : (uint32_t)(rarity + 0.5);
}

static bool is_kept(const struct count *c)
{
    return c->texts >= (c->pair ? PAIR_TEXTS_MIN : SYLLABLE_TEXTS_MIN);
}

static void put_word(unsigned char *p, uint32_t word)
{
    for (size_t i = 0; i < 4; i++)
        p[i] = (unsigned char)(word >> 8 * i);
}

/* False when a key finds no slot near enough. */
static bool fill_slots(const struct work *w, uint32_t *slots, unsigned bits)
{
    size_t mask = ((size_t)1 << bits) - 1;
    for (size_t i = 0; i < (size_t)1 << COUNT_BITS; i++) {
        const struct count *c = &w->counts[i];
        if (!c->key || !is_kept(c))
            continue;
        size_t probe = 0;
        while (probe < SIMILARITY_PROBES_MAX && slots[((size_t)c->key + probe) & mask])
            probe++;
        if (probe == SIMILARITY_PROBES_MAX)
            return false;
        slots[((size_t)c->key + probe) & mask] =
            (uint32_t)(c->key >> 40) << 8 | rarity_of(w, c->texts);
    }
    return true;
}

static enum rc write_model(struct work *w)
{
    struct str note;
    enum rc rc = file_read(&w->arena, w->note, SIMILARITY_NOTE_MAX, &note, &w->e);
    if (rc)
        return rc;
    size_t kept = 0;
    for (size_t i = 0; i < (size_t)1 << COUNT_BITS; i++)
        kept += w->counts[i].key && is_kept(&w->counts[i]);
    unsigned bits = SIMILARITY_BITS_MIN;
    while (kept > ((size_t)1 << bits) / 4 * 3)
        bits++;
    size_t slots_n = (size_t)1 << bits;
    uint32_t *slots = arena_array(&w->arena, slots_n, sizeof *slots);
    size_t bytes_n = SIMILARITY_MODEL_HEADER_BYTES + note.n + 4 * slots_n;
    unsigned char *bytes = arena_alloc(&w->arena, bytes_n);
    if (arena_failed(&w->arena))
        return fail(&w->e, RC_NOMEM, "out of memory");
    if (!fill_slots(w, slots, bits))
        return fail(&w->e, RC_LIMIT, "a slot is too far away");
    static const char magic[8] = {'L', 'o', 'a', 'S', 'i', 'm', 'i', '1'};
    memcpy(bytes, magic, sizeof magic);
    put_word(bytes + 8, bits);
    put_word(bytes + 12, rarity_of(w, SYLLABLE_TEXTS_MIN));
    put_word(bytes + 16, (uint32_t)note.n);
    memcpy(bytes + SIMILARITY_MODEL_HEADER_BYTES, note.p, note.n);
    for (size_t i = 0; i < slots_n; i++)
        put_word(bytes + SIMILARITY_MODEL_HEADER_BYTES + note.n + 4 * i, slots[i]);
    printf("%u heads, %zu keys kept of %zu, 2^%u slots\n", w->texts, kept, w->used, bits);
    return file_write(w->out, (struct str){(const char *)bytes, bytes_n}, &w->e);
}

int main(int argc, char **argv)
{
    struct work w = {0};
    if (!read_options(&w, argc, argv)) {
        fprintf(stderr, "usage: train_similarity --out MODEL --note FILE --text FILE\n");
        return 2;
    }
    arena_init(&w.arena, (size_t)1 << ARENA_BYTES_SHIFT);
    enum rc rc = count_text(&w);
    if (!rc)
        rc = write_model(&w);
    if (rc)
        fprintf(stderr, "train_similarity: %s\n", w.e.text);
    arena_release(&w.arena);
    return rc ? 1 : 0;
}
