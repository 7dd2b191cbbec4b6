#include "text/phrased.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/norm.h"
#include "text/sentence.h"
#include "text/token.h"

enum {
    WORDS_TO_STAND = 3, /* syllables that say something: an office alone is no sentence */
    CITED_MAX_BYTES = 3,
};

struct word {
    struct str form; /* as the index has it, with its marks */
    bool capital;
    bool number;
    bool joined;  /* nothing but one sign or one space stands between it and the word before it */
    bool pointed; /* of these, a point or comma without a space: 5.000 */
    bool hyphen;  /* a dash alone joins it to the word before it: Đa-vít */
    bool comma;   /* a comma or the like stands before it */
};

struct words {
    struct word at[PHRASED_WORDS_MAX];
    size_t n;
    bool cut;
};

/* ---- words ---- */

static bool is_in(struct str form, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(form, list[i]))
            return true;
    return false;
}

/* What joins, points or counts time, and forms of address: it says nothing by itself. */
static bool is_function(struct str form)
{
    static const struct str words[] = {
        STR_INIT("và"),   STR_INIT("của"), STR_INIT("là"),    STR_INIT("thì"),   STR_INIT("mà"),
        STR_INIT("cũng"), STR_INIT("với"), STR_INIT("cho"),   STR_INIT("tại"),   STR_INIT("ở"),
        STR_INIT("vào"),  STR_INIT("về"),  STR_INIT("theo"),  STR_INIT("do"),    STR_INIT("bởi"),
        STR_INIT("được"), STR_INIT("đã"),  STR_INIT("đang"),  STR_INIT("các"),   STR_INIT("những"),
        STR_INIT("này"),  STR_INIT("đó"),  STR_INIT("trong"), STR_INIT("trên"),  STR_INIT("cùng"),
        STR_INIT("từ"),   STR_INIT("đến"), STR_INIT("tới"),   STR_INIT("khi"),   STR_INIT("để"),
        STR_INIT("rằng"), STR_INIT("ông"), STR_INIT("bà"),    STR_INIT("đồng"),  STR_INIT("chí"),
        STR_INIT("ngày"), STR_INIT("năm"), STR_INIT("lúc"),   STR_INIT("tháng"), STR_INIT("nên"),
    };
    return is_in(form, words, COUNT_OF(words));
}

/* What turns the word behind it around, or puts it off. */
static bool turns(struct str form)
{
    static const struct str words[] = {STR_INIT("không"), STR_INIT("chưa"), STR_INIT("chẳng"),
                                       STR_INIT("đừng"),  STR_INIT("sẽ"),   STR_INIT("nếu")};
    return is_in(form, words, COUNT_OF(words));
}

/* One token; between is what stands before it. */
static struct word word_of(struct arena *a, struct str token, struct str between)
{
    struct str rest = token;
    uint32_t first = utf8_next(&rest);
    struct str gap = str_trim(between);
    return (struct word){.form = token_form(a, token, false),
                         .capital = utf8_is_upper(first),
                         .number = utf8_is_digit(first),
                         .joined = between.n == 1,
                         .pointed = between.n == 1 && (gap.n && (*gap.p == '.' || *gap.p == ',')),
                         .hyphen = between.n == 1 && *between.p == '-',
                         .comma = gap.n > 0 && (*gap.p == ',' || *gap.p == ';')};
}

static void words_read(struct arena *a, struct str text, struct words *out)
{
    struct str rest = text;
    struct str token = STR("");
    size_t end = 0;
    out->n = 0;
    out->cut = false;
    while (token_next(&rest, &token)) {
        size_t start = (size_t)(token.p - text.p);
        if (out->n == PHRASED_WORDS_MAX) {
            out->cut = true;
            return;
        }
        out->at[out->n++] = word_of(a, token, str_slice(text, end, start));
        end = start + token.n;
    }
}

/* ---- words, names and numbers in the passage ---- */

static bool same(const struct words *s, size_t i, const struct words *p, size_t at)
{
    return i < s->n && at < p->n && str_eq(s->at[i].form, p->at[at].form);
}

/* Where words i..i + n - 1 of s stand in p in a row, from on; p->n: nowhere. */
static size_t find_run(const struct words *s, size_t i, size_t n, const struct words *p,
                       size_t from)
{
    for (size_t at = from; at + n <= p->n; at++) {
        size_t k = 0;
        while (k < n && same(s, i + k, p, at + k))
            k++;
        if (k == n)
            return at;
    }
    return p->n;
}

static bool stands(const struct words *s, size_t i, const struct words *p)
{
    return find_run(s, i, 1, p, 0) < p->n;
}

/* True when word i goes on a name: "Văn" behind "Lê", "vít" behind "Đa-". */
static bool goes_on(const struct words *s, size_t i)
{
    if (i >= s->n)
        return false;
    const struct word *w = &s->at[i];
    return w->hyphen ? !w->number : w->capital && w->joined;
}

/* Words i.. of a name: capitals that only a space, dash or dot parts. */
static size_t name_words(const struct words *s, size_t i)
{
    size_t n = i < s->n && s->at[i].capital;
    while (n && goes_on(s, i + n))
        n++;
    return n;
}

static size_t number_words(const struct words *s, size_t i)
{
    size_t n = 0;
    while (i + n < s->n && s->at[i + n].number && (n == 0 || s->at[i + n].joined))
        n++;
    return n;
}

/* A number found at at is none when it is but a part of 5.000.000. */
static bool is_whole_number(const struct words *p, size_t at, size_t n)
{
    bool before = at > 0 && p->at[at].pointed && p->at[at - 1].number;
    bool behind = at + n < p->n && p->at[at + n].pointed && p->at[at + n].number;
    return !before && !behind;
}

/* The number with its unit, or, where a name or nothing follows, with what stands before it. */
static bool number_stands(const struct words *s, size_t i, size_t n, const struct words *p)
{
    bool unit = i + n < s->n && !s->at[i + n].capital && !s->at[i + n].comma;
    bool before = !unit && i > 0;
    for (size_t at = find_run(s, i, n, p, 0); at < p->n; at = find_run(s, i, n, p, at + 1)) {
        bool fits = (!unit || same(s, i + n, p, at + n)) &&
                    (!before || (at > 0 && same(s, i - 1, p, at - 1)));
        if (fits && is_whole_number(p, at, n))
            return true;
    }
    return false;
}

/* A word that may turn around stands as the passage has it: at least once with the same before it. */
static bool turned_alike(const struct words *s, size_t i, const struct words *p)
{
    bool turned = i > 0 && turns(s->at[i - 1].form);
    for (size_t at = find_run(s, i, 1, p, 0); at < p->n; at = find_run(s, i, 1, p, at + 1)) {
        bool there = at > 0 && turns(p->at[at - 1].form);
        if (turned == there && (!turned || same(s, i - 1, p, at - 1)))
            return true;
    }
    return false;
}

/* ---- a sentence ---- */

/* How far the names have come in the passage, and what has been found. */
struct looking {
    const struct words *s;
    const struct words *p;
    size_t name_from; /* the next name stands from there on */
    size_t said;      /* words that say something */
};

/* "tại thành phố Hà Nội": a place where something was may stand anywhere in its sentence. */
static bool may_move(const struct words *s, size_t i)
{
    static const struct str where[] = {STR_INIT("tại"), STR_INIT("ở")};
    static const struct str kinds[] = {
        STR_INIT("thành"), STR_INIT("phố"), STR_INIT("tỉnh"), STR_INIT("thủ"),   STR_INIT("đô"),
        STR_INIT("nước"),  STR_INIT("trụ"), STR_INIT("sở"),   STR_INIT("uỷ"),    STR_INIT("ban"),
        STR_INIT("quận"),  STR_INIT("xã"),  STR_INIT("bang"), STR_INIT("phường")};
    while (i > 0 && is_in(s->at[i - 1].form, kinds, COUNT_OF(kinds)))
        i--;
    return i > 0 && is_in(s->at[i - 1].form, where, COUNT_OF(where));
}

/* True when words at..at + n - 1 are all of a name there, not a part of one. */
static bool is_whole_name(const struct words *p, size_t at, size_t n)
{
    bool before = at > 0 && p->at[at].joined && (p->at[at].hyphen || p->at[at - 1].capital);
    return !before && !goes_on(p, at + n);
}

/* How many words from i on, at most n, are a whole name of the passage; *at: where. */
static size_t whole_name(const struct looking *l, size_t i, size_t n, size_t from, size_t *at)
{
    for (size_t k = n; k > 0; k--)
        for (*at = find_run(l->s, i, k, l->p, from); *at < l->p->n;
             *at = find_run(l->s, i, k, l->p, *at + 1))
            if (is_whole_name(l->p, *at, k))
                return k;
    return 0;
}

/* Names side by side that the passage has apart: "Thị trưởng Osaka Tanaka Ken". */
static bool names_stand(struct looking *l, size_t i, size_t n, size_t from)
{
    size_t furthest = l->name_from;
    size_t at = 0;
    while (n > 0) {
        size_t k = whole_name(l, i, n, from, &at);
        if (k == 0)
            return false;
        furthest = at + k > furthest ? at + k : furthest;
        i += k;
        n -= k;
    }
    l->name_from = furthest;
    return true;
}

static bool name_stands(struct looking *l, size_t i, size_t n)
{
    bool moves = may_move(l->s, i);
    size_t from = moves ? 0 : l->name_from;
    size_t at = find_run(l->s, i, n, l->p, from);
    if (at >= l->p->n)
        return names_stand(l, i, n, from);
    if (!moves)
        l->name_from = at + n;
    return true;
}

/* "Thị trưởng", "Bí thư": a capital before a small letter that stands so in the passage is of no name
 * whose place matters. */
static bool begins_office(const struct looking *l, size_t i)
{
    bool small = i + 1 < l->s->n && l->s->at[i + 1].joined && !l->s->at[i + 1].number;
    return small && find_run(l->s, i, 2, l->p, 0) < l->p->n;
}

/* The words from i on that are judged together; 0: they do not stand. */
static size_t judge(struct looking *l, size_t i)
{
    const struct words *s = l->s;
    size_t name = name_words(s, i);
    size_t number = number_words(s, i);
    if (number) {
        l->said += number;
        return number_stands(s, i, number, l->p) ? number : 0;
    }
    if (i == 0 && name && !(name > 1 && find_run(s, 0, name, l->p, 0) < l->p->n))
        name = 0; /* the capital that begins a sentence */
    if (name == 1 && begins_office(l, i))
        name = 0;
    if (name) {
        l->said += name;
        return name_stands(l, i, name) && turned_alike(s, i, l->p) ? name : 0;
    }
    if (is_function(s->at[i].form))
        return 1;
    l->said += !turns(s->at[i].form);
    return stands(s, i, l->p) && turned_alike(s, i, l->p) ? 1 : 0;
}

static bool bears_out(const struct words *p, const struct words *s)
{
    struct looking l = {.s = s, .p = p};
    size_t step = 0;
    for (size_t i = 0; i < s->n; i += step) {
        step = judge(&l, i);
        if (step == 0)
            return false;
    }
    return l.said >= WORDS_TO_STAND;
}

/* ---- what was said ---- */

/* A "[2]" at the beginning of s: its bytes, and the passage's bit in *cites; 0: none. */
static size_t cite_bytes(struct str s, uint32_t *cites)
{
    int64_t number = 0;
    size_t close = str_find_byte(str_first(s, CITED_MAX_BYTES + 2), ']');
    if (!s.n || s.p[0] != '[' || close >= s.n || s.p[close] != ']' ||
        !str_to_int(str_slice(s, 1, close), &number))
        return 0;
    if (number >= 1 && number <= PHRASED_PASSAGES_MAX)
        *cites |= UINT32_C(1) << (number - 1);
    else
        *cites |= UINT32_C(1) << 31; /* of no passage: nothing bears it out */
    return close + 1;
}

/* text without its "[n]", white space folded, in a. */
static struct str without_cites(struct arena *a, struct str text, uint32_t *cites)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < text.n;) {
        size_t n = cite_bytes(str_from(text, i), cites);
        if (n == 0)
            buf_add_byte(&b, text.p[i]);
        i += n ? n : 1;
    }
    return utf8_fold_space(a, buf_view(&b));
}

/* The "[n]" that text begins with are of the sentence before it: "…Hà Nội. [1] Hai bên…". */
static struct str take_leading(struct str text, uint32_t *cites)
{
    size_t n = 0;
    while ((n = cite_bytes(text, cites)))
        text = str_trim(str_from(text, n));
    return text;
}

struct keeping {
    struct arena *a;
    const struct phrase_question *q;
    struct words *passages;
    struct words *sentence;
};

static uint32_t borne_out_by(const struct keeping *k, struct str text, uint32_t cited)
{
    uint32_t by = 0;
    words_read(k->a, text, k->sentence);
    if (k->sentence->cut)
        return 0;
    for (size_t i = 0; i < k->q->passages_n; i++)
        if ((!cited || (cited >> i & 1)) && bears_out(&k->passages[i], k->sentence))
            by |= UINT32_C(1) << i;
    return by;
}

static size_t keep_sentences(const struct keeping *k, struct str said, struct phrased_sentence *out,
                             size_t max)
{
    struct phrased_sentence found[PHRASED_LOOKED_MAX];
    struct str rest = said;
    struct str sentence = STR("");
    size_t n = 0;
    size_t kept = 0;
    while (n < PHRASED_LOOKED_MAX && sentence_next(&rest, &sentence)) {
        uint32_t *before = n ? &found[n - 1].cites : &(uint32_t){0};
        sentence = take_leading(sentence, before);
        uint32_t cites = 0;
        struct str text = without_cites(k->a, sentence, &cites);
        if (text.n)
            found[n++] = (struct phrased_sentence){.text = text, .cites = cites};
    }
    for (size_t i = 0; i < n && kept < max; i++) {
        uint32_t by = borne_out_by(k, found[i].text, found[i].cites);
        if (by)
            out[kept++] = (struct phrased_sentence){.text = found[i].text, .cites = by};
    }
    return kept;
}

size_t phrased_keep(struct arena *a, const struct phrase_question *q, struct str said,
                    struct phrased_sentence *out, size_t max)
{
    struct keeping k = {.a = a, .q = q};
    ASSERT(q->passages_n <= PHRASED_PASSAGES_MAX);
    k.passages = arena_array(a, q->passages_n + 1, sizeof *k.passages);
    k.sentence = arena_alloc(a, sizeof *k.sentence);
    said = norm_text(a, str_first(said, PHRASED_SAID_BYTES));
    if (!k.passages || !k.sentence)
        return 0;
    for (size_t i = 0; i < q->passages_n; i++)
        words_read(a, norm_text(a, q->passages[i]), &k.passages[i]);
    size_t n = keep_sentences(&k, said, out, max);
    return arena_failed(a) ? 0 : n;
}
