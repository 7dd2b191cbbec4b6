/* The key's file: SITE/loa.key beside SITE/loa.db, the seed in hexadecimal and a newline, mode 0600.
 * A file is written whole under another name and then renamed, so that no other process sees a part. */
#include "store/store_internal.h"
#include "store/store_write_seal.h"

#include "base/folder_sync.h"
#include "base/hex.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_TEXT_BYTES = 2 * SIGN_SEED_BYTES + 1 };

struct key_path {
    char text[PATH_MAX];
};

/* "x.db" has "x.key", and anything else its own name with ".key" behind it. */
static enum rc key_path(const char *db, const char *suffix, struct key_path *out, struct err *e)
{
    struct str stem = str_view(db);
    if (str_ends(stem, STR(".db")))
        stem.n -= 3;
    int n = snprintf(out->text, sizeof out->text, "%.*s.key%s", STR_ARG(stem), suffix);
    if (n < 0 || (size_t)n >= sizeof out->text)
        return fail(e, RC_INVALID, "%s: the path is too long", db);
    return RC_OK;
}

static bool read_seed(const char text[KEY_TEXT_BYTES], struct sign_seed *seed)
{
    return hex_read((struct str){text, KEY_TEXT_BYTES - 1}, seed->bytes, SIGN_SEED_BYTES) &&
           text[KEY_TEXT_BYTES - 1] == '\n';
}

/* A link is not followed (ELOOP): who can put one there would choose the key. */
static enum rc unreadable(const struct key_path *path, int error, struct err *e)
{
    return fail(e, error == ENOENT ? RC_NOTFOUND : RC_IO, "%s: the key cannot be read: %s",
                path->text, error == ELOOP ? "it is a link" : strerrordesc_np(error));
}

/* RC_NOTFOUND: there is none. */
static enum rc read_key(const struct key_path *path, struct sign_secret *out, struct err *e)
{
    char text[KEY_TEXT_BYTES];
    struct stat st;
    struct sign_seed seed;
    int fd = open(path->text, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return unreadable(path, errno, e);
    bool known = fstat(fd, &st) == 0;
    ssize_t n = known ? read(fd, text, sizeof text) : -1;
    int error = errno;
    close(fd);
    enum rc rc = RC_OK;
    if (n < 0)
        rc = unreadable(path, error, e);
    else if (n != (ssize_t)sizeof text || !read_seed(text, &seed))
        rc = fail(e, RC_CORRUPT,
                  "%s: is not a key of Loa: %lld bytes where %d hexadecimal digits "
                  "and a newline belong",
                  path->text, (long long)st.st_size, KEY_TEXT_BYTES - 1);
    else if (st.st_mode & (S_IRWXG | S_IRWXO))
        rc = fail(e, RC_DENIED, "%s: others may read the key; chmod 600 it", path->text);
    else
        *out = sign_secret_of(&seed);
    sign_forget(&seed, sizeof seed);
    sign_forget(text, sizeof text);
    return rc;
}

static bool write_seed(int fd, const struct sign_seed *seed)
{
    char text[KEY_TEXT_BYTES];
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SIGN_SEED_BYTES; i++) {
        text[2 * i] = digits[seed->bytes[i] >> 4];
        text[2 * i + 1] = digits[seed->bytes[i] & 15];
    }
    text[KEY_TEXT_BYTES - 1] = '\n';
    bool written = write(fd, text, sizeof text) == (ssize_t)sizeof text && fsync(fd) == 0;
    sign_forget(text, sizeof text);
    return written;
}

/* Writes a new key to a file of that name, which is made anew. */
static enum rc make_key(const struct key_path *path, struct sign_secret *out, struct err *e)
{
    (void)unlink(path->text);
    int fd = open(path->text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return fail(e, RC_IO, "%s: the key cannot be written: %s", path->text,
                    strerrordesc_np(errno));
    struct sign_seed seed = sign_seed_make();
    bool written = write_seed(fd, &seed);
    if (close(fd) != 0 || !written || !folder_sync_of(path->text)) {
        (void)unlink(path->text);
        sign_forget(&seed, sizeof seed);
        return fail(e, RC_IO, "%s: the key cannot be written", path->text);
    }
    *out = sign_secret_of(&seed);
    sign_forget(&seed, sizeof seed);
    return RC_OK;
}

/* False with errno EEXIST where own stands already. The sandbox of `loa serve` allows no links; the
 * file systems that do not know this renaming are left to who runs without one. */
static bool take_place(const char *fresh, const char *own)
{
    if (renameat2(AT_FDCWD, fresh, AT_FDCWD, own, RENAME_NOREPLACE) == 0)
        return true;
    return errno == EINVAL && link(fresh, own) == 0;
}

enum rc key_file_ensure(const char *path, struct sign_secret *out, struct err *e)
{
    struct key_path own;
    struct key_path fresh;
    char suffix[32];
    (void)snprintf(suffix, sizeof suffix, ".%ld", (long)getpid());
    enum rc rc = key_path(path, "", &own, e);
    if (rc == RC_OK)
        rc = key_path(path, suffix, &fresh, e);
    if (rc)
        return rc;
    rc = read_key(&own, out, e);
    if (rc != RC_NOTFOUND)
        return rc;
    rc = make_key(&fresh, out, e);
    if (rc)
        return rc;
    bool placed = take_place(fresh.text, own.text);
    int error = errno;
    (void)unlink(fresh.text);
    if (placed && !folder_sync_of(own.text)) /* what it signs must not outlive it */
        return fail(e, RC_IO, "%s: the key cannot be brought to the disk", own.text);
    if (!placed && error != EEXIST)
        return fail(e, RC_IO, "%s: the key cannot be written: %s", own.text,
                    strerrordesc_np(error));
    return placed ? RC_OK : read_key(&own, out, e); /* another process was first */
}

enum rc key_file_load(const char *path, const struct sign_public *wanted, struct sign_secret *out,
                      struct err *e)
{
    struct key_path own;
    struct key_path next;
    struct sign_secret secret;
    enum rc rc = key_path(path, "", &own, e);
    if (rc == RC_OK)
        rc = key_path(path, ".new", &next, e);
    if (rc)
        return rc;
    rc = read_key(&own, &secret, e);
    bool found = rc == RC_OK && sign_public_eq(&secret.public_key, wanted);
    if (!found && read_key(&next, &secret, NULL) == RC_OK) {
        /* a key was changed and the program ended before its file took its place */
        found = sign_public_eq(&secret.public_key, wanted) && rename(next.text, own.text) == 0;
    }
    if (found)
        *out = secret;
    sign_forget(&secret, sizeof secret);
    if (found)
        return RC_OK;
    if (rc && rc != RC_NOTFOUND)
        return rc;
    return fail(e, RC_DENIED,
                "%s: %s; put the right file back from a backup, or, if it is lost: "
                "loa key SITE replace",
                own.text,
                rc ? "the key that this site's history ends with is missing"
                   : "is not the key that this site's history ends with");
}

enum rc key_file_next(const char *path, struct sign_secret *out, struct err *e)
{
    struct key_path next;
    enum rc rc = key_path(path, ".new", &next, e);
    return rc ? rc : make_key(&next, out, e);
}
