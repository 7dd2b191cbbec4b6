/* What an article carries: tags, topics and people, each made when first named. */
#include "store/store_write_seal.h"

#include "article/slug.h"
#include "base/map.h"
#include "base/utf8.h"

enum { LABEL_SLUG_TRIES = 100 }; /* names that share a slug get -ID; ids are nearly always free */

/* One row of article_label to be. */
struct carried {
    enum store_label_kind kind;
    struct str name;
    int role;
};

static enum rc find_label(struct write *w, enum store_label_kind kind, struct str name_key,
                          int64_t *id, bool *found)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_LABEL_BY_NAME, w->e);
    stmt_int(&q, (int64_t)kind);
    stmt_text(&q, name_key);
    return stmt_run_int(&q, id, found);
}

static enum rc slug_taken(struct write *w, enum store_label_kind kind, struct str slug, bool *taken)
{
    struct stmt q;
    int64_t id = 0;
    stmt_start(&q, w->db, SQL_LABEL_SLUG_TAKEN, w->e);
    stmt_int(&q, (int64_t)kind);
    stmt_text(&q, slug);
    return stmt_run_int(&q, &id, taken);
}

/* The name's slug, or with a number behind it when another name has it: "Hòa" and "Hoa". */
static enum rc free_slug(struct write *w, enum store_label_kind kind, struct str name,
                         struct str *out)
{
    struct str base = slug_from_title(w->arena, name);
    struct str slug = base;
    bool taken = true;
    int64_t number = 0;
    enum rc rc = slug_taken(w, kind, slug, &taken);
    if (rc == RC_OK && taken) {
        struct stmt q;
        stmt_start(&q, w->db, SQL_LABEL_NEXT_ID, w->e);
        rc = stmt_run_int(&q, &number, NULL);
    }
    for (int i = 0; i < LABEL_SLUG_TRIES && rc == RC_OK && taken; i++) {
        slug = str_format(w->arena, "%.*s-%lld", STR_ARG(base), (long long)number + i);
        rc = slug_taken(w, kind, slug, &taken);
    }
    if (rc)
        return rc;
    if (taken)
        return fail(w->e, RC_CONFLICT, "no free address for the name %.*s", STR_ARG(name));
    if (arena_failed(w->arena))
        return fail(w->e, RC_NOMEM, "out of memory");
    *out = slug;
    return RC_OK;
}

static enum rc find_or_make_label(struct write *w, const struct carried *c, struct str name_key,
                                  int64_t *id)
{
    bool found = false;
    enum rc rc = find_label(w, c->kind, name_key, id, &found);
    if (rc || found)
        return rc;
    struct str slug = {0};
    rc = free_slug(w, c->kind, c->name, &slug);
    if (rc)
        return rc;
    struct stmt q;
    stmt_start(&q, w->db, SQL_LABEL_INSERT, w->e);
    stmt_int(&q, (int64_t)c->kind);
    stmt_text(&q, c->name);
    stmt_text(&q, name_key);
    stmt_text(&q, slug);
    rc = stmt_run_int(&q, id, NULL);
    return rc ? rc : write_seal_now(w, (struct seal_object){SEAL_LABEL, *id, STR("")}, 0);
}

/* What write_labels goes through a list with. */
struct carrying {
    int64_t article_id;
    int64_t listed_ms;
    int64_t position;
    struct map seen; /* "kind:name_key" and "kind:name_key:role" */
};

static bool seen_before(struct carrying *state, struct str key)
{
    void *value = NULL;
    bool seen = map_get(&state->seen, key, &value);
    if (!seen)
        map_set(&state->seen, key, NULL); /* a failed arena is asked for at the end */
    return seen;
}

static enum rc carry(struct write *w, struct carrying *state, struct carried c)
{
    struct str name_key = utf8_lower(w->arena, c.name);
    struct str key = str_format(w->arena, "%d:%.*s", (int)c.kind, STR_ARG(name_key));
    struct str key_role = str_format(w->arena, "%.*s:%d", STR_ARG(key), c.role);
    if (c.name.n == 0 || seen_before(state, key_role))
        return RC_OK;
    bool first = !seen_before(state, key);
    int64_t id = 0;
    enum rc rc = find_or_make_label(w, &c, name_key, &id);
    if (rc)
        return rc;
    struct stmt q;
    stmt_start(&q, w->db, SQL_ARTICLE_LABEL_INSERT, w->e);
    stmt_int(&q, state->article_id);
    stmt_int(&q, (int64_t)c.kind);
    stmt_int(&q, state->position++);
    stmt_int(&q, id);
    stmt_int(&q, c.role);
    stmt_bool(&q, first);
    stmt_time(&q, first ? state->listed_ms : CLOCK_NONE);
    return stmt_run(&q);
}

static enum rc carry_texts(struct write *w, struct carrying *state, enum store_label_kind kind,
                           struct article_texts texts)
{
    enum rc rc = RC_OK;
    state->position = 0;
    for (size_t i = 0; i < texts.items_n && rc == RC_OK; i++)
        rc = carry(w, state, (struct carried){kind, texts.items[i], 0});
    return rc;
}

static enum rc carry_people(struct write *w, struct carrying *state, const struct article *art)
{
    enum rc rc = RC_OK;
    state->position = 0;
    for (size_t i = 0; i < art->contributors_n && rc == RC_OK; i++)
        rc = carry(w, state,
                   (struct carried){STORE_LABEL_PERSON, art->contributors[i].name,
                                    (int)art->contributors[i].role});
    return rc;
}

static enum rc count_labels(struct write *w, int64_t article_id, int64_t by)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_LABEL_COUNT, w->e);
    stmt_int(&q, article_id);
    stmt_int(&q, by);
    return stmt_run(&q);
}

enum rc write_labels(struct write *w, int64_t article_id, const struct article *art,
                     int64_t listed_ms)
{
    struct carrying state = {.article_id = article_id, .listed_ms = listed_ms};
    map_init(&state.seen, w->arena);
    struct stmt q;
    enum rc rc = count_labels(w, article_id, -1);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_ARTICLE_LABEL_CLEAR, w->e);
    stmt_int(&q, article_id);
    rc = stmt_run(&q);
    if (rc == RC_OK)
        rc = carry_texts(w, &state, STORE_LABEL_TAG, art->tags);
    if (rc == RC_OK)
        rc = carry_texts(w, &state, STORE_LABEL_TOPIC, art->topics);
    if (rc == RC_OK)
        rc = carry_people(w, &state, art);
    if (rc == RC_OK && arena_failed(w->arena))
        rc = fail(w->e, RC_NOMEM, "out of memory");
    return rc ? rc : count_labels(w, article_id, 1);
}

enum rc write_labels_listed(struct write *w, int64_t article_id, int64_t listed_ms)
{
    struct stmt q;
    enum rc rc = count_labels(w, article_id, -1);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_ARTICLE_LABEL_LIST, w->e);
    stmt_int(&q, article_id);
    stmt_time(&q, listed_ms);
    rc = stmt_run(&q);
    return rc ? rc : count_labels(w, article_id, 1);
}
