#include "ingest/fetch.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ingest/fetch_internal.h"
#include "ingest/raster_child.h"

enum {
    RUN_ARENA_BYTES = 256 << 20,
    VIETNAM_MIN = 420,
    TOKEN_BYTES = 16,
    NAME_MAX_CP = 120,
    FEEDS_AT_A_TIME = 32, /* their entries wait in memory until all have answered */
};

/* ---- the run ---- */

/* The sources that are what was sealed: what somebody put among them behind Loa's back is not asked for news. */
static enum rc read_feeds(struct fetch *f, struct err *e)
{
    struct store_feed *all = NULL;
    size_t n = 0;
    enum rc rc = store_feeds(f->job->reader, &f->arena, &all, &n, e);
    f->feeds = all;
    for (size_t i = 0; !rc && i < n; i++) {
        struct err why = {""};
        rc = store_row_verify(f->job->reader, SEAL_SOURCE, all[i].id, &why);
        if (rc == RC_OK)
            f->feeds[f->feeds_n++] = all[i];
        else if (rc == RC_DENIED)
            log_write(LOG_LEVEL_ERROR, "seal", "ALARM: not fetched: %s (loa verify)", why.text);
        else
            return fail(e, rc, "%s", why.text);
        rc = RC_OK;
    }
    return rc;
}

enum rc fetch_open(struct fetch *f, const struct fetch_job *job, struct fetch_counts *counts,
                   struct err *e)
{
    struct str setting = STR("");
    *f = (struct fetch){.job = job, .counts = counts};
    arena_init(&f->arena, RUN_ARENA_BYTES);
    f->raster = raster_child_new();
    if (!f->raster)
        return fail(e, RC_NOMEM, "out of memory");
    enum rc rc = section_book_open(&f->sections, &f->arena, job->store, job->reader, e);
    if (!rc)
        rc = read_feeds(f, e);
    if (rc)
        return rc;
    rc = store_setting(job->reader, &f->arena, STR(FETCH_AGREEMENT_SETTING), &setting, e);
    f->needs_agreement = rc == RC_OK && str_eq(setting, STR("1"));
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

void fetch_close(struct fetch *f)
{
    raster_child_free(f->raster);
    arena_release(&f->arena);
}

enum rc fetch_run(struct fetch *f, const struct store_command *c, struct store_result *result,
                  struct err *e)
{
    struct err own = {""};
    enum rc rc = store_run(f->job->store, c, result, &own);
    if (rc == RC_IO || rc == RC_CORRUPT || rc == RC_NOMEM)
        f->rc = fail(&f->e, rc, "%s", own.text);
    if (rc && e)
        *e = own;
    return rc;
}

struct store_link_origin fetch_brought(const struct store_feed *feed)
{
    return (struct store_link_origin){feed->name, STR("loa fetch")};
}

void fetch_log(struct fetch *f, const struct store_feed *feed, int64_t article_id, const char *kind,
               struct str words)
{
    struct store_command c = {.kind = STORE_ADD_FEED_EVENT};
    c.add_feed_event = (struct store_feed_event){.feed_id = feed->id,
                                                 .article_id = article_id,
                                                 .at_ms = f->job->wall_ms(),
                                                 .kind = str_view(kind),
                                                 .source_name = feed->name,
                                                 .words = words};
    (void)fetch_run(f, &c, NULL, NULL);
}

/* ---- one feed ---- */

struct poll {
    struct fetch *f;
    struct store_feed *feed;
    size_t items_n;
    struct str logo; /* said by a feed that is read for the first time */
    bool answered;
};

static void tell(const struct poll *p, bool error, struct str words)
{
    if (p->f->job->told)
        p->f->job->told(p->f->job->ctx, p->feed, error, words);
}

static void set_state(struct fetch *f, const struct store_feed_state *state)
{
    struct store_command c = {.kind = STORE_SET_FEED_STATE, .set_feed_state = *state};
    (void)fetch_run(f, &c, NULL, NULL);
}

static void note_failure(struct poll *p, struct str retry, const char *cause)
{
    struct fetch *f = p->f;
    int64_t now_ms = f->job->wall_ms();
    struct store_feed_state state = p->feed->state;
    state.errors++;
    state.error = str_view(cause);
    state.next_ms = now_ms + fetch_backoff_ms(state.errors, retry, now_ms, f->job->rand);
    f->counts->failed++;
    if (state.errors == 1)
        fetch_log(f, p->feed, 0, "error", state.error);
    set_state(f, &state);
    tell(p, true, state.error);
}

/* 410: whoever runs the source wants no more questions. */
static void stop_feed(struct poll *p)
{
    struct store_command c = {.kind = STORE_PUT_FEED, .put_feed = *p->feed};
    c.put_feed.paused = true;
    (void)fetch_run(p->f, &c, NULL, NULL);
    fetch_log(p->f, p->feed, 0, "gone", STR("nguồn trả lời 410, không hỏi nữa"));
}

static void move_feed(struct poll *p, struct str url)
{
    struct err e = {""};
    struct store_command c = {.kind = STORE_PUT_FEED, .put_feed = *p->feed};
    c.put_feed.feed_url = url;
    if (fetch_run(p->f, &c, NULL, &e) == RC_OK)
        fetch_log(p->f, p->feed, 0, "moved", url);
    else
        fetch_log(p->f, p->feed, 0, "error", str_view(e.text));
}

/* A source whose owner gave it no name goes by the one that the feed gives itself. */
static void name_feed(struct poll *p, const struct feed *about)
{
    struct str title = utf8_first_cp(feed_plain(&p->f->arena, &about->title), NAME_MAX_CP);
    struct store_command c = {.kind = STORE_SET_FEED_NAME,
                              .set_feed_name = {.feed_id = p->feed->id, .name = title}};
    if (p->feed->is_named || !title.n || str_eq(title, p->feed->name))
        return;
    if (fetch_run(p->f, &c, NULL, NULL) == RC_OK)
        p->feed->name = title;
}

static bool item_found(void *ctx, const struct feed *about, const struct feed_item *item,
                       struct arena *a, size_t line)
{
    struct poll *p = ctx;
    (void)line;
    if (p->items_n++ == 0)
        name_feed(p, about);
    fetch_take_item(p->f, p->feed, about, item, a);
    return p->f->rc == RC_OK;
}

static bool item_refused(void *ctx, size_t line, enum rc rc, const char *cause)
{
    const struct poll *p = ctx;
    (void)rc;
    (void)line;
    fetch_log(p->f, p->feed, 0, "refused", str_view(cause));
    return true;
}

/* A hub that the feed names and that is not known yet. */
static void note_hub(struct poll *p, const struct feed *about, struct str asked_url)
{
    struct store_feed_hub hub = p->feed->hub;
    unsigned char token[TOKEN_BYTES];
    unsigned char secret[TOKEN_BYTES];
    struct str topic = about->self.n ? about->self : asked_url;
    if (!about->hub.n || (str_eq(hub.hub, about->hub) && str_eq(hub.topic, topic)))
        return;
    rand_bytes(token, sizeof token);
    rand_bytes(secret, sizeof secret);
    hub = (struct store_feed_hub){.feed_id = p->feed->id,
                                  .topic = topic,
                                  .hub = about->hub,
                                  .token = hash_hex(&p->f->arena, token, sizeof token),
                                  .secret = hash_hex(&p->f->arena, secret, sizeof secret),
                                  .state = FEED_HUB_NONE,
                                  .until_ms = CLOCK_NONE};
    struct store_command c = {.kind = STORE_SET_FEED_HUB, .set_feed_hub = hub};
    (void)fetch_run(p->f, &c, NULL, NULL);
}

static void note_success(struct poll *p, const struct http_answer *answer, int64_t ttl_ms,
                         struct str note)
{
    struct fetch *f = p->f;
    struct store_feed_state state = p->feed->state;
    bool pushed = p->feed->hub.state == FEED_HUB_ON;
    int64_t now_ms = f->job->wall_ms();
    if (answer->status == 200) {
        state.etag = answer->etag;
        state.modified = answer->modified;
    }
    state.errors = 0;
    state.error = note;
    state.fetched_ms = now_ms;
    state.next_ms = now_ms + fetch_wait_ms(ttl_ms, pushed, f->job->rand);
    set_state(f, &state);
    p->answered = true;
}

static void read_feed(struct poll *p, const struct http_answer *answer)
{
    struct fetch *f = p->f;
    struct err e = {""};
    struct feed_reader *r = NULL;
    struct feed_sink sink = {item_found, item_refused, p};
    struct feed_options options = {
        .url = answer->url, .content_type = answer->type, .zone_min = VIETNAM_MIN};
    enum rc rc = feed_new(&options, &sink, &r, &e);
    if (!rc)
        rc = feed_push(r, answer->body, &e);
    if (!rc)
        rc = feed_end(r, &e);
    if (rc && !p->items_n) {
        note_failure(p, STR(""), e.text);
        feed_free(r);
        return;
    }
    const struct feed *about = feed_about(r);
    name_feed(p, about);
    if (p->feed->state.fetched_ms == CLOCK_NONE)
        p->logo = str_copy(&f->arena, about->logo.n ? about->logo : about->icon);
    note_hub(p, about, answer->url);
    if (about->moved_to.n && !answer->moved.n)
        move_feed(p, about->moved_to);
    note_success(p, answer, about->ttl_ms, rc ? str_view(e.text) : about->note);
    tell(p, false,
         str_format(&f->arena, "%zu mục%s%s", p->items_n, rc ? "; " : "", rc ? e.text : ""));
    feed_free(r);
}

static void feed_came(void *ctx, enum rc rc, const struct http_answer *answer, const struct err *e)
{
    struct poll *p = ctx;
    if (rc) {
        note_failure(p, STR(""), e->text);
        return;
    }
    if ((answer->status == 200 || answer->status == 304) && answer->moved.n &&
        !str_eq(answer->moved, p->feed->feed_url))
        move_feed(p, answer->moved);
    if (answer->status == 200) {
        read_feed(p, answer);
        fetch_release_held(p->f, p->feed);
    } else if (answer->status == 304) {
        note_success(p, answer, 0, STR(""));
        tell(p, false, STR("không có gì mới"));
        fetch_release_held(p->f, p->feed);
    } else {
        struct str words = str_format(&p->f->arena, "trả lời %lld", (long long)answer->status);
        note_failure(p, answer->retry, str_cstr(&p->f->arena, words));
        if (answer->status == 410)
            stop_feed(p);
    }
}

static bool is_due(const struct fetch_job *job, const struct store_feed *feed)
{
    return !feed->paused &&
           (job->all || feed->state.next_ms == CLOCK_NONE || feed->state.next_ms <= job->wall_ms());
}

static void begin_feed(struct fetch *f, struct poll *p)
{
    struct err e = {""};
    struct http_request request = {
        .url = p->feed->feed_url,
        .etag = p->feed->state.etag,
        .modified = p->feed->state.modified,
        .accept = STR("application/atom+xml, application/rss+xml, application/feed+json, "
                      "application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"),
        .max_bytes = FEED_MAX_BYTES,
        .timeout_ms = FETCH_TIMEOUT_MS,
        .robots = true,
    };
    f->counts->feeds++;
    if (http_client_begin(f->job->http, &request, feed_came, p, &e))
        note_failure(p, STR(""), e.text);
}

/* Of the polls before end that were answered since the last time. */
static void take_logos(struct fetch *f, struct poll *polls, size_t end)
{
    for (size_t i = end > FEEDS_AT_A_TIME ? end - FEEDS_AT_A_TIME : 0; i < end && !f->rc; i++) {
        if (polls[i].answered)
            fetch_take_logo(f, polls[i].feed, polls[i].logo);
        polls[i].answered = false;
    }
}

enum rc fetch_feeds(const struct fetch_job *job, struct fetch_counts *counts, struct err *e)
{
    struct fetch f;
    enum rc rc = fetch_open(&f, job, counts, e);
    size_t n = f.feeds_n;
    struct poll *polls = rc ? NULL : arena_array(&f.arena, n, sizeof *polls);
    for (size_t i = 0; polls && i < n; i++) {
        polls[i] = (struct poll){.f = &f, .feed = &f.feeds[i]};
        if (is_due(job, &f.feeds[i]) && !f.rc)
            begin_feed(&f, &polls[i]);
        if (i + 1 < n && (i + 1) % FEEDS_AT_A_TIME != 0)
            continue;
        http_client_run(job->http);
        fetch_publish_ready(&f);
        take_logos(&f, polls, i + 1);
    }
    if (!rc && f.rc)
        rc = fail(e, f.rc, "%s", f.e.text);
    fetch_close(&f);
    return rc;
}
