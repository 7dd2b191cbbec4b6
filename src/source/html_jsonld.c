#include "base/utf8.h"
#include "source/html_declared.h"

#include <jansson.h>
#include <string.h>

enum {
    SCRIPTS_MAX = 24,           /* of one page that are looked at */
    SCRIPT_MAX_BYTES = 2 << 20, /* live blogs declare every post */
};

struct ld {
    struct html_declared *out;
    struct arena *a;
    struct vec objects; /* const json_t *, in the order of the page */
    const json_t *page; /* the page itself */
};

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static struct str take_text(struct ld *ld, const json_t *object, const char *key)
{
    const char *text = text_of(object, key);
    return text ? html_unescape(ld->a, str_view(text)) : STR("");
}

/* The name of a thing that is given as text, as an object, or as a list of either. */
static struct str name_in(struct ld *ld, const json_t *value)
{
    if (json_is_array(value))
        value = json_array_get(value, 0);
    if (json_is_string(value))
        return html_unescape(ld->a, str_view(json_string_value(value)));
    return take_text(ld, value, "name");
}

/* An object that stands for another one: {"@id": "#x"}. */
static const json_t *resolved(const struct ld *ld, const json_t *value)
{
    const char *id = text_of(value, "@id");
    if (!json_is_object(value) || !id || json_object_get(value, "name"))
        return value;
    for (size_t i = 0; i < ld->objects.n; i++) {
        const json_t *object = *(const json_t *const *)vec_at(&ld->objects, i);
        const char *other = text_of(object, "@id");
        if (other && strcmp(other, id) == 0 && json_object_get(object, "name"))
            return object;
    }
    return value;
}

static bool has_type(const json_t *object, const char *const *words, size_t words_n)
{
    const json_t *type = json_object_get(object, "@type");
    size_t n = json_is_array(type) ? json_array_size(type) : 1;
    for (size_t i = 0; type && i < n; i++) {
        const char *name = json_string_value(json_is_array(type) ? json_array_get(type, i) : type);
        for (size_t k = 0; name && k < words_n; k++)
            if (strstr(name, words[k]))
                return true;
    }
    return false;
}

static bool is_article(const json_t *object)
{
    static const char *const TYPES[] = {"Article", "BlogPosting",        "LiveBlogPosting",
                                        "Report",  "SocialMediaPosting", "DiscussionForumPosting"};
    return has_type(object, TYPES, COUNT_OF(TYPES));
}

static void take_author(struct ld *ld, const json_t *value)
{
    static const char *const PERSON[] = {"Person"};
    struct html_declared *d = ld->out;
    value = resolved(ld, value);
    struct str name = name_in(ld, value);
    struct str part;
    bool list = json_is_string(value);
    d->authors_are_persons = d->authors_are_persons || has_type(value, PERSON, COUNT_OF(PERSON));
    while (name.n && d->authors_n < DECLARED_AUTHORS_MAX) {
        if (list)
            str_next(&name, ',', &part);
        else
            part = name, name = STR("");
        part = str_trim(part);
        bool address = str_starts(part, STR("http"));
        if (part.n && !address)
            d->authors[d->authors_n++] = part;
    }
}

static void take_authors(struct ld *ld, const json_t *value)
{
    size_t n = json_is_array(value) ? json_array_size(value) : value ? 1 : 0;
    for (size_t i = 0; i < n; i++)
        take_author(ld, json_is_array(value) ? json_array_get(value, i) : value);
    if (ld->out->authors_n)
        ld->out->authors_from = DECLARED_JSON_LD;
}

/* Ghost names whoever wrote with the first author a contributor. Organizations contribute pictures. */
static void take_co_authors(struct ld *ld, const json_t *value)
{
    static const char *const PERSON[] = {"Person"};
    size_t n = json_is_array(value) ? json_array_size(value) : value ? 1 : 0;
    for (size_t i = 0; i < n && ld->out->authors_n; i++) {
        const json_t *one = resolved(ld, json_is_array(value) ? json_array_get(value, i) : value);
        if (has_type(one, PERSON, COUNT_OF(PERSON)))
            take_author(ld, one);
    }
}

static void take_tags(struct ld *ld, const json_t *value)
{
    struct html_declared *d = ld->out;
    size_t n = json_is_array(value) ? json_array_size(value) : 1;
    for (size_t i = 0; value && i < n; i++) {
        struct str text = name_in(ld, json_is_array(value) ? json_array_get(value, i) : value);
        struct str part;
        bool list = json_is_string(value);
        while (text.n && d->tags_n < DECLARED_TAGS_MAX) {
            if (list)
                str_next(&text, ',', &part);
            else
                part = text, text = STR("");
            if (str_trim(part).n)
                d->tags[d->tags_n++] = str_trim(part);
        }
    }
}

/* "Kinh doanh, Tài chính", or a list: the last is the nearest. */
static struct str last_name(struct ld *ld, const json_t *value)
{
    if (json_is_array(value))
        value = json_array_get(value, json_array_size(value) ? json_array_size(value) - 1 : 0);
    return name_in(ld, value);
}

static void take_once(struct str *slot, struct str value)
{
    if (slot->n == 0)
        *slot = value;
}

static void take_article(struct ld *ld, const json_t *object)
{
    struct html_declared *d = ld->out;
    d->article = true;
    take_once(&d->title[DECLARED_JSON_LD], take_text(ld, object, "headline"));
    take_once(&d->name, take_text(ld, object, "name"));
    if (d->title[DECLARED_JSON_LD].n == 0)
        d->title[DECLARED_JSON_LD] = d->name;
    take_once(&d->description[DECLARED_JSON_LD], take_text(ld, object, "description"));
    take_once(&d->published[DECLARED_JSON_LD], take_text(ld, object, "datePublished"));
    take_once(&d->updated, take_text(ld, object, "dateModified"));
    take_once(&d->section, last_name(ld, json_object_get(object, "articleSection")));
    html_declared_site(d, DECLARED_JSON_LD,
                       name_in(ld, resolved(ld, json_object_get(object, "publisher"))));
    if (d->authors_n == 0) {
        take_authors(ld, json_object_get(object, "author"));
        take_co_authors(ld, json_object_get(object, "contributor"));
    }
    if (d->tags_n == 0)
        take_tags(ld, json_object_get(object, "keywords"));
}

static void take_crumbs(struct ld *ld, const json_t *object)
{
    struct html_declared *d = ld->out;
    const json_t *items = json_object_get(object, "itemListElement");
    if (d->crumbs_n || !json_is_array(items))
        return;
    for (size_t i = 0; i < json_array_size(items) && d->crumbs_n < DECLARED_CRUMBS_MAX; i++) {
        const json_t *item = json_array_get(items, i);
        struct str name = take_text(ld, item, "name");
        if (name.n == 0)
            name = take_text(ld, json_object_get(item, "item"), "name");
        if (name.n)
            d->crumbs[d->crumbs_n++] = name;
    }
}

/* All objects of a value, breadth first: no recursion on outside structure. */
static void gather(struct ld *ld, const json_t *root)
{
    struct vec values = VEC(const json_t *, ld->a);
    const json_t **slot = vec_push(&values);
    if (slot)
        *slot = root;
    for (size_t i = 0; i < values.n && values.n < DECLARED_NODES_MAX; i++) {
        const json_t *value = *(const json_t *const *)vec_at(&values, i);
        if (json_is_object(value) && (slot = vec_push(&ld->objects)))
            *slot = value;
        for (size_t k = 0; json_is_array(value) && k < json_array_size(value); k++)
            if (values.n < DECLARED_NODES_MAX && (slot = vec_push(&values)))
                *slot = json_array_get(value, k);
        /* NOLINTNEXTLINE(performance-no-int-to-ptr): jansson's iterators change nothing */
        json_t *object = json_is_object(value) ? (json_t *)(uintptr_t)value : NULL;
        for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
            const json_t *child = json_object_iter_value(at);
            bool holds = json_is_object(child) || json_is_array(child);
            if (holds && values.n < DECLARED_NODES_MAX && (slot = vec_push(&values)))
                *slot = child;
        }
    }
}

/* The objects of one script; what they say is taken before they are given back. */
static void take_all(struct ld *ld)
{
    static const char *const CRUMBS[] = {"BreadcrumbList"};
    static const char *const LISTS[] = {"CollectionPage", "ItemList", "SearchResultsPage"};
    static const char *const SITES[] = {"WebSite"};
    static const char *const PAGES[] = {"WebPage"};
    for (size_t i = 0; i < ld->objects.n; i++) {
        const json_t *object = *(const json_t *const *)vec_at(&ld->objects, i);
        if (is_article(object) && !ld->out->article)
            take_article(ld, object);
        else if (has_type(object, CRUMBS, COUNT_OF(CRUMBS)))
            take_crumbs(ld, object);
        else if (has_type(object, LISTS, COUNT_OF(LISTS)))
            ld->out->list = true;
        else if (has_type(object, PAGES, COUNT_OF(PAGES)) && !ld->page)
            ld->page = object;
        else if (has_type(object, SITES, COUNT_OF(SITES)))
            html_declared_site(ld->out, DECLARED_NAME, take_text(ld, object, "name"));
    }
    if (ld->page && !ld->out->article && !ld->out->list) { /* no article is declared */
        take_once(&ld->out->published[DECLARED_JSON_LD], take_text(ld, ld->page, "datePublished"));
        take_once(&ld->out->updated, take_text(ld, ld->page, "dateModified"));
    }
}

/* What real pages break JSON with: line ends inside of strings, commas before a closing bracket,
 * comment and CDATA marks around it, a semicolon after it. */
static struct str mended(struct arena *a, struct str s)
{
    struct buf b;
    size_t cdata = str_find(s, STR("<![CDATA["));
    size_t cdata_end = str_find(s, STR("]]>"));
    if (cdata < s.n)
        s = str_slice(s, cdata + 9, cdata_end > cdata ? cdata_end : s.n);
    s = str_trim(s);
    while (s.n && s.p[0] != '{' && s.p[0] != '[')
        s = str_from(s, 1);
    while (s.n && s.p[s.n - 1] != '}' && s.p[s.n - 1] != ']')
        s.n--;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '}' || c == ']') {
            size_t end = b.n;
            while (end && byte_is_space(b.p[end - 1]))
                end--;
            if (end && b.p[end - 1] == ',')
                b.n = end - 1;
        }
        buf_add_byte(&b, (unsigned char)c < 0x20 ? ' ' : c);
    }
    return buf_view(&b);
}

static void read_script(const struct html_tree *t, struct str text, struct html_declared *out)
{
    struct ld ld = {.out = out, .a = t->a, .objects = VEC(const json_t *, t->a)};
    struct str json = mended(t->a, text);
    json_t *root = json.n ? json_loadb(json.p, json.n, JSON_ALLOW_NUL, NULL) : NULL;
    if (!root)
        return;
    gather(&ld, root);
    take_all(&ld);
    json_decref(root);
}

void html_jsonld_read(const struct html_tree *t, struct html_declared *out)
{
    size_t scripts = 0;
    for (html_node n = t->root; n && scripts < SCRIPTS_MAX; n = html_next(t, t->root, n)) {
        html_node text = html_tag_of(t, n) == HTML_TAG_SCRIPT ? html_at(t, n)->first : 0;
        if (html_tag_of(t, text) != HTML_TAG_TEXT || html_at(t, text)->text.n > SCRIPT_MAX_BYTES)
            continue;
        scripts++;
        read_script(t, html_at(t, text)->text, out);
    }
}
