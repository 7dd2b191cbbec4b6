#include "wire/http_frame.h"

#include "base/hex.h"

enum { LENGTH_DIGITS_MAX = 18 }; /* fits int64_t; the body limit is far below */

/* What has been seen of the fields that may come once only. */
struct seen {
    size_t hosts;
    size_t lengths;
    size_t codings;
    struct str length;
    struct str coding;
};

static bool is_host_byte(char byte)
{
    return byte_is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '-' || byte == '.' || byte == '_';
}

/* What stands after the host: nothing, or ":port" (RFC 3986 §3.2.3 allows no digit at all). */
static bool port_valid(struct str rest)
{
    if (rest.n == 0)
        return true;
    if (rest.p[0] != ':' || rest.n > sizeof ":65535" - 1)
        return false;
    for (size_t i = 1; i < rest.n; i++)
        if (!byte_is_digit(rest.p[i]))
            return false;
    return true;
}

bool http_host_valid(struct str host)
{
    size_t n = 0;
    if (host.n && host.p[0] == '[') {
        n = str_find_byte(host, ']');
        if (n == host.n || n < 3) /* at least "[::" */
            return false;
        for (size_t i = 1; i < n; i++)
            if (hex_value(host.p[i]) < 0 && host.p[i] != ':' && host.p[i] != '.')
                return false;
        return port_valid(str_from(host, n + 1));
    }
    while (n < host.n && is_host_byte(host.p[n]))
        n++;
    return n > 0 && port_valid(str_from(host, n));
}

/* Content-Length: digits and nothing else, no sign, no list (RFC 9112 §6.3). */
static int read_length(struct str value, size_t *length)
{
    if (value.n == 0)
        return 400;
    for (size_t i = 0; i < value.n; i++)
        if (!byte_is_digit(value.p[i]))
            return 400;
    while (value.n > 1 && value.p[0] == '0')
        value = str_from(value, 1);
    int64_t bytes = 0;
    if (value.n > LENGTH_DIGITS_MAX || !str_to_int(value, &bytes) || bytes > WIRE_BODY_MAX_BYTES)
        return 413;
    *length = (size_t)bytes;
    return 0;
}

static int read_coding(struct str value)
{
    struct str rest = value;
    struct str coding = STR("");
    if (!http_list_next(&rest, &coding))
        return 400;
    if (str_eq_nocase(value, STR("chunked")))
        return 0;
    do {
        if (!str_eq_nocase(coding, STR("chunked")))
            return 501;
    } while (http_list_next(&rest, &coding));
    return 400; /* chunked twice, or an empty list element around it */
}

static void read_connection(struct str value, struct http_frame *out)
{
    struct str rest = value;
    struct str option = STR("");
    while (http_list_next(&rest, &option))
        if (str_eq_nocase(option, STR("close")))
            out->keep = false;
}

/* One field. Returns a status for what is wrong whatever else stands in the head. */
static int read_field(struct str name, struct str value, struct seen *seen, struct http_frame *out)
{
    if (str_eq_nocase(name, STR("Host"))) {
        seen->hosts++;
        return http_host_valid(value) ? 0 : 400;
    }
    if (str_eq_nocase(name, STR("Content-Length"))) {
        seen->lengths++;
        seen->length = value;
    } else if (str_eq_nocase(name, STR("Transfer-Encoding"))) {
        seen->codings++;
        seen->coding = value;
    } else if (str_eq_nocase(name, STR("Connection"))) {
        read_connection(value, out);
    } else if (str_eq_nocase(name, STR("Expect"))) {
        if (!str_eq_nocase(value, STR("100-continue")))
            return 417;
        out->expects_continue = true;
    }
    return 0;
}

/* Two ways to say where the body ends are one too many, even when they agree (RFC 9112 §6.3, 11.2). */
static int read_body(const struct seen *seen, int minor, struct http_frame *out)
{
    if (seen->lengths + seen->codings > 1)
        return 400;
    if (seen->lengths)
        return read_length(seen->length, &out->body_bytes);
    if (seen->codings == 0)
        return 0;
    if (minor == 0)
        return 400; /* RFC 9112 §6.1: faulty framing */
    out->chunked = true;
    return read_coding(seen->coding);
}

int http_frame_read(const struct http_head *h, struct str bytes, struct http_frame *out)
{
    struct seen seen = {0};
    struct http_frame frame = {.keep = h->minor > 0, .host_at = h->fields_n};
    int expectation = 0;
    for (size_t i = 0; i < h->fields_n; i++) {
        struct str name = http_text(bytes, h->fields[i].name);
        size_t hosts = seen.hosts;
        int status = read_field(name, http_text(bytes, h->fields[i].value), &seen, &frame);
        if (seen.hosts > hosts)
            frame.host_at = i;
        if (status == 417)
            expectation = status; /* framing first: what is malformed must not look well-formed */
        else if (status)
            return status;
    }
    if (seen.hosts > 1 || (seen.hosts == 0 && h->minor > 0))
        return 400;
    int status = read_body(&seen, h->minor, &frame);
    if (status)
        return status;
    if (h->minor == 0)
        frame.expects_continue = false; /* RFC 9110 §10.1.1 */
    else if (expectation)
        return expectation;
    *out = frame;
    return 0;
}
