#include "app/once.h"

enum rc once_begin(struct task *t, struct hash_content content, struct once *out)
{
    struct str hex = hash_hex(&t->arena, content.bytes, sizeof content.bytes);
    struct str name = str_format(&t->arena, "imported:%s:%.*s", t->verb, STR_ARG(hex));
    struct str when;
    if (arena_failed(&t->arena))
        return fail(&t->e, RC_NOMEM, "out of memory");
    enum rc rc = store_setting(t->folder.reader, &t->arena, name, &when, &t->e);
    if (rc && rc != RC_NOTFOUND)
        return rc;
    t->e.text[0] = '\0';
    *out = (struct once){.done = rc == RC_OK, .name = name};
    return RC_OK;
}

enum rc once_end(struct task *t, const struct once *once)
{
    const struct store_command c = {
        .kind = STORE_SET,
        .set = {.name = once->name, .value = clock_rfc3339(&t->arena, t->now_ms)},
    };
    return task_store(t, &c, NULL);
}
