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

/* Where a text of an article stands. */
enum article_place {
    ARTICLE_PLACE_NONE, /* an address, a date: not what it says */
    ARTICLE_PLACE_HEAD,
    ARTICLE_PLACE_PERSON,
    ARTICLE_PLACE_TEXT,
};
typedef void article_text_fn(void *ctx, enum article_place place, struct str text);

/* Gives each the texts that article_terms goes through, straight from what article_json_write wrote:
 * many times as fast as reading it all. They borrow from json or a until the next. False: json is in
 * another form; what was given is then only some of it. */
bool article_json_texts(struct arena *a, struct str json, article_text_fn *each, void *ctx);

/* The same terms, maybe in another order, straight from what article_json_write wrote: many times as
 * fast. What it cannot read so is read as article_json_read does. RC_INVALID, RC_LIMIT, RC_NOMEM. */
enum rc article_terms_from_json(struct arena *a, struct term_reader *reader, struct str json,
                                struct terms *out) MUST_USE;

#endif
