#include "ingest/reader.h"

#include "article/article_json.h"
#include "base/mem.h"
#include "ingest/input.h"
#include "ingest/legacy_article.h"
#include "ingest/legacy_stream.h"
#include "ingest/page.h"
#include "ingest/reader_json.h"
#include "source/capture.h"
#include "source/charset.h"
#include "source/formats.h"
#include "source/recognise.h"
#include "source/sanitize.h"
#include "source/utf16.h"

struct reader {
    struct origin origin;
    struct source_origin source;
    struct reader_listener listener;
    struct child *own_pages;            /* when the listener has none; NULL until a page comes */
    const struct source_format *format; /* NULL: not known yet */
    void *stream;                       /* of a SOURCE_STREAM */
    struct reader_json json;
    struct legacy_stream legacy; /* before a stream or Article JSON */
    enum legacy_charset typed;   /* in which the last article was that was in one */
    struct buf held;             /* until the format is known; a page until it is whole */
    struct input_copy *copy;     /* of what came through a pipe, for the second reading; or NULL */
    struct utf16 wide;           /* the file's bytes, when they are UTF-16 */
    size_t skipped;
    bool is_lines;   /* the object at hand is one of several */
    bool can_repeat; /* the file can be read from its beginning again */
    bool surveys;    /* reads it for the first of two times (format.h) */
    bool stopped;
};

static const struct reader_place WHOLE_FILE = {"", 0, false};

/* ---- telling ---- */

static bool tell_failure(struct reader *r, struct reader_place place, enum rc rc,
                         const struct err *e)
{
    r->stopped = !r->listener.found(r->listener.ctx, NULL, rc, place, e) || r->stopped;
    return !r->stopped;
}

static void found_place(void *ctx, const struct doc_place *place)
{
    enum { NAMES_ARENA_BYTES = 16 << 20 }; /* of one place: its sections' names, anew */
    struct reader *r = ctx;
    struct arena a;
    if (!r->listener.place || !r->format->is_export || r->stopped)
        return;
    arena_init(&a, NAMES_ARENA_BYTES);
    struct doc_place mended = legacy_mend_place(&a, place, r->typed);
    r->listener.place(r->listener.ctx, &mended);
    arena_release(&a);
}

/* doc as an article, and as the caller is to see it. */
static void put_doc(struct reader *r, struct reader_item *item, const struct doc *doc,
                    struct origin origin)
{
    enum legacy_charset typed;
    item->article = from_doc_typed(item->a, doc, origin, &typed);
    item->doc = legacy_mend_comments(item->a, doc, typed);
    r->typed = typed ? typed : r->typed;
}

/* rc: what came of reading item so far; doc is not read when it failed. */
static bool tell(struct reader *r, struct reader_item *item, enum rc rc, struct err *e)
{
    bool is_list = !rc && item->doc && item->doc->kind == DOC_LIST_PAGE;
    if (!rc && arena_failed(item->a))
        rc = fail(e, RC_NOMEM, "page needs more memory than its limit");
    if (!rc && !is_list)
        rc = article_check(&item->article, e);
    if (rc)
        return tell_failure(r, item->place, rc, e);
    item->is_export = r->format->is_export;
    item->is_agency = r->format->is_agency;
    r->stopped = !r->listener.found(r->listener.ctx, item, RC_OK, item->place, e) || r->stopped;
    for (size_t i = 0; item->doc && i < item->doc->places_n && !r->stopped; i++)
        found_place(r, &item->doc->places[i]);
    return !r->stopped;
}

/* ---- documents of floor source ---- */

static bool found_doc(void *ctx, const struct doc *doc, struct arena *a, size_t place)
{
    struct reader *r = ctx;
    struct err e = {""};
    struct reader_item item = {
        .a = a, .place = {.unit = r->format->unit, .number = place}, .is_capture = true};
    put_doc(r, &item, doc, r->origin);
    return tell(r, &item, RC_OK, &e);
}

static bool refused_doc(void *ctx, size_t place, enum rc rc, const char *cause)
{
    struct reader *r = ctx;
    struct err e;
    return tell_failure(r, (struct reader_place){r->format->unit, place, false},
                        fail(&e, rc, "%s", cause), &e);
}

static void skipped_part(void *ctx)
{
    struct reader *r = ctx;
    r->skipped++;
}

/* One page, a file or a part of one, in an arena of its own. */
struct page_job {
    struct str bytes;
    const struct source_format *format; /* SOURCE_PAGE or SOURCE_HTML */
    struct source_origin source;
    struct reader_place place;
};

/* A page is named by its address too. */
static bool tell_page(struct reader *r, const struct page_job *job, struct reader_item *item,
                      enum rc rc, struct err *e)
{
    enum { URL_SHOWN_BYTES = 200 };
    struct err own = *e;
    if (rc && job->source.url.n)
        rc = fail(&own, rc, "%.*s: %s", STR_ARG(str_first(job->source.url, URL_SHOWN_BYTES)),
                  e->text);
    return tell(r, item, rc, &own);
}

static struct child *pages_of(struct reader *r)
{
    if (r->listener.pages)
        return r->listener.pages;
    if (!r->own_pages)
        r->own_pages = page_child_new();
    return r->own_pages;
}

static bool read_page(struct reader *r, struct page_job job)
{
    struct arena a;
    struct err e = {""};
    struct doc doc;
    struct origin origin = r->origin;
    struct reader_item item = {
        .a = &a, .doc = &doc, .page_url = job.source.url, .place = job.place, .is_capture = true};
    origin.format = str_view(job.format->name);
    origin.captured_ms = job.source.captured_ms;
    arena_init(&a, READER_ARTICLE_ARENA_BYTES);
    enum rc rc = job.format->kind == SOURCE_HTML
                     ? page_read_in(&a, pages_of(r), job.bytes, &job.source, &doc, &e)
                     : job.format->read(&a, legacy_page_text(&a, job.bytes), &job.source, &doc, &e);
    if (!rc) {
        doc.url = doc.url.n ? doc.url : job.source.url;
        put_doc(r, &item, &doc, origin);
    }
    bool go_on = tell_page(r, &job, &item, rc, &e);
    arena_release(&a);
    return go_on;
}

static bool found_page(void *ctx, const struct source_page *page, size_t place)
{
    struct reader *r = ctx;
    struct page_job job = {.bytes = page->bytes,
                           .format = str_eq(page->type, STR("text/plain")) ? &format_capture
                                                                           : &format_html,
                           .source = {.path = r->source.path,
                                      .url = page->url,
                                      .charset = page->charset,
                                      .captured_ms = page->captured_ms},
                           .place = {r->format->unit, place, true}};
    return read_page(r, job);
}

static bool found_medium(void *ctx, const struct source_page *medium)
{
    struct reader *r = ctx;
    return r->listener.medium(r->listener.ctx, medium);
}

/* ---- Article JSON ---- */

static struct html sanitize_block(void *ctx, struct arena *a, struct str markup)
{
    struct vec *lines = ctx;
    struct vec hidden = VEC(struct str, a);
    struct html clean = html_from_store(STR(""));
    /* what cannot be made safe is left out; the block's text stays */
    if (sanitize_inline_told(a, markup, &clean, &hidden, NULL))
        return html_from_store(STR(""));
    for (size_t i = 0; i < hidden.n; i++) {
        struct str *line = vec_push(lines);
        struct str href = *(const struct str *)vec_at(&hidden, i);
        if (line)
            *line = str_format(a, "hidden link left out: %.*s", STR_ARG(str_first(href, 120)));
    }
    return clean;
}

static bool found_object(void *ctx, struct str json, size_t line)
{
    struct reader *r = ctx;
    struct arena a;
    struct err e = {""};
    struct reader_item item = {.a = &a, .place = {.unit = "line", .number = line}, .line = line};
    struct vec hidden = VEC(struct str, &a);
    struct article_json_options options = {.sanitize = sanitize_block, .ctx = &hidden};
    arena_init(&a, READER_ARTICLE_ARENA_BYTES);
    enum rc rc = article_json_read(&a, json, options, &item.article, &e);
    item.hidden = hidden.p;
    item.hidden_n = hidden.n;
    struct article *art = &item.article;
    if (!rc)
        (void)legacy_mend_article(&a, art);
    if (!rc && art->provenance_format.n == 0) {
        art->provenance_format = r->origin.format;
        art->provenance_path = r->origin.path;
        art->provenance_captured_ms = r->origin.captured_ms;
    }
    bool go_on = tell(r, &item, rc, &e);
    arena_release(&a);
    return go_on;
}

static bool object_too_long(void *ctx, size_t line)
{
    struct err e;
    enum rc rc = fail(&e, RC_LIMIT, "more than %d bytes", READER_JSON_MAX_BYTES);
    return tell_failure(ctx, (struct reader_place){"line", line, false}, rc, &e);
}

/* ---- which format it is ---- */

static void refuse_file(struct reader *r, enum rc rc, const struct err *e)
{
    (void)tell_failure(r, WHOLE_FILE, rc, e);
    r->stopped = true;
}

static void start_stream(struct reader *r)
{
    struct err e = {""};
    struct source_sink sink = {.found = found_doc,
                               .refused = refused_doc,
                               .page = found_page,
                               .medium = r->listener.medium && !r->copy ? found_medium : NULL,
                               .skipped = skipped_part,
                               .place = found_place,
                               .ctx = r};
    enum rc rc = r->format->open(&sink, &r->source, &r->stream, &e);
    if (rc)
        refuse_file(r, rc, &e);
    if (rc || !r->can_repeat || !r->format->survey || (r->format->surveys_media && !sink.medium))
        return;
    r->format->survey(r->stream);
    r->surveys = true;
}

static void push_known(struct reader *r, struct str piece);
static void push_text(void *ctx, struct str piece);

/* The bytes of an archive are no text. */
static void start_text(struct reader *r)
{
    if (!r->format->has_sign)
        legacy_stream_init(&r->legacy, buf_view(&r->held), push_text, r);
}

/* A file of UTF-16 is read as if it had been UTF-8. Pages are not: their reader has its own rules. */
static void widen(struct reader *r)
{
    struct buf text;
    struct str first = buf_view(&r->held);
    struct utf16 wide = {.order = utf16_order_of(first)};
    if (wide.order == UTF16_NONE)
        return;
    buf_init(&text, NULL);
    utf16_push(&wide, first, &text);
    if (buf_failed(&text) || recognise(buf_view(&text))->kind == SOURCE_HTML) {
        buf_release(&text);
        return;
    }
    buf_release(&r->held);
    r->held = text;
    r->wide = wide;
}

/* held has the file's first bytes, or all of it. */
static void start(struct reader *r)
{
    struct err e = {""};
    widen(r);
    r->format = recognise(buf_view(&r->held));
    r->origin.format = str_view(r->format->name);
    switch (r->format->kind) {
    case SOURCE_PAGE:
    case SOURCE_HTML: return; /* stays in held until it is whole */
    case SOURCE_STREAM: start_stream(r); break;
    case SOURCE_ARTICLE_JSON: reader_json_init(&r->json, found_object, object_too_long, r); break;
    case SOURCE_FOREIGN:
        refuse_file(r, fail(&e, RC_INVALID, "%s is not understood", r->format->words), &e);
        return;
    }
    start_text(r);
    struct str first = buf_view(&r->held);
    bool has_bom = str_starts(first, STR("\xEF\xBB\xBF"));
    push_known(r, str_from(first, has_bom ? 3 : 0));
    buf_release(&r->held);
}

static void hold_page(struct reader *r, struct str piece)
{
    struct err e = {""};
    if (piece.n > SOURCE_MAX_BYTES || r->held.n > SOURCE_MAX_BYTES - piece.n) {
        refuse_file(r, fail(&e, RC_LIMIT, "more than %d bytes, for one page", SOURCE_MAX_BYTES),
                    &e);
        return;
    }
    buf_add(&r->held, piece);
}

static void push_text(void *ctx, struct str piece)
{
    struct reader *r = ctx;
    struct err e = {""};
    enum rc rc = RC_OK;
    switch (r->format->kind) {
    case SOURCE_PAGE:
    case SOURCE_HTML: hold_page(r, piece); return;
    case SOURCE_STREAM:
        if (!r->stopped)
            rc = r->format->push(r->stream, piece, &e);
        if (rc)
            refuse_file(r, rc, &e);
        return;
    case SOURCE_ARTICLE_JSON: r->stopped |= !reader_json_push(&r->json, piece); return;
    case SOURCE_FOREIGN: return;
    }
}

static void push_known(struct reader *r, struct str piece)
{
    struct err e = {""};
    if (r->legacy.take)
        legacy_stream_push(&r->legacy, piece);
    else
        push_text(r, piece);
    if (r->legacy.take && legacy_stream_failed(&r->legacy) && !r->stopped)
        refuse_file(r, fail(&e, RC_NOMEM, "out of memory"), &e);
}

/* No more bytes: what waits for its end comes now. */
static void end_text(struct reader *r)
{
    struct err e = {""};
    if (!r->legacy.take)
        return;
    legacy_stream_end(&r->legacy);
    if (legacy_stream_failed(&r->legacy) && !r->stopped)
        refuse_file(r, fail(&e, RC_NOMEM, "out of memory"), &e);
}

/* piece as it lies in the file. */
static void push_file(struct reader *r, struct str piece)
{
    struct buf text;
    struct err e = {""};
    if (r->wide.order == UTF16_NONE) {
        push_known(r, piece);
        return;
    }
    buf_init(&text, NULL);
    utf16_push(&r->wide, piece, &text);
    if (buf_failed(&text))
        refuse_file(r, fail(&e, RC_NOMEM, "out of memory"), &e);
    else
        push_known(r, buf_view(&text));
    buf_release(&text);
}

/* ---- the reader ---- */

enum rc reader_new(struct origin origin, struct reader_listener listener, struct reader **out,
                   struct err *e)
{
    struct reader *r = mem_alloc(sizeof *r);
    if (!r)
        return fail(e, RC_NOMEM, "out of memory");
    r->origin = origin;
    r->source = (struct source_origin){.path = origin.path, .captured_ms = origin.captured_ms};
    r->listener = listener;
    buf_init(&r->held, NULL);
    *out = r;
    return RC_OK;
}

void reader_free(struct reader *r)
{
    if (!r)
        return;
    if (r->stream)
        r->format->close(r->stream);
    child_free(r->own_pages);
    reader_json_release(&r->json);
    legacy_stream_release(&r->legacy);
    input_copy_free(r->copy);
    buf_release(&r->held);
    mem_free(r);
}

bool reader_push(struct reader *r, struct str piece)
{
    while (piece.n && !r->stopped) {
        if (r->format) {
            push_file(r, piece);
            break;
        }
        struct str part = str_first(piece, FORMAT_FIRST_BYTES - r->held.n);
        buf_add(&r->held, part);
        piece = str_from(piece, part.n);
        bool has_sign =
            r->held.n >= FORMAT_SIGN_BYTES && recognise_sign(buf_view(&r->held)) != NULL;
        if (has_sign || r->held.n == FORMAT_FIRST_BYTES)
            start(r);
        if (buf_failed(&r->held))
            break;
    }
    return !r->stopped && !buf_failed(&r->held);
}

bool reader_hole(struct reader *r, enum rc rc, const struct err *cause)
{
    if (!r->format && r->held.n)
        start(r);
    if (r->stopped)
        return false;
    if (!r->format || r->format->kind != SOURCE_STREAM || !r->format->hole) {
        refuse_file(r, rc, cause);
        return false;
    }
    end_text(r);
    r->format->hole(r->stream, rc, cause->text);
    return !r->stopped;
}

static void end_page(struct reader *r)
{
    (void)read_page(r, (struct page_job){.bytes = buf_view(&r->held),
                                         .format = r->format,
                                         .source = r->source,
                                         .place = WHOLE_FILE});
}

void reader_end(struct reader *r)
{
    struct err e = {""};
    enum rc rc = RC_OK;
    if (!r->format && !r->stopped && !buf_failed(&r->held))
        start(r);
    if (buf_failed(&r->held) && !r->stopped)
        refuse_file(r, fail(&e, RC_NOMEM, "out of memory"), &e);
    if (!r->stopped && r->format)
        end_text(r);
    if (r->stopped || !r->format)
        return;
    switch (r->format->kind) {
    case SOURCE_PAGE:
    case SOURCE_HTML: end_page(r); return;
    case SOURCE_ARTICLE_JSON: reader_json_end(&r->json); return;
    case SOURCE_STREAM:
        rc = r->format->end(r->stream, &e);
        if (rc)
            refuse_file(r, rc, &e);
        return;
    case SOURCE_FOREIGN: return;
    }
}

size_t reader_skipped(const struct reader *r)
{
    return r->skipped;
}

/* ---- whole files ---- */

static void refuse_unopened(struct reader_listener listener, enum rc rc, const struct err *e)
{
    (void)listener.found(listener.ctx, NULL, rc, WHOLE_FILE, e);
}

size_t reader_run(struct str bytes, struct origin origin, struct reader_listener listener)
{
    struct reader *r = NULL;
    struct err e = {""};
    enum rc rc = reader_new(origin, listener, &r, &e);
    if (rc || !r) {
        refuse_unopened(listener, rc, &e);
        return 0;
    }
    (void)reader_push(r, bytes);
    reader_end(r);
    size_t skipped = r->skipped;
    reader_free(r);
    return skipped;
}

/* Of two readings of a file each is half of the way. */
static void tell_read(const struct reader *r, const struct input *in, bool second)
{
    struct input_progress p = input_progress(in);
    bool half = r->surveys || second;
    uint64_t before = second ? p.total_bytes - p.total_bytes / 2 : 0;
    if (r->listener.read_on)
        r->listener.read_on(r->listener.ctx, before + (half ? p.read_bytes / 2 : p.read_bytes),
                            p.total_bytes);
}

/* Keeps a piece of a pipe as long as a second reading may be wanted of it. */
static void keep_copy(struct reader *r, struct str piece)
{
    struct err e = {""};
    bool wanted = !r->format || r->surveys;
    if (!r->copy)
        return;
    enum rc rc = wanted ? input_copy_add(r->copy, piece, &e) : RC_OK;
    if (rc)
        refuse_file(r, rc, &e);
    if (rc || !wanted) {
        input_copy_free(r->copy);
        r->copy = NULL;
    }
}

static void read_input(struct reader *r, struct input *in, bool second)
{
    struct str piece;
    struct err e = {""};
    bool first = true;
    for (;;) {
        enum rc rc = input_next(in, &piece, &e);
        bool mended = rc && reader_hole(r, rc, &e) && rc == RC_CORRUPT && input_mend(in);
        if (rc && !mended)
            break;
        if (!rc && !second)
            keep_copy(r, piece);
        if (!rc && second && first && str_starts(piece, STR("\xEF\xBB\xBF")))
            piece = str_from(piece, 3);
        first = false;
        if (!rc && (piece.n == 0 || !reader_push(r, piece)))
            break;
        tell_read(r, in, second);
    }
}

static void read_again(struct reader *r, struct input *in)
{
    struct input *copy = NULL;
    struct err e = {""};
    r->surveys = false;
    end_text(r);
    r->wide = (struct utf16){.order = r->wide.order};
    enum rc rc = r->format->again(r->stream, &e);
    legacy_stream_restart(&r->legacy);
    if (!rc)
        rc = r->copy ? input_copy_open(r->copy, &copy, &e) : input_again(in, &e);
    if (rc)
        refuse_file(r, rc, &e);
    else
        read_input(r, copy ? copy : in, true);
    input_close(copy);
}

static void read_file(struct reader *r, struct input *in)
{
    struct err e = {""};
    ASSERT(r);
    r->can_repeat = input_progress(in).total_bytes > 0;
    if (!r->can_repeat)
        r->can_repeat = input_copy_new(&r->copy, &e) == RC_OK; /* without one it is read once */
    read_input(r, in, false);
    if (!r->format && !r->stopped && !buf_failed(&r->held))
        start(r); /* a short file */
    if (r->surveys && r->format && !r->stopped)
        read_again(r, in);
    reader_end(r);
}

size_t reader_run_file(const char *path, struct reader_listener listener)
{
    struct input *in = NULL;
    struct reader *r = NULL;
    struct err e = {""};
    size_t skipped = 0;
    enum rc rc = input_open(path, &in, &e);
    if (!rc)
        rc = reader_new(
            (struct origin){.path = str_view(path), .captured_ms = input_modified_ms(in)}, listener,
            &r, &e);
    if (rc) {
        refuse_unopened(listener, rc, &e);
    } else {
        read_file(r, in);
        skipped = r->skipped;
    }
    reader_free(r);
    input_close(in);
    return skipped;
}
