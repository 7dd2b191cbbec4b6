/* An imported article's place here: where one without a date stands, and which of its links lead to the
 * site itself. Pure; any thread. */
#ifndef LOA_INGEST_IMPORT_HOME_H
#define LOA_INGEST_IMPORT_HOME_H

#include "article/article.h"

/* True if nothing says when the article came out. */
bool import_is_undated(const struct article *art);

/* Where an undated article stands among others: when it was last changed, else when its page or file is
 * of, if that is before the day of the import (a young file is a copy, and says nothing); else behind
 * all that have a date. */
int64_t import_undated_ms(const struct article *art, int64_t now_ms);

/* That in words for the report; in a. */
const char *import_undated_words(struct arena *a, const struct article *art, int64_t now_ms);

/* Links to the host of the article's own address, which was the site's, become paths here. */
void import_bring_home(struct arena *a, struct article *art);

#endif
