/* loa job: work on a whole site that is done once, while it is served. */
#include "app/task.h"
#include "app/verb.h"
#include "ingest/register_anew.h"
#include "site/reindex.h"
#include "site/stories.h"

#include <stdio.h>
#include <unistd.h>

static bool told_progress(void *ctx, int64_t articles)
{
    (void)ctx;
    if (isatty(STDOUT_FILENO)) {
        say("\r%lld", (long long)articles);
        (void)fflush(stdout);
    }
    return true;
}

static int run_reindex(struct task *t)
{
    int64_t articles = 0;
    enum rc rc = reindex(t->folder.store, t->folder.reader,
                         (struct reindex_teller){told_progress, NULL}, &articles, &t->e);
    if (rc)
        return task_failed(t, rc);
    say("%s%lld bài đã vào chỉ mục\n", isatty(STDOUT_FILENO) ? "\r" : "", (long long)articles);
    return EXIT_DONE;
}

static int run_stories(struct task *t)
{
    int64_t articles = 0;
    enum rc rc = stories_anew(t->folder.store, t->folder.reader, t->now_ms,
                              (struct reindex_teller){told_progress, NULL}, &articles, &t->e);
    if (rc)
        return task_failed(t, rc);
    say("%s%lld bài đã được so với nhau\n", isatty(STDOUT_FILENO) ? "\r" : "", (long long)articles);
    return EXIT_DONE;
}

static int run_register(struct task *t)
{
    int64_t articles = 0;
    enum rc rc = register_anew(t->folder.store, t->folder.reader, t->now_ms,
                               (struct register_teller){told_progress, NULL}, &articles, &t->e);
    if (rc)
        return task_failed(t, rc);
    say("%s%lld bài đã đọc vào hồ sơ đối ngoại\n", isatty(STDOUT_FILENO) ? "\r" : "",
        (long long)articles);
    return EXIT_DONE;
}

static const struct task_action actions[] = {
    {"reindex", 0, 0, run_reindex},
    {"stories", 0, 0, run_stories},
    {"register", 0, 0, run_register},
};

int cmd_job(int argc, char **argv)
{
    struct args args = {
        .usage = "SITE reindex\n"
                 "SITE stories\n"
                 "SITE register\n",
        .details =
            "reindex    lập lại chỉ mục tìm kiếm, trang vẫn chạy; theo thứ tự ngày đăng\n"
            "           builds the search index anew while the site is served\n"
            "stories    so lại mọi bài với nhau: tin liên quan, cùng sự kiện\n"
            "           compares all articles anew: related news, stories\n"
            "register   đọc lại mọi bài vào hồ sơ đối ngoại; giữ nguyên quyết định của người\n"
            "           reads all articles into the register anew; keeps what people decided\n",
        .places_min = 2,
        .places_max = 2,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, NULL, actions, COUNT_OF(actions));
}
