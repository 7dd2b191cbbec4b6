/* The change log: which pages a command touches, as tags. */
#include "store/store_internal.h"

#include "base/vec.h"

static enum rc change_write(struct write *w, struct str tag)
{
    struct stmt q;
    int64_t seq = 0;
    stmt_start(&q, w->db, SQL_CHANGE_ADD, w->e);
    stmt_text(&q, tag);
    enum rc rc = stmt_run_int(&q, &seq, NULL);
    if (rc || seq % 1024 != 0)
        return rc;
    stmt_start(&q, w->db, SQL_CHANGE_FORGET, w->e);
    stmt_int(&q, seq - STORE_CHANGES_KEPT);
    return stmt_run(&q);
}

enum rc change_add(struct write *w, const char *kind, int64_t id)
{
    struct str tag = id ? str_format(w->arena, "%s:%lld", kind, (long long)id) : str_view(kind);
    if (arena_failed(w->arena))
        return fail(w->e, RC_NOMEM, "out of memory");
    return change_write(w, tag);
}

/* Reads one column of ids to the end, because writing while a read is open would be nesting. */
static enum rc read_ids(struct write *w, enum statement id, int64_t key, struct vec *out)
{
    struct stmt q;
    stmt_start(&q, w->db, id, w->e);
    stmt_int(&q, key);
    while (stmt_next(&q)) {
        int64_t *slot = vec_push(out);
        if (slot)
            *slot = row_int(&q, 0);
    }
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK && arena_failed(w->arena))
        rc = fail(w->e, RC_NOMEM, "out of memory");
    return rc;
}

enum rc change_sections(struct write *w, int64_t section_id)
{
    struct vec ids = VEC(int64_t, w->arena);
    enum rc rc = read_ids(w, SQL_SECTION_ANCESTORS, section_id, &ids);
    for (size_t i = 0; i < ids.n && rc == RC_OK; i++)
        rc = change_add(w, "section", *(int64_t *)vec_at(&ids, i));
    return rc;
}

struct label_id {
    int64_t kind;
    int64_t id;
};

static const char *label_tag(int64_t kind)
{
    switch ((enum store_label_kind)kind) {
    case STORE_LABEL_TAG: return "tag";
    case STORE_LABEL_TOPIC: return "topic";
    case STORE_LABEL_PERSON: return "person";
    }
    return "label";
}

enum rc change_labels(struct write *w, int64_t article_id)
{
    struct vec labels = VEC(struct label_id, w->arena);
    struct stmt q;
    stmt_start(&q, w->db, SQL_ARTICLE_LABEL_IDS, w->e);
    stmt_int(&q, article_id);
    while (stmt_next(&q)) {
        struct label_id *label = vec_push(&labels);
        if (label)
            *label = (struct label_id){row_int(&q, ARTICLE_LABEL_IDS_kind),
                                       row_int(&q, ARTICLE_LABEL_IDS_label_id)};
    }
    enum rc rc = stmt_end(&q);
    for (size_t i = 0; i < labels.n && rc == RC_OK; i++) {
        const struct label_id *label = vec_at(&labels, i);
        rc = change_add(w, label_tag(label->kind), label->id);
    }
    return rc;
}

enum rc change_article(struct write *w, int64_t id, int64_t section_id)
{
    enum rc rc = change_add(w, "article", id);
    if (rc == RC_OK)
        rc = change_sections(w, section_id);
    if (rc == RC_OK)
        rc = change_labels(w, id);
    if (rc == RC_OK)
        rc = change_add(w, "site", 0);
    return rc;
}
