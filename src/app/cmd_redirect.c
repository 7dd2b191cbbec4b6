/* loa redirect: the addresses of a site's former system, and where they lead. */
#include "app/task.h"
#include "app/verb.h"
#include "article/old_address.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/url.h"
#include "site/moved.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

struct options {
    bool json;
};

enum {
    BATCH = 500,
    BATCH_ARENA_BYTES = 16 << 20,
    LINE_MAX_BYTES = 16 << 10, /* of a list: two addresses of 2 KiB, escaped */
};

/* ---- list ---- */

static struct str target_of(struct arena *a, const struct store_redirect *r)
{
    return moved_location(a, r);
}

static void print(struct arena *a, const struct store_redirect *r, bool json)
{
    struct buf b;
    struct str target = target_of(a, r);
    buf_init(&b, a);
    if (!json) {
        buf_addf(&b, "%.*s%.*s  →  %.*s\n", STR_ARG(r->from.host), STR_ARG(r->from.path),
                 STR_ARG(target));
        say_text(buf_view(&b));
        return;
    }
    buf_add(&b, STR("{\"from\":"));
    buf_add_json(&b, r->from.path);
    buf_add(&b, STR(",\"host\":"));
    if (r->from.host.n)
        buf_add_json(&b, r->from.host);
    else
        buf_add(&b, STR("null"));
    buf_add(&b, STR(",\"to\":"));
    buf_add_json(&b, target);
    if (r->article_id)
        buf_addf(&b, ",\"article\":%lld", (long long)r->article_id);
    else
        buf_add(&b, STR(",\"article\":null"));
    buf_add(&b, STR(",\"created\":"));
    buf_add_json(&b, clock_rfc3339(a, r->created_ms));
    buf_add(&b, STR("}\n"));
    say_text(buf_view(&b));
}

/* The last address that was printed. */
struct list_place {
    struct buf host;
    struct buf path;
};

/* Prints those behind *after and moves it. */
static enum rc list_batch(struct task *t, bool json, struct list_place *after, size_t *n)
{
    struct arena a;
    struct store_redirect *rows = NULL;
    arena_init(&a, BATCH_ARENA_BYTES);
    struct old_address from = {str_copy(&a, buf_view(&after->host)),
                               str_copy(&a, buf_view(&after->path))};
    enum rc rc = store_redirects(t->folder.reader, &a, from, BATCH, &rows, n, &t->e);
    for (size_t i = 0; !rc && i < *n; i++)
        print(&a, &rows[i], json);
    if (!rc && *n) {
        buf_clear(&after->host);
        buf_clear(&after->path);
        buf_add(&after->host, rows[*n - 1].from.host);
        buf_add(&after->path, rows[*n - 1].from.path);
    }
    arena_release(&a);
    return rc;
}

static int run_list(struct task *t)
{
    const struct options *o = t->options;
    struct list_place after;
    size_t n = 0;
    enum rc rc = RC_OK;
    buf_init(&after.host, &t->arena);
    buf_init(&after.path, &t->arena);
    do {
        rc = list_batch(t, o->json, &after, &n);
    } while (!rc && n == BATCH && !buf_failed(&after.host) && !buf_failed(&after.path));
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

/* ---- add, remove ---- */

/* The spelling of an old address that was typed. */
static enum rc read_old(struct task *t, const char *typed, struct old_address *out)
{
    *out = old_address_read(&t->arena, str_view(typed));
    return out->path.n
               ? RC_OK
               : fail(&t->e, RC_INVALID,
                      "\"%s\" is no old address: a path (/tin/bai-1.html, /?p=12) or an address, "
                      "not the home page",
                      typed);
}

/* An address as a header may carry it: letters outside of ASCII percent-encoded (RFC 3986 §2.1). */
static enum rc read_target(struct task *t, const char *typed, struct store_set_redirect *set)
{
    struct buf b;
    struct str s = str_view(typed);
    bool is_path = str_starts(s, STR("/")) && !str_starts(s, STR("//"));
    bool is_clean = is_path || url_is_web(s);
    buf_init(&b, &t->arena);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        is_clean = is_clean && c > 0x20 && c != 0x7F && c != '\\';
        if (c < 0x80)
            buf_add_byte(&b, s.p[i]);
        else
            buf_addf(&b, "%%%02X", c);
    }
    if (!is_clean)
        return fail(&t->e, RC_INVALID, "\"%s\" is neither a path of the site nor a web address",
                    typed);
    set->target = buf_view(&b);
    if (is_path)
        set->target_from = old_address_read(&t->arena, s);
    return RC_OK;
}

static int run_add(struct task *t)
{
    struct store_set_redirect set = {.now_ms = t->now_ms};
    struct store_result result = {0};
    if (read_old(t, t->places[0], &set.from) || read_target(t, t->places[1], &set))
        return task_misuse(t);
    const struct store_command c = {.kind = STORE_SET_REDIRECT, .set_redirect = set};
    enum rc rc = task_store(t, &c, &result);
    if (rc)
        return task_failed(t, rc);
    say("%s\n", result.created ? "thêm mới" : "đã sửa");
    return EXIT_DONE;
}

/* ---- import ---- */

struct import_sums {
    size_t made;
    size_t known;
    size_t articles; /* passed over */
    size_t refused;
};

static struct str member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)}
                                 : STR("");
}

/* Where to leads now: what is itself an old address here would be a second step. */
static enum rc settle_target(struct task *t, struct arena *a, struct str to, struct str *out)
{
    struct store_redirect_ask ask = {.from = old_address_read(a, to)};
    struct store_redirect found;
    enum rc rc = ask.from.path.n && str_starts(to, STR("/"))
                     ? store_redirect_from(t->folder.reader, a, &ask, &found, &t->e)
                     : RC_NOTFOUND;
    *out = rc ? to : moved_location(a, &found);
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc import_row(struct task *t, struct arena *a, const json_t *row,
                          struct import_sums *sums)
{
    struct str to = STR("");
    struct store_result result = {0};
    struct store_set_redirect read = {.now_ms = t->now_ms};
    struct old_address from = old_address_read(
        a, old_address_write(a, (struct old_address){member(row, "host"), member(row, "from")}));
    if (json_is_integer(json_object_get(row, "article"))) {
        sums->articles++;
        return RC_OK;
    }
    if (from.path.n == 0)
        return fail(&t->e, RC_INVALID, "\"from\" is no old address");
    enum rc rc = settle_target(t, a, member(row, "to"), &to);
    if (!rc)
        rc = read_target(t, str_cstr(a, to), &read);
    if (rc)
        return rc;
    const struct store_command c = {
        .kind = STORE_ADD_PLACE_REDIRECTS,
        .add_place_redirects = {
            .target = read.target, .from = &from, .from_n = 1, .now_ms = t->now_ms}};
    rc = task_store(t, &c, &result);
    sums->made += !rc && result.changed;
    sums->known += !rc && !result.changed;
    return rc;
}

/* A line that is no such row is named, and the next one read; the store's own troubles end it. */
static enum rc import_line(struct task *t, struct str line, size_t number, struct import_sums *sums)
{
    struct arena a;
    json_error_t cause;
    if (str_trim(line).n == 0)
        return RC_OK;
    arena_init(&a, BATCH_ARENA_BYTES);
    json_t *row = json_loadb(line.p, line.n, 0, &cause);
    enum rc rc = json_is_object(row) ? import_row(t, &a, row, sums)
                                     : fail(&t->e, RC_INVALID, "not a JSON object");
    if (rc == RC_INVALID) {
        sums->refused++;
        (void)say_failure(t->verb, "%s: line %zu: %s", t->places[0], number, t->e.text);
        rc = RC_OK;
    }
    json_decref(row);
    arena_release(&a);
    return rc;
}

static int run_import(struct task *t)
{
    bool from_stdin = str_eq(str_view(t->places[0]), STR("-"));
    FILE *file = from_stdin ? stdin : fopen(t->places[0], "rb");
    struct import_sums sums = {0};
    char line[LINE_MAX_BYTES];
    enum rc rc = RC_OK;
    if (!file)
        return say_failure(t->verb, "%s: cannot be opened: %s", t->places[0],
                           strerrordesc_np(errno));
    for (size_t number = 1; !rc && fgets(line, sizeof line, file); number++)
        rc = import_line(t, str_view(line), number, &sums);
    if (!from_stdin)
        (void)fclose(file);
    if (rc)
        return task_failed(t, rc);
    say("%zu thêm mới, %zu đã có, %zu của bài (đi cùng bài khi nhập), %zu lỗi\n", sums.made,
        sums.known, sums.articles, sums.refused);
    return sums.refused ? EXIT_FAILED : EXIT_DONE;
}

static int run_remove(struct task *t)
{
    struct store_remove_redirect removed = {0};
    if (read_old(t, t->places[0], &removed.from))
        return task_misuse(t);
    const struct store_command c = {.kind = STORE_REMOVE_REDIRECT, .remove_redirect = removed};
    enum rc rc = task_store(t, &c, NULL);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

static const struct task_action actions[] = {
    {"list", 0, 0, run_list},
    {"add", 2, 2, run_add},
    {"import", 1, 1, run_import},
    {"remove", 1, 1, run_remove},
};

int cmd_redirect(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {{"--json", .flag = &o.json}};
    struct args args = {
        .usage = "SITE list [--json]\n"
                 "SITE add OLD NEW\n"
                 "SITE import FILE\n"
                 "SITE remove OLD\n",
        .details =
            "OLD is an address that the site's former system had: a path with its query, of any host,\n"
            "or the whole address, of that host; a reader who asks for it is sent to NEW (301). loa import adds those\n"
            "of a site that moves; they follow their article wherever it goes.\n"
            "\n"
            "list    mỗi dòng một địa chỉ · one a line; --json: one object a line\n"
            "add     thêm hoặc sửa bằng tay · NEW: a path of the site, or an address elsewhere\n"
            "import  lấy từ FILE (do list --json của một trang Loa khác viết), trừ những địa chỉ của bài, vì chúng đi cùng bài\n"
            "        · what `loa redirect OTHER list --json` wrote (- is standard input), without those of articles, which\n"
            "        come with loa export; what leads somewhere here already stays\n"
            "remove  bỏ · OLD is then not found\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 4,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, &o, actions, COUNT_OF(actions));
}
