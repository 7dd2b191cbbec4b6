/* An LD_PRELOAD library between a program and its files and clocks; for tests alone.
 *
 * FAULT_UNDER=FOLDER  the files below that folder (real path) are watched
 * FAULT_LOG=FILE      every change of them is written down there, and every sync: power_cut.py makes of it what a
 *                     disk may hold when the power goes. The file is made by the caller; processes share it.
 * FAULT_FAIL=OP:K:E   operation number K (from 1) of the kind OP (write, read, sync, open, rename) on them fails with
 *                     errno E; with OP space everything that makes files longer fails once K bytes have been written
 * FAULT_STICKY=1      so do all behind it
 * FAULT_COUNT=FILE    at exit the operations of each kind are added to that file, a line a process
 * FAULT_CLOCK=FILE    an 8-byte number of nanoseconds that is added to the wall clock, read at every look
 *
 * One record of the log: struct record, then n1 and n2 bytes. It is written after the operation has succeeded: a sync is
 * on the log before the program knows of it, and a write that a sync does not cover may count as unsynced, never the
 * other way round. Any thread; nothing is allocated. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { FDS = 65536, LOG_FD = 1000 };
enum kind { WRITE, READ, SYNC, OPEN, RENAME, KINDS, SPACE = KINDS };
enum {
    OP_WRITE = 1,
    OP_TRUNCATE,
    OP_SYNC,
    OP_CREATE,
    OP_RENAME,
    OP_UNLINK,
    OP_MKDIR,
    OP_EXCHANGE,
    OP_SYNC_ALL,
    OP_LINK
};

struct record {
    uint32_t magic, op;
    uint64_t ino;
    int64_t at_ns, offset;
    uint32_t n1, n2;
};

static atomic_bool watched[FDS];
static char under[PATH_MAX];
static size_t under_n;
static int log_fd = -1;
static enum kind fail_kind = KINDS + 1;
static long fail_at;
static int fail_errno;
static bool sticky;
static atomic_long counts[KINDS + 1];
static const char *count_path;
static _Atomic int64_t *clock_shift;

static void map_clock(const char *path)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    void *p = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *clock_shift, PROT_READ, MAP_SHARED, fd, 0);
    if (p != MAP_FAILED)
        clock_shift = p;
}

static void read_plan(const char *plan)
{
    static const char *const names[] = {"write", "read", "sync", "open", "rename", "space"};
    const char *colon = strchr(plan, ':');
    for (size_t i = 0; colon && i < sizeof names / sizeof *names; i++)
        if (strncmp(plan, names[i], (size_t)(colon - plan)) == 0)
            fail_kind = (enum kind)i;
    char *end = NULL;
    fail_at = colon ? strtol(colon + 1, &end, 10) : 0;
    fail_errno = end && *end ? (int)strtol(end + 1, NULL, 10) : EIO;
}

__attribute__((constructor)) static void start(void)
{
    const char *text = getenv("FAULT_UNDER");
    under_n = text ? (size_t)snprintf(under, sizeof under, "%s", text) : 0;
    text = getenv("FAULT_LOG");
    if (text) {
        int fd = (int)syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_APPEND);
        log_fd = fcntl(fd, F_DUPFD_CLOEXEC, LOG_FD);
        syscall(SYS_close, fd);
    }
    text = getenv("FAULT_FAIL");
    if (text)
        read_plan(text);
    sticky = getenv("FAULT_STICKY") != NULL;
    count_path = getenv("FAULT_COUNT");
    text = getenv("FAULT_CLOCK");
    if (text)
        map_clock(text);
}

__attribute__((destructor)) static void end(void)
{
    char line[256];
    if (!count_path)
        return;
    int n = snprintf(line, sizeof line, "%ld %ld %ld %ld %ld %ld\n", counts[0], counts[1],
                     counts[2], counts[3], counts[4], counts[5]);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, count_path, O_WRONLY | O_APPEND | O_CREAT, 0644);
    (void)!syscall(SYS_write, fd, line, (size_t)n);
    syscall(SYS_close, fd);
}

/* ---- what the files share ---- */

static bool is_watched(int fd)
{
    return fd >= 0 && fd < FDS && watched[fd];
}

/* True when this operation fails; errno is set. */
static bool fails(enum kind kind, long amount)
{
    long before = atomic_fetch_add(&counts[kind], amount);
    if (kind != fail_kind || fail_at <= 0)
        return false;
    long after = before + amount;
    bool now = sticky || kind == SPACE ? after >= fail_at : before < fail_at && after >= fail_at;
    if (now)
        errno = fail_errno;
    return now;
}

static void note(uint32_t op, uint64_t ino, int64_t offset, struct iovec first, struct iovec second)
{
    struct timespec now;
    struct record r = {
        0x4C4F4146, op, ino, 0, offset, (uint32_t)first.iov_len, (uint32_t)second.iov_len};
    const struct iovec all[] = {{&r, sizeof r}, first, second};
    if (log_fd < 0)
        return;
    int kept = errno;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    r.at_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    (void)!syscall(SYS_writev, log_fd, all, 3);
    errno = kept;
}

static uint64_t inode_of(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 ? st.st_ino : 0;
}

/* The absolute name, with the links of its folder resolved; false: it is not below the folder. */
static bool name_of(int dir, const char *path, char out[PATH_MAX])
{
    char folder[PATH_MAX];
    char proc[64];
    const char *slash = strrchr(path, '/');
    const char *last = slash ? slash + 1 : path;
    if (under_n == 0)
        return false;
    if (slash) {
        (void)snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path),
                       path);
        (void)snprintf(proc, sizeof proc, "/proc/self/fd/%d", dir);
    }
    int at = slash ? (int)syscall(SYS_openat, dir, folder, O_PATH | O_CLOEXEC) : dir;
    if (at == AT_FDCWD)
        (void)snprintf(proc, sizeof proc, "/proc/self/cwd");
    else
        (void)snprintf(proc, sizeof proc, "/proc/self/fd/%d", at);
    ssize_t n = readlink(proc, folder, sizeof folder - 1);
    if (slash && at >= 0)
        syscall(SYS_close, at);
    if (n < 0)
        return false;
    folder[n] = '\0';
    int length = snprintf(out, PATH_MAX, "%s%s%s", folder, *last ? "/" : "", last);
    if (length < 0 || length >= PATH_MAX)
        return false;
    return strncmp(out, under, under_n) == 0 && (out[under_n] == '/' || out[under_n] == '\0');
}

static struct iovec text(const char *s)
{
    return (struct iovec){(void *)(uintptr_t)s, s ? strlen(s) : 0};
}

/* ---- opening ---- */

static int open_any(int dir, const char *path, int flags, mode_t mode)
{
    char name[PATH_MAX];
    int kept = errno;
    bool ours = name_of(dir, path, name);
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    if (ours && fails(OPEN, 1))
        return -1;
    bool there = ours && (flags & O_CREAT) && syscall(SYS_faccessat, dir, path, F_OK) == 0;
    errno = kept;
    int fd = (int)syscall(SYS_openat, dir, path, flags, mode);
    if (fd < 0 || fd >= FDS || !ours) {
        if (fd >= 0 && fd < FDS)
            watched[fd] = false;
        return fd;
    }
    watched[fd] = true;
    kept = errno;
    if ((flags & O_CREAT) && !there)
        note(OP_CREATE, inode_of(fd), 0, text(name), text(NULL));
    else if (writes && (flags & O_TRUNC))
        note(OP_TRUNCATE, inode_of(fd), 0, text(NULL), text(NULL));
    errno = kept;
    return fd;
}

#define OPENER(NAME, DIR_PARAM, DIR)                                                               \
    int NAME(DIR_PARAM const char *path, int flags, ...)                                           \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;                    \
        va_end(args);                                                                              \
        return open_any(DIR, path, flags, mode);                                                   \
    }
#define COMMA ,
OPENER(open, , AT_FDCWD)
OPENER(open64, , AT_FDCWD)
OPENER(openat, int dir COMMA, dir)
OPENER(openat64, int dir COMMA, dir)

int close(int fd)
{
    if (fd >= 0 && fd < FDS)
        watched[fd] = false;
    return fd == log_fd ? 0 : (int)syscall(SYS_close, fd);
}

/* ---- bytes ---- */

static ssize_t write_any(int fd, const void *p, size_t n, off_t at)
{
    if (is_watched(fd) && (fails(WRITE, 1) || fails(SPACE, (long)n)))
        return -1;
    ssize_t done = at < 0 ? syscall(SYS_write, fd, p, n) : syscall(SYS_pwrite64, fd, p, n, at);
    if (done > 0 && is_watched(fd) && log_fd >= 0) {
        off_t from = at < 0 ? (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) - done : at;
        note(OP_WRITE, inode_of(fd), from, (struct iovec){(void *)(uintptr_t)p, (size_t)done},
             text(NULL));
    }
    return done;
}

ssize_t write(int fd, const void *p, size_t n)
{
    return write_any(fd, p, n, -1);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
    return write_any(fd, p, n, at);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
    return write_any(fd, p, n, at);
}

ssize_t read(int fd, void *p, size_t n)
{
    return is_watched(fd) && fails(READ, 1) ? -1 : syscall(SYS_read, fd, p, n);
}

ssize_t pread(int fd, void *p, size_t n, off_t at)
{
    return is_watched(fd) && fails(READ, 1) ? -1 : syscall(SYS_pread64, fd, p, n, at);
}

ssize_t pread64(int fd, void *p, size_t n, off64_t at)
{
    return is_watched(fd) && fails(READ, 1) ? -1 : syscall(SYS_pread64, fd, p, n, at);
}

static int truncate_any(int fd, off_t n)
{
    int done = (int)syscall(SYS_ftruncate, fd, n);
    if (done == 0 && is_watched(fd))
        note(OP_TRUNCATE, inode_of(fd), n, text(NULL), text(NULL));
    return done;
}

int ftruncate(int fd, off_t n)
{
    return truncate_any(fd, n);
}

int ftruncate64(int fd, off64_t n)
{
    return truncate_any(fd, n);
}

/* ---- syncing ---- */

static int sync_any(long number, int fd, uint32_t op)
{
    if (is_watched(fd) && fails(SYNC, 1))
        return -1;
    /* what the disk of the machine really does is of no interest here, and slow */
    int done = log_fd >= 0 && is_watched(fd) ? 0 : (int)syscall(number, fd);
    if (done == 0 && is_watched(fd))
        note(op, inode_of(fd), 0, text(NULL), text(NULL));
    return done;
}

int fsync(int fd)
{
    return sync_any(SYS_fsync, fd, OP_SYNC);
}

int fdatasync(int fd)
{
    return sync_any(SYS_fdatasync, fd, OP_SYNC);
}

int syncfs(int fd)
{
    return sync_any(SYS_syncfs, fd, OP_SYNC_ALL);
}

/* ---- names ---- */

static int rename_any(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
    char old[PATH_MAX];
    char new[PATH_MAX];
    bool ours = name_of(to_dir, to, new);
    bool was_ours = name_of(from_dir, from, old);
    if ((ours || was_ours) && fails(RENAME, 1))
        return -1;
    int done = (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
    if (done == 0 && (ours || was_ours))
        note(flags & RENAME_EXCHANGE ? OP_EXCHANGE : OP_RENAME, 0, 0, text(old), text(new));
    return done;
}

int rename(const char *from, const char *to)
{
    return rename_any(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    return rename_any(from_dir, from, to_dir, to, 0);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
    return rename_any(from_dir, from, to_dir, to, flags);
}

int link(const char *from, const char *to)
{
    char old[PATH_MAX];
    char new[PATH_MAX];
    bool ours = name_of(AT_FDCWD, to, new) && name_of(AT_FDCWD, from, old);
    int done = (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (done == 0 && ours)
        note(OP_LINK, 0, 0, text(old), text(new));
    return done;
}

static int unlink_any(int dir, const char *path, int flags)
{
    char name[PATH_MAX];
    bool ours = name_of(dir, path, name);
    int done = (int)syscall(SYS_unlinkat, dir, path, flags);
    if (done == 0 && ours)
        note(OP_UNLINK, 0, 0, text(name), text(NULL));
    return done;
}

int unlink(const char *path)
{
    return unlink_any(AT_FDCWD, path, 0);
}

int unlinkat(int dir, const char *path, int flags)
{
    return unlink_any(dir, path, flags);
}

int rmdir(const char *path)
{
    return unlink_any(AT_FDCWD, path, AT_REMOVEDIR);
}

static int mkdir_any(int dir, const char *path, mode_t mode)
{
    char name[PATH_MAX];
    bool ours = name_of(dir, path, name);
    int done = (int)syscall(SYS_mkdirat, dir, path, mode);
    struct stat st;
    if (done == 0 && ours && stat(name, &st) == 0)
        note(OP_MKDIR, st.st_ino, 0, text(name), text(NULL));
    return done;
}

int mkdir(const char *path, mode_t mode)
{
    return mkdir_any(AT_FDCWD, path, mode);
}

int mkdirat(int dir, const char *path, mode_t mode)
{
    return mkdir_any(dir, path, mode);
}

/* ---- clocks ---- */

static int64_t shift_ns(clockid_t id)
{
    bool wall = id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE;
    return wall && clock_shift ? atomic_load(clock_shift) : 0;
}

int clock_gettime(clockid_t id, struct timespec *out)
{
    int done = (int)syscall(SYS_clock_gettime, id, out);
    int64_t shift = done == 0 ? shift_ns(id) : 0;
    if (shift) {
        int64_t all = (int64_t)out->tv_sec * 1000000000 + out->tv_nsec + shift;
        out->tv_sec = all / 1000000000;
        out->tv_nsec = all % 1000000000;
    }
    return done;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    *out = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}
