/* Domains whose links need nobody's approval: the State's own name and well-known addresses of state and
 * press (data/links/known.txt, which says why for each). Pure functions; any thread. */
#ifndef LOA_ARTICLE_LINK_KNOWN_H
#define LOA_ARTICLE_LINK_KNOWN_H

#include "base/str.h"

/* True if a registrable domain in its one spelling (link_host.h) is one of them. */
bool link_is_known(struct str domain);

/* The next of them behind *rest, which begins as link_known_all(): "vov.vn"; "gov.vn" with *below set
 * where every domain below that name is one. False at the end. */
struct str link_known_all(void);
bool link_known_next(struct str *rest, struct str *name, bool *below);

#endif
