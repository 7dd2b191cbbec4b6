#include "site/body_facts.h"

#include "site/register_route.h"
#include "store/store_register.h"

#include <stdlib.h>

/* The longer one first where two begin together; a sentence before the name it is. */
static int by_place(const void *a, const void *b)
{
    const struct annotation *x = a;
    const struct annotation *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return (x->url.n > 0) - (y->url.n > 0);
}

static size_t place(int64_t byte, size_t most)
{
    return byte < 0 || (uint64_t)byte > most ? most : (size_t)byte;
}

/* A name inside another one ("Việt Nam" in "Đảng Cộng sản Việt Nam") gets no link of its own. */
static size_t add_links(struct job *j, struct body_facts *f, const struct store_mention *mentions,
                        size_t n)
{
    size_t most = f->own.text.n;
    size_t covered = 0;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        size_t start = place(mentions[i].start_byte, most);
        size_t end = place(mentions[i].end_byte, most);
        const struct store_entity *e = &mentions[i].entity;
        if (start < covered || start >= end)
            continue;
        covered = end;
        f->marks[kept++] = (struct annotation){
            .start = start, .end = end, .url = register_entity_path(j->arena, e->kind, e->slug)};
    }
    return kept;
}

enum rc body_facts_read(struct job *j, int64_t article_id, const struct article *art,
                        struct body_facts *out)
{
    struct store_mention *mentions = NULL;
    struct store_sentence *sentences = NULL;
    size_t mentions_n = 0;
    size_t n = 0;
    *out = (struct body_facts){0};
    if (!j->state->features.registry)
        return RC_OK;
    job_tag(j, STR("register"));
    enum rc rc = store_article_mentions(j->reader, j->arena, article_id, ANNOTATE_MARKS_MAX,
                                        &mentions, &mentions_n, j->err);
    if (!rc)
        rc = store_article_sentences(j->reader, j->arena, article_id, ANNOTATE_MARKS_MAX,
                                     &sentences, &n, j->err);
    if (rc || mentions_n + n == 0)
        return rc;
    out->own = article_own_text(j->arena, art);
    out->marks = arena_array(j->arena, mentions_n + n, sizeof *out->marks);
    if (!out->marks)
        return RC_NOMEM;
    out->marks_n = add_links(j, out, mentions, mentions_n);
    for (size_t i = 0; i < n; i++)
        out->marks[out->marks_n++] = (struct annotation){
            .start = place(sentences[i].start_byte, out->own.text.n),
            .end = place(sentences[i].end_byte, out->own.text.n),
            .id = str_format(j->arena, "cau-%lld", (long long)sentences[i].number)};
    qsort(out->marks, out->marks_n, sizeof *out->marks, by_place);
    return RC_OK;
}

static const struct own_text_line *line_of(const struct body_facts *f, enum own_line what,
                                           size_t block)
{
    for (size_t i = 0; i < f->own.lines_n; i++)
        if (f->own.lines[i].what == what && f->own.lines[i].block == block)
            return &f->own.lines[i];
    return NULL;
}

struct html body_facts_mark(struct job *j, const struct body_facts *f, enum own_line what,
                            size_t block, struct html markup)
{
    const struct own_text_line *line = line_of(f, what, block);
    struct annotation *own = line ? arena_array(j->arena, f->marks_n + 1, sizeof *own) : NULL;
    size_t n = 0;
    if (!own)
        return markup;
    for (size_t i = 0; i < f->marks_n; i++) {
        if (f->marks[i].start < line->start || f->marks[i].end > line->end)
            continue;
        own[n] = f->marks[i];
        own[n].start -= line->start;
        own[n++].end -= line->start;
    }
    return annotate(j->arena, markup, str_slice(f->own.text, line->start, line->end), own, n);
}

struct str body_facts_title_anchor(const struct body_facts *f)
{
    const struct own_text_line *line = line_of(f, OWN_TITLE, 0);
    for (size_t i = 0; line && i < f->marks_n; i++)
        if (f->marks[i].id.n && f->marks[i].start < line->end)
            return f->marks[i].id;
    return STR("");
}
