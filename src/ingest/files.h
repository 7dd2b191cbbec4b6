/* The files of the given paths: folders are walked, their entries in byte order. */
#ifndef LOA_INGEST_FILES_H
#define LOA_INGEST_FILES_H

#include "base/str.h"

enum {
    FILES_DEPTH_MAX = 32, /* of folders in folders; a deeper tree is a loop of links */
    FILES_MAX = 1000000,  /* of one call */
    FILES_PATH_MAX_BYTES = 4095,
};

/* Names what cannot be read: path and cause. */
typedef void files_failed(void *ctx, const char *path, const struct err *e);

struct files {
    const char **paths; /* NUL-terminated, in a */
    size_t n;
};

/* Lists the files under paths in a. "-" is standard input. Hidden entries are passed over,
 * unless given by name. What cannot be listed goes to failed. */
struct files files_list(struct arena *a, const char *const *paths, size_t paths_n,
                        files_failed *failed, void *ctx);

/* The size of all files together; 0 if one of them is standard input. */
uint64_t files_bytes(struct files files);

/* A file read whole. */
struct file {
    struct str bytes; /* in owned */
    char *owned;
    int64_t modified_ms;
};

/* Reads path; the caller gives the bytes back with file_release. RC_NOTFOUND, RC_IO, RC_LIMIT
 * (over max_bytes), RC_INVALID (no regular file), RC_NOMEM. *e has the cause without the path. */
enum rc file_read(const char *path, size_t max_bytes, struct file *out, struct err *e) MUST_USE;
void file_release(struct file *f);

#endif
