#include "site/sealed_row.h"

#include "base/log.h"

static bool told(enum rc rc, const struct err *e)
{
    if (rc)
        log_write(LOG_LEVEL_ERROR, "seal", "ALARM: withheld: %s (loa verify)",
                  e->text[0] ? e->text : rc_words(rc));
    return rc == RC_OK;
}

bool sealed_row(struct store_reader *r, enum seal_thing thing, int64_t id)
{
    struct err e = {""};
    return told(store_row_verify(r, thing, id, &e), &e);
}

bool sealed_named_row(struct store_reader *r, enum seal_thing thing, struct str name)
{
    struct err e = {""};
    return told(store_named_row_verify(r, thing, name, &e), &e);
}
