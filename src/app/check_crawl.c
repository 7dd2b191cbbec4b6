#include "app/check_crawl.h"

#include "app/args.h"
#include "app/say.h"
#include "app/self_crawl.h"
#include "base/buf.h"
#include "base/clock.h"
#include "site/ini_file.h"

enum { CRAWL_ARENA_BYTES = 4 << 20 };

static void add_member(struct buf *b, const char *key, struct str value)
{
    buf_addf(b, "%s\"%s\":", b->n ? "," : "{", key);
    buf_add_json(b, value);
}

static void told(void *ctx, struct str page, const char *visitor, struct str what)
{
    const struct check_crawl *o = ctx;
    struct buf b;
    buf_init(&b, NULL);
    if (o->json) {
        add_member(&b, "page", page);
        add_member(&b, "visitor", str_view(visitor));
        add_member(&b, "found", what);
        buf_add(&b, STR("}\n"));
    } else {
        buf_addf(&b, "%.*s\n    [%s] %.*s\n", STR_ARG(page), visitor, STR_ARG(what));
    }
    say_text(buf_view(&b));
    buf_release(&b);
}

static enum rc own_address(struct arena *a, const char *folder, struct str *out, struct err *e)
{
    struct ini conf;
    enum rc rc = ini_read_file(a, folder_path(a, folder, FOLDER_CONF), &conf, e);
    if (rc)
        return rc;
    struct str origin = ini_value(&conf, STR("site"), STR("origin"));
    struct str listen = ini_value(&conf, STR("server"), STR("listen"));
    *out = origin.n ? origin : str_concat(a, STR("http://"), listen);
    return RC_OK;
}

static void say_sums(const struct check_crawl *o, const struct self_crawl_counts *counts)
{
    if (!o->json)
        say("%zu trang, %zu lần đọc, %zu điều khác thường · %zu pages, %zu requests, %zu findings\n",
            counts->pages, counts->requests, counts->found, counts->pages, counts->requests,
            counts->found);
}

static int crawl(const char *verb, const struct check_crawl *o, struct self_crawl job)
{
    struct err e = {""};
    struct arena a;
    struct folder site = {0};
    struct self_crawl_counts counts = {0};
    arena_init(&a, CRAWL_ARENA_BYTES);
    enum rc rc = folder_open_with(o->folder, (struct store_options){.any_key = true}, &site, &e);
    job.url = o->url ? str_view(o->url) : STR("");
    if (!rc && !o->url)
        rc = own_address(&a, o->folder, &job.url, &e);
    job.folder = &site;
    if (!rc)
        rc = self_crawl_run(&job, &counts, &e);
    folder_close(&site);
    arena_release(&a);
    if (rc)
        return say_failure(verb, "%s", e.text[0] ? e.text : rc_words(rc));
    say_sums(o, &counts);
    return counts.found ? EXIT_FAILED : EXIT_DONE;
}

int check_crawl(const char *verb, const struct check_crawl *o)
{
    struct err e = {""};
    struct check_crawl options = *o;
    struct self_crawl job = {.pages_max = SELF_CRAWL_PAGES,
                             .gap_ms = SELF_CRAWL_GAP_MS,
                             .mono_ms = clock_mono_now,
                             .told = told,
                             .ctx = &options};
    if (o->pages && args_number("--pages", o->pages, 1, SELF_CRAWL_PAGES_MAX, &job.pages_max, &e))
        return say_misuse(verb, "%s", e.text);
    if (o->gap && args_number("--gap", o->gap, 0, SELF_CRAWL_GAP_MAX_MS, &job.gap_ms, &e))
        return say_misuse(verb, "%s", e.text);
    return crawl(verb, o, job);
}
