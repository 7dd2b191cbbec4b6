/* loa media: pictures and videos of the site itself (logo, icons), which no article brought. */
#include "app/task.h"
#include "app/verb.h"
#include "ingest/media.h"

#include <limits.h>

static int run_add(struct task *t)
{
    struct raster_child *raster = raster_child_new();
    const struct media_target target = {folder_path(&t->arena, t->site, FOLDER_MEDIA),
                                        t->folder.store, t->folder.reader, raster};
    int exit_code = raster ? EXIT_DONE : say_failure(t->verb, "out of memory");
    for (int i = 0; raster && i < t->places_n; i++) {
        struct media_taken taken;
        struct err cause = {""};
        enum rc rc = media_take_file(&t->arena, &target, t->places[i], &taken, &cause);
        struct str path = rc ? STR("") : media_path(taken.src);
        if (rc)
            exit_code = say_failure(t->verb, "%s: %s", t->places[i], cause.text);
        else
            say("%.*s\n", STR_ARG(path));
    }
    raster_child_free(raster);
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
