/* Shared by the files of people.h; nobody else includes it. */
#ifndef LOA_REGISTER_PEOPLE_INTERNAL_H
#define LOA_REGISTER_PEOPLE_INTERNAL_H

#include "register/people.h"

/* Fills p->held once p->persons is known. */
void offices_find(struct people *p);
/* Fills p->things once p->held is known, and the persons' organizations. */
void things_find(struct people *p);

/* The units an office or organization of pieces from..to - 1 is compared by: a place is its id, a
 * listed organization its id, an abbreviation what it stands for; the kind of a place and brackets do
 * not count. Returns how many. */
size_t name_units(const struct people *p, size_t from, size_t to, uint64_t units[OFFICE_UNITS_MAX],
                  bool *country);

#endif
