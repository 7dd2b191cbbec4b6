/* The folder that a static copy is written into: files below one directory, each replaced as a whole.
 *
 * An address becomes a file: "/a/" is "a/index.html", "/a/b.html" is "a/b.html". Belongs to one
 * thread. */
#ifndef LOA_SITE_COPY_FOLDER_H
#define LOA_SITE_COPY_FOLDER_H

#include "base/arena.h"
#include "base/err.h"
#include "page/page.h"

enum {
    COPY_PATH_BYTES_MAX = 2048, /* of one file, below the folder */
    COPY_NAME_BYTES_MAX = 250,  /* of one word of it: file systems take 255 */
};

struct copy_folder {
    int fd;            /* of the folder itself */
    int parent_fd;     /* of the directory written to last; -1: none */
    struct str parent; /* its path, in parent_text */
    char parent_text[COPY_PATH_BYTES_MAX];
    char *buffer; /* for comparing */
};

/* Opens the folder, making it when it is not there. RC_IO, RC_DENIED, RC_NOMEM. */
enum rc copy_folder_open(const char *path, struct copy_folder *out, struct err *e) MUST_USE;
void copy_folder_close(struct copy_folder *f);

/* The file of the address path (which begins with '/'), in a; "" for one that no file may have:
 * empty words, "." and "..", control characters, words beginning with '.', over the limits. */
struct str copy_folder_name(struct arena *a, struct str path);

/* Writes the segments as the file name. One that is there with the same bytes stays untouched
 * (*changed false); another is replaced in one step, so that a web server beside never sends half a
 * file. RC_IO, RC_NOMEM. */
enum rc copy_folder_write(struct copy_folder *f, struct str name,
                          const struct page_segment *segments, size_t n, bool *changed,
                          struct err *e) MUST_USE;

/* The same with the bytes of an open file. */
enum rc copy_folder_take(struct copy_folder *f, struct str name, int fd, int64_t size_bytes,
                         bool *changed, struct err *e) MUST_USE;

/* Removes the file name and the directories that it leaves empty; one that is not there is no
 * failure. */
enum rc copy_folder_remove(struct copy_folder *f, struct str name, struct err *e) MUST_USE;

#endif
