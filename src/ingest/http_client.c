#include "ingest/http_client.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/url.h"
#include "ingest/http_guard.h"
#include "ingest/robots.h"

#include <curl/curl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BOOK_ARENA_BYTES = 64 << 20,    /* hosts and origins between two clearings */
    BOOK_HOSTS_MAX = 20000,         /* then they are forgotten, when nothing runs */
    ROBOTS_ARENA_BYTES = 8 << 20,   /* rules of one origin */
    TRANSFER_ARENA_BYTES = 1 << 20, /* addresses and headers of one request */
    POLL_MS = 100,                  /* how soon a stop is noticed */
    ROBOTS_TIMEOUT_MS = 15000,
    ROBOTS_RETRY_MS = 600000, /* a robots.txt that could not be read is asked again */
};

enum robots_state { ROBOTS_UNKNOWN, ROBOTS_ASKED, ROBOTS_KNOWN, ROBOTS_FAILED };

/* One scheme, host and port: what has one robots.txt. */
struct origin {
    struct http_client *client;
    enum robots_state state;
    struct robots robots;
    struct arena arena; /* of robots */
    int64_t until_ms;   /* then it is asked again */
    enum rc rc;         /* of ROBOTS_FAILED, with its cause */
    struct err e;
    struct origin *next;
};

/* One machine, by name: asked once at a time. */
struct host {
    bool busy;
    int64_t free_ms;  /* not before */
    int64_t delay_ms; /* Crawl-delay of its robots.txt */
};

struct transfer {
    struct http_client *client;
    struct transfer *next;
    struct arena a;
    struct http_request request; /* in a */
    struct str url;              /* of this hop */
    struct str location;
    struct str moved; /* where the permanent redirects at the beginning led */
    struct http_answer answer;
    struct buf body; /* on the heap, as the head */
    struct buf head;
    size_t header_bytes;
    int redirects;
    bool only_permanent; /* every redirect so far was 301 or 308 */
    bool running;
    bool finished;
    enum rc refused; /* by our own callbacks, with its cause */
    struct err e;
    http_done *done;
    void *ctx;
    CURL *easy;
    struct curl_slist *headers;
    struct host *host;
    char curl_error[CURL_ERROR_SIZE];
};

struct http_client {
    struct http_client_options options;
    CURLM *multi;
    struct arena books;
    struct map hosts;
    struct map origins;
    struct origin *all_origins;
    struct transfer *first; /* in the order they were begun */
    struct transfer **last;
    size_t waiting; /* begun and not done */
    size_t active;  /* running */
};

/* ---- what libcurl asks ---- */

static bool is_allowed(const struct http_client *c, const struct sockaddr *address)
{
    return http_guard_allows(address, c->options.allow_loopback) ||
           (c->options.allow_private && http_guard_allows_private(address));
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *t = ctx;
    (void)purpose;
    if (!is_allowed(t->client, &address->addr)) {
        struct str shown = http_guard_text(&t->a, &address->addr);
        t->refused =
            fail(&t->e, RC_DENIED, "%.*s is not an address of the public internet", STR_ARG(shown));
        return CURL_SOCKET_BAD;
    }
    t->refused = RC_OK; /* the host's other address was refused before */
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_body(char *p, size_t one, size_t n, void *ctx)
{
    struct transfer *t = ctx;
    (void)one;
    if (n > t->request.max_bytes - t->body.n) {
        t->refused = fail(&t->e, RC_LIMIT, "more than %zu bytes", t->request.max_bytes);
        return CURL_WRITEFUNC_ERROR;
    }
    buf_add(&t->body, (struct str){p, n});
    if (buf_failed(&t->body)) {
        t->refused = fail(&t->e, RC_NOMEM, "out of memory");
        return CURL_WRITEFUNC_ERROR;
    }
    return n;
}

/* A first status line, or that of the answer after a 100: what came before does not count. */
static void forget_headers(struct transfer *t)
{
    t->location = STR("");
    t->answer = (struct http_answer){0};
    buf_clear(&t->head);
}

static void keep_header(struct transfer *t, struct str name, struct str value)
{
    const struct {
        struct str name;
        struct str *to;
    } kept[] = {
        {STR("content-type"), &t->answer.type},
        {STR("etag"), &t->answer.etag},
        {STR("last-modified"), &t->answer.modified},
        {STR("retry-after"), &t->answer.retry},
        {STR("location"), &t->location},
    };
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        if (str_eq_nocase(name, kept[i].name))
            *kept[i].to = str_copy(&t->a, value);
    if (str_eq_nocase(name, STR("link")))
        t->answer.link = str_format(&t->a, "%.*s%s%.*s", STR_ARG(t->answer.link),
                                    t->answer.link.n ? ", " : "", STR_ARG(value));
}

static size_t take_header(char *p, size_t one, size_t n, void *ctx)
{
    struct transfer *t = ctx;
    struct str line = str_trim((struct str){p, n});
    (void)one;
    t->header_bytes += n;
    if (t->header_bytes > HTTP_HEADERS_MAX_BYTES || arena_failed(&t->a)) {
        t->refused = fail(&t->e, RC_LIMIT, "more than %d bytes of headers", HTTP_HEADERS_MAX_BYTES);
        return CURL_WRITEFUNC_ERROR;
    }
    size_t colon = str_find_byte(line, ':');
    if (str_starts(line, STR("HTTP/")))
        forget_headers(t);
    else if (colon < line.n)
        keep_header(t, str_first(line, colon), str_trim(str_from(line, colon + 1)));
    if (t->request.stays && colon < line.n && !str_starts(line, STR("HTTP/")))
        buf_addf(&t->head, "%.*s\n", STR_ARG(line)); /* HTTP_HEADERS_MAX_BYTES at most */
    return n;
}

/* ---- one hop ---- */

static void add_header(struct transfer *t, const char *name, struct str value)
{
    if (!value.n)
        return;
    struct str line = str_format(&t->a, "%s: %.*s", name, STR_ARG(value));
    struct curl_slist *longer = curl_slist_append(t->headers, str_cstr(&t->a, line));
    if (longer)
        t->headers = longer;
    else
        t->a.failed = true;
}

static void set_limits(struct transfer *t)
{
    CURL *easy = t->easy;
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)t->request.timeout_ms);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_MAX_MS);
    (void)curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->request.max_bytes);
    (void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, t);
}

/* The options that keep it safe must hold, so they are asked for. */
static bool set_up(struct transfer *t)
{
    CURL *easy = t->easy;
    bool safe = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
                curl_easy_setopt(easy, CURLOPT_URL, str_cstr(&t->a, t->url)) == CURLE_OK;
    set_limits(t);
    (void)curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br");
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, t->client->options.agent);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->curl_error);
    (void)curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
    add_header(t, "Accept", t->request.accept);
    add_header(t, "Referer", t->request.referer);
    add_header(t, "If-None-Match", t->request.etag);
    add_header(t, "If-Modified-Since", t->request.modified);
    if (t->request.form.n) {
        add_header(t, "Content-Type", t->request.form_type);
        add_header(t, "Authorization", t->request.authorization);
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->request.form.n);
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, t->request.form.p);
    }
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t->headers);
    return safe && !arena_failed(&t->a);
}

static void drop_easy(struct transfer *t)
{
    if (t->easy && t->running)
        (void)curl_multi_remove_handle(t->client->multi, t->easy);
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->headers);
    t->easy = NULL;
    t->headers = NULL;
}

static void leave_host(struct transfer *t)
{
    struct http_client *c = t->client;
    if (!t->running)
        return;
    t->running = false;
    c->active--;
    int64_t gap_ms =
        t->host->delay_ms > c->options.host_gap_ms ? t->host->delay_ms : c->options.host_gap_ms;
    t->host->busy = false;
    t->host->free_ms = c->options.mono_ms() + gap_ms;
}

static void finish(struct transfer *t, enum rc rc)
{
    drop_easy(t);
    leave_host(t);
    t->finished = true;
    t->client->waiting--;
    t->answer.url = t->url;
    t->answer.body = buf_view(&t->body);
    t->answer.head = buf_view(&t->head);
    if (t->done)
        t->done(t->ctx, rc, rc ? NULL : &t->answer, &t->e);
    buf_release(&t->body);
    buf_release(&t->head);
}

static void start(struct transfer *t)
{
    struct http_client *c = t->client;
    t->header_bytes = 0;
    t->refused = RC_OK;
    t->curl_error[0] = '\0';
    forget_headers(t);
    buf_clear(&t->body);
    t->easy = curl_easy_init();
    if (!t->easy || !set_up(t) || curl_multi_add_handle(c->multi, t->easy) != CURLM_OK) {
        finish(t, fail(&t->e, RC_NOMEM, "out of memory"));
        return;
    }
    t->running = true;
    t->host->busy = true;
    c->active++;
}

/* ---- whose turn it is ---- */

static struct str host_name(struct arena *a, struct str url)
{
    struct url u;
    url_split(url, &u);
    return str_lower_ascii(a, u.host);
}

/* What the map has under key, else size_bytes of zeros that it has from now on. */
static void *book_entry(struct http_client *c, struct map *m, struct str key, size_t size_bytes)
{
    void *entry = NULL;
    if (map_get(m, key, &entry))
        return entry;
    entry = arena_alloc(&c->books, size_bytes);
    if (entry && map_set(m, str_copy(&c->books, key), entry) && !arena_failed(&c->books))
        return entry;
    return NULL;
}

static struct origin *find_origin(struct http_client *c, struct str key)
{
    struct origin *o = book_entry(c, &c->origins, key, sizeof *o);
    if (o && !o->client) {
        o->client = c;
        o->next = c->all_origins;
        c->all_origins = o;
        arena_init(&o->arena, ROBOTS_ARENA_BYTES);
    }
    return o;
}

/* RFC 9309 §2.3.1: no file allows all, a server in trouble nothing. */
static void robots_came(void *ctx, enum rc rc, const struct http_answer *answer,
                        const struct err *e)
{
    struct origin *o = ctx;
    struct http_client *c = o->client;
    arena_release(&o->arena);
    o->robots = (struct robots){0};
    o->state = ROBOTS_KNOWN;
    o->until_ms = c->options.mono_ms() + HTTP_ROBOTS_KEEP_MS;
    if (!rc && answer->status == 200)
        o->robots = robots_parse(&o->arena, answer->body, str_view(c->options.robot));
    else if (!rc && answer->status >= 500)
        rc = fail(&o->e, RC_BUSY, "robots.txt answers %lld, so nothing may be fetched now",
                  (long long)answer->status);
    else if (rc)
        (void)fail(&o->e, rc, "robots.txt: %s", e->text);
    if (arena_failed(&o->arena))
        rc = fail(&o->e, RC_NOMEM, "robots.txt: out of memory");
    if (!rc)
        return;
    o->rc = rc;
    o->state = ROBOTS_FAILED;
    o->until_ms = c->options.mono_ms() + ROBOTS_RETRY_MS;
}

static void ask_robots(struct http_client *c, struct origin *o, struct str origin)
{
    struct arena a;
    arena_init(&a, TRANSFER_ARENA_BYTES);
    struct http_request request = {
        .url = str_concat(&a, origin, STR("/robots.txt")),
        .max_bytes = (size_t)ROBOTS_MAX_BYTES * 4, /* what is behind the first part is not read */
        .timeout_ms = ROBOTS_TIMEOUT_MS,
    };
    o->state = ROBOTS_ASKED;
    enum rc rc = http_client_begin(c, &request, robots_came, o, &o->e);
    if (rc) {
        o->rc = rc;
        o->state = ROBOTS_FAILED;
        o->until_ms = c->options.mono_ms();
    }
    arena_release(&a);
}

enum turn { TURN_WAIT, TURN_START, TURN_REFUSED };

static enum turn ask_origin(struct transfer *t)
{
    struct http_client *c = t->client;
    struct str key = url_origin(&t->a, t->url);
    struct origin *o = find_origin(c, key);
    if (!o || arena_failed(&t->a)) {
        t->refused = fail(&t->e, RC_NOMEM, "out of memory");
        return TURN_REFUSED;
    }
    if (o->state == ROBOTS_ASKED)
        return TURN_WAIT;
    if (o->state == ROBOTS_UNKNOWN || c->options.mono_ms() >= o->until_ms) {
        ask_robots(c, o, key);
        if (o->state == ROBOTS_ASKED)
            return TURN_WAIT;
    }
    if (o->state == ROBOTS_FAILED) {
        t->refused = fail(&t->e, o->rc, "%s", o->e.text);
        return TURN_REFUSED;
    }
    t->host->delay_ms = o->robots.delay_ms;
    if (robots_allow(&t->a, &o->robots, t->url))
        return TURN_START;
    t->refused = fail(&t->e, RC_DENIED, "robots.txt forbids %.*s", STR_ARG(t->url));
    return TURN_REFUSED;
}

/* Whether t may start now; *next_ms is lowered to when it may. */
static enum turn turn_of(struct transfer *t, int64_t now_ms, int64_t *next_ms)
{
    struct http_client *c = t->client;
    if (!t->host) {
        struct str name = host_name(&t->a, t->url);
        t->host = book_entry(c, &c->hosts, name, sizeof *t->host);
    }
    if (!t->host) {
        t->refused = fail(&t->e, RC_NOMEM, "out of memory");
        return TURN_REFUSED;
    }
    if (t->host->busy || c->active >= HTTP_ACTIVE_MAX)
        return TURN_WAIT;
    if (t->request.robots) {
        enum turn turn = ask_origin(t);
        if (turn != TURN_START)
            return turn;
    }
    if (t->host->free_ms > now_ms) {
        *next_ms = t->host->free_ms < *next_ms ? t->host->free_ms : *next_ms;
        return TURN_WAIT;
    }
    return TURN_START;
}

static int64_t start_those_whose_turn_it_is(struct http_client *c)
{
    int64_t now_ms = c->options.mono_ms();
    int64_t next_ms = now_ms + POLL_MS;
    for (struct transfer *t = c->first; t; t = t->next) {
        if (t->finished || t->running)
            continue;
        switch (turn_of(t, now_ms, &next_ms)) {
        case TURN_WAIT: break;
        case TURN_START: start(t); break;
        case TURN_REFUSED: finish(t, t->refused); break;
        }
    }
    return next_ms - now_ms;
}

/* ---- what came back ---- */

static enum rc rc_of(struct transfer *t, CURLcode code)
{
    const char *words = t->curl_error[0] ? t->curl_error : curl_easy_strerror(code);
    if (t->refused)
        return t->refused;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return fail(&t->e, RC_LIMIT, "no answer in time: %s", words);
    if (code == CURLE_FILESIZE_EXCEEDED)
        return fail(&t->e, RC_LIMIT, "more than %zu bytes", t->request.max_bytes);
    if (code == CURLE_OUT_OF_MEMORY)
        return fail(&t->e, RC_NOMEM, "out of memory");
    if (code == CURLE_URL_MALFORMAT)
        return fail(&t->e, RC_INVALID, "no address to fetch from: %s", words);
    return fail(&t->e, RC_IO, "%s", words);
}

static bool is_redirect(const struct transfer *t)
{
    int64_t s = t->answer.status;
    return t->location.n && !t->request.form.n &&
           (s == 301 || s == 302 || s == 303 || s == 307 || s == 308);
}

static enum rc check_url(struct str url, struct err *e)
{
    struct url u;
    url_split(url, &u);
    if (!url_is_web(url))
        return fail(e, RC_INVALID, "only http and https addresses are fetched, not \"%.*s\"",
                    STR_ARG(str_first(url, 200)));
    if (u.user.n)
        return fail(e, RC_INVALID, "an address with a name or password is not fetched");
    for (size_t i = 0; i < url.n; i++)
        if ((unsigned char)url.p[i] <= 0x20 || url.p[i] == 0x7f)
            return fail(e, RC_INVALID, "an address with white space is not fetched");
    return RC_OK;
}

/* Spaces as browsers send them; curl does the rest. */
static struct str sendable(struct arena *a, struct str url)
{
    struct buf b;
    buf_init(&b, a);
    url = str_trim(url);
    url = str_first(url, str_find_byte(url, '#'));
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c == ' ' || c >= 0x80)
            buf_addf(&b, "%%%02X", c);
        else
            buf_add_byte(&b, url.p[i]);
    }
    return buf_view(&b);
}

/* Names outside ASCII go to curl as they are, which makes them IDNA; the rest percent-encoded. */
static struct str fetchable(struct arena *a, struct str url)
{
    struct url u;
    url_split(str_trim(url), &u);
    if (!u.host.n)
        return str_copy(a, url);
    size_t head = (size_t)(u.authority.p - str_trim(url).p) + u.authority.n;
    return str_concat(a, str_first(str_trim(url), head),
                      sendable(a, str_from(str_trim(url), head)));
}

static enum rc follow(struct transfer *t)
{
    int64_t status = t->answer.status;
    if (++t->redirects > HTTP_REDIRECTS_MAX)
        return fail(&t->e, RC_LIMIT, "more than %d redirects", HTTP_REDIRECTS_MAX);
    t->url = fetchable(&t->a, url_resolve(&t->a, t->url, t->location));
    t->only_permanent = t->only_permanent && (status == 301 || status == 308);
    if (t->only_permanent)
        t->moved = t->url;
    t->host = NULL;
    if (arena_failed(&t->a))
        return fail(&t->e, RC_LIMIT, "redirects are too long");
    return check_url(t->url, &t->e);
}

static void came(struct transfer *t, CURLcode code)
{
    long status = 0;
    enum rc rc = code == CURLE_OK ? RC_OK : rc_of(t, code);
    (void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    t->answer.status = status;
    drop_easy(t);
    leave_host(t);
    if (!rc && is_redirect(t) && t->request.stays) {
        t->answer.leads = url_resolve(&t->a, t->url, t->location);
    } else if (!rc && is_redirect(t)) {
        rc = follow(t);
        if (rc)
            finish(t, rc);
        return; /* it waits for its turn again */
    }
    t->answer.moved = t->moved;
    finish(t, rc);
}

static void take_results(struct http_client *c)
{
    int left = 0;
    CURLMsg *m;
    while ((m = curl_multi_info_read(c->multi, &left))) {
        char *t = NULL;
        if (m->msg != CURLMSG_DONE)
            continue;
        CURLcode code = m->data.result;
        (void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
        came((struct transfer *)(void *)t, code);
    }
}

/* ---- the caller's side ---- */

static void forget_books(struct http_client *c)
{
    for (struct origin *o = c->all_origins; o; o = o->next)
        arena_release(&o->arena);
    c->all_origins = NULL;
    arena_release(&c->books);
    arena_init(&c->books, BOOK_ARENA_BYTES);
    map_init(&c->hosts, &c->books);
    map_init(&c->origins, &c->books);
}

static void start_curl(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

enum rc http_client_open(const struct http_client_options *options, struct http_client **out,
                         struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, start_curl);
    struct http_client *c = mem_alloc(sizeof *c);
    CURLM *multi = curl_multi_init();
    if (!c || !multi) {
        mem_free(c);
        (void)curl_multi_cleanup(multi);
        return fail(e, RC_NOMEM, "out of memory");
    }
    *c = (struct http_client){.options = *options, .multi = multi, .last = &c->first};
    arena_init(&c->books, BOOK_ARENA_BYTES);
    forget_books(c);
    *out = c;
    return RC_OK;
}

static void free_transfer(struct transfer *t)
{
    drop_easy(t);
    buf_release(&t->body);
    buf_release(&t->head);
    arena_release(&t->a);
    mem_free(t);
}

static void sweep(struct http_client *c)
{
    struct transfer **at = &c->first;
    while (*at) {
        struct transfer *t = *at;
        if (t->finished) {
            *at = t->next;
            free_transfer(t);
        } else {
            at = &t->next;
        }
    }
    c->last = at;
}

void http_client_close(struct http_client *c)
{
    if (!c)
        return;
    while (c->first) {
        struct transfer *t = c->first;
        c->first = t->next;
        free_transfer(t);
    }
    forget_books(c);
    arena_release(&c->books);
    (void)curl_multi_cleanup(c->multi);
    mem_free(c);
}

static void copy_request(struct transfer *t, const struct http_request *from)
{
    struct arena *a = &t->a;
    t->request = *from;
    t->request.url = fetchable(a, from->url);
    t->request.referer = str_copy(a, from->referer);
    t->request.etag = str_copy(a, from->etag);
    t->request.modified = str_copy(a, from->modified);
    t->request.accept = str_copy(a, from->accept);
    t->request.form = str_copy(a, from->form);
    t->request.form_type = str_copy(a, from->form_type);
    t->request.authorization = str_copy(a, from->authorization);
    t->url = t->request.url;
}

enum rc http_client_begin(struct http_client *c, const struct http_request *request,
                          http_done *done, void *ctx, struct err *e)
{
    if (c->waiting >= HTTP_WAITING_MAX)
        return fail(e, RC_BUSY, "more than %d addresses wait to be fetched", HTTP_WAITING_MAX);
    if (c->waiting == 0 && (c->hosts.n > BOOK_HOSTS_MAX || arena_failed(&c->books)))
        forget_books(c);
    struct transfer *t = mem_alloc(sizeof *t);
    if (!t)
        return fail(e, RC_NOMEM, "out of memory");
    *t = (struct transfer){.client = c, .only_permanent = true, .done = done, .ctx = ctx};
    arena_init(&t->a, TRANSFER_ARENA_BYTES);
    buf_init(&t->body, NULL);
    buf_init(&t->head, NULL);
    copy_request(t, request);
    enum rc rc =
        arena_failed(&t->a) ? fail(e, RC_LIMIT, "the request is too large") : check_url(t->url, e);
    if (rc) {
        free_transfer(t);
        return rc;
    }
    *c->last = t;
    c->last = &t->next;
    c->waiting++;
    return RC_OK;
}

static void stop_all(struct http_client *c)
{
    for (struct transfer *t = c->first; t; t = t->next)
        if (!t->finished)
            finish(t, fail(&t->e, RC_BUSY, "stopped"));
}

void http_client_run(struct http_client *c)
{
    while (c->waiting) {
        int running = 0;
        if (c->options.stopped && c->options.stopped(c->options.stop_ctx))
            stop_all(c);
        int64_t wait_ms = start_those_whose_turn_it_is(c);
        (void)curl_multi_perform(c->multi, &running);
        take_results(c);
        sweep(c);
        if (c->waiting)
            (void)curl_multi_poll(c->multi, NULL, 0, wait_ms > 1 ? (int)wait_ms : 1, NULL);
    }
    sweep(c);
}

struct waited {
    struct arena *a;
    struct http_answer *answer;
    enum rc rc;
    struct err *e;
};

static void got(void *ctx, enum rc rc, const struct http_answer *answer, const struct err *e)
{
    struct waited *w = ctx;
    struct arena *a = w->a;
    w->rc = rc ? fail(w->e, rc, "%s", e->text) : RC_OK;
    if (rc)
        return;
    struct http_answer copy = *answer;
    copy.url = str_copy(a, copy.url);
    copy.moved = str_copy(a, copy.moved);
    copy.leads = str_copy(a, copy.leads);
    copy.type = str_copy(a, copy.type);
    copy.head = str_copy(a, copy.head);
    copy.etag = str_copy(a, copy.etag);
    copy.modified = str_copy(a, copy.modified);
    copy.retry = str_copy(a, copy.retry);
    copy.link = str_copy(a, copy.link);
    copy.body = str_copy(a, copy.body);
    if (arena_failed(a))
        w->rc = fail(w->e, RC_NOMEM, "out of memory");
    else
        *w->answer = copy;
}

enum rc http_client_get(struct http_client *c, struct arena *a, const struct http_request *request,
                        struct http_answer *answer, struct err *e)
{
    struct waited w = {a, answer, RC_OK, e};
    enum rc rc = http_client_begin(c, request, got, &w, e);
    if (rc)
        return rc;
    http_client_run(c);
    return w.rc;
}
