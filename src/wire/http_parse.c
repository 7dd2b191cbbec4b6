#include "wire/http_parse.h"

#include <string.h>

enum {
    METHOD_MAX_BYTES = 32, /* the longest registered has 17; RFC 9112 §3: 501 */
    REQUEST_LINE_MAX_BYTES =
        WIRE_TARGET_MAX_BYTES + METHOD_MAX_BYTES + 12, /* 2 spaces, HTTP/1.1, CRLF */
};

_Static_assert((int)REQUEST_LINE_MAX_BYTES < (int)WIRE_HEADER_MAX_BYTES,
               "a long target is 414, not 431");

/* Sets of bytes, a bit each; 0x80 and up are in neither. The letters, digits and !#$%&'*+-.^_`|~ of a
 * token (RFC 9110 §5.6.2). Of a target all that is seen but "#": browsers send some of what RFC 3986
 * leaves out ("|", "{"), but never a fragment. */
struct byte_set {
    uint64_t bits[4];
};
static const struct byte_set token_bytes = {
    {UINT64_C(0x03FF6CFA00000000), UINT64_C(0x57FFFFFFC7FFFFFE)}};
static const struct byte_set target_bytes = {
    {UINT64_C(0xFFFFFFF600000000), UINT64_C(0x7FFFFFFFFFFFFFFF)}};

static inline bool has_byte(const struct byte_set *set, unsigned char byte)
{
    return set->bits[byte >> 6] >> (byte & 63) & 1;
}

static bool is_made_of(struct str s, const struct byte_set *set)
{
    for (size_t i = 0; i < s.n; i++)
        if (!has_byte(set, (unsigned char)s.p[i]))
            return false;
    return s.n > 0;
}

bool http_byte_in_token(unsigned char byte)
{
    return has_byte(&token_bytes, byte);
}

bool http_byte_in_value(unsigned char byte)
{
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

/* Eight bytes at a time. The borrow of a subtraction reaches a byte's highest bit only when that byte is
 * less, or next to such a byte, or where the bit was set before. */
#define ONES UINT64_C(0x0101010101010101)

static inline uint64_t load_eight(const char *p)
{
    uint64_t x = 0;
    memcpy(&x, p, sizeof x);
    return x;
}

/* Whether a byte of x is below `below`, which is at most 0x80. */
static inline bool eight_hold_below(uint64_t x, unsigned char below)
{
    return (x - ONES * below) & ~x & (ONES << 7);
}

static inline bool eight_hold(uint64_t x, unsigned char byte)
{
    return eight_hold_below(x ^ ONES * byte, 1);
}

static bool eight_hold_control(const char *p)
{
    uint64_t x = load_eight(p);
    return eight_hold_below(x, 0x20) || eight_hold(x, 0x7F);
}

/* Whether all are of target_bytes. */
static bool eight_in_target(const char *p)
{
    uint64_t x = load_eight(p);
    return !(x & (ONES << 7)) && !eight_hold_below(x, 0x21) && !eight_hold(x, 0x7F) &&
           !eight_hold(x, '#');
}

/* What a field's value may hold: http_byte_in_value of all. */
static bool is_value(struct str s)
{
    size_t i = 0;
    while (s.n - i >= sizeof(uint64_t) && !eight_hold_control(s.p + i))
        i += sizeof(uint64_t);
    while (i < s.n && http_byte_in_value((unsigned char)s.p[i]))
        i++;
    return i == s.n;
}

/* Optional white space is space and tab only (RFC 9110 §5.6.3); str_trim would take more. */
static struct str trim_ows(struct str s)
{
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = str_from(s, 1);
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    return s;
}

bool http_list_next(struct str *rest, struct str *element)
{
    while (str_next(rest, ',', element)) {
        *element = trim_ows(*element);
        if (element->n)
            return true;
    }
    return false;
}

struct str http_text(struct str bytes, struct http_span span)
{
    return str_slice(bytes, span.at, (size_t)span.at + span.n);
}

/* part must lie within bytes, which have at most WIRE_HEADER_MAX_BYTES when this is called. */
static struct http_span span_of(struct str bytes, struct str part)
{
    return (struct http_span){(uint32_t)(part.p - bytes.p), (uint32_t)part.n};
}

void http_head_init(struct http_head *h)
{
    /* the fields are written before they are read: clearing 1 KB a request would show */
    h->method = h->target = (struct http_span){0, 0};
    h->minor = 0;
    h->status = 0;
    h->line_at = h->scan_at = 0;
    h->blank_skipped = h->line_taken = h->done = false;
    h->fields_n = 0;
}

static bool is_query(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x80 && !has_byte(&target_bytes, (unsigned char)s.p[i]))
            return false;
    return true;
}

bool http_target_bytes_valid(struct str target)
{
    size_t i = 0;
    while (target.n - i >= sizeof(uint64_t) && eight_in_target(target.p + i))
        i += sizeof(uint64_t);
    if (i == target.n)
        return target.n > 0;
    struct str path = str_first(target, str_find_byte(target, '?'));
    return (path.n == 0 || is_made_of(path, &target_bytes)) && is_query(str_from(target, path.n));
}

/* HTTP/1.0 and up gives 0 and *minor, another major version 505, anything else 400. */
static int read_version(struct str version, int *minor)
{
    if (version.n != 8 || !str_starts(version, STR("HTTP/")) || !byte_is_digit(version.p[5]) ||
        version.p[6] != '.' || !byte_is_digit(version.p[7]))
        return 400;
    if (version.p[5] != '1')
        return 505; /* the preface of HTTP/2 too: "PRI * HTTP/2.0" */
    *minor = version.p[7] == '0' ? 0 : 1;
    return 0;
}

static int take_request_line(struct http_head *h, struct str bytes, struct str line)
{
    struct str method = str_first(line, str_find_byte(line, ' '));
    if (!is_made_of(method, &token_bytes) || method.n == line.n)
        return 400;
    if (method.n > METHOD_MAX_BYTES)
        return 501;
    struct str rest = str_from(line, method.n + 1);
    struct str target = str_first(rest, str_find_byte(rest, ' '));
    if (!http_target_bytes_valid(target) || target.n == rest.n)
        return 400;
    int status = read_version(str_from(rest, target.n + 1), &h->minor);
    if (status)
        return status;
    if (target.n > WIRE_TARGET_MAX_BYTES)
        return 414;
    h->method = span_of(bytes, method);
    h->target = span_of(bytes, target);
    h->line_taken = true;
    return 0;
}

static int take_field_line(struct http_head *h, struct str bytes, struct str line)
{
    struct str name = str_first(line, str_find_byte(line, ':'));
    /* a name with a space before the colon, and a folded line, are no tokens (RFC 9112 §5.1, §5.2) */
    if (!is_made_of(name, &token_bytes) || name.n == line.n)
        return 400;
    struct str value = str_from(line, name.n + 1);
    if (!is_value(value))
        return 400;
    if (h->fields_n == WIRE_FIELDS_MAX)
        return 431;
    h->fields[h->fields_n++] =
        (struct http_field){span_of(bytes, name), span_of(bytes, trim_ows(value))};
    return 0;
}

/* A line without its CRLF. */
static int take_line(struct http_head *h, struct str bytes, struct str line)
{
    if (line.n == 0 && h->line_taken) {
        h->done = true;
        return 0;
    }
    if (line.n == 0) {
        if (h->blank_skipped)
            return 400;
        h->blank_skipped = true;
        return 0;
    }
    return h->line_taken ? take_field_line(h, bytes, line) : take_request_line(h, bytes, line);
}

/* What the first byte of a request says already: a TLS greeting need not wait for its time-out. */
static bool begins_well(const struct http_head *h, struct str bytes)
{
    if (h->line_taken || h->line_at >= bytes.n)
        return true;
    unsigned char first = (unsigned char)bytes.p[h->line_at];
    return http_byte_in_token(first) || (first == '\r' && !h->blank_skipped);
}

/* The line under way reaches to end, whether it is complete or not. */
static int over_limit(const struct http_head *h, size_t end)
{
    if (!h->line_taken && end - h->line_at > REQUEST_LINE_MAX_BYTES)
        return 414;
    return end > WIRE_HEADER_MAX_BYTES ? 431 : 0;
}

enum http_state http_head_feed(struct http_head *h, struct str bytes)
{
    while (!h->status && !h->done) {
        size_t end = h->scan_at + str_find_byte(str_from(bytes, h->scan_at), '\n');
        bool complete = end < bytes.n;
        if (complete)
            end++;
        h->status = begins_well(h, bytes) ? over_limit(h, end) : 400;
        if (h->status)
            break;
        h->scan_at = end;
        if (!complete)
            return HTTP_MORE;
        struct str line = str_slice(bytes, h->line_at, end - 1);
        if (line.n == 0 || line.p[line.n - 1] != '\r') {
            h->status =
                400; /* a bare LF (RFC 9112 §2.2 lets a server take it; some proxies do not) */
            break;
        }
        line.n--;
        h->status = take_line(h, bytes, line);
        h->line_at = end;
    }
    return h->status ? HTTP_REFUSED : HTTP_DONE;
}
