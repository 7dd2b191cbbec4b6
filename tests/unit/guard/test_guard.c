/* What code that took a process over can still do: each attempt is made by a process of its own that has
 * given up what its role gives up, and in a thread of it. */
#include "tests/test.h"

#include "base/str.h"
#include "guard/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static char own[] = "/tmp/loa-guard-own-XXXXXX";     /* the site's folder */
static char other[] = "/tmp/loa-guard-other-XXXXXX"; /* another's */
static bool has_landlock;
static bool has_seccomp;

/* true: it could. A process that the filter ends could not. */
typedef bool attempt_fn(void);

struct attempt {
    const char *name;
    attempt_fn *could;
};

/* ---- files ---- */

static bool opens(const char *path, int how)
{
    int fd = open(path, how | O_CLOEXEC, 0600);
    if (fd >= 0)
        (void)close(fd);
    return fd >= 0;
}

static const char *in(const char *folder, const char *name)
{
    static char path[4][128];
    static unsigned next;
    char *at = path[next++ % COUNT_OF(path)];
    (void)snprintf(at, sizeof *path, "%s/%s", folder, name);
    return at;
}

static bool opens_passwd(void)
{
    return opens("/etc/passwd", O_RDONLY);
}
static bool opens_root(void)
{
    return opens("/root", O_RDONLY | O_DIRECTORY) || opens("/", O_RDONLY | O_DIRECTORY);
}
static bool opens_other(void)
{
    return opens(in(other, "secret"), O_RDONLY);
}
static bool lists_other(void)
{
    return opens(other, O_RDONLY | O_DIRECTORY);
}
static bool climbs_out(void)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/../%s/secret", own, strrchr(other, '/') + 1);
    return opens(path, O_RDONLY);
}
static bool climbs_from_a_descriptor(void)
{
    int dir = open(own, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return dir >= 0 && openat(dir, "../../etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
}
static bool follows_a_link(void)
{
    return opens(in(own, "link"), O_RDONLY); /* made before, to the other's secret */
}
static bool writes_outside(void)
{
    return opens(in(other, "new"), O_WRONLY | O_CREAT) || opens(in(other, "secret"), O_WRONLY) ||
           opens("/tmp/loa-guard-outside", O_WRONLY | O_CREAT);
}
static bool removes_outside(void)
{
    return unlink(in(other, "secret")) == 0 || rmdir(other) == 0;
}
static bool moves_out(void)
{
    return rename(in(own, "file"), in(other, "file")) == 0;
}
static bool moves_in(void)
{
    return rename(in(other, "secret"), in(own, "stolen")) == 0;
}
static bool links_in(void)
{
    return link(in(other, "secret"), in(own, "stolen")) == 0 ||
           symlink(in(other, "secret"), in(own, "stolen")) == 0;
}
static bool truncates_outside(void)
{
    return truncate(in(other, "secret"), 0) == 0;
}
static bool changes_modes_outside(void)
{
    return chmod(in(other, "secret"), 0666) == 0 ||
           fchmodat(AT_FDCWD, in(other, "secret"), 0666, 0) == 0;
}
static bool makes_a_device(void)
{
    return mknod(in(own, "device"), S_IFIFO | 0600, 0) == 0;
}
static bool reads_another_process(void)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%ld/environ", (long)getppid());
    return opens(path, O_RDONLY);
}
static bool opens_a_disk(void)
{
    return opens("/dev/mem", O_RDONLY) || opens("/dev/vda", O_RDONLY) || opens("/dev/tty", O_RDWR);
}

static const struct attempt ON_FILES[] = {
    {"opens /etc/passwd", opens_passwd},
    {"opens /root or /", opens_root},
    {"opens a file of another folder", opens_other},
    {"lists another folder", lists_other},
    {"climbs out by ..", climbs_out},
    {"climbs out from a descriptor", climbs_from_a_descriptor},
    {"follows a link out", follows_a_link},
    {"writes outside", writes_outside},
    {"removes outside", removes_outside},
    {"moves a file out", moves_out},
    {"moves a file in", moves_in},
    {"links a file in", links_in},
    {"empties a file outside", truncates_outside},
    {"changes a mode outside", changes_modes_outside},
    {"makes a device or pipe", makes_a_device},
    {"reads another process", reads_another_process},
    {"opens a device", opens_a_disk},
};

/* ---- starting something ---- */

static bool starts_a_shell(void)
{
    (void)execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
    return false; /* what it could shows as an exit with 0: see outcome_of */
}
static bool starts_by_descriptor(void)
{
    char *const none[] = {NULL};
    int fd = memfd_create("program", MFD_CLOEXEC);
    static const char SCRIPT[] = "#!/bin/true\n";
    if (fd < 0 || write(fd, SCRIPT, sizeof SCRIPT - 1) < 0)
        return false;
    (void)syscall(SYS_execveat, fd, "", none, none, AT_EMPTY_PATH);
    return false;
}
static bool forks(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0;
}
static bool clones_by_hand(void)
{
    long pid = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0)
        _exit(0);
    return pid > 0;
}
static bool clones_anew(void)
{
    struct {
        uint64_t flags, fds[3], signal, rest[6];
    } args = {.signal = SIGCHLD};
    long pid = syscall(SYS_clone3, &args, sizeof args);
    if (pid == 0)
        _exit(0);
    return pid > 0;
}
static bool forks_and_starts(void)
{
    int status = -1;
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
        _exit(1);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}
static bool leaves_its_namespace(void)
{
    return unshare(CLONE_NEWUSER) == 0;
}

static const struct attempt ON_PROGRAMS[] = {
    {"starts a shell", starts_a_shell},
    {"starts a program from memory", starts_by_descriptor},
    {"forks and starts a shell", forks_and_starts},
    {"leaves its namespace", leaves_its_namespace},
};
static const struct attempt ON_CHILDREN[] = {
    {"forks", forks},
    {"calls clone", clones_by_hand},
    {"calls clone3", clones_anew},
};

/* ---- code, other processes, the machine ---- */

static bool maps_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED;
}
static bool turns_data_into_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p != MAP_FAILED && mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0;
}
static bool maps_a_file_as_code(void)
{
    int fd = memfd_create("code", MFD_CLOEXEC);
    return fd >= 0 && ftruncate(fd, 4096) == 0 &&
           mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) != MAP_FAILED;
}
static bool traces(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}
static bool reads_memory_of_another(void)
{
    char byte = 0;
    struct iovec here = {&byte, 1};
    struct iovec there = {&byte, 1}; /* the parent, a copy of which this is, has it there too */
    return process_vm_readv(getppid(), &here, 1, &there, 1, 0) == 1;
}
static bool signals_another(void)
{
    return kill(getppid(), 0) == 0;
}
static bool becomes_another(void)
{
    return setuid(getuid()) == 0;
}
static bool asks_for_netlink(void)
{
    return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0) >= 0;
}
static bool asks_for_packets(void)
{
    return socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0) >= 0;
}
static bool asks_for_services(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}
static bool mounts(void)
{
    return syscall(SYS_mount, "none", own, "tmpfs", 0, NULL) == 0;
}
static bool loads_a_filter_program(void)
{
    return syscall(SYS_bpf, 0, NULL, 0) >= 0 || errno != ENOSYS;
}
static bool has_a_key(void)
{
    return syscall(SYS_keyctl, 0, -3, 0) >= 0;
}
static bool watches_the_processor(void)
{
    char attr[128] = {0};
    return syscall(SYS_perf_event_open, attr, 0, -1, -1, 0) >= 0 || errno != ENOSYS;
}
static bool makes_a_ring(void)
{
    char params[120] = {0};
    return syscall(SYS_io_uring_setup, 1, params) >= 0;
}
static bool types_on_the_terminal(void)
{
    return ioctl(STDIN_FILENO, TIOCSTI, "x") == 0 || errno != ENOSYS;
}
static bool raises_limits_of_another(void)
{
    struct rlimit limit;
    return prlimit(getppid(), RLIMIT_NOFILE, NULL, &limit) == 0;
}

static const struct attempt ON_THE_MACHINE[] = {
    {"maps memory to execute", maps_code},
    {"turns data into code", turns_data_into_code},
    {"maps a file as code", maps_a_file_as_code},
    {"traces", traces},
    {"reads the memory of another process", reads_memory_of_another},
    {"becomes another user", becomes_another},
    {"opens netlink", asks_for_netlink},
    {"opens raw packets", asks_for_packets},
    {"opens a Unix socket", asks_for_services},
    {"mounts", mounts},
    {"loads BPF", loads_a_filter_program},
    {"takes a key", has_a_key},
    {"opens perf", watches_the_processor},
    {"makes an io_uring", makes_a_ring},
    {"types on the terminal", types_on_the_terminal},
    {"asks for limits of another process", raises_limits_of_another},
};
static const struct attempt ON_OTHERS[] = {
    {"signals another process", signals_another},
};

static bool connects(void)
{
    const struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && connect(fd, (const struct sockaddr *)&any, sizeof any) == 0;
}
static bool listens(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const struct sockaddr_in any = {.sin_family = AF_INET};
    return fd >= 0 && bind(fd, (const struct sockaddr *)&any, sizeof any) == 0 &&
           listen(fd, 1) == 0;
}

static const struct attempt ON_LISTENING[] = {{"listens", listens}};

/* ---- what must still go ---- */

static bool works_in_its_folder(void)
{
    return opens(in(own, "file"), O_RDWR) && opens(in(own, "new"), O_WRONLY | O_CREAT) &&
           mkdir(in(own, "below"), 0700) == 0 &&
           renameat2(AT_FDCWD, in(own, "new"), AT_FDCWD, in(own, "newer"), RENAME_NOREPLACE) == 0 &&
           rename(in(own, "newer"), in(own, "below/new")) == 0 &&
           unlink(in(own, "below/new")) == 0 && rmdir(in(own, "below")) == 0 &&
           opens(own, O_RDONLY | O_DIRECTORY);
}
static void *nothing(void *p)
{
    return p;
}
static bool starts_threads(void)
{
    pthread_t thread;
    void *result = NULL;
    return pthread_create(&thread, NULL, nothing, own) == 0 && pthread_join(thread, &result) == 0 &&
           result == own;
}
static bool takes_memory(void)
{
    enum { MUCH = 64 << 20 };
    char *p = malloc(MUCH);
    if (!p)
        return false;
    memset(p, 1, MUCH);
    bool whole = p[MUCH - 1] == 1;
    free(p);
    return whole;
}
static bool steps_back(void)
{
    return setpriority(PRIO_PROCESS, 0, 19) == 0;
}
static bool sets_others_back(void)
{
    return setpriority(PRIO_PROCESS, getppid(), 19) == 0 || setpriority(PRIO_USER, 0, 19) == 0 ||
           setpriority(PRIO_PROCESS, 0, 10) == 0;
}
static bool prints_from_memory(void)
{
    char byte = 0;
    int fd = memfd_create("print", MFD_CLOEXEC);
    return fd >= 0 && write(fd, "x", 1) == 1 && pread(fd, &byte, 1, 0) == 1 && byte == 'x';
}
static bool says_to_its_pair(void)
{
    int fds[2];
    char byte = 0;
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0 &&
           send(fds[0], "x", 1, MSG_NOSIGNAL) == 1 && recv(fds[1], &byte, 1, 0) == 1;
}

/* ---- the frame ---- */

static enum rc give_up(enum guard_role role, bool connects_too)
{
    const struct guard_path paths[] = {
        {own, true}, {"/dev/null", true}, {"/loa/is/not/there", false}};
    const struct guard_calls calls = {.role = role, .connects = connects_too};
    bool folder = role == GUARD_SERVER || role == GUARD_FETCHER;
    struct err e = {""};
    int version = 0;
    enum rc rc = has_landlock ? guard_files(paths, folder ? COUNT_OF(paths) : 0,
                                            role != GUARD_SERVER, &version, &e)
                              : RC_OK;
    if (!rc && has_seccomp)
        rc = guard_calls(&calls, &e);
    if (rc)
        (void)fprintf(stderr, "%s\n", e.text);
    return rc;
}

enum { EXIT_COULD = 0, EXIT_COULD_NOT = 40, EXIT_NOT_GUARDED = 41 };

/* A shell that was started ends with 0 as well, so 0 is "it could". */
static bool outcome_of(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGSYS);
        return false;
    }
    assert_true(WIFEXITED(status));
    assert_int_not_equal(WEXITSTATUS(status), EXIT_NOT_GUARDED);
    return WEXITSTATUS(status) == EXIT_COULD;
}

static bool could_as(enum guard_role role, bool connects_too, attempt_fn *could)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (give_up(role, connects_too))
            _exit(EXIT_NOT_GUARDED);
        _exit(could() ? EXIT_COULD : EXIT_COULD_NOT);
    }
    return outcome_of(pid);
}

static void refuse_all(enum guard_role role, const struct attempt *attempts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (could_as(role, false, attempts[i].could))
            fail_msg("role %d: %s", (int)role, attempts[i].name);
}

static void needs(bool there, const char *what)
{
    if (there)
        return;
    print_message("skipped: this kernel has no %s\n", what);
    skip();
}

/* The attempts succeed where nothing was given up, else the tests below would show nothing. */
static void unguarded_it_could(void **state)
{
    attempt_fn *const could[] = {opens_passwd,
                                 opens_other,
                                 lists_other,
                                 climbs_out,
                                 follows_a_link,
                                 forks,
                                 clones_by_hand,
                                 clones_anew,
                                 forks_and_starts,
                                 maps_code,
                                 turns_data_into_code,
                                 maps_a_file_as_code,
                                 reads_another_process,
                                 changes_modes_outside,
                                 asks_for_services,
                                 connects,
                                 listens,
                                 signals_another,
                                 becomes_another,
                                 asks_for_netlink};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(could); i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            _exit(could[i]() ? EXIT_COULD : EXIT_COULD_NOT);
        if (!outcome_of(pid))
            fail_msg("attempt %zu fails without a guard too", i);
    }
}

static void files_outside_are_out_of_reach(void **state)
{
    (void)state;
    needs(has_landlock, "Landlock");
    for (int role = 0; role < GUARD_ROLE_COUNT; role++)
        refuse_all((enum guard_role)role, ON_FILES, COUNT_OF(ON_FILES));
}

static void nothing_is_started(void **state)
{
    (void)state;
    needs(has_seccomp, "seccomp");
    for (int role = 0; role < GUARD_ROLE_COUNT; role++) {
        refuse_all((enum guard_role)role, ON_PROGRAMS, COUNT_OF(ON_PROGRAMS));
        if (role != GUARD_FETCHER) /* whose parsers are children, with less than it has */
            refuse_all((enum guard_role)role, ON_CHILDREN, COUNT_OF(ON_CHILDREN));
    }
}

static void no_code_no_spying_no_machine(void **state)
{
    (void)state;
    needs(has_seccomp, "seccomp");
    for (int role = 0; role < GUARD_ROLE_COUNT; role++) {
        refuse_all((enum guard_role)role, ON_THE_MACHINE, COUNT_OF(ON_THE_MACHINE));
        refuse_all((enum guard_role)role, ON_LISTENING, COUNT_OF(ON_LISTENING));
        if (role != GUARD_FETCHER) /* there it is Landlock's version 6 that says so */
            refuse_all((enum guard_role)role, ON_OTHERS, COUNT_OF(ON_OTHERS));
    }
}

static void nobody_sets_others_back(void **state)
{
    (void)state;
    needs(has_seccomp, "seccomp");
    for (int role = 0; role < GUARD_ROLE_COUNT; role++)
        assert_false(could_as((enum guard_role)role, false, sets_others_back));
}

static void only_who_fetches_connects(void **state)
{
    (void)state;
    needs(has_seccomp, "seccomp");
    for (int role = 0; role < GUARD_ROLE_COUNT; role++)
        assert_int_equal(could_as((enum guard_role)role, false, connects), role == GUARD_FETCHER);
    assert_true(could_as(GUARD_SERVER, true, connects));
    assert_false(could_as(GUARD_SERVER, true, asks_for_services));
    assert_false(could_as(GUARD_SERVER, true, asks_for_netlink));
}

static void parsers_open_nothing_at_all(void **state)
{
    (void)state;
    needs(has_seccomp, "seccomp");
    static const struct attempt OPENING[] = {
        {"works in the site's folder", works_in_its_folder},
        {"opens a pair", says_to_its_pair},
        {"makes a file in memory", prints_from_memory},
    };
    refuse_all(GUARD_PARSER, OPENING, COUNT_OF(OPENING));
    refuse_all(GUARD_PAINTER, OPENING, COUNT_OF(OPENING));
    assert_false(could_as(GUARD_PARSER, false, starts_threads));
}

static void its_own_work_goes_on(void **state)
{
    attempt_fn *const servers[] = {works_in_its_folder, starts_threads, prints_from_memory,
                                   says_to_its_pair, takes_memory};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(servers); i++) {
        assert_true(could_as(GUARD_SERVER, false, servers[i]));
        assert_true(could_as(GUARD_FETCHER, false, servers[i]));
    }
    assert_true(could_as(GUARD_SERVER, false, steps_back));
    assert_true(could_as(GUARD_FETCHER, false, forks));
    assert_true(could_as(GUARD_PAINTER, false, starts_threads));
    assert_true(could_as(GUARD_PAINTER, false, takes_memory));
    assert_true(could_as(GUARD_PARSER, false, takes_memory));
}

/* ---- threads: of before and after ---- */

struct worker {
    pthread_barrier_t ready;
    pthread_barrier_t go;
    bool could;
};

static void *worker_main(void *ctx)
{
    struct worker *w = ctx;
    (void)pthread_barrier_wait(&w->ready);
    (void)pthread_barrier_wait(&w->go);
    w->could = maps_code() || asks_for_services() || asks_for_netlink();
    return NULL;
}

static bool threads_could(void)
{
    struct worker before = {.could = true};
    pthread_t thread;
    (void)pthread_barrier_init(&before.ready, NULL, 2);
    (void)pthread_barrier_init(&before.go, NULL, 2);
    if (pthread_create(&thread, NULL, worker_main, &before) != 0)
        return true;
    (void)pthread_barrier_wait(&before.ready);
    if (give_up(GUARD_SERVER, false))
        _exit(EXIT_NOT_GUARDED);
    (void)pthread_barrier_wait(&before.go);
    (void)pthread_join(thread, NULL);
    struct worker after = {.could = true};
    (void)pthread_barrier_init(&after.ready, NULL, 1);
    (void)pthread_barrier_init(&after.go, NULL, 1);
    if (pthread_create(&thread, NULL, worker_main, &after) != 0)
        return true;
    (void)pthread_join(thread, NULL);
    return before.could || after.could;
}

static void holds_for_every_thread(void **state)
{
    (void)state;
    needs(has_seccomp, "seccomp");
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(threads_could() ? EXIT_COULD : EXIT_COULD_NOT);
    assert_false(outcome_of(pid));
}

/* A parser forked by the guarded fetcher: it gives up more, and gets nothing back. */
static bool second_layer(void)
{
    pid_t pid = fork();
    int status = -1;
    if (pid == 0) {
        if (give_up(GUARD_PARSER, false))
            _exit(EXIT_NOT_GUARDED);
        _exit(opens(in(own, "file"), O_RDONLY) || connects() ? EXIT_COULD : EXIT_COULD_NOT);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == EXIT_COULD_NOT;
}

static void a_child_gives_up_more(void **state)
{
    (void)state;
    needs(has_seccomp, "seccomp");
    assert_true(could_as(GUARD_FETCHER, false, second_layer));
}

/* ---- root ---- */

static bool leaves_root(void)
{
    struct guard_user user;
    struct err e = {""};
    struct stat st;
    if (stat(own, &st) != 0 || guard_leave_root(own, &user, &e) || user.uid != geteuid())
        return false;
    bool alike = user.uid == st.st_uid && getgid() == st.st_gid;
    return alike && setuid(0) != 0 && setresgid(0, 0, 0) != 0 &&
           prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

static bool keeps_no_capability(void)
{
    struct guard_user user;
    struct err e = {""};
    char line[256];
    bool none = false;
    if (guard_leave_root(own, &user, &e))
        return false;
    FILE *f = fopen("/proc/self/status", "re");
    while (f && fgets(line, sizeof line, f))
        none = none || strcmp(line, "CapEff:\t0000000000000000\n") == 0;
    if (f)
        (void)fclose(f);
    return none;
}

static bool is_unguarded(attempt_fn *could)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(could() ? EXIT_COULD : EXIT_COULD_NOT);
    return outcome_of(pid);
}

static void root_becomes_the_owner(void **state)
{
    (void)state;
    struct guard_user user;
    struct err e = {""};
    assert_int_equal(guard_leave_root("/loa/is/not/there", &user, &e), RC_NOTFOUND);
    assert_true(is_unguarded(keeps_no_capability));
    if (geteuid() != 0) {
        print_message("skipped: wants root\n");
        skip();
    }
    assert_int_equal(chown(own, 65534, 65534), 0);
    assert_true(is_unguarded(leaves_root));
    assert_true(is_unguarded(keeps_no_capability));
    assert_int_equal(chown(own, 0, 0), 0);
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(own) || !mkdtemp(other) || !opens(in(own, "file"), O_WRONLY | O_CREAT) ||
        !opens(in(other, "secret"), O_WRONLY | O_CREAT) ||
        symlink(in(other, "secret"), in(own, "link")) != 0)
        return -1;
    has_landlock = syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0;
    has_seccomp = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(in(own, "file"));
    (void)unlink(in(own, "link"));
    (void)unlink(in(own, "new"));
    (void)unlink(in(other, "secret"));
    (void)unlink(in(other, "new"));
    return rmdir(own) == 0 && rmdir(other) == 0 ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unguarded_it_could),
        cmocka_unit_test(files_outside_are_out_of_reach),
        cmocka_unit_test(nothing_is_started),
        cmocka_unit_test(no_code_no_spying_no_machine),
        cmocka_unit_test(nobody_sets_others_back),
        cmocka_unit_test(only_who_fetches_connects),
        cmocka_unit_test(parsers_open_nothing_at_all),
        cmocka_unit_test(its_own_work_goes_on),
        cmocka_unit_test(holds_for_every_thread),
        cmocka_unit_test(a_child_gives_up_more),
        cmocka_unit_test(root_becomes_the_owner),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
