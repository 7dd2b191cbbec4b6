/* The configuration files in the chain of seals, and the chain's head on its way out of the machine. */
#ifndef LOA_SITE_SEAL_FILES_H
#define LOA_SITE_SEAL_FILES_H

#include "store/store.h"

/* The files of a site's folder that are sealed as the server loads them. */
#define SEAL_FILES_TABLE(X)                                                                        \
    X("loa.conf")                                                                                  \
    X("preset.ini")

/* The hash of the bytes of folder/name. RC_NOTFOUND, RC_IO, RC_LIMIT. */
enum rc seal_file_hash(const char *folder, const char *name, struct hash_content *out,
                       struct err *e) MUST_USE;

/* Has the files' present state written into the chain; a change is logged. Does not wait. */
void seal_files_submit(struct store *store, const char *folder, int64_t now_ms);

/* Appends the chain's head to folder/heads.jsonl and, unless it is "", to the file heads.jsonl of
 * another folder (loa.conf [seals] heads). RC_IO. */
enum rc seal_head_leave(struct store_reader *r, const char *folder, struct str other,
                        struct err *e) MUST_USE;

#endif
