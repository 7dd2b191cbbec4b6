/* The old character sets written: the inverse of legacy_to_utf8, found by asking it for every byte and every
 * pair. TCVN3 is written as its fonts were: a capital with a tone is the small letter. Single-threaded. */
#ifndef LOA_TESTS_LEGACY_ENCODE_H
#define LOA_TESTS_LEGACY_ENCODE_H

#include <string.h>

#include "base/utf8.h"
#include "text/legacy.h"

enum { LEGACY_CODE_CP_END = 0x2200, LEGACY_CODE_ARENA_BYTES = 1 << 16 };

struct legacy_code {
    struct {
        unsigned char bytes[2];
        unsigned char n;
    } of[LEGACY_CODE_CP_END];
};

/* Enters the bytes if they are one character, and no shorter ones are. */
static inline void legacy_code_try(struct legacy_code *code, enum legacy_charset charset,
                                   const unsigned char *bytes, unsigned char n)
{
    struct arena a;
    arena_init(&a, LEGACY_CODE_ARENA_BYTES);
    struct str text = legacy_to_utf8(&a, charset, (struct str){(const char *)bytes, n});
    uint32_t cp = text.n ? utf8_next(&text) : 0;
    if (text.n == 0 && cp < LEGACY_CODE_CP_END && code->of[cp].n == 0) {
        memcpy(code->of[cp].bytes, bytes, n);
        code->of[cp].n = n;
    }
    arena_release(&a);
}

/* Bytes that are free in form VN3 of TCVN 5712 and capitals with tones in VN1. */
static inline bool legacy_code_is_vn1(unsigned char byte)
{
    return memchr("\xAF\xBA\xBF\xC0\xC1\xC2\xC3\xC4\xC5\xCD\xD9\xDA\xDB\xE0\xF0\xFF", byte, 16) !=
           NULL;
}

static inline void legacy_code_init(struct legacy_code *code, enum legacy_charset charset)
{
    memset(code, 0, sizeof *code);
    /* VNI's pairs first: a mark alone is read as a letter of Latin-1, but not behind a vowel */
    for (int i = 'A'; charset == LEGACY_VNI && i < 256; i++)
        for (int k = 0xC0; k < 256; k++)
            legacy_code_try(code, charset, (unsigned char[]){(unsigned char)i, (unsigned char)k},
                            2);
    for (int i = 0; i < 256; i++) {
        unsigned char byte = (unsigned char)i;
        if (charset != LEGACY_TCVN3 || !legacy_code_is_vn1(byte))
            legacy_code_try(code, charset, &byte, 1);
    }
    for (int i = 'A'; charset == LEGACY_CP1258 && i < 256; i++)
        for (int k = 0xC0; k < 256; k++)
            legacy_code_try(code, charset, (unsigned char[]){(unsigned char)i, (unsigned char)k},
                            2);
}

/* Writes cp to out; 0 if it cannot be written. */
static inline size_t legacy_code_put(const struct legacy_code *code, uint32_t cp, char out[2])
{
    if (cp >= LEGACY_CODE_CP_END)
        return 0;
    if (code->of[cp].n == 0)
        cp = utf8_lower_cp(cp); /* TCVN3 */
    memcpy(out, code->of[cp].bytes, code->of[cp].n);
    return code->of[cp].n;
}

/* The bytes of text in the set, in a; what it has no character for is left out. */
static inline struct str legacy_encode(struct arena *a, const struct legacy_code *code,
                                       struct str text)
{
    char *out = arena_alloc(a, text.n * 2);
    size_t n = 0;
    while (out && text.n)
        n += legacy_code_put(code, utf8_next(&text), out + n);
    return (struct str){out, n};
}

#endif
