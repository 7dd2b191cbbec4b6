/* seccomp, by libseccomp. An allow-list: what a kernel or a library to come brings new is refused, with the
 * error (ENOSYS) at which libraries fall back to what was there before. */
#include "guard/guard.h"

#include "base/str.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    S = 1U << GUARD_SERVER,
    F = 1U << GUARD_FETCHER,
    P = 1U << GUARD_PARSER,
    V = 1U << GUARD_PAINTER,
    ALL = S | F | P | V,
};

struct call {
    int number;
    unsigned roles;
};

/* X(call, roles): whatever its arguments. What strace saw on Debian 12, and what glibc, SQLite, curl and
 * OpenSSL call on other paths of the same functions. Nothing that changes a file by its name and that
 * Landlock does not look at (chmod, chown, utimes, setxattr), no chdir, no links. */
#define ALLOWED_TABLE(X)                                                                           \
    /* bytes of what is open */                                                                    \
    X(read, ALL)                                                                                   \
    X(write, ALL)                                                                                  \
    X(recvfrom, ALL)                                                                               \
    X(sendto, ALL)                                                                                 \
    X(close, ALL)                                                                                  \
    X(fstat, S | F)                                                                                \
    X(lseek, S | F)                                                                                \
    X(readv, S | F)                                                                                \
    X(writev, S | F)                                                                               \
    X(pread64, S | F)                                                                              \
    X(pwrite64, S | F)                                                                             \
    X(preadv, S | F)                                                                               \
    X(pwritev, S | F)                                                                              \
    X(recvmsg, S | F)                                                                              \
    X(sendmsg, S | F)                                                                              \
    X(recvmmsg, S | F)                                                                             \
    X(sendmmsg, S | F)                                                                             \
    X(sendfile, S | F)                                                                             \
    X(shutdown, S | F)                                                                             \
    X(getsockname, S | F)                                                                          \
    X(getpeername, S | F)                                                                          \
    X(getsockopt, S | F)                                                                           \
    X(setsockopt, S | F)                                                                           \
    X(accept, S)                                                                                   \
    X(accept4, S)                                                                                  \
    X(socketpair, S | F)                                                                           \
    /* waiting */                                                                                  \
    X(epoll_create1, S | F)                                                                        \
    X(epoll_ctl, S | F)                                                                            \
    X(epoll_wait, S | F)                                                                           \
    X(epoll_pwait, S | F)                                                                          \
    X(epoll_pwait2, S | F)                                                                         \
    X(eventfd2, S | F | V)                                                                         \
    X(timerfd_create, S | F)                                                                       \
    X(timerfd_settime, S | F)                                                                      \
    X(pipe2, S | F | V)                                                                            \
    X(poll, S | F | V)                                                                             \
    X(ppoll, S | F | V)                                                                            \
    X(select, S | F)                                                                               \
    X(pselect6, S | F)                                                                             \
    X(pause, ALL)                                                                                  \
    X(nanosleep, ALL)                                                                              \
    X(clock_nanosleep, ALL)                                                                        \
    X(restart_syscall, ALL)                                                                        \
    /* files; which ones, Landlock says */                                                         \
    X(open, S | F)                                                                                 \
    X(openat, S | F)                                                                               \
    X(close_range, S | F)                                                                          \
    X(stat, S | F)                                                                                 \
    X(lstat, S | F)                                                                                \
    X(newfstatat, S | F)                                                                           \
    X(statx, S | F)                                                                                \
    X(statfs, S | F)                                                                               \
    X(fstatfs, S | F)                                                                              \
    X(access, S | F)                                                                               \
    X(faccessat, S | F)                                                                            \
    X(faccessat2, S | F)                                                                           \
    X(readlink, S | F)                                                                             \
    X(readlinkat, S | F)                                                                           \
    X(getdents64, S | F)                                                                           \
    X(getcwd, S | F)                                                                               \
    X(mkdir, S | F)                                                                                \
    X(mkdirat, S | F)                                                                              \
    X(rmdir, S | F)                                                                                \
    X(unlink, S | F)                                                                               \
    X(unlinkat, S | F)                                                                             \
    X(rename, S | F)                                                                               \
    X(renameat, S | F)                                                                             \
    X(renameat2, S | F)                                                                            \
    X(ftruncate, S | F)                                                                            \
    X(fallocate, S | F)                                                                            \
    X(fadvise64, S | F)                                                                            \
    X(readahead, S | F)                                                                            \
    X(copy_file_range, S | F)                                                                      \
    X(fsync, S | F)                                                                                \
    X(fdatasync, S | F)                                                                            \
    X(sync_file_range, S | F)                                                                      \
    X(fchmod, S | F)                                                                               \
    X(fchown, S | F)                                                                               \
    X(umask, S | F)                                                                                \
    X(fcntl, ALL)                                                                                  \
    X(flock, S | F)                                                                                \
    X(dup, S | F)                                                                                  \
    X(dup2, S | F)                                                                                 \
    X(dup3, S | F)                                                                                 \
    X(memfd_create, S | F)                                                                         \
    /* memory, but that which can be executed */                                                   \
    X(munmap, ALL)                                                                                 \
    X(mremap, ALL)                                                                                 \
    X(madvise, ALL)                                                                                \
    X(brk, ALL)                                                                                    \
    X(msync, S | F)                                                                                \
    X(mlock, S | F)                                                                                \
    X(munlock, S | F)                                                                              \
    X(get_mempolicy, V)                                                                            \
    X(set_mempolicy, V)                                                                            \
    /* threads */                                                                                  \
    X(futex, ALL)                                                                                  \
    X(exit, ALL)                                                                                   \
    X(exit_group, ALL)                                                                             \
    X(set_robust_list, S | F | V)                                                                  \
    X(rseq, S | F | V)                                                                             \
    X(membarrier, S | F | V)                                                                       \
    X(sched_yield, ALL)                                                                            \
    X(sched_getaffinity, ALL)                                                                      \
    X(sched_getattr, V)                                                                            \
    X(getcpu, ALL)                                                                                 \
    X(getpid, ALL)                                                                                 \
    X(gettid, ALL)                                                                                 \
    X(getppid, ALL)                                                                                \
    X(getuid, ALL)                                                                                 \
    X(geteuid, ALL)                                                                                \
    X(getgid, ALL)                                                                                 \
    X(getegid, ALL)                                                                                \
    X(getrusage, ALL)                                                                              \
    X(getrlimit, ALL)                                                                              \
    X(times, ALL)                                                                                  \
    X(sysinfo, ALL)                                                                                \
    X(uname, ALL)                                                                                  \
    X(wait4, S | F)                                                                                \
    X(waitid, S | F)                                                                               \
    /* signals */                                                                                  \
    X(rt_sigaction, ALL)                                                                           \
    X(rt_sigprocmask, ALL)                                                                         \
    X(rt_sigreturn, ALL)                                                                           \
    X(rt_sigtimedwait, S | F)                                                                      \
    X(sigaltstack, ALL)                                                                            \
    /* time, chance */                                                                             \
    X(clock_gettime, ALL)                                                                          \
    X(clock_getres, ALL)                                                                           \
    X(gettimeofday, ALL)                                                                           \
    X(time, ALL)                                                                                   \
    X(getrandom, ALL)                                                                              \
    /* a child of the fetcher gives up more */                                                     \
    X(seccomp, F)                                                                                  \
    X(landlock_create_ruleset, F)                                                                  \
    X(landlock_restrict_self, F)                                                                   \
    X(set_tid_address, F)

/* What nobody here calls but one who has taken the process over. */
#define KILLED_TABLE(X)                                                                            \
    X(execve)                                                                                      \
    X(execveat)                                                                                    \
    X(vfork)                                                                                       \
    X(ptrace)                                                                                      \
    X(process_vm_readv)                                                                            \
    X(process_vm_writev)                                                                           \
    X(init_module)                                                                                 \
    X(finit_module)                                                                                \
    X(delete_module)                                                                               \
    X(kexec_load)                                                                                  \
    X(kexec_file_load)                                                                             \
    X(bpf)                                                                                         \
    X(perf_event_open)                                                                             \
    X(userfaultfd)                                                                                 \
    X(io_uring_setup)                                                                              \
    X(mount)                                                                                       \
    X(umount2)                                                                                     \
    X(move_mount)                                                                                  \
    X(open_tree)                                                                                   \
    X(fsopen)                                                                                      \
    X(pivot_root)                                                                                  \
    X(chroot)                                                                                      \
    X(unshare)                                                                                     \
    X(setns)                                                                                       \
    X(add_key)                                                                                     \
    X(request_key)                                                                                 \
    X(keyctl)                                                                                      \
    X(open_by_handle_at)                                                                           \
    X(mknod)                                                                                       \
    X(mknodat)                                                                                     \
    X(setuid)                                                                                      \
    X(setgid)                                                                                      \
    X(setreuid)                                                                                    \
    X(setregid)                                                                                    \
    X(setresuid)                                                                                   \
    X(setresgid)                                                                                   \
    X(setgroups)                                                                                   \
    X(capset)                                                                                      \
    X(clock_settime)                                                                               \
    X(settimeofday)                                                                                \
    X(sethostname)                                                                                 \
    X(reboot)                                                                                      \
    X(swapon)                                                                                      \
    X(iopl)                                                                                        \
    X(ioperm)

/* Of the call's argument at place */
static struct scmp_arg_cmp is(unsigned place, scmp_datum_t value)
{
    return (struct scmp_arg_cmp){.arg = place, .op = SCMP_CMP_EQ, .datum_a = value};
}

static struct scmp_arg_cmp is_masked(unsigned place, scmp_datum_t mask, scmp_datum_t value)
{
    return (struct scmp_arg_cmp){
        .arg = place, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
}

/* All below give 0, or the first negative error of libseccomp. */

static int allow_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp when)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, when);
}

static int add_plain(scmp_filter_ctx filter, enum guard_role role)
{
    static const struct call ALLOWED[] = {
#define X(name, roles) {SCMP_SYS(name), roles},
        ALLOWED_TABLE(X)
#undef X
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(ALLOWED) && failed >= 0; i++)
        if (ALLOWED[i].roles & 1U << role)
            failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, ALLOWED[i].number, 0);
    return failed;
}

static int add_killed(scmp_filter_ctx filter)
{
    static const int KILLED[] = {
#define X(name) SCMP_SYS(name),
        KILLED_TABLE(X)
#undef X
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(KILLED) && failed >= 0; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, KILLED[i], 0);
    return failed;
}

/* Memory that is written to and executed is how bytes become code. */
static int add_memory(scmp_filter_ctx filter)
{
    static const int CALLS[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)};
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(CALLS) && failed >= 0; i++) {
        failed = allow_if(filter, CALLS[i], is_masked(2, PROT_EXEC, 0));
        if (failed >= 0)
            failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), CALLS[i], 1,
                                      is_masked(2, PROT_EXEC, PROT_EXEC));
    }
    return failed;
}

/* Threads; and for the fetcher a child in the same namespaces. clone3, whose flags lie in memory, gets
 * ENOSYS, at which glibc calls clone. */
static int add_clone(scmp_filter_ctx filter, enum guard_role role)
{
    static const unsigned NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                       CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
    int failed = 0;
    if (role == GUARD_FETCHER)
        return allow_if(filter, SCMP_SYS(clone), is_masked(0, NAMESPACES, 0));
    if (role != GUARD_PARSER)
        failed = allow_if(filter, SCMP_SYS(clone), is_masked(0, CLONE_THREAD, CLONE_THREAD));
    if (failed >= 0)
        failed = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(fork), 0);
    if (failed >= 0)
        failed = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1,
                                  is_masked(0, CLONE_THREAD, 0));
    return failed;
}

/* Readers and feeds by TCP, names by UDP; no Unix socket (what other services listen on), no raw
 * packets, no netlink. */
static int add_connect(scmp_filter_ctx filter)
{
    static const int REFUSED[] = {AF_UNIX,
                                  AF_NETLINK}; /* the resolver asks for them, and does without */
    int failed = allow_if(filter, SCMP_SYS(socket), is(0, AF_INET));
    if (failed >= 0)
        failed = allow_if(filter, SCMP_SYS(socket), is(0, AF_INET6));
    for (size_t i = 0; i < COUNT_OF(REFUSED) && failed >= 0; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
                                  is(0, (scmp_datum_t)REFUSED[i]));
    return failed < 0 ? failed : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(connect), 0);
}

/* To itself (abort, a thread that is woken), to its own child. */
static int add_signals(scmp_filter_ctx filter, const struct guard_calls *calls)
{
    int failed = 0;
    if (calls->role == GUARD_FETCHER) /* of its children; Landlock's scope says so too */
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 0);
    else
        failed = allow_if(filter, SCMP_SYS(tgkill), is(0, (scmp_datum_t)getpid()));
    if (failed >= 0 && calls->role == GUARD_FETCHER)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(kill), 0);
    if (failed >= 0 && calls->role == GUARD_SERVER && calls->child > 0)
        failed = allow_if(filter, SCMP_SYS(kill), is(0, (scmp_datum_t)calls->child));
    return failed;
}

/* Limits are its own to set; names of threads; sockets that shall not wait; a thread of the server that steps back
 * behind all others. */
static int add_own(scmp_filter_ctx filter, enum guard_role role)
{
    enum { NICEST = 19 };
    static const int PRCTLS[] = {PR_SET_NAME, PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS,
                                 PR_SET_VMA /* glibc names its arenas */, PR_GET_SECCOMP};
    int failed = allow_if(filter, SCMP_SYS(prlimit64), is(0, 0));
    if (failed >= 0)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(setrlimit), 0);
    for (size_t i = 0; i < COUNT_OF(PRCTLS) && failed >= 0; i++)
        failed = allow_if(filter, SCMP_SYS(prctl), is(0, (scmp_datum_t)PRCTLS[i]));
    if (failed >= 0)
        failed = allow_if(filter, SCMP_SYS(ioctl), is(1, FIONBIO));
    if (failed >= 0 && role == GUARD_SERVER)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(setpriority), 3,
                                  is(0, PRIO_PROCESS), is(1, 0), is(2, NICEST));
    if (failed >= 0 &&
        role == GUARD_FETCHER) /* a child's own filter, where seccomp(2) is not known */
        failed = allow_if(filter, SCMP_SYS(prctl), is(0, PR_SET_SECCOMP));
    return failed;
}

static int add_all(scmp_filter_ctx filter, const struct guard_calls *calls)
{
    int failed = add_plain(filter, calls->role);
    if (failed >= 0)
        failed = add_killed(filter);
    if (failed >= 0)
        failed = add_memory(filter);
    if (failed >= 0)
        failed = add_clone(filter, calls->role);
    if (failed >= 0 && (calls->role == GUARD_FETCHER || calls->connects))
        failed = add_connect(filter);
    if (failed >= 0)
        failed = add_signals(filter, calls);
    return failed < 0 ? failed : add_own(filter, calls->role);
}

/* What an old kernel cannot do of these it may leave; none opens anything. What is refused is not logged, for
 * libraries ask often and do without (clone3); what ends the process is, by the kernel's audit. No code
 * of others runs here that could spy by speculation, so stores stay as fast as they were. */
static int set_up(scmp_filter_ctx filter)
{
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    return seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
}

enum rc guard_calls(const struct guard_calls *calls, struct err *e)
{
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
        return fail(e, RC_NOTFOUND, "this kernel has no seccomp");
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!filter)
        return fail(e, RC_NOMEM, "out of memory");
    int failed = set_up(filter);
    if (failed >= 0)
        failed = add_all(filter, calls);
    if (failed >= 0)
        failed = seccomp_load(filter);
    seccomp_release(filter);
    if (failed < 0)
        return fail(e, failed == -ENOMEM ? RC_NOMEM : RC_IO, "seccomp does not start: error %d",
                    -failed);
    return RC_OK;
}
