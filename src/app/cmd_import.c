/* loa import: articles from files into a site. */
#include "app/args.h"
#include "app/folder.h"
#include "app/say.h"
#include "app/verb.h"
#include "base/buf.h"
#include "base/clock.h"
#include "ingest/import.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char DETAILS[] =
    "PATH is a file or a folder (walked in byte order). The format is known by the content:\n"
    "  text capture   one text node or paragraph a line, UTF-8, at most 8 MiB\n"
    "  Article JSON   one object, or one object a line; pictures lie beside the file\n"
    "The same input twice changes nothing; an edited file makes a new revision.\n"
    "What cannot be read gets one line on standard error (file, place, cause); the rest goes in.\n"
    "\n"
    "  --uploads DIR      a copy of the old system's folder of pictures (wp-content/uploads, uploads)\n"
    "  --fetch-pictures   pictures that are addresses are fetched from the web, a second apart\n"
    "  --json             print the result as one JSON object\n"
    "\n"
    "Exit: 0 all went in, 1 some input failed, 2 misuse.\n";

enum { PATH_ARENA_BYTES = 64 << 10 };

struct importing {
    const char *verb;
    struct buf failures; /* JSON objects, comma between */
    bool shows_progress;
    size_t shown_percent;
};

static void clear_progress(const struct importing *im)
{
    if (im->shows_progress)
        say("\r\033[K");
}

static void told_failed(void *ctx, const char *path, struct reader_place place, const char *cause)
{
    struct importing *im = ctx;
    clear_progress(im);
    if (place.number)
        (void)say_failure(im->verb, "%s: %s %zu: %s", path, place.unit, place.number, cause);
    else
        (void)say_failure(im->verb, "%s: %s", path, cause);
    buf_add(&im->failures, im->failures.n ? STR(",{\"path\":") : STR("{\"path\":"));
    buf_add_json(&im->failures, str_view(path));
    if (place.number)
        buf_addf(&im->failures, ",\"%s\":%zu", place.unit, place.number);
    buf_add(&im->failures, STR(",\"cause\":"));
    buf_add_json(&im->failures, str_view(cause));
    buf_add_byte(&im->failures, '}');
}

static void told_warned(void *ctx, const char *path, struct str src, const char *cause)
{
    struct importing *im = ctx;
    clear_progress(im);
    (void)say_failure(im->verb, "%s: picture %.*s left out: %s", path, STR_ARG(src), cause);
}

static void told_progress(void *ctx, const struct import_progress *progress)
{
    struct importing *im = ctx;
    uint64_t total = progress->bytes_total ? progress->bytes_total : 1;
    size_t percent = (size_t)(progress->bytes_done * 100 / total);
    if (!im->shows_progress || percent == im->shown_percent)
        return;
    im->shown_percent = percent;
    say("\r%zu / %zu", progress->files_done, progress->files_total);
    (void)fflush(stdout);
}

static void report(const struct importing *im, bool json, const struct import_counts *n)
{
    clear_progress(im);
    if (!json) {
        say("%zu nhập mới, %zu cập nhật, %zu không đổi, %zu lỗi\n", n->created, n->updated,
            n->unchanged, n->failed);
        if (n->drafts || n->comments)
            say("trong đó %zu bản nháp (chưa đăng), kèm %zu bình luận\n", n->drafts, n->comments);
        return;
    }
    say("{\"created\":%zu,\"updated\":%zu,\"unchanged\":%zu,\"failed\":%zu,\"failures\":[",
        n->created, n->updated, n->unchanged, n->failed);
    say_text(buf_view(&im->failures));
    say("]}\n");
}

static const struct http_client_options WEB = {
    .agent = "Loa/0.1",
    .robot = "Loa",
    .host_gap_ms = HTTP_HOST_GAP_MS,
    .mono_ms = clock_mono_now,
};

struct options {
    bool json;
    bool fetch_pictures;
    const char *uploads;
};

static int run(const struct args *args, struct folder *site, const char *media,
               const struct options *o)
{
    struct err e = {""};
    struct http_client *web = NULL;
    struct import_counts counts = {0};
    struct importing im = {.verb = args->verb, .shows_progress = isatty(STDOUT_FILENO) && !o->json};
    buf_init(&im.failures, NULL);
    struct import_job job = {
        .store = site->store,
        .reader = site->reader,
        .media_folder = media,
        .uploads_folder = o->uploads,
        .paths = (const char *const *)(args->places + 1),
        .paths_n = (size_t)args->places_n - 1,
        .now_ms = clock_wall_now(),
        .listener = {told_failed, told_warned, told_progress, &im},
    };
    enum rc rc = o->fetch_pictures ? http_client_open(&WEB, &web, &e) : RC_OK;
    job.web = web;
    if (!rc)
        rc = import_run(&job, &counts, &e);
    http_client_close(web);
    report(&im, o->json, &counts);
    buf_release(&im.failures);
    if (rc)
        return say_failure(args->verb, "%s", e.text);
    return counts.failed ? EXIT_FAILED : EXIT_DONE;
}

/* The site's own folder holds its database, not articles. */
static int refuse_site(const struct args *args)
{
    struct stat site;
    struct stat st;
    for (int i = 1; i < args->places_n; i++)
        if (stat(args->places[0], &site) == 0 && stat(args->places[i], &st) == 0 &&
            site.st_dev == st.st_dev && site.st_ino == st.st_ino)
            return say_misuse(args->verb,
                              "%s is the site itself; name files or folders of articles",
                              args->places[i]);
    return EXIT_DONE;
}

int cmd_import(int argc, char **argv)
{
    struct options o = {0};
    int code = EXIT_DONE;
    struct err e = {""};
    struct folder site = {0};
    struct arena a;
    struct stat st;
    const char *media = NULL;
    const struct args_option options[] = {{"--uploads", &o.uploads, NULL},
                                          {"--fetch-pictures", NULL, &o.fetch_pictures},
                                          {"--json", NULL, &o.json}};
    struct args args = {.usage = "SITE PATH... [--uploads DIR] [--fetch-pictures] [--json]",
                        .details = DETAILS,
                        .options = options,
                        .options_n = COUNT_OF(options),
                        .places_min = 2,
                        .places_max = INT_MAX};
    if (!args_read(&args, argc, argv, &code))
        return code;
    if (folder_open(args.places[0], &site, &e))
        return say_failure(args.verb, "%s", e.text);
    arena_init(&a, PATH_ARENA_BYTES);
    code = refuse_site(&args);
    if (!code && o.uploads && (stat(o.uploads, &st) != 0 || !S_ISDIR(st.st_mode)))
        code = say_misuse(args.verb, "--uploads %s: no such folder", o.uploads);
    if (code)
        goto out;
    media = folder_path(&a, args.places[0], FOLDER_MEDIA);
    if (stat(media, &st) != 0 || !S_ISDIR(st.st_mode))
        code = say_failure(args.verb, "%s: no such folder (loa init makes it)", media);
    else
        code = run(&args, &site, media, &o);
out:
    arena_release(&a);
    folder_close(&site);
    return code;
}
