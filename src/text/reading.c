#include "text/reading.h"

#include "base/vec.h"
#include "text/sentence.h"
#include "text/shape.h"

enum { PIECE_BYTES = 5 }; /* of Vietnamese prose, its space included: a first guess */

_Static_assert(GAZ_CLASS_COUNT <= 64, "a bit for every class");

static char sign_of(struct str piece)
{
    static const struct {
        struct str sign;
        char plain;
    } SAME[] = {
        {STR_INIT("–"), '-'}, {STR_INIT("—"), '-'}, {STR_INIT("“"), '"'}, {STR_INIT("”"), '"'},
        {STR_INIT("‘"), '"'}, {STR_INIT("’"), '"'}, {STR_INIT("…"), '.'},
    };
    for (size_t i = 0; i < COUNT_OF(SAME); i++)
        if (str_eq(piece, SAME[i].sign))
            return SAME[i].plain;
    return piece.p[0];
}

/* Of a country's or a long name the first capital is enough: "Việt nam", "Hiệp hội các quốc gia" are
 * common. */
static bool capitals_there(const struct reading_piece *pieces, size_t n,
                           const struct gaz_value *value)
{
    enum { LONG_NAME = 4 }; /* pieces */
    bool first = value->class == GAZ_COUNTRY || (value->class == GAZ_ORG_NAME && n >= LONG_NAME);
    uint16_t wanted = first ? value->capitals & 1 : value->capitals;
    for (size_t i = 0; i < n && wanted >> i; i++) {
        bool capital = pieces[i].letters != CASE_LOWER && pieces[i].letters != CASE_NONE;
        if ((wanted >> i & 1) && !capital)
            return false;
    }
    return true;
}

/* Adds the meanings of the form of n pieces; true for the first of them. */
static void add_hits(struct vec *hits, const struct reading_piece *at, size_t n,
                     const struct gaz_value *value)
{
    for (;; value++) {
        if (capitals_there(at, n, value)) {
            struct reading_hit *hit = vec_push(hits);
            if (hit)
                *hit = (struct reading_hit){(uint16_t)n, value->id, value->class};
        }
        if (value->last)
            break;
    }
}

static void reverse(struct reading_hit *hits, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        struct reading_hit kept = hits[i];
        hits[i] = hits[n - 1 - i];
        hits[n - 1 - i] = kept;
    }
}

static void look_up(struct reading *r, struct vec *hits)
{
    for (size_t i = 0; i < r->n; i++) {
        struct gaz_path path = gaz_root();
        struct reading_piece *piece = &r->pieces[i];
        size_t before = hits->n;
        for (size_t k = 0; k < GAZ_SPAN_MAX && i + k < r->n; k++) {
            if (r->pieces[i + k].sentence != piece->sentence ||
                !gaz_step(&path, r->pieces[i + k].key))
                break;
            if (path.values)
                add_hits(hits, piece, k + 1, path.values);
        }
        size_t found = hits->n - before;
        for (size_t k = before; k < hits->n; k++)
            piece->classes |= UINT64_C(1) << ((struct reading_hit *)vec_at(hits, k))->class;
        piece->hits = (uint32_t)before;
        piece->hits_n = (uint8_t)(found < UINT8_MAX ? found : UINT8_MAX);
        if (found > 1)
            reverse((struct reading_hit *)hits->p + before, found);
    }
    r->hits = hits->p;
}

static void add_piece(struct vec *pieces, struct str sentence, struct syllable found,
                      const struct reading_sentence *in, uint32_t number)
{
    struct str bytes = str_slice(sentence, found.start, found.end);
    struct syllable_form form = syllable_form(gaz_piece(bytes));
    struct reading_piece *piece = vec_push(pieces);
    if (!piece)
        return;
    *piece = (struct reading_piece){
        .key = form.key,
        .start = in->start + (uint32_t)found.start,
        .end = in->start + (uint32_t)found.end,
        .sentence = number,
        .kind = (uint8_t)found.kind,
        .letters = (uint8_t)form.letters,
        .sign = found.kind == SYLLABLE_SIGN ? sign_of(bytes) : '\0',
    };
}

static bool is_country(struct str word)
{
    struct gaz_path path = gaz_root();
    if (!gaz_step(&path, syllable_form(word).key) || !path.values)
        return false;
    const struct gaz_value *value = path.values;
    while (value->class != GAZ_COUNTRY && !value->last)
        value++;
    return value->class == GAZ_COUNTRY;
}

/* Where the hyphen stands that joins two words and not the syllables of one: "tế-xã", "Nam-Hoa", but
 * not "Mê-hi-cô", "Jong-un", "Díaz-Canel". bytes.n when there is none. */
static size_t joining_hyphen(struct str bytes)
{
    size_t hyphen = 0;
    while (hyphen < bytes.n && bytes.p[hyphen] != '-')
        hyphen++;
    if (hyphen == 0 || hyphen + 1 >= bytes.n)
        return bytes.n;
    struct str left = str_first(bytes, hyphen);
    struct str right = str_from(bytes, hyphen + 1);
    if (syllable_is_vietnamese(left) && syllable_form(left).letters == CASE_TITLE &&
        is_country(right))
        return hyphen; /* "Việt Nam-Chile" */
    if (!syllable_is_vietnamese(left) || !syllable_is_vietnamese(right))
        return bytes.n;
    bool small = syllable_form(left).letters == CASE_LOWER;
    bool capital = syllable_form(right).letters == CASE_TITLE;
    return small || capital ? hyphen : bytes.n;
}

static void add_found(struct vec *pieces, struct str sentence, struct syllable found,
                      const struct reading_sentence *in, uint32_t number)
{
    struct str bytes = str_slice(sentence, found.start, found.end);
    size_t hyphen = found.kind == SYLLABLE_WORD ? joining_hyphen(bytes) : bytes.n;
    if (hyphen == bytes.n) {
        add_piece(pieces, sentence, found, in, number);
        return;
    }
    size_t at = found.start + hyphen;
    struct syllable left = {found.start, at, SYLLABLE_WORD};
    struct syllable sign = {at, at + 1, SYLLABLE_SIGN};
    struct syllable right = {at + 1, found.end, SYLLABLE_WORD};
    add_piece(pieces, sentence, left, in, number);
    add_piece(pieces, sentence, sign, in, number);
    add_piece(pieces, sentence, right, in, number);
}

enum rc reading_make(struct arena *a, struct str text, struct reading *out, struct err *e)
{
    struct vec pieces = VEC(struct reading_piece, a);
    struct vec sentences = VEC(struct reading_sentence, a);
    struct vec hits = VEC(struct reading_hit, a);
    struct str rest = text;
    struct str sentence;
    if (text.n >= UINT32_MAX)
        return fail(e, RC_LIMIT, "text longer than 4 GiB");
    vec_reserve(&pieces, text.n / PIECE_BYTES + 1);
    vec_reserve(&hits, text.n / PIECE_BYTES + 1);
    while (sentence_next(&rest, &sentence)) {
        size_t number = sentences.n;
        struct reading_sentence *added = vec_push(&sentences);
        if (!added || pieces.n > READING_PIECES_MAX)
            break;
        added->start = (uint32_t)(sentence.p - text.p);
        added->end = added->start + (uint32_t)sentence.n;
        added->from = (uint32_t)pieces.n;
        struct syllable found;
        size_t at = 0;
        while (pieces.n <= READING_PIECES_MAX && syllable_next(sentence, &at, &found))
            add_found(&pieces, sentence, found, added, (uint32_t)number);
        added->to = (uint32_t)pieces.n;
    }
    if (pieces.n > READING_PIECES_MAX)
        return fail(e, RC_LIMIT, "text of more than %d words", READING_PIECES_MAX);
    *out = (struct reading){.text = text,
                            .pieces = pieces.p,
                            .n = pieces.n,
                            .sentences = sentences.p,
                            .sentences_n = sentences.n};
    if (!arena_failed(a))
        look_up(out, &hits);
    return arena_failed(a) ? fail(e, RC_NOMEM, "out of memory") : RC_OK;
}

const struct reading_hit *reading_longest(const struct reading *r, size_t i, enum gaz_class class)
{
    const struct reading_hit *hit = r->hits + r->pieces[i].hits;
    while (hit->class != (uint8_t) class)
        hit++;
    return hit;
}

size_t reading_span_id(const struct reading *r, size_t i, enum gaz_class class, struct str id)
{
    if (i >= r->n || !(r->pieces[i].classes >> class & 1))
        return 0;
    const struct reading_hit *hits = r->hits + r->pieces[i].hits;
    for (size_t k = 0; k < r->pieces[i].hits_n; k++)
        if (hits[k].class == (uint8_t) class && str_eq(gaz_id(hits[k].id), id))
            return hits[k].pieces;
    return 0;
}

struct str reading_text(const struct reading *r, size_t from, size_t to)
{
    if (from >= to || to > r->n)
        return (struct str){r->text.p, 0};
    return str_slice(r->text, r->pieces[from].start, r->pieces[to - 1].end);
}

bool reading_is_capital(const struct reading *r, size_t i)
{
    return i < r->n && r->pieces[i].kind == SYLLABLE_WORD && r->pieces[i].letters != CASE_LOWER &&
           r->pieces[i].letters != CASE_NONE;
}

bool reading_is_lower(const struct reading *r, size_t i)
{
    return i < r->n && r->pieces[i].kind == SYLLABLE_WORD && r->pieces[i].letters == CASE_LOWER;
}

bool reading_is_inner(const struct reading *r, size_t i)
{
    return i > 0 && i < r->n && reading_span(r, i - 1, GAZ_COMPOUND) > 1 &&
           reading_goes_on(r, i - 1);
}

bool reading_goes_on(const struct reading *r, size_t i)
{
    return i + 1 < r->n && r->pieces[i].sentence == r->pieces[i + 1].sentence;
}

bool reading_is_vietnamese(const struct reading *r, size_t i)
{
    return i < r->n && r->pieces[i].kind == SYLLABLE_WORD &&
           syllable_is_vietnamese(reading_text(r, i, i + 1));
}
