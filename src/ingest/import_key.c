#include "ingest/import_key.h"

#include "article/slug.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/url.h"
#include "base/vec.h"

#include <unistd.h>

/* A length before each text keeps ("ab","c") and ("a","bc") apart. */
static void add_hashed(struct buf *b, struct str s)
{
    buf_addf(b, "%zu:", s.n);
    buf_add(b, s);
}

/* What the article says, without who, where and when it was read. */
static struct str text_key(struct arena *a, const struct article *art)
{
    struct buf b;
    buf_init(&b, a);
    if (art->published_ms != CLOCK_NONE)
        buf_add_int(&b, art->published_ms);
    add_hashed(&b, art->title);
    add_hashed(&b, art->lead);
    for (size_t i = 0; i < art->blocks_n; i++) {
        const struct article_block *block = &art->blocks[i];
        add_hashed(&b, block->text);
        add_hashed(&b, block->src);
        add_hashed(&b, block->caption);
        for (size_t k = 0; k < block->items.items_n; k++)
            add_hashed(&b, block->items.items[k]);
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

/* Two sites that are merged both have an article 12, and both may have been set up on localhost: a
 * guid counts together with the site, and where the export does not say which site it is of,
 * together with the time of publication, which no two such articles share. */
static struct str guid_key(struct arena *a, struct import_key_input in)
{
    struct str origin = in.article->url.n ? url_origin(a, in.article->url) : STR("");
    int64_t published_ms = in.article->published_ms;
    if (in.guid.n == 0 || (origin.n == 0 && published_ms == CLOCK_NONE))
        return STR("");
    if (origin.n)
        return str_format(a, "guid:%.*s %.*s", STR_ARG(origin), STR_ARG(in.guid));
    return str_format(a, "guid:%lld %.*s", (long long)published_ms, STR_ARG(in.guid));
}

/* A path alone ("/gioi-thieu/") is the same on many sites. */
static struct str url_key(struct arena *a, struct import_key_input in)
{
    struct str url = in.article->url;
    int64_t published_ms = in.article->published_ms;
    bool is_path = str_starts(url, STR("/")) && published_ms != CLOCK_NONE;
    return is_path ? str_format(a, "url:%lld %.*s", (long long)published_ms, STR_ARG(url))
                   : str_concat(a, STR("url:"), url);
}

struct article_texts import_keys(struct arena *a, struct import_key_input in)
{
    struct article_texts keys = {arena_array(a, IMPORT_KEYS_MAX, sizeof(struct str)), 0};
    if (!keys.items)
        return keys;
    if (in.own.n)
        keys.items[keys.items_n++] = in.own;
    if (in.article->url.n)
        keys.items[keys.items_n++] = url_key(a, in);
    struct str guid = guid_key(a, in);
    if (guid.n) {
        keys.items[keys.items_n++] = guid;
        return keys;
    }
    if (in.line) /* lines move, so what they say comes first */
        keys.items[keys.items_n++] = text_key(a, in.article);
    if (in.line)
        keys.items[keys.items_n++] = line_key(a, in);
    else if (!in.is_capture)
        keys.items[keys.items_n++] = str_concat(a, STR("path:"), in.real_path);
    if (!in.line)
        keys.items[keys.items_n++] = text_key(a, in.article);
    return keys;
}

bool import_key_is(struct str key, enum import_key_kind kind)
{
    static const struct str starts[] = {
        [IMPORT_KEY_URL] = STR_INIT("url:"),
        [IMPORT_KEY_GUID] = STR_INIT("guid:"),
        [IMPORT_KEY_PATH] = STR_INIT("path:"),
        [IMPORT_KEY_TEXT] = STR_INIT("text:"),
    };
    return str_starts(key, starts[kind]);
}

struct article_texts import_texts_copy(struct arena *a, struct article_texts texts)
{
    struct article_texts copy = {arena_array(a, texts.items_n, sizeof *texts.items), 0};
    while (copy.items && copy.items_n < texts.items_n) {
        copy.items[copy.items_n] = str_copy(a, texts.items[copy.items_n]);
        copy.items_n++;
    }
    return copy;
}

struct str import_stem(struct str path)
{
    size_t slash = str_find_last_byte(path, '/');
    struct str name = slash < path.n ? str_from(path, slash + 1) : path;
    size_t dot = str_find_last_byte(name, '.');
    return dot > 0 && dot < name.n ? str_first(name, dot) : name;
}

bool import_is_stem(struct str url)
{
    return url.n && !str_contains(url, STR(":")) && !str_contains(url, STR("/"));
}

struct article_texts import_stems_of(struct arena *a, const struct article *art)
{
    struct vec stems = VEC(struct str, a);
    for (size_t i = 0; i < art->blocks_n; i++)
        for (size_t k = 0; k < art->blocks[i].links_n; k++) {
            struct str url = art->blocks[i].links[k].url;
            struct str *stem = import_is_stem(url) ? vec_push(&stems) : NULL;
            if (stem)
                *stem = url;
        }
    return (struct article_texts){stems.p, stems.n};
}

/* ---- whose it is ---- */

static bool has_key(struct article_texts keys, struct str key)
{
    for (size_t i = 0; i < keys.items_n; i++)
        if (str_eq(keys.items[i], key))
            return true;
    return false;
}

/* The file of a path key, with or without the title that a line has. */
static bool file_is_there(struct arena *a, struct str key)
{
    struct str path = str_from(key, sizeof "path:" - 1);
    struct str file = str_first(path, str_find_last_byte(path, '#'));
    return access(str_cstr(a, path), F_OK) == 0 || access(str_cstr(a, file), F_OK) == 0;
}

bool import_key_stands_elsewhere(struct arena *a, struct article_texts mine,
                                 struct article_texts theirs)
{
    bool owned = false;
    bool there = false;
    for (size_t i = 0; i < theirs.items_n; i++) {
        struct str key = theirs.items[i];
        if (import_key_is(key, IMPORT_KEY_TEXT))
            continue;
        if (has_key(mine, key))
            return false;
        owned = true;
        there |= !import_key_is(key, IMPORT_KEY_PATH) || file_is_there(a, key);
    }
    bool has_path = false;
    for (size_t i = 0; i < mine.items_n; i++)
        has_path |= import_key_is(mine.items[i], IMPORT_KEY_PATH);
    return owned && (there || !has_path);
}
