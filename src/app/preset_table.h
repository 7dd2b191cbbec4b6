/* The generated table behind preset.h (tools/presetc.c); nobody else includes this. */
#ifndef LOA_APP_PRESET_TABLE_H
#define LOA_APP_PRESET_TABLE_H

#include "app/preset.h"

extern const struct preset presets[];
extern const size_t presets_n;

#endif
