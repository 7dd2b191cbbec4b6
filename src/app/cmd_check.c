/* loa check: the scorecard of a site; or what it shows to whom (check_crawl.h). */
#include "app/args.h"
#include "app/check.h"
#include "app/check_crawl.h"
#include "app/say.h"
#include "app/verb.h"
#include "base/clock.h"

static enum rc open_check(struct check *c)
{
    struct site_options o = {.folder = c->folder,
                             .origin = "http://127.0.0.1",
                             .loops = 1,
                             .now_ms = c->now_ms,
                             .looks = true};
    enum rc rc = folder_check(c->folder, c->e);
    if (!rc)
        rc = ini_read_file(c->arena, folder_path(c->arena, c->folder, FOLDER_CONF), &c->conf, c->e);
    if (!rc)
        rc = ini_read_file(c->arena, folder_path(c->arena, c->folder, FOLDER_PRESET), &c->preset,
                           c->e);
    if (!rc)
        rc = site_open(o, &c->site, c->e);
    return rc ? rc
              : folder_open_with(c->folder, (struct store_options){.any_key = true}, &c->store,
                                 c->e);
}

static enum rc check_all(struct check *c)
{
    static enum rc (*const parts[])(struct check *) = {check_speed, check_contents, check_articles,
                                                       check_gathered, check_safety};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT_OF(parts) && !rc; i++)
        rc = parts[i](c);
    if (!rc && !c->json)
        say("\n%zu đạt, %zu thiếu, %zu nên xem · %zu met, %zu missed, %zu to look at\n",
            c->counts[CHECK_MET], c->counts[CHECK_MISSED], c->counts[CHECK_NOTE],
            c->counts[CHECK_MET], c->counts[CHECK_MISSED], c->counts[CHECK_NOTE]);
    return rc;
}

int cmd_check(int argc, char **argv)
{
    struct arena arena;
    struct arena part;
    struct err e = {{0}};
    struct check c = {.arena = &arena, .part = &part, .e = &e};
    bool crawls = false;
    struct check_crawl crawl = {.folder = NULL};
    const struct args_option options[] = {{"--json", .flag = &c.json},
                                          {"--self-crawl", .flag = &crawls},
                                          {"--url", .text = &crawl.url},
                                          {"--pages", .text = &crawl.pages},
                                          {"--gap", .text = &crawl.gap}};
    struct args args = {
        .usage = "SITE [--json]\n"
                 "SITE --self-crawl [--url URL] [--pages N] [--gap MS] [--json]\n",
        .details =
            "Đo trang theo các quy định cho cổng thông tin và báo điện tử: tốc độ, thông tin phải có,\n"
            "bài viết, nguồn tin, an toàn. Không đếm ai, không sửa gì; chạy được bên cạnh loa serve.\n"
            "Measures the site against the rules for portals and newspapers. Exit 1 when any is missed.\n"
            "--json     mỗi điều một dòng · a line a rule: {\"state\":\"met|missed|note\",\n"
            "           \"asked\",\"measured\"}\n"
            "\n"
            "--self-crawl  đọc trang đang chạy như trình duyệt, điện thoại, máy tìm kiếm (Googlebot, Bingbot,\n"
            "              coccocbot), có và không đến từ Google, Cốc Cốc, rồi so sánh\n"
            "              fetches the running site as each of these and names, with its page, what only some\n"
            "              are shown (links, texts, titles, redirects), links that the ledger does not approve,\n"
            "              foreign scripts and frames. Exit 1 when there is any\n"
            "--url URL     else the origin of loa.conf, else where it listens\n"
            "--pages N     at most so many pages (50)\n"
            "--gap MS      between two requests of one visitor (200)\n"
            "--json        a line a finding: {\"page\",\"visitor\",\"found\"}\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 1,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    crawl.folder = args.places[0];
    crawl.json = c.json;
    if (crawls)
        return check_crawl(args.verb, &crawl);
    if (crawl.url || crawl.pages || crawl.gap)
        return say_misuse(args.verb, "--url, --pages and --gap go with --self-crawl");
    c.folder = args.places[0];
    c.now_ms = clock_wall_now();
    arena_init(&arena, CHECK_ARENA_MAX_BYTES);
    arena_init(&part, CHECK_ARENA_MAX_BYTES);
    enum rc rc = open_check(&c);
    if (!rc)
        rc = check_all(&c);
    exit_code = rc ? say_failure("check", "%s", e.text[0] ? e.text : rc_words(rc))
                : c.counts[CHECK_MISSED] ? EXIT_FAILED
                                         : EXIT_DONE;
    folder_close(&c.store);
    if (c.site)
        site_close(c.site, c.now_ms);
    arena_release(&part);
    arena_release(&arena);
    return exit_code;
}
