#include "app/task.h"

#include "base/clock.h"

#include <string.h>

static const struct task_action *find_action(const struct task_action *actions, size_t n,
                                             const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

/* "list, add, remove" in line. */
static void name_actions(const struct task_action *actions, size_t n, char *line, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(actions[i].name);
        if (used + length + 3 > room)
            break;
        memcpy(line + used, i ? ", " : "", i ? 2 : 0);
        used += i ? 2 : 0;
        memcpy(line + used, actions[i].name, length);
        used += length;
    }
    line[used] = '\0';
}

int task_run(const struct args *args, const void *options, const struct task_action *actions,
             size_t actions_n)
{
    char names[200];
    name_actions(actions, actions_n, names, sizeof names);
    if (args->places_n < 2)
        return say_misuse(args->verb, "what to do with %s? one of: %s", args->places[0], names);
    const struct task_action *action = find_action(actions, actions_n, args->places[1]);
    if (!action)
        return say_misuse(args->verb, "cannot \"%s\"; one of: %s", args->places[1], names);
    struct task t = {.verb = args->verb,
                     .site = args->places[0],
                     .options = options,
                     .places = args->places + 2,
                     .places_n = args->places_n - 2,
                     .now_ms = clock_wall_now()};
    if (t.places_n < action->places_min)
        return say_misuse(args->verb, "%s: too few arguments", action->name);
    if (t.places_n > action->places_max)
        return say_misuse(args->verb, "%s: one argument too many: %s", action->name,
                          t.places[action->places_max]);
    arena_init(&t.arena, TASK_ARENA_MAX_BYTES);
    enum rc rc = folder_open(t.site, &t.folder, &t.e);
    int exit_code = rc ? task_failed(&t, rc) : action->run(&t);
    folder_close(&t.folder);
    arena_release(&t.arena);
    return exit_code;
}

int task_failed(const struct task *t, enum rc rc)
{
    return say_failure(t->verb, "%s", t->e.text[0] ? t->e.text : rc_words(rc));
}

int task_misuse(const struct task *t)
{
    return say_misuse(t->verb, "%s", t->e.text);
}

enum rc task_store(struct task *t, const struct store_command *c, struct store_result *result)
{
    t->e.text[0] = '\0';
    return store_run(t->folder.store, c, result, &t->e);
}

enum rc task_ids(struct task *t, int64_t **out, struct err *e)
{
    int64_t *ids = arena_array(&t->arena, (size_t)t->places_n, sizeof *ids);
    if (!ids)
        return fail(e, RC_NOMEM, "out of memory");
    for (int i = 0; i < t->places_n; i++) {
        enum rc rc = args_number("ID", t->places[i], 1, INT64_MAX, &ids[i], e);
        if (rc)
            return rc;
    }
    *out = ids;
    return RC_OK;
}

enum rc task_origin(struct task *t, struct str *out)
{
    return folder_origin(&t->arena, t->site, out, &t->e);
}
