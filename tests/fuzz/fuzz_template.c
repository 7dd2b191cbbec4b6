/* tmplc on anything: it compiles, or says where it is wrong; C that it writes has balanced braces. The input is a
 * template, or, when it begins with "struct", a view header. */
#include "tools/tmplc.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 16 << 20 };

static const char VIEWS[] =
    "struct view_card { struct str title; const struct view_card *replies; size_t replies_n; };"
    "struct view_page { struct str title; struct html body; struct hole views; int64_t n;"
    "bool yes; const struct view_card *cards; size_t cards_n; struct view_card card; };";

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* Braces outside string literals. */
static bool balanced(struct str c)
{
    long depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < c.n && depth >= 0; i++) {
        if (quoted && c.p[i] == '\\')
            i++;
        else if (c.p[i] == '"')
            quoted = !quoted;
        else if (!quoted)
            depth += (c.p[i] == '{') - (c.p[i] == '}');
    }
    return depth == 0 && !quoted;
}

static enum rc compile(struct arena *arena, struct str source, struct buf *out, struct err *e)
{
    struct types types = {.arena = arena, .all = VEC(struct type, arena)};
    struct vec templates = VEC(struct template, arena);
    bool is_views = str_starts(source, STR("struct"));
    enum rc rc = types_read(&types, STR("view.h"), is_views ? source : str_view(VIEWS), e);
    if (!rc)
        rc = types_check(&types, e);
    struct template *t = vec_push(&templates);
    if (rc || is_views || !t)
        return rc;
    *t = (struct template){.file = STR("a.mustache"), .name = STR("a")};
    rc = template_parse(t, source, arena, e);
    if (!rc)
        rc = template_scan_html(t, arena, e);
    if (!rc)
        rc = templates_link(&templates, e);
    return rc ? rc : template_emit(t, &templates, &types, STR("view_page"), out, e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct buf out;
    struct err e = {""};
    arena_init(&arena, ARENA_BYTES);
    buf_init(&out, &arena);
    enum rc rc = compile(&arena, (struct str){(const char *)data, size}, &out, &e);
    if (!arena_failed(&arena)) {
        require(rc == RC_OK || str_contains(str_view(e.text), STR(":")));
        require(rc != RC_OK || balanced(buf_view(&out)));
    }
    arena_release(&arena);
    return 0;
}
