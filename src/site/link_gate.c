#include "site/link_gate.h"

#include "article/link_host.h"
#include "article/link_rules.h"
#include "base/log.h"
#include "site/sealed_row.h"

enum { SETTINGS_ARENA_BYTES = 4 << 20 };

/* ---- loa.conf ---- */

bool link_gate_is_labels(struct str section)
{
    return str_eq(section, STR("services")) || str_eq(section, STR("contact")) ||
           str_eq(section, STR("imprint"));
}

/* The links of loa.conf: what its owner has named, and what nobody may have meant. */
struct settings {
    struct vec meant;
    struct vec doubtful; /* struct link, both */
};

static enum rc gather(struct arena *a, const struct ini *conf, struct settings *out, struct err *e)
{
    struct link_rules rules;
    link_rules_init(&rules, a);
    enum rc rc = link_rules_add_shipped(&rules, e);
    for (size_t i = 0; i < conf->entries_n && !rc; i++) {
        const struct ini_entry *entry = &conf->entries[i];
        struct link link;
        if (!link_gate_is_labels(entry->section) ||
            !link_make(a, LINK_SETTING, entry->value, &link))
            continue;
        bool meant = link_rules_judge(&rules, a, entry->value, STR("")) == LINK_FINE;
        struct link *slot = vec_push(meant ? &out->meant : &out->doubtful);
        if (slot)
            *slot = link;
    }
    return rc;
}

/* Also when there are none: what was there is gone. *changed: a domain is new. */
static enum rc note(struct store *store, const struct vec *links, bool meant, int64_t now_ms,
                    bool *changed, struct err *e)
{
    struct store_result result = {0};
    struct store_command c = {.kind = STORE_NOTE_LINKS,
                              .note_links = {.holder = STORE_LINKS_SETTING,
                                             .object_id = meant ? 0 : 1,
                                             .links = links->p,
                                             .links_n = links->n,
                                             .origin = {STR("loa.conf"), STR("loa.conf")},
                                             .approve = meant,
                                             .now_ms = now_ms}};
    enum rc rc = store_run(store, &c, &result, e);
    *changed = result.changed;
    return rc;
}

static enum rc note_both(struct store *store, struct arena *a, const struct settings *settings,
                         int64_t now_ms, struct err *e)
{
    bool changed = false;
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    enum rc rc = note(store, &settings->meant, true, now_ms, &changed, e);
    if (!rc && changed)
        log_write(LOG_LEVEL_INFO, "links", "loa.conf has a link to a new domain (loa link list)");
    if (!rc)
        rc = note(store, &settings->doubtful, false, now_ms, &changed, e);
    if (!rc && changed)
        log_write(LOG_LEVEL_WARN, "links",
                  "loa.conf has a link that is shown only once approved (loa link list)");
    return rc;
}

static enum rc note_settings(struct store *store, const char *folder, int64_t now_ms, struct err *e)
{
    struct arena a;
    struct ini conf;
    arena_init(&a, SETTINGS_ARENA_BYTES);
    struct settings settings = {VEC(struct link, &a), VEC(struct link, &a)};
    const char *path = str_cstr(&a, str_format(&a, "%s/loa.conf", folder));
    enum rc rc = ini_read_file(&a, path, &conf, e);
    if (!rc)
        rc = gather(&a, &conf, &settings, e);
    if (!rc)
        rc = note_both(store, &a, &settings, now_ms, e);
    arena_release(&a);
    return rc;
}

void link_gate_note_settings(struct store *store, const char *folder, int64_t now_ms)
{
    struct err e = {""};
    if (note_settings(store, folder, now_ms, &e))
        log_write(LOG_LEVEL_WARN, "links", "the links of loa.conf are not in the ledger: %s",
                  e.text);
}

/* ---- asking ---- */

static struct str own_domain(struct arena *a, struct str origin)
{
    struct link_host host;
    return link_host_read(a, origin, &host) ? host.domain : STR("");
}

bool link_gate_is_open(struct store_reader *r, struct arena *a, struct str origin, struct str url)
{
    struct link_host host;
    struct store_link_domain known;
    if (!link_host_read(a, url, &host))
        return true;
    if (host.domain.n && str_eq(host.domain, own_domain(a, origin)))
        return true;
    return store_link_domain(r, a, host.domain, &known, NULL) == RC_OK &&
           known.state == STORE_LINK_APPROVED && sealed_row(r, SEAL_DOMAIN, known.id);
}

/* ---- articles ---- */

struct gate {
    struct store_link_words words;
    struct str own;
};

static bool is_open(const void *ctx, struct arena *a, const struct link_span *link)
{
    const struct gate *gate = ctx;
    struct link_host host;
    if (!link_host_read(a, link->href, &host))
        return true;
    return host.domain.n &&
           (str_eq(host.domain, gate->own) || store_link_word_open(&gate->words, host.domain));
}

/* The source stays named where its address may not be followed. */
static void name_source(struct arena *a, const struct article *art, struct article *shown)
{
    struct link_host host;
    if (!art->source_name.n && link_host_read(a, art->source_url, &host))
        shown->source_name = host.host;
}

/* A word on a domain that nobody of the site has said. */
static void close_unsealed(struct store_reader *r, struct store_link_words *words)
{
    for (size_t i = 0; i < words->n; i++)
        if (words->words[i].state == STORE_LINK_APPROVED &&
            !sealed_row(r, SEAL_DOMAIN, words->words[i].id))
            words->words[i].state = STORE_LINK_WAITING;
}

enum rc link_gate_article(struct job *j, int64_t id, struct article *art)
{
    struct link *links = NULL;
    size_t n = 0;
    struct gate gate = {.own = own_domain(j->arena, j->state->view.origin)};
    article_links(j->arena, art, &links, &n);
    enum rc rc =
        n ? store_link_words_of(j->reader, j->arena, STORE_LINKS_ARTICLE, id, &gate.words, j->err)
          : RC_OK;
    if (rc)
        return rc;
    close_unsealed(j->reader, &gate.words);
    struct article shown = *art;
    article_gate_links(j->arena, &shown, &(struct link_gate){is_open, &gate});
    if (art->source_url.n && !shown.source_url.n)
        name_source(j->arena, art, &shown);
    *art = shown;
    return RC_OK;
}
