/* Dates as news writes them: 1/12, 29-9, 28.6, "ngày 25 tháng 9", "từ ngày 30-10 đến ngày 1-11-2022",
 * "29-31/5", "tháng 9/2019", "năm 1997". */
#include "text/names_part.h"

enum { NUMBERS_MAX = 4, YEAR_FIRST = 1900, YEAR_LAST = 2100 };

/* The numbers of one piece and the signs between them: 29-31/5. */
struct numbers {
    unsigned v[NUMBERS_MAX];
    char sign[NUMBERS_MAX]; /* behind each */
    size_t n;
};

static bool read_numbers(struct str piece, struct numbers *out)
{
    *out = (struct numbers){.n = 0};
    size_t at = 0;
    while (at < piece.n && out->n < NUMBERS_MAX) {
        size_t digits = 0;
        unsigned value = 0;
        while (at < piece.n && byte_is_digit(piece.p[at]) && digits < 5) {
            value = value * 10 + (unsigned)(piece.p[at++] - '0');
            digits++;
        }
        if (digits == 0 || digits > 4)
            return false;
        out->v[out->n] = value;
        if (at < piece.n)
            out->sign[out->n] = piece.p[at++];
        out->n++;
    }
    return at == piece.n && out->n > 0 && out->sign[out->n - 1] == '\0';
}

static bool is_day(unsigned v)
{
    return v >= 1 && v <= 31;
}

static bool is_month(unsigned v)
{
    return v >= 1 && v <= 12;
}

static bool is_year(unsigned v)
{
    return v >= YEAR_FIRST && v <= YEAR_LAST;
}

static bool joins_date(char sign)
{
    return sign == '/' || sign == '-' || sign == '.';
}

/* D/M or D/M/Y from the k-th number on. */
static bool day_month(const struct numbers *in, size_t k, struct name_date *out)
{
    if (in->n < k + 2 || !is_day(in->v[k]) || !is_month(in->v[k + 1]) || !joins_date(in->sign[k]))
        return false;
    if (in->n == k + 3 && !(joins_date(in->sign[k + 1]) && is_year(in->v[k + 2])))
        return false;
    out->day = (uint8_t)in->v[k];
    out->month = (uint8_t)in->v[k + 1];
    out->year = (uint16_t)(in->n == k + 3 ? in->v[k + 2] : 0);
    return in->n <= k + 3;
}

static bool numbers_at(const struct reading *r, size_t i, struct numbers *out)
{
    return i < r->n && r->pieces[i].kind == SYLLABLE_NUMBER &&
           read_numbers(reading_text(r, i, i + 1), out);
}

static bool word(const struct reading *r, size_t i, const char *list)
{
    if (i >= r->n)
        return false;
    struct str rest = str_view(list);
    struct str item;
    struct str piece = reading_text(r, i, i + 1);
    while (str_next(&rest, ' ', &item))
        if (str_eq(piece, item))
            return true;
    return false;
}

static void set_until(struct name_date *out, struct name_date until)
{
    out->until_day = until.day;
    out->until_month = until.month;
    out->until_year = until.year;
    out->month = out->month ? out->month : until.month;
    out->year = out->year ? out->year : until.year;
}

/* "tháng 9/2019", "tháng 9 năm 2019", "tháng 9" behind a day or alone. */
static size_t month_at(const struct reading *r, size_t i, struct name_date *out)
{
    struct numbers in;
    if (!word(r, i, "tháng Tháng") || !numbers_at(r, i + 1, &in) || !is_month(in.v[0]))
        return i;
    out->month = (uint8_t)in.v[0];
    if (in.n == 2 && joins_date(in.sign[0]) && is_year(in.v[1])) {
        out->year = (uint16_t)in.v[1];
        return i + 2;
    }
    if (in.n != 1)
        return i;
    struct numbers year;
    if (word(r, i + 2, "năm") && numbers_at(r, i + 3, &year) && year.n == 1 && is_year(year.v[0])) {
        out->year = (uint16_t)year.v[0];
        return i + 4;
    }
    return i + 2;
}

/* One day at i, "ngày" before it or not: 29-9, 25 tháng 9 (năm 2023), a day alone. */
static size_t day_at(const struct reading *r, size_t i, struct name_date *out)
{
    struct numbers in;
    if (word(r, i, "ngày Ngày"))
        i++;
    if (!numbers_at(r, i, &in))
        return 0;
    *out = (struct name_date){0};
    if (in.n >= 2)
        return day_month(&in, 0, out) ? i + 1 : 0;
    if (!is_day(in.v[0]))
        return 0;
    out->day = (uint8_t)in.v[0];
    size_t end = month_at(r, i + 1, out);
    if (end == i + 1)
        return i + 1;
    struct numbers year;
    if (!out->year && word(r, end, "năm") && numbers_at(r, end + 1, &year) && is_year(year.v[0])) {
        out->year = (uint16_t)year.v[0];
        end += 2;
    }
    return end;
}

/* "29-31/5": a period in one piece. */
static bool period_piece(const struct numbers *in, struct name_date *out)
{
    struct name_date until = {0};
    if (in->n < 3 || in->sign[0] != '-' || !is_day(in->v[0]) || !day_month(in, 1, &until) ||
        in->v[0] > in->v[1])
        return false;
    *out = (struct name_date){.day = (uint8_t)in->v[0]};
    set_until(out, until);
    return true;
}

/* "đến ngày 29-9", "- 8/6" behind the first day of a period. */
static size_t until_at(const struct reading *r, size_t i, bool from, struct name_date *out)
{
    struct name_date until;
    bool dash = reading_is_sign(r, i, '-');
    bool to = from && word(r, i, "đến tới");
    if (from && !out->month && word(r, i, "và")) { /* "hai ngày 23 và 24/10" */
        size_t second = day_at(r, i + 1, &until);
        if (second && until.month && until.day == out->day + 1)
            set_until(out, until);
        return until.month && out->until_day ? second : i;
    }
    if (!dash && !to)
        return i;
    struct str sign = reading_text(r, i, i + 1);
    size_t next = i + 1;
    if (to && word(r, next, "hết"))
        next++;
    size_t end = day_at(r, next, &until);
    if (!end || !until.month || sign.n == 0)
        return i;
    set_until(out, until);
    return end;
}

static bool is_time_word(const struct reading *r, size_t i)
{
    return word(r, i,
                "ngày Ngày sáng Sáng chiều Chiều tối Tối trưa Trưa đêm Đêm hôm Hôm từ Từ đến tới "
                "nay qua đầu cuối trước sau");
}

/* A lone number is a day only behind "ngày" or "từ"; 3.5 and 2-1 are dates only behind such a word. */
static bool sure_enough(const struct reading *r, size_t i, const struct name_date *found)
{
    struct str piece = reading_text(r, i, i + 1);
    bool behind = i > 0 && reading_goes_on(r, i - 1) &&
                  (is_time_word(r, i - 1) || reading_is_sign(r, i - 1, '('));
    if (found->month == 0)
        return false;
    if (str_find_byte(piece, '/') < piece.n)
        return behind || found->year || i == 0 || !reading_is_lower(r, i + 1);
    return behind;
}

static size_t period_or_day(const struct reading *r, size_t i, struct name_date *out)
{
    struct numbers in;
    size_t from = i;
    bool since = word(r, i, "từ Từ");
    if (since)
        i++;
    if (word(r, i, "ngày Ngày"))
        i++;
    if (!numbers_at(r, i, &in))
        return from;
    if (period_piece(&in, out))
        return i + 1;
    struct name_date first;
    size_t end = day_at(r, i, &first);
    if (!end)
        return from;
    size_t until = until_at(r, end, since || from < i, &first);
    if (until == end && !sure_enough(r, i, &first))
        return from;
    *out = first;
    return until;
}

static size_t year_at(const struct reading *r, size_t i, struct name_date *out)
{
    struct numbers in;
    if (!word(r, i, "năm Năm") || !numbers_at(r, i + 1, &in) || in.n != 1 || !is_year(in.v[0]))
        return i;
    *out = (struct name_date){.year = (uint16_t)in.v[0]};
    return i + 2;
}

/* "giai đoạn 2023-2028". */
static size_t years_at(const struct reading *r, size_t i, struct name_date *out)
{
    struct numbers in;
    struct numbers last;
    if (!word(r, i, "giai") || !word(r, i + 1, "đoạn") || !numbers_at(r, i + 2, &in) ||
        !is_year(in.v[0]))
        return i;
    *out = (struct name_date){.year = (uint16_t)in.v[0]};
    if (in.n == 2 && in.sign[0] == '-' && is_year(in.v[1])) {
        out->until_year = (uint16_t)in.v[1];
        return i + 3;
    }
    if (in.n == 1 && reading_is_sign(r, i + 3, '-') && numbers_at(r, i + 4, &last) &&
        is_year(last.v[0])) {
        out->until_year = (uint16_t)last.v[0];
        return i + 5;
    }
    return i;
}

size_t names_date_at(const struct reading *r, size_t i, struct name_date *out)
{
    if (i >= r->n || r->pieces[i].kind == SYLLABLE_SIGN)
        return i;
    if (r->pieces[i].kind != SYLLABLE_NUMBER && !reading_has(r, i, GAZ_DATE))
        return i; /* most words cannot begin a date */
    size_t end = i;
    if (r->pieces[i].kind == SYLLABLE_NUMBER || word(r, i, "từ Từ ngày Ngày"))
        end = period_or_day(r, i, out);
    if (end == i && word(r, i, "tháng Tháng")) {
        *out = (struct name_date){0};
        end = month_at(r, i, out);
    }
    if (end == i)
        end = year_at(r, i, out);
    return end > i ? end : years_at(r, i, out);
}
