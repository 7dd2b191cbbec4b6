/* Any bytes as a backup, and as the records inside one whose checksums are right: read whole, or a clean
 * error; and no name that leads out of the folder ever reaches a sink. */
#include "archive/archive_pack.h"
#include "base/buf.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct memory {
    struct str rest;
};

static enum rc read_memory(void *ctx, void *p, size_t n, size_t *got, struct err *e)
{
    struct memory *m = ctx;
    (void)e;
    *got = n < m->rest.n ? n : m->rest.n;
    memcpy(p, m->rest.p, *got);
    m->rest = str_from(m->rest, *got);
    return RC_OK;
}

struct tally {
    uint64_t announced;
    uint64_t bytes;
    bool inside;
};

static enum rc on_begin(void *ctx, const struct archive_file *file, struct err *e)
{
    struct tally *t = ctx;
    (void)e;
    ASSERT(!t->inside && archive_name_is_safe(file->name));
    *t = (struct tally){.announced = file->size_bytes, .inside = true};
    return RC_OK;
}

static enum rc on_bytes(void *ctx, struct str piece, struct err *e)
{
    struct tally *t = ctx;
    (void)e;
    t->bytes += piece.n;
    ASSERT(t->inside && t->bytes <= t->announced);
    return RC_OK;
}

static enum rc on_end(void *ctx, struct err *e)
{
    struct tally *t = ctx;
    (void)e;
    ASSERT(t->inside);
    t->inside = false;
    return RC_OK;
}

static void read_archive(struct str bytes)
{
    struct memory m = {bytes};
    struct tally t = {0};
    struct archive_source source = {read_memory, &m};
    struct archive_sink sink = {on_begin, on_bytes, on_end, &t};
    struct archive_head head;
    struct archive_totals totals;
    struct err e = {""};
    enum rc rc = archive_read_head(&source, &head, &e);
    if (!rc)
        rc = archive_read(&source, &head, NULL, &sink, &totals, &e);
    ASSERT(rc == RC_OK ? !t.inside : e.text[0] != '\0');
}

static enum rc keep_bytes(void *ctx, struct str bytes, struct err *e)
{
    (void)e;
    buf_add(ctx, bytes);
    return RC_OK;
}

static void read_records(struct str records)
{
    struct buf out;
    struct packer *p = NULL;
    buf_init(&out, NULL);
    ASSERT(packer_new((struct pack_sink){keep_bytes, &out}, NULL, NULL, &p, NULL) == RC_OK);
    ASSERT(packer_put(p, records, NULL) == RC_OK);
    ASSERT(packer_end_segment(p, true, NULL) == RC_OK);
    packer_free(p);
    read_archive(buf_view(&out));
    buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size};
    if (!hash_start())
        return 0;
    read_archive(s);
    read_records(s);
    return 0;
}
