/* Pictures as cameras, printers and attackers make them, taken into a site: turned, in inks, with a
 * profile, in 16 bits, with old captions, with a script behind them. All are made here. */
#include "tests/test.h"

#include "ingest/files.h"
#include "ingest/media.h"
#include "source/picture.h"
#include "tests/unit/ingest/png.h"

#include <stdlib.h>
#include <unistd.h>

static struct arena a;
static char folder[] = "/tmp/loa-kinds-XXXXXX";
static struct store *st;
static struct store_reader *reader;
static struct media_target target;

static const char *path_of(struct str name)
{
    return str_cstr(&a, str_format(&a, "%s/%.*s", folder, STR_ARG(name)));
}

static int set_up(void **state)
{
    (void)state;
    struct err e = {""};
    arena_init(&a, 256 << 20);
    if (!mkdtemp(folder) ||
        store_open(path_of(STR("loa.db")), (struct store_options){.create = true}, &st, &e) ||
        store_reader_open(st, &reader, &e))
        return 1;
    target = (struct media_target){folder, st, reader, raster_child_new()};
    return target.raster ? 0 : 1;
}

static int tear_down(void **state)
{
    (void)state;
    raster_child_free(target.raster);
    store_reader_close(reader);
    store_close(st);
    int rc = system(str_cstr(&a, str_format(&a, "rm -rf %s", folder)));
    arena_release(&a);
    return rc;
}

/* ---- what was written ---- */

static struct media_taken take(struct str bytes)
{
    struct media_taken taken = {0};
    struct err e = {""};
    if (media_take_bytes(&a, &target, bytes, &taken, &e) != RC_OK)
        fail_msg("%s", e.text);
    return taken;
}

static struct str file_of(struct str path)
{
    struct file file;
    struct err e = {""};
    if (file_read(path_of(path), 4 << 20, &file, &e) != RC_OK)
        fail_msg("%.*s: %s", STR_ARG(path), e.text);
    struct str bytes = str_copy(&a, file.bytes);
    file_release(&file);
    return bytes;
}

static uint32_t be32_of(struct str s, size_t at)
{
    uint32_t n = 0;
    for (size_t i = 0; i < 4; i++)
        n = n << 8 | (unsigned char)s.p[at + i];
    return n;
}

/* The first pixel of a written PNG: its first scanline's first bytes, whatever its filter, because
 * nothing stands before them. *depth and *kind are those of its header. */
static void first_pixel(struct str png, unsigned char pixel[4], int *depth, int *kind)
{
    unsigned char row[8192] = {0};
    z_stream z = {0};
    *depth = png.p[24];
    *kind = png.p[25];
    assert_int_equal(inflateInit(&z), Z_OK);
    z.next_out = row;
    z.avail_out = sizeof row;
    for (size_t at = 8; at + 12 <= png.n && z.avail_out; at += 12 + be32_of(png, at)) {
        if (!str_eq(str_slice(png, at + 4, at + 8), STR("IDAT")))
            continue;
        struct str packed = str_copy(&a, str_from(png, at + 8));
        z.next_in = (Bytef *)(uintptr_t)packed.p;
        z.avail_in = be32_of(png, at);
        (void)inflate(&z, Z_NO_FLUSH);
    }
    (void)inflateEnd(&z);
    memcpy(pixel, row + 1, 4);
}

static void assert_near(int got, int want)
{
    if (got < want - 6 || got > want + 6)
        fail_msg("%d where about %d is wanted", got, want);
}

/* ---- made here ---- */

/* A PNG in one colour: kind 2 (RGB), depth 8 or 16; icc, unless empty, as its profile. */
static struct str png_in(int depth, const unsigned char *rgb, struct str icc)
{
    enum { WIDTH = 40, HEIGHT = 30 };
    struct buf png;
    struct buf head;
    struct buf rows;
    struct buf profile;
    buf_init(&png, &a);
    buf_init(&head, &a);
    buf_init(&rows, &a);
    buf_init(&profile, &a);
    for (int y = 0; y < HEIGHT; y++) {
        buf_add_byte(&rows, 0);
        for (int x = 0; x < WIDTH; x++)
            buf_add(&rows, (struct str){(const char *)rgb, (size_t)(3 * depth / 8)});
    }
    uLongf packed_n = compressBound(rows.n);
    Bytef *packed = arena_alloc(&a, packed_n);
    (void)compress(packed, &packed_n, (const Bytef *)rows.p, rows.n);
    png_be32(&head, WIDTH);
    png_be32(&head, HEIGHT);
    buf_add_byte(&head, (char)depth);
    buf_add(&head, STR("\x02\0\0\0"));
    buf_add(&png, STR("\x89PNG\r\n\x1a\n"));
    png_chunk(&png, STR("IHDR"), buf_view(&head));
    if (icc.n) {
        uLongf icc_n = compressBound(icc.n);
        Bytef *icc_packed = arena_alloc(&a, icc_n);
        (void)compress(icc_packed, &icc_n, (const Bytef *)icc.p, icc.n);
        buf_add(&profile, STR("p\0\0"));
        buf_add(&profile, (struct str){(char *)icc_packed, icc_n});
        png_chunk(&png, STR("iCCP"), buf_view(&profile));
    }
    png_chunk(&png, STR("IDAT"), (struct str){(char *)packed, packed_n});
    png_chunk(&png, STR("IEND"), STR(""));
    return buf_view(&png);
}

/* str_concat ends at a zero */
static struct str joined(struct str first, struct str second)
{
    struct buf b;
    buf_init(&b, &a);
    buf_add(&b, first);
    buf_add(&b, second);
    return buf_view(&b);
}

static void add_xyz(struct buf *b, double x, double y, double z)
{
    const double all[] = {x, y, z};
    for (size_t i = 0; i < 3; i++)
        png_be32(b, (uint32_t)(int32_t)(all[i] * 65536));
}

/* sRGB's colours with red and blue exchanged (ICC.1:2001-04): a picture that is red is blue. */
static struct str exchanged_profile(void)
{
    static const char *const tags[] = {"wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
    enum { HEAD = 128, TAGS = 7, DATA_AT = HEAD + 4 + 12 * TAGS, XYZ_BYTES = 20, CURVE_BYTES = 12 };
    struct buf b;
    buf_init(&b, &a);
    png_be32(&b, DATA_AT + 4 * XYZ_BYTES + CURVE_BYTES);
    buf_add(&b, STR("\0\0\0\0\x02\x10\0\0mntrRGB XYZ "));
    buf_add(&b, STR("\x07\xE8\0\x01\0\x01\0\0\0\0\0\0acsp"));
    for (int i = 0; i < 7; i++)
        png_be32(&b, 0);
    add_xyz(&b, 0.9642, 1.0, 0.8249);
    while (b.n < HEAD)
        buf_add_byte(&b, 0);
    png_be32(&b, TAGS);
    for (size_t i = 0; i < TAGS; i++) {
        buf_add(&b, str_view(tags[i]));
        png_be32(&b, (uint32_t)(DATA_AT + (i < 4 ? i : 4) * XYZ_BYTES));
        png_be32(&b, i < 4 ? XYZ_BYTES : CURVE_BYTES);
    }
    const double xyz[4][3] = {{0.9642, 1.0, 0.8249},
                              {0.1431, 0.0606, 0.7141},
                              {0.3851, 0.7169, 0.0971},
                              {0.4360, 0.2225, 0.0139}};
    for (size_t i = 0; i < 4; i++) {
        buf_add(&b, STR("XYZ \0\0\0\0"));
        add_xyz(&b, xyz[i][0], xyz[i][1], xyz[i][2]);
    }
    buf_add(&b, STR("curv\0\0\0\0\0\0\0\0"));
    return buf_view(&b);
}

/* A JPEG of 320 x 160: what the site makes of a picture; with segment, unless empty, behind its
 * beginning. */
static struct str jpeg_with(struct str segment)
{
    struct str path = media_path(take(png_of(&a, 700, 350, STR(""))).src);
    struct str jpeg = file_of(rendition_path(&a, path, 320, RENDITION_JPEG));
    return joined(joined(str_first(jpeg, 2), segment), str_from(jpeg, 2));
}

/* 64 x 64 in four inks, all of them half: each block is two bits, "no difference" and "no more". */
static struct str cmyk_jpeg(void)
{
    struct buf b;
    buf_init(&b, &a);
    buf_add(&b, STR("\xFF\xD8\xFF\xEE\0\x0E"
                    "Adobe\0\x64\0\0\0\0\0"));
    buf_add(&b, STR("\xFF\xDB\0\x43\0"));
    for (int i = 0; i < 64; i++)
        buf_add_byte(&b, 1);
    buf_add(&b, STR("\xFF\xC0\0\x14\x08\0\x40\0\x40\x04\x01\x11\0\x02\x11\0\x03\x11\0\x04\x11\0"));
    for (int table = 0; table < 2; table++) {
        buf_add(&b, STR("\xFF\xC4\0\x14"));
        buf_add_byte(&b, table ? 0x10 : 0);
        buf_add(&b, STR("\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
    }
    buf_add(&b, STR("\xFF\xDA\0\x0E\x04\x01\0\x02\0\x03\0\x04\0\0\x3F\0"));
    for (int i = 0; i < 64; i++)
        buf_add_byte(&b, 0);
    buf_add(&b, STR("\xFF\xD9"));
    return buf_view(&b);
}

/* ---- tests ---- */

static void a_picture_held_upright_stands_upright(void **state)
{
    (void)state;
    struct str exif = STR("\xFF\xE1\0\x22"
                          "Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
                          "\0\0\0\0");
    struct media_taken taken = take(jpeg_with(exif));
    assert_int_equal(taken.width_px, 160);
    assert_int_equal(taken.height_px, 320);
    assert_false(str_contains(file_of(media_path(taken.src)), STR("Exif"))); /* nor where it was */
}

static void colours_stay_what_they_are(void **state)
{
    (void)state;
    const unsigned char colours[][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {192, 64, 32}};
    for (size_t i = 0; i < COUNT_OF(colours); i++) {
        unsigned char pixel[4];
        int depth = 0;
        int kind = 0;
        struct media_taken taken = take(png_in(8, colours[i], STR("")));
        first_pixel(file_of(media_path(taken.src)), pixel, &depth, &kind);
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(pixel[k], colours[i][k]);
    }
}

static void sixteen_bits_become_eight(void **state)
{
    (void)state;
    const unsigned char rgb[] = {0xC0, 0x11, 0x40, 0x22, 0x20, 0x33};
    unsigned char pixel[4];
    int depth = 0;
    int kind = 0;
    struct media_taken taken = take(png_in(16, rgb, STR("")));
    first_pixel(file_of(media_path(taken.src)), pixel, &depth, &kind);
    assert_int_equal(depth, 8);
    assert_near(pixel[0], 0xC0);
    assert_near(pixel[1], 0x40);
    assert_near(pixel[2], 0x20);
}

static void a_profile_is_applied(void **state)
{
    (void)state;
    const unsigned char red[] = {255, 0, 0};
    unsigned char pixel[4];
    int depth = 0;
    int kind = 0;
    struct str written = file_of(media_path(take(png_in(8, red, exchanged_profile())).src));
    first_pixel(written, pixel, &depth, &kind);
    assert_near(pixel[0], 0);
    assert_near(pixel[1], 0);
    assert_near(pixel[2], 255);
    assert_false(str_contains(written, STR("iCCP")));
    written = file_of(media_path(take(png_in(8, red, STR("no profile at all"))).src));
    first_pixel(written, pixel, &depth, &kind); /* a broken one costs only itself */
    assert_near(pixel[0], 255);
}

static void inks_become_colours(void **state)
{
    (void)state;
    struct media_taken taken = take(cmyk_jpeg());
    struct str jpeg = file_of(media_path(taken.src));
    size_t frame = str_find(jpeg, STR("\xFF\xC2\0\x11\x08")); /* progressive, three components */
    assert_true(frame < jpeg.n);
    assert_int_equal(jpeg.p[frame + 9], 3);
    assert_int_equal(taken.width_px, 64);
}

static struct str jpeg_saying(struct str creator, struct str caption)
{
    struct buf iim;
    buf_init(&iim, &a);
    buf_add(&iim, STR("\x1c\x02\x50"));
    buf_add_byte(&iim, (char)(creator.n >> 8));
    buf_add_byte(&iim, (char)creator.n);
    buf_add(&iim, creator);
    buf_add(&iim, STR("\x1c\x02\x78"));
    buf_add_byte(&iim, (char)(caption.n >> 8));
    buf_add_byte(&iim, (char)caption.n);
    buf_add(&iim, caption);
    buf_add(&iim, iim.n % 2 ? STR("\0") : STR(""));
    struct buf segment;
    buf_init(&segment, &a);
    buf_add(&segment, STR("\xFF\xED"));
    size_t n = 2 + 14 + 12 + iim.n;
    buf_add_byte(&segment, (char)(n >> 8));
    buf_add_byte(&segment, (char)n);
    buf_add(&segment, STR("Photoshop 3.0\0"
                          "8BIM\x04\x04\0\0"));
    png_be32(&segment, (uint32_t)iim.n);
    buf_add(&segment, buf_view(&iim));
    return jpeg_with(buf_view(&segment));
}

static void captions_of_every_age_are_read(void **state)
{
    (void)state;
    struct media_taken taken = take(jpeg_saying(STR("Lê Na"), STR("Ghe chở gạo về bến")));
    assert_str_is(taken.said.creator, "Lê Na");
    assert_str_is(taken.said.caption, "Ghe chở gạo về bến");
    /* windows-1252 */
    taken =
        take(jpeg_saying(STR("Ren\xE9 Fran\xE7ois"), STR("Le march\xE9 flottant \xE0 No\xEBl")));
    assert_str_is(taken.said.creator, "René François");
    assert_str_is(taken.said.caption, "Le marché flottant à Noël");
    /* TCVN3 */
    taken = take(jpeg_saying(STR("Tr\xC7n V\xA8n Ti\xD5n"),
                             STR("N\xABng d\xA9n x\xB7 Ti\xD2n Phong thu ho\xB9"
                                 "ch l\xF3"
                                 "a \xAE\xABng xu\xA9n, n\xA8m nay \xAE\xAD\xEE"
                                 "c m\xEF"
                                 "a")));
    assert_str_is(taken.said.creator, "Trần Văn Tiến");
    assert_str_is(taken.said.caption,
                  "Nông dân xã Tiền Phong thu hoạch lúa đông xuân, năm nay được mùa");
    /* the same, taken for Latin-1 and made UTF-8 by some program in between */
    taken = take(
        jpeg_saying(STR("TrÇn V¨n TiÕn"),
                    STR("N«ng d©n x· TiÒn Phong thu ho¹ch lóa ®«ng xu©n, n¨m nay ®\u00adîc mïa")));
    assert_str_is(taken.said.creator, "Trần Văn Tiến");
    assert_str_is(taken.said.caption,
                  "Nông dân xã Tiền Phong thu hoạch lúa đông xuân, năm nay được mùa");
}

static void assert_refused(struct str bytes, const char *word)
{
    struct err e = {""};
    struct media_taken taken = {0};
    assert_int_equal(media_take_bytes(&a, &target, bytes, &taken, &e), RC_INVALID);
    if (!strstr(e.text, word))
        fail_msg("\"%s\" where \"%s\" is wanted", e.text, word);
}

static void what_browsers_do_not_show_is_refused_by_name(void **state)
{
    (void)state;
    assert_refused(STR("\0\0\0\x18"
                       "ftypheic\0\0\0\0mif1heic"
                       "\0\0\0\0"),
                   "HEIC");
    assert_refused(STR("II*\0\x08\0\0\0\0\0"), "no JPEG");
    assert_refused(STR("BM\x46\0\0\0\0\0\0\0\x36\0\0\0"), "no JPEG");
    assert_refused(STR("%PDF-1.7\n"), "no JPEG");
    assert_refused(STR("\0\0\0\x18"
                       "ftypM4A \0\0\0\0M4A mp42"
                       "\0\0\0\0"),
                   "no JPEG"); /* sound */
    assert_refused(STR("\x1A\x45\xDF\xA3\x93\x42\x82\x88matroska"), "no JPEG");
    assert_refused(STR("/**/ftypisom=alert(1)"), "no JPEG");
}

/* ---- two things in one file ---- */

static bool any_holds(struct str path, struct str word)
{
    int widths_px[RENDITION_RUNGS_MAX];
    size_t n = rendition_widths(path, widths_px);
    bool holds = str_contains(file_of(path), word);
    for (size_t i = 0; i < n; i++)
        for (int format = 0; format < 2; format++)
            holds |= str_contains(
                file_of(rendition_path(&a, path, widths_px[i], (enum rendition_format)format)),
                word);
    return holds;
}

static void what_stands_behind_a_picture_is_left_behind(void **state)
{
    (void)state;
    struct str script = STR("<script>alert(document.cookie)</script>");
    /* begins a JavaScript comment in its width: GIF89a, slash, star */
    struct str gif = STR("GIF89a\x2f\x2a\x02\0\x80\0\0\xff\xff\xff\0\0\0"
                         "\x21\xfe\x1c*/=1;alert(document.cookie)/*\0"
                         "\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b");
    struct err e = {""};
    struct media_taken taken = {0};
    if (media_take_bytes(&a, &target, gif, &taken, &e) == RC_OK)
        assert_false(any_holds(media_path(taken.src), STR("alert")));
    struct str png = png_of(&a, 50, 40, STR(""));
    taken = take(joined(png, script));
    assert_false(any_holds(media_path(taken.src), STR("alert")));
    struct str comment = STR("\xFF\xFE\0\x29<script>alert(document.cookie)</script>");
    taken = take(jpeg_with(comment));
    assert_false(any_holds(media_path(taken.src), STR("alert")));
    taken = take(joined(jpeg_with(STR("")), STR("PK\x03\x04<?php alert(1);?>")));
    assert_false(any_holds(media_path(taken.src), STR("alert")));
}

static void a_file_that_breaks_off_is_shown_as_far_as_it_goes(void **state)
{
    (void)state;
    struct str jpeg = jpeg_with(STR(""));
    struct media_taken taken = {0};
    size_t cuts = 0;
    size_t shown = 0;
    for (size_t n = jpeg.n / 8; n < jpeg.n; n += 97) { /* one inside of a header shows nothing */
        struct err e = {""};
        enum rc rc = media_take_bytes(&a, &target, str_first(jpeg, n), &taken, &e);
        assert_true(rc == RC_OK || rc == RC_INVALID); /* no child dies of it */
        cuts++;
        shown += rc == RC_OK && taken.width_px == 320;
    }
    assert_true(shown * 4 > cuts * 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_held_upright_stands_upright),
        cmocka_unit_test(colours_stay_what_they_are),
        cmocka_unit_test(sixteen_bits_become_eight),
        cmocka_unit_test(a_profile_is_applied),
        cmocka_unit_test(inks_become_colours),
        cmocka_unit_test(captions_of_every_age_are_read),
        cmocka_unit_test(what_browsers_do_not_show_is_refused_by_name),
        cmocka_unit_test(what_stands_behind_a_picture_is_left_behind),
        cmocka_unit_test(a_file_that_breaks_off_is_shown_as_far_as_it_goes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
