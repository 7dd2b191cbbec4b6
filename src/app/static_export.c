#include "app/static_export.h"

#include "app/folder.h"
#include "app/progress.h"
#include "app/say.h"
#include "base/clock.h"
#include "site/static_copy.h"

#include <unistd.h>

struct watching {
    struct progress progress;
};

static bool show(void *ctx, const struct static_copy_report *so_far)
{
    struct watching *w = ctx;
    progress_show(&w->progress, (struct progress_place){.things = so_far->articles},
                  clock_mono_now());
    return true;
}

static void say_report(const struct static_copy_report *r)
{
    say("%zu bài; %zu trang %s, %zu tệp mới hoặc khác trước, %zu tệp đã bỏ\n", r->articles, r->made,
        r->whole ? "làm mới toàn bộ" : "làm lại", r->written, r->removed);
    if (r->redirects)
        say("%zu địa chỉ cũ có trang dẫn tới bài\n", r->redirects);
    if (r->left_out)
        say("%zu địa chỉ không thể có trong bản tĩnh\n", r->left_out);
}

static int copy(const char *verb, struct site *site, const char *into)
{
    struct err e = {{0}};
    struct watching w = {0};
    struct static_copy_report report;
    progress_start(&w.progress, isatty(STDOUT_FILENO) != 0, clock_mono_now());
    enum rc rc =
        static_copy(site,
                    (struct static_copy_options){
                        .into = into, .now_ms = clock_wall_now(), .goes_on = show, .ctx = &w},
                    &report, &e);
    progress_clear(&w.progress);
    if (rc)
        return say_failure(verb, "%s", e.text);
    say_report(&report);
    return EXIT_DONE;
}

int static_export(const char *verb, const char *folder, const char *into, const char *origin)
{
    struct err e = {{0}};
    struct site *site = NULL;
    struct site_options o = {
        .folder = folder, .origin = origin, .loops = 1, .now_ms = clock_wall_now(), .frozen = true};
    if (folder_check(folder, &e) || site_open(o, &site, &e))
        return say_failure(verb, "%s", e.text);
    int code = copy(verb, site, into);
    site_close(site, clock_wall_now());
    return code;
}
