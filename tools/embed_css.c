/* A small and safe minifier for our own style: comments and needless white space go, strings and
 * everything it does not know stay (CSS Syntax Level 3, 4.3). */
#include "base/buf.h"
#include "tools/embed.h"

#include <string.h>

struct css {
    const struct asset *file;
    const struct vec *assets;
    struct str rest;
    int line;
    struct buf out;
    size_t font_face; /* where the @font-face being written began, SIZE_MAX = none */
    bool font_missing;
    struct err *e;
};

static char take(struct css *c)
{
    char byte = c->rest.p[0];
    c->line += byte == '\n';
    c->rest = str_from(c->rest, 1);
    return byte;
}

static void skip_blank(struct css *c)
{
    for (;;) {
        if (c->rest.n && byte_is_space(c->rest.p[0])) {
            take(c);
        } else if (str_starts(c->rest, STR("/*"))) {
            size_t n = str_find(str_from(c->rest, 2), STR("*/")) + 4;
            while (n-- && c->rest.n)
                take(c);
        } else {
            return;
        }
    }
}

static char last(const struct css *c)
{
    return c->out.n ? c->out.p[c->out.n - 1] : '{';
}

static bool sign_in(char c, const char *signs)
{
    return c && strchr(signs, c);
}

/* White space and comments: one space, or none beside a sign that separates by itself. */
static void put_blank(struct css *c)
{
    skip_blank(c);
    char next = c->rest.n ? c->rest.p[0] : '}';
    if (!sign_in(last(c), "{};,:(") && !sign_in(next, "{};,)"))
        buf_add_byte(&c->out, ' ');
}

static void put_string(struct css *c)
{
    char quote = take(c);
    buf_add_byte(&c->out, quote);
    while (c->rest.n) {
        char byte = take(c);
        buf_add_byte(&c->out, byte);
        if (byte == '\\' && c->rest.n)
            buf_add_byte(&c->out, take(c));
        else if (byte == quote)
            return;
    }
}

const struct asset *asset_named(const struct vec *assets, struct str name)
{
    for (size_t i = 0; i < assets->n; i++) {
        const struct asset *asset = vec_at(assets, i);
        if (str_eq(asset->name, name))
            return asset;
    }
    return NULL;
}

/* What stands in url(…) at the start of s, trimmed; quotes stay. */
static struct str url_inside(struct str s)
{
    return str_trim(str_slice(s, 4, str_find_byte(s, ')')));
}

/* The file beside the style that an address names; empty for data:, absolute and in-page ones. */
static struct str own_name(struct str inside)
{
    struct str name = inside;
    if (name.n >= 2 && (name.p[0] == '"' || name.p[0] == '\''))
        name = str_slice(name, 1, name.n - 1);
    if (str_contains(name, STR(":")) || str_starts(name, STR("/")) || str_starts(name, STR("#")))
        return STR("");
    return str_starts(name, STR("./")) ? str_from(name, 2) : name;
}

bool css_next_url(struct str *rest, struct str *name)
{
    size_t at = str_find(*rest, STR("url("));
    if (at == rest->n)
        return false;
    *rest = str_from(*rest, at);
    *name = own_name(url_inside(*rest));
    *rest = str_from(*rest, 4);
    return true;
}

/* At url( . */
static enum rc put_url(struct css *c)
{
    struct str inside = url_inside(c->rest);
    struct str name = own_name(inside);
    const struct asset *asset = asset_named(c->assets, name);
    bool missing = name.n && !asset;
    if (missing && c->font_face == SIZE_MAX)
        return fail(c->e, RC_INVALID, "%.*s:%d: url(%.*s): no such static file",
                    STR_ARG(c->file->path), c->line, STR_ARG(name));
    c->font_missing = c->font_missing || missing;
    buf_add(&c->out, STR("url("));
    buf_add(&c->out, asset ? asset->url : inside);
    buf_add_byte(&c->out, ')');
    for (size_t n = str_find_byte(c->rest, ')') + 1; n && c->rest.n; n--)
        take(c);
    return RC_OK;
}

static void put_close(struct css *c)
{
    take(c);
    if (last(c) == ';')
        c->out.n--;
    buf_add_byte(&c->out, '}');
    if (c->font_face != SIZE_MAX && c->font_missing)
        c->out.n = c->font_face;
    c->font_face = SIZE_MAX;
    c->font_missing = false;
}

static enum rc step(struct css *c)
{
    char byte = c->rest.p[0];
    if (byte_is_space(byte) || str_starts(c->rest, STR("/*"))) {
        put_blank(c);
    } else if (byte == '"' || byte == '\'') {
        put_string(c);
    } else if (str_starts(c->rest, STR("url("))) {
        return put_url(c);
    } else if (byte == '}') {
        put_close(c);
    } else {
        if (str_starts(c->rest, STR("@font-face")))
            c->font_face = c->out.n;
        buf_add_byte(&c->out, take(c));
    }
    return RC_OK;
}

enum rc css_embed(struct asset *css, const struct vec *assets, struct err *e)
{
    struct css c = {.file = css,
                    .assets = assets,
                    .rest = css->bytes,
                    .line = 1,
                    .font_face = SIZE_MAX,
                    .e = e};
    buf_init(&c.out, assets->arena);
    enum rc rc = RC_OK;
    while (!rc && c.rest.n)
        rc = step(&c);
    if (!rc && buf_failed(&c.out))
        return fail(e, RC_NOMEM, "out of memory");
    css->bytes = buf_view(&c.out);
    return rc;
}
