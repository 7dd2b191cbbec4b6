#include "source/ghost.h"

#include "base/mem.h"
#include "source/ghost_body.h"
#include "source/ghost_tables.h"
#include "source/json_split.h"
#include "source/loa_meta.h"
#include "source/markup.h"

struct ghost {
    struct source_sink sink;
    struct json_split split;
    struct arena arena; /* of the tables */
    struct ghost_tables tables;
    struct vec waiting; /* struct str: posts, when the file comes once */
    size_t posts;
    bool surveys;
    bool twice;
};

/* ---- one post ---- */

/* "__GHOST_URL__/content/images/a.jpg" lies beside the export as "content/images/a.jpg". */
static struct str local_addresses(struct arena *a, struct str s)
{
    static const struct str HERE = STR_INIT("__GHOST_URL__");
    struct buf out;
    if (!str_contains(s, HERE))
        return s;
    buf_init(&out, a);
    while (s.n) {
        size_t at = str_find(s, HERE);
        buf_add(&out, str_first(s, at));
        s = str_from(s, at + HERE.n);
        s = str_from(s, str_starts(s, STR("/content/")));
    }
    return buf_view(&out);
}

/* Bytes of text between tags. */
static size_t text_bytes(struct str html)
{
    size_t n = 0;
    bool inside = false;
    for (size_t i = 0; i < html.n; i++) {
        inside = inside ? html.p[i] != '>' : html.p[i] == '<';
        n += !inside && html.p[i] != '>' && !byte_is_space(html.p[i]);
    }
    return n;
}

/* What its editor stores, which says what a card is; else the page as readers saw it. */
static struct str body_of(struct arena *a, const json_t *post, struct vec *notes)
{
    struct buf out;
    buf_init(&out, a);
    if (!ghost_lexical(a, json_text(post, "lexical"), &out, notes) || out.n == 0)
        (void)ghost_mobiledoc(a, json_text(post, "mobiledoc"), &out, notes);
    struct str html = json_text(post, "html");
    if (text_bytes(buf_view(&out)) < text_bytes(html) / 2 || out.n == 0) {
        buf_clear(&out); /* it was written with something else since */
        notes->n = 0;
        buf_add(&out, html);
    }
    if (str_trim(buf_view(&out)).n == 0)
        markup_add_element(&out, "p", json_text(post, "plaintext"));
    return local_addresses(a, buf_view(&out));
}

static int64_t time_of(const json_t *post, const char *key)
{
    const json_t *value = json_object_get(post, key);
    int64_t ms = json_is_integer(value) ? json_integer_value(value) : 0;
    if (json_is_integer(value))
        return ms > 0 && ms < INT64_C(253402300800000) ? ms : CLOCK_NONE;
    return markup_time(json_text_of(value), 0);
}

static void set_times(const json_t *post, struct doc *d)
{
    int64_t updated = time_of(post, "updated_at");
    d->published_ms = time_of(post, "published_at");
    if (d->published_ms == CLOCK_NONE)
        d->published_ms = time_of(post, "created_at");
    d->updated_ms = updated != CLOCK_NONE && updated > d->published_ms ? updated : CLOCK_NONE;
}

/* The object itself, or what is in it: tools that make such files write {"url","data":{…}}. */
static const json_t *unwrapped(const json_t *object)
{
    const json_t *data = json_object_get(object, "data");
    return json_is_object(data) ? data : object;
}

static void set_people(struct arena *a, const struct ghost *g, const json_t *post, struct doc *d)
{
    void *found = NULL;
    struct vec people = VEC(struct doc_person, a);
    const json_t *own = json_object_get(post, "authors");
    for (size_t i = 0; i < json_array_size(own); i++)
        markup_person(&people, markup_fold(a, json_text(unwrapped(json_array_get(own, i)), "name")),
                      DOC_AUTHOR);
    if (map_get(&g->tables.authors, ghost_id(a, post, "id"), &found))
        for (const struct ghost_link *l = found; l; l = l->next)
            if (map_get(&g->tables.users, l->id, &found) && found)
                markup_person(&people, *(const struct str *)found, DOC_AUTHOR);
    if (people.n == 0)
        markup_person(&people,
                      markup_fold(a, json_text(unwrapped(json_object_get(post, "author")), "name")),
                      DOC_AUTHOR);
    if (people.n == 0 && map_get(&g->tables.users, ghost_id(a, post, "author_id"), &found) && found)
        markup_person(&people, *(const struct str *)found, DOC_AUTHOR);
    d->people = people.p;
    d->people_n = people.n;
}

static void add_tag(struct vec *tags, struct str name, bool internal)
{
    if (!internal && !str_starts(name, STR("#")))
        markup_add_text(tags, name);
}

/* Ghost has no sections; its first tag is the main one. */
static void set_tags(struct arena *a, const struct ghost *g, const json_t *post, struct doc *d)
{
    void *found = NULL;
    struct vec tags = VEC(struct str, a);
    const json_t *own = json_object_get(post, "tags");
    for (size_t i = 0; i < json_array_size(own); i++) {
        const json_t *tag = unwrapped(json_array_get(own, i));
        add_tag(&tags, markup_fold(a, json_text(tag, "name")),
                str_eq(json_text(tag, "visibility"), STR("internal")));
    }
    if (map_get(&g->tables.tagged, ghost_id(a, post, "id"), &found))
        for (const struct ghost_link *l = found; l; l = l->next) {
            if (!map_get(&g->tables.tags, l->id, &found) || !found)
                continue;
            const struct ghost_tag *tag = found;
            add_tag(&tags, tag->name, tag->internal);
        }
    d->tags = tags.p;
    d->tags_n = tags.n;
    if (tags.n)
        d->section = d->tags[0];
}

static void set_picture(struct arena *a, const struct ghost *g, const json_t *post, struct doc *d)
{
    void *found = NULL;
    struct doc_block figure = {.type = DOC_FIGURE,
                               .src = local_addresses(a, json_text(post, "feature_image")),
                               .alt = markup_fold(a, json_text(post, "feature_image_alt")),
                               .caption = markup_text(a, json_text(post, "feature_image_caption"))};
    if (map_get(&g->tables.metas, ghost_id(a, post, "id"), &found) && found) {
        const struct ghost_meta *meta = found;
        figure.alt = figure.alt.n ? figure.alt : meta->alt;
        figure.caption = figure.caption.n ? figure.caption : meta->caption;
    }
    figure.credit = markup_credit(a, figure.caption);
    markup_lead_picture(a, d, &figure);
}

static enum doc_state state_of(const json_t *post)
{
    struct str status = json_text(post, "status");
    struct str seen_by = json_text(post, "visibility");
    bool shown =
        status.n == 0 || str_eq(status, STR("published")) || str_eq(status, STR("scheduled"));
    return shown && (seen_by.n == 0 || str_eq(seen_by, STR("public"))) ? DOC_PUBLISHED : DOC_DRAFT;
}

static void set_addresses(struct arena *a, const json_t *outer, const json_t *post, struct doc *d)
{
    struct vec old = VEC(struct str, a);
    struct str slug = json_text(post, "slug");
    struct str url = json_text(outer, "url");
    if (url.n == 0)
        url = json_text(post, "url");
    if (str_starts(url, STR("http")))
        d->url = url;
    if (slug.n)
        markup_add_text(&old, str_format(a, "/%.*s/", STR_ARG(slug)));
    d->guid = json_text(post, "uuid");
    if (d->guid.n == 0)
        d->guid = ghost_id(a, post, "id");
    d->old_urls = old.p;
    d->old_urls_n = old.n;
}

static enum rc read_post(struct arena *a, const struct ghost *g, const json_t *outer,
                         struct doc *out, struct err *e)
{
    const json_t *post = unwrapped(outer);
    struct doc d = {.title = markup_fold(a, json_text(post, "title")),
                    .lead = markup_fold(a, json_text(post, "custom_excerpt")),
                    .language = json_text(post, "locale"),
                    .state = state_of(post),
                    .status = json_text(post, "status"),
                    .featured = json_is_set(post, "featured")};
    struct vec notes = VEC(struct str, a);
    enum rc rc = markup_body(a, body_of(a, post, &notes), STR(""), &d, e);
    if (rc)
        return rc;
    d.notes = notes.p;
    d.notes_n = notes.n;
    set_times(post, &d);
    set_people(a, g, post, &d);
    set_tags(a, g, post, &d);
    set_picture(a, g, post, &d);
    set_addresses(a, outer, post, &d);
    loa_meta_apply_json(a, json_object_get(post, LOA_META_NAME), json_text(post, "html"), &d);
    markup_title(a, &d);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "the post needs more memory than its limit");
    *out = d;
    return RC_OK;
}

static bool take_post(struct ghost *g, struct str json, size_t number)
{
    struct arena a;
    struct doc d;
    struct err e = {""};
    json_error_t cause;
    arena_init(&a, GHOST_POST_ARENA_BYTES);
    json_t *post = json_read(&a, json, &cause);
    enum rc rc =
        post ? read_post(&a, g, post, &d, &e) : fail(&e, RC_INVALID, "not JSON: %s", cause.text);
    bool go_on = rc ? g->sink.refused(g->sink.ctx, number, rc, e.text)
                    : g->sink.found(g->sink.ctx, &d, &a, number);
    json_decref(post);
    arena_release(&a);
    return go_on;
}

/* ---- rows ---- */

/* "db[].data.posts[]" -> "posts"; "" for what is no table of an export. */
static struct str table_of(struct str path)
{
    static const struct str PLACES[] = {STR_INIT("db[].data."), STR_INIT("db.data."),
                                        STR_INIT("data."), STR_INIT("")};
    if (!str_ends(path, STR("[]")))
        return STR("");
    for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
        struct str table = str_slice(path, PLACES[i].n, path.n - 2);
        if (str_starts(path, PLACES[i]) && !str_contains(table, STR(".")))
            return table;
    }
    return STR("");
}

static bool wanted(void *ctx, struct str path)
{
    struct str table = table_of(path);
    (void)ctx;
    return str_eq(table, STR("posts")) || ghost_tables_has(table);
}

static bool found(void *ctx, struct str path, struct str json, size_t number)
{
    struct ghost *g = ctx;
    struct str table = table_of(path);
    (void)number;
    if (str_eq(table, STR("posts"))) {
        g->posts++;
        if (g->surveys)
            return true;
        if (g->twice)
            return take_post(g, json, g->posts);
        struct str *kept = vec_push(&g->waiting);
        if (kept)
            *kept = str_copy(&g->arena, json);
    } else if (g->surveys || !g->twice) {
        json_t *row = json_loadb(json.p, json.n, 0, NULL);
        ghost_tables_add(&g->tables, table, row);
        json_decref(row);
    }
    return true;
}

static bool too_long(void *ctx, size_t number)
{
    struct ghost *g = ctx;
    (void)number;
    return g->surveys ||
           g->sink.refused(g->sink.ctx, ++g->posts, RC_LIMIT, "the post is larger than 8 MiB");
}

/* ---- the reader ---- */

static void ghost_close(void *reader)
{
    struct ghost *g = reader;
    if (!g)
        return;
    json_split_release(&g->split);
    arena_release(&g->arena);
    mem_free(g);
}

static void begin_split(struct ghost *g)
{
    struct json_split_handler handler = {wanted, found, too_long, g, GHOST_POST_MAX_BYTES};
    json_split_release(&g->split);
    json_split_init(&g->split, &handler);
    g->posts = 0;
}

static enum rc ghost_open(const struct source_sink *sink, const struct source_origin *origin,
                          void **out, struct err *e)
{
    struct ghost *g = mem_alloc(sizeof *g);
    (void)origin;
    if (!g)
        return fail(e, RC_NOMEM, "out of memory");
    g->sink = *sink;
    arena_init(&g->arena, GHOST_TABLES_MAX_BYTES);
    ghost_tables_init(&g->tables, &g->arena);
    g->waiting = VEC(struct str, &g->arena);
    begin_split(g);
    *out = g;
    return RC_OK;
}

static enum rc check_tables(const struct ghost *g, struct err *e)
{
    if (!arena_failed(&g->arena))
        return RC_OK;
    return fail(e, RC_LIMIT, "the export's tables need more than %d MiB%s",
                GHOST_TABLES_MAX_BYTES >> 20,
                g->twice ? "" : "; read it from a file, not through a pipe");
}

static enum rc ghost_push(void *reader, struct str piece, struct err *e)
{
    struct ghost *g = reader;
    enum rc rc = json_split_push(&g->split, piece, e);
    return rc ? rc : check_tables(g, e);
}

static void ghost_survey(void *reader)
{
    struct ghost *g = reader;
    g->surveys = g->twice = true;
}

static enum rc ghost_again(void *reader, struct err *e)
{
    struct ghost *g = reader;
    g->surveys = false;
    begin_split(g);
    return check_tables(g, e);
}

static enum rc ghost_end(void *reader, struct err *e)
{
    struct ghost *g = reader;
    enum rc rc = json_split_end(&g->split, e);
    if (!rc)
        rc = check_tables(g, e);
    for (size_t i = 0; i < g->waiting.n && (!rc || rc == RC_INVALID); i++)
        if (!take_post(g, *(struct str *)vec_at(&g->waiting, i), i + 1))
            return RC_OK;
    ghost_places_tell(&g->tables, &g->sink);
    return rc;
}

/* "db" or "data" or "posts" at the top, and what only a post of Ghost has. */
static bool is_ghost(struct str first)
{
    static const struct str POSTS[] = {
        STR_INIT("\"posts\""),      STR_INIT("\"mobiledoc\""),   STR_INIT("\"lexical\""),
        STR_INIT("\"posts_tags\""), STR_INIT("\"exported_on\""), STR_INIT("\"posts_authors\""),
    };
    static const struct str TOPS[] = {STR_INIT("\"db\""), STR_INIT("\"data\""),
                                      STR_INIT("\"meta\""), STR_INIT("\"posts\""),
                                      STR_INIT("\"users\"")};
    enum { TOP_BYTES = 256 };
    struct str text = str_trim(first);
    bool top = false;
    if (!str_starts(text, STR("{")) || str_contains(str_first(text, TOP_BYTES), STR("\"blocks\"")))
        return false;
    for (size_t i = 0; i < COUNT_OF(TOPS); i++)
        top = top || str_starts(str_trim(str_from(text, 1)), TOPS[i]);
    for (size_t i = 0; top && i < COUNT_OF(POSTS); i++)
        if (str_contains(text, POSTS[i]))
            return true;
    return false;
}

const struct source_format format_ghost = {
    .name = "ghost",
    .words = "Ghost export",
    .kind = SOURCE_STREAM,
    .unit = "post",
    .is_export = true,
    .is = is_ghost,
    .open = ghost_open,
    .push = ghost_push,
    .end = ghost_end,
    .close = ghost_close,
    .survey = ghost_survey,
    .again = ghost_again,
};
