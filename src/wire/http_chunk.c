#include "wire/http_chunk.h"

#include "base/hex.h"

enum { SIZE_DIGITS_MAX = 8 }; /* 4 GB; with leading zeros. More is an attempt at overflow */

void chunk_init(struct chunk_decoder *d)
{
    *d = (struct chunk_decoder){.at = CHUNK_AT_SIZE};
}

static int go(struct chunk_decoder *d, enum chunk_at at)
{
    d->at = at;
    return 0;
}

static int take_size(struct chunk_decoder *d, unsigned char byte)
{
    int digit = hex_value((char)byte);
    if (digit >= 0) {
        if (++d->size_digits > SIZE_DIGITS_MAX)
            return 400;
        d->left_bytes = d->left_bytes * 16 + (size_t)digit;
        return 0;
    }
    if (d->size_digits == 0)
        return 400;
    if (byte == '\r')
        return go(d, CHUNK_AT_SIZE_LF);
    if (byte == ';')
        return go(d, CHUNK_AT_EXTENSION);
    return byte == ' ' || byte == '\t' ? go(d, CHUNK_AT_SPACE) : 400;
}

static int take_size_end(struct chunk_decoder *d)
{
    if (d->left_bytes == 0)
        return go(d, CHUNK_AT_TRAILER);
    if (d->left_bytes > WIRE_BODY_MAX_BYTES - d->total_bytes)
        return 413;
    d->total_bytes += d->left_bytes;
    return go(d, CHUNK_AT_DATA);
}

/* White space, extensions, trailers: bytes that carry nothing. */
static int overhead(struct chunk_decoder *d)
{
    return ++d->overhead_bytes > CHUNK_OVERHEAD_MAX_BYTES ? 431 : 0;
}

static int take_space(struct chunk_decoder *d, unsigned char byte)
{
    if (byte == ';')
        return go(d, CHUNK_AT_EXTENSION);
    return byte == ' ' || byte == '\t' ? overhead(d) : 400;
}

static int take_free_text(struct chunk_decoder *d, unsigned char byte, enum chunk_at after)
{
    if (byte == '\r')
        return go(d, after);
    return http_byte_in_value(byte) ? overhead(d) : 400;
}

static int take_trailer_name(struct chunk_decoder *d, unsigned char byte)
{
    if (byte == ':')
        return go(d, CHUNK_AT_TRAILER_VALUE);
    return http_byte_in_token(byte) ? overhead(d) : 400;
}

/* One byte that is not chunk data. Returns 0 or the status of the refusal. */
static int take_byte(struct chunk_decoder *d, unsigned char byte)
{
    switch (d->at) {
    case CHUNK_AT_SIZE: return take_size(d, byte);
    case CHUNK_AT_SPACE: return take_space(d, byte);
    case CHUNK_AT_EXTENSION: return take_free_text(d, byte, CHUNK_AT_SIZE_LF);
    case CHUNK_AT_SIZE_LF: return byte == '\n' ? take_size_end(d) : 400;
    case CHUNK_AT_DATA: break;
    case CHUNK_AT_DATA_CR: return byte == '\r' ? go(d, CHUNK_AT_DATA_LF) : 400;
    case CHUNK_AT_DATA_LF: d->size_digits = 0; return byte == '\n' ? go(d, CHUNK_AT_SIZE) : 400;
    case CHUNK_AT_TRAILER:
        if (byte == '\r')
            return go(d, CHUNK_AT_LAST_LF);
        d->at = CHUNK_AT_TRAILER_NAME;
        return byte == ':' ? 400 : take_trailer_name(d, byte);
    case CHUNK_AT_TRAILER_NAME: return take_trailer_name(d, byte);
    case CHUNK_AT_TRAILER_VALUE: return take_free_text(d, byte, CHUNK_AT_TRAILER_LF);
    case CHUNK_AT_TRAILER_LF: return byte == '\n' ? go(d, CHUNK_AT_TRAILER) : 400;
    case CHUNK_AT_LAST_LF: return byte == '\n' ? go(d, CHUNK_AT_END) : 400;
    case CHUNK_AT_END: break;
    }
    ASSERT(false); /* data and the end take no byte here */
    return 400;
}

static size_t take_data(struct chunk_decoder *d, struct str bytes, struct buf *body)
{
    struct str data = str_first(bytes, d->left_bytes);
    buf_add(body, data);
    d->left_bytes -= data.n;
    if (d->left_bytes == 0)
        d->at = CHUNK_AT_DATA_CR;
    return data.n;
}

enum http_state chunk_feed(struct chunk_decoder *d, struct str bytes, struct buf *body,
                           size_t *used)
{
    size_t at = 0;
    while (at < bytes.n && d->at != CHUNK_AT_END && !d->status) {
        if (d->at == CHUNK_AT_DATA)
            at += take_data(d, str_from(bytes, at), body);
        else
            d->status = take_byte(d, (unsigned char)bytes.p[at++]);
    }
    *used = at;
    if (buf_failed(body))
        d->status = 503;
    if (d->status)
        return HTTP_REFUSED;
    return d->at == CHUNK_AT_END ? HTTP_DONE : HTTP_MORE;
}
