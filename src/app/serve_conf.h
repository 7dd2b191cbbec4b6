/* [server] of loa.conf: where and how the site is served. */
#ifndef LOA_APP_SERVE_CONF_H
#define LOA_APP_SERVE_CONF_H

#include "wire/wire.h"

#define SERVE_LISTEN_DEFAULT "127.0.0.1:8080"

enum { SERVE_CERTIFICATES_MAX = 64 };

struct serve_conf {
    const char *listen;     /* "" = none ("listen = off") */
    const char *listen_tls; /* "" = none */
    const char *proxies;    /* trusted_proxies */
    struct wire_certificate certificates[SERVE_CERTIFICATES_MAX];
    size_t certificates_n;
    bool redirect_https;
    bool proxy_protocol;
    int64_t hsts_s;
    struct wire_limits limits;
    bool origin_named;        /* [site] origin */
    struct str metrics_token; /* "" = none */
};

/* Reads SITE/loa.conf into a; file names in it are relative to the folder. RC_INVALID names the key
 * that is wrong. A setting of any section that stands twice is logged as a warning with both lines. */
enum rc serve_conf_read(struct arena *a, const char *folder, struct serve_conf *out,
                        struct err *e) MUST_USE;

#endif
