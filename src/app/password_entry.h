/* Secrets typed at the terminal, which does not show them, or read as one line of standard input. */
#ifndef LOA_APP_PASSWORD_ENTRY_H
#define LOA_APP_PASSWORD_ENTRY_H

#include "base/str.h"

enum { PASSWORD_ENTRY_MAX_BYTES = 1200 };

/* A new password for the account name that password_rule.h takes: asked twice at a terminal. In a, as
 * it is to be hashed. RC_INVALID (in words for who typed it), RC_IO (no line). */
enum rc password_entry_new(struct arena *a, struct str name, struct str *out,
                           struct err *e) MUST_USE;

/* One line after the words of prompt, which only a terminal shows; shown while it is typed. In a.
 * RC_IO. */
enum rc password_entry_line(struct arena *a, const char *prompt, struct str *out,
                            struct err *e) MUST_USE;

#endif
