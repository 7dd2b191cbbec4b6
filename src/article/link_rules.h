/* What a link may not be, whoever brings it: known-bad hosts, look-alikes of hosts that are trusted here,
 * and addresses that hide where they lead. Links that are refused are taken out when an article comes in;
 * their text stays.
 *
 * Rules are filled by one thread, then read by any. Everything is in the arena given at the start. */
#ifndef LOA_ARTICLE_LINK_RULES_H
#define LOA_ARTICLE_LINK_RULES_H

#include "article/links.h"
#include "base/map.h"
#include "base/vec.h"

enum {
    LINK_PATTERNS_MAX = 20000, /* of all lists: each host is compared with each */
    LINK_PATTERN_MAX_BYTES = 253,
};

/* X(constant, words for people): why a link is refused */
#define LINK_REFUSAL_TABLE(X)                                                                      \
    X(LINK_FINE, "")                                                                               \
    X(LINK_IS_BAD, "its host is on the list of bad ones")                                          \
    X(LINK_LOOKS_ALIKE, "its host looks like another one that is trusted here")                    \
    X(LINK_IS_MIXED, "its host mixes alphabets")                                                   \
    X(LINK_IS_BROKEN, "its host is none, or is disguised")                                         \
    X(LINK_HAS_USER, "a name stands before its host, which makes it look like another")            \
    X(LINK_TEXT_LIES, "its text names another host than the one it leads to")                      \
    X(LINK_REDIRECTS, "it leads on to another site that is not approved")                          \
    X(LINK_IS_SHORT, "a shortened address, which does not say where it leads")                     \
    X(LINK_RUNS, "it is no address of the web, of mail or of a telephone")

enum link_refusal {
#define X(name, words) name,
    LINK_REFUSAL_TABLE(X)
#undef X
        LINK_REFUSAL_COUNT,
};

struct str link_refusal_words(enum link_refusal refusal);

/* "link left out, its text stays: URL: words", in a; the address cut short. */
const char *link_refusal_line(struct arena *a, struct str url, enum link_refusal refusal);

struct link_rules {
    struct arena *arena;
    struct vec patterns;    /* struct str; with * or % */
    struct map bad_domains; /* exact ones */
    struct map trusted;     /* registrable domains: approved, and the site's own */
    struct map imitated; /* those, and those that come with Loa: what looks like them is refused */
    struct map looks_trusted; /* skeletons of the imitated */
};

/* Empty rules in a. */
void link_rules_init(struct link_rules *r, struct arena *a);

/* Adds the lists that come with Loa: of bad hosts, and of those that others like to look like
 * (link_known.h). RC_NOMEM. */
enum rc link_rules_add_shipped(struct link_rules *r, struct err *e) MUST_USE;

/* Adds the lines of a list (data/links/bad.txt says how they are written); name is for messages. Texts
 * are copied. RC_INVALID (a line that is neither domain nor pattern), RC_LIMIT, RC_NOMEM. */
enum rc link_rules_add_bad(struct link_rules *r, struct str lines, const char *name,
                           struct err *e) MUST_USE;

/* A registrable domain that is trusted: it is never refused for its name, and what looks like it is. */
void link_rules_trust(struct link_rules *r, struct str domain);

/* True if a host in its one spelling is on a list. */
bool link_rules_host_is_bad(const struct link_rules *r, struct arena *a, struct str host);

/* Judges one link: its address and the text (plain) that stands in it, "" where there is none. */
enum link_refusal link_rules_judge(const struct link_rules *r, struct arena *a, struct str url,
                                   struct str text);

/* Takes the refused links out of art, as article_gate_links does; each once to told. */
struct link_told {
    void (*told)(void *ctx, struct str url, enum link_refusal refusal);
    void *ctx;
};
void link_rules_screen(const struct link_rules *r, struct arena *a, struct article *art,
                       struct link_told told);

#endif
