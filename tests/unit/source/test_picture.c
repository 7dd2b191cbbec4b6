/* Headers of each type, whole, cut at every byte, and lying. */
#include "tests/test.h"

#include "source/picture.h"

#define JPEG "\xFF\xD8\xFF\xE0\x00\x04xx\xFF\xC0\x00\x0B\x08\x00\x20\x00\x40\x01\x01\x11\x00"
#define PNG                                                                                        \
    "\x89PNG\r\n\x1a\n\x00\x00\x00\x0DIHDR\x00\x00\x00\x40\x00\x00\x00\x20\x08\x06\x00\x00\x00"
#define GIF "GIF89a\x40\x00\x20\x00\x00"
#define WEBP_VP8                                                                                   \
    "RIFF\x1a\x00\x00\x00WEBPVP8 \x0e\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x40\x00\x20\x00"
#define WEBP_VP8L                                                                                  \
    "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x3f\xc0\x07\x00\x00\x00\x00\x00\x00"
#define WEBP_VP8X                                                                                  \
    "RIFF\x1a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x3f\x00\x00\x1f\x00\x00"
#define AVIF                                                                                       \
    "\x00\x00\x00\x18"                                                                             \
    "ftypavif\x00\x00\x00\x00\x00\x00\x00\x14ispe\x00\x00\x00\x00\x00\x00\x00\x40\x00\x00\x00\x20"

static const struct {
    struct str bytes;
    const char *type;
} PICTURES[] = {
    {STR_INIT(JPEG), "image/jpeg"},      {STR_INIT(PNG), "image/png"},
    {STR_INIT(GIF), "image/gif"},        {STR_INIT(WEBP_VP8), "image/webp"},
    {STR_INIT(WEBP_VP8L), "image/webp"}, {STR_INIT(WEBP_VP8X), "image/webp"},
    {STR_INIT(AVIF), "image/avif"},
};

static void sides_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(PICTURES); i++) {
        struct picture p;
        struct err e = {""};
        if (picture_read(PICTURES[i].bytes, &p, &e))
            fail_msg("%zu: %s", i, e.text);
        assert_str_is(p.type, PICTURES[i].type);
        assert_int_equal(p.width_px, 64);
        assert_int_equal(p.height_px, 32);
    }
}

static void cut_headers_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(PICTURES); i++)
        for (size_t n = 0; n < PICTURES[i].bytes.n; n++) {
            struct picture p;
            char copy[128];
            memcpy(copy, PICTURES[i].bytes.p, n);
            (void)!picture_read((struct str){copy, n}, &p, NULL);
        }
}

static void the_rest_is_refused(void **state)
{
    (void)state;
    struct picture p;
    struct err e = {""};
    assert_int_equal(picture_read(STR("<svg xmlns='http://www.w3.org/2000/svg'/>"), &p, &e),
                     RC_INVALID);
    assert_int_equal(picture_read(STR(""), &p, &e), RC_INVALID);
    assert_int_equal(picture_read(STR("GIF89a\x00\x00\x20\x00"), &p, &e), RC_INVALID);
    assert_int_equal(picture_read(STR("GIF89a\xff\xff\x20\x00"), &p, &e), RC_LIMIT);
    assert_int_equal(picture_read(STR("\xFF\xD8\xFF\xE0\x00\x01"
                                      "aaaaaaa"),
                                  &p, &e),
                     RC_INVALID);
}

static void pictures_in_boxes_go_by_their_brands(void **state)
{
    (void)state;
    struct picture p;
    struct err e = {""};
    const struct str heic[] = {
        STR("\0\0\0\x18"
            "ftypheic\0\0\0\0mif1heic"),
        STR("\0\0\0\x18"
            "ftypmif1\0\0\0\0mif1heix"),
        STR("\0\0\0\x1C"
            "ftypmsf1\0\0\0\0avifmsf1hevc"),
    };
    for (size_t i = 0; i < COUNT_OF(heic); i++) {
        assert_int_equal(picture_read(heic[i], &p, &e), RC_INVALID);
        assert_non_null(strstr(e.text, "HEIC"));
        assert_non_null(strstr(e.text, "JPEG"));
    }
    struct str avif = STR("\0\0\0\x18"
                          "ftypmif1\0\0\0\0mif1avif"
                          "\0\0\0\x14ispe\0\0\0\0\0\0\0\x40\0\0\0\x20");
    assert_int_equal(picture_read(avif, &p, &e), RC_OK);
    assert_int_equal(p.width_px, 64);
    assert_int_equal(picture_read(STR("/**/ftypavif alert(1)"), &p, &e), RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sides_are_read),
        cmocka_unit_test(cut_headers_are_refused),
        cmocka_unit_test(the_rest_is_refused),
        cmocka_unit_test(pictures_in_boxes_go_by_their_brands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
