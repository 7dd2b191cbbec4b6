/* Any bytes are an endpoint's answer, a passage, or a sentence said of one: bounded, and what is kept
 * rests on a passage there is. The first third is the passages, the rest what came back. */
#include "base/hash.h"
#include "ingest/phrase_client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str all = {(const char *)data, size};
    struct str passages[] = {str_first(all, size / 6), str_slice(all, size / 6, size / 3)};
    struct str rest = str_from(all, size / 3);
    struct str said = rest;
    struct phrased_sentence kept[3];
    const struct phrase_question q = {
        .question = passages[0], .passages = passages, .passages_n = COUNT_OF(passages)};
    if (!hash_start())
        return 0;
    arena_init(&a, 64 << 20);
    if (phrase_answer_read(&a, rest, &said, NULL))
        said = rest;
    size_t n = phrased_keep(&a, &q, said, kept, COUNT_OF(kept));
    ASSERT(n <= COUNT_OF(kept));
    for (size_t i = 0; i < n; i++)
        ASSERT(kept[i].text.n && kept[i].cites && kept[i].cites < 4);
    (void)phrase_request(&a, rest, &q);
    arena_release(&a);
    return 0;
}
