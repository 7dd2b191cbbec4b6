#include "source/loa_meta.h"

#include "base/utf8.h"
#include "source/document_link.h"
#include "source/json_view.h"
#include "source/markup.h"
#include "source/sanitize.h"

enum {
    TALK_MAX = 100000,  /* comments of one article */
    OLD_URLS_MAX = 200, /* addresses of one article */
};

static void set_text(struct arena *a, const json_t *object, const char *key, struct str *out)
{
    struct str text = markup_fold(a, json_text(object, key));
    if (text.n)
        *out = text;
}

static void set_texts(struct arena *a, const json_t *object, const char *key, struct str **out,
                      size_t *out_n)
{
    struct vec texts = VEC(struct str, a);
    const json_t *list = json_object_get(object, key);
    for (size_t i = 0; i < json_array_size(list); i++)
        markup_add_text(&texts, markup_fold(a, json_text_of(json_array_get(list, i))));
    if (!json_is_array(list))
        return;
    *out = texts.p;
    *out_n = texts.n;
}

static void set_people(struct arena *a, const json_t *object, struct doc *d)
{
    static const struct {
        struct str word;
        enum doc_role role;
    } ROLES[] = {{STR_INIT("author"), DOC_AUTHOR},
                 {STR_INIT("photographer"), DOC_PHOTOGRAPHER},
                 {STR_INIT("translator"), DOC_TRANSLATOR},
                 {STR_INIT("compiler"), DOC_COMPILER},
                 {STR_INIT("editor"), DOC_EDITOR}};
    struct vec people = VEC(struct doc_person, a);
    const json_t *list = json_object_get(object, "contributors");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *person = json_array_get(list, i);
        struct str role = json_text(person, "role");
        for (size_t k = 0; k < COUNT_OF(ROLES); k++)
            if (str_eq(role, ROLES[k].word))
                markup_person(&people, markup_fold(a, json_text(person, "name")), ROLES[k].role);
    }
    if (!people.n)
        return;
    d->people = people.p;
    d->people_n = people.n;
}

/* whole: the list is all there is; else it names some of those that the body links to. */
static void add_files(struct arena *a, const json_t *object, bool whole, struct doc *d)
{
    struct vec files = VEC(struct doc_file, a);
    const json_t *list = json_object_get(object, "documents");
    for (size_t i = 0; i < d->files_n && !whole; i++)
        document_link_add(a, &files, d->files[i]);
    for (size_t i = 0; i < json_array_size(list) && i < DOCUMENT_LINKS_MAX; i++) {
        const json_t *one = json_array_get(list, i);
        document_link_add(a, &files,
                          (struct doc_file){.title = markup_fold(a, json_text(one, "title")),
                                            .url = markup_fold(a, json_text(one, "url"))});
    }
    d->files = files.p;
    d->files_n = files.n;
}

static void set_sources(struct arena *a, const json_t *object, struct doc *d)
{
    struct vec sources = VEC(struct doc_link, a);
    const json_t *list = json_object_get(object, "sources");
    for (size_t i = 0; i < json_array_size(list) && i < MARKUP_NAMES_MAX; i++) {
        const json_t *one = json_array_get(list, i);
        struct str name = markup_fold(a, json_text(one, "name"));
        struct str url = markup_fold(a, json_text(one, "url"));
        struct doc_link *kept = name.n ? vec_push(&sources) : NULL;
        if (kept)
            *kept = (struct doc_link){name, sanitize_href_allowed(url) ? url : STR("")};
    }
    d->sources = sources.p;
    d->sources_n = sources.n;
}

/* Readers' comments, in formats that have no place for them. */
static void set_talk(struct arena *a, const json_t *object, struct doc *d)
{
    struct vec talk = VEC(struct doc_comment, a);
    const json_t *list = json_object_get(object, "talk");
    for (size_t i = 0; i < json_array_size(list) && i < TALK_MAX; i++) {
        const json_t *one = json_array_get(list, i);
        struct doc_comment c = {.key = str_copy(a, json_text(one, "id")),
                                .parent = str_copy(a, json_text(one, "reply_to")),
                                .name = markup_fold(a, json_text(one, "name")),
                                .text = utf8_nfc(a, json_text(one, "text")),
                                .created_ms = markup_time(json_text(one, "created"), 0),
                                .approved = json_is_set(one, "approved")};
        struct doc_comment *kept = c.key.n ? vec_push(&talk) : NULL;
        if (kept)
            *kept = c;
    }
    if (!json_is_array(list))
        return;
    d->comments = talk.p;
    d->comments_n = talk.n;
}

/* The address it had before it came to the site that wrote this, and all that lead to it there. */
static void set_addresses(struct arena *a, const json_t *object, struct doc *d)
{
    struct vec old = VEC(struct str, a);
    const json_t *list = json_object_get(object, "old_urls");
    struct str url = markup_fold(a, json_text(object, "url"));
    markup_add_text(&old, d->url);
    for (size_t i = 0; i < json_array_size(list) && i < OLD_URLS_MAX; i++)
        markup_add_text(&old, markup_fold(a, json_text_of(json_array_get(list, i))));
    d->old_urls = old.p;
    d->old_urls_n = old.n;
    d->url_is_others = url.n && sanitize_href_allowed(url);
    if (d->url_is_others)
        d->url = url;
}

/* What the format had to fill in, or holds in a form of its own. */
static void clear(struct doc *d)
{
    d->kicker = d->dateline = d->copyright = d->language = d->section = STR("");
    d->source_name = d->source_url = STR("");
    d->people_n = d->breadcrumb_n = d->tags_n = d->topics_n = 0;
    d->featured = d->comments_closed = false;
}

static void apply(struct arena *a, const json_t *object, struct str body, struct doc *d)
{
    const json_t *source = json_object_get(object, "source");
    bool whole = json_whole(object, "version") >= 2;
    bool unchanged = whole && loa_body_apply(a, object, body, d);
    if (whole)
        clear(d);
    set_text(a, object, "kicker", &d->kicker);
    set_text(a, object, "dateline", &d->dateline);
    set_text(a, object, "copyright", &d->copyright);
    set_text(a, object, "language", &d->language);
    set_text(a, object, "section", &d->section);
    set_text(a, object, "sponsor", &d->sponsor);
    set_text(a, source, "name", &d->source_name);
    set_text(a, source, "url", &d->source_url);
    set_texts(a, object, "breadcrumb", &d->breadcrumb, &d->breadcrumb_n);
    set_texts(a, object, "topics", &d->topics, &d->topics_n);
    set_texts(a, object, "tags", &d->tags, &d->tags_n);
    set_people(a, object, d);
    set_sources(a, object, d);
    add_files(a, object, unchanged, d);
    if (!whole)
        return;
    set_talk(a, object, d);
    set_addresses(a, object, d);
    d->views = json_whole(object, "views");
    d->featured = json_is_set(object, "featured");
    d->comments_closed = str_eq(json_text(object, "comments"), STR("closed"));
}

void loa_meta_apply_json(struct arena *a, const json_t *object, struct str body, struct doc *d)
{
    if (json_is_object(object))
        apply(a, object, body, d);
}

void loa_meta_apply(struct arena *a, struct str json, struct str body, struct doc *d)
{
    if (json.n == 0)
        return;
    json_t *object = json_loadb(json.p, json.n, 0, NULL);
    loa_meta_apply_json(a, object, body, d);
    json_decref(object);
}
