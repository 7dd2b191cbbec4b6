#include "text/shape.h"

#include "base/utf8.h"

/* The letter without tone and vowel marks, 0 for what no Vietnamese word has. đ is 'D'. */
static char plain_letter(uint32_t cp)
{
    static const struct {
        uint32_t first;
        uint32_t last;
        char plain;
    } MARKED[] = {
        {0xE0, 0xE3, 'a'},     {0xE8, 0xEA, 'e'},     {0xEC, 0xED, 'i'},     {0xF2, 0xF5, 'o'},
        {0xF9, 0xFA, 'u'},     {0xFD, 0xFD, 'y'},     {0x103, 0x103, 'a'},   {0x111, 0x111, 'D'},
        {0x129, 0x129, 'i'},   {0x169, 0x169, 'u'},   {0x1A1, 0x1A1, 'o'},   {0x1B0, 0x1B0, 'u'},
        {0x1EA0, 0x1EB7, 'a'}, {0x1EB8, 0x1EC7, 'e'}, {0x1EC8, 0x1ECB, 'i'}, {0x1ECC, 0x1EE3, 'o'},
        {0x1EE4, 0x1EF1, 'u'}, {0x1EF2, 0x1EF9, 'y'},
    };
    if (cp < 0x80)
        return (char)(cp >= 'a' && cp <= 'z' ? cp : 0);
    for (size_t i = 0; i < COUNT_OF(MARKED); i++)
        if (cp >= MARKED[i].first && cp <= MARKED[i].last)
            return MARKED[i].plain;
    return 0;
}

/* Of text in NFD: its marks stand behind their letters. */
static bool is_tone(uint32_t cp)
{
    return cp == 0x300 || cp == 0x301 || cp == 0x303 || cp == 0x309 || cp == 0x323;
}

static bool is_vietnamese_mark(uint32_t cp)
{
    return is_tone(cp) || cp == 0x302 || cp == 0x306 || cp == 0x31B;
}

enum { SYLLABLE_LETTERS_MAX = 7 }; /* "nghiêng" */

static size_t plain_letters(struct str piece, char letters[SYLLABLE_LETTERS_MAX + 1])
{
    size_t n = 0;
    int tones = 0;
    while (piece.n) {
        uint32_t cp = utf8_next(&piece);
        char plain = plain_letter(utf8_lower_cp(cp));
        if (is_vietnamese_mark(cp)) {
            tones += is_tone(cp);
            continue;
        }
        if (!plain || n == SYLLABLE_LETTERS_MAX)
            return 0;
        letters[n++] = plain;
    }
    if (tones > 1)
        return 0;
    letters[n] = '\0';
    return n;
}

static bool is_listed(struct str part, const char *list)
{
    struct str rest = str_view(list);
    struct str item;
    while (str_next(&rest, ' ', &item))
        if (str_eq(item, part))
            return true;
    return false;
}

bool syllable_is_vietnamese(struct str piece)
{
    char letters[SYLLABLE_LETTERS_MAX + 1];
    struct str s = {letters, plain_letters(piece, letters)};
    size_t onset = 0;
    while (onset < s.n && str_find_byte(STR("aeiouy"), letters[onset]) == 6)
        onset++;
    size_t coda = onset;
    while (coda < s.n && str_find_byte(STR("aeiouy"), letters[coda]) < 6)
        coda++;
    if (coda == onset || coda - onset > 3)
        return false;
    struct str first = str_first(s, onset);
    struct str last = str_from(s, coda);
    return (first.n == 0 ||
            is_listed(first, "b c ch D d g gh h k kh l m n ng ngh nh p ph q r s t th tr v x")) &&
           (last.n == 0 || is_listed(last, "c ch m n ng nh p t"));
}
