/* Splits a template into nodes (the Mustache specification, mustache/spec 1.4: interpolation,
 * sections, inverted, partials, comments), and links templates with their partials. */
#include "tools/tmplc.h"

struct splitter {
    struct template *t;
    struct str source;
    size_t at;
    int line;
    struct arena *arena;
};

static enum rc wrong(const struct template *t, int line, struct err *e, const char *why)
{
    return fail(e, RC_INVALID, "%.*s:%d: %s", STR_ARG(t->file), line, why);
}

static enum rc wrong_name(const struct template *t, int line, struct err *e, const char *why,
                          struct str name)
{
    return fail(e, RC_INVALID, "%.*s:%d: %s \"%.*s\"", STR_ARG(t->file), line, why,
                STR_ARG(str_first(name, 80)));
}

static bool name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || byte_is_digit(c) || c == '_';
}

/* Lower-case C names joined by single dots. */
static bool name_good(struct str name)
{
    bool begins = true;
    for (size_t i = 0; i < name.n; i++) {
        bool dot = name.p[i] == '.';
        if (begins ? !name_byte(name.p[i]) || byte_is_digit(name.p[i])
                   : !dot && !name_byte(name.p[i]))
            return false;
        begins = dot;
    }
    return !begins;
}

static int lines_in(struct str s)
{
    int n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

static enum rc push(struct splitter *s, struct node node, struct err *e)
{
    struct node *kept = vec_push(&s->t->nodes);
    if (!kept)
        return fail(e, RC_NOMEM, "%.*s: out of memory", STR_ARG(s->t->file));
    *kept = node;
    return RC_OK;
}

/* A tag in the source: its bytes with the braces, what it is, and its name. */
struct tag {
    size_t from;
    size_t to;
    enum node_kind kind;
    struct str name;
};

static enum node_kind kind_of_sigil(char sigil)
{
    switch (sigil) {
    case '#': return NODE_SECTION;
    case '^': return NODE_INVERTED;
    case '/': return NODE_END;
    case '>': return NODE_PARTIAL;
    case '!': return NODE_COMMENT;
    case '&':
    case '{': return NODE_RAW;
    default: return NODE_VALUE;
    }
}

/* Reads the tag that begins at from with "{{". */
static enum rc read_tag(const struct splitter *s, size_t from, struct tag *tag, struct err *e)
{
    struct str rest = str_from(s->source, from + 2);
    char sigil = '\0';
    if (rest.n)
        sigil = rest.p[0];
    struct str close = sigil == '{' ? STR("}}}") : STR("}}");
    size_t end = str_find(rest, close);
    if (end == rest.n)
        return wrong(s->t, s->line, e, "a tag {{ that is not closed by }}");
    enum node_kind kind = kind_of_sigil(sigil);
    struct str name = str_trim(str_slice(rest, kind != NODE_VALUE, end));
    *tag = (struct tag){from, from + 2 + end + close.n, kind, name};
    if (kind == NODE_COMMENT)
        return RC_OK;
    if (sigil == '=' || sigil == '<' || sigil == '$')
        return wrong(s->t, s->line, e, "other delimiters, parents and blocks are not supported");
    if (str_eq(name, STR(".")))
        return wrong(s->t, s->line, e, "{{.}} is not supported: lists hold structs, name a field");
    if (!name_good(name))
        return wrong_name(s->t, s->line, e, "not a name:", name);
    return RC_OK;
}

/* Every kind but values may stand alone in its line; then the line goes with it. */
static bool widen_standalone(struct str source, struct tag *tag)
{
    size_t from = tag->from;
    size_t to = tag->to;
    if (tag->kind == NODE_VALUE || tag->kind == NODE_RAW)
        return false;
    while (from && (source.p[from - 1] == ' ' || source.p[from - 1] == '\t'))
        from--;
    if (from && source.p[from - 1] != '\n')
        return false;
    while (to < source.n && (source.p[to] == ' ' || source.p[to] == '\t' || source.p[to] == '\r'))
        to++;
    if (to < source.n && source.p[to] != '\n')
        return false;
    tag->from = from;
    tag->to = to < source.n ? to + 1 : to;
    return true;
}

static enum rc split(struct splitter *s, struct err *e)
{
    enum rc rc = RC_OK;
    while (!rc && s->at < s->source.n) {
        struct str rest = str_from(s->source, s->at);
        size_t text_n = str_find(rest, STR("{{"));
        if (text_n == rest.n)
            return push(s, (struct node){.text = rest, .line = s->line}, e);
        int text_line = s->line;
        s->line += lines_in(str_first(rest, text_n));
        struct tag tag = {0};
        rc = read_tag(s, s->at + text_n, &tag, e);
        if (rc)
            return rc;
        bool standalone = widen_standalone(s->source, &tag);
        struct str text = str_slice(s->source, s->at, tag.from);
        if (text.n)
            rc = push(s, (struct node){.text = text, .line = text_line}, e);
        if (!rc && tag.kind != NODE_COMMENT)
            rc = push(
                s,
                (struct node){
                    .kind = tag.kind, .text = tag.name, .line = s->line, .standalone = standalone},
                e);
        s->line += lines_in(str_slice(s->source, s->at + text_n, tag.to));
        s->at = tag.to;
    }
    return rc;
}

/* Pairs every section with its end. */
static enum rc match(struct template *t, struct err *e)
{
    size_t open[TMPLC_DEPTH_MAX];
    size_t depth = 0;
    for (size_t i = 0; i < t->nodes.n; i++) {
        struct node *node = vec_at(&t->nodes, i);
        if (node->kind == NODE_SECTION || node->kind == NODE_INVERTED) {
            if (depth == TMPLC_DEPTH_MAX)
                return wrong(t, node->line, e, "sections nested too deep");
            open[depth++] = i;
        } else if (node->kind == NODE_END) {
            if (depth == 0)
                return wrong_name(t, node->line, e, "an end without its section:", node->text);
            struct node *section = vec_at(&t->nodes, open[--depth]);
            if (!str_eq(section->text, node->text))
                return fail(e, RC_INVALID, "%.*s:%d: {{/%.*s}} ends {{#%.*s}} of line %d",
                            STR_ARG(t->file), node->line, STR_ARG(node->text),
                            STR_ARG(section->text), section->line);
            section->partner = i;
            node->partner = open[depth];
        }
    }
    if (depth) {
        const struct node *section = vec_at(&t->nodes, open[depth - 1]);
        return wrong_name(t, section->line, e, "a section that is not closed:", section->text);
    }
    return RC_OK;
}

/* The first line says which struct the template prints: {{! view: view_card }}. */
static enum rc read_view_line(struct template *t, struct str source, struct err *e)
{
    struct str rest = source;
    struct str line = STR("");
    (void)str_next_line(&rest, &line);
    line = str_trim(line);
    struct str name = STR("");
    if (str_starts(line, STR("{{!")) && str_ends(line, STR("}}")))
        name = str_trim(str_slice(line, 3, line.n - 2));
    if (!str_starts(name, STR("view:")))
        return wrong(t, 1, e, "the first line must name the view: {{! view: view_card }}");
    t->view = str_trim(str_from(name, 5));
    if (!name_good(t->view))
        return wrong_name(t, 1, e, "not the name of a view:", t->view);
    return RC_OK;
}

enum rc template_parse(struct template *t, struct str source, struct arena *arena, struct err *e)
{
    t->nodes = VEC(struct node, arena);
    enum rc rc = read_view_line(t, source, e);
    if (rc)
        return rc;
    struct splitter s = {.t = t, .source = source, .line = 1, .arena = arena};
    rc = split(&s, e);
    return rc ? rc : match(t, e);
}

struct template *template_find(const struct vec *templates, struct str name)
{
    for (size_t i = 0; i < templates->n; i++) {
        struct template *t = vec_at(templates, i);
        if (str_eq(t->name, name))
            return t;
    }
    return NULL;
}

static enum rc find_partials(const struct template *t, struct vec *templates, struct err *e)
{
    for (size_t i = 0; i < t->nodes.n; i++) {
        const struct node *node = vec_at(&t->nodes, i);
        if (node->kind != NODE_PARTIAL)
            continue;
        struct template *partial = template_find(templates, node->text);
        if (!partial)
            return wrong_name(t, node->line, e, "no such partial:", node->text);
        partial->is_partial = true;
    }
    return RC_OK;
}

/* reached[i] becomes true for every template that t includes, directly or not. */
static void reach(const struct template *t, const struct vec *templates, bool *reached)
{
    for (size_t i = 0; i < t->nodes.n; i++) {
        const struct node *node = vec_at(&t->nodes, i);
        if (node->kind != NODE_PARTIAL)
            continue;
        const struct template *partial = template_find(templates, node->text);
        reached[partial - (const struct template *)templates->p] = true;
    }
}

static bool reaches_itself(const struct template *t, const struct vec *templates)
{
    bool reached[TMPLC_TEMPLATES_MAX] = {false};
    bool followed[TMPLC_TEMPLATES_MAX] = {false};
    reach(t, templates, reached);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < templates->n; i++)
            if (reached[i] && !followed[i]) {
                followed[i] = true;
                more = true;
                reach(vec_at(templates, i), templates, reached);
            }
    }
    return reached[t - (const struct template *)templates->p];
}

enum rc templates_link(struct vec *templates, struct err *e)
{
    for (size_t i = 0; i < templates->n; i++) {
        enum rc rc = find_partials(vec_at(templates, i), templates, e);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < templates->n; i++) {
        const struct template *t = vec_at(templates, i);
        if (reaches_itself(t, templates))
            return wrong_name(t, 1, e, "a partial that includes itself:", t->name);
    }
    return RC_OK;
}
