#include "ingest/reader_json.h"

/* The first line that is not blank is held until the next such line has begun: with "{" in its
 * first column the file has one object a line, with anything else it is one object. */

void reader_json_init(struct reader_json *r, reader_json_found *found,
                      reader_json_too_long *too_long, void *ctx)
{
    *r = (struct reader_json){.found = found, .too_long = too_long, .ctx = ctx, .line = 1};
    buf_init(&r->held, NULL);
}

void reader_json_release(struct reader_json *r)
{
    buf_release(&r->held);
}

static void give(struct reader_json *r, size_t line)
{
    struct str json = buf_view(&r->held);
    if (buf_failed(&r->held))
        r->stopped = !r->too_long(r->ctx, line);
    else if (str_trim(json).n)
        r->stopped = !r->found(r->ctx, json, line);
    buf_clear(&r->held);
}

static bool is_too_long(const struct reader_json *r, size_t more)
{
    return buf_failed(&r->held) || more > READER_JSON_MAX_BYTES ||
           r->held.n > READER_JSON_MAX_BYTES - more;
}

static void refuse(struct reader_json *r)
{
    r->stopped = !r->too_long(r->ctx, r->is_object ? 0 : r->first_line);
    r->stopped |= r->is_object;
    r->passes_over = true;
    buf_clear(&r->held);
}

/* part: of one line, with its end if it has come. */
static void add(struct reader_json *r, struct str part)
{
    bool ends = str_ends(part, STR("\n"));
    bool blank = str_trim(part).n == 0;
    r->is_indented = r->at_start ? byte_is_space(part.p[0]) && r->held.n : r->is_indented;
    r->at_start = ends;
    r->is_object |= r->is_indented && !blank && !r->is_lines;
    if (r->held.n == 0 && !r->passes_over)
        r->first_line = r->line;
    if (!r->passes_over && is_too_long(r, part.n))
        refuse(r);
    else if (!r->passes_over && !(blank && r->held.n == 0))
        buf_add(&r->held, part);
    r->line += ends;
    if (ends && r->is_lines) {
        if (!r->passes_over)
            give(r, r->first_line);
        r->passes_over = false;
    }
}

/* True where a line begins that decides what the file is. */
static bool decides(const struct reader_json *r, struct str rest)
{
    return !r->is_lines && !r->is_object && r->at_start && (r->held.n || r->passes_over) &&
           !byte_is_space(rest.p[0]);
}

static void decide(struct reader_json *r, struct str rest)
{
    r->is_lines = rest.p[0] == '{';
    r->is_object = !r->is_lines;
    if (r->is_lines && !r->passes_over)
        give(r, r->first_line);
    r->passes_over = false;
}

bool reader_json_push(struct reader_json *r, struct str piece)
{
    while (piece.n && !r->stopped) {
        if (decides(r, piece)) {
            decide(r, piece);
            continue;
        }
        size_t end = str_find_byte(piece, '\n');
        size_t n = end < piece.n ? end + 1 : piece.n;
        add(r, str_first(piece, n));
        piece = str_from(piece, n);
    }
    return !r->stopped;
}

void reader_json_end(struct reader_json *r)
{
    if (!r->stopped && !r->passes_over)
        give(r, r->is_lines ? r->first_line : 0);
}
