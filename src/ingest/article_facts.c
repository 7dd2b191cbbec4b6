#include "ingest/article_facts.h"

#include "article/own_text.h"

enum rc article_facts(struct arena *a, const struct article *art, const struct facts **out,
                      struct err *e)
{
    struct arena scratch; /* what the analysis needs does not wait with the article */
    struct analysis analysis;
    struct facts facts;
    struct str text = article_own_text(a, art).text;
    *out = NULL;
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "article needs more memory than its limit");
    arena_init(&scratch, ANALYSIS_ARENA_BYTES);
    if (!analysis_make(&scratch, text, art->published_ms, &analysis, NULL) &&
        !facts_make(&scratch, &analysis, text, art->published_ms, &facts, NULL))
        *out = facts_copy(a, &facts);
    arena_release(&scratch);
    return arena_failed(a) ? fail(e, RC_NOMEM, "article needs more memory than its limit") : RC_OK;
}
