/* Addresses in a page: resolved against its own (RFC 3986, 5.2). Pure; any thread. */
#ifndef LOA_SOURCE_HTML_URL_H
#define LOA_SOURCE_HTML_URL_H

#include "base/str.h"

enum { HTML_URL_MAX_BYTES = 2048 }; /* longer addresses are data */

/* address, white space and line ends taken out, as an absolute address, in a. Where base is "" a
 * relative address stays, and "//host/x" is taken for https. "" for what is no web address: another
 * scheme, over HTML_URL_MAX_BYTES. */
struct str html_url_resolve(struct arena *a, struct str base, struct str address);

/* The host of an absolute address, without "www."; borrowed; "" if there is none. */
struct str html_url_host(struct str url);

/* What stands behind the host, from its '/', without query and fragment; borrowed. */
struct str html_url_path(struct str url);

#endif
