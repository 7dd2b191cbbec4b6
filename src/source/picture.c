#include "source/picture.h"

/* A checked big- or little-endian number; 0 past the end. */
static uint32_t byte_at(struct str s, size_t at)
{
    return at < s.n ? (unsigned char)s.p[at] : 0;
}

static uint32_t be16(struct str s, size_t at)
{
    return byte_at(s, at) << 8 | byte_at(s, at + 1);
}

static uint32_t be32(struct str s, size_t at)
{
    return be16(s, at) << 16 | be16(s, at + 2);
}

static uint32_t le16(struct str s, size_t at)
{
    return byte_at(s, at) | byte_at(s, at + 1) << 8;
}

static uint32_t le24(struct str s, size_t at)
{
    return le16(s, at) | byte_at(s, at + 2) << 16;
}

struct sides {
    uint32_t width;
    uint32_t height;
};

/* Reads a header; false when it is cut. */
typedef bool read_sides(struct str s, struct sides *out);

/* The first start-of-frame segment (ITU T.81, table B.1). */
static bool jpeg_sides(struct str s, struct sides *out)
{
    enum { SEGMENTS_MAX = 2000 }; /* before the frame: APPn and tables */
    size_t at = 2;
    for (int i = 0; i < SEGMENTS_MAX && at + 9 <= s.n; i++) {
        if (byte_at(s, at) != 0xFF)
            return false;
        uint32_t marker = byte_at(s, at + 1);
        if (marker == 0xFF) {
            at++;
            continue;
        }
        bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            *out = (struct sides){be16(s, at + 7), be16(s, at + 5)};
            return true;
        }
        uint32_t length = be16(s, at + 2);
        if (length < 2)
            return false;
        at += 2 + length;
    }
    return false;
}

static bool png_sides(struct str s, struct sides *out)
{
    if (s.n < 24 || !str_eq(str_slice(s, 12, 16), STR("IHDR")))
        return false;
    *out = (struct sides){be32(s, 16), be32(s, 20)};
    return true;
}

static bool gif_sides(struct str s, struct sides *out)
{
    *out = (struct sides){le16(s, 6), le16(s, 8)};
    return s.n >= 10;
}

/* VP8, VP8L or VP8X chunk (RFC 9649). */
static bool webp_sides(struct str s, struct sides *out)
{
    struct str chunk = str_slice(s, 12, 16);
    if (s.n < 30)
        return false;
    if (str_eq(chunk, STR("VP8X"))) {
        *out = (struct sides){1 + le24(s, 24), 1 + le24(s, 27)};
        return true;
    }
    if (str_eq(chunk, STR("VP8L"))) {
        uint32_t bits = le16(s, 21) | le16(s, 23) << 16;
        *out = (struct sides){1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)};
        return byte_at(s, 20) == 0x2F;
    }
    *out = (struct sides){le16(s, 26) & 0x3FFF, le16(s, 28) & 0x3FFF};
    return str_eq(chunk, STR("VP8 ")) && le24(s, 23) == 0x2A019D;
}

/* The first ispe property; boxes are not walked, the name is unique enough in the head. */
static bool avif_sides(struct str s, struct sides *out)
{
    enum { HEAD_BYTES = 4096 };
    struct str head = str_first(s, HEAD_BYTES);
    size_t at = str_find(head, STR("ispe"));
    if (at + 16 > s.n || at >= head.n)
        return false;
    *out = (struct sides){be32(s, at + 8), be32(s, at + 12)};
    return true;
}

/* ISO BMFF (ISO/IEC 14496-12 §4.3): the box of brands begins the file, the major brand first. */
static bool has_brand(struct str s, const struct str *brands, size_t n)
{
    enum { BOX_MAX_BYTES = 1024, BRAND_BYTES = 4, COMPATIBLE_AT = 16 };
    uint32_t box_bytes = be32(s, 0);
    if (!str_eq(str_slice(s, 4, 8), STR("ftyp")) || box_bytes > BOX_MAX_BYTES)
        return false;
    for (size_t at = 8; at + BRAND_BYTES <= box_bytes; at += at == 8 ? 8 : BRAND_BYTES)
        for (size_t i = 0; i < n; i++)
            if (str_eq(str_slice(s, at, at + BRAND_BYTES), brands[i]))
                return true;
    return false;
}

static bool is_heic(struct str s)
{
    static const struct str HEIC[] = {STR_INIT("heic"), STR_INIT("heix"), STR_INIT("hevc"),
                                      STR_INIT("hevx"), STR_INIT("heim"), STR_INIT("heis"),
                                      STR_INIT("hevm"), STR_INIT("hevs")};
    return has_brand(s, HEIC, COUNT_OF(HEIC));
}

/* Some write the family's brand first ("mif1") and their own after it. */
static bool is_avif(struct str s)
{
    static const struct str AVIF[] = {STR_INIT("avif"), STR_INIT("avis")};
    return has_brand(s, AVIF, COUNT_OF(AVIF)) && !is_heic(s);
}

/* X(offset, bytes there, media type, extension, reader) */
#define PICTURE_TABLE(X)                                                                           \
    X(0, "\xFF\xD8\xFF", "image/jpeg", "jpg", jpeg_sides)                                          \
    X(0, "\x89PNG\r\n\x1a\n", "image/png", "png", png_sides)                                       \
    X(0, "GIF87a", "image/gif", "gif", gif_sides)                                                  \
    X(0, "GIF89a", "image/gif", "gif", gif_sides)                                                  \
    X(8, "WEBP", "image/webp", "webp", webp_sides)                                                 \
    X(4, "ftyp", "image/avif", "avif", avif_sides)

static const struct kind {
    size_t offset;
    struct str sign;
    struct str type;
    struct str extension;
    read_sides *sides;
} KINDS[] = {
#define X(offset, sign, type, extension, sides)                                                    \
    {offset, STR_INIT(sign), STR_INIT(type), STR_INIT(extension), sides},
    PICTURE_TABLE(X)
#undef X
};

enum rc picture_read(struct str bytes, struct picture *out, struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        const struct kind *k = &KINDS[i];
        struct sides sides = {0, 0};
        if (!str_eq(str_slice(bytes, k->offset, k->offset + k->sign.n), k->sign) ||
            (k->sides == avif_sides && !is_avif(bytes)))
            continue;
        if (!k->sides(bytes, &sides) || sides.width == 0 || sides.height == 0)
            return fail(e, RC_INVALID, "damaged %.*s header", STR_ARG(k->type));
        if (sides.width > PICTURE_SIDE_MAX_PX || sides.height > PICTURE_SIDE_MAX_PX)
            return fail(e, RC_LIMIT, "picture of %u x %u pixels, at most %d a side", sides.width,
                        sides.height, PICTURE_SIDE_MAX_PX);
        *out = (struct picture){k->type, k->extension, (int)sides.width, (int)sides.height};
        return RC_OK;
    }
    if (is_heic(bytes))
        return fail(e, RC_INVALID, "a HEIC picture, which browsers do not show: save it as JPEG");
    return fail(e, RC_INVALID, "no JPEG, PNG, WebP, GIF or AVIF picture");
}
