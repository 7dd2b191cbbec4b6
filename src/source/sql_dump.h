/* A dump of MySQL tables in pieces (mysqldump, phpMyAdmin, NukeViet's own backup): the rows of its
 * INSERT and REPLACE statements, one at a time.
 *
 * Columns are those that the statement names, else those of the table's CREATE TABLE. Strings are
 * unescaped as MySQL does, and are UTF-8: what is none becomes U+FFFD; comments, settings and every other statement are passed over. One thread.
 * Memory: one row (SQL_ROW_MAX_BYTES) and the columns of all tables. */
#ifndef LOA_SOURCE_SQL_DUMP_H
#define LOA_SOURCE_SQL_DUMP_H

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"

enum {
    SQL_ROW_MAX_BYTES = 32 << 20,   /* max_allowed_packet of many servers is 16 MiB */
    SQL_COLUMNS_MAX = 200,          /* of a table; MySQL has 4096, portals some 50 */
    SQL_SCHEMA_MAX_BYTES = 8 << 20, /* the columns of all tables */
};

/* A row, borrowed for the time of the call. */
struct sql_row {
    struct str table;
    const struct str *columns;
    const struct str *values; /* NULL is "" */
    size_t n;                 /* of both */
};

/* The value of a column; "" when there is none. */
struct str sql_value(const struct sql_row *row, struct str column);
/* The same as a number; 0 for what is none. */
int64_t sql_number(const struct sql_row *row, struct str column);

struct sql_dump_handler {
    /* Whether the rows of a table are wanted. */
    bool (*wanted)(void *ctx, struct str table);
    /* False to stop. */
    bool (*row)(void *ctx, const struct sql_row *row);
    /* A row longer than SQL_ROW_MAX_BYTES is passed over. False to stop. */
    bool (*too_long)(void *ctx, struct str table);
    void *ctx;
};

struct sql_dump;

/* RC_NOMEM. */
enum rc sql_dump_new(const struct sql_dump_handler *handler, struct sql_dump **out,
                     struct err *e) MUST_USE;
void sql_dump_free(struct sql_dump *d);

/* RC_LIMIT, RC_NOMEM. RC_OK when stopped. */
enum rc sql_dump_push(struct sql_dump *d, struct str bytes, struct err *e) MUST_USE;
/* RC_INVALID: the file ends in the middle of a statement with rows. */
enum rc sql_dump_end(struct sql_dump *d, struct err *e) MUST_USE;

#endif
