/* What an article is found by: the terms (text/terms.h) of all it says.
 *
 * Pure; any thread. */
#ifndef LOA_ARTICLE_ARTICLE_TERMS_H
#define LOA_ARTICLE_ARTICLE_TERMS_H

#include "article/article.h"
#include "text/terms.h"

/* Title, tags, topics and people are its head; kicker, lead, text, captions, lists and tables are
 * only searched in all of it. Fills *out, in a; reader must live as long; failure is a's. */
void article_terms(struct arena *a, struct term_reader *reader, const struct article *art,
                   struct terms *out);

/* The same terms, maybe in another order, straight from what article_json_write wrote: many times as
 * fast. What it cannot read so is read as article_json_read does. RC_INVALID, RC_LIMIT, RC_NOMEM. */
enum rc article_terms_from_json(struct arena *a, struct term_reader *reader, struct str json,
                                struct terms *out) MUST_USE;

#endif
