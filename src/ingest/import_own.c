#include "ingest/import_own.h"

#include "article/slug.h"

int64_t import_own_id(struct str origin, struct str url, struct str *slug)
{
    static const struct str END = STR_INIT(".html");
    int64_t id = 0;
    if (origin.n == 0 || !str_starts(url, origin) || !str_ends(url, END))
        return 0;
    struct str path = str_from(url, origin.n);
    size_t last = str_find_last_byte(path, '/');
    if (path.n == 0 || path.p[0] != '/' || last == 0) /* an article has its section in front */
        return 0;
    struct str name = str_first(str_from(path, last + 1), path.n - last - 1 - END.n);
    size_t dash = str_find_last_byte(name, '-');
    if (dash == 0 || dash >= name.n || !str_to_int(str_from(name, dash + 1), &id) || id <= 0)
        return 0;
    *slug = str_first(name, dash);
    return id;
}

enum rc import_own_find(struct store_reader *r, struct arena *a, struct str origin,
                        struct article *art, struct str *key, struct err *e)
{
    struct str slug = STR("");
    struct store_article here;
    struct article_texts keys = {0};
    int64_t id = import_own_id(origin, art->url, &slug);
    *key = STR("");
    if (id == 0)
        return RC_OK;
    enum rc rc = store_article_by_id(r, a, id, &here, e);
    if (!rc)
        rc = store_import_keys(r, a, id, &keys, e);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    bool same = str_eq(here.card.slug, slug) ||
                str_eq(here.card.slug, slug_from_title(a, art->title)); /* corrected before */
    if (!same || keys.items_n == 0)
        return RC_OK;
    *key = keys.items[0];
    art->url = here.article.url;
    return RC_OK;
}
