#include "article/story.h"

#include "text/fold.h"

/* ---- one article ---- */

static void add_block(struct signature_maker *m, const struct article_block *block)
{
    if (block->type == BLOCK_RELATED)
        return; /* another article's title */
    signature_add_body(m, block->text);
    signature_add_body(m, block->caption);
    for (size_t i = 0; i < block->items.items_n; i++)
        signature_add_body(m, block->items.items[i]);
}

struct str article_signature(struct arena *a, const struct article *art)
{
    struct signature_maker m;
    signature_init(&m, a, similarity_model_built_in());
    signature_add_title(&m, art->title);
    signature_add_lead(&m, art->lead);
    for (size_t i = 0; i < art->blocks_n && m.body_left; i++)
        add_block(&m, &art->blocks[i]);
    return signature_bytes(&m);
}

static struct str host_of(struct str url)
{
    size_t scheme = str_find(url, STR("://"));
    if (scheme == url.n)
        return STR("");
    struct str rest = str_from(url, scheme + 3);
    struct str host = str_first(rest, str_find_byte(rest, '/'));
    return str_starts(host, STR("www.")) ? str_from(host, 4) : host;
}

struct str article_source_key(struct arena *a, const struct article *art)
{
    struct str name = str_trim(art->source_name);
    return text_lower(a, name.n ? name : host_of(art->source_url));
}

/* ---- many ---- */

unsigned story_alike(unsigned similarity, int64_t gap_ms)
{
    enum { FREE_DAYS = 1, LOSS_A_DAY = 40, WHOLE = 1000 };
    int64_t gap = gap_ms < 0 ? -gap_ms : gap_ms;
    if (gap <= FREE_DAYS * CLOCK_DAY_MS)
        return similarity;
    if (gap > STORY_GAP_MAX_DAYS * CLOCK_DAY_MS)
        return 0;
    int64_t loss = (gap - FREE_DAYS * CLOCK_DAY_MS) * LOSS_A_DAY / CLOCK_DAY_MS;
    return (unsigned)(similarity * (WHOLE - loss) / WHOLE);
}

/* Groups being merged: group i is active while size[i] is not 0. */
struct clustering {
    size_t n;
    size_t *size;
    uint32_t *sum;  /* n * n: of the ties between two groups */
    uint32_t *held; /* of the ties within a group */
    size_t *best;   /* the later group that i is most alike to; i: none is alike enough */
    unsigned *most; /* how alike */
};

/* How alike the articles of a group are on the average; it has two at least. */
static unsigned cohesion(const struct clustering *c, size_t i)
{
    size_t pairs = c->size[i] * (c->size[i] - 1) / 2;
    unsigned average = (unsigned)(c->held[i] / pairs);
    return average < STORY_COHESION_MAX ? average : STORY_COHESION_MAX;
}

/* What two groups of two or more need beside the floor. */
static unsigned least_to_join(const struct clustering *c, size_t i, size_t j)
{
    enum { WHOLE_PERCENT = 100 };
    if (c->size[i] < 2 || c->size[j] < 2)
        return 0;
    return (cohesion(c, i) + cohesion(c, j)) * STORY_JOIN_PERCENT / (2 * WHOLE_PERCENT);
}

/* How alike two groups are on the average; 0 when they stay apart. */
static unsigned average(const struct clustering *c, size_t i, size_t j)
{
    if (c->size[i] == 0 || c->size[j] == 0 || c->size[i] + c->size[j] > STORY_MEMBERS_MAX)
        return 0;
    unsigned alike = (unsigned)(c->sum[i * c->n + j] / (c->size[i] * c->size[j]));
    return alike >= STORY_ALIKE_MIN && alike >= least_to_join(c, i, j) ? alike : 0;
}

static void find_best(struct clustering *c, size_t i)
{
    c->best[i] = i;
    c->most[i] = STORY_ALIKE_MIN - 1;
    for (size_t j = i + 1; c->size[i] && j < c->n; j++) {
        unsigned alike = average(c, i, j);
        if (alike > c->most[i]) {
            c->most[i] = alike;
            c->best[i] = j;
        }
    }
}

/* The two groups that are most alike; false when none are alike enough. */
static bool best_pair(const struct clustering *c, size_t *first, size_t *second)
{
    size_t found = 0;
    for (size_t i = 1; i < c->n; i++)
        if (c->most[i] > c->most[found])
            found = i;
    *first = found;
    *second = c->n ? c->best[found] : found;
    return *first != *second;
}

static void merge(struct clustering *c, size_t first, size_t second)
{
    c->held[first] += c->held[second] + c->sum[first * c->n + second];
    for (size_t k = 0; k < c->n; k++) {
        c->sum[first * c->n + k] += c->sum[second * c->n + k];
        c->sum[k * c->n + first] = c->sum[first * c->n + k];
    }
    c->size[first] += c->size[second];
    c->size[second] = 0;
    for (size_t k = 0; k < c->n; k++) {
        bool stale = k == first || k == second || c->best[k] == first || c->best[k] == second;
        unsigned alike = !stale && k < first ? average(c, k, first) : 0;
        if (stale)
            find_best(c, k);
        else if (alike > c->most[k] || (alike == c->most[k] && first < c->best[k] && alike)) {
            c->most[k] = alike;
            c->best[k] = first;
        }
    }
}

static bool clustering_init(struct clustering *c, struct arena *a, size_t n)
{
    *c = (struct clustering){.n = n};
    c->size = arena_array(a, n, sizeof *c->size);
    c->sum = arena_array(a, n * n, sizeof *c->sum);
    c->held = arena_array(a, n, sizeof *c->held);
    c->best = arena_array(a, n, sizeof *c->best);
    c->most = arena_array(a, n, sizeof *c->most);
    return c->size && c->sum && c->held && c->best && c->most;
}

bool story_cluster(struct arena *a, const struct story_tie *ties, size_t ties_n, size_t n,
                   size_t *group)
{
    struct clustering c;
    ASSERT(n <= STORY_SET_MAX);
    if (!clustering_init(&c, a, n))
        return false;
    for (size_t i = 0; i < n; i++) {
        c.size[i] = 1;
        group[i] = i;
    }
    for (size_t i = 0; i < ties_n; i++) {
        ASSERT(ties[i].first < n && ties[i].second < n);
        c.sum[ties[i].first * n + ties[i].second] = ties[i].alike;
        c.sum[ties[i].second * n + ties[i].first] = ties[i].alike;
    }
    for (size_t i = 0; i < n; i++)
        find_best(&c, i);
    size_t first = 0;
    size_t second = 0;
    while (best_pair(&c, &first, &second)) {
        merge(&c, first, second);
        for (size_t i = 0; i < n; i++)
            if (group[i] == second)
                group[i] = first;
    }
    return true;
}
