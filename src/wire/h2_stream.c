#include "wire/h2_stream.h"

#include "wire/exchange.h"
#include "wire/target.h"

enum { FIELD_OVERHEAD_BYTES = 32 };

static void take_pseudo(struct exchange *ex, struct str name, struct str value)
{
    struct h2_stream *s = &ex->stream;
    if (str_eq(name, STR(":method")))
        s->method = value;
    else if (str_eq(name, STR(":path")))
        s->target = value;
    else if (str_eq(name, STR(":authority")))
        s->authority = value;
    else if (str_eq(name, STR(":scheme")))
        s->scheme = value;
    else
        s->status = 400; /* the library has refused others already */
}

void h2_stream_field(struct exchange *ex, struct str name, struct str value)
{
    struct h2_stream *s = &ex->stream;
    s->list_bytes += name.n + value.n + FIELD_OVERHEAD_BYTES;
    if (s->status)
        return;
    if (s->list_bytes > WIRE_HEADER_MAX_BYTES || s->fields_n == WIRE_FIELDS_MAX) {
        s->status = 431;
        return;
    }
    struct str own = str_copy(&ex->arena, value);
    if (name.n && name.p[0] == ':')
        take_pseudo(ex, name, own);
    else
        ex->fields[s->fields_n++] = (struct wire_field){str_copy(&ex->arena, name), own};
    if (arena_failed(&ex->arena))
        s->status = 503;
}

/* The crumbs of a cookie become one field (RFC 9113 §8.2.3). */
static void join_cookies(struct exchange *ex)
{
    struct wire_field *first = NULL;
    size_t kept = 0;
    for (size_t i = 0; i < ex->stream.fields_n; i++) {
        struct wire_field *f = &ex->fields[i];
        bool cookie = str_eq(f->name, STR("cookie"));
        if (cookie && first) {
            struct str left = str_concat(&ex->arena, first->value, STR("; "));
            first->value = str_concat(&ex->arena, left, f->value);
            continue;
        }
        ex->fields[kept] = *f;
        if (cookie)
            first = &ex->fields[kept];
        kept++;
    }
    ex->stream.fields_n = kept;
}

/* One authority and no other, in ":authority" or in Host; as Host it stays for the handler. */
static int settle_host(struct exchange *ex)
{
    struct h2_stream *s = &ex->stream;
    struct str host = s->authority;
    size_t hosts = 0;
    for (size_t i = 0; i < s->fields_n; i++) {
        if (!str_eq(ex->fields[i].name, STR("host")))
            continue;
        if (++hosts > 1 || (s->authority.n && !str_eq_nocase(ex->fields[i].value, s->authority)))
            return 400; /* RFC 9113 §8.3.1 */
        host = ex->fields[i].value;
    }
    if (!http_host_valid(host))
        return 400;
    if (hosts)
        return 0;
    if (s->fields_n == WIRE_FIELDS_MAX)
        return 431;
    ex->fields[s->fields_n++] = (struct wire_field){STR("host"), host};
    return 0;
}

static int check(struct exchange *ex)
{
    struct h2_stream *s = &ex->stream;
    if (s->status)
        return s->status;
    if (s->method.n == 0 || str_eq(s->method, STR("CONNECT")))
        return 501;
    if (!str_eq(s->scheme, STR("https")) && !str_eq(s->scheme, STR("http")))
        return 400;
    /* the absolute form is HTTP/1's; "*" names no page */
    if (s->target.n == 0 || s->target.p[0] != '/')
        return str_eq(s->target, STR("*")) ? 501 : 400;
    if (s->target.n > WIRE_TARGET_MAX_BYTES)
        return 414;
    return http_target_bytes_valid(s->target) ? settle_host(ex) : 400;
}

int h2_stream_request(struct exchange *ex, int64_t wall_ms)
{
    struct h2_stream *s = &ex->stream;
    struct target target;
    int status = check(ex);
    if (!status)
        status = target_parse(&ex->arena, s->target, &target);
    if (status)
        return status;
    join_cookies(ex);
    ex->deferred = (struct wire_deferred){ex};
    ex->request = (struct wire_request){
        .method = wire_method_of(s->method),
        .method_word = s->method,
        .path = target.path,
        .query = target.query,
        .target = s->target,
        .fields = ex->fields,
        .fields_n = s->fields_n,
        .body = buf_view(&ex->body),
        .remote = STR(""),
        .arena = &ex->arena,
        .now_ms = wall_ms,
        .deferred = &ex->deferred,
    };
    return arena_failed(&ex->arena) ? 503 : 0;
}

bool h2_stream_expects(const struct exchange *ex)
{
    for (size_t i = 0; i < ex->stream.fields_n; i++)
        if (str_eq(ex->fields[i].name, STR("expect")))
            return str_eq_nocase(ex->fields[i].value, STR("100-continue"));
    return false;
}
