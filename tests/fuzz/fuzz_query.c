/* Any bytes are a query: bounded, its terms clean, its snippets stretches of their text. The first
 * half is the query, the second the text. */
#include "base/hash.h"
#include "base/hash_term.h"
#include "base/utf8.h"
#include "text/keys.h"
#include "text/query.h"
#include "text/snippet.h"
#include "text/terms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_snippet(struct str text, const struct snippet *s)
{
    size_t bytes = 0;
    for (size_t i = 0; i < s->parts_n; i++) {
        struct str part = s->parts[i].text;
        ASSERT(part.p >= text.p && part.p + part.n <= text.p + text.n);
        ASSERT(i == 0 || part.p == s->parts[i - 1].text.p + s->parts[i - 1].text.n);
        bytes += part.n;
    }
    ASSERT(bytes <= text.n);
}

static void check_terms(const struct terms *t)
{
    size_t head = 0;
    for (size_t i = 0; i < t->n; i++) {
        ASSERT(t->keys[i] > TERM_HEAD && t->keys[i] >> HASH_TERM_BITS == 0);
        head += t->keys[i] & TERM_HEAD;
    }
    ASSERT(2 * head <= t->n && t->n <= TERMS_MAX); /* whatever is in the head is in all */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str all = {(const char *)data, size};
    struct str text = str_from(all, size / 2);
    struct terms terms;
    struct term_reader reader;
    if (!hash_start())
        return 0;
    arena_init(&a, 256 << 20);
    struct query q = query_read(&a, str_first(all, size / 2));
    ASSERT(q.words_n <= QUERY_WORDS_MAX);
    for (size_t i = 0; i < q.words_n; i++) {
        ASSERT(q.words[i].folded.n > 0);
        ASSERT(utf8_valid(keys_read(&a, q.words[i].typed), NULL));
    }
    query_find_ways(&a, &q);
    ASSERT(q.ways_n <= QUERY_WAYS_MAX);
    for (size_t i = 0; i < q.ways_n; i++)
        ASSERT(q.ways[i].words && query_way_holds(&q, &q.ways[i]));
    struct snippet s = snippet_of(&a, text, &q);
    check_snippet(text, &s);
    s = snippet_whole(&a, text, &q);
    check_snippet(text, &s);
    term_reader_init(&reader, &a, 256);
    terms_init(&terms, &reader, &a);
    terms_add(&terms, text, true);
    terms_add_person(&terms, str_first(all, size / 2));
    check_terms(&terms);
    arena_release(&a);
    return 0;
}
