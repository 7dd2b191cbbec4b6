/* Authors' own keys: which are on record, and their signatures on what the chain of seals says of an article. Part of
 * store.h, whose rules on memory, threads and errors hold; the signature itself is article/author_mark.h's.
 *
 * An account of the desk has at most one key in force. Only its public half ever reaches the store; another one
 * revokes it. A key that was revoked is never taken again. Every change is an entry of the chain and of the audit. What
 * was signed while a key was in force stays signed. */
#ifndef LOA_STORE_STORE_AUTHOR_H
#define LOA_STORE_STORE_AUTHOR_H

#include "article/author_mark.h"
#include "store/store_account.h"

struct store_reader;

enum { STORE_AUTHOR_KEYS_MAX = 10000 }; /* of one site, the revoked ones too */

struct store_author_key {
    int64_t id;
    struct str account;
    struct str public_key; /* hexadecimal */
    int64_t added_ms;
    int64_t revoked_ms; /* CLOCK_NONE: in force */
};

/* All keys in the order they came. */
enum rc store_author_keys(struct store_reader *r, struct arena *a, struct store_author_key **out,
                          size_t *out_n, struct err *e) MUST_USE;

/* The last entry of an article, whose statement (author_statement) its author may sign. RC_NOTFOUND; RC_DENIED: the
 * article is not what the entry says. */
enum rc store_author_entry(struct store_reader *r, struct arena *a, int64_t article_id,
                           struct seal *out, struct err *e) MUST_USE;

/* Puts a key on record for an account, in the place of the one before; or, with none, revokes that one. The same again
 * changes nothing. RC_NOTFOUND (no such account, or no key to revoke), RC_CONFLICT (the key was revoked, or is another's),
 * RC_DENIED (the account is disabled). */
struct store_set_author_key {
    int64_t account_id;
    bool none;
    struct sign_public key;
    struct store_by by;
    int64_t now_ms;
};

/* Adds an author's signature to what the last entry says of an article: that entry again, with the mark. RC_NOTFOUND;
 * RC_DENIED: the key is not in force, the signature is not of this entry, or the article is not what it says. */
struct store_sign_article {
    int64_t article_id;
    struct author_mark mark;
    struct store_by by;
    int64_t now_ms;
};

#endif
