/* The markup of booked creatives. */
#ifndef LOA_SITE_CREATIVES_H
#define LOA_SITE_CREATIVES_H

#include "site/state.h"

/* Fills markup and hash of every creative of s, whose words and view are known by now, and the width and
 * the blank of its slots: markup is padded to the longest of its slot, so that compressed pages may refer
 * back over it. A failure shows in s->arena. */
void creatives_render(struct state *s);

#endif
