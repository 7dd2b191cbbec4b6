#include "ingest/import_wait.h"

#include "base/map.h"
#include "ingest/import_key.h"

/* The waiting articles by their files' stems; two of one stem are none. */
static void index_waiting(struct arena *a, const struct vec *waiting, struct map *by_stem)
{
    map_init(by_stem, a);
    for (size_t i = 0; i < waiting->n; i++) {
        struct import_waiting *w = vec_at(waiting, i);
        struct str stem = import_stem(str_view(w->path));
        bool twice = map_get(by_stem, stem, NULL);
        map_set(by_stem, stem, twice || w->place.number ? NULL : w);
    }
}

/* Whether all that w names has had its turn. */
static bool is_ready(const struct map *by_stem, const struct import_waiting *w)
{
    for (size_t i = 0; i < w->stems.items_n; i++) {
        void *named = NULL;
        if (map_get(by_stem, w->stems.items[i], &named) && named &&
            !((const struct import_waiting *)named)->placed)
            return false;
    }
    return true;
}

struct round {
    struct vec *waiting;
    import_wait_put *put;
    void *ctx;
    bool goes_on; /* nothing has ended the run */
};

static void put(struct round *r, struct import_waiting *w)
{
    r->goes_on = r->put(r->ctx, w);
}

/* Those that are ready. False: there was none. */
static bool put_ready(struct round *r, const struct map *by_stem)
{
    bool any = false;
    for (size_t i = 0; i < r->waiting->n && r->goes_on; i++) {
        struct import_waiting *w = vec_at(r->waiting, i);
        if (w->placed || !is_ready(by_stem, w))
            continue;
        put(r, w);
        w->placed = true;
        any = true;
    }
    return any;
}

/* First those whose related articles are all there, in rounds. Of the circles that are left, those
 * new to the store are put without the ids that are missing; then all of them with all ids. */
void import_wait_end(struct arena *a, struct vec *waiting, import_wait_put *each, void *ctx)
{
    enum { ROUNDS_MAX = 16 }; /* chains of related articles longer than that are put twice */
    struct round r = {waiting, each, ctx, true};
    struct map by_stem;
    index_waiting(a, waiting, &by_stem);
    for (size_t round = 0; round < ROUNDS_MAX && r.goes_on; round++)
        if (!put_ready(&r, &by_stem))
            break;
    for (size_t i = 0; i < waiting->n && r.goes_on; i++) {
        struct import_waiting *w = vec_at(waiting, i);
        if (!w->placed && !w->known)
            put(&r, w);
    }
    for (size_t i = 0; i < waiting->n && r.goes_on; i++) {
        struct import_waiting *w = vec_at(waiting, i);
        if (!w->placed && !(w->told && w->complete))
            put(&r, w);
    }
}
