#include "app/protect.h"

#include "app/conf_section.h"
#include "base/log.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATHS_MAX = 512,       /* 64 certificates and keys, four paths each, and what stands below */
    ARENA_BYTES = 4 << 20, /* PATHS_MAX names */
    FIRST_LINKS_MAX = 64,  /* of the folder's first level */
};

/* What every role reads: figures of the process (/metrics), chance, OpenSSL's own settings. */
static const char *const READ_BY_ALL[] = {"/proc/self", "/dev/urandom", "/etc/ssl/openssl.cnf"};
/* Who opens connections: names, and which certificates to trust (Debian's places, and Fedora's). */
static const char *const READ_TO_CONNECT[] = {"/etc/hosts",
                                              "/etc/host.conf",
                                              "/etc/nsswitch.conf",
                                              "/etc/gai.conf",
                                              "/etc/services",
                                              "/etc/ssl/certs",
                                              "/usr/share/ca-certificates",
                                              "/usr/local/share/ca-certificates",
                                              "/etc/pki/tls",
                                              "/etc/pki/ca-trust"};

struct paths {
    struct arena arena;
    struct guard_path of[PATHS_MAX];
    size_t n;
};

static void add(struct paths *p, const char *path, bool write)
{
    if (p->n < PATHS_MAX)
        p->of[p->n++] = (struct guard_path){path, write};
}

/* /etc and /home hold more than what is asked for. */
static bool is_narrow(struct str folder)
{
    size_t depth = 0;
    for (size_t i = 0; i + 1 < folder.n; i++)
        depth += folder.p[i] == '/';
    return depth >= 2;
}

static void add_folder_of(struct paths *p, const char *path, bool write)
{
    char real[PATH_MAX];
    struct str name = str_view(path);
    size_t slash = str_find_last_byte(name, '/');
    const char *folder = slash < name.n ? str_cstr(&p->arena, str_first(name, slash + 1)) : ".";
    if (realpath(folder, real) && is_narrow(str_view(real)))
        add(p, str_cstr(&p->arena, str_view(real)), write);
}

/* A file that is replaced while we run: the folder of its name, and of what the name links to. */
static void add_replaced(struct paths *p, const char *path, bool write)
{
    char real[PATH_MAX];
    add(p, path, write);
    add_folder_of(p, path, write);
    if (realpath(path, real))
        add_folder_of(p, str_cstr(&p->arena, str_view(real)), write);
}

/* media/ on another disk, say. Nobody who is confined can make such a link. */
static void add_link(struct paths *p, const char *folder, const char *name)
{
    char real[PATH_MAX];
    struct stat st;
    const char *path = str_cstr(&p->arena, str_format(&p->arena, "%s/%s", folder, name));
    if (lstat(path, &st) != 0 || !S_ISLNK(st.st_mode) || !realpath(path, real) ||
        stat(real, &st) != 0)
        return;
    const char *target = str_cstr(&p->arena, str_view(real));
    if (strcmp(path, folder_path(&p->arena, folder, FOLDER_DB)) == 0)
        add_replaced(p, target, true); /* SQLite puts its journal beside it */
    else
        add(p, target, true);
}

static void add_links(struct paths *p, const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry = NULL;
    size_t n = 0;
    while (dir && n < FIRST_LINKS_MAX &&
           (entry = readdir(dir))) { /* NOLINT(concurrency-mt-unsafe) */
        if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
            continue;
        add_link(p, folder, entry->d_name);
        n++;
    }
    if (dir)
        (void)closedir(dir);
}

/* [seals]: the folder on another disk where the chain's heads are left, the password of the mail server. */
static enum rc add_named(struct paths *p, const char *folder, struct err *e)
{
    struct conf_section seals = {.a = &p->arena, .folder = folder, .name = STR("seals"), .e = e};
    enum rc rc = conf_section_read(&seals);
    if (rc)
        return rc;
    struct str heads = conf_value(&seals, STR("heads"));
    struct str password = conf_value(&seals, STR("mail_password_file"));
    if (heads.n)
        add(p, str_cstr(&p->arena, heads), true);
    if (password.n)
        add(p, str_cstr(&p->arena, password), false);
    return RC_OK;
}

static void add_all(struct paths *p, const struct protect *o)
{
    add(p, o->folder, true);
    add(p, "/dev/null", true);
    add_links(p, o->folder);
    for (size_t i = 0; i < COUNT_OF(READ_BY_ALL); i++)
        add(p, READ_BY_ALL[i], false);
    for (size_t i = 0; i < o->certificates_n; i++) {
        add_replaced(p, o->certificates[i].certificate, false);
        add_replaced(p, o->certificates[i].key, false);
    }
    if (o->calls.role != GUARD_FETCHER && !o->calls.connects)
        return;
    add_replaced(p, "/etc/resolv.conf", false);
    for (size_t i = 0; i < COUNT_OF(READ_TO_CONNECT); i++)
        add(p, READ_TO_CONNECT[i], false);
}

static enum rc confine_files(const struct protect *o, int *version, struct err *e)
{
    struct paths p = {.n = 0};
    arena_init(&p.arena, ARENA_BYTES);
    add_all(&p, o);
    enum rc rc = add_named(&p, o->folder, e);
    if (!rc && arena_failed(&p.arena))
        rc = fail(e, RC_NOMEM, "out of memory");
    if (!rc)
        rc = guard_files(p.of, p.n, o->calls.role != GUARD_SERVER, version, e);
    arena_release(&p.arena);
    return rc;
}

/* With "on" a layer that is missing is said, with "required" it is an error. */
static enum rc missing(const struct protect *o, const char *what, enum rc rc, struct err *e)
{
    if (rc == RC_OK || rc == RC_NOMEM || o->mode == PROTECT_REQUIRED)
        return rc;
    log_write(LOG_LEVEL_WARN, o->event, "%s are not confined: %s", what, e->text);
    *e = (struct err){""};
    return RC_OK;
}

/* Root reads any key at the start; who it became may not, when it is renewed. */
static void warn_of_keys(const struct protect *o)
{
    for (size_t i = 0; i < o->certificates_n; i++)
        if (access(o->certificates[i].key, R_OK) != 0)
            log_write(LOG_LEVEL_WARN, o->event,
                      "%s cannot be read by the user %u: SIGHUP will not renew its certificate",
                      o->certificates[i].key, (unsigned)geteuid());
}

enum rc protect(const struct protect *p, struct protect_state *out, struct err *e)
{
    *out = (struct protect_state){0};
    warn_of_keys(p);
#ifdef LOA_SANITIZED
    log_write(LOG_LEVEL_WARN, p->event, "built with sanitizers: not confined");
    (void)confine_files;
    (void)missing;
    (void)e;
    return RC_OK;
#else
    if (p->mode == PROTECT_OFF) {
        log_write(LOG_LEVEL_WARN, p->event, "--sandbox off: not confined");
        return RC_OK;
    }
    enum rc rc = missing(p, "files", confine_files(p, &out->files, e), e);
    if (rc)
        return rc;
    rc = guard_calls(&p->calls, e);
    out->calls = rc == RC_OK;
    rc = missing(p, "system calls", rc, e);
    if (!rc && out->files && out->calls)
        log_write(LOG_LEVEL_INFO, p->event,
                  "confined: files (Landlock %d), system calls (seccomp); user %u", out->files,
                  (unsigned)geteuid());
    return rc;
#endif
}

enum rc protect_leave_root(enum protect_mode mode, const char *folder, int lock_fd, struct err *e)
{
    struct guard_user user = {0};
    struct stat st;
    if (mode == PROTECT_OFF)
        return RC_OK;
    if (geteuid() == 0 && lock_fd >= 0 && stat(folder, &st) == 0 && st.st_uid != 0 &&
        fchown(lock_fd, st.st_uid, st.st_gid) != 0)
        return fail(e, RC_IO, "%s: its lock cannot be given to its owner", folder);
    enum rc rc = guard_leave_root(folder, &user, e);
    if (!rc && user.uid == 0)
        log_write(
            LOG_LEVEL_WARN, "serve",
            "runs as root, without its rights, because %s belongs to root: give the folder to a "
            "user of its own (chown -R)",
            folder);
    return rc;
}

static const char *const WORDS[] = {
#define X(name, word) [name] = (word),
    PROTECT_MODE_TABLE(X)
#undef X
};
_Static_assert(COUNT_OF(WORDS) == PROTECT_MODE_COUNT, "every mode has a word");

const char *protect_mode_word(enum protect_mode mode)
{
    return WORDS[mode];
}

enum rc protect_mode_read(const char *word, enum protect_mode *out, struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (strcmp(word, WORDS[i]) == 0) {
            *out = (enum protect_mode)i;
            return RC_OK;
        }
    return fail(e, RC_INVALID, "--sandbox wants on, required or off, not \"%s\"", word);
}
