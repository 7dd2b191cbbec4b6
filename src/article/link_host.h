/* The hosts of outbound links: one spelling, who is behind them, and what they look like.
 *
 * A host's one spelling is ASCII in lower case, letters outside of it in Punycode (RFC 3492, xn--), no
 * dot at its end. Who is behind it is its registrable domain: by the Public Suffix List where libpsl was
 * there at build time, else by a rule of our own (docs/decisions/0024). Pure functions but for the list,
 * which is read-only; any thread. Results are in the arena given. */
#ifndef LOA_ARTICLE_LINK_HOST_H
#define LOA_ARTICLE_LINK_HOST_H

#include "base/str.h"

enum {
    LINK_HOST_MAX_BYTES = 253, /* RFC 1035 §2.3.4 */
    LINK_LABEL_MAX_CP = 63,
};

/* What is wrong with a host itself. */
enum link_host_fault {
    LINK_HOST_SOUND,
    LINK_HOST_BROKEN, /* no host name: bad label, bad Punycode, too long, a disguised number */
    LINK_HOST_MIXED,  /* one label has letters of alphabets that no language writes together */
};

struct link_host {
    struct str host;   /* "www.xn--bo-ija.vn"; "" when BROKEN */
    struct str domain; /* registrable; host itself for IP addresses */
    enum link_host_fault fault;
};

/* Takes the host of url apart; url may also be a bare host. False: it is no address of the web (http,
 * https, or begun by //), so *out is not set. */
bool link_host_read(struct arena *a, struct str url, struct link_host *out);

/* The registrable domain of a host in its one spelling, borrowed from it. */
struct str link_domain_of(struct str host);

/* A host as it is read: "xn--nhci-1nah.vn" is "nhàcái.vn". A label that is no Punycode stays. */
struct str link_host_unicode(struct arena *a, struct str host);

/* What a reader takes the host for: letters outside of ASCII and digits as the ASCII letters they look
 * like, tones and vowel marks dropped. Two hosts with one skeleton look alike (UTS #39 §4). */
struct str link_skeleton(struct arena *a, struct str host);

/* True when a text that stands in a link would be read as an address: "www.a.vn", "https://…",
 * "bao.vn/tin". Then *host is what it names. */
bool link_text_names_host(struct arena *a, struct str text, struct link_host *out);

/* ---- Punycode ---- */

/* A label as Unicode; false when it is no Punycode. label without "xn--". */
bool link_punycode_decode(struct arena *a, struct str label, struct str *out);
/* A label of UTF-8 as ASCII, without "xn--"; false when it is longer than a label may be. */
bool link_punycode_encode(struct arena *a, struct str label, struct str *out);

#endif
