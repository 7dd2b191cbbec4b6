/* Which outbound links readers may follow: those to domains that the ledger says are approved
 * (store_links.h), and to the site itself. Asked when a page or the state is made, never by a request. */
#ifndef LOA_SITE_LINK_GATE_H
#define LOA_SITE_LINK_GATE_H

#include "site/ini_file.h"
#include "site/job.h"

/* True for a section of loa.conf whose lines are labels and what stands behind them, each of which pages
 * show (services, contacts, imprint); the lines of all others are settings. */
bool link_gate_is_labels(struct str section);

/* What loa.conf links to (services, contacts, imprint), into the ledger. They are approved, as its owner has
 * named them; but for those that link_rules.h refuses, which wait. Where the ledger cannot be written (a full
 * disk, the database of a newer Loa) the log says so, and the site is served with what it knows. */
void link_gate_note_settings(struct store *store, const char *folder, int64_t now_ms);

/* True if url leads to nobody else (a path, mailto:), to the site itself, or to an approved domain. At most
 * three queries. */
bool link_gate_is_open(struct store_reader *r, struct arena *a, struct str origin, struct str url);

/* Makes of art what readers may see: closed links are plain text. One query for an article that
 * links out, and two for each approved domain: the word on it must be what was sealed. */
enum rc link_gate_article(struct job *j, int64_t id, struct article *art) MUST_USE;

#endif
