/* The rules of aggregators (Decree 147/2024/NĐ-CP), on by default for the preset of that name. */
#ifndef LOA_APP_RULES_H
#define LOA_APP_RULES_H

#include "app/folder.h"

/* Sets them once for a site whose preset.ini says "preset = aggregator" and that has none yet: one
 * hour after the original, an agreement with each source. What an operator set stays. */
enum rc rules_ensure(const char *site, const struct folder *folder, struct err *e) MUST_USE;

#endif
