#include "register/identity.h"

#include "base/buf.h"
#include "text/fold.h"
#include "text/gazetteer.h"
#include "text/shape.h"
#include "text/syllable.h"

enum {
    SOUNDS_MAX = 64,
    SLIP_LEAST = 6, /* sounds of a name long enough to forgive one */
};

/* What a consonant at the beginning of a syllable may sound like, in either spelling. */
enum sound {
    SOUND_B = 1 << 0,
    SOUND_V = 1 << 1,
    SOUND_F = 1 << 2,
    SOUND_P = 1 << 3,
    SOUND_T = 1 << 4,
    SOUND_D = 1 << 5,
    SOUND_K = 1 << 6,
    SOUND_G = 1 << 7,
    SOUND_S = 1 << 8,
    SOUND_H = 1 << 9,
    SOUND_Y = 1 << 10,
    SOUND_M = 1 << 11,
    SOUND_N = 1 << 12,
    SOUND_L = 1 << 13,
    SOUND_R = 1 << 14,
};

struct sounds {
    unsigned v[SOUNDS_MAX];
    size_t n;
};

bool identity_is_transcribed(struct str name)
{
    for (size_t i = 0; i + 1 < name.n; i++) {
        unsigned char next = (unsigned char)name.p[i + 1];
        bool small = (next >= 'a' && next <= 'z') || next >= 0x80;
        if (name.p[i] == '-' && i > 0 && !byte_is_space(name.p[i - 1]) && small)
            return true;
    }
    return false;
}

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* Two letters that sound as one. */
static unsigned sound_of_two(char a, char b)
{
    if (b == 'h') {
        switch (a) {
        case 'p': return SOUND_F | SOUND_P;
        case 't': return SOUND_T | SOUND_S | SOUND_D;
        case 'k': return SOUND_K | SOUND_H;
        case 'c': return SOUND_K | SOUND_S | SOUND_H | SOUND_T;
        case 's': return SOUND_S;
        case 'g': return SOUND_G;
        case 'n': return SOUND_N | SOUND_Y;
        default: break;
        }
    }
    if (a == 'g' && b == 'i')
        return SOUND_Y | SOUND_G | SOUND_D;
    if (a == 'l' && b == 'l')
        return SOUND_L | SOUND_Y;
    if (a == 'n' && b == 'g')
        return SOUND_N | SOUND_G;
    return 0;
}

static unsigned sound_of(char c)
{
    switch (c) {
    case 'b': return SOUND_B | SOUND_V;
    case 'v': return SOUND_V | SOUND_B;
    case 'w': return SOUND_V;
    case 'f': return SOUND_F;
    case 'p': return SOUND_P;
    case 't': return SOUND_T;
    case 'd': return SOUND_D | SOUND_Y;
    case 'c': return SOUND_K | SOUND_S;
    case 'k':
    case 'q': return SOUND_K;
    case 'g': return SOUND_G | SOUND_H;
    case 'j': return SOUND_Y | SOUND_H | SOUND_G;
    case 's': return SOUND_S;
    case 'z': return SOUND_S | SOUND_D | SOUND_Y;
    case 'x': return SOUND_S | SOUND_H | SOUND_K;
    case 'h': return SOUND_H | SOUND_K;
    case 'y': return SOUND_Y;
    case 'm': return SOUND_M;
    case 'n': return SOUND_N;
    case 'l': return SOUND_L;
    case 'r': return SOUND_R;
    default: return 0;
    }
}

/* The consonant right before the vowel at i, with the letter before it where two sound as one. */
static unsigned onset(struct str s, size_t i)
{
    char c = s.p[i - 1];
    unsigned two =
        i > 1 && s.p[i - 2] != '-' && s.p[i - 2] != ' ' ? sound_of_two(s.p[i - 2], c) : 0;
    if (two)
        return two;
    bool before_vowel = s.p[i] == 'i' && i + 1 < s.n && is_vowel(s.p[i + 1]);
    if (c == 'g' && before_vowel)
        return sound_of_two('g', 'i');
    if (c == 'y' && i > 1 && !is_vowel(s.p[i - 2]) && s.p[i - 2] != ' ')
        return onset(str_first(s, i), i - 1); /* "bya": the y is a vowel here */
    return sound_of(c);
}

/* The name without marks and case; "xtơ-rô" without the ơ, which only parts two consonants. */
static struct str fold(struct arena *a, struct str name)
{
    struct str parting = STR("ơ-");
    struct buf b;
    buf_init(&b, a);
    while (name.n) {
        size_t at = str_find(name, parting);
        buf_add(&b, str_first(name, at));
        name = str_from(name, at < name.n ? at + parting.n : name.n);
    }
    return text_fold(a, buf_view(&b));
}

static void read_sounds(struct str folded, struct sounds *out)
{
    out->n = 0;
    for (size_t i = 1; i < folded.n && out->n < SOUNDS_MAX; i++) {
        if (!is_vowel(folded.p[i]) || is_vowel(folded.p[i - 1]))
            continue;
        unsigned sound = onset(folded, i);
        if (sound)
            out->v[out->n++] = sound;
    }
}

static size_t alike(const struct sounds *x, size_t i, const struct sounds *y, size_t k)
{
    size_t n = 0;
    while (i + n < x->n && k + n < y->n && (x->v[i + n] & y->v[k + n]))
        n++;
    return n;
}

/* All sounds alike, or all but one more, less or other in a long name. */
static bool sounds_alike(const struct sounds *x, const struct sounds *y)
{
    size_t same = alike(x, 0, y, 0);
    size_t least = x->n < y->n ? x->n : y->n;
    if (same == x->n && same == y->n)
        return same > 1;
    if (least < SLIP_LEAST)
        return false;
    size_t other = alike(x, same + 1, y, same + 1);
    size_t more = alike(x, same + 1, y, same);
    size_t less = alike(x, same, y, same + 1);
    return (x->n == y->n && same + 1 + other == x->n) ||
           (x->n == y->n + 1 && same + more == y->n) || (y->n == x->n + 1 && same + less == x->n);
}

static struct str cut(struct str name)
{
    return str_first(name, IDENTITY_NAME_MAX_BYTES);
}

/* The name's syllables in the form they are compared in. */
static uint64_t exact_key(struct str name)
{
    struct syllable piece;
    uint64_t h = 0;
    size_t at = 0;
    while (syllable_next(name, &at, &piece))
        h = (h ^ syllable_form(str_slice(name, piece.start, piece.end)).key) *
                UINT64_C(0x9E3779B97F4A7C15) +
            1;
    return h;
}

/* One letter for each group of sounds that some letter belongs to both of. */
static char class_of(unsigned sound)
{
    if (sound & (SOUND_B | SOUND_V | SOUND_F | SOUND_P))
        return 'p';
    if (sound & SOUND_M)
        return 'm';
    if (sound & SOUND_L)
        return 'l';
    if (sound & SOUND_R)
        return 'r';
    return sound & SOUND_N ? 'n' : 't';
}

struct str identity_name_key(struct arena *a, struct str name)
{
    struct buf b;
    struct sounds sounds;
    name = cut(name);
    if (text_has_marks(name) && !identity_is_transcribed(name) && str_find_byte(name, ' ') < name.n)
        return str_format(a, "=%016llx", (unsigned long long)exact_key(name));
    buf_init(&b, a);
    read_sounds(fold(a, name), &sounds);
    for (size_t i = 0; i < sounds.n; i++)
        buf_add_byte(&b, class_of(sounds.v[i]));
    return buf_view(&b);
}

/* The words of part are words of whole, in their order, the last one included. */
static bool is_part(struct str part, struct str whole)
{
    struct str word;
    struct str other;
    bool last = false;
    while (str_next(&part, ' ', &word)) {
        bool found = false;
        while (!found && str_next(&whole, ' ', &other))
            found = str_eq(word, other);
        if (!found)
            return false;
        last = whole.n == 0;
    }
    return last;
}

/* A name's first and last words: "V. Gô-sin", "John McCain Jr". */
struct ends {
    struct str first;
    struct str last;
    size_t whole; /* words that are written out */
};

static bool is_initial(struct str word)
{
    return word.n == 1 || (word.n == 2 && word.p[1] == '.');
}

/* The next word of a folded name; a dot ends one, too: "v.go-sin". */
static bool next_word(struct str *rest, struct str *word)
{
    size_t from = 0;
    while (from < rest->n && (rest->p[from] == ' ' || rest->p[from] == '.'))
        from++;
    size_t to = from;
    while (to < rest->n && rest->p[to] != ' ' && rest->p[to] != '.')
        to++;
    *word = str_slice(*rest, from, to);
    *rest = str_from(*rest, to);
    return word->n > 0;
}

static struct ends ends_of(struct str folded)
{
    struct ends out = {.whole = 0};
    struct str word;
    while (next_word(&folded, &word)) {
        if (!out.first.n)
            out.first = word;
        bool suffix = str_eq(word, STR("jr")) || str_eq(word, STR("sr"));
        out.whole += !is_initial(word) && !suffix;
        out.last = suffix ? out.last : word;
    }
    return out;
}

/* "x" of "x. mi-a-scô" may be "semashko"'s; "b" is no "v". */
static bool letters_sound_alike(char x, char y)
{
    static const struct str GROUPS[] = {STR_INIT("ckq"),  STR_INIT("xsz"), STR_INIT("fp"),
                                        STR_INIT("uwvo"), STR_INIT("giy"), STR_INIT("jy")};
    for (size_t i = 0; i < COUNT_OF(GROUPS); i++)
        if (str_find_byte(GROUPS[i], x) < GROUPS[i].n && str_find_byte(GROUPS[i], y) < GROUPS[i].n)
            return true;
    return x == y;
}

/* "V.Gô-sin" and "Vladimir Goshin", "D.Trump" and "Donald Trump": one of them has but initials and its last word. */
static bool is_initialled(const struct ends *x, const struct ends *y)
{
    return (x->whole == 1 && is_initial(x->first) && y->whole > 0) ||
           (y->whole == 1 && is_initial(y->first) && x->whole > 0);
}

static bool initials_agree(const struct ends *x, const struct ends *y, bool heard)
{
    enum { ALONE_LEAST = 3 }; /* sounds of a family name that may stand alone, or begin otherwise */
    struct sounds of_x;
    struct sounds of_y;
    bool alone =
        (x->whole == 1 && !is_initial(x->first)) || (y->whole == 1 && !is_initial(y->first));
    bool first =
        heard ? letters_sound_alike(x->first.p[0], y->first.p[0]) : x->first.p[0] == y->first.p[0];
    if (!heard)
        return !alone && first && str_eq(x->last, y->last);
    read_sounds(x->last, &of_x);
    read_sounds(y->last, &of_y);
    bool sure = of_x.n >= ALONE_LEAST || letters_sound_alike(x->last.p[0], y->last.p[0]);
    return (alone ? of_x.n >= ALONE_LEAST : first && sure) && sounds_alike(&of_x, &of_y);
}

/* A word of the name has no Vietnamese spelling. */
static bool is_foreign(struct str name)
{
    struct str word;
    while (str_next(&name, ' ', &word)) {
        size_t dot = str_find_last_byte(word, '.');
        struct str plain = dot + 1 < word.n ? str_from(word, dot + 1) : word;
        if (plain.n > 1 && !syllable_is_vietnamese(plain))
            return true;
    }
    return false;
}

/* "Winn" and "Win", "Hanák" and "Hanak": equal but for marks and letters written twice. */
static bool letters_agree(struct str x, struct str y)
{
    size_t i = 0;
    size_t k = 0;
    while (i < x.n && k < y.n && x.p[i] == y.p[k]) {
        char c = x.p[i];
        while (i < x.n && x.p[i] == c)
            i++;
        while (k < y.n && y.p[k] == c)
            k++;
    }
    return i == x.n && k == y.n;
}

bool identity_same_name(struct arena *a, struct str x, struct str y)
{
    struct sounds of_x;
    struct sounds of_y;
    x = cut(x);
    y = cut(y);
    if (exact_key(x) == exact_key(y))
        return true;
    bool transcribed_x = identity_is_transcribed(x);
    bool transcribed_y = identity_is_transcribed(y);
    struct str folded_x = fold(a, x);
    struct str folded_y = fold(a, y);
    struct ends ends_x = ends_of(folded_x);
    struct ends ends_y = ends_of(folded_y);
    bool foreign = is_foreign(x) && is_foreign(y);
    bool heard = transcribed_x || transcribed_y;
    if ((foreign || heard) && is_initialled(&ends_x, &ends_y))
        return initials_agree(&ends_x, &ends_y, heard);
    if (!heard && foreign && letters_agree(folded_x, folded_y))
        return true;
    if (!heard)
        return str_find_byte(x, ' ') < x.n && str_find_byte(y, ' ') < y.n &&
               !str_eq(folded_x, folded_y) &&
               (is_part(folded_x, folded_y) || is_part(folded_y, folded_x));
    if (ends_x.whole > ends_y.whole + 1 || ends_y.whole > ends_x.whole + 1)
        return false;
    read_sounds(folded_x, &of_x);
    read_sounds(folded_y, &of_y);
    return sounds_alike(&of_x, &of_y);
}

/* -- places -- */

static const struct gaz_value *place_value(struct str name)
{
    struct gaz_path path = gaz_root();
    struct syllable piece;
    size_t at = 0;
    while (syllable_next(name, &at, &piece))
        if (!gaz_step(&path, syllable_form(gaz_piece(str_slice(name, piece.start, piece.end))).key))
            return NULL;
    for (const struct gaz_value *value = path.values; value; value++) {
        if (value->class <= GAZ_DISTRICT)
            return value;
        if (value->last)
            break;
    }
    return NULL;
}

struct str identity_place(struct str name)
{
    const struct gaz_value *value = place_value(name);
    return value ? gaz_id(value->id) : STR("");
}

struct str identity_place_now(struct str name)
{
    const struct gaz_value *value = place_value(name);
    if (!value)
        return STR("");
    struct str now = gaz_successor(value->id);
    return now.n ? now : gaz_id(value->id);
}
