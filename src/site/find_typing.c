/* What is offered while a query is being typed. */
#include "site/find_internal.h"

#include "article/slug.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/fold.h"

/* However its letters are written: LÊ HOA is Lê Hoa. */
static bool has_text(struct arena *a, const struct vec *texts, struct str text)
{
    struct str lower = text_lower(a, text);
    for (size_t i = 0; i < texts->n; i++)
        if (str_eq(text_lower(a, *(const struct str *)vec_at(texts, i)), lower))
            return true;
    return false;
}

static void add_suggestion(struct arena *a, struct vec *texts, struct str text)
{
    struct str *at =
        text.n && texts->n < FIND_WORDS_MAX && !has_text(a, texts, text) ? vec_push(texts) : NULL;
    if (at)
        *at = text;
}

/* TTXVN, NGUYỄN AN: signatures of agencies, and of old archives; readers look for something else. */
static bool is_in_capitals(struct str name)
{
    bool any = false;
    while (name.n) {
        uint32_t cp = utf8_next(&name);
        if (utf8_is_letter(cp) && !utf8_is_upper(cp))
            return false;
        any = any || utf8_is_letter(cp);
    }
    return any;
}

/* Topics, tags and people whose folded name begins with what was typed, most used first. Those people
 * who are written in capitals go to last. */
static enum rc suggest_labels(const struct find_place *p, struct str folded, struct vec *texts,
                              struct vec *last, struct err *e)
{
    static const enum store_label_kind kinds[] = {STORE_LABEL_TOPIC, STORE_LABEL_TAG,
                                                  STORE_LABEL_PERSON};
    enum { LABELS_EACH = 2, LOOKED_AT = 6 };
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        struct store_label *labels = NULL;
        size_t n = 0;
        size_t before = texts->n;
        enum rc rc =
            store_labels_like(p->reader, p->arena, kinds[k], slug_from_title(p->arena, folded),
                              p->now_ms, LOOKED_AT, &labels, &n, e);
        if (rc)
            return rc;
        for (size_t i = 0; i < n && texts->n < before + LABELS_EACH; i++) {
            bool late = kinds[k] == STORE_LABEL_PERSON && is_in_capitals(labels[i].name);
            add_suggestion(p->arena, late ? last : texts, labels[i].name);
        }
    }
    return RC_OK;
}

/* What a syllable may go on with behind its vowel. */
static const struct str FINALS[] = {STR_INIT("n"), STR_INIT("ng"), STR_INIT("nh"), STR_INIT("m"),
                                    STR_INIT("p"), STR_INIT("t"),  STR_INIT("c"),  STR_INIT("ch"),
                                    STR_INIT("i"), STR_INIT("y"),  STR_INIT("u"),  STR_INIT("o"),
                                    STR_INIT("a"), STR_INIT("")};

/* The words that the last word of q, which may be the beginning of a syllable ("đoà" of "đoàn", "th" of them all), may
 * become, its marks as typed. */
static struct vec terms_begun(struct arena *a, const struct query *q)
{
    static const struct str VOWELS[] = {
        STR_INIT(""),  STR_INIT("a"),  STR_INIT("e"),  STR_INIT("i"),  STR_INIT("o"),
        STR_INIT("u"), STR_INIT("ie"), STR_INIT("uo"), STR_INIT("oa"), STR_INIT("ye"),
    };
    struct vec terms = VEC(uint64_t, a);
    const struct query_word *last = &q->words[q->words_n - 1];
    bool plain = last->exact.n == 0; /* with marks there is a vowel */
    for (size_t v = 0; v < (plain ? COUNT_OF(VOWELS) : 1); v++)
        for (size_t i = 0; i < COUNT_OF(FINALS); i++) {
            struct query_word word = {0};
            struct str whole = str_format(a, "%.*s%.*s%.*s", STR_ARG(last->typed),
                                          STR_ARG(VOWELS[v]), STR_ARG(FINALS[i]));
            query_word_set(a, &word, whole, plain);
            uint64_t *term = vec_push(&terms);
            if (term)
                *term = word.term;
        }
    return terms;
}

/* The titles with any of those and all words before. */
static enum rc hits_of_beginning(const struct finding *f, struct store_hit **hits, size_t *n,
                                 int64_t limit)
{
    enum { WORDS_MOST = 16 }; /* with those of the beginning as many as a search has */
    if (f->query.words_n > WORDS_MOST)
        return RC_OK;
    struct arena *a = f->place->arena;
    struct vec begun = terms_begun(a, &f->query);
    struct vec others = VEC(uint64_t, a);
    for (size_t i = 0; i + 1 < f->query.words_n; i++) {
        uint64_t *term = vec_push(&others);
        if (term)
            *term = f->query.words[i].term;
    }
    struct store_terms any = {begun.p, begun.n};
    return store_search(f->place->reader, a,
                        (struct store_search_query){.head = true,
                                                    .all = {others.p, others.n},
                                                    .any = &any,
                                                    .any_n = 1,
                                                    .from_ms = CLOCK_NONE,
                                                    .until_ms = CLOCK_NONE,
                                                    .now_ms = f->place->now_ms,
                                                    .limit = limit,
                                                    .work_left = f->work_left},
                        hits, n, f->err);
}

/* Those, newest first: ranking knows whole words. */
static enum rc suggest_begun(const struct finding *f, int64_t limit, int64_t **ids, size_t *n)
{
    struct store_hit *hits = NULL;
    enum rc rc = hits_of_beginning(f, &hits, n, limit);
    *ids = rc ? NULL : arena_array(f->place->arena, *n, sizeof **ids);
    if (!*ids || !hits) /* nothing was searched for */
        *n = 0;
    for (size_t i = 0; i < *n; i++)
        (*ids)[i] = hits[i].article_id;
    return rc;
}

static enum rc rank_hits(const struct finding *f, struct find_how how, int64_t **ids, size_t *n)
{
    struct store_hit *hits = NULL;
    enum rc rc = find_hits(f, how, &hits, n);
    return rc ? rc : find_rank(f, hits, *n, ids, n);
}

enum rc find_suggestions(const struct find_place *place, struct str typed,
                         struct article_texts *out, struct err *e)
{
    enum { TYPED_MIN_CP = 2, LOOKED_AT = 20 };
    struct arena *a = place->arena;
    struct vec texts = VEC(struct str, a);
    struct vec last = VEC(struct str, a);
    struct find_ask ask = {.typed = typed, .limit = LOOKED_AT};
    uint64_t work_left = FIND_WORK;
    struct term_reader reader;
    struct finding f = {.place = place,
                        .ask = &ask,
                        .query = query_read(a, typed),
                        .reader = &reader,
                        .work_left = &work_left,
                        .err = e};
    struct store_hit *hits = NULL;
    struct store_head *heads = NULL;
    int64_t *ids = NULL;
    size_t n = 0;
    size_t heads_n = 0;
    enum rc rc = RC_OK;
    if (f.query.words_n == 0 || typed.n < TYPED_MIN_CP) {
        *out = (struct article_texts){0};
        return RC_OK;
    }
    bool mended = false;
    term_reader_init(&reader, a, FIND_WORDS_KEPT);
    rc = find_ways(&f);
    if (!rc)
        rc = find_mend_keys(&f, &mended);
    struct str meant = mended ? find_query_text(a, &f.query) : str_trim(typed);
    if (!rc)
        rc = suggest_labels(place, text_fold(a, meant), &texts, &last, e);
    /* the last word may not be whole: side by side with the others as far as they are */
    struct find_how how = {.head = true, .beside = true, .left_out = SIZE_MAX, .limit = LOOKED_AT};
    if (!rc)
        rc = find_hits(&f, how, &hits, &n);
    if (!rc)
        rc = n ? find_rank(&f, hits, n, &ids, &n) : suggest_begun(&f, LOOKED_AT, &ids, &n);
    how.left_out = f.query.words_n - 1;
    if (!rc && n == 0 && f.query.words_n > 1)
        rc = rank_hits(&f, how, &ids, &n);
    if (!rc)
        rc = store_heads(place->reader, a, ids, n, &heads, &heads_n, e);
    if (rc)
        return rc;
    for (size_t i = 0; i < heads_n; i++)
        add_suggestion(a, &texts, heads[i].title);
    for (size_t i = 0; i < last.n; i++)
        add_suggestion(a, &texts, *(struct str *)vec_at(&last, i));
    *out = (struct article_texts){texts.p, texts.n};
    return RC_OK;
}
