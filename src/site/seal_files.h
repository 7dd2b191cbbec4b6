/* The configuration files in the chain of seals, and the chain's head on its way out of the machine. */
#ifndef LOA_SITE_SEAL_FILES_H
#define LOA_SITE_SEAL_FILES_H

#include "store/store.h"
#include "store/store_seal.h"

/* Tells of each file that is not as it was sealed; one that no server has loaded yet is no finding. RC_IO,
 * RC_LIMIT and the store's. */
enum rc seal_files_verify(struct store_reader *r, const char *folder,
                          void (*tell)(void *ctx, const struct store_finding *finding), void *ctx,
                          struct err *e) MUST_USE;

/* Has the files' present state written into the chain; a change is logged. Does not wait. */
void seal_files_submit(struct store *store, const char *folder, int64_t now_ms);

/* The chain's head as one line of JSON with its end, in a. The store's errors, RC_NOMEM. */
enum rc seal_head_line(struct store_reader *r, struct arena *a, struct str *line,
                       struct err *e) MUST_USE;

/* Appends line to the file at path, and waits until it is on the disk. RC_IO. */
enum rc seal_line_append(const char *path, struct str line, struct err *e) MUST_USE;

/* Appends the chain's head to folder/heads.jsonl and, unless it is "", to the file heads.jsonl of
 * another folder (loa.conf [seals] heads). RC_IO. */
enum rc seal_head_leave(struct store_reader *r, const char *folder, struct str other,
                        struct err *e) MUST_USE;

#endif
