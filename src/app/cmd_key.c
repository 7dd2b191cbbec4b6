/* loa key: the key that a site signs with. */
#include "app/task.h"
#include "app/verb.h"

#include "base/hash.h"

#include <string.h>

static int print_key(struct task *t)
{
    struct sign_public key;
    enum rc rc = store_seal_key(t->folder.reader, &key, &t->e);
    if (rc)
        return task_failed(t, rc);
    say("%.*s\n", STR_ARG(hash_hex(&t->arena, key.bytes, sizeof key.bytes)));
    return EXIT_DONE;
}

static enum rc open_anew(struct task *t, struct store_options options)
{
    folder_close(&t->folder);
    return folder_open_with(t->site, options, &t->folder, &t->e);
}

/* Opening again puts the new file in the old one's place. */
static int run_rotate(struct task *t)
{
    const struct store_command c = {.kind = STORE_NEW_KEY, .new_key = {.now_ms = t->now_ms}};
    enum rc rc = task_store(t, &c, NULL);
    if (!rc)
        rc = open_anew(t, (struct store_options){0});
    return rc ? task_failed(t, rc) : print_key(t);
}

static const struct task_action actions[] = {
    {"show", 0, 0, print_key},
    {"rotate", 0, 0, run_rotate},
    {"replace", 0, 0, NULL}, /* stands here for the list of actions: cmd_key calls replace() */
};

/* Where the key is lost the site does not open as the other actions want it. */
static int replace(const char *site)
{
    struct task t = {.verb = "key", .site = site};
    arena_init(&t.arena, TASK_ARENA_MAX_BYTES);
    enum rc rc = open_anew(&t, (struct store_options){.new_key = true});
    int exit_code = rc ? task_failed(&t, rc) : print_key(&t);
    folder_close(&t.folder);
    arena_release(&t.arena);
    return exit_code;
}

int cmd_key(int argc, char **argv)
{
    struct args args = {
        .usage = "SITE show\n"
                 "SITE rotate\n"
                 "SITE replace\n",
        .details =
            "show       khóa công khai, để công bố · the public key, to be published\n"
            "rotate     khóa mới, khóa cũ ký cho nó · a new key, which the old one signs for\n"
            "replace    khóa đã mất: tạo khóa khác; loa verify sẽ nêu việc này · the key is "
            "lost:\n"
            "           makes another; loa verify will say so\n",
        .places_min = 2,
        .places_max = 2,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    if (strcmp(args.places[1], "replace") == 0)
        return replace(args.places[0]);
    return task_run(&args, NULL, actions, COUNT_OF(actions));
}
