#include "text/sentence.h"

#include "base/utf8.h"
#include "text/syllable.h"

enum {
    BRACKETS_MAX_BYTES = 240, /* a longer text in brackets has sentences of its own */
    MARKER_MAX_BYTES = 4,     /* "12", "III", "a": what numbers an item of a list */
    INITIALS_MIN = 3,         /* two may be a foreign name's: "J.K. Rowling" */
};

static bool is_one_of(struct str piece, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], piece))
            return true;
    return false;
}

static bool is_stop(struct str piece)
{
    return piece.n > 0 &&
           (piece.p[0] == '.' || piece.p[0] == '!' || piece.p[0] == '?' || str_eq(piece, STR("…")));
}

static bool is_closer(struct str piece)
{
    static const struct str CLOSERS[] = {STR_INIT("\""), STR_INIT("'"), STR_INIT("”"),
                                         STR_INIT("’"),  STR_INIT(")"), STR_INIT("]"),
                                         STR_INIT("»"),  STR_INIT("}")};
    return is_one_of(piece, CLOSERS, COUNT_OF(CLOSERS));
}

/* What may stand between a stop and the first word of the next sentence. */
static bool is_opener(struct str piece)
{
    static const struct str OPENERS[] = {
        STR_INIT("\""), STR_INIT("'"), STR_INIT("“"), STR_INIT("‘"), STR_INIT("("), STR_INIT("["),
        STR_INIT("«"),  STR_INIT("-"), STR_INIT("–"), STR_INIT("—"), STR_INIT("•"), STR_INIT("*"),
        STR_INIT("+"),  STR_INIT(">"), STR_INIT("{"), STR_INIT("#"),
    };
    return is_one_of(piece, OPENERS, COUNT_OF(OPENERS));
}

static bool is_dash(struct str piece)
{
    static const struct str DASHES[] = {STR_INIT("-"), STR_INIT("–"), STR_INIT("—")};
    return is_one_of(piece, DASHES, COUNT_OF(DASHES));
}

static bool ends_in_quote(struct str text)
{
    return str_ends(text, STR("\"")) || str_ends(text, STR("”")) || str_ends(text, STR("»"));
}

/* Words that begin a sentence and no name: after "ông N.V.A." they tell that one has ended. */
static bool begins_sentences(struct str word)
{
    static const struct str WORDS[] = {
        STR_INIT("Theo"),  STR_INIT("Tuy"),   STR_INIT("Nhưng"), STR_INIT("Tại"),
        STR_INIT("Trong"), STR_INIT("Ngoài"), STR_INIT("Khi"),   STR_INIT("Sau"),
        STR_INIT("Đây"),   STR_INIT("Đó"),    STR_INIT("Các"),   STR_INIT("Những"),
        STR_INIT("Một"),   STR_INIT("Hiện"),  STR_INIT("Ngày"),  STR_INIT("Do"),
        STR_INIT("Vì"),    STR_INIT("Từ"),    STR_INIT("Với"),   STR_INIT("Cùng"),
        STR_INIT("Trước"), STR_INIT("Riêng"), STR_INIT("Đồng"),  STR_INIT("Bên"),
        STR_INIT("Để"),    STR_INIT("Tôi"),   STR_INIT("Chúng"), STR_INIT("Ông"),
        STR_INIT("Bà"),    STR_INIT("Nếu"),   STR_INIT("Và"),    STR_INIT("Vậy"),
        STR_INIT("Được"),  STR_INIT("Không"), STR_INIT("Nhiều"), STR_INIT("Cả"),
        STR_INIT("Mỗi"),   STR_INIT("Người"), STR_INIT("Như"),   STR_INIT("Còn"),
        STR_INIT("Đến"),   STR_INIT("Tuy"),   STR_INIT("Họ"),    STR_INIT("Cũng"),
        STR_INIT("Đối"),   STR_INIT("Chiều"), STR_INIT("Sáng"),  STR_INIT("Hôm"),
        STR_INIT("Nguồn"), STR_INIT("Ảnh"),   STR_INIT("Video"), STR_INIT("Clip"),
    };
    return is_one_of(word, WORDS, COUNT_OF(WORDS));
}

/* "Điều" of "Điều 1. Phạm vi": the number and its dot belong to the heading. */
static bool is_numbered_thing(struct str word)
{
    static const struct str WORDS[] = {
        STR_INIT("Điều"), STR_INIT("Khoản"), STR_INIT("Chương"), STR_INIT("Mục"),  STR_INIT("Phần"),
        STR_INIT("Bài"),  STR_INIT("Câu"),   STR_INIT("Bảng"),   STR_INIT("Hình"), STR_INIT("Bước"),
        STR_INIT("Tập"),  STR_INIT("ĐIỀU"),  STR_INIT("CHƯƠNG"), STR_INIT("PHẦN"),
    };
    return is_one_of(word, WORDS, COUNT_OF(WORDS));
}

/* "1", "12", "IV", "a": numbers an item when a dot follows and nothing stands before. */
static bool is_marker(struct str piece, enum syllable_kind kind)
{
    if (piece.n > MARKER_MAX_BYTES)
        return false;
    if (kind == SYLLABLE_NUMBER || piece.n == 1)
        return true;
    for (size_t i = 0; i < piece.n; i++)
        if (str_find_byte(STR("IVX"), piece.p[i]) == 3)
            return false;
    return true;
}

/* How a text that follows a stop begins. */
enum beginning { BEGINS_END, BEGINS_SMALL, BEGINS_CAPITAL, BEGINS_NUMBER, BEGINS_SIGN };

static enum beginning beginning_of(struct str piece, enum syllable_kind kind)
{
    struct str rest = piece;
    uint32_t cp = utf8_next(&rest);
    switch (kind) {
    case SYLLABLE_NUMBER: return BEGINS_NUMBER;
    case SYLLABLE_SIGN: return BEGINS_SIGN;
    case SYLLABLE_LINK: return BEGINS_NUMBER;
    case SYLLABLE_WORD: break;
    }
    if (cp == UTF8_BAD || utf8_is_upper(cp))
        return BEGINS_CAPITAL;
    return utf8_lower_cp(cp) == cp && utf8_upper_cp(cp) == cp ? BEGINS_CAPITAL : BEGINS_SMALL;
}

struct next {
    enum beginning how;
    struct str word; /* the first piece that is no opening sign */
    bool marker;     /* the word numbers an item: "b) …" */
    bool spaced;     /* white space follows */
    bool opened;     /* with an opening sign before the word */
    bool said;       /* with a dash alone before it: “Đẹp quá!” - Lan reo */
};

/* "b) chờ", "b. Khí hậu": after a marker of one item the next begins. */
static bool closes_marker(struct str behind)
{
    struct syllable piece;
    size_t at = 2;
    if (str_starts(behind, STR(")")))
        return true;
    return str_starts(behind, STR(". ")) && syllable_next(behind, &at, &piece) &&
           beginning_of(str_slice(behind, piece.start, piece.end), piece.kind) == BEGINS_CAPITAL;
}

static struct next look_ahead(struct str text, size_t at)
{
    struct syllable piece;
    struct next next = {.how = BEGINS_END};
    size_t from = at;
    while (syllable_next(text, &at, &piece)) {
        struct str bytes = str_slice(text, piece.start, piece.end);
        next.spaced = next.spaced || piece.start > from;
        from = piece.end;
        if (piece.kind == SYLLABLE_SIGN && is_opener(bytes)) {
            next.said = !next.opened && is_dash(bytes);
            next.opened = true;
            continue;
        }
        next.how = beginning_of(bytes, piece.kind);
        next.word = bytes;
        next.marker = is_marker(bytes, piece.kind) && closes_marker(str_from(text, piece.end));
        break;
    }
    return next;
}

/* A sentence under reading. */
struct reading {
    struct str text;        /* from the sentence's first byte on */
    size_t words;           /* pieces that are no signs */
    struct str first;       /* the first of them */
    struct syllable last;   /* the latest piece */
    struct syllable former; /* the one before it */
    size_t open_until;      /* a bracket closes there; no end before */
    bool
        whole_in_bracket; /* the sentence began with that bracket: it may end inside, at its close */
};

static struct str bytes_of(const struct reading *r, struct syllable piece)
{
    return str_slice(r->text, piece.start, piece.end);
}

/* Where the bracket at `at` closes on its line, if it does so soon; else `at`. */
static size_t bracket_end(struct str text, size_t at)
{
    struct str soon = str_slice(text, at, at + BRACKETS_MAX_BYTES);
    size_t close = str_find_byte(soon, ')');
    return close < soon.n && close < str_find_byte(soon, '\n') ? at + close : at;
}

/* The stop with what closes behind it: more stops, quotes, brackets. */
static size_t closing_end(struct str text, size_t at)
{
    struct syllable piece;
    size_t end = at;
    while (syllable_next(text, &at, &piece) && piece.start == end) {
        struct str bytes = str_slice(text, piece.start, piece.end);
        if (piece.kind != SYLLABLE_SIGN || !(is_closer(bytes) || is_stop(bytes)))
            break;
        end = piece.end;
    }
    return end;
}

static bool is_small_word(struct str piece)
{
    return piece.n > 1 && syllable_form(piece).letters == CASE_LOWER;
}

/* "b" of "a. Tên gọi; b. Địa chỉ", "a" of "gồm: a. Đơn": it numbers an item within the sentence. */
static bool numbers_item(const struct reading *r, struct syllable piece)
{
    enum { NUMBER_MAX_BYTES = 2 };
    struct str word = bytes_of(r, piece);
    struct str sign = bytes_of(r, r->former);
    bool number = piece.kind == SYLLABLE_NUMBER;
    if (r->former.kind != SYLLABLE_SIGN || !is_marker(word, piece.kind))
        return false;
    if (str_eq(sign, STR(";")))
        return !number || word.n <= NUMBER_MAX_BYTES;
    return str_eq(sign, STR(":")) && (!number || str_eq(word, STR("1")));
}

/* Shortened words that no sentence ends with: khu phố 5, Anh against Pháp; and how who signs for
 * somebody puts it: "KT. CHỦ TỊCH". */
static bool is_shortened(struct str word, struct next next)
{
    static const struct str WORDS[] = {STR_INIT("KP"), STR_INIT("Kp"), STR_INIT("kp"),
                                       STR_INIT("vs"), STR_INIT("ĐT"), STR_INIT("Đt")};
    static const struct str SIGNING[] = {STR_INIT("KT"), STR_INIT("TM"), STR_INIT("TL"),
                                         STR_INIT("TUQ")};
    if (is_one_of(word, WORDS, COUNT_OF(WORDS)))
        return !begins_sentences(next.word);
    return is_one_of(word, SIGNING, COUNT_OF(SIGNING)) && next.how == BEGINS_CAPITAL &&
           syllable_form(next.word).letters == CASE_UPPER;
}

/* Digits of *at on, followed by a dot and a blank when dotted; their value, 0: there are none. */
static int date_part(struct str text, size_t *at, bool dotted)
{
    enum { DIGITS_MAX = 4 };
    int value = 0;
    for (int i = 0; i < DIGITS_MAX && *at < text.n; i++, ++*at) {
        if (text.p[*at] < '0' || text.p[*at] > '9')
            break;
        value = value * 10 + (text.p[*at] - '0');
    }
    if (!dotted)
        return *at < text.n && text.p[*at] >= '0' && text.p[*at] <= '9' ? 0 : value;
    if (!str_starts(str_from(text, *at), STR(". ")))
        return 0;
    *at += 2;
    return value;
}

/* Where the date at `at` ends that is written with blanks, "20. 11. 1980"; else `at`. */
static size_t date_end(struct str text, size_t at)
{
    enum { DAYS = 31, MONTHS = 12, YEAR_MIN = 1000, YEAR_MAX = 2999 };
    size_t end = at;
    int day = date_part(text, &end, true);
    int month = day ? date_part(text, &end, true) : 0;
    int year = month ? date_part(text, &end, false) : 0;
    return day <= DAYS && month <= MONTHS && year >= YEAR_MIN && year <= YEAR_MAX ? end : at;
}

/* True if the sentence is over after the stop that ends at `end`; before is the piece before it. */
static bool ends_here(const struct reading *r, struct syllable before, struct str stop, size_t end)
{
    struct next next = look_ahead(r->text, end);
    struct str word = bytes_of(r, before);
    if (next.how == BEGINS_END || str_eq(stop, STR("./.")))
        return true;
    if (!next.spaced && before.kind == SYLLABLE_NUMBER) /* "8h30.Sau đó", but "3.Kết luận" */
        return r->words > 1 && begins_sentences(next.word);
    if (!next.spaced)
        return next.how == BEGINS_CAPITAL && before.kind == SYLLABLE_WORD && is_small_word(word) &&
               syllable_form(next.word).letters == CASE_TITLE;
    if (str_eq(stop, STR(".")) && r->words == 1 && is_marker(word, before.kind))
        return false;
    if (str_eq(stop, STR(".")) && r->words == 2 && is_numbered_thing(r->first) &&
        is_marker(word, before.kind))
        return false;
    if (str_eq(stop, STR(".")) && (numbers_item(r, before) || is_shortened(word, next)))
        return false;
    if (next.said && ends_in_quote(str_first(r->text, end)))
        return false;
    switch (next.how) {
    case BEGINS_CAPITAL: return true;
    case BEGINS_NUMBER: return stop.n == 1;
    case BEGINS_SMALL: return next.marker;
    case BEGINS_END:
    case BEGINS_SIGN: return false;
    }
    return false;
}

/* "nhóm" of "nhóm B.": the letter is a label, not somebody's initial. */
static bool takes_label(struct str word)
{
    static const struct str WORDS[] = {
        STR_INIT("nhóm"), STR_INIT("bảng"), STR_INIT("khối"), STR_INIT("lớp"),  STR_INIT("loại"),
        STR_INIT("hạng"), STR_INIT("gan"),  STR_INIT("cúm"),  STR_INIT("điểm"), STR_INIT("án"),
        STR_INIT("khu"),  STR_INIT("lô"),   STR_INIT("tòa"),  STR_INIT("mục"),  STR_INIT("phần"),
        STR_INIT("câu"),  STR_INIT("đội"),  STR_INIT("type"), STR_INIT("độ"),   STR_INIT("vitamin"),
        STR_INIT("máu"),
    };
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (syllable_form(word).key == syllable_form(WORDS[i]).key)
            return true;
    return false;
}

/* "C." of "vitamin C.", of "37 °C." */
static bool is_label(const struct reading *r, struct syllable piece)
{
    struct str letter = str_first(bytes_of(r, piece), piece.end - piece.start - 1);
    if (utf8_count_cp(letter) != 1 || str_find_byte(STR("HPQ"), letter.p[0]) < 3)
        return false; /* "khu Q. Tân Bình": kinds of places */
    if (r->last.kind == SYLLABLE_SIGN)
        return r->last.end == piece.start && str_ends(bytes_of(r, r->last), STR("°"));
    return takes_label(bytes_of(r, r->last));
}

/* "A.B.C. Cơ quan": three initials and more are somebody, and what follows them with a small letter
 * behind is no name of theirs; foreign ones ("J.R.R. Tolkien") have no marks. */
static bool ends_after_initials(const struct reading *r, struct syllable piece, struct str word)
{
    struct str bytes = bytes_of(r, piece);
    size_t dots = 0;
    for (size_t i = 0; i < bytes.n; i++)
        dots += bytes.p[i] == '.';
    if (dots < INITIALS_MIN || utf8_count_cp(bytes) != 2 * dots || utf8_count_cp(word) == word.n)
        return false;
    struct syllable after;
    size_t at = (size_t)(word.p + word.n - r->text.p);
    return syllable_next(r->text, &at, &after) && after.kind == SYLLABLE_WORD &&
           beginning_of(bytes_of(r, after), after.kind) == BEGINS_SMALL;
}

/* "Đồng Nai" of "T. Đồng Nai"; "Đồng thời" begins a sentence. */
static bool is_place(const struct reading *r, struct str word)
{
    struct syllable after;
    size_t at = (size_t)(word.p + word.n - r->text.p);
    return str_eq(word, STR("Đồng")) && syllable_next(r->text, &at, &after) &&
           beginning_of(bytes_of(r, after), after.kind) == BEGINS_CAPITAL;
}

/* True if the piece, which has its own full stop, ends the sentence too: "ông N.V.A. Theo …". */
static bool abbreviation_ends(const struct reading *r, struct syllable piece)
{
    struct str bytes = bytes_of(r, piece);
    if (piece.kind != SYLLABLE_WORD || !str_ends(bytes, STR(".")))
        return false;
    struct next next = look_ahead(r->text, piece.end);
    if (next.how != BEGINS_CAPITAL || !next.spaced)
        return false;
    bool begins = begins_sentences(next.word) && !is_place(r, next.word);
    return str_eq(bytes, STR("v.v.")) || begins || is_label(r, piece) ||
           ends_after_initials(r, piece, next.word);
}

/* True, with *end set, if the sentence ends at the piece just read or before it. */
static bool reaches_end(struct reading *r, struct syllable piece, size_t *end)
{
    struct str bytes = bytes_of(r, piece);
    struct str gap = str_slice(r->text, r->last.end, piece.start);
    bool space = gap.n == 1 && gap.p[0] == ' '; /* nearly always */
    if (r->last.end && !space && str_find_byte(gap, '\n') < gap.n) {
        *end = r->last.end;
        return true;
    }
    if (piece.kind == SYLLABLE_SIGN && str_eq(bytes, STR("(")) && piece.start >= r->open_until) {
        r->open_until = bracket_end(r->text, piece.start);
        r->whole_in_bracket = piece.start == 0;
    }
    size_t date = piece.kind == SYLLABLE_NUMBER ? date_end(r->text, piece.start) : 0;
    if (date > piece.start && piece.start >= r->open_until)
        r->open_until = date;
    if (piece.kind != SYLLABLE_SIGN) {
        r->first = r->words ? r->first : bytes;
        r->words++;
        *end = piece.end;
        return piece.start >= r->open_until && abbreviation_ends(r, piece);
    }
    bool inside =
        piece.start < r->open_until && !(r->whole_in_bracket && piece.end == r->open_until);
    if (!is_stop(bytes) || r->words == 0 || inside)
        return false;
    *end = closing_end(r->text, piece.end);
    return ends_here(r, r->last, bytes, *end);
}

bool sentence_next(struct str *rest, struct str *sentence)
{
    struct syllable piece;
    size_t at = 0;
    *sentence = (struct str){rest->p, 0};
    if (!syllable_next(*rest, &at, &piece)) {
        *rest = str_from(*rest, rest->n);
        return false;
    }
    struct reading r = {.text = str_from(*rest, piece.start)};
    size_t end = 0;
    at = 0;
    bool ended = false;
    while (!ended && syllable_next(r.text, &at, &piece)) {
        ended = reaches_end(&r, piece, &end);
        r.former = r.last;
        r.last = piece;
    }
    end = ended ? end : r.last.end;
    *sentence = str_first(r.text, end);
    *rest = str_from(r.text, end);
    return true;
}
