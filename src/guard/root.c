#include "guard/guard.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* capset(2) has no wrapper but libcap's. None of this can fail for one who gives away what he has; where
 * the bounding set cannot be changed (no CAP_SETPCAP), no_new_privs keeps it from mattering. */
static void leave_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0, 0, 0}};
    for (int capability = 0; capability <= CAP_LAST_CAP; capability++)
        (void)prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    (void)syscall(SYS_capset, &header, none);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static bool become(uid_t uid, gid_t gid)
{
    if (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0)
        return false;
    (void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* its own /proc/self stays readable (/metrics) */
    return true;
}

enum rc guard_leave_root(const char *folder, struct guard_user *out, struct err *e)
{
    struct stat owner;
    bool changes = false;
    if (stat(folder, &owner) != 0)
        return fail(e, RC_NOTFOUND, "%s: error %d", folder, errno);
    if (geteuid() == 0 && owner.st_uid != 0) {
        if (!become(owner.st_uid, owner.st_gid))
            return fail(e, RC_DENIED,
                        "root may not become the owner of %s (user %u): start loa as that user",
                        folder, (unsigned)owner.st_uid);
        changes = true;
    }
    leave_capabilities();
    *out = (struct guard_user){.uid = geteuid(), .gid = getegid(), .changed = changes};
    return RC_OK;
}
