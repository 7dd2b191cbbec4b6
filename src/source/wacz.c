/* WACZ 1.1: a zip with web archives (archive/….warc.gz) and indexes. What is a web archive in it, its
 * first bytes say; everything else is passed over. */
#include "base/buf.h"
#include "base/mem.h"
#include "source/formats.h"
#include "source/unpack.h"
#include "source/warc.h"
#include "source/zip.h"

enum {
    FIRST_BYTES = 6,       /* that tell a web archive, or what packs it */
    NAME_SHOWN_BYTES = 200 /* of a file in the zip */
};
#define MEMBER_MAX_BYTES (UINT64_C(1) << 44) /* unpacked: 16 TiB is a mistake */

enum member {
    MEMBER_NEW, /* too few bytes have come */
    MEMBER_PLAIN,
    MEMBER_PACKED,
    MEMBER_BROKEN, /* the next gzip member is looked for */
};

struct wacz {
    struct source_sink sink;
    struct zip *zip;
    enum member member;
    enum unpack_kind kind;
    struct unpack *unpack;
    struct warc *warc;
    struct buf first; /* bytes of the file, packed or not, until it is known */
    struct buf plain; /* unpacked bytes until it is known */
    struct buf name;
    size_t archives;
    bool wants_media; /* the first of two readings */
    bool stopped;
    enum rc rc; /* out of memory: ends everything */
};

/* ---- what the archives in it say ---- */

static bool found_page(void *ctx, const struct source_page *page, size_t place)
{
    struct wacz *w = ctx;
    w->stopped = !w->sink.page(w->sink.ctx, page, place);
    return !w->stopped;
}

static bool found_medium(void *ctx, const struct source_page *medium)
{
    struct wacz *w = ctx;
    w->stopped = !w->sink.medium(w->sink.ctx, medium);
    return !w->stopped;
}

static bool refused(void *ctx, size_t place, enum rc rc, const char *cause)
{
    struct wacz *w = ctx;
    struct err e;
    (void)fail(&e, rc, "of %.*s: %s", STR_ARG(str_first(buf_view(&w->name), NAME_SHOWN_BYTES)),
               cause);
    w->stopped = !w->sink.refused(w->sink.ctx, place, rc, e.text);
    return !w->stopped;
}

static void skipped(void *ctx)
{
    struct wacz *w = ctx;
    if (w->sink.skipped)
        w->sink.skipped(w->sink.ctx);
}

/* ---- one file of the zip ---- */

static void drop_member(struct wacz *w)
{
    warc_free(w->warc);
    unpack_free(w->unpack);
    w->warc = NULL;
    w->unpack = NULL;
    w->member = MEMBER_NEW;
    buf_clear(&w->first);
    buf_clear(&w->plain);
}

static bool begin_member(void *ctx, struct str name)
{
    struct wacz *w = ctx;
    drop_member(w);
    buf_clear(&w->name);
    buf_add(&w->name, name);
    return !w->stopped && !w->rc;
}

/* Unpacked bytes. False: this is no web archive. */
static bool push_plain(struct wacz *w, struct str piece)
{
    struct err e;
    if (w->warc) {
        warc_push(w->warc, piece);
        return true;
    }
    buf_add(&w->plain, piece);
    struct str begun = buf_view(&w->plain);
    if (begun.n < FIRST_BYTES)
        return !buf_failed(&w->plain);
    if (!format_warc.is(begun))
        return false;
    struct source_sink sink = {.refused = refused,
                               .page = found_page,
                               .medium = found_medium,
                               .skipped = skipped,
                               .ctx = w};
    w->rc = warc_new(&sink, &w->warc, &e);
    if (w->rc)
        return false;
    if (w->wants_media)
        warc_want_media(w->warc);
    w->archives++;
    warc_push(w->warc, begun);
    buf_release(&w->plain);
    return true;
}

/* Goes on at the next gzip member or zstd frame in piece, if there is one. */
static struct str mend(struct wacz *w, struct str piece)
{
    while (piece.n && !unpack_begins(w->kind, piece))
        piece = str_from(piece, 1);
    if (piece.n == 0)
        return piece;
    unpack_again(w->unpack);
    w->member = MEMBER_PACKED;
    return piece;
}

static bool push_packed(struct wacz *w, struct str packed)
{
    struct err e = {""};
    struct str piece;
    if (w->member == MEMBER_BROKEN)
        packed = mend(w, packed);
    while (w->member == MEMBER_PACKED) {
        unpack_give(w->unpack, packed);
        enum rc rc = RC_OK;
        do {
            rc = unpack_take(w->unpack, &piece, &e);
            if (!rc && piece.n && !push_plain(w, piece))
                return false;
        } while (!rc && piece.n);
        if (!rc)
            break;
        if (!w->warc || rc != RC_CORRUPT)
            return false;
        warc_hole(w->warc, rc, e.text);
        w->member = MEMBER_BROKEN;
        packed = mend(w, unpack_rest(w->unpack));
    }
    return true;
}

static bool push_member(struct wacz *w, struct str piece)
{
    if (w->member != MEMBER_NEW)
        return w->member == MEMBER_PLAIN ? push_plain(w, piece) : push_packed(w, piece);
    struct err e;
    buf_add(&w->first, piece);
    struct str begun = buf_view(&w->first);
    if (begun.n < FIRST_BYTES)
        return !buf_failed(&w->first);
    w->member = unpack_recognise(begun, &w->kind) ? MEMBER_PACKED : MEMBER_PLAIN;
    if (w->member == MEMBER_PLAIN)
        return push_plain(w, begun);
    w->rc = unpack_new(w->kind, MEMBER_MAX_BYTES, &w->unpack, &e);
    return !w->rc && push_packed(w, begun);
}

static bool member_bytes(void *ctx, struct str piece)
{
    struct wacz *w = ctx;
    bool wants_more = push_member(w, piece) && !w->stopped;
    if (!wants_more)
        drop_member(w);
    return wants_more;
}

static void end_member(void *ctx, enum rc rc, const struct err *cause)
{
    struct wacz *w = ctx;
    if (w->warc && rc)
        warc_hole(w->warc, rc, cause->text);
    else if (w->warc && w->unpack && !unpack_may_end(w->unpack))
        warc_hole(w->warc, RC_CORRUPT, "ends in the middle (cut off?)");
    else if (w->warc)
        warc_end(w->warc);
    drop_member(w);
}

/* ---- as a format ---- */

static void close_wacz(void *reader)
{
    struct wacz *w = reader;
    if (!w)
        return;
    drop_member(w);
    zip_free(w->zip);
    buf_release(&w->first);
    buf_release(&w->plain);
    buf_release(&w->name);
    mem_free(w);
}

static enum rc new_zip(struct wacz *w, struct err *e)
{
    struct zip_sink files = {begin_member, member_bytes, end_member, w};
    return zip_new(&files, &w->zip, e);
}

static void survey_wacz(void *reader)
{
    struct wacz *w = reader;
    w->wants_media = true;
}

static enum rc read_wacz_again(void *reader, struct err *e)
{
    struct wacz *w = reader;
    drop_member(w);
    zip_free(w->zip);
    w->zip = NULL;
    w->wants_media = false;
    w->archives = 0;
    return new_zip(w, e);
}

static enum rc open_wacz(const struct source_sink *sink, const struct source_origin *origin,
                         void **out, struct err *e)
{
    struct wacz *w = mem_alloc(sizeof *w);
    (void)origin;
    if (!w)
        return fail(e, RC_NOMEM, "out of memory");
    w->sink = *sink;
    buf_init(&w->first, NULL);
    buf_init(&w->plain, NULL);
    buf_init(&w->name, NULL);
    enum rc rc = new_zip(w, e);
    if (rc) {
        close_wacz(w);
        return rc;
    }
    *out = w;
    return RC_OK;
}

static enum rc push_wacz(void *reader, struct str piece, struct err *e)
{
    struct wacz *w = reader;
    enum rc rc = w->stopped ? RC_OK : zip_push(w->zip, piece, e);
    return w->rc ? fail(e, w->rc, "out of memory") : rc;
}

static enum rc end_wacz(void *reader, struct err *e)
{
    struct wacz *w = reader;
    enum rc rc = w->stopped ? RC_OK : zip_end(w->zip, e);
    if (rc || w->stopped || w->archives)
        return rc;
    return fail(e, RC_INVALID, "a zip without a web archive (WARC) in it is not understood");
}

static bool is_zip(struct str first)
{
    return str_starts(first, STR("PK\x03\x04"));
}

const struct source_format format_wacz = {.name = "wacz",
                                          .words = "web archive (WACZ)",
                                          .kind = SOURCE_STREAM,
                                          .has_sign = true,
                                          .unit = "record",
                                          .is = is_zip,
                                          .open = open_wacz,
                                          .push = push_wacz,
                                          .end = end_wacz,
                                          .close = close_wacz,
                                          .survey = survey_wacz,
                                          .surveys_media = true,
                                          .again = read_wacz_again};
