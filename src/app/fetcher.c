#include "app/fetcher.h"

#include "app/link_setup.h"
#include "base/clock.h"
#include "site/ini_file.h"

enum { FETCHER_ARENA_BYTES = 256 << 20, GAP_MAX_MS = 600000 };

static int64_t mono_ms(void)
{
    return clock_mono_now();
}

static int64_t wall_ms(void)
{
    return clock_wall_now();
}

static struct str agent_of(struct arena *a, struct str origin)
{
    if (!origin.n)
        return STR(LOA_AGENT " (feed reader)");
    return str_format(a, LOA_AGENT " (+%.*s/)", STR_ARG(origin));
}

static enum rc gap_of(const struct ini *conf, int64_t *out, struct err *e)
{
    struct str said = ini_value(conf, STR("fetch"), STR("gap_ms"));
    *out = HTTP_HOST_GAP_MS;
    if (said.n && (!str_to_int(said, out) || *out < 0 || *out > GAP_MAX_MS))
        return fail(e, RC_INVALID, "loa.conf, [fetch] gap_ms: a number from 0 to %d", GAP_MAX_MS);
    return RC_OK;
}

enum rc fetcher_open(struct fetcher *f, const char *site, const struct folder *folder,
                     struct err *e)
{
    struct ini conf;
    int64_t gap_ms = 0;
    *f = (struct fetcher){0};
    arena_init(&f->arena, FETCHER_ARENA_BYTES);
    rand_bytes(&f->rand, sizeof f->rand);
    enum rc rc = ini_read_file(&f->arena, folder_path(&f->arena, site, FOLDER_CONF), &conf, e);
    if (!rc)
        rc = gap_of(&conf, &gap_ms, e);
    if (rc)
        return rc;
    struct str origin = ini_value(&conf, STR("site"), STR("origin"));
    struct http_client_options options = {
        .agent = str_cstr(&f->arena, agent_of(&f->arena, origin)),
        .robot = "Loa",
        .host_gap_ms = gap_ms,
        .allow_loopback = ini_yes(ini_value(&conf, STR("fetch"), STR("allow_loopback")), false),
        .mono_ms = mono_ms,
    };
    rc = http_client_open(&options, &f->http, e);
    f->job = (struct fetch_job){.store = folder->store,
                                .reader = folder->reader,
                                .http = f->http,
                                .media_folder = folder_path(&f->arena, site, FOLDER_MEDIA),
                                .wall_ms = wall_ms,
                                .rand = &f->rand,
                                .origin = origin};
    return rc ? rc : link_setup_rules(&f->arena, site, folder, &f->job.rules, e);
}

void fetcher_close(struct fetcher *f)
{
    http_client_close(f->http);
    arena_release(&f->arena);
    *f = (struct fetcher){0};
}
