/* WebSub (W3C Recommendation, 2018): asking hubs to tell what is new. The answers come to the site
 * (site/websub.h). */
#include "ingest/fetch_internal.h"

#include "base/buf.h"

enum {
    LEASE_S = 10 * 24 * 3600,
    RENEW_BEFORE_MS = 1800 * 1000,          /* less than the shortest lease (site/websub.c) */
    ASK_AGAIN_MS = 3600 * 1000,             /* a hub that did not come back */
    DENIED_AGAIN_MS = 7 * 24 * 3600 * 1000, /* one that said no */
    HUB_ANSWER_MAX_BYTES = 64 << 10,
};

static bool is_due(const struct store_feed *feed, int64_t now_ms)
{
    const struct store_feed_hub *hub = &feed->hub;
    if (!hub->hub.n || !hub->topic.n || !hub->token.n || feed->paused)
        return false;
    switch (hub->state) {
    case FEED_HUB_NONE: return true;
    case FEED_HUB_ASKED:
        return hub->until_ms == CLOCK_NONE || now_ms - hub->until_ms > ASK_AGAIN_MS;
    case FEED_HUB_ON:
        return hub->until_ms != CLOCK_NONE && hub->until_ms - now_ms < RENEW_BEFORE_MS;
    case FEED_HUB_DENIED:
        return hub->until_ms == CLOCK_NONE || now_ms - hub->until_ms > DENIED_AGAIN_MS;
    }
    return false;
}

static struct str form_of(struct arena *a, const struct fetch_job *job,
                          const struct store_feed *feed, const char *mode)
{
    struct buf b;
    buf_init(&b, a);
    buf_addf(&b, "hub.mode=%s&hub.topic=", mode);
    buf_add_url_encoded(&b, feed->hub.topic);
    buf_add(&b, STR("&hub.callback="));
    buf_add_url_encoded(&b, job->origin);
    buf_addf(&b, "/websub/%.*s&hub.lease_seconds=%d&hub.secret=", STR_ARG(feed->hub.token),
             LEASE_S);
    buf_add_url_encoded(&b, feed->hub.secret);
    return buf_view(&b);
}

struct asked {
    struct fetch *f;
    const struct store_feed *feed;
};

/* 202: the hub will ask back; anything else is a refusal. */
static void hub_answered(void *ctx, enum rc rc, const struct http_answer *answer,
                         const struct err *e)
{
    const struct asked *asked = ctx;
    struct fetch *f = asked->f;
    if (!rc && answer->status / 100 == 2)
        return;
    struct store_command c = {.kind = STORE_SET_FEED_HUB, .set_feed_hub = asked->feed->hub};
    c.set_feed_hub.state = FEED_HUB_DENIED;
    c.set_feed_hub.until_ms = f->job->wall_ms();
    (void)fetch_run(f, &c, NULL, NULL);
    struct str words = rc ? str_view(e->text)
                          : str_format(&f->arena, "hub trả lời %lld", (long long)answer->status);
    fetch_log(f, asked->feed, 0, "hub-denied", words);
}

/* The state is stored first: a hub may ask back before it answers. Of a lease that is renewed too,
 * so that a hub which does not come back is not asked with every turn. */
static void ask(struct fetch *f, const struct store_feed *feed)
{
    struct asked *asked = arena_alloc(&f->arena, sizeof *asked);
    struct store_command c = {.kind = STORE_SET_FEED_HUB, .set_feed_hub = feed->hub};
    c.set_feed_hub.state = FEED_HUB_ASKED;
    c.set_feed_hub.until_ms = f->job->wall_ms();
    if (!asked || fetch_run(f, &c, NULL, NULL))
        return;
    *asked = (struct asked){f, feed};
    struct http_request request = {.url = feed->hub.hub,
                                   .form = form_of(&f->arena, f->job, feed, "subscribe"),
                                   .max_bytes = HUB_ANSWER_MAX_BYTES,
                                   .timeout_ms = FETCH_TIMEOUT_MS};
    struct err e = {""};
    enum rc rc = http_client_begin(f->job->http, &request, hub_answered, asked, &e);
    if (rc)
        hub_answered(asked, rc, NULL, &e);
}

enum rc fetch_subscribe(const struct fetch_job *job, struct err *e)
{
    struct fetch f;
    struct fetch_counts unused = {0};
    if (!job->origin.n)
        return RC_OK;
    enum rc rc = fetch_open(&f, job, &unused, e);
    for (size_t i = 0; !rc && i < f.feeds_n; i++)
        if (is_due(&f.feeds[i], job->wall_ms()))
            ask(&f, &f.feeds[i]);
    http_client_run(job->http);
    if (!rc && f.rc)
        rc = fail(e, f.rc, "%s", f.e.text);
    fetch_close(&f);
    return rc;
}

static void unsubscribed(void *ctx, enum rc rc, const struct http_answer *answer,
                         const struct err *e)
{
    (void)ctx;
    (void)rc;
    (void)answer;
    (void)e;
}

void fetch_unsubscribe(const struct fetch_job *job, const struct store_feed *feed)
{
    struct arena a;
    if (!job->origin.n || !feed->hub.hub.n || feed->hub.state == FEED_HUB_NONE)
        return;
    arena_init(&a, HUB_ANSWER_MAX_BYTES);
    struct http_request request = {.url = feed->hub.hub,
                                   .form = form_of(&a, job, feed, "unsubscribe"),
                                   .max_bytes = HUB_ANSWER_MAX_BYTES,
                                   .timeout_ms = FETCH_TIMEOUT_MS};
    if (http_client_begin(job->http, &request, unsubscribed, NULL, NULL) == RC_OK)
        http_client_run(job->http);
    arena_release(&a);
}
