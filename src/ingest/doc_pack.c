#include "ingest/doc_pack.h"

#include "base/utf8.h"
#include "source/sanitize.h"

#include <string.h>

/* One description for both ways: with out set it writes, else it reads. */
struct pack {
    struct buf *out;
    struct arena *a;
    struct str in;
    bool bad;
};

static void pack_number(struct pack *p, int64_t *value)
{
    if (p->out) {
        buf_add(p->out, (struct str){(const char *)value, sizeof *value});
        return;
    }
    if (p->in.n < sizeof *value) {
        p->bad = true;
        *value = 0;
        return;
    }
    memcpy(value, p->in.p, sizeof *value);
    p->in = str_from(p->in, sizeof *value);
}

static void pack_bytes(struct pack *p, struct str *s)
{
    int64_t n = (int64_t)s->n;
    pack_number(p, &n);
    if (p->out) {
        buf_add(p->out, *s);
        return;
    }
    if (n < 0 || (uint64_t)n > p->in.n) {
        p->bad = true;
        n = 0;
    }
    *s = str_copy(p->a, str_first(p->in, (size_t)n));
    p->in = str_from(p->in, (size_t)n);
}

static void pack_text(struct pack *p, struct str *s)
{
    pack_bytes(p, s);
    if (!p->out && !utf8_valid(*s, NULL))
        p->bad = true;
}

static void pack_html(struct pack *p, struct html *h)
{
    struct str s = h->s;
    pack_text(p, &s);
    if (p->out)
        return;
    if (!sanitize_is_clean(s))
        p->bad = true;
    *h = html_from_store(p->bad ? STR("") : s);
}

/* The number of elements of an array and, when reading, the array: each takes one byte at least. */
static void *pack_array(struct pack *p, void *items, size_t *n, size_t width_bytes)
{
    int64_t count = (int64_t)*n;
    pack_number(p, &count);
    if (p->out)
        return items;
    if (count < 0 || (uint64_t)count > p->in.n) {
        p->bad = true;
        count = 0;
    }
    void *made = arena_array(p->a, (size_t)count, width_bytes);
    *n = made ? (size_t)count : 0;
    return made;
}

static void pack_texts(struct pack *p, struct str **items, size_t *n)
{
    *items = pack_array(p, *items, n, sizeof **items);
    for (size_t i = 0; i < *n; i++)
        pack_text(p, &(*items)[i]);
}

static void pack_links(struct pack *p, struct doc_link **links, size_t *n)
{
    *links = pack_array(p, *links, n, sizeof **links);
    for (size_t i = 0; i < *n; i++) {
        pack_text(p, &(*links)[i].title);
        pack_text(p, &(*links)[i].url);
    }
}

/* An enum of the values 0 to last. */
static int64_t pack_choice(struct pack *p, int64_t value, int64_t last)
{
    pack_number(p, &value);
    if (value < 0 || value > last) {
        p->bad = true;
        return 0;
    }
    return value;
}

static void pack_flag(struct pack *p, bool *flag)
{
    *flag = pack_choice(p, *flag, 1) != 0;
}

static void pack_block(struct pack *p, struct doc_block *b)
{
    b->type = (enum doc_block_type)pack_choice(p, b->type, DOC_RELATED);
    pack_text(p, &b->text);
    pack_html(p, &b->html);
    pack_text(p, &b->src);
    pack_text(p, &b->poster);
    pack_text(p, &b->alt);
    pack_text(p, &b->caption);
    pack_text(p, &b->credit);
    pack_texts(p, &b->items.items, &b->items.items_n);
    pack_flag(p, &b->is_ordered);
    pack_flag(p, &b->has_head);
    b->rows = pack_array(p, b->rows, &b->rows_n, sizeof *b->rows);
    for (size_t i = 0; i < b->rows_n; i++)
        pack_texts(p, &b->rows[i].items, &b->rows[i].items_n);
    pack_links(p, &b->links, &b->links_n);
}

static void pack_teaser(struct pack *p, struct doc_teaser *t)
{
    pack_text(p, &t->block);
    pack_text(p, &t->title);
    pack_text(p, &t->url);
    pack_text(p, &t->excerpt);
    pack_text(p, &t->time);
}

static void pack_file(struct pack *p, struct doc_file *f)
{
    pack_text(p, &f->title);
    pack_text(p, &f->url);
    pack_text(p, &f->type);
    pack_number(p, &f->bytes);
}

static void pack_lists(struct pack *p, struct doc *d)
{
    d->people = pack_array(p, d->people, &d->people_n, sizeof *d->people);
    for (size_t i = 0; i < d->people_n; i++) {
        pack_text(p, &d->people[i].name);
        d->people[i].role = (enum doc_role)pack_choice(p, d->people[i].role, DOC_EDITOR);
    }
    d->blocks = pack_array(p, d->blocks, &d->blocks_n, sizeof *d->blocks);
    for (size_t i = 0; i < d->blocks_n; i++)
        pack_block(p, &d->blocks[i]);
    d->files = pack_array(p, d->files, &d->files_n, sizeof *d->files);
    for (size_t i = 0; i < d->files_n; i++)
        pack_file(p, &d->files[i]);
    d->teasers = pack_array(p, d->teasers, &d->teasers_n, sizeof *d->teasers);
    for (size_t i = 0; i < d->teasers_n; i++)
        pack_teaser(p, &d->teasers[i]);
    pack_texts(p, &d->breadcrumb, &d->breadcrumb_n);
    pack_texts(p, &d->tags, &d->tags_n);
    pack_texts(p, &d->topics, &d->topics_n);
    pack_texts(p, &d->notes, &d->notes_n);
    pack_links(p, &d->links, &d->links_n);
}

static void pack_doc(struct pack *p, struct doc *d)
{
    d->kind = (enum doc_kind)pack_choice(p, d->kind, DOC_LIST_PAGE);
    pack_text(p, &d->title);
    pack_text(p, &d->kicker);
    pack_text(p, &d->section);
    pack_text(p, &d->dateline);
    pack_text(p, &d->lead);
    pack_text(p, &d->description);
    pack_text(p, &d->language);
    pack_text(p, &d->source_name);
    pack_text(p, &d->source_url);
    pack_text(p, &d->site_name);
    pack_text(p, &d->url);
    pack_text(p, &d->copyright);
    pack_number(p, &d->published_ms);
    pack_number(p, &d->updated_ms);
    pack_lists(p, d);
}

void doc_pack(struct buf *out, const struct doc *d)
{
    struct doc copy = *d;
    struct pack p = {.out = out};
    pack_doc(&p, &copy);
}

enum rc doc_unpack(struct arena *a, struct str bytes, struct doc *out, struct err *e)
{
    struct doc d = {.kind = DOC_ARTICLE};
    struct pack p = {.a = a, .in = bytes};
    pack_doc(&p, &d);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "page needs more memory than its limit");
    if (p.bad || p.in.n)
        return fail(e, RC_CORRUPT, "its reader gave no document");
    *out = d;
    return RC_OK;
}
