#include "site/copy_ledger.h"

#include "base/hex.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PART_NAME COPY_LEDGER_NAME ".part"

static const struct str magic = STR_INIT("loa-static 1");

static enum rc io_failure(struct err *e, const char *what)
{
    return fail(e, errno == EACCES ? RC_DENIED : RC_IO, "%s: %s (%s)", COPY_LEDGER_NAME, what,
                strerrorname_np(errno));
}

/* ---- reading ---- */

/* The next line without its end; false at the end of the file and for one that is too long. */
static bool read_line(struct copy_reader *r, struct str *out)
{
    if (!fgets(r->buffer, COPY_LEDGER_LINE_MAX_BYTES, r->file))
        return false;
    size_t n = strlen(r->buffer);
    bool whole = n > 0 && r->buffer[n - 1] == '\n';
    *out = (struct str){r->buffer, whole ? n - 1 : n};
    return whole;
}

static bool read_head(struct copy_reader *r, struct copy_stamp *stamp)
{
    struct str line;
    struct str part;
    if (!read_line(r, &line) || !str_next(&line, '\t', &part) || !str_eq(part, magic))
        return false;
    return str_next(&line, '\t', &part) && str_to_int(part, &stamp->seq) &&
           str_next(&line, '\t', &part) && str_to_int(part, &stamp->at_ms) &&
           hex_read(line, stamp->made_by.bytes, sizeof stamp->made_by.bytes);
}

bool copy_ledger_begun(int fd)
{
    return faccessat(fd, COPY_LEDGER_NAME, F_OK, 0) == 0 || faccessat(fd, PART_NAME, F_OK, 0) == 0;
}

enum rc copy_reader_open(int fd, struct copy_reader *out, struct copy_stamp *stamp, bool *there,
                         struct err *e)
{
    *out = (struct copy_reader){0};
    *stamp = (struct copy_stamp){0};
    *there = false;
    int own = openat(fd, COPY_LEDGER_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (own < 0)
        return errno == ENOENT ? RC_OK : io_failure(e, "cannot be opened");
    out->file = fdopen(own, "rb");
    out->buffer = mem_alloc(COPY_LEDGER_LINE_MAX_BYTES);
    if (!out->file || !out->buffer) {
        if (!out->file)
            close(own);
        copy_reader_close(out);
        return fail(e, RC_NOMEM, "out of memory");
    }
    *there = read_head(out, stamp);
    if (!*there)
        *stamp = (struct copy_stamp){0};
    return RC_OK;
}

static bool read_fields(struct str line, struct copy_line *out)
{
    struct str kind;
    struct str where;
    if (!str_next(&line, '\t', &kind) || kind.n != 1 || !str_next(&line, '\t', &where) ||
        !str_next(&line, '\t', &out->file) || out->file.n == 0)
        return false;
    out->kind = (enum copy_kind)kind.p[0];
    out->tags = line;
    if (out->kind == COPY_ARTICLE)
        return str_to_int(where, &out->id);
    out->path = where;
    return out->kind == COPY_PAGE || out->kind == COPY_FILE || out->kind == COPY_REDIRECT;
}

bool copy_reader_next(struct copy_reader *r, struct copy_line *out, bool *damaged)
{
    struct str line;
    *out = (struct copy_line){.kind = COPY_PAGE};
    if (!r->file || !read_line(r, &line)) {
        *damaged = r->file && !feof(r->file);
        return false;
    }
    *damaged = !read_fields(line, out);
    return !*damaged;
}

void copy_reader_close(struct copy_reader *r)
{
    if (r->file)
        (void)fclose(r->file);
    mem_free(r->buffer);
    *r = (struct copy_reader){0};
}

/* ---- writing ---- */

enum rc copy_writer_open(int fd, struct copy_stamp stamp, FILE **out, struct err *e)
{
    int own = openat(fd, PART_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    *out = own < 0 ? NULL : fdopen(own, "wb");
    if (!*out) {
        if (own >= 0)
            close(own);
        return io_failure(e, "cannot be written");
    }
    (void)fprintf(*out, "%.*s\t%lld\t%lld\t", STR_ARG(magic), (long long)stamp.seq,
                  (long long)stamp.at_ms);
    for (size_t i = 0; i < sizeof stamp.made_by.bytes; i++)
        (void)fprintf(*out, "%02x", stamp.made_by.bytes[i]);
    (void)fputc('\n', *out);
    return RC_OK;
}

void copy_writer_add(FILE *file, const struct copy_line *line)
{
    if (line->kind == COPY_ARTICLE)
        (void)fprintf(file, "a\t%lld\t", (long long)line->id);
    else
        (void)fprintf(file, "%c\t%.*s\t", (char)line->kind, STR_ARG(line->path));
    (void)fwrite(line->file.p, 1, line->file.n, file);
    (void)fputc('\t', file);
    (void)fwrite(line->tags.p, 1, line->tags.n, file);
    (void)fputc('\n', file);
}

enum rc copy_writer_finish(int fd, FILE *file, struct err *e)
{
    bool written = fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
    written = fclose(file) == 0 && written;
    if (!written || renameat(fd, PART_NAME, fd, COPY_LEDGER_NAME) != 0 || fsync(fd) != 0)
        return io_failure(e, "cannot be written");
    return RC_OK;
}
