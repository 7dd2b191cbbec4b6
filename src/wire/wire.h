/* The HTTP server: requests in, responses out, and nothing else; it knows no article.
 *
 * Loops (one epoll set a thread, SO_REUSEPORT) accept, speak TLS 1.2 and 1.3, strict HTTP/1.1
 * (RFC 9110, RFC 9112) and HTTP/2 (RFC 9113; by ALPN, or with prior knowledge without TLS), and call
 * one handler. A handler answers at once, or defers and answers later from any thread
 * (so that no loop waits for a commit). The loops run until wire_stop; then they stop accepting,
 * finish what is under way within a bound, and wire_run returns. */
#ifndef LOA_WIRE_WIRE_H
#define LOA_WIRE_WIRE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

enum {
    WIRE_HEADER_MAX_BYTES = 16 << 10, /* request line and fields (RFC 9110 §5.4); 431 */
    WIRE_TARGET_MAX_BYTES = 12 << 10, /* 414; a search of 200 letters in a form is some 2 KB */
    WIRE_FIELDS_MAX = 64,             /* 431 */
    WIRE_BODY_MAX_BYTES = 64 << 10,   /* forms only until uploads come; 413 */
    WIRE_ARENA_MAX_BYTES = 8 << 20,   /* memory of one request; 503 */
    WIRE_IOV_MAX = 256,               /* segments of one response */
    WIRE_HEADER_TIMEOUT_MS = 10000,   /* whole header, from its first byte */
    WIRE_BODY_TIMEOUT_MS = 30000,
    WIRE_IDLE_TIMEOUT_MS = 60000,  /* keep-alive between requests */
    WIRE_WRITE_TIMEOUT_MS = 60000, /* a response that makes no progress for so long */
    WIRE_RATE_MIN_BYTES_S = 1024,  /* slower than that over the time-outs above: given up */
    WIRE_DRAIN_MS = 10000,         /* after wire_stop */
    WIRE_DRAIN_IDLE_MS = 500,      /* then, for a request that is on its way already */
    WIRE_CONNECTIONS_MAX = 10000,  /* a process; more are closed with 503 */
    WIRE_CONNECTIONS_PER_ADDRESS_MAX = 512, /* or per IPv6 /64; many readers share one IPv4 address
                                               (CGNAT). Loopback and trusted proxies have no limit
                                               unless one is set */
};

struct wire;
struct wire_deferred;

enum wire_method { WIRE_GET, WIRE_HEAD, WIRE_POST, WIRE_OTHER };

struct wire_field {
    struct str name;  /* as sent; compare with str_eq_nocase */
    struct str value; /* trimmed */
};

/* One request. Everything borrows from the connection and from arena, both valid until the
 * response has been sent; for a deferred request until wire_deferred_send returns. */
struct wire_request {
    enum wire_method method;
    struct str method_word;
    struct str path;   /* percent-decoded once, begins with '/', without dot segments, without
                         control characters, well-formed UTF-8; anything else was answered 400 */
    struct str query;  /* raw, without '?' */
    struct str target; /* as sent */
    const struct wire_field *fields;
    size_t fields_n;
    struct str body;
    struct str remote; /* the client's address in text: the peer's, or the last X-Forwarded-For hop
                          when the peer is a trusted proxy */
    bool secure;       /* came by TLS, as the trusted proxy says */
    bool last;         /* of its connection: the client wants it closed, or cannot keep it */
    struct arena *arena;            /* memory of this request */
    int64_t now_ms;                 /* wall clock when the request was complete */
    struct wire_deferred *deferred; /* for wire_defer */
};

/* The value of the first field of that name (case-insensitive), "" when absent. */
struct str wire_field(const struct wire_request *req, struct str name);

/* One value of a form or query string (application/x-www-form-urlencoded, WHATWG URL §5): decoded
 * into a; "" when absent. *found may be NULL. Bytes that are not UTF-8 become U+FFFD. */
struct str wire_form_value(struct arena *a, struct str form, struct str name, bool *found);

/* A piece of a response body. */
struct wire_segment {
    const void *p;
    size_t n;
};

/* Fields that many responses share, written out beforehand, so that a response does not check and write
 * each of them anew: the caller vouches for them (see WIRE_FIXED). Static, or valid until `done`; at most
 * 16. */
struct wire_fixed {
    const struct wire_field *fields;
    size_t fields_n;
    struct str lines; /* the same as they stand in an HTTP/1.1 head, each ended by CRLF */
};

/* A wire_fixed from a table of X(name, value), two literals a line: the names as for wire_header_add,
 * no CR, LF or NUL. */
#define WIRE_FIXED_FIELD(name, value) {STR_INIT(name), STR_INIT(value)},
#define WIRE_FIXED_LINE(name, value) name ": " value "\r\n"
#define WIRE_FIXED(table)                                                                          \
    {                                                                                              \
        .fields = (const struct wire_field[]){table(WIRE_FIXED_FIELD)},                            \
        .fields_n = COUNT_OF(((const struct wire_field[]){table(WIRE_FIXED_FIELD)})),              \
        .lines = STR_INIT(table(WIRE_FIXED_LINE)),                                                 \
    }

/* One response. Body bytes, header values and file stay valid until `done` was called; without
 * `done` they must be in the request's arena or static. */
struct wire_response {
    int status;
    struct str content_type;
    const struct wire_fixed *fixed; /* further fields that are the same every time; NULL = none */
    size_t headers_n;
    const struct wire_segment *segments;
    size_t segments_n; /* <= WIRE_IOV_MAX */
    int same_fd; /* >= 0: the bytes of all segments, from same_at_bytes of this file; the wire may
                          send them from there (sendfile: no copy). Stays the caller's. Else -1 */
    int64_t same_at_bytes;
    size_t
        head_bytes; /* > 0: so many bytes in front of those are what wire_head_write wrote for this
                          response and a request that is the last or is not, as this; sent as they
                          are wherever that is what the wire would write now */
    int file_fd;    /* >= 0: the body is file_size bytes of this file (sendfile, single ranges
                          honoured: RFC 9110 §14); closed by the wire. Else -1 */
    int64_t file_size_bytes;
    void (*done)(void *ctx); /* called once when nothing of the response is needed any more */
    void *done_ctx;
    bool close; /* close the connection after it */
    struct wire_field
        headers[24]; /* further fields, without Content-Type/-Length, Date, Connection; the last
                        member: those past headers_n are never read nor cleared */
};

/* Starts a response: status, no body, file_fd -1. */
void wire_response_init(struct wire_response *res, int status);

/* Adds a header field; name and value as in struct wire_response. CR, LF and NUL in value make it
 * a 500 at sending (header injection is our mistake). At most COUNT_OF(headers). */
void wire_header_add(struct wire_response *res, struct str name, struct str value);

/* Appends res's head of HTTP/1.1 as the wire would write it at req->now_ms to who asks by plain HTTP. Nothing when res cannot be sent as it is, is no 200 or is a file. out is sticky. */
void wire_head_write(struct buf *out, const struct wire_request *req,
                     const struct wire_response *res);

/* Sets a whole body from the request's arena or static memory. segments lives in arena. */
void wire_body_set(struct wire_response *res, struct arena *a, struct str body);

/* What a handler says: the response is in *res, or will come by wire_deferred_send. */
enum wire_answer { WIRE_ANSWERED, WIRE_DEFERRED };

typedef enum wire_answer wire_handler(void *ctx, size_t loop_index, const struct wire_request *req,
                                      struct wire_response *res);

/* Marks req as deferred and returns its handle; the handler must then return WIRE_DEFERRED and
 * exactly one wire_deferred_send must follow, from any thread, also when the reader has gone. */
struct wire_deferred *wire_defer(const struct wire_request *req);
const struct wire_request *wire_deferred_request(const struct wire_deferred *d);
void wire_deferred_send(struct wire_deferred *d, const struct wire_response *res);

/* What differs from the WIRE_* defaults above, for tests and for small machines; 0 = the default. */
struct wire_limits {
    int64_t header_timeout_ms;
    int64_t body_timeout_ms;
    int64_t idle_timeout_ms;
    int64_t write_timeout_ms;
    int64_t drain_ms;
    int64_t drain_idle_ms;
    int64_t rate_min_bytes_s;
    size_t connections_max;
    size_t connections_per_address_max;
};

/* What the loops count. Each has its own; wire_counters_read sums them. */
#define WIRE_COUNTERS(X)                                                                           \
    X(connections)         /* taken */                                                             \
    X(connections_refused) /* 503: too many of them, or no descriptor left */                      \
    X(requests)            /* given to the handler */                                              \
    X(requests_refused)    /* answered by the wire itself, 400 to 505 */                           \
    X(timeouts)            /* of header, body or response */                                       \
    X(tls_handshakes)      /* that succeeded */                                                    \
    X(tls_resumed)         /* of those, without a full one */                                      \
    X(tls_failures)                                                                                \
    X(h2_connections)                                                                              \
    X(h2_attacks) /* HTTP/2 connections ended for passing a limit of the connection */             \
    X(sent_bytes) /* of responses, heads included */

struct wire_counters {
#define WIRE_COUNTER_FIELD(name) uint64_t name;
    WIRE_COUNTERS(WIRE_COUNTER_FIELD)
#undef WIRE_COUNTER_FIELD
};

/* A certificate with its chain, and its key: names of PEM files. */
struct wire_certificate {
    const char *certificate;
    const char *key;
};

/* A listening socket that another process has opened (systemd). The wire uses copies of it. */
struct wire_inherited {
    int fd;
    bool tls;
};

/* Fills *res, of that status (414), for a reader whose address is longer than WIRE_TARGET_MAX_BYTES. Of
 * the request only path ("/"), arena, now_ms and remote ("") are known. On a loop's thread. */
typedef void wire_too_long(void *ctx, size_t loop_index, int status, const struct wire_request *req,
                           struct wire_response *res);

struct wire_options {
    const char *listen; /* "127.0.0.1:8080", "[::1]:8080", ":8080" = all addresses; port 0 = any;
                           "" or NULL = none, when there is listen_tls or an inherited socket */
    const char *listen_tls;                 /* the same, for https; "" or NULL = none */
    const struct wire_inherited *inherited; /* instead of both: sockets that listen already */
    size_t inherited_n;
    const struct wire_certificate *certificates; /* read by wire_open; the first is the default */
    size_t certificates_n;
    bool redirect_to_https; /* answer plain requests by a redirect to listen_tls's port, or... */
    uint16_t redirect_port; /* ...to this one, when not 0 */
    int64_t hsts_s;         /* Strict-Transport-Security: max-age; 0 = none */
    size_t loops;           /* threads; 0 = one a core */
    const char *trusted_proxies; /* addresses and networks separated by spaces whose X-Forwarded-For
                                    and X-Forwarded-Proto, or else Forwarded, are believed; "" = none */
    bool proxy_protocol;         /* their connections must begin with the PROXY protocol, 1 or 2;
                                    those of others must not */
    wire_handler *handler;
    void *ctx;
    wire_too_long *too_long; /* may be NULL: then the answer is a line of text */
    void (*tick)(void *ctx, size_t loop_index, int64_t now_ms); /* about every 100 ms on each loop;
                                                                   may be NULL */
    struct wire_limits limits;
};

/* Binds and listens; from then on the process ignores SIGPIPE, so that a reader who leaves does not
 * end it. RC_INVALID (address), RC_CONFLICT (in use), RC_DENIED, RC_IO, RC_NOMEM. */
enum rc wire_open(struct wire_options options, struct wire **out, struct err *e) MUST_USE;

/* The bound address with the real port, "127.0.0.1:8080", in a: of the first plain and of the first
 * TLS listener; "" when there is none. */
struct str wire_address(const struct wire *w, struct arena *a);
struct str wire_address_tls(const struct wire *w, struct arena *a);

/* Reads certificates anew: connections that begin from now on get them, others keep theirs. On failure
 * nothing changes. Any thread, one at a time. RC as for wire_open, also RC_NOTFOUND. */
enum rc wire_reload_certificates(struct wire *w, const struct wire_certificate *certificates,
                                 size_t n, struct err *e) MUST_USE;

/* Runs the loops and returns when they have drained after wire_stop. */
enum rc wire_run(struct wire *w, struct err *e) MUST_USE;

/* What all loops have counted since wire_open; any thread. */
void wire_counters_read(const struct wire *w, struct wire_counters *out);

/* Begins draining; from any thread or a signal handler. */
void wire_stop(struct wire *w);

/* Closes everything; after wire_run has returned (or never ran). NULL is harmless. */
void wire_close(struct wire *w);

#endif
