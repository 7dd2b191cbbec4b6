/* Shipped changes of a database (store/store_ship.h): whatever the file says, the database is brought on by whole pages of its
 * own size, grows by no more than came, or is refused. */
#include "store/store_ship.h"

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE_BYTES = 512, PAGES = 4, PIECE_HEAD_BYTES = 8, HEAD_BYTES = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_file(const char *path, const void *bytes, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || close(fd) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* SQLite's header says the size of a page in its bytes 16 and 17 */
    static unsigned char before[PAGE_BYTES * PAGES] = "SQLite format 3\0\x02\0";
    char db[64];
    char changes[64];
    struct err e = {""};
    struct stat st;
    snprintf(db, sizeof db, "/dev/shm/loa-fuzz-ship-%ld.db", (long)getpid());
    snprintf(changes, sizeof changes, "/dev/shm/loa-fuzz-ship-%ld.changes", (long)getpid());
    put_file(db, before, sizeof before);
    put_file(changes, data, size);
    enum rc rc = store_ship_apply(db, changes, &e);
    if (stat(db, &st) != 0)
        abort();
    size_t came = size > HEAD_BYTES ? (size - HEAD_BYTES) / (PAGE_BYTES + PIECE_HEAD_BYTES) : 0;
    assert((size_t)st.st_size <= (PAGES + came + 1) * PAGE_BYTES);
    assert(rc != RC_OK || (st.st_size > 0 && st.st_size % PAGE_BYTES == 0));
    assert(rc == RC_OK || rc == RC_CORRUPT);
    assert(rc == RC_OK || e.text[0]);
    unlink(db);
    unlink(changes);
    return 0;
}
