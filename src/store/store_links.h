/* The ledger of outbound links: every link of every revision, who brought it and when, and what may be
 * done with its domain. Part of store.h, whose rules on memory, threads and errors hold.
 *
 * Links of an article are written in the transaction of its revision. A domain that is new waits: its
 * links are shown as plain text until somebody approves it; but for those that Loa knows (link_known.h).
 * The domains of a database that is older than the ledger are approved as they are found. */
#ifndef LOA_STORE_STORE_LINKS_H
#define LOA_STORE_STORE_LINKS_H

#include "article/links.h"
#include "store/store_account.h"

struct store_reader;

enum { STORE_LINKS_BATCH_MAX = 1000 }; /* rows of one reading, domains of one decision */

/* X(constant, word); the numbers are stored: append only */
#define STORE_LINK_STATE_TABLE(X)                                                                  \
    X(STORE_LINK_WAITING, "waiting")                                                               \
    X(STORE_LINK_APPROVED, "approved")                                                             \
    X(STORE_LINK_REFUSED, "refused")                                                               \
    X(STORE_LINK_BAD, "bad")

enum store_link_state {
#define X(name, word) name,
    STORE_LINK_STATE_TABLE(X)
#undef X
        STORE_LINK_STATE_COUNT,
};

/* What a link stands in; the numbers are stored: append only. */
enum store_link_holder {
    STORE_LINKS_ARTICLE,
    STORE_LINKS_BANNER,
    STORE_LINKS_SETTING, /* loa.conf; object_id 0, or 1 for what its owner has to approve */
    STORE_LINKS_FEED,
};

/* Who brings links, and how: "lan", "loa import 2026-11-23T15:04:00+07:00 /srv/cu". */
struct store_link_origin {
    struct str who;
    struct str what;
};

/* STORE_NOTE_LINKS: what an object that is no article links to now; those it no longer has are gone.
 * approve: domains that are new or wait need nobody else (the owner has just named them).
 * result.changed: a domain is new. */
struct store_note_links {
    enum store_link_holder holder;
    int64_t object_id;
    struct link *links;
    size_t links_n;
    struct store_link_origin origin;
    bool approve;
    int64_t now_ms;
};

/* STORE_DECIDE_LINKS: the state of domains from now on, known or not. Pages that show their links are
 * made anew. result.changed: any was in another state. Of an account of the desk: only domains that the ledger has
 * (RC_NOTFOUND), and to approve one takes somebody else than who brought it (RC_DENIED); the audit has a line. */
struct store_decide_links {
    struct str *domains; /* registrable, at most STORE_LINKS_BATCH_MAX */
    size_t domains_n;
    enum store_link_state state;
    struct str by;
    struct str reason;
    struct store_by account; /* who "": the command line */
    int64_t now_ms;
};

/* Whether what brought a domain names the account: "lan", or "root (lan)", who used sudo. */
bool store_link_brought_by(struct str who, struct str account);

struct store_link_domain {
    int64_t id;
    struct str domain;
    enum store_link_state state;
    int64_t first_ms;
    enum store_link_holder holder; /* where it was first seen */
    int64_t object_id;
    int64_t revision;
    struct store_link_origin origin;
    int64_t decided_ms; /* CLOCK_NONE: not yet */
    struct str decided_by;
    struct str reason;
    int64_t standing; /* links there are now; counted up to 1000 */
};

/* RC_NOTFOUND. */
enum rc store_link_domain(struct store_reader *r, struct arena *a, struct str domain,
                          struct store_link_domain *out, struct err *e) MUST_USE;

/* In byte order behind after, at most limit (<= STORE_LINKS_BATCH_MAX). state STORE_LINK_STATE_COUNT: all. */
struct store_link_domains_query {
    enum store_link_state state;
    struct str after;
    int64_t limit;
};
enum rc store_link_domains(struct store_reader *r, struct arena *a,
                           struct store_link_domains_query q, struct store_link_domain **out,
                           size_t *out_n, struct err *e) MUST_USE;

/* A domain and whether it may be followed. */
struct store_link_word {
    int64_t id;
    struct str domain;
    enum store_link_state state;
};
struct store_link_words {
    struct store_link_word *words;
    size_t n;
};

/* Of the links that stand in an object now; one query. */
enum rc store_link_words_of(struct store_reader *r, struct arena *a, enum store_link_holder holder,
                            int64_t object_id, struct store_link_words *out,
                            struct err *e) MUST_USE;

/* True when domain is among them and approved. */
bool store_link_word_open(const struct store_link_words *words, struct str domain);

struct store_link_origin_row {
    int64_t id;
    struct store_link_origin origin;
    int64_t first_ms;
};
/* Newest first, those with an id below before. */
enum rc store_link_origins(struct store_reader *r, struct arena *a, int64_t before, int64_t limit,
                           struct store_link_origin_row **out, size_t *out_n,
                           struct err *e) MUST_USE;

/* Domains that an origin brought links to, in byte order behind after. */
struct store_link_origin_query {
    int64_t origin_id;
    struct str after;
    int64_t limit;
};
enum rc store_link_words_of_origin(struct store_reader *r, struct arena *a,
                                   struct store_link_origin_query q, struct store_link_words *out,
                                   struct err *e) MUST_USE;

struct store_link_row {
    int64_t id;
    enum store_link_holder holder;
    int64_t object_id;
    int64_t first_revision;
    int64_t last_revision; /* 0: it stands there now */
    enum link_place place;
    int64_t at_ms;
    struct str url;
    struct store_link_origin origin;
};
struct store_link_rows_query {
    struct str domain;
    int64_t after;
    int64_t limit;
};
/* The links to a domain by id, standing and gone. */
enum rc store_link_rows(struct store_reader *r, struct arena *a, struct store_link_rows_query q,
                        struct store_link_row **out, size_t *out_n, struct err *e) MUST_USE;

struct str store_link_state_word(enum store_link_state state);

#endif
