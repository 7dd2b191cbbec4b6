#include "text/query.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/legacy.h"
#include "text/norm.h"
#include "text/norm_spelling.h"
#include "text/terms.h"
#include "text/token.h"

enum { FIELD_NAME_MAX_BYTES = 24 }; /* "chuyên mục" decomposed */

enum field { FIELD_NONE, FIELD_AUTHOR, FIELD_SECTION, FIELD_FROM, FIELD_UNTIL };

/* Where reading stands. */
struct reading {
    struct arena *a;
    struct query *q;
    struct str rest;
    bool quoted;          /* inside quotes */
    bool excluded;        /* the phrase or word that follows is */
    bool joined;          /* a word of the same phrase stands before */
    const char *last_end; /* of the token before; NULL: there is none */
};

/* ---- dates ---- */

/* The numbers of s, parted by '/', '-' or '.'; 0 when there is anything else. */
static size_t date_numbers(struct str s, int64_t numbers[3])
{
    size_t n = 0;
    while (n < 3) {
        size_t digits = 0;
        while (digits < s.n && byte_is_digit(s.p[digits]))
            digits++;
        if (digits == 0 || digits > 4 || !str_to_int(str_first(s, digits), &numbers[n]))
            return 0;
        n++;
        s = str_from(s, digits);
        if (s.n == 0)
            return n;
        if (s.p[0] != '/' && s.p[0] != '-' && s.p[0] != '.')
            return 0;
        s = str_from(s, 1);
    }
    return 0;
}

static int64_t day_start(int year, int month, int day)
{
    return civil_to_instant((struct civil){.year = year, .month = month, .day = day});
}

bool query_date(struct str typed, int64_t *from_ms, int64_t *until_ms)
{
    int64_t part[3] = {0};
    size_t n = date_numbers(str_trim(typed), part);
    if (n == 0)
        return false;
    bool year_first = n == 1 || part[0] > 31;
    int64_t year = year_first ? part[0] : part[n - 1];
    int64_t month = n == 1 ? 1 : year_first || n == 2 ? part[year_first ? 1 : 0] : part[1];
    int64_t day = n < 3 ? 1 : part[year_first ? 2 : 0];
    if (year < 1000 || year > 9998 || month > 12 || day > 31 ||
        !civil_exists((int)year, (int)month, (int)day))
        return false;
    *from_ms = day_start((int)year, (int)month, (int)day);
    if (n == 3)
        *until_ms = *from_ms + CLOCK_DAY_MS;
    else if (n == 2)
        *until_ms = day_start((int)(year + month / 12), (int)(month % 12 + 1), 1);
    else
        *until_ms = day_start((int)year + 1, 1, 1);
    return true;
}

/* ---- fields ---- */

static const struct {
    enum field field;
    struct str name;
} fields[] = {
    {FIELD_AUTHOR, STR_INIT("tac gia")},
    {FIELD_AUTHOR, STR_INIT("tacgia")},
    {FIELD_SECTION, STR_INIT("chuyen muc")},
    {FIELD_SECTION, STR_INIT("chuyenmuc")},
    {FIELD_FROM, STR_INIT("tu")},
    {FIELD_FROM, STR_INIT("tu ngay")},
    {FIELD_UNTIL, STR_INIT("den")},
    {FIELD_UNTIL, STR_INIT("den ngay")},
};

/* The field whose name and ':' begin s; *name_bytes with the colon. */
static enum field field_at(struct arena *a, struct str s, size_t *name_bytes)
{
    size_t colon = str_find_byte(str_first(s, FIELD_NAME_MAX_BYTES), ':');
    if (colon >= s.n || colon == FIELD_NAME_MAX_BYTES)
        return FIELD_NONE;
    struct str name = utf8_fold_space(a, text_fold(a, str_first(s, colon)));
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (str_eq(name, fields[i].name)) {
            *name_bytes = colon + 1;
            return fields[i].field;
        }
    return FIELD_NONE;
}

/* X(as typed, closes too) */
static const struct str quotes[] = {STR_INIT("\""), STR_INIT("“"), STR_INIT("”"),
                                    STR_INIT("«"),  STR_INIT("»"), STR_INIT("„")};

static size_t quote_bytes(struct str s)
{
    for (size_t i = 0; i < COUNT_OF(quotes); i++)
        if (str_starts(s, quotes[i]))
            return quotes[i].n;
    return 0;
}

static void take(struct reading *r, size_t bytes)
{
    r->rest = str_from(r->rest, bytes);
}

static void skip_spaces(struct reading *r)
{
    while (r->rest.n && byte_is_space(r->rest.p[0]))
        take(r, 1);
}

/* Bytes of s up to the first quote; all when there is none. */
static size_t to_quote(struct str s)
{
    size_t n = 0;
    while (n < s.n && !quote_bytes(str_from(s, n)))
        n++;
    return n;
}

/* "-word" and -"a phrase"; not "Su -27". */
static bool excludes(struct str s)
{
    if (s.n < 2 || s.p[0] != '-')
        return false;
    struct str after = str_from(s, 1);
    return quote_bytes(after) || utf8_is_letter(utf8_next(&after));
}

/* Where an unquoted name ends: at a comma, a quote, a field, a "-word". */
static size_t to_end_of_name(struct arena *a, struct str s)
{
    size_t unused = 0;
    for (size_t n = 0; n < s.n; n++) {
        bool after_space = n > 0 && byte_is_space(s.p[n - 1]);
        if (s.p[n] == ',' || s.p[n] == ';' || quote_bytes(str_from(s, n)))
            return n;
        if (after_space && (excludes(str_from(s, n)) || field_at(a, str_from(s, n), &unused)))
            return n;
    }
    return s.n;
}

static size_t to_space(struct str s)
{
    size_t n = 0;
    while (n < s.n && !byte_is_space(s.p[n]) && s.p[n] != ',' && !quote_bytes(str_from(s, n)))
        n++;
    return n;
}

static struct str field_value(struct reading *r, bool one_word, bool *open)
{
    skip_spaces(r);
    size_t quote = quote_bytes(r->rest);
    *open = quote == 0;
    take(r, quote);
    size_t n = quote      ? to_quote(r->rest)
               : one_word ? to_space(r->rest)
                          : to_end_of_name(r->a, r->rest);
    struct str value = str_trim(str_first(r->rest, n));
    take(r, n);
    take(r, quote ? quote_bytes(r->rest) : 0);
    return value;
}

static void read_field(struct reading *r, enum field field)
{
    int64_t from = CLOCK_NONE;
    int64_t until = CLOCK_NONE;
    bool date = field == FIELD_FROM || field == FIELD_UNTIL;
    bool open = false;
    struct str value = field_value(r, date, &open);
    bool unreadable = date && !query_date(value, &from, &until);
    switch (field) {
    case FIELD_AUTHOR:
        r->q->author = value;
        r->q->author_open = open;
        break;
    case FIELD_SECTION:
        r->q->section = value;
        r->q->section_open = open;
        break;
    case FIELD_FROM:
        r->q->from_ms = from;
        r->q->from_unreadable = unreadable;
        break;
    case FIELD_UNTIL:
        r->q->until_ms = until;
        r->q->until_unreadable = unreadable;
        break;
    case FIELD_NONE: break;
    }
}

/* ---- words ---- */

static bool holds(const struct query *q, const struct query_word *word)
{
    for (size_t i = 0; i < q->words_n; i++) {
        const struct query_word *w = &q->words[i];
        if (str_eq(w->exact, word->exact) && str_eq(w->folded, word->folded) &&
            w->excluded == word->excluded)
            return true;
    }
    return false;
}

void query_word_set(struct arena *a, struct query_word *word, struct str written, bool plain)
{
    struct term_forms forms = term_forms(a, written);
    struct term_pair terms = term_pair_of(forms);
    word->typed = written;
    word->exact = plain ? STR("") : forms.exact;
    word->folded = forms.folded;
    word->term = plain ? terms.folded : terms.exact;
    word->term_folded = terms.folded;
}

/* One dot between two words makes one of them (TP.HCM), a dash does beside a
 * number (U-23). */
static bool is_bound(const struct reading *r, struct str token)
{
    const struct query *q = r->q;
    if (!r->last_end || q->words_n == 0 || r->quoted)
        return false;
    struct str between = {r->last_end, (size_t)(token.p - r->last_end)};
    if (str_eq(between, STR(".")))
        return true;
    bool number = byte_is_digit(token.p[0]) || byte_is_digit(q->words[q->words_n - 1].typed.p[0]);
    return number && between.n && token_dash_bytes(between) == between.n;
}

static void add_word(struct reading *r, struct str token)
{
    struct query *q = r->q;
    bool bound = is_bound(r, token);
    bool excluded = r->excluded || (bound && q->words[q->words_n - 1].excluded);
    struct query_word word = {.bound = bound,
                              .quoted = (r->quoted && r->joined) || (bound && excluded),
                              .excluded = excluded};
    r->last_end = token.p + token.n;
    query_word_set(r->a, &word, token, !text_has_marks(token));
    r->joined = r->quoted;
    if (word.folded.n == 0 || (!r->quoted && excluded && holds(q, &word)))
        return;
    if (q->words_n == QUERY_WORDS_MAX) {
        q->truncated = true;
        return;
    }
    q->words[q->words_n++] = word;
}

/* 22/2023/tt-btttt: a document number typed in small letters; token_next wants capitals. 0: none. */
static size_t small_number_bytes(struct str s)
{
    size_t n = to_space(s);
    struct str run = str_first(s, n < TOKEN_MAX_BYTES ? n : TOKEN_MAX_BYTES);
    size_t slash = str_find_byte(run, '/');
    bool letters = false;
    bool dash = false;
    bool ends = false;
    for (size_t i = 0; i < run.n;) {
        unsigned char c = (unsigned char)run.p[i];
        size_t dash_bytes = token_dash_bytes(str_from(run, i));
        bool letter =
            !dash_bytes && (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
        ends = letter || byte_is_digit(run.p[i]);
        if (!ends && c != '/' && !dash_bytes)
            return 0;
        letters = letters || letter;
        dash = dash || dash_bytes;
        i += dash_bytes ? dash_bytes : 1;
    }
    bool whole = n == run.n && ends && run.n && byte_is_digit(run.p[0]);
    return whole && letters && dash && slash < run.n ? n : 0;
}

/* The next token at the beginning of rest, or what is none of one. */
static void read_word(struct reading *r)
{
    size_t number = small_number_bytes(r->rest);
    struct str token = str_first(r->rest, number);
    struct str rest = r->rest;
    if (number == 0 && token_next(&rest, &token) && token.p == r->rest.p)
        number = token.n;
    if (number == 0) {
        utf8_next(&r->rest);
        if (!r->quoted)
            r->excluded = false;
        return;
    }
    add_word(r, token);
    take(r, number);
    if (!r->quoted)
        r->excluded = false;
}

static void read_quote(struct reading *r, size_t bytes)
{
    r->quoted = !r->quoted;
    r->joined = false;
    if (!r->quoted)
        r->excluded = false;
    take(r, bytes);
}

static void read_next(struct reading *r, bool at_start)
{
    size_t bytes = quote_bytes(r->rest);
    size_t name_bytes = 0;
    if (bytes) {
        read_quote(r, bytes);
        return;
    }
    if (!r->quoted && at_start) {
        enum field field = field_at(r->a, r->rest, &name_bytes);
        if (field != FIELD_NONE) {
            take(r, name_bytes);
            read_field(r, field);
            return;
        }
        if (excludes(r->rest)) {
            r->excluded = true;
            take(r, 1);
            return;
        }
    }
    read_word(r);
}

/* At most QUERY_MAX_BYTES, without the beginning of a character that the cut would leave. */
static struct str bounded(struct str typed)
{
    size_t n = typed.n < QUERY_MAX_BYTES ? typed.n : QUERY_MAX_BYTES;
    while (n < typed.n && n && ((unsigned char)typed.p[n] & 0xC0) == 0x80)
        n--;
    return str_first(typed, n);
}

/* ---- old fonts ---- */

/* True for one word that is spelt as a Vietnamese syllable with marks. */
static bool is_marked_syllable(struct str word)
{
    struct spelling s;
    return text_has_marks(word) && spelling_read_text(word, &s) && spelling_is_strict(&s) &&
           s.n > 1;
}

/* A word or two say too little for legacy_recognise_typed. But signs that are no letters, such as
 * ¸ µ ¨ ® stand in no word of any language, and when TCVN3 reads all of them as syllables they are. */
static struct str read_signs(struct arena *a, struct str typed)
{
    struct str text = legacy_typed_to_utf8(a, LEGACY_TCVN3, typed);
    struct str rest = text;
    struct str word;
    bool signs = false;
    bool good = false;
    bool bad = false;
    for (struct str look = typed; look.n;) {
        uint32_t cp = utf8_next(&look);
        signs = signs || (cp >= 0xA1 && cp < 0xC0);
    }
    while (signs && token_next(&rest, &word)) {
        good = good || is_marked_syllable(word);
        bad = bad || (text_has_marks(word) && !is_marked_syllable(word));
    }
    return good && !bad ? text : typed;
}

static bool is_beyond_ascii(struct str s)
{
    bool beyond = false;
    for (size_t i = 0; i < s.n; i++)
        beyond = beyond || (unsigned char)s.p[i] >= 0x80;
    return beyond;
}

/* What was typed or pasted in a TCVN3 or VNI font, as Unicode; else typed. Asked before norm_text,
 * which takes out the soft hyphen that is TCVN3's ư. */
static struct str without_old_font(struct arena *a, struct str typed)
{
    enum { SURE_PCT = 60 }; /* two words of two, three of four */
    if (!utf8_valid(typed, NULL) || !is_beyond_ascii(typed))
        return typed;
    struct legacy_guess guess = legacy_recognise_typed(typed);
    bool sure = guess.confidence_pct >= SURE_PCT &&
                (guess.charset == LEGACY_TCVN3 || guess.charset == LEGACY_VNI);
    return sure ? legacy_typed_to_utf8(a, guess.charset, typed) : read_signs(a, typed);
}

void query_add_words(struct arena *a, struct query *q, struct str text)
{
    struct reading r = {.a = a, .q = q, .rest = norm_text(a, text)};
    while (r.rest.n && !q->truncated)
        read_word(&r);
}

struct query query_read(struct arena *a, struct str typed)
{
    struct query q = {.from_ms = CLOCK_NONE, .until_ms = CLOCK_NONE};
    struct str text = bounded(typed);
    struct reading r = {.a = a, .q = &q, .rest = norm_text(a, without_old_font(a, text))};
    const char *begin = r.rest.p;
    while (r.rest.n && !q.truncated) {
        if (byte_is_space(r.rest.p[0]))
            take(&r, 1);
        else
            read_next(&r, r.rest.p == begin || byte_is_space(r.rest.p[-1]));
    }
    q.truncated = q.truncated || text.n < typed.n;
    return q;
}

bool query_asks(const struct query *q)
{
    return q->words_n || q->author.n || q->section.n || q->from_ms != CLOCK_NONE ||
           q->until_ms != CLOCK_NONE;
}
