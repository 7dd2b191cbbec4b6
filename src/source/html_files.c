#include "source/html_files.h"

#include "source/document_link.h"
#include "source/html_names.h"
#include "source/html_url.h"

/* The attribute that names what n links to or shows; "" for other elements. */
static struct str address_of(const struct html_tree *t, html_node n)
{
    enum html_tag tag = html_tag_of(t, n);
    struct str src = STR("");
    if (tag == HTML_TAG_A)
        return html_attr(t, n, "href");
    if (tag == HTML_TAG_OBJECT)
        return html_attr(t, n, "data");
    if (tag != HTML_TAG_IFRAME && tag != HTML_TAG_EMBED)
        return src;
    src = html_attr(t, n, "src");
    return src.n ? src : html_attr(t, n, "data-src");
}

static void read_node(const struct html_tree *t, html_node n, struct str base, struct vec *files)
{
    struct str address = html_is_element(t, n) ? address_of(t, n) : STR("");
    if (address.n == 0 || address.n > HTML_URL_MAX_BYTES)
        return;
    struct str url =
        html_url_resolve(t->a, base, document_link_of(t->a, html_url_resolve(t->a, base, address)));
    bool link = html_tag_of(t, n) == HTML_TAG_A;
    struct str title = link && url.n ? html_text(t, n) : html_attr(t, n, "title");
    document_link_add(t->a, files, (struct doc_file){.title = title, .url = url});
}

bool html_links_documents(const struct html_tree *t, html_node root)
{
    enum { ELEMENTS_MAX = 300 }; /* of a box of attachments */
    bool found = false;
    if (html_at(t, root)->count.link_cp == 0 || html_at(t, root)->count.elements > ELEMENTS_MAX)
        return false;
    for (html_node n = root; n; n = html_next(t, root, n)) {
        if (html_tag_of(t, n) != HTML_TAG_A || html_at(t, n)->count.cp == 0)
            continue;
        if (document_link_of(t->a, address_of(t, n)).n == 0)
            return false;
        found = true;
    }
    return found;
}

bool html_shows_document(const struct html_tree *t, html_node n)
{
    enum html_tag tag = html_tag_of(t, n);
    struct str type = html_attr(t, n, "type");
    if (tag != HTML_TAG_OBJECT && tag != HTML_TAG_EMBED && tag != HTML_TAG_IFRAME)
        return false;
    return str_eq_nocase(type, STR("application/pdf")) ||
           document_link_of(t->a, address_of(t, n)).n > 0;
}

void html_files_read(const struct html_tree *t, html_node root, struct str base, struct vec *files)
{
    for (html_node n = root; n; n = html_next(t, root, n))
        read_node(t, n, base, files);
}

static bool is_apart(const struct html_tree *t, html_node n)
{
    static const char *const PARTS[] = {"menu", "sidebar", "footer", "header", "nav", "navbar"};
    enum html_tag tag = html_tag_of(t, n);
    return tag == HTML_TAG_NAV || tag == HTML_TAG_ASIDE || tag == HTML_TAG_FOOTER ||
           html_named_word(t, n, PARTS, COUNT_OF(PARTS));
}

void html_files_between(const struct html_tree *t, html_node first, html_node last, struct str base,
                        struct vec *files)
{
    html_node n = t->root;
    while (n && n <= last) {
        bool apart = n >= first && is_apart(t, n);
        if (n >= first && !apart)
            read_node(t, n, base, files);
        n = apart ? html_next_skip(t, t->root, n) : html_next(t, t->root, n);
    }
}
