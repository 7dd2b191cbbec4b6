/* Seals: the chain of signed entries that says what a site published, and when.
 *
 * Every change of what SEAL_THING_TABLE lists is one entry. Entries are numbered from 1 without gaps. Each
 * is signed by the site (Ed25519, RFC 8032); an article's may also carry its author's signature
 * (author_mark.h). Each names the hash (BLAKE2b-256, RFC 7693) of the entry before it (`prev`) and of the entry whose
 * number is its own with the lowest set bit cleared (`skip`; zeros for none), so that from any later
 * entry to any earlier one there is a short path: an inclusion proof.
 *
 * Canonical form, in bytes; every line ends with \n, numbers are decimal, hashes and keys lower-case
 * hexadecimal:
 *
 *     detail = BLAKE2b-256 of        entry = (signed, and hashed for prev and skip)
 *         loa detail 1                   loa seal 1
 *         thing article                  seq 12
 *         act changed                    detail <64>
 *         object 42                      prev <64>
 *         name 0:                        skip <64>
 *         revision 3                     key <64>
 *         at 1795426320000
 *         content <64>
 *         state <64>
 *
 * name is length, colon, bytes. content is the hash of the text itself: an article's sealed text
 * (sealed_text.h), a setting's value, a file's bytes, a new public key's 32 bytes; zeros for none.
 * state is the hash of the columns of its row that readers see (seal_row_begin), zeros for none. An
 * entry that others only pass through on their way shows its detail, not what is in it: a proof tells
 * nothing of other articles and settings.
 *
 * Pure values; any thread. hash_start must have run. */
#ifndef LOA_ARTICLE_SEAL_H
#define LOA_ARTICLE_SEAL_H

#include "base/buf.h"
#include "base/hash.h"
#include "base/sign.h"

/* X(constant, word): what an entry speaks of. The numbers are stored: append only. */
#define SEAL_THING_TABLE(X)                                                                        \
    X(SEAL_KEY, "key")                                                                             \
    X(SEAL_ARTICLE, "article")                                                                     \
    X(SEAL_SETTING, "setting")                                                                     \
    X(SEAL_CREATIVE, "banner")                                                                     \
    X(SEAL_SECTION, "section")                                                                     \
    X(SEAL_FILE, "file")                                                                           \
    X(SEAL_ACCOUNT, "account")                                                                     \
    X(SEAL_SOURCE, "source")                                                                       \
    X(SEAL_DOMAIN, "domain")                                                                       \
    X(SEAL_LABEL, "label")                                                                         \
    X(SEAL_REDIRECT, "redirect")                                                                   \
    X(SEAL_MEDIUM, "medium")                                                                       \
    X(SEAL_AUTHOR, "author")   /* an author's public key */                                        \
    X(SEAL_COMMENT, "comment") /* that is shown */                                                 \
    X(SEAL_HELD, "held")       /* what waits of a feed */

enum seal_thing {
#define X(name, word) name,
    SEAL_THING_TABLE(X)
#undef X
        SEAL_THING_COUNT,
};

/* X(constant, word): what happened to it. Append only. */
#define SEAL_ACT_TABLE(X)                                                                          \
    X(SEAL_FOUND, "found")         /* was there already when sealing began */                      \
    X(SEAL_PUBLISHED, "published") /* is new */                                                    \
    X(SEAL_CHANGED, "changed")                                                                     \
    X(SEAL_WITHDRAWN, "withdrawn")                                                                 \
    X(SEAL_RESTORED, "restored")                                                                   \
    X(SEAL_REMOVED, "removed")                                                                     \
    X(SEAL_REPLACED, "replaced") /* a key whose forerunner is lost: signed by itself */            \
    X(SEAL_DRAFTED, "drafted")   /* is new and not to be seen */

enum seal_act {
#define X(name, word) name,
    SEAL_ACT_TABLE(X)
#undef X
        SEAL_ACT_COUNT,
};

enum { SEAL_ENTRY_MAX_BYTES = 400 };

struct seal {
    int64_t seq;
    enum seal_thing thing;
    enum seal_act act;
    int64_t object_id; /* of the row; of named things seal_name_id */
    struct str
        name; /* of settings, files, redirects and media; of articles author_mark.h; else "" */
    int64_t revision; /* of articles; else 0 */
    int64_t at_ms;    /* what has no time of its own has that of the entry before it */
    struct hash_content content;
    struct hash_content state;
    struct hash_content prev;
    struct hash_content skip;
    struct sign_public key;
    struct sign_signature signature;
    struct str
        thing_word; /* of a thing or act that only a newer Loa knows: its word as the store has */
    struct str act_word; /* it; else "" and the table's */
};

/* Whether this program knows what the entry speaks of. One it does not know has its hash and signature all the
 * same; thing and act are then the numbers that are stored. */
bool seal_known(const struct seal *s);

/* Static words of the tables; "?" for a number that is none. */
struct str seal_thing_word(enum seal_thing thing);
struct str seal_act_word(enum seal_act act);

/* The entry that seq skips to; 0: none. */
int64_t seal_skip_seq(int64_t seq);

/* The object_id of a named thing, from 1. */
int64_t seal_name_id(struct str name);

struct hash_content seal_detail(const struct seal *s);
/* The entry's hash: what prev and skip of later ones say. */
struct hash_content seal_hash(const struct seal *s);

/* Sets key and signature; everything else is there. */
void seal_sign(struct seal *s, const struct sign_secret *secret);

/* True when the signature is the entry's under s->key. Whose key that is, is the caller's question. */
bool seal_holds(const struct seal *s);

bool seal_hash_eq(const struct hash_content *a, const struct hash_content *b);

/* The hash of a row: each column as "length:bytes", an absent one as "-". */
struct seal_row {
    _Alignas(64) unsigned char state[384];
};
void seal_row_begin(struct seal_row *row);
void seal_row_add(struct seal_row *row, struct str column);
void seal_row_add_absent(struct seal_row *row);
/* Bytes as they are: a text hashed in parts. */
void seal_row_add_part(struct seal_row *row, struct str bytes);
struct hash_content seal_row_end(struct seal_row *row);

/* ---- heads and proofs ---- */

/* The last entry, as it leaves the machine: one line of JSON with "seq", "at", "hash", and the
 * entry's own lines and signature. */
void seal_head_json(struct buf *out, const struct seal *head);

/* What a head that was kept says. */
struct seal_head {
    int64_t seq;
    struct hash_content hash;
};
/* Reads the last line of text that is not empty. RC_INVALID. */
enum rc seal_head_read(struct str text, struct seal_head *out, struct err *e) MUST_USE;

/* Whether the line is a head that was signed with the key it names: true, then *key and *out are set. Whose key that is,
 * is the caller's question. */
bool seal_head_holds(struct str line, struct sign_public *key, struct seal_head *out);

/* Writes the proof that entry path[path_n - 1] is in the chain that ends with path[0], as JSON. Each
 * is prev or skip of the one before it. content: the article's sealed text, "" = leave it out. */
void seal_proof_json(struct buf *out, const struct seal *path, size_t path_n, struct str content);

#endif
