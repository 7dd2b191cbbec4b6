#include "source/capture_line.h"

#include "base/buf.h"
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

/* "… next year. — VNS": an agency signs the last sentence. */
static struct str without_signature(struct str s)
{
    enum { SIGNATURE_MAX_BYTES = 14 };
    size_t from = s.n > SIGNATURE_MAX_BYTES ? s.n - SIGNATURE_MAX_BYTES : 0;
    struct str tail = str_from(s, from);
    size_t dash = str_find(tail, STR(" — "));
    return dash < tail.n ? str_trim(str_first(s, from + dash)) : s;
}

static bool ends_as_sentence(struct str s)
{
    s = without_signature(s);
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
static const struct str BULLETS[] = {W("• "), W("· "),  W("▪ "), W("■ "), W("* "),
                                     W("- "), W("– "),  W("+ "), W("● "), W("o "),
                                     W("► "), W("»» "), W("» "), W("→ ")};

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

/* ">>> Title" in a text points to another article. */
static struct str without_pointer(struct str s, bool *related)
{
    size_t n = 0;
    while (n < s.n && s.p[n] == '>')
        n++;
    *related = n > 1 && n < s.n;
    return *related ? str_trim(str_from(s, n)) : s;
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
    if (s.n > 2 && s.p[0] == '>' && s.p[1] == ' ')
        s = str_from(s, 2);
    if (s.n > 4 && str_starts(s, STR("**")) && str_ends(s, STR("**")))
        s = str_slice(s, 2, s.n - 2);
    /* "*caption*", "_name_ - date" */
    char sign = s.n > 2 ? s.p[0] : ' ';
    size_t close = sign == '*' || sign == '_' ? str_find_byte(str_from(s, 1), sign) + 1 : s.n;
    if (close < s.n && s.p[1] != ' ' && s.p[1] != sign && s.p[close - 1] != ' ' && close == s.n - 1)
        s = str_slice(s, 1, close);
    return str_trim(s);
}

/* The byte length of the picture "![alt](src)" at the start of s; 0 if there is none. */
static size_t markdown_picture(struct str s, struct line *line)
{
    if (!str_starts(s, STR("![")))
        return 0;
    size_t close = str_find(s, STR("]("));
    size_t end = close + str_find_byte(str_from(s, close), ')');
    if (close >= s.n || end >= s.n)
        return 0;
    /* "photo (1).jpg": the bracket that closes has none of the name after it */
    while (end + 1 < s.n && s.p[end + 1] != ' ' && s.p[end + 1] != '|' && s.p[end + 1] != ']') {
        size_t next = str_find_byte(str_from(s, end + 1), ')');
        if (end + 1 + next >= s.n)
            break;
        end += 1 + next;
    }
    struct str target = str_slice(s, close + 2, end);
    line->alt = str_slice(s, 2, close);
    line->src = str_first(target, str_find_byte(target, ' '));
    return end + 1;
}

/* Takes a picture off the start of *raw, where a bullet, a link's bracket or a table's bar may
 * stand before it; *raw is then what follows. False if the line does not begin with one. */
static bool take_picture(struct arena *a, struct str *raw, struct line *line)
{
    struct str s = utf8_fold_space(a, *raw);
    struct line picture = *line;
    while (s.n && (s.p[0] == '|' || s.p[0] == ' '))
        s = str_from(s, 1);
    s = without_bullet(s, &picture.bullet);
    bool linked = str_starts(s, STR("[!["));
    s = str_from(s, linked);
    size_t n = markdown_picture(s, &picture);
    if (n == 0)
        return false;
    s = str_from(s, n);
    if (linked && str_starts(s, STR("](")))
        s = str_from(s, str_find_byte(s, ')') + 1);
    *raw = s;
    *line = picture;
    line->kind = LINE_IMAGE;
    line->text = line->alt;
    line->lower = STR("");
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

enum { LINK_MAX_BYTES = 600 }; /* of an address or a link's text: keeps the search linear */

/* s begins with "[text](" */
static bool opens_link(struct str s)
{
    struct str head = str_first(s, LINK_MAX_BYTES);
    size_t close = str_find_byte(head, ']');
    return close + 1 < head.n && head.p[close + 1] == '(';
}

/* "[text](address)" inside a line is its text; "**" and "__" are gone. */
static struct str without_inline(struct arena *a, struct str s)
{
    struct buf out;
    if (!str_contains(s, STR("](")) && !str_contains(s, STR("**")) && !str_contains(s, STR("__")))
        return s;
    buf_init(&out, a);
    while (s.n) {
        bool mark = str_starts(s, STR("**")) || str_starts(s, STR("__"));
        size_t end = str_starts(s, STR("](")) ? str_find_byte(str_first(s, LINK_MAX_BYTES), ')')
                                              : LINK_MAX_BYTES;
        if (mark) {
            s = str_from(s, 2);
        } else if (end < LINK_MAX_BYTES && end < s.n) {
            s = str_from(s, end + 1);
        } else {
            if (s.p[0] != '[' || !opens_link(s))
                buf_add_byte(&out, s.p[0]);
            s = str_from(s, 1);
        }
    }
    return str_trim(buf_view(&out));
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
    enum { CRUMB_WORDS_MAX = 40, SPACED_WORDS_MAX = 8, STRONG_JOINTS = 4 };
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
        if (i < STRONG_JOINTS)
            strong += found;
    }
    if (home && str_find_byte(line->text, '|') < line->text.n)
        return true;
    /* "Trang chủTin tứcĐối ngoại": the next step begins without a space */
    struct str after = str_from(line->text, sizeof "Trang chủ" - 1);
    struct str next = after;
    bool joined = str_starts(line->lower, STR("trang chủ")) && after.n && line->words > 2 &&
                  utf8_is_upper(utf8_next(&next));
    /* "Trang chủ Tin tức sự kiện": steps without joints */
    struct str step = str_trim(after);
    bool spaced = str_starts(line->lower, STR("trang chủ ")) && step.n && !line->sentence &&
                  line->words <= SPACED_WORDS_MAX && utf8_is_upper(utf8_next(&step));
    return joined || spaced || (strong >= 1 && line->words <= 14 && !line->sentence);
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

/* "Báo Ấp Bắc 2 giờ", "Ấp Bắc 5 phút 12 liên quan": an aggregator's paper, age and company. */
static bool is_paper_and_age(struct str s)
{
    static const struct str UNITS[] = {STR_INIT(" phút"), STR_INIT(" giờ"), STR_INIT(" ngày"),
                                       STR_INIT(" tuần"), STR_INIT(" tháng")};
    size_t digit = 0;
    while (digit < s.n && !byte_is_digit(s.p[digit]))
        digit++;
    struct str paper = str_trim(str_first(s, digit));
    while (digit < s.n && byte_is_digit(s.p[digit]))
        digit++;
    struct str rest = str_from(s, digit);
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        if (!str_starts(rest, UNITS[i]))
            continue;
        struct str after = str_trim(str_from(rest, UNITS[i].n));
        bool company = line_has_digit(after) && str_ends(after, STR(" liên quan"));
        return byline_is_name(paper) && (after.n == 0 || company);
    }
    return false;
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
    return line->words <= AGO_WORDS_MAX && is_paper_and_age(line->text);
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

/* "#Tây Bắc", "# lũ lụt # Tây Bắc" */
static bool is_hash_tags(const struct line *line)
{
    enum { TAG_WORDS_MAX = 8 };
    size_t hashes = count_part(line->text, STR("#"));
    return line->text.n > 1 && line->text.p[0] == '#' && !line->sentence &&
           (hashes > 1 || (line->text.p[1] != ' ' && line->words <= TAG_WORDS_MAX));
}

/* "Ảnh minh họa." */
static bool is_illustration(const struct line *line)
{
    enum { ILLUSTRATION_WORDS_MAX = 8 };
    return line->words <= ILLUSTRATION_WORDS_MAX && (str_starts(line->lower, STR("ảnh minh h")) ||
                                                     str_starts(line->lower, STR("hình minh h")));
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
    if (line->words <= 3 && str_find_byte(line->text, ' ') == line->text.n &&
        byline_is_site(line->text))
        return LINE_CHROME;
    if (is_hash_tags(line))
        return LINE_TAGS;
    if (is_time(a, line) || is_clock_alone(line->text) || is_ago(line))
        return LINE_TIME;
    if (is_contact(line))
        return LINE_IMPRINT;
    if (is_crumb(line))
        return LINE_CRUMB;
    kind = kind_of_byline(a, line);
    if (kind != LINE_SHORT)
        return kind;
    if (byline_credit(a, line->text).n || is_illustration(line))
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
    s = without_pointer(s, &line->related);
    s = without_link(without_bullet(s, &line->bullet));
    s = without_inline(a, s);
    s = without_rank(s, &line->numbered);
    if (s.n == 0)
        return false;
    line->text = s;
    line->words = count_words(s);
    line->sentence = ends_as_sentence(s);
    line->lower = s.n <= LINE_SHORT_MAX_BYTES ? utf8_lower(a, s) : STR("");
    line->kind = kind_of(a, line);
    line->related = line->related || fixed_is_pointer(line->lower);
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

static uint32_t indent_of(struct str raw)
{
    enum { INDENT_MAX = 40 };
    uint32_t n = 0;
    while (n < raw.n && n < INDENT_MAX && (raw.p[n] == ' ' || raw.p[n] == '\t'))
        n++;
    return n;
}

/* A line as the file has it, without white space at its ends. */
struct raw {
    struct str text;
    uint32_t indent;
    bool blank_before;
};

static enum rc split_lines(struct str text, struct vec *out, struct err *e)
{
    struct str line;
    bool blank = true;
    while (str_next_line(&text, &line)) {
        struct str trimmed = str_trim(line);
        if (trimmed.n == 0) {
            blank = true;
            continue;
        }
        if (out->n == CAPTURE_LINES_MAX)
            return fail(e, RC_LIMIT, "more than %d lines", CAPTURE_LINES_MAX);
        struct raw *raw = vec_push(out);
        if (raw)
            *raw = (struct raw){trimmed, indent_of(line), blank};
        blank = false;
    }
    return RC_OK;
}

static bool starts_small(struct str s)
{
    uint32_t cp = s.n ? utf8_next(&s) : 0;
    return utf8_is_letter(cp) && !utf8_is_upper(cp);
}

/* ", Ủy viên …", "và một số doanh nghiệp ….": text that began in the line above, where a link or
 * bold type stood. */
static bool is_continuation(const struct raw *raw)
{
    enum { WORDS_MIN = 3, UNENDED_WORDS_MIN = 8 };
    struct str s = raw->text;
    bool bullet = false;
    without_bullet(s, &bullet);
    if (raw->blank_before || bullet)
        return false;
    bool joint = s.n > 1 && (s.p[0] == ',' || s.p[0] == ';');
    if (joint || !starts_small(s))
        return joint && count_words(str_first(s, LINE_SHORT_MAX_BYTES)) >= WORDS_MIN;
    uint32_t words = count_words(str_first(s, LINE_SHORT_MAX_BYTES));
    return words >= UNENDED_WORDS_MIN || (words >= WORDS_MIN && ends_as_sentence(s));
}

/* The text of a sentence that breaks off. */
static bool breaks_off(const struct raw *raw)
{
    enum { WORDS_MIN = 3 };
    struct str s = raw->text;
    bool bullet = false;
    without_bullet(s, &bullet);
    bool marked = bullet || str_find_byte(STR("#!|*>[_"), s.p[0]) < sizeof "#!|*>[_" - 1;
    return !marked && !ends_as_sentence(s) && !str_ends(s, STR("|")) &&
           count_words(str_first(s, LINE_SHORT_MAX_BYTES)) >= WORDS_MIN;
}

/* How many lines from i on are one text: "Ngày 10/7, đồng chí", "Phạm Thúc Kháng", ", Chủ tịch
 * …": what stands between the broken text and its continuation belongs to it. */
static size_t pieces_from(const struct raw *raws, size_t n, size_t i)
{
    size_t k = i + 1;
    while (k < n) {
        if (is_continuation(&raws[k]) && (k > i + 1 || breaks_off(&raws[i])))
            k++;
        else if (k + 1 < n && !raws[k].blank_before && is_continuation(&raws[k + 1]) &&
                 breaks_off(&raws[k - 1]) && !ends_as_sentence(raws[k].text))
            k += 2;
        else
            break;
    }
    return k - i;
}

static struct str joined(struct arena *a, const struct raw *raws, size_t n)
{
    struct buf text;
    if (n == 1)
        return raws->text;
    buf_init(&text, a);
    for (size_t i = 0; i < n; i++) {
        bool close = raws[i].text.p[0] == ',' || raws[i].text.p[0] == ';';
        if (i && !close)
            buf_add_byte(&text, ' ');
        buf_add(&text, raws[i].text);
    }
    return buf_view(&text);
}

/* The lines of one text: pictures at its start are lines of their own. */
static void read_text(struct arena *a, struct str text, struct line proto, struct vec *found)
{
    bool picture = true;
    while (picture && found->n < CAPTURE_LINES_MAX) {
        struct line line = proto;
        picture = take_picture(a, &text, &line);
        if (!picture && !read_line(a, text, &line))
            return;
        struct line *kept = vec_push(found);
        if (!kept)
            return;
        *kept = line;
        proto.blank_before = false;
    }
}

enum rc lines_read(struct arena *a, struct str text, struct lines *out, struct err *e)
{
    struct vec split = VEC(struct raw, a);
    struct vec found = VEC(struct line, a);
    enum rc rc = split_lines(text, &split, e);
    if (rc)
        return rc;
    const struct raw *raws = split.p;
    bool nothing = false; /* a line of decoration alone parts like a blank one */
    for (size_t i = 0; i < split.n;) {
        size_t n = pieces_from(raws, split.n, i);
        size_t before = found.n;
        struct line proto = {.blank_before = raws[i].blank_before || nothing,
                             .indent = raws[i].indent};
        read_text(a, joined(a, &raws[i], n), proto, &found);
        nothing = found.n == before;
        i += n;
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
