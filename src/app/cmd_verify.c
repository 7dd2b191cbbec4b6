/* loa verify, loa head: what was altered outside Loa, and the chain's head to be kept elsewhere. */
#include "app/args.h"
#include "app/folder.h"
#include "app/head_way.h"
#include "app/say.h"
#include "app/verb.h"
#include "base/buf.h"
#include "base/clock.h"
#include "site/media_gate.h"
#include "site/seal_files.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
    VERIFY_ARENA_MAX_BYTES = 64 << 20,
    HEAD_FILE_MAX_BYTES = 16 << 20, /* a line a day for a century */
};

struct verify {
    const char *site;
    const char *head_path;
    bool json;
    bool rows_only;
    struct arena arena;
    struct folder folder;
    struct seal_head head;
    struct sign_public key;
    bool key_found;
    int64_t findings;
    struct err e;
};

/* ---- telling ---- */

/* "article 42, revision 3", "setting users", "entry 12". */
static void add_thing(struct buf *b, const struct store_finding *f)
{
    struct str thing = seal_thing_word(f->thing);
    if (f->thing == SEAL_KEY)
        buf_add(b, f->object_id ? STR("key") : STR("history"));
    else if (f->name.n)
        buf_addf(b, "%.*s %.*s", STR_ARG(thing), STR_ARG(f->name));
    else
        buf_addf(b, "%.*s %lld", STR_ARG(thing), (long long)f->object_id);
    if (f->revision)
        buf_addf(b, ", revision %lld", (long long)f->revision);
    if (f->seq)
        buf_addf(b, " (entry %lld)", (long long)f->seq);
}

static void tell_json(struct buf *b, const struct store_finding *f)
{
    buf_addf(b, "{\"thing\":\"%.*s\",\"id\":%lld,\"name\":", STR_ARG(seal_thing_word(f->thing)),
             (long long)f->object_id);
    buf_add_json(b, f->name);
    buf_addf(b, ",\"revision\":%lld,\"entry\":%lld,\"finding\":\"%s\"}\n", (long long)f->revision,
             (long long)f->seq, store_finding_words(f->kind));
}

static void tell(void *ctx, const struct store_finding *f)
{
    struct verify *v = ctx;
    struct buf b;
    buf_init(&b, NULL);
    v->findings++;
    if (v->json) {
        tell_json(&b, f);
        say_data(buf_view(&b));
    } else {
        add_thing(&b, f);
        (void)say_failure("verify", "%.*s: %s", STR_ARG(buf_view(&b)),
                          store_finding_words(f->kind));
    }
    buf_release(&b);
}

/* ---- verifying ---- */

static enum rc read_head(struct verify *v)
{
    struct buf text;
    char piece[16384];
    ssize_t n = 0;
    int fd = open(v->head_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(&v->e, RC_NOTFOUND, "%s: cannot be opened: %s", v->head_path,
                    strerrordesc_np(errno));
    buf_init(&text, &v->arena);
    while ((n = read(fd, piece, sizeof piece)) > 0 && text.n <= HEAD_FILE_MAX_BYTES)
        buf_add(&text, (struct str){piece, (size_t)n});
    close(fd);
    if (n < 0 || buf_failed(&text) || text.n > HEAD_FILE_MAX_BYTES)
        return fail(&v->e, RC_IO, "%s: cannot be read", v->head_path);
    struct err why = {{0}};
    enum rc rc = seal_head_read(buf_view(&text), &v->head, &why);
    return rc ? fail(&v->e, rc, "%s: %s", v->head_path, why.text) : RC_OK;
}

/* A database that a newer Loa has written to. */
static void say_unknown(const struct store_verify_counts *c)
{
    if (c->unknown)
        say("%lld mục là loại mà Loa này chưa biết: chuỗi và chữ ký đúng, nội dung không so được · entries of "
            "kinds that only a newer Loa knows: chained and signed, not compared\n",
            (long long)c->unknown);
}

static int say_counts(const struct verify *v, const struct store_verify_counts *c)
{
    if (v->json)
        say("{\"entries\":%lld,\"revisions\":%lld,\"articles\":%lld,\"others\":%lld,"
            "\"by_authors\":%lld,\"unknown\":%lld,\"findings\":%lld}\n",
            (long long)c->entries, (long long)c->revisions, (long long)c->articles,
            (long long)c->others, (long long)c->signed_by_authors, (long long)c->unknown,
            (long long)v->findings);
    else
        say("%lld mục · entries, %lld bản · revisions, %lld bài · articles, %lld thứ khác · others: "
            "%s\n",
            (long long)c->entries, (long long)c->revisions, (long long)c->articles,
            (long long)c->others,
            v->findings ? "có chỗ bị sửa ngoài Loa · altered" : "nguyên vẹn · whole");
    if (!v->json)
        say_unknown(c);
    return v->findings ? EXIT_FAILED : EXIT_DONE;
}

static enum rc verify(struct verify *v, struct store_verify_counts *counts)
{
    enum rc rc = v->head_path ? read_head(v) : RC_OK;
    if (!rc)
        rc = folder_open_with(v->site, (struct store_options){.any_key = true}, &v->folder, &v->e);
    if (rc)
        return rc;
    v->key_found = store_own_key(v->folder.store, &v->key);
    const struct store_verify_ask ask = {.head = v->head_path ? &v->head : NULL,
                                         .key = v->key_found ? &v->key : NULL,
                                         .tell = tell,
                                         .ctx = v};
    if (!v->key_found)
        tell(v, &(struct store_finding){.kind = FINDING_KEY_FILE, .name = STR("")});
    rc = store_verify(v->folder.reader, &ask, counts, &v->e);
    if (!rc)
        rc = seal_files_verify(v->folder.reader, v->site, tell, v, &v->e);
    return rc || v->rows_only ? rc : media_gate_verify(v->folder.reader, v->site, tell, v, &v->e);
}

int cmd_verify(int argc, char **argv)
{
    struct verify v = {0};
    struct store_verify_counts counts = {0};
    const struct args_option options[] = {{"--head", .text = &v.head_path},
                                          {"--no-media", .flag = &v.rows_only},
                                          {"--json", .flag = &v.json}};
    struct args args = {
        .usage = "SITE [--head FILE] [--no-media] [--json]\n",
        .details =
            "--head     so với đầu chuỗi đã giữ ở nơi khác (loa head, heads.jsonl) · compares with a\n"
            "           head that was kept elsewhere: finds a history cut short or rewritten\n"
            "--no-media không đọc các tệp ảnh, phim, văn bản trong media/ · does not read the files below\n"
            "           media/ (everything else is looked at)\n"
            "--json     mỗi chỗ bị sửa một dòng, dòng cuối là các con số · a line a finding\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 1,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    v.site = args.places[0];
    arena_init(&v.arena, VERIFY_ARENA_MAX_BYTES);
    enum rc rc = verify(&v, &counts);
    exit_code = rc ? say_failure("verify", "%s", v.e.text[0] ? v.e.text : rc_words(rc))
                   : say_counts(&v, &counts);
    folder_close(&v.folder);
    arena_release(&v.arena);
    return exit_code;
}

/* ---- loa head ---- */

static void told_way(void *ctx, const char *way, enum rc rc, const char *words)
{
    (void)ctx;
    if (rc)
        (void)say_failure("head", "%s: %s", way, words);
    else
        say("%s: %s\n", way, words);
}

static enum rc send_head(const char *site, struct folder *folder, struct err *e)
{
    size_t ways = 0;
    const struct head_way way = {
        .site = site, .reader = folder->reader, .now_ms = clock_wall_now(), .told = told_way};
    enum rc rc = head_way_send(&way, &ways, e);
    if (!rc && ways == 0)
        rc = fail(e, RC_INVALID, "loa.conf: [seals] has no mail, witness or timestamp");
    return rc;
}

static enum rc print_head(struct folder *folder, struct arena *a, struct err *e)
{
    struct str line;
    enum rc rc = seal_head_line(folder->reader, a, &line, e);
    if (!rc)
        say_data(line);
    return rc;
}

int cmd_head(int argc, char **argv)
{
    bool send = false;
    const struct args_option options[] = {{"--send", .flag = &send}};
    struct args args = {
        .usage = "SITE [--send]\n",
        .details =
            "In một dòng JSON: số và mã băm của mục cuối, có chữ ký. Giữ nó ở máy khác; so lại "
            "bằng\nloa verify --head. Prints the chain's last entry, to be kept on another "
            "machine.\n"
            "--send     gửi đi theo [seals] của loa.conf: thư, trang Loa khác, dấu thời gian · sends it\n"
            "           by mail, to another Loa, to be time-stamped (RFC 3161); loa serve does so daily\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 1,
    };
    int exit_code = EXIT_DONE;
    struct arena a;
    struct folder folder = {0};
    struct err e = {{0}};
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    arena_init(&a, VERIFY_ARENA_MAX_BYTES);
    enum rc rc = folder_open_with(args.places[0], (struct store_options){0}, &folder, &e);
    if (!rc)
        rc = send ? send_head(args.places[0], &folder, &e) : print_head(&folder, &a, &e);
    if (rc)
        exit_code = say_failure("head", "%s", e.text[0] ? e.text : rc_words(rc));
    folder_close(&folder);
    arena_release(&a);
    return exit_code;
}
