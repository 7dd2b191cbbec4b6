/* tmplc: compiles src/page/templates to C. See tmplc.h for the parts and
 * docs/templates.md for the syntax.
 *
 * usage: tmplc --view HEADER… [--root STRUCT] --include HEADER --out FILE.c --header FILE.h
 *              [--depfile FILE.d] FOLDER
 * Exit 0 written, 1 a template is wrong (one "file:line: message" each), 2 misuse. */
#include "tools/tmplc.h"
#include "tools/file.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES_MAX = 256 << 20, VIEWS_MAX = 8 };

struct options {
    struct str views[VIEWS_MAX];
    size_t views_n;
    struct str root;
    struct str include;
    struct str out;
    struct str header;
    struct str depfile;
    struct str folder;
};

static struct str *option_of(struct options *o, struct str name)
{
    if (str_eq(name, STR("--view")) && o->views_n < VIEWS_MAX)
        return &o->views[o->views_n++];
    if (str_eq(name, STR("--root")))
        return &o->root;
    if (str_eq(name, STR("--include")))
        return &o->include;
    if (str_eq(name, STR("--out")))
        return &o->out;
    if (str_eq(name, STR("--header")))
        return &o->header;
    if (str_eq(name, STR("--depfile")))
        return &o->depfile;
    return NULL;
}

static bool read_options(struct options *o, int argc, char **argv)
{
    *o = (struct options){.root = STR("view_page")};
    for (int i = 1; i < argc; i++) {
        struct str arg = str_view(argv[i]);
        struct str *value = option_of(o, arg);
        if (value && i + 1 < argc)
            *value = str_view(argv[++i]);
        else if (!value && !str_starts(arg, STR("--")) && o->folder.n == 0)
            o->folder = arg;
        else
            return false;
    }
    return o->views_n && o->include.n && o->out.n && o->header.n && o->folder.n;
}

static enum rc read_views(const struct options *o, struct types *types, struct err *e)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; !rc && i < o->views_n; i++) {
        struct str text;
        rc = file_read(types->arena, o->views[i], TMPLC_FILE_BYTES_MAX, &text, e);
        if (!rc)
            rc = types_read(types, o->views[i], text, e);
    }
    return rc ? rc : types_check(types, e);
}

static enum rc read_template(struct template *t, struct str path, struct arena *arena,
                             struct err *e)
{
    struct str source;
    enum rc rc = file_read(arena, path, TMPLC_FILE_BYTES_MAX, &source, e);
    if (rc)
        return rc;
    struct str base = file_base(path);
    *t = (struct template){.file = path, .name = str_first(base, str_find_byte(base, '.'))};
    for (size_t i = 0; i < t->name.n; i++)
        if (!(t->name.p[i] >= 'a' && t->name.p[i] <= 'z') && !byte_is_digit(t->name.p[i]) &&
            t->name.p[i] != '_')
            return fail(e, RC_INVALID, "%.*s:1: a template's name is a C name: a-z 0-9 _",
                        STR_ARG(path));
    rc = template_parse(t, source, arena, e);
    return rc ? rc : template_scan_html(t, arena, e);
}

/* Reads every template, telling of each that is wrong. */
static enum rc read_templates(const struct options *o, struct vec *templates, struct vec *paths,
                              struct err *e)
{
    struct arena *arena = templates->arena;
    enum rc worst = file_list(arena, o->folder, STR(".mustache"), paths, e);
    if (worst)
        return worst;
    if (paths->n > TMPLC_TEMPLATES_MAX)
        return fail(e, RC_LIMIT, "%.*s: more than %d templates", STR_ARG(o->folder),
                    TMPLC_TEMPLATES_MAX);
    for (size_t i = 0; i < paths->n; i++) {
        const struct str *path = vec_at(paths, i);
        struct template t;
        struct err each = {""};
        enum rc rc = read_template(&t, *path, arena, &each);
        struct template *kept = rc ? NULL : vec_push(templates);
        if (kept)
            *kept = t;
        else if (rc)
            fprintf(stderr, "%s\n", each.text);
        worst = rc ? rc : worst;
    }
    return worst ? worst : templates_link(templates, e);
}

static void emit_prototypes(const struct vec *templates, struct str root, bool partials,
                            struct buf *out)
{
    for (size_t i = 0; i < templates->n; i++) {
        const struct template *t = vec_at(templates, i);
        if (t->is_partial != partials)
            continue;
        template_emit_prototype(t, root, out);
        buf_add(out, STR(";\n"));
    }
}

static enum rc write_header(const struct options *o, const struct vec *templates, struct err *e)
{
    struct buf out;
    buf_init(&out, templates->arena);
    buf_addf(&out,
             "/* Made by tools/tmplc. Every page's template as a function. Thread-safe. */\n"
             "#ifndef LOA_PAGE_TEMPLATES_H\n#define LOA_PAGE_TEMPLATES_H\n\n"
             "#include \"%.*s\"\n\n",
             STR_ARG(o->include));
    emit_prototypes(templates, o->root, false, &out);
    buf_add(&out, STR("\n#endif\n"));
    return buf_failed(&out) ? fail(e, RC_NOMEM, "out of memory")
                            : file_write(o->header, buf_view(&out), e);
}

static enum rc write_functions(const struct options *o, const struct vec *templates,
                               const struct types *types, struct err *e)
{
    struct buf out;
    buf_init(&out, templates->arena);
    buf_addf(&out, "/* Made by tools/tmplc. */\n#include \"%.*s\"\n\n", STR_ARG(o->include));
    emit_prototypes(templates, o->root, false, &out);
    emit_prototypes(templates, o->root, true, &out);
    buf_add(&out, STR("\n"));
    enum rc worst = RC_OK;
    for (size_t i = 0; i < templates->n; i++) {
        struct err each = {""};
        enum rc rc = template_emit(vec_at(templates, i), templates, types, o->root, &out, &each);
        if (rc)
            fprintf(stderr, "%s\n", each.text);
        worst = rc ? rc : worst;
    }
    if (!worst && buf_failed(&out))
        worst = fail(e, RC_NOMEM, "out of memory");
    return worst ? worst : file_write(o->out, buf_view(&out), e);
}

static enum rc compile(const struct options *o, struct arena *arena, struct err *e)
{
    struct types types = {.arena = arena, .all = VEC(struct type, arena)};
    struct vec templates = VEC(struct template, arena);
    struct vec paths = VEC(struct str, arena);
    enum rc rc = read_views(o, &types, e);
    if (!rc && !types_find(&types, o->root))
        rc = fail(e, RC_INVALID, "no struct %.*s in the views", STR_ARG(o->root));
    if (!rc)
        rc = read_templates(o, &templates, &paths, e);
    if (!rc)
        rc = write_functions(o, &templates, &types, e);
    if (!rc)
        rc = write_header(o, &templates, e);
    if (!rc && o->depfile.n)
        rc = file_write_depfile(arena, o->depfile, o->out, o->folder, &paths, e);
    return rc;
}

int main(int argc, char **argv)
{
    struct options o;
    if (!read_options(&o, argc, argv)) {
        fprintf(stderr, "usage: tmplc --view HEADER... [--root STRUCT] --include HEADER "
                        "--out FILE.c --header FILE.h [--depfile FILE.d] FOLDER\n");
        return 2;
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES_MAX);
    struct err e = {""};
    enum rc rc = compile(&o, &arena, &e);
    if (e.text[0])
        fprintf(stderr, "%s\n", e.text);
    arena_release(&arena);
    return rc ? 1 : 0;
}
