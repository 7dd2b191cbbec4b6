/* Tables as files: CSV (RFC 4180) and XLSX (ECMA-376, the smallest workbook LibreOffice and Excel open).
 *
 * A spreadsheet takes a cell that begins with = + - @ for a formula, whoever wrote it. In CSV such a cell gets an
 * apostrophe before it; in XLSX every cell is typed as a text, which is never a formula. Pure; the result is in a,
 * empty when a has failed. */
#ifndef LOA_PAGE_TABLE_FILE_H
#define LOA_PAGE_TABLE_FILE_H

#include "base/str.h"

#define TABLE_CSV_TYPE "text/csv; charset=utf-8"
#define TABLE_XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

enum {
    TABLE_COLUMNS_MAX = 26, /* A to Z */
    TABLE_SHEETS_MAX = 4,
    TABLE_CELL_MAX_CP = 30000, /* Excel takes 32,767 characters */
};

/* rows_n rows of columns_n cells, row by row; the first row is the heads. */
struct table_file {
    struct str title; /* of the sheet: cut to 31 characters, without those Excel refuses */
    const struct str *cells;
    size_t columns_n; /* <= TABLE_COLUMNS_MAX */
    size_t rows_n;
};

/* With a byte order mark, by which Excel knows UTF-8. */
struct str table_csv(struct arena *a, const struct table_file *table);

/* A sheet each; at most TABLE_SHEETS_MAX. now_ms: the time in the archive. Empty when zlib fails too. */
struct str table_xlsx(struct arena *a, const struct table_file *tables, size_t n, int64_t now_ms);

#endif
