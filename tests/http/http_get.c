/* Fetches addresses through ingest/http_client.h and says what came: for http_client.py.
 *
 * usage: http_get [--loopback] [--robots] [--bytes N] [--gap MS] [--etag E] URL...   a line each:
 * "status final moved type etag bytes", or "error <rc> <cause>", in the order they were done. */
#include "base/clock.h"
#include "base/hash.h"
#include "ingest/http_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void told(void *ctx, enum rc rc, const struct http_answer *answer, const struct err *e)
{
    (void)ctx;
    if (rc)
        printf("error %d %s\n", (int)rc, e->text);
    else
        printf("%lld %.*s %.*s %.*s %.*s %zu\n", (long long)answer->status, STR_ARG(answer->url),
               STR_ARG(answer->moved.n ? answer->moved : STR("-")),
               STR_ARG(answer->type.n ? answer->type : STR("-")),
               STR_ARG(answer->etag.n ? answer->etag : STR("-")), answer->body.n);
    (void)fflush(stdout);
}

static int64_t mono_ms(void)
{
    return clock_mono_now();
}

int main(int argc, char **argv)
{
    struct err e = {""};
    struct http_client *c = NULL;
    struct http_client_options options = {.agent = "Loa/test", .robot = "Loa", .mono_ms = mono_ms};
    struct http_request request = {.max_bytes = 1 << 20, .timeout_ms = 1500};
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "--loopback") == 0)
            options.allow_loopback = true;
        else if (strcmp(argv[i], "--robots") == 0)
            request.robots = true;
        else if (strcmp(argv[i], "--bytes") == 0)
            request.max_bytes = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--gap") == 0)
            options.host_gap_ms = strtol(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--etag") == 0)
            request.etag = str_view(argv[++i]);
    }
    if (!hash_start() || http_client_open(&options, &c, &e))
        return 1;
    for (; i < argc; i++) {
        request.url = str_view(argv[i]);
        enum rc rc = http_client_begin(c, &request, told, NULL, &e);
        if (rc)
            told(NULL, rc, NULL, &e);
    }
    http_client_run(c);
    http_client_close(c);
    return 0;
}
