/* Landlock, by system calls: glibc has no wrappers. */
#include "guard/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than Debian 12's header (include/uapi/linux/landlock.h) */
#define ACCESS_REFER (UINT64_C(1) << 13)              /* version 2 */
#define ACCESS_TRUNCATE (UINT64_C(1) << 14)           /* version 3 */
#define ACCESS_IOCTL_DEV (UINT64_C(1) << 15)          /* version 5 */
#define SCOPE_ABSTRACT_UNIX_SOCKET (UINT64_C(1) << 0) /* version 6 */
#define SCOPE_SIGNAL (UINT64_C(1) << 1)               /* version 6 */

struct ruleset {
    uint64_t files;
    uint64_t net; /* version 4; stays 0 */
    uint64_t scoped;
};

static const uint64_t OF_FILES = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                 LANDLOCK_ACCESS_FS_EXECUTE | ACCESS_TRUNCATE | ACCESS_IOCTL_DEV;
static const uint64_t TO_READ = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t TO_WRITE = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                 LANDLOCK_ACCESS_FS_MAKE_REG | ACCESS_REFER | ACCESS_TRUNCATE;

static uint64_t handled_by(int version)
{
    uint64_t handled = ACCESS_REFER - 1; /* version 1: all bits below */
    if (version >= 2)
        handled |= ACCESS_REFER;
    if (version >= 3)
        handled |= ACCESS_TRUNCATE;
    if (version >= 5)
        handled |= ACCESS_IOCTL_DEV;
    return handled;
}

static int make_ruleset(int version, bool confined)
{
    struct ruleset r = {.files = handled_by(version)};
    size_t n = version >= 6 ? sizeof r : sizeof r.files; /* an older kernel knows the first alone */
    if (version >= 6 && confined)
        r.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
    return (int)syscall(SYS_landlock_create_ruleset, &r, n, 0);
}

static bool is_absent(int error)
{
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ELOOP;
}

static enum rc allow(int ruleset, const struct guard_path *p, uint64_t handled, struct err *e)
{
    struct stat st;
    int fd = open(p->path, O_PATH | O_CLOEXEC);
    if (fd < 0 && is_absent(errno))
        return RC_OK;
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0)
            (void)close(fd);
        return fail(e, RC_IO, "%s: cannot be looked at: error %d", p->path, errno);
    }
    uint64_t access = (TO_READ | (p->write ? TO_WRITE : 0)) & handled;
    struct landlock_path_beneath_attr rule = {
        .allowed_access = S_ISDIR(st.st_mode) ? access : access & OF_FILES, .parent_fd = fd};
    long done = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    int error = errno;
    (void)close(fd);
    return done ? fail(e, RC_IO, "%s: Landlock refuses it: error %d", p->path, error) : RC_OK;
}

static enum rc restrict_to(int ruleset, struct err *e)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
        return fail(e, RC_IO, "Landlock does not start: error %d", errno);
    return RC_OK;
}

enum rc guard_files(const struct guard_path *paths, size_t n, bool confined, int *version,
                    struct err *e)
{
    long found = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (found < 1)
        return fail(e, RC_NOTFOUND, "this kernel has no Landlock, or it is switched off");
    int ruleset = make_ruleset((int)found, confined);
    if (ruleset < 0)
        return fail(e, RC_IO, "Landlock does not start: error %d", errno);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n && !rc; i++)
        rc = allow(ruleset, &paths[i], handled_by((int)found), e);
    if (!rc)
        rc = restrict_to(ruleset, e);
    (void)close(ruleset);
    if (!rc)
        *version = (int)found;
    return rc;
}
