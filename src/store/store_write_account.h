/* What the files of the store share on accounts: notes in the audit, secrets, ending sessions. */
#ifndef LOA_STORE_STORE_WRITE_ACCOUNT_H
#define LOA_STORE_STORE_WRITE_ACCOUNT_H

#include "store/store_internal.h"

/* One entry of the audit; nothing when by names nobody. */
enum rc write_audit(struct write *w, const struct store_note *event) MUST_USE;

/* Ends the sessions of an account, all but keep_id (0: all). */
enum rc write_end_sessions(struct write *w, int64_t account_id, int64_t keep_id) MUST_USE;

/* The code typed is that of the account's secret, the one in use or (waiting) the one that waits for its
 * first code; from then on it counts no more. RC_DENIED: it is not, or there is no secret. */
enum rc write_use_code(struct write *w, const struct store_change_session *typed,
                       bool waiting) MUST_USE;

/* Another key of the site's is on its way: the secrets are locked with it. */
enum rc write_relock_secrets(struct write *w, const struct sign_secret *next,
                             int64_t now_ms) MUST_USE;

#endif
