#include "site/sheets.h"

#include "base/err.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* Linux 6.1; what does not know it refuses it, and pages are small */
#endif

/* Addresses that may not be touched. */
static char *reserve(char *at, size_t n)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (at ? MAP_FIXED : 0);
    void *p = mmap(at, n, PROT_NONE, flags, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

bool sheets_init(struct sheets *s)
{
    /* one more, so that each can begin where a large page can */
    *s = (struct sheets){.room_bytes = (size_t)(SHEETS_MAX + 1) * SHEET_BYTES};
    for (size_t i = 0; i < SHEETS_MAX; i++)
        s->sheets[i].fd = -1;
    s->room = reserve(NULL, s->room_bytes);
    return s->room != NULL;
}

static char *place_of(const struct sheets *s, const struct sheet *sheet)
{
    size_t past = (uintptr_t)s->room % SHEET_BYTES;
    return s->room + (past ? SHEET_BYTES - past : 0) + (size_t)(sheet - s->sheets) * SHEET_BYTES;
}

static int open_file(void)
{
    int fd = memfd_create("loa-prints", MFD_CLOEXEC);
    if (fd >= 0 && ftruncate(fd, SHEET_BYTES) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void close_sheet(struct sheet *sheet)
{
    if (sheet->fd >= 0)
        close(sheet->fd);
    /* the addresses stay ours; a failure leaves memory where the next sheet will be put */
    (void)reserve(sheet->p, SHEET_BYTES);
    *sheet = (struct sheet){.fd = -1};
}

/* All of its memory, as one page if that can be had. Later it would be missed by a signal. */
static bool has_memory(char *at, int fd)
{
    enum { FIRST_BYTES = 4096 }; /* a file without any page is not looked at */
    return fallocate(fd, 0, 0, FIRST_BYTES) == 0 &&
           (madvise(at, SHEET_BYTES, MADV_COLLAPSE) == 0 || fallocate(fd, 0, 0, SHEET_BYTES) == 0);
}

/* Without a file it is memory all the same. */
static bool open_sheet(const struct sheets *s, struct sheet *sheet)
{
    char *at = place_of(s, sheet);
    int fd = open_file();
    int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    bool mapped =
        mmap(at, SHEET_BYTES, PROT_READ | PROT_WRITE, flags | MAP_FIXED, fd, 0) != MAP_FAILED;
    *sheet = (struct sheet){.fd = fd, .p = at};
    if (mapped && (fd < 0 || has_memory(at, fd)))
        return true;
    close_sheet(sheet);
    return false;
}

void sheets_shut(struct sheets *s)
{
    struct sheet *sheet = s->open;
    s->open = NULL;
    if (sheet && sheet->parts == 0)
        close_sheet(sheet);
}

void sheets_release(struct sheets *s)
{
    sheets_shut(s);
    for (size_t i = 0; i < SHEETS_MAX; i++)
        ASSERT(!s->sheets[i].p);
    if (s->room)
        (void)munmap(s->room, s->room_bytes);
    s->room = NULL;
}

static struct sheet *next_sheet(struct sheets *s)
{
    sheets_shut(s);
    for (size_t i = 0; i < SHEETS_MAX; i++)
        if (!s->sheets[i].p)
            return open_sheet(s, &s->sheets[i]) ? &s->sheets[i] : NULL;
    return NULL;
}

struct sheet *sheets_take(struct sheets *s, size_t n, size_t *at)
{
    if (n > SHEET_BYTES)
        return NULL;
    if (!s->open || n > SHEET_BYTES - s->open->used)
        s->open = next_sheet(s);
    if (!s->open)
        return NULL;
    size_t left = SHEET_BYTES - s->open->used - n;
    size_t past = n % SHEET_ALIGN_BYTES;
    size_t gap = past ? SHEET_ALIGN_BYTES - past : 0;
    *at = s->open->used;
    s->open->used += n + (gap < left ? gap : left);
    s->open->parts++;
    return s->open;
}

void sheets_give(struct sheets *s, struct sheet *sheet)
{
    ASSERT(sheet->parts > 0);
    sheet->parts--;
    if (sheet->parts == 0 && sheet != s->open)
        close_sheet(sheet);
}
