#include "text/norm_spelling.h"

#include "base/utf8.h"

enum { VOWEL_COUNT = 12, LATIN1_FIRST = 0xC0, BREVE_A = 0x103, CIRCUMFLEX_E = 0xEA };

/* A row a vowel, a column a tone, in the order of enum spelling_tone. */
static const uint16_t VOWELS[VOWEL_COUNT][SPELLING_TONE_COUNT] = {
    {0x61, 0xE0, 0xE1, 0x1EA3, 0xE3, 0x1EA1},        /* a à á ả ã ạ */
    {0x103, 0x1EB1, 0x1EAF, 0x1EB3, 0x1EB5, 0x1EB7}, /* ă ằ ắ ẳ ẵ ặ */
    {0xE2, 0x1EA7, 0x1EA5, 0x1EA9, 0x1EAB, 0x1EAD},  /* â ầ ấ ẩ ẫ ậ */
    {0x65, 0xE8, 0xE9, 0x1EBB, 0x1EBD, 0x1EB9},      /* e è é ẻ ẽ ẹ */
    {0xEA, 0x1EC1, 0x1EBF, 0x1EC3, 0x1EC5, 0x1EC7},  /* ê ề ế ể ễ ệ */
    {0x69, 0xEC, 0xED, 0x1EC9, 0x129, 0x1ECB},       /* i ì í ỉ ĩ ị */
    {0x6F, 0xF2, 0xF3, 0x1ECF, 0xF5, 0x1ECD},        /* o ò ó ỏ õ ọ */
    {0xF4, 0x1ED3, 0x1ED1, 0x1ED5, 0x1ED7, 0x1ED9},  /* ô ồ ố ổ ỗ ộ */
    {0x1A1, 0x1EDD, 0x1EDB, 0x1EDF, 0x1EE1, 0x1EE3}, /* ơ ờ ớ ở ỡ ợ */
    {0x75, 0xF9, 0xFA, 0x1EE7, 0x169, 0x1EE5},       /* u ù ú ủ ũ ụ */
    {0x1B0, 0x1EEB, 0x1EE9, 0x1EED, 0x1EEF, 0x1EF1}, /* ư ừ ứ ử ữ ự */
    {0x79, 0x1EF3, 0xFD, 0x1EF7, 0x1EF9, 0x1EF5},    /* y ỳ ý ỷ ỹ ỵ */
};

/* Sorted by bytes. */
static const struct str RHYMES[] = {
    STR_INIT("a"),    STR_INIT("ac"),   STR_INIT("ach"),  STR_INIT("ai"),   STR_INIT("am"),
    STR_INIT("an"),   STR_INIT("ang"),  STR_INIT("anh"),  STR_INIT("ao"),   STR_INIT("ap"),
    STR_INIT("at"),   STR_INIT("au"),   STR_INIT("ay"),   STR_INIT("e"),    STR_INIT("ec"),
    STR_INIT("em"),   STR_INIT("en"),   STR_INIT("eng"),  STR_INIT("eo"),   STR_INIT("ep"),
    STR_INIT("et"),   STR_INIT("i"),    STR_INIT("ia"),   STR_INIT("ich"),  STR_INIT("im"),
    STR_INIT("in"),   STR_INIT("inh"),  STR_INIT("ip"),   STR_INIT("it"),   STR_INIT("iu"),
    STR_INIT("iêc"),  STR_INIT("iêm"),  STR_INIT("iên"),  STR_INIT("iêng"), STR_INIT("iêp"),
    STR_INIT("iêt"),  STR_INIT("iêu"),  STR_INIT("o"),    STR_INIT("oa"),   STR_INIT("oac"),
    STR_INIT("oach"), STR_INIT("oai"),  STR_INIT("oam"),  STR_INIT("oan"),  STR_INIT("oang"),
    STR_INIT("oanh"), STR_INIT("oao"),  STR_INIT("oap"),  STR_INIT("oat"),  STR_INIT("oay"),
    STR_INIT("oc"),   STR_INIT("oe"),   STR_INIT("oem"),  STR_INIT("oen"),  STR_INIT("oeo"),
    STR_INIT("oet"),  STR_INIT("oi"),   STR_INIT("om"),   STR_INIT("on"),   STR_INIT("ong"),
    STR_INIT("ooc"),  STR_INIT("oong"), STR_INIT("op"),   STR_INIT("ot"),   STR_INIT("oăc"),
    STR_INIT("oăm"),  STR_INIT("oăn"),  STR_INIT("oăng"), STR_INIT("oăt"),  STR_INIT("u"),
    STR_INIT("ua"),   STR_INIT("uc"),   STR_INIT("ui"),   STR_INIT("um"),   STR_INIT("un"),
    STR_INIT("ung"),  STR_INIT("up"),   STR_INIT("ut"),   STR_INIT("uy"),   STR_INIT("uya"),
    STR_INIT("uych"), STR_INIT("uyn"),  STR_INIT("uynh"), STR_INIT("uyp"),  STR_INIT("uyt"),
    STR_INIT("uyu"),  STR_INIT("uyên"), STR_INIT("uyêt"), STR_INIT("uân"),  STR_INIT("uâng"),
    STR_INIT("uât"),  STR_INIT("uây"),  STR_INIT("uê"),   STR_INIT("uêch"), STR_INIT("uênh"),
    STR_INIT("uôc"),  STR_INIT("uôi"),  STR_INIT("uôm"),  STR_INIT("uôn"),  STR_INIT("uông"),
    STR_INIT("uôt"),  STR_INIT("uơ"),   STR_INIT("y"),    STR_INIT("ych"),  STR_INIT("yn"),
    STR_INIT("ynh"),  STR_INIT("yp"),   STR_INIT("yt"),   STR_INIT("yêm"),  STR_INIT("yên"),
    STR_INIT("yêng"), STR_INIT("yêt"),  STR_INIT("yêu"),  STR_INIT("âc"),   STR_INIT("âm"),
    STR_INIT("ân"),   STR_INIT("âng"),  STR_INIT("âp"),   STR_INIT("ât"),   STR_INIT("âu"),
    STR_INIT("ây"),   STR_INIT("ê"),    STR_INIT("êch"),  STR_INIT("êm"),   STR_INIT("ên"),
    STR_INIT("ênh"),  STR_INIT("êp"),   STR_INIT("êt"),   STR_INIT("êu"),   STR_INIT("ô"),
    STR_INIT("ôc"),   STR_INIT("ôi"),   STR_INIT("ôm"),   STR_INIT("ôn"),   STR_INIT("ông"),
    STR_INIT("ôp"),   STR_INIT("ôt"),   STR_INIT("ăc"),   STR_INIT("ăm"),   STR_INIT("ăn"),
    STR_INIT("ăng"),  STR_INIT("ăp"),   STR_INIT("ăt"),   STR_INIT("ơ"),    STR_INIT("ơi"),
    STR_INIT("ơm"),   STR_INIT("ơn"),   STR_INIT("ơp"),   STR_INIT("ơt"),   STR_INIT("ư"),
    STR_INIT("ưa"),   STR_INIT("ưc"),   STR_INIT("ưi"),   STR_INIT("ưm"),   STR_INIT("ưn"),
    STR_INIT("ưng"),  STR_INIT("ưt"),   STR_INIT("ưu"),   STR_INIT("ươc"),  STR_INIT("ươi"),
    STR_INIT("ươm"),  STR_INIT("ươn"),  STR_INIT("ương"), STR_INIT("ươp"),  STR_INIT("ươt"),
    STR_INIT("ươu")};

static const struct str ONSETS[] = {
    STR_INIT(""),   STR_INIT("b"),  STR_INIT("c"),  STR_INIT("ch"), STR_INIT("d"),   STR_INIT("đ"),
    STR_INIT("g"),  STR_INIT("gh"), STR_INIT("gi"), STR_INIT("h"),  STR_INIT("k"),   STR_INIT("kh"),
    STR_INIT("l"),  STR_INIT("m"),  STR_INIT("n"),  STR_INIT("ng"), STR_INIT("ngh"), STR_INIT("nh"),
    STR_INIT("p"),  STR_INIT("ph"), STR_INIT("qu"), STR_INIT("r"),  STR_INIT("s"),   STR_INIT("t"),
    STR_INIT("th"), STR_INIT("tr"), STR_INIT("v"),  STR_INIT("x"),
};
enum { ONSET_LETTERS_MAX = 3, PART_BYTES_MAX = 4 * SPELLING_LETTERS_MAX };

/* -- letters -- */

struct spelling_letter spelling_letter_of(uint32_t cp)
{
    uint32_t lower = utf8_lower_cp(cp);
    struct spelling_letter letter = {lower, SPELLING_LEVEL, lower != cp};
    if (lower < LATIN1_FIRST)
        return letter;
    for (size_t row = 0; row < VOWEL_COUNT; row++)
        for (size_t tone = 0; tone < SPELLING_TONE_COUNT; tone++)
            if (VOWELS[row][tone] == lower) {
                letter.base = VOWELS[row][SPELLING_LEVEL];
                letter.tone = (enum spelling_tone)tone;
                return letter;
            }
    return letter;
}

/* The row of a base letter, or VOWEL_COUNT. */
static size_t row_of(uint32_t base)
{
    size_t row = 0;
    while (row < VOWEL_COUNT && VOWELS[row][SPELLING_LEVEL] != base)
        row++;
    return row;
}

uint32_t spelling_letter_cp(struct spelling_letter letter)
{
    size_t row = row_of(letter.base);
    uint32_t cp = row < VOWEL_COUNT ? VOWELS[row][letter.tone] : letter.base;
    return letter.upper ? utf8_upper_cp(cp) : cp;
}

bool spelling_is_vowel(uint32_t base)
{
    return row_of(base) < VOWEL_COUNT;
}

/* -- parts -- */

/* The letters without tones, as text in bytes. */
static struct str part_text(const struct spelling_letter *letters, size_t n,
                            char bytes[PART_BYTES_MAX])
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++)
        length += utf8_put(letters[i].base, bytes + length);
    return (struct str){bytes, length};
}

static bool is_onset(struct str part)
{
    for (size_t i = 0; i < COUNT_OF(ONSETS); i++)
        if (str_eq(ONSETS[i], part))
            return true;
    return false;
}

static bool is_rhyme(struct str part)
{
    size_t low = 0;
    size_t high = COUNT_OF(RHYMES);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(part, RHYMES[middle]);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/* -- the tone's place -- */

static bool is_marked_vowel(uint32_t base)
{
    return base >= LATIN1_FIRST && spelling_is_vowel(base);
}

/* oa, oe, uy at the end of a syllable: the two conventions differ here alone. */
static bool is_open_glide(const struct spelling *s)
{
    if (s->n - s->onset_n != 2)
        return false;
    uint32_t first = s->letters[s->onset_n].base;
    uint32_t second = s->letters[s->onset_n + 1].base;
    return (first == 'o' && (second == 'a' || second == 'e')) || (first == 'u' && second == 'y');
}

/* The last vowel with a breve, circumflex or horn; else the middle one of three; else the second of
 * two before a consonant or of oa, oe, uy; else the first. */
static size_t tone_place_of(const struct spelling *s)
{
    size_t vowels = 0;
    size_t marked = s->n;
    for (size_t i = s->onset_n; i < s->n && spelling_is_vowel(s->letters[i].base); i++) {
        vowels++;
        if (is_marked_vowel(s->letters[i].base))
            marked = i;
    }
    if (marked < s->n)
        return marked;
    bool closed = s->onset_n + vowels < s->n;
    bool second = vowels == 3 || (vowels == 2 && (closed || is_open_glide(s)));
    return s->onset_n + (second ? 1 : 0);
}

/* -- syllables -- */

/* The letters of the onset, the longest that leaves a rhyme ("gi" before "g": già, but gìn), in
 * *onset_n; false if there is none. */
static bool split(const struct spelling_letter *letters, size_t n, size_t *onset_n)
{
    char bytes[PART_BYTES_MAX];
    size_t most = n < ONSET_LETTERS_MAX ? n : ONSET_LETTERS_MAX;
    for (size_t i = most + 1; i-- > 0;) {
        if (is_onset(part_text(letters, i, bytes)) &&
            is_rhyme(part_text(letters + i, n - i, bytes))) {
            *onset_n = i;
            return true;
        }
    }
    return false;
}

bool spelling_read(const struct spelling_letter *letters, size_t n, struct spelling *out)
{
    if (n == 0 || n > SPELLING_LETTERS_MAX)
        return false;
    struct spelling s = {.n = n, .tone_at = n};
    for (size_t i = 0; i < n; i++) {
        if (letters[i].tone != SPELLING_LEVEL && s.tone != SPELLING_LEVEL)
            return false;
        if (letters[i].tone != SPELLING_LEVEL) {
            s.tone = letters[i].tone;
            s.tone_at = i;
        }
        s.letters[i] = letters[i];
    }
    if (!split(letters, n, &s.onset_n))
        return false;
    s.tone_place = tone_place_of(&s);
    *out = s;
    return true;
}

bool spelling_read_text(struct str word, struct spelling *out)
{
    struct spelling_letter letters[SPELLING_LETTERS_MAX];
    size_t n = 0;
    while (word.n) {
        uint32_t cp = utf8_next(&word);
        if (cp == UTF8_BAD || n == SPELLING_LETTERS_MAX)
            return false;
        letters[n++] = spelling_letter_of(cp);
    }
    return spelling_read(letters, n, out);
}

static bool is_front_vowel(uint32_t base)
{
    return base == 'i' || base == 'e' || base == CIRCUMFLEX_E;
}

static bool onset_fits(const struct spelling *s)
{
    char bytes[PART_BYTES_MAX];
    struct str onset = part_text(s->letters, s->onset_n, bytes);
    uint32_t first = s->letters[s->onset_n].base;
    bool long_y = first == 'y' && s->n - s->onset_n > 1; /* yên, yết; quýt, quynh */
    if (long_y && onset.n && !str_eq(onset, STR("qu")))
        return false;
    if (str_eq(onset, STR("k")))
        return is_front_vowel(first) || first == 'y';
    if (str_eq(onset, STR("gh")) || str_eq(onset, STR("ngh")))
        return is_front_vowel(first);
    if (str_eq(onset, STR("g")))
        return !is_front_vowel(first) || first == 'i'; /* gì, giêng */
    if (str_eq(onset, STR("c")) || str_eq(onset, STR("ng")))
        return !is_front_vowel(first) && first != 'y';
    return true;
}

/* c ch p t at the end. */
static bool is_stopped(const struct spelling *s)
{
    uint32_t last = s->letters[s->n - 1].base;
    uint32_t before = s->n > 1 ? s->letters[s->n - 2].base : 0;
    return last == 'c' || last == 'p' || last == 't' || (last == 'h' && before == 'c');
}

bool spelling_is_strict(const struct spelling *s)
{
    if (!onset_fits(s))
        return false;
    if (is_stopped(s) && s->tone != SPELLING_ACUTE && s->tone != SPELLING_DOT)
        return false;
    bool placed = s->tone_at == s->tone_place || s->tone_at == s->n;
    return placed || (is_open_glide(s) && s->tone_at == s->onset_n);
}
