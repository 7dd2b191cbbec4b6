#include "source/markdown_html.h"

#include <md4c-html.h>

struct writer {
    struct buf *out;
    size_t from;
    bool too_long;
};

static void write_piece(const MD_CHAR *text, MD_SIZE n, void *ctx)
{
    struct writer *w = ctx;
    if (w->out->n - w->from + n > MARKDOWN_HTML_MAX_BYTES)
        w->too_long = true;
    else
        buf_add(w->out, (struct str){text, n});
}

bool markdown_html(struct str markdown, struct buf *out)
{
    enum { FLAGS = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEURLAUTOLINKS };
    struct writer w = {out, out->n, false};
    struct buf ended; /* md4c looks for the end of a line with strcspn */
    if (markdown.n > MARKDOWN_MAX_BYTES)
        return false;
    buf_init(&ended, NULL);
    buf_add(&ended, markdown);
    buf_add_byte(&ended, '\0');
    int failed =
        buf_failed(&ended) || md_html(ended.p, (MD_SIZE)markdown.n, write_piece, &w, FLAGS, 0);
    buf_release(&ended);
    return !failed && !w.too_long && !buf_failed(out);
}
