/* Any bytes as word model: refused, or used within its bounds. */
#include "text/segment.h"

enum { ARENA_BYTES = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct segmenter m;
    struct segment_words words;
    struct arena a;
    struct err e = {""};
    if (segmenter_view(&m, (struct str){(const char *)data, size}, &e))
        return 0;
    arena_init(&a, ARENA_BYTES);
    segment_words(&m, &a, STR("Ông Nguyễn Văn A nói: \"Kinh tế thành phố tăng 5%, hơn năm 2022.\""),
                  &words);
    segment_words(&m, &a, m.note, &words);
    arena_release(&a);
    return 0;
}
