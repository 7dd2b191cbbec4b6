/* New files of a site's folder. (Reading: ingest/files.h.) */
#ifndef LOA_APP_NEW_FILE_H
#define LOA_APP_NEW_FILE_H

#include "base/str.h"

/* Makes a new file with these bytes and brings it to the disk. RC_CONFLICT (it is there), RC_IO. */
enum rc new_file_make(const char *path, struct str bytes, struct err *e) MUST_USE;

#endif
