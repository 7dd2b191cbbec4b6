/* Where media came from. */
#include "store/store_internal.h"

#include "base/vec.h"

enum { HASH_ARENA_BYTES = 4096 };

struct str store_media_hash(struct arena *a, struct str bytes)
{
    struct hash_content hash = hash_content(bytes);
    return hash_hex(a, hash.bytes, sizeof hash.bytes);
}

void store_media_files_add(struct buf *files, struct str name, struct str bytes)
{
    struct arena a;
    arena_init(&a, HASH_ARENA_BYTES);
    buf_addf(files, "%.*s %.*s\n", STR_ARG(name), STR_ARG(store_media_hash(&a, bytes)));
    arena_release(&a);
}

bool store_media_files_next(struct str *rest, struct str *name, struct str *hash)
{
    struct str line;
    if (!str_next_line(rest, &line))
        return false;
    size_t space = str_find_byte(line, ' ');
    *name = str_first(line, space);
    *hash = str_from(line, space + 1);
    return true;
}

struct str store_media_file_hash(struct str files, struct str name)
{
    struct str each;
    struct str hash;
    while (store_media_files_next(&files, &each, &hash))
        if (str_eq(each, name))
            return hash;
    return STR("");
}

/* NOLINTNEXTLINE(readability-function-size): the parameters are those of store_media.h */
enum rc store_media_after(struct store_reader *r, struct arena *a, struct str after, int64_t limit,
                          struct store_media **out, size_t *out_n, struct err *e)
{
    struct vec media = VEC(struct store_media, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_MEDIA_AFTER, e);
    stmt_text(&q, after);
    stmt_int(&q, limit);
    while (stmt_next(&q)) {
        struct store_media *m = vec_push(&media);
        if (m)
            *m = (struct store_media){.path = row_text(&q, a, MEDIA_AFTER_path),
                                      .files = row_text(&q, a, MEDIA_AFTER_files)};
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = media.p;
    *out_n = media.n;
    return RC_OK;
}

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
