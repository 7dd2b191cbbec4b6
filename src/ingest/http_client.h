/* Fetching from the web, guarded and polite: the only user of libcurl on this floor.
 *
 * Only http and https, only public addresses (http_guard.h): the address that is really connected to
 * is checked, for every redirect again, so that neither a name that resolves inward nor one that
 * changes its mind gets through. Proxies of the environment, cookies and passwords are not used.
 * One request at a time to a host, with a pause between two; robots.txt is asked where the request
 * says so, and remembered for a day. Answers are unpacked (gzip, deflate, br) and limited in bytes
 * (unpacked ones), time and redirects.
 * A struct http_client belongs to one thread. Time comes from the options. */
#ifndef LOA_INGEST_HTTP_CLIENT_H
#define LOA_INGEST_HTTP_CLIENT_H

#include "base/err.h"
#include "base/str.h"

enum {
    HTTP_REDIRECTS_MAX = 5,         /* RFC 9309 §2.3.1.2 asks for five; chains are mostly of one */
    HTTP_ACTIVE_MAX = 16,           /* connections at a time; each host has one at most */
    HTTP_WAITING_MAX = 10000,       /* requests begun and not done; more is RC_BUSY */
    HTTP_CONNECT_MAX_MS = 10000,    /* a host that needs longer is down */
    HTTP_HEADERS_MAX_BYTES = 65536, /* all header lines of one answer */
    HTTP_ROBOTS_KEEP_MS = 86400000, /* RFC 9309 §2.4 */
    HTTP_HOST_GAP_MS = 1000,        /* what a caller without an opinion should set */
};

struct http_client;

struct http_client_options {
    const char *agent;   /* User-Agent, "Loa/0.1 (+https://site.vn/)" */
    const char *robot;   /* the token robots.txt may name, "Loa" */
    int64_t host_gap_ms; /* pause between two requests to a host; Crawl-delay may make it longer */
    bool allow_loopback; /* the operator's leave, for tests: 127.0.0.0/8 and ::1 */
    bool allow_private;  /* and for an address of the owner's own: http_guard_allows_private too */
    int64_t (*mono_ms)(void);        /* a clock that only goes forward */
    bool (*stopped)(void *stop_ctx); /* asked several times a second; NULL: never */
    void *stop_ctx;
};

struct http_request {
    struct str url;
    struct str referer;       /* sent to each hop; "" = not */
    struct str etag;          /* sent as If-None-Match; "" = not */
    struct str modified;      /* sent as If-Modified-Since; "" = not */
    struct str accept;        /* "" = anything */
    struct str form;          /* not empty: it is POSTed; no redirects */
    struct str form_type;     /* its Content-Type; "" = application/x-www-form-urlencoded */
    struct str authorization; /* "Bearer …"; only with form, so that no redirect carries it away */
    size_t max_bytes;         /* of the body, unpacked */
    int64_t timeout_ms;       /* of each hop, from connecting to its last byte */
    bool robots;              /* robots.txt must allow it */
    bool stays;               /* a redirect is the answer: nobody follows it */
};

/* What came back, whatever the status. */
struct http_answer {
    int64_t status;   /* 200, 304, 404, … */
    struct str url;   /* that answered, after redirects */
    struct str moved; /* ask there from now on: the end of the leading 301 and 308; "" = stays */
    struct str leads; /* where a redirect leads that is the answer; absolute; else "" */
    struct str type;  /* Content-Type */
    struct str etag;
    struct str modified; /* Last-Modified */
    struct str retry;    /* Retry-After */
    struct str link;     /* all Link headers, joined by ", " */
    struct str head;     /* a line each, as they came; of a request that stays */
    struct str body;
};

/* Called once for each request begun, in http_client_run. On RC_OK answer is set, else e has the
 * cause; both live during the call. It may begin further requests.
 * RC_DENIED: robots.txt or the guard. RC_LIMIT: bytes, time or redirects. RC_IO: the network.
 * RC_INVALID: no address Loa fetches. RC_BUSY: stopped, or robots.txt cannot be read now. */
typedef void http_done(void *ctx, enum rc rc, const struct http_answer *answer,
                       const struct err *e);

/* RC_NOMEM. The caller closes *out. */
enum rc http_client_open(const struct http_client_options *options, struct http_client **out,
                         struct err *e) MUST_USE;
/* Ends what runs without telling; NULL is harmless. */
void http_client_close(struct http_client *c);

/* Begins a request, of which everything is copied. RC_BUSY, RC_NOMEM; then done is not called. */
enum rc http_client_begin(struct http_client *c, const struct http_request *request,
                          http_done *done, void *ctx, struct err *e) MUST_USE;

/* Works until every request is done. */
void http_client_run(struct http_client *c);

/* One request, waited for with all others; *answer is in a. Errors as of http_done. */
enum rc http_client_get(struct http_client *c, struct arena *a, const struct http_request *request,
                        struct http_answer *answer, struct err *e) MUST_USE;

#endif
