/* Many files in one: packed (zstd), every byte checked (BLAKE2b), on wish sealed to a public key.
 *
 * The writer grows PATH.part, brings it to the disk now and then, and renames it at the end: PATH is
 * whole or not there. What an interrupted run has brought to the disk is kept, with the list of it in
 * PATH.part.list, and a later run goes on behind it. The reader believes nothing: names, sizes,
 * checksums and limits are proved before a sink sees them; only the sink writes. The layout is in
 * docs/decisions/0023-backup.md. One thread an archive. hash_start must have run. */
#ifndef LOA_ARCHIVE_ARCHIVE_H
#define LOA_ARCHIVE_ARCHIVE_H

#include "base/str.h"

enum {
    ARCHIVE_VERSION = 1,
    ARCHIVE_KEY_BYTES = 32,
    ARCHIVE_NAME_MAX_BYTES = 1024, /* of a file, folders included */
    ARCHIVE_WORD_MAX_BYTES = 255,  /* of one part between '/': what file systems take */
    ARCHIVE_DEPTH_MAX = 32,
    ARCHIVE_FILES_MAX = 10000000, /* pictures of ten years of a large paper, ten times over */
    ARCHIVE_RATIO_MAX = 1000,     /* unpacked to packed bytes; pages of a database reach 100... */
    ARCHIVE_RATIO_FREE_BYTES = 64 << 20, /* ...so more is a bomb, once there is so much of it */
};

/* Seals (public) or opens (secret); X25519. */
struct archive_key {
    unsigned char bytes[ARCHIVE_KEY_BYTES];
};

/* A new pair. */
void archive_key_make(struct archive_key *public_key, struct archive_key *secret_key);
struct archive_key archive_key_public(const struct archive_key *secret_key);

/* One file of an archive. */
struct archive_file {
    struct str name;     /* "media/a/b.webp": archive_name_is_safe */
    uint64_t size_bytes; /* at most; the file may turn out shorter */
    int64_t changed_ms;
    uint32_t mode; /* permission bits */
};

/* True for a relative path without empty, "." or ".." parts, without control characters or '\', in
 * UTF-8, within the limits above: it stays below the folder it is unpacked in. */
bool archive_name_is_safe(struct str name);

struct archive_totals {
    uint64_t files;
    uint64_t file_bytes;
    uint64_t packed_bytes; /* of the archive */
};

/* ---- writing ---- */

struct archive_writer;

/* Begins path, or goes on where an interrupted run for the same key stopped. seal NULL: not sealed.
 * RC_CONFLICT (path is there, or another process writes it), RC_IO, RC_DENIED, RC_NOMEM. */
enum rc archive_writer_open(const char *path, const struct archive_key *seal,
                            struct archive_writer **out, struct err *e) MUST_USE;

/* Files that an earlier run has brought to the disk already. */
uint64_t archive_writer_resumed(const struct archive_writer *w);

/* True if the file stands in the archive, from this run or an earlier one. */
bool archive_writer_has(const struct archive_writer *w, struct str name);

/* One file: begin, its bytes in any pieces (at most size_bytes), end. RC_INVALID (a name that is not
 * safe, twice the same), RC_LIMIT, RC_IO. After a failure only close. */
enum rc archive_write_begin(struct archive_writer *w, const struct archive_file *file,
                            struct err *e) MUST_USE;
enum rc archive_write_bytes(struct archive_writer *w, struct str bytes, struct err *e) MUST_USE;
enum rc archive_write_end(struct archive_writer *w, struct err *e) MUST_USE;

/* What follows changes from run to run: a run that is interrupted from here on keeps none of it. */
void archive_writer_volatile(struct archive_writer *w);

/* Ends the archive, brings it to the disk and gives it its name. */
enum rc archive_writer_finish(struct archive_writer *w, struct archive_totals *out,
                              struct err *e) MUST_USE;

/* Frees the writer; what was not finished stays as PATH.part. NULL is harmless. */
void archive_writer_close(struct archive_writer *w);

/* ---- reading ---- */

/* What becomes of the files. A function that fails ends the reading with its rc. */
struct archive_sink {
    enum rc (*begin)(void *ctx, const struct archive_file *file, struct err *e);
    enum rc (*bytes)(void *ctx, struct str piece, struct err *e);
    enum rc (*end)(void *ctx, struct err *e); /* its checksum is right */
    void *ctx;
};

/* Where the archive's bytes come from: fills p with up to n, 0 at the end. RC_IO. */
struct archive_source {
    enum rc (*read)(void *ctx, void *p, size_t n, size_t *got, struct err *e);
    void *ctx;
};

/* What the first bytes say. */
struct archive_head {
    bool sealed;
    struct archive_key public_key; /* to which it is sealed */
};

/* Reads the archive's head from source. RC_CORRUPT (no archive), RC_CONFLICT (of a newer Loa). */
enum rc archive_read_head(const struct archive_source *source, struct archive_head *out,
                          struct err *e) MUST_USE;

/* Reads what follows the head. secret may be NULL; a sealed archive is then only checked to be whole
 * and unaltered by its outer checksums, and the sink (may be NULL then) sees nothing. RC_DENIED
 * (sealed to another key), RC_CORRUPT (damaged, cut short, or goes on behind its end), RC_LIMIT,
 * RC_INVALID (a name that is not safe), RC_IO, and what the sink says. */
enum rc archive_read(const struct archive_source *source, const struct archive_head *head,
                     const struct archive_key *secret, const struct archive_sink *sink,
                     struct archive_totals *out, struct err *e) MUST_USE;

#endif
