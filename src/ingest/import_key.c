#include "ingest/import_key.h"

#include "article/slug.h"
#include "base/buf.h"
#include "base/hash.h"

/* What a capture says, without what stood around it on the page. */
static struct str text_key(struct arena *a, const struct article *art)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, art->title);
    buf_add_byte(&b, '\n');
    buf_add(&b, art->lead);
    for (size_t i = 0; i < art->blocks_n; i++) {
        buf_add_byte(&b, '\n');
        buf_add(&b, art->blocks[i].text);
    }
    struct hash_content hash = hash_content(buf_view(&b));
    return str_concat(a, STR("text:"), hash_hex(a, hash.bytes, sizeof hash.bytes));
}

static struct str line_key(struct arena *a, struct import_key_input in)
{
    struct str slug = slug_from_title(a, in.article->title);
    struct str first = str_format(a, "path:%.*s#%.*s", STR_ARG(in.real_path), STR_ARG(slug));
    struct str key = first;
    for (size_t n = 2; map_get(in.titles, key, NULL) && !arena_failed(a); n++)
        key = str_format(a, "%.*s~%zu", STR_ARG(first), n);
    map_set(in.titles, str_copy(in.titles->arena, key), NULL);
    return key;
}

struct str import_key(struct arena *a, struct import_key_input in)
{
    if (in.article->url.n)
        return str_concat(a, STR("url:"), in.article->url);
    if (in.is_capture)
        return text_key(a, in.article);
    if (in.line)
        return line_key(a, in);
    return str_concat(a, STR("path:"), in.real_path);
}

struct str import_stem(struct str path)
{
    size_t slash = str_find_last_byte(path, '/');
    struct str name = slash < path.n ? str_from(path, slash + 1) : path;
    size_t dot = str_find_last_byte(name, '.');
    return dot > 0 && dot < name.n ? str_first(name, dot) : name;
}
