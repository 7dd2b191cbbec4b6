/* loa backup: the whole site into one file, while it is served; and such files checked. */
#include "app/args.h"
#include "app/backup.h"
#include "app/folder.h"
#include "app/progress.h"
#include "app/say.h"
#include "app/ship.h"
#include "app/verb.h"
#include "base/clock.h"
#include "site/ini_file.h"

#include <signal.h>
#include <unistd.h>

enum { CMD_ARENA_BYTES = 4 << 20 };

struct options {
    const char *new_key;
    const char *verify;
    const char *key;
    const char *ship;
    const char *every;
    const char *keep;
    bool json;
};

static int run_new_key(const struct args *args, const char *path)
{
    struct arena a;
    struct str public_text;
    struct err e = {""};
    arena_init(&a, CMD_ARENA_BYTES);
    enum rc rc = backup_key_make(&a, path, &public_text, &e);
    if (!rc)
        say("Khóa bí mật ở %s: cất ở máy khác, mất khóa là mất bản sao lưu.\n"
            "The secret key is in %s: keep it on another machine; without it no backup opens.\n"
            "loa.conf:\n[backup]\nkey = %.*s\n",
            path, path, STR_ARG(public_text));
    arena_release(&a);
    return rc ? say_failure(args->verb, "%s", e.text) : EXIT_DONE;
}

/* ---- verifying ---- */

static void say_seen(const struct options *o, const struct backup_seen *seen, bool opened)
{
    struct arena a;
    arena_init(&a, CMD_ARENA_BYTES);
    struct str made = opened ? clock_vietnamese(&a, seen->made_ms) : STR("");
    const struct archive_totals *t = &seen->totals;
    if (o->json)
        say("{\"whole\":true,\"sealed\":%s,\"opened\":%s,\"files\":%llu,\"bytes\":%llu,"
            "\"packed_bytes\":%llu,\"made\":\"%.*s\"}\n",
            seen->head.sealed ? "true" : "false", opened ? "true" : "false",
            (unsigned long long)t->files, (unsigned long long)t->file_bytes,
            (unsigned long long)t->packed_bytes,
            STR_ARG(opened ? clock_rfc3339(&a, seen->made_ms) : STR("")));
    else if (opened)
        say("%s: nguyên vẹn · whole: %llu tệp · files, %llu byte, loa.db %.*s\n", o->verify,
            (unsigned long long)t->files, (unsigned long long)t->file_bytes, STR_ARG(made));
    else
        say("%s: nguyên vẹn, chưa mở (cần --key) · whole and unaltered; sealed, its content was "
            "not read (--key)\n",
            o->verify);
    arena_release(&a);
}

static int run_verify(const struct args *args, const struct options *o)
{
    struct archive_key secret;
    struct backup_seen seen;
    struct err e = {""};
    enum rc rc = o->key ? backup_key_read(o->key, &secret, &e) : RC_OK;
    if (rc)
        return say_failure(args->verb, "%s", e.text);
    rc = backup_verify(o->verify, o->key ? &secret : NULL, &seen, &e);
    if (rc)
        return say_failure(args->verb, "%s: %s", o->verify, e.text);
    say_seen(o, &seen, !seen.head.sealed || o->key);
    return EXIT_DONE;
}

/* ---- saving ---- */

/* [backup] key of loa.conf; *sealed false: none is set. */
static enum rc read_conf(const char *site, struct archive_key *key, bool *sealed, struct err *e)
{
    struct arena a;
    struct ini ini;
    arena_init(&a, CMD_ARENA_BYTES);
    enum rc rc = folder_check(site, e);
    if (!rc)
        rc = ini_read_file(&a, folder_path(&a, site, FOLDER_CONF), &ini, e);
    struct str text = rc ? STR("") : ini_value(&ini, STR("backup"), STR("key"));
    if (text.n)
        rc = backup_key_parse("loa.conf: [backup] key", text, key, e);
    arena_release(&a);
    *sealed = text.n > 0;
    return rc;
}

static void show(void *ctx, uint64_t done_bytes)
{
    struct progress_place place = {.done_bytes = done_bytes};
    progress_show(ctx, place, clock_mono_now());
}

static void say_report(const struct options *o, const struct backup *b,
                       const struct backup_report *r)
{
    const struct archive_totals *t = &r->totals;
    if (o->json) {
        say("{\"files\":%llu,\"bytes\":%llu,\"packed_bytes\":%llu,\"sealed\":%s,\"resumed\":%llu,"
            "\"skipped\":%llu}\n",
            (unsigned long long)t->files, (unsigned long long)t->file_bytes,
            (unsigned long long)t->packed_bytes, b->seal ? "true" : "false",
            (unsigned long long)r->resumed, (unsigned long long)r->skipped);
        return;
    }
    say("%s: %llu tệp · files, %llu → %llu byte%s\n", b->file, (unsigned long long)t->files,
        (unsigned long long)t->file_bytes, (unsigned long long)t->packed_bytes,
        b->seal ? ", đã mã hóa · sealed" : "");
    if (r->resumed)
        say("%llu tệp đã có từ lần trước · files were saved by an interrupted backup\n",
            (unsigned long long)r->resumed);
    if (!b->seal)
        say("Bản này chứa bí mật (mật khẩu đã băm, khóa ký, loa.conf) và không mã hóa; loa backup "
            "--new-key\n"
            "It holds secrets (password hashes, keys, loa.conf) and is not sealed: loa backup "
            "--new-key\n");
}

static int run_backup(const struct args *args, const struct options *o)
{
    struct archive_key seal;
    struct backup_report report;
    struct progress progress;
    struct err e = {""};
    bool sealed = false;
    enum rc rc = read_conf(args->places[0], &seal, &sealed, &e);
    if (rc)
        return say_failure(args->verb, "%s", e.text);
    const struct backup b = {.site = args->places[0],
                             .file = args->places[1],
                             .seal = sealed ? &seal : NULL,
                             .watch = show,
                             .ctx = &progress};
    progress_start(&progress, isatty(STDOUT_FILENO) && !o->json, clock_mono_now());
    rc = backup_make(&b, &report, &e);
    progress_clear(&progress);
    if (rc)
        return say_failure(args->verb, "%s", e.text);
    if (report.skipped)
        (void)say_failure(args->verb, "warning: %llu entries are no files and were not saved",
                          (unsigned long long)report.skipped);
    say_report(o, &b, &report);
    return EXIT_DONE;
}

/* ---- shipping ---- */

static volatile sig_atomic_t ship_over;

static void end_ship(int number)
{
    (void)number;
    ship_over = 1;
}

static void say_trouble(const char *words)
{
    (void)say_failure("backup", "warning: %s; a whole copy is begun", words);
}

/* A number from 1 to max, or fallback when there is none; 0: it is no such. */
static int64_t read_count(const char *text, int64_t fallback, int64_t max)
{
    int64_t n = fallback;
    return text && (!str_to_int(str_view(text), &n) || n < 1 || n > max) ? 0 : n;
}

static int run_ship(const struct args *args, const struct options *o)
{
    enum { EVERY_MAX_S = 3600, KEEP_MAX_DAYS = 36500 };
    struct archive_key seal;
    struct err e = {""};
    bool sealed = false;
    struct ship ship = {.site = args->places[0],
                        .folder = o->ship,
                        .every_s = read_count(o->every, SHIP_EVERY_S, EVERY_MAX_S),
                        .keep_days = read_count(o->keep, SHIP_KEEP_DAYS, KEEP_MAX_DAYS),
                        .over = &ship_over,
                        .say = say_trouble};
    if (!ship.every_s || !ship.keep_days)
        return say_misuse(args->verb, "--every wants seconds up to 3600, --keep days");
    const struct sigaction act = {.sa_handler = end_ship};
    (void)sigaction(SIGTERM, &act, NULL);
    (void)sigaction(SIGINT, &act, NULL);
    enum rc rc = read_conf(ship.site, &seal, &sealed, &e);
    ship.seal = sealed ? &seal : NULL;
    if (!rc)
        rc = ship_run(&ship, &e);
    return rc ? say_failure(args->verb, "%s", e.text) : EXIT_DONE;
}

int cmd_backup(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--verify", .text = &o.verify},   {"--key", .text = &o.key},
        {"--new-key", .text = &o.new_key}, {"--ship", .text = &o.ship},
        {"--every", .text = &o.every},     {"--keep", .text = &o.keep},
        {"--json", .flag = &o.json}};
    struct args args = {
        .usage = "SITE FILE [--json]\n"
                 "SITE --ship FOLDER [--every SECONDS] [--keep DAYS]\n"
                 "--verify FILE [--key KEYFILE] [--json]\n"
                 "--new-key KEYFILE\n",
        .details =
            "SITE FILE  lưu cả thư mục trang vào một tệp mới, khi trang vẫn chạy; bị ngắt thì chạy "
            "lại\n"
            "           saves the site's folder into a new file while it is served; interrupted: "
            "run it again\n"
            "--ship     chép mọi thay đổi vào thư mục ấy, chậm nhất sau --every giây (5), cho đến khi bị "
            "dừng\n"
            "           copies every change into the folder, at most so many seconds late, until "
            "SIGTERM\n"
            "--keep     giữ các bản cũ bấy nhiêu ngày (7) · how long a moment can be brought back\n"
            "--verify   đọc lại toàn bộ và so mọi mã kiểm · reads all of it and checks every byte\n"
            "--key      tệp khóa bí mật, để mở bản đã mã hóa · the secret key of a sealed backup\n"
            "--new-key  tạo cặp khóa; khóa công khai ghi vào loa.conf [backup] key\n"
            "           makes a pair of keys; the public one goes to loa.conf, [backup] key\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 0,
        .places_max = 2,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    int wanted = o.new_key || o.verify ? 0 : o.ship ? 1 : 2;
    int modes = (o.new_key != NULL) + (o.verify != NULL) + (o.ship != NULL);
    if (args.places_n != wanted || modes > 1 || (!o.ship && (o.every || o.keep)))
        return say_misuse(
            args.verb,
            "wants SITE FILE, or SITE --ship FOLDER, or --verify FILE, or --new-key KEYFILE");
    if (o.new_key)
        return run_new_key(&args, o.new_key);
    if (o.ship)
        return run_ship(&args, &o);
    return o.verify ? run_verify(&args, &o) : run_backup(&args, &o);
}
