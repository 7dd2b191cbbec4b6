/* Finding what belongs together in a folder of shipped copies. */
#include "app/ship.h"

#include "base/arena.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* One archive of changes: "00000001-01700000000000.loa". */
struct step {
    int64_t number;
    int64_t at_ms;
    const char *name;
};

enum {
    NUMBER_DIGITS = 8,
    TIME_DIGITS = 14,
    STEPS_MAX = 2000000
}; /* a day of one a second, many times over */

struct str ship_label(struct arena *a, struct str generation, uint64_t number, int64_t at_ms)
{
    return str_format(a, "%.*s %llu %lld\n", STR_ARG(generation), (unsigned long long)number,
                      (long long)at_ms);
}

/* "20261123-104200-0123456789abcdef" */
bool ship_is_generation(struct str name)
{
    enum { DAY = 8, TIME = 15, ALL = 32 };
    if (name.n != ALL || name.p[DAY] != '-' || name.p[TIME] != '-')
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (i != DAY && i != TIME && !byte_is_digit(name.p[i]) &&
            (i < TIME || name.p[i] < 'a' || name.p[i] > 'f'))
            return false;
    return true;
}

static bool read_step(struct str name, struct step *out)
{
    enum { ALL = NUMBER_DIGITS + 1 + TIME_DIGITS + 4 };
    return name.n == ALL && name.p[NUMBER_DIGITS] == '-' && str_ends(name, STR(".loa")) &&
           str_to_int(str_first(name, NUMBER_DIGITS), &out->number) &&
           str_to_int(str_first(str_from(name, NUMBER_DIGITS + 1), TIME_DIGITS), &out->at_ms);
}

static int compare_steps(const void *a, const void *b)
{
    const struct step *left = a;
    const struct step *right = b;
    return left->number < right->number ? -1 : left->number > right->number;
}

/* The archives of changes in a generation, by number. */
static enum rc list_steps(struct arena *a, const char *path, struct vec *out, struct err *e)
{
    DIR *dir = opendir(path);
    if (!dir)
        return fail(e, RC_IO, "%s: %s", path, strerrordesc_np(errno));
    const struct dirent *d = NULL;
    bool room = true;
    while (room && (d = readdir(dir)) != NULL) { /* NOLINT(concurrency-mt-unsafe): its own DIR */
        struct step step = {0};
        if (!read_step(str_view(d->d_name), &step))
            continue;
        struct step *put = out->n < STEPS_MAX ? vec_push(out) : NULL;
        room = put != NULL;
        if (put) {
            step.name = str_cstr(a, str_format(a, "%s/%s", path, d->d_name));
            *put = step;
        }
    }
    closedir(dir);
    if (!room || arena_failed(a))
        return fail(e, RC_NOMEM, "%s: holds more than can be listed", path);
    if (out->n)
        qsort(out->p, out->n, sizeof(struct step), compare_steps);
    return RC_OK;
}

/* How many of the steps lead to at_ms; 0: none. */
static size_t steps_until(const struct vec *steps, int64_t at_ms)
{
    const struct step *all = steps->p;
    size_t n = 0;
    while (n < steps->n && all[n].at_ms <= at_ms)
        n++;
    return n;
}

static enum rc fill_plan(struct arena *a, const char *path, const struct vec *steps, size_t n,
                         struct ship_plan *out, struct err *e)
{
    const struct step *all = steps->p;
    const char **paths = arena_array(a, n + 1, sizeof *paths);
    if (!paths)
        return fail(e, RC_NOMEM, "out of memory");
    paths[0] = str_cstr(a, str_format(a, "%s/base.loa", path));
    for (size_t i = 0; i < n; i++) {
        if (all[i].number != (int64_t)i + 1)
            return fail(e, RC_CORRUPT, "%s: number %zu of the changes is missing", path, i + 1);
        paths[i + 1] = all[i].name;
    }
    struct stat st;
    if (!paths[0] || stat(paths[0], &st) != 0)
        return fail(e, RC_CORRUPT, "%s: base.loa is missing", path);
    out->paths = paths;
    out->paths_n = n + 1;
    out->at_ms = all[n - 1].at_ms;
    return RC_OK;
}

/* One generation: a better plan than *out when it leads nearer to at_ms. */
static enum rc try_generation(struct arena *a, const char *folder, struct str name, int64_t at_ms,
                              struct ship_plan *out, struct err *e)
{
    const char *path = str_cstr(a, str_format(a, "%s/%.*s", folder, STR_ARG(name)));
    struct vec steps = VEC(struct step, a);
    enum rc rc = path ? list_steps(a, path, &steps, e) : fail(e, RC_NOMEM, "out of memory");
    size_t n = rc ? 0 : steps_until(&steps, at_ms);
    const struct step *all = steps.p;
    if (rc || n == 0 || (out->paths_n && all[n - 1].at_ms < out->at_ms))
        return rc;
    out->generation = str_copy(a, name);
    return fill_plan(a, path, &steps, n, out, e);
}

enum rc ship_plan(struct arena *a, const char *folder, int64_t at_ms, struct ship_plan *out,
                  struct err *e)
{
    DIR *dir = opendir(folder);
    enum rc rc = RC_OK;
    const struct dirent *d = NULL;
    struct ship_plan plan = {.paths_n = 0};
    if (!dir)
        return fail(e, errno == ENOENT ? RC_NOTFOUND : RC_IO, "%s: %s", folder,
                    strerrordesc_np(errno));
    while (!rc && (d = readdir(dir)) != NULL) /* NOLINT(concurrency-mt-unsafe): its own DIR */
        if (ship_is_generation(str_view(d->d_name)))
            rc = try_generation(a, folder, str_view(d->d_name), at_ms, &plan, e);
    closedir(dir);
    if (!rc && plan.paths_n == 0)
        rc = fail(e, RC_NOTFOUND, "%s: holds nothing that is so old", folder);
    if (!rc)
        *out = plan;
    return rc;
}
