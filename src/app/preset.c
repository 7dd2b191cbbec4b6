#include "app/preset.h"

#include "app/preset_table.h"
#include "base/buf.h"

size_t preset_count(void)
{
    return presets_n;
}

const struct preset *preset_at(size_t i)
{
    return &presets[i];
}

const struct preset *preset_find(struct str name)
{
    for (size_t i = 0; i < presets_n; i++)
        if (str_eq(presets[i].name, name))
            return &presets[i];
    return NULL;
}

struct str preset_names(struct arena *a)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < presets_n; i++) {
        buf_add(&b, i ? STR(", ") : STR(""));
        buf_add(&b, presets[i].name);
    }
    return buf_view(&b);
}
