#include "app/source_opml.h"

#include "app/source_terms.h"
#include "article/reserved.h"
#include "article/slug.h"
#include "base/buf.h"
#include "base/hex.h"
#include "base/url.h"
#include "base/vec.h"
#include "ingest/files.h"
#include "source/opml.h"

/* ---- one text of several ---- */

/* Adds s, after separator where something stands before it; what separates is escaped in s. */
static void add_part(struct buf *b, char separator, struct str s)
{
    if (separator)
        buf_add_byte(b, separator);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' || s.p[i] == ',' || s.p[i] == '=')
            buf_addf(b, "%%%02X", (unsigned)s.p[i]);
        else
            buf_add_byte(b, s.p[i]);
    }
}

/* The next part of *rest up to separator, without its escapes; "" at the end. */
static struct str next_part(struct task *t, char separator, struct str *rest)
{
    struct buf b;
    struct str part = STR("");
    buf_init(&b, &t->arena);
    (void)str_next(rest, separator, &part);
    for (size_t i = 0; i < part.n; i++) {
        int byte = part.p[i] == '%' ? hex_pair(part, i + 1) : -1;
        bool coded = byte >= ' ';
        buf_add_byte(&b, coded ? (char)byte : part.p[i]);
        i += coded ? 2 : 0;
    }
    return str_trim(buf_view(&b));
}

/* ---- in ---- */

static enum rc make_section(struct task *t, struct str name, struct str slug)
{
    const struct store_command c = {.kind = STORE_PUT_SECTION,
                                    .put_section = {.name = name.n ? name : slug, .slug = slug}};
    if (source_section_known(t, slug) == RC_OK)
        return RC_OK;
    return task_store(t, &c, NULL);
}

/* The section a folder of the list names, made where there is none. */
static enum rc folder_section(struct task *t, struct str folder, struct str *slug)
{
    *slug = STR("");
    if (!folder.n)
        return RC_OK;
    *slug = slug_from_title(&t->arena, folder);
    if (reserved_is(*slug))
        *slug = str_concat(&t->arena, *slug, STR("-muc"));
    return make_section(t, folder, *slug);
}

/* "slug=Name" */
static enum rc own_section(struct task *t, struct str said, struct str *slug)
{
    *slug = next_part(t, '=', &said);
    return slug->n ? make_section(t, next_part(t, '=', &said), *slug) : RC_OK;
}

/* "category=slug=Name,…" */
static enum rc take_map(struct task *t, struct str said, struct str *lines)
{
    struct buf b;
    struct str entry;
    enum rc rc = RC_OK;
    buf_init(&b, &t->arena);
    while (!rc && str_next(&said, ',', &entry)) {
        struct str slug = STR("");
        struct str category = next_part(t, '=', &entry);
        rc = own_section(t, entry, &slug);
        if (category.n && slug.n)
            buf_addf(&b, "%.*s\t%.*s\n", STR_ARG(category), STR_ARG(slug));
    }
    *lines = buf_view(&b);
    return rc;
}

static enum rc take_instant(struct task *t, const char *name, struct str said, int64_t *at_ms)
{
    return said.n ? args_instant(name, str_cstr(&t->arena, said), at_ms, &t->e) : RC_OK;
}

static enum rc take_agreement(struct task *t, const struct opml_terms *said,
                              struct store_feed *feed)
{
    int64_t minutes = 0;
    feed->agreement_number = said->agreement;
    enum rc rc = take_instant(t, OPML_SPACE_PREFIX "agreed", said->agreed, &feed->agreement_ms);
    if (!rc)
        rc = take_instant(t, OPML_SPACE_PREFIX "until", said->until, &feed->agreement_until_ms);
    if (!rc && said->scope.n)
        rc = source_read_scope(OPML_SPACE_PREFIX "scope", said->scope, &feed->scope, &t->e);
    if (!rc && said->hold.n)
        rc = args_number(OPML_SPACE_PREFIX "hold", str_cstr(&t->arena, said->hold), 0,
                         SOURCE_HOLD_MAX_MIN, &minutes, &t->e);
    feed->hold_ms = minutes * SOURCE_MINUTE_MS;
    return rc;
}

static enum rc take_feed(struct task *t, const struct opml_feed *from)
{
    const struct opml_terms *said = &from->terms;
    struct str yes = STR("yes");
    struct store_feed feed = source_new(from->url, from->title);
    if (!url_is_web(from->url))
        return fail(&t->e, RC_INVALID, "no http or https address");
    if (str_eq(said->named, STR("no")))
        feed.is_named = false;
    feed.site_url = url_is_web(from->site_url) ? from->site_url : STR("");
    feed.logo = url_is_web(said->logo) ? said->logo : STR("");
    feed.is_press = str_eq(said->press, yes);
    feed.paused = str_eq(said->pause, yes);
    enum rc rc = said->section.n ? own_section(t, said->section, &feed.section_slug)
                                 : folder_section(t, from->folder, &feed.section_slug);
    if (!rc)
        rc = take_map(t, said->map, &feed.sections);
    if (!rc)
        rc = take_agreement(t, said, &feed);
    return rc ? rc : source_put(t, &feed, NULL);
}

static int take_list(struct task *t, const struct opml *list)
{
    size_t added = 0;
    size_t there = 0;
    int exit_code = EXIT_DONE;
    for (size_t i = 0; i < list->feeds_n; i++) {
        enum rc rc = take_feed(t, &list->feeds[i]);
        added += !rc;
        there += rc == RC_CONFLICT;
        if (rc && rc != RC_CONFLICT)
            exit_code = say_failure(t->verb, "%.*s: %s", STR_ARG(list->feeds[i].url), t->e.text);
    }
    say("%zu nguồn: thêm %zu, đã có %zu\n", list->feeds_n, added, there);
    return exit_code;
}

int source_opml_import(struct task *t)
{
    struct file file;
    struct opml list;
    enum rc rc = file_read(t->places[0], OPML_MAX_BYTES, &file, &t->e);
    if (rc)
        return say_failure(t->verb, "%s: %s", t->places[0], t->e.text);
    rc = opml_read(&t->arena, file.bytes, &list, &t->e);
    file_release(&file);
    if (rc)
        return say_failure(t->verb, "%s: %s", t->places[0], t->e.text);
    return take_list(t, &list);
}

/* ---- out ---- */

struct going {
    struct task *t;
    struct store_section *sections;
    size_t sections_n;
    struct str origin; /* "" = none is set */
};

static struct str section_name(const struct going *g, struct str slug)
{
    for (size_t i = 0; i < g->sections_n; i++)
        if (str_eq(g->sections[i].slug, slug))
            return g->sections[i].name;
    return STR("");
}

static struct str said_section(const struct going *g, struct str slug)
{
    struct buf b;
    buf_init(&b, &g->t->arena);
    if (!slug.n)
        return STR("");
    add_part(&b, '\0', slug);
    add_part(&b, '=', section_name(g, slug));
    return buf_view(&b);
}

static struct str said_map(const struct going *g, struct str lines)
{
    struct buf b;
    struct str line;
    buf_init(&b, &g->t->arena);
    while (str_next_line(&lines, &line)) {
        size_t tab = str_find_byte(line, '\t');
        struct str slug = str_from(line, tab + 1);
        if (tab == line.n)
            continue;
        add_part(&b, b.n ? ',' : '\0', str_first(line, tab));
        add_part(&b, '=', slug);
        add_part(&b, '=', section_name(g, slug));
    }
    return buf_view(&b);
}

static struct str said_instant(const struct going *g, int64_t at_ms)
{
    return at_ms == CLOCK_NONE ? STR("") : clock_rfc3339(&g->t->arena, at_ms);
}

/* Its address; one that was taken into this site has it there. */
static struct str said_logo(const struct going *g, struct str logo)
{
    if (!logo.n || url_is_web(logo))
        return logo;
    return g->origin.n
               ? str_format(&g->t->arena, "%.*s/media/%.*s", STR_ARG(g->origin), STR_ARG(logo))
               : STR("");
}

static struct opml_feed going_out(const struct going *g, const struct store_feed *f)
{
    struct arena *a = &g->t->arena;
    return (struct opml_feed){
        .title = f->name,
        .url = f->feed_url,
        .site_url = f->site_url,
        .folder = section_name(g, f->section_slug),
        .terms = {
            .named = f->is_named ? STR("") : STR("no"),
            .logo = said_logo(g, f->logo),
            .section = said_section(g, f->section_slug),
            .map = said_map(g, f->sections),
            .press = f->is_press ? STR("yes") : STR(""),
            .pause = f->paused ? STR("yes") : STR(""),
            .agreement = f->agreement_number,
            .agreed = said_instant(g, f->agreement_ms),
            .until = said_instant(g, f->agreement_until_ms),
            .scope = f->scope == FEED_SCOPE_NONE ? STR("") : source_scope_word(f->scope),
            .hold = f->hold_ms ? str_format(a, "%lld", (long long)(f->hold_ms / SOURCE_MINUTE_MS))
                               : STR(""),
        }};
}

int source_opml_export(struct task *t)
{
    struct store_feed *feeds = NULL;
    size_t n = 0;
    struct going g = {.t = t};
    struct vec out = VEC(struct opml_feed, &t->arena);
    enum rc rc = store_feeds(t->folder.reader, &t->arena, &feeds, &n, &t->e);
    if (!rc)
        rc = store_sections(t->folder.reader, &t->arena, &g.sections, &g.sections_n, &t->e);
    if (!rc)
        rc = task_origin(t, &g.origin);
    if (rc)
        return task_failed(t, rc);
    for (size_t i = 0; i < n; i++) {
        struct opml_feed *feed = vec_push(&out);
        if (feed)
            *feed = going_out(&g, &feeds[i]);
    }
    struct opml list = {out.p, out.n};
    say_data(opml_write(&t->arena, STR("Nguồn tin"), &list));
    return EXIT_DONE;
}
