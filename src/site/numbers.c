#include "site/numbers.h"

#include "site/site_internal.h"
#include "store/store_backup.h"

enum rc site_numbers_read(struct site *s, size_t loop_index, int64_t now_ms,
                          struct site_numbers *out)
{
    struct store_totals totals = {0};
    struct store_load load = store_load(s->store);
    enum rc rc = store_totals(s->loops[loop_index].reader, now_ms, &totals, NULL);
    *out = (struct site_numbers){.cache = page_cache_counts(s->cache),
                                 .live = live_site_numbers(s->live),
                                 .queued = load.queued,
                                 .commits = load.commits,
                                 .articles = rc ? 0 : totals.articles,
                                 .flushed_ms = atomic_load(&s->keeper.flushed_ms)};
    for (size_t i = 0; i < FORMS_CLASSES; i++)
        out->deferred[i] = atomic_load(&s->answered[i]);
    return rc;
}
