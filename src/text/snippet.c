#include "text/snippet.h"

#include "base/hash_term.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/terms.h"
#include "text/token.h"

/* Where one of the query's words stands. */
struct hit {
    size_t from; /* bytes */
    size_t to;
    uint32_t words; /* bit i: it is word i */
};

static uint32_t words_at(struct str token, struct term_pair terms, const struct query *q)
{
    uint32_t words = 0;
    uint64_t short_for = q->ways_n ? term_of_abbreviation(token) : 0;
    for (size_t i = 0; i < q->words_n; i++) {
        const struct query_word *w = &q->words[i];
        bool same = w->term == (w->exact.n ? terms.exact : terms.folded);
        if (same && !w->excluded)
            words |= UINT32_C(1) << i;
    }
    for (size_t i = 0; i < q->ways_n; i++)
        if (q->ways[i].term == terms.exact || q->ways[i].term == terms.folded ||
            (short_for && q->ways[i].term == short_for))
            words |= query_way_holds(q, &q->ways[i]) ? q->ways[i].words : 0;
    return words;
}

_Static_assert(QUERY_WORDS_MAX <= 32, "a bit for each word");

/* Hits being collected. */
struct collecting {
    struct term_reader reader;
    struct str text;
    const struct query *query;
    struct hit *hits;
    size_t n;
};

static bool add_hit(struct collecting *c, struct str token, struct term_pair terms)
{
    uint32_t words = words_at(token, terms, c->query);
    size_t from = (size_t)(token.p - c->text.p);
    if (words && c->n < SNIPPET_HITS_MAX)
        c->hits[c->n++] = (struct hit){from, from + token.n, words};
    return words;
}

/* Marks a word of the query that stands here as two, with what is between; what
 * was marked of it is part of that. */
static bool add_parted_hit(struct collecting *c, struct str first, struct str last, uint64_t pair)
{
    struct str both = {first.p, (size_t)(last.p + last.n - first.p)};
    size_t from = (size_t)(first.p - c->text.p);
    bool in_order = c->n == 0 || c->hits[c->n - 1].to <= from;
    return in_order && add_hit(c, both, (struct term_pair){pair, pair});
}

/* Marks what of a document number was asked for: from each part on the longest run that was. */
static void add_part_hits(struct collecting *c, struct str token)
{
    struct str parts[TOKEN_PARTS_MAX];
    size_t n = token_parts(token, parts);
    for (size_t i = 0; i < n; i++) {
        bool marked = false;
        for (size_t k = n; !marked && k-- > i;) {
            struct str run = {parts[i].p, (size_t)(parts[k].p + parts[k].n - parts[i].p)};
            marked = add_hit(c, run, term_of_token(&c->reader, run));
            i = marked ? k : i;
        }
    }
}

static size_t find_hits(struct arena *scratch, struct str text, const struct query *q,
                        struct hit *hits)
{
    enum { WORDS_KEPT = 512 };
    struct str rest = text;
    struct str token;
    struct term_pair terms;
    struct collecting c = {.text = text, .query = q, .hits = hits};
    term_reader_init(&c.reader, scratch, WORDS_KEPT);
    struct str last = STR("");
    uint64_t last_folded = 0;
    while (c.n < SNIPPET_HITS_MAX && term_next(&c.reader, &rest, &token, &terms)) {
        bool parted = q->ways_n && last.n &&
                      add_parted_hit(&c, last, token, hash_term_pair(last_folded, terms.folded));
        if (!parted && !add_hit(&c, token, terms))
            add_part_hits(&c, token);
        last = token;
        last_folded = terms.folded;
    }
    return c.n;
}

/* Marked words with only this between them are marked as one. */
static bool is_joint(char byte)
{
    return byte == ' ' || byte == '/' || byte == '-';
}

/* A stretch's worth: different words first, then words that stand beside each other in the query's
 * order. */
static int worth(const struct hit *hits, size_t first, size_t end, uint32_t *seen)
{
    int beside = 0;
    *seen = 0;
    for (size_t i = first; i < end; i++) {
        *seen |= hits[i].words;
        if (i > first && hits[i].from - hits[i - 1].to <= 1 &&
            (hits[i - 1].words << 1 & hits[i].words))
            beside++;
    }
    return 4 * __builtin_popcount(*seen) + (beside < 12 ? beside : 12);
}

/* The hits [*first, *end) of the best stretch of at most max_bytes. */
static void best_stretch(const struct hit *hits, size_t n, size_t max_bytes, size_t *first,
                         size_t *end)
{
    int best = -1;
    *first = 0;
    *end = 0;
    for (size_t i = 0; i < n; i++) {
        size_t to = i + 1;
        uint32_t seen = 0;
        while (to < n && hits[to].to - hits[i].from <= max_bytes)
            to++;
        int value = worth(hits, i, to, &seen);
        if (value > best) {
            best = value;
            *first = i;
            *end = to;
        }
    }
}

/* The beginning of the word or sentence at or after at. */
static size_t next_word(struct str text, size_t at)
{
    while (at < text.n && at > 0 && text.p[at - 1] != ' ' && text.p[at - 1] != '\n')
        at++;
    return at;
}

static size_t word_end(struct str text, size_t at)
{
    if (at >= text.n)
        return text.n;
    while (at > 0 && text.p[at] != ' ' && text.p[at] != '\n')
        at--;
    return at;
}

static void add_part(struct vec *parts, struct str text, bool hit)
{
    struct snippet_part *part = text.n ? vec_push(parts) : NULL;
    if (part)
        *part = (struct snippet_part){text, hit};
}

/* [from, to) of text in parts. Marked words with only a joint between are one part. */
static struct snippet parts_of(struct arena *a, struct str text, size_t from, size_t to,
                               const struct hit *hits, size_t n)
{
    struct vec parts = VEC(struct snippet_part, a);
    struct snippet s = {.cut_before = from > 0, .cut_after = to < text.n};
    uint32_t seen = 0;
    size_t at = from;
    for (size_t i = 0; i < n; i++) {
        if (hits[i].from < at || hits[i].to > to)
            continue;
        size_t start = hits[i].from;
        size_t last = hits[i].to;
        seen |= hits[i].words;
        while (i + 1 < n && hits[i + 1].from == last + 1 && is_joint(text.p[last]) &&
               hits[i + 1].to <= to) {
            i++;
            last = hits[i].to;
            seen |= hits[i].words;
        }
        add_part(&parts, str_slice(text, at, start), false);
        add_part(&parts, str_slice(text, start, last), true);
        at = last;
    }
    add_part(&parts, str_slice(text, at, to), false);
    s.parts = parts.p;
    s.parts_n = parts.n;
    s.words = (size_t)__builtin_popcount(seen);
    return s;
}

struct snippet snippet_whole(struct arena *a, struct str text, const struct query *q)
{
    struct hit hits[SNIPPET_HITS_MAX];
    size_t n = find_hits(a, str_first(text, SNIPPET_LOOK_BYTES), q, hits);
    return parts_of(a, text, 0, text.n, hits, n);
}

struct snippet snippet_of(struct arena *a, struct str text, const struct query *q)
{
    enum { BEFORE_BYTES = 60 }; /* some words that lead to the first one found */
    struct hit hits[SNIPPET_HITS_MAX];
    size_t first = 0;
    size_t end = 0;
    size_t n = find_hits(a, str_first(text, SNIPPET_LOOK_BYTES), q, hits);
    best_stretch(hits, n, SNIPPET_BYTES - BEFORE_BYTES, &first, &end);
    size_t from = n && hits[first].from > BEFORE_BYTES ? hits[first].from - BEFORE_BYTES : 0;
    from = next_word(text, from);
    if (n && from > hits[first].from)
        from = hits[first].from;
    size_t to = word_end(text, from + SNIPPET_BYTES);
    if (to <= from)
        to = from + utf8_first_cp(str_from(text, from), SNIPPET_BYTES / 4).n;
    return parts_of(a, text, from, to, hits, n);
}
