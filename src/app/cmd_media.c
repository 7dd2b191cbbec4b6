/* loa media: pictures and videos of the site itself (logo, icons), which no article brought. */
#include "app/task.h"
#include "app/verb.h"
#include "ingest/media.h"

#include <limits.h>

static int run_add(struct task *t)
{
    const struct media_target target = {folder_path(&t->arena, t->site, FOLDER_MEDIA),
                                        t->folder.store};
    int exit_code = EXIT_DONE;
    for (int i = 0; i < t->places_n; i++) {
        struct str src;
        struct err cause = {""};
        enum rc rc = media_take_file(&t->arena, &target, t->places[i], &src, &cause);
        struct str path = rc ? STR("") : media_path(src);
        if (rc)
            exit_code = say_failure(t->verb, "%s: %s", t->places[i], cause.text);
        else
            say("%.*s\n", STR_ARG(path));
    }
    return exit_code;
}

static const struct task_action actions[] = {
    {"add", 1, INT_MAX, run_add},
};

int cmd_media(int argc, char **argv)
{
    struct args args = {
        .usage = "SITE add FILE…\n",
        .details = "add        chép tệp vào media/ và in đường dẫn để ghi vào loa.conf\n"
                   "           copies each file into media/ and prints its path, for loa.conf;\n"
                   "           JPEG, PNG, WebP, GIF, AVIF, MP4, WebM\n",
        .places_min = 1,
        .places_max = INT_MAX,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, NULL, actions, COUNT_OF(actions));
}
