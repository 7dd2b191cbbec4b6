#include "app/administrator.h"

#include "base/password.h"

static const struct str names_setting = STR_INIT("users");

static enum rc set(struct store *st, struct str name, struct str value, struct err *e)
{
    const struct store_command c = {.kind = STORE_SET, .set = {.name = name, .value = value}};
    return store_run(st, &c, NULL, e);
}

enum rc administrator_names(struct store_reader *r, struct arena *a, struct str *out, struct err *e)
{
    return store_setting(r, a, names_setting, out, e);
}

enum rc administrator_known(struct store_reader *r, struct arena *a, struct str name, struct err *e)
{
    struct str names;
    struct str line;
    enum rc rc = administrator_names(r, a, &names, e);
    if (rc)
        return rc;
    while (str_next_line(&names, &line))
        if (str_eq(line, name))
            return RC_OK;
    return fail(e, RC_NOTFOUND, "there is no administrator \"%.*s\"", STR_ARG(name));
}

enum rc administrator_password(struct store *st, struct arena *a, struct str name,
                               struct str *password, struct err *e)
{
    struct str made = password_make(a);
    struct str kept;
    struct str setting = str_concat(a, STR("user:"), name);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    enum rc rc = password_hash(a, made, &kept, e);
    if (!rc)
        rc = set(st, setting, kept, e);
    if (!rc)
        *password = made;
    return rc;
}

enum rc administrator_make_first(struct store *st, struct arena *a, struct str *password,
                                 struct err *e)
{
    struct str line = str_concat(a, ADMINISTRATOR_FIRST, STR("\n"));
    enum rc rc = administrator_password(st, a, ADMINISTRATOR_FIRST, password, e);
    return rc ? rc : set(st, names_setting, line, e);
}
