#include "app/administrator.h"

#include "base/password.h"

enum rc administrator_make_first(struct store *st, struct arena *a, struct str *password,
                                 int64_t now_ms, struct err *e)
{
    struct str made = password_make(a);
    struct store_command c = {.kind = STORE_CHANGE_ACCOUNT,
                              .change_account = {.act = STORE_ACCOUNT_ADD,
                                                 .name = ADMINISTRATOR_FIRST,
                                                 .role = STORE_ROLE_ADMIN,
                                                 .by = {STORE_BY_CONSOLE, STR("")},
                                                 .now_ms = now_ms}};
    enum rc rc = password_hash(a, made, &c.change_account.password, e);
    if (!rc && arena_failed(a))
        rc = fail(e, RC_NOMEM, "out of memory");
    if (!rc)
        rc = store_run(st, &c, NULL, e);
    if (!rc)
        *password = made;
    return rc;
}
