/* Sections: making, renaming, moving with everything below. */
#include "store/store_internal.h"
#include "store/store_write_seal.h"

struct section_row {
    int64_t id; /* 0: there is none */
    int64_t parent_id;
    struct str name;
    int64_t position;
};

static enum rc find_section(struct write *w, struct str slug, struct section_row *out)
{
    struct stmt q;
    struct section_row row = {0};
    stmt_start(&q, w->db, SQL_SECTION_BY_SLUG, w->e);
    stmt_text(&q, slug);
    if (stmt_next(&q)) {
        row.id = row_int(&q, SECTION_BY_SLUG_id);
        row.parent_id = row_int(&q, SECTION_BY_SLUG_parent_id);
        row.name = row_text(&q, w->arena, SECTION_BY_SLUG_name);
        row.position = row_int(&q, SECTION_BY_SLUG_position);
    }
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK)
        *out = row;
    return rc;
}

static enum rc check_depth(struct write *w, int64_t id)
{
    struct stmt q;
    int64_t depth = 0;
    stmt_start(&q, w->db, SQL_SECTION_DEPTH, w->e);
    stmt_int(&q, id);
    enum rc rc = stmt_run_int(&q, &depth, NULL);
    if (rc == RC_OK && depth > STORE_SECTION_DEPTH_MAX)
        rc = fail(w->e, RC_LIMIT, "sections may be %d deep", (int)STORE_SECTION_DEPTH_MAX);
    return rc;
}

/* Puts a section with all below it under parent_id (0: at the top), links and lists. */
static enum rc move_section(struct write *w, int64_t id, int64_t parent_id)
{
    struct stmt q;
    enum rc rc = write_id(w, SQL_SECTION_UNLIST, id);
    if (rc == RC_OK)
        rc = write_id(w, SQL_SECTION_DETACH, id);
    if (rc == RC_OK && parent_id) {
        stmt_start(&q, w->db, SQL_SECTION_ATTACH, w->e);
        stmt_int(&q, id);
        stmt_int(&q, parent_id);
        rc = stmt_run(&q);
    }
    if (rc == RC_OK)
        rc = check_depth(w, id);
    return rc ? rc : write_id(w, SQL_SECTION_RELIST, id);
}

static enum rc insert_section(struct write *w, const struct store_put_section *put,
                              int64_t parent_id, int64_t *id)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SECTION_INSERT, w->e);
    stmt_id(&q, parent_id);
    stmt_text(&q, put->name);
    stmt_text(&q, put->slug);
    stmt_int(&q, put->position);
    enum rc rc = stmt_run_int(&q, id, NULL);
    if (rc == RC_OK)
        rc = write_id(w, SQL_SECTION_SELF, *id);
    return rc ? rc : move_section(w, *id, parent_id);
}

static enum rc update_section(struct write *w, const struct store_put_section *put,
                              const struct section_row *was, int64_t parent_id)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_SECTION_UPDATE, w->e);
    stmt_int(&q, was->id);
    stmt_id(&q, parent_id);
    stmt_text(&q, put->name);
    stmt_int(&q, put->position);
    enum rc rc = stmt_run(&q);
    if (rc || parent_id == was->parent_id)
        return rc;
    rc = change_sections(w, was->id); /* what it stood under before */
    return rc ? rc : move_section(w, was->id, parent_id);
}

/* A section may not stand under itself or what is below it. */
static enum rc check_parent(struct write *w, int64_t id, int64_t parent_id)
{
    struct stmt q;
    int64_t below = 0;
    stmt_start(&q, w->db, SQL_SECTION_IS_BELOW, w->e);
    stmt_int(&q, parent_id);
    stmt_int(&q, id);
    enum rc rc = stmt_run_int(&q, &below, NULL);
    if (rc)
        return rc;
    if (below)
        return fail(w->e, RC_INVALID, "a section cannot stand under itself");
    return RC_OK;
}

static bool section_same(const struct store_put_section *put, const struct section_row *was,
                         int64_t parent_id)
{
    return str_eq(put->name, was->name) && put->position == was->position &&
           parent_id == was->parent_id;
}

enum rc write_put_section(struct write *w, const struct store_put_section *put)
{
    struct section_row was = {0};
    struct section_row parent = {0};
    if (put->name.n == 0 || put->slug.n == 0)
        return fail(w->e, RC_INVALID, "a section needs a name and a slug");
    enum rc rc = find_section(w, put->slug, &was);
    if (rc == RC_OK && put->parent_slug.n)
        rc = find_section(w, put->parent_slug, &parent);
    if (rc)
        return rc;
    if (put->parent_slug.n && !parent.id)
        return fail(w->e, RC_NOTFOUND, "no section %.*s", STR_ARG(put->parent_slug));
    w->result->id = was.id;
    if (was.id && section_same(put, &was, parent.id))
        return RC_OK;
    if (parent.id)
        rc = check_parent(w, was.id, parent.id);
    if (rc == RC_OK && was.id)
        rc = update_section(w, put, &was, parent.id);
    else if (rc == RC_OK)
        rc = insert_section(w, put, parent.id, &w->result->id);
    if (rc == RC_OK)
        rc = change_sections(w, w->result->id);
    if (rc == RC_OK)
        rc = change_add(w, "sections", 0);
    if (rc == RC_OK)
        rc = change_add(w, "site", 0);
    if (rc == RC_OK)
        rc = write_seal_row(w, SEAL_SECTION, w->result->id,
                            (struct seal_event){.act = was.id ? SEAL_CHANGED : SEAL_PUBLISHED});
    w->result->created = !was.id;
    w->result->changed = true;
    return rc;
}
