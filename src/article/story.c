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

enum { WHOLE_PERCENT = 100 };

/* Groups being merged: group i is active while size[i] is not 0. */
struct clustering {
    size_t n;
    size_t *size;
    uint32_t *sum;          /* n * n: of the ties between two groups */
    uint16_t *apart;        /* n * n: how many pairs of two groups are */
    uint16_t *unknown;      /* n * n: of how many pairs nothing is known */
    uint32_t *held_unknown; /* the same within a group */
    uint32_t *held;         /* of the ties within a group */
    size_t *best;           /* the later group that i is most alike to; i: none is alike enough */
    unsigned *most;         /* how alike */
};

/* How alike the articles of a group are on the average; it has two at least. known: of the pairs of which
 * something is known. */
static unsigned cohesion(const struct clustering *c, size_t i, bool known)
{
    size_t pairs = c->size[i] * (c->size[i] - 1) / 2;
    pairs -= known ? c->held_unknown[i] : 0;
    unsigned average = pairs ? (unsigned)(c->held[i] / pairs) : 0;
    return average < STORY_COHESION_MAX ? average : STORY_COHESION_MAX;
}

/* Whether two groups that are so alike may join. */
static bool may_join(const struct clustering *c, size_t i, size_t j, unsigned alike, bool known)
{
    if (alike < STORY_ALIKE_MIN)
        return false;
    if (c->size[i] < 2 || c->size[j] < 2)
        return true;
    unsigned cohesions = cohesion(c, i, known) + cohesion(c, j, known);
    return alike >= cohesions * STORY_JOIN_PERCENT / (2 * WHOLE_PERCENT);
}

/* How alike two groups are on the average; 0 when they stay apart. Those that are so only by what is known
 * come last. */
static unsigned average(const struct clustering *c, size_t i, size_t j)
{
    size_t pairs = c->size[i] * c->size[j];
    size_t at = i * c->n + j;
    if (pairs == 0 || c->size[i] + c->size[j] > STORY_MEMBERS_MAX ||
        c->apart[at] * (size_t)WHOLE_PERCENT > pairs * STORY_APART_PERCENT)
        return 0;
    unsigned alike = (unsigned)(c->sum[at] / pairs);
    if (may_join(c, i, j, alike, false))
        return alike;
    size_t known = pairs - c->unknown[at];
    if (known == pairs || known * STORY_KNOWN_SHARE < pairs)
        return 0;
    return may_join(c, i, j, (unsigned)(c->sum[at] / known), true) ? STORY_ALIKE_MIN : 0;
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
    c->held_unknown[first] += c->held_unknown[second] + c->unknown[first * c->n + second];
    c->held[first] += c->held[second] + c->sum[first * c->n + second];
    for (size_t k = 0; k < c->n; k++) {
        c->sum[first * c->n + k] += c->sum[second * c->n + k];
        c->sum[k * c->n + first] = c->sum[first * c->n + k];
        unsigned apart = (unsigned)c->apart[first * c->n + k] + c->apart[second * c->n + k];
        c->apart[first * c->n + k] = (uint16_t)apart; /* at most STORY_MEMBERS_MAX² */
        c->apart[k * c->n + first] = (uint16_t)apart;
        unsigned unknown = (unsigned)c->unknown[first * c->n + k] + c->unknown[second * c->n + k];
        c->unknown[first * c->n + k] = (uint16_t)unknown;
        c->unknown[k * c->n + first] = (uint16_t)unknown;
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
    c->apart = arena_array(a, n * n, sizeof *c->apart);
    c->unknown = arena_array(a, n * n, sizeof *c->unknown);
    c->held_unknown = arena_array(a, n, sizeof *c->held_unknown);
    c->held = arena_array(a, n, sizeof *c->held);
    c->best = arena_array(a, n, sizeof *c->best);
    c->most = arena_array(a, n, sizeof *c->most);
    return c->size && c->sum && c->apart && c->unknown && c->held_unknown && c->held && c->best &&
           c->most;
}

static void put_tie(struct clustering *c, const struct story_tie *tie)
{
    size_t there = tie->first * c->n + tie->second;
    size_t back = tie->second * c->n + tie->first;
    ASSERT(tie->first < c->n && tie->second < c->n);
    c->sum[there] = c->sum[back] = tie->alike;
    c->apart[there] = c->apart[back] = tie->apart;
}

/* Where an article has all the ties that are kept, the others it has none with are not known. */
static void mark_unknown(struct clustering *c, size_t i)
{
    size_t ties = 0;
    for (size_t k = 0; k < c->n; k++)
        ties += c->sum[i * c->n + k] > 0;
    for (size_t k = 0; k < c->n && ties >= STORY_TIES_MAX; k++)
        if (k != i && c->sum[i * c->n + k] == 0)
            c->unknown[i * c->n + k] = c->unknown[k * c->n + i] = 1;
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
    for (size_t i = 0; i < ties_n; i++)
        put_tie(&c, &ties[i]);
    for (size_t i = 0; i < n; i++)
        mark_unknown(&c, i);
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
