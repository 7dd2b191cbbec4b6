/* Any bytes as text: words and sentences partition it. */
#include "base/err.h"
#include "text/segment.h"
#include "text/sentence.h"

enum { ARENA_BYTES = 64 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct segmenter m = segmenter_built_in();
    struct segment_words words;
    struct arena a;
    size_t end = 0;
    arena_init(&a, ARENA_BYTES);
    segment_words(&m, &a, text, &words);
    for (size_t i = 0; i < words.n; i++) {
        ASSERT(words.v[i].start >= end && words.v[i].end > words.v[i].start);
        end = words.v[i].end;
    }
    ASSERT(end <= size);
    struct str rest = text;
    struct str sentence;
    while (sentence_next(&rest, &sentence))
        ASSERT(sentence.n > 0 && sentence.p >= text.p && sentence.p + sentence.n <= text.p + size);
    struct buf once;
    struct buf twice;
    buf_init(&once, &a);
    buf_init(&twice, &a);
    segment_print(&m, text, &once);
    segment_print(&m, buf_view(&once), &twice);
    ASSERT(arena_failed(&a) || str_eq(buf_view(&once), buf_view(&twice)));
    arena_release(&a);
    return 0;
}
