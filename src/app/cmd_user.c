/* loa user: who may administer the site. Roles and sign-in come with the desk; until then there is
 * the one that loa init made. */
#include "app/administrator.h"
#include "app/task.h"
#include "app/verb.h"

static int run_list(struct task *t)
{
    struct str names;
    enum rc rc = administrator_names(t->folder.reader, &t->arena, &names, &t->e);
    if (rc)
        return task_failed(t, rc);
    say_text(names);
    return EXIT_DONE;
}

static int run_password(struct task *t)
{
    struct str name = str_view(t->places[0]);
    struct str password;
    enum rc rc = administrator_known(t->folder.reader, &t->arena, name, &t->e);
    if (!rc)
        rc = administrator_password(t->folder.store, &t->arena, name, &password, &t->e);
    if (rc)
        return task_failed(t, rc);
    say("%.*s: mật khẩu mới (chỉ hiện lần này) · new password, shown this once: %.*s\n",
        STR_ARG(name), STR_ARG(password));
    return EXIT_DONE;
}

static const struct task_action actions[] = {
    {"list", 0, 0, run_list},
    {"password", 1, 1, run_password},
};

int cmd_user(int argc, char **argv)
{
    struct args args = {
        .usage = "SITE list\n"
                 "SITE password NAME\n",
        .details = "password   đặt mật khẩu mới và in ra một lần · sets a new password, prints it "
                   "once\n",
        .places_min = 1,
        .places_max = 3,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, NULL, actions, COUNT_OF(actions));
}
