#include "source/capture_line.h"

#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"

#define W(words) STR_INIT(words)

enum {
    PROSE_WORDS_MIN = 26,          /* longer lines are paragraphs, however they end */
    PROSE_SENTENCE_WORDS_MIN = 12, /* shorter than that, a sentence may be a caption */
    TIME_REST_WORDS_MAX = 12,      /* beside a date: names and a section, not a sentence */
};

static bool is_word_byte(char c)
{
    return ((unsigned char)c & 0x80) || byte_is_digit(c) ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool line_next_word(struct str *rest, struct str *word)
{
    size_t from = 0;
    while (from < rest->n && !is_word_byte(rest->p[from]))
        from++;
    size_t to = from;
    while (to < rest->n && is_word_byte(rest->p[to]))
        to++;
    *word = str_slice(*rest, from, to);
    *rest = str_from(*rest, to);
    return word->n > 0;
}

bool line_has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (byte_is_digit(s.p[i]))
            return true;
    return false;
}

static uint32_t count_words(struct str s)
{
    uint32_t words = 0;
    struct str word;
    while (str_next(&s, ' ', &word)) {
        bool any = false;
        for (size_t i = 0; i < word.n && !any; i++)
            any = is_word_byte(word.p[i]);
        words += any;
    }
    return words;
}

static bool has_letter(struct str s)
{
    while (s.n)
        if (utf8_is_letter(utf8_next(&s)))
            return true;
    return false;
}

static bool ends_as_sentence(struct str s)
{
    static const struct str CLOSERS[] = {STR_INIT("\""), STR_INIT("”"), STR_INIT("’"),
                                         STR_INIT("'"),  STR_INIT(")"), STR_INIT("»"),
                                         STR_INIT("]")};
    static const struct str ENDS[] = {STR_INIT("."),  STR_INIT("!"), STR_INIT("?"), STR_INIT("…"),
                                      STR_INIT("./"), STR_INIT(";"), STR_INIT(":")};
    for (size_t i = 0; i < COUNT_OF(CLOSERS); i++)
        if (str_ends(s, CLOSERS[i]))
            s = str_first(s, s.n - CLOSERS[i].n);
    for (size_t i = 0; i < COUNT_OF(ENDS); i++)
        if (str_ends(s, ENDS[i]))
            return true;
    return false;
}

/* ---- decoration ---- */

/* What starts an item of a list. */
static const struct str BULLETS[] = {W("• "), W("· "),  W("▪ "),  W("■ "), W("* "),
                                     W("- "), W("– "),  W("+ "),  W("● "), W("o "),
                                     W("► "), W("»» "), W(">> "), W("» "), W("→ ")};

static struct str without_bullet(struct str s, bool *bullet)
{
    for (size_t i = 0; i < COUNT_OF(BULLETS); i++) {
        if (!str_starts(s, BULLETS[i]))
            continue;
        *bullet = true;
        return str_trim(str_from(s, BULLETS[i].n));
    }
    return s;
}

/* "## Heading", "**bold**", and the bars of a Markdown table. */
static struct str without_markdown(struct str s, struct line *line)
{
    size_t rank = 0;
    while (rank < s.n && s.p[rank] == '#')
        rank++;
    if (rank > 0 && rank <= 6 && rank < s.n && s.p[rank] == ' ') {
        line->heading = true;
        line->top_heading = rank == 1;
        s = str_trim(str_from(s, rank));
    }
    while (s.n && (s.p[s.n - 1] == '|' || s.p[s.n - 1] == ' '))
        s.n--;
    while (s.n && (s.p[0] == '|' || s.p[0] == ' '))
        s = str_from(s, 1);
    if (s.n > 4 && str_starts(s, STR("**")) && str_ends(s, STR("**")))
        s = str_slice(s, 2, s.n - 2);
    return str_trim(s);
}

/* ![alt](src) */
static bool read_markdown_picture(struct str s, struct line *line)
{
    if (!str_starts(s, STR("![")))
        return false;
    size_t close = str_find(s, STR("]("));
    size_t end = str_find_last_byte(s, ')');
    if (close >= s.n || end >= s.n || end < close)
        return false;
    struct str target = str_slice(s, close + 2, end);
    line->alt = str_slice(s, 2, close);
    line->src = str_first(target, str_find_byte(target, ' '));
    return true;
}

/* [text](address) alone in its line is its text. */
static struct str without_link(struct str s)
{
    size_t close = str_find(s, STR("]("));
    bool whole = s.n && s.p[0] == '[' && close < s.n && s.p[s.n - 1] == ')' &&
                 str_find_byte(str_from(s, close), ')') == s.n - 1 - close;
    return whole ? str_slice(s, 1, close) : s;
}

/* A line that is nothing but a picture's file name, with or without a path. */
static bool is_file_name(struct str s)
{
    static const struct str TYPES[] = {STR_INIT(".jpg"),  STR_INIT(".jpeg"), STR_INIT(".png"),
                                       STR_INIT(".webp"), STR_INIT(".gif"),  STR_INIT(".avif"),
                                       STR_INIT(".bmp")};
    enum { FILE_NAME_MAX_BYTES = 255 };
    if (s.n > FILE_NAME_MAX_BYTES)
        return false;
    for (size_t i = 0; i < COUNT_OF(TYPES); i++) {
        size_t from = s.n - TYPES[i].n;
        if (s.n > TYPES[i].n && str_eq_nocase(str_from(s, from), TYPES[i]))
            return count_words(s) <= 4; /* "Ảnh 1 (2).jpg" has spaces */
    }
    return false;
}

/* "1 Bước khởi đầu", "01. Bước": the number of a ranking. */
static struct str without_rank(struct str s, bool *numbered)
{
    size_t i = 0;
    while (i < s.n && i < 3 && byte_is_digit(s.p[i]))
        i++;
    bool dot = i > 0 && i < s.n && (s.p[i] == '.' || s.p[i] == ')');
    if (i == 0 || i > 2 || !dot || i + 1 >= s.n || s.p[i + 1] != ' ')
        return s;
    *numbered = true;
    return s;
}

/* ---- kinds ---- */

static size_t count_part(struct str s, struct str part)
{
    size_t count = 0;
    for (size_t at = str_find(s, part); at < s.n; at = str_find(s, part)) {
        count++;
        s = str_from(s, at + part.n);
    }
    return count;
}

/* Steps joined by > » › /; or run together after "Trang chủ". */
static bool is_crumb(const struct line *line)
{
    enum { CRUMB_WORDS_MAX = 40 };
    static const struct str JOINTS[] = {STR_INIT(" > "), STR_INIT(" » "),  STR_INIT(" › "),
                                        STR_INIT(" / "), STR_INIT(" >> "), STR_INIT(" → "),
                                        STR_INIT(" | "), STR_INIT(" ❯ "),  STR_INIT(" - ")};
    if (line->words > CRUMB_WORDS_MAX)
        return false;
    bool home = str_starts(line->lower, STR("trang chủ")) || str_starts(line->lower, STR("home")) ||
                str_starts(line->lower, STR("trang nhất"));
    size_t strong = 0;
    for (size_t i = 0; i < COUNT_OF(JOINTS); i++) {
        size_t found = count_part(line->text, JOINTS[i]);
        if (home && found)
            return true;
        if (i < 3)
            strong += found;
    }
    /* "Trang chủTin tứcĐối ngoại": the next step begins without a space */
    struct str after = str_from(line->text, sizeof "Trang chủ" - 1);
    bool joined = str_starts(line->lower, STR("trang chủ")) && after.n && line->words > 2 &&
                  utf8_is_upper(utf8_next(&after));
    return joined || (strong >= 1 && line->words <= 14 && !line->sentence);
}

static enum line_kind kind_of_fixed(enum fixed_word word, const struct line *line)
{
    enum { IMPRINT_SENTENCE_WORDS_MAX = 12 };
    switch (word) {
    case FIXED_TEASERS: return LINE_TEASERS;
    case FIXED_CLOSING: return LINE_CLOSING;
    case FIXED_CHROME: return LINE_CHROME;
    case FIXED_TAGS: return LINE_TAGS;
    case FIXED_COPYRIGHT: return LINE_COPYRIGHT;
    case FIXED_HOME: return LINE_HOME;
    case FIXED_IMPRINT:
        /* "Cổng Thông tin điện tử tỉnh … vừa ra mắt." is news, not the foot */
        if (!line->sentence || line->words <= IMPRINT_SENTENCE_WORDS_MAX)
            return LINE_IMPRINT;
        break;
    case FIXED_NONE: break;
    }
    return LINE_SHORT;
}

/* Telephone numbers and addresses of the foot, which begin with no fixed word. */
static bool is_contact(const struct line *line)
{
    enum { CONTACT_WORDS_MAX = 16, PHONE_DIGITS_MIN = 8 };
    size_t digits = 0;
    for (size_t i = 0; i < line->text.n; i++)
        digits += byte_is_digit(line->text.p[i]);
    bool mail = str_contains(line->text, STR("@")) && str_contains(line->text, STR("."));
    bool address = str_starts(line->lower, STR("http")) || str_starts(line->lower, STR("www."));
    bool phone = digits >= PHONE_DIGITS_MIN && digits * 2 > line->text.n;
    return line->words <= CONTACT_WORDS_MAX && !line->sentence && (mail || address || phone);
}

static bool is_time(struct arena *a, const struct line *line)
{
    struct datetime when;
    if (line->sentence && line->words > TIME_REST_WORDS_MAX)
        return false;
    return datetime_find(a, line->text, &when) && count_words(when.rest) <= TIME_REST_WORDS_MAX &&
           (when.rest.n * 2 < line->text.n || when.has_clock || byline_is_name(when.rest));
}

static bool is_clock_alone(struct str s)
{
    enum { CLOCK_MAX_BYTES = 8 };
    size_t colon = str_find_byte(s, ':');
    return s.n <= CLOCK_MAX_BYTES && colon < s.n && colon > 0 && byte_is_digit(s.p[0]);
}

/* "2 giờ trước", "Báo Ấp Bắc - 5 phút trước", "3 hours ago" */
static bool is_ago(const struct line *line)
{
    enum { AGO_WORDS_MAX = 9 };
    static const struct str UNITS[] = {STR_INIT(" phút trước"),  STR_INIT(" giờ trước"),
                                       STR_INIT(" ngày trước"),  STR_INIT(" tuần trước"),
                                       STR_INIT(" minutes ago"), STR_INIT(" hours ago"),
                                       STR_INIT(" hour ago"),    STR_INIT(" days ago")};
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        size_t at = line->lower.n - UNITS[i].n;
        if (line->words <= AGO_WORDS_MAX && line->lower.n > UNITS[i].n &&
            str_ends(line->lower, UNITS[i]) && byte_is_digit(line->lower.p[at - 1]))
            return true;
    }
    return false;
}

static bool is_prose(const struct line *line)
{
    return line->words >= PROSE_WORDS_MIN ||
           (line->sentence && line->words >= PROSE_SENTENCE_WORDS_MIN);
}

static enum line_kind kind_of_byline(struct arena *a, const struct line *line)
{
    enum { BYLINE_WORDS_MAX = 16 };
    struct byline by;
    if (line->words > BYLINE_WORDS_MAX || !byline_read(a, line->text, &by))
        return LINE_SHORT;
    return by.labelled ? LINE_BYLINE : LINE_NAME;
}

static enum line_kind kind_of_short(struct arena *a, const struct line *line)
{
    enum line_kind kind = kind_of_fixed(fixed_word_of(line->lower, line->words), line);
    if (kind != LINE_SHORT)
        return kind == LINE_HOME && is_crumb(line) ? LINE_CRUMB : kind;
    if (!has_letter(line->text) && !is_time(a, line) && !is_clock_alone(line->text))
        return is_contact(line) ? LINE_IMPRINT : LINE_CHROME;
    if (str_eq(line->lower, STR("nguồn")) || str_eq(line->lower, STR("nguồn tin")) ||
        str_eq(line->lower, STR("nguồn:")))
        return LINE_SOURCE;
    if (is_file_name(line->text))
        return LINE_IMAGE;
    if (is_time(a, line) || is_clock_alone(line->text) || is_ago(line))
        return LINE_TIME;
    if (is_contact(line))
        return LINE_IMPRINT;
    if (is_crumb(line))
        return LINE_CRUMB;
    kind = kind_of_byline(a, line);
    if (kind != LINE_SHORT)
        return kind;
    if (byline_credit(a, line->text).n)
        return LINE_CAPTION;
    return is_prose(line) ? LINE_PROSE : LINE_SHORT;
}

static enum line_kind kind_of(struct arena *a, const struct line *line)
{
    enum { CAPTION_WORDS_MAX = 90 };
    if (line->text.n > LINE_SHORT_MAX_BYTES)
        return line->words <= CAPTION_WORDS_MAX && byline_credit(a, line->text).n ? LINE_CAPTION
                                                                                  : LINE_PROSE;
    return kind_of_short(a, line);
}

/* Fills *line from one raw line; false if nothing is left of it. */
static bool read_line(struct arena *a, struct str raw, struct line *line)
{
    struct str s = utf8_fold_space(a, raw);
    s = without_markdown(s, line);
    if (read_markdown_picture(s, line)) {
        line->kind = LINE_IMAGE;
        line->text = line->alt;
        line->lower = STR("");
        return true;
    }
    s = without_link(without_bullet(s, &line->bullet));
    s = without_rank(s, &line->numbered);
    if (s.n == 0)
        return false;
    line->text = s;
    line->words = count_words(s);
    line->sentence = ends_as_sentence(s);
    line->lower = s.n <= LINE_SHORT_MAX_BYTES ? utf8_lower(a, s) : STR("");
    line->kind = kind_of(a, line);
    return true;
}

/* Notes for each line how often its text stands on the page. */
static void count_repeats(struct arena *a, struct lines *lines)
{
    struct map first;
    map_init(&first, a);
    for (size_t i = 0; i < lines->n; i++) {
        struct line *line = &lines->at[i];
        void *known = NULL;
        bool again = map_get(&first, line->text, &known);
        struct line *head = again ? known : line;
        if (!again)
            map_set(&first, line->text, line);
        head->seen++;
        line->first_seen = (uint32_t)(head - lines->at);
    }
    for (size_t i = 0; i < lines->n; i++)
        lines->at[i].seen = lines->at[lines->at[i].first_seen].seen;
}

enum rc lines_read(struct arena *a, struct str text, struct lines *out, struct err *e)
{
    struct vec found = VEC(struct line, a);
    struct str raw;
    bool blank = true;
    while (str_next_line(&text, &raw)) {
        struct line line = {.blank_before = blank};
        if (!read_line(a, raw, &line)) {
            blank = true;
            continue;
        }
        if (found.n == CAPTURE_LINES_MAX)
            return fail(e, RC_LIMIT, "more than %d lines", CAPTURE_LINES_MAX);
        blank = false;
        struct line *kept = vec_push(&found);
        if (!kept)
            break;
        *kept = line;
    }
    struct lines lines = {found.p, found.n};
    count_repeats(a, &lines);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "page needs more memory than its limit");
    *out = lines;
    return RC_OK;
}

/* ---- words in common ---- */

static uint64_t word_hash(struct str word)
{
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a; a table of one page, bounded probes */
    for (size_t i = 0; i < word.n; i++)
        h = (h ^ (unsigned char)word.p[i]) * UINT64_C(1099511628211);
    return h;
}

enum { WORD_PROBES_MAX = 16 }; /* crafted collisions lose words, never time */

void word_table_init(struct word_table *t, struct arena *a, size_t words_max)
{
    size_t capacity = 64;
    while (capacity < 2 * words_max && capacity < (1U << 16))
        capacity *= 2;
    struct str *slots = arena_array(a, capacity, sizeof *slots);
    *t = (struct word_table){slots, slots ? capacity : 0, 0};
}

static struct str *word_slot(const struct word_table *t, struct str word)
{
    uint64_t h = word_hash(word);
    for (size_t i = 0; t->capacity && i < WORD_PROBES_MAX; i++) {
        struct str *slot = &t->slots[(h + i) & (t->capacity - 1)];
        if (slot->n == 0 || str_eq(*slot, word))
            return slot;
    }
    return NULL;
}

void word_table_add(struct word_table *t, struct str lower)
{
    struct str word;
    while (t->n * 2 < t->capacity && line_next_word(&lower, &word)) {
        struct str *slot = word_slot(t, word);
        if (!slot || slot->n)
            continue;
        *slot = word;
        t->n++;
    }
}

double word_table_share(const struct word_table *t, struct str lower)
{
    enum { WORDS_COMPARED = 64 };
    size_t words = 0;
    size_t common = 0;
    struct str word;
    while (words < WORDS_COMPARED && line_next_word(&lower, &word)) {
        struct str *slot = word_slot(t, word);
        words++;
        common += slot && slot->n;
    }
    return words ? (double)common / (double)words : 0.0;
}
