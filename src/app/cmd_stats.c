/* loa stats: the figures of the statistics page, and the history a newsroom brings along. */
#include "app/history.h"
#include "app/once.h"
#include "app/reference.h"
#include "app/verb.h"
#include "base/buf.h"
#include "ingest/files.h"

#include <string.h>

enum { DAYS_DEFAULT = 30, DAYS_MAX = 36525 };

struct options {
    const char *days;
    const char *articles;
    bool json;
};

/* ---- show ---- */

struct figures {
    struct store_day *days;
    size_t days_n;
    struct store_day total;
};

static enum rc read_figures(struct task *t, int64_t days, struct figures *out)
{
    int64_t today = clock_day(t->now_ms);
    enum rc rc = store_days(t->folder.reader, &t->arena, today - days + 1, today, &out->days,
                            &out->days_n, &t->e);
    if (!rc)
        rc = store_days_total(t->folder.reader, &out->total, &t->e);
    return rc;
}

static struct str day_text(struct arena *a, int64_t day)
{
    return str_first(clock_rfc3339(a, clock_day_start(day)), STR("2026-05-01").n);
}

static void add_counts(struct buf *b, const struct store_day *day)
{
    buf_addf(b, "\"visits\":%lld,\"views\":%lld,\"robot_views\":%lld}", (long long)day->visits,
             (long long)day->views, (long long)day->robot_views);
}

static void print_json(struct task *t, const struct figures *f)
{
    struct buf b;
    buf_init(&b, &t->arena);
    buf_add(&b, STR("{\"total\":{"));
    add_counts(&b, &f->total);
    buf_add(&b, STR(",\"days\":["));
    for (size_t i = 0; i < f->days_n; i++) {
        struct str day = day_text(&t->arena, f->days[i].day);
        buf_addf(&b, "%s{\"day\":\"%.*s\",", i ? "," : "", STR_ARG(day));
        add_counts(&b, &f->days[i]);
    }
    buf_add(&b, STR("]}\n"));
    say_text(buf_view(&b));
}

static void print_line(struct str head, const struct store_day *day)
{
    say_column(head, 12);
    say("%14lld%14lld%14lld\n", (long long)day->visits, (long long)day->views,
        (long long)day->robot_views);
}

static void print_table(struct task *t, const struct figures *f)
{
    say_column(STR("Ngày"), 12);
    say("%16s%17s%14s\n", "lượt vào", "xem trang", "robot"); /* printf pads bytes: two marks each */
    for (size_t i = 0; i < f->days_n; i++)
        print_line(day_text(&t->arena, f->days[i].day), &f->days[i]);
    print_line(STR("Tất cả"), &f->total);
}

static int show(struct task *t)
{
    const struct options *o = t->options;
    struct figures figures = {0};
    int64_t days = DAYS_DEFAULT;
    if (o->days && args_number("--days", o->days, 1, DAYS_MAX, &days, &t->e))
        return task_misuse(t);
    enum rc rc = read_figures(t, days, &figures);
    if (rc)
        return task_failed(t, rc);
    if (o->json)
        print_json(t, &figures);
    else
        print_table(t, &figures);
    return EXIT_DONE;
}

/* ---- import ---- */

struct intake {
    struct task *task;
    struct reference_book book;
};

static enum rc find_article(void *ctx, struct str name, int64_t *id, struct err *e)
{
    struct intake *in = ctx;
    enum rc rc = reference_article(&in->book, name, id);
    return rc ? fail(e, rc, "%s", in->task->e.text) : RC_OK;
}

static void tell_trouble(void *ctx, size_t line, const struct err *e)
{
    const struct intake *in = ctx;
    const struct task *t = in->task;
    (void)say_failure(t->verb, "%s, line %zu: %s", t->places[0], line, e->text);
}

static enum rc take(struct task *t, struct str text, const struct once *once)
{
    const struct options *o = t->options;
    struct intake in = {t, reference_open(t, o->articles)};
    const struct history_reader reader = {.arena = &t->arena,
                                          .today = clock_day(t->now_ms),
                                          .article = find_article,
                                          .trouble = tell_trouble,
                                          .ctx = &in};
    struct store_command flush = {.kind = STORE_FLUSH};
    struct err cause = {""};
    enum rc rc = history_read(&reader, text, &flush.flush, &cause);
    if (rc)
        return fail(&t->e, rc, "%s: %s", t->places[0], cause.text);
    rc = task_store(t, &flush, NULL);
    if (!rc)
        rc = once_end(t, once);
    if (!rc)
        say("%s: %zu ngày, %zu số liệu của bài\n", t->places[0], flush.flush.days_n,
            flush.flush.views_n);
    return rc;
}

static int run_import(struct task *t)
{
    struct file file;
    struct once once;
    struct err cause = {""};
    enum rc rc = file_read(t->places[0], HISTORY_FILE_MAX_BYTES, &file, &cause);
    if (rc)
        return say_failure(t->verb, "%s: %s", t->places[0], cause.text);
    rc = once_begin(t, hash_content(file.bytes), &once);
    if (!rc && once.done)
        say("%s: đã nhập từ trước, không đổi gì\n", t->places[0]);
    else if (!rc)
        rc = take(t, file.bytes, &once);
    file_release(&file);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

static const struct task_action actions[] = {
    {"show", 0, 0, show},
    {"import", 1, 1, run_import},
};

int cmd_stats(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--days", .text = &o.days},
        {"--articles", .text = &o.articles},
        {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE [--days N] [--json]\n"
                 "SITE import FILE.tsv [--articles FOLDER]\n",
        .details =
            "--days     số ngày gần nhất, mặc định 30 · the last N days\n"
            "import     số liệu của hệ thống cũ, cộng vào; cùng một tệp chỉ tính một lần\n"
            "           counters of an earlier system are added; a file counts once:\n"
            "             2026-05-01 TAB visits TAB views [TAB views by robots]\n"
            "             article TAB id or import key TAB 2026-05-01 TAB views\n" REFERENCE_HELP
            "           máy chủ đang chạy cần khởi động lại để thấy · restart a running "
            "server after it\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 3,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    char show_word[] = "show";
    char *places[] = {args.places[0], show_word};
    if (args.places_n == 1) {
        args.places = places;
        args.places_n = 2;
    }
    return task_run(&args, &o, actions, COUNT_OF(actions));
}
