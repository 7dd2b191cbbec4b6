#include "ingest/page.h"

#include "ingest/doc_pack.h"
#include "source/charset_load.h"
#include "source/html.h"
#include "text/legacy.h"

#include <string.h>

static bool legacy_from_bytes(struct arena *a, struct str bytes, struct str *utf8)
{
    struct legacy_guess guess = legacy_recognise(bytes);
    if (guess.charset == LEGACY_NONE || guess.confidence_pct < LEGACY_SURE_PCT)
        return false;
    *utf8 = legacy_to_utf8(a, guess.charset, bytes);
    return true;
}

static int legacy_typed(struct str sample)
{
    struct legacy_guess guess = legacy_recognise_typed(sample);
    return guess.confidence_pct >= LEGACY_TYPED_SURE_PCT ? (int)guess.charset : 0;
}

static struct str legacy_convert(struct arena *a, int charset, struct str text)
{
    return legacy_typed_to_utf8(a, (enum legacy_charset)charset, text);
}

/* ---- the child's side ---- */

/* A request: captured_ms, the lengths of url and charset, url, charset, the page. */
struct request {
    int64_t captured_ms;
    size_t url_n;
    size_t charset_n;
};

static enum rc read_packed(struct str request, struct buf *answer, struct err *e)
{
    static const struct html_legacy LEGACY = {legacy_from_bytes, legacy_typed, legacy_convert};
    struct request r;
    struct arena a;
    struct doc doc;
    memcpy(&r, request.p, sizeof r);
    struct str rest = str_from(request, sizeof r);
    struct html_page_hints hints = {.url = str_first(rest, r.url_n),
                                    .content_type = str_slice(rest, r.url_n, r.url_n + r.charset_n),
                                    .captured_ms = r.captured_ms,
                                    .legacy = &LEGACY};
    struct str page = str_from(rest, r.url_n + r.charset_n);
    arena_init(&a, html_memory_bytes(page.n));
    enum rc rc = html_read(&a, page, &hints, &doc, e);
    if (!rc)
        doc_pack(answer, &doc);
    arena_release(&a);
    return rc;
}

/* ---- the parent's ---- */

struct child *page_child_new(void)
{
    static const struct child_task TASK = {.work = read_packed,
                                           .prepare = charset_load,
                                           .requests = PAGE_CHILD_PAGES,
                                           .cpu_s = PAGE_CPU_S,
                                           .wait_s = PAGE_WAIT_S,
                                           .memory_bytes = PAGE_CHILD_MEMORY_BYTES};
    return child_new(&TASK);
}

enum rc page_read_in(struct arena *a, struct child *pages, struct str bytes,
                     const struct source_origin *origin, struct doc *out, struct err *e)
{
    struct buf request;
    struct buf answer;
    struct request r = {origin->captured_ms, origin->url.n, origin->charset.n};
    if (bytes.n > HTML_MAX_BYTES)
        return fail(e, RC_LIMIT, "%zu bytes, at most %d", bytes.n, HTML_MAX_BYTES);
    if (!pages)
        return fail(e, RC_NOMEM, "out of memory");
    buf_init(&request, NULL);
    buf_init(&answer, NULL);
    buf_add(&request, (struct str){(const char *)&r, sizeof r});
    buf_add(&request, origin->url);
    buf_add(&request, origin->charset);
    buf_add(&request, bytes);
    enum rc rc = buf_failed(&request) ? fail(e, RC_NOMEM, "out of memory")
                                      : child_run(pages, buf_view(&request), &answer, e);
    if (!rc)
        rc = doc_unpack(a, buf_view(&answer), out, e);
    buf_release(&request);
    buf_release(&answer);
    return rc;
}

enum rc page_read_html(struct arena *a, struct str bytes, const struct source_origin *origin,
                       struct doc *out, struct err *e)
{
    struct child *pages = page_child_new();
    enum rc rc = page_read_in(a, pages, bytes, origin, out, e);
    child_free(pages);
    return rc;
}
