/* Records of the register as JSON, with their evidence: what `loa register … --json` prints. */
#ifndef LOA_APP_REGISTER_JSON_H
#define LOA_APP_REGISTER_JSON_H

#include "base/buf.h"
#include "store/store_register.h"

/* Who asks, and where things go. */
struct register_json {
    struct store_reader *reader;
    struct arena *arena;
    int64_t now_ms;
    struct buf *out;
};

/* {"id","kind","name","aliases",…}; a person's offices and whom they met. RC_IO, RC_NOMEM. */
enum rc register_json_entity(const struct register_json *j, const struct store_entity *entity,
                             struct err *e) MUST_USE;

/* {"id","kind","title","date",…,"parts":[…],"evidence":[…]}. RC_IO, RC_NOMEM. */
enum rc register_json_event(const struct register_json *j, const struct store_event *event,
                            struct err *e) MUST_USE;

#endif
