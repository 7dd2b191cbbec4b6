#include "article/own_text.h"

#include "base/buf.h"
#include "base/vec.h"

struct writer {
    struct buf text;
    struct vec lines; /* struct own_text_line */
};

static void add_line(struct writer *w, enum own_line what, size_t block, struct str text)
{
    if (text.n == 0)
        return;
    struct own_text_line *line = vec_push(&w->lines);
    if (line)
        *line = (struct own_text_line){what, w->text.n, w->text.n + text.n, block};
    buf_add(&w->text, text);
    buf_add_byte(&w->text, '\n');
}

struct own_text article_own_text(struct arena *a, const struct article *art)
{
    struct writer w = {.lines = VEC(struct own_text_line, a)};
    buf_init(&w.text, a);
    add_line(&w, OWN_TITLE, 0, art->title);
    add_line(&w, OWN_LEAD, 0, art->lead);
    for (size_t i = 0; i < art->blocks_n; i++) {
        const struct article_block *block = &art->blocks[i];
        if (block->text.n && str_eq(block->text, art->lead))
            continue;
        add_line(&w, OWN_BLOCK_TEXT, i, block->text);
        add_line(&w, OWN_BLOCK_CAPTION, i, block->caption);
        for (size_t k = 0; k < block->items.items_n; k++)
            add_line(&w, OWN_BLOCK_ITEM, i, block->items.items[k]);
    }
    return (struct own_text){buf_view(&w.text), w.lines.p, w.lines.n};
}
