/* A file, or standard input, in pieces: what is packed with gzip or zstd comes unpacked.
 *
 * Reads on as pieces are asked for, in constant memory, files of any size. Not shared between
 * threads. */
#ifndef LOA_INGEST_INPUT_H
#define LOA_INGEST_INPUT_H

#include "base/str.h"

enum {
    INPUT_READ_BYTES = 256 << 10, /* of one read: past that, larger reads are no faster */
};
#define INPUT_COPY_MAX_BYTES (UINT64_C(1) << 40) /* 1 TiB: the disk is full before */
#define INPUT_MAX_BYTES (UINT64_C(1) << 44)      /* unpacked, of one file: 16 TiB is a mistake */

struct input;

/* Opens path; "-" is standard input. Blocks until the first byte of it. RC_NOTFOUND, RC_IO,
 * RC_INVALID (a folder), RC_NOMEM; *e has the cause without the path. */
enum rc input_open(const char *path, struct input **out, struct err *e) MUST_USE;
void input_close(struct input *in); /* NULL is harmless */

/* The next piece, valid until the next call; empty at the end. RC_CORRUPT: what is packed is broken
 * here, or ends in the middle; input_mend can go on behind it. RC_IO, RC_LIMIT, RC_NOMEM: no more. */
enum rc input_next(struct input *in, struct str *piece, struct err *e) MUST_USE;

/* After RC_CORRUPT: goes on at the next member or frame that begins in the file. False: there is
 * none. */
bool input_mend(struct input *in);

/* How far reading has come, in bytes of the file as it lies there; a pipe has total_bytes 0. */
struct input_progress {
    uint64_t read_bytes;
    uint64_t total_bytes;
};
struct input_progress input_progress(const struct input *in);

/* Puts in back to where it began, to be read once more; a file alone, also as standard input. RC_IO,
 * RC_NOMEM. */
enum rc input_again(struct input *in, struct err *e) MUST_USE;

/* ---- what came through a pipe, kept to be read once more ---- */

struct input_copy;

/* A file without a name in TMPDIR, else /var/tmp. RC_IO, RC_NOMEM. */
enum rc input_copy_new(struct input_copy **out, struct err *e) MUST_USE;
void input_copy_free(struct input_copy *copy); /* NULL is harmless */
/* Keeps a piece, unpacked. RC_IO (disk full), RC_LIMIT (INPUT_COPY_MAX_BYTES). */
enum rc input_copy_add(struct input_copy *copy, struct str piece, struct err *e) MUST_USE;
/* Opens what was kept; before copy is freed the caller closes *out. RC_IO, RC_NOMEM. */
enum rc input_copy_open(struct input_copy *copy, struct input **out, struct err *e) MUST_USE;

/* When the file was last changed; CLOCK_NONE for what is no file. */
int64_t input_modified_ms(const struct input *in);

#endif
