/* What holds for any text: folding, tokens, queries. */
#include "tests/prop.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/query.h"
#include "text/token.h"

enum { ARENA_BYTES = 1 << 20 };

/* Any code points, not only Vietnamese ones. */
static size_t any_text(struct prop *p, char *out)
{
    size_t n = 0;
    size_t want = prop_below(p, p->size_max + 1);
    while (n + 4 <= want) {
        uint32_t cp = (uint32_t)prop_below(p, 0x20000);
        if (cp >= 0xD800 && cp <= 0xDFFF)
            cp = 'a';
        n += utf8_put(cp, out + n);
    }
    return n;
}

static bool same_after_twice(struct prop *p, size_t (*make)(struct prop *, char *))
{
    char text[PROP_SIZE_MAX];
    struct arena a;
    struct str s = {text, make(p, text)};
    arena_init(&a, ARENA_BYTES);
    struct str once = text_fold(&a, s);
    struct str twice = text_fold(&a, once);
    bool same = str_eq(once, twice) && str_eq(text_fold(&a, utf8_nfd(&a, s)), once) &&
                utf8_valid(once, NULL);
    struct str lower = text_lower(&a, s);
    same = same && str_eq(text_fold(&a, lower), once) && str_eq(text_lower(&a, lower), lower);
    arena_release(&a);
    return same;
}

static bool folds_vietnamese_once(struct prop *p)
{
    return same_after_twice(p, prop_text);
}

static bool folds_bytes_once(struct prop *p)
{
    return same_after_twice(p, prop_bytes);
}

static bool folds_any_once(struct prop *p)
{
    char text[PROP_SIZE_MAX];
    struct arena a;
    struct str s = {text, any_text(p, text)};
    arena_init(&a, ARENA_BYTES);
    struct str once = text_fold(&a, s);
    bool same = str_eq(once, text_fold(&a, once));
    arena_release(&a);
    return same;
}

/* Indexing the index form of a text changes nothing. */
static bool tokens_are_stable(struct prop *p)
{
    char text[PROP_SIZE_MAX];
    struct arena a;
    struct str s = {text, prop_text(p, text)};
    arena_init(&a, ARENA_BYTES);
    struct str folded = text_index_tokens(&a, s, true);
    bool same =
        str_eq(text_index_tokens(&a, str_lower_ascii(&a, text_fold(&a, s)), true), folded) ||
        str_contains(folded, STR("/"));
    arena_release(&a);
    return same;
}

static bool queries_are_bounded(struct prop *p)
{
    char text[PROP_SIZE_MAX];
    struct arena a;
    struct str s = {text, prop_bytes(p, text)};
    arena_init(&a, ARENA_BYTES);
    struct query q = query_read(&a, s);
    bool good = q.words_n <= QUERY_WORDS_MAX;
    for (size_t i = 0; i < q.words_n; i++) {
        const struct query_word *w = &q.words[i];
        good = good && w->folded.n > 0 && (w->exact.n > 0 || !text_has_marks(w->folded));
    }
    arena_release(&a);
    return good;
}

static void properties(void **state)
{
    (void)state;
    prop_check("folding twice is folding once", folds_vietnamese_once, 2000);
    prop_check("folding any bytes twice is folding once", folds_bytes_once, 1000);
    prop_check("folding any script twice is folding once", folds_any_once, 3000);
    prop_check("tokens of folded text are the folded tokens", tokens_are_stable, 1000);
    prop_check("a query has few terms, folded ones without marks", queries_are_bounded, 1000);
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(properties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
