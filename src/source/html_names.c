#include "source/html_names.h"

#include <string.h>

static bool has_names(const struct html_tree *t, html_node n)
{
    return html_names(t, n).n > 0;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || byte_is_digit(c);
}

static uint64_t bit_of(char first, char second)
{
    return UINT64_C(1) << (((unsigned char)first * 5 + (unsigned char)second) & 63);
}

/* The pairs of neighbours in names, folded into 64: nearly all words are told apart by their first four bytes. */
static uint64_t pairs_of(struct str names)
{
    uint64_t pairs = 0;
    for (size_t i = 1; i < names.n; i++)
        pairs |= bit_of(names.p[i - 1], names.p[i]);
    return pairs;
}

static inline bool may_contain(uint64_t pairs, const char *word)
{
    enum { LOOKED_AT = 4 };
    for (size_t i = 1; i < LOOKED_AT && word[i - 1] && word[i]; i++)
        if (!(pairs & bit_of(word[i - 1], word[i])))
            return false;
    return true;
}

/* Names are short: looking byte by byte is several times as fast as memmem, which prepares itself for
 * long texts. */
static bool contains(struct str names, const char *word)
{
    size_t n = strlen(word);
    for (size_t at = 0; at + n <= names.n; at++)
        if (names.p[at] == word[0] && (n == 1 || names.p[at + 1] == word[1]) &&
            memcmp(names.p + at, word, n) == 0)
            return true;
    return false;
}

static bool contains_word(struct str names, const char *word)
{
    size_t n = strlen(word);
    for (size_t at = 0; at + n <= names.n; at++) {
        if (names.p[at] != word[0] || (at && is_word_byte(names.p[at - 1])))
            continue;
        bool ends = at + n == names.n || !is_word_byte(names.p[at + n]);
        if (ends && memcmp(names.p + at, word, n) == 0)
            return true;
    }
    return false;
}

bool html_names_contain(struct str names, const char *const *words, size_t words_n)
{
    uint64_t pairs = pairs_of(names);
    for (size_t i = 0; names.n && i < words_n; i++)
        if (may_contain(pairs, words[i]) && contains(names, words[i]))
            return true;
    return false;
}

bool html_names_contain_word(struct str names, const char *const *words, size_t words_n)
{
    uint64_t pairs = pairs_of(names);
    for (size_t i = 0; names.n && i < words_n; i++)
        if (may_contain(pairs, words[i]) && contains_word(names, words[i]))
            return true;
    return false;
}

bool html_named(const struct html_tree *t, html_node n, const char *const *words, size_t words_n)
{
    return has_names(t, n) && html_names_contain(html_names(t, n), words, words_n);
}

bool html_named_word(const struct html_tree *t, html_node n, const char *const *words,
                     size_t words_n)
{
    return has_names(t, n) && html_names_contain_word(html_names(t, n), words, words_n);
}
