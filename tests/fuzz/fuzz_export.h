/* Any bytes as an export of one format, in pieces whose size the first byte says, once or twice read:
 * documents whose texts are UTF-8, or clean errors. */
#ifndef LOA_TESTS_FUZZ_EXPORT_H
#define LOA_TESTS_FUZZ_EXPORT_H

#include "../unit/source/export_feed.h"
#include "base/hash.h"
#include "base/utf8.h"

static inline void fuzz_export_check(struct str s)
{
    ASSERT(utf8_valid(s, NULL));
}

static inline bool fuzz_export_found(void *ctx, const struct doc *d, struct arena *a, size_t place)
{
    (void)ctx;
    (void)a;
    ASSERT(place > 0);
    ASSERT(d->title.n > 0);
    fuzz_export_check(d->title);
    fuzz_export_check(d->lead);
    for (size_t i = 0; i < d->blocks_n; i++) {
        fuzz_export_check(d->blocks[i].text);
        fuzz_export_check(d->blocks[i].caption);
    }
    for (size_t i = 0; i < d->tags_n; i++)
        fuzz_export_check(d->tags[i]);
    for (size_t i = 0; i < d->comments_n; i++) {
        fuzz_export_check(d->comments[i].name);
        fuzz_export_check(d->comments[i].text);
    }
    for (size_t i = 0; i < d->files_n; i++) {
        ASSERT(d->files[i].url.n > 0);
        fuzz_export_check(d->files[i].title);
        fuzz_export_check(d->files[i].url);
    }
    for (size_t i = 0; i < d->notes_n; i++)
        fuzz_export_check(d->notes[i]);
    return true;
}

static inline void fuzz_export_place(void *ctx, const struct doc_place *place)
{
    (void)ctx;
    fuzz_export_check(place->name);
    for (size_t i = 0; i < place->urls_n; i++)
        ASSERT(place->urls[i].n > 0);
    for (size_t i = 0; i < place->steps_n; i++)
        fuzz_export_check(place->steps[i]);
}

static inline bool fuzz_export_refused(void *ctx, size_t place, enum rc rc, const char *cause)
{
    (void)ctx;
    (void)place;
    ASSERT(rc != RC_OK && cause[0]);
    return true;
}

static inline int fuzz_export(const struct source_format *format, const uint8_t *data, size_t size)
{
    struct err e = {""};
    if (!hash_start() || size == 0)
        return 0;
    struct export_feed feed = {
        .format = format,
        .sink = {.found = fuzz_export_found,
                 .refused = fuzz_export_refused,
                 .place = fuzz_export_place},
        .piece = data[0] % 128 ? (size_t)data[0] % 128 : size,
        .twice = data[0] >= 128,
    };
    enum rc rc = export_feed(&feed, (struct str){(const char *)data + 1, size - 1}, &e);
    ASSERT(rc == RC_OK || e.text[0]);
    return 0;
}

#endif
