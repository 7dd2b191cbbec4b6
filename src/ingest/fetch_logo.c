/* Logos of sources. */
#include "ingest/fetch_internal.h"

#include "base/url.h"
#include "ingest/media.h"

enum { LOGO_MAX_BYTES = 2 << 20, LOGO_ARENA_BYTES = 64 << 20 };

static enum rc take(struct fetch *f, struct arena *a, struct str url, struct str *path,
                    struct err *e)
{
    struct http_answer answer;
    struct media_taken taken = {0};
    const struct media_target target = {.folder = f->job->media_folder,
                                        .store = f->job->store,
                                        .reader = f->job->reader,
                                        .raster = f->raster};
    struct http_request request = {.url = url,
                                   .accept = STR("image/*"),
                                   .max_bytes = LOGO_MAX_BYTES,
                                   .timeout_ms = FETCH_TIMEOUT_MS,
                                   .robots = true};
    enum rc rc = http_client_get(f->job->http, a, &request, &answer, e);
    if (!rc && answer.status != 200)
        rc = fail(e, answer.status >= 500 ? RC_IO : RC_NOTFOUND, "the server answered %lld",
                  (long long)answer.status);
    if (!rc)
        rc = media_take_bytes(a, &target, answer.body, &taken, e);
    if (!rc && !taken.width_px)
        rc = fail(e, RC_INVALID, "is no picture");
    if (!rc)
        *path = media_path(taken.src);
    return rc;
}

/* What may go well another time. */
static bool passes(enum rc rc)
{
    return rc == RC_IO || rc == RC_BUSY || rc == RC_NOMEM;
}

void fetch_take_logo(struct fetch *f, const struct store_feed *feed, struct str said)
{
    struct arena a;
    struct err e = {""};
    struct str path = STR("");
    struct str url = feed->logo.n ? feed->logo : said;
    if (!url_is_web(url))
        return; /* it is in the site already */
    arena_init(&a, LOGO_ARENA_BYTES);
    enum rc rc = take(f, &a, url, &path, &e);
    if (!rc || !passes(rc)) {
        /* read anew: the feed may have moved in this run */
        struct store_command c = {.kind = STORE_SET_FEED_LOGO,
                                  .set_feed_logo = {.feed_id = feed->id, .logo = path}};
        (void)fetch_run(f, &c, NULL, NULL);
    }
    if (rc)
        fetch_log(f, feed, 0, "logo", str_format(&a, "%.*s: %s", STR_ARG(url), e.text));
    arena_release(&a);
}
