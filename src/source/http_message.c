#include "source/http_message.h"

#include "source/header_lines.h"
#include "source/unpack.h"

/* ---- head ---- */

static bool read_status(struct str line, int *status)
{
    int64_t code = 0;
    struct str part;
    struct str rest = line;
    if (!str_starts(line, STR("HTTP/")) || !str_next(&rest, ' ', &part))
        return false;
    rest = str_trim(rest);
    if (!str_to_int(str_first(rest, 3), &code) || code < 100)
        return false;
    *status = (int)code;
    return true;
}

static void read_field(struct http_message *m, struct str name, struct str value)
{
    if (str_eq_nocase(name, STR("content-type")))
        header_media_type(value, &m->type, &m->charset);
    else if (str_eq_nocase(name, STR("content-encoding")))
        m->coding = value;
    else if (str_eq_nocase(name, STR("transfer-encoding")))
        m->chunked = value.n >= 7 && str_eq_nocase(str_from(value, value.n - 7), STR("chunked"));
}

enum rc http_message_head(struct str bytes, bool whole, struct http_message *out, struct err *e)
{
    struct http_message m = {0};
    struct str line;
    struct str name;
    struct str value;
    size_t end = 0;
    bool ended = header_end(bytes, &end);
    if (!ended && !whole && bytes.n < HTTP_HEAD_MAX_BYTES)
        return RC_NOTFOUND;
    if (!ended && bytes.n >= HTTP_HEAD_MAX_BYTES)
        return fail(e, RC_INVALID, "HTTP header over %d bytes", HTTP_HEAD_MAX_BYTES);
    if (!ended)
        end = bytes.n; /* a head alone: there is no body */
    struct str rest = str_first(bytes, end);
    if (!str_next_line(&rest, &line) || !read_status(line, &m.status))
        return fail(e, RC_INVALID, "no HTTP response");
    while (header_next(&rest, &name, &value))
        read_field(&m, name, value);
    m.body_at = end;
    *out = m;
    return RC_OK;
}

/* ---- chunks (RFC 9112 §7.1) ---- */

/* The size that a chunk's line says; false if it is none. */
static bool read_chunk_size(struct str line, size_t *size)
{
    size_t n = 0;
    size_t at = 0;
    for (; at < line.n; at++) {
        char c = line.p[at];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 16;
        if (digit > 15 || n > SIZE_MAX / 32)
            break;
        n = n * 16 + digit;
    }
    struct str after = str_trim(str_from(line, at));
    *size = n;
    return at > 0 && (after.n == 0 || after.p[0] == ';');
}

/* Takes the line with the next chunk's size from *rest. */
static bool next_chunk_size(struct str *rest, size_t *size)
{
    enum { LINE_MAX_BYTES = 1024 };
    size_t end = str_find_byte(str_first(*rest, LINE_MAX_BYTES), '\n');
    if (end == rest->n || !read_chunk_size(str_trim(str_first(*rest, end)), size))
        return false;
    *rest = str_from(*rest, end + 1);
    return true;
}

static enum rc join_chunks(struct http_body body, struct buf *out, struct err *e)
{
    struct str rest = body.bytes;
    size_t size = 0;
    while (next_chunk_size(&rest, &size)) {
        if (size == 0)
            return RC_OK;
        buf_add(out, str_first(rest, size));
        if (size > rest.n)
            return body.is_cut ? RC_OK : fail(e, RC_CORRUPT, "its last chunk is cut off");
        rest = str_from(rest, size);
        if (str_starts(rest, STR("\r")))
            rest = str_from(rest, 1);
        if (str_starts(rest, STR("\n")))
            rest = str_from(rest, 1);
    }
    return body.is_cut ? RC_OK : fail(e, RC_CORRUPT, "broken chunks");
}

static bool begins_with_chunk(struct str body)
{
    size_t size = 0;
    return next_chunk_size(&body, &size);
}

/* ---- content codings (RFC 9110 §8.4.1) ---- */

/* X(name, kind) */
#define CODING_TABLE(X)                                                                            \
    X("gzip", UNPACK_GZIP)                                                                         \
    X("x-gzip", UNPACK_GZIP)                                                                       \
    X("deflate", UNPACK_DEFLATE)                                                                   \
    X("br", UNPACK_BROTLI)                                                                         \
    X("zstd", UNPACK_ZSTD)

static bool coding_of(struct str name, enum unpack_kind *kind)
{
    static const struct {
        struct str name;
        enum unpack_kind kind;
    } CODINGS[] = {
#define X(word, value) {STR_INIT(word), value},
        CODING_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(CODINGS); i++) {
        if (str_eq_nocase(name, CODINGS[i].name)) {
            *kind = CODINGS[i].kind;
            return true;
        }
    }
    return false;
}

/* gzip and zstd show themselves; what "deflate" and "br" should be and is not, begins with "<". */
static bool is_coded(struct str bytes, enum unpack_kind kind)
{
    enum unpack_kind found;
    if (kind == UNPACK_GZIP || kind == UNPACK_ZSTD)
        return unpack_recognise(bytes, &found) && found == kind;
    struct str text = str_trim(str_first(bytes, 256));
    return !(text.n && text.p[0] == '<') && !str_starts(text, STR("\xEF\xBB\xBF"));
}

static enum rc unpack_all(struct unpack *u, struct http_body body, struct buf *out, struct err *e)
{
    struct str piece;
    unpack_give(u, body.bytes);
    for (;;) {
        enum rc rc = unpack_take(u, &piece, e);
        if (rc == RC_CORRUPT && body.is_cut)
            return RC_OK;
        if (rc)
            return rc;
        if (piece.n == 0)
            break;
        buf_add(out, piece);
    }
    return unpack_may_end(u) || body.is_cut ? RC_OK
                                            : fail(e, RC_CORRUPT, "its compressed data is cut off");
}

static enum rc undo_coding(enum unpack_kind kind, struct http_body body, struct buf *out,
                           struct err *e)
{
    struct unpack *u = NULL;
    enum rc rc = unpack_new(kind, body.max_bytes, &u, e);
    if (!rc)
        rc = unpack_all(u, body, out, e);
    unpack_free(u);
    return rc;
}

/* The last coding named is the outermost. */
static enum rc undo_codings(struct str names, struct http_body body, struct buf *out, struct err *e)
{
    struct buf inner;
    enum rc rc = RC_OK;
    buf_init(&inner, NULL);
    for (size_t round = 0; names.n && !rc; round++) {
        enum unpack_kind kind;
        size_t comma = str_find_last_byte(names, ',');
        struct str name = str_trim(str_from(names, comma < names.n ? comma + 1 : 0));
        names = str_first(names, comma < names.n ? comma : 0);
        if (!coding_of(name, &kind) || !is_coded(body.bytes, kind))
            continue;
        if (round == HTTP_CODINGS_MAX) {
            rc = fail(e, RC_LIMIT, "more than %d content codings", HTTP_CODINGS_MAX);
            break;
        }
        buf_clear(out);
        rc = undo_coding(kind, body, out, e);
        if (!rc && buf_failed(out))
            rc = fail(e, RC_NOMEM, "out of memory");
        struct buf swap = inner; /* what was undone is coded once more */
        inner = *out;
        *out = swap;
        body.bytes = buf_view(&inner);
    }
    buf_clear(out);
    if (!rc)
        buf_add(out, body.bytes);
    if (!rc && buf_failed(out))
        rc = fail(e, RC_NOMEM, "out of memory");
    buf_release(&inner);
    return rc;
}

enum rc http_message_body(const struct http_message *head, struct http_body body, struct buf *out,
                          struct err *e)
{
    struct buf joined;
    enum rc rc = RC_OK;
    buf_init(&joined, NULL);
    if (head->chunked && begins_with_chunk(body.bytes)) {
        rc = join_chunks(body, &joined, e);
        body.bytes = buf_view(&joined);
    }
    if (!rc && buf_failed(&joined))
        rc = fail(e, RC_NOMEM, "out of memory");
    if (!rc)
        rc = undo_codings(head->coding, body, out, e);
    if (!rc && out->n > body.max_bytes)
        rc = fail(e, RC_LIMIT, "%zu bytes, at most %zu for one page", out->n, body.max_bytes);
    buf_release(&joined);
    return rc;
}
