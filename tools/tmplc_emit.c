/* Resolves a template's names against the view structs and writes its C function. */
#include "tools/tmplc.h"

/* An open section that changed what names mean, or the template itself. */
struct frame {
    const struct type *type;
    struct str expr; /* a C pointer to it: "v", "c2" */
};

struct emitter {
    const struct template *t;
    const struct vec *templates;
    const struct types *types;
    struct arena *arena;
    struct buf *out;
    struct err *e;
    struct frame frames[TMPLC_DEPTH_MAX + 2];
    size_t frames_n;
    bool pushed[TMPLC_DEPTH_MAX]; /* by open section: it pushed a frame */
    size_t depth;
    int names; /* loop variables so far */
    bool has_root;
};

/* A name's field, the C expression for it, and which pointers on the way must not be NULL. */
struct target {
    const struct field *field;
    struct str expr;
    struct str guard; /* "" or "a && b && " */
};

enum { LITERAL_BYTES_MAX = 4000 }; /* C17 promises 4095 in one literal */

static enum rc wrong(const struct emitter *m, const struct node *node, const char *why)
{
    (void)fail(m->e, RC_INVALID, "%.*s:%d: {{%.*s}}: %s", STR_ARG(m->t->file), node->line,
               STR_ARG(node->text), why);
    return RC_INVALID;
}

/* ---- names ---- */

static const struct frame *frame_with(const struct emitter *m, struct str name)
{
    for (size_t i = m->frames_n; i > 0; i--)
        if (type_field(m->frames[i - 1].type, name))
            return &m->frames[i - 1];
    return NULL;
}

static enum rc no_field(const struct emitter *m, const struct node *node, struct str part,
                        struct str structs)
{
    return wrong(m, node,
                 str_cstr(m->arena, str_format(m->arena, "no field \"%.*s\" in %.*s", STR_ARG(part),
                                               STR_ARG(structs))));
}

/* The structs whose fields can be named here, innermost first. */
static struct str structs_around(const struct emitter *m)
{
    struct buf b;
    buf_init(&b, m->arena);
    for (size_t i = m->frames_n; i > 0; i--)
        buf_addf(&b, "%s%.*s", i == m->frames_n ? "" : ", ", STR_ARG(m->frames[i - 1].type->name));
    if (!m->has_root)
        buf_add(&b, STR(" (no template includes this one, so it has no page around it)"));
    return buf_view(&b);
}

static enum rc resolve(const struct emitter *m, const struct node *node, struct target *target)
{
    struct str rest = node->text;
    struct str part = STR("");
    (void)str_next(&rest, '.', &part);
    const struct frame *frame = frame_with(m, part);
    if (!frame)
        return no_field(m, node, part, structs_around(m));
    const struct field *field = type_field(frame->type, part);
    struct str guard = STR("");
    struct str expr = str_format(m->arena, "%.*s->%.*s", STR_ARG(frame->expr), STR_ARG(part));
    while (str_next(&rest, '.', &part)) {
        bool pointer = field->kind == FIELD_POINTER;
        if (field->kind == FIELD_LIST)
            return wrong(m, node, "a list has no single field: open a section on it");
        if (!pointer && field->kind != FIELD_STRUCT)
            return wrong(m, node, "what stands before the dot has no fields");
        if (pointer)
            guard = str_format(m->arena, "%.*s%.*s && ", STR_ARG(guard), STR_ARG(expr));
        const struct type *type = types_find(m->types, field->of);
        field = type ? type_field(type, part) : NULL;
        if (!field)
            return no_field(m, node, part, type ? type->name : STR("?"));
        expr =
            str_format(m->arena, "%.*s%s%.*s", STR_ARG(expr), pointer ? "->" : ".", STR_ARG(part));
    }
    *target = (struct target){field, expr, guard};
    return RC_OK;
}

/* ---- values ---- */

/* The writer for a field where it stands; NULL with *why when it may not stand there. */
static const char *writer_of(enum field_kind kind, enum place place, const char **why)
{
    *why = "a section's field, not a value";
    switch (kind) {
    case FIELD_STR:
        *why = "text in a script: only struct html in application/ld+json";
        return place == PLACE_JSON ? NULL : place == PLACE_URL ? "page_put_url" : "page_put_text";
    case FIELD_HTML:
        *why = "markup belongs between tags";
        return place == PLACE_TEXT || place == PLACE_JSON ? "page_put_html" : NULL;
    case FIELD_INT:
        *why = "a number in a script";
        return place == PLACE_JSON   ? NULL
               : place == PLACE_TEXT ? "page_put_int"
                                     : "page_put_digits";
    case FIELD_HOLE:
        *why = "a live value belongs between tags";
        return place == PLACE_TEXT ? "page_put_hole" : NULL;
    case FIELD_BOOL:
    case FIELD_COUNT:
    case FIELD_STRUCT:
    case FIELD_POINTER:
    case FIELD_LIST: return NULL;
    }
    return NULL;
}

static enum rc emit_value(struct emitter *m, const struct node *node)
{
    struct target target;
    enum rc rc = resolve(m, node, &target);
    if (rc)
        return rc;
    if (node->kind == NODE_RAW && target.field->kind != FIELD_HTML)
        return wrong(m, node, "only struct html is printed as it is: write {{x}}");
    const char *why = NULL;
    const char *writer = writer_of(target.field->kind, node->place, &why);
    if (!writer)
        return wrong(m, node, why);
    if (target.guard.n)
        buf_addf(m->out, "    if (%.*s)\n    ",
                 STR_ARG(str_first(target.guard, target.guard.n - 4)));
    buf_addf(m->out, "    %s(out, %.*s);\n", writer, STR_ARG(target.expr));
    return RC_OK;
}

static void emit_literal(struct emitter *m, struct str text)
{
    while (text.n) {
        struct str part = str_first(text, LITERAL_BYTES_MAX);
        text = str_from(text, part.n);
        buf_add(m->out, STR("    page_put_literal(out, STR(\""));
        for (size_t i = 0; i < part.n; i++) {
            unsigned char c = (unsigned char)part.p[i];
            if (c == '\n')
                buf_add(m->out, STR("\\n"));
            else if (c == '"' || c == '\\')
                buf_addf(m->out, "\\%c", c);
            else if (c < 0x20 || c >= 0x7F || c == '?')
                buf_addf(m->out, "\\%03o", c);
            else
                buf_add_byte(m->out, (char)c);
        }
        buf_add(m->out, STR("\"));\n"));
    }
}

/* ---- sections ---- */

/* The C condition under which a section on the field is shown. */
static struct str condition(const struct emitter *m, const struct target *target)
{
    const char *test = "";
    switch (target->field->kind) {
    case FIELD_STR: test = ".n > 0"; break;
    case FIELD_HTML: test = ".s.n > 0"; break;
    case FIELD_HOLE: test = ".kind != HOLE_NONE"; break;
    case FIELD_INT: test = " != 0"; break;
    case FIELD_COUNT: test = " > 0"; break;
    case FIELD_POINTER: test = " != NULL"; break;
    case FIELD_LIST: test = "_n > 0"; break;
    case FIELD_BOOL:
    case FIELD_STRUCT: break;
    }
    return str_format(m->arena, "%.*s%.*s%s", STR_ARG(target->guard), STR_ARG(target->expr), test);
}

static void push_frame(struct emitter *m, const struct field *field, struct str expr)
{
    m->frames[m->frames_n++] = (struct frame){types_find(m->types, field->of), expr};
    buf_addf(m->out, "    (void)%.*s;\n", STR_ARG(expr));
}

static enum rc emit_section(struct emitter *m, const struct node *node)
{
    struct target target;
    enum rc rc = resolve(m, node, &target);
    if (rc)
        return rc;
    const struct field *field = target.field;
    bool changes =
        field->kind == FIELD_STRUCT || field->kind == FIELD_POINTER || field->kind == FIELD_LIST;
    m->pushed[m->depth++] = changes;
    struct str shown = field->kind == FIELD_STRUCT ? STR("1") : condition(m, &target);
    buf_addf(m->out, "    if (%.*s) {\n", STR_ARG(shown));
    if (!changes)
        return RC_OK;
    int k = ++m->names;
    struct str of = field->of;
    if (field->kind == FIELD_LIST)
        buf_addf(m->out,
                 "    for (size_t i%d = 0; i%d < %.*s_n; i%d++) {\n"
                 "    const struct %.*s *c%d = &%.*s[i%d];\n",
                 k, k, STR_ARG(target.expr), k, STR_ARG(of), k, STR_ARG(target.expr), k);
    else
        buf_addf(m->out, "    {\n    const struct %.*s *c%d = %s%.*s;\n", STR_ARG(of), k,
                 field->kind == FIELD_STRUCT ? "&" : "", STR_ARG(target.expr));
    push_frame(m, field, str_format(m->arena, "c%d", k));
    return RC_OK;
}

static enum rc emit_inverted(struct emitter *m, const struct node *node)
{
    struct target target;
    enum rc rc = resolve(m, node, &target);
    if (rc)
        return rc;
    if (target.field->kind == FIELD_STRUCT)
        return wrong(m, node, "a nested struct is always there");
    m->pushed[m->depth++] = false;
    buf_addf(m->out, "    if (!(%.*s)) {\n", STR_ARG(condition(m, &target)));
    return RC_OK;
}

static void emit_end(struct emitter *m)
{
    bool pushed = m->pushed[--m->depth];
    buf_add(m->out, pushed ? STR("    }\n    }\n") : STR("    }\n"));
    m->frames_n -= pushed;
}

static enum rc emit_partial(struct emitter *m, const struct node *node)
{
    const struct template *partial = template_find(m->templates, node->text);
    if (!m->has_root)
        return wrong(m, node, "a partial needs a page around it");
    for (size_t i = m->frames_n; i > 0; i--) {
        const struct frame *frame = &m->frames[i - 1];
        if (!str_eq(frame->type->name, partial->view))
            continue;
        buf_addf(m->out, "    partial_%.*s(out, root, %.*s);\n", STR_ARG(partial->name),
                 STR_ARG(frame->expr));
        return RC_OK;
    }
    return fail(m->e, RC_INVALID, "%.*s:%d: {{> %.*s}} prints a %.*s, and there is none around it",
                STR_ARG(m->t->file), node->line, STR_ARG(node->text), STR_ARG(partial->view));
}

/* ---- a template ---- */

void template_emit_prototype(const struct template *t, struct str root, struct buf *out)
{
    if (t->is_partial)
        buf_addf(out,
                 "static void partial_%.*s(struct page_out *out, const struct %.*s *root, "
                 "const struct %.*s *v)",
                 STR_ARG(t->name), STR_ARG(root), STR_ARG(t->view));
    else
        buf_addf(out, "void template_%.*s(struct page_out *out, const struct %.*s *v)",
                 STR_ARG(t->name), STR_ARG(t->view));
}

static enum rc emit_node(struct emitter *m, const struct node *node)
{
    switch (node->kind) {
    case NODE_TEXT: emit_literal(m, node->text); return RC_OK;
    case NODE_VALUE:
    case NODE_RAW: return emit_value(m, node);
    case NODE_SECTION: return emit_section(m, node);
    case NODE_INVERTED: return emit_inverted(m, node);
    case NODE_END: emit_end(m); return RC_OK;
    case NODE_PARTIAL: return emit_partial(m, node);
    case NODE_COMMENT: return RC_OK;
    }
    return RC_OK;
}

enum rc template_emit(const struct template *t, const struct vec *templates,
                      const struct types *types, struct str root, struct buf *out, struct err *e)
{
    struct emitter m = {
        .t = t, .templates = templates, .types = types, .arena = types->arena, .out = out, .e = e};
    const struct type *view = types_find(types, t->view);
    const struct type *page = types_find(types, root);
    if (!view)
        return fail(e, RC_INVALID, "%.*s:1: no struct %.*s in the views", STR_ARG(t->file),
                    STR_ARG(t->view));
    bool is_root = str_eq(t->view, root);
    m.has_root = is_root || t->is_partial;
    if (m.has_root && page && !is_root)
        m.frames[m.frames_n++] = (struct frame){page, STR("root")};
    m.frames[m.frames_n++] = (struct frame){view, STR("v")};
    template_emit_prototype(t, root, out);
    buf_add(out, STR("\n{\n"));
    if (!t->is_partial && is_root)
        buf_addf(out, "    const struct %.*s *root = v;\n", STR_ARG(root));
    buf_add(out, m.has_root ? STR("    (void)root;\n    (void)v;\n") : STR("    (void)v;\n"));
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < t->nodes.n; i++)
        rc = emit_node(&m, vec_at(&t->nodes, i));
    buf_add(out, STR("}\n\n"));
    return rc;
}
