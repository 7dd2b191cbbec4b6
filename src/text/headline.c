#include "text/headline_internal.h"

#include "base/utf8.h"
#include "text/gazetteer.h"
#include "text/norm_spelling.h"
#include "text/syllable.h"

enum {
    FRAME_PIECES_MIN = 2,   /* that two headlines must share to be of one pattern */
    FRAME_SHARE = 2,        /* and of the shorter one at least one in so many */
    FOREIGN_SAME_BYTES = 3, /* "Zelensky", "Zelenskyy": one name written in two ways */
    FOREIGN_LONG_BYTES = 6,
    PERSON_PIECES = 3,
    UPPER_SHARE_PERCENT = 60, /* of pieces in capitals: the title is set in them */
};

/* -- reading -- */

static bool is_foreign(struct str text)
{
    struct spelling_letter letters[SPELLING_LETTERS_MAX];
    struct spelling s;
    size_t n = 0;
    while (text.n && n < SPELLING_LETTERS_MAX) {
        uint32_t cp = utf8_next(&text);
        if (cp == UTF8_BAD)
            return true;
        letters[n++] = spelling_letter_of(cp);
    }
    return text.n > 0 || !spelling_read(letters, n, &s) || !spelling_is_strict(&s);
}

static bool is_one_of(struct str text, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(text, words[i]))
            return true;
    return false;
}

/* What a number or a name behind it means. A toll, a price or a strength is told in two ways of one event;
 * a day is not. */
static void look_up_words(struct headline_piece *p)
{
    static const struct str COUNTS[] = {
        STR_INIT("ngày"), STR_INIT("tháng"), STR_INIT("số"),   STR_INIT("kỳ"),   STR_INIT("kì"),
        STR_INIT("thứ"),  STR_INIT("vòng"),  STR_INIT("quận"), STR_INIT("tập"),  STR_INIT("phường"),
        STR_INIT("khóa"), STR_INIT("khoá"),  STR_INIT("bảng"), STR_INIT("tuần"), STR_INIT("quý"),
        STR_INIT("quí"),  STR_INIT("lớp"),   STR_INIT("đợt"),
    };
    static const struct str SIDES[] = {STR_INIT("miền"), STR_INIT("phía")};
    static const struct str SIDE[] = {STR_INIT("bắc"),  STR_INIT("nam"), STR_INIT("đông"),
                                      STR_INIT("Đông"), STR_INIT("tây"), STR_INIT("trung")};
    static const struct str KINDS[] = {
        STR_INIT("luật"), STR_INIT("quận"),   STR_INIT("huyện"), STR_INIT("xã"),   STR_INIT("tỉnh"),
        STR_INIT("sứ"),   STR_INIT("phường"), STR_INIT("miền"),  STR_INIT("thôn"),
    };
    p->counts = is_one_of(p->text, COUNTS, COUNT_OF(COUNTS));
    p->sides = is_one_of(p->text, SIDES, COUNT_OF(SIDES));
    p->side = is_one_of(p->text, SIDE, COUNT_OF(SIDE));
    p->kind = is_one_of(p->text, KINDS, COUNT_OF(KINDS));
}

static void add_piece(struct headline *h, struct str text, enum syllable_kind kind, bool opens)
{
    if (text.n == 0 || h->n == HEADLINE_PIECES_MAX)
        return;
    struct syllable_form form = syllable_form(gaz_piece(text));
    bool word = kind == SYLLABLE_WORD;
    h->pieces[h->n++] = (struct headline_piece){
        .key = form.key,
        .capital = word && form.letters >= CASE_TITLE,
        .upper = word && form.letters == CASE_UPPER && text.n > 1,
        .foreign = word && is_foreign(text),
        .number = kind == SYLLABLE_NUMBER,
        .opens = opens,
        .text = text,
    };
    look_up_words(&h->pieces[h->n - 1]);
}

static size_t joint_at(struct str text)
{
    size_t at = str_find_byte(text, '-');
    size_t straight = str_find_byte(text, '\'');
    size_t curly = str_find(text, STR("’"));
    at = straight < at ? straight : at;
    return curly < at ? curly : at;
}

/* "Sang-sik" is two pieces, as in "Sang Sik", and so is "L'Oréal"; a number stays whole. */
static void add_parts(struct headline *h, struct str text, enum syllable_kind kind, bool opens)
{
    size_t at = kind == SYLLABLE_WORD ? joint_at(text) : text.n;
    while (text.n) {
        add_piece(h, str_first(text, at), kind, opens);
        opens = opens && at == 0;
        text = str_from(text, at);
        text = str_from(text, str_starts(text, STR("’")) ? STR("’").n : 1);
        at = joint_at(text);
    }
}

static bool is_place(unsigned char class)
{
    return class <= GAZ_DISTRICT;
}

/* One syllable is a country only by itself: "Nga", but not in "Nguyễn Thị Nga" or "Phan Đức Hiếu". */
static bool is_part_of_name(const struct headline *h, size_t i)
{
    const struct headline_piece *v = h->pieces;
    bool before = i > 0 && v[i - 1].capital && !v[i].opens && !v[i - 1].opens;
    bool behind = i + 1 < h->n && v[i + 1].capital && !v[i + 1].opens;
    return !v[i].foreign && (before || behind);
}

/* The longest form of a place that begins at piece i, with the capitals it wants. */
static void look_up_place(struct headline *h, size_t i)
{
    struct gaz_path path = gaz_root();
    uint16_t capitals = 0;
    for (size_t k = 0; k < GAZ_SPAN_MAX && i + k < h->n; k++) {
        struct headline_piece *at = &h->pieces[i + k];
        if ((k && at->opens) || !gaz_step(&path, at->key))
            return;
        capitals = (uint16_t)(capitals | at->capital << k);
        const struct gaz_value *value = path.values;
        for (bool more = value != NULL; more; more = !value++->last) {
            bool lone = k == 0 && is_part_of_name(h, i);
            if (!is_place(value->class) || (value->capitals & ~capitals) || lone)
                continue;
            h->pieces[i].place = (uint16_t)(value->id + 1);
            h->pieces[i].place_class = value->class;
            h->pieces[i].place_pieces = (uint8_t)(k + 1);
            break;
        }
    }
}

static bool is_set_in_capitals(const struct headline *h)
{
    size_t upper = 0;
    for (size_t i = 0; i < h->n; i++)
        upper += h->pieces[i].upper;
    return upper * 100 > h->n * UPPER_SHARE_PERCENT;
}

void headline_read(struct headline *h, struct str title)
{
    struct syllable piece;
    size_t at = 0;
    bool opens = true;
    h->n = 0;
    while (h->n < HEADLINE_PIECES_MAX && syllable_next(title, &at, &piece)) {
        bool sign = piece.kind == SYLLABLE_SIGN || piece.kind == SYLLABLE_LINK;
        if (!sign)
            add_parts(h, str_slice(title, piece.start, piece.end), piece.kind, opens);
        opens = sign;
    }
    bool capitals = is_set_in_capitals(h);
    for (size_t i = 0; i < h->n; i++) {
        look_up_place(h, i);
        h->pieces[i].capital = h->pieces[i].capital && !capitals;
        h->pieces[i].upper = h->pieces[i].upper && !capitals;
    }
}

/* -- names -- */

struct headline_span headline_name_around(const struct headline *h, size_t i)
{
    const struct headline_piece *v = h->pieces;
    struct headline_span none = {i, i};
    if (i >= h->n || !v[i].capital)
        return none;
    size_t from = i;
    size_t end = i + 1;
    while (from > 0 && v[from - 1].capital && !v[from].opens)
        from--;
    while (end < h->n && v[end].capital && !v[end].opens)
        end++;
    if (end - from > 1 || !v[from].opens || v[from].place || v[from].foreign || v[from].upper)
        return (struct headline_span){from, end};
    return none;
}

static bool says(const struct headline *h, uint64_t key)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->pieces[i].key == key)
            return true;
    return false;
}

static bool says_all(const struct headline *h, const struct headline *of, struct headline_span s)
{
    for (size_t i = s.from; i < s.end; i++)
        if (!says(h, of->pieces[i].key))
            return false;
    return true;
}

/* The listed place that a piece of s is in, or NULL. */
static const struct headline_piece *place_in(const struct headline *h, struct headline_span s)
{
    for (size_t i = s.from > 2 ? s.from - 2 : 0; i < s.end; i++)
        if (h->pieces[i].place && i + h->pieces[i].place_pieces > s.from)
            return &h->pieces[i];
    return NULL;
}

static bool is_upper(const struct headline *h, struct headline_span s)
{
    return s.end - s.from == 1 && h->pieces[s.from].upper;
}

static bool is_one_spelling(const struct headline *a, struct headline_span x,
                            const struct headline *b, struct headline_span y)
{
    struct str p = a->pieces[x.from].text;
    struct str q = b->pieces[y.from].text;
    return a->pieces[x.from].foreign && b->pieces[y.from].foreign && p.n >= FOREIGN_LONG_BYTES &&
           q.n >= FOREIGN_LONG_BYTES &&
           str_eq_nocase(str_first(p, FOREIGN_SAME_BYTES), str_first(q, FOREIGN_SAME_BYTES));
}

/* The lists have the one city of Vietnam that is a province under two names. */
static struct str one_name(struct str id)
{
    static const struct str CITIES[] = {STR_INIT("VN-saigon"), STR_INIT("VN-hcm")};
    return is_one_of(id, CITIES, COUNT_OF(CITIES)) ? STR("VN-Hồ Chí Minh") : id;
}

bool headline_is_one_place(uint16_t one, uint16_t other)
{
    struct str x = one_name(gaz_id((uint16_t)(one - 1)));
    struct str y = one_name(gaz_id((uint16_t)(other - 1)));
    return str_eq(x, y) || str_eq(gaz_successor((uint16_t)(one - 1)), y) ||
           str_eq(gaz_successor((uint16_t)(other - 1)), x);
}

static bool is_vietnamese_province(const struct headline_piece *p)
{
    return str_starts(gaz_id((uint16_t)(p->place - 1)), STR("VN-")) &&
           (p->place_class == GAZ_PROVINCE || p->place_class == GAZ_CITY);
}

/* True if both are listed as things of one kind. */
static bool are_of_one_kind(const struct headline_piece *p, const struct headline_piece *q)
{
    return p->place_class == q->place_class ||
           (is_vietnamese_province(p) && is_vietnamese_province(q));
}

/* "xã Tân Phú": of which kind it is, stands before it. */
static bool has_kind(const struct headline *a, struct headline_span x, const struct headline *b,
                     struct headline_span y)
{
    return x.from > 0 && y.from > 0 && a->pieces[x.from - 1].kind &&
           a->pieces[x.from - 1].key == b->pieces[y.from - 1].key;
}

/* True if name x of a and name y of b are two things of one kind. */
static bool are_two(const struct headline *a, struct headline_span x, const struct headline *b,
                    struct headline_span y)
{
    const struct headline_piece *p = place_in(a, x);
    const struct headline_piece *q = place_in(b, y);
    if (says_all(b, a, x) || says_all(a, b, y) || is_one_spelling(a, x, b, y))
        return false;
    if (has_kind(a, x, b, y) && !(p && q))
        return true;
    if (p && q)
        return are_of_one_kind(p, q) && !headline_is_one_place(p->place, q->place);
    /* "Nguyễn Mạnh Tường" may be the "bác sĩ Tường" of another paper */
    bool one_end = a->pieces[x.end - 1].key == b->pieces[y.end - 1].key;
    return !p && !q && !one_end && is_upper(a, x) == is_upper(b, y);
}

/* -- patterns -- */

size_t headline_align(const struct headline *a, const struct headline *b, uint8_t *match)
{
    uint8_t best[HEADLINE_PIECES_MAX + 1][HEADLINE_PIECES_MAX + 1] = {{0}};
    for (size_t i = a->n; i-- > 0;)
        for (size_t j = b->n; j-- > 0;) {
            uint8_t skip = best[i + 1][j] > best[i][j + 1] ? best[i + 1][j] : best[i][j + 1];
            bool same = a->pieces[i].key == b->pieces[j].key;
            best[i][j] = same ? (uint8_t)(best[i + 1][j + 1] + 1) : skip;
        }
    for (size_t i = 0, j = 0; i < a->n; i++) {
        match[i] = HEADLINE_PIECES_MAX;
        while (j < b->n && best[i][j] == best[i][j + 1])
            j++;
        if (j < b->n && a->pieces[i].key == b->pieces[j].key && best[i][j] > best[i + 1][j])
            match[i] = (uint8_t)j++;
    }
    return best[0][0];
}

/* "Ông" of "Ông Trần Nam": the first word of the title, and no name. */
static bool is_first_word(const struct headline *h, struct headline_span name,
                          struct headline_span slot)
{
    const struct headline_piece *v = &h->pieces[slot.from];
    size_t end = name.end < slot.end ? name.end : slot.end;
    return end - slot.from == 1 && v->opens && !v->place && !v->foreign && !v->upper;
}

/* "Nguyễn Văn Thắng" beside the "Tài" of "Tài chính": the one may hold the other's office. */
static bool is_person_and_office(struct headline_span person, struct headline_span x,
                                 struct headline_span office, struct headline_span y)
{
    return person.end - x.from >= PERSON_PIECES && person.end >= x.end &&
           office.end - y.from == 1 && office.end < y.end;
}

bool headline_is_day(const struct headline_piece *p)
{
    size_t at = str_find_byte(p->text, '/');
    return p->number && at > 0 && at <= 2 && at + 1 < p->text.n && byte_is_digit(p->text.p[at + 1]);
}

/* True if what stands in x of a and in y of b, between pieces that both have, are two things. */
static bool place_differs(const struct headline *a, struct headline_span x,
                          const struct headline *b, struct headline_span y)
{
    struct headline_span p = headline_name_around(a, x.from);
    struct headline_span q = headline_name_around(b, y.from);
    if (p.end > p.from && q.end > q.from) {
        if (is_first_word(a, p, x) || is_first_word(b, q, y) || is_person_and_office(p, x, q, y) ||
            is_person_and_office(q, y, p, x))
            return false;
        /* what both names have is not what tells them apart: "Luật Nhà", "Luật Báo" */
        p.from = x.from;
        q.from = y.from;
        return are_two(a, p, b, q);
    }
    if (x.from == 0 || y.from == 0 || x.end - x.from != 1 || y.end - y.from != 1)
        return false;
    const struct headline_piece *head = &a->pieces[x.from - 1];
    const struct headline_piece *one = &a->pieces[x.from];
    const struct headline_piece *two = &b->pieces[y.from];
    if (headline_is_day(one) &&
        headline_is_day(two)) /* of a price list or a draw each day has its own */
        return true;
    if (head->key != b->pieces[y.from - 1].key)
        return false;
    return (one->number && two->number && head->counts) || (head->sides && one->side && two->side);
}

static bool slots_differ(const struct headline *a, const struct headline *b)
{
    uint8_t match[HEADLINE_PIECES_MAX];
    size_t shared = headline_align(a, b, match);
    size_t least = a->n < b->n ? a->n : b->n;
    struct headline_span x = {0, 0};
    struct headline_span y = {0, 0};
    if (shared < FRAME_PIECES_MIN || shared * FRAME_SHARE < least)
        return false;
    for (size_t i = 0; i <= a->n; i++) {
        if (i < a->n && match[i] == HEADLINE_PIECES_MAX)
            continue;
        x.end = i;
        y.end = i < a->n ? match[i] : b->n;
        if (x.end > x.from && y.end > y.from && place_differs(a, x, b, y))
            return true;
        x.from = x.end + 1;
        y.from = y.end + 1;
    }
    return false;
}

/* -- things that have a name behind their kind -- */

/* The name behind piece i, if piece i is a kind; empty else. */
static struct headline_span named_thing(const struct headline *h, size_t i)
{
    struct headline_span none = {i, i};
    if (!h->pieces[i].kind || i + 1 >= h->n || h->pieces[i + 1].opens)
        return none;
    struct headline_span s = headline_name_around(h, i + 1);
    s.from = s.end > s.from ? i + 1 : s.from;
    return s;
}

/* "Luật Nhà giáo được thông qua", "Quốc hội thông qua Luật Báo chí": each kind that both name is
 * another one. */
static bool things_differ(const struct headline *a, const struct headline *b)
{
    bool differ = false;
    for (size_t i = 0; i < a->n; i++) {
        struct headline_span x = named_thing(a, i);
        for (size_t j = 0; x.end > x.from && j < b->n; j++) {
            struct headline_span y = named_thing(b, j);
            if (y.end == y.from || a->pieces[i].key != b->pieces[j].key)
                continue;
            if (!are_two(a, x, b, y))
                return false;
            differ = true;
        }
    }
    return differ;
}

bool headlines_differ(const struct headline *a, const struct headline *b)
{
    return slots_differ(a, b) || things_differ(a, b);
}
