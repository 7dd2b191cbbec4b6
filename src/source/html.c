#include "source/html.h"

#include "base/utf8.h"
#include "source/charset.h"
#include "source/html_blocks.h"
#include "source/html_main.h"
#include "source/html_tree.h"
#include "source/html_url.h"

static const char FULL[] = "page needs more memory than its limit";

enum rc html_blocks(struct arena *a, struct str fragment, struct str base_url,
                    struct doc_block **out, size_t *n, struct err *e)
{
    struct html_tree tree;
    struct vec blocks = VEC(struct doc_block, a);
    size_t bad_at = 0;
    if (!utf8_valid(fragment, &bad_at))
        return fail(e, RC_INVALID, "markup: byte %zu is not UTF-8", bad_at);
    enum rc rc = html_tree_parse(a, fragment, true, &tree, e);
    if (rc)
        return rc;
    html_blocks_read(&tree, tree.root, base_url, &blocks);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, FULL);
    *out = blocks.p;
    *n = blocks.n;
    return RC_OK;
}

enum rc html_read(struct arena *a, struct str bytes, const struct html_page_hints *hints,
                  struct doc *out, struct err *e)
{
    struct html_tree tree;
    struct str text;
    struct vec blocks = VEC(struct doc_block, a);
    enum rc rc = charset_text(bytes, &text, e);
    if (!rc)
        rc = html_tree_parse(a, text, false, &tree, e);
    if (rc)
        return rc;
    struct doc doc = {.published_ms = CLOCK_NONE, .updated_ms = CLOCK_NONE, .url = hints->url};
    html_node title = html_find(&tree, tree.root, HTML_TAG_H1);
    title = title ? title : html_find(&tree, tree.root, HTML_TAG_TITLE);
    html_node body = html_find(&tree, tree.root, HTML_TAG_BODY);
    if (!title || !body)
        return fail(e, RC_INVALID, "no article found: no title with text below it");
    doc.title = html_text(&tree, title);
    struct html_tree cut;
    html_node root = 0;
    if (!html_main_find(&tree, doc.title, &cut, &root))
        return fail(e, RC_INVALID, "no article found: no title with text below it");
    html_blocks_read(&cut, root, hints->url, &blocks);
    doc.blocks = blocks.p;
    doc.blocks_n = blocks.n;
    if (arena_failed(a))
        return fail(e, RC_NOMEM, FULL);
    *out = doc;
    return RC_OK;
}
