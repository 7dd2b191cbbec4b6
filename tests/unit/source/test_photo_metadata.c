/* Creator, credit and caption out of IPTC datasets and XMP packets. */
#include "tests/test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "source/photo_metadata.h"

#define XMP_HEAD                                                                                   \
    "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"       \
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"                            \
    "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' "                                \
    "xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'"
#define XMP_TAIL "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>   "

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct photo_metadata read_blobs(struct str iptc, struct str xmp)
{
    return photo_metadata_read(&arena, (struct photo_metadata_blobs){iptc, xmp, NULL});
}

static void reads_photoshop_resources(void **state)
{
    (void)state;
    struct str iptc = STR("Photoshop 3.0\0"
                          "8BIM\x04\x25\0\0\0\0\0\x02xx"
                          "8BIM\x04\x04\0\0\0\0\0\x2c"
                          "\x1c\x01\x5a\0\x03\x1b%G"
                          "\x1c\x02\x50\0\x07L\xc3\xaa Na\x20"
                          "\x1c\x02\x6e\0\x05TTXVN"
                          "\x1c\x02\x78\0\x04"
                          "D\xc3\xb2\n"
                          "\x1c\x02\x78\0\x7f"
                          "cut");
    struct photo_metadata m = read_blobs(iptc, STR(""));
    assert_str_is(m.creator, "Lê Na");
    assert_str_is(m.credit, "TTXVN");
    assert_str_is(m.caption, "Dò");
}

static void reads_bare_datasets_and_joins_repeated_ones(void **state)
{
    (void)state;
    struct str iptc = STR("\x1c\x02\x50\0\x02"
                          "An"
                          "\x1c\x02\x50\0\x04"
                          "B\xc3\xac"
                          "h"
                          "\x1c\x02\x73\0\x03"
                          "SGT"
                          "\x1c\x02\x78\0\x02\xff\xfe");
    struct photo_metadata m = read_blobs(iptc, STR(""));
    assert_str_is(m.creator, "An, Bìh");
    assert_str_is(m.credit, "SGT");
    assert_str_is(m.caption, "");
}

static void reads_xmp_elements_and_attributes(void **state)
{
    (void)state;
    struct str packet =
        STR(XMP_HEAD " photoshop:Credit='Báo Làng'>"
                     "<dc:creator><rdf:Seq><rdf:li>Lê Na</rdf:li><rdf:li>Vũ An</rdf:li></rdf:Seq>"
                     "</dc:creator><dc:description><rdf:Alt><rdf:li xml:lang='x-default'>Đò &amp; "
                     "bến\nsông</rdf:li><rdf:li xml:lang='en'>Ferry</rdf:li></rdf:Alt>"
                     "</dc:description><photoshop:Source>Khác</photoshop:Source>" XMP_TAIL);
    struct photo_metadata m = read_blobs(STR("\x1c\x02\x50\0\x02"
                                             "An"),
                                         packet);
    assert_str_is(m.creator, "Lê Na, Vũ An");
    assert_str_is(m.credit, "Báo Làng");
    assert_str_is(m.caption, "Đò & bến sông");
}

static void broken_ones_say_what_stood_before(void **state)
{
    (void)state;
    struct str packet = STR(XMP_HEAD " photoshop:Credit='A'><dc:creator><rdf:Seq><rdf:li>B");
    assert_str_is(read_blobs(STR("8BIM\x04\x04"), packet).credit, "A");
    struct str bomb =
        STR("<!DOCTYPE x [<!ENTITY a 'aaaa'>]>" XMP_HEAD " photoshop:Credit='&a;'>" XMP_TAIL);
    assert_str_is(read_blobs(STR(""), bomb).credit, "");
    const char *junk[] = {"", "\x1c", "\x1c\x02\x50", "\x1c\x02\x50\xff\xff", "<", "<a", "8BIM"};
    for (size_t i = 0; i < COUNT_OF(junk); i++) {
        struct photo_metadata m = read_blobs(str_view(junk[i]), str_view(junk[i]));
        assert_int_equal(m.creator.n + m.credit.n + m.caption.n, 0);
    }
}

/* As if every byte were a letter of Latin-1; says how much it was given to tell by. */
static size_t all_bytes;

static struct str from_latin1(struct arena *a, struct str all, struct str value)
{
    struct buf b;
    all_bytes = all.n;
    buf_init(&b, a);
    for (size_t i = 0; i < value.n; i++) {
        char out[4];
        buf_add(&b, (struct str){out, utf8_put((unsigned char)value.p[i], out)});
    }
    return buf_view(&b);
}

static void old_text_is_asked_about(void **state)
{
    (void)state;
    struct photo_metadata_blobs blobs = {.iptc = STR("\x1c\x02\x50\0\x04Ren\xE9"
                                                     "\x1c\x02\x6e\0\x04TTX\xD0"
                                                     "\x1c\x02\x78\0\x06\xE1\xBA\xBF ok"),
                                         .old_text = from_latin1};
    struct photo_metadata m = photo_metadata_read(&arena, blobs);
    assert_str_is(m.creator, "René");
    assert_str_is(m.credit, "TTXÐ");
    assert_str_is(m.caption, "ế ok"); /* is UTF-8 */
    assert_int_equal(all_bytes, 10);  /* both old ones, a line each */
    blobs.old_text = NULL;
    m = photo_metadata_read(&arena, blobs);
    assert_int_equal(m.creator.n + m.credit.n, 0);
    assert_str_is(m.caption, "ế ok");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_photoshop_resources, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_bare_datasets_and_joins_repeated_ones, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(reads_xmp_elements_and_attributes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(old_text_is_asked_about, set_up, tear_down),
        cmocka_unit_test_setup_teardown(broken_ones_say_what_stood_before, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
