/* What a process gives up once it has all it needs: root, the file system but for its own folders,
 * and the system calls it never makes. A worker that was taken over then opens nothing outside of these
 * folders and starts nothing. Nothing given up comes back; what a process starts later has no more.
 *
 * Each layer stands alone: a kernel without one of them (RC_NOTFOUND) leaves the others. Called before
 * threads are started, which inherit it. */
#ifndef LOA_GUARD_GUARD_H
#define LOA_GUARD_GUARD_H

#include "base/err.h"

#include <stdint.h>
#include <sys/types.h>

/* ---- root ---- */

struct guard_user {
    uid_t uid;
    gid_t gid;
    bool changed; /* it was root before */
};

/* Root becomes the owner of folder. Where that is root too it stays so, but in its name only: it keeps
 * no capability. Anybody else loses the capabilities that were lent for the start (a port below 1024).
 * RC_NOTFOUND (no such folder), RC_DENIED (may not become the owner). */
enum rc guard_leave_root(const char *folder, struct guard_user *out, struct err *e) MUST_USE;

/* ---- files: Landlock ---- */

struct guard_path {
    const char *path; /* a file, or a folder and all below it; one that is not there is left out */
    bool write;       /* also change, make and remove; but no links, devices, sockets, pipes */
};

/* From now on only these can be opened, and nothing executed. What is open stays open. confined: other
 * processes too can be reached only if they were started from here (signals, abstract sockets).
 * *version is that of Landlock. RC_NOTFOUND, RC_IO. */
enum rc guard_files(const struct guard_path *paths, size_t n, bool confined, int *version,
                    struct err *e) MUST_USE;

/* ---- system calls: seccomp ---- */

/* Who it is says what it needs. */
enum guard_role {
    GUARD_SERVER,  /* threads, files, connections that readers opened */
    GUARD_FETCHER, /* opens connections itself; forks, but starts no program */
    GUARD_PARSER,  /* computes: memory, and the descriptors it has */
    GUARD_PAINTER, /* the same with threads: libvips */
    GUARD_ROLE_COUNT,
};

struct guard_calls {
    enum guard_role role;
    bool connects; /* GUARD_SERVER: may open connections too */
    pid_t child;   /* GUARD_SERVER: the process that it may end; 0: none */
};

/* From now on only the calls of the role. What no role ever needs (starting a program, tracing, mounting,
 * …) ends the process, and the kernel's audit log says by what; any other call fails with ENOSYS, memory
 * that can be executed with EACCES. RC_NOTFOUND, RC_NOMEM, RC_IO. */
enum rc guard_calls(const struct guard_calls *calls, struct err *e) MUST_USE;

#endif
