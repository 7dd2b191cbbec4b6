/* Any bytes as an article: every fact lies in its sentence, indices are in range. */
#include "base/err.h"
#include "register/analysis_json.h"
#include "register/facts.h"

enum { ARENA_BYTES = 256 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct fact *at, const struct analysis *x, size_t size)
{
    ASSERT(at->start <= at->end && at->end <= size && at->sentence < x->sentences_n);
    ASSERT(at->start >= x->sentences[at->sentence].start);
    ASSERT(at->end <= x->sentences[at->sentence].end);
}

/* Its facts refer to records and events that are there. */
static void check_facts(struct arena *a, const struct analysis *x, struct str text)
{
    struct facts f;
    if (facts_make(a, x, text, CLOCK_NONE, &f, NULL))
        return;
    for (size_t i = 0; i < f.entities_n; i++)
        check(&f.entities[i].at, x, text.n);
    for (size_t i = 0; i < f.offices_n; i++)
        ASSERT(f.offices[i].person < f.entities_n);
    for (size_t i = 0; i < f.events_n; i++) {
        ASSERT(f.events[i].under == FACT_NONE || f.events[i].under < f.events_n);
        for (size_t k = 0; k < f.events[i].parts_n; k++)
            ASSERT(f.events[i].parts[k].entity == FACT_NONE ||
                   f.events[i].parts[k].entity < f.entities_n);
    }
    (void)facts_copy(a, &f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct buf out;
    struct analysis x;
    struct segment_words words = {NULL, 0};
    struct err e = {""};
    arena_init(&a, ARENA_BYTES);
    buf_init(&out, &a);
    if (analysis_make(&a, (struct str){(const char *)data, size}, CLOCK_NONE, &x, &e) == RC_OK) {
        for (size_t i = 0; i < x.entities_n; i++) {
            check(&x.entities[i].at, &x, size);
            ASSERT(x.entities[i].of == FACT_NONE || x.entities[i].of < x.entities_n);
        }
        for (size_t i = 0; i < x.events_n; i++) {
            check(&x.events[i].at, &x, size);
            ASSERT(x.events[i].under == FACT_NONE || x.events[i].under < x.events_n);
        }
        for (size_t i = 0; i < x.agreements_n; i++)
            check(&x.agreements[i].at, &x, size);
        analysis_json_write(&out, &x, &words);
        register_json_write(&out, &x);
        check_facts(&a, &x, (struct str){(const char *)data, size});
    }
    arena_release(&a);
    return 0;
}
