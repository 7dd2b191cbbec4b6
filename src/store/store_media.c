/* Where media came from. */
#include "store/store_internal.h"

enum rc store_media_origin_by_key(struct store_reader *r, struct arena *a, struct str key,
                                  struct store_media_origin *out, struct err *e)
{
    struct stmt q;
    struct store_media_origin origin = {.key = key};
    stmt_start(&q, &r->db, SQL_MEDIA_ORIGIN, e);
    stmt_text(&q, key);
    bool found = stmt_next(&q);
    if (found) {
        origin.path = row_text(&q, a, MEDIA_ORIGIN_path);
        origin.creator = row_text(&q, a, MEDIA_ORIGIN_creator);
        origin.credit = row_text(&q, a, MEDIA_ORIGIN_credit);
        origin.caption = row_text(&q, a, MEDIA_ORIGIN_caption);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    if (!found)
        return fail(e, RC_NOTFOUND, "no medium from %.*s", STR_ARG(key));
    *out = origin;
    return RC_OK;
}

enum rc write_put_media_origin(struct write *w, const struct store_media_origin *origin)
{
    struct stmt q;
    if (origin->key.n == 0 || origin->path.n == 0)
        return fail(w->e, RC_INVALID, "the origin of a medium needs a key and a path");
    stmt_start(&q, w->db, SQL_MEDIA_ORIGIN_PUT, w->e);
    stmt_text(&q, origin->key);
    stmt_text(&q, origin->path);
    stmt_text(&q, origin->creator);
    stmt_text(&q, origin->credit);
    stmt_text(&q, origin->caption);
    w->result->changed = true;
    return stmt_run(&q);
}
