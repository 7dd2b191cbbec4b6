#include "ingest/raster_child.h"

#include "base/mem.h"
#include "ingest/child.h"

#include <string.h>

/* The answer: IPTC, XMP, then each rendition; each is a part, then its n bytes. */
enum part_kind { PART_IPTC, PART_XMP, PART_MADE };

struct part {
    enum part_kind kind;
    enum rendition_format format; /* PART_MADE */
    int width_px;
    int height_px;
    size_t n;
};

struct raster_child {
    struct child *child;
};

/* ---- in the child ---- */

static void put_part(struct buf *answer, struct part part, struct str bytes)
{
    part.n = bytes.n;
    buf_add(answer, (struct str){(const char *)&part, sizeof part});
    buf_add(answer, bytes);
}

static bool child_said(void *ctx, struct str iptc, struct str xmp)
{
    struct buf *answer = ctx;
    put_part(answer, (struct part){.kind = PART_IPTC},
             str_first(iptc, RASTER_CHILD_SAID_MAX_BYTES));
    put_part(answer, (struct part){.kind = PART_XMP}, str_first(xmp, RASTER_CHILD_SAID_MAX_BYTES));
    return !buf_failed(answer);
}

static bool child_made(void *ctx, const struct raster_rendition *r)
{
    struct buf *answer = ctx;
    put_part(answer,
             (struct part){.kind = PART_MADE,
                           .format = r->format,
                           .width_px = r->width_px,
                           .height_px = r->height_px},
             r->bytes);
    return !buf_failed(answer);
}

/* Of the process: of the child, which has one thread of ours, and of one that was prepared. */
static struct raster *opened;
static enum rc opening; /* how it ended */
static struct err opening_err;

void raster_child_prepare(void)
{
    if (!opened)
        opening = raster_open(&opened, &opening_err);
}

static enum rc work(struct str picture, struct buf *answer, struct err *e)
{
    const struct raster_listener to = {child_made, child_said, answer};
    if (!opened)
        return fail(e, opening, "%s", opening_err.text);
    return raster_run(opened, picture, &to, e);
}

/* ---- in the parent ---- */

struct raster_child *raster_child_new(void)
{
    static const struct child_task TASK = {.work = work,
                                           .prepare = raster_child_prepare,
                                           .threads = true,
                                           .requests = RASTER_CHILD_PICTURES,
                                           .cpu_s = RASTER_CHILD_CPU_S,
                                           .wait_s = RASTER_CHILD_WAIT_S,
                                           .memory_bytes = RASTER_CHILD_MEMORY_BYTES};
    struct raster_child *c = mem_alloc(sizeof *c);
    if (c)
        c->child = child_new(&TASK);
    if (c && !c->child) {
        mem_free(c);
        return NULL;
    }
    return c;
}

void raster_child_free(struct raster_child *c)
{
    if (c)
        child_free(c->child);
    mem_free(c);
}

/* The next part of *rest; false at the end and where it is nonsense (*rest then stays). */
static bool next_part(struct str *rest, struct part *part, struct str *bytes)
{
    if (rest->n < sizeof *part)
        return false;
    memcpy(part, rest->p, sizeof *part);
    if (part->kind > PART_MADE || part->format >= RENDITION_FORMAT_COUNT || part->width_px < 0 ||
        part->height_px < 0 || part->n > rest->n - sizeof *part)
        return false;
    *bytes = str_slice(*rest, sizeof *part, sizeof *part + part->n);
    *rest = str_from(*rest, sizeof *part + part->n);
    return true;
}

static enum rc tell(struct str answer, const struct raster_listener *to, struct err *e)
{
    struct part part;
    struct str bytes;
    struct str iptc = STR("");
    bool taken = true;
    while (taken && next_part(&answer, &part, &bytes)) {
        switch (part.kind) {
        case PART_IPTC: iptc = bytes; break;
        case PART_XMP: taken = to->said(to->ctx, iptc, bytes); break;
        case PART_MADE:
            taken = to->made(to->ctx, &(struct raster_rendition){part.format, part.width_px,
                                                                 part.height_px, bytes});
            break;
        }
    }
    if (!taken)
        return fail(e, RC_IO, "a picture could not be handed on");
    return answer.n ? fail(e, RC_INVALID, "picture broke its decoder") : RC_OK;
}

enum rc raster_child_run(struct raster_child *c, struct str bytes, const struct raster_listener *to,
                         struct err *e)
{
    struct buf answer;
    buf_init(&answer, NULL);
    enum rc rc = child_run(c->child, bytes, &answer, e);
    if (!rc)
        rc = tell(buf_view(&answer), to, e);
    buf_release(&answer);
    return rc;
}
