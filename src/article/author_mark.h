/* An author's signature on an entry of the chain of seals (article/seal.h).
 *
 * The site signs every entry; its author may sign what the entry says of an article, with a key of his own that
 * never comes near the server. What he signs (Ed25519) is
 *
 *     loa author 1
 *     detail <64>
 *
 * with the detail of the entry whose name is empty: the article, what was done, when, the hashes of text and row. The
 * entry that carries his signature says the same, and its name is the mark: "author <key> <signature>" in
 * hexadecimal. So it is in the chain, vouched for by the site, and comes with every proof.
 *
 * Values only; any thread. hash_start must have run. */
#ifndef LOA_ARTICLE_AUTHOR_MARK_H
#define LOA_ARTICLE_AUTHOR_MARK_H

#include "article/seal.h"
#include "base/arena.h"

enum { AUTHOR_STATEMENT_MAX_BYTES = 128 };

struct author_mark {
    struct sign_public key;
    struct sign_signature signature;
};

/* What an author signs of an entry, whether the entry has a mark or not; borrows room. */
struct str author_statement(const struct seal *s, char room[AUTHOR_STATEMENT_MAX_BYTES]);

/* The name of an entry that carries the mark; "" when a has failed. */
struct str author_mark_name(struct arena *a, const struct author_mark *mark);

/* Reads the name of an entry. False: it is no mark. */
bool author_mark_read(struct str name, struct author_mark *out);

/* True when the mark is the signature of what the entry says, under the mark's key. Whose key that is, is the caller's
 * question. */
bool author_mark_holds(const struct seal *s, const struct author_mark *mark);

/* Reads a public key: 64 hexadecimal digits, or the PEM that `openssl pkey -pubout` writes of an Ed25519 key (RFC
 * 8410). RC_INVALID. */
enum rc author_key_read(struct str text, struct sign_public *out, struct err *e) MUST_USE;

/* Reads a signature: 128 hexadecimal digits, or the 64 bytes that `openssl pkeyutl -sign` writes. RC_INVALID. */
enum rc author_signature_read(struct str text, struct sign_signature *out, struct err *e) MUST_USE;

#endif
