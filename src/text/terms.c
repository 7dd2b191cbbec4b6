#include "text/terms.h"

#include "base/hash_term.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/norm.h"
#include "text/norm_spelling.h"
#include "text/norm_word.h"
#include "text/token.h"

#include <string.h>

enum {
    TABLE_CP = 0x2000, /* all Latin letters stand below */
    KEPT_BYTES = 16,   /* of a word that is kept: the longest syllable has 12 */
    KEYS_FIRST = 512,
    SLOTS_FIRST = 2048,
};
_Static_assert((int)TERM_MAX_BYTES == (int)TOKEN_MAX_BYTES * 3, "a form of the longest token");

/* A word met before, padded with zeros, which no word holds. */
struct term_kept {
    uint64_t word[KEPT_BYTES / sizeof(uint64_t)];
    struct term_pair terms;
};

/* ---- one token ---- */

struct term_forms term_forms(struct arena *a, struct str token)
{
    struct str exact = norm_i_for_y(a, token_form(a, token, false));
    return (struct term_forms){exact, text_fold(a, exact)};
}

struct term_pair term_pair_of(struct term_forms forms)
{
    return (struct term_pair){forms.exact.n ? hash_term(forms.exact) : 0,
                              forms.folded.n ? hash_term(forms.folded) : 0};
}

uint64_t term_of_person(uint64_t folded)
{
    return hash_term_pair(hash_term(STR("=person")), folded);
}

/* Abbreviations that are written with and without dots and are a syllable in small letters. */
static const struct abbreviation {
    struct str written, small, bare, first, last;
} ABBREVIATIONS[] = {
    {STR_INIT("TƯ"), STR_INIT("tư"), STR_INIT("tu"), STR_INIT("t"), STR_INIT("u")},
};

static uint64_t term_of_letters(const struct abbreviation *x)
{
    return hash_term_pair(hash_term(x->first), hash_term(x->last));
}

uint64_t term_of_abbreviation(struct str token)
{
    for (size_t i = 0; i < COUNT_OF(ABBREVIATIONS); i++)
        if (str_eq(token, ABBREVIATIONS[i].written))
            return term_of_letters(&ABBREVIATIONS[i]);
    return 0;
}

uint64_t term_of_dotted(struct str letters)
{
    for (size_t i = 0; i < COUNT_OF(ABBREVIATIONS); i++)
        if (str_eq(letters, ABBREVIATIONS[i].small) || str_eq(letters, ABBREVIATIONS[i].bare))
            return term_of_letters(&ABBREVIATIONS[i]);
    return 0;
}

/* ---- sets ---- */

static uint64_t *slot_of(uint64_t *slots, size_t slots_n, uint64_t key)
{
    /* the bits of a term are as good as random */
    size_t at = (size_t)(key >> 1 ^ key << 20) & (slots_n - 1);
    while (slots[at] && slots[at] != key)
        at = (at + 1) & (slots_n - 1);
    return &slots[at];
}

static bool grow(struct terms *t)
{
    size_t slots_n = t->slots_n ? t->slots_n * 2 : SLOTS_FIRST;
    size_t capacity = t->capacity ? t->capacity * 2 : KEYS_FIRST;
    uint64_t *slots = arena_array(t->arena, slots_n, sizeof *slots);
    uint64_t *keys = arena_grow(t->arena, t->keys, t->n * sizeof *keys, capacity * sizeof *keys);
    if (!slots || !keys)
        return false;
    for (size_t i = 0; i < t->n; i++)
        *slot_of(slots, slots_n, keys[i]) = keys[i];
    t->slots = slots;
    t->slots_n = slots_n;
    t->keys = keys;
    t->capacity = capacity;
    return true;
}

static void add_key(struct terms *t, uint64_t key)
{
    if (t->n == t->capacity && (t->n >= TERMS_MAX || !grow(t)))
        return;
    uint64_t *slot = slot_of(t->slots, t->slots_n, key);
    if (*slot)
        return;
    *slot = key;
    t->keys[t->n++] = key;
}

static void add(struct terms *t, uint64_t term, bool head)
{
    add_key(t, term);
    if (head)
        add_key(t, term | TERM_HEAD);
}

/* ---- reading ---- */

/* True for the characters that norm_text leaves alone wherever they stand, and that make up all but
 * a few texts: ASCII, Latin letters but the look-alikes of đ, common punctuation. */
static bool is_plain_cp(uint32_t cp)
{
    bool latin = cp >= 0xC0 && cp < 0x250 && cp != 0xD0 && cp != 0xF0 && cp != 0x189;
    return cp < 0x80 || latin || (cp >= 0x1EA0 && cp < 0x1EFA) || (cp >= 0x2010 && cp < 0x2028);
}

void term_reader_init(struct term_reader *r, struct arena *a, size_t words)
{
    *r = (struct term_reader){.arena = a, .kept_n = words};
    r->lower = arena_array(a, TABLE_CP, sizeof *r->lower);
    r->base = arena_array(a, TABLE_CP, sizeof *r->base);
    r->kept = arena_array(a, words, sizeof *r->kept);
}

/* Lower case and base letter of cp by the slow way, which is right for all of Unicode. */
static void look_up(struct term_reader *r, uint32_t cp)
{
    enum { SCRATCH_BYTES = 4096 };
    struct arena scratch;
    char bytes[4];
    struct str one = {bytes, utf8_put(utf8_lower_cp(cp), bytes)};
    arena_init(&scratch, SCRATCH_BYTES);
    struct str folded = text_fold(&scratch, one);
    uint32_t base = folded.n ? utf8_next(&folded) : 0;
    uint32_t lower = utf8_lower_cp(cp);
    bool plain = is_plain_cp(cp) && lower < TABLE_CP && base && base < TABLE_CP && folded.n == 0;
    arena_release(&scratch);
    r->lower[cp] = plain ? (uint16_t)lower : UINT16_MAX;
    r->base[cp] = plain ? (uint16_t)base : UINT16_MAX;
}

/* Writes the forms of a short token of table letters; false: take the slow way. */
static bool quick_forms(struct term_reader *r, struct str token, struct term_forms *out)
{
    size_t exact_n = 0;
    size_t folded_n = 0;
    while (token.n) {
        unsigned char c = (unsigned char)token.p[0];
        if (c < 0x80) {
            char lower = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : (char)c;
            r->bytes[0][exact_n++] = lower;
            r->bytes[1][folded_n++] = lower;
            token = (struct str){token.p + 1, token.n - 1};
            continue;
        }
        uint32_t cp = utf8_next(&token);
        if (cp >= TABLE_CP)
            return false;
        if (!r->lower[cp])
            look_up(r, cp);
        if (r->lower[cp] < TABLE_CP && !r->lower[r->lower[cp]])
            look_up(r, r->lower[cp]); /* needs_care asks for its base */
        if (r->lower[cp] >= TABLE_CP || r->lower[cp] == UINT16_MAX || r->base[cp] == UINT16_MAX)
            return false;
        exact_n += utf8_put(r->lower[cp], r->bytes[0] + exact_n);
        folded_n += utf8_put(r->base[cp], r->bytes[1] + folded_n);
    }
    *out = (struct term_forms){{r->bytes[0], exact_n}, {r->bytes[1], folded_n}};
    return true;
}

static bool is_vowel(uint32_t base)
{
    return base == 'a' || base == 'e' || base == 'i' || base == 'o' || base == 'u' || base == 'y';
}

/* What of a word decides where its tone belongs. */
struct vowels {
    size_t n;
    size_t marked_before; /* marked vowels that are not the last */
    bool last_marked;
    bool open; /* the word ends in a vowel */
    uint32_t first;
    uint32_t last;
    uint32_t onset; /* the letter before the first vowel */
};

static struct vowels vowels_of(const struct term_reader *r, struct str exact)
{
    enum { U_HORN = 0x1B0 }; /* ư has no tone */
    struct vowels v = {0};
    uint32_t before = 0;
    while (exact.n) {
        uint32_t cp = utf8_next(&exact);
        uint32_t base = cp < 0x80 ? cp : r->base[cp];
        v.open = is_vowel(base);
        if (v.open) {
            v.marked_before += v.last_marked;
            v.last_marked = cp >= 0x80 && cp != U_HORN;
            v.first = v.n ? v.first : base;
            v.onset = v.n ? v.onset : before;
            v.last = base;
            v.n++;
        }
        before = base;
    }
    return v;
}

/* False when norm_tone_place and norm_i_for_y surely change nothing, which is most words: one vowel,
 * not y; the only mark on the last of several with a consonant behind (hoàn, việt); the only mark on
 * the first of two (của, này), but for oa, oe, uy and behind q and g. */
static bool needs_care(const struct term_reader *r, struct str exact)
{
    enum { LONE_Y_BYTES = 5 }; /* "quỳ" */
    struct vowels v = vowels_of(r, exact);
    if (v.open && v.last == 'y' && exact.n <= LONE_Y_BYTES)
        return true;
    if (v.n < 2 || (v.marked_before == 0 && (!v.open || !v.last_marked)))
        return false;
    bool glide = (v.first == 'o' && (v.last == 'a' || v.last == 'e')) ||
                 (v.first == 'u' && v.last == 'y') || v.onset == 'q' || v.onset == 'g';
    return v.n > 2 || v.last_marked || !v.open || glide;
}

/* The forms of what the quick way does not know. */
static struct term_pair careful_terms(struct term_reader *r, struct str token)
{
    enum { SCRATCH_BYTES = 64 << 10 }; /* some forms of the longest token */
    struct arena scratch;
    arena_init(&scratch, SCRATCH_BYTES);
    struct term_pair terms = term_pair_of(term_forms(&scratch, token));
    if (arena_failed(&scratch)) { /* the heap is empty: whoever asks the arena is told */
        terms = (struct term_pair){0};
        r->arena->failed = true;
    }
    arena_release(&scratch);
    return terms;
}

static struct term_pair make_terms(struct term_reader *r, struct str token)
{
    struct term_forms forms;
    if (token.n > TOKEN_MAX_BYTES || !quick_forms(r, token, &forms) || needs_care(r, forms.exact))
        return careful_terms(r, token);
    return term_pair_of(forms);
}

static struct term_pair terms_of(struct term_reader *r, struct str token)
{
    uint64_t word[KEPT_BYTES / sizeof(uint64_t)] = {0};
    if (arena_failed(r->arena))
        return (struct term_pair){0};
    if (token.n > sizeof word)
        return make_terms(r, token);
    memcpy(word, token.p, token.n);
    uint64_t h = (word[0] ^ word[1] * 5) * UINT64_C(0x9E3779B97F4A7C15);
    struct term_kept *kept = &r->kept[h >> 40 & (r->kept_n - 1)];
    if (kept->word[0] != word[0] || kept->word[1] != word[1]) {
        kept->terms = make_terms(r, token);
        memcpy(kept->word, word, sizeof word);
    }
    return kept->terms;
}

struct term_pair term_of_token(struct term_reader *r, struct str token)
{
    return terms_of(r, token);
}

bool term_next(struct term_reader *r, struct str *rest, struct str *token, struct term_pair *terms)
{
    if (!token_next(rest, token))
        return false;
    *terms = terms_of(r, *token);
    return true;
}

/* ---- a text ---- */

void terms_init(struct terms *t, struct term_reader *reader, struct arena *a)
{
    *t = (struct terms){.arena = a, .reader = reader};
    if (arena_failed(reader->arena))
        a->failed = true;
}

/* The bytes of the plain letter s begins with, as is_plain_cp has it, told from the bytes: those that Vietnamese
 * is written with have two or three. 0: it is another. */
static size_t plain_bytes(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    unsigned char second = s.n > 1 ? p[1] : 0;
    unsigned char third = s.n > 2 ? p[2] : 0;
    if (second < 0x80 || second > 0xBF)
        return 0;
    if (p[0] == 0xC4 || p[0] == 0xC5 || (p[0] == 0xC6 && second != 0x89) ||
        (p[0] == 0xC3 && second != 0x90 && second != 0xB0))
        return 2;
    if (p[0] == 0xE1 && ((second == 0xBA && third >= 0xA0 && third <= 0xBF) ||
                         (second == 0xBB && third >= 0x80 && third <= 0xB9)))
        return 3;
    struct str rest = s;
    return is_plain_cp(utf8_next(&rest)) ? s.n - rest.n : 0;
}

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.n;) {
        if ((unsigned char)s.p[i] < 0x80) {
            i++;
            continue;
        }
        size_t bytes = plain_bytes(str_from(s, i));
        if (bytes == 0)
            return false;
        i += bytes;
    }
    return true;
}

struct str term_text(struct arena *a, struct str text)
{
    return is_plain(text) ? text : norm_text(a, text);
}

/* What the next term follows: a token, and when that is a document number its last part too. */
struct before {
    uint64_t token;
    uint64_t part;
};

static void add_both(struct terms *t, struct term_pair terms, bool head)
{
    add(t, terms.exact, head);
    if (terms.exact != terms.folded)
        add(t, terms.folded, head);
}

static void add_after(struct terms *t, struct before before, uint64_t folded, bool head)
{
    if (before.token)
        add(t, hash_term_pair(before.token, folded), head);
    if (before.part)
        add(t, hash_term_pair(before.part, folded), head);
}

/* The parts of a document number, and the runs of them that are one. Returns the last part's term. */
static uint64_t add_parts(struct terms *t, struct str token, struct before before, bool head)
{
    struct str parts[TOKEN_PARTS_MAX];
    size_t n = token_parts(token, parts);
    uint64_t last = 0;
    for (size_t i = 0; i < n; i++) {
        struct before here = i ? (struct before){.part = last} : before;
        struct term_pair terms = terms_of(t->reader, parts[i]);
        add_both(t, terms, head);
        add_after(t, here, terms.folded, head);
        last = terms.folded;
        for (size_t k = i + 1; k < n; k++) {
            struct str run = {parts[i].p, (size_t)(parts[k].p + parts[k].n - parts[i].p)};
            if (run.n == token.n || !token_is_number(run))
                continue;
            terms = terms_of(t->reader, run);
            add_both(t, terms, head);
            if (i == 0)
                add_after(t, before, terms.folded, head);
        }
    }
    return last;
}

/* "ĐẦU" of "ĐẦU TƯ": where all is in capitals, an abbreviation cannot be told. "BCH" is no syllable. */
static bool is_syllable_in_capitals(struct str token)
{
    struct spelling s;
    bool upper = spelling_read_text(token, &s) && spelling_is_strict(&s) && s.n > 1;
    for (size_t i = 0; upper && i < s.n; i++)
        upper = s.letters[i].upper;
    return upper;
}

void terms_add(struct terms *t, struct str text, bool head)
{
    struct term_pair terms;
    struct str token;
    struct str last = STR("");
    struct before before = {0};
    if (arena_failed(t->arena))
        return;
    struct str rest = term_text(t->arena, text);
    while (term_next(t->reader, &rest, &token, &terms)) {
        if (terms.folded == 0)
            continue;
        add_both(t, terms, head);
        add_after(t, before, terms.folded, head);
        uint64_t short_for = term_of_abbreviation(token);
        if (short_for && !is_syllable_in_capitals(last))
            add(t, short_for, head);
        last = token;
        before = (struct before){terms.folded, add_parts(t, token, before, head)};
    }
    if (arena_failed(t->reader->arena))
        t->arena->failed = true;
}

void terms_add_person(struct terms *t, struct str name)
{
    struct str rest = norm_text(t->arena, name);
    struct str token;
    struct term_pair terms;
    uint64_t before = 0;
    terms_add(t, name, true);
    while (!arena_failed(t->arena) && term_next(t->reader, &rest, &token, &terms)) {
        if (terms.folded == 0)
            continue;
        add(t, term_of_person(terms.folded), true);
        if (before)
            add(t, term_of_person(hash_term_pair(before, terms.folded)), true);
        before = terms.folded;
    }
}
