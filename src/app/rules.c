#include "app/rules.h"

#include "ingest/fetch_rules.h"
#include "site/ini_file.h"

enum { RULES_ARENA_BYTES = 2 << 20 };

static enum rc set(struct store *st, struct str name, struct str value, struct err *e)
{
    const struct store_command c = {.kind = STORE_SET, .set = {name, value}};
    return store_run(st, &c, NULL, e);
}

static bool is_aggregator(struct arena *a, const char *site)
{
    struct ini preset;
    struct err e;
    if (ini_read_file(a, folder_path(a, site, FOLDER_PRESET), &preset, &e))
        return false; /* without a preset, or with one that serve will refuse */
    return str_eq(ini_value(&preset, STR("site"), STR("preset")), STR("aggregator"));
}

static enum rc ensure(struct arena *a, const char *site, const struct folder *folder, struct err *e)
{
    struct str value;
    enum rc rc = store_setting(folder->reader, a, STR(STORE_HOLD_SETTING), &value, e);
    if (rc ==
        RC_DENIED) /* changed behind Loa's back: whoever needs it says so, and its owner sets it again */
        return RC_OK;
    if (rc != RC_NOTFOUND || !is_aggregator(a, site))
        return rc == RC_NOTFOUND ? RC_OK : rc;
    rc = set(folder->store, STR(FETCH_AGREEMENT_SETTING), STR("1"), e);
    return rc ? rc : set(folder->store, STR(STORE_HOLD_SETTING), STR("3600000"), e);
}

enum rc rules_ensure(const char *site, const struct folder *folder, struct err *e)
{
    struct arena a;
    arena_init(&a, RULES_ARENA_BYTES);
    enum rc rc = ensure(&a, site, folder, e);
    arena_release(&a);
    return rc;
}
