#include "app/serve_conf.h"

#include "app/conf_section.h"
#include "app/metrics.h"
#include "base/log.h"
#include "site/link_gate.h"

/* A whole number from 0 to max, or fallback where the key is absent. */
static enum rc read_number(const struct conf_section *r, struct str key, int64_t max, int64_t *out)
{
    struct str value = conf_value(r, key);
    int64_t number = 0;
    if (value.n == 0)
        return RC_OK;
    if (!byte_is_digit(value.p[0]) || !str_to_int(value, &number) || number > max)
        return fail(r->e, RC_INVALID, "loa.conf: [server] %.*s = %.*s is no number from 0 to %lld",
                    STR_ARG(key), STR_ARG(value), (long long)max);
    *out = number;
    return RC_OK;
}

static const char *file_name(const struct conf_section *r, struct str name)
{
    if (name.n && name.p[0] == '/')
        return str_cstr(r->a, name);
    return str_cstr(r->a, str_format(r->a, "%s/%.*s", r->folder, STR_ARG(name)));
}

/* certificate = A, B and key = A, B: as many of both. */
static enum rc read_certificates(const struct conf_section *r, struct serve_conf *out)
{
    struct str certificates = conf_value(r, STR("certificate"));
    struct str keys = conf_value(r, STR("key"));
    struct str certificate = STR("");
    struct str key = STR("");
    while (ini_next_item(&certificates, &certificate)) {
        if (out->certificates_n == SERVE_CERTIFICATES_MAX)
            return fail(r->e, RC_LIMIT, "loa.conf: [server] certificate names more than %d files",
                        SERVE_CERTIFICATES_MAX);
        if (!ini_next_item(&keys, &key))
            return fail(r->e, RC_INVALID, "loa.conf: [server] certificate %.*s has no key",
                        STR_ARG(certificate));
        out->certificates[out->certificates_n++] =
            (struct wire_certificate){file_name(r, certificate), file_name(r, key)};
    }
    if (ini_next_item(&keys, &key))
        return fail(r->e, RC_INVALID, "loa.conf: [server] key %.*s has no certificate",
                    STR_ARG(key));
    if (out->listen_tls[0] && out->certificates_n == 0)
        return fail(r->e, RC_INVALID, "loa.conf: [server] listen_tls needs certificate and key");
    return RC_OK;
}

static enum rc read_limits(const struct conf_section *r, struct serve_conf *out)
{
    int64_t connections = 0;
    int64_t per_address = 0;
    enum rc rc = read_number(r, STR("hsts"), INT64_C(10) * 365 * 24 * 3600, &out->hsts_s);
    if (!rc)
        rc = read_number(r, STR("connections"), 1000000, &connections);
    if (!rc)
        rc = read_number(r, STR("connections_per_address"), 1000000, &per_address);
    out->limits.connections_max = (size_t)connections;
    out->limits.connections_per_address_max = (size_t)per_address;
    return rc;
}

/* The last line counts: who has filled in the first one would never learn why nothing happens. */
static void warn_of_overridden(const struct ini *ini)
{
    const struct ini_entry *last = NULL;
    const struct ini_entry *entry = NULL;
    size_t at = 0;
    while ((entry = ini_next_overridden(ini, &at, &last)))
        if (!link_gate_is_labels(entry->section))
            log_write(LOG_LEVEL_WARN, "configuration",
                      "loa.conf, line %zu: [%.*s] %.*s does not count: it stands again in line %zu",
                      entry->line, STR_ARG(entry->section), STR_ARG(entry->key), last->line);
}

enum rc serve_conf_read(struct arena *a, const char *folder, struct serve_conf *out, struct err *e)
{
    struct conf_section r = {.a = a, .folder = folder, .name = STR("server"), .e = e};
    enum rc rc = conf_section_read(&r);
    if (rc)
        return rc;
    warn_of_overridden(&r.ini);
    struct str listen = conf_value(&r, STR("listen"));
    struct serve_conf conf = {
        .listen = listen.n == 0                ? SERVE_LISTEN_DEFAULT
                  : str_eq(listen, STR("off")) ? ""
                                               : str_cstr(a, listen),
        .listen_tls = str_cstr(a, conf_value(&r, STR("listen_tls"))),
        .proxies = str_cstr(a, conf_value(&r, STR("trusted_proxies"))),
        .redirect_https = ini_yes(conf_value(&r, STR("redirect_https")), false),
        .proxy_protocol = ini_yes(conf_value(&r, STR("proxy_protocol")), false),
        .origin_named = ini_value(&r.ini, STR("site"), STR("origin")).n > 0,
    };
    conf.metrics_token = conf_value(&r, STR("metrics_token"));
    if (conf.metrics_token.n && conf.metrics_token.n < METRICS_TOKEN_MIN_BYTES)
        return fail(e, RC_INVALID, "loa.conf: [server] metrics_token is shorter than %d letters",
                    METRICS_TOKEN_MIN_BYTES);
    rc = read_certificates(&r, &conf);
    if (!rc)
        rc = read_limits(&r, &conf);
    if (!rc)
        *out = conf;
    return rc;
}
