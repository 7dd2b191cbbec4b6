/* TCVN3, VNI, windows-1258 and VISCII: tables, recognition, conversion. The sentences are Loa's own. */
#include "tests/test.h"

#include <iconv.h>

#include "tests/unit/text/legacy_encode.h"
#include "text/legacy_table.h"

static struct arena a;
static struct legacy_code codes[LEGACY_COUNT];

static int start(void **state)
{
    (void)state;
    arena_init(&a, 1 << 24);
    for (enum legacy_charset c = LEGACY_TCVN3; c < LEGACY_COUNT; c++)
        legacy_code_init(&codes[c], c);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

/* The characters of windows-1252 that the bytes are. */
static struct str as_latin1(struct str bytes)
{
    char *out = arena_alloc(&a, bytes.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < bytes.n; i++)
        n += utf8_put(legacy_cp1252((unsigned char)bytes.p[i]), out + n);
    return (struct str){out, n};
}

static const char LETTERS[] = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợ"
                              "pqrstuùúủũụưừứửữựvxyỳýỷỹỵ";

static void every_letter_goes_and_comes_back(void **state)
{
    (void)state;
    for (enum legacy_charset c = LEGACY_TCVN3; c < LEGACY_COUNT; c++) {
        struct str rest = str_view(LETTERS);
        while (rest.n) {
            uint32_t lower = utf8_next(&rest);
            uint32_t cps[] = {lower, utf8_upper_cp(lower)};
            for (size_t i = 0; i < COUNT_OF(cps); i++) {
                char bytes[2];
                char out[4];
                size_t n = legacy_code_put(&codes[c], cps[i], bytes);
                struct str one = {out, utf8_put(cps[i], out)};
                bool written = codes[c].of[cps[i]].n > 0;
                assert_true(n > 0);
                assert_true(written || (c == LEGACY_TCVN3 && i == 1));
                if (!written)
                    one = utf8_lower(&a, one);
                assert_str_eq(legacy_to_utf8(&a, c, (struct str){bytes, n}), one);
                assert_str_eq(legacy_typed_to_utf8(&a, c, as_latin1((struct str){bytes, n})), one);
            }
        }
    }
}

/* glibc's tables are an independent copy of the same standards: VN1 holds VN3. */
static void tables_are_those_of_iconv(void **state)
{
    (void)state;
    static const struct {
        enum legacy_charset charset;
        const char *name;
        int from;
    } SETS[] = {
        {LEGACY_TCVN3, "TCVN5712-1", 0xA0},
        {LEGACY_VISCII, "VISCII", 0x00},
        {LEGACY_CP1258, "CP1258", 0x00},
    };
    for (size_t i = 0; i < COUNT_OF(SETS); i++) {
        iconv_t cd = iconv_open("UTF-8", SETS[i].name);
        if (cd == (iconv_t)-1) {
            print_message("this machine's iconv lacks %s\n", SETS[i].name);
            skip();
        }
        for (int byte = SETS[i].from; byte < 256; byte++) {
            char in[2] = {(char)byte, ' '}; /* the space flushes a waiting letter */
            char out[16];
            char *in_at = in;
            char *out_at = out;
            size_t in_left = 2;
            size_t out_left = sizeof out;
            iconv(cd, NULL, NULL, NULL, NULL);
            if (iconv(cd, &in_at, &in_left, &out_at, &out_left) == (size_t)-1)
                continue; /* free there */
            struct str want = {out, sizeof out - out_left - 1};
            assert_str_eq(legacy_to_utf8(&a, SETS[i].charset, (struct str){in, 1}),
                          utf8_nfc(&a, want));
        }
        iconv_close(cd);
    }
}

static void typed_text_is_read(void **state)
{
    (void)state;
    static const struct {
        enum legacy_charset charset;
        const char *typed, *text;
    } TEXTS[] = {
        {LEGACY_TCVN3, "B¸o §iÖn tö", "Báo Điện tử"},
        {LEGACY_VNI, "Baùo ñieän töû", "Báo điện tử"},
        {LEGACY_TCVN3, "Thµnh phè trång thªm m\u00adêi ngh×n c©y xanh",
         "Thành phố trồng thêm mười nghìn cây xanh"},
        {LEGACY_VNI, "Thaønh phoá troàng theâm möôøi nghìn caây xanh",
         "Thành phố trồng thêm mười nghìn cây xanh"},
        {LEGACY_CP1258, "ThaÌnh phôì trôÌng thêm m\u00fdõÌi nghiÌn cây xanh",
         "Thành phố trồng thêm mười nghìn cây xanh"},
        {LEGACY_VNI, "UÛY BAN NHAÂN DAÂN “HUYEÄN” …", "ỦY BAN NHÂN DÂN “HUYỆN” …"},
    };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        struct str typed = str_view(TEXTS[i].typed);
        struct legacy_guess guess = legacy_recognise_typed(typed);
        if (guess.charset != TEXTS[i].charset)
            fail_msg("%s is taken for %s", TEXTS[i].typed, legacy_words(guess.charset));
        assert_in_range(guess.confidence_pct, 50, 99);
        assert_str_is(legacy_typed_to_utf8(&a, guess.charset, typed), TEXTS[i].text);
    }
}

static void pages_are_recognised(void **state)
{
    (void)state;
    static const char PAGE[] =
        "<html><head><title>Tin trong ngày</title><style>p { color: red }</style>"
        "<script type=\"text/javascript\">function openTheWindow() { return document; }</script>"
        "</head><body class=\"news wide\"><p>Sáng nay, hội đồng họp bàn việc mở rộng thư viện xã."
        "&nbsp;Người dân góp ý về giờ mở cửa và chỗ đọc cho trẻ nhỏ.</p></body></html>";
    for (enum legacy_charset c = LEGACY_TCVN3; c < LEGACY_COUNT; c++) {
        struct str bytes = legacy_encode(&a, &codes[c], str_view(PAGE));
        struct legacy_guess guess = legacy_recognise(bytes);
        assert_int_equal(guess.charset, c);
        assert_in_range(guess.confidence_pct, 90, 99);
        assert_str_is(legacy_to_utf8(&a, c, bytes), PAGE);
    }
}

static void other_text_is_left_alone(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "",
        "Plain words without any mark at all",
        "The café's façade was naïve; où est le rôle de l'élève ?",
        "L'été dernier, la mère a été déçue par les forêts brûlées où rien n'a poussé.",
        "São Paulo não tem praia, mas a população é grande e está contente.",
        "El niño comió piña mañana; ¿qué pasó después?",
        "Der Bär läuft über die Straße und frißt süße Äpfel.",
        "là có bà và ông cùng tôi",
        "Trường học mở cửa sớm, học sinh vui vẻ.",
        "bø og å",
        "où",
        "« oui » – « non » – 25 °C",
        "Бежит медведь",
    };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        struct str text = str_view(TEXTS[i]);
        struct legacy_guess guess = legacy_recognise_typed(text);
        if (guess.charset != LEGACY_NONE)
            fail_msg("%s is taken for %s", TEXTS[i], legacy_words(guess.charset));
        assert_int_equal(guess.confidence_pct, 0);
        assert_int_equal(legacy_recognise(text).charset, LEGACY_NONE);
        char bytes[256];
        size_t n = 0;
        while (text.n) {
            int byte = legacy_cp1252_byte(utf8_next(&text));
            if (byte >= 0)
                bytes[n++] = (char)byte;
        }
        if (i < 7 || i > 8) /* Vietnamese without half its letters is nobody's text */
            assert_int_equal(legacy_recognise((struct str){bytes, n}).charset, LEGACY_NONE);
    }
}

static void lost_capitals_come_back(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *text;
    } TEXTS[] = {
        {"HéI NGHÞ", "HỘI NGHỊ"},
        {"Hµ Néi", "Hà Nội"},
        {"TØNH Hµ TÜNH", "TỈNH HÀ TĨNH"},
        {"häp ë UBND x·", "họp ở UBND xã"},
        {"HäC ë TR¦êNG", "HỌC Ở TRƯỜNG"},
        {"TTXVN ë Hµ Néi", "TTXVN ở Hà Nội"},
        {"ë", "ở"},
    };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        assert_str_is(legacy_typed_to_utf8(&a, LEGACY_TCVN3, str_view(TEXTS[i].typed)),
                      TEXTS[i].text);
}

/* "\u00ad" is ư as long as nobody takes it for a soft hyphen. */
static void lost_horns_come_back(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *text;
    } TEXTS[] = {
        {"Bé tr\u00adëng vµ ng\u00adêi d©n", "Bộ trưởng và người dân"},
        {"Bé trëng vµ ngêi d©n ®îc mêi ®Õn tr\u00adêng", "Bộ trởng và ngời dân đợc mời đến trường"},
        {"Bé trëng vµ ngêi d©n ®îc mêi ®Õn trêng", "Bộ trưởng và người dân được mời đến trường"},
        {"nhng H¶i D¬ng, hng thÞnh nh tríc díi trêi",
         "nhưng Hải Dương, hưng thịnh như trước dưới trời"},
        {"TR¦êNG vµ TRêNG", "TRƯỜNG và TRƯỜNG"},
        {"ngêi ®êi", "ngời đời"}, /* nothing says that a ư was lost */
        {"§¶ng bé TRêNG kg ng tr a.png", "Đảng bộ TRƯỜNG kg ng tr a.png"},
    };
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        assert_str_is(legacy_typed_to_utf8(&a, LEGACY_TCVN3, str_view(TEXTS[i].typed)),
                      TEXTS[i].text);
}

static void odd_bytes_are_characters(void **state)
{
    (void)state;
    assert_str_is(legacy_to_utf8(&a, LEGACY_NONE, STR("\x93x\x94 \x80\xe9")), "“x” €é");
    assert_str_is(legacy_to_utf8(&a, LEGACY_VNI, STR("a")), "a");
    assert_str_is(legacy_to_utf8(&a, LEGACY_VNI, STR("\xf4\xf9\xf9")), "ớù");
    assert_str_is(legacy_to_utf8(&a, LEGACY_VNI,
                                 STR("u\xe2"
                                     "e\xea")),
                  "uâeê");
    assert_str_is(legacy_to_utf8(&a, LEGACY_TCVN3, STR("a\xb3")), "á"); /* a tone of VN1 */
    assert_str_is(legacy_typed_to_utf8(&a, LEGACY_VNI, STR("aù → ñ\xff")), "á → đ\xef\xbf\xbd");
    assert_str_is(legacy_typed_to_utf8(&a, LEGACY_NONE, STR("aù →")), "aù →");
    assert_int_equal(legacy_cp1252_byte(0x1EA1), -1);
    assert_string_equal(legacy_words(LEGACY_VISCII), "VISCII");
    struct arena none;
    arena_init(&none, 4);
    assert_int_equal(legacy_to_utf8(&none, LEGACY_TCVN3, STR("B\xb8o chi")).n, 0);
    arena_release(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_letter_goes_and_comes_back),
        cmocka_unit_test(tables_are_those_of_iconv),
        cmocka_unit_test(typed_text_is_read),
        cmocka_unit_test(pages_are_recognised),
        cmocka_unit_test(other_text_is_left_alone),
        cmocka_unit_test(lost_capitals_come_back),
        cmocka_unit_test(lost_horns_come_back),
        cmocka_unit_test(odd_bytes_are_characters),
    };
    return cmocka_run_group_tests(tests, start, end);
}
