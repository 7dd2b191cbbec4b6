/* A file whose content is taken in once: its hash is remembered in the site's settings. */
#ifndef LOA_APP_ONCE_H
#define LOA_APP_ONCE_H

#include "app/task.h"

struct once {
    bool done;       /* these bytes were taken in before */
    struct str name; /* of the setting */
};

/* Looks whether content of that hash was taken in by this verb before; out->name is in t->arena. */
enum rc once_begin(struct task *t, struct hash_content content, struct once *out) MUST_USE;

/* Remembers it. */
enum rc once_end(struct task *t, const struct once *once) MUST_USE;

#endif
