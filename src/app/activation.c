#include "app/activation.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { FIRST_FD = 3 }; /* sd_listen_fds(3) */

static bool read_count(const char *name, int64_t *out)
{
    const char *text = getenv(name); /* NOLINT(concurrency-mt-unsafe): before any thread */
    return text && str_to_int(str_view(text), out);
}

static bool is_tls(struct str name)
{
    return str_eq(name, STR("https")) || str_eq(name, STR("tls"));
}

enum rc activation_take(struct wire_inherited out[ACTIVATION_MAX], size_t *n, struct err *e)
{
    int64_t pid = 0;
    int64_t count = 0;
    *n = 0;
    if (!read_count("LISTEN_PID", &pid) || pid != getpid() || !read_count("LISTEN_FDS", &count) ||
        count <= 0)
        return RC_OK;
    if (count > ACTIVATION_MAX)
        return fail(e, RC_LIMIT, "LISTEN_FDS hands over more than %d sockets", ACTIVATION_MAX);
    struct str names = str_view(getenv("LISTEN_FDNAMES")); /* NOLINT(concurrency-mt-unsafe) */
    for (int64_t i = 0; i < count; i++) {
        struct str name = STR("");
        (void)str_next(&names, ':', &name);
        out[i] = (struct wire_inherited){.fd = FIRST_FD + (int)i, .tls = is_tls(name)};
        (void)fcntl(out[i].fd, F_SETFD, FD_CLOEXEC);
    }
    *n = (size_t)count;
    static const char *const NAMES[] = {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        (void)unsetenv(NAMES[i]); /* NOLINT(concurrency-mt-unsafe) */
    return RC_OK;
}
