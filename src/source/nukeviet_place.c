#include "source/nukeviet_place.h"

#include "base/buf.h"
#include "source/place.h"

enum {
    DEPTH_MAX = 8,               /* of sections in sections; deeper is a circle */
    PLACE_ARENA_BYTES = 1 << 20, /* the addresses of one */
};

/* A module with its name in addresses. */
struct where {
    struct arena *a;
    struct str domain; /* "" = unknown */
    struct str language;
    struct str module;
};

struct nukeviet_name nukeviet_name_of(struct arena *a, const struct nukeviet_tables *t,
                                      const struct nukeviet_module *m)
{
    void *found = NULL;
    struct buf guessed;
    buf_init(&guessed, a);
    for (size_t i = 0; i < m->data.n; i++)
        buf_add_byte(&guessed, m->data.p[i] == '_' ? '-' : m->data.p[i]);
    struct nukeviet_name name = {buf_view(&guessed), buf_view(&guessed), STR("")};
    if (!map_get(&t->names, m->prefix, &found) || !found)
        return name;
    const struct nukeviet_name *known = found;
    if (known->title.n)
        name.title = name.upload = known->title;
    if (known->upload.n)
        name.upload = known->upload;
    return name;
}

typedef void add_address(struct place *p, struct str url);

static struct str on_site(const struct where *w, struct str path)
{
    return w->domain.n ? str_format(w->a, "https://%.*s%.*s", STR_ARG(w->domain), STR_ARG(path))
                       : path;
}

/* What NukeViet makes of "op" in a module, by its settings: with and without language and module, and
 * plain. op "" is the module's own page. */
static void add_all(struct place *p, const struct where *w, struct str op, add_address *add)
{
    struct arena *a = w->a;
    struct str slash = op.n ? STR("/") : STR("");
    struct str tail =
        str_format(a, "/%.*s%.*s%.*s/", STR_ARG(w->module), STR_ARG(slash), STR_ARG(op));
    add(p, on_site(w, tail));
    add(p, on_site(w, str_format(a, "/%.*s%.*s", STR_ARG(w->language), STR_ARG(tail))));
    add(p, on_site(w, str_format(a, "/index.php?language=%.*s&nv=%.*s%s%.*s", STR_ARG(w->language),
                                 STR_ARG(w->module), op.n ? "&op=" : "", STR_ARG(op))));
    add(p, on_site(w, str_format(a, "/index.php?nv=%.*s%s%.*s", STR_ARG(w->module),
                                 op.n ? "&op=" : "", STR_ARG(op))));
    if (op.n == 0)
        return;
    add(p, on_site(w, str_format(a, "/%.*s/", STR_ARG(op))));
    add(p, on_site(w, str_format(a, "/%.*s/%.*s/", STR_ARG(w->language), STR_ARG(op))));
}

static void add_feeds(struct place *p, const struct where *w, struct str op)
{
    add_all(p, w, op.n ? str_concat(w->a, STR("rss/"), op) : STR("rss"), place_feed);
}

static void tell_section(const struct where *w, const struct nukeviet_module *m,
                         const struct nukeviet_section *section, const struct source_sink *sink)
{
    struct place p;
    void *found = NULL;
    const struct nukeviet_section *up[DEPTH_MAX];
    size_t n = 0;
    place_begin(&p, w->a, DOC_PLACE_SECTION, section->title);
    for (const struct nukeviet_section *s = section; s && n < DEPTH_MAX;
         s = map_get(&m->sections, str_trim(s->parent), &found) ? found : NULL)
        up[n++] = s;
    while (n)
        place_step(&p, up[--n]->title);
    add_all(&p, w, section->alias, place_url);
    add_feeds(&p, w, section->alias);
    place_tell(&p, sink);
}

/* How the addresses of a list begin, and what it is here. */
static const struct {
    const char *op;
    enum doc_place_kind kind;
} LISTS[] = {
    [NUKEVIET_TOPICS] = {"topic", DOC_PLACE_TOPIC},
    [NUKEVIET_TAGS] = {"tag", DOC_PLACE_TAG},
    [NUKEVIET_GROUPS] = {"groups", DOC_PLACE_TOPIC},
    [NUKEVIET_AUTHORS] = {"author", DOC_PLACE_AUTHOR},
};

static void tell_label(const struct where *w, enum nukeviet_list list,
                       const struct nukeviet_label *label, const struct source_sink *sink)
{
    struct place p;
    place_begin(&p, w->a, LISTS[list].kind, label->name);
    if (label->alias.n)
        add_all(&p, w, str_format(w->a, "%s/%.*s", LISTS[list].op, STR_ARG(label->alias)),
                place_url);
    place_tell(&p, sink);
}

static void tell_module(const struct where *w, const struct source_sink *sink)
{
    struct place p;
    place_begin(&p, w->a, DOC_PLACE_HOME, STR(""));
    add_all(&p, w, STR(""), place_url);
    add_feeds(&p, w, STR(""));
    place_tell(&p, sink);
}

/* One place at a time is in memory. */
static void tell_all(const struct nukeviet_tables *t, const struct nukeviet_module *m,
                     const struct source_sink *sink)
{
    struct arena names;
    struct arena a;
    arena_init(&names, PLACE_ARENA_BYTES);
    arena_init(&a, PLACE_ARENA_BYTES);
    struct where w = {&a, t->domain, m->language, nukeviet_name_of(&names, t, m).title};
    tell_module(&w, sink);
    for (size_t i = 0; i < m->all_sections.n; i++) {
        arena_release(&a);
        tell_section(&w, m, *(struct nukeviet_section **)vec_at(&m->all_sections, i), sink);
    }
    for (size_t list = 0; list < COUNT_OF(LISTS); list++)
        for (size_t i = 0; i < m->all_labels[list].n; i++) {
            arena_release(&a);
            tell_label(&w, (enum nukeviet_list)list,
                       *(struct nukeviet_label **)vec_at(&m->all_labels[list], i), sink);
        }
    arena_release(&a);
    arena_release(&names);
}

void nukeviet_places_tell(const struct nukeviet_tables *t, const struct source_sink *sink)
{
    for (size_t i = 0; sink->place && i < t->order.n; i++) {
        const struct nukeviet_module *m = *(struct nukeviet_module **)vec_at(&t->order, i);
        if (m->order.n)
            tell_all(t, m, sink);
    }
}
