/* Keeping stories: an article is compared when it comes, and what it touches is clustered anew.
 *
 * An article that comes: its terms are put where others look for them; those that share the most are
 * compared by their whole signatures; the alike ones are linked. Then it, the articles it is linked
 * to and all of their stories are clustered from their links. One that goes takes its terms and
 * links away, and the rest of its story is clustered. So every step costs the same however many
 * articles there are, and stories merge and split as their links say, in whatever order they came. */
#include "store/store_internal.h"

#include "article/story.h"
#include "base/buf.h"
#include "base/vec.h"
#include "store/store_story.h"

#include <stdlib.h>

enum {
    NEAR_TERMS = 24, /* by which it is found among articles of the same days: of two alike ones
                        998 in 1,000 share one of them */
    NEAR_SPAN_DAYS = 16,
    NEAR_SPANS = 1, /* looked through before and after its own */
    FAR_TERMS = 8,  /* and among those of the same years, for what is related */
    FAR_SPAN_DAYS = 128,
    FAR_SPANS = 4, /* before its own; one after */
    FAR_KEYS = 1 << 20,
    KEYS_MAX = NEAR_TERMS * (2 * NEAR_SPANS + 1) + FAR_TERMS * (FAR_SPANS + 2),
    A_KEY_MAX = 64,    /* newest articles of a key that are looked at */
    COMPARED_MAX = 48, /* by their whole signatures */
    SEEDS_MAX = 24,    /* linked articles whose stories are clustered anew */
    DUE_MAX = 64,      /* scheduled articles let in at once */
    WEIGHT_SHIFT = 6,  /* a weight is below 64 */
    ALIKE_SHIFT = 10,  /* a likeness is below 1024 */
};

enum state { STATE_COMPARED, STATE_WAITING, STATE_WITHDRAWN };

/* A row of story_article; id 0: there is none. */
struct compared {
    int64_t id;
    enum state state;
    int64_t at_ms;
    struct str source;
    struct str signature;
};

/* ---- keys ---- */

static int64_t span_of(int64_t at_ms, int64_t days)
{
    int64_t span_ms = days * CLOCK_DAY_MS;
    return at_ms >= 0 ? at_ms / span_ms : -((-at_ms + span_ms - 1) / span_ms);
}

static void add_key(struct buf *b, int64_t span, const struct signature_term *term)
{
    int64_t key = span * (1 << SIGNATURE_TERM_BITS) + term->term;
    buf_add_byte(b, b->n ? ',' : '[');
    buf_add_int(b, key * (1 << WEIGHT_SHIFT) + term->weight);
}

struct str story_keys(struct arena *a, const struct signature *s, int64_t at_ms, bool looking)
{
    struct signature_term terms[NEAR_TERMS];
    struct buf b;
    size_t n = signature_terms(s, terms, NEAR_TERMS);
    int64_t near = span_of(at_ms, NEAR_SPAN_DAYS);
    int64_t far = span_of(at_ms, FAR_SPAN_DAYS) + FAR_KEYS;
    buf_init(&b, a);
    for (size_t i = 0; i < n; i++) {
        for (int64_t k = looking ? -NEAR_SPANS : 0; k <= (looking ? NEAR_SPANS : 0); k++)
            add_key(&b, near + k, &terms[i]);
        if (i >= FAR_TERMS)
            continue;
        for (int64_t k = looking ? -FAR_SPANS : 0; k <= (looking ? 1 : 0); k++)
            add_key(&b, far + k, &terms[i]);
    }
    buf_add(&b, b.n ? STR("]") : STR("[]"));
    return buf_view(&b);
}

static struct str keys_of(struct write *w, const struct compared *c, bool looking)
{
    struct signature s;
    signature_view(&s, c->signature);
    return story_keys(w->arena, &s, c->at_ms, looking);
}

static enum rc no_memory(struct write *w)
{
    return fail(w->e, RC_NOMEM, "out of memory");
}

/* A list as the first parameter of a statement; one that memory was short for is none. */
static enum rc start_list(struct write *w, struct stmt *q, enum statement id, struct str list)
{
    if (arena_failed(w->arena))
        return no_memory(w);
    stmt_start(q, w->db, id, w->e);
    stmt_text(q, list);
    return RC_OK;
}

static enum rc run_keys(struct write *w, enum statement id, const struct compared *c)
{
    struct stmt q;
    enum rc rc = start_list(w, &q, id, keys_of(w, c, false));
    if (rc)
        return rc;
    stmt_int(&q, c->id);
    return stmt_run(&q);
}

/* ---- finding what is alike ---- */

struct candidate {
    int64_t id;
    int64_t score; /* of the shared terms; then the likeness */
};

static int by_id(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int by_score(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return by_id(a, b);
}

/* Adds up what stands several times, and keeps the most promising. */
static void choose(struct vec *found)
{
    struct candidate *v = found->p;
    size_t kept = 0;
    if (found->n == 0)
        return;
    qsort(v, found->n, sizeof *v, by_id);
    for (size_t i = 1; i < found->n; i++) {
        if (v[i].id == v[kept].id)
            v[kept].score += v[i].score;
        else
            v[++kept] = v[i];
    }
    found->n = kept + 1;
    qsort(v, found->n, sizeof *v, by_score);
    if (found->n > COMPARED_MAX)
        found->n = COMPARED_MAX;
}

static enum rc find_candidates(struct write *w, const struct compared *c, struct vec *found)
{
    struct stmt q;
    enum rc rc = start_list(w, &q, SQL_STORY_CANDIDATES, keys_of(w, c, true));
    if (rc)
        return rc;
    stmt_int(&q, A_KEY_MAX);
    while (stmt_next(&q)) {
        int64_t id = row_int(&q, STORY_CANDIDATES_article_id);
        struct candidate *candidate = id == c->id ? NULL : vec_push(found);
        if (candidate)
            *candidate = (struct candidate){id, row_int(&q, STORY_CANDIDATES_product)};
    }
    rc = stmt_end(&q);
    if (rc == RC_OK)
        choose(found);
    return rc;
}

static struct str ids_of(struct write *w, const struct vec *candidates)
{
    struct buf b;
    buf_init(&b, w->arena);
    for (size_t i = 0; i < candidates->n; i++) {
        const struct candidate *candidate = vec_at(candidates, i);
        buf_add_byte(&b, i ? ',' : '[');
        buf_add_int(&b, candidate->id);
    }
    buf_add(&b, candidates->n ? STR("]") : STR("[]"));
    return buf_view(&b);
}

/* Compares by whole signatures; *near is what is alike, the most alike first. */
static enum rc compare(struct write *w, const struct compared *c, const struct vec *found,
                       struct vec *near)
{
    struct stmt q;
    struct signature own;
    signature_view(&own, c->signature);
    enum rc rc = start_list(w, &q, SQL_STORY_SIGNATURES, ids_of(w, found));
    if (rc)
        return rc;
    while (stmt_next(&q)) {
        struct signature other;
        signature_view(&other, row_bytes(&q, STORY_SIGNATURES_signature));
        unsigned alike = similarity(&own, &other);
        struct candidate *candidate = alike >= STORY_NEAR_MIN ? vec_push(near) : NULL;
        if (candidate)
            *candidate = (struct candidate){row_int(&q, STORY_SIGNATURES_article_id), alike};
    }
    if (near->n)
        qsort(near->p, near->n, sizeof(struct candidate), by_score);
    if (near->n > STORE_NEAR_MAX)
        near->n = STORE_NEAR_MAX;
    return stmt_end(&q);
}

static enum rc put_links(struct write *w, int64_t id, const struct vec *near)
{
    struct stmt q;
    struct buf b;
    if (near->n == 0)
        return RC_OK;
    buf_init(&b, w->arena);
    for (size_t i = 0; i < near->n; i++) {
        const struct candidate *candidate = vec_at(near, i);
        buf_add_byte(&b, i ? ',' : '[');
        buf_add_int(&b, candidate->id * (1 << ALIKE_SHIFT) + candidate->score);
    }
    buf_add_byte(&b, ']');
    enum rc rc = start_list(w, &q, SQL_STORY_LINK_INSERT, buf_view(&b));
    if (rc)
        return rc;
    stmt_int(&q, id);
    return stmt_run(&q);
}

/* ---- clustering ---- */

struct item {
    int64_t id;
    int64_t at_ms;
    int64_t story_id; /* 0: alone */
    int64_t place;
    bool dated; /* else at_ms is when it came to us, and says nothing of the event */
    struct str title;
    struct str excerpt;
    struct str signature;
    struct head *head; /* NULL: not read yet */
};

/* What is clustered anew, by id. */
struct set {
    struct vec items;
    struct vec ties; /* struct story_tie */
    struct head_reader reader;
    bool reads; /* the reader is ready */
};

static int item_by_id(const void *a, const void *b)
{
    const struct item *x = a;
    const struct item *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* The index of the item, or the count when it is not in the set. */
static size_t item_at(const struct set *s, int64_t id)
{
    const struct item key = {.id = id};
    const struct item *found =
        s->items.n ? bsearch(&key, s->items.p, s->items.n, sizeof key, item_by_id) : NULL;
    return found ? (size_t)(found - (const struct item *)s->items.p) : s->items.n;
}

/* Stories come whole or not at all, those of the most alike first. */
static void cut_set(struct set *s)
{
    struct item *v = s->items.p;
    size_t whole = 0;
    for (size_t i = 1; i <= s->items.n && i <= STORY_SET_MAX; i++)
        if (i == s->items.n || v[i].place != v[i - 1].place)
            whole = i;
    s->items.n = whole;
    if (whole)
        qsort(v, whole, sizeof *v, item_by_id);
}

static enum rc read_items(struct write *w, struct str seeds, struct set *s)
{
    struct stmt q;
    enum rc rc = start_list(w, &q, SQL_STORY_SET, seeds);
    if (rc)
        return rc;
    while (stmt_next(&q)) {
        struct item *item = vec_push(&s->items);
        if (item)
            *item = (struct item){
                .id = row_int(&q, STORY_SET_article_id),
                .at_ms = row_int(&q, STORY_SET_at_ms),
                .story_id = row_int(&q, STORY_SET_story_id),
                .place = row_int(&q, STORY_SET_place),
                .dated = row_int(&q, STORY_SET_dated) != 0,
                .title = row_text(&q, w->arena, STORY_SET_title),
                .excerpt = row_text(&q, w->arena, STORY_SET_excerpt),
                .signature = row_text(&q, w->arena, STORY_SET_signature),
            };
    }
    rc = stmt_end(&q);
    if (rc == RC_OK)
        cut_set(s);
    return rc;
}

/* NULL when memory is short. */
static const struct head *head_of(struct arena *a, struct set *s, struct item *item)
{
    if (!s->reads)
        head_reader_init(&s->reader, a);
    s->reads = true;
    if (!item->head && !arena_failed(a)) {
        item->head = arena_alloc(a, sizeof *item->head);
        if (item->head)
            head_read(&s->reader, item->head, item->title, item->excerpt, item->signature);
    }
    return item->head;
}

static void add_tie(struct arena *a, struct set *s, struct story_tie tie)
{
    struct item *x = vec_at(&s->items, tie.first);
    struct item *y = vec_at(&s->items, tie.second);
    tie.alike = story_alike(tie.alike, x->at_ms - y->at_ms);
    if (tie.alike < STORY_COPY_MIN && !(x->dated && y->dated))
        return; /* of one day perhaps, or of two years: only copies are surely one */
    struct story_tie *kept = tie.alike ? vec_push(&s->ties) : NULL;
    const struct head *one = kept ? head_of(a, s, x) : NULL;
    const struct head *other = kept ? head_of(a, s, y) : NULL;
    if (!one || !other)
        return;
    tie.apart = heads_differ(one, other, clock_day(x->at_ms) != clock_day(y->at_ms));
    *kept = tie;
}

static enum rc read_ties(struct write *w, struct set *s)
{
    struct stmt q;
    struct buf b;
    buf_init(&b, w->arena);
    for (size_t i = 0; i < s->items.n; i++) {
        const struct item *item = vec_at(&s->items, i);
        buf_add_byte(&b, i ? ',' : '[');
        buf_add_int(&b, item->id);
    }
    buf_add(&b, s->items.n ? STR("]") : STR("[]"));
    enum rc rc = start_list(w, &q, SQL_STORY_TIES, buf_view(&b));
    if (rc)
        return rc;
    while (stmt_next(&q)) {
        size_t first = item_at(s, row_int(&q, STORY_TIES_article_id));
        size_t second = item_at(s, row_int(&q, STORY_TIES_near_id));
        if (first < s->items.n && second < s->items.n)
            add_tie(
                w->arena, s,
                (struct story_tie){first, second, (unsigned)row_int(&q, STORY_TIES_alike), false});
    }
    return stmt_end(&q);
}

static enum rc put_member(struct write *w, int64_t id, int64_t story_id)
{
    struct stmt q;
    if (story_id == 0)
        return write_id(w, SQL_STORY_MEMBER_DELETE, id);
    stmt_start(&q, w->db, SQL_STORY_MEMBER_PUT, w->e);
    stmt_int(&q, id);
    stmt_int(&q, story_id);
    return stmt_run(&q);
}

static void touch(struct vec *touched, int64_t story_id)
{
    const int64_t *v = touched->p;
    for (size_t i = 0; i < touched->n; i++)
        if (v[i] == story_id)
            return;
    int64_t *one = story_id ? vec_push(touched) : NULL;
    if (one)
        *one = story_id;
}

/* Counts a story again, or forgets it when it has no two articles. */
static enum rc count_story(struct write *w, int64_t id)
{
    struct stmt q;
    int64_t counts[3] = {0};
    stmt_start(&q, w->db, SQL_STORY_COUNT, w->e);
    stmt_int(&q, id);
    if (stmt_next(&q)) {
        counts[0] = row_int(&q, STORY_COUNT_articles);
        counts[1] = row_int(&q, STORY_COUNT_sources);
        counts[2] = row_int(&q, STORY_COUNT_newest_ms);
    }
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK)
        rc = change_add(w, "story", id);
    if (rc)
        return rc;
    if (counts[0] < 2)
        return write_id(w, SQL_STORY_DELETE, id);
    stmt_start(&q, w->db, SQL_STORY_PUT, w->e);
    stmt_int(&q, id);
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        stmt_int(&q, counts[i]);
    return stmt_run(&q);
}

/* Writes what has changed: group[i] is the first item of i's story. */
static enum rc put_groups(struct write *w, const struct set *s, const size_t *group)
{
    const struct item *v = s->items.p;
    bool *shared = arena_array(w->arena, s->items.n, sizeof *shared);
    struct vec touched = VEC(int64_t, w->arena);
    enum rc rc = RC_OK;
    if (!shared)
        return no_memory(w);
    for (size_t i = 0; i < s->items.n; i++)
        if (group[i] != i)
            shared[i] = shared[group[i]] = true;
    for (size_t i = 0; i < s->items.n && rc == RC_OK; i++) {
        int64_t story_id = shared[i] ? v[group[i]].id : 0;
        if (story_id == v[i].story_id)
            continue;
        touch(&touched, v[i].story_id);
        touch(&touched, story_id);
        rc = put_member(w, v[i].id, story_id);
        if (rc == RC_OK)
            rc = change_add(w, "article", v[i].id);
    }
    const int64_t *stories = touched.p;
    for (size_t i = 0; i < touched.n && rc == RC_OK; i++)
        rc = count_story(w, stories[i]);
    return rc;
}

/* Clusters the seeds (a JSON list of ids) with all of their stories. */
static enum rc cluster(struct write *w, struct str seeds)
{
    struct set s = {.items = VEC(struct item, w->arena), .ties = VEC(struct story_tie, w->arena)};
    enum rc rc = read_items(w, seeds, &s);
    if (rc == RC_OK)
        rc = read_ties(w, &s);
    size_t *group = arena_array(w->arena, s.items.n, sizeof *group);
    if (rc)
        return rc;
    if (arena_failed(w->arena) || !story_cluster(w->arena, s.ties.p, s.ties.n, s.items.n, group))
        return no_memory(w);
    return put_groups(w, &s, group);
}

/* ---- coming and going ---- */

/* The article itself and what may be of its story. */
static struct str seeds_of(struct write *w, int64_t id, const struct vec *near)
{
    struct buf b;
    buf_init(&b, w->arena);
    buf_addf(&b, "[%lld", (long long)id);
    for (size_t i = 0; i < near->n && i < SEEDS_MAX; i++) {
        const struct candidate *candidate = vec_at(near, i);
        buf_addf(&b, ",%lld", (long long)candidate->id);
    }
    buf_add_byte(&b, ']');
    return buf_view(&b);
}

static enum rc enter(struct write *w, const struct compared *c)
{
    struct vec found = VEC(struct candidate, w->arena);
    struct vec near = VEC(struct candidate, w->arena);
    enum rc rc = run_keys(w, SQL_STORY_TERM_INSERT, c);
    if (rc == RC_OK)
        rc = find_candidates(w, c, &found);
    if (rc == RC_OK)
        rc = compare(w, c, &found, &near);
    if (rc == RC_OK)
        rc = put_links(w, c->id, &near);
    return rc || near.n == 0 ? rc : cluster(w, seeds_of(w, c->id, &near));
}

static enum rc read_mates(struct write *w, int64_t id, struct vec *mates)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_STORY_MATES, w->e);
    stmt_int(&q, id);
    while (stmt_next(&q)) {
        struct candidate *mate = vec_push(mates);
        if (mate)
            mate->id = row_int(&q, STORY_MATES_article_id);
    }
    return stmt_end(&q);
}

static enum rc leave_links(struct write *w, const struct compared *c)
{
    enum rc rc = run_keys(w, SQL_STORY_TERM_DELETE, c);
    if (rc == RC_OK)
        rc = write_id(w, SQL_STORY_LINK_BACK_DELETE, c->id);
    return rc ? rc : write_id(w, SQL_STORY_LINK_DELETE, c->id);
}

/* Its story goes on without it. */
static enum rc leave_story(struct write *w, int64_t id)
{
    struct stmt q;
    struct vec mates = VEC(struct candidate, w->arena);
    struct arena *a = w->arena;
    struct store_story story = {0};
    enum rc rc = read_mates(w, id, &mates);
    if (rc || mates.n == 0)
        return rc;
    stmt_start(&q, w->db, SQL_STORY_OF, w->e);
    stmt_int(&q, id);
    rc = stmt_run_int(&q, &story.id, NULL);
    if (rc == RC_OK)
        rc = write_id(w, SQL_STORY_MEMBER_DELETE, id);
    if (rc == RC_OK)
        rc = arena_failed(a) ? no_memory(w) : cluster(w, ids_of(w, &mates));
    return rc ? rc : count_story(w, story.id);
}

static enum rc leave(struct write *w, const struct compared *c)
{
    enum rc rc = leave_links(w, c);
    return rc ? rc : leave_story(w, c->id);
}

static enum rc read_compared(struct write *w, int64_t id, struct compared *out)
{
    struct stmt q;
    *out = (struct compared){0};
    stmt_start(&q, w->db, SQL_STORY_ARTICLE, w->e);
    stmt_int(&q, id);
    if (stmt_next(&q))
        *out = (struct compared){
            .id = id,
            .state = (enum state)row_int(&q, STORY_ARTICLE_state),
            .at_ms = row_int(&q, STORY_ARTICLE_at_ms),
            .source = row_text(&q, w->arena, STORY_ARTICLE_source),
            .signature = row_text(&q, w->arena, STORY_ARTICLE_signature),
        };
    return stmt_end(&q);
}

static enum rc put_compared(struct write *w, const struct compared *c)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_STORY_ARTICLE_PUT, w->e);
    stmt_int(&q, c->id);
    stmt_int(&q, (int64_t)c->state);
    stmt_int(&q, c->at_ms);
    stmt_text(&q, c->source);
    stmt_bytes(&q, c->signature);
    return stmt_run(&q);
}

static enum rc set_state(struct write *w, struct compared *c, enum state state)
{
    struct stmt q;
    enum state was = c->state;
    if (state == was)
        return RC_OK;
    c->state = state;
    stmt_start(&q, w->db, SQL_STORY_ARTICLE_STATE, w->e);
    stmt_int(&q, c->id);
    stmt_int(&q, (int64_t)state);
    enum rc rc = stmt_run(&q);
    if (rc == RC_OK && was == STATE_COMPARED)
        rc = leave(w, c);
    if (rc == RC_OK && state == STATE_COMPARED)
        rc = enter(w, c);
    return rc;
}

static bool same(const struct compared *a, const struct compared *b)
{
    return a->id == b->id && a->state == b->state && a->at_ms == b->at_ms &&
           str_eq(a->source, b->source) && str_eq(a->signature, b->signature);
}

static enum rc replace(struct write *w, const struct compared *was, const struct compared *now)
{
    enum rc rc = RC_OK;
    if (same(was, now))
        return RC_OK;
    if (was->id && was->state == STATE_COMPARED)
        rc = leave(w, was);
    if (rc == RC_OK && now->signature.n == 0)
        return write_id(w, SQL_STORY_ARTICLE_FORGET, now->id);
    if (rc == RC_OK)
        rc = put_compared(w, now);
    return rc || now->state != STATE_COMPARED ? rc : enter(w, now);
}

static enum rc let_in_due(struct write *w, int64_t now_ms)
{
    struct stmt q;
    struct vec due = VEC(struct candidate, w->arena);
    stmt_start(&q, w->db, SQL_STORY_DUE, w->e);
    stmt_int(&q, now_ms);
    stmt_int(&q, DUE_MAX);
    while (stmt_next(&q)) {
        struct candidate *one = vec_push(&due);
        if (one)
            one->id = row_int(&q, STORY_DUE_article_id);
    }
    enum rc rc = stmt_end(&q);
    for (size_t i = 0; i < due.n && rc == RC_OK; i++) {
        struct candidate *one = vec_at(&due, i);
        struct compared c;
        rc = read_compared(w, one->id, &c);
        if (rc == RC_OK)
            rc = set_state(w, &c, STATE_COMPARED);
    }
    return rc;
}

/* A list that memory was short for is not taken for a short list. */
static enum rc done(struct write *w, enum rc rc)
{
    if (rc == RC_OK && arena_failed(w->arena))
        return no_memory(w);
    return rc;
}

enum rc write_story(struct write *w, const struct story_put *put)
{
    struct compared was;
    enum state state = put->listed_ms == CLOCK_NONE  ? STATE_WITHDRAWN
                       : put->order_ms > put->now_ms ? STATE_WAITING
                                                     : STATE_COMPARED;
    struct compared now = {put->article_id, state, put->order_ms, put->source, put->signature};
    enum rc rc = let_in_due(w, put->now_ms);
    if (rc == RC_OK)
        rc = read_compared(w, put->article_id, &was);
    return done(w, rc ? rc : replace(w, &was, &now));
}

enum rc write_story_listed(struct write *w, int64_t article_id, int64_t listed_ms, int64_t now_ms)
{
    struct compared c;
    enum rc rc = read_compared(w, article_id, &c);
    if (rc || c.id == 0)
        return rc;
    return done(w, set_state(w, &c,
                             listed_ms == CLOCK_NONE ? STATE_WITHDRAWN
                             : listed_ms > now_ms    ? STATE_WAITING
                                                     : STATE_COMPARED));
}

enum rc write_put_story(struct write *w, const struct store_put_story *put)
{
    struct article_state article = {0};
    if (put->article_id == 0)
        return done(w, let_in_due(w, put->now_ms));
    enum rc rc = write_article_state(w, put->article_id, &article);
    if (rc)
        return rc;
    if (article.id == 0)
        return fail(w->e, RC_NOTFOUND, "no article %lld", (long long)put->article_id);
    return write_story(w, &(struct story_put){.article_id = article.id,
                                              .listed_ms = article.listed_ms,
                                              .order_ms = article.order_ms,
                                              .now_ms = put->now_ms,
                                              .source = put->source,
                                              .signature = put->signature});
}
