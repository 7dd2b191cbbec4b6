/* Any bytes as a web archive, whole and in pieces: the same pages and refusals, nothing read behind
 * the end. */
#include "base/hash.h"
#include "source/charset.h"
#include "source/warc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct tally {
    size_t pages;
    size_t refused;
    size_t skipped;
    uint64_t sum; /* over places and bytes, in their order */
};

static void add(struct tally *t, size_t place, struct str s)
{
    t->sum = t->sum * 31 + place;
    for (size_t i = 0; i < s.n; i++)
        t->sum = t->sum * 31 + (unsigned char)s.p[i];
}

static bool on_page(void *ctx, const struct source_page *page, size_t place)
{
    struct tally *t = ctx;
    ASSERT(page->bytes.n <= SOURCE_MAX_BYTES);
    t->pages++;
    add(t, place, page->bytes);
    add(t, place, page->url);
    return true;
}

static bool on_refused(void *ctx, size_t place, enum rc rc, const char *cause)
{
    struct tally *t = ctx;
    ASSERT(rc != RC_OK && cause[0]);
    t->refused++;
    add(t, place, str_view(cause));
    return true;
}

static void on_skipped(void *ctx)
{
    struct tally *t = ctx;
    t->skipped++;
}

static struct tally read_cut(struct str s, size_t cut)
{
    struct tally t = {0};
    struct warc *w = NULL;
    struct source_sink sink = {
        .refused = on_refused, .page = on_page, .skipped = on_skipped, .ctx = &t};
    ASSERT(warc_new(&sink, &w, NULL) == RC_OK);
    for (; s.n; s = str_from(s, cut))
        warc_push(w, str_first(s, cut));
    warc_end(w);
    warc_free(w);
    return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size};
    if (!hash_start())
        return 0;
    struct tally whole = read_cut(s, size + 1);
    struct tally cut = read_cut(s, 1 + size % 13);
    ASSERT(whole.sum == cut.sum && whole.pages == cut.pages);
    ASSERT(whole.refused == cut.refused && whole.skipped == cut.skipped);
    return 0;
}
