#include "article/article_terms.h"

static void add_texts(struct terms *t, const struct article_texts *texts, bool head)
{
    for (size_t i = 0; i < texts->items_n; i++)
        terms_add(t, texts->items[i], head);
}

static void add_block(struct terms *t, const struct article_block *block)
{
    if (block->type == BLOCK_RELATED)
        return; /* another article's title */
    terms_add(t, block->text, false);
    terms_add(t, block->caption, false);
    terms_add(t, block->credit, false);
    add_texts(t, &block->items, false);
    for (size_t i = 0; i < block->rows_n; i++)
        add_texts(t, &block->rows[i], false);
}

void article_terms(struct arena *a, struct term_reader *reader, const struct article *art,
                   struct terms *out)
{
    terms_init(out, reader, a);
    terms_add(out, art->title, true);
    add_texts(out, &art->tags, true);
    add_texts(out, &art->topics, true);
    for (size_t i = 0; i < art->contributors_n; i++)
        terms_add_person(out, art->contributors[i].name);
    terms_add(out, art->kicker, false);
    terms_add(out, art->dateline, false);
    terms_add(out, art->lead, false);
    for (size_t i = 0; i < art->blocks_n; i++)
        add_block(out, &art->blocks[i]);
}
