#include "source/warc.h"

#include "base/mem.h"
#include "source/formats.h"
#include "source/header_lines.h"
#include "source/warc_segment.h"

#include <string.h>

enum {
    STEP_BYTES = 64 << 10, /* taken at once, so that searching stays in the cache */
    SIGN_BYTES = 12,       /* at most, of "\n\r\nWARC/1." and what stands before it */
    LINE_ENDS_BYTES = 4,   /* that close a record */
    ARENA_BYTES = 1 << 20, /* the texts of one record's head */
};

static const struct str VERSION = STR_INIT("WARC/");

enum state {
    BETWEEN, /* records: white space, then "WARC/" */
    LOST,    /* no record began there: the next line that begins one is looked for */
    HEAD,    /* "WARC/1.0" and the lines up to the empty one */
    BLOCK,
    TAIL, /* the block is whole; what follows it tells whether its length was right */
};

/* All bytes go through one window. What stands before at is done; the window is cut there. */
struct warc {
    struct source_sink sink;
    enum state state;
    struct buf window;
    size_t at;          /* BLOCK, TAIL: the block begins here */
    size_t searched;    /* offset in window up to which this state has looked */
    size_t doubt_until; /* bytes before this offset were once taken for a block, wrongly */
    size_t inner;       /* offset of what may be a record inside of the block; 0 = none */
    uint64_t left;      /* of the block, from at on */
    struct buf lines;   /* of the record at hand; record borrows from it */
    struct warc_record record;
    struct buf decoded; /* a page */
    struct warc_segments segments;
    enum warc_use use;
    enum warc_want want;
    size_t number; /* of records so far */
    bool refused;  /* the record at hand was told */
    bool was_told; /* that here is no record */
    bool stopped;
};

/* ---- telling ---- */

static void refuse(struct warc *w, enum rc rc, const char *cause)
{
    enum { URL_SHOWN_BYTES = 200 };
    struct err e;
    if (w->refused || w->stopped)
        return;
    w->refused = true;
    if (w->want == WARC_MEDIA)
        return; /* the second reading tells it */
    if (w->record.url.n)
        (void)fail(&e, rc, "%.*s: %s", STR_ARG(str_first(w->record.url, URL_SHOWN_BYTES)), cause);
    else
        (void)fail(&e, rc, "%s", cause);
    w->stopped = !w->sink.refused(w->sink.ctx, w->number, rc, e.text);
}

static void begin_record(struct warc *w)
{
    w->number++;
    w->record = (struct warc_record){.type = WARC_OTHER};
    w->refused = false;
    w->was_told = false;
    w->inner = 0;
}

static void enter(struct warc *w, enum state state, size_t at)
{
    w->state = state;
    w->at = at;
    w->searched = at;
}

/* ---- a whole record ---- */

static bool carries_content(enum warc_type type)
{
    switch (type) {
    case WARC_RESPONSE:
    case WARC_RESOURCE:
    case WARC_CONVERSION:
    case WARC_CONTINUATION:
    case WARC_REVISIT: return true;
    case WARC_OTHER: return false;
    }
    ASSERT(false); /* a type of enum warc_type */
}

static void give_page(struct warc *w, struct warc_block block, size_t number)
{
    struct arena a;
    struct err e = {""};
    struct source_page page;
    arena_init(&a, ARENA_BYTES);
    buf_clear(&w->decoded);
    enum rc rc = warc_record_page(&a, block, &w->decoded, &page, &e);
    if (rc)
        refuse(w, rc, e.text);
    else if (w->want == WARC_MEDIA)
        w->stopped = !w->sink.medium(w->sink.ctx, &page);
    else
        w->stopped = !w->sink.page(w->sink.ctx, &page, number);
    arena_release(&a);
}

/* ---- pages in segments ---- */

/* What was joined. Without its end it is a page that was cut. */
static void give_segments(struct warc *w, bool whole)
{
    struct warc_segments *s = &w->segments;
    if (!s->next || w->stopped)
        return;
    s->record.is_cut |= !whole;
    give_page(w, (struct warc_block){&s->record, buf_view(&s->block)}, s->number);
    warc_segments_clear(s);
}

static void begin_segments(struct warc *w, struct str block)
{
    struct err e = {""};
    give_segments(w, false);
    enum rc rc =
        warc_segments_begin(&w->segments, (struct warc_block){&w->record, block}, w->number, &e);
    if (rc)
        refuse(w, rc, e.text);
}

static void add_segment(struct warc *w, struct str block)
{
    struct err e = {""};
    enum rc rc = warc_segments_add(&w->segments, block, WARC_HELD_MAX_BYTES, &e);
    if (rc)
        refuse(w, rc, e.text);
    else if (w->record.ends_segments)
        give_segments(w, true);
}

static void give_record(struct warc *w)
{
    struct str block = str_slice(buf_view(&w->window), w->at, w->at + (size_t)w->left);
    if (w->refused || w->stopped)
        return;
    if (w->use == WARC_WANTED && w->record.type == WARC_CONTINUATION)
        add_segment(w, block);
    else if (w->use == WARC_WANTED && w->record.segment == 1 && !w->record.ends_segments)
        begin_segments(w, block);
    else if (w->use == WARC_WANTED)
        give_page(w, (struct warc_block){&w->record, block}, w->number);
    else if (carries_content(w->record.type) && w->sink.skipped && w->want == WARC_PAGES)
        w->sink.skipped(w->sink.ctx);
}

/* ---- searching ---- */

/* The offset, at least least, of a line "WARC/1." (or 0.) after an empty line in s, where s was
 * searched up to searched; s.n if there is none. */
static size_t find_sign(struct str s, size_t searched, size_t least)
{
    size_t at = searched > SIGN_BYTES ? searched - SIGN_BYTES : 0;
    for (;;) {
        size_t found = at + str_find(str_from(s, at), STR("\nWARC/"));
        if (found + 8 > s.n)
            return s.n;
        bool after_empty = (found >= 1 && s.p[found - 1] == '\n') ||
                           (found >= 2 && s.p[found - 1] == '\r' && s.p[found - 2] == '\n');
        bool is_version = (s.p[found + 6] == '1' || s.p[found + 6] == '0') && s.p[found + 7] == '.';
        if (after_empty && is_version && found + 1 >= least)
            return found + 1;
        at = found + 1;
    }
}

/* ---- the states: each does what the window allows; false: it needs more bytes ---- */

static bool between(struct warc *w)
{
    struct str s = buf_view(&w->window);
    while (w->at < s.n && byte_is_space(s.p[w->at]))
        w->at++;
    struct str begun = str_first(str_from(s, w->at), VERSION.n);
    if (str_eq(begun, VERSION)) {
        begin_record(w);
        enter(w, HEAD, w->at);
        return true;
    }
    if (str_starts(VERSION, begun))
        return false;
    if (!w->was_told) {
        begin_record(w);
        refuse(w, RC_CORRUPT, "no record begins here");
        w->was_told = true;
    }
    enter(w, LOST, w->at);
    return true;
}

static bool lost(struct warc *w)
{
    struct str s = buf_view(&w->window);
    size_t found = find_sign(s, w->searched, w->at);
    if (found < s.n) {
        enter(w, BETWEEN, found);
        return true;
    }
    w->searched = s.n;
    w->at = s.n - w->at > SIGN_BYTES ? s.n - SIGN_BYTES : w->at;
    return false;
}

/* The record's head is broken: whatever its block is, the next record is found by its sign. */
static void give_up_head(struct warc *w, enum rc rc, const char *cause, size_t at)
{
    refuse(w, rc, cause);
    w->was_told = true;
    enter(w, LOST, at);
}

static void begin_block(struct warc *w, size_t at)
{
    struct err e = {""};
    buf_clear(&w->lines);
    buf_add(&w->lines, str_slice(buf_view(&w->window), w->at, at));
    enum rc rc = buf_failed(&w->lines) ? fail(&e, RC_NOMEM, "out of memory")
                                       : warc_record_head(buf_view(&w->lines), &w->record, &e);
    if (rc) { /* the end of its head may be the empty line before the next record */
        give_up_head(w, rc, e.text, at - 2);
        return;
    }
    enter(w, BLOCK, at);
    w->left = w->record.length_bytes;
    w->use = WARC_UNKNOWN;
}

static bool head(struct warc *w)
{
    struct str s = buf_view(&w->window);
    size_t end = 0;
    bool ended = header_end(str_from(s, w->searched), &end);
    w->searched += end;
    if (ended && w->searched - w->at <= WARC_HEAD_MAX_BYTES) {
        begin_block(w, w->searched);
        return true;
    }
    if (s.n - w->at <= WARC_HEAD_MAX_BYTES)
        return false;
    give_up_head(w, RC_LIMIT, "its header is over its limit", w->at + VERSION.n);
    return true;
}

/* Decides, as soon as it can be seen, whether the block is a page. */
static void look_at_block(struct warc *w, struct str begun)
{
    struct err e = {""};
    if (w->use != WARC_UNKNOWN)
        return;
    enum rc rc = warc_record_use(&w->record, w->want, begun, &w->use, &e);
    if (warc_segments_wants(&w->segments, &w->record))
        w->use = WARC_WANTED;
    if (!rc && w->use == WARC_WANTED && w->left > WARC_HELD_MAX_BYTES)
        rc = fail(&e, RC_LIMIT, "a page of %llu bytes, at most %d", (unsigned long long)w->left,
                  WARC_HELD_MAX_BYTES);
    if (rc) {
        refuse(w, rc, e.text);
        w->use = WARC_UNWANTED;
    }
}

/* Goes back to it. What was read since, up to the offset until, is in doubt. */
static void believe_inner(struct warc *w, size_t until)
{
    size_t inner = w->inner;
    refuse(w, RC_CORRUPT, "its Content-Length is wrong: another record begins inside of it");
    if (w->doubt_until < until)
        w->doubt_until = until;
    enter(w, BETWEEN, inner);
}

/* Looks for a record inside of the block: then the block's length may be wrong, which its end will
 * tell. It is believed at once where that end is too far off to wait for, and in bytes that are read
 * for the second time: none is read thrice. What is decided does not depend on how bytes were cut. */
static bool look_inside(struct warc *w, struct str s)
{
    size_t found = w->inner ? s.n : find_sign(s, w->searched, w->at);
    w->searched = s.n;
    if (found == s.n)
        return false;
    w->inner = found;
    return true;
}

static bool is_believed_at_once(const struct warc *w)
{
    bool is_far = w->left - (w->inner - w->at) > WARC_HELD_MAX_BYTES;
    return w->inner < w->doubt_until || is_far;
}

/* What the block is, is judged by the bytes before what may be a record inside of it, and only then that
 * one: else the cause that is told would depend on how the bytes were cut. */
static bool ends_inside(struct warc *w, struct str s, bool whole)
{
    bool found = look_inside(w, s);
    size_t unsure = whole || w->inner ? 0 : SIGN_BYTES;
    size_t clear = found ? w->inner : s.n - w->at > unsure ? s.n - unsure : w->at;
    look_at_block(w, str_slice(s, w->at, clear));
    if (found && is_believed_at_once(w)) {
        believe_inner(w, w->inner);
        return true;
    }
    if (found)
        look_at_block(w, str_from(s, w->at));
    return false;
}

/* Of a block that is no page only what may be a record inside of it is kept. */
static void let_go(struct warc *w, size_t end)
{
    size_t keep_from = w->inner ? w->inner : end > w->at + SIGN_BYTES ? end - SIGN_BYTES : w->at;
    w->left -= keep_from - w->at;
    w->at = keep_from;
}

static bool block(struct warc *w)
{
    struct str s = buf_view(&w->window);
    size_t there = s.n - w->at;
    bool whole = there >= w->left;
    size_t end = whole ? w->at + (size_t)w->left : s.n;
    if (ends_inside(w, str_first(s, end), whole))
        return true;
    if (w->use == WARC_UNWANTED && !whole)
        let_go(w, end);
    if (whole)
        w->state = TAIL;
    return whole;
}

/* Behind the block at end: 1 = as it should be, and *next is where; 0 = more bytes are needed; -1 =
 * no record ends here. */
static int tail_at(const struct warc *w, size_t end, size_t *next)
{
    struct str s = str_from(buf_view(&w->window), end);
    size_t n = 0;
    while (n < s.n && n < LINE_ENDS_BYTES && (s.p[n] == '\r' || s.p[n] == '\n'))
        n++;
    *next = end + n;
    struct str begun = str_first(str_from(s, n), VERSION.n);
    if ((n == LINE_ENDS_BYTES && !w->inner) || str_eq(begun, VERSION))
        return 1;
    return str_starts(VERSION, begun) ? 0 : -1;
}

static bool tail(struct warc *w)
{
    size_t next = 0;
    int found = tail_at(w, w->at + (size_t)w->left, &next);
    if (found == 0)
        return false;
    if (found > 0) {
        give_record(w);
        enter(w, BETWEEN, next);
    } else if (w->inner) {
        believe_inner(w, w->at + (size_t)w->left);
    } else {
        give_up_head(w, RC_CORRUPT, "it is longer than its Content-Length says",
                     w->at + (size_t)w->left);
    }
    return true;
}

static bool step(struct warc *w)
{
    switch (w->state) {
    case BETWEEN: return between(w);
    case LOST: return lost(w);
    case HEAD: return head(w);
    case BLOCK: return block(w);
    case TAIL: return tail(w);
    }
    ASSERT(false); /* a state of enum state */
}

static size_t less(size_t offset, size_t n)
{
    return offset > n ? offset - n : 0;
}

/* Drops what is done; the sign of a record may begin a few bytes before at. */
static void cut_window(struct warc *w)
{
    size_t n = less(w->at, SIGN_BYTES);
    if (n == 0)
        return;
    memmove(w->window.p, w->window.p + n, w->window.n - n);
    w->window.n -= n;
    w->at -= n;
    w->searched = less(w->searched, n);
    w->doubt_until = less(w->doubt_until, n);
    w->inner = less(w->inner, n);
}

/* ---- the reader ---- */

static void begin(struct warc *w, const struct source_sink *sink)
{
    *w = (struct warc){.sink = *sink};
    buf_init(&w->window, NULL);
    buf_init(&w->lines, NULL);
    buf_init(&w->decoded, NULL);
    warc_segments_init(&w->segments);
}

enum rc warc_new(const struct source_sink *sink, struct warc **out, struct err *e)
{
    struct warc *w = mem_alloc(sizeof *w);
    if (!w)
        return fail(e, RC_NOMEM, "out of memory");
    begin(w, sink);
    *out = w;
    return RC_OK;
}

void warc_free(struct warc *w)
{
    if (!w)
        return;
    buf_release(&w->window);
    buf_release(&w->lines);
    buf_release(&w->decoded);
    warc_segments_release(&w->segments);
    mem_free(w);
}

void warc_want_media(struct warc *w)
{
    w->want = WARC_MEDIA;
}

void warc_again(struct warc *w)
{
    struct source_sink sink = w->sink;
    bool stopped = w->stopped;
    buf_release(&w->window);
    buf_release(&w->lines);
    buf_release(&w->decoded);
    warc_segments_release(&w->segments);
    begin(w, &sink);
    w->stopped = stopped;
}

void warc_push(struct warc *w, struct str piece)
{
    while (piece.n && !w->stopped) {
        struct str part = str_first(piece, STEP_BYTES);
        buf_add(&w->window, part);
        if (buf_failed(&w->window)) {
            warc_hole(w, RC_NOMEM, "out of memory");
            w->stopped = true;
            return;
        }
        while (!w->stopped && step(w)) {
        }
        cut_window(w);
        piece = str_from(piece, part.n);
    }
}

/* A record that waits only for what follows it is whole. */
static void finish_tail(struct warc *w)
{
    if (w->state != TAIL)
        return;
    give_record(w);
    enter(w, BETWEEN, w->window.n);
}

void warc_hole(struct warc *w, enum rc rc, const char *cause)
{
    finish_tail(w);
    if (w->state == BETWEEN && !w->was_told)
        begin_record(w);
    if (w->state != LOST)
        refuse(w, rc, cause);
    buf_clear(&w->window);
    w->doubt_until = 0;
    enter(w, BETWEEN, 0);
    w->was_told = true;
}

void warc_end(struct warc *w)
{
    while (w->state == BLOCK && w->inner && !w->stopped) {
        believe_inner(w, w->window.n);
        while (!w->stopped && step(w)) {
        }
    }
    finish_tail(w);
    bool is_begun =
        w->state == HEAD || w->state == BLOCK || (w->state == BETWEEN && w->at < w->window.n);
    if (w->state == BETWEEN && is_begun)
        begin_record(w);
    if (is_begun)
        refuse(w, RC_CORRUPT, "the file ends inside of this record");
    w->refused = false;
    give_segments(w, false);
}

/* ---- as a format ---- */

static bool is_warc(struct str first)
{
    return first.n > VERSION.n && str_starts(first, VERSION) && byte_is_digit(first.p[VERSION.n]);
}

static enum rc open_warc(const struct source_sink *sink, const struct source_origin *origin,
                         void **out, struct err *e)
{
    struct warc *w = NULL;
    (void)origin;
    enum rc rc = warc_new(sink, &w, e);
    if (!rc)
        *out = w;
    return rc;
}

static void survey_warc(void *reader)
{
    warc_want_media(reader);
}

static enum rc read_warc_again(void *reader, struct err *e)
{
    (void)e;
    warc_again(reader);
    return RC_OK;
}

static enum rc push_warc(void *reader, struct str piece, struct err *e)
{
    (void)e;
    warc_push(reader, piece);
    return RC_OK;
}

static enum rc end_warc(void *reader, struct err *e)
{
    (void)e;
    warc_end(reader);
    return RC_OK;
}

static void close_warc(void *reader)
{
    warc_free(reader);
}

static void hole_in_warc(void *reader, enum rc rc, const char *cause)
{
    warc_hole(reader, rc, cause);
}

const struct source_format format_warc = {.name = "warc",
                                          .words = "web archive (WARC)",
                                          .kind = SOURCE_STREAM,
                                          .has_sign = true,
                                          .unit = "record",
                                          .is = is_warc,
                                          .open = open_warc,
                                          .push = push_warc,
                                          .end = end_warc,
                                          .close = close_warc,
                                          .survey = survey_warc,
                                          .surveys_media = true,
                                          .again = read_warc_again,
                                          .hole = hole_in_warc};
