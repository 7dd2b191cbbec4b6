/* Feeds: the first byte says how the rest is cut into pieces. However it is cut, the items are the
 * same; every text is UTF-8; every item becomes a document. */
#include "base/hash.h"
#include "base/utf8.h"
#include "source/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    size_t items_n;
    uint64_t hash;
};

static const struct hash_key key;

static void note(struct seen *s, struct str text)
{
    ASSERT(utf8_valid(text, NULL));
    s->hash = s->hash * 31 + hash_sip(key, text);
}

static bool found(void *ctx, const struct feed *feed, const struct feed_item *item, struct arena *a,
                  size_t line)
{
    struct seen *s = ctx;
    struct doc doc;
    struct err e;
    (void)line;
    s->items_n++;
    note(s, item->title.s);
    note(s, item->summary.s);
    note(s, item->content.s);
    note(s, item->link);
    note(s, item->id);
    note(s, feed_plain(a, &feed->title));
    ASSERT(item->enclosures_n <= FEED_LIST_MAX && item->categories_n <= FEED_LIST_MAX);
    if (feed_doc(a, feed, item, &doc, &e) == RC_OK)
        for (size_t i = 0; i < doc.blocks_n; i++)
            note(s, doc.blocks[i].text);
    return s->items_n < 100;
}

static bool refused(void *ctx, size_t line, enum rc rc, const char *cause)
{
    (void)ctx;
    (void)line;
    (void)rc;
    (void)cause;
    return true;
}

static struct seen read_in_pieces(struct str bytes, size_t piece_bytes)
{
    struct seen s = {0};
    struct err e = {""};
    struct feed_reader *r = NULL;
    struct feed_sink sink = {found, refused, &s};
    struct feed_options options = {.url = STR("https://bao.vn/rss"), .zone_min = 420};
    if (feed_new(&options, &sink, &r, &e))
        return s;
    enum rc rc = RC_OK;
    for (size_t at = 0; at < bytes.n && !rc; at += piece_bytes)
        rc = feed_push(r, str_slice(bytes, at, at + piece_bytes), &e);
    if (!rc)
        rc = feed_end(r, &e);
    ASSERT(!rc || e.text[0]);
    ASSERT(utf8_valid(feed_about(r)->link, NULL));
    feed_free(r);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size || !hash_start())
        return 0;
    struct str bytes = {(const char *)data + 1, size - 1};
    struct seen whole = read_in_pieces(bytes, bytes.n + 1);
    struct seen cut = read_in_pieces(bytes, (size_t)data[0] + 1);
    ASSERT(whole.items_n == cut.items_n && whole.hash == cut.hash);
    (void)feed_recognise(bytes);
    return 0;
}
