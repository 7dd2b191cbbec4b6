/* What the links of a site are judged by, and who is at the keyboard. */
#ifndef LOA_APP_LINK_SETUP_H
#define LOA_APP_LINK_SETUP_H

#include "app/folder.h"
#include "article/link_rules.h"
#include "store/store.h"

/* The rules of a site, in a: the list that comes with Loa, SITE/links-bad.txt, the domains that its ledger
 * calls bad, and, as trusted, those that it has approved and the site's own (of loa.conf). RC_INVALID (a
 * line of the site's list), RC_LIMIT, RC_IO, RC_NOMEM. */
enum rc link_setup_rules(struct arena *a, const char *site, const struct folder *folder,
                         const struct link_rules **out, struct err *e) MUST_USE;

/* How many domains wait to which an origin (the newest of its name) has brought links; counted up to
 * STORE_LINKS_BATCH_MAX × 100. */
enum rc link_setup_waiting(struct arena *a, struct store_reader *r, struct store_link_origin origin,
                           size_t *out, struct err *e) MUST_USE;

/* The name of whoever runs the program, in a: "lan", "root (lan)" through sudo, "uid 1000". */
struct str link_setup_who(struct arena *a);

#endif
