/* loa section: the tree of sections. */
#include "app/list_file.h"
#include "app/task.h"
#include "app/verb.h"
#include "article/reserved.h"
#include "article/slug.h"
#include "base/buf.h"

struct options {
    const char *name;
    const char *slug;
    const char *parent;
    const char *position;
    bool json;
};

/* ---- list ---- */

static const struct store_section *section_by_id(const struct store_section *sections, size_t n,
                                                 int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (sections[i].id == id)
            return &sections[i];
    return NULL;
}

/* How many stand above it; sections come parents first, so this ends. */
static int depth_of(const struct store_section *sections, size_t n, const struct store_section *s)
{
    int depth = 0;
    while (depth < (int)n && (s = section_by_id(sections, n, s->parent_id)) != NULL)
        depth++;
    return depth;
}

static void print_json(struct task *t, const struct store_section *s,
                       const struct store_section *parent)
{
    struct buf b;
    buf_init(&b, &t->arena);
    buf_addf(&b, "{\"id\":%lld,\"name\":", (long long)s->id);
    buf_add_json(&b, s->name);
    buf_add(&b, STR(",\"slug\":"));
    buf_add_json(&b, s->slug);
    buf_add(&b, STR(",\"parent\":"));
    if (parent)
        buf_add_json(&b, parent->slug);
    else
        buf_add(&b, STR("null"));
    buf_addf(&b, ",\"position\":%lld}\n", (long long)s->position);
    say_text(buf_view(&b));
}

static int run_list(struct task *t)
{
    const struct options *o = t->options;
    struct store_section *sections = NULL;
    size_t n = 0;
    enum rc rc = store_sections(t->folder.reader, &t->arena, &sections, &n, &t->e);
    if (rc)
        return task_failed(t, rc);
    for (size_t i = 0; i < n; i++) {
        const struct store_section *s = &sections[i];
        if (o->json)
            print_json(t, s, section_by_id(sections, n, s->parent_id));
        else
            say("%*s%.*s  /%.*s/\n", 2 * depth_of(sections, n, s), "", STR_ARG(s->name),
                STR_ARG(s->slug));
    }
    return EXIT_DONE;
}

/* ---- add, import ---- */

/* As loa import makes them: a slug that is an address of the site itself gets "-muc". */
static struct str free_slug(struct arena *a, struct str slug)
{
    return reserved_is(slug) ? str_concat(a, slug, STR("-muc")) : slug;
}

static enum rc put(struct task *t, struct store_put_section put, struct store_result *result)
{
    if (put.name.n == 0)
        return fail(&t->e, RC_INVALID, "a section needs a name");
    if (put.slug.n == 0)
        put.slug = free_slug(&t->arena, slug_from_title(&t->arena, put.name));
    if (!slug_valid(put.slug))
        return fail(&t->e, RC_INVALID, "\"%.*s\" cannot stand in an address: a-z, 0-9 and hyphens",
                    STR_ARG(put.slug));
    if (reserved_is(put.slug))
        return fail(&t->e, RC_INVALID, "/%.*s/ is an address of the site itself",
                    STR_ARG(put.slug));
    const struct store_command c = {.kind = STORE_PUT_SECTION, .put_section = put};
    return task_store(t, &c, result);
}

static int run_add(struct task *t)
{
    const struct options *o = t->options;
    struct store_put_section section = {0};
    struct store_result result = {0};
    if (!o->name)
        return say_misuse(t->verb, "add needs --name");
    if (args_text(&t->arena, "--name", o->name, &section.name, &t->e))
        return task_misuse(t);
    if (o->position &&
        args_number("--position", o->position, 0, INT32_MAX, &section.position, &t->e))
        return task_misuse(t);
    section.slug = str_view(o->slug);
    section.parent_slug = str_view(o->parent);
    enum rc rc = put(t, section, &result);
    if (rc)
        return task_failed(t, rc);
    say("%s\n", result.created ? "thêm mới" : result.changed ? "đã sửa" : "không đổi gì");
    return EXIT_DONE;
}

static int run_import(struct task *t)
{
    struct list list;
    size_t changed = 0;
    int exit_code = EXIT_DONE;
    enum rc rc = list_read(&t->arena, t->places[0], &list, &t->e);
    if (rc)
        return task_failed(t, rc);
    for (size_t i = 0; i < list.rows_n; i++) {
        const struct list_row *row = &list.rows[i];
        struct store_result result = {0};
        struct store_put_section section = {.name = list_value(row, STR("name")),
                                            .slug =
                                                free_slug(&t->arena, list_value(row, STR("slug"))),
                                            .position = row->position};
        if (row->parent >= 0)
            section.parent_slug =
                free_slug(&t->arena, list_value(&list.rows[row->parent], STR("slug")));
        t->e.text[0] = '\0';
        rc = put(t, section, &result);
        if (rc)
            exit_code = say_failure(t->verb, "%s, \"%.*s\": %s", t->places[0],
                                    STR_ARG(section.name), t->e.text[0] ? t->e.text : rc_words(rc));
        changed += result.changed;
    }
    say("%s: %zu chuyên mục, %zu thay đổi\n", t->places[0], list.rows_n, changed);
    return exit_code;
}

static const struct task_action actions[] = {
    {"list", 0, 0, run_list},
    {"add", 0, 0, run_add},
    {"import", 1, 1, run_import},
};

int cmd_section(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--name", .text = &o.name},     {"--slug", .text = &o.slug},
        {"--parent", .text = &o.parent}, {"--position", .text = &o.position},
        {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE list [--json]\n"
                 "SITE add --name N [--slug S] [--parent SLUG] [--position N]\n"
                 "SITE import FILE.json\n",
        .details =
            "add        thêm chuyên mục, hoặc sửa chuyên mục có cùng S · makes one, or changes the\n"
            "           one with that slug; S mặc định theo tên · S defaults to the name's letters\n"
            "import     danh sách JSON {\"name\",\"slug\",\"children\":[…]}, theo thứ tự · in order\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 3,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, &o, actions, COUNT_OF(actions));
}
