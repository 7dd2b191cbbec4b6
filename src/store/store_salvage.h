/* What can still be read of a damaged database, in a new one. */
#ifndef LOA_STORE_STORE_SALVAGE_H
#define LOA_STORE_STORE_SALVAGE_H

#include "base/str.h"

enum { SALVAGE_TABLES_MAX = 256 };

/* One table of the database. */
struct salvage_table {
    char name[64];
    int64_t rows; /* saved */
    int64_t gaps; /* places where rows may have been and could not be read */
    int64_t cut;  /* saved rows left out again, because what they refer to is lost */
};

struct salvage_report {
    int64_t version; /* of the schema, both databases' */
    bool
        history_lost; /* nothing of the chain of seals came back: another begins with what is there */
    size_t tables_n;
    struct salvage_table tables[SALVAGE_TABLES_MAX];
};

/* Makes a new database at `to` of what can be read at `from`, row by row, round what is damaged, and brings
 * it to the disk; from is only read. The search index is left out: whoever serves the new one builds another. The new one is whole: it passes store_inspect. RC_CORRUPT when not even
 * its first page can be read, RC_CONFLICT (to is there, or from was made by a newer Loa), RC_IO, RC_NOMEM. */
enum rc store_salvage(const char *from, const char *to, struct salvage_report *out,
                      struct err *e) MUST_USE;

#endif
