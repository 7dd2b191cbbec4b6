/* Searching for machines: the feed of a search and suggestions while typing. */
#ifndef LOA_SITE_MAKE_SEARCH_H
#define LOA_SITE_MAKE_SEARCH_H

#include "site/find.h"
#include "site/job.h"

/* The newest articles of j->ask. */
enum rc search_feed_cards(struct job *j, struct store_card **cards, size_t *n) MUST_USE;
/* The address of the search's page, in a. */
struct str search_feed_path(struct arena *a, const struct find_ask *ask);

/* ["Phạm Minh Chính", …]: a JSON array of texts, in the job's arena. */
enum rc search_suggestions_json(struct job *j, struct str typed, struct str *out) MUST_USE;

#endif
