/* What one visitor was shown at one address, over several looks, and how two visitors' looks differ.
 *
 * A thing is a text ("link https://…"). It is steady when it was there at every look; what takes turns
 * (banners, a list that has just got longer) is not, so that one look proves nothing. Everything is in the
 * arena given; things are borrowed. One thread. */
#ifndef LOA_APP_SHOWN_H
#define LOA_APP_SHOWN_H

#include "base/map.h"
#include "base/vec.h"

struct shown_thing {
    struct str text;
    size_t looks; /* at which it was there */
    size_t last;  /* of them: its number, from 1 */
};

struct shown {
    struct arena *arena;
    struct map by_text; /* struct shown_thing * */
    struct vec things;  /* struct shown_thing *, in the order they came */
    size_t looks;
};

void shown_init(struct shown *s, struct arena *a);

/* The next look begins; what is added from now on was there at it. */
void shown_look(struct shown *s);
/* Once a look counts, however often it is there. */
void shown_add(struct shown *s, struct str thing);

/* The thing; NULL: it was never there. */
const struct shown_thing *shown_find(const struct shown *s, struct str thing);

bool shown_is_steady(const struct shown *s, const struct shown_thing *thing);

/* The next thing of x that was never shown to y, from index *i on, which moves; NULL at the end. */
const struct shown_thing *shown_next_missing(const struct shown *x, const struct shown *y,
                                             size_t *i);

/* A link or text in which tokens of a request ("?phien=8f3ac01b99d2e4…") are *, in a. */
struct str shown_without_tokens(struct arena *a, struct str address);

#endif
