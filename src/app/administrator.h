/* The administrators of a site: settings "user:NAME", whose value is the password as password.h
 * keeps it, and "users", their names a line each. */
#ifndef LOA_APP_ADMINISTRATOR_H
#define LOA_APP_ADMINISTRATOR_H

#include "store/store.h"

/* The name of the one that loa init makes. */
#define ADMINISTRATOR_FIRST STR("admin")

/* Their names, each with a newline, in a. */
enum rc administrator_names(struct store_reader *r, struct arena *a, struct str *out,
                            struct err *e) MUST_USE;

/* RC_NOTFOUND when there is none of that name. */
enum rc administrator_known(struct store_reader *r, struct arena *a, struct str name,
                            struct err *e) MUST_USE;

/* Makes the first one. *password, in a, is kept nowhere else. */
enum rc administrator_make_first(struct store *st, struct arena *a, struct str *password,
                                 struct err *e) MUST_USE;

/* Gives name a new password, in a. */
enum rc administrator_password(struct store *st, struct arena *a, struct str name,
                               struct str *password, struct err *e) MUST_USE;

#endif
