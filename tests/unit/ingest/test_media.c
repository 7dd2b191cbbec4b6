/* Pictures taken into a site: what is written, what is refused, what is asked of the decoder twice. */
#include "tests/test.h"

#include "ingest/files.h"
#include "ingest/media.h"
#include "source/picture.h"
#include "tests/unit/ingest/png.h"

#include <stdlib.h>
#include <unistd.h>

static struct arena a;
static char folder[] = "/tmp/loa-media-XXXXXX";
static struct store *st;
static struct store_reader *reader;
static struct media_target target;

static const char *path_of(const char *name)
{
    return str_cstr(&a, str_format(&a, "%s/%s", folder, name));
}

static int set_up(void **state)
{
    (void)state;
    struct err e = {""};
    arena_init(&a, 256 << 20);
    if (!mkdtemp(folder) ||
        store_open(path_of("loa.db"), (struct store_options){.create = true}, &st, &e) ||
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
    const char *remove_all = str_cstr(&a, str_format(&a, "rm -rf %s", folder));
    int rc = system(remove_all);
    arena_release(&a);
    return rc;
}

static bool is_there(struct str path)
{
    return access(path_of(str_cstr(&a, path)), R_OK) == 0;
}

static void a_picture_gets_its_renditions(void **state)
{
    (void)state;
    struct err e = {""};
    struct media_taken taken = {0};
    struct str png = png_of(&a, 700, 350, STR(""));
    int widths_px[RENDITION_RUNGS_MAX];
    assert_int_equal(media_take_bytes(&a, &target, png, &taken, &e), RC_OK);
    struct str path = media_path(taken.src);
    assert_true(str_ends(path, STR("-700.jpg")));
    assert_int_equal(taken.width_px, 700);
    assert_int_equal(taken.height_px, 350);
    size_t n = rendition_widths(path, widths_px);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++)
        for (int format = 0; format < RENDITION_PNG; format++)
            assert_true(
                is_there(rendition_path(&a, path, widths_px[i], (enum rendition_format)format)));
    struct file file;
    struct str small = rendition_path(&a, path, 320, RENDITION_JPEG);
    assert_int_equal(file_read(path_of(str_cstr(&a, small)), 1 << 20, &file, &e), RC_OK);
    struct picture seen;
    assert_int_equal(picture_read(file.bytes, &seen, &e), RC_OK);
    assert_str_is(seen.type, "image/jpeg");
    assert_int_equal(seen.width_px, 320);
    assert_int_equal(seen.height_px, 160);
    file_release(&file);
}

static void what_was_taken_is_not_decoded_again(void **state)
{
    (void)state;
    struct media_taken first = {0};
    struct media_taken again = {0};
    struct str png = png_of(&a, 40, 30, STR(""));
    assert_int_equal(media_take_bytes(&a, &target, png, &first, NULL), RC_OK);
    assert_true(str_ends(first.src, STR("-40.png"))); /* a small drawing stays one */
    struct media_target blind = target;
    blind.raster = NULL;
    assert_int_equal(media_take_bytes(&a, &blind, png, &again, NULL), RC_OK);
    assert_str_eq(first.src, again.src);
    assert_int_equal(again.width_px, 40);
    assert_int_equal(unlink(path_of(str_cstr(&a, media_path(first.src)))), 0);
    assert_int_equal(media_take_bytes(&a, &target, png, &again, NULL), RC_OK);
    assert_true(is_there(media_path(again.src))); /* its file had gone */
}

static void a_figure_says_what_its_file_says(void **state)
{
    (void)state;
    struct str xmp = STR("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
                         "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
                         "xmlns:dc='http://purl.org/dc/elements/1.1/' "
                         "xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' "
                         "photoshop:Credit='Báo Làng'><dc:creator><rdf:Seq><rdf:li>Lê Na</rdf:li>"
                         "</rdf:Seq></dc:creator><dc:description><rdf:Alt><rdf:li>Bến đò sớm"
                         "</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF>"
                         "</x:xmpmeta>");
    struct str png = png_of(&a, 60, 40, xmp);
    FILE *f = fopen(path_of("ben.png"), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(png.p, 1, png.n, f), png.n);
    assert_int_equal(fclose(f), 0);
    struct article_block figures[] = {
        {.type = BLOCK_FIGURE, .src = STR("ben.png")},
        {.type = BLOCK_FIGURE,
         .src = STR("ben.png"),
         .caption = STR("Của bài"),
         .credit = STR("X")},
    };
    struct article art = {.blocks = figures, .blocks_n = 2};
    media_take_over(&a, &target, &(struct media_origin){.path = path_of("a.json"), .quiet = true},
                    &art);
    assert_str_is(figures[0].caption, "Bến đò sớm");
    assert_str_is(figures[0].credit, "Lê Na/Báo Làng");
    assert_int_equal(figures[0].width_px, 60);
    assert_str_is(figures[1].caption, "Của bài");
    assert_str_is(figures[1].credit, "X");
}

static void an_animation_becomes_one_webp(void **state)
{
    (void)state;
    struct err e = {""};
    struct media_taken taken = {0};
    struct str gif = STR("GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0"
                         "\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
                         "\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x4c\x01\0"
                         "\x3b");
    assert_int_equal(media_take_bytes(&a, &target, gif, &taken, &e), RC_OK);
    assert_true(str_ends(taken.src, STR(".webp")));
    int widths_px[RENDITION_RUNGS_MAX];
    assert_int_equal(rendition_widths(media_path(taken.src), widths_px), 0);
}

static void assert_refused(struct str bytes, enum rc want)
{
    struct err e = {""};
    struct media_taken taken = {0};
    assert_int_equal(media_take_bytes(&a, &target, bytes, &taken, &e), want);
    assert_true(e.text[0] != '\0');
}

static void what_harms_is_refused_and_the_next_goes_on(void **state)
{
    (void)state;
    struct media_taken taken = {0};
    struct str png = png_of(&a, 90, 60, STR(""));
    struct buf bomb;
    buf_init(&bomb, &a);
    buf_add(&bomb, STR("\x89PNG\r\n\x1a\n"));
    png_chunk(&bomb, STR("IHDR"),
              STR("\0\0\x4e\x20\0\0\x4e\x20\x08\0\0\0\0")); /* 20,000 x 20,000 */
    png_chunk(&bomb, STR("IDAT"), STR("x\x9c\x03\0\0\0\0\x01"));
    assert_refused(buf_view(&bomb), RC_LIMIT);
    assert_refused(STR("<svg xmlns='http://www.w3.org/2000/svg'/>"), RC_INVALID);
    assert_refused(STR("<!doctype html><script>alert(1)</script>"), RC_INVALID);
    assert_refused(str_first(png, 20), RC_INVALID);
    assert_refused(STR("\xFF\xD8\xFF\xC0\0\x11\x08\0\x20\0\x20\x03"), RC_INVALID);
    assert_refused(STR(""), RC_INVALID);
    assert_int_equal(media_take_bytes(&a, &target, png, &taken, NULL), RC_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_gets_its_renditions),
        cmocka_unit_test(what_was_taken_is_not_decoded_again),
        cmocka_unit_test(a_figure_says_what_its_file_says),
        cmocka_unit_test(an_animation_becomes_one_webp),
        cmocka_unit_test(what_harms_is_refused_and_the_next_goes_on),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
