/* The ledger of outbound links. */
#include "store/store_internal.h"
#include "store/store_write_account.h"
#include "store/store_write_links.h"
#include "store/store_write_seal.h"

#include "article/article_json.h"
#include "article/link_known.h"
#include "base/map.h"
#include "base/vec.h"

enum {
    SHOWN_ANEW_MAX = 500
}; /* articles that one decision names; more, and every page is made anew */

struct str store_link_state_word(enum store_link_state state)
{
    static const struct str WORDS[] = {
#define X(name, word) STR_INIT(word),
        STORE_LINK_STATE_TABLE(X)
#undef X
    };
    return (size_t)state < COUNT_OF(WORDS) ? WORDS[state] : STR("?");
}

/* ---- reading ---- */

_Static_assert((int)LINK_DOMAIN_standing == (int)LINK_DOMAINS_standing &&
                   (int)LINK_DOMAIN_standing == (int)LINK_DOMAINS_IN_STATE_standing,
               "one row for all");

static enum rc read_domains(struct stmt *q, struct arena *a, struct vec *rows, struct err *e)
{
    while (stmt_next(q)) {
        struct store_link_domain *d = vec_push(rows);
        if (!d)
            break;
        *d = (struct store_link_domain){
            .id = row_int(q, LINK_DOMAIN_id),
            .domain = row_text(q, a, LINK_DOMAIN_domain),
            .state = (enum store_link_state)row_int(q, LINK_DOMAIN_state),
            .first_ms = row_time(q, LINK_DOMAIN_first_ms),
            .holder = (enum store_link_holder)row_int(q, LINK_DOMAIN_holder),
            .object_id = row_int(q, LINK_DOMAIN_object_id),
            .revision = row_int(q, LINK_DOMAIN_revision),
            .decided_ms = row_time(q, LINK_DOMAIN_decided_ms),
            .decided_by = row_text(q, a, LINK_DOMAIN_decided_by),
            .reason = row_text(q, a, LINK_DOMAIN_reason),
            .origin = {row_text(q, a, LINK_DOMAIN_who), row_text(q, a, LINK_DOMAIN_what)},
            .standing = row_int(q, LINK_DOMAIN_standing)};
    }
    return read_result(stmt_end(q), a, e);
}

enum rc store_link_domain(struct store_reader *r, struct arena *a, struct str domain,
                          struct store_link_domain *out, struct err *e)
{
    struct stmt q;
    struct vec rows = VEC(struct store_link_domain, a);
    stmt_start(&q, &r->db, SQL_LINK_DOMAIN, e);
    stmt_text(&q, domain);
    enum rc rc = read_domains(&q, a, &rows, e);
    if (rc)
        return rc;
    if (rows.n == 0)
        return fail(e, RC_NOTFOUND, "%.*s: no link leads there", STR_ARG(domain));
    *out = *(const struct store_link_domain *)vec_at(&rows, 0);
    return RC_OK;
}

static enum rc check_limit(int64_t limit, struct err *e)
{
    return limit < 1 || limit > STORE_LINKS_BATCH_MAX
               ? fail(e, RC_LIMIT, "at most %d at once", (int)STORE_LINKS_BATCH_MAX)
               : RC_OK;
}

enum rc store_link_domains(struct store_reader *r, struct arena *a,
                           struct store_link_domains_query query, struct store_link_domain **out,
                           size_t *out_n, struct err *e)
{
    struct stmt q;
    struct vec rows = VEC(struct store_link_domain, a);
    bool all = query.state == STORE_LINK_STATE_COUNT;
    enum rc rc = check_limit(query.limit, e);
    if (rc)
        return rc;
    stmt_start(&q, &r->db, all ? SQL_LINK_DOMAINS : SQL_LINK_DOMAINS_IN_STATE, e);
    if (!all)
        stmt_int(&q, (int64_t)query.state);
    stmt_text(&q, query.after);
    stmt_int(&q, query.limit);
    rc = read_domains(&q, a, &rows, e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

_Static_assert((int)LINK_STATES_OF_state == (int)LINK_DOMAINS_OF_ORIGIN_state, "one row for both");

static enum rc read_words(struct stmt *q, struct arena *a, struct store_link_words *out,
                          struct err *e)
{
    struct vec words = VEC(struct store_link_word, a);
    while (stmt_next(q)) {
        struct store_link_word *word = vec_push(&words);
        if (!word)
            break;
        word->id = row_int(q, LINK_STATES_OF_id);
        word->domain = row_text(q, a, LINK_STATES_OF_domain);
        word->state = (enum store_link_state)row_int(q, LINK_STATES_OF_state);
    }
    enum rc rc = read_result(stmt_end(q), a, e);
    if (rc)
        return rc;
    *out = (struct store_link_words){words.p, words.n};
    return RC_OK;
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store_links.h */
enum rc store_link_words_of(struct store_reader *r, struct arena *a, enum store_link_holder holder,
                            int64_t object_id, struct store_link_words *out, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_LINK_STATES_OF, e);
    stmt_int(&q, (int64_t)holder);
    stmt_int(&q, object_id);
    return read_words(&q, a, out, e);
}

bool store_link_word_open(const struct store_link_words *words, struct str domain)
{
    for (size_t i = 0; i < words->n; i++)
        if (str_eq(words->words[i].domain, domain))
            return words->words[i].state == STORE_LINK_APPROVED;
    return false;
}

enum rc store_link_words_of_origin(struct store_reader *r, struct arena *a,
                                   struct store_link_origin_query query,
                                   struct store_link_words *out, struct err *e)
{
    struct stmt q;
    enum rc rc = check_limit(query.limit, e);
    if (rc)
        return rc;
    stmt_start(&q, &r->db, SQL_LINK_DOMAINS_OF_ORIGIN, e);
    stmt_int(&q, query.origin_id);
    stmt_text(&q, query.after);
    stmt_int(&q, query.limit);
    return read_words(&q, a, out, e);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store_links.h */
enum rc store_link_origins(struct store_reader *r, struct arena *a, int64_t before, int64_t limit,
                           struct store_link_origin_row **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    struct vec rows = VEC(struct store_link_origin_row, a);
    enum rc rc = check_limit(limit, e);
    if (rc)
        return rc;
    stmt_start(&q, &r->db, SQL_LINK_ORIGINS, e);
    stmt_int(&q, before);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_link_origin_row *row = vec_push(&rows);
        if (!row)
            break;
        row->id = row_int(&q, LINK_ORIGINS_id);
        row->origin.who = row_text(&q, a, LINK_ORIGINS_who);
        row->origin.what = row_text(&q, a, LINK_ORIGINS_what);
        row->first_ms = row_time(&q, LINK_ORIGINS_first_ms);
    }
    rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

static void row_link(const struct stmt *q, struct arena *a, struct store_link_row *row)
{
    row->id = row_int(q, LINKS_OF_DOMAIN_id);
    row->holder = (enum store_link_holder)row_int(q, LINKS_OF_DOMAIN_holder);
    row->object_id = row_int(q, LINKS_OF_DOMAIN_object_id);
    row->first_revision = row_int(q, LINKS_OF_DOMAIN_first_revision);
    row->last_revision = row_int(q, LINKS_OF_DOMAIN_last_revision);
    row->place = (enum link_place)row_int(q, LINKS_OF_DOMAIN_place);
    row->at_ms = row_time(q, LINKS_OF_DOMAIN_at_ms);
    row->url = row_text(q, a, LINKS_OF_DOMAIN_url);
    row->origin.who = row_text(q, a, LINKS_OF_DOMAIN_who);
    row->origin.what = row_text(q, a, LINKS_OF_DOMAIN_what);
}

enum rc store_link_rows(struct store_reader *r, struct arena *a, struct store_link_rows_query query,
                        struct store_link_row **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    struct vec rows = VEC(struct store_link_row, a);
    enum rc rc = check_limit(query.limit, e);
    if (rc)
        return rc;
    stmt_start(&q, &r->db, SQL_LINKS_OF_DOMAIN, e);
    stmt_text(&q, query.domain);
    stmt_int(&q, query.after);
    stmt_int(&q, query.limit);
    while (stmt_next(&q)) {
        struct store_link_row *row = vec_push(&rows);
        if (!row)
            break;
        row_link(&q, a, row);
    }
    rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = rows.p;
    *out_n = rows.n;
    return RC_OK;
}

/* ---- writing ---- */

/* What a ledger entry is written with. */
struct entry {
    struct db *db;
    struct arena *a;
    struct err *e;
    const struct links_put *put;
    int64_t origin_id; /* 0: not asked for yet */
    bool changed;      /* a domain is new */
};

static enum rc find_origin(struct entry *en)
{
    struct stmt q;
    bool found = false;
    if (en->origin_id)
        return RC_OK;
    stmt_start(&q, en->db, SQL_LINK_ORIGIN_FIND, en->e);
    stmt_text(&q, en->put->origin.who);
    stmt_text(&q, en->put->origin.what);
    enum rc rc = stmt_run_int(&q, &en->origin_id, &found);
    if (rc || found)
        return rc;
    stmt_start(&q, en->db, SQL_LINK_ORIGIN_ADD, en->e);
    stmt_text(&q, en->put->origin.who);
    stmt_text(&q, en->put->origin.what);
    stmt_int(&q, en->put->now_ms);
    return stmt_run_int(&q, &en->origin_id, NULL);
}

/* The word on a domain as it stands now, in the chain. */
static enum rc seal_domain(struct write *w, int64_t id, int64_t now_ms)
{
    return write_seal_now(w, (struct seal_object){SEAL_DOMAIN, id, STR("")}, now_ms);
}

/* How a domain that is new begins. */
struct beginning {
    enum store_link_state state;
    struct str by;
    struct str reason;
};

static struct beginning begin_domain(const struct links_put *put, struct str domain)
{
    if (put->state != STORE_LINK_WAITING)
        return (struct beginning){put->state, put->origin.who, put->reason};
    if (link_is_known(domain))
        return (struct beginning){STORE_LINK_APPROVED, STR("loa"), STR("known to Loa")};
    return (struct beginning){STORE_LINK_WAITING, STR(""), STR("")};
}

static enum rc add_domain(struct entry *en, struct str domain, int64_t *id)
{
    const struct links_put *put = en->put;
    const struct beginning begin = begin_domain(put, domain);
    struct stmt q;
    enum rc rc = find_origin(en);
    if (rc)
        return rc;
    stmt_start(&q, en->db, SQL_LINK_DOMAIN_ADD, en->e);
    stmt_text(&q, domain);
    stmt_int(&q, begin.state);
    stmt_int(&q, put->now_ms);
    stmt_int(&q, en->origin_id);
    stmt_int(&q, (int64_t)put->holder);
    stmt_int(&q, put->object_id);
    stmt_int(&q, put->revision);
    stmt_time(&q, begin.state == STORE_LINK_WAITING ? CLOCK_NONE : put->now_ms);
    stmt_text(&q, begin.by);
    stmt_text(&q, begin.reason);
    en->changed = true;
    rc = stmt_run_int(&q, id, NULL);
    return rc || !put->write ? rc : seal_domain(put->write, *id, put->now_ms);
}

static enum rc find_domain(struct entry *en, struct str domain, int64_t *id)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, en->db, SQL_LINK_DOMAIN_FIND, en->e);
    stmt_text(&q, domain);
    enum rc rc = stmt_run_int(&q, id, &found);
    return rc || found ? rc : add_domain(en, domain, id);
}

static enum rc add_link(struct entry *en, const struct link *link)
{
    struct stmt q;
    int64_t domain_id = 0;
    enum rc rc = find_domain(en, link->domain, &domain_id);
    if (rc == RC_OK)
        rc = find_origin(en);
    if (rc)
        return rc;
    stmt_start(&q, en->db, SQL_LINK_ADD, en->e);
    stmt_int(&q, (int64_t)en->put->holder);
    stmt_int(&q, en->put->object_id);
    stmt_int(&q, en->put->revision);
    stmt_int(&q, (int64_t)link->place);
    stmt_int(&q, domain_id);
    stmt_int(&q, en->origin_id);
    stmt_int(&q, en->put->now_ms);
    stmt_text(&q, link->url);
    return stmt_run(&q);
}

/* A link that stands there now. */
struct standing {
    int64_t id;
    bool stays;
};

static struct str link_key(struct arena *a, int64_t place, struct str url)
{
    return str_format(a, "%lld %.*s", (long long)place, STR_ARG(url));
}

static enum rc read_standing(struct entry *en, struct map *by_key, struct vec *order)
{
    struct stmt q;
    stmt_start(&q, en->db, SQL_LINKS_STANDING, en->e);
    stmt_int(&q, (int64_t)en->put->holder);
    stmt_int(&q, en->put->object_id);
    while (stmt_next(&q)) {
        struct standing *s = arena_alloc(en->a, sizeof *s);
        struct standing **slot = s ? vec_push(order) : NULL;
        if (!slot)
            break;
        s->id = row_int(&q, LINKS_STANDING_id);
        *slot = s;
        (void)map_set(by_key,
                      link_key(en->a, row_int(&q, LINKS_STANDING_place),
                               row_text(&q, en->a, LINKS_STANDING_url)),
                      s);
    }
    return read_result(stmt_end(&q), en->a, en->e);
}

static enum rc end_gone(struct entry *en, const struct vec *order)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < order->n && rc == RC_OK; i++) {
        const struct standing *s = *(struct standing *const *)vec_at(order, i);
        struct stmt q;
        if (s->stays)
            continue;
        stmt_start(&q, en->db, SQL_LINK_GONE, en->e);
        stmt_int(&q, s->id);
        stmt_int(&q, en->put->revision > 1 ? en->put->revision - 1 : 1);
        stmt_int(&q, en->put->now_ms);
        rc = stmt_run(&q);
    }
    return rc;
}

enum rc links_write(struct db *db, struct arena *a, const struct links_put *put, bool *changed,
                    struct err *e)
{
    struct entry en = {.db = db, .a = a, .e = e, .put = put};
    struct map by_key;
    struct vec order = VEC(struct standing *, a);
    map_init(&by_key, a);
    enum rc rc = read_standing(&en, &by_key, &order);
    for (size_t i = 0; i < put->links_n && rc == RC_OK; i++) {
        void *found = NULL;
        struct str key = link_key(a, (int64_t)put->links[i].place, put->links[i].url);
        if (map_get(&by_key, key, &found))
            ((struct standing *)found)->stays = true;
        else
            rc = add_link(&en, &put->links[i]);
    }
    if (rc == RC_OK)
        rc = end_gone(&en, &order);
    *changed = en.changed;
    return read_result(rc, a, e);
}

/* ---- deciding ---- */

/* Pages that show the domain's links are made anew. */
static enum rc show_anew(struct write *w, int64_t domain_id)
{
    struct vec ids = VEC(int64_t, w->arena);
    struct stmt q;
    stmt_start(&q, w->db, SQL_LINK_DOMAIN_HOLDERS, w->e);
    stmt_int(&q, domain_id);
    stmt_int(&q, STORE_LINKS_ARTICLE);
    stmt_int(&q, SHOWN_ANEW_MAX);
    while (stmt_next(&q)) {
        int64_t *slot = vec_push(&ids);
        if (slot)
            *slot = row_int(&q, LINK_DOMAIN_HOLDERS_object_id);
    }
    enum rc rc = read_result(stmt_end(&q), w->arena, w->e);
    if (rc || ids.n == SHOWN_ANEW_MAX)
        return rc ? rc : change_add(w, "all", 0);
    for (size_t i = 0; i < ids.n && rc == RC_OK; i++)
        rc = change_add(w, "article", *(int64_t *)vec_at(&ids, i));
    return rc ? rc : change_add(w, "links", 0);
}

/* Domains that others have brought and that wait, until their owner names them. */
static enum rc approve_waiting(struct write *w, const struct links_put *put)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < put->links_n && rc == RC_OK; i++) {
        struct stmt q;
        int64_t id = 0;
        bool changed = false;
        stmt_start(&q, w->db, SQL_LINK_DOMAIN_MEANT, w->e);
        stmt_text(&q, put->links[i].domain);
        stmt_int(&q, STORE_LINK_WAITING);
        stmt_int(&q, STORE_LINK_APPROVED);
        stmt_int(&q, put->now_ms);
        stmt_text(&q, put->origin.who);
        stmt_text(&q, put->reason);
        rc = stmt_run_int(&q, &id, &changed);
        if (rc == RC_OK && changed)
            rc = seal_domain(w, id, put->now_ms);
        if (rc == RC_OK && changed)
            rc = show_anew(w, id);
    }
    return rc;
}

enum rc links_note(struct write *w, struct links_put *put, bool meant, bool *changed)
{
    put->state = meant ? STORE_LINK_APPROVED : STORE_LINK_WAITING;
    put->reason = STR("named by the owner");
    put->write = w;
    enum rc rc = meant ? approve_waiting(w, put) : RC_OK;
    return rc ? rc : links_write(w->db, w->arena, put, changed, w->e);
}

enum rc write_note_links(struct write *w, const struct store_note_links *note)
{
    struct links_put put = {.holder = note->holder,
                            .object_id = note->object_id,
                            .revision = 1,
                            .links = note->links,
                            .links_n = note->links_n,
                            .origin = note->origin,
                            .now_ms = note->now_ms};
    return links_note(w, &put, note->approve, &w->result->changed);
}

static enum rc make_domain(struct write *w, const struct store_decide_links *decide,
                           struct str domain, int64_t *id)
{
    const struct links_put put = {.holder = STORE_LINKS_SETTING,
                                  .origin = {decide->by, STR("loa link")},
                                  .state = decide->state,
                                  .reason = decide->reason,
                                  .now_ms = decide->now_ms,
                                  .write = w};
    struct entry en = {.db = w->db, .a = w->arena, .e = w->e, .put = &put};
    return find_domain(&en, domain, id);
}

bool store_link_brought_by(struct str who, struct str account)
{
    size_t open = str_find_byte(who, '(');
    bool sudo = open < who.n && str_ends(who, STR(")"));
    return str_eq(who, account) || (sudo && str_eq(str_slice(who, open + 1, who.n - 1), account));
}

/* A new domain waits for a second person. */
static enum rc check_second(struct write *w, const struct store_decide_links *decide,
                            struct str domain)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_LINK_DOMAIN, w->e);
    stmt_text(&q, domain);
    bool known = stmt_next(&q);
    struct str who = known ? row_text(&q, w->arena, LINK_DOMAIN_who) : STR("");
    enum rc rc = read_result(stmt_end(&q), w->arena, w->e);
    if (rc)
        return rc;
    if (!known)
        return fail(w->e, RC_NOTFOUND, "%.*s: no link leads there", STR_ARG(domain));
    if (decide->state == STORE_LINK_APPROVED && store_link_brought_by(who, decide->account.who))
        return fail(w->e, RC_DENIED, "%.*s: %.*s has brought it, and another must approve it",
                    STR_ARG(domain), STR_ARG(decide->account.who));
    return RC_OK;
}

static enum rc note_decision(struct write *w, const struct store_decide_links *decide,
                             struct str domain)
{
    const struct store_note event = {.act = decide->state == STORE_LINK_APPROVED
                                                ? STORE_AUDIT_LINK_APPROVED
                                                : STORE_AUDIT_LINK_REFUSED,
                                     .about = domain,
                                     .by = decide->account,
                                     .now_ms = decide->now_ms};
    return write_audit(w, &event);
}

static enum rc decide_domain(struct write *w, const struct store_decide_links *decide,
                             struct str domain)
{
    struct stmt q;
    int64_t id = 0;
    bool known = false;
    bool changed = false;
    if (!domain.n)
        return fail(w->e, RC_INVALID, "a domain has a name");
    enum rc rc = decide->account.who.n ? check_second(w, decide, domain) : RC_OK;
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_LINK_DOMAIN_FIND, w->e);
    stmt_text(&q, domain);
    rc = stmt_run_int(&q, &id, &known);
    if (rc == RC_OK && !known) {
        w->result->changed = true;
        return make_domain(w, decide, domain, &id);
    }
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_LINK_DOMAIN_DECIDE, w->e);
    stmt_text(&q, domain);
    stmt_int(&q, (int64_t)decide->state);
    stmt_int(&q, decide->now_ms);
    stmt_text(&q, decide->by);
    stmt_text(&q, decide->reason);
    rc = stmt_run_int(&q, &id, &changed);
    w->result->changed |= changed;
    if (rc == RC_OK && changed)
        rc = seal_domain(w, id, decide->now_ms);
    if (rc == RC_OK && changed)
        rc = note_decision(w, decide, domain);
    return rc || !changed ? rc : show_anew(w, id);
}

enum rc write_decide_links(struct write *w, const struct store_decide_links *decide)
{
    enum rc rc =
        decide->domains_n > STORE_LINKS_BATCH_MAX
            ? fail(w->e, RC_LIMIT, "at most %d domains at once", (int)STORE_LINKS_BATCH_MAX)
            : RC_OK;
    for (size_t i = 0; i < decide->domains_n && rc == RC_OK; i++)
        rc = decide_domain(w, decide, decide->domains[i]);
    return rc;
}

/* ---- a database from before the ledger ---- */

/* One revision as it is found. What does not parse has no links that a page could show. */
static enum rc found_revision(struct db *db, struct links_put *put, struct str body, struct err *e)
{
    enum { ARENA_BYTES = 64 << 20 };
    struct arena a;
    struct article art = {0};
    struct err cause = {""};
    bool changed = false;
    arena_init(&a, ARENA_BYTES);
    const struct article_json_options options = {.trusted_html = true};
    enum rc rc = article_json_read(&a, body, options, &art, &cause);
    if (rc == RC_NOMEM)
        rc = fail(e, rc, "%s", cause.text);
    else if (rc)
        rc = RC_OK;
    else
        article_links(&a, &art, &put->links, &put->links_n);
    if (rc == RC_OK)
        rc = links_write(db, &a, put, &changed, e);
    arena_release(&a);
    return rc;
}

/* What is the same of everything that is found. */
static struct links_put found_put(enum store_link_holder holder, int64_t object_id)
{
    return (struct links_put){.holder = holder,
                              .object_id = object_id,
                              .revision = 1,
                              .origin = {STR("loa"), STR("found when the ledger began")},
                              .state = STORE_LINK_APPROVED,
                              .reason = STR("was there before the ledger")};
}

static enum rc found_creatives(struct db *db, struct err *e)
{
    enum { ARENA_BYTES = 16 << 20 };
    struct arena a;
    struct stmt q;
    enum rc rc = RC_OK;
    arena_init(&a, ARENA_BYTES);
    stmt_start(&q, db, SQL_CREATIVE_LINKS_FOUND, e);
    while (rc == RC_OK && stmt_next(&q)) {
        struct link link;
        bool changed = false;
        struct links_put put = found_put(STORE_LINKS_BANNER, row_int(&q, CREATIVE_LINKS_FOUND_id));
        if (!link_make(&a, LINK_BANNER, row_text(&q, &a, CREATIVE_LINKS_FOUND_link), &link))
            continue;
        put.links = &link;
        put.links_n = 1;
        rc = links_write(db, &a, &put, &changed, e);
    }
    enum rc end = stmt_end(&q);
    arena_release(&a);
    return rc ? rc : end;
}

static enum rc found_articles(struct db *db, struct err *e)
{
    struct stmt q;
    enum rc rc = RC_OK;
    stmt_start(&q, db, SQL_LINKS_FOUND, e);
    while (rc == RC_OK && stmt_next(&q)) {
        struct links_put put = found_put(STORE_LINKS_ARTICLE, row_int(&q, LINKS_FOUND_article_id));
        put.revision = row_int(&q, LINKS_FOUND_number);
        put.now_ms = row_int(&q, LINKS_FOUND_created_ms);
        rc = found_revision(db, &put, row_bytes(&q, LINKS_FOUND_body), e);
    }
    enum rc end = stmt_end(&q);
    return rc ? rc : end;
}

enum rc links_found(struct db *db, struct err *e)
{
    enum rc rc = found_articles(db, e);
    return rc ? rc : found_creatives(db, e);
}
