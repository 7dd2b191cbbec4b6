/* Hits whose texts say a phrase: the index knows of words only that they stand together somewhere. */
#include "site/find_internal.h"

#include "article/article_json.h"
#include "article/article_terms.h"

uint32_t find_quoted_pairs(const struct query *q)
{
    uint32_t pairs = 0;
    for (size_t i = 0; i < q->words_n; i++)
        if (q->words[i].quoted && !q->words[i].excluded)
            pairs |= UINT32_C(1) << i;
    return pairs;
}

/* The texts of one article, as they are asked for words side by side. */
struct asking {
    struct term_reader *reader;
    const struct query *query;
    uint32_t wanted;
    bool (*good)(struct answer, uint32_t wanted);
    struct answer answer; /* of all texts, until it is good */
};

/* Articles being read for what their texts say. */
struct reading {
    const struct finding *f;
    uint32_t wanted;
    bool (*good)(struct answer, uint32_t wanted);
    size_t enough; /* no more are read when so many are good */
    struct store_hit *hits;
    size_t read;
    size_t kept; /* the first of hits */
};

static void ask_text(void *ctx, enum article_place place, struct str text)
{
    struct asking *asking = ctx;
    (void)place;
    if (asking->good(asking->answer, asking->wanted))
        return;
    struct answer here = find_answer_of(asking->reader, asking->query, text);
    asking->answer.beside |= here.beside;
    asking->answer.phrase |= here.phrase;
}

struct str find_body_text(struct arena *a, struct str json)
{
    struct article art;
    if (article_json_read(a, json, (struct article_json_options){0}, &art, NULL))
        return STR("");
    return article_plain_text(a, &art);
}

static bool is_good_body(struct arena *a, struct asking asking, struct str json)
{
    if (!article_json_texts(a, json, ask_text, &asking))
        asking.answer = find_answer_of(asking.reader, asking.query, find_body_text(a, json));
    return asking.good(asking.answer, asking.wanted);
}

enum { READ_STEP = 40 }; /* articles of one query: some 200 KB */

/* Reads the next of the hits, of which there are n, and keeps those whose answer is good. */
static enum rc read_some(struct reading *r, size_t n)
{
    struct arena *a = r->f->place->arena;
    size_t last = n - r->read < READ_STEP ? n : r->read + READ_STEP;
    size_t bodies_n = 0;
    int64_t ids[READ_STEP] = {0};
    struct store_source *bodies = NULL;
    struct asking asking = {
        .reader = r->f->reader, .query = &r->f->query, .wanted = r->wanted, .good = r->good};
    for (size_t i = r->read; i < last; i++)
        ids[i - r->read] = r->hits[i].article_id;
    enum rc rc =
        store_bodies(r->f->place->reader, a, ids, last - r->read, &bodies, &bodies_n, r->f->err);
    if (rc)
        return rc;
    for (size_t b = 0; r->read < last; r->read++) {
        struct store_hit hit = r->hits[r->read];
        if (b < bodies_n && bodies[b].id == hit.article_id &&
            is_good_body(a, asking, bodies[b++].body_json))
            r->hits[r->kept++] = hit;
    }
    return RC_OK;
}

/* Keeps of the first FIND_READ hits those whose answer is good, at least r->enough if there are so many. */
static enum rc keep_read(struct reading *r, size_t *n)
{
    size_t most = *n < FIND_READ ? *n : FIND_READ;
    enum rc rc = RC_OK;
    while (!rc && r->read < most && r->kept < r->enough)
        rc = read_some(r, most);
    if (!rc)
        *n = r->kept;
    return rc;
}

static bool stands_beside(struct answer answer, uint32_t pairs)
{
    return (answer.beside & pairs) == pairs;
}

static bool says_phrases(struct answer answer, uint32_t ends)
{
    return (answer.phrase & ends) == ends;
}

enum rc find_beside(const struct finding *f, uint32_t pairs, struct store_hit *hits, size_t *n)
{
    struct reading r = {
        .f = f, .wanted = pairs, .good = stands_beside, .enough = SIZE_MAX, .hits = hits};
    return keep_read(&r, n);
}

/* Two words without marks are said by their pair in the index; of all else the index knows only that
 * each two stand together somewhere, whatever their tones. */
static bool is_known_by_pairs(const struct query *q)
{
    for (size_t i = 1; i < q->words_n; i++)
        if (q->words[i].quoted && !q->words[i].excluded &&
            (q->words[i - 1].quoted || q->words[i].exact.n || q->words[i - 1].exact.n))
            return false;
    return true;
}

enum rc find_all(const struct finding *f, struct store_hit **hits, size_t *n)
{
    struct find_how how = {.left_out = SIZE_MAX, .limit = FIND_COUNTED};
    uint32_t pairs = find_quoted_pairs(&f->query);
    enum rc rc = find_hits(f, how, hits, n);
    if (rc || !pairs || *n == 0 || is_known_by_pairs(&f->query))
        return rc;
    size_t all = *n;
    struct reading r = {.f = f,
                        .wanted = pairs & ~(pairs >> 1),
                        .good = says_phrases,
                        .enough = f->enough ? f->enough : SIZE_MAX,
                        .hits = *hits};
    rc = keep_read(&r, n);
    if (f->found)
        f->found->more = r.read < all;
    return rc;
}
