/* Places a text names, and where on the globe countries and cities are.
 *
 * Codes are the gazetteer's ids: "MX" a country, "CN-bejing" a city or province of it, "VN-Hà Nội".
 * Coordinates are facts of data/vi/geography.tsv. Pure and read-only; any thread. */
#ifndef LOA_REGISTER_GEOGRAPHY_H
#define LOA_REGISTER_GEOGRAPHY_H

#include "base/str.h"

enum { GEOGRAPHY_FOUND_MAX = 16 }; /* places looked at in one name or office */

struct geography_found {
    struct str code;
    struct str name; /* as it stands in the text */
};

/* The countries, cities, provinces and districts named in text, longest names first where they
 * overlap; at most GEOGRAPHY_FOUND_MAX. Returns how many. O(length). */
size_t geography_find(struct str text, struct geography_found out[GEOGRAPHY_FOUND_MAX]);

/* The code of a place by its whole name, with or without the kind before it ("thành phố Hà Nội");
 * "" = none. One city under two ids has one code. */
struct str geography_code(struct str name);

/* "CN" of "CN-bejing" and of "CN". */
struct str geography_country(struct str code);
/* True for a country's own code. */
bool geography_is_country(struct str code);

/* Hundredths of a degree. A country's is its capital's. */
struct geography_point {
    int latitude;
    int longitude;
};
/* False when it is not known. A place of which nothing is known stands at its country's capital:
 * then *exact is false. */
bool geography_point(struct str code, struct geography_point *out, bool *exact);

#endif
