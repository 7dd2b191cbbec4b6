#include "app/list_file.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "ingest/files.h"

#include <jansson.h>

/* A list still to be read: rows are taken breadth first, so that no file can nest us deep. */
struct pending {
    const json_t *list;
    int64_t parent;
};

struct reading {
    const char *path;
    struct arena *arena;
    struct vec rows;    /* struct list_row */
    struct vec pending; /* struct pending */
    struct err *e;
};

static bool value_text(struct arena *a, const json_t *value, struct str *out)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        *out =
            utf8_fold_space(a, (struct str){json_string_value(value), json_string_length(value)});
        return true;
    case JSON_INTEGER:
        *out = str_format(a, "%lld", (long long)json_integer_value(value));
        return true;
    case JSON_TRUE: *out = STR("true"); return true;
    case JSON_FALSE: *out = STR("false"); return true;
    case JSON_NULL: *out = STR(""); return true;
    case JSON_REAL:
    case JSON_OBJECT:
    case JSON_ARRAY: return false;
    }
    return false;
}

static enum rc read_row(struct reading *r, json_t *object, int64_t parent, size_t position)
{
    struct vec fields = VEC(struct list_field, r->arena);
    struct pending children = {NULL, (int64_t)r->rows.n};
    if (!json_is_object(object))
        return fail(r->e, RC_INVALID, "%s: entry %zu is not an object", r->path, position);
    for (void *it = json_object_iter(object); it; it = json_object_iter_next(object, it)) {
        const char *key = json_object_iter_key(it);
        const json_t *value = json_object_iter_value(it);
        struct str text = STR("");
        if (json_is_array(value) && str_eq(str_view(key), STR("children"))) {
            children.list = value;
            continue;
        }
        if (!value_text(r->arena, value, &text))
            return fail(r->e, RC_INVALID,
                        "%s: entry %zu: \"%s\" is neither text nor a whole number", r->path,
                        position, key);
        struct list_field *field = vec_push(&fields);
        if (field)
            *field = (struct list_field){str_copy(r->arena, str_view(key)), text};
    }
    struct list_row *row = vec_push(&r->rows);
    if (row)
        *row = (struct list_row){fields.p, fields.n, parent, (int64_t)position};
    struct pending *later = children.list ? vec_push(&r->pending) : NULL;
    if (later)
        *later = children;
    return RC_OK;
}

static enum rc read_lists(struct reading *r, const json_t *root)
{
    struct pending *first = vec_push(&r->pending);
    if (first)
        *first = (struct pending){root, -1};
    for (size_t i = 0; i < r->pending.n; i++) {
        struct pending next = *(const struct pending *)vec_at(&r->pending, i);
        size_t n = json_array_size(next.list);
        for (size_t k = 0; k < n; k++) {
            if (r->rows.n >= LIST_ROWS_MAX)
                return fail(r->e, RC_LIMIT, "%s: more than %d entries", r->path, LIST_ROWS_MAX);
            enum rc rc = read_row(r, json_array_get(next.list, k), next.parent, k + 1);
            if (rc)
                return rc;
        }
    }
    return arena_failed(r->arena) ? fail(r->e, RC_NOMEM, "%s: out of memory", r->path) : RC_OK;
}

static enum rc read_bytes(struct reading *r, struct str bytes)
{
    json_error_t trouble;
    json_t *root = json_loadb(bytes.p, bytes.n, JSON_REJECT_DUPLICATES, &trouble);
    if (!root)
        return fail(r->e, RC_INVALID, "%s, line %d: not JSON: %s", r->path, trouble.line,
                    trouble.text);
    enum rc rc = json_is_array(root)
                     ? read_lists(r, root)
                     : fail(r->e, RC_INVALID, "%s: not a JSON list of objects", r->path);
    json_decref(root);
    return rc;
}

enum rc list_read(struct arena *a, const char *path, struct list *out, struct err *e)
{
    struct reading r = {path, a, VEC(struct list_row, a), VEC(struct pending, a), e};
    struct file file;
    struct err cause = {""};
    enum rc rc = file_read(path, LIST_FILE_MAX_BYTES, &file, &cause);
    if (rc)
        return fail(e, rc, "%s: %s", path, cause.text);
    rc = read_bytes(&r, file.bytes);
    if (!rc)
        *out = (struct list){hash_content(file.bytes), r.rows.p, r.rows.n};
    file_release(&file);
    return rc;
}

struct str list_value(const struct list_row *row, struct str key)
{
    for (size_t i = 0; i < row->fields_n; i++)
        if (str_eq(row->fields[i].key, key))
            return row->fields[i].value;
    return STR("");
}
