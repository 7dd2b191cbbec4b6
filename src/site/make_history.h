/* An article's history as its seals tell it, and proofs of its entries. */
#ifndef LOA_SITE_MAKE_HISTORY_H
#define LOA_SITE_MAKE_HISTORY_H

#include "site/make.h"

enum { HISTORY_SHOWN_MAX = 50 }; /* the newest entries of one article */

/* The page of ROUTE_HISTORY: what was published when, and what changed word by word. */
enum rc make_history(struct make *m) MUST_USE;

/* The proof of route.entry as JSON; status 404 (page NULL) when it is none of the article's. */
enum rc history_proof_make(struct job *j, struct route route, struct made *out) MUST_USE;

#endif
