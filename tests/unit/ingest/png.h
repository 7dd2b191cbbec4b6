/* PNG files for tests, made on the spot (PNG, Third Edition): grey, one byte a pixel. */
#ifndef LOA_TESTS_PNG_H
#define LOA_TESTS_PNG_H

#include "base/arena.h"
#include "base/buf.h"

#include <zlib.h>

static inline void png_be32(struct buf *b, uint32_t n)
{
    const char bytes[] = {(char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n};
    buf_add(b, (struct str){bytes, sizeof bytes});
}

static inline void png_chunk(struct buf *b, struct str type, struct str data)
{
    png_be32(b, (uint32_t)data.n);
    size_t from = b->n;
    buf_add(b, type);
    buf_add(b, data);
    png_be32(b, (uint32_t)crc32(0, (const Bytef *)b->p + from, (uInt)(b->n - from)));
}

/* A picture of these sides, a gradient; with xmp, unless empty, as its XMP packet. In a. */
static inline struct str png_of(struct arena *a, uint32_t width_px, uint32_t height_px,
                                struct str xmp)
{
    struct buf png;
    struct buf head;
    struct buf text;
    size_t row = width_px + 1;
    Bytef *pixels = arena_alloc(a, row * height_px);
    for (size_t i = 0; i < row * height_px; i++)
        pixels[i] = i % row ? (Bytef)(i % row * 255 / width_px) : 0;
    uLongf packed_n = compressBound(row * height_px);
    Bytef *packed = arena_alloc(a, packed_n);
    (void)compress(packed, &packed_n, pixels, row * height_px);
    buf_init(&png, a);
    buf_init(&head, a);
    buf_init(&text, a);
    png_be32(&head, width_px);
    png_be32(&head, height_px);
    buf_add(&head, STR("\x08\0\0\0\0"));
    buf_add(&text, STR("XML:com.adobe.xmp\0\0\0\0\0"));
    buf_add(&text, xmp);
    buf_add(&png, STR("\x89PNG\r\n\x1a\n"));
    png_chunk(&png, STR("IHDR"), buf_view(&head));
    if (xmp.n)
        png_chunk(&png, STR("iTXt"), buf_view(&text));
    png_chunk(&png, STR("IDAT"), (struct str){(char *)packed, packed_n});
    png_chunk(&png, STR("IEND"), STR(""));
    return buf_view(&png);
}

#endif
