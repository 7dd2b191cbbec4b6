#include "app/link_setup.h"

#include "article/link_host.h"
#include "base/buf.h"
#include "site/ini_file.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    BATCH = STORE_LINKS_BATCH_MAX,
    BATCH_ARENA_BYTES = 16 << 20,
    CONF_ARENA_BYTES = 4 << 20,
    LIST_MAX_BYTES = 4 << 20, /* of SITE/links-bad.txt */
    TRUSTED_MAX = 200000, /* domains that are compared with: more stays, but is not looked like */
    PIECE_BYTES = 16 << 10,
    WAITING_BATCHES = 100,
};

/* ---- the site's own list ---- */

static enum rc read_list(struct arena *a, const char *path, struct str *out, struct err *e)
{
    char piece[PIECE_BYTES];
    struct buf b;
    FILE *file = fopen(path, "re");
    buf_init(&b, a);
    *out = STR("");
    if (!file)
        return RC_OK; /* it need not be there */
    for (size_t n = 0; b.n <= LIST_MAX_BYTES && (n = fread(piece, 1, sizeof piece, file)) > 0;)
        buf_add(&b, (struct str){piece, n});
    bool broken = ferror(file) != 0;
    (void)fclose(file);
    if (broken || buf_failed(&b))
        return fail(e, RC_IO, "%s: cannot be read", path);
    if (b.n > LIST_MAX_BYTES)
        return fail(e, RC_LIMIT, "%s: longer than %d bytes", path, (int)LIST_MAX_BYTES);
    *out = buf_view(&b);
    return RC_OK;
}

static enum rc add_own_list(struct arena *a, const char *site, struct link_rules *rules,
                            struct err *e)
{
    struct str lines;
    const char *path = folder_path(a, site, FOLDER_LINKS_BAD);
    enum rc rc = read_list(a, path, &lines, e);
    return rc ? rc : link_rules_add_bad(rules, lines, path, e);
}

/* ---- the ledger ---- */

static enum rc take_word(struct link_rules *rules, const struct store_link_domain *d, struct err *e)
{
    if (d->state == STORE_LINK_APPROVED)
        link_rules_trust(rules, d->domain);
    if (d->state == STORE_LINK_BAD || d->state == STORE_LINK_REFUSED)
        return link_rules_add_bad(rules, d->domain, "the ledger", e);
    return RC_OK;
}

/* One stretch of the ledger behind *after, which moves. */
static enum rc take_batch(struct store_reader *r, struct link_rules *rules, struct buf *after,
                          size_t *n, struct err *e)
{
    struct arena a;
    struct store_link_domain *rows = NULL;
    arena_init(&a, BATCH_ARENA_BYTES);
    const struct store_link_domains_query q = {
        .state = STORE_LINK_STATE_COUNT, .after = str_copy(&a, buf_view(after)), .limit = BATCH};
    enum rc rc = store_link_domains(r, &a, q, &rows, n, e);
    for (size_t i = 0; i < *n && !rc; i++)
        rc = take_word(rules, &rows[i], e);
    if (!rc && *n) {
        buf_clear(after);
        buf_add(after, rows[*n - 1].domain);
    }
    arena_release(&a);
    return rc;
}

static enum rc take_ledger(struct arena *a, struct store_reader *r, struct link_rules *rules,
                           struct err *e)
{
    struct buf after;
    size_t n = BATCH;
    enum rc rc = RC_OK;
    buf_init(&after, a);
    for (size_t done = 0; !rc && n == BATCH && done < TRUSTED_MAX; done += n)
        rc = take_batch(r, rules, &after, &n, e);
    return rc;
}

static void trust_own(struct arena *a, const char *site, struct link_rules *rules)
{
    struct arena scratch;
    struct ini conf;
    struct link_host host;
    struct err none;
    arena_init(&scratch, CONF_ARENA_BYTES);
    if (!ini_read_file(&scratch, folder_path(a, site, FOLDER_CONF), &conf, &none) &&
        link_host_read(&scratch, ini_value(&conf, STR("site"), STR("origin")), &host))
        link_rules_trust(rules, host.domain);
    arena_release(&scratch);
}

enum rc link_setup_rules(struct arena *a, const char *site, const struct folder *folder,
                         const struct link_rules **out, struct err *e)
{
    struct link_rules *rules = arena_alloc(a, sizeof *rules);
    if (!rules)
        return fail(e, RC_NOMEM, "out of memory");
    link_rules_init(rules, a);
    enum rc rc = link_rules_add_shipped(rules, e);
    if (!rc)
        rc = add_own_list(a, site, rules, e);
    if (!rc)
        rc = take_ledger(a, folder->reader, rules, e);
    if (!rc)
        trust_own(a, site, rules);
    if (!rc && arena_failed(a))
        rc = fail(e, RC_NOMEM, "out of memory");
    if (!rc)
        *out = rules;
    return rc;
}

/* ---- what waits ---- */

/* 0: it has brought no links. */
static enum rc find_origin(struct arena *a, struct store_reader *r, struct store_link_origin origin,
                           int64_t *id, struct err *e)
{
    struct store_link_origin_row *rows = NULL;
    size_t n = 0;
    enum rc rc = store_link_origins(r, a, INT64_MAX, BATCH, &rows, &n, e);
    *id = 0;
    for (size_t i = 0; i < n && !rc && !*id; i++)
        if (str_eq(rows[i].origin.who, origin.who) && str_eq(rows[i].origin.what, origin.what))
            *id = rows[i].id;
    return rc;
}

enum rc link_setup_waiting(struct arena *a, struct store_reader *r, struct store_link_origin origin,
                           size_t *out, struct err *e)
{
    struct store_link_origin_query q = {.limit = BATCH};
    struct store_link_words words = {NULL, BATCH};
    size_t waiting = 0;
    enum rc rc = find_origin(a, r, origin, &q.origin_id, e);
    for (int i = 0; i < WAITING_BATCHES && q.origin_id && !rc && words.n == BATCH; i++) {
        rc = store_link_words_of_origin(r, a, q, &words, e);
        for (size_t k = 0; k < words.n && !rc; k++) {
            q.after = words.words[k].domain;
            waiting += words.words[k].state == STORE_LINK_WAITING;
        }
    }
    if (!rc)
        *out = waiting;
    return rc;
}

/* ---- who ---- */

struct str link_setup_who(struct arena *a)
{
    enum { BYTES = 4096 };
    char room[BYTES];
    struct passwd entry;
    struct passwd *found = NULL;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): nothing sets the environment */
    const char *sudo = getenv("SUDO_USER");
    if (getpwuid_r(getuid(), &entry, room, sizeof room, &found) != 0 || !found)
        return str_format(a, "uid %u", (unsigned)getuid());
    return sudo ? str_format(a, "%s (%s)", found->pw_name, sudo)
                : str_copy(a, str_view(found->pw_name));
}
