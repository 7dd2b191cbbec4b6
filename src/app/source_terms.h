/* What loa source and its lists have in common: words of the terms of a source, sections by name. */
#ifndef LOA_APP_SOURCE_TERMS_H
#define LOA_APP_SOURCE_TERMS_H

#include "app/task.h"

enum { SOURCE_HOLD_MAX_MIN = 30 * 24 * 60, SOURCE_MINUTE_MS = 60000 };

/* "none", "title", "teaser", "full" */
struct str source_scope_word(enum store_feed_scope scope);
/* RC_INVALID, with name (of the option) in e. */
enum rc source_read_scope(const char *name, struct str text, enum store_feed_scope *out,
                          struct err *e) MUST_USE;

/* A source without terms; without a name it goes by the host until its feed says one. */
struct store_feed source_new(struct str url, struct str name);

/* RC_INVALID, in t->e: the site has no section of that slug. */
enum rc source_section_known(struct task *t, struct str slug) MUST_USE;

/* Stores feed; the failure is in t->e. */
enum rc source_put(struct task *t, const struct store_feed *feed,
                   struct store_result *result) MUST_USE;

#endif
