/* The administrator that loa init makes; further accounts are made by loa user. */
#ifndef LOA_APP_ADMINISTRATOR_H
#define LOA_APP_ADMINISTRATOR_H

#include "store/store.h"

/* Its name. */
#define ADMINISTRATOR_FIRST STR("admin")

/* Makes it. *password, in a, is kept nowhere else. */
enum rc administrator_make_first(struct store *st, struct arena *a, struct str *password,
                                 int64_t now_ms, struct err *e) MUST_USE;

#endif
