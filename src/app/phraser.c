#include "app/phraser.h"

#include "app/conf_secret.h"
#include "base/clock.h"
#include "base/url.h"

#include <stdatomic.h>
#include <stdlib.h>

enum {
    PHRASER_ARENA_BYTES = 2 << 20,
};

/* ---- the key ---- */

static struct str variable_value(const struct conf_section *r, struct str name)
{
    const char *value =
        getenv(str_cstr(r->a, name)); /* NOLINT(concurrency-mt-unsafe): nothing sets it */
    return str_view(value);
}

static enum rc read_key(const struct conf_section *r, struct str *out)
{
    struct str file = conf_value(r, STR("key_file"));
    struct str variable = conf_value(r, STR("key_env"));
    *out = STR("");
    if (conf_value(r, STR("key")).n)
        return fail(
            r->e, RC_INVALID,
            "loa.conf: [ask] key does not belong here, because backups hold this file; name a "
            "file (key_file) or a variable (key_env)");
    enum rc rc = RC_OK;
    if (file.n)
        rc = conf_secret_read(r, STR("key_file"), out);
    else if (variable.n)
        *out = str_copy(r->a, variable_value(r, variable));
    if (rc)
        return rc;
    if ((file.n || variable.n) && (out->n == 0 || !conf_secret_is_text(*out)))
        return fail(r->e, RC_INVALID, "loa.conf: [ask] %s holds no key",
                    file.n ? "key_file" : "key_env");
    return RC_OK;
}

/* ---- the endpoint ---- */

/* A key must not travel in the clear, but on the owner's own machines. */
static enum rc check_url(const struct conf_section *r, struct str url, bool private_address)
{
    struct url u;
    url_split(url, &u);
    if (!url_is_web(url) || u.user.n)
        return fail(r->e, RC_INVALID, "loa.conf: [ask] endpoint is no http or https address");
    if (!private_address && !str_starts(url, STR("https://")))
        return fail(
            r->e, RC_INVALID,
            "loa.conf: [ask] endpoint must be https; http only with private = yes, for a server "
            "of your own network");
    return RC_OK;
}

static enum rc read_timeout(const struct conf_section *r, int64_t *out_ms)
{
    struct str value = conf_value(r, STR("timeout_s"));
    int64_t s = PHRASER_TIMEOUT_S;
    if (value.n && (!str_to_int(value, &s) || s < 1 || s > PHRASER_TIMEOUT_MAX_S))
        return fail(r->e, RC_INVALID, "loa.conf: [ask] timeout_s: a number from 1 to %d",
                    PHRASER_TIMEOUT_MAX_S);
    *out_ms = s * 1000;
    return RC_OK;
}

static int64_t mono_ms(void)
{
    return clock_mono_now();
}

static bool stopped(void *ctx)
{
    const struct phraser *p = ctx;
    return atomic_load(&p->stopping);
}

static enum rc ask(void *ctx, struct arena *a, const struct phrase_question *q, struct str *said,
                   struct err *e)
{
    const struct phraser *p = ctx;
    return phrase_client_ask(p->client, a, q, said, e);
}

static enum rc open_client(struct phraser *p, const struct conf_section *r, struct str url)
{
    struct phrase_client_options o = {.url = url,
                                      .model = conf_value(r, STR("model")),
                                      .agent = LOA_AGENT,
                                      .mono_ms = mono_ms,
                                      .stopped = stopped,
                                      .stop_ctx = p};
    o.private_address = ini_yes(conf_value(r, STR("private")), false);
    enum rc rc = check_url(r, url, o.private_address);
    if (!rc && o.model.n == 0)
        rc = fail(r->e, RC_INVALID, "loa.conf: [ask] endpoint wants a model");
    if (!rc)
        rc = read_timeout(r, &o.timeout_ms);
    if (!rc)
        rc = read_key(r, &o.key);
    if (!rc)
        rc = phrase_client_open(&o, &p->client, r->e);
    if (!rc)
        p->hook = (struct ask_phraser){.ask = ask, .ctx = p, .mono_ms = mono_ms};
    return rc;
}

enum rc phraser_open(struct phraser *p, const char *folder, struct err *e)
{
    arena_init(&p->arena, PHRASER_ARENA_BYTES);
    struct conf_section r = {.a = &p->arena, .folder = folder, .name = STR("ask"), .e = e};
    enum rc rc = conf_section_read(&r);
    if (rc)
        return rc;
    struct str url = conf_value(&r, STR("endpoint"));
    return url.n ? open_client(p, &r, url) : RC_OK;
}

const struct ask_phraser *phraser_hook(const struct phraser *p)
{
    return p->client ? &p->hook : NULL;
}

void phraser_stop(struct phraser *p)
{
    atomic_store(&p->stopping, true);
}

void phraser_close(struct phraser *p)
{
    phrase_client_close(p->client);
    p->client = NULL;
    arena_release(&p->arena);
}
