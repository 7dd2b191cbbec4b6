#include "source/json_split.h"

#include <string.h>

void json_split_init(struct json_split *s, const struct json_split_handler *handler)
{
    *s = (struct json_split){.handler = *handler};
    buf_init(&s->held, NULL);
}

void json_split_release(struct json_split *s)
{
    buf_release(&s->held);
}

static void add_path(struct json_split *s, const char *p, size_t n)
{
    if (s->path_n + n > sizeof s->path)
        n = sizeof s->path - s->path_n;
    memcpy(s->path + s->path_n, p, n);
    s->path_n += n;
}

static struct str path_of(const struct json_split *s)
{
    return (struct str){s->path, s->path_n};
}

static bool in_object(const struct json_split *s)
{
    return s->depth && s->open[s->depth - 1] == '{';
}

/* Forgets the key that was read last. */
static void forget_key(struct json_split *s)
{
    if (s->depth)
        s->path_n = s->path_of[s->depth - 1];
}

static enum rc open_value(struct json_split *s, char byte, struct err *e)
{
    s->began = true;
    if (byte == '{' && s->handler.wanted(s->handler.ctx, path_of(s))) {
        buf_clear(&s->held);
        buf_add_byte(&s->held, byte);
        s->inside = 1;
        s->overlong = false;
        return RC_OK;
    }
    if (s->depth == JSON_SPLIT_DEPTH_MAX)
        return fail(e, RC_LIMIT, "JSON nested too deep");
    if (byte == '[')
        add_path(s, "[]", 2);
    s->path_of[s->depth] = s->path_n;
    s->open[s->depth++] = byte;
    s->is_key = byte == '{';
    return RC_OK;
}

static enum rc close_value(struct json_split *s, char byte, struct err *e)
{
    if (s->depth == 0 || (s->open[s->depth - 1] == '{') != (byte == '}'))
        return fail(e, RC_INVALID, "JSON with a \"%c\" that closes nothing", byte);
    s->path_n = s->path_of[--s->depth];
    if (byte == ']')
        s->path_n -= s->path_n >= 2 ? 2 : s->path_n;
    s->is_key = false;
    return RC_OK;
}

/* A byte outside of held objects and of strings. */
static enum rc take_outside(struct json_split *s, char byte, struct err *e)
{
    switch (byte) {
    case '{':
    case '[': return open_value(s, byte, e);
    case '}':
    case ']': return close_value(s, byte, e);
    case ',':
        if (in_object(s)) {
            forget_key(s);
            s->is_key = true;
        }
        return RC_OK;
    case ':': s->is_key = false; return RC_OK;
    case '"':
        s->in_string = true;
        if (s->is_key) {
            forget_key(s);
            if (s->path_n)
                add_path(s, ".", 1);
        }
        return RC_OK;
    default: return RC_OK;
    }
}

static void hold(struct json_split *s, struct str bytes)
{
    if (s->overlong)
        return;
    if (s->held.n + bytes.n > s->handler.max_bytes) {
        s->overlong = true;
        buf_clear(&s->held);
    } else {
        buf_add(&s->held, bytes);
    }
}

/* How many bytes of rest belong to the string that is open, its end included. */
static size_t string_bytes(struct json_split *s, struct str rest)
{
    for (size_t i = 0; i < rest.n; i++) {
        if (s->escaped)
            s->escaped = false;
        else if (rest.p[i] == '\\')
            s->escaped = true;
        else if (rest.p[i] == '"') {
            s->in_string = false;
            return i + 1;
        }
    }
    return rest.n;
}

/* How many bytes of rest stand before the next string or the end of the held object. */
static size_t inside_bytes(struct json_split *s, struct str rest)
{
    for (size_t i = 0; i < rest.n; i++) {
        char byte = rest.p[i];
        if (byte == '"') {
            s->in_string = true;
            return i + 1;
        }
        s->inside += byte == '{' || byte == '[';
        s->inside -= byte == '}' || byte == ']';
        if (s->inside == 0)
            return i + 1;
    }
    return rest.n;
}

static void give(struct json_split *s)
{
    const struct json_split_handler *h = &s->handler;
    bool go_on = s->overlong ? h->too_long(h->ctx, ++s->number)
                             : h->found(h->ctx, path_of(s), buf_view(&s->held), ++s->number);
    s->stopped = !go_on;
}

/* Takes the first bytes of *rest. */
static enum rc step(struct json_split *s, struct str *rest, struct err *e)
{
    size_t n = 1;
    enum rc rc = RC_OK;
    if (s->inside) {
        n = s->in_string ? string_bytes(s, *rest) : inside_bytes(s, *rest);
        hold(s, str_first(*rest, n));
        if (s->inside == 0)
            give(s);
    } else if (s->in_string) {
        n = string_bytes(s, *rest);
        if (s->is_key)
            add_path(s, rest->p, s->in_string ? n : n - 1);
    } else {
        rc = take_outside(s, rest->p[0], e);
    }
    *rest = str_from(*rest, n);
    return rc;
}

enum rc json_split_push(struct json_split *s, struct str bytes, struct err *e)
{
    enum rc rc = RC_OK;
    while (bytes.n && !rc && !s->stopped)
        rc = step(s, &bytes, e);
    if (!rc && buf_failed(&s->held))
        rc = fail(e, RC_NOMEM, "out of memory");
    return rc;
}

enum rc json_split_end(struct json_split *s, struct err *e)
{
    if (s->stopped || (s->depth == 0 && s->inside == 0 && !s->in_string))
        return RC_OK;
    return fail(e, RC_INVALID, "the file ends in the middle of its JSON");
}
