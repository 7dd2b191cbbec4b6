/* Which passwords the desk takes: long ones that are not guessed first (NIST SP 800-63B §5.1.1.2: length
 * and a list, no classes of characters). Pure; any thread. */
#ifndef LOA_DESK_PASSWORD_RULE_H
#define LOA_DESK_PASSWORD_RULE_H

#include "base/str.h"

enum {
    PASSWORD_RULE_MIN_CP = 12,
    PASSWORD_RULE_MAX_BYTES = 1024, /* hashing costs by the byte, too */
    PASSWORD_RULE_OWN_CP = 8,    /* so many are left without the account's name and common words */
    PASSWORD_RULE_DIFFERENT = 5, /* different letters at least */
};

enum password_fault {
    PASSWORD_TAKEN, /* no fault */
    PASSWORD_SHORT,
    PASSWORD_LONG,
    PASSWORD_NAME,   /* little but the account's name */
    PASSWORD_COMMON, /* little but words that everybody takes, or few different letters */
    PASSWORD_BYTES,  /* not UTF-8 */
};

/* The password as it is hashed: NFC, so that every keyboard types the same. In a. */
struct str password_rule_normal(struct arena *a, struct str typed);

/* typed is password_rule_normal's; a is for working. */
enum password_fault password_rule_fault(struct arena *a, struct str typed, struct str name);

#endif
