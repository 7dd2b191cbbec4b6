#include "archive/archive_pack.h"
#include "archive/archive_record.h"
#include "base/mem.h"

#include <string.h>

struct reading {
    struct unpacker *unpack;
    const struct archive_sink *sink;
    struct archive_totals totals;
    uint64_t plain_bytes;
    bool in_file;
    bool ended; /* the totals have come */
    struct archive_file file;
    uint64_t file_bytes;
    char name[ARCHIVE_NAME_MAX_BYTES];
    struct record_piece piece;
};

static enum rc wrong(const char *what, struct err *e)
{
    return fail(e, RC_CORRUPT, "is damaged: %s", what);
}

/* All bytes of the unpacked stream are counted, those of files and those between. */
static enum rc count_plain(struct reading *r, size_t n, struct err *e)
{
    r->plain_bytes += n;
    if (r->plain_bytes > ARCHIVE_RATIO_FREE_BYTES &&
        r->plain_bytes / ARCHIVE_RATIO_MAX > unpacker_packed_bytes(r->unpack))
        return fail(e, RC_LIMIT, "unpacks to more than %d times its size", ARCHIVE_RATIO_MAX);
    return RC_OK;
}

static enum rc take(struct reading *r, void *to, size_t n, struct err *e)
{
    unsigned char *p = to;
    enum rc rc = count_plain(r, n, e);
    while (!rc && n) {
        size_t got = 0;
        rc = unpacker_read(r->unpack, p, n, &got, e);
        if (!rc && got == 0)
            return wrong("a record is cut short", e);
        p += got;
        n -= got;
    }
    return rc;
}

static enum rc read_file(struct reading *r, struct err *e)
{
    unsigned char head[RECORD_FILE_BYTES];
    enum rc rc =
        r->in_file ? wrong("a file begins inside another", e) : take(r, head, sizeof head, e);
    if (rc)
        return rc;
    size_t n = (size_t)record_value(head, 2);
    if (n > ARCHIVE_NAME_MAX_BYTES)
        return fail(e, RC_INVALID, "holds a name of %zu bytes", n);
    rc = take(r, r->name, n, e);
    if (rc)
        return rc;
    r->file = (struct archive_file){.name = {r->name, n},
                                    .size_bytes = record_value(head + 2, 8),
                                    .changed_ms = (int64_t)record_value(head + 10, 8),
                                    .mode = (uint32_t)record_value(head + 18, 4)};
    if (!archive_name_is_safe(r->file.name))
        return fail(e, RC_INVALID, "holds a name that leads elsewhere: \"%.*s\"",
                    STR_ARG(r->file.name));
    if (r->file.size_bytes > INT64_MAX || r->totals.files >= ARCHIVE_FILES_MAX)
        return fail(e, RC_LIMIT, "holds more than Loa takes: \"%.*s\"", STR_ARG(r->file.name));
    r->in_file = true;
    r->file_bytes = 0;
    memset(r->piece.chain, 0, sizeof r->piece.chain);
    return r->sink->begin(r->sink->ctx, &r->file, e);
}

static enum rc read_bytes(struct reading *r, struct err *e)
{
    unsigned char head[4];
    enum rc rc = r->in_file ? take(r, head, sizeof head, e) : wrong("bytes of no file", e);
    if (rc)
        return rc;
    size_t n = (size_t)record_value(head, 4);
    if (n == 0 || n > RECORD_PIECE_MAX_BYTES)
        return wrong("a length that cannot be", e);
    if (n > r->file.size_bytes - r->file_bytes)
        return fail(e, RC_LIMIT, "is damaged: \"%.*s\" is larger than announced",
                    STR_ARG(r->file.name));
    rc = take(r, r->piece.bytes, n, e);
    if (rc)
        return rc;
    record_chain(&r->piece, n);
    r->file_bytes += n;
    return r->sink->bytes(r->sink->ctx, (struct str){(const char *)r->piece.bytes, n}, e);
}

static enum rc read_end(struct reading *r, struct err *e)
{
    unsigned char end[RECORD_END_BYTES];
    enum rc rc = r->in_file ? take(r, end, sizeof end, e) : wrong("the end of no file", e);
    if (rc)
        return rc;
    if (record_value(end, 8) != r->file_bytes ||
        memcmp(end + 8, r->piece.chain, HASH_CONTENT_BYTES) != 0)
        return fail(e, RC_CORRUPT, "is damaged: the checksum of \"%.*s\" is wrong",
                    STR_ARG(r->file.name));
    r->in_file = false;
    r->totals.files++;
    r->totals.file_bytes += r->file_bytes;
    return r->sink->end(r->sink->ctx, e);
}

static enum rc read_totals(struct reading *r, struct err *e)
{
    unsigned char totals[RECORD_TOTALS_BYTES];
    enum rc rc = r->in_file ? wrong("it ends inside a file", e) : take(r, totals, sizeof totals, e);
    if (rc)
        return rc;
    if (record_value(totals, 8) != r->totals.files ||
        record_value(totals + 8, 8) != r->totals.file_bytes)
        return wrong("files are missing", e);
    r->ended = true;
    return RC_OK;
}

static enum rc read_record(struct reading *r, unsigned char kind, struct err *e)
{
    if (r->ended)
        return wrong("it goes on behind its end", e);
    switch (kind) {
    case RECORD_FILE: return read_file(r, e);
    case RECORD_BYTES: return read_bytes(r, e);
    case RECORD_END: return read_end(r, e);
    case RECORD_TOTALS: return read_totals(r, e);
    default: return wrong("a record of no known kind", e);
    }
}

/* The records of one segment; a sealed archive without its key gives none. */
static enum rc read_segment(struct reading *r, struct err *e)
{
    unsigned char kind = 0;
    size_t got = 1;
    enum rc rc = RC_OK;
    while (!rc && got) {
        rc = unpacker_read(r->unpack, &kind, 1, &got, e);
        if (!rc && got)
            rc = count_plain(r, 1, e);
        if (!rc && got)
            rc = read_record(r, kind, e);
    }
    if (!rc && r->in_file)
        return wrong("a file is cut short", e);
    return rc;
}

static enum rc read_all(struct reading *r, bool sees, struct err *e)
{
    bool more = true;
    enum rc rc = RC_OK;
    while (!rc && more) {
        rc = unpacker_segment(r->unpack, &more, e);
        if (!rc && more)
            rc = read_segment(r, e);
    }
    if (!rc && sees && !r->ended)
        return wrong("files are missing", e);
    r->totals.packed_bytes = unpacker_packed_bytes(r->unpack);
    return rc;
}

enum rc archive_read(const struct archive_source *source, const struct archive_head *head,
                     const struct archive_key *secret, const struct archive_sink *sink,
                     struct archive_totals *out, struct err *e)
{
    bool sees = !head->sealed || secret;
    ASSERT(sink || !sees);
    struct reading *r = mem_alloc(sizeof *r);
    if (!r)
        return fail(e, RC_NOMEM, "out of memory");
    r->sink = sink;
    enum rc rc = unpacker_new(source, head, secret, &r->unpack, e);
    if (!rc)
        rc = read_all(r, sees, e);
    if (!rc)
        *out = r->totals;
    unpacker_free(r->unpack);
    mem_free(r);
    return rc;
}
