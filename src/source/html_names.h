/* What an element's class and id say. Pure; any thread. */
#ifndef LOA_SOURCE_HTML_NAMES_H
#define LOA_SOURCE_HTML_NAMES_H

#include "source/html_tree.h"

/* True if class or id of n contain one of the n words (lower case ASCII) anywhere. */
bool html_named(const struct html_tree *t, html_node n, const char *const *words, size_t words_n);

/* The same for words that stand alone: "tags" in "article-tags", not in "stagse". Letters and digits
 * may not stand beside the word. */
bool html_named_word(const struct html_tree *t, html_node n, const char *const *words,
                     size_t words_n);

/* The same for any text in lower case. */
bool html_names_contain(struct str names, const char *const *words, size_t words_n);
bool html_names_contain_word(struct str names, const char *const *words, size_t words_n);

#endif
