#include "source/loa_meta.h"

#include "source/document_link.h"
#include "source/json_view.h"
#include "source/markup.h"

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

static void add_files(struct arena *a, const json_t *object, struct doc *d)
{
    struct vec files = VEC(struct doc_file, a);
    const json_t *list = json_object_get(object, "documents");
    for (size_t i = 0; i < d->files_n; i++)
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

static void apply(struct arena *a, const json_t *object, struct doc *d)
{
    const json_t *source = json_object_get(object, "source");
    set_text(a, object, "kicker", &d->kicker);
    set_text(a, object, "dateline", &d->dateline);
    set_text(a, object, "copyright", &d->copyright);
    set_text(a, object, "language", &d->language);
    set_text(a, object, "section", &d->section);
    set_text(a, source, "name", &d->source_name);
    set_text(a, source, "url", &d->source_url);
    set_texts(a, object, "breadcrumb", &d->breadcrumb, &d->breadcrumb_n);
    set_texts(a, object, "topics", &d->topics, &d->topics_n);
    set_texts(a, object, "tags", &d->tags, &d->tags_n);
    set_people(a, object, d);
    add_files(a, object, d);
}

void loa_meta_apply_json(struct arena *a, const json_t *object, struct doc *d)
{
    if (json_is_object(object))
        apply(a, object, d);
}

void loa_meta_apply(struct arena *a, struct str json, struct doc *d)
{
    if (json.n == 0)
        return;
    json_t *object = json_loadb(json.p, json.n, 0, NULL);
    loa_meta_apply_json(a, object, d);
    json_decref(object);
}
