#include "source/ghost_tables.h"

#include "source/markup.h"
#include "source/place.h"

void ghost_tables_init(struct ghost_tables *t, struct arena *a)
{
    *t = (struct ghost_tables){.a = a};
    map_init(&t->users, a);
    map_init(&t->tags, a);
    map_init(&t->authors, a);
    map_init(&t->tagged, a);
    map_init(&t->metas, a);
    t->named = VEC(struct ghost_named *, a);
}

struct str ghost_id(struct arena *a, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_integer(value))
        return str_format(a, "%lld", (long long)json_integer_value(value));
    return str_copy(a, json_text_of(value));
}

static void keep_named(struct ghost_tables *t, enum doc_place_kind kind, struct str name,
                       const json_t *row)
{
    struct ghost_named *named = arena_alloc(t->a, sizeof *named);
    struct ghost_named **kept = named ? vec_push(&t->named) : NULL;
    if (!kept)
        return;
    *named = (struct ghost_named){kind, name, str_copy(t->a, json_text(row, "slug"))};
    *kept = named;
}

static void add_user(struct ghost_tables *t, const json_t *row)
{
    struct str *name = arena_alloc(t->a, sizeof *name);
    if (!name)
        return;
    *name = markup_fold(t->a, json_text(row, "name"));
    map_set(&t->users, ghost_id(t->a, row, "id"), name);
    keep_named(t, DOC_PLACE_AUTHOR, *name, row);
}

static void add_tag(struct ghost_tables *t, const json_t *row)
{
    struct ghost_tag *tag = arena_alloc(t->a, sizeof *tag);
    if (!tag)
        return;
    tag->name = markup_fold(t->a, json_text(row, "name"));
    tag->internal =
        str_starts(tag->name, STR("#")) || str_eq(json_text(row, "visibility"), STR("internal"));
    map_set(&t->tags, ghost_id(t->a, row, "id"), tag);
    if (!tag->internal)
        keep_named(t, DOC_PLACE_TAG, tag->name, row);
}

static void add_meta(struct ghost_tables *t, const json_t *row)
{
    struct str alt = json_text(row, "feature_image_alt");
    struct str caption = json_text(row, "feature_image_caption");
    struct ghost_meta *meta = alt.n || caption.n ? arena_alloc(t->a, sizeof *meta) : NULL;
    if (!meta)
        return;
    *meta = (struct ghost_meta){markup_fold(t->a, alt), markup_text(t->a, caption)};
    map_set(&t->metas, ghost_id(t->a, row, "post_id"), meta);
}

enum { LINKS_MAX = 500 }; /* tags, authors of one post: the list is walked for each */

static void add_link(struct ghost_tables *t, struct map *m, const json_t *row, const char *to)
{
    void *found = NULL;
    struct ghost_link *link = arena_alloc(t->a, sizeof *link);
    struct str post = ghost_id(t->a, row, "post_id");
    if (!link)
        return;
    *link =
        (struct ghost_link){.id = ghost_id(t->a, row, to), .order = json_whole(row, "sort_order")};
    struct ghost_link *first = map_get(m, post, &found) ? found : NULL;
    struct ghost_link **at = &first;
    for (size_t i = 0; *at && (*at)->order <= link->order && i < LINKS_MAX; i++)
        at = &(*at)->next;
    link->next = *at;
    *at = link;
    map_set(m, post, first);
}

bool ghost_tables_has(struct str table)
{
    static const struct str TABLES[] = {STR_INIT("users"), STR_INIT("tags"),
                                        STR_INIT("posts_authors"), STR_INIT("posts_tags"),
                                        STR_INIT("posts_meta")};
    for (size_t i = 0; i < COUNT_OF(TABLES); i++)
        if (str_eq(table, TABLES[i]))
            return true;
    return false;
}

void ghost_tables_add(struct ghost_tables *t, struct str table, const json_t *row)
{
    if (str_eq(table, STR("users")))
        add_user(t, row);
    else if (str_eq(table, STR("tags")))
        add_tag(t, row);
    else if (str_eq(table, STR("posts_authors")))
        add_link(t, &t->authors, row, "author_id");
    else if (str_eq(table, STR("posts_tags")))
        add_link(t, &t->tagged, row, "tag_id");
    else if (str_eq(table, STR("posts_meta")))
        add_meta(t, row);
}

/* ---- pages ---- */

enum { PLACE_ARENA_BYTES = 1 << 20 }; /* the addresses of one */

static void tell_named(const struct ghost_named *named, const struct source_sink *sink)
{
    struct arena a;
    struct place p;
    const char *base = named->kind == DOC_PLACE_TAG ? "tag" : "author";
    arena_init(&a, PLACE_ARENA_BYTES);
    place_begin(&p, &a, named->kind, named->name);
    place_url(&p, str_format(&a, "/%s/%.*s/", base, STR_ARG(named->slug)));
    place_feed(&p, str_format(&a, "/%s/%.*s/rss/", base, STR_ARG(named->slug)));
    place_tell(&p, sink);
    arena_release(&a);
}

void ghost_places_tell(const struct ghost_tables *t, const struct source_sink *sink)
{
    struct arena a;
    struct place p;
    if (!sink->place)
        return;
    arena_init(&a, PLACE_ARENA_BYTES);
    place_begin(&p, &a, DOC_PLACE_HOME, STR(""));
    place_feed(&p, STR("/rss/"));
    place_feed(&p, STR("/feed/"));
    place_tell(&p, sink);
    arena_release(&a);
    for (size_t i = 0; i < t->named.n; i++) {
        const struct ghost_named *named = *(struct ghost_named **)vec_at(&t->named, i);
        if (named->slug.n && named->name.n)
            tell_named(named, sink);
    }
}
