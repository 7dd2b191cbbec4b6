/* loa restore: a saved site back into its folder. */
#include "app/args.h"
#include "app/restore.h"
#include "app/salvage.h"
#include "app/say.h"
#include "app/verb.h"
#include "base/clock.h"

enum { CMD_ARENA_BYTES = 4 << 20 };

/* "23/11/2026 10:42", or with seconds, in Việt Nam's time; CLOCK_NONE: it is no such. */
static int64_t read_moment(struct str text)
{
    static const struct {
        size_t at, n;
        char before;
    } PARTS[] = {{0, 2, 0}, {3, 2, '/'}, {6, 4, '/'}, {11, 2, ' '}, {14, 2, ':'}, {17, 2, ':'}};
    enum { MINUTES_N = 16, SECONDS_N = 19 };
    int64_t v[COUNT_OF(PARTS)] = {0};
    size_t n = text.n == SECONDS_N ? 6 : text.n == MINUTES_N ? 5 : 0;
    for (size_t i = 0; i < n; i++) {
        struct str digits = str_first(str_from(text, PARTS[i].at), PARTS[i].n);
        bool good = i == 0 || text.p[PARTS[i].at - 1] == PARTS[i].before;
        for (size_t k = 0; k < digits.n; k++)
            good = good && byte_is_digit(digits.p[k]);
        if (!good || !str_to_int(digits, &v[i]))
            return CLOCK_NONE;
    }
    const struct civil c = {.year = (int)v[2],
                            .month = (int)v[1],
                            .day = (int)v[0],
                            .hour = (int)v[3],
                            .minute = (int)v[4],
                            .second = (int)v[5]};
    bool exists =
        n && civil_exists(c.year, c.month, c.day) && c.hour < 24 && c.minute < 60 && c.second < 60;
    return exists ? civil_to_instant(c) : CLOCK_NONE;
}

static int run(const struct args *args, const char *key_file, int64_t at_ms)
{
    struct arena a;
    struct archive_key secret;
    struct restore_report report;
    struct err e = {""};
    const struct restore r = {.file = args->places[0],
                              .site = args->places[1],
                              .secret = key_file ? &secret : NULL,
                              .now_ms = clock_wall_now(),
                              .at_ms = at_ms};
    arena_init(&a, CMD_ARENA_BYTES);
    enum rc rc = key_file ? backup_key_read(key_file, &secret, &e) : RC_OK;
    if (!rc)
        rc = restore_site(&a, &r, &report, &e);
    int exit_code = rc ? say_failure(args->verb, "%s", e.text) : EXIT_DONE;
    if (!rc)
        say("%s: đã khôi phục · restored: %llu tệp · files, %llu byte\n", r.site,
            (unsigned long long)report.totals.files, (unsigned long long)report.totals.file_bytes);
    if (!rc && report.at_ms != CLOCK_NONE)
        say("Như lúc · as at %.*s\n", STR_ARG(clock_vietnamese(&a, report.at_ms)));
    if (!rc && report.kept.n)
        say("Trang trước ở · the former site is in %.*s\n", STR_ARG(report.kept));
    arena_release(&a);
    return exit_code;
}

static void say_salvaged(const char *site, const struct salvage_result *result)
{
    const struct salvage_report *r = &result->report;
    int64_t lost = 0;
    for (size_t i = 0; i < r->tables_n; i++) {
        const struct salvage_table *t = &r->tables[i];
        lost += t->gaps + t->cut;
        if (t->gaps || t->cut)
            say("%s: %lld hàng cứu được · rows saved, %lld chỗ hỏng · damaged places, %lld hàng "
                "mất theo · rows that referred to lost ones\n",
                t->name, (long long)(t->rows - t->cut), (long long)t->gaps, (long long)t->cut);
    }
    if (lost)
        say("Lập lại chỉ mục tìm kiếm · build the search index anew: loa job %s reindex\n", site);
    else
        say("Không mất gì · nothing was lost\n");
    if (r->history_lost)
        say("Mất chuỗi niêm phong, lập chuỗi mới từ những gì còn · the history of seals is lost; a new "
            "one begins with what is there\n");
    if (result->findings)
        say("Niêm phong không khớp ở %lld chỗ · seals do not fit in %lld places: loa verify %s\n",
            (long long)result->findings, (long long)result->findings, site);
    say("Bản cũ ở · the former database is %.*s\n", STR_ARG(result->kept));
}

static int run_salvage(const struct args *args, const char *site)
{
    struct arena a;
    struct salvage_result result = {.findings = 0};
    struct err e = {""};
    arena_init(&a, CMD_ARENA_BYTES);
    enum rc rc = salvage_site(&a, site, clock_wall_now(), &result, &e);
    if (!rc)
        say_salvaged(site, &result);
    arena_release(&a);
    return rc ? say_failure(args->verb, "%s", e.text) : EXIT_DONE;
}

int cmd_restore(int argc, char **argv)
{
    const char *key_file = NULL;
    const char *damaged = NULL;
    const char *at = NULL;
    const struct args_option options[] = {
        {"--key", .text = &key_file}, {"--at", .text = &at}, {"--salvage", .text = &damaged}};
    struct args args = {
        .usage = "FILE SITE [--key KEYFILE]\n"
                 "FOLDER SITE [--at \"DD/MM/YYYY HH:MM[:SS]\"] [--key KEYFILE]\n"
                 "--salvage SITE\n",
        .details =
            "FILE       bản do loa backup tạo · what loa backup has made\n"
            "FOLDER     thư mục của loa backup --ship: trang như lúc --at, hoặc mới nhất\n"
            "           what loa backup --ship has filled: the site as it was at --at, or last\n"
            "SITE       thư mục trang; trang đang có được giữ lại bên cạnh\n"
            "           the site's folder; a site that is there is kept beside it\n"
            "--key      tệp khóa bí mật, để mở bản đã mã hóa · the secret key of a sealed backup\n"
            "--salvage  cứu những gì còn đọc được của loa.db bị hỏng; bản hỏng được giữ lại\n"
            "           what can still be read of a damaged loa.db becomes a new one; the old one is "
            "kept\n"
            "Mọi thứ được kiểm trước khi thay · everything is checked before anything is replaced\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 0,
        .places_max = 2,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    if (args.places_n != (damaged ? 0 : 2) || (damaged && (key_file || at)))
        return say_misuse(args.verb, "wants FILE SITE, or --salvage SITE");
    int64_t at_ms = at ? read_moment(str_view(at)) : CLOCK_NONE;
    if (at && at_ms == CLOCK_NONE)
        return say_misuse(args.verb, "--at wants \"23/11/2026 10:42\", not \"%s\"", at);
    return damaged ? run_salvage(&args, damaged) : run(&args, key_file, at_ms);
}
