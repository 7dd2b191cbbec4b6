/* The presets that are compiled into the program, from the folder presets/. Constant; any thread. */
#ifndef LOA_APP_PRESET_H
#define LOA_APP_PRESET_H

#include "base/str.h"

struct preset {
    struct str name; /* "city" */
    struct str text; /* the file's bytes */
};

/* All of them, preset_count() many. */
size_t preset_count(void);
const struct preset *preset_at(size_t i);

/* NULL when there is none of that name. */
const struct preset *preset_find(struct str name);

/* "city, economy, …", in a. */
struct str preset_names(struct arena *a);

#endif
