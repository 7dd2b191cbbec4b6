#include "source/zip.h"

#include "base/buf.h"
#include "base/mem.h"
#include "source/unpack.h"

#include <string.h>
#include <zlib.h>

enum {
    STEP_BYTES = 64 << 10,
    HEADER_BYTES = 30,     /* before name and extra fields */
    SIGNATURE_BYTES = 4,   /* PK and two bytes */
    DESCRIPTOR_BYTES = 24, /* signature, CRC, two sizes of 8 bytes */
    FLAG_ENCRYPTED = 1,
    FLAG_DESCRIPTOR = 8, /* CRC and sizes stand behind the file */
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
    ZIP64_EXTRA = 1,
};

static const uint64_t UNKNOWN = UINT64_MAX;

enum state {
    NEXT,     /* a signature, perhaps behind a descriptor */
    STORED,   /* left bytes of a file */
    SCANNED,  /* of a stored file whose size stands behind it */
    DEFLATED, /* until its end mark */
    STUCK,    /* a broken file whose end nobody knows */
    DONE,     /* the table of contents: nothing of it is needed */
};

struct zip {
    struct zip_sink sink;
    enum state state;
    struct buf window;
    size_t at;
    uint64_t left;
    uint64_t size_bytes; /* of the file as far as it was read */
    uint32_t crc;
    uint32_t crc_wanted;
    bool has_crc;
    bool wanted;
    struct unpack *unpack;
    size_t entries;
    size_t skipped; /* bytes between a file and the next signature */
};

static uint32_t le(const char *p, size_t n)
{
    uint32_t value = 0;
    for (size_t i = n; i > 0; i--)
        value = value << 8 | (unsigned char)p[i - 1];
    return value;
}

static uint64_t le64(const char *p)
{
    return (uint64_t)le(p + 4, 4) << 32 | le(p, 4);
}

/* ---- files ---- */

static void give(struct zip *z, struct str piece)
{
    z->size_bytes += piece.n;
    z->crc = (uint32_t)crc32_z(z->crc, (const Bytef *)piece.p, piece.n);
    if (z->wanted && piece.n)
        z->wanted = z->sink.bytes(z->sink.ctx, piece);
}

static void end_entry(struct zip *z, enum rc rc, const struct err *cause)
{
    struct err e = {""};
    if (!rc && z->has_crc && z->crc != z->crc_wanted) {
        rc = fail(&e, RC_CORRUPT, "wrong checksum");
        cause = &e;
    }
    if (z->wanted)
        z->sink.end(z->sink.ctx, rc, cause);
    z->wanted = false;
    z->state = NEXT;
    z->skipped = 0;
}

struct header {
    uint32_t flags;
    uint32_t method;
    uint64_t packed_bytes; /* UNKNOWN: stands behind the file */
    struct str name;
    struct str extra;
};

/* zip64: the sizes that found no room, packed after unpacked. */
static uint64_t packed_of_zip64(struct str extra, bool unpacked_too)
{
    while (extra.n >= 4) {
        size_t n = le(extra.p + 2, 2);
        struct str field = str_first(str_from(extra, 4), n);
        size_t at = unpacked_too ? 8 : 0;
        if (le(extra.p, 2) == ZIP64_EXTRA && field.n >= at + 8)
            return le64(field.p + at);
        extra = str_from(extra, 4 + n);
    }
    return UNKNOWN;
}

/* False: it has not come whole. */
static bool read_header(struct zip *z, struct str s, struct header *h, size_t *n)
{
    if (s.n < HEADER_BYTES)
        return false;
    size_t name_n = le(s.p + 26, 2);
    size_t extra_n = le(s.p + 28, 2);
    if (s.n < HEADER_BYTES + name_n + extra_n)
        return false;
    *n = HEADER_BYTES + name_n + extra_n;
    h->flags = le(s.p + 6, 2);
    h->method = le(s.p + 8, 2);
    h->packed_bytes = le(s.p + 18, 4);
    h->name = str_slice(s, HEADER_BYTES, HEADER_BYTES + name_n);
    h->extra = str_slice(s, HEADER_BYTES + name_n, *n);
    if (h->packed_bytes == UINT32_MAX)
        h->packed_bytes = packed_of_zip64(h->extra, le(s.p + 22, 4) == UINT32_MAX);
    if ((h->flags & FLAG_DESCRIPTOR) && h->packed_bytes == 0)
        h->packed_bytes = UNKNOWN;
    z->crc_wanted = le(s.p + 14, 4);
    z->has_crc = !(h->flags & FLAG_DESCRIPTOR);
    return true;
}

static enum rc begin_entry(struct zip *z, const struct header *h, struct err *e)
{
    struct err cause = {""};
    bool readable = !(h->flags & FLAG_ENCRYPTED) &&
                    (h->method == METHOD_STORED || h->method == METHOD_DEFLATED);
    if (++z->entries > ZIP_ENTRIES_MAX)
        return fail(e, RC_LIMIT, "more than %d files in a zip", ZIP_ENTRIES_MAX);
    z->wanted = z->sink.begin(z->sink.ctx, h->name);
    z->crc = 0;
    z->size_bytes = 0;
    z->left = h->packed_bytes;
    if (!readable) {
        z->has_crc = false;
        (void)fail(&cause, RC_INVALID,
                   (h->flags & FLAG_ENCRYPTED) ? "encrypted" : "packed by method %u, not deflate",
                   h->method);
        end_entry(z, RC_INVALID, &cause);
        if (h->packed_bytes == UNKNOWN)
            return fail(e, RC_INVALID, "%.*s is not readable, and its length is not known",
                        STR_ARG(h->name));
        z->state = STORED;
        return RC_OK;
    }
    if (h->method == METHOD_STORED) {
        z->state = h->packed_bytes == UNKNOWN ? SCANNED : STORED;
        return RC_OK;
    }
    z->state = DEFLATED;
    unpack_free(z->unpack);
    z->unpack = NULL;
    return unpack_new(UNPACK_RAW, UINT64_MAX, &z->unpack, e);
}

/* ---- the states: *more is whether to go on with what is in the window ---- */

static enum rc next(struct zip *z, bool *more, struct err *e)
{
    struct str s = str_from(buf_view(&z->window), z->at);
    struct header h;
    size_t n = 0;
    *more = s.n >= SIGNATURE_BYTES;
    if (!*more)
        return RC_OK;
    if (str_starts(s, STR("PK\x03\x04"))) {
        *more = read_header(z, s, &h, &n);
        if (!*more)
            return RC_OK;
        z->at += n;
        return begin_entry(z, &h, e);
    }
    if (str_starts(s, STR("PK\x01\x02")) || str_starts(s, STR("PK\x05\x06")) ||
        str_starts(s, STR("PK\x06\x06")) || str_starts(s, STR("PK\x06\x08"))) {
        z->state = DONE;
        return RC_OK;
    }
    z->at++; /* of a descriptor */
    z->skipped++;
    return z->skipped > DESCRIPTOR_BYTES ? fail(e, RC_CORRUPT, "broken zip: no file begins here")
                                         : RC_OK;
}

static bool stored(struct zip *z)
{
    struct str s = str_from(buf_view(&z->window), z->at);
    struct str part = s.n > z->left ? str_first(s, (size_t)z->left) : s;
    give(z, part);
    z->at += part.n;
    z->left -= part.n;
    if (z->left == 0)
        end_entry(z, RC_OK, NULL);
    return z->state == NEXT;
}

/* A descriptor that fits what was read so far ends the file. */
static bool fits(struct str s, uint64_t size_bytes, uint32_t crc)
{
    bool small = size_bytes <= UINT32_MAX && le(s.p + 8, 4) == (uint32_t)size_bytes;
    return le(s.p + 4, 4) == crc && (small || le64(s.p + 8) == size_bytes);
}

static bool scanned(struct zip *z)
{
    struct str s = str_from(buf_view(&z->window), z->at);
    size_t found = str_find(s, STR("PK\x07\x08"));
    if (found < s.n && s.n - found < DESCRIPTOR_BYTES - 8) {
        give(z, str_first(s, found));
        z->at += found;
        return false;
    }
    if (found == s.n) {
        size_t safe = s.n >= SIGNATURE_BYTES ? s.n - SIGNATURE_BYTES + 1 : 0;
        give(z, str_first(s, safe));
        z->at += safe;
        return false;
    }
    give(z, str_first(s, found));
    z->at += found;
    if (fits(str_from(s, found), z->size_bytes, z->crc)) {
        end_entry(z, RC_OK, NULL);
    } else {
        give(z, str_slice(s, found, found + 1));
        z->at++;
    }
    return true;
}

/* Behind the end mark, or what is broken: passes over the rest of the file. */
static void leave_deflated(struct zip *z, enum rc rc, const struct err *cause)
{
    end_entry(z, rc, cause);
    z->has_crc = false;
    if (z->left != UNKNOWN && z->left > 0)
        z->state = STORED;
    else if (rc && z->left == UNKNOWN)
        z->state = STUCK;
}

static bool deflated(struct zip *z)
{
    struct err e = {""};
    struct str piece;
    struct str s = str_from(buf_view(&z->window), z->at);
    enum rc rc = RC_OK;
    if (z->left != UNKNOWN && s.n > z->left)
        s = str_first(s, (size_t)z->left);
    unpack_give(z->unpack, s);
    do {
        rc = unpack_take(z->unpack, &piece, &e);
        if (!rc)
            give(z, piece);
    } while (!rc && piece.n);
    size_t used = s.n - unpack_rest(z->unpack).n;
    z->at += used;
    z->left -= z->left == UNKNOWN ? 0 : used;
    bool ended = !rc && z->size_bytes + s.n > 0 && unpack_may_end(z->unpack);
    if (!rc && !ended && z->left == 0)
        rc = fail(&e, RC_CORRUPT, "its compressed data is cut off");
    if (rc || ended)
        leave_deflated(z, rc, &e);
    return rc || ended;
}

static enum rc step(struct zip *z, bool *more, struct err *e)
{
    switch (z->state) {
    case NEXT: return next(z, more, e);
    case STORED: *more = stored(z); return RC_OK;
    case SCANNED: *more = scanned(z); return RC_OK;
    case DEFLATED: *more = deflated(z); return RC_OK;
    case STUCK:
        *more = false;
        return fail(e, RC_CORRUPT, "broken zip: the length of a broken file is not known");
    case DONE:
        z->at = z->window.n;
        *more = false;
        return RC_OK;
    }
    ASSERT(false); /* a state of enum state */
}

/* ---- the reader ---- */

enum rc zip_new(const struct zip_sink *sink, struct zip **out, struct err *e)
{
    struct zip *z = mem_alloc(sizeof *z);
    if (!z)
        return fail(e, RC_NOMEM, "out of memory");
    z->sink = *sink;
    buf_init(&z->window, NULL);
    *out = z;
    return RC_OK;
}

void zip_free(struct zip *z)
{
    if (!z)
        return;
    unpack_free(z->unpack);
    buf_release(&z->window);
    mem_free(z);
}

static void cut_window(struct zip *z)
{
    if (z->at == 0)
        return;
    memmove(z->window.p, z->window.p + z->at, z->window.n - z->at);
    z->window.n -= z->at;
    z->at = 0;
}

enum rc zip_push(struct zip *z, struct str piece, struct err *e)
{
    while (piece.n) {
        struct str part = str_first(piece, STEP_BYTES);
        bool more = true;
        buf_add(&z->window, part);
        if (buf_failed(&z->window))
            return fail(e, RC_NOMEM, "out of memory");
        while (more) {
            enum rc rc = step(z, &more, e);
            if (rc)
                return rc;
        }
        cut_window(z);
        piece = str_from(piece, part.n);
    }
    return RC_OK;
}

enum rc zip_end(struct zip *z, struct err *e)
{
    struct err cause = {""};
    if (z->state == DONE)
        return RC_OK;
    (void)fail(&cause, RC_CORRUPT, "the zip ends inside of this file");
    if (z->state != NEXT)
        end_entry(z, RC_CORRUPT, &cause);
    return fail(e, RC_CORRUPT, "broken zip: it has no end (cut off?)");
}
