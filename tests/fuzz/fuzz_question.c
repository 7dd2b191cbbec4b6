/* Any bytes are a question, and any text is answered from: bounded, sentences within the text, best
 * first. The first half is the question, the second the text. */
#include "base/hash.h"
#include "text/passage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str all = {(const char *)data, size};
    struct str text = str_from(all, size / 2);
    struct term_reader reader;
    struct question q;
    struct passage_finder finder;
    struct passage found[4];
    if (!hash_start())
        return 0;
    arena_init(&a, 256 << 20);
    question_read(&q, &a, str_first(all, size / 2));
    ASSERT(q.words_n <= QUESTION_WORDS_MAX && q.aliases_n <= QUESTION_ALIASES_MAX);
    question_add_alias(&q, &a, 0, 1, text);
    term_reader_init(&reader, &a, 256);
    passage_finder_init(&finder, &q, &reader);
    size_t n = passages_find(&finder, text, UINT64_MAX, found, COUNT_OF(found));
    ASSERT(n <= COUNT_OF(found));
    for (size_t i = 0; i < n; i++) {
        ASSERT(found[i].start < found[i].end && found[i].end <= text.n);
        ASSERT(found[i].sure >= 0 && found[i].sure <= 1);
        ASSERT(i == 0 || found[i - 1].rank >= found[i].rank);
    }
    arena_release(&a);
    return 0;
}
