#include "site/deliver.h"

#include "base/hash.h"
#include "live/robot.h"
#include "page/templates.h"
#include "site/coding.h"

/* ---- what the request says ---- */

bool deliver_not_modified(const struct wire_request *req, struct str etag)
{
    struct str rest = wire_field(req, STR("If-None-Match"));
    struct str item;
    if (str_eq(rest, STR("*")))
        return true;
    while (str_next(&rest, ',', &item)) {
        item = str_trim(item);
        if (str_starts(item, STR("W/")))
            item = str_from(item, 2);
        if (str_eq(item, etag))
            return true;
    }
    return false;
}

static bool is_prefetch(const struct wire_request *req)
{
    struct str purpose = wire_field(req, STR("Sec-Purpose"));
    struct str old = wire_field(req, STR("Purpose"));
    struct str moz = wire_field(req, STR("X-Moz"));
    return str_starts(purpose, STR("prefetch")) || str_eq(old, STR("prefetch")) ||
           str_eq(moz, STR("prefetch"));
}

bool deliver_counts(const struct wire_request *req, bool *robot)
{
    *robot = robot_by_agent(wire_field(req, STR("User-Agent")));
    return req->method == WIRE_GET && !*robot && !is_prefetch(req);
}

/* ---- headers ---- */

void deliver_common_headers(struct wire_response *res)
{
    wire_header_add(res, STR("Content-Security-Policy"),
                    STR("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                        "font-src 'self'; media-src 'self'; connect-src 'self'; "
                        "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"));
    wire_header_add(res, STR("X-Content-Type-Options"), STR("nosniff"));
    wire_header_add(res, STR("Referrer-Policy"), STR("strict-origin-when-cross-origin"));
    wire_header_add(res, STR("Cross-Origin-Opener-Policy"), STR("same-origin"));
    wire_header_add(res, STR("Permissions-Policy"),
                    STR("camera=(), microphone=(), geolocation=(), browsing-topics=()"));
}

void deliver_text(const struct wire_request *req, struct wire_response *res, int status,
                  struct str type, struct str text)
{
    wire_response_init(res, status);
    res->content_type = type;
    deliver_common_headers(res);
    wire_header_add(res, STR("Cache-Control"), STR("no-store"));
    wire_body_set(res, req->arena, text);
}

void deliver_redirect(struct wire_response *res, int status, struct str path)
{
    wire_response_init(res, status);
    deliver_common_headers(res);
    wire_header_add(res, STR("Location"), path);
    wire_header_add(res, STR("Cache-Control"),
                    status == 301 ? STR("public, max-age=3600") : STR("no-store"));
}

/* ---- holes ---- */

/* What stands in a hole that is a slot; NULL elsewhere, and where none runs. */
struct shown {
    const struct store_creative *creative;
};

struct filling {
    const struct delivery *d;
    struct page *page;
    struct str *values;
    struct shown *shown; /* by hole */
    size_t holes_n;
    struct live_site site;
    enum coding coding;
};

static struct str creative_markup(const struct filling *f, const struct store_creative *c)
{
    struct arena *a = f->d->req->arena;
    if (!c)
        return STR("");
    bool occasion = str_eq(c->slot, STR("occasion"));
    struct view_creative view = {
        .url = c->link.n && !f->d->state->view.frozen ? str_format(a, "/qc/%lld", (long long)c->id)
                                                      : c->link,
        .picture_url = c->picture.n ? str_concat(a, STR("/media/"), c->picture) : STR(""),
        .picture_width =
            c->picture_width_px ? str_format(a, "%lld", (long long)c->picture_width_px) : STR(""),
        .picture_height =
            c->picture_width_px ? str_format(a, "%lld", (long long)c->picture_height_px) : STR(""),
        .alt = c->alt,
        .title = c->title,
        .label = occasion ? STR("") : f->d->state->words->advertisement,
        .is_occasion = occasion,
        .shows_title = str_eq(c->slot, STR("sponsored")),
    };
    struct page_out out;
    page_out_init(&out, a);
    template_creative(&out, &view);
    return page_out_html(&out).s;
}

static struct str hole_value(const struct filling *f, struct hole hole,
                             const struct store_creative *creative)
{
    const struct live *l = f->d->live;
    struct arena *a = f->d->req->arena;
    switch (hole.kind) {
    case HOLE_VIEWS: return page_hole_number(a, hole, live_article(l, hole.id).views);
    case HOLE_COMMENTS: return page_hole_number(a, hole, live_article(l, hole.id).comments);
    case HOLE_REACTION:
        return page_hole_number(a, hole, live_article(l, hole.id / 8).reactions[hole.id % 8]);
    case HOLE_ONLINE: return page_hole_number(a, hole, f->site.online);
    case HOLE_TODAY: return page_hole_number(a, hole, f->site.today);
    case HOLE_WEEK: return page_hole_number(a, hole, f->site.week);
    case HOLE_TOTAL: return page_hole_number(a, hole, f->site.total);
    case HOLE_SLOT: return creative_markup(f, creative);
    case HOLE_NONE: break;
    }
    return STR("");
}

/* The creative ids behind the last '-' of the first tag the reader's browser holds:
 * "hash-3.7" -> 3, 7. A page it has already may keep its creatives, or no answer would ever be 304. */
static struct str held_choice(const struct wire_request *req)
{
    struct str tag = wire_field(req, STR("If-None-Match"));
    size_t dash = str_find_last_byte(tag, '-');
    struct str ids = str_from(tag, dash + 1);
    return str_first(ids, str_find_byte(ids, '"'));
}

/* Chooses a creative for every slot; `held` are the ids to keep if they still run. */
static void choose(struct filling *f, struct str held)
{
    const struct delivery *d = f->d;
    for (size_t i = 0; i < f->holes_n; i++) {
        struct hole hole = page_hole_at(f->page, i);
        if (hole.kind != HOLE_SLOT || (size_t)hole.id >= d->state->slots_n)
            continue;
        struct str text;
        int64_t id = 0;
        size_t index = (size_t)hole.id;
        if (str_next(&held, '.', &text) && str_to_int(text, &id))
            f->shown[i].creative = slots_running(d->state, index, id, d->req->now_ms);
        if (!f->shown[i].creative)
            f->shown[i].creative = slots_pick(d->slots, d->state, index, d->req->now_ms);
    }
}

static void fill_values(struct filling *f)
{
    for (size_t i = 0; i < f->holes_n; i++)
        f->values[i] = hole_value(f, page_hole_at(f->page, i), f->shown[i].creative);
}

/* Quoted: hash of the page and its values, then the creatives it shows. */
static struct str etag_of(const struct filling *f)
{
    struct arena *a = f->d->req->arena;
    struct buf b;
    buf_init(&b, a);
    struct hash_content page = page_hash(f->page);
    buf_add(&b, (struct str){(const char *)page.bytes, sizeof page.bytes});
    for (size_t i = 0; i < f->holes_n; i++) {
        buf_add(&b, f->values[i]);
        buf_add_byte(&b, '\n');
    }
    struct hash_content all = hash_content(buf_view(&b));
    struct buf tag;
    buf_init(&tag, a);
    buf_addf(&tag, "\"%.*s%.*s-", STR_ARG(hash_hex(a, all.bytes, 8)),
             STR_ARG(coding_mark(f->coding)));
    bool first = true;
    for (size_t i = 0; i < f->holes_n; i++) {
        if (page_hole_at(f->page, i).kind != HOLE_SLOT)
            continue;
        buf_addf(&tag, "%s%lld", first ? "" : ".",
                 (long long)(f->shown[i].creative ? f->shown[i].creative->id : 0));
        first = false;
    }
    buf_add_byte(&tag, '"');
    return buf_view(&tag);
}

static bool prepare(struct filling *f)
{
    struct arena *a = f->d->req->arena;
    f->holes_n = page_holes(f->page);
    f->values = arena_array(a, f->holes_n, sizeof *f->values);
    f->shown = arena_array(a, f->holes_n, sizeof *f->shown);
    f->site = live_site_numbers(f->d->live);
    return f->values && f->shown;
}

/* ---- the response ---- */

static void unref_page(void *ctx)
{
    page_unref(ctx);
}

static enum coding choose_coding(const struct filling *f)
{
    const bool available[CODING_COUNT] = {[CODING_GZIP] = true,
                                          [CODING_BROTLI] = page_brotli(f->page).n > 0,
                                          [CODING_ZSTD] = page_zstd(f->page).n > 0};
    return coding_choose(f->d->req, available);
}

/* The segments of page and values in the coding chosen; 0 when it is to be sent as it is. */
static size_t fill_coded(const struct filling *f, struct page_segment *segments)
{
    if (f->coding == CODING_IDENTITY)
        return 0;
    if (f->coding == CODING_GZIP)
        return page_fill_gzip(f->page, f->d->req->arena, f->values, segments);
    struct str whole = f->coding == CODING_BROTLI ? page_brotli(f->page) : page_zstd(f->page);
    segments[0] = (struct page_segment){whole.p, whole.n};
    return 1;
}

/* Compressed when the reader takes it and it gains. */
static bool set_body(const struct filling *f)
{
    struct arena *a = f->d->req->arena;
    struct wire_response *res = f->d->res;
    struct page_segment *segments = arena_array(a, 2 * f->holes_n + 2, sizeof *segments);
    if (!segments)
        return false;
    size_t n = fill_coded(f, segments);
    if (n)
        wire_header_add(res, STR("Content-Encoding"), coding_name(f->coding));
    else
        n = page_fill(f->page, f->values, segments);
    struct wire_segment *body = arena_array(a, n, sizeof *body);
    for (size_t i = 0; body && i < n; i++)
        body[i] = (struct wire_segment){segments[i].p, segments[i].n};
    res->segments = body;
    res->segments_n = n;
    return body != NULL;
}

static void count_view(const struct filling *f, int64_t article_id)
{
    const struct delivery *d = f->d;
    bool robot = false;
    if (!deliver_counts(d->req, &robot)) {
        if (robot && d->req->method == WIRE_GET)
            live_robot_view(d->live);
        return;
    }
    live_seen(d->live, d->req->remote, wire_field(d->req, STR("User-Agent")), d->req->now_ms);
    live_view(d->live, article_id);
}

static void count_impressions(const struct filling *f)
{
    bool robot = false;
    if (!deliver_counts(f->d->req, &robot))
        return;
    for (size_t i = 0; i < f->holes_n; i++)
        if (f->shown[i].creative)
            slots_count_impression(f->d->slots, f->shown[i].creative->id);
}

bool deliver_plain(const struct delivery *d, struct page *page)
{
    struct filling f = {.d = d, .page = page};
    if (!prepare(&f))
        return false;
    choose(&f, STR(""));
    fill_values(&f);
    return set_body(&f); /* in no coding */
}

static void deliver_failure(const struct delivery *d)
{
    deliver_text(d->req, d->res, 503, STR("text/plain; charset=utf-8"), d->state->words->busy_text);
}

void deliver_page(const struct delivery *d, struct page *page, int status, int64_t article_id,
                  bool count)
{
    struct filling f = {.d = d, .page = page};
    if (count)
        count_view(&f, article_id);
    if (!prepare(&f)) {
        page_unref(page);
        deliver_failure(d);
        return;
    }
    f.coding = choose_coding(&f);
    choose(&f, held_choice(d->req));
    fill_values(&f);
    struct str etag = etag_of(&f);
    bool same = status == 200 && deliver_not_modified(d->req, etag);
    if (!same && wire_field(d->req, STR("If-None-Match")).n) {
        /* a new copy goes out: let the banners rotate again */
        for (size_t i = 0; i < f.holes_n; i++)
            f.shown[i].creative = NULL;
        choose(&f, STR(""));
        fill_values(&f);
        etag = etag_of(&f);
    }
    wire_response_init(d->res, same ? 304 : status);
    d->res->content_type = page_content_type(page);
    deliver_common_headers(d->res);
    wire_header_add(d->res, STR("Cache-Control"), STR("no-cache"));
    wire_header_add(d->res, STR("Vary"), STR("Accept-Encoding"));
    if (status == 200)
        wire_header_add(d->res, STR("ETag"), etag);
    if (!same && !set_body(&f)) {
        page_unref(page);
        deliver_failure(d);
        return;
    }
    if (count)
        count_impressions(&f);
    d->res->done = unref_page;
    d->res->done_ctx = page;
}
