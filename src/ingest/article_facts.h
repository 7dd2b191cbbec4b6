/* What an article says for the register: its own text analysed, its facts ready for the store. */
#ifndef LOA_INGEST_ARTICLE_FACTS_H
#define LOA_INGEST_ARTICLE_FACTS_H

#include "article/article.h"
#include "register/facts.h"

/* In a; *out NULL: the article cannot be analysed within its limits (a text of megabytes), and is in
 * the register with nothing. RC_NOMEM: a has failed. */
enum rc article_facts(struct arena *a, const struct article *art, const struct facts **out,
                      struct err *e) MUST_USE;

#endif
