/* loa redirect: the addresses of a site's former system, and where they lead. */
#include "app/task.h"
#include "app/verb.h"
#include "article/old_address.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/url.h"
#include "site/moved.h"

struct options {
    bool json;
};

enum { BATCH = 500, BATCH_ARENA_BYTES = 16 << 20 };

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
    {"remove", 1, 1, run_remove},
};

int cmd_redirect(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {{"--json", .flag = &o.json}};
    struct args args = {
        .usage = "SITE list [--json]\n"
                 "SITE add OLD NEW\n"
                 "SITE remove OLD\n",
        .details =
            "OLD is an address that the site's former system had: a path with its query, of any host,\n"
            "or the whole address, of that host; a reader who asks for it is sent to NEW (301). loa import adds those\n"
            "of a site that moves; they follow their article wherever it goes.\n"
            "\n"
            "list    mỗi dòng một địa chỉ · one a line; --json: one object a line\n"
            "add     thêm hoặc sửa bằng tay · NEW: a path of the site, or an address elsewhere\n"
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
