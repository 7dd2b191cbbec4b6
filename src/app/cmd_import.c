/* loa import: articles from files into a site. */
#include "app/args.h"
#include "app/folder.h"
#include "app/import_report.h"
#include "app/link_setup.h"
#include "app/progress.h"
#include "app/rules.h"
#include "app/say.h"
#include "app/verb.h"
#include "base/buf.h"
#include "base/clock.h"
#include "ingest/fetch_rules.h"
#include "ingest/import.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char DETAILS[] =
    "PATH is a file, a folder (walked in byte order) or - (standard input), packed with gzip or zstd\n"
    "or not. The format is known by the content:\n"
    "  text capture   one text node or paragraph a line, UTF-8, at most 8 MiB\n"
    "  Article JSON   one object, or one object a line; pictures lie beside the file\n"
    "  web archive    WARC 1.0 and 1.1, WACZ, WET: each page in it\n"
    "  and HTML, feeds, and the exports of other systems (docs/running.md)\n"
    "The same input twice changes nothing; an edited file makes a new revision; an import that was\n"
    "killed is started again and ends as if it had run once.\n"
    "On an aggregator, articles of others are not listed without an agreement with their source\n"
    "(Decree 147/2024; loa source SITE rules).\n"
    "Pictures, documents, films, styles in a folder that is walked are passed over, and counted;\n"
    "articles take along what they name of them. One named itself is an input that fails.\n"
    "What cannot be read gets one line on standard error (file, place, cause); the rest goes in.\n"
    "\n"
    "  --uploads DIR      a copy of the old system's folder of pictures (wp-content/uploads, uploads)\n"
    "  --fetch-pictures   pictures that are addresses are fetched from the web, a second apart\n"
    "  --moved            the pages are this site's own, of its former system: their addresses there\n"
    "                     lead here from now on (loa redirect); exports do so by themselves\n"
    "  --not-moved        exports do not\n"
    "  --report FILE      the account: a line of JSON for each article and each refusal, then the\n"
    "                     sums; without it SITE/import-report.jsonl\n"
    "  --json             print the result as one JSON object\n"
    "\n"
    "Exit: 0 all went in (a page of an archive that holds no article is named, and no failure),\n"
    "1 some input failed, 2 misuse.\n";

enum {
    PATH_ARENA_BYTES = 64 << 10,
    LINKS_ARENA_BYTES = 256 << 20, /* every approved domain of a large site */
    FAILURES_MAX = 10000,          /* that --json names; the report names all */
};

struct importing {
    const char *verb;
    const char *site;
    size_t waiting; /* domains that links of this import wait for */
    bool json;
    struct buf failures; /* for --json: objects, comma between */
    size_t failures_n;
    struct progress progress;
    struct import_report report;
};

static void name_failure(struct importing *im, const char *path, struct reader_place place,
                         const char *cause)
{
    if (!im->json || im->failures_n++ >= FAILURES_MAX)
        return;
    buf_add(&im->failures, im->failures.n ? STR(",{\"path\":") : STR("{\"path\":"));
    buf_add_json(&im->failures, str_view(path));
    if (place.number)
        buf_addf(&im->failures, ",\"%s\":%zu", place.unit, place.number);
    buf_add(&im->failures, STR(",\"cause\":"));
    buf_add_json(&im->failures, str_view(cause));
    buf_add_byte(&im->failures, '}');
}

static void told_failed(void *ctx, const char *path, struct reader_place place, const char *cause)
{
    struct importing *im = ctx;
    progress_clear(&im->progress);
    if (place.number)
        (void)say_failure(im->verb, "%s: %s %zu: %s", path, place.unit, place.number, cause);
    else
        (void)say_failure(im->verb, "%s: %s", path, cause);
    name_failure(im, path, place, cause);
    import_report_trouble(&im->report,
                          &(struct import_trouble){.result = place.is_page ? "refused" : "failed",
                                                   .path = path,
                                                   .place = place,
                                                   .cause = cause});
}

static void told_warned(void *ctx, const struct import_warning *w)
{
    struct importing *im = ctx;
    const char *what = w->src.n == 0 ? "note" : w->document ? "document" : "picture";
    char place[64] = "";
    if (w->place.number)
        (void)snprintf(place, sizeof place, " %s %zu:", w->place.unit, w->place.number);
    progress_clear(&im->progress);
    if (w->src.n)
        (void)say_failure(im->verb, "%s:%s %s %.*s left out: %s", w->path, place, what,
                          STR_ARG(w->src), w->cause);
    else
        (void)say_failure(im->verb, "%s:%s %s", w->path, place, w->cause);
    import_report_trouble(&im->report, &(struct import_trouble){.result = what,
                                                                .path = w->path,
                                                                .place = w->place,
                                                                .title = w->title,
                                                                .src = w->src,
                                                                .cause = w->cause});
}

static void told_taken(void *ctx, const struct import_taken *taken)
{
    struct importing *im = ctx;
    import_report_taken(&im->report, taken);
}

static void told_progress(void *ctx, const struct import_progress *p)
{
    struct importing *im = ctx;
    struct progress_place place = {.done_bytes = p->bytes_done,
                                   .total_bytes = p->bytes_total,
                                   .things =
                                       p->counts.created + p->counts.updated + p->counts.unchanged};
    progress_show(&im->progress, place, clock_mono_now());
}

static void print_sums(const struct importing *im, const struct import_counts *n)
{
    if (!im->json) {
        say("%zu nhập mới, %zu cập nhật, %zu không đổi, %zu lỗi\n", n->created, n->updated,
            n->unchanged, n->failed);
        if (n->created + n->updated + n->unchanged + n->failed + n->refused + n->skipped == 0)
            say("Không thấy tệp hay bài nào ở đó · no file or article was found there\n");
        if (n->drafts || n->comments)
            say("trong đó %zu bản nháp (chưa đăng), kèm %zu bình luận\n", n->drafts, n->comments);
        if (n->held)
            say("%zu bài chưa hiện vì thiếu thỏa thuận với nguồn (Nghị định 147/2024)\n", n->held);
        if (n->documents || n->left_out)
            say("%zu tài liệu đính kèm đã lấy về, %zu ảnh hoặc tài liệu không lấy được\n",
                n->documents, n->left_out);
        if (n->refused || n->skipped)
            say("%zu trang không có bài, %zu phần hoặc tệp bỏ qua (ảnh, tài liệu, …)\n", n->refused,
                n->skipped);
        if (n->undated)
            say("%zu bài không có ngày: xếp theo ngày sửa hoặc ngày của tệp, không thì sau cùng\n",
                n->undated);
        if (n->links_refused)
            say("%zu liên kết bị bỏ ra vì không an toàn, chữ vẫn giữ (docs/links.md)\n",
                n->links_refused);
        if (im->waiting)
            say("%zu tên miền mới chờ duyệt, liên kết tới đó chưa bấm được: loa link %s list --state "
                "waiting, rồi loa link %s approve --all-of last\n",
                im->waiting, im->site, im->site);
        if (n->failed || n->refused || n->left_out || n->drafts || n->links_refused || n->undated)
            say("Chi tiết: %s\n", im->report.path);
        return;
    }
    say("{\"created\":%zu,\"updated\":%zu,\"unchanged\":%zu,\"failed\":%zu,\"refused\":%zu,"
        "\"skipped\":%zu,\"drafts\":%zu,\"comments\":%zu,\"documents\":%zu,\"left_out\":%zu,"
        "\"undated\":%zu,\"links_refused\":%zu,\"domains_waiting\":%zu,\"report\":",
        n->created, n->updated, n->unchanged, n->failed, n->refused, n->skipped, n->drafts,
        n->comments, n->documents, n->left_out, n->undated, n->links_refused, im->waiting);
    struct buf path;
    buf_init(&path, NULL);
    buf_add_json(&path, str_view(im->report.path));
    say_text(buf_view(&path));
    buf_release(&path);
    say(",\"failures\":[");
    say_text(buf_view(&im->failures));
    say("]}\n");
}

static const struct http_client_options WEB = {
    .agent = LOA_AGENT,
    .robot = "Loa",
    .host_gap_ms = HTTP_HOST_GAP_MS,
    .mono_ms = clock_mono_now,
};

struct options {
    bool json;
    bool fetch_pictures;
    bool moved;
    bool not_moved;
    bool needs_agreement;
    const char *uploads;
    const char *report;
};

/* What an import runs on. */
struct place {
    struct folder *site;
    const char *media;
    const char *report;
};

static enum import_moved moved_of(const struct options *o)
{
    return o->moved ? IMPORT_MOVED_ALL : o->not_moved ? IMPORT_MOVED_NONE : IMPORT_MOVED_EXPORTS;
}

static enum rc count_waiting(struct importing *im, const struct import_job *job, struct err *e)
{
    struct arena a;
    arena_init(&a, LINKS_ARENA_BYTES);
    enum rc rc = link_setup_waiting(&a, job->reader, job->brought, &im->waiting, e);
    arena_release(&a);
    return rc;
}

static enum rc import_with(struct importing *im, struct import_job *job, const struct options *o,
                           struct err *e)
{
    struct http_client *web = NULL;
    struct import_counts counts = {0};
    struct err unwritten = {""};
    enum rc rc = o->fetch_pictures ? http_client_open(&WEB, &web, e) : RC_OK;
    job->web = web;
    if (!rc)
        rc = import_run(job, &counts, e);
    http_client_close(web);
    if (!rc)
        rc = store_settle(job->store, e); /* before anything is said to be taken */
    if (!rc)
        rc = count_waiting(im, job, e);
    progress_clear(&im->progress);
    enum rc wrote = import_report_close(&im->report, &counts, &unwritten);
    print_sums(im, &counts);
    if (!rc && wrote)
        return fail(e, wrote, "%s", unwritten.text);
    return !rc && counts.failed ? RC_INVALID : rc;
}

/* Who imports what, as the ledger of links remembers it. */
static struct store_link_origin brought_by(struct arena *a, const struct args *args)
{
    enum { NAMED_MAX = 3 };
    struct buf what;
    buf_init(&what, a);
    buf_addf(&what, "loa import %.*s", STR_ARG(clock_vietnamese(a, clock_wall_now())));
    for (int i = 1; i < args->places_n && i <= NAMED_MAX; i++)
        buf_addf(&what, " %s", args->places[i]);
    if (args->places_n > NAMED_MAX + 1)
        buf_add(&what, STR(" …"));
    return (struct store_link_origin){link_setup_who(a), buf_view(&what)};
}

static int run(const struct args *args, const struct place *place, const struct options *o)
{
    struct err e = {""};
    struct importing im = {.verb = args->verb, .site = args->places[0], .json = o->json};
    if (import_report_open(&im.report, place->report, &e))
        return say_failure(args->verb, "%s", e.text);
    buf_init(&im.failures, NULL);
    progress_start(&im.progress, isatty(STDOUT_FILENO) && !o->json, clock_mono_now());
    struct arena links;
    const struct link_rules *rules = NULL;
    arena_init(&links, LINKS_ARENA_BYTES);
    struct import_job job = {
        .store = place->site->store,
        .reader = place->site->reader,
        .media_folder = place->media,
        .uploads_folder = o->uploads,
        .paths = (const char *const *)(args->places + 1),
        .paths_n = (size_t)args->places_n - 1,
        .moved = moved_of(o),
        .needs_agreement = o->needs_agreement,
        .now_ms = clock_wall_now(),
        .brought = brought_by(&links, args),
        .listener = {told_failed, told_warned, told_progress, told_taken, &im},
    };
    enum rc rc = link_setup_rules(&links, args->places[0], place->site, &rules, &e);
    job.rules = rules;
    if (!rc)
        rc = folder_origin(&links, args->places[0], &job.origin, &e);
    if (!rc)
        rc = import_with(&im, &job, o, &e);
    arena_release(&links);
    buf_release(&im.failures);
    if (rc && e.text[0])
        return say_failure(args->verb, "%s", e.text);
    return rc ? EXIT_FAILED : EXIT_DONE;
}

/* Whether the site's rules ask for agreements: an aggregator's do. */
static enum rc read_rules(const char *path, const struct folder *site, bool *needs_agreement,
                          struct err *e)
{
    struct arena a;
    struct str on = STR("");
    arena_init(&a, PATH_ARENA_BYTES);
    enum rc rc = rules_ensure(path, site, e);
    if (!rc)
        rc = store_setting(site->reader, &a, STR(FETCH_AGREEMENT_SETTING), &on, e);
    *needs_agreement = !rc && str_eq(on, STR("1"));
    arena_release(&a);
    return rc == RC_NOTFOUND ? RC_OK : rc;
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
    const struct args_option options[] = {
        {"--uploads", &o.uploads, NULL}, {"--fetch-pictures", NULL, &o.fetch_pictures},
        {"--moved", NULL, &o.moved},     {"--not-moved", NULL, &o.not_moved},
        {"--report", &o.report, NULL},   {"--json", NULL, &o.json}};
    struct args args = {.usage = "SITE PATH... [--uploads DIR] [--fetch-pictures] [--moved | "
                                 "--not-moved] [--report FILE] [--json]",
                        .details = DETAILS,
                        .options = options,
                        .options_n = COUNT_OF(options),
                        .places_min = 2,
                        .places_max = INT_MAX};
    if (!args_read(&args, argc, argv, &code))
        return code;
    if (o.moved && o.not_moved)
        return say_misuse(args.verb, "--moved or --not-moved, not both");
    if (folder_open_with(args.places[0], (struct store_options){.bulk = true}, &site, &e))
        return say_failure(args.verb, "%s", e.text);
    arena_init(&a, PATH_ARENA_BYTES);
    code = refuse_site(&args);
    if (!code && o.uploads && (stat(o.uploads, &st) != 0 || !S_ISDIR(st.st_mode)))
        code = say_misuse(args.verb, "--uploads %s: no such folder", o.uploads);
    if (!code && read_rules(args.places[0], &site, &o.needs_agreement, &e))
        code = say_failure(args.verb, "%s", e.text);
    if (code)
        goto out;
    media = folder_path(&a, args.places[0], FOLDER_MEDIA);
    if (stat(media, &st) != 0 || !S_ISDIR(st.st_mode))
        code = say_failure(args.verb, "%s: no such folder (loa init makes it)", media);
    else
        code = run(&args,
                   &(struct place){
                       .site = &site,
                       .media = media,
                       .report = o.report ? o.report
                                          : folder_path(&a, args.places[0], FOLDER_IMPORT_REPORT)},
                   &o);
out:
    arena_release(&a);
    folder_close(&site);
    return code;
}
