/* Reads the restricted C of view.h: which struct has which fields of which types. */
#include "tools/tmplc.h"

struct reader {
    struct str file;
    struct str rest;
    int line;
    struct arena *arena;
};

static bool name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte_is_digit(c) || c == '_';
}

static void skip(struct reader *r, size_t n)
{
    for (size_t i = 0; i < n && i < r->rest.n; i++)
        r->line += r->rest.p[i] == '\n';
    r->rest = str_from(r->rest, n);
}

static size_t after(struct str s, struct str part)
{
    size_t at = str_find(s, part);
    return at < s.n ? at + part.n : s.n;
}

/* A preprocessor line with its continuation lines. */
static size_t directive_bytes(struct str s)
{
    size_t n = 0;
    do
        n += after(str_from(s, n), STR("\n"));
    while (n < s.n && n >= 2 && s.p[n - 2] == '\\');
    return n;
}

/* The next name or single sign; empty at the end. */
static struct str next_token(struct reader *r)
{
    for (;;) {
        if (str_starts(r->rest, STR("/*")))
            skip(r, after(r->rest, STR("*/")));
        else if (str_starts(r->rest, STR("//")))
            skip(r, after(r->rest, STR("\n")));
        else if (str_starts(r->rest, STR("#")))
            skip(r, directive_bytes(r->rest));
        else if (r->rest.n && byte_is_space(r->rest.p[0]))
            skip(r, 1);
        else
            break;
    }
    size_t n = 0;
    while (n < r->rest.n && name_byte(r->rest.p[n]))
        n++;
    struct str token = str_first(r->rest, n ? n : 1);
    r->rest = str_from(r->rest, token.n);
    return token;
}

static enum rc wrong(const struct reader *r, struct err *e, const char *why)
{
    return fail(e, RC_INVALID, "%.*s:%d: %s", STR_ARG(r->file), r->line, why);
}

enum { FIELD_TOKENS_MAX = 8 };

static bool kind_of_words(const struct str *word, size_t n, struct field *field)
{
    bool is_struct = n == 2 && str_eq(word[0], STR("struct"));
    bool is_pointer = n == 4 && str_eq(word[0], STR("const")) && str_eq(word[1], STR("struct")) &&
                      str_eq(word[3], STR("*"));
    if (n == 1 && str_eq(word[0], STR("bool")))
        field->kind = FIELD_BOOL;
    else if (n == 1 && str_eq(word[0], STR("int64_t")))
        field->kind = FIELD_INT;
    else if (n == 1 && str_eq(word[0], STR("size_t")))
        field->kind = FIELD_COUNT;
    else if (is_struct && str_eq(word[1], STR("str")))
        field->kind = FIELD_STR;
    else if (is_struct && str_eq(word[1], STR("html")))
        field->kind = FIELD_HTML;
    else if (is_struct && str_eq(word[1], STR("hole")))
        field->kind = FIELD_HOLE;
    else if (is_struct)
        field->kind = FIELD_STRUCT;
    else if (is_pointer)
        field->kind = FIELD_POINTER;
    else
        return false;
    if (is_struct)
        field->of = word[1];
    if (is_pointer)
        field->of = word[2];
    return true;
}

/* "size_t cards_n" right after "const struct view_card *cards" makes it a list. */
static void join_list(struct type *type, const struct field *count)
{
    if (type->fields.n == 0 || count->kind != FIELD_COUNT)
        return;
    struct field *last = vec_at(&type->fields, type->fields.n - 1);
    bool belongs = str_ends(count->name, STR("_n")) &&
                   str_eq(str_first(count->name, count->name.n - 2), last->name);
    if (belongs && last->kind == FIELD_POINTER)
        last->kind = FIELD_LIST;
}

/* One field, whose first word has been read. */
static enum rc read_field(struct reader *r, struct type *type, struct str first, struct err *e)
{
    struct str word[FIELD_TOKENS_MAX];
    size_t n = 0;
    struct field field = {.line = r->line};
    for (struct str token = first; !str_eq(token, STR(";")); token = next_token(r)) {
        if (token.n == 0 || n == FIELD_TOKENS_MAX)
            return wrong(r, e, "a field tmplc cannot read");
        word[n++] = token;
    }
    if (n < 2 || !kind_of_words(word, n - 1, &field))
        return wrong(r, e,
                     "a field is struct str, struct html, struct hole, int64_t, bool, size_t, "
                     "struct view_x or const struct view_x *");
    field.name = word[n - 1];
    if (type_field(type, field.name))
        return wrong(r, e, "the same field twice");
    join_list(type, &field);
    struct field *kept = vec_push(&type->fields);
    if (!kept)
        return fail(e, RC_NOMEM, "out of memory");
    *kept = field;
    return RC_OK;
}

static enum rc read_struct(struct reader *r, struct types *types, struct str name, struct err *e)
{
    if (types_find(types, name))
        return wrong(r, e, "the same struct twice");
    struct type type = {.name = name, .fields = VEC(struct field, types->arena)};
    for (;;) {
        struct str token = next_token(r);
        if (token.n == 0)
            return wrong(r, e, "a struct that is not closed");
        if (str_eq(token, STR("}")))
            break;
        enum rc rc = read_field(r, &type, token, e);
        if (rc)
            return rc;
    }
    struct type *kept = vec_push(&types->all);
    if (!kept)
        return fail(e, RC_NOMEM, "out of memory");
    *kept = type;
    return RC_OK;
}

enum rc types_read(struct types *types, struct str file, struct str text, struct err *e)
{
    struct reader r = {.file = file, .rest = text, .line = 1, .arena = types->arena};
    for (struct str token = next_token(&r); token.n; token = next_token(&r)) {
        if (!str_eq(token, STR("struct")))
            continue; /* enums, prototypes: nothing of ours */
        struct str name = next_token(&r);
        struct reader ahead = r;
        if (!str_eq(next_token(&ahead), STR("{")))
            continue;
        r = ahead;
        enum rc rc = read_struct(&r, types, name, e);
        if (rc)
            return rc;
    }
    return RC_OK;
}

enum rc types_check(const struct types *types, struct err *e)
{
    for (size_t i = 0; i < types->all.n; i++) {
        const struct type *type = vec_at(&types->all, i);
        for (size_t k = 0; k < type->fields.n; k++) {
            const struct field *field = vec_at(&type->fields, k);
            bool compound = field->kind == FIELD_STRUCT || field->kind == FIELD_POINTER ||
                            field->kind == FIELD_LIST;
            if (compound && !types_find(types, field->of))
                return fail(e, RC_INVALID, "line %d: %.*s.%.*s: no struct %.*s in the views",
                            field->line, STR_ARG(type->name), STR_ARG(field->name),
                            STR_ARG(field->of));
        }
    }
    return RC_OK;
}

const struct type *types_find(const struct types *types, struct str name)
{
    for (size_t i = 0; i < types->all.n; i++) {
        const struct type *type = vec_at(&types->all, i);
        if (str_eq(type->name, name))
            return type;
    }
    return NULL;
}

const struct field *type_field(const struct type *type, struct str name)
{
    for (size_t i = 0; i < type->fields.n; i++) {
        const struct field *field = vec_at(&type->fields, i);
        if (str_eq(field->name, name))
            return field;
    }
    return NULL;
}
