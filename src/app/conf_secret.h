/* Secrets that loa.conf names and never holds, because backups hold loa.conf: each stands in a file of its own outside of
 * the site's folder. */
#ifndef LOA_APP_CONF_SECRET_H
#define LOA_APP_CONF_SECRET_H

#include "app/conf_section.h"

/* The secret in the file that the section's key names, without white space around it, in r->a; "" when the key is not there.
 * RC_INVALID (r->e names section and key: no absolute path, inside the folder, empty or no text), RC_NOTFOUND, RC_NOMEM. */
enum rc conf_secret_read(const struct conf_section *r, struct str key, struct str *out) MUST_USE;

/* True when secret is printable ASCII without spaces: what stands in a header field. */
bool conf_secret_is_text(struct str secret);

#endif
