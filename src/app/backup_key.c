#include "app/backup_key.h"

#include "app/new_file.h"
#include "base/hash.h"
#include "base/hex.h"
#include "ingest/files.h"

#include <sys/stat.h>

enum { KEY_FILE_MAX_BYTES = 4096 };

enum rc backup_key_make(struct arena *a, const char *path, struct str *public_text, struct err *e)
{
    struct archive_key public_key;
    struct archive_key secret_key;
    archive_key_make(&public_key, &secret_key);
    struct str public_hex = hash_hex(a, public_key.bytes, ARCHIVE_KEY_BYTES);
    struct str secret_hex = hash_hex(a, secret_key.bytes, ARCHIVE_KEY_BYTES);
    struct str text = str_format(a,
                                 "# Khóa bí mật mở các bản sao lưu của Loa; cất ở máy khác.\n"
                                 "# The secret key that opens backups of Loa; keep it elsewhere.\n"
                                 "# public: %.*s\n"
                                 "%.*s\n",
                                 STR_ARG(public_hex), STR_ARG(secret_hex));
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    mode_t before = umask(S_IRWXG | S_IRWXO);
    enum rc rc = new_file_make(path, text, e);
    (void)umask(before);
    if (!rc)
        *public_text = public_hex;
    return rc;
}

enum rc backup_key_parse(const char *name, struct str text, struct archive_key *out, struct err *e)
{
    struct archive_key key;
    if (!hex_read(text, key.bytes, sizeof key.bytes))
        return fail(e, RC_INVALID, "%s: not a key of 64 hexadecimal digits", name);
    *out = key;
    return RC_OK;
}

enum rc backup_key_read(const char *path, struct archive_key *out, struct err *e)
{
    struct file file;
    struct err cause = {""};
    enum rc rc = file_read(path, KEY_FILE_MAX_BYTES, &file, &cause);
    if (rc)
        return fail(e, rc, "%s: %s", path, cause.text);
    struct str rest = file.bytes;
    struct str line = STR("");
    while (str_next_line(&rest, &line))
        if (!str_starts(line, STR("#")))
            break;
    rc = backup_key_parse(path, str_trim(line), out, e);
    file_release(&file);
    return rc;
}
