#include "ingest/import_moved.h"

static void add(struct arena *a, struct import_old *old, struct str url)
{
    struct old_address from = old_address_read(a, url);
    if (from.path.n == 0 || old->n == IMPORT_OLD_MAX)
        return;
    for (size_t i = 0; i < old->n; i++)
        if (str_eq(old->from[i].path, from.path) && str_eq(old->from[i].host, from.host))
            return;
    old->from[old->n++] = from;
}

/* A guid is an address in some systems (WordPress: https://host/?p=12) and a bare name in others. */
static bool is_address(struct str guid)
{
    return str_starts(guid, STR("http://")) || str_starts(guid, STR("https://"));
}

struct import_old import_old_addresses(struct arena *a, const struct reader_item *item, bool moved)
{
    const struct doc *doc = item->doc;
    struct import_old old = {arena_array(a, IMPORT_OLD_MAX, sizeof *old.from), 0};
    if (!old.from)
        return old;
    for (size_t i = 0; i < item->article.old_urls.items_n; i++)
        add(a, &old, item->article.old_urls.items[i]);
    if (moved && !(doc && doc->url_is_others))
        add(a, &old, item->article.url);
    if (moved)
        add(a, &old, item->page_url);
    if (!doc || !moved)
        return old;
    if (!doc->url_is_others)
        add(a, &old, doc->url);
    if (is_address(doc->guid))
        add(a, &old, doc->guid);
    for (size_t i = 0; i < doc->old_urls_n; i++)
        add(a, &old, doc->old_urls[i]);
    return old;
}

struct import_old import_old_copy(struct arena *a, struct import_old old)
{
    struct import_old copy = {arena_array(a, old.n, sizeof *copy.from), 0};
    for (; copy.from && copy.n < old.n; copy.n++)
        copy.from[copy.n] = (struct old_address){.host = str_copy(a, old.from[copy.n].host),
                                                 .path = str_copy(a, old.from[copy.n].path)};
    return copy;
}

enum rc import_put_moved(struct store *st, struct store_add_redirects add, struct err *e)
{
    const struct store_command c = {.kind = STORE_ADD_REDIRECTS, .add_redirects = add};
    return add.from_n ? store_run(st, &c, NULL, e) : RC_OK;
}

/* ---- what is no article ---- */

struct import_old import_place_addresses(struct arena *a, struct str *urls, size_t n)
{
    struct import_old old = {arena_array(a, IMPORT_OLD_MAX, sizeof *old.from), 0};
    for (size_t i = 0; old.from && i < n; i++)
        add(a, &old, urls[i]);
    return old;
}

/* "a-300x200.jpg" -> "a.jpg"; "" for others. */
static struct str whole_size(struct arena *a, struct str src)
{
    size_t dot = str_find_last_byte(src, '.');
    struct str stem = str_first(src, dot);
    size_t dash = str_find_last_byte(stem, '-');
    struct str sides = str_from(stem, dash + 1);
    size_t x = str_find_byte(sides, 'x');
    int64_t px = 0;
    bool named = dot < src.n && dash < stem.n && x < sides.n &&
                 str_to_int(str_first(sides, x), &px) && str_to_int(str_from(sides, x + 1), &px);
    return named ? str_concat(a, str_first(stem, dash), str_from(src, dot)) : STR("");
}

struct import_old import_file_addresses(struct arena *a, struct str src, struct str host)
{
    struct import_old old = {arena_array(a, IMPORT_OLD_MAX, sizeof *old.from), 0};
    bool web = is_address(src);
    bool below = str_find_byte(src, '/') < src.n && !str_starts(src, STR("."));
    if (!old.from || (!web && !below)) /* a bare name lay beside its article: nobody knows where */
        return old;
    if (!web && src.p[0] != '/')
        src = str_concat(a, STR("/"), src);
    if (!web && host.n)
        src = str_concat(a, host, src);
    add(a, &old, src);
    add(a, &old, whole_size(a, src));
    return old;
}

enum rc import_put_place(struct store *st, const struct store_add_place_redirects *add,
                         struct err *e)
{
    const struct store_command c = {.kind = STORE_ADD_PLACE_REDIRECTS, .add_place_redirects = *add};
    return add->from_n ? store_run(st, &c, NULL, e) : RC_OK;
}
