/* The table of data/vi/geography.tsv that tools/geographyc makes. Internal to floor register. */
#ifndef LOA_REGISTER_GEOGRAPHY_TABLE_H
#define LOA_REGISTER_GEOGRAPHY_TABLE_H

#include "register/geography.h"

struct geography_row {
    const char *id;
    struct geography_point point;
};

/* In byte order of the ids. */
extern const struct geography_row geography_rows[];
extern const size_t geography_rows_n;

#endif
