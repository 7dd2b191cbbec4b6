#include "text/terms.h"

#include "base/utf8.h"
#include "text/fold.h"
#include "text/norm.h"
#include "text/norm_word.h"
#include "text/token.h"

#include <string.h>

enum {
    TABLE_CP = 0x2000, /* all Latin letters stand below */
    SLOTS_FIRST = 512,
};
_Static_assert((int)TERM_MAX_BYTES == (int)TOKEN_MAX_BYTES * 3, "a form of the longest token");

/* ---- one token ---- */

struct term_forms term_forms(struct arena *a, struct str token)
{
    struct str exact = norm_i_for_y(a, token_form(a, token, false));
    return (struct term_forms){exact, text_fold(a, exact)};
}

struct str term_pair(struct arena *a, struct str first_folded, struct str second_folded)
{
    return str_format(a, "%.*s_%.*s", STR_ARG(first_folded), STR_ARG(second_folded));
}

struct str term_of_person(struct arena *a, struct str folded)
{
    return str_concat(a, STR("=a:"), folded);
}

/* FNV-1a. Who writes an article can make terms collide, and so slow down its own indexing at most to
 * the square of TERMS_MAX over the slots; readers cannot. */
static uint32_t hash_of(struct str s)
{
    uint32_t h = UINT32_C(2166136261);
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * UINT32_C(16777619);
    return h ^ h >> 15;
}

/* ---- sets ---- */

static struct str term_at(const struct term_set *set, uint32_t slot)
{
    struct str rest = str_from(buf_view(&set->text), slot - 1);
    const char *end = rest.n ? memchr(rest.p, ' ', rest.n) : NULL;
    return str_first(rest, end ? (size_t)(end - rest.p) : rest.n);
}

static uint32_t *slot_of(const struct term_set *set, struct str term)
{
    size_t at = hash_of(term) & (set->slots_n - 1);
    while (set->slots[at] && !str_eq(term_at(set, set->slots[at]), term))
        at = (at + 1) & (set->slots_n - 1);
    return &set->slots[at];
}

static bool grow(struct term_set *set, struct arena *a)
{
    struct term_set larger = *set;
    larger.slots_n = set->slots_n ? set->slots_n * 2 : SLOTS_FIRST;
    larger.slots = arena_array(a, larger.slots_n, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < set->slots_n; i++)
        if (set->slots[i])
            *slot_of(&larger, term_at(set, set->slots[i])) = set->slots[i];
    set->slots = larger.slots;
    set->slots_n = larger.slots_n;
    return true;
}

static void set_add(struct term_set *set, struct arena *a, struct str term)
{
    if (term.n == 0 || set->n >= TERMS_MAX)
        return;
    if (set->n * 2 >= set->slots_n && !grow(set, a))
        return;
    uint32_t *slot = slot_of(set, term);
    if (*slot)
        return;
    if (set->text.n)
        buf_add_byte(&set->text, ' ');
    uint32_t at = (uint32_t)set->text.n + 1;
    buf_add(&set->text, term);
    if (buf_failed(&set->text))
        return;
    *slot = at;
    set->n++;
}

static void add(struct terms *t, struct str term, bool head)
{
    set_add(&t->all, t->arena, term);
    if (head)
        set_add(&t->head, t->arena, term);
}

/* ---- reading ---- */

/* True for the characters that norm_text leaves alone wherever they stand, and that make up all but
 * a few texts: ASCII, Latin letters but the look-alikes of đ, common punctuation. */
static bool is_plain_cp(uint32_t cp)
{
    bool latin = cp >= 0xC0 && cp < 0x250 && cp != 0xD0 && cp != 0xF0 && cp != 0x189;
    return cp < 0x80 || latin || (cp >= 0x1EA0 && cp < 0x1EFA) || (cp >= 0x2010 && cp < 0x2028);
}

void term_reader_init(struct term_reader *r, struct arena *a)
{
    r->arena = a;
    r->lower = arena_array(a, TABLE_CP, sizeof *r->lower);
    r->base = arena_array(a, TABLE_CP, sizeof *r->base);
    r->kept = arena_array(a, TERM_KEPT, sizeof *r->kept);
}

/* Lower case and base letter of cp by the slow way, which is right for all of Unicode. */
static void look_up(struct term_reader *r, uint32_t cp)
{
    char bytes[4];
    struct str one = {bytes, utf8_put(utf8_lower_cp(cp), bytes)};
    struct str folded = text_fold(r->arena, one);
    uint32_t base = folded.n ? utf8_next(&folded) : 0;
    uint32_t lower = utf8_lower_cp(cp);
    bool plain = is_plain_cp(cp) && lower < TABLE_CP && base && base < TABLE_CP && folded.n == 0;
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

/* The forms of a word that needs care, which few different words do: kept by their hash. */
static struct term_forms careful_forms(struct term_reader *r, struct term_forms quick)
{
    struct term_kept *kept = &r->kept[hash_of(quick.exact) % TERM_KEPT];
    if (kept->word.n && str_eq(kept->word, quick.exact))
        return kept->forms;
    struct str careful = norm_i_for_y(r->arena, token_form(r->arena, quick.exact, false));
    kept->word = str_copy(r->arena, quick.exact);
    kept->forms.exact = str_copy(r->arena, careful);
    kept->forms.folded = text_fold(r->arena, careful);
    if (!arena_failed(r->arena))
        return kept->forms;
    kept->word = STR("");
    return quick;
}

static struct term_forms forms_of(struct term_reader *r, struct str token)
{
    struct term_forms forms;
    if (token.n > TOKEN_MAX_BYTES || arena_failed(r->arena) || !quick_forms(r, token, &forms))
        return term_forms(r->arena, token);
    return needs_care(r, forms.exact) ? careful_forms(r, forms) : forms;
}

bool term_next(struct term_reader *r, struct str *rest, struct str *token, struct term_forms *forms)
{
    if (!token_next(rest, token))
        return false;
    *forms = forms_of(r, *token);
    return true;
}

/* ---- a text ---- */

void terms_init(struct terms *t, struct arena *a)
{
    *t = (struct terms){.arena = a};
    buf_init(&t->head.text, a);
    buf_init(&t->all.text, a);
    term_reader_init(&t->reader, a);
}

static bool is_plain(struct str s)
{
    while (s.n) {
        if ((unsigned char)s.p[0] < 0x80)
            s = (struct str){s.p + 1, s.n - 1};
        else if (!is_plain_cp(utf8_next(&s)))
            return false;
    }
    return true;
}

void terms_add(struct terms *t, struct str text, bool head)
{
    char before[TERM_MAX_BYTES];
    char pair[2 * TERM_MAX_BYTES + 1];
    size_t before_n = 0;
    struct str token;
    if (arena_failed(t->arena))
        return;
    struct str rest = is_plain(text) ? text : norm_text(t->arena, text);
    struct term_forms forms;
    while (term_next(&t->reader, &rest, &token, &forms)) {
        if (forms.folded.n == 0 || forms.folded.n > sizeof before)
            continue;
        add(t, forms.exact, head);
        if (!str_eq(forms.exact, forms.folded))
            add(t, forms.folded, head);
        if (before_n && (head || t->pairs++ < TERMS_PAIRS_MAX)) {
            memcpy(pair, before, before_n);
            pair[before_n] = '_';
            memcpy(pair + before_n + 1, forms.folded.p, forms.folded.n);
            add(t, (struct str){pair, before_n + 1 + forms.folded.n}, head);
        }
        memcpy(before, forms.folded.p, forms.folded.n);
        before_n = forms.folded.n;
    }
}

void terms_add_person(struct terms *t, struct str name)
{
    struct str rest = norm_text(t->arena, name);
    struct str before = STR("");
    struct str token;
    terms_add(t, name, true);
    while (token_next(&rest, &token)) {
        struct str folded = term_forms(t->arena, token).folded;
        add(t, term_of_person(t->arena, folded), true);
        if (before.n)
            add(t, term_of_person(t->arena, term_pair(t->arena, before, folded)), true);
        before = folded;
    }
}

static struct str set_text(const struct terms *t, const struct term_set *set)
{
    return arena_failed(t->arena) ? STR("") : buf_view(&set->text);
}

struct str terms_head(const struct terms *t)
{
    return set_text(t, &t->head);
}

struct str terms_all(const struct terms *t)
{
    return set_text(t, &t->all);
}
