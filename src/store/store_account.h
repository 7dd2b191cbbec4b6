/* Accounts of the newsroom's desk: who may sign in, the sessions they have, and the audit of what they
 * did. Part of store.h.
 *
 * Nothing here is usable by who reads the database: passwords are Argon2id (base/password.h), recovery
 * codes and session ids BLAKE2b of 80 and 256 random bits, the secrets of two-step sign-in
 * (base/totp.h) locked with a key made of the site's own (loa.key, which lies beside the database), and
 * they never leave the store once they are in use. The audit is append-only: triggers refuse whoever
 * changes it. */
#ifndef LOA_STORE_STORE_ACCOUNT_H
#define LOA_STORE_STORE_ACCOUNT_H

#include "base/err.h"
#include "base/hash.h"
#include "base/totp.h"

struct store_reader;

enum {
    STORE_ACCOUNTS_MAX = 1000,
    STORE_ACCOUNT_NAME_MAX_BYTES = 40,
    STORE_SESSIONS_MAX = 20, /* of one account; the oldest end */
    STORE_CODES = 10,        /* recovery codes made at once */
    STORE_AGENT_MAX_BYTES = 80,
    STORE_AUDIT_MAX = 10000, /* of one question */
};

#define STORE_SESSION_LIFE_MS (INT64_C(7) * 24 * 3600 * 1000) /* from sign-in to its end */

/* X(constant, word). The numbers are stored: append only. Administrators must be 0. */
#define STORE_ROLE_TABLE(X)                                                                        \
    X(STORE_ROLE_ADMIN, "admin")                                                                   \
    X(STORE_ROLE_EDITOR, "editor")                                                                 \
    X(STORE_ROLE_REPORTER, "reporter")                                                             \
    X(STORE_ROLE_MODERATOR, "moderator")

enum store_role {
#define X(name, word) name,
    STORE_ROLE_TABLE(X)
#undef X
        STORE_ROLE_COUNT,
};

/* X(constant, word): what the audit tells. The numbers are stored: append only. */
#define STORE_AUDIT_TABLE(X)                                                                       \
    X(STORE_AUDIT_SIGNED_IN, "signed in")                                                          \
    X(STORE_AUDIT_SIGN_IN_FAILED, "sign-in failed")                                                \
    X(STORE_AUDIT_CODE_ASKED, "password right, code asked for")                                    \
    X(STORE_AUDIT_CODE_FAILED, "code wrong")                                                       \
    X(STORE_AUDIT_RECOVERY_USED, "signed in by recovery code")                                     \
    X(STORE_AUDIT_SIGNED_OUT, "signed out")                                                        \
    X(STORE_AUDIT_SESSION_ENDED, "session ended")                                                  \
    X(STORE_AUDIT_SESSIONS_ENDED, "other sessions ended")                                          \
    X(STORE_AUDIT_ADDED, "account added")                                                          \
    X(STORE_AUDIT_PASSWORD, "password changed")                                                    \
    X(STORE_AUDIT_ROLE, "role changed")                                                            \
    X(STORE_AUDIT_DISABLED, "account disabled")                                                    \
    X(STORE_AUDIT_ENABLED, "account enabled")                                                      \
    X(STORE_AUDIT_TOTP_ON, "two-step sign-in on")                                                  \
    X(STORE_AUDIT_TOTP_OFF, "two-step sign-in off")                                                \
    X(STORE_AUDIT_RECOVERY, "new recovery codes")                                                  \
    X(STORE_AUDIT_COMMENT_APPROVED, "comment approved")                                            \
    X(STORE_AUDIT_COMMENT_REFUSED, "comment refused")                                              \
    X(STORE_AUDIT_LINK_APPROVED, "domain approved")                                                \
    X(STORE_AUDIT_LINK_REFUSED, "domain refused")                                                  \
    X(STORE_AUDIT_AUTHOR_KEY, "author's key set")                                                  \
    X(STORE_AUDIT_AUTHOR_KEY_REVOKED, "author's key revoked")                                      \
    X(STORE_AUDIT_SIGNED, "signed by its author")

enum store_audit_act {
#define X(name, word) name,
    STORE_AUDIT_TABLE(X)
#undef X
        STORE_AUDIT_COUNT,
};

/* Who does what a command does, for the audit. */
struct store_by {
    struct str who;     /* an account's name, or STORE_BY_CONSOLE; "": nothing is noted */
    struct str network; /* "203.0.113.0/24"; "": this machine */
};

#define STORE_BY_CONSOLE STR("(loa)") /* the command line; no account is called so */

struct store_account {
    int64_t id;
    struct str name;
    enum store_role role;
    struct str password; /* as base/password.h keeps it */
    bool totp;           /* two-step sign-in is on */
    int64_t codes;       /* recovery codes left */
    int64_t created_ms;  /* CLOCK_NONE: before Loa noted it */
    int64_t disabled_ms; /* CLOCK_NONE: may sign in */
    int64_t seen_ms;     /* CLOCK_NONE: has no session */
};

struct store_session {
    int64_t id;
    int64_t account_id;
    struct str account_name;
    bool confirmed; /* false: the code of two-step sign-in is still missing */
    int64_t created_ms;
    int64_t seen_ms;
    struct str agent;   /* "Firefox, Windows" */
    struct str network; /* last seen from */
};

struct store_audit_entry {
    int64_t id;
    int64_t at_ms;
    struct str who;
    enum store_audit_act act;
    struct str about; /* whose account, which comment */
    struct str network;
};

/* All accounts, oldest first; one query. */
enum rc store_accounts(struct store_reader *r, struct arena *a, struct store_account **out,
                       size_t *out_n, struct err *e) MUST_USE;

/* RC_NOTFOUND. Disabled ones too. */
enum rc store_account_by_name(struct store_reader *r, struct arena *a, struct str name,
                              struct store_account *out, struct err *e) MUST_USE;
enum rc store_account_by_id(struct store_reader *r, struct arena *a, int64_t id,
                            struct store_account *out, struct err *e) MUST_USE;

/* The session of that mark. Its age is not looked at (desk/lifetime.h). RC_NOTFOUND: there is none, or its
 * account is disabled. */
enum rc store_session_by_mark(struct store_reader *r, struct arena *a,
                              const struct hash_content *mark, struct store_session *out,
                              struct err *e) MUST_USE;

/* Newest first; account_id 0: of all accounts. */
enum rc store_sessions(struct store_reader *r, struct arena *a, int64_t account_id,
                       struct store_session **out, size_t *out_n, struct err *e) MUST_USE;

/* The newest limit (1 to STORE_AUDIT_MAX) of the audit, newest first. */
enum rc store_audit(struct store_reader *r, struct arena *a, int64_t limit,
                    struct store_audit_entry **out, size_t *out_n, struct err *e) MUST_USE;

/* Whether who has signed in from network since. */
enum rc store_network_known(struct store_reader *r, struct store_by by, int64_t since_ms, bool *out,
                            struct err *e) MUST_USE;

/* True for a name an account may have: 2 to STORE_ACCOUNT_NAME_MAX_BYTES of a-z, 0-9, '.', '-', '_',
 * beginning with a letter. */
bool store_account_name_valid(struct str name);

/* ---- commands ---- */

enum store_account_act {
    STORE_ACCOUNT_ADD,      /* name, role, password; RC_CONFLICT: the name is taken */
    STORE_ACCOUNT_PASSWORD, /* password; ends all sessions but keep_session_id */
    STORE_ACCOUNT_REHASH,   /* password: the same, hashed anew; nothing is noted */
    STORE_ACCOUNT_ROLE,     /* role; ends all sessions */
    STORE_ACCOUNT_DISABLE,  /* ends all sessions */
    STORE_ACCOUNT_ENABLE,
    STORE_ACCOUNT_TOTP_START, /* secret: waits for its first code */
    STORE_ACCOUNT_TOTP_ON, /* code: of the secret that waits; RC_DENIED: wrong. Ends other sessions */
    STORE_ACCOUNT_TOTP_OFF, /* recovery codes go too; ends all sessions but keep_session_id */
    STORE_ACCOUNT_RECOVERY, /* codes: in the place of those before */
};

/* Changes an account and notes it. RC_NOTFOUND; RC_CONFLICT when no administrator would be left who may
 * sign in. */
struct store_change_account {
    enum store_account_act act;
    int64_t account_id;
    struct str name;
    enum store_role role;
    struct str password;
    struct totp_secret secret;
    struct str code;
    struct hash_content codes[STORE_CODES];
    size_t codes_n;
    int64_t keep_session_id;
    struct store_by by;
    int64_t now_ms;
};

enum store_session_act {
    STORE_SESSION_BEGIN, /* mark, account_id, password (as it was read and found right), confirmed,
                               agent, by; result id. RC_DENIED: changed meanwhile */
    STORE_SESSION_CONFIRM, /* id, code typed: mark takes the place of the old one. RC_DENIED: wrong */
    STORE_SESSION_RECOVER,  /* the same by recovery, the hash of a recovery code */
    STORE_SESSION_SEEN,     /* id; nothing is noted */
    STORE_SESSION_SIGN_OUT, /* id, account_id */
    STORE_SESSION_END,      /* id, account_id: somebody else's device; RC_NOTFOUND */
    STORE_SESSION_END_ALL,  /* account_id; all but id */
};

struct store_change_session {
    enum store_session_act act;
    int64_t id;
    int64_t account_id;
    struct hash_content mark;
    struct hash_content recovery;
    struct str password;
    struct str code;
    struct str agent;
    bool confirmed;
    struct store_by by;
    int64_t now_ms;
};

/* Notes what changed nothing: a sign-in that failed. */
struct store_note {
    enum store_audit_act act;
    struct str about;
    struct store_by by;
    int64_t now_ms;
};

#endif
