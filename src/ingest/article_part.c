#include "ingest/article_part.h"

#include "article/own_text.h"
#include "base/map.h"
#include "base/utf8.h"
#include "ingest/from_doc.h"
#include "source/capture.h"

enum { EDGE_BYTES = 24 }; /* lines are known by so much of their beginning or end */

static struct str head_of(struct str line)
{
    return utf8_first_cp(line, EDGE_BYTES);
}

static struct str tail_of(struct str line)
{
    return line.n > EDGE_BYTES ? str_from(line, line.n - EDGE_BYTES) : line;
}

/* The beginnings and ends of the article's lines. */
static void know_lines(struct map *known, struct str article)
{
    struct str line;
    while (str_next_line(&article, &line)) {
        if (line.n == 0)
            continue;
        (void)map_set(known, head_of(line), NULL);
        (void)map_set(known, tail_of(line), NULL);
    }
}

static bool is_known(struct arena *a, const struct map *known, struct str line)
{
    void *value;
    struct str folded = utf8_fold_space(a, line);
    return folded.n > 0 &&
           (map_get(known, head_of(folded), &value) || map_get(known, tail_of(folded), &value));
}

static void blank(char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = ' ';
}

/* False when not one line of the article was found again. */
static bool blank_others(struct arena *a, const struct map *known, char *bytes, size_t n)
{
    struct str rest = {bytes, n};
    struct str line;
    bool any = false;
    while (str_next_line(&rest, &line)) {
        bool own = is_known(a, known, line);
        any = any || own;
        if (!own)
            blank(bytes + (line.p - bytes), line.n);
    }
    return any;
}

enum rc article_part_of_page(struct arena *a, struct str text, struct str *out,
                             int64_t *published_ms, struct err *e)
{
    struct doc doc;
    struct err ignored;
    *out = text;
    *published_ms = CLOCK_NONE;
    if (capture_read(a, text, &doc, &ignored))
        return arena_failed(a) ? fail(e, RC_NOMEM, "page needs more memory than its limit") : RC_OK;
    struct article art = from_doc(a, &doc, (struct origin){.captured_ms = CLOCK_NONE});
    struct map known;
    char *bytes = arena_alloc(a, text.n);
    map_init(&known, a);
    know_lines(&known, article_own_text(a, &art).text);
    *published_ms = art.published_ms;
    if (!bytes || arena_failed(a))
        return fail(e, RC_NOMEM, "page needs more memory than its limit");
    for (size_t i = 0; i < text.n; i++)
        bytes[i] = text.p[i];
    if (blank_others(a, &known, bytes, text.n))
        *out = (struct str){bytes, text.n};
    return arena_failed(a) ? fail(e, RC_NOMEM, "page needs more memory than its limit") : RC_OK;
}
