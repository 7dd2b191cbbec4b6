/* Any bytes as gzip, deflate, zstd and Brotli, in pieces: an end, or a clean error, within limits. */
#include "base/hash.h"
#include "source/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { UNPACKED_MAX_BYTES = 1 << 20, MENDS_MAX = 64 };

static void unpack_in_pieces(enum unpack_kind kind, struct str s)
{
    struct unpack *u = NULL;
    struct err e = {""};
    struct str piece;
    size_t total = 0;
    size_t mends = 0;
    size_t cut = 1 + s.n % 97;
    ASSERT(unpack_new(kind, UNPACKED_MAX_BYTES, &u, &e) == RC_OK);
    while (s.n && mends < MENDS_MAX) {
        unpack_give(u, str_first(s, cut));
        s = str_from(s, cut);
        enum rc rc = RC_OK;
        do {
            rc = unpack_take(u, &piece, &e);
            ASSERT(piece.n <= UNPACK_PIECE_BYTES);
            total += rc ? 0 : piece.n;
        } while (!rc && piece.n);
        ASSERT(total <= UNPACKED_MAX_BYTES);
        if (!rc)
            continue;
        ASSERT(e.text[0] != '\0');
        if (rc != RC_CORRUPT)
            break;
        unpack_again(u);
        mends++;
    }
    unpack_free(u);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum unpack_kind KINDS[] = {UNPACK_GZIP, UNPACK_DEFLATE, UNPACK_RAW, UNPACK_ZSTD,
                                             UNPACK_BROTLI};
    if (!hash_start() || size == 0)
        return 0;
    unpack_in_pieces(KINDS[data[0] % COUNT_OF(KINDS)],
                     (struct str){(const char *)data + 1, size - 1});
    return 0;
}
