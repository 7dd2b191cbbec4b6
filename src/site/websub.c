#include "site/websub.h"

#include "base/hmac.h"
#include "base/log.h"
#include "site/deliver.h"

enum {
    LEASE_DEFAULT_S = 10 * 24 * 3600, /* of a hub that says none */
    LEASE_MIN_S = 3600, /* a shorter one is not renewed sooner: the feed is polled as well */
    LEASE_MAX_S = 90 * 24 * 3600,
    CHALLENGE_MAX_BYTES = 4096,
    SECOND_MS = 1000,
};

static void written(void *ctx, enum rc rc, const struct store_result *result, const struct err *e)
{
    (void)ctx;
    (void)result;
    if (rc)
        log_write(LOG_LEVEL_ERROR, "websub", "%s (%s)", rc_words(rc), e ? e->text : "");
}

/* Nobody waits for it: what is lost is asked for again. */
static void submit(const struct websub *w, const struct store_command *c)
{
    if (store_submit(w->store, c, written, NULL))
        log_write(LOG_LEVEL_WARN, "websub", "the store is busy");
}

static struct str value(const struct websub *w, struct str name)
{
    return wire_form_value(w->req->arena, w->req->query, name, NULL);
}

static void answer(const struct websub *w, int status, struct str text)
{
    deliver_text(w->req, w->res, status, STR("text/plain; charset=utf-8"), text);
}

static int64_t lease_ms(const struct websub *w)
{
    int64_t seconds = LEASE_DEFAULT_S;
    if (!str_to_int(value(w, STR("hub.lease_seconds")), &seconds))
        seconds = LEASE_DEFAULT_S;
    if (seconds < LEASE_MIN_S)
        seconds = LEASE_MIN_S;
    return (seconds > LEASE_MAX_S ? LEASE_MAX_S : seconds) * SECOND_MS;
}

static void set_state(const struct websub *w, struct store_feed_hub hub,
                      enum store_feed_hub_state state, int64_t until_ms)
{
    struct store_command c = {.kind = STORE_SET_FEED_HUB, .set_feed_hub = hub};
    c.set_feed_hub.state = state;
    c.set_feed_hub.until_ms = until_ms;
    submit(w, &c);
}

/* Whether the token's subscription wants what mode and topic say. */
static bool is_wanted(struct str mode, struct str topic, bool known,
                      const struct store_feed_hub *hub)
{
    if (str_eq(mode, STR("unsubscribe")))
        return !known || hub->state == FEED_HUB_NONE; /* a source that was removed */
    return known && str_eq(mode, STR("subscribe")) && str_eq(topic, hub->topic) &&
           (hub->state == FEED_HUB_ASKED || hub->state == FEED_HUB_ON);
}

void websub_verify(const struct websub *w)
{
    struct store_feed_hub hub = {0};
    struct str mode = value(w, STR("hub.mode"));
    struct str challenge = value(w, STR("hub.challenge"));
    bool known = store_feed_hub_by_token(w->reader, w->req->arena, w->token, &hub, NULL) == RC_OK;
    if (known && str_eq(mode, STR("denied"))) {
        set_state(w, hub, FEED_HUB_DENIED, w->req->now_ms);
        answer(w, 200, STR(""));
        return;
    }
    if (!challenge.n || challenge.n > CHALLENGE_MAX_BYTES ||
        !is_wanted(mode, value(w, STR("hub.topic")), known, &hub)) {
        answer(w, 404, STR("no such subscription\n"));
        return;
    }
    if (known && str_eq(mode, STR("subscribe")))
        set_state(w, hub, FEED_HUB_ON, w->req->now_ms + lease_ms(w));
    answer(w, 200, challenge);
}

void websub_notify(const struct websub *w)
{
    struct store_feed_hub hub = {0};
    struct str signature = wire_field(w->req, STR("X-Hub-Signature"));
    if (store_feed_hub_by_token(w->reader, w->req->arena, w->token, &hub, NULL)) {
        answer(w, 410, STR("no such subscription\n")); /* the hub may forget it */
        return;
    }
    if (hub.secret.n && hmac_valid(hub.secret, w->req->body, signature)) {
        struct store_command c = {.kind = STORE_SET_FEED_DUE, .set_feed_due = hub.feed_id};
        submit(w, &c);
    }
    answer(w, 202, STR(""));
}
