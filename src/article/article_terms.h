/* What an article is found by: the terms (text/terms.h) of all it says.
 *
 * Pure; any thread. */
#ifndef LOA_ARTICLE_ARTICLE_TERMS_H
#define LOA_ARTICLE_ARTICLE_TERMS_H

#include "article/article.h"
#include "text/terms.h"

/* Title, tags, topics and people are its head; kicker, lead, text, captions, lists and tables come
 * with them in all. Fills *out, in a; failure is a's. */
void article_terms(struct arena *a, const struct article *art, struct terms *out);

#endif
