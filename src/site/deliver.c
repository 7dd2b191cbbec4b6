#include "site/deliver.h"

#include "live/robot.h"
#include "site/coding.h"
#include "site/filling.h"

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

/* The headers every answer of the site carries. */
#define COMMON_FIELDS(X)                                                                           \
    X("Content-Security-Policy",                                                                   \
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "                  \
      "font-src 'self'; media-src 'self'; connect-src 'self'; "                                    \
      "form-action 'self'; base-uri 'none'; frame-ancestors 'self'")                               \
    X("X-Content-Type-Options", "nosniff")                                                         \
    X("Referrer-Policy", "strict-origin-when-cross-origin")                                        \
    X("Cross-Origin-Opener-Policy", "same-origin")                                                 \
    X("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")

#define PAGE_FIELDS(X)                                                                             \
    COMMON_FIELDS(X)                                                                               \
    X("Cross-Origin-Resource-Policy", "same-origin")                                               \
    X("Cache-Control", "no-cache")                                                                 \
    X("Vary", "Accept-Encoding")

static const struct wire_fixed common_fields = WIRE_FIXED(COMMON_FIELDS);
static const struct wire_fixed page_fields = WIRE_FIXED(PAGE_FIELDS);

void deliver_common_headers(struct wire_response *res)
{
    res->fixed = &common_fields;
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

/* ---- the response ---- */

/* What a page's response borrows from until it has been sent. */
struct lent {
    struct page_loan page;
    struct state_lease *lease;
};

static void give_back(void *ctx)
{
    struct lent lent = *(struct lent *)ctx;
    page_loan_end(lent.page);
    state_lease_end(lent.lease);
}

static enum coding choose_coding(const struct delivery *d, const struct page *page)
{
    const bool available[CODING_COUNT] = {[CODING_GZIP] = true,
                                          [CODING_BROTLI] = page_brotli(page).n > 0,
                                          [CODING_ZSTD] = page_zstd(page).n > 0};
    return coding_choose(d->req, available);
}

/* The segments of page and values in the coding; 0 when it is to be sent as it is. */
static size_t fill_coded(const struct filling *f, struct arena *a, enum coding coding,
                         struct page_segment *segments)
{
    if (coding == CODING_IDENTITY)
        return 0;
    if (coding == CODING_GZIP)
        return page_fill_gzip(f->page, a, f->values, f->inserts, segments);
    struct str whole = coding == CODING_BROTLI ? page_brotli(f->page) : page_zstd(f->page);
    segments[0] = (struct page_segment){whole.p, whole.n};
    return 1;
}

/* Compressed when the reader takes it and it gains. */
static bool set_body(const struct delivery *d, const struct filling *f, enum coding coding)
{
    struct arena *a = d->req->arena;
    struct wire_response *res = d->res;
    size_t max = 2 * f->holes_n + 2;
    struct page_segment *segments = arena_array(a, max, sizeof *segments);
    struct wire_segment *body = arena_array(a, max, sizeof *body);
    if (!segments || !body)
        return false;
    size_t n = fill_coded(f, a, coding, segments);
    if (n)
        wire_header_add(res, STR("Content-Encoding"), coding_name(coding));
    else
        n = page_fill(f->page, f->values, segments);
    for (size_t i = 0; i < n; i++)
        body[i] = (struct wire_segment){segments[i].p, segments[i].n};
    res->segments = body;
    res->segments_n = n;
    return true;
}

/* True when the reader is a person: the view was counted. */
static bool count_view(const struct delivery *d, int64_t article_id)
{
    struct str agent = wire_field(d->req, STR("User-Agent"));
    if (d->req->method != WIRE_GET)
        return false;
    bool prefetch = is_prefetch(d->req);
    bool person = prefetch ? !robot_by_agent(agent)
                           : audience_person(d->audience, d->req->remote, agent, d->req->now_ms);
    if (!person)
        live_robot_view(d->live);
    else if (!prefetch)
        live_view(d->live, article_id);
    return person && !prefetch;
}

static void count_impressions(const struct delivery *d, const struct filling *f)
{
    for (size_t i = 0; i < f->holes_n; i++)
        if (f->shown[i])
            slots_count_impression(d->slots, f->shown[i]->booked.id);
}

static void deliver_failure(const struct delivery *d)
{
    deliver_text(d->req, d->res, 503, STR("text/plain; charset=utf-8"), d->state->words->busy_text);
}

bool deliver_plain(const struct delivery *d, struct page *page)
{
    struct filling f = {.state = d->state, .live = d->live, .page = page};
    if (!filling_init(&f, d->req->arena))
        return false;
    filling_choose(&f, d->slots, STR(""), d->req->now_ms);
    filling_fill(&f);
    return set_body(d, &f, CODING_IDENTITY);
}

/* Fills the holes; true when the reader holds just that already. A page it has may keep its
 * creatives, or no answer would ever be 304. *etag "": no memory. */
static bool fill(const struct delivery *d, struct filling *f, struct str mark, struct str *etag)
{
    struct str held = wire_field(d->req, STR("If-None-Match"));
    filling_choose(f, d->slots, filling_held(held), d->req->now_ms);
    filling_fill(f);
    *etag = filling_etag(f, d->req->arena, mark);
    if (held.n == 0 || deliver_not_modified(d->req, *etag))
        return held.n > 0;
    /* a new copy goes out: let the banners rotate again */
    filling_choose(f, d->slots, STR(""), d->req->now_ms);
    filling_fill(f);
    *etag = filling_etag(f, d->req->arena, mark);
    return false;
}

/* False: no memory. */
static bool respond(const struct delivery *d, struct filling *f, int status)
{
    struct str etag = STR("");
    enum coding coding = choose_coding(d, f->page);
    bool same = fill(d, f, coding_mark(coding), &etag) && status == 200;
    wire_response_init(d->res, same ? 304 : status);
    d->res->content_type = page_content_type(f->page);
    d->res->fixed = &page_fields;
    if (status == 200)
        wire_header_add(d->res, STR("ETag"), etag);
    return etag.n && (same || set_body(d, f, coding));
}

/* ---- what was filled in a moment ago ---- */

/* Only for whoever has no copy of the page yet: a reader who has one is told whether it is the newest. */
static bool may_be_print(const struct delivery *d, int status)
{
    return d->prints && status == 200 && wire_field(d->req, STR("If-None-Match")).n == 0;
}

static struct print_key print_key_of(const struct delivery *d, struct page *page)
{
    return (struct print_key){.page = page,
                              .coding = choose_coding(d, page),
                              .last = d->req->last,
                              .state_id = d->state->id,
                              .changes = live_changes(d->live),
                              .now_ms = d->req->now_ms};
}

static void send_print(const struct delivery *d, struct print *print, bool person)
{
    size_t n = 0;
    const int64_t *creatives = print_creatives(print, &n);
    print_respond(print, d->res);
    for (size_t i = 0; person && i < n; i++)
        slots_count_impression(d->slots, creatives[i]);
}

/* Takes loan over; f is then filled. False: no memory, and the loan is still the caller's. */
static bool send_page(const struct delivery *d, struct page_loan loan, int status,
                      struct filling *f)
{
    struct lent *lent = arena_alloc(d->req->arena, sizeof *lent);
    if (!lent || !filling_init(f, d->req->arena) || !respond(d, f, status))
        return false;
    *lent = (struct lent){loan, d->lease};
    state_lease_begin(d->lease);
    d->res->done = give_back;
    d->res->done_ctx = lent;
    return true;
}

/* Takes loan over. */
static void deliver(const struct delivery *d, struct page_loan loan, int status, int64_t article_id,
                    bool count)
{
    struct filling f = {.state = d->state, .live = d->live, .page = loan.page};
    struct print_key key = {0};
    struct print *print = NULL;
    bool wanted = false;
    bool person = count && count_view(d, article_id);
    if (may_be_print(d, status)) {
        key = print_key_of(d, loan.page);
        print = prints_find(d->prints, key, &wanted);
    }
    if (print) {
        page_loan_end(loan);
        send_print(d, print, person);
        return;
    }
    if (!send_page(d, loan, status, &f)) {
        page_loan_end(loan);
        deliver_failure(d);
        return;
    }
    if (person)
        count_impressions(d, &f);
    if (wanted)
        prints_make(d->prints, key, &f, d->req, d->res);
}

void deliver_page(const struct delivery *d, struct page *page, int status, int64_t article_id,
                  bool count)
{
    deliver(d, (struct page_loan){.page = page}, status, article_id, count);
}

void deliver_loan(const struct delivery *d, struct page_loan loan, int64_t article_id, bool count)
{
    deliver(d, loan, 200, article_id, count);
}
