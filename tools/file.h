/* Files for the programs the build runs: whole files in, whole files out, folders listed.
 *
 * Texts live in the given arena. Messages begin with the file's name. */
#ifndef LOA_TOOLS_FILE_H
#define LOA_TOOLS_FILE_H

#include "base/str.h"
#include "base/vec.h"

/* The whole file, at most bytes_max. */
MUST_USE enum rc file_read(struct arena *a, struct str path, size_t bytes_max, struct str *text,
                           struct err *e);

/* It exists and can be read. */
bool file_there(struct str path);

MUST_USE enum rc file_write(struct str path, struct str text, struct err *e);

/* Appends to paths (struct str) the files of folder whose names end so, in byte order. */
MUST_USE enum rc file_list(struct arena *a, struct str folder, struct str ending, struct vec *paths,
                           struct err *e);

/* The name after the last slash; borrowed. */
struct str file_base(struct str path);

/* A make rule that target needs paths (struct str) and the folder itself: the build runs again when
 * a file appears or goes. */
MUST_USE enum rc file_write_depfile(struct arena *a, struct str depfile, struct str target,
                                    struct str folder, const struct vec *paths, struct err *e);

#endif
