/* Any bytes as a zip, whole and in pieces: the same files, or a clean error. */
#include "base/hash.h"
#include "source/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct tally {
    size_t begun;
    size_t ended;
    uint64_t sum;
    uint64_t file; /* sum of the file at hand: how much of a broken one is given depends on cuts */
};

static bool on_begin(void *ctx, struct str name)
{
    struct tally *t = ctx;
    t->begun++;
    t->file = 0;
    for (size_t i = 0; i < name.n; i++)
        t->sum = t->sum * 31 + (unsigned char)name.p[i];
    return true;
}

static bool on_bytes(void *ctx, struct str piece)
{
    enum { FILE_MAX_BYTES = 4 << 20 };
    struct tally *t = ctx;
    for (size_t i = 0; i < piece.n; i++)
        t->file = t->file * 31 + (unsigned char)piece.p[i];
    return piece.n < FILE_MAX_BYTES;
}

static void on_end(void *ctx, enum rc rc, const struct err *cause)
{
    struct tally *t = ctx;
    ASSERT(rc == RC_OK || cause->text[0]);
    t->ended++;
    t->sum = t->sum * 31 + (rc ? (uint64_t)rc : t->file);
}

static struct tally read_cut(struct str s, size_t cut)
{
    struct tally t = {0};
    struct zip *z = NULL;
    struct err e = {""};
    struct zip_sink sink = {on_begin, on_bytes, on_end, &t};
    ASSERT(zip_new(&sink, &z, NULL) == RC_OK);
    enum rc rc = RC_OK;
    for (; s.n && !rc; s = str_from(s, cut))
        rc = zip_push(z, str_first(s, cut), &e);
    if (!rc)
        rc = zip_end(z, &e);
    ASSERT(rc == RC_OK || e.text[0]);
    zip_free(z);
    t.sum = t.sum * 31 + (uint64_t)rc;
    return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size};
    if (!hash_start())
        return 0;
    struct tally whole = read_cut(s, size + 1);
    struct tally cut = read_cut(s, 1 + size % 13);
    ASSERT(whole.sum == cut.sum && whole.begun == cut.begun && whole.ended == cut.ended);
    return 0;
}
