#include "source/jpeg_coding.h"

#include <string.h>

enum {
    SEGMENTS_MAX = 2000,
    CODING_MAX_BYTES = 600, /* four tables of 16 bits and a frame of four components */
    JFIF_BYTES = 16,        /* of its segment without a thumbnail */
    /* markers (ITU T.81, table B.1), with 0xFF before them */
    SOF0 = 0xC0,
    SOF2 = 0xC2,
    DHT = 0xC4,
    RST0 = 0xD0,
    RST7 = 0xD7,
    SOI = 0xD8,
    EOI = 0xD9,
    SOS = 0xDA,
    DQT = 0xDB,
    DRI = 0xDD,
    APP0 = 0xE0,
};

/* Frame and tables, in their order. */
struct coding {
    char bytes[CODING_MAX_BYTES];
    size_t n;
};

static unsigned byte_at(struct str s, size_t at)
{
    return at < s.n ? (unsigned char)s.p[at] : 0;
}

static bool keep(struct coding *c, struct str segment)
{
    if (segment.n > CODING_MAX_BYTES - c->n)
        return false;
    memcpy(c->bytes + c->n, segment.p, segment.n);
    c->n += segment.n;
    return true;
}

/* Where the entropy-coded data that begins at at ends: at the next marker. */
static size_t scan_end(struct str s, size_t at)
{
    for (; at + 1 < s.n; at++) {
        unsigned next = byte_at(s, at + 1);
        if (byte_at(s, at) == 0xFF && next != 0 && (next < RST0 || next > RST7))
            return at;
    }
    return s.n;
}

/* One segment, marker and all; false: it is of a kind that only a file with more than pixels has. */
static bool read_segment(struct coding *c, struct str segment)
{
    switch (byte_at(segment, 1)) {
    case SOF0:
    case SOF2:
    case DQT: return keep(c, segment);
    case DHT:
    case DRI:
    case SOS: return true;
    case APP0: return segment.n == 2 + JFIF_BYTES && str_eq(str_slice(segment, 4, 8), STR("JFIF"));
    default: return false;
    }
}

/* False: it is no JPEG, not whole, or has more than pixels in it. */
static bool read_coding(struct str s, struct coding *c)
{
    size_t at = 2;
    c->n = 0;
    if (byte_at(s, 0) != 0xFF || byte_at(s, 1) != SOI)
        return false;
    for (int i = 0; i < SEGMENTS_MAX && byte_at(s, at) == 0xFF; i++) {
        unsigned marker = byte_at(s, at + 1);
        size_t length = byte_at(s, at + 2) << 8 | byte_at(s, at + 3);
        if (marker == EOI)
            return at + 2 == s.n && c->n > 0;
        if (length < 2 || at + 2 + length > s.n ||
            !read_segment(c, str_slice(s, at, at + 2 + length)))
            return false;
        at += 2 + length;
        if (marker == SOS)
            at = scan_end(s, at);
    }
    return false;
}

bool jpeg_is_coded_alike(struct str was, struct str now)
{
    struct coding x;
    struct coding y;
    return read_coding(was, &x) && read_coding(now, &y) && x.n == y.n &&
           memcmp(x.bytes, y.bytes, x.n) == 0;
}
