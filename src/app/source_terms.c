#include "app/source_terms.h"

#include "app/link_setup.h"
#include "base/url.h"

static const struct str SCOPES[] = {STR_INIT("none"), STR_INIT("title"), STR_INIT("teaser"),
                                    STR_INIT("full")};

struct str source_scope_word(enum store_feed_scope scope)
{
    return SCOPES[scope];
}

enum rc source_read_scope(const char *name, struct str text, enum store_feed_scope *out,
                          struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(SCOPES); i++) {
        if (!str_eq(text, SCOPES[i]))
            continue;
        *out = (enum store_feed_scope)i;
        return RC_OK;
    }
    return fail(e, RC_INVALID, "%s wants none, title, teaser or full, not \"%.*s\"", name,
                STR_ARG(text));
}

struct store_feed source_new(struct str url, struct str name)
{
    struct url u;
    url_split(url, &u);
    return (struct store_feed){.name = name.n ? name : u.host,
                               .is_named = name.n > 0,
                               .feed_url = url,
                               .agreement_ms = CLOCK_NONE,
                               .agreement_until_ms = CLOCK_NONE};
}

enum rc source_section_known(struct task *t, struct str slug)
{
    struct store_section *sections = NULL;
    size_t n = 0;
    enum rc rc = store_sections(t->folder.reader, &t->arena, &sections, &n, &t->e);
    for (size_t i = 0; !rc && i < n; i++)
        if (str_eq(sections[i].slug, slug))
            return RC_OK;
    return rc ? rc : fail(&t->e, RC_INVALID, "no section /%.*s/ (loa section list)", STR_ARG(slug));
}

/* Who is named as a source may be linked to: its articles name it. */
static enum rc approve_links(struct task *t, const struct store_feed *feed, int64_t id)
{
    struct link links[2];
    size_t n = link_make(&t->arena, LINK_FEED, feed->feed_url, &links[0]);
    n += link_make(&t->arena, LINK_FEED, feed->site_url, &links[n]);
    const struct store_command c = {
        .kind = STORE_NOTE_LINKS,
        .note_links = {.holder = STORE_LINKS_FEED,
                       .object_id = id,
                       .links = links,
                       .links_n = n,
                       .origin = {link_setup_who(&t->arena), STR("loa source")},
                       .approve = true,
                       .now_ms = t->now_ms}};
    return task_store(t, &c, NULL);
}

enum rc source_put(struct task *t, const struct store_feed *feed, struct store_result *result)
{
    const struct store_command c = {.kind = STORE_PUT_FEED, .put_feed = *feed};
    struct store_result own = {0};
    enum rc rc = task_store(t, &c, &own);
    if (!rc)
        rc = approve_links(t, feed, own.id);
    if (!rc && result)
        *result = own;
    return rc;
}
