#include "app/new_file.h"

#include "base/folder_sync.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The system's words for error, or its number. */
static const char *words_of(int error, char *room, size_t n)
{
    return strerror_r(error, room, n); /* the GNU one: it may answer with a constant text */
}

static bool write_all(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            return false;
        bytes = str_from(bytes, n > 0 ? (size_t)n : 0);
    }
    return fsync(fd) == 0;
}

enum rc new_file_make(const char *path, struct str bytes, struct err *e)
{
    char room[128];
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return fail(e, errno == EEXIST ? RC_CONFLICT : RC_IO, "%s: %s", path,
                    words_of(errno, room, sizeof room));
    bool written = write_all(fd, bytes) && folder_sync_of(path);
    int error = errno;
    if (close(fd) == 0 && written)
        return RC_OK;
    (void)unlink(path);
    return fail(e, RC_IO, "%s: cannot be written: %s", path, words_of(error, room, sizeof room));
}
