#include "ingest/reader.h"

#include "article/article_json.h"
#include "source/capture.h"
#include "source/recognise.h"
#include "source/sanitize.h"

struct reader {
    struct origin origin;
    reader_found *found;
    void *ctx;
};

static struct html sanitize_block(void *ctx, struct arena *a, struct str markup)
{
    (void)ctx;
    struct html clean = html_from_store(STR(""));
    /* what cannot be made safe is left out; the block's text stays */
    if (sanitize_inline(a, markup, &clean, NULL))
        return html_from_store(STR(""));
    return clean;
}

static bool tell(const struct reader *r, const struct reader_item *item, enum rc rc, size_t line,
                 const struct err *e)
{
    return r->found(r->ctx, rc ? NULL : item, rc, line, e);
}

static void read_capture(const struct reader *r, struct str bytes)
{
    struct arena a;
    struct err e = {""};
    struct doc doc;
    struct reader_item item = {.a = &a, .is_capture = true};
    arena_init(&a, READER_ARTICLE_ARENA_BYTES);
    enum rc rc = capture_read(&a, bytes, &doc, &e);
    if (!rc) {
        item.article = from_doc(&a, &doc, r->origin);
        rc = arena_failed(&a) ? fail(&e, RC_NOMEM, "page needs more memory than its limit")
                              : article_check(&item.article, &e);
    }
    (void)tell(r, &item, rc, 0, &e);
    arena_release(&a);
}

/* False when the caller's callback has had enough. */
static bool read_object(const struct reader *r, struct str json, size_t line)
{
    struct arena a;
    struct err e = {""};
    struct reader_item item = {.a = &a, .line = line};
    struct article_json_options options = {.sanitize = sanitize_block};
    arena_init(&a, READER_ARTICLE_ARENA_BYTES);
    enum rc rc = article_json_read(&a, json, options, &item.article, &e);
    struct article *art = &item.article;
    if (!rc && art->provenance_format.n == 0) {
        art->provenance_format = r->origin.format;
        art->provenance_path = r->origin.path;
        art->provenance_captured_ms = r->origin.captured_ms;
    }
    bool go_on = tell(r, &item, rc, line, &e);
    arena_release(&a);
    return go_on;
}

static void read_lines(const struct reader *r, struct str text)
{
    struct str line;
    size_t number = 0;
    while (str_next_line(&text, &line)) {
        number++;
        if (str_trim(line).n && !read_object(r, line, number))
            return;
    }
}

static void refuse(const struct reader *r, const char *name)
{
    struct err e;
    enum rc rc = fail(&e, RC_INVALID,
                      "%s is not understood yet; text captures and Article JSON (one object, or "
                      "one a line) are",
                      name);
    (void)tell(r, NULL, rc, 0, &e);
}

static struct str without_bom(struct str s)
{
    static const struct str BOM = STR_INIT("\xEF\xBB\xBF");
    return str_starts(s, BOM) ? str_from(s, BOM.n) : s;
}

void reader_run(struct str bytes, struct origin origin, reader_found *found, void *ctx)
{
    struct reader r = {.origin = origin, .found = found, .ctx = ctx};
    const char *name = "";
    switch (recognise(bytes, &name)) {
    case FORMAT_CAPTURE:
        r.origin.format = STR("capture");
        read_capture(&r, bytes);
        return;
    case FORMAT_ARTICLE_JSON:
        r.origin.format = STR("article-json");
        (void)read_object(&r, without_bom(bytes), 0);
        return;
    case FORMAT_ARTICLE_JSON_LINES:
        r.origin.format = STR("article-json");
        read_lines(&r, without_bom(bytes));
        return;
    case FORMAT_UNSUPPORTED: refuse(&r, name); return;
    }
}
