/* Any four lines as two heads: within the limits, and no head differs from itself. */
#include "base/arena.h"
#include "text/head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str signature_of(struct arena *a, struct str title, struct str lead)
{
    struct signature_maker m;
    signature_init(&m, a, similarity_model_built_in());
    signature_add_title(&m, title);
    signature_add_lead(&m, lead);
    return signature_bytes(&m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { ARENA_BYTES = 16 << 20 };
    struct str rest = {(const char *)data, size};
    struct str lines[4];
    struct head heads[2];
    struct head_reader r;
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    head_reader_init(&r, &a);
    for (size_t i = 0; i + 1 < COUNT_OF(lines); i++)
        (void)str_next(&rest, '\n', &lines[i]);
    lines[3] = rest;
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        head_read(&r, &heads[i], lines[2 * i], lines[2 * i + 1],
                  signature_of(&a, lines[2 * i], lines[2 * i + 1]));
        ASSERT(heads[i].title.n <= HEADLINE_PIECES_MAX && heads[i].names_n <= HEAD_NAMES_MAX);
        ASSERT(heads[i].numbers_n <= HEAD_NUMBERS_MAX && heads[i].days_n <= HEAD_DAYS_MAX);
        ASSERT(!heads_differ(&heads[i], &heads[i], false));
    }
    ASSERT(heads_differ(&heads[0], &heads[1], true) == heads_differ(&heads[1], &heads[0], true));
    arena_release(&a);
    return 0;
}
