/* What a browser holds and the store does not: session ids, the tokens of forms, recovery codes.
 *
 * A token is 256 random bits in hexadecimal; the store has its mark, the BLAKE2b hash, from which nobody
 * comes back to it. A form's token is another hash of the cookie's: it needs no memory, lives as long as
 * the session, and only who has the cookie can make it. hash_start must have run. Any thread. */
#ifndef LOA_DESK_SESSION_TOKEN_H
#define LOA_DESK_SESSION_TOKEN_H

#include "base/hash.h"
#include "store/store_account.h"

enum { TOKEN_BYTES = 32, TOKEN_CHARS = 2 * TOKEN_BYTES };

/* A new one, in a; "" when a has failed. */
struct str session_token_make(struct arena *a);

/* True for what session_token_make may have made: anything else is not worth a question to the store. */
bool session_token_valid(struct str token);

/* What the store keeps of it; in a only while it is made. */
struct hash_content session_token_mark(struct arena *a, struct str token);

/* The token of forms that belong to a cookie's, in a. */
struct str form_token_of(struct arena *a, struct str token);

/* True when typed is form_token_of's. Takes as long for a wrong one as for a right one. */
bool form_token_holds(struct arena *a, struct str token, struct str typed);

/* A recovery code to be written down, "abcd-efgh-jkmn-pqrs": 80 random bits. In a. */
struct str recovery_make(struct arena *a);

/* What the store keeps of a code of that account: capitals, spaces and hyphens do not matter. */
struct hash_content recovery_mark(struct arena *a, int64_t account_id, struct str typed);

/* Makes STORE_CODES codes: what is shown into shown, in a, and their marks into c->codes of
 * c->account_id. */
void recovery_make_all(struct arena *a, struct store_change_account *c, struct str *shown);

#endif
