#include "wire/range.h"

/* Digits alone; a number past int64_t is its largest value. False on anything else. */
static bool read_offset(struct str digits, int64_t *out)
{
    if (digits.n == 0)
        return false;
    for (size_t i = 0; i < digits.n; i++)
        if (!byte_is_digit(digits.p[i]))
            return false;
    if (!str_to_int(digits, out))
        *out = INT64_MAX;
    return true;
}

/* The last `count` bytes of the file. */
static enum range_answer read_suffix(struct str digits, int64_t size_bytes, struct range *out)
{
    int64_t count = 0;
    if (!read_offset(digits, &count))
        return RANGE_WHOLE;
    if (count == 0 || size_bytes == 0)
        return RANGE_OUTSIDE;
    int64_t n = count < size_bytes ? count : size_bytes;
    *out = (struct range){size_bytes - n, n};
    return RANGE_PART;
}

enum range_answer range_parse(struct str value, int64_t size_bytes, struct range *out)
{
    size_t unit_n = str_find_byte(value, '=');
    if (!str_eq_nocase(str_first(value, unit_n), STR("bytes")))
        return RANGE_WHOLE;
    struct str set = str_trim(str_from(value, unit_n + 1));
    size_t dash = str_find_byte(set, '-');
    if (dash == set.n)
        return RANGE_WHOLE;
    if (dash == 0)
        return read_suffix(str_from(set, 1), size_bytes, out);
    struct str last_digits = str_from(set, dash + 1);
    int64_t first = 0;
    int64_t last = INT64_MAX;
    if (!read_offset(str_first(set, dash), &first) ||
        (last_digits.n && !read_offset(last_digits, &last)) || last < first)
        return RANGE_WHOLE;
    if (first >= size_bytes)
        return RANGE_OUTSIDE;
    if (last >= size_bytes)
        last = size_bytes - 1;
    *out = (struct range){first, last - first + 1};
    return RANGE_PART;
}

static struct str header_of(const struct wire_response *res, struct str name)
{
    for (size_t i = 0; i < res->headers_n; i++)
        if (str_eq_nocase(res->headers[i].name, name))
            return res->headers[i].value;
    return STR("");
}

/* True if the client's part is of the file as it is now: the same strong entity tag, or exactly the
 * same date. */
static bool still_the_same(struct str condition, const struct wire_response *res)
{
    bool is_tag = str_ends(condition, STR("\""));
    if (str_starts(condition, STR("W/")))
        return false;
    struct str now = header_of(res, is_tag ? STR("ETag") : STR("Last-Modified"));
    return now.n > 0 && str_eq(condition, now);
}

enum range_answer range_of(const struct wire_request *req, const struct wire_response *res,
                           struct range *out)
{
    if (res->file_fd < 0 || res->status != 200 || req->method != WIRE_GET)
        return RANGE_WHOLE;
    struct str value = wire_field(req, STR("Range"));
    struct str condition = wire_field(req, STR("If-Range"));
    if (value.n == 0 || (condition.n && !still_the_same(condition, res)))
        return RANGE_WHOLE;
    return range_parse(value, res->file_size_bytes, out);
}
