/* The chain of seals in the store: who wrote what and when, so that what was changed behind Loa's
 * back is found. Part of store.h, whose rules on memory, threads and errors hold; the chain and its
 * canonical form are article/seal.h's.
 *
 * Entries are written in the transaction of what they seal: every put, withdrawal and restoring of an
 * article, every change of a section, a banner (creative), a setting, a source, the word on a domain, a
 * label, a redirect and a medium, configuration files as the server loads them, and every change of the
 * key. Not sealed: comments, reactions, counters, what waits of a feed, and the register (made from
 * articles). Lists leave out an article whose row is not what its last entry says, and log an ALARM.
 *
 * The key lies beside the database: SITE/loa.key of SITE/loa.db, 32 bytes of seed in hexadecimal, mode
 * 0600. store_open makes it with the first entry, and refuses (RC_DENIED) a store whose key is not the
 * one its chain ends with, unless told to read only what is there (store_options.any_key). */
#ifndef LOA_STORE_STORE_SEAL_H
#define LOA_STORE_STORE_SEAL_H

#include "article/seal.h"
#include "base/arena.h"
#include "base/err.h"

struct store;
struct store_reader;

enum {
    STORE_SEALS_MAX = 1000,     /* entries of one article that its history shows */
    STORE_SEAL_PATH_MAX = 2100, /* of a proof: 63 bits, each at most 32 steps on average */
    STORE_SEAL_KEYS_MAX = 256,  /* keys that one site may have had */
};

/* A configuration file as it was found: its bytes' hash; the same again changes nothing. */
struct store_seal_file {
    struct str name; /* "loa.conf" */
    struct hash_content content;
    int64_t now_ms;
};

/* A new key for what is written from now on. */
struct store_new_key {
    int64_t now_ms;
};

/* The public half of the key that the chain ends with. RC_NOTFOUND. */
enum rc store_seal_key(struct store_reader *r, struct sign_public *out, struct err *e) MUST_USE;

/* The public half of the key in this store's file; false where it was opened without the right one.
 * Right after store_open. */
bool store_own_key(const struct store *st, struct sign_public *out);

/* The last entry. RC_NOTFOUND when there is none. */
enum rc store_seal_head(struct store_reader *r, struct arena *a, struct seal *out,
                        struct err *e) MUST_USE;

/* What the last entry of a configuration file says of its bytes, and its number. RC_NOTFOUND. */
enum rc store_sealed_file(struct store_reader *r, struct str name, struct hash_content *content,
                          int64_t *seq, struct err *e) MUST_USE;

/* The entries of an article, oldest first, at most STORE_SEALS_MAX; not verified. */
enum rc store_article_seals(struct store_reader *r, struct arena *a, int64_t article_id,
                            struct seal **out, size_t *out_n, struct err *e) MUST_USE;

/* A revision's sealed text, "" when there is none; *seal_holds: it is what entry s says. */
enum rc store_sealed_revision(struct store_reader *r, struct arena *a, const struct seal *s,
                              struct str *body, bool *holds, struct err *e) MUST_USE;

/* From which entry to which: head 0 is the last one. */
struct store_seal_range {
    int64_t head;
    int64_t seq;
};
/* The entries from the head down to seq, each linked by the one before it. RC_NOTFOUND, RC_CORRUPT. */
enum rc store_seal_path(struct store_reader *r, struct arena *a, struct store_seal_range range,
                        struct seal **out, size_t *out_n, struct err *e) MUST_USE;

/* Whether what readers see of an article is what its last entry says, under this store's key: one
 * look at its row, its revision and that entry. RC_OK, or RC_DENIED with what is wrong in *e;
 * RC_NOTFOUND (no such article). */
enum rc store_article_verify(struct store_reader *r, int64_t article_id, struct err *e) MUST_USE;

/* The same of another row: a source, the word on a domain, a section, a banner, … */
enum rc store_row_verify(struct store_reader *r, enum seal_thing thing, int64_t id,
                         struct err *e) MUST_USE;
/* Of a redirect ("HOST PATH", store_redirect_name) or a medium (its path). */
enum rc store_named_row_verify(struct store_reader *r, enum seal_thing thing, struct str name,
                               struct err *e) MUST_USE;

/* ---- everything ---- */

/* X(constant, words for the operator) */
#define STORE_FINDING_TABLE(X)                                                                     \
    X(FINDING_CHANGED, "changed behind Loa's back")                                                \
    X(FINDING_REMOVED, "removed behind Loa's back")                                                \
    X(FINDING_INSERTED, "inserted behind Loa's back: no entry knows it")                           \
    X(FINDING_ENTRY_GAP, "entries of the chain are missing before it")                             \
    X(FINDING_ENTRY_LINK, "the chain is broken: it does not name the entry before it")             \
    X(FINDING_ENTRY_SIGNATURE, "the entry is forged: its signature does not hold")                 \
    X(FINDING_ENTRY_DAMAGED, "the entry is damaged")                                               \
    X(FINDING_KEY, "the key was replaced without the one before it")                               \
    X(FINDING_KEY_FILE, "loa.key is not the key that the history ends with")                       \
    X(FINDING_CUT, "the history was cut short: the kept head is later")                            \
    X(FINDING_REWRITTEN, "the history was rewritten: the kept head is another")                    \
    X(FINDING_AUTHOR_SIGNATURE, "its author's signature does not hold")                            \
    X(FINDING_AUTHOR_KEY, "it is signed with an author's key that was not in force")

enum store_finding_kind {
#define X(name, words) name,
    STORE_FINDING_TABLE(X)
#undef X
        FINDING_COUNT,
};

/* One thing that is not as it was sealed. name borrows during the call. */
struct store_finding {
    enum store_finding_kind kind;
    enum seal_thing thing;
    int64_t object_id;
    struct str name;
    int64_t revision; /* of an article; 0: its row */
    int64_t seq;      /* of the entry; 0: of none */
};

const char *store_finding_words(enum store_finding_kind kind);

struct store_verify_ask {
    const struct seal_head *head;  /* a head that was kept elsewhere, or NULL */
    const struct sign_public *key; /* the key the history must end with, or NULL */
    void (*tell)(void *ctx, const struct store_finding *finding);
    void *ctx;
};

struct store_verify_counts {
    int64_t entries;
    int64_t revisions; /* whose text was read */
    int64_t articles;
    int64_t others;            /* settings, sections, banners */
    int64_t signed_by_authors; /* entries */
    int64_t
        unknown; /* entries that speak of what only a newer Loa knows: chained and signed, not compared */
    int64_t findings;
};

/* Reads everything and tells what is not as it was sealed; RC_OK also when something is not. */
enum rc store_verify(struct store_reader *r, const struct store_verify_ask *ask,
                     struct store_verify_counts *out, struct err *e) MUST_USE;

#endif
