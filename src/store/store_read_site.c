/* Reading creatives, settings, media and the change log. */
#include "store/store_internal.h"

#include "base/vec.h"

static struct store_creative row_creative(const struct stmt *q, struct arena *a)
{
    return (struct store_creative){
        .id = row_int(q, CREATIVES_id),
        .slot = row_text(q, a, CREATIVES_slot),
        .picture = row_text(q, a, CREATIVES_picture),
        .picture_width_px = row_int(q, CREATIVES_picture_width_px),
        .picture_height_px = row_int(q, CREATIVES_picture_height_px),
        .alt = row_text(q, a, CREATIVES_alt),
        .link = row_text(q, a, CREATIVES_link),
        .title = row_text(q, a, CREATIVES_title),
        .from_ms = row_time(q, CREATIVES_from_ms),
        .until_ms = row_time(q, CREATIVES_until_ms),
        .weight = row_int(q, CREATIVES_weight),
        .impressions = row_int(q, CREATIVES_impressions),
        .clicks = row_int(q, CREATIVES_clicks),
    };
}

enum rc store_creatives(struct store_reader *r, struct arena *a, struct store_creative **out,
                        size_t *out_n, struct err *e)
{
    struct vec creatives = VEC(struct store_creative, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_CREATIVES, e);
    while (stmt_next(&q)) {
        struct store_creative *slot = vec_push(&creatives);
        if (!slot)
            break;
        *slot = row_creative(&q, a);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = creatives.p;
    *out_n = creatives.n;
    return RC_OK;
}

enum rc store_setting(struct store_reader *r, struct arena *a, struct str name, struct str *out,
                      struct err *e)
{
    struct stmt q;
    struct str value = STR("");
    stmt_start(&q, &r->db, SQL_SETTING, e);
    stmt_text(&q, name);
    bool found = stmt_next(&q);
    if (found)
        value = row_text(&q, a, SETTING_value);
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc == RC_OK)
        rc = read_setting_sealed(r, name, found ? &value : NULL, e);
    if (rc)
        return rc;
    if (!found)
        return fail(e, RC_NOTFOUND, "no setting %.*s", STR_ARG(name));
    *out = value;
    return RC_OK;
}

enum rc store_media_by_path(struct store_reader *r, struct arena *a, struct str path,
                            struct store_media *out, struct err *e)
{
    struct stmt q;
    struct store_media media = {0};
    stmt_start(&q, &r->db, SQL_MEDIA, e);
    stmt_text(&q, path);
    bool found = stmt_next(&q);
    if (found)
        media = (struct store_media){
            .path = row_text(&q, a, MEDIA_path),
            .type = row_text(&q, a, MEDIA_type),
            .width_px = row_int(&q, MEDIA_width_px),
            .height_px = row_int(&q, MEDIA_height_px),
            .size_bytes = row_int(&q, MEDIA_size_bytes),
            .files = row_text(&q, a, MEDIA_files),
        };
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    if (!found)
        return fail(e, RC_NOTFOUND, "no media %.*s", STR_ARG(path));
    *out = media;
    return RC_OK;
}

/* ---- changes ---- */

struct bounds {
    int64_t first_seq; /* the oldest that is kept; 0: there are none */
    int64_t last_seq;
};

/* One look at each end of the table's key: this is all that runs when nothing has changed. */
static enum rc read_bounds(struct store_reader *r, struct bounds *out, struct err *e)
{
    struct stmt q;
    struct bounds bounds = {0};
    stmt_start(&q, &r->db, SQL_CHANGE_BOUNDS, e);
    if (stmt_next(&q)) {
        bounds.first_seq = row_int(&q, CHANGE_BOUNDS_first_seq);
        bounds.last_seq = row_int(&q, CHANGE_BOUNDS_last_seq);
    }
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK)
        *out = bounds;
    return rc;
}

static enum rc read_changes(struct store_reader *r, struct vec *changes, int64_t after_seq,
                            int64_t limit, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_CHANGES_AFTER, e);
    stmt_int(&q, after_seq);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_change *slot = vec_push(changes);
        if (!slot)
            break;
        slot->seq = row_int(&q, CHANGES_AFTER_seq);
        slot->tag = row_text(&q, changes->arena, CHANGES_AFTER_tag);
    }
    return stmt_end(&q);
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store.h */
enum rc store_changes(struct store_reader *r, struct arena *a, int64_t after_seq, int64_t limit,
                      struct store_change **out, size_t *out_n, int64_t *last_seq, struct err *e)
{
    struct vec changes = VEC(struct store_change, a);
    struct bounds bounds = {0};
    enum rc rc = read_bounds(r, &bounds, e);
    if (rc == RC_OK && bounds.last_seq > after_seq && limit > 0) {
        if (after_seq < bounds.first_seq - 1) { /* some were forgotten: anything may differ */
            struct store_change *slot = vec_push(&changes);
            if (slot)
                *slot = (struct store_change){bounds.first_seq - 1, STR("all")};
            limit--;
        }
        rc = read_changes(r, &changes, after_seq, limit, e);
    }
    rc = read_result(rc, a, e);
    if (rc)
        return rc;
    *out = changes.p;
    *out_n = changes.n;
    *last_seq = bounds.last_seq;
    return RC_OK;
}
