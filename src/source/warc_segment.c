#include "source/warc_segment.h"

enum { ARENA_BYTES = 1 << 20 };

void warc_segments_init(struct warc_segments *s)
{
    *s = (struct warc_segments){0};
    arena_init(&s->arena, ARENA_BYTES);
    buf_init(&s->block, NULL);
}

void warc_segments_release(struct warc_segments *s)
{
    arena_release(&s->arena);
    buf_release(&s->block);
}

void warc_segments_clear(struct warc_segments *s)
{
    s->next = 0;
    buf_clear(&s->block);
}

static enum rc hold(struct warc_segments *s, struct str block, struct err *e)
{
    buf_add(&s->block, block);
    s->record.length_bytes = s->block.n;
    if (!buf_failed(&s->block) && !arena_failed(&s->arena))
        return RC_OK;
    warc_segments_clear(s);
    return fail(e, RC_NOMEM, "out of memory");
}

enum rc warc_segments_begin(struct warc_segments *s, struct warc_block first, size_t number,
                            struct err *e)
{
    warc_segments_clear(s);
    arena_release(&s->arena);
    arena_init(&s->arena, ARENA_BYTES);
    s->record = *first.record;
    s->record.url = str_copy(&s->arena, first.record->url);
    s->record.media = str_copy(&s->arena, first.record->media);
    s->record.id = str_copy(&s->arena, first.record->id);
    s->number = number;
    s->next = 2;
    return hold(s, first.bytes, e);
}

bool warc_segments_wants(const struct warc_segments *s, const struct warc_record *record)
{
    return s->next && record->type == WARC_CONTINUATION && record->segment == s->next &&
           str_eq(record->origin_id, s->record.id);
}

enum rc warc_segments_add(struct warc_segments *s, struct str block, size_t max_bytes,
                          struct err *e)
{
    if (block.n > max_bytes - s->block.n) {
        warc_segments_clear(s);
        return fail(e, RC_LIMIT, "a page in segments of more than %zu bytes", max_bytes);
    }
    s->next++;
    return hold(s, block, e);
}
