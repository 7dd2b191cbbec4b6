/* Addresses that articles had in a site's former system, in one spelling, so that a reader who asks
 * for one is found however it is written. Pure.
 *
 * The spelling: the host in lower case without "www." and port (sites that were merged both had a
 * /?p=12); path and query with percent signs decoded; Unicode composed (NFC); no slash at the end, none twice, no "index.php" and the
 * like at the end; parameters in byte order, without those that only follow readers (utm_source,
 * fbclid, zarsrc, …). Upper and lower case stay: they were different addresses. */
#ifndef LOA_ARTICLE_OLD_ADDRESS_H
#define LOA_ARTICLE_OLD_ADDRESS_H

#include "base/str.h"

enum {
    OLD_ADDRESS_MAX_BYTES = 2048,     /* longer ones are not kept: no browser showed them whole */
    OLD_ADDRESS_HOST_MAX_BYTES = 255, /* RFC 1035 */
    OLD_ADDRESS_PARAMETERS_MAX = 32,  /* of a query; more is nobody's permalink */
};

struct old_address {
    struct str host; /* "" = any: the address names none */
    struct str path; /* with its query; "" = there is no address */
};

/* The spelling of an address ("https://host/path?query", "/path?query"), in a. None: over its
 * limits, not of the web, or a home page, which is never moved. */
struct old_address old_address_read(struct arena *a, struct str url);

/* An address that old_address_read spells like from again: "https://host/path", or the path alone; in a. */
struct str old_address_write(struct arena *a, struct old_address from);

/* The same for a request: its Host, its path decoded, its query as it was sent. */
struct old_address_request {
    struct str host;
    struct str path;
    struct str query;
};
struct old_address old_address_of_request(struct arena *a, struct old_address_request req);

#endif
