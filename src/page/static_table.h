/* The generated table behind static_file.h; nobody else includes this. Constant; any thread. */
#ifndef LOA_PAGE_STATIC_TABLE_H
#define LOA_PAGE_STATIC_TABLE_H

#include "page/static_file.h"

extern const struct static_file static_files[];
extern const size_t static_files_n;

#endif
