/* The keys of backups as text: 64 hexadecimal digits. The public one stands in loa.conf ([backup] key),
 * the secret one in a file that belongs on another machine. */
#ifndef LOA_APP_BACKUP_KEY_H
#define LOA_APP_BACKUP_KEY_H

#include "archive/archive.h"

/* Makes a pair, writes the secret one to a new file that only its owner reads, and gives the public
 * one's text, in a. RC_CONFLICT (the file is there), RC_IO. */
enum rc backup_key_make(struct arena *a, const char *path, struct str *public_text,
                        struct err *e) MUST_USE;

/* A key from its text; name says in e whose. RC_INVALID. */
enum rc backup_key_parse(const char *name, struct str text, struct archive_key *out,
                         struct err *e) MUST_USE;

/* The secret key that backup_key_make wrote. RC_NOTFOUND, RC_IO, RC_INVALID. */
enum rc backup_key_read(const char *path, struct archive_key *out, struct err *e) MUST_USE;

#endif
