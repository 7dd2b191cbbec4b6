#include "ingest/import_section.h"

#include "article/reserved.h"
#include "article/slug.h"
#include "base/utf8.h"
#include "text/fold.h"

enum {
    STEPS_MAX = 4,            /* deeper trees are menus, not sections */
    SECTION_NAME_MAX_CP = 60, /* longer "sections" are misread headlines */
};

enum rc section_book_open(struct section_book *book, struct arena *a, struct store *st,
                          struct store_reader *r, struct err *e)
{
    struct store_section *sections = NULL;
    size_t n = 0;
    enum rc rc = store_sections(r, a, &sections, &n, e);
    if (rc)
        return rc;
    struct section_book opened = {.store = st, .position = (int64_t)n + 1};
    map_init(&opened.slugs, a);
    for (size_t i = 0; i < n; i++)
        map_set(&opened.slugs, sections[i].slug, NULL);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    *book = opened;
    return RC_OK;
}

static struct str section_slug(struct arena *a, struct str name)
{
    struct str slug = slug_from_title(a, name);
    return reserved_is(slug) ? str_concat(a, slug, STR("-muc")) : slug;
}

static enum rc make(struct section_book *book, struct str name, struct str slug, struct str parent,
                    struct err *e)
{
    if (map_get(&book->slugs, slug, NULL))
        return RC_OK;
    struct store_command put = {
        .kind = STORE_PUT_SECTION,
        .put_section = {
            .name = name, .slug = slug, .parent_slug = parent, .position = book->position}};
    enum rc rc = store_run(book->store, &put, NULL, e);
    if (rc)
        return rc;
    book->position++;
    map_set(&book->slugs, str_copy(book->slugs.arena, slug), NULL);
    return RC_OK;
}

static bool is_home(struct arena *a, struct str step)
{
    struct str folded = text_fold(a, step);
    return str_eq(folded, STR("trang chu")) || str_eq(folded, STR("home")) ||
           str_eq(folded, STR("trang nhat"));
}

struct steps {
    struct str names[STEPS_MAX];
    size_t n;
};

static void add_step(struct arena *a, struct steps *steps, struct str name)
{
    bool again = steps->n && str_eq(text_fold(a, steps->names[steps->n - 1]), text_fold(a, name));
    if (steps->n < STEPS_MAX && name.n && !again && !is_home(a, name) &&
        utf8_count_cp(name) <= SECTION_NAME_MAX_CP)
        steps->names[steps->n++] = name;
}

/* A step that names an ancestor again would make a circle: the same slug counts once. */
static struct steps steps_of(struct arena *a, const struct article *art)
{
    struct steps steps = {.n = 0};
    for (size_t i = 0; i < art->breadcrumb.items_n; i++)
        add_step(a, &steps, art->breadcrumb.items[i]);
    add_step(a, &steps, art->section);
    if (steps.n == 0)
        steps.names[steps.n++] = STR("Tin tức");
    return steps;
}

enum rc section_book_place(struct section_book *book, struct arena *a, const struct article *art,
                           struct str *slug, struct err *e)
{
    struct steps steps = steps_of(a, art);
    struct str parent = STR("");
    for (size_t i = 0; i < steps.n; i++) {
        struct str own = section_slug(a, steps.names[i]);
        enum rc rc = make(book, steps.names[i], own, parent, e);
        if (rc)
            return rc;
        parent = own;
    }
    *slug = parent;
    return RC_OK;
}

bool section_book_find(const struct section_book *book, struct arena *a, const struct article *art,
                       struct str *slug)
{
    struct steps steps = steps_of(a, art);
    *slug = section_slug(a, steps.names[steps.n - 1]);
    return map_get(&book->slugs, *slug, NULL);
}
