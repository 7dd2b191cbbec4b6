/* Any bytes in pieces of a size that the first byte says: UTF-8 comes out as it went in, the rest bounded;
 * as a page of plain text, too. */
#include "ingest/legacy_article.h"
#include "ingest/legacy_stream.h"

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take(void *ctx, struct str piece)
{
    buf_add(ctx, piece);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct legacy_stream s;
    struct arena a;
    struct buf out;
    if (size == 0)
        return 0;
    struct str bytes = {(const char *)data + 1, size - 1};
    size_t piece_bytes = (size_t)data[0] + 1;
    arena_init(&a, 256 << 20);
    buf_init(&out, &a);
    legacy_stream_init(&s, bytes, take, &out);
    for (struct str rest = bytes; rest.n; rest = str_from(rest, piece_bytes))
        legacy_stream_push(&s, str_first(rest, piece_bytes));
    legacy_stream_end(&s);
    ASSERT(!legacy_stream_failed(&s));
    ASSERT(out.n <= LEGACY_GROWTH_MAX * bytes.n);
    bool unicode = utf8_valid(bytes, NULL);
    ASSERT(!unicode || str_eq(buf_view(&out), bytes));
    struct str page = legacy_page_text(&a, bytes);
    ASSERT(!unicode || utf8_valid(page, NULL));
    ASSERT(page.n <= LEGACY_GROWTH_MAX * bytes.n + 1);
    legacy_stream_release(&s);
    arena_release(&a);
    return 0;
}
